//! stub
mod rules;
pub use rules::{EXACT_COPY, NEAR_COPY, RULES};
use serde::{Deserialize, Serialize};
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    #[default]
    Paragraph,
    Sentence,
    Document,
}
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    #[default]
    Corpus,
    File,
}
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    pub unit: Unit,
    pub scope: Scope,
}
#[derive(Debug, thiserror::Error)]
#[error("x")]
pub struct Error;
pub struct Deduplicator;
impl Deduplicator {
    pub fn new(_: &Options) -> Result<Self, Error> {
        Ok(Self)
    }
    pub fn extend(&mut self, _: &[&str]) -> Result<(), Error> {
        Ok(())
    }
    pub fn start_file(&mut self) {}
    pub fn finish(self) -> Result<Outcome, Error> {
        Ok(Outcome::default())
    }
}
pub struct Removal {
    pub unit: u64,
    pub witness: u64,
    pub jaccard: f32,
    pub exact: bool,
}
#[derive(Default)]
pub struct Stats {
    pub units: u64,
    pub too_short: u64,
    pub exact: u64,
    pub near: u64,
}
#[derive(Default)]
pub struct Outcome {
    pub removals: Vec<Removal>,
    pub stats: Stats,
}
