//! Closes gaps between characters that belong together.

use serde::{Deserialize, Serialize};

use crate::{Edits, Rule, Stage};

crate::rules! {}

/// What can be set under `[spacing]`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Options {}

/// The stage.
#[derive(Debug, Default)]
pub struct Spacing {
    #[expect(dead_code)]
    options: Options,
}

impl Spacing {
    /// The stage with these options.
    #[must_use]
    pub fn new(options: Options) -> Self {
        Self { options }
    }
}

impl Stage for Spacing {
    fn name(&self) -> &'static str {
        "spacing"
    }

    fn rules(&self) -> &'static [&'static Rule] {
        RULES
    }

    fn scan(&self, _text: &str, _edits: &mut Edits) {}
}
