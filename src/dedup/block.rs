//! A block of consecutive units: their key texts, and the records of their bands.

use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::key::{Key, fold_into};
use super::prefix;
use super::sketch::{self, Bands, KEY_BITS, PART_BITS, Signer};

/// Partitions of the records.
pub(crate) const PARTS: usize = 1 << PART_BITS;

/// A band's key and the unit it belongs to, within a partition: the lower bits of the key above the number.
pub(crate) type Record = u64;

/// What is remembered of a unit beside its key text.
#[derive(Clone, Copy, Default)]
pub(crate) struct Unit {
    /// Where its key text ends in the block's.
    end: u32,
    /// The file it is in, if files are kept apart; otherwise 0.
    pub file: u32,
    flags: u8,
}

/// The key text is stored as two units a character.
const WIDE: u8 = 1;
/// Too few Han characters to be removed.
const SHORT: u8 = 2;
/// The same key text has been seen before.
const COPY: u8 = 4;
/// So few different shingles that the prefix filter finds its partners.
const FEW: u8 = 8;

impl Unit {
    pub fn is_wide(self) -> bool {
        self.flags & WIDE != 0
    }
    pub fn is_short(self) -> bool {
        self.flags & SHORT != 0
    }
    pub fn is_copy(self) -> bool {
        self.flags & COPY != 0
    }
    pub fn is_few(self) -> bool {
        self.flags & FEW != 0
    }
    pub fn set_copy(&mut self) {
        self.flags |= COPY;
    }
}

/// What signing needs to know.
pub(crate) struct Plan {
    pub shingle: usize,
    pub min_chars: usize,
    pub threshold: f64,
    /// `None` if the prefix filter does it all.
    pub bands: Option<Bands>,
    pub signer: Signer,
}

/// Consecutive units.
#[derive(Default)]
pub(crate) struct Block {
    pub chars: Vec<u16>,
    pub units: Vec<Unit>,
    /// Records of all bands, by partition.
    pub records: Vec<Record>,
    /// Where each partition's records begin; [`PARTS`] + 1 of them once signed.
    pub starts: Vec<u32>,
}

/// The units of a key text are numbered with 32 bits within a block.
pub(crate) const MAX_UNIT_BYTES: usize = (u32::MAX / 8) as usize;

impl Block {
    /// Adds a unit. It may be no longer than [`MAX_UNIT_BYTES`], and the block should be kept small.
    pub fn push(&mut self, text: &str, file: u32, plan: &Plan) {
        let folded = fold_into(text, &mut self.chars);
        let wide = if folded.wide { WIDE } else { 0 };
        let short = if folded.han < plan.min_chars { SHORT } else { 0 };
        self.units.push(Unit { end: self.chars.len() as u32, file, flags: wide | short });
    }

    pub fn len(&self) -> usize {
        self.units.len()
    }

    pub fn key(&self, at: usize) -> Key<'_> {
        let start = if at == 0 { 0 } else { self.units[at - 1].end as usize };
        let unit = self.units[at];
        Key { units: &self.chars[start..unit.end as usize], wide: unit.is_wide() }
    }

    /// The hash that exact copies are found by.
    pub fn exact_hash(&self, at: usize, round: u64) -> u64 {
        let bytes: Vec<u8> = self.key(at).units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        xxh3_64_with_seed(&bytes, salt(self.units[at].file).wrapping_add(round))
    }

    /// Makes the records of the units that are no copies. The first unit has the number `first`.
    pub fn sign(&mut self, first: u32, plan: &Plan) {
        let mut chars = Vec::new();
        let mut keys: Vec<(u8, Record)> = Vec::new();
        let mut counts = [0u32; PARTS + 1];
        for at in 0..self.len() {
            let unit = self.units[at];
            let key = self.key(at);
            if unit.is_copy() || key.len() < plan.shingle {
                continue;
            }
            let shingles = key.shingles(plan.shingle);
            let Some(bands) = plan.bands else {
                self.units[at].flags |= FEW;
                continue;
            };
            let few = shingles < prefix::FEW;
            if !few || shingles as f64 >= prefix::FEW as f64 * plan.threshold {
                key.expand(&mut chars);
                let slots = plan.signer.sign(&chars);
                for key in sketch::keys(&slots, bands, salt(unit.file)) {
                    let part = (key >> (KEY_BITS - PART_BITS)) as usize;
                    counts[part + 1] += 1;
                    keys.push((part as u8, key << 32 | u64::from(first + at as u32)));
                }
            }
            if few || prefix::has_few(&chars, plan.shingle) {
                self.units[at].flags |= FEW;
            }
        }
        for part in 0..PARTS {
            counts[part + 1] += counts[part];
        }
        self.starts = counts.to_vec();
        self.records = vec![0; keys.len()];
        for (part, record) in keys {
            let next = &mut counts[usize::from(part)];
            self.records[*next as usize] = record;
            *next += 1;
        }
    }

    /// The records of one partition, by unit.
    pub fn part(&self, part: usize) -> &[Record] {
        &self.records[self.starts[part] as usize..self.starts[part + 1] as usize]
    }
}

/// Keeps the keys of one file from meeting another's.
pub(crate) fn salt(file: u32) -> u64 {
    u64::from(file) << 32
}
