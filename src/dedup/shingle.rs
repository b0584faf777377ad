//! Hashes of shingles: of all runs of a given number of characters of a text.

use fearless_simd::{Level, Simd, dispatch};

/// Shingles hashed at a time; the hashes stay in the first-level cache for whatever is done with them.
pub(crate) const TILE: usize = 256;

/// The largest shingle, in characters.
pub(crate) const MAX_SIZE: usize = 64;

/// Multiplies each character of a shingle by an odd number of its place, adds them up, and mixes the sum.
///
/// The hash is 32 bits wide and speaks for a shingle only where a mistake costs time. Whether two shingles
/// are the same is decided by their characters.
#[derive(Clone)]
pub(crate) struct Hasher {
    size: usize,
    factors: [u32; MAX_SIZE],
}

impl Hasher {
    /// The hasher for shingles of `size` characters (1 to [`MAX_SIZE`]) under this seed.
    pub fn new(size: usize, seed: u64) -> Self {
        let mut numbers = SplitMix(seed);
        Self { size, factors: std::array::from_fn(|_| (numbers.next() >> 32) as u32 | 1) }
    }

    /// Calls `f` with the hashes of the shingles of `chars`, in order, in tiles of up to [`TILE`].
    /// A text shorter than a shingle has none here.
    pub fn tiles(&self, level: Level, chars: &[u32], mut f: impl FnMut(&[u32])) {
        let Some(count) = (chars.len() + 1).checked_sub(self.size) else { return };
        let mut tile = [0u32; TILE];
        let mut start = 0;
        while start < count {
            let n = TILE.min(count - start);
            let chars = &chars[start..start + n + self.size - 1];
            dispatch!(level, simd => self.tile(simd, chars, &mut tile[..n]));
            f(&tile[..n]);
            start += n;
        }
    }

    #[inline(always)]
    fn tile<S: Simd>(&self, _: S, chars: &[u32], out: &mut [u32]) {
        match self.size {
            5 => self.fixed::<5>(chars, out),
            _ => self.any(chars, out),
        }
    }

    #[inline(always)]
    fn fixed<const SIZE: usize>(&self, chars: &[u32], out: &mut [u32]) {
        let n = out.len();
        let factors: [u32; SIZE] = std::array::from_fn(|i| self.factors[i]);
        let places: [&[u32]; SIZE] = std::array::from_fn(|i| &chars[i..][..n]);
        for i in 0..n {
            let mut sum = 0u32;
            for place in 0..SIZE {
                sum = sum.wrapping_add(places[place][i].wrapping_mul(factors[place]));
            }
            out[i] = mix(sum);
        }
    }

    #[inline(always)]
    fn any(&self, chars: &[u32], out: &mut [u32]) {
        out.fill(0);
        for (place, &factor) in self.factors[..self.size].iter().enumerate() {
            for (sum, &c) in out.iter_mut().zip(&chars[place..]) {
                *sum = sum.wrapping_add(c.wrapping_mul(factor));
            }
        }
        for sum in out {
            *sum = mix(*sum);
        }
    }
}

/// A bijection of 32 bits in which every input bit reaches every output bit (C. Wellons, "Prospecting for
/// hash functions", lowbias32).
#[inline(always)]
fn mix(mut h: u32) -> u32 {
    h ^= h >> 16;
    h = h.wrapping_mul(0x7FEB_352D);
    h ^= h >> 15;
    h = h.wrapping_mul(0x846C_A68B);
    h ^ (h >> 16)
}

/// The generator `SplitMix64` (Steele, Lea and Flood 2014).
pub(crate) struct SplitMix(pub u64);

impl SplitMix {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the definition says, one shingle at a time.
    fn reference(hasher: &Hasher, chars: &[u32]) -> Vec<u32> {
        chars
            .windows(hasher.size)
            .map(|w| mix(w.iter().zip(&hasher.factors).fold(0, |sum, (&c, &f)| sum.wrapping_add(c.wrapping_mul(f)))))
            .collect()
    }

    #[test]
    fn every_instruction_set_agrees_with_the_definition() {
        let mut numbers = SplitMix(7);
        for size in [1, 2, 5, 9, MAX_SIZE] {
            let hasher = Hasher::new(size, 1);
            for len in [0, size - 1, size, size + 1, 300, TILE + size + 3] {
                let chars: Vec<u32> = (0..len).map(|_| (numbers.next() % 0x11_0000) as u32).collect();
                for level in levels() {
                    let mut hashes = Vec::new();
                    hasher.tiles(level, &chars, |tile| hashes.extend_from_slice(tile));
                    assert_eq!(hashes, reference(&hasher, &chars), "size {size}, {len} characters, {level:?}");
                }
            }
        }
    }

    /// What this machine has, and the least of its kind.
    pub(crate) fn levels() -> [Level; 2] {
        [Level::new(), Level::baseline()]
    }
}
