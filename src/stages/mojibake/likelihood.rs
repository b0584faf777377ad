//! How probable a text is, in nats: the measure by which a recovery must beat the text as seen.

use std::collections::HashMap;

use super::shift::widen;
use crate::Span;
use crate::han::class::is_han;
use crate::han::{bracketed, fold, likely};

/// ln P of an ASCII character in Chinese text, and of one after another.
const ASCII: f32 = -8.0;
const ASCII_RUN: f32 = -4.0;
/// ln P of a character from a private-use area, or one that stands for a lost one.
const PRIVATE: f32 = -25.0;
/// How much less likely than by itself a character can be after another that it is never seen after: a Han
/// character, a mark after one, and a mark after a mark.
const NEVER: f32 = -7.0;
const NEVER_MARK: f32 = -4.0;
const NEVER_MARKS: f32 = -9.0;
/// The shares of the general table, of the document's own pairs and of its own characters. The usual
/// weights of a cache model; their exact values matter little.
const GENERAL: f32 = 0.75;
const OWN_PAIRS: f32 = 0.2;
const OWN_CHARACTERS: f32 = 0.05;

/// Probabilities of characters after others: those of the language, mixed with those of one document, whose
/// names and turns of phrase the language does not know.
#[derive(Debug, Default)]
pub struct Likelihood {
    pairs: HashMap<(char, char), f32>,
    singles: HashMap<char, f32>,
    total: f32,
}

/// The character under which the table of pairs knows `c`.
pub fn folded(c: char) -> char {
    fold::simplified(widen(c))
}

impl Likelihood {
    /// Counts the characters and pairs of a document, readings in brackets aside. O(text).
    ///
    /// What follows a `?`, up to the next mark, may be garbled and is not counted.
    pub fn of_document(text: &str) -> Self {
        let mut own = Self::default();
        let (mut last, mut doubtful) = ('\n', false);
        let mut at = 0;
        for span in bracketed::find(text).map(|found| found.span).chain([Span::new(text.len(), text.len())]) {
            for c in text[at..span.range().start].chars().map(folded) {
                doubtful = match c {
                    '？' | '\u{FFFD}' => true,
                    '\n' => false,
                    '，' | '。' | '！' | '、' => doubtful && matches!(last, '？' | '\u{FFFD}'),
                    _ => doubtful,
                };
                if !doubtful {
                    *own.pairs.entry((last, c)).or_default() += 1.0;
                    *own.singles.entry(c).or_default() += 1.0;
                    own.total += 1.0;
                }
                last = c;
            }
            at = span.range().end;
        }
        own
    }

    /// ln P(`b` | `a`), both folded.
    pub fn follows(&self, a: char, b: char) -> f32 {
        if b.is_ascii() {
            return if a.is_ascii() { ASCII_RUN } else { ASCII };
        }
        if matches!(b, '\u{E000}'..='\u{F8FF}' | '\u{FFFD}') {
            return PRIVATE;
        }
        let never = match (is_han(a), is_han(b)) {
            (_, true) => NEVER,
            (true, false) => NEVER_MARK,
            (false, false) => NEVER_MARKS,
        };
        let general = likely::follows(a, b).max(likely::single(b) + never);
        let pair = self.pairs.get(&(a, b)).copied().unwrap_or(0.0);
        let own = pair / self.singles.get(&a).map_or(1.0, |n| n + 2.0);
        let single = if is_han(b) { self.singles.get(&b).copied().unwrap_or(0.0) / (self.total + 1.0) } else { 0.0 };
        (GENERAL * general.exp() + OWN_PAIRS * own + OWN_CHARACTERS * single).ln()
    }
}
