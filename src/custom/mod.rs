//! Rules that users write in `taoxi.toml`, and spans they protect.
//!
//! ```toml
//! [rules]
//! protect = ["春江晚报", "/第[一二三]版/"]        # no rule touches these places
//!
//! [[rules.custom]]
//! code = "USR001"                                # three capital letters, three digits
//! title = "晚报的订阅提示"
//! stage = "spam"                                 # runs right after this stage
//! scope = "line"                                 # line | paragraph | head | tail | document
//! match = { any_of = ["订阅晚报", "扫码订阅", "首月免费"], min_hits = 2 }
//! action = "remove"                              # remove | replace | flag
//! examples = { hit = ["扫码订阅晚报，首月免费"], miss = ["他订阅了晚报。"] }
//! ```
//!
//! `match` may hold `any_of` with `min_hits`, `regex`, and `min_separators = { chars = "|", n = 6 }`; a place
//! matches if all that are given do. `remove` takes the line, paragraph or document away, `replace` puts
//! `with` in the place of each match within it (`$1` for a group of the regular expression), `flag` lists the place under `review`.
//! Examples are required: [`examine()`] runs them, and tells whether `replace` comes to rest and keeps linear time.

mod definition;
mod examine;
mod matcher;
mod protect;
mod stage;

pub use definition::{Action, Definition, Examples, Match, Scope, Separators};
pub use examine::{Finding, Subject, examine};
pub use protect::Protect;
pub use stage::{Custom, compile};

/// What is wrong with a user's rule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{key}: {problem}")]
pub struct Error {
    /// The key in `taoxi.toml`: `rules.custom[2].match.regex`, counted from 1.
    pub key: String,
    /// What is wrong with it, and what would be right.
    pub problem: String,
}
