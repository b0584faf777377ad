//! Texts that share a band with more others than can be compared with one another, decided through the kept ones.
//!
//! Such a text mostly belongs to a family of which one or a few members are kept, and agrees with one of these in
//! most of its bands. That one is tried first. If it is similar enough, an earlier kept text could only be the witness
//! instead if it lies near both: the Jaccard distance is a metric (Lipkus 1999), so two texts within the distances
//! x and y of a third are within x + y of each other. For every kept text the earlier ones near it are known, and
//! only these are compared as well. If no guess holds, the prefix filter names the kept texts to compare. Either way
//! the answer is that of a comparison with all kept texts of all crowds.

use std::collections::HashMap;

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
const LISTED: u8 = 64;

/// Kept texts near a kept one that are remembered.
const NEIGHBOURS: usize = 64;

/// The least Jaccard index at which kept texts are looked for as neighbours.
const LEAST: f64 = 0.3;

/// A text as the prefix filter sees it: its first shingles in the order of the filter.
pub(crate) struct Prefix {
    /// As many as the search for neighbours needs. Those that the threshold needs come first.
    pub tokens: Vec<Token>,
    pub size: usize,
    pub bitmap: Bitmap,
}

/// A kept text.
struct Leader {
    rank: u32,
    size: u32,
    bitmap: Bitmap,
    /// Earlier kept texts near it and their distances; `None` if there are too many.
    neighbours: Option<Box<[(u32, f64)]>>,
}

/// An entry of the list of a shingle: a kept text that has it in its prefix. The newest comes first.
struct Entry {
    leader: u32,
    place: u32,
    next: u32,
    /// How many entries there are from here on whose prefix for the threshold has the shingle, and others.
    /// One more than [`LISTED`] tells that some were left out.
    counts: [u8; 2],
}

const END: u32 = u32::MAX;

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
    threshold: f64,
    /// The Jaccard index down to which neighbours are known.
    wide: f64,
    pub frequencies: Frequencies,
    runs: Vec<Run>,
    leaders: Vec<Leader>,
    /// The newest entry of each shingle.
    lists: HashMap<u32, u32, Hashed>,
    entries: Vec<Entry>,
    pub capped: u64,
}

impl Crowd {
    /// No text yet, of so many long runs.
    pub fn new(rule: Rule, runs: u32, frequencies: Frequencies) -> Self {
        Self {
            threshold: rule.threshold,
            // A little lower, for rounding.
            wide: (2.0 * rule.threshold - 1.0 - 1e-6).max(LEAST).min(rule.threshold),
            frequencies,
            runs: vec![Run::default(); runs as usize],
            leaders: Vec::new(),
            lists: HashMap::default(),
            entries: Vec::new(),
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

    /// The kept texts, not before rank `from`, that can be at the threshold with this text.
    pub fn query(&self, text: &Prefix, from: u32, found: &mut Vec<u32>) {
        let near = prefix::len(text.size, self.threshold);
        self.search(&text.tokens[..near], &text.bitmap, self.threshold, false, |leader| {
            let rank = self.rank(leader);
            if rank >= from {
                found.push(rank);
            }
            rank >= from
        });
    }

    /// The kept texts that can be neighbours of this one; `None` if there are too many.
    pub fn near(&self, text: &Prefix) -> Option<Vec<u32>> {
        let mut found = Vec::new();
        let complete = self.search(&text.tokens, &text.bitmap, self.wide, true, |leader| {
            found.push(leader);
            found.len() < 4 * NEIGHBOURS
        });
        found.sort_unstable();
        found.dedup();
        (complete && found.len() <= NEIGHBOURS).then_some(found)
    }

    /// Calls `f` with the kept texts that can be at this threshold, some of them again and again, the newest of each
    /// shingle first, until it returns `false`. Returns whether all of them were shown. If `all` are needed, it ends
    /// as soon as they cannot be.
    fn search(
        &self,
        tokens: &[Token],
        bitmap: &Bitmap,
        threshold: f64,
        all: bool,
        mut f: impl FnMut(u32) -> bool,
    ) -> bool {
        let mut complete = true;
        for token in tokens {
            let mut at = self.lists.get(&token.hash).copied().unwrap_or(END);
            if at != END {
                complete &= self.entries[at as usize].counts.iter().all(|&count| count <= LISTED);
                if all && !complete {
                    return false;
                }
            }
            while at != END {
                let entry = &self.entries[at as usize];
                let leader = &self.leaders[entry.leader as usize];
                let other = Token { hash: token.hash, place: entry.place, size: leader.size };
                if token.can_match(other, threshold)
                    && bitmap.can_match(&leader.bitmap, token.size + leader.size, threshold)
                    && !f(entry.leader)
                {
                    complete = false;
                    if all {
                        return false;
                    }
                    break;
                }
                at = entry.next;
            }
        }
        complete
    }

    /// Adds a kept text, with its runs, and its neighbours by their distances.
    pub fn insert(&mut self, rank: u32, text: &Prefix, runs: &[Pair], neighbours: Option<Vec<(u32, f64)>>) {
        let number = self.leaders.len() as u32;
        let neighbours = neighbours.map(|mut neighbours| {
            neighbours.sort_unstable_by(|a, b| a.1.total_cmp(&b.1));
            neighbours.into_boxed_slice()
        });
        self.leaders.push(Leader { rank, size: text.size as u32, bitmap: text.bitmap, neighbours });
        for &run in runs {
            let run = &mut self.runs[run as u32 as usize];
            if usize::from(run.len) == GUESSED {
                *run = Run { full: true, ..Run::default() };
            } else if !run.full {
                run.leaders[usize::from(run.len)] = number;
                run.len += 1;
            }
        }
        let near = prefix::len(text.size, self.threshold);
        for (place, token) in text.tokens.iter().enumerate() {
            let kind = usize::from(place >= near);
            let head = self.lists.entry(token.hash).or_insert(END);
            let mut counts = if *head == END { [0; 2] } else { self.entries[*head as usize].counts };
            if counts[kind] >= LISTED {
                self.capped += u64::from(kind == 0 && counts[kind] == LISTED);
                self.entries[*head as usize].counts[kind] = LISTED + 1;
                continue;
            }
            counts[kind] += 1;
            let entry = Entry { leader: number, place: token.place, next: *head, counts };
            *head = self.entries.len() as u32;
            self.entries.push(entry);
        }
    }
}
