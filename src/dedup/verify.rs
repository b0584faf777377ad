//! The exact Jaccard index of two texts, compared by the characters of their shingles.

use std::hash::{BuildHasher as _, RandomState};

use fearless_simd::Level;

use super::key::Key;
use super::shingle::Hasher;

/// Room for rounding when a bound is computed: far more than the error of the arithmetic, far less than one shingle.
pub(crate) const ROUNDING: f64 = 1e-9;

/// Compares one text with others, keeping its buffers.
///
/// The hash tables use a seed of the process, so no input can be made up to slow them down; a hash never
/// decides, the characters do, so the seed never shows in an answer.
pub(crate) struct Verifier {
    level: Level,
    hasher: Hasher,
    size: usize,
    a: Side,
    b: Side,
    /// The shingles of `a`: hash, and place + 1.
    table: Vec<(u32, u32)>,
    /// At the place of each shingle of `a`: the comparison in which it was last met.
    met: Vec<u32>,
    comparison: u32,
    distinct: usize,
    /// The shingles of `b` that `a` does not have.
    misses: Vec<(u32, u32)>,
}

#[derive(Default)]
struct Side {
    chars: Vec<u32>,
    hashes: Vec<u32>,
}

impl Side {
    fn load(&mut self, level: Level, hasher: &Hasher, key: Key) {
        key.expand(&mut self.chars);
        self.hashes.clear();
        let hashes = &mut self.hashes;
        hasher.tiles(level, &self.chars, |tile| hashes.extend_from_slice(tile));
    }

    #[inline]
    fn shingle(&self, place: usize, size: usize) -> &[u32] {
        &self.chars[place..place + size]
    }
}

/// A table of at least twice this many entries, empty.
fn clear(table: &mut Vec<(u32, u32)>, entries: usize) {
    table.clear();
    table.resize((2 * entries).next_power_of_two().max(2), (0, 0));
}

/// Where a hash is looked for first in a table of this length.
#[inline]
fn slot(hash: u32, len: usize) -> usize {
    (u64::from(hash).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 20) as usize & (len - 1)
}

/// The number of shingles of `b` that are in `table`, or places to put one.
enum Found {
    At(usize),
    Free(usize),
}

impl Verifier {
    pub fn new(shingle: usize) -> Self {
        let seed = RandomState::new().hash_one(shingle);
        Self {
            level: Level::new(),
            hasher: Hasher::new(shingle, seed),
            size: shingle,
            a: Side::default(),
            b: Side::default(),
            table: Vec::new(),
            met: Vec::new(),
            comparison: 0,
            distinct: 0,
            misses: Vec::new(),
        }
    }

    /// Makes `key` the text that others are compared with. Returns how many different shingles it has.
    pub fn load(&mut self, key: Key) -> usize {
        self.a.load(self.level, &self.hasher, key);
        let count = self.a.hashes.len();
        clear(&mut self.table, count);
        self.met.clear();
        self.met.resize(count, 0);
        self.comparison = 0;
        self.distinct = 0;
        for place in 0..count {
            let hash = self.a.hashes[place];
            if let Found::Free(slot) = find(&self.table, hash, &self.a, self.a.shingle(place, self.size)) {
                self.table[slot] = (hash, place as u32 + 1);
                self.distinct += 1;
            }
        }
        self.distinct
    }

    /// The places and hashes of the different shingles of the loaded text.
    pub fn distinct(&self) -> impl Iterator<Item = usize> {
        self.table.iter().filter(|entry| entry.1 != 0).map(|entry| entry.1 as usize - 1)
    }

    /// The characters of the loaded text.
    pub fn chars(&self) -> &[u32] {
        &self.a.chars
    }

    /// The Jaccard index of the loaded text and `key`, if it is at least `threshold`.
    ///
    /// Neither text may be shorter than a shingle. Time is linear in `key`, and less where a comparison ends
    /// early, because too many shingles were not found.
    pub fn compare(&mut self, key: Key, threshold: f64) -> Option<f64> {
        let most = (self.distinct as f64 * (1.0 / threshold - 1.0) + ROUNDING) as usize;
        if (key.shingles(self.size) as f64) < threshold * self.distinct as f64 - ROUNDING {
            return None;
        }
        self.b.load(self.level, &self.hasher, key);
        clear(&mut self.misses, (most + 1).min(self.b.hashes.len()));
        self.comparison += 1;
        let (mut shared, mut missed) = (0, 0);
        for place in 0..self.b.hashes.len() {
            let hash = self.b.hashes[place];
            let shingle = self.b.shingle(place, self.size);
            match find(&self.table, hash, &self.a, shingle) {
                Found::At(at) => {
                    shared += usize::from(self.met[at] != self.comparison);
                    self.met[at] = self.comparison;
                }
                Found::Free(_) => {
                    if let Found::Free(slot) = find(&self.misses, hash, &self.b, shingle) {
                        missed += 1;
                        if missed > most {
                            return None;
                        }
                        self.misses[slot] = (hash, place as u32 + 1);
                    }
                }
            }
        }
        let jaccard = shared as f64 / (self.distinct + missed) as f64;
        (jaccard >= threshold).then_some(jaccard)
    }
}

/// Looks for a shingle in a table of shingles of `side`.
#[inline]
fn find(table: &[(u32, u32)], hash: u32, side: &Side, shingle: &[u32]) -> Found {
    let mut at = slot(hash, table.len());
    loop {
        let (other, place) = table[at];
        if place == 0 {
            return Found::Free(at);
        }
        if other == hash {
            let place = place as usize - 1;
            if side.shingle(place, shingle.len()) == shingle {
                return Found::At(place);
            }
        }
        at = (at + 1) & (table.len() - 1);
    }
}

/// Whether two key texts are the same but for their digits.
pub(crate) fn differ_in_digits(a: Key, b: Key) -> bool {
    let (mut x, mut y) = (Vec::new(), Vec::new());
    a.expand(&mut x);
    b.expand(&mut y);
    let letters = |chars: &[u32]| -> Vec<u32> { chars.iter().copied().filter(|&c| !is_digit(c)).collect() };
    x != y && letters(&x) == letters(&y)
}

fn is_digit(c: u32) -> bool {
    (u32::from(b'0')..=u32::from(b'9')).contains(&c)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::super::key::fold_into;
    use super::*;

    fn jaccard(a: &str, b: &str, size: usize) -> f64 {
        let set = |s: &str| -> HashSet<Vec<char>> {
            s.chars().collect::<Vec<_>>().windows(size).map(<[char]>::to_vec).collect()
        };
        let (a, b) = (set(a), set(b));
        a.intersection(&b).count() as f64 / a.union(&b).count() as f64
    }

    proptest! {
        #[test]
        fn equals_the_definition(a in "[一二三四a𠮷]{3,40}", b in "[一二三四a𠮷]{3,40}", t in 0.1f64..1.0) {
            let (mut x, mut y) = (Vec::new(), Vec::new());
            let (fa, fb) = (fold_into(&a, &mut x), fold_into(&b, &mut y));
            let mut verifier = Verifier::new(3);
            verifier.load(Key { units: &x, wide: fa.wide });
            let truth = jaccard(&a, &b, 3);
            for _ in 0..2 {
                let found = verifier.compare(Key { units: &y, wide: fb.wide }, t);
                prop_assert_eq!(found, (truth >= t).then_some(truth));
            }
        }
    }
}
