//! The dictionaries as tables for matching.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use crate::han::fold;

/// OpenCC's phrases: key, a tab, value. Every value has as many characters as its key.
const PHRASES: &str = include_str!("phrases.txt");
/// Characters whose Simplified form few fonts can show: key and value.
const RARE: &str = include_str!("rare.txt");
/// Where taoxi differs from OpenCC's phrases.
const CORRECTIONS: &str = include_str!("corrections.txt");

/// The table has the Basic Multilingual Plane.
const COUNT: usize = 0x1_0000;
/// The kind of a character that always needs a closer look.
const LOOK: u8 = u8::MAX;

/// Where a phrase comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Origin {
    /// OpenCC, or what keeps OpenCC's values as they are.
    OpenCc,
    /// `corrections.txt`.
    Correction,
    /// An OpenCC phrase with 着, written with 著.
    Zhe,
    /// The user's words.
    User,
}

/// A phrase without its first character.
#[derive(Clone, Debug)]
pub(super) struct Phrase {
    /// The second character of the key; NUL if it has none.
    pub second: char,
    /// The rest of the key.
    pub rest: String,
    /// The whole value.
    pub value: String,
    /// Where it comes from.
    pub origin: Origin,
    /// Whether it says no more than its characters converted one by one do.
    pub plain: bool,
    /// Whether key and value have equally many characters, so that it can match through a gap.
    pub even: bool,
}

/// A character that may start a phrase, or that is not converted by one store.
#[derive(Clone, Debug)]
pub(super) struct Special {
    /// What the character becomes by itself.
    pub form: char,
    /// The form that few fonts can show, if the dictionary leaves it alone.
    pub rare: Option<char>,
    /// 著, which is 着 or 著 by the words around it.
    pub zhe: bool,
    /// A compatibility ideograph: text that has one is folded before it is converted.
    pub compatibility: bool,
    /// Begins an ideographic description sequence.
    pub describes: bool,
    /// Longest first.
    pub phrases: Vec<Phrase>,
}

/// A dictionary ready for matching.
#[derive(Debug)]
pub(super) struct Dictionary {
    /// For each character of three bytes: the bytes of its form, lowest first, and above them its kind.
    pub table: Box<[u32; COUNT]>,
    /// The kind of each character, or [`LOOK`] for one that becomes another: to find what changes.
    pub kinds: Box<[u8; COUNT]>,
    /// For each kind: after which characters, by the six lowest bits of the last byte, a phrase may
    /// follow or something else needs a closer look. Kind 0 never does, and [`LOOK`] always.
    pub masks: Box<[u64; 256]>,
    /// The characters of the table whose kind is not 0, by code.
    pub special: BTreeMap<u16, Special>,
    /// Forms of characters beyond the table that are not [`fold::simplified`]'s.
    pub beyond: BTreeMap<char, char>,
    /// Whether it is OpenCC's alone.
    pub strict: bool,
}

/// OpenCC's `t2s`, byte for byte.
pub(super) static STRICT: LazyLock<Dictionary> = LazyLock::new(|| Dictionary::new(true, &[]));
/// OpenCC's `t2s` with taoxi's deviations.
pub(super) static DEFAULT: LazyLock<Dictionary> = LazyLock::new(|| Dictionary::new(false, &[]));

/// The bytes of an entry of the table, without its kind.
#[inline]
pub(super) const fn bytes(entry: u32) -> u32 {
    entry & 0xFF_FFFF
}

/// The three bytes of a character of the table as one word, lowest first.
#[inline]
pub(super) const fn entry(c: u16) -> u32 {
    let c = c as u32;
    (0xE0 | c >> 12) | ((0x80 | c >> 6 & 0x3F) << 8) | ((0x80 | c & 0x3F) << 16)
}

fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

fn pairs(text: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    lines(text).filter_map(|line| line.split_once('\t'))
}

/// Characters and forms that OpenCC's extended table holds.
fn rare() -> impl Iterator<Item = (char, char)> {
    lines(RARE).filter_map(|line| {
        let mut chars = line.chars();
        Some((chars.next()?, chars.next()?))
    })
}

/// Character by character.
fn folded(text: &str) -> String {
    text.chars().map(fold::simplified).collect()
}

impl Dictionary {
    /// OpenCC's dictionaries; with taoxi's deviations and the user's words if it is not strict.
    pub fn new(strict: bool, words: &[(String, String)]) -> Self {
        let mut dictionary = Self {
            table: Self::table(),
            kinds: Box::new([0; COUNT]),
            masks: Box::new([0; 256]),
            special: BTreeMap::new(),
            beyond: BTreeMap::new(),
            strict,
        };
        dictionary.add_characters();
        let mut phrases: BTreeMap<String, (String, Origin)> =
            pairs(PHRASES).map(|(key, value)| (key.to_owned(), (value.to_owned(), Origin::OpenCc))).collect();
        if !strict {
            deviate(&mut phrases);
            for (key, value) in words {
                phrases.insert(key.clone(), (value.clone(), Origin::User));
            }
        }
        dictionary.add_phrases(&phrases);
        if !strict {
            dictionary.protect(&phrases);
        }
        dictionary.finish();
        dictionary
    }

    /// Every character becomes itself.
    fn table() -> Box<[u32; COUNT]> {
        let table: Box<[u32]> = (0..=u16::MAX).map(entry).collect();
        table.try_into().expect("COUNT entries")
    }

    fn add_characters(&mut self) {
        for code in 0x3400..COUNT as u32 {
            let Some(c) = char::from_u32(code) else { continue };
            let form = fold::simplified(c);
            if form == c {
                continue;
            }
            if matches!(c, '\u{F900}'..='\u{FAFF}') {
                self.special_at(c).compatibility = true;
            } else if form < '\u{10000}' {
                self.table[code as usize] = entry(form as u16);
            } else {
                self.special_at(c).form = form;
            }
        }
        // Description sequences are looked at as a whole.
        for c in '\u{2FF0}'..='\u{2FFF}' {
            self.special_at(c).describes = true;
        }
        let strict = self.strict;
        for (c, form) in rare() {
            match (c < '\u{10000}', strict) {
                (true, true) => self.special_at(c).form = form,
                (true, false) => self.special_at(c).rare = Some(form),
                (false, true) => _ = self.beyond.insert(c, form),
                (false, false) => {}
            }
        }
        if !strict {
            self.special_at('著').zhe = true;
        }
    }

    /// The special entry of a character of the table, made if there is none.
    fn special_at(&mut self, c: char) -> &mut Special {
        self.special.entry(c as u16).or_insert_with(|| Special {
            form: fold::simplified(c),
            rare: None,
            zhe: false,
            compatibility: false,
            describes: false,
            phrases: Vec::new(),
        })
    }

    fn add_phrases(&mut self, phrases: &BTreeMap<String, (String, Origin)>) {
        for (key, (value, origin)) in phrases {
            let mut chars = key.chars();
            let Some(first) = chars.next().filter(|&c| ('\u{3000}'..'\u{10000}').contains(&c)) else { continue };
            let phrase = Phrase {
                second: chars.clone().next().unwrap_or_default(),
                rest: chars.as_str().to_owned(),
                value: value.clone(),
                origin: *origin,
                plain: *origin == Origin::OpenCc && folded(key) == *value,
                even: key.chars().count() == value.chars().count(),
            };
            self.special_at(first).phrases.push(phrase);
        }
    }

    /// Adds the values that would be converted in their turn as phrases of their own: 乾清宮 becomes
    /// 乾清宫, so 乾清宫 must stay.
    fn protect(&mut self, phrases: &BTreeMap<String, (String, Origin)>) {
        self.finish();
        let values: BTreeSet<&String> = phrases.values().map(|(value, _)| value).collect();
        let changed: BTreeMap<String, (String, Origin)> = values
            .into_iter()
            .filter(|value| !phrases.contains_key(*value) && super::convert::convert(self, value) != **value)
            .map(|value| (value.clone(), (value.clone(), Origin::OpenCc)))
            .collect();
        self.add_phrases(&changed);
    }

    /// Sorts the phrases and sums up what the matcher tests first.
    fn finish(&mut self) {
        let mut kinds: BTreeMap<u64, u8> = BTreeMap::from([(u64::MAX, LOOK)]);
        self.masks[usize::from(LOOK)] = u64::MAX;
        for (&code, special) in &mut self.special {
            special.phrases.sort_by(|a, b| (b.rest.len(), &a.rest).cmp(&(a.rest.len(), &b.rest)));
            let mask = special.mask();
            let known = kinds.len() as u8;
            let kind = *kinds.entry(mask).or_insert(known);
            // There are fewer kinds than a byte has values; if not, the rest are looked at every time.
            let kind = if kinds.len() > usize::from(LOOK) { LOOK } else { kind };
            self.masks[usize::from(kind)] = if kind == LOOK { u64::MAX } else { mask };
            let form = u16::try_from(special.form as u32).unwrap_or(code);
            self.table[usize::from(code)] = entry(form) | u32::from(kind) << 24;
        }
        for (code, (kind, &now)) in (0..=u16::MAX).zip(self.kinds.iter_mut().zip(self.table.iter())) {
            *kind = if bytes(now) == entry(code) { (now >> 24) as u8 } else { LOOK };
        }
    }
}

impl Special {
    /// Which `last byte & 63` the character after it has, where a closer look is needed.
    fn mask(&self) -> u64 {
        let other = self.zhe || self.compatibility || self.describes || self.rare.is_some();
        if other || self.form >= '\u{10000}' {
            return u64::MAX;
        }
        self.phrases.iter().fold(0, |mask, phrase| match phrase.rest.as_bytes() {
            [0xE0..0xF0, _, last, ..] => mask | 1 << (last & 63),
            // A user's word of one character, or with another after it that is not Chinese.
            _ => u64::MAX,
        })
    }
}

/// taoxi's own phrases instead of OpenCC's, and beside them.
fn deviate(phrases: &mut BTreeMap<String, (String, Origin)>) {
    let zhe: Vec<_> = phrases
        .iter()
        .filter(|(key, _)| key.contains('着'))
        .map(|(key, (value, _))| (key.replace('着', "著"), (value.clone(), Origin::Zhe)))
        .collect();
    phrases.extend(zhe);
    for (key, value) in pairs(CORRECTIONS) {
        phrases.insert(key.to_owned(), (value.to_owned(), Origin::Correction));
    }
}
