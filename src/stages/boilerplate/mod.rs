//! Takes out the furniture of the page: navigation, counters, footers, disclaimers.

use serde::{Deserialize, Serialize};

use crate::{Edits, Rule, Stage};

crate::rules! {}

/// What can be set under `[boilerplate]`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Options {}

/// The stage.
#[derive(Debug, Default)]
pub struct Boilerplate {
    #[expect(dead_code)]
    options: Options,
}

impl Boilerplate {
    /// The stage with these options.
    #[must_use]
    pub fn new(options: Options) -> Self {
        Self { options }
    }
}

impl Stage for Boilerplate {
    fn name(&self) -> &'static str {
        "boilerplate"
    }

    fn rules(&self) -> &'static [&'static Rule] {
        RULES
    }

    fn scan(&self, _text: &str, _edits: &mut Edits) {}
}
