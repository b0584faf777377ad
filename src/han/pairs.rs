//! Pairs of neighbouring characters, looked for in text as it lies in memory.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// A set of pairs of characters, with a table of 2^`BITS` bits.
#[derive(Default)]
pub struct PairSet<const BITS: u32>(PairMap<BITS>);

impl<const BITS: u32> PairSet<BITS> {
    /// Enters a pair, as [`code`] has its characters.
    pub fn insert(&mut self, a: u32, b: u32) {
        self.0.add(a, b, 1);
    }

    /// Whether a pair is in the set.
    #[inline]
    #[must_use]
    pub fn has(&self, a: u32, b: u32) -> bool {
        self.0.of(a, b) != 0
    }
}

/// What is known of pairs of characters, with a table of 2^`BITS` bits; commonly bits of a byte.
pub struct PairMap<const BITS: u32, T = u8> {
    /// One bit for a hash, at which nearly all pairs of a text stop. Small, so that it stays in the nearest cache.
    bits: Vec<u64>,
    known: HashMap<u64, T, BuildHasherDefault<Fnv>>,
}

impl<const BITS: u32, T> Default for PairMap<BITS, T> {
    fn default() -> Self {
        Self { bits: vec![0; 1 << (BITS - 6)], known: HashMap::default() }
    }
}

impl<const BITS: u32, T: Default> PairMap<BITS, T> {
    /// What is known of a pair, to be written.
    pub fn entry(&mut self, a: u32, b: u32) -> &mut T {
        let pair = pair(a, b);
        let at = place::<BITS>(pair);
        self.bits[at / 64] |= 1 << (at % 64);
        self.known.entry(pair).or_default()
    }

    /// What is known of a pair; nothing of nearly all.
    #[inline]
    #[must_use]
    pub fn get(&self, a: u32, b: u32) -> Option<&T> {
        let pair = pair(a, b);
        let at = place::<BITS>(pair);
        if self.bits[at / 64] >> (at % 64) & 1 == 0 { None } else { self.look_up(pair) }
    }

    #[inline(never)]
    fn look_up(&self, pair: u64) -> Option<&T> {
        self.known.get(&pair)
    }

    /// The pairs, in no order, and what is known of them.
    pub fn iter(&self) -> impl Iterator<Item = ([u32; 2], &T)> {
        self.known.iter().map(|(&pair, known)| ([(pair >> 32) as u32, pair as u32], known))
    }

    /// What is known of each pair, to be written; in no order.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.known.values_mut()
    }
}

impl<const BITS: u32> PairMap<BITS> {
    /// Adds to what is known of a pair, as [`code`] has its characters.
    pub fn add(&mut self, a: u32, b: u32, what: u8) {
        *self.entry(a, b) |= what;
    }

    /// What is known of a pair; 0 for nearly all.
    #[inline]
    #[must_use]
    pub fn of(&self, a: u32, b: u32) -> u8 {
        self.get(a, b).copied().unwrap_or(0)
    }
}

fn pair(a: u32, b: u32) -> u64 {
    u64::from(a) << 32 | u64::from(b)
}

/// Multiplicative hashing (Knuth, The Art of Computer Programming, volume 3, section 6.4).
#[inline]
fn place<const BITS: u32>(pair: u64) -> usize {
    (pair.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - BITS)) as usize
}

/// The bytes of a character in UTF-8, as one number: pairs are told by it, so that text need not be decoded.
#[must_use]
pub fn code(c: char) -> u32 {
    let mut bytes = [0; 4];
    c.encode_utf8(&mut bytes);
    u32::from_le_bytes(bytes)
}

/// The characters of a text as [`code`] has them, read from its bytes.
pub struct Codes<'t>(&'t [u8]);

impl<'t> Codes<'t> {
    /// Of this text.
    #[must_use]
    pub fn of(text: &'t str) -> Self {
        Self(text.as_bytes())
    }
}

impl Iterator for Codes<'_> {
    type Item = u32;

    #[inline]
    fn next(&mut self) -> Option<u32> {
        let &first = self.0.first()?;
        if let 0xE0..=0xEF = first
            && let Some((&[a, b, c], rest)) = self.0.split_first_chunk()
        {
            self.0 = rest;
            return Some(u32::from_le_bytes([a, b, c, 0]));
        }
        let len = match first {
            0..=0x7F => 1,
            0x80..=0xDF => 2,
            _ => 4,
        };
        let (own, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        Some(own.iter().rev().fold(0, |code, b| code << 8 | u32::from(*b)))
    }
}

/// The character that [`code`] made a number of.
#[must_use]
pub fn char_of(code: u32) -> char {
    let [a, b, c, d] = code.to_le_bytes().map(u32::from);
    let low = |byte: u32, places: u32| (byte & 0x3F) << places;
    let value = match a {
        0..=0x7F => a,
        0x80..=0xDF => (a & 0x1F) << 6 | low(b, 0),
        0xE0..=0xEF => (a & 0x0F) << 12 | low(b, 6) | low(c, 0),
        _ => (a & 0x07) << 18 | low(b, 12) | low(c, 6) | low(d, 0),
    };
    char::from_u32(value).unwrap_or_default()
}

/// The FNV-1a hash (Fowler, Noll and Vo), quick on short words of a list of our own.
#[derive(Clone, Copy)]
pub struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xCBF2_9CE4_8422_2325)
    }
}

impl Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        for b in bytes {
            self.0 = (self.0 ^ u64::from(*b)).wrapping_mul(0x100_0000_01B3);
        }
    }

    fn write_u64(&mut self, n: u64) {
        self.0 = (self.0 ^ n).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.0 ^= self.0 >> 32;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_the_characters_in_order() {
        let text = "a\0é春😀。";
        assert!(Codes::of(text).map(char_of).eq(text.chars()));
        assert!(Codes::of(text).eq(text.chars().map(code)));
    }

    #[test]
    fn a_map_knows_what_was_added() {
        let mut pairs = PairMap::<6>::default();
        let (a, b) = (code('春'), code('风'));
        pairs.add(a, b, 1);
        pairs.add(a, b, 4);
        assert_eq!((pairs.of(a, b), pairs.of(b, a)), (5, 0));
    }

    #[test]
    fn a_set_holds_what_was_entered() {
        let mut pairs = PairSet::<6>::default();
        pairs.insert(code('春'), code('风'));
        let found: Vec<bool> = ["春风", "风春", "春雨"]
            .iter()
            .map(|p| Codes::of(p).zip(Codes::of(p).skip(1)).any(|(a, b)| pairs.has(a, b)))
            .collect();
        assert_eq!(found, [true, false, false]);
    }
}
