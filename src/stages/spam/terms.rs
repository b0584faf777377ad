//! The phrases advertisements are made of, by trade, and how to find them in a line.
//!
//! The lists in `terms/` are short and of our own compiling. No entry removes anything alone: the
//! judges count how many different phrases stand in how many segments of what shape.

use std::collections::HashMap;
use std::sync::LazyLock;

/// What a phrase speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Porn,
    Gambling,
    /// Invoices, certificates, exam papers.
    Papers,
    Loan,
    Medical,
    Game,
    Seo,
    /// Side jobs, wholesale copies, paid followers.
    Work,
    /// Sites that copy novels.
    Reading,
    /// Words that draw the reader into any trade: `免费`, `官网`, `下载`.
    Lure,
    /// What is promised to those who get in touch: `名额有限`, `免费领取`.
    Offer,
    /// Words of reports, judgments, laws and science: whoever writes them writes *about* the trade.
    Veto,
}

impl Kind {
    /// Whether the phrase names a trade, rather than a lure, an offer or a veto.
    pub(super) fn is_trade(self) -> bool {
        !matches!(self, Self::Lure | Self::Offer | Self::Veto)
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
    (Kind::Reading, include_str!("terms/reading.txt")),
    (Kind::Veto, include_str!("terms/veto.txt")),
    (Kind::Offer, include_str!("terms/offer.txt")),
    (Kind::Lure, include_str!("terms/lure.txt")),
];

/// An entry of a list.
#[derive(Debug)]
pub(super) struct Term {
    pub(super) chars: Vec<char>,
    pub(super) kind: Kind,
    /// 1, or 2 if a list of short phrases that holds it is next to always an advertisement.
    pub(super) weight: u8,
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

/// All lists, ready to be searched.
pub(super) struct Terms {
    all: Vec<Term>,
    /// By the first two characters, longest entry first. An entry of one character has '\0' for its second.
    by_head: HashMap<(char, char), Vec<usize>>,
    /// Whether a pair of characters may begin an entry: one bit a hash.
    heads: Vec<u64>,
}

pub(super) static TERMS: LazyLock<Terms> = LazyLock::new(|| {
    let mut terms = Terms { all: Vec::new(), by_head: HashMap::new(), heads: vec![0; 1 << 10] };
    let mut seen = HashMap::new();
    for &(kind, list) in LISTS {
        for line in list.lines().filter(|l| !l.starts_with('#') && !l.trim().is_empty()) {
            let (phrase, weight) = match line.split_once(' ') {
                Some((phrase, _)) => (phrase, 2),
                None => (line.trim(), 1),
            };
            // Of an entry in two lists the first counts.
            if seen.insert(phrase, kind).is_none() {
                terms.add(Term { chars: phrase.chars().collect(), kind, weight });
            }
        }
    }
    for list in terms.by_head.values_mut() {
        list.sort_by_key(|&t| std::cmp::Reverse(terms.all[t].chars.len()));
    }
    terms
});

fn hash(a: char, b: char) -> usize {
    ((a as u32).wrapping_mul(0x9E37_79B1) ^ (b as u32).wrapping_mul(0x85EB_CA77)) as usize >> 16
}

impl Terms {
    fn add(&mut self, term: Term) {
        let (a, b) = (term.chars[0], term.chars.get(1).copied().unwrap_or('\0'));
        let h = hash(a, b);
        self.heads[h >> 6] |= 1 << (h & 63);
        self.by_head.entry((a, b)).or_default().push(self.all.len());
        self.all.push(term);
    }

    fn starts(&self, a: char, b: char) -> Option<&[usize]> {
        let h = hash(a, b);
        (self.heads[h >> 6] >> (h & 63) & 1 == 1).then(|| self.by_head.get(&(a, b)).map(Vec::as_slice)).flatten()
    }

    /// The phrases in `chars`, the longest at each place, none overlapping another. Linear.
    pub(super) fn find(&self, chars: &[char], hits: &mut Vec<Hit>) {
        hits.clear();
        let mut at = 0;
        while at < chars.len() {
            let next = chars.get(at + 1).copied().unwrap_or('\0');
            let pairs = [self.starts(chars[at], next), self.starts(chars[at], '\0')];
            let found = pairs.into_iter().flatten().flatten().find(|&&t| chars[at..].starts_with(&self.all[t].chars));
            match found {
                Some(&t) => {
                    let Term { chars, kind, weight } = &self.all[t];
                    hits.push(Hit { at, len: chars.len(), term: t, kind: *kind, weight: *weight });
                    at += chars.len();
                }
                None => at += 1,
            }
        }
    }

    /// Every entry, for tests.
    #[cfg(test)]
    pub(super) fn iter(&self) -> impl Iterator<Item = &Term> {
        self.all.iter()
    }
}
