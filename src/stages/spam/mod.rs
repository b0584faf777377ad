//! Takes out advertisements that were planted in the text.
//!
//! The shape of a line speaks first (segments, no sentence, a way to get in touch), what its phrases
//! say second; one phrase in a sentence is never enough. `line` reads the shape, `terms` finds the phrases, `contact`
//! the numbers and accounts, `judge` decides, `block` looks at runs of lines.

mod block;
mod contact;
mod evidence;
mod judge;
mod line;
mod rules;
mod terms;

use std::sync::LazyLock;

use memchr::{memchr, memmem};
use serde::{Deserialize, Serialize};

use crate::{Edits, Evidence, Rule, Span, Stage};
use block::Blocks;
use judge::{Place, Verdict, judge};
use line::Line;
use terms::TERMS;

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
/// Lines up to this length, in bytes, may belong to a block of links.
const SHORT_LINE: usize = 3 * 18;
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
        let (mut reader, mut start) = (Reader::default(), 0);
        while start < text.len() {
            let end = memchr(b'\n', &text.as_bytes()[start..]).map_or(text.len(), |n| start + n + 1);
            reader.line(text, Span::new(start, end), edits);
            start = end;
        }
        reader.blocks.finish(edits);
    }

    fn evidence(&self, text: &str, place: Span) -> Vec<Evidence> {
        evidence::evidence(text, place)
    }
}

/// A document that is being read line by line.
#[derive(Default)]
struct Reader<'t> {
    line: Line,
    /// Whether `line` holds the line at hand, and not an earlier one.
    read: bool,
    blocks: Blocks,
    /// Lines that stay, so far, and the last of them.
    kept: usize,
    before: &'t str,
}

impl<'t> Reader<'t> {
    /// Looks at the line that stands, with its break, at `span`.
    fn line(&mut self, text: &'t str, span: Span, edits: &mut Edits) {
        let content = trim(span.of(text));
        if content.is_empty() {
            return;
        }
        let verdict = self.verdict(content, span).filter(|v| edits.is_on(v.rule));
        if verdict.is_none() && self.read && judge::is_doubtful(&self.line) {
            edits.review(span, &KEYWORD_BAR, 0.5, "it speaks about the subject");
        }
        if let Some(v) = verdict {
            let at = content.as_ptr() as usize - text.as_ptr() as usize;
            let whole = v.from == 0 && v.to == content.len();
            let gone = if whole { span } else { Span::new(at + v.from, at + v.to) };
            edits.replace_scored(gone, "", v.rule, v.score);
            if whole {
                return;
            }
        }
        (self.kept, self.before) = (self.kept + 1, content);
    }

    fn verdict(&mut self, content: &str, span: Span) -> Option<Verdict> {
        let head = self.kept < HEAD_LINES;
        self.read = !is_prose(content, head);
        if !self.read {
            self.blocks.end();
            return None;
        }
        self.line.read(content);
        let flowing = flows(self.before, content);
        let table = content.starts_with(['|', '│', '┃']);
        match judge(content, &self.line, Place { head, flowing, table }) {
            // A slogan may be one of a block of links, and goes with it or by itself.
            Some(v) if v.rule == &SLOGAN => {
                self.blocks.take(&self.line, span, true);
                None
            }
            Some(v) if v.to - v.from == content.len() => Some(v),
            verdict => {
                self.blocks.take(&self.line, span, false);
                verdict
            }
        }
    }
}

/// Without white space and byte-order marks at its ends.
fn trim(line: &str) -> &str {
    line.trim_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}' || c == '\u{200B}')
}

/// Whether a line is no advertisement for certain, told without folding it.
///
/// Every rule but the two that look at titles and blocks of short lines asks for two phrases, or for a way to get in touch.
fn is_prose(line: &str, head: bool) -> bool {
    let bytes = line.as_bytes();
    if bytes.len() < 6 {
        return true;
    }
    let has_stop = STOP.find(&bytes[..bytes.len() - 3]).is_some();
    if has_stop && (bytes.len() > LONGEST_WITH_STOP || !has_ascii_run(bytes)) {
        return true;
    }
    match TERMS.glance(line, 2) {
        0 => bytes.len() > LONGEST_WITH_STOP || !has_account(bytes),
        1 => !(head || bytes.len() <= SHORT_LINE || has_ascii_run(bytes)),
        _ => false,
    }
}

/// The end of a sentence, ready to be searched: making a searcher costs as much as reading a short line.
static STOP: LazyLock<memmem::Finder<'static>> = LazyLock::new(|| memmem::Finder::new("。"));

/// Whether five ASCII letters, digits, spaces or hyphens in a row stand in the line: room for an account.
fn has_ascii_run(bytes: &[u8]) -> bool {
    const RUN: usize = 5;
    let fits = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b' ' | b'-');
    // Every run of five covers a fifth byte.
    (RUN - 1..bytes.len()).step_by(RUN).any(|at| {
        fits(&bytes[at]) && {
            let before = bytes[..at].iter().rev().take(RUN - 1).take_while(|b| fits(b)).count();
            let from = bytes[at..].iter().take(RUN).take_while(|b| fits(b)).count();
            before + from >= RUN
        }
    })
}

/// Whether seven letters and digits in a row stand in the line, two of them digits: an account or a number.
fn has_account(bytes: &[u8]) -> bool {
    const RUN: usize = 7;
    (RUN - 1..bytes.len()).step_by(RUN).any(|at| {
        let word = |b: &&u8| b.is_ascii_alphanumeric() || **b == b'_';
        word(&&bytes[at]) && {
            let before = bytes[..at].iter().rev().take(24).take_while(word).count();
            let from = bytes[at..].iter().take(24).take_while(word).count();
            let run = &bytes[at - before..at + from];
            (RUN..=24).contains(&run.len())
                && (run.contains(&b'_') || run.iter().filter(|b| b.is_ascii_digit()).count() >= 2)
        }
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
