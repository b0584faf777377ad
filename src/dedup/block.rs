//! A block of consecutive units: their key texts, and the records of their bands.

use std::hash::{BuildHasher as _, RandomState};

use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::key::{Key, fold_into};
use super::prefix;
use super::shingle::MAX_SIZE;
use super::sketch::{self, Bands, KEY_BITS, PART_BITS, Signer};
use super::texts::Text;
use super::workspace::Raw;
use super::{Error, Options};

/// Partitions of the records.
pub(crate) const PARTS: usize = 1 << PART_BITS;

/// A band's key and the unit it belongs to, within a partition: the lower bits of the key above the number.
pub(crate) type Record = u64;

/// What is known of a unit of a block beside its key text.
#[derive(Clone, Copy)]
pub(crate) struct Unit {
    /// Where its key text ends in the block's.
    end: u32,
    /// The file it is in, if files are kept apart; otherwise 0.
    pub file: u32,
    /// [`Plan::hash`].
    pub hash: u64,
    pub flags: Flags,
}

/// What is known of a unit.
#[derive(Clone, Copy, Default)]
pub(crate) struct Flags(u8);

impl Flags {
    const WIDE: u8 = 1;
    const SHORT: u8 = 2;
    const COPY: u8 = 4;
    const FEW: u8 = 8;
    const KNOWN: u8 = 16;

    /// The key text is stored as two units a character.
    pub fn is_wide(self) -> bool {
        self.0 & Self::WIDE != 0
    }

    /// Not to be removed, whatever it is like.
    pub fn is_kept(self) -> bool {
        self.0 & (Self::SHORT | Self::KNOWN) != 0
    }

    /// Kept by an earlier run.
    pub fn is_known(self) -> bool {
        self.0 & Self::KNOWN != 0
    }

    /// Too few Han characters to be removed.
    pub fn is_short(self) -> bool {
        self.0 & Self::SHORT != 0
    }

    /// The same key text has been seen before.
    pub fn is_copy(self) -> bool {
        self.0 & Self::COPY != 0
    }

    /// So few different shingles that the prefix filter finds its partners.
    pub fn is_few(self) -> bool {
        self.0 & Self::FEW != 0
    }

    pub fn set_copy(&mut self) {
        self.0 |= Self::COPY;
    }
}

impl Raw for Flags {
    fn put(&self, out: &mut Vec<u8>) {
        self.0.put(out);
    }
    fn get(bytes: &mut &[u8]) -> Option<Self> {
        u8::get(bytes).map(Self)
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
    seed: u64,
}

impl Plan {
    pub fn new(options: &Options) -> Result<Self, Error> {
        if !(options.threshold > 0.0 && options.threshold <= 1.0) {
            return Err(Error::Threshold(options.threshold));
        }
        if !(1..=MAX_SIZE).contains(&options.shingle) {
            return Err(Error::Shingle(options.shingle));
        }
        Ok(Self {
            shingle: options.shingle,
            min_chars: options.min_chars,
            threshold: options.threshold,
            bands: if options.exhaustive { None } else { Bands::for_threshold(options.threshold) },
            signer: Signer::new(options.shingle),
            seed: RandomState::new().hash_one(0u8),
        })
    }

    /// The hash that exact copies of a key text of a file are found by. It is another in every process, so that no
    /// texts can be made up whose hashes collide; no answer depends on it.
    pub fn hash(&self, key: Key, file: u32) -> u64 {
        xxh3_64_with_seed(bytemuck::cast_slice(key.units), self.seed ^ salt(file))
    }

    /// Whether a text is signed. One that the prefix filter does not see is; and so is one that may have a
    /// partner which the filter does not see.
    pub fn is_signed(&self, key: Key) -> bool {
        self.bands.is_some() && key.shingles(self.shingle) as f64 >= prefix::FEW as f64 * self.threshold
    }

    /// Whether a text goes through the prefix filter. `chars` are the key's.
    pub fn is_few(&self, key: Key, chars: &[u32]) -> bool {
        self.bands.is_none() || key.shingles(self.shingle) < prefix::FEW || prefix::has_few(chars, self.shingle)
    }
}

/// Bits for the place of a unit in its block, which is kept small.
const PLACE_BITS: u32 = u16::BITS;

/// Consecutive units on their way into memory. It is used again and again, and keeps its buffers.
#[derive(Default)]
pub(crate) struct Block {
    chars: Vec<u16>,
    pub units: Vec<Unit>,
    /// Of the records of all bands, by partition: the lower bits of the key.
    pub keys: Vec<u32>,
    /// Likewise: the unit's place in the block.
    pub places: Vec<u16>,
    /// Where each partition's records begin; [`PARTS`] + 1 of them once signed.
    pub starts: Vec<u32>,
    /// The unit at hand, for signing.
    expanded: Vec<u32>,
    /// The records by unit, before they are put in order: the key above the place.
    unsorted: Vec<u64>,
}

/// The units of a key text are numbered with 32 bits within a block.
pub(crate) const MAX_UNIT_BYTES: usize = (u32::MAX / 8) as usize;

impl Block {
    /// Adds a unit. It may be no longer than [`MAX_UNIT_BYTES`], and the block should be kept small.
    pub fn push(&mut self, text: &str, file: u32, plan: &Plan) {
        let start = self.chars.len();
        let folded = fold_into(text, &mut self.chars);
        let wide = if folded.wide { Flags::WIDE } else { 0 };
        let short = if folded.han < plan.min_chars { Flags::SHORT } else { 0 };
        let key = Key { units: &self.chars[start..], wide: folded.wide };
        let (end, hash) = (self.chars.len() as u32, plan.hash(key, file));
        self.units.push(Unit { end, file, hash, flags: Flags(wide | short) });
    }

    pub fn len(&self) -> usize {
        self.units.len()
    }

    /// How many bytes of text it has, about.
    pub fn bytes(&self) -> usize {
        self.chars.len() * 3
    }

    /// Marks all units as kept by an earlier run.
    pub fn set_known(&mut self) {
        self.units.iter_mut().for_each(|unit| unit.flags.0 |= Flags::KNOWN);
    }

    /// Marks a unit as a copy of an earlier one.
    pub fn set_copy(&mut self, at: usize) {
        self.units[at].flags.set_copy();
    }

    pub fn key(&self, at: usize) -> Key<'_> {
        let start = if at == 0 { 0 } else { self.units[at - 1].end as usize };
        let unit = self.units[at];
        Key { units: &self.chars[start..unit.end as usize], wide: unit.flags.is_wide() }
    }

    /// The hash of a unit's key text, and the text.
    pub fn text(&self, at: usize) -> (u64, Text<'_>) {
        let Unit { hash, file, .. } = self.units[at];
        (hash, Text { key: self.key(at), file })
    }

    /// The key texts of the units that are no copies.
    pub fn new_keys(&self) -> impl Iterator<Item = Key<'_>> {
        (0..self.len()).filter(|&at| !self.units[at].flags.is_copy()).map(|at| self.key(at))
    }

    /// Adds the units of another block that is not signed yet.
    pub fn append(&mut self, other: &Self) {
        let start = self.chars.len() as u32;
        self.chars.extend_from_slice(&other.chars);
        self.units.extend(other.units.iter().map(|unit| Unit { end: start + unit.end, ..*unit }));
    }

    /// Takes all units out.
    pub fn clear(&mut self) {
        self.chars.clear();
        self.units.clear();
    }

    /// Makes the records of the units that are no copies.
    pub fn sign(&mut self, plan: &Plan) {
        let (mut chars, mut unsorted) = (std::mem::take(&mut self.expanded), std::mem::take(&mut self.unsorted));
        unsorted.clear();
        let mut counts = [0u32; PARTS + 1];
        for at in 0..self.len() {
            let unit = self.units[at];
            let key = self.key(at);
            if unit.flags.is_copy() || key.len() < plan.shingle {
                continue;
            }
            key.expand(&mut chars);
            let few = plan.is_few(key, &chars);
            if let Some(bands) = plan.bands.filter(|_| plan.is_signed(key)) {
                let slots = plan.signer.sign(&chars);
                for key in sketch::keys(&slots, bands, salt(unit.file)) {
                    let part = (key >> (KEY_BITS - PART_BITS)) as usize;
                    counts[part + 1] += 1;
                    unsorted.push(key << PLACE_BITS | at as u64);
                }
            }
            if few {
                self.units[at].flags.0 |= Flags::FEW;
            }
        }
        for part in 0..PARTS {
            counts[part + 1] += counts[part];
        }
        self.starts.clear();
        self.starts.extend(counts);
        self.keys.resize(unsorted.len(), 0);
        self.places.resize(unsorted.len(), 0);
        for &record in &unsorted {
            let next = &mut counts[(record >> (KEY_BITS - PART_BITS + PLACE_BITS)) as usize];
            self.keys[*next as usize] = (record >> PLACE_BITS) as u32;
            self.places[*next as usize] = record as u16;
            *next += 1;
        }
        (self.expanded, self.unsorted) = (chars, unsorted);
    }
}

/// Keeps the keys of one file from meeting another's.
pub(crate) fn salt(file: u32) -> u64 {
    u64::from(file) << 32
}
