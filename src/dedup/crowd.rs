//! Texts that share a band with more others than can be compared with one another, decided through the kept ones.
//!
//! Such a text mostly belongs to a family of which one or a few members are kept, and agrees with one of these in
//! most of its bands. That one is tried first. If it is similar enough, an earlier kept text could only be the witness
//! instead if it lies near both: the Jaccard distance is a metric (Lipkus 1999), so two texts within the distances
//! x and y of a third are within x + y of each other. For every kept text the earlier ones near it are known, and
//! only these are compared as well. If no guess holds, the prefix filter names the kept texts to compare. Either way
//! the answer is that of a comparison with all kept texts of all crowds.

use std::collections::HashMap;
use std::collections::hash_map::Entry as Slot;

use fearless_simd::{Level, Simd, dispatch};

use super::Hashed;
use super::candidates::Pair;
use super::leader::Rule;
use super::prefix::{self, Bitmap, Frequencies, Token};
use super::verify::ROUNDING;

/// Kept texts of one long run from which guesses are made.
const GUESSED: usize = 6;

/// A text in so many of the long runs is guessed without looking at the rest.
const ENOUGH: u32 = 4;

/// Guesses that are tried.
pub(crate) const GUESSES: usize = 3;

/// Kept texts under one shingle that later ones are compared with. Where more are kept, a later near-duplicate of one
/// of the rest may stay; such shingles are counted and reported.
const LISTED: usize = 64;

/// Kept texts near a kept one that are remembered.
const NEIGHBOURS: usize = 64;

/// The least Jaccard index at which kept texts are looked for as neighbours.
const LEAST: f64 = 0.3;

/// Words of the bits for the shingles of the newest leaders.
const FRESH: usize = 1024;

/// Words of a bitmap. So long are they that most texts that cannot match are told by them, and the list is walked over
/// without being stopped.
const WORDS: usize = 16;

/// A text as the prefix filter sees it: its first shingles in the order of the filter.
pub(crate) struct Prefix {
    /// As many as the search for neighbours needs. Those that the threshold needs come first.
    pub tokens: Vec<Token>,
    pub size: usize,
    pub bitmap: Bitmap<WORDS>,
}

/// A bitmap that begins where a line of the cache does.
#[repr(align(64))]
struct Aligned(Bitmap<WORDS>);

/// A kept text.
struct Leader {
    rank: u32,
    /// Earlier kept texts near it and their distances; `None` if there are too many.
    neighbours: Option<Box<[(u32, f64)]>>,
}

/// A kept text that a list names for the text at hand.
pub(crate) struct Look {
    leader: u32,
    /// How many different shingles both have.
    sizes: u32,
    /// In how many bits their bitmaps differ.
    differ: u32,
}

/// An entry of a list: a kept text that has the shingle in its prefix.
struct Entry {
    leader: u32,
    place: u32,
    size: u32,
}

impl Entry {
    fn token(&self, hash: u32) -> Token {
        Token { hash, place: self.place, size: self.size }
    }
}

/// The kept texts that have a shingle in their prefixes, the newest last. By its place in their order it stands in
/// one of three lists: where it can be the first that is shared with a text no smaller; where only with a smaller
/// one; and where only below the threshold.
struct List {
    /// Most shingles have one alone, which is found without another look into memory.
    oldest: Entry,
    others: Vec<Entry>,
    /// The least and the greatest size of these texts.
    least: u32,
    most: u32,
    /// Some were left out, being more than [`LISTED`].
    full: bool,
}

impl List {
    fn new(oldest: Entry) -> Self {
        let size = oldest.size;
        Self { oldest, others: Vec::new(), least: size, most: size, full: false }
    }

    fn len(&self) -> usize {
        1 + self.others.len()
    }

    /// The newest first.
    fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.others.iter().rev().chain(std::iter::once(&self.oldest))
    }

    /// Adds an entry, unless there are [`LISTED`]. Returns whether it is the first that is left out.
    fn push(&mut self, entry: Entry) -> bool {
        if self.len() == LISTED {
            return !std::mem::replace(&mut self.full, true);
        }
        self.least = self.least.min(entry.size);
        self.most = self.most.max(entry.size);
        self.others.push(entry);
        false
    }
}

/// How many lists a shingle has.
const KINDS: usize = 3;

/// The kept texts of a long run, by their numbers; none if they are too many for guesses.
#[derive(Clone, Copy, Default)]
struct Run {
    leaders: [u32; GUESSED],
    len: u8,
    full: bool,
}

impl Run {
    fn leaders(&self) -> &[u32] {
        &self.leaders[..usize::from(self.len)]
    }
}

/// The kept texts of all crowds.
pub(crate) struct Crowd {
    level: Level,
    threshold: f64,
    /// The Jaccard index down to which neighbours are known.
    wide: f64,
    pub frequencies: Frequencies,
    runs: Vec<Run>,
    leaders: Vec<Leader>,
    bitmaps: Vec<Aligned>,
    /// Some bits for the shingles that the newest leaders are listed under.
    fresh: Box<[u64; FRESH]>,
    /// The first of the newest leaders.
    newest: u32,
    /// The lists of each shingle, by kind.
    lists: [HashMap<u32, List, Hashed>; KINDS],
    /// The least and the greatest size of them.
    least: u32,
    most: u32,
    pub capped: u64,
}

impl Crowd {
    /// No text yet, of so many long runs.
    pub fn new(rule: Rule, runs: u32, frequencies: Frequencies) -> Self {
        Self {
            level: Level::new(),
            threshold: rule.threshold,
            // A little lower, for rounding.
            wide: (2.0 * rule.threshold - 1.0 - 1e-6).max(LEAST).min(rule.threshold),
            frequencies,
            runs: vec![Run::default(); runs as usize],
            leaders: Vec::new(),
            bitmaps: Vec::new(),
            fresh: Box::new([0; FRESH]),
            newest: 0,
            lists: Default::default(),
            least: u32::MAX,
            most: 0,
            capped: 0,
        }
    }

    /// The Jaccard index down to which neighbours are known.
    pub fn wide(&self) -> f64 {
        self.wide
    }

    pub fn rank(&self, leader: u32) -> u32 {
        self.leaders[leader as usize].rank
    }

    /// From here on kept texts are the newest.
    pub fn settle(&mut self) {
        self.newest = self.leaders.len() as u32;
        self.fresh.fill(0);
    }

    /// Where a shingle's bit is among those of the newest leaders.
    fn fresh_bit(hash: u32) -> (usize, u64) {
        let bit = hash.wrapping_mul(0x9E37_79B1) >> 16;
        (bit as usize / 64, 1 << (bit % 64))
    }

    /// The kept texts, not before rank `from`, that stand in most of these runs; the best first.
    pub fn guess(&self, runs: &[Pair], from: u32, guesses: &mut Vec<(u32, u32)>) {
        guesses.clear();
        'all: for &run in runs {
            for &leader in self.runs[run as u32 as usize].leaders() {
                match guesses.iter_mut().find(|(_, other)| *other == leader) {
                    Some((count, _)) => {
                        *count += 1;
                        if *count == ENOUGH {
                            break 'all;
                        }
                    }
                    None if self.rank(leader) >= from => guesses.push((1, leader)),
                    None => {}
                }
            }
        }
        guesses.sort_unstable_by_key(|&(count, leader)| (std::cmp::Reverse(count), leader));
        guesses.truncate(GUESSES);
    }

    /// The ranks of all earlier kept texts that can be at the threshold with a text that has this Jaccard index with
    /// the leader; `None` if they are not known.
    pub fn neighbours(&self, leader: u32, jaccard: f64) -> Option<impl Iterator<Item = u32>> {
        let most = (1.0 - self.threshold) + (1.0 - jaccard) + ROUNDING;
        let near = self.leaders[leader as usize].neighbours.as_ref().filter(|_| most <= 1.0 - self.wide);
        near.map(|near| near.iter().take_while(move |&&(_, far)| far <= most).map(|&(leader, _)| self.rank(leader)))
    }

    /// Appends the kept texts, not before rank `from`, that can be at the threshold with this text, some of them again
    /// and again. Returns how many were looked at. `looks` is a buffer.
    pub fn query(&self, text: &Prefix, from: u32, looks: &mut Vec<Look>, found: &mut Vec<u32>) -> u64 {
        dispatch!(self.level, simd => self.query_on(simd, text, from, looks, found))
    }

    /// What is remembered outgrows the cache. So first all lists are looked up, then all entries, then all bitmaps: what
    /// does not depend on one another is fetched at the same time.
    #[inline(always)]
    fn query_on<S: Simd>(&self, _: S, text: &Prefix, from: u32, looks: &mut Vec<Look>, found: &mut Vec<u32>) -> u64 {
        let threshold = self.threshold;
        let first = match from {
            0 => 0,
            from => self.leaders.partition_point(|leader| leader.rank < from) as u32,
        };
        let near = &text.tokens[..prefix::len(text.size, threshold)];
        // Most shingles have none of the newest.
        let is_listed = |token: &&Token| {
            let (word, bit) = Self::fresh_bit(token.hash);
            first < self.newest || self.fresh[word] & bit != 0
        };
        let mut lists: Vec<(Token, u32, &List)> = Vec::new();
        let reaching = near.iter().take_while(|token| token.can_reach(self.least, threshold));
        for &token in reaching.filter(is_listed) {
            let listed = |kind: usize| self.lists[kind].get(&token.hash);
            lists.extend(listed(0).map(|list| (token, u32::MAX, list)));
            if token.size < self.most {
                // Only smaller texts can reach these places.
                lists.extend(listed(1).map(|list| (token, list.most, list)));
            }
        }
        looks.clear();
        let mut looked_at = 0;
        for (token, most, list) in lists {
            if token.size < most && token.can_reach(list.least, threshold) {
                looked_at += list.len() as u64;
                for entry in list.entries().take_while(|entry| entry.leader >= first) {
                    if token.can_match(entry.token(token.hash), threshold) {
                        looks.push(Look { leader: entry.leader, sizes: token.size + entry.size, differ: 0 });
                    }
                }
            }
        }
        for look in &mut *looks {
            look.differ = text.bitmap.differ(&self.bitmaps[look.leader as usize].0);
        }
        let near = looks.iter().filter(|look| prefix::can_differ(look.differ, look.sizes, threshold));
        found.extend(near.map(|look| self.rank(look.leader)));
        looked_at
    }

    /// The kept texts that can be neighbours of this one; `None` if there are too many.
    pub fn near(&self, text: &Prefix) -> Option<Vec<u32>> {
        dispatch!(self.level, simd => self.near_on(simd, text))
    }

    #[inline(always)]
    fn near_on<S: Simd>(&self, _: S, text: &Prefix) -> Option<Vec<u32>> {
        let mut found = Vec::new();
        for token in text.tokens.iter().take_while(|token| token.can_reach(self.least, self.wide)) {
            for (kind, lists) in self.lists.iter().enumerate() {
                // Of the second kind are places that only smaller texts can reach.
                let is_reached = |most: u32| kind != 1 || self.wide < self.threshold || token.size < most;
                let Some(list) = Some(lists).filter(|_| is_reached(self.most)).and_then(|lists| lists.get(&token.hash))
                else {
                    continue;
                };
                if list.full {
                    return None;
                }
                if !is_reached(list.most) || !token.can_reach(list.least, self.wide) {
                    continue;
                }
                for entry in list.entries() {
                    let sizes = token.size + entry.size;
                    if token.can_match(entry.token(token.hash), self.wide)
                        && text.bitmap.can_match(&self.bitmaps[entry.leader as usize].0, sizes, self.wide)
                    {
                        found.push(entry.leader);
                        if found.len() == 4 * NEIGHBOURS {
                            return None;
                        }
                    }
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        (found.len() <= NEIGHBOURS).then_some(found)
    }

    /// Adds a kept text, with its runs, and its neighbours by their distances.
    pub fn insert(&mut self, rank: u32, text: &Prefix, runs: &[Pair], neighbours: Option<Vec<(u32, f64)>>) {
        let number = self.leaders.len() as u32;
        let neighbours = neighbours.map(|mut neighbours| {
            neighbours.sort_unstable_by(|a, b| a.1.total_cmp(&b.1));
            neighbours.into_boxed_slice()
        });
        let size = text.size as u32;
        self.least = self.least.min(size);
        self.most = self.most.max(size);
        self.leaders.push(Leader { rank, neighbours });
        self.bitmaps.push(Aligned(text.bitmap));
        for &run in runs {
            let run = &mut self.runs[run as u32 as usize];
            if usize::from(run.len) == GUESSED {
                *run = Run { full: true, ..Run::default() };
            } else if !run.full {
                run.leaders[usize::from(run.len)] = number;
                run.len += 1;
            }
        }
        let first = text.size - prefix::overlap(text.size, text.size, self.threshold);
        let near = prefix::len(text.size, self.threshold);
        for (place, token) in text.tokens.iter().enumerate() {
            let kind = if place <= first { 0 } else { 1 + usize::from(place >= near) };
            if kind < 2 {
                let (word, bit) = Self::fresh_bit(token.hash);
                self.fresh[word] |= bit;
            }
            let entry = Entry { leader: number, place: token.place, size };
            match self.lists[kind].entry(token.hash) {
                Slot::Vacant(slot) => {
                    slot.insert(List::new(entry));
                }
                Slot::Occupied(mut list) => {
                    let left_out = list.get_mut().push(entry);
                    self.capped += u64::from(left_out && kind < 2);
                }
            }
        }
    }
}
