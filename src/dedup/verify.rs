//! The exact Jaccard index of two texts, compared by the characters of their shingles.

use std::hash::{BuildHasher as _, RandomState};

use fearless_simd::Level;

use super::key::Key;
use super::shingle::Hasher;

/// Room for rounding when a bound is computed: far more than the error of the arithmetic, far less than one shingle.
pub(crate) const ROUNDING: f64 = 1e-9;

/// Compares texts, keeping its buffers.
///
/// The hash tables use a seed of the process, so no input can be made up to slow them down; a hash never
/// decides, the characters do, so the seed never shows in an answer.
pub(crate) struct Verifier {
    level: Level,
    hasher: Hasher,
    size: usize,
    /// The text that others are compared with.
    a: Shingles,
    b: Side,
    /// The shingles of `b` that `a` does not have.
    misses: Vec<u32>,
}

/// The shingles of a text, ready for comparisons.
#[derive(Default)]
struct Shingles {
    text: Side,
    /// Of each different shingle: place + 1.
    table: Vec<u32>,
    /// At the place of each shingle: the comparison in which it was last met.
    met: Vec<u32>,
    comparison: u32,
    distinct: usize,
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
        hasher.tiles(level, &self.chars, |tile| self.hashes.extend_from_slice(tile));
    }

    /// The shingles of `size` characters with their hashes, and place + 1.
    fn shingles(&self, size: usize) -> impl Iterator<Item = ((u32, &[u32]), u32)> {
        self.hashes.iter().copied().zip(self.chars.windows(size)).zip(1..)
    }
}

/// A table of at least twice this many entries, empty.
fn clear(table: &mut Vec<u32>, entries: usize) {
    table.clear();
    table.resize((2 * entries).next_power_of_two().max(2), 0);
}

/// Where a hash is looked for first in a table of this length.
#[inline]
fn slot(hash: u32, len: usize) -> usize {
    hash as usize & (len - 1)
}

/// The place of a shingle in a text, or of its entry in a table.
enum Found {
    At(usize),
    Free(usize),
}

impl Shingles {
    fn load(&mut self, level: Level, hasher: &Hasher, size: usize, key: Key) {
        self.text.load(level, hasher, key);
        let shingles = self.text.hashes.len();
        clear(&mut self.table, shingles);
        self.met.clear();
        self.met.resize(shingles, 0);
        self.comparison = 0;
        self.distinct = 0;
        for ((hash, shingle), place) in self.text.shingles(size) {
            if let Found::Free(slot) = find(&self.table, &self.text, hash, shingle) {
                self.table[slot] = place;
                self.distinct += 1;
            }
        }
    }

    /// The Jaccard index with `b`, if it is at least `threshold`.
    fn compare(&mut self, b: &Side, size: usize, misses: &mut Vec<u32>, threshold: f64) -> Option<f64> {
        let most = (self.distinct as f64 * (1.0 / threshold - 1.0) + ROUNDING) as usize;
        if (b.hashes.len() as f64) < threshold * self.distinct as f64 - ROUNDING {
            return None;
        }
        clear(misses, (most + 1).min(b.hashes.len()));
        if self.comparison == u32::MAX {
            self.met.fill(0);
            self.comparison = 0;
        }
        self.comparison += 1;
        let (mut shared, mut missed) = (0, 0);
        // Where the shingle is expected to be: after the one before. A repeated shingle stands in the table once, so
        // without the table nothing can be said of texts that have any.
        let mut next = if self.distinct == self.met.len() { 0 } else { self.met.len() };
        let mut matched = false;
        let chars = &self.text.chars[..];
        for ((hash, shingle), place) in b.shingles(size) {
            if next < self.met.len() {
                let is_next = match matched {
                    true => chars[next + size - 1] == shingle[size - 1],
                    false => &chars[next..next + size] == shingle,
                };
                if is_next {
                    shared += usize::from(self.met[next] != self.comparison);
                    self.met[next] = self.comparison;
                    (next, matched) = (next + 1, true);
                    continue;
                }
            }
            matched = false;
            match find(&self.table, &self.text, hash, shingle) {
                Found::At(at) => {
                    shared += usize::from(self.met[at] != self.comparison);
                    self.met[at] = self.comparison;
                    if next < self.met.len() {
                        (next, matched) = (at + 1, true);
                    }
                }
                Found::Free(_) => {
                    if let Found::Free(slot) = find(misses, b, hash, shingle) {
                        missed += 1;
                        if missed > most {
                            return None;
                        }
                        misses[slot] = place;
                    }
                }
            }
        }
        let jaccard = shared as f64 / (self.distinct + missed) as f64;
        (jaccard >= threshold).then_some(jaccard)
    }
}

impl Verifier {
    pub fn new(shingle: usize) -> Self {
        let seed = RandomState::new().hash_one(shingle);
        Self {
            level: Level::new(),
            hasher: Hasher::new(shingle, seed),
            size: shingle,
            a: Shingles::default(),
            b: Side::default(),
            misses: Vec::new(),
        }
    }

    /// Makes `key` the text that others are compared with. Returns how many different shingles it has.
    pub fn load(&mut self, key: Key) -> usize {
        self.a.load(self.level, &self.hasher, self.size, key);
        self.a.distinct
    }

    /// The places of the different shingles of the loaded text.
    pub fn distinct(&self) -> impl Iterator<Item = usize> {
        self.a.table.iter().filter(|&&place| place != 0).map(|&place| place as usize - 1)
    }

    /// The characters of the loaded text.
    pub fn chars(&self) -> &[u32] {
        &self.a.text.chars
    }

    /// The Jaccard index of the loaded text and `key`, if it is at least `threshold`.
    ///
    /// Neither text may be shorter than a shingle. Time is linear in `key`, and less where a comparison ends
    /// early, because too many shingles were not found.
    pub fn compare(&mut self, key: Key, threshold: f64) -> Option<f64> {
        if (key.shingles(self.size) as f64) < threshold * self.a.distinct as f64 - ROUNDING {
            return None;
        }
        self.b.load(self.level, &self.hasher, key);
        self.a.compare(&self.b, self.size, &mut self.misses, threshold)
    }

    /// The characters of the text it was compared with last.
    pub fn other_chars(&self) -> &[u32] {
        &self.b.chars
    }
}

/// Looks for a shingle in a table of shingles of `text`.
#[inline]
fn find(table: &[u32], text: &Side, hash: u32, shingle: &[u32]) -> Found {
    let mut at = slot(hash, table.len());
    loop {
        let Some(place) = (table[at] as usize).checked_sub(1) else { return Found::Free(at) };
        if text.hashes[place] == hash && &text.chars[place..place + shingle.len()] == shingle {
            return Found::At(place);
        }
        at = (at + 1) & (table.len() - 1);
    }
}

/// Whether two key texts are the same but for their digits.
pub(crate) fn differ_in_digits(a: &[u32], b: &[u32]) -> bool {
    let letters = |chars: &[u32]| -> Vec<u32> { chars.iter().copied().filter(|&c| !is_digit(c)).collect() };
    a != b && letters(a) == letters(b)
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
