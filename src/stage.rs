//! What a stage is.

use std::borrow::Cow;

use crate::{Edits, Rule, Span};

/// One observation that counted for or against a decision, as `taoxi why` shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// What was looked at: `line is full (18 of 18 em)`.
    pub feature: Cow<'static, str>,
    /// How much it weighed; above 0 speaks for the change.
    pub weight: f32,
}

/// A stage looks and proposes.
///
/// It never touches the text (the pipeline alone applies edits), does no I/O, cannot fail, and
/// knows no other stage. What it proposes depends on the text and its own options alone.
/// Time must be linear in the length of the text, memory too.
pub trait Stage: Send + Sync {
    /// The stage's name in the configuration and in reports.
    fn name(&self) -> &'static str;

    /// Its rules, in the order of their codes.
    fn rules(&self) -> &'static [&'static Rule];

    /// Looks at one document and proposes edits, disjoint and on character boundaries.
    fn scan(&self, text: &str, edits: &mut Edits);

    /// Whether it is asked in the first round only, because it would change its own output again.
    ///
    /// Cleaning what was cleaned may then change it once more; no stage is like that unless an
    /// option makes it so.
    fn once(&self) -> bool {
        false
    }

    /// What spoke for and against changing `place`, in the text as the stage is given it.
    ///
    /// Called for single places by `taoxi why`, so it may take as long as a whole scan.
    fn evidence(&self, text: &str, place: Span) -> Vec<Evidence> {
        let _ = (text, place);
        Vec::new()
    }
}
