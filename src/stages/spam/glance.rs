//! The cheap test before all others: how many places of a line may begin a phrase of a trade, and how many sound like a seller.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::LazyLock;

use super::line::fold;
use super::terms::{GAP, Kind, NUMBER, TERMS, Term};
use super::voice::telling_pairs;
use crate::han::pairs::Fnv;

/// What is seen of a line at a glance.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Glance {
    /// Places at which a phrase of a trade or an offer may begin.
    pub(super) phrases: usize,
    /// Pairs of characters that sound like a seller.
    pub(super) telling: usize,
}

/// What glances look for.
struct Openings {
    /// Each character as [`fold`] has it, up to U+FFFF; 0 for those that are passed over.
    folded: Box<[u16; 0x10000]>,
    /// The last two characters of what is in `known`. Nearly all places of a text stop here, so that the filters behind it
    /// are seldom asked.
    may_end: Filter,
    may_be_pair: Filter,
    may_be_triple: Filter,
    /// Pairs of characters that [`TELL`] or [`OPEN`], and the first three of phrases, which [`LEAD`].
    known: HashMap<u64, u8, BuildHasherDefault<Fnv>>,
}

/// What [`Openings::known`] tells: sellers talk so; a phrase of two characters; the beginning of a longer one.
const TELL: u8 = 1;
const OPEN: u8 = 2;
const LEAD: u8 = 4;
/// Stands for all characters beyond U+FFFF, of which no phrase is made.
const FAR: u16 = 0xFFFF;

/// One bit for a hash, at which nearly all places of a text stop. 16 KiB, so that it stays in the nearest cache.
struct Filter(Box<[u64; 1 << 11]>);

impl Filter {
    fn new() -> Self {
        Self(Box::new([0; 1 << 11]))
    }

    fn add(&mut self, hash: u32) {
        self.0[(hash >> 21) as usize] |= 1 << (hash >> 15 & 63);
    }

    /// True for all that was added, and by chance for one in fifty others.
    #[inline]
    fn has(&self, hash: u32) -> bool {
        self.0[(hash >> 21) as usize] >> (hash >> 15 & 63) & 1 != 0
    }
}

/// A hash of two words: multiplicative, with 2^32 over the golden ratio (Knuth, The Art of Computer Programming, volume 3,
/// section 6.4).
#[inline]
fn hash_of_pair(a: u16, b: u16) -> u32 {
    (u32::from(a) << 16 | u32::from(b)).wrapping_mul(0x9E37_79B1)
}

/// A hash of three words, of those of the first two and the last two.
#[inline]
fn hash_of_triple(first: u32, last: u32) -> u32 {
    first.rotate_left(9) ^ last
}

static OPENINGS: LazyLock<Openings> = LazyLock::new(|| {
    let mut openings = Openings {
        folded: Box::new([0; 0x10000]),
        may_end: Filter::new(),
        may_be_pair: Filter::new(),
        may_be_triple: Filter::new(),
        known: HashMap::default(),
    };
    for c in ('\0'..='\u{FFFF}').filter(|&c| is_word(c)) {
        openings.folded[c as usize] = short(c);
    }
    for term in TERMS.entries().iter().filter(|term| is_telling(term)) {
        let third = term.chars.get(2).copied().filter(|&c| c != NUMBER && c != GAP && term.chars[1] != NUMBER);
        for second in term.seconds() {
            match third {
                Some(third) => openings.add_triple([term.chars[0], second, third]),
                None => openings.add_pair([term.chars[0], second], OPEN),
            }
        }
    }
    telling_pairs().for_each(|pair| openings.add_pair(pair, TELL));
    openings
});

/// Whether the beginning of a phrase says anything by itself.
fn is_telling(term: &Term) -> bool {
    match term.kind {
        Kind::Lure | Kind::Notice | Kind::Veto | Kind::Subject => false,
        Kind::Seo | Kind::Reading => term.chars.len() > 1,
        _ => term.weight > 1,
    }
}

fn short(c: char) -> u16 {
    u16::try_from(u32::from(fold(c))).unwrap_or(FAR)
}

/// Three words as one; of two the first is 0.
fn join(a: u16, b: u16, c: u16) -> u64 {
    u64::from(a) << 32 | u64::from(b) << 16 | u64::from(c)
}

/// Whether a character is a `Mark::Word` of a line, or a little more.
fn is_word(c: char) -> bool {
    matches!(c, '\u{2460}'..='\u{24FF}' | '\u{2776}'..='\u{2793}' | '➕' | '\u{3400}'..) || c.is_ascii_alphanumeric()
}

impl Openings {
    fn add_pair(&mut self, pair: [char; 2], what: u8) {
        let [a, b] = pair.map(short);
        *self.known.entry(join(0, a, b)).or_default() |= what;
        self.may_end.add(hash_of_pair(a, b));
        self.may_be_pair.add(hash_of_pair(a, b));
    }

    fn add_triple(&mut self, triple: [char; 3]) {
        let [a, b, c] = triple.map(short);
        *self.known.entry(join(a, b, c)).or_default() |= LEAD;
        self.may_end.add(hash_of_pair(b, c));
        self.may_be_triple.add(hash_of_triple(hash_of_pair(a, b), hash_of_pair(b, c)));
    }

    /// The first character as [`fold`] has it, 0 if it is passed over, and what follows it.
    #[inline]
    fn first<'t>(&self, text: &'t [u8]) -> Option<(u16, &'t [u8])> {
        let low = |byte: u8| u16::from(byte & 0x3F);
        Some(match text {
            [a @ 0xE0..=0xEF, b, c, rest @ ..] => {
                (self.folded[usize::from(u16::from(*a) << 12 | low(*b) << 6 | low(*c))], rest)
            }
            [a @ ..=0x7F, rest @ ..] => (self.folded[usize::from(*a)], rest),
            [..=0xDF, _, rest @ ..] => (0, rest),
            [_, _, _, _, rest @ ..] => (FAR, rest),
            _ => return None,
        })
    }

    /// Whether three words may be in `known`, or the last two, by the hashes of their pairs.
    fn may_be(&self, [first, last]: [u32; 2]) -> bool {
        self.may_be_pair.has(last) || self.may_be_triple.has(hash_of_triple(first, last))
    }

    /// Counts what three words are.
    #[cold]
    fn look_up(&self, [a, b, c]: [u16; 3], found: &mut Glance) {
        let of = |key| self.known.get(&key).copied().unwrap_or(0);
        let (pair, triple) = (of(join(0, b, c)), of(join(a, b, c)));
        found.telling += usize::from(pair & TELL != 0);
        found.phrases += usize::from(pair & OPEN != 0) + usize::from(triple & LEAD != 0);
    }
}

/// How many places of `line` may begin a phrase of a trade or an offer, up to `enough`, and how many sound like a seller.
///
/// It may count too many phrases, since of most only the beginning is looked at, but never too few. Linear.
pub(super) fn glance(line: &str, enough: usize) -> Glance {
    let openings = &*OPENINGS;
    let (mut found, mut text) = (Glance::default(), line.as_bytes());
    let (mut a, mut b, mut before) = (0, 0, 0);
    while let Some((c, rest)) = openings.first(text) {
        text = rest;
        if c == 0 {
            continue;
        }
        let pair = hash_of_pair(b, c);
        if openings.may_end.has(pair) && openings.may_be([before, pair]) {
            openings.look_up([a, b, c], &mut found);
            if found.phrases >= enough {
                return found;
            }
        }
        (a, b, before) = (b, c, pair);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded_and_marks_passed_over() {
        let word = |text: &str| OPENINGS.first(text.as_bytes()).and_then(|(word, _)| char::from_u32(word.into()));
        let folded = ["網", "Ａ", "é", "，", " ", "①"].map(word);
        assert_eq!(folded, ['网', 'a', '\0', ',', '\0', '1'].map(Some));
    }

    #[test]
    fn phrases_are_seen_in_any_dress() {
        for line in ["代开发票", "代-开-發-票", "代 开 发 票", "代★开★发★票"] {
            assert!(glance(line, 1).phrases >= 1, "{line}");
        }
        assert_eq!(glance("他推开门，风夹着雪扑进来。", 1).phrases, 0);
    }
}
