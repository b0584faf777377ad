//! What a run did, in numbers that add up: counts per rule, stage and file, samples, balance.
//!
//! `report.json` is this module's [`Report`], serialized; every other form is a view of it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::stages::boilerplate::learned::LearnedLine;

pub mod compare;
pub mod csv;
pub mod diff;
pub mod html;
pub mod limit;
pub mod markdown;
mod quality;
pub mod sarif;
mod tally;

pub use quality::Quality;
pub use tally::{DocTally, Tally};

/// The version of the JSON form. It changes when a field goes or changes its meaning.
pub const SCHEMA_VERSION: u32 = 1;

/// A whole run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// [`SCHEMA_VERSION`] of the writer.
    pub schema_version: u32,
    /// The program that wrote it.
    pub tool: Tool,
    /// When and how it ran. The only part, beside times, in which two runs over the same input differ.
    pub run: RunInfo,
    /// The configuration that was in force.
    pub config: ConfigInfo,
    /// What was read.
    pub inputs: Inputs,
    /// What was written.
    pub outputs: Outputs,
    /// Documents and characters in all.
    pub totals: Totals,
    /// The stages, in order; dedup last.
    pub stages: Vec<StageCounts>,
    /// The rules that fired, in the order of the stages.
    pub by_rule: Vec<RuleCounts>,
    /// What dedup found; absent if it did not run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dedup: Option<DedupCounts>,
    /// What the corpus looked like before.
    #[serde(default)]
    pub quality_before: Quality,
    /// What it looks like after the stages.
    #[serde(default)]
    pub quality_after: Quality,
    /// The lines that many documents begin or end with.
    #[serde(default)]
    pub repeated: Repeated,
    /// What could not be done.
    pub failures: Vec<Failure>,
    /// Documents put aside under `_taoxi/rejected/`, with the figure that failed; at most [`MAX_FILES`].
    #[serde(default)]
    pub rejected: Vec<crate::input::Passed>,
    /// What is not a document.
    pub skipped: Vec<crate::input::Passed>,
    /// Places that rules noticed and left alone.
    pub review: Review,
    /// Some documents' changes, laid over the source: of every rule a few.
    #[serde(default)]
    pub diffs: Vec<diff::DocDiff>,
    /// The files that changed most, at most [`MAX_FILES`]; all of them are in `files.jsonl`.
    pub files: Vec<FileCounts>,
}

/// The lines that many documents of the run, or of one of its folders, begin or end with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repeated {
    /// Whether they were removed (`--learn-boilerplate`); if not, they are candidates for it.
    pub removed: bool,
    /// How many there are.
    pub all: u64,
    /// The most frequent of them.
    pub lines: Vec<LearnedLine>,
}

/// Repeated lines listed in the report at most.
pub const MAX_REPEATED: usize = 100;

/// Files listed in the report itself.
pub const MAX_FILES: usize = 1000;

/// The program.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tool {
    /// `taoxi`.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// When and how it ran.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RunInfo {
    /// When it began, RFC 3339.
    pub started: String,
    /// How long it took, in milliseconds.
    pub wall_ms: u64,
    /// Worker threads.
    pub jobs: usize,
    /// The command line.
    pub argv: Vec<String>,
}

/// The configuration that was in force.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ConfigInfo {
    /// Every value.
    pub effective: serde_json::Value,
    /// Where the values that are not defaults come from.
    pub sources: Vec<crate::config::Origin>,
}

/// What was read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inputs {
    /// Files.
    pub files: u64,
    /// Their bytes, packed as they are.
    pub bytes: u64,
    /// Documents.
    pub documents: u64,
    /// Documents by encoding.
    pub by_encoding: BTreeMap<String, u64>,
    /// Bytes that had no meaning in their document's encoding.
    pub malformed: u64,
}

/// What was written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outputs {
    /// Files.
    pub files: u64,
    /// Bytes of cleaned text.
    pub bytes: u64,
    /// Paragraphs.
    pub paragraphs: u64,
}

/// Documents and characters in all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// What became of the documents.
    pub documents: Documents,
    /// What became of the characters.
    pub chars: Chars,
    /// Whether `in − removed + added = out` holds for every document.
    pub balance_ok: bool,
}

/// What became of the documents.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Documents {
    /// Came out as they went in.
    pub unchanged: u64,
    /// Came out changed.
    pub changed: u64,
    /// Came out as they went in because the rules did not come to rest on them.
    pub unsettled: u64,
    /// Were put aside by a quality threshold; they are counted above as well.
    #[serde(default)]
    pub rejected: u64,
    /// Did not come out.
    pub failed: u64,
}

/// What became of the characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chars {
    /// Read.
    #[serde(rename = "in")]
    pub before: u64,
    /// Taken away by edits.
    pub removed: u64,
    /// Written by edits.
    pub added: u64,
    /// Written out.
    #[serde(rename = "out")]
    pub after: u64,
}

impl Chars {
    /// Whether `in − removed + added = out`.
    #[must_use]
    pub fn balance(&self) -> bool {
        self.before + self.added == self.after + self.removed
    }
}

/// What a stage did.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct StageCounts {
    /// Its name.
    pub name: String,
    /// Time over all threads, in milliseconds.
    pub cpu_ms: f64,
    /// Documents it changed.
    pub documents: u64,
    /// Edits.
    pub hits: u64,
    /// Characters its edits took away.
    pub chars_removed: u64,
    /// Characters its edits wrote.
    pub chars_added: u64,
}

/// What a rule did.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RuleCounts {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its Chinese title.
    pub zh: String,
    /// Its stage.
    pub stage: String,
    /// `layout`, `repair`, `removal` or `flag`.
    pub effect: String,
    /// `safe`, `default`, `aggressive` or `optional`.
    pub level: String,
    /// Edits.
    pub hits: u64,
    /// Documents it changed.
    pub documents: u64,
    /// Characters its edits took away.
    pub chars_removed: u64,
    /// Characters its edits wrote.
    pub chars_added: u64,
    /// Edits by score: below 0.1, below 0.2 … up to 1.
    pub scores: [u64; 10],
    /// Some of its edits: the first, and the least sure.
    pub samples: Vec<Sample>,
}

/// One edit as an example.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    /// The file.
    pub path: String,
    /// In JSON Lines, the record's line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<u64>,
    /// The line in the decoded source, from 1.
    pub line: u64,
    /// What was there, cut to a readable length.
    pub was: String,
    /// What is there now, cut likewise.
    pub now: String,
    /// How sure the rule was.
    pub score: f32,
}

/// What dedup found.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DedupCounts {
    /// Units that were looked at.
    pub units: u64,
    /// Units passed over as too short.
    pub too_short: u64,
    /// Copies that are equal but for marks and spaces.
    pub exact: u64,
    /// Near copies.
    pub near: u64,
    /// Removals by similarity, in twentieths: below 0.05, below 0.1 … up to 1.
    pub similarity: [u64; 20],
    /// Groups of one kept text and its copies.
    pub groups: u64,
    /// Some removals with the text that was kept.
    pub samples: Vec<Pair>,
}

/// A removed text and the one that was kept.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Pair {
    /// The removed text's file and line.
    pub removed_at: String,
    /// The removed text, cut to a readable length.
    pub removed: String,
    /// The kept text's file and line in the output.
    pub kept_at: String,
    /// The kept text, cut likewise; empty if it lies too deep in its file to be fetched.
    #[serde(default)]
    pub kept: String,
    /// The Jaccard similarity of the two.
    pub jaccard: f32,
}

/// A file or document that could not be done.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// The file; in JSON Lines with the line after a colon.
    pub path: String,
    /// What went wrong and what to do.
    pub message: String,
}

/// Places that rules noticed and left alone.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Review {
    /// How many by rule.
    pub by_rule: BTreeMap<String, u64>,
    /// Some of them, those nearest to the rule's threshold.
    pub samples: Vec<Place>,
}

/// A place left alone.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// The rule's code.
    pub code: String,
    /// The file.
    pub path: String,
    /// The line in the decoded source, from 1.
    pub line: u64,
    /// What stands there.
    pub text: String,
    /// The score it reached.
    pub score: f32,
    /// What held the rule back.
    pub why: String,
}

/// What became of one file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FileCounts {
    /// Its name in the output.
    pub path: String,
    /// Its encoding; of JSON Lines always UTF-8.
    pub encoding: String,
    /// How sure the detection was.
    pub confidence: f32,
    /// Bytes without meaning in that encoding.
    pub malformed: u64,
    /// Documents in it.
    pub documents: u64,
    /// Bytes read, packed as they are.
    pub bytes_in: u64,
    /// Bytes of cleaned text.
    pub bytes_out: u64,
    /// What became of its characters.
    pub chars: Chars,
    /// Edits by rule.
    pub hits: BTreeMap<String, u64>,
}

/// Cuts a text to `max` characters for showing, with `…` where something is left out.
#[must_use]
pub fn cut(text: &str, max: usize) -> String {
    match text.char_indices().nth(max) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}
