//! The lexicon: words that are a whole line of a page, such as its buttons, channels and headings of links.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::LazyLock;

use super::super::lists::entries;
use super::pairs::begins_word;
use crate::han::pairs::{Fnv, PairMap, code};

static TEXT: &str = include_str!("data/lexicon.txt");

/// What a word of the lexicon does on a page. A word may be in several classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Classes(u16);

impl Classes {
    pub(super) const NONE: Self = Self(0);
    pub(super) const HOME: Self = Self(1);
    pub(super) const CHANNEL: Self = Self(1 << 1);
    pub(super) const NAV: Self = Self(1 << 2);
    pub(super) const ACCOUNT: Self = Self(1 << 3);
    pub(super) const SHARE: Self = Self(1 << 4);
    pub(super) const TOOLS: Self = Self(1 << 5);
    pub(super) const RELATED: Self = Self(1 << 6);
    pub(super) const COMMENT: Self = Self(1 << 7);
    pub(super) const EXPAND: Self = Self(1 << 8);
    pub(super) const FOLLOW: Self = Self(1 << 9);
    pub(super) const FOOTER: Self = Self(1 << 10);
    /// Words that stand beside a number: `阅读 539`.
    pub(super) const COUNTER: Self = Self(1 << 11);

    const NAMES: [(&str, Self); 12] = [
        ("home", Self::HOME),
        ("channel", Self::CHANNEL),
        ("nav", Self::NAV),
        ("account", Self::ACCOUNT),
        ("share", Self::SHARE),
        ("tools", Self::TOOLS),
        ("related", Self::RELATED),
        ("comment", Self::COMMENT),
        ("expand", Self::EXPAND),
        ("follow", Self::FOLLOW),
        ("footer", Self::FOOTER),
        ("counter", Self::COUNTER),
    ];

    pub(super) fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(super) fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    pub(super) fn is_none(self) -> bool {
        self.0 == 0
    }
}

struct Lexicon {
    words: HashMap<&'static str, Classes, BuildHasherDefault<Fnv>>,
    /// The length of the longest word, in bytes.
    longest: usize,
    /// For the two characters that words begin with, how many characters those have: bit 0 for two, up to bit 6 for eight.
    lengths: PairMap<14>,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let mut words: HashMap<&str, Classes, BuildHasherDefault<Fnv>> =
        HashMap::with_capacity_and_hasher(TEXT.len() / 6, BuildHasherDefault::default());
    for (name, word) in entries(TEXT) {
        let class = Classes::NAMES.iter().find(|(n, _)| *n == name).map_or(Classes::NONE, |(_, c)| *c);
        let known = words.entry(word).or_insert(Classes::NONE);
        *known = known.or(class);
    }
    let mut lengths = PairMap::default();
    for word in words.keys() {
        let (mut chars, length) = (word.chars(), word.chars().count());
        if let (Some(first), Some(second), 2..=MOST_COVERED) = (chars.next(), chars.next(), length) {
            lengths.add(code(first), code(second), 1 << (length - 2));
        }
    }
    let longest = words.keys().map(|word| word.len()).max().unwrap_or(0);
    Lexicon { words, longest, lengths }
});

/// All words.
pub(super) fn words() -> impl Iterator<Item = &'static str> {
    entries(TEXT).map(|(_, word)| word)
}

/// The length of the longest word of the lexicon, in bytes.
pub(super) fn longest() -> u32 {
    LEXICON.longest as u32
}

/// The classes of a word, itself as the lexicon writes it.
pub(super) fn classes(word: &str) -> Classes {
    let lexicon = &*LEXICON;
    let mut chars = word.chars();
    let (first, second) = (chars.next().map_or(0, code), chars.next());
    if word.len() > lexicon.longest || second.is_some_and(|second| !begins_word(first, code(second))) {
        return Classes::NONE;
    }
    lexicon.words.get(word).copied().unwrap_or(Classes::NONE)
}

/// Whether a word of the lexicon begins with these two characters, however they are written.
pub(super) fn may_be_word(first: char, second: char) -> bool {
    begins_word(code(first), code(second))
}

/// Longest word that covers a part of a line, in characters.
const MOST_COVERED: usize = 8;

/// The longest word of two to eight characters that `text` begins with, its characters, and its classes.
fn longest_word(text: &str) -> Option<(&str, usize, Classes)> {
    let lexicon = &*LEXICON;
    let mut chars = text.chars();
    let (first, second) = (chars.next()?, chars.next()?);
    let lengths = lexicon.lengths.of(code(first), code(second));
    let end = |length: usize| {
        text.char_indices()
            .nth(length)
            .map(|(end, _)| end)
            .or_else(|| (text.chars().count() == length).then_some(text.len()))
    };
    let words = (2..=MOST_COVERED).rev().filter(|length| lengths >> (length - 2) & 1 != 0);
    words
        .filter_map(|length| Some((&text[..end(length)?], length)))
        .find_map(|(word, length)| lexicon.words.get(word).map(|&class| (word, length, class)))
}

/// The share of `text` that words of the lexicon of two characters and more cover from left to
/// right, longest word first, in per cent, and how many words those are.
pub(super) fn cover(text: &str) -> (usize, usize, Classes) {
    let (mut covered, mut words, mut all, mut seen) = (0, 0, 0, Classes::NONE);
    let mut rest = text.chars();
    loop {
        let from = rest.as_str();
        let Some(first) = rest.next() else { break };
        let begins = rest.clone().next().is_some_and(|second| begins_word(code(first), code(second)));
        match begins.then(|| longest_word(from)).flatten() {
            Some((word, n, class)) => {
                covered += n;
                all += n;
                words += 1;
                seen = seen.or(class);
                rest = from[word.len()..].chars();
            }
            None => all += 1,
        }
    }
    ((covered * 100_usize).checked_div(all).unwrap_or(0), words, seen)
}

#[cfg(test)]
mod tests {
    use super::super::written::assert_written_as_matched;
    use super::*;

    #[test]
    fn the_list_is_written_as_the_matcher_sees_it() {
        assert_written_as_matched(TEXT, &Classes::NAMES.map(|(name, _)| name));
    }

    #[test]
    fn glued_menus_are_covered() {
        let (share, words, _) = cover("设为首页加入收藏联系我们");
        assert_eq!((share, words), (100, 3));
        assert!(cover("春风吹绿了江岸").0 < 50);
    }
}
