//! What stands at one place of the text: a character to convert, or a phrase.

use super::dictionary::{Dictionary, Phrase, Special};
use crate::han::fold;

/// Bytes of white space that a phrase is matched through at most.
const LONGEST_GAP: usize = 64;
/// Line breaks that a phrase is matched through at most: a blank line may follow every line.
const MOST_BREAKS: u32 = 2;

/// How a place is converted.
pub(super) enum Found<'d> {
    /// Not at all: so many bytes stay as they are.
    Stays(usize),
    /// The character becomes this one.
    Form(char),
    /// The character would become this one, which few fonts can show.
    Rare(char),
    /// 著, which depends on the words around it.
    Zhe,
    /// The phrase that ends at this byte.
    Phrase(&'d Phrase, usize),
    /// A compatibility ideograph.
    Compatibility,
}

/// The code of a character of three bytes. What is shifted out of 16 bits are the marks of the first.
#[inline]
pub(super) fn decode(a: u8, b: u8, c: u8) -> u16 {
    u16::from(a) << 12 | (u16::from(b) & 0x3F) << 6 | u16::from(c) & 0x3F
}

impl Dictionary {
    /// The entry of a character of three bytes.
    #[inline]
    pub fn entry(&self, code: u16) -> u32 {
        self.table[usize::from(code)]
    }

    /// Whether the character with this entry needs a closer look, for what comes `after` it. If not,
    /// it becomes what the entry says.
    ///
    /// Most characters that begin a phrase are not followed by any phrase's second character, and this
    /// test of one bit tells so without a branch of its own for those that begin none.
    #[inline]
    pub fn stops(&self, entry: u32, after: &[u8]) -> bool {
        self.may_match(self.masks[(entry >> 24) as usize], after)
    }

    /// Whether the character of this code stays as it is, for what comes `after` it, without a closer look.
    #[inline]
    pub fn stays(&self, code: u16, after: &[u8]) -> bool {
        !self.may_match(self.masks[usize::from(self.kinds[usize::from(code)])], after)
    }

    #[inline]
    fn may_match(&self, mask: u64, after: &[u8]) -> bool {
        match *after {
            [first, _, last, ..] => self.may_follow(mask, first, last) && self.follows(mask, after),
            _ => mask != 0,
        }
    }

    /// Whether a closer look at a character with this mask may be needed, by the first and the third
    /// byte after it. Without a branch, since what the bytes are is not to be foreseen.
    #[inline]
    pub fn may_follow(&self, mask: u64, first: u8, third: u8) -> bool {
        (mask >> (third & 63) & 1 == 1) | ((first <= 0xE3) & (mask != 0) & !self.strict)
    }

    /// Whether [`Dictionary::may_follow`] was right: a phrase goes on at once, or behind a gap.
    fn follows(&self, mask: u64, after: &[u8]) -> bool {
        mask >> (after[2] & 63) & 1 == 1 || begins_gap(after)
    }

    /// How the character at `at` is converted, which stops.
    pub fn special(&self, text: &str, at: usize, code: u16) -> Found<'_> {
        let Some(special) = self.special.get(&code) else { return Found::Stays(3) };
        if let Some((phrase, end)) = special.phrase(text, at + 3, self.strict) {
            Found::Phrase(phrase, end)
        } else if special.zhe {
            Found::Zhe
        } else if special.compatibility {
            Found::Compatibility
        } else if special.describes {
            Found::Stays(description(&text[at..]).unwrap_or(3))
        } else if let Some(rare) = special.rare {
            Found::Rare(rare)
        } else {
            Found::Form(special.form)
        }
    }

    /// How the character at `at` is converted, which is not one of the table.
    pub fn other(&self, text: &str, at: usize) -> Found<'_> {
        match text.as_bytes()[at] {
            0..0x80 => Found::Stays(1),
            0x80..0xE0 => Found::Stays(2),
            0xE0..0xF0 => Found::Stays(3),
            _ => match text[at..].chars().next() {
                Some(c @ '\u{2F800}'..='\u{2FA1F}') if fold::simplified(c) != c => Found::Compatibility,
                Some(c) => match self.beyond.get(&c).copied().unwrap_or_else(|| fold::simplified(c)) {
                    form if form == c => Found::Stays(4),
                    form => Found::Form(form),
                },
                None => Found::Stays(1),
            },
        }
    }
}

impl Special {
    /// The longest phrase whose second character begins at `at`, and where it ends.
    fn phrase(&self, text: &str, at: usize, strict: bool) -> Option<(&Phrase, usize)> {
        let here = &text[at..];
        let next = here.chars().next().unwrap_or_default();
        let gaps = !strict && is_gap(next);
        self.phrases.iter().find_map(|phrase| {
            // Nearly all phrases are told from the text by their second character.
            if phrase.second != next && !gaps && !phrase.rest.is_empty() {
                return None;
            }
            let end = if phrase.even && !strict {
                through_gaps(here, &phrase.rest)
            } else {
                here.starts_with(&phrase.rest).then_some(phrase.rest.len())
            };
            Some((phrase, at + end?))
        })
    }
}

/// Whether what [`is_gap`] tells begins here.
#[inline]
fn begins_gap(bytes: &[u8]) -> bool {
    matches!(bytes, [b' ' | b'\t' | b'\r' | b'\n', ..] | [0xE3, 0x80, 0x80, ..] | [0xC2, 0xA0, ..])
}

/// Whether `c` may stand between the characters of a phrase.
pub(super) fn is_gap(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n' | '\u{3000}' | '\u{A0}')
}

/// Where `rest` ends in `text`, with white space between its characters, one line break (or two
/// in a row) at most.
fn through_gaps(text: &str, rest: &str) -> Option<usize> {
    let mut at = 0;
    let mut broken = false;
    for wanted in rest.chars() {
        if !text[at..].starts_with(wanted) {
            let gap = text[at..].chars().take_while(|&c| is_gap(c)).take(LONGEST_GAP);
            let (len, breaks) = gap.fold((0, 0), |(len, n), c| (len + c.len_utf8(), n + u32::from(c == '\n')));
            if len == 0 || breaks > MOST_BREAKS || (breaks > 0 && broken) || !text[at + len..].starts_with(wanted) {
                return None;
            }
            broken |= breaks > 0;
            at += len;
        }
        at += wanted.len_utf8();
    }
    Some(at)
}

/// Length of the ideographic description sequence that `text` begins with: `⿰氵每` names a character
/// by its parts, and the parts are not text to convert.
pub(super) fn description(text: &str) -> Option<usize> {
    /// How deep a sequence may nest, and how many characters it may have, as in OpenCC 1.4.
    const DEEPEST: usize = 16;
    const LONGEST: usize = 64;

    fn part(text: &str, depth: usize, left: &mut usize) -> Option<usize> {
        if depth == 0 || *left == 0 {
            return None;
        }
        *left -= 1;
        let c = text.chars().next()?;
        let parts = match c {
            '⿰' | '⿱' | '⿴'..='⿽' => 2,
            '⿲' | '⿳' => 3,
            '⿾' | '⿿' => 1,
            _ => 0,
        };
        let mut len = c.len_utf8();
        for _ in 0..parts {
            len += part(&text[len..], depth - 1, left)?;
        }
        Some(len)
    }
    matches!(text.chars().next()?, '\u{2FF0}'..='\u{2FFF}').then(|| part(text, DEEPEST, &mut { LONGEST }))?
}
