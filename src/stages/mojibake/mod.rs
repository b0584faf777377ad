//! Gives characters back that a wrong decoding has turned into others.

use serde::{Deserialize, Serialize};

use crate::{Edits, Rule, Stage};

crate::rules! {}

/// What can be set under `[mojibake]`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Options {}

/// The stage.
#[derive(Debug, Default)]
pub struct Mojibake {
    #[expect(dead_code)]
    options: Options,
}

impl Mojibake {
    /// The stage with these options.
    #[must_use]
    pub fn new(options: Options) -> Self {
        Self { options }
    }
}

impl Stage for Mojibake {
    fn name(&self) -> &'static str {
        "mojibake"
    }

    fn rules(&self) -> &'static [&'static Rule] {
        RULES
    }

    fn scan(&self, _text: &str, _edits: &mut Edits) {}
}
