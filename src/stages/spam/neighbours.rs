//! What stands around a line: whether the text there is prose, and whether it speaks of the same things.

use super::line::is_grammar;
use super::voice::voice;
use crate::Span;
use crate::han::class::is_han;
use crate::span::floor_boundary;

/// How far is looked, in bytes, before and behind the line.
const REACH: usize = 900;
/// A line with a voice up to this sounds like no seller.
const PLAIN: f32 = -1.5;
/// How much of the beginning of the document is looked at, in bytes: title and first words.
const TITLE: usize = 150;

/// A line and the document it stands in.
#[derive(Clone, Copy)]
pub(super) struct Neighbours<'t> {
    pub(super) text: &'t str,
    /// The line with its break.
    pub(super) span: Span,
}

impl Neighbours<'_> {
    /// Whether prose stands around the line, and next to no word of the line stands in it.
    ///
    /// Time is linear in the length of the line and the text that is looked at, which is bounded.
    pub(super) fn are_foreign(self, line: &str) -> bool {
        let Parts { before, after, title } = self.parts();
        if prose(before).next().or(prose(after).next()).is_none() {
            return false;
        }
        let mut pairs: Vec<[char; 2]> = pairs(line).collect();
        pairs.sort_unstable();
        pairs.dedup();
        let all = pairs.len();
        for part in [before, after, title] {
            for pair in self::pairs(part) {
                if let Ok(at) = pairs.binary_search(&pair) {
                    pairs.remove(at);
                }
            }
        }
        let shared = all - pairs.len();
        shared <= 1 || 12 * shared <= all
    }

    /// Whether a line of prose that sounds like no seller stands around the line.
    pub(super) fn are_plain(self) -> bool {
        let Parts { before, after, .. } = self.parts();
        [before, after].iter().any(|part| prose(part).any(|line| voice(line) <= PLAIN))
    }

    /// How much of the text around the line sounds like no seller: its share of all that sounds like one or like none.
    pub(super) fn plain_share(self) -> f32 {
        let Parts { before, after, .. } = self.parts();
        let (mut plain, mut sold) = (0, 0);
        for line in before.lines().chain(after.lines()) {
            match voice(line) {
                ..=PLAIN => plain += line.len(),
                0.0.. => sold += line.len(),
                _ => {}
            }
        }
        plain as f32 / (plain + sold).max(1) as f32
    }

    /// The lines before and behind the line, without those that are empty.
    pub(super) fn next_door(&self) -> impl Iterator<Item = &str> {
        let Parts { before, after, .. } = self.parts();
        let filled = |l: &&str| !l.trim().is_empty();
        before.lines().rev().find(filled).into_iter().chain(after.lines().find(filled))
    }

    fn parts(&self) -> Parts<'_> {
        let (start, end) = (self.span.start as usize, self.span.end as usize);
        let from = floor_boundary(self.text, start.saturating_sub(REACH));
        let to = floor_boundary(self.text, end + REACH);
        let title = floor_boundary(self.text, TITLE.min(from));
        Parts { before: &self.text[from..start], after: &self.text[end..to], title: &self.text[..title] }
    }
}

/// The text that is looked at.
struct Parts<'t> {
    before: &'t str,
    after: &'t str,
    title: &'t str,
}

/// Pairs of Han characters that are no function words.
fn pairs(text: &str) -> impl Iterator<Item = [char; 2]> {
    let word = |c: char| is_han(c) && !is_grammar(c);
    text.chars().zip(text.chars().skip(1)).filter(move |&(a, b)| word(a) && word(b)).map(|(a, b)| [a, b])
}

/// The lines of `text` that end like sentences, or have a comma, as posts in forums do.
fn prose(text: &str) -> impl Iterator<Item = &str> {
    const SENTENCE: usize = 3 * 15;
    const ENDS: [char; 9] = ['。', '”', '！', '？', '…', '.', '"', '!', '?'];
    text.lines().filter(|l| l.len() >= SENTENCE && (l.trim_end().ends_with(ENDS) || l.contains(['，', ','])))
}
