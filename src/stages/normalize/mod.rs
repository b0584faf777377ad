//! One form for each character: canonical composition, plain spaces, no invisible characters.

use serde::{Deserialize, Serialize};

use crate::{Edits, Rule, Stage};

crate::rules! {}

/// What can be set under `[normalize]`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Options {}

/// The stage.
#[derive(Debug, Default)]
pub struct Normalize {
    #[expect(dead_code)]
    options: Options,
}

impl Normalize {
    /// The stage with these options.
    #[must_use]
    pub fn new(options: Options) -> Self {
        Self { options }
    }
}

impl Stage for Normalize {
    fn name(&self) -> &'static str {
        "normalize"
    }

    fn rules(&self) -> &'static [&'static Rule] {
        RULES
    }

    fn scan(&self, _text: &str, _edits: &mut Edits) {}
}
