//! Takes out advertisements that were planted in the text.
//!
//! The shape of a line speaks first (segments, no sentence, a way to get in touch), what its phrases
//! say second; one phrase in a sentence is never enough. `line` reads the shape, `terms` finds the phrases, `contact`
//! the numbers and accounts, `judge` decides, `block` looks at runs of lines.

mod block;
mod contact;
mod judge;
mod line;
mod rules;
mod terms;

use memchr::{memchr, memmem};
use serde::{Deserialize, Serialize};

use crate::{Edits, Rule, Span, Stage};
use block::Blocks;
use judge::{Place, judge};
use line::Line;

pub use rules::*;

/// What can be set under `[spam]`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Options {}

/// The stage.
#[derive(Debug, Default)]
pub struct Spam {
    #[expect(dead_code)]
    options: Options,
}

impl Spam {
    /// The stage with these options.
    #[must_use]
    pub fn new(options: Options) -> Self {
        Self { options }
    }
}

/// Lines at the top that may hold the title.
const HEAD_LINES: usize = 3;
/// A line with the end of a sentence inside is looked at only up to this length, in bytes.
const LONGEST_WITH_STOP: usize = 400;

impl Stage for Spam {
    fn name(&self) -> &'static str {
        "spam"
    }

    fn rules(&self) -> &'static [&'static Rule] {
        RULES
    }

    fn scan(&self, text: &str, edits: &mut Edits) {
        let (mut line, mut blocks) = (Line::default(), Blocks::default());
        let (mut start, mut kept, mut before) = (0, 0, "");
        while start < text.len() {
            let end = memchr(b'\n', &text.as_bytes()[start..]).map_or(text.len(), |n| start + n + 1);
            let content = trim(&text[start..end]);
            if content.is_empty() {
                start = end;
                continue;
            }
            let verdict = if is_dismissed(content) {
                blocks.end();
                None
            } else {
                line.read(content);
                let place = Place {
                    head: kept < HEAD_LINES,
                    flowing: flows(before, content),
                    table: content.starts_with(['|', '│', '┃']),
                };
                judge(content, &line, place).filter(|v| edits.is_on(v.rule))
            };
            let whole = verdict.is_some_and(|v| v.from == 0 && v.to == content.len());
            match verdict {
                Some(v) if whole => edits.replace_scored(Span::new(start, end), "", v.rule, v.score),
                Some(v) => {
                    let at = content.as_ptr() as usize - text.as_ptr() as usize;
                    edits.replace_scored(Span::new(at + v.from, at + v.to), "", v.rule, v.score);
                    blocks.end();
                }
                None if !is_dismissed(content) => blocks.take(&line, Span::new(start, end)),
                None => {}
            }
            if !whole {
                (kept, before) = (kept + 1, content);
            }
            start = end;
        }
        blocks.finish(edits);
    }
}

/// Without white space and byte-order marks at its ends.
fn trim(line: &str) -> &str {
    line.trim_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}' || c == '\u{200B}')
}

/// Whether a line is prose for certain, told from its bytes alone.
fn is_dismissed(line: &str) -> bool {
    let bytes = line.as_bytes();
    if bytes.len() < 6 {
        return true;
    }
    let inner = &bytes[..bytes.len() - 3];
    let has_stop = memmem::find(inner, "。".as_bytes()).is_some();
    has_stop && (bytes.len() > LONGEST_WITH_STOP || !has_ascii_run(bytes))
}

/// Whether five ASCII letters, digits, spaces or hyphens in a row stand in the line: room for an account.
fn has_ascii_run(bytes: &[u8]) -> bool {
    let mut run = 0;
    bytes.iter().any(|b| {
        run = if b.is_ascii_alphanumeric() || matches!(b, b' ' | b'-') { run + 1 } else { 0 };
        run >= 5
    })
}

/// Whether `line` seems to go on from the line before it or into the next: it ends in a comma, or the
/// line before does, or both have about the same length and the line before has no end.
fn flows(before: &str, line: &str) -> bool {
    let open = |l: &str| l.ends_with(['，', '、', '；', '：', '（', '“', '《']);
    let width = |l: &str| l.chars().count();
    if open(line) || open(before) {
        return true;
    }
    let closed = before.ends_with(['。', '！', '？', '…', '”', '』', '」', '）', '.', '!', '?', '"']);
    !closed && width(before) >= 12 && width(before).abs_diff(width(line)) <= 3
}
