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
/// Pairs on either side of the guess where the search for a pair begins.
const NEAR: usize = 12;
/// No character: the table has fewer than this.
const NONE: u16 = u16::MAX;

struct Likely {
    /// Index of each character of the Basic Multilingual Plane, or `NONE`.
    index: Vec<u16>,
    /// One for each character, and one that tells where the pairs of the last end.
    known: Vec<Known>,
    /// Index of the second character, and sixteenths of ln of how often the pair was seen, in the lowest byte.
    pairs: Vec<u32>,
}

/// What is known of a character, side by side in memory.
#[derive(Clone, Copy)]
struct Known {
    /// ln P of it.
    single: f32,
    /// Where the pairs begin that it is the first of.
    start: u32,
    /// Which share of all pairs have an earlier character as their second.
    rank: f32,
}

static LIKELY: LazyLock<Likely> = LazyLock::new(|| {
    let u32_at = |at: usize| u32::from_le_bytes(TABLE[at..at + 4].try_into().expect("four bytes"));
    let u16s = |bytes: &[u8]| -> Vec<u16> { bytes.chunks_exact(2).map(|b| u16::from_le_bytes([b[0], b[1]])).collect() };
    let (n, m) = (u32_at(0) as usize, u32_at(4) as usize);
    let (codes, rest) = TABLE[8..].split_at(2 * n);
    let (singles, rest) = rest.split_at(n);
    let (starts, rest) = rest.split_at(4 * (n + 1));
    let (seconds, levels) = rest.split_at(2 * m);
    let mut index = vec![NONE; 0x10000];
    for (i, code) in u16s(codes).into_iter().enumerate() {
        index[usize::from(code)] = i as u16;
    }
    let mut ranks = vec![0_u32; n + 1];
    let pairs = u16s(seconds).into_iter().zip(levels).map(|(second, &level)| {
        ranks[usize::from(second) + 1] += 1;
        u32::from(second) << 8 | u32::from(level)
    });
    let pairs = pairs.collect();
    let mut below = 0;
    let known = (0..=n).map(|i| {
        below += ranks[i];
        Known {
            single: singles.get(i).map_or(0.0, |&l| f32::from(l) / 16.0 - TOTAL.ln()),
            start: u32::from_le_bytes([starts[4 * i], starts[4 * i + 1], starts[4 * i + 2], starts[4 * i + 3]]),
            rank: below as f32 / m as f32,
        }
    });
    Likely { index, known: known.collect(), pairs }
});

impl Likely {
    fn index(&self, c: char) -> Option<usize> {
        let &i = self.index.get(c as usize)?;
        (i != NONE).then_some(usize::from(i))
    }

    /// ln of how often the pair was seen; `None` if it is not in the table.
    ///
    /// The seconds of a character are spread over the table much as those of all, so that the search begins
    /// where the second would stand if they were so exactly (interpolation search): one or two reads of memory.
    fn pair(&self, a: usize, b: usize) -> Option<f32> {
        let (from, to) = (self.known[a].start as usize, self.known[a + 1].start as usize);
        let (row, second) = (&self.pairs[from..to], b as u32);
        let guess = (row.len() as f32 * self.known[b].rank) as usize;
        let (mut low, mut high) = (guess.saturating_sub(NEAR), (guess + NEAR).min(row.len()));
        let mut reach = NEAR;
        while low > 0 && row[low] >> 8 > second {
            low = low.saturating_sub(reach);
            reach *= 2;
        }
        while high < row.len() && row[high - 1] >> 8 < second {
            high = (high + reach).min(row.len());
            reach *= 2;
        }
        let at = low + row[low..high].binary_search_by_key(&second, |pair| pair >> 8).ok()?;
        Some((row[at] & 0xFF) as f32 / 16.0)
    }
}

/// Whether the table knows `c`.
#[must_use]
pub fn knows(c: char) -> bool {
    LIKELY.index(c).is_some()
}

/// ln P(`c`): about −3.5 for `，`, −8 for a common character, −16 for the rarest, −17 for one not in the table.
#[must_use]
pub fn single(c: char) -> f32 {
    LIKELY.index(c).map_or(UNKNOWN, |i| LIKELY.known[i].single)
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
    let (i, j) = (likely.index(a)?, likely.index(b)?);
    let pair = likely.pair(i, j).unwrap_or(UNSEEN.ln());
    // ln c(ab)/N − ln c(a)/N − ln c(b)/N; for rare characters an unseen pair says little.
    let expected = likely.known[i].single + likely.known[j].single + TOTAL.ln();
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
