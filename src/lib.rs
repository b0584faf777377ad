//! Turns raw Chinese text into clean Simplified paragraphs, explains every change, and can take
//! every change back.
//!
//! ```
//! let pipeline = taoxi::Pipeline::new(taoxi::stages::all(), taoxi::RuleSet::default());
//! let cleaned = pipeline.clean("春风　吹绿了江岸。\r\n\r\n", &mut pipeline.scratch());
//! assert_eq!(cleaned.journal.undo(&cleaned.text), "春风　吹绿了江岸。\r\n\r\n");
//! ```

pub mod archive;
pub mod chinese;
#[cfg(feature = "cli")]
pub mod cli;
pub mod config;
pub mod custom;
pub mod decode;
pub mod dedup;
mod edit;
mod form;
pub mod han;
pub mod input;
pub mod journal;
pub mod output;
pub mod pii;
mod pipeline;
pub mod quality;
pub mod report;
pub mod rule;
pub mod run;
mod source;
mod span;
mod stage;
pub mod stages;
pub mod stats;

pub use edit::{Edit, Edits, Review};
pub use form::ParagraphBreak;
pub use journal::Journal;
pub use pipeline::{Cleaned, Current, MAX_ROUNDS, Pipeline, Scratch};
pub use rule::{Effect, Level, Rule, RuleSet};
pub use source::{Decoding, Malformed, Patch, Source};
pub use span::Span;
pub use stage::{Evidence, Stage};

/// Every rule there is: of the stages in order, and of dedup.
#[must_use]
pub fn rules() -> Vec<&'static Rule> {
    let mut rules = stages::rules();
    rules.extend(dedup::RULES);
    rules
}

/// The examples of the front pages and of the contribution guide are run as tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
#[doc = include_str!("../README.zh-CN.md")]
#[doc = include_str!("../CONTRIBUTING.md")]
struct Documents;
