//! The words of page furniture: the lexicon of whole lines, and the phrases that count inside a line.
//!
//! Both lists are data files beside this module. The lexicon answers "is this whole line a button or
//! a heading of the page?"; the phrases ("cues") only say what a line talks about, and the shape of
//! the line decides the rest.

use std::collections::HashMap;
use std::sync::LazyLock;

static LEXICON_TEXT: &str = include_str!("data/lexicon.txt");
static CUES_TEXT: &str = include_str!("data/cues.txt");

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
    /// Words of reports and of law, which talk of notices rather than give them.
    Report,
}

const CUES: usize = 17;
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

struct Words {
    lexicon: HashMap<&'static str, Classes>,
    /// Phrases by their first two characters.
    cues: HashMap<(char, char), Vec<(&'static str, u8)>>,
    /// One bit for each character of the Basic Multilingual Plane that begins a phrase.
    begins: Vec<u64>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut lexicon: HashMap<&str, Classes> = HashMap::new();
    let mut cues: HashMap<(char, char), Vec<(&str, u8)>> = HashMap::new();
    let mut begins = vec![0_u64; 0x10000 / 64];
    for (name, word) in entries(LEXICON_TEXT) {
        let class = Classes::NAMES.iter().find(|(n, _)| *n == name).map_or(Classes::NONE, |(_, c)| *c);
        let known = lexicon.entry(word).or_insert(Classes::NONE);
        *known = known.or(class);
    }
    for (name, word) in entries(CUES_TEXT) {
        let Some(group) = CUE_NAMES.iter().position(|n| *n == name) else { continue };
        let mut chars = word.chars();
        let first = chars.next().unwrap_or('\0');
        let second = chars.next().unwrap_or('\0');
        cues.entry((first, second)).or_default().push((word, group as u8));
        begins[first as usize / 64 % 1024] |= 1 << (first as usize % 64);
    }
    Words { lexicon, cues, begins }
});

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

/// Counts the phrases in a line without white space.
pub(super) fn cues(text: &str) -> Found {
    let words = &*WORDS;
    let mut found = Found::default();
    let mut ends = [0_usize; CUES];
    let mut chars = text.char_indices().peekable();
    while let Some((at, first)) = chars.next() {
        let code = first as usize;
        if code >= 0x10000 || words.begins[code / 64] >> (code % 64) & 1 == 0 {
            continue;
        }
        let second = chars.peek().map_or('\0', |&(_, c)| c);
        for key in [second, '\0'] {
            for (phrase, group) in words.cues.get(&(first, key)).into_iter().flatten() {
                let group = usize::from(*group);
                if at >= ends[group] && text[at..].starts_with(phrase) {
                    found.0[group] = found.0[group].saturating_add(1);
                    ends[group] = at + phrase.len();
                }
            }
            if second == '\0' {
                break;
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
        for (section, word) in entries(LEXICON_TEXT).chain(entries(CUES_TEXT)) {
            assert!(!section.is_empty(), "{word} stands in no section");
            let folded: String = word.chars().map(super::super::lines::fold).collect();
            assert_eq!(folded, word, "in [{section}]");
        }
        for (section, _) in entries(LEXICON_TEXT) {
            assert!(Classes::NAMES.iter().any(|(n, _)| *n == section), "[{section}] is no class");
        }
        for (section, _) in entries(CUES_TEXT) {
            assert!(CUE_NAMES.contains(&section), "[{section}] is no group");
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
