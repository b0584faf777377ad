//! What a corpus looks like, before and after: a few figures that show at a glance what cleaning did.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::han::{class::is_han, fold};

/// Which characters of the Basic Multilingual Plane are written in Traditional text only: a bit each.
static TRADITIONAL: LazyLock<Box<[u64; 0x400]>> = LazyLock::new(|| {
    let mut bits = Box::new([0; 0x400]);
    let traditional = |code: &u16| char::from_u32(u32::from(*code)).is_some_and(fold::is_traditional_only);
    for code in (0..=u16::MAX).filter(traditional) {
        bits[usize::from(code >> 6)] |= 1 << (code & 63);
    }
    bits
});

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
        let mut start = 0;
        for end in memchr::memchr_iter(b'\n', text.as_bytes()) {
            let length = text[start..end].chars().count() as u64;
            quality.chars += length + 1;
            quality.line(length);
            start = end + 1;
        }
        if start < text.len() {
            let length = text[start..].chars().count() as u64;
            quality.chars += length;
            quality.line(length);
        }
        for at in memchr::memchr_iter(b' ', text.as_bytes()) {
            let (before, after) = (text[..at].chars().next_back(), text[at + 1..].chars().next());
            quality.gaps += u64::from(before.is_some_and(is_han) && after.is_some_and(is_han));
        }
        let table = &**TRADITIONAL;
        // Counts of one character of three bytes: Traditional ones in the low half, debris in the high one.
        let see = |&[a, b, c]: &[u8; 3]| -> u64 {
            let code = u32::from(a & 0x0F) << 12 | u32::from(b & 0x3F) << 6 | u32::from(c & 0x3F);
            let traditional = table[(code >> 6) as usize] >> (code & 63) & 1;
            let private = code.wrapping_sub(0xE000) <= 0xF8FF - 0xE000;
            traditional + (u64::from(private | (code == 0xFFFD)) << 32)
        };
        let (mut seen, mut controls) = (0, 0);
        let mut rest = text.as_bytes();
        // A look-up for each character, and no branch that is hard to foresee; those of three bytes four at a time.
        loop {
            while let Some((four, after)) = rest.split_first_chunk::<12>()
                && let (&[a, b, c, d], []) = four.as_chunks::<3>()
                && a[0] & b[0] & c[0] & d[0] & 0xF0 == 0xE0
                && (a[0] | b[0] | c[0] | d[0]) & 0x10 == 0
            {
                seen += see(&a) + see(&b) + see(&c) + see(&d);
                rest = after;
            }
            rest = match rest {
                [a @ 0xE0..0xF0, b, c, after @ ..] => {
                    seen += see(&[*a, *b, *c]);
                    after
                }
                [a @ 0..0x80, after @ ..] => {
                    controls += u64::from(*a < b' ' && !matches!(a, b'\t' | b'\r' | b'\n'));
                    after
                }
                [0x80..0xE0, _, after @ ..] | [_, _, _, _, after @ ..] => after,
                _ => break,
            };
        }
        quality.traditional = seen & u64::from(u32::MAX);
        quality.debris = (seen >> 32) + controls;
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

    /// Character by character, as the definitions read.
    fn plainly(text: &str) -> Quality {
        let mut quality = Quality::default();
        let (mut length, mut before, mut last) = (0, '\n', '\n');
        for c in text.chars() {
            quality.chars += 1;
            if c == '\n' {
                quality.line(length);
                length = 0;
            } else {
                length += 1;
                quality.gaps += u64::from(last == ' ' && is_han(c) && is_han(before));
                quality.traditional += u64::from(fold::is_traditional_only(c));
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

    proptest::proptest! {
        #[test]
        fn the_figures_are_those_of_the_definitions(text in "(?s)([长長 a\n\r\t\u{1}\u{FFFD}\u{E000}\u{F900}é😀]|.){0,60}") {
            proptest::prop_assert_eq!(Quality::of(&text), plainly(&text));
        }
    }
}
