//! Cues: phrases that say what a line talks about. The shape of the line decides the rest.
//!
//! Most lines hold none. So a line is first read by the pairs of its characters: where no pair begins a phrase, there is none.

use std::sync::LazyLock;

use super::super::lists::entries;
use super::pairs::begins_phrase;
use super::written::Forms;
use crate::han::pairs::{Codes, PairSet};

static TEXT: &str = include_str!("data/cues.txt");

/// The groups of phrases, in the order of the data file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Cue {
    Copyright,
    Licence,
    Host,
    Contact,
    Office,
    Notice,
    Self_,
    Disclaim,
    Reprint,
    Permit,
    Scan,
    Follow,
    App,
    Purpose,
    Cookie,
    Login,
    Comment,
    /// Words of reports and of law, which talk of notices rather than give them.
    Report,
}

const CUES: usize = 18;
const CUE_NAMES: [&str; CUES] = [
    "copyright",
    "licence",
    "host",
    "contact",
    "office",
    "notice",
    "self",
    "disclaim",
    "reprint",
    "permit",
    "scan",
    "follow",
    "app",
    "purpose",
    "cookie",
    "login",
    "comment",
    "report",
];

/// How often each group of phrases occurs in a line; two phrases at one place count once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Found([u8; CUES]);

impl Found {
    pub(super) fn count(self, cue: Cue) -> u8 {
        self.0[cue as usize]
    }

    pub(super) fn has(self, cue: Cue) -> bool {
        self.count(cue) > 0
    }
}

/// A phrase by its second character, and its group.
type Phrase = (char, &'static str, u8);

struct Phrases {
    /// For each character of the Basic Multilingual Plane, which of the lists begins with it; 0 for none.
    begins: Vec<u16>,
    lists: Vec<Vec<Phrase>>,
}

static PHRASES: LazyLock<Phrases> = LazyLock::new(|| {
    let mut lists: Vec<Vec<Phrase>> = vec![Vec::new()];
    let mut begins = vec![0_u16; 0x10000];
    for (name, word) in entries(TEXT) {
        let Some(group) = CUE_NAMES.iter().position(|n| *n == name) else { continue };
        let mut chars = word.chars();
        let first = chars.next().unwrap_or('\0');
        let list = &mut begins[first as usize % 0x10000];
        if *list == 0 {
            *list = lists.len() as u16;
            lists.push(Vec::new());
        }
        lists[*list as usize].push((chars.next().unwrap_or('\0'), word, group as u8));
    }
    Phrases { begins, lists }
});

/// The groups of which a notice in sentences has at least two phrases.
const STRONG: [&str; 9] = ["copyright", "licence", "notice", "self", "disclaim", "reprint", "permit", "scan", "app"];

/// Pairs of characters that begin a phrase of a notice in sentences, in every script, width and case: few, since
/// sentences are looked through for them.
static BEGIN_STRONG: LazyLock<PairSet<16>> = LazyLock::new(|| {
    let (forms, mut pairs) = (Forms::new(), PairSet::default());
    phrases().filter(|(_, strong)| *strong).for_each(|(word, _)| forms.each(word, 0, |a, b| pairs.insert(a, b)));
    pairs
});

/// All phrases, and whether each is of a group of which a notice in sentences has at least two.
pub(super) fn phrases() -> impl Iterator<Item = (&'static str, bool)> {
    entries(TEXT).map(|(name, word)| (word, STRONG.contains(&name)))
}

/// The pairs of notices in sentences that a line holds, up to `enough`; none for a line with white space inside, across which pairs reach.
pub(super) fn strong_pairs(text: &str, enough: u32) -> Option<u32> {
    let pairs = &*BEGIN_STRONG;
    let (mut before, mut found) = (0, 0);
    for code in Codes::of(text) {
        // Han characters, which are nearly all, are not blank.
        if !matches!(code.to_le_bytes()[0], 0xE4..=0xE9) && is_blank_code(code) {
            return None;
        }
        if pairs.has(before, code) {
            found += 1;
            if found >= enough {
                break;
            }
        }
        before = code;
    }
    Some(found)
}

/// Whether a character is white space or seems so: all that is, and little else, stands in these ranges.
#[inline]
fn is_blank_code(code: u32) -> bool {
    match code.to_le_bytes() {
        [0..=0x20 | 0x7F, 0, 0, 0] | [0xC2, 0x80..=0xAD, 0, 0] | [0xE1 | 0xF3, ..] => true,
        [0xE2, 0x80, third, 0] => matches!(third, 0x80..=0x8F | 0xA8..=0xAF),
        [0xE2, 0x81, ..] | [0xE3, 0x80, 0x80, 0] | [0xEF, 0xBB, ..] => true,
        _ => false,
    }
}

/// `©`, which is a phrase by itself, as [`crate::han::pairs::code`] has it.
const SIGN: u32 = u32::from_le_bytes([0xC2, 0xA9, 0, 0]);

/// Counts the phrases in a line without white space.
pub(super) fn cues(text: &str) -> Found {
    let phrases = &*PHRASES;
    let mut found = Found::default();
    let mut ends = [0_usize; CUES];
    let (mut at, mut codes) = (0, Codes::of(text).peekable());
    while let Some(one) = codes.next() {
        let from = at;
        at += one.to_le_bytes().iter().filter(|b| **b != 0).count().max(1);
        let other = codes.peek().copied().unwrap_or(0);
        if !begins_phrase(one, other) && one != SIGN && one != u32::from(b'@') {
            continue;
        }
        let at = from;
        let mut chars = text[at..].chars();
        let (first, next) = (chars.next().unwrap_or('\0'), chars.next().unwrap_or('\0'));
        let list = phrases.begins.get(first as usize).copied().unwrap_or(0);
        for &(second, phrase, group) in &phrases.lists[list as usize] {
            let group = usize::from(group);
            if (second == next || second == '\0') && at >= ends[group] && text[at..].starts_with(phrase) {
                found.0[group] = found.0[group].saturating_add(1);
                ends[group] = at + phrase.len();
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::written::assert_written_as_matched;
    use super::*;

    #[test]
    fn the_list_is_written_as_the_matcher_sees_it() {
        assert_written_as_matched(TEXT, &CUE_NAMES);
        for (_, word) in entries(TEXT) {
            assert!(word.chars().count() > 1 || ["©", "@"].contains(&word), "{word} begins with no pair");
        }
    }

    #[test]
    fn phrases_are_counted_by_group() {
        let found = cues("如有侵权,请联系删除");
        assert_eq!(found.count(Cue::Disclaim), 2);
        assert!(!found.has(Cue::Copyright));
        assert!(cues("京icp备00000000号©2020").has(Cue::Licence));
        assert!(cues("京icp备00000000号©2020").has(Cue::Copyright));
    }
}
