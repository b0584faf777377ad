//! The ordered list of stages, and nothing else: the picture of what taoxi does.

use crate::pii::{self, Pii};
use crate::{Rule, Stage};

pub mod annotation;
pub mod boilerplate;
mod fences;
mod lists;
pub mod mojibake;
pub mod normalize;
pub mod reflow;
pub mod script;
pub mod spacing;
pub mod spam;

/// Every stage with its default options, in the order of the work: mend characters, take out
/// what is not the article, convert, and lay out last.
#[must_use]
pub fn all() -> Vec<Box<dyn Stage>> {
    vec![
        Box::new(mojibake::Mojibake::default()),
        Box::new(annotation::Annotation::default()),
        Box::new(normalize::Normalize::default()),
        Box::new(spam::Spam::default()),
        Box::new(boilerplate::Boilerplate::default()),
        Box::new(script::Script::default()),
        Box::new(reflow::Reflow::default()),
        Box::new(spacing::Spacing::default()),
        Box::new(Pii::default()),
    ]
}

/// Every rule of every stage, in the order of the stages.
#[must_use]
pub fn rules() -> Vec<&'static Rule> {
    [
        mojibake::RULES,
        annotation::RULES,
        normalize::RULES,
        spam::RULES,
        boilerplate::RULES,
        script::RULES,
        reflow::RULES,
        spacing::RULES,
        pii::RULES,
    ]
    .concat()
}
