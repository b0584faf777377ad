//! Which of two readings is the more probable: counts of characters and pairs of characters.
//!
//! The table, `likely.bin`, holds how often 5,950 characters and 160,000 pairs were seen in 10.6
//! million characters of modern Simplified text (Han and Chinese marks): television news of
//! 2022–2023 (MIT licence), every third law (not subject to copyright), two novels in the public
//! domain. `scripts/pack-likely.py` packs it and describes its layout. Counts are kept as
//! sixteenths of their natural logarithm, so a figure here is right to 1/32 nat.
//!
//! The table is modern and Simplified: fold Traditional text before asking, and expect little of it
//! on classical prose.

use std::sync::LazyLock;

static TABLE: &[u8] = include_bytes!("likely.bin");

/// Sum of the counts of all characters, and of all pairs in the table.
const TOTAL: f32 = 10_558_662.0;
/// What a pair that is not in the table counts: below the 3 that the rarest in it was seen.
const UNSEEN: f32 = 0.5;
/// ln P of a character that is not in the table.
const UNKNOWN: f32 = -17.0;
/// Places of the table of pairs, as a power of two: six in ten are taken.
const BITS: u32 = 18;
/// Bits that the numbers of two characters take together.
const KEY_BITS: u32 = 26;
/// No character, nor any pair.
const NONE: u32 = 0;

/// What the table says, laid out so that a character is one read of memory, and a pair one more.
struct Likely {
    /// For each character of the Basic Multilingual Plane its number, from 1, and sixteenths of ln of how often it was
    /// seen, in the lowest byte; or `NONE`.
    chars: Vec<u32>,
    /// The pairs by their hash, each in the first free place from there on: what of the hash does not follow from the
    /// place, and sixteenths of ln of how often the pair was seen, in the lowest byte; or `NONE`.
    pairs: Vec<u32>,
}

static LIKELY: LazyLock<Likely> = LazyLock::new(|| {
    let u32_at = |at: usize| u32::from_le_bytes(TABLE[at..at + 4].try_into().expect("four bytes"));
    let u16s = |bytes: &'static [u8]| bytes.chunks_exact(2).map(|b| u16::from_le_bytes([b[0], b[1]]));
    let (n, m) = (u32_at(0) as usize, u32_at(4) as usize);
    let (codes, rest) = TABLE[8..].split_at(2 * n);
    let (singles, rest) = rest.split_at(n);
    let (starts, rest) = rest.split_at(4 * (n + 1));
    let (seconds, levels) = rest.split_at(2 * m);
    let mut chars = vec![NONE; 0x10000];
    for ((number, code), &level) in (1..).zip(u16s(codes)).zip(singles) {
        chars[usize::from(code)] = number << 8 | u32::from(level);
    }
    let mut pairs = vec![NONE; 1 << BITS];
    let mut seconds = u16s(seconds).zip(levels);
    let starts: Vec<u32> = starts.chunks_exact(4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect();
    for (first, row) in (1..).zip(starts.windows(2)) {
        for (second, &level) in seconds.by_ref().take((row[1] - row[0]) as usize) {
            let (mut place, tag) = place(first, u32::from(second) + 1);
            while pairs[place] != NONE {
                place = (place + 1) % (1 << BITS);
            }
            pairs[place] = tag | u32::from(level);
        }
    }
    Likely { chars, pairs }
});

/// Where a pair of numbers is looked for first, and what tells it from others near there, above the lowest byte.
///
/// Multiplicative hashing (Knuth, The Art of Computer Programming, volume 3, section 6.4) modulo 2^26 gives no two pairs
/// the same hash. Its upper 18 bits are the place, its lower 24 tell the pair: no pair goes so far from its place that
/// the two bits left out could be others.
fn place(first: u32, second: u32) -> (usize, u32) {
    let hash = (first << (KEY_BITS / 2) | second).wrapping_mul(0x9E37_79B1) % (1 << KEY_BITS);
    ((hash >> (KEY_BITS - BITS)) as usize, hash << 8)
}

impl Likely {
    /// Number of a character and ln P of it.
    fn of(&self, c: char) -> Option<(u32, f32)> {
        let &known = self.chars.get(c as usize)?;
        (known != NONE).then(|| (known >> 8, (known & 0xFF) as f32 / 16.0 - TOTAL.ln()))
    }

    /// ln of how often the pair was seen; `None` if it is not in the table.
    fn pair(&self, first: u32, second: u32) -> Option<f32> {
        let (mut at, tag) = place(first, second);
        loop {
            match self.pairs[at] {
                NONE => return None,
                found if found & !0xFF == tag => return Some((found & 0xFF) as f32 / 16.0),
                _ => at = (at + 1) % (1 << BITS),
            }
        }
    }
}

/// Whether the table knows `c`.
#[must_use]
pub fn knows(c: char) -> bool {
    LIKELY.of(c).is_some()
}

/// ln P(`c`): about −3.5 for `，`, −8 for a common character, −16 for the rarest, −17 for one not in the table.
#[must_use]
pub fn single(c: char) -> f32 {
    LIKELY.of(c).map_or(UNKNOWN, |(_, single)| single)
}

/// ln P(`b` | `a`), nats. A pair that was never seen is less likely than `b` by itself.
#[must_use]
pub fn follows(a: char, b: char) -> f32 {
    single(b) + association(a, b).unwrap_or(-1.0)
}

/// ln P(`b` | `a`) / P(`b`), nats, from −3 to 4: how much more often `b` stands after `a` than by chance.
///
/// The test of a seam: above 1 the two often make a word or stand in one phrase, below −1 they hardly
/// ever meet. 0 if either is not in the table.
#[must_use]
pub fn seam(a: char, b: char) -> f32 {
    known_seam(a, b).unwrap_or(0.0)
}

/// The same; `None` if either is not in the table.
#[must_use]
pub fn known_seam(a: char, b: char) -> Option<f32> {
    association(a, b).map(|x| x.clamp(-3.0, 4.0))
}

/// ln P(`b` | `a`) / P(`b`); `None` if the table does not know both.
fn association(a: char, b: char) -> Option<f32> {
    let likely = &*LIKELY;
    let ((first, a), (second, b)) = (likely.of(a)?, likely.of(b)?);
    let pair = likely.pair(first, second).unwrap_or(UNSEEN.ln());
    // ln c(ab)/N − ln c(a)/N − ln c(b)/N; for rare characters an unseen pair says little.
    let expected = a + b + TOTAL.ln();
    Some(pair - expected.max(UNSEEN.ln()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_hold_together_and_strangers_do_not() {
        assert!(seam('企', '业') > 3.0);
        assert!(seam('发', '展') > 2.0);
        assert!(seam('表', '示') > 1.0);
        assert!(seam('使', '合') < 0.0);
        assert!(seam('的', '了') < -1.0);
        assert_eq!(seam('龘', '龘'), 0.0);
    }

    #[test]
    fn common_characters_are_likelier_than_rare_ones() {
        assert!(single('的') > single('业') && single('业') > single('龢'));
        assert!(follows('企', '业') > follows('企', '的'));
        assert!(!knows('A') && knows('。'));
    }
}
