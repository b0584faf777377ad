//! What stands at one place of the text: a character to convert, or a phrase.

use super::dictionary::{Dictionary, FIRST, Phrase, SPECIAL, Special};
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

/// The code of a character of three bytes.
#[inline]
pub(super) fn decode(a: u8, b: u8, c: u8) -> u32 {
    (u32::from(a) & 0x0F) << 12 | (u32::from(b) & 0x3F) << 6 | u32::from(c) & 0x3F
}

impl Dictionary {
    /// The entry of a character from U+3000 to U+FFFF.
    #[inline]
    pub fn entry(&self, code: u32) -> u32 {
        self.table[(code - FIRST) as usize]
    }

    /// How the character at `at` is converted, whose entry in the table is `entry`.
    #[inline]
    pub fn special(&self, text: &str, at: usize, entry: u32) -> Found<'_> {
        let special = &self.special[(entry & !SPECIAL) as usize];
        if special.next != 0
            && let Some((phrase, end)) = special.phrase(text, at + 3, !self.strict)
        {
            return Found::Phrase(phrase, end);
        }
        if special.zhe {
            Found::Zhe
        } else if special.compatibility {
            Found::Compatibility
        } else if let Some(rare) = special.rare {
            Found::Rare(rare)
        } else {
            Found::Form(special.form)
        }
    }

    /// The entry of the character with the special entry `entry` if no phrase can begin with it, for
    /// what follows is `rest`; `None` if that must be looked into.
    #[inline]
    pub fn alone(&self, entry: u32, rest: &[u8]) -> Option<u32> {
        let special = &self.special[(entry & !SPECIAL) as usize];
        let &[_, _, last, ..] = rest else { return None };
        let may = special.next >> (last & 63) & 1 == 1 || (!self.strict && begins_gap(rest, 0));
        (!may && special.entry != SPECIAL).then_some(special.entry)
    }

    /// How the character at `at` is converted, which is not one of the table.
    pub fn other(&self, text: &str, at: usize) -> Found<'_> {
        match text.as_bytes()[at] {
            0..0x80 => Found::Stays(1),
            0x80..0xE0 => Found::Stays(2),
            0xE0..0xF0 => Found::Stays(description(&text[at..]).unwrap_or(3)),
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
    #[inline]
    fn phrase(&self, text: &str, at: usize, gaps: bool) -> Option<(&Phrase, usize)> {
        let bytes = text.as_bytes();
        let last = *bytes.get(at + 2)?;
        let may = self.next >> (last & 63) & 1 == 1;
        if !may && !(gaps && begins_gap(bytes, at)) {
            return None;
        }
        self.search(text, at, gaps)
    }

    fn search(&self, text: &str, at: usize, gaps: bool) -> Option<(&Phrase, usize)> {
        self.phrases.iter().find_map(|phrase| {
            let end = if gaps && phrase.even {
                through_gaps(&text[at..], &phrase.rest)
            } else {
                text.as_bytes()[at..].starts_with(phrase.rest.as_bytes()).then_some(phrase.rest.len())
            };
            Some((phrase, at + end?))
        })
    }
}

fn begins_gap(bytes: &[u8], at: usize) -> bool {
    matches!(bytes[at], b' ' | b'\t' | b'\r' | b'\n')
        || bytes[at..].starts_with("\u{3000}".as_bytes())
        || bytes[at..].starts_with("\u{A0}".as_bytes())
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
