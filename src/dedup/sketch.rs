//! MinHash signatures and the bands that make texts candidates for one another.
//!
//! MinHash: Broder 1997. Banding: Leskovec, Rajaraman and Ullman, "Mining of Massive Datasets", chapter 3.
//! For every slot a permutation of the 32-bit numbers, `h -> (h ^ b) * a` with an odd `a`; the slot is the least
//! image of any of the text's shingles. Two texts agree in a slot with the probability of their Jaccard index.

use fearless_simd::{Level, Simd, dispatch, prelude::*, u32x16};

use super::shingle::{Hasher, SplitMix};

/// Slots of a signature.
pub(crate) const SLOTS: usize = 64;
const LANES: usize = 16;

/// Bits of a band's key. The upper [`PART_BITS`] choose the partition, the others are kept.
pub(crate) const KEY_BITS: u32 = 40;
/// Bits that choose the partition of a key.
pub(crate) const PART_BITS: u32 = 8;

/// The seed of everything that decides which texts are candidates: part of the definition, since it must be the
/// same on every machine.
pub(crate) const SEED: u64 = 0x7461_6F78_6964_7570;

/// How a signature is cut into bands: texts that agree on all rows of a band are candidates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Bands {
    pub count: usize,
    pub rows: usize,
}

/// The probability of missing a pair exactly at the threshold that is put up with.
const MISS: f64 = 1e-3;

impl Bands {
    /// The bands with the most rows, hence the fewest chance candidates, that miss a pair at the threshold with a
    /// probability of at most [`MISS`]; `None` if even single rows miss more.
    pub fn for_threshold(threshold: f64) -> Option<Self> {
        (1..=8)
            .rev()
            .map(|rows| Self { count: SLOTS / rows, rows })
            .find(|bands| (1.0 - threshold.powi(bands.rows as i32)).powi(bands.count as i32) <= MISS)
    }
}

/// Makes signatures.
#[derive(Clone)]
pub(crate) struct Signer {
    level: Level,
    hasher: Hasher,
    factors: [u32; SLOTS],
    masks: [u32; SLOTS],
}

impl Signer {
    pub fn new(shingle: usize) -> Self {
        Self::on(Level::new(), shingle)
    }

    /// The same on a given instruction set; the signatures are identical on all.
    pub fn on(level: Level, shingle: usize) -> Self {
        let mut numbers = SplitMix(SEED ^ 1);
        Self {
            level,
            hasher: Hasher::new(shingle, SEED),
            factors: std::array::from_fn(|_| (numbers.next() >> 32) as u32 | 1),
            masks: std::array::from_fn(|_| (numbers.next() >> 32) as u32),
        }
    }

    /// The signature of a text at least one shingle long.
    pub fn sign(&self, chars: &[u32]) -> [u32; SLOTS] {
        let mut slots = [u32::MAX; SLOTS];
        self.hasher.tiles(self.level, chars, |hashes| {
            dispatch!(self.level, simd => self.lower(simd, hashes, &mut slots));
        });
        slots
    }

    /// Sixteen slots at a time, so that least values, factors and masks stay in registers on every instruction set.
    #[inline(always)]
    fn lower<S: Simd>(&self, simd: S, hashes: &[u32], slots: &mut [u32; SLOTS]) {
        for group in (0..SLOTS).step_by(LANES) {
            let factors = u32x16::from_slice(simd, &self.factors[group..group + LANES]);
            let masks = u32x16::from_slice(simd, &self.masks[group..group + LANES]);
            let mut least = u32x16::from_slice(simd, &slots[group..group + LANES]);
            for &hash in hashes {
                least = least.min((u32x16::splat(simd, hash) ^ masks) * factors);
            }
            least.store_slice(&mut slots[group..group + LANES]);
        }
    }
}

/// The keys of a signature's bands, of [`KEY_BITS`] bits each. `salt` keeps apart what must not meet.
pub(crate) fn keys(slots: &[u32; SLOTS], bands: Bands, salt: u64) -> impl Iterator<Item = u64> {
    slots.chunks_exact(bands.rows).take(bands.count).zip(1u64..).map(move |(rows, band)| {
        let mut h = SEED ^ salt.wrapping_mul(0x9FB2_1C65_1E98_DF25) ^ band.wrapping_mul(0xD6E8_FEB8_6659_FD93);
        for &row in rows {
            h = fold(h ^ u64::from(row));
        }
        fold(h) >> (64 - KEY_BITS)
    })
}

/// One multiplication of 64 by 64 bits, its halves folded together.
#[inline]
pub(crate) fn fold(h: u64) -> u64 {
    let product = u128::from(h ^ 0x9E37_79B9_7F4A_7C15) * 0xA076_1D64_78BD_642F;
    (product >> 64) as u64 ^ product as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_follow_the_threshold() {
        assert_eq!(Bands::for_threshold(0.8), Some(Bands { count: 16, rows: 4 }));
        for percent in 11..=100 {
            let t = f64::from(percent) / 100.0;
            let bands = Bands::for_threshold(t).unwrap_or_else(|| panic!("no bands for {t}"));
            assert!(bands.count * bands.rows <= SLOTS);
        }
        assert_eq!(Bands::for_threshold(0.05), None);
    }

    #[test]
    fn every_instruction_set_gives_the_same_signature() {
        let mut numbers = SplitMix(3);
        for len in [5, 6, 20, 64, 1000, 5000] {
            let chars: Vec<u32> = (0..len).map(|_| 0x4E00 + (numbers.next() % 3000) as u32).collect();
            let here = Signer::new(5).sign(&chars);
            assert_eq!(here, Signer::on(Level::baseline(), 5).sign(&chars));
            // One slot and one shingle at a time.
            let signer = Signer::new(5);
            let mut least = [u32::MAX; SLOTS];
            signer.hasher.tiles(Level::baseline(), &chars, |hashes| {
                for &h in hashes {
                    for (slot, (a, b)) in least.iter_mut().zip(signer.factors.iter().zip(signer.masks)) {
                        *slot = (*slot).min((h ^ b).wrapping_mul(*a));
                    }
                }
            });
            assert_eq!(here, least);
        }
    }
}
