//! The phrases advertisements are made of, by trade, and how to find them in a line.
//!
//! The lists in `terms/` are short and of our own compiling. No entry removes anything alone: the
//! judges count how many different phrases stand in how many segments of what shape.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::line::fold;
use super::voice;
use crate::han::pairs::{Codes, PairMap, char_of, code};

/// What a phrase speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Porn,
    Gambling,
    /// Invoices, certificates, exam papers, accounts and cards.
    Papers,
    Loan,
    Medical,
    Game,
    /// Words for search engines, and services of the neighbourhood.
    Seo,
    /// Side jobs, wholesale copies, paid followers, fortunes told.
    Work,
    /// Sites that copy novels.
    Reading,
    /// Words that draw the reader into any trade: `免费`, `官网`, `下载`.
    Lure,
    /// What is promised to those who get in touch: `名额有限`, `免费领取`.
    Offer,
    /// Words of honest invitations: `报名`, `讲座`.
    Notice,
    /// Words of reports, judgments, laws and science: whoever writes them writes *about* the trade.
    Veto,
    /// Words of those who study a trade or watch over it, which its advertisers borrow: `专家`, `临床`, `论文`.
    Subject,
}

impl Kind {
    /// Whether the phrase names a trade, rather than a lure, an offer or a veto.
    pub(super) fn is_trade(self) -> bool {
        !matches!(self, Self::Lure | Self::Offer | Self::Notice | Self::Veto | Self::Subject)
    }
}

const LISTS: &[(Kind, &str)] = &[
    (Kind::Porn, include_str!("terms/porn.txt")),
    (Kind::Gambling, include_str!("terms/gambling.txt")),
    (Kind::Papers, include_str!("terms/papers.txt")),
    (Kind::Loan, include_str!("terms/loan.txt")),
    (Kind::Medical, include_str!("terms/medical.txt")),
    (Kind::Game, include_str!("terms/game.txt")),
    (Kind::Seo, include_str!("terms/seo.txt")),
    (Kind::Work, include_str!("terms/work.txt")),
    (Kind::Work, include_str!("terms/goods.txt")),
    (Kind::Work, include_str!("terms/fortune.txt")),
    (Kind::Papers, include_str!("terms/accounts.txt")),
    (Kind::Seo, include_str!("terms/service.txt")),
    (Kind::Reading, include_str!("terms/reading.txt")),
    (Kind::Veto, include_str!("terms/veto.txt")),
    (Kind::Subject, include_str!("terms/subject.txt")),
    (Kind::Notice, include_str!("terms/notice.txt")),
    (Kind::Offer, include_str!("terms/offer.txt")),
    (Kind::Lure, include_str!("terms/lure.txt")),
];

/// An entry of a list.
#[derive(Debug)]
pub(super) struct Term {
    /// Folded; [`NUMBER`] and [`GAP`] stand for what is left open.
    pub(super) chars: Vec<char>,
    pub(super) kind: Kind,
    /// 1; 2 if a list of short phrases that holds it is next to always an advertisement; 3 if nobody but
    /// an advertiser writes it.
    pub(super) weight: u8,
}

/// Stands in an entry for a number in any digits: `月入#万`.
const NUMBER: char = '#';
/// Stands in an entry for up to [`LONGEST_GAP`] characters: `代开…发票`.
const GAP: char = '…';
const LONGEST_GAP: usize = 8;

impl Term {
    /// What the second character may be: '\0' if there is none.
    fn seconds(&self) -> Vec<char> {
        match self.chars.get(1) {
            Some(&NUMBER) => DIGITS.chars().collect(),
            second => vec![second.copied().unwrap_or('\0')],
        }
    }

    /// How many characters at the start of `chars` the entry covers, if it stands there.
    fn length_in(&self, chars: &[char]) -> Option<usize> {
        let mut at = 0;
        for (i, &c) in self.chars.iter().enumerate() {
            let rest = &chars[at..];
            let next = self.chars.get(i + 1).copied();
            at += match c {
                NUMBER => {
                    let digits = rest.iter().take(6).take_while(|&&d| is_digit(d) && Some(d) != next).count();
                    (digits > 0).then_some(digits)?
                }
                GAP => {
                    let tail: &[char] = &self.chars[i + 1..];
                    let gap = (0..=LONGEST_GAP).find(|&n| rest.get(n..).is_some_and(|r| r.starts_with(tail)))?;
                    return Some(at + gap + tail.len());
                }
                _ => (rest.first() == Some(&c)).then_some(1)?,
            };
        }
        Some(at)
    }
}

/// What numbers are written in.
const DIGITS: &str = "0123456789零一二三四五六七八九十两几数半百千万";

fn is_digit(c: char) -> bool {
    DIGITS.contains(c)
}

/// A phrase found in a line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hit {
    /// Index of its first character.
    pub(super) at: usize,
    pub(super) len: usize,
    /// Which entry it is; equal for equal phrases.
    pub(super) term: usize,
    pub(super) kind: Kind,
    pub(super) weight: u8,
}

/// What is seen of a line at a glance.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Glance {
    /// Places at which a phrase of a trade or an offer may begin.
    pub(super) phrases: usize,
    /// Pairs of characters that sound like a seller.
    pub(super) telling: usize,
}

/// All lists, ready to be searched.
pub(super) struct Terms {
    all: Vec<Term>,
    /// By the first two characters, longest entry first. An entry of one character has '\0' for its second.
    by_head: PairMap<16, Vec<usize>>,
    /// Whether an entry other than a lure or a veto may begin with a pair of characters as they stand in a
    /// text, in either script and any width, and whether sellers talk so.
    pairs: PairMap<18>,
    /// Whether such an entry may be these two characters or begin with these three: one bit a hash.
    openings: Vec<u64>,
}

/// What [`Terms::pairs`] tells: an entry may begin so; sellers talk so.
const OPENS: u8 = 1;
const TELLS: u8 = 2;

pub(super) static TERMS: LazyLock<Terms> = LazyLock::new(|| {
    let mut terms = Terms {
        all: Vec::new(),
        by_head: PairMap::default(),
        pairs: PairMap::default(),
        openings: vec![0; 1 << OPENING_BITS >> 6],
    };
    let mut seen = HashSet::new();
    for &(kind, list) in LISTS {
        for line in list.lines().filter(|l| !l.starts_with('#') && !l.trim().is_empty()) {
            let (phrase, weight) = match line.split_once(' ') {
                Some((phrase, weight)) => (phrase, if weight.trim() == "3" { 3 } else { 2 }),
                None => (line.trim(), 1),
            };
            let chars: Vec<char> =
                phrase.chars().filter(|&c| c.is_alphanumeric() || c == NUMBER || c == GAP).map(fold).collect();
            // Of an entry in two lists the first counts.
            if seen.insert(chars.clone()) {
                terms.add(Term { chars, kind, weight });
            }
        }
    }
    for list in terms.by_head.values_mut() {
        list.sort_by_key(|&t| std::cmp::Reverse(terms.all[t].chars.len()));
    }
    let telling = |t: &&Term| match t.kind {
        Kind::Lure | Kind::Notice | Kind::Veto | Kind::Subject => false,
        Kind::Seo | Kind::Reading => t.chars.len() > 1,
        _ => t.weight > 1,
    };
    // How else a character may be written: the few that fold to another.
    let mut forms: HashMap<char, Vec<char>> = HashMap::new();
    for c in ('\0'..='\u{FFFF}').filter(|&c| fold(c) != c) {
        forms.entry(fold(c)).or_default().push(c);
    }
    let written = |c: char| forms.get(&c).into_iter().flatten().copied().chain([c]);
    let pairs = &mut terms.pairs;
    let mut write = |a, b, what| written(a).for_each(|a| written(b).for_each(|b| pairs.add(code(a), code(b), what)));
    for term in terms.all.iter().filter(telling) {
        let third = term.chars.get(2).copied().filter(|&c| c != NUMBER && c != GAP && term.chars[1] != NUMBER);
        for second in term.seconds() {
            let h = wide_hash(term.chars[0], second, third.unwrap_or('\0'));
            terms.openings[h >> 6] |= 1 << (h & 63);
            write(term.chars[0], second, OPENS);
        }
    }
    voice::telling_pairs().for_each(|[a, b]| write(a, b, TELLS));
    terms
});

/// Bits of a hash in [`Terms::openings`]: 32 KiB, so that one place in 250 passes by chance.
const OPENING_BITS: u32 = 18;

fn wide_hash(a: char, b: char, c: char) -> usize {
    let mixed = (a as u32).wrapping_mul(0x9E37_79B1)
        ^ (b as u32).wrapping_mul(0x85EB_CA77)
        ^ (c as u32).wrapping_mul(0xC2B2_AE3D);
    (mixed >> (32 - OPENING_BITS)) as usize
}

/// Whether a character, as [`code`] has it, is a `Mark::Word`, or a little more: ASCII letters and digits, U+2460 to
/// U+27BF, all from U+3400 on.
#[inline]
fn is_word(code: u32) -> bool {
    match code.to_le_bytes() {
        [0xE4..=0xFF, ..] | [0xE3, 0x90..=0xBF, ..] | [0xE2, 0x92..=0x9E, ..] | [0xE2, 0x91, 0xA0..=0xBF, _] => true,
        [ascii, 0, ..] => ascii.is_ascii_alphanumeric(),
        _ => false,
    }
}

impl Terms {
    fn add(&mut self, term: Term) {
        for b in term.seconds() {
            self.by_head.entry(term.chars[0].into(), b.into()).push(self.all.len());
        }
        self.all.push(term);
    }

    fn starts(&self, a: char, b: char) -> Option<&[usize]> {
        self.by_head.get(a.into(), b.into()).map(Vec::as_slice)
    }

    /// How many places of `line` may begin a phrase of a trade or an offer, up to `enough`, and how many sound like a seller.
    ///
    /// The cheap test before all others: it looks at a line as it stands, folds only where it must, and
    /// may count too many phrases but never too few.
    pub(super) fn glance(&self, line: &str, enough: usize) -> Glance {
        let (mut found, mut before, mut pair) = (Glance::default(), 0, None);
        for c in Codes::of(line) {
            if !is_word(c) {
                continue;
            }
            if let Some((a, b)) = pair.take() {
                found.phrases += usize::from(self.opens(a, b, fold(char_of(c))));
            }
            let what = self.pairs.of(before, c);
            if what != 0 {
                found.telling += usize::from(what & TELLS != 0);
                if what & OPENS != 0 {
                    let (a, b) = (fold(char_of(before)), fold(char_of(c)));
                    found.phrases += usize::from(self.opens(a, b, '\0'));
                    pair = Some((a, b));
                }
                if found.phrases >= enough {
                    return found;
                }
            }
            before = c;
        }
        found
    }

    /// Whether an entry may begin with these three characters, or be the first two.
    fn opens(&self, a: char, b: char, c: char) -> bool {
        let h = wide_hash(a, b, c);
        self.openings[h >> 6] >> (h & 63) & 1 == 1
    }

    /// The phrases in `chars`, the longest at each place, none overlapping another. Linear.
    pub(super) fn find(&self, chars: &[char], hits: &mut Vec<Hit>) {
        hits.clear();
        let mut at = 0;
        while at < chars.len() {
            let next = chars.get(at + 1).copied().unwrap_or('\0');
            let pairs = [self.starts(chars[at], next), self.starts(chars[at], '\0')];
            let mut entries = pairs.into_iter().flatten().flatten();
            match entries.find_map(|&t| Some((t, self.all[t].length_in(&chars[at..])?))) {
                Some((t, len)) => {
                    let Term { kind, weight, .. } = self.all[t];
                    hits.push(Hit { at, len, term: t, kind, weight });
                    at += len;
                }
                None => at += 1,
            }
        }
    }
}
