//! The phrases advertisements are made of, by trade, and how to find them in a line.
//!
//! The lists in `terms/` are short and of our own compiling. No entry removes anything alone: the
//! judges count how many different phrases stand in how many segments of what shape.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::line::fold;
use crate::han::pairs::PairMap;

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
pub(super) const NUMBER: char = '#';
/// Stands in an entry for up to [`LONGEST_GAP`] characters: `代开…发票`.
pub(super) const GAP: char = '…';
const LONGEST_GAP: usize = 8;

impl Term {
    /// What the second character may be: '\0' if there is none.
    pub(super) fn seconds(&self) -> Vec<char> {
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

/// All lists, ready to be searched.
pub(super) struct Terms {
    all: Vec<Term>,
    /// By the first two characters, longest entry first. An entry of one character has '\0' for its second.
    by_head: PairMap<16, Vec<usize>>,
}

pub(super) static TERMS: LazyLock<Terms> = LazyLock::new(|| {
    let mut terms = Terms { all: Vec::new(), by_head: PairMap::default() };
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
    terms
});

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

    /// All entries.
    pub(super) fn entries(&self) -> &[Term] {
        &self.all
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
