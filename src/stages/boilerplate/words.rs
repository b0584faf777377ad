//! The words of page furniture: the lexicon of whole lines, and the phrases that count inside a line.
//!
//! Both lists are data files beside this module. The lexicon answers "is this whole line a button or
//! a heading of the page?"; the phrases ("cues") only say what a line talks about, and the shape of
//! the line decides the rest.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::LazyLock;

use super::lines::fold;

static LEXICON_TEXT: &str = include_str!("data/lexicon.txt");
static CUES_TEXT: &str = include_str!("data/cues.txt");
static STARTS_TEXT: &str = include_str!("data/starts.txt");

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

/// How a line may begin, in the order of the data file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Start {
    Place,
    Neighbour,
    Step,
    Expand,
    Linked,
    Bar,
    Polite,
    Scan,
    Follow,
    App,
    Notice,
    Editor,
    Credit,
    Caption,
    Byline,
    Reporter,
    Source,
}

const START_NAMES: [&str; 17] = [
    "place",
    "neighbour",
    "step",
    "expand",
    "linked",
    "bar",
    "polite",
    "scan",
    "follow",
    "app",
    "notice",
    "editor",
    "credit",
    "caption",
    "byline",
    "reporter",
    "source",
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

struct Words {
    lexicon: HashMap<&'static str, Classes, BuildHasherDefault<Fnv>>,
    /// For each character of the Basic Multilingual Plane, which list of `phrases` begins with it; 0 for none.
    begins: Vec<u16>,
    phrases: Vec<Vec<Phrase>>,
    /// For each character, which list of `starts` begins with it; 0 for none.
    opens: Vec<u16>,
    /// Beginnings of lines, longest first, with their sections.
    starts: Vec<Vec<(&'static str, u8)>>,
    /// Pairs of characters that begin a phrase, in every script, width and case: one bit for a hash.
    cue_pairs: Vec<u64>,
    /// Of these, the pairs that begin a phrase of a notice in sentences.
    strong_pairs: Vec<u64>,
    /// Pairs that begin a word of the lexicon, likewise.
    word_pairs: Vec<u64>,
}

/// The groups of which a notice in sentences has at least two phrases.
const STRONG: [&str; 9] = ["copyright", "licence", "notice", "self", "disclaim", "reprint", "permit", "scan", "app"];

/// Bits of the sets of pairs.
const PAIRS: usize = 1 << 17;

fn pair(a: char, b: char) -> usize {
    ((a as u32).wrapping_mul(0x9E37_79B1) >> 13 ^ (b as u32).wrapping_mul(0x85EB_CA6B) >> 15) as usize % PAIRS
}

fn has_bit(bits: &[u64], at: usize) -> bool {
    bits[at / 64] >> (at % 64) & 1 != 0
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut lexicon: HashMap<&str, Classes, BuildHasherDefault<Fnv>> = HashMap::default();
    let mut phrases: Vec<Vec<Phrase>> = vec![Vec::new()];
    let mut begins = vec![0_u16; 0x10000];
    let none = || vec![0_u64; PAIRS / 64];
    let (mut cue_pairs, mut strong_pairs, mut word_pairs) = (none(), none(), none());
    // Every form that folds to a character.
    let mut forms: HashMap<char, Vec<char>> = HashMap::new();
    for c in (' '..'\u{250}').chain('\u{2000}'..'\u{A000}').chain('\u{FF01}'..'\u{FF5F}') {
        forms.entry(fold(c)).or_default().push(c);
    }
    let enter = |bits: &mut Vec<u64>, word: &str| {
        let mut chars = word.chars();
        let (Some(a), Some(b)) = (chars.next(), chars.next()) else { return };
        for &a in forms.get(&a).into_iter().flatten() {
            for &b in forms.get(&b).into_iter().flatten() {
                bits[pair(a, b) / 64] |= 1 << (pair(a, b) % 64);
            }
        }
    };
    for (name, word) in entries(LEXICON_TEXT) {
        let class = Classes::NAMES.iter().find(|(n, _)| *n == name).map_or(Classes::NONE, |(_, c)| *c);
        let known = lexicon.entry(word).or_insert(Classes::NONE);
        *known = known.or(class);
        enter(&mut word_pairs, word);
    }
    for (name, word) in entries(CUES_TEXT) {
        let Some(group) = CUE_NAMES.iter().position(|n| *n == name) else { continue };
        let mut chars = word.chars();
        let first = chars.next().unwrap_or('\0');
        let list = &mut begins[first as usize % 0x10000];
        if *list == 0 {
            *list = phrases.len() as u16;
            phrases.push(Vec::new());
        }
        phrases[*list as usize].push((chars.next().unwrap_or('\0'), word, group as u8));
        enter(&mut cue_pairs, word);
        if STRONG.contains(&name) {
            enter(&mut strong_pairs, word);
        }
    }
    let mut starts: Vec<Vec<(&str, u8)>> = vec![Vec::new()];
    let mut opens = vec![0_u16; 0x10000];
    for (name, word) in entries(STARTS_TEXT) {
        let Some(section) = START_NAMES.iter().position(|n| *n == name) else { continue };
        let list = &mut opens[word.chars().next().unwrap_or('\0') as usize % 0x10000];
        if *list == 0 {
            *list = starts.len() as u16;
            starts.push(Vec::new());
        }
        starts[*list as usize].push((word, section as u8));
        // What `notices` looks for must be seen as a pair when the line is read.
        if section <= Start::Notice as usize {
            enter(&mut cue_pairs, word);
        }
    }
    starts.iter_mut().for_each(|list| list.sort_by_key(|(word, _)| std::cmp::Reverse(word.len())));
    Words { lexicon, begins, phrases, opens, starts, cue_pairs, strong_pairs, word_pairs }
});

/// Counts pairs of characters with which phrases may begin, as a line is read.
pub(super) struct Pairs {
    words: &'static Words,
    before: char,
    /// The pairs seen so far.
    pub all: u32,
    /// Those of notices in sentences.
    pub strong: u32,
}

impl Pairs {
    pub(super) fn new() -> Self {
        Self { words: &WORDS, before: '\0', all: 0, strong: 0 }
    }

    pub(super) fn see(&mut self, c: char) {
        let at = pair(self.before, c);
        if has_bit(&self.words.cue_pairs, at) {
            self.all += 1;
            self.strong += u32::from(has_bit(&self.words.strong_pairs, at));
        } else if matches!(c, '©' | '@' | '＠') {
            self.all += 1;
        }
        self.before = c;
    }
}

/// The FNV-1a hash (Fowler, Noll and Vo), quick on short words of a list of our own.
#[derive(Clone, Copy)]
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xCBF2_9CE4_8422_2325)
    }
}

impl Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        for b in bytes {
            self.0 = (self.0 ^ u64::from(*b)).wrapping_mul(0x100_0000_01B3);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// The entries of a data file with the section they stand in.
fn entries(text: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    text.lines()
        .filter(|l| !l.starts_with('#'))
        .scan("", |section, line| {
            if let Some(name) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
                *section = name;
                return Some(("", ""));
            }
            Some((*section, line))
        })
        .flat_map(|(section, line)| line.split_whitespace().map(move |word| (section, word)))
}

/// The classes of a word, itself as the lexicon writes it.
pub(super) fn classes(word: &str) -> Classes {
    WORDS.lexicon.get(word).copied().unwrap_or(Classes::NONE)
}

/// The share of `text` that words of the lexicon of two characters and more cover from left to
/// right, longest word first, in per cent, and how many words those are.
pub(super) fn cover(text: &str) -> (usize, usize, Classes) {
    const LONGEST: usize = 8;
    let (mut covered, mut words, mut all, mut seen) = (0, 0, 0, Classes::NONE);
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let mut ends = [0_usize; LONGEST];
        let mut len = 0;
        for (at, c) in rest.char_indices().take(LONGEST) {
            ends[len] = at + c.len_utf8();
            len += 1;
        }
        let hit = (2..=len).rev().find_map(|n| {
            let class = classes(&rest[..ends[n - 1]]);
            (!class.is_none()).then_some((n, ends[n - 1], class))
        });
        match hit {
            Some((n, end, class)) => {
                covered += n;
                all += n;
                words += 1;
                seen = seen.or(class);
                rest = &rest[end..];
            }
            None => {
                all += 1;
                rest = &rest[first.len_utf8()..];
            }
        }
    }
    ((covered * 100_usize).checked_div(all).unwrap_or(0), words, seen)
}

/// What follows in a line that begins in one of the ways of a section.
pub(super) fn after(line: &str, start: Start) -> Option<&str> {
    let words = &*WORDS;
    let list = *words.opens.get(line.chars().next()? as usize)?;
    words.starts[list as usize]
        .iter()
        .filter(|(_, section)| *section == start as u8)
        .find_map(|(word, _)| line.strip_prefix(word))
}

/// Whether enough pairs of characters begin a word of the lexicon for words to cover the line.
pub(super) fn may_be_covered(text: &str) -> bool {
    let bits = &WORDS.word_pairs;
    let (mut hits, mut n, mut before) = (0, 0, '\0');
    for c in text.chars() {
        hits += u32::from(has_bit(bits, pair(before, c)));
        n += 1;
        before = c;
    }
    hits * 7 >= n
}

/// Counts the phrases in a line without white space.
pub(super) fn cues(text: &str) -> Found {
    let words = &*WORDS;
    let mut found = Found::default();
    let mut ends = [0_usize; CUES];
    let mut chars = text.char_indices().peekable();
    while let Some((at, first)) = chars.next() {
        let list = words.begins.get(first as usize).copied().unwrap_or(0);
        if list == 0 {
            continue;
        }
        let next = chars.peek().map_or('\0', |&(_, c)| c);
        for &(second, phrase, group) in &words.phrases[list as usize] {
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
    use super::*;

    #[test]
    fn the_lists_are_written_as_the_matcher_sees_them() {
        for (section, word) in entries(LEXICON_TEXT).chain(entries(CUES_TEXT)).chain(entries(STARTS_TEXT)) {
            assert!(!section.is_empty(), "{word} stands in no section");
            let folded: String = word.chars().map(fold).collect();
            assert_eq!(folded, word, "in [{section}]");
        }
        for (section, _) in entries(LEXICON_TEXT) {
            assert!(Classes::NAMES.iter().any(|(n, _)| *n == section), "[{section}] is no class");
        }
        for (section, _) in entries(CUES_TEXT) {
            assert!(CUE_NAMES.contains(&section), "[{section}] is no group");
        }
        for (section, _) in entries(STARTS_TEXT) {
            assert!(START_NAMES.contains(&section), "[{section}] is no way to begin");
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

    #[test]
    fn glued_menus_are_covered() {
        let (share, words, _) = cover("设为首页加入收藏联系我们");
        assert_eq!((share, words), (100, 3));
        assert!(cover("春风吹绿了江岸").0 < 50);
    }
}
