//! Candidates by prefix filtering: every pair at the threshold is found, by proof.
//!
//! Put the shingles of every text in one and the same order. Two texts of a and b different shingles that have a
//! Jaccard index of t or more share at least o = ceil(t / (1 + t) * (a + b)) of them, so the first shared one
//! stands, in either text, before the last o - 1: it is among the first a - ceil(t * a) + 1. Texts that share none
//! of these need not be compared. (Chaudhuri, Ganti and Kaushik 2006; Bayardo, Ma and Srikant 2007; the bound on
//! positions: Xiao, Wang, Lin and Yu 2008.)
//!
//! The order is rare shingles first, counted over the texts that are filtered. In a family of texts made from one
//! template the prefixes then hold what tells its members apart.

use std::sync::atomic::{AtomicU32, Ordering};

use fearless_simd::Level;

use super::crowd::Prefix;
use super::key::Key;
use super::shingle::Hasher;
use super::sketch::{PART_BITS, SEED};
use super::verify::{ROUNDING, Verifier};

/// Texts with fewer different shingles than this are filtered by prefixes, since signatures are weakest on them.
pub(crate) const FEW: usize = 40;

/// Whether a text has fewer than [`FEW`] different shingles. Most texts are told by their first.
pub(crate) fn has_few(chars: &[u32], shingle: usize) -> bool {
    // Different bits come from different shingles.
    let mut bits = [0u64; 16];
    for (first, last) in chars.iter().zip(&chars[chars.len().min(shingle - 1)..]).take(FEW + FEW / 4) {
        let bit = (first ^ last << 5) % 1024;
        bits[bit as usize / 64] |= 1 << (bit % 64);
    }
    if bits.iter().map(|word| word.count_ones()).sum::<u32>() as usize >= FEW {
        return false;
    }
    let mut seen: Vec<&[u32]> = Vec::with_capacity(FEW);
    for window in chars.windows(shingle) {
        if !seen.contains(&window) {
            if seen.len() + 1 == FEW {
                return false;
            }
            seen.push(window);
        }
    }
    true
}

/// The least number of shingles that texts with `a` and `b` different ones must share.
#[inline]
pub(crate) fn overlap(a: usize, b: usize, threshold: f64) -> usize {
    let least = threshold / (1.0 + threshold) * (a + b) as f64 - ROUNDING;
    let below = least as usize;
    below + usize::from((below as f64) < least)
}

/// How long the prefix of a text of so many different shingles is.
pub(crate) fn len(size: usize, threshold: f64) -> usize {
    let shared = (threshold * size as f64 - ROUNDING).ceil() as usize;
    (size - shared + 1).min(size)
}

/// A shingle of a text's prefix.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Token {
    pub hash: u32,
    /// Its place in the text's order, from 0 on.
    pub place: u32,
    /// How many different shingles the text has.
    pub size: u32,
}

impl Token {
    /// The partition it is in.
    pub fn part(self) -> usize {
        (self.hash >> (32 - PART_BITS)) as usize
    }

    /// Whether a text that has this shingle as the first in common with one of `size` different shingles can reach the
    /// threshold.
    #[inline]
    pub fn can_reach(self, size: u32, threshold: f64) -> bool {
        (self.size - self.place) as usize >= overlap(self.size as usize, size as usize, threshold)
    }

    /// Whether two texts that have this shingle as their first common one can reach the threshold.
    #[inline]
    pub fn can_match(self, other: Self, threshold: f64) -> bool {
        let (a, b) = (self.size as usize, other.size as usize);
        let rest = (self.size - self.place).min(other.size - other.place) as usize;
        a.min(b) as f64 >= threshold * a.max(b) as f64 - ROUNDING && rest >= overlap(a, b, threshold)
    }
}

/// A bit for each shingle of a text; several may share one.
///
/// Where two bitmaps differ, one text has a shingle that the other has not, so the count of such bits bounds the
/// Jaccard index from above.
#[derive(Clone, Copy)]
pub(crate) struct Bitmap<const WORDS: usize>([u64; WORDS]);

impl<const WORDS: usize> Bitmap<WORDS> {
    fn of(hashes: impl Iterator<Item = u32>) -> Self {
        let mut words = [0; WORDS];
        for hash in hashes {
            let bit = hash.wrapping_mul(0x9E37_79B1) >> 16;
            words[bit as usize % WORDS] |= 1 << (bit >> 10);
        }
        Self(words)
    }

    /// In how many bits two bitmaps differ.
    #[inline(always)]
    pub fn differ(&self, other: &Self) -> u32 {
        self.0.iter().zip(other.0).map(|(a, b)| (a ^ b).count_ones()).sum()
    }

    /// Whether texts of `sizes` different shingles together can reach the threshold.
    #[inline(always)]
    pub fn can_match(&self, other: &Self, sizes: u32, threshold: f64) -> bool {
        can_differ(self.differ(other), sizes, threshold)
    }
}

/// Whether texts of `sizes` different shingles together can reach the threshold if their bitmaps differ in `bits`.
#[inline(always)]
pub(crate) fn can_differ(bits: u32, sizes: u32, threshold: f64) -> bool {
    f64::from(bits) <= (1.0 - threshold) / (1.0 + threshold) * f64::from(sizes) + ROUNDING
}

/// How often each shingle occurs, roughly: shingles that share a counter count together. Any order is as right as
/// any other; a better one is faster.
pub(crate) struct Frequencies(Vec<AtomicU32>);

/// The most counters: as many as a cache holds.
const COUNTERS: usize = 1 << 20;

impl Frequencies {
    /// For about so many shingles.
    pub fn of(shingles: usize) -> Self {
        let counters = shingles.clamp(1, COUNTERS).next_power_of_two();
        Self(std::iter::repeat_with(AtomicU32::default).take(counters).collect())
    }

    fn counter(&self, hash: u32) -> &AtomicU32 {
        &self.0[hash as usize & (self.0.len() - 1)]
    }
}

/// Texts of up to so many shingles are read in a short way.
const SMALL: usize = 64;

/// Reads texts for the filter, keeping its buffers.
pub(crate) struct Reader {
    hasher: Hasher,
    level: Level,
    verifier: Verifier,
    chars: Vec<u32>,
    hashes: Vec<u32>,
    order: Vec<(u32, u32)>,
    shingle: usize,
}

impl Reader {
    pub fn new(shingle: usize) -> Self {
        Self {
            hasher: Hasher::new(shingle, SEED),
            level: Level::new(),
            verifier: Verifier::new(shingle),
            chars: Vec::new(),
            hashes: Vec::new(),
            order: Vec::new(),
            shingle,
        }
    }

    /// The hashes of the different shingles of a text. Two shingles with one hash stand twice.
    fn read(&mut self, key: Key) {
        self.hashes.clear();
        self.order.clear();
        let hashes = &mut self.hashes;
        if key.shingles(self.shingle) <= SMALL {
            key.expand(&mut self.chars);
            self.hasher.tiles(self.level, &self.chars, |tile| hashes.extend_from_slice(tile));
            self.read_small();
        } else {
            self.verifier.load(key);
            self.hasher.tiles(self.level, self.verifier.chars(), |tile| hashes.extend_from_slice(tile));
            self.order.extend(self.verifier.distinct().map(|place| (0, hashes[place])));
        }
    }

    /// The same for a text of up to [`SMALL`] shingles. That somebody can make up shingles whose hashes collide does not
    /// matter among so few.
    fn read_small(&mut self) {
        let shingle = |place: usize| &self.chars[place..place + self.shingle];
        // Of each different shingle: place + 1.
        let mut table = [0u8; 2 * SMALL];
        for (place, &hash) in self.hashes.iter().enumerate() {
            let mut slot = hash as usize % table.len();
            loop {
                let Some(other) = usize::from(table[slot]).checked_sub(1) else {
                    table[slot] = place as u8 + 1;
                    self.order.push((0, hash));
                    break;
                };
                if self.hashes[other] == hash && shingle(other) == shingle(place) {
                    break;
                }
                slot = (slot + 1) % table.len();
            }
        }
    }

    /// Counts the shingles of a text. Returns how many different ones it has.
    pub fn count(&mut self, key: Key, frequencies: &Frequencies) -> usize {
        self.read(key);
        for &(_, hash) in &self.order {
            frequencies.counter(hash).fetch_add(1, Ordering::Relaxed);
        }
        self.order.len()
    }

    /// The bitmap of a text.
    pub fn bitmap<const WORDS: usize>(&mut self, key: Key) -> Bitmap<WORDS> {
        self.read(key);
        Bitmap::of(self.order.iter().map(|&(_, hash)| hash))
    }

    /// A text as crowds see it; `salt` keeps apart what must not meet.
    pub fn whole(&mut self, key: Key, frequencies: &Frequencies, threshold: f64, salt: u32) -> Prefix {
        let salted = |token: Token| Token { hash: token.hash ^ salt, ..token };
        let tokens = self.prefix(key, frequencies, threshold).map(salted).collect();
        let bitmap = Bitmap::of(self.order.iter().map(|&(_, hash)| hash));
        Prefix { tokens, size: self.order.len(), bitmap }
    }

    /// The prefix of a text.
    pub fn prefix(&mut self, key: Key, frequencies: &Frequencies, threshold: f64) -> impl Iterator<Item = Token> {
        self.read(key);
        for (count, hash) in &mut self.order {
            *count = frequencies.counter(*hash).load(Ordering::Relaxed);
        }
        let size = self.order.len();
        let len = len(size, threshold);
        if len < size {
            self.order.select_nth_unstable(len);
        }
        self.order[..len].sort_unstable();
        self.order[..len].iter().zip(0..).map(move |(&(_, hash), place)| Token { hash, place, size: size as u32 })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::key::fold_into;
    use super::*;

    proptest! {
        #[test]
        fn no_pair_is_missed(texts in prop::collection::vec("[一二三四]{5,30}", 2..12), t in 0.3f64..1.0) {
            let keys: Vec<(Vec<u16>, bool)> = texts.iter().map(|text| {
                let mut units = Vec::new();
                let folded = fold_into(text, &mut units);
                (units, folded.wide)
            }).collect();
            let key = |i: usize| Key { units: &keys[i].0, wide: keys[i].1 };
            let (mut reader, frequencies, mut verifier) = (Reader::new(4), Frequencies::of(500), Verifier::new(4));
            let bitmaps: Vec<(usize, Bitmap<4>)> =
                (0..keys.len()).map(|i| (reader.count(key(i), &frequencies), reader.bitmap(key(i)))).collect();
            let prefixes: Vec<Vec<Token>> =
                (0..keys.len()).map(|i| reader.prefix(key(i), &frequencies, t).collect()).collect();
            for i in 0..keys.len() {
                verifier.load(key(i));
                for j in 0..i {
                    if verifier.compare(key(j), t).is_some() {
                        let met = prefixes[i].iter().any(|x| {
                            prefixes[j].iter().any(|y| x.hash == y.hash && x.can_match(*y, t))
                        });
                        prop_assert!(met, "{} {}", texts[i], texts[j]);
                        let ((a, x), (b, y)) = (bitmaps[i], bitmaps[j]);
                        prop_assert!(x.can_match(&y, (a + b) as u32, t));
                    }
                }
            }
        }
    }
}
