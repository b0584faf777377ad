//! Gives paragraphs back that were cut into lines.

use serde::{Deserialize, Serialize};

use crate::{Edits, Rule, Stage};

crate::rules! {}

/// What can be set under `[reflow]`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Options {}

/// The stage.
#[derive(Debug, Default)]
pub struct Reflow {
    #[expect(dead_code)]
    options: Options,
}

impl Reflow {
    /// The stage with these options.
    #[must_use]
    pub fn new(options: Options) -> Self {
        Self { options }
    }
}

impl Stage for Reflow {
    fn name(&self) -> &'static str {
        "reflow"
    }

    fn rules(&self) -> &'static [&'static Rule] {
        RULES
    }

    fn scan(&self, _text: &str, _edits: &mut Edits) {}
}
