//! The words of page furniture: the lexicon of whole lines, and the phrases that count inside a line.
//!
//! Both lists are data files beside this module. The lexicon answers "is this whole line a button or
//! a heading of the page?"; the phrases ("cues") only say what a line talks about, and the shape of
//! the line decides the rest.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::LazyLock;

#[cfg(test)]
use super::lines::fold;
use crate::han::pairs::{Codes, Fnv, PairSet, code};

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
    /// Pairs that begin a word of the lexicon.
    word_pairs: PairSet<17>,
    /// The length of its longest word, in bytes.
    longest: usize,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let forms = Forms::new();
    let mut word_pairs = PairSet::default();
    let mut lexicon: HashMap<&str, Classes, BuildHasherDefault<Fnv>> =
        HashMap::with_capacity_and_hasher(LEXICON_TEXT.len() / 6, BuildHasherDefault::default());
    for (name, word) in entries(LEXICON_TEXT) {
        let class = Classes::NAMES.iter().find(|(n, _)| *n == name).map_or(Classes::NONE, |(_, c)| *c);
        let known = lexicon.entry(word).or_insert(Classes::NONE);
        *known = known.or(class);
        forms.enter(word, 0, &mut word_pairs);
    }
    let mut phrases: Vec<Vec<Phrase>> = vec![Vec::new()];
    let mut begins = vec![0_u16; 0x10000];
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
    }
    starts.iter_mut().for_each(|list| list.sort_by_key(|(word, _)| std::cmp::Reverse(word.len())));
    let longest = lexicon.keys().map(|word| word.len()).max().unwrap_or(0);
    Words { lexicon, begins, phrases, opens, starts, word_pairs, longest }
});

/// Pairs of characters that begin a phrase, in every script, width and case.
struct CuePairs {
    all: PairSet<17>,
    /// Of these, the pairs that begin a phrase of a notice in sentences.
    strong: PairSet<16>,
    /// Of these, the pairs that are a phrase.
    whole: PairSet<14>,
    /// What may follow the others: the second and third characters of phrases.
    second: PairSet<14>,
}

/// The groups of which a notice in sentences has at least two phrases.
const STRONG: [&str; 9] = ["copyright", "licence", "notice", "self", "disclaim", "reprint", "permit", "scan", "app"];

static CUE_PAIRS: LazyLock<CuePairs> = LazyLock::new(|| {
    let forms = Forms::new();
    let (mut all, mut strong) = (PairSet::default(), PairSet::default());
    let (mut whole, mut second) = (PairSet::default(), PairSet::default());
    let mut enter = |word: &str| {
        forms.enter(word, 0, &mut all);
        if word.chars().nth(2).is_none() {
            forms.enter(word, 0, &mut whole);
        }
        forms.enter(word, 1, &mut second);
    };
    for (name, word) in entries(CUES_TEXT) {
        enter(word);
        if STRONG.contains(&name) {
            forms.enter(word, 0, &mut strong);
        }
    }
    // What `notices` looks for must be seen as a pair when the line is read.
    let seen = &START_NAMES[..=Start::Notice as usize];
    for (_, word) in entries(STARTS_TEXT).filter(|(name, _)| seen.contains(name)) {
        enter(word);
    }
    CuePairs { all, strong, whole, second }
});

/// How else a character may be written: the Traditional ones of each Simplified one, in order.
struct Forms(Vec<(char, char)>);

impl Forms {
    fn new() -> Self {
        let mut forms: Vec<(char, char)> = crate::han::fold::folding().map(|(c, folded)| (folded, c)).collect();
        forms.sort_unstable();
        Self(forms)
    }

    /// Enters the two characters of a word from the nth on, counted from 0, however they are written.
    fn enter<const BITS: u32>(&self, word: &str, nth: usize, pairs: &mut PairSet<BITS>) {
        let mut chars = word.chars().skip(nth);
        let (Some(a), Some(b)) = (chars.next(), chars.next()) else { return };
        for a in self.of(a) {
            self.of(b).for_each(|b| pairs.insert(code(a), code(b)));
        }
    }

    /// Every character that folds to `c`.
    fn of(&self, c: char) -> impl Iterator<Item = char> {
        let wide = |c: char| char::from_u32(c as u32 + 0xFEE0).filter(|_| matches!(c, '!'..='~'));
        let upper = c.to_ascii_uppercase();
        let upper = (upper != c).then_some(upper);
        let from = self.0.partition_point(|(folded, _)| *folded < c);
        let others = self.0[from..].iter().take_while(move |(folded, _)| *folded == c).map(|(_, form)| *form);
        [Some(c), wide(c), upper, upper.and_then(wide)].into_iter().flatten().chain(others)
    }
}

/// The pairs of notices in sentences that a line holds, up to `enough`; none for a line with white space inside, across which pairs reach.
pub(super) fn strong_pairs(text: &str, enough: u32) -> Option<u32> {
    let pairs = &CUE_PAIRS.strong;
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

/// Counts places at which phrases may begin, as a line is read.
pub(super) struct Pairs {
    pairs: &'static CuePairs,
    before: u32,
    /// Whether the last two characters begin a phrase of more.
    open: bool,
    /// Places at which the first three characters of a phrase stand, or the only two.
    pub all: u32,
    /// Pairs with which notices in sentences begin.
    pub strong: u32,
}

impl Pairs {
    pub(super) fn new() -> Self {
        Self { pairs: &CUE_PAIRS, before: 0, open: false, all: 0, strong: 0 }
    }

    /// The next character, as [`code`] has it.
    #[inline(always)]
    pub(super) fn see(&mut self, code: u32) {
        if self.open {
            self.all += u32::from(self.pairs.second.has(self.before, code));
            self.open = false;
        }
        if self.pairs.all.has(self.before, code) {
            self.begin(code);
        }
        self.before = code;
    }

    #[inline(never)]
    fn begin(&mut self, code: u32) {
        self.open = true;
        self.all += u32::from(self.pairs.whole.has(self.before, code));
        self.strong += u32::from(self.pairs.strong.has(self.before, code));
    }

    /// A sign that counts as a phrase by itself.
    pub(super) fn see_sign(&mut self, code: u32) {
        self.see(code);
        self.all += 1;
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

/// The length of the longest word of the lexicon, in bytes.
pub(super) fn longest() -> u32 {
    WORDS.longest as u32
}

/// The classes of a word, itself as the lexicon writes it.
pub(super) fn classes(word: &str) -> Classes {
    let words = &*WORDS;
    let mut chars = word.chars();
    let (first, second) = (chars.next().map_or(0, code), chars.next());
    if word.len() > words.longest || second.is_some_and(|second| !words.word_pairs.has(first, code(second))) {
        return Classes::NONE;
    }
    words.lexicon.get(word).copied().unwrap_or(Classes::NONE)
}

/// Whether a word of the lexicon begins with these two characters, however they are written.
pub(super) fn may_be_word(first: char, second: char) -> bool {
    WORDS.word_pairs.has(code(first), code(second))
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
        let may = len > 1 && WORDS.word_pairs.has(code(first), rest[ends[0]..].chars().next().map_or(0, code));
        let hit = (2..=if may { len } else { 0 }).rev().find_map(|n| {
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
    beginnings(line)?
        .iter()
        .filter(|(_, section)| *section == start as u8)
        .find_map(|(word, _)| line.strip_prefix(word))
}

/// The ways to begin that a line's first character allows; none for nearly all lines.
fn beginnings(line: &str) -> Option<&'static [(&'static str, u8)]> {
    let words = &*WORDS;
    match *words.opens.get(line.chars().next()? as usize)? {
        0 => None,
        list => Some(&words.starts[list as usize]),
    }
}

/// Whether the line may begin in one of the ways of any section.
pub(super) fn may_begin(line: &str) -> bool {
    beginnings(line).is_some()
}

/// Whether enough pairs of characters begin a word of the lexicon for words to cover the line.
pub(super) fn may_be_covered(text: &str) -> bool {
    let pairs = &WORDS.word_pairs;
    let (mut hits, mut n, mut before) = (0, 0, 0);
    for code in Codes::of(text) {
        hits += u32::from(pairs.has(before, code));
        n += 1;
        before = code;
    }
    hits * 7 >= n
}

/// `©`, which is a phrase by itself, as [`code`] has it.
const SIGN: u32 = u32::from_le_bytes([0xC2, 0xA9, 0, 0]);

/// Counts the phrases in a line without white space.
pub(super) fn cues(text: &str) -> Found {
    let (words, pairs) = (&*WORDS, &CUE_PAIRS.all);
    let mut found = Found::default();
    let mut ends = [0_usize; CUES];
    let (mut at, mut codes) = (0, Codes::of(text).peekable());
    while let Some(one) = codes.next() {
        let from = at;
        at += one.to_le_bytes().iter().filter(|b| **b != 0).count().max(1);
        let other = codes.peek().copied().unwrap_or(0);
        if !pairs.has(one, other) && one != SIGN && one != u32::from(b'@') {
            continue;
        }
        let at = from;
        let mut chars = text[at..].chars();
        let (first, next) = (chars.next().unwrap_or('\0'), chars.next().unwrap_or('\0'));
        let list = words.begins.get(first as usize).copied().unwrap_or(0);
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
        for (section, word) in entries(CUES_TEXT) {
            assert!(CUE_NAMES.contains(&section), "[{section}] is no group");
            assert!(word.chars().count() > 1 || ["©", "@"].contains(&word), "{word} begins with no pair");
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
