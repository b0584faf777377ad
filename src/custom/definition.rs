//! What a user's rule looks like in TOML.

use serde::{Deserialize, Serialize};

use crate::Level;

/// One `[[rules.custom]]`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// Three capital letters and three digits, of no rule there is.
    pub code: String,
    /// What reports call it; the code if it is not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The stage it runs right after.
    #[serde(default = "spam")]
    pub stage: String,
    /// Which pieces of the text it looks at.
    pub scope: Scope,
    /// How many lines `head` and `tail` are, blank lines not counted.
    #[serde(default = "five")]
    pub lines: usize,
    /// When it fires.
    #[serde(rename = "match")]
    pub matches: Match,
    /// What it does.
    pub action: Action,
    /// What `replace` puts in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with: Option<String>,
    /// How bold a run must be for it.
    #[serde(default)]
    pub level: Level,
    /// Texts it must fire on, and texts it must leave.
    pub examples: Examples,
}

fn spam() -> String {
    "spam".to_owned()
}

fn five() -> usize {
    5
}

/// The pieces of a text a rule looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// Each line that is not blank.
    Line,
    /// Each run of lines without a blank line between.
    Paragraph,
    /// Each of the first lines.
    Head,
    /// Each of the last lines.
    Tail,
    /// The whole text.
    Document,
}

/// When a rule fires: all conditions that are given must hold.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Match {
    /// Phrases, taken literally.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub any_of: Vec<String>,
    /// How many different ones of them must stand in the piece; 1 if it is not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_hits: Option<usize>,
    /// A regular expression in the syntax of Rust's `regex`, which runs in linear time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub regex: Option<String>,
    /// How many of which characters must stand in the piece.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_separators: Option<Separators>,
}

/// At least `n` of these characters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Separators {
    /// The characters.
    pub chars: String,
    /// How many of them, counted together.
    pub n: usize,
}

/// What a rule does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// The piece goes; of a line its break too.
    Remove,
    /// Each match in the piece becomes `with`.
    Replace,
    /// The piece is listed under `review`.
    Flag,
}

/// Texts a rule must fire on, and texts it must leave.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Examples {
    /// It fires on each.
    pub hit: Vec<String>,
    /// It leaves each.
    pub miss: Vec<String>,
}
