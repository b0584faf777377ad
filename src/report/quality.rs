//! What a corpus looks like, before and after: a few figures that show at a glance what cleaning did.

use serde::{Deserialize, Serialize};

use crate::han::{class::is_han, fold};

/// Figures over all documents. They add up, so they are exact whatever the size of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quality {
    /// Lines by length in characters: 0, 1, 2–3, 4–7, 8–15 … and 1024 or more.
    pub line_lengths: [u64; 12],
    /// Characters.
    pub chars: u64,
    /// Characters that are written only in Traditional text.
    pub traditional: u64,
    /// Single spaces between two Han characters.
    pub gaps: u64,
    /// Control characters, U+FFFD and private-use characters.
    pub debris: u64,
}

impl Quality {
    /// The figures of one text. O(text).
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut quality = Self::default();
        let mut length = 0_u64;
        let (mut before, mut last) = ('\n', '\n');
        for c in text.chars() {
            quality.chars += 1;
            if c == '\n' {
                quality.line(length);
                length = 0;
            } else {
                length += 1;
                quality.gaps += u64::from(last == ' ' && is_han(c) && is_han(before));
                quality.traditional += u64::from(c >= '\u{3400}' && fold::is_traditional_only(c));
                quality.debris += u64::from(
                    (c < ' ' && c != '\t' && c != '\r') || c == '\u{FFFD}' || ('\u{E000}'..='\u{F8FF}').contains(&c),
                );
            }
            (before, last) = (last, c);
        }
        if length > 0 {
            quality.line(length);
        }
        quality
    }

    fn line(&mut self, length: u64) {
        let bucket = if length == 0 { 0 } else { length.ilog2() as usize + 1 };
        self.line_lengths[bucket.min(11)] += 1;
    }

    /// Adds another text's figures.
    pub fn add(&mut self, other: &Self) {
        self.line_lengths.iter_mut().zip(other.line_lengths).for_each(|(sum, n)| *sum += n);
        self.chars += other.chars;
        self.traditional += other.traditional;
        self.gaps += other.gaps;
        self.debris += other.debris;
    }

    /// A figure for a thousand characters.
    #[must_use]
    pub fn per_thousand(&self, figure: u64) -> f64 {
        figure as f64 * 1000.0 / self.chars.max(1) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_of_a_text() {
        let quality = Quality::of("春 风\n\n長江\u{FFFD}a b\n后");
        assert_eq!((quality.chars, quality.traditional, quality.gaps, quality.debris), (13, 1, 1, 1));
        assert_eq!(quality.line_lengths[..4], [1, 1, 1, 1]);
    }
}
