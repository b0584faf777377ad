//! The cheap test before all others: how many places of a line may begin a phrase of a trade, and how many sound like a seller.

use std::sync::LazyLock;

use super::line::fold;
use super::terms::{GAP, Kind, NUMBER, TERMS, Term};
use super::voice::telling_pairs;
use crate::han::pairs::{Codes, PairMap};

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
    folded: Vec<u16>,
    /// Pairs of characters: what [`TELLS`], and phrases of two.
    pairs: PairMap<17>,
    /// The first three characters of phrases, of which the first two stand for one.
    triples: PairMap<17>,
}

/// What [`Openings::pairs`] tells: a phrase may begin so; sellers talk so.
const OPENS: u8 = 1;
const TELLS: u8 = 2;
/// Stands for all characters beyond U+FFFF, of which no phrase is made.
const FAR: u16 = 0xFFFF;

static OPENINGS: LazyLock<Openings> = LazyLock::new(|| {
    let place = |c: u32| char::from_u32(c).filter(|&c| is_word(c)).map_or(0, short);
    let mut openings =
        Openings { folded: (0..0x10000).map(place).collect(), pairs: PairMap::default(), triples: PairMap::default() };
    for term in TERMS.entries().iter().filter(|term| is_telling(term)) {
        let third = term.chars.get(2).copied().filter(|&c| c != NUMBER && c != GAP && term.chars[1] != NUMBER);
        for second in term.seconds() {
            let [a, b] = [term.chars[0], second].map(|c| u32::from(short(c)));
            match third {
                Some(third) => openings.triples.add(join(a, b), short(third).into(), OPENS),
                None => openings.pairs.add(a, b, OPENS),
            }
        }
    }
    for [a, b] in telling_pairs() {
        openings.pairs.add(short(a).into(), short(b).into(), TELLS);
    }
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

/// Two characters as one.
fn join(a: u32, b: u32) -> u32 {
    a << 16 | b
}

/// Whether a character is a `Mark::Word` of a line, or a little more.
fn is_word(c: char) -> bool {
    matches!(c, '\u{2460}'..='\u{27BF}' | '\u{3400}'..) || c.is_ascii_alphanumeric()
}

impl Openings {
    /// A character as [`fold`] has it; 0 if it is passed over.
    #[inline]
    fn word(&self, code: u32) -> u32 {
        let at = match code.to_le_bytes() {
            [a @ 0xE0..=0xEF, b, c, _] => u32::from(a & 0x0F) << 12 | u32::from(b & 0x3F) << 6 | u32::from(c & 0x3F),
            [a @ ..=0x7F, ..] => a.into(),
            [0xF0..=0xFF, ..] => return FAR.into(),
            _ => 0,
        };
        self.folded[at as usize].into()
    }
}

/// How many places of `line` may begin a phrase of a trade or an offer, up to `enough`, and how many sound like a seller.
///
/// It may count too many phrases, since of most only the beginning is looked at, but never too few. Linear.
pub(super) fn glance(line: &str, enough: usize) -> Glance {
    let openings = &*OPENINGS;
    let (mut found, mut a, mut b) = (Glance::default(), 0, 0);
    for c in Codes::of(line).map(|code| openings.word(code)) {
        if c == 0 {
            continue;
        }
        let (pair, triple) = (openings.pairs.of(b, c), openings.triples.of(join(a, b), c));
        if pair | triple != 0 {
            found.telling += usize::from(pair & TELLS != 0);
            found.phrases += usize::from(pair & OPENS != 0) + usize::from(triple);
            if found.phrases >= enough {
                return found;
            }
        }
        (a, b) = (b, c);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::han::pairs::code;

    #[test]
    fn words_are_folded_and_marks_passed_over() {
        let word = |c| char::from_u32(OPENINGS.word(code(c))).unwrap_or_default();
        let folded = ['網', 'Ａ', 'é', '，', ' ', '①'].map(word);
        assert_eq!(folded, ['网', 'a', '\0', '\0', '\0', '1']);
    }

    #[test]
    fn phrases_are_seen_in_any_dress() {
        for line in ["代开发票", "代-开-發-票", "代 开 发 票"] {
            assert!(glance(line, 1).phrases >= 1, "{line}");
        }
        assert_eq!(glance("他推开门，风夹着雪扑进来。", 1).phrases, 0);
    }
}
