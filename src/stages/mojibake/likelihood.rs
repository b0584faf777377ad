//! How probable a text is, in nats: the measure by which a recovery must beat the text as seen.

use std::collections::HashMap;

use super::shift::widen;
use crate::han::class::is_han;
use crate::han::{fold, likely};

/// ln P of a small Latin letter, a digit or another ASCII character in Chinese text.
const ASCII: f32 = -8.0;
/// ln P of a character from a private-use area, or one that stands for a lost one.
const PRIVATE: f32 = -25.0;

/// Pairs of characters with the share that a document itself gives them.
#[derive(Debug, Default)]
pub struct Likelihood {
    /// How often each pair stands in the document, after folding.
    own: HashMap<(char, char), f32>,
}

/// The character under which the table of pairs knows `c`.
pub fn folded(c: char) -> char {
    fold::simplified(widen(c))
}

impl Likelihood {
    /// Counts the pairs of a document, beside the general table. O(text).
    pub fn of_document(text: &str) -> Self {
        let mut own: HashMap<_, f32> = HashMap::new();
        let mut last = '\n';
        for c in text.chars().map(folded) {
            if is_han(last) && is_han(c) {
                *own.entry((last, c)).or_default() += 1.0;
            }
            last = c;
        }
        Self { own }
    }

    /// ln P(`b` | `a`), both folded.
    pub fn follows(&self, a: char, b: char) -> f32 {
        if b.is_ascii() {
            return if a.is_ascii() { ASCII / 2.0 } else { ASCII };
        }
        if matches!(b, '\u{E000}'..='\u{F8FF}' | '\u{FFFD}') {
            return PRIVATE;
        }
        let general = likely::follows(a, b).max(likely::single(b) - 4.0);
        match self.own.get(&(a, b)) {
            // A pair that the document holds itself is likelier than the table has it.
            Some(n) => general + (1.0 + n).ln(),
            None => general,
        }
    }
}
