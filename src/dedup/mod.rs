//! Near-duplicate removal with exact answers.
//!
//! The *leader rule*: in corpus order, a unit (a paragraph, a sentence, a document) is removed if and only if some
//! **kept** earlier unit has a Jaccard index of at least the threshold with it, on the sets of character shingles of
//! their key texts. So every removal has a witness that is still there, there are no chains, and the answer
//! does not depend on threads, memory or how the input was cut up.
//!
//! How: exact copies are found by a hash of the key text and verified. For the others, MinHash bands name
//! candidates; texts with few shingles go through a prefix filter, which misses none. Every candidate is then
//! compared exactly, by characters.
//!
//! ```
//! use taoxi::dedup::{Deduplicator, Options};
//!
//! let mut deduplicator = Deduplicator::new(&Options::default())?;
//! deduplicator.extend(&[
//!     "河口镇的老渡船停在岸边已经三年，船主说等水位上来就重新下水。",
//!     "县图书馆本周起延长开放时间，晚上九点才关门，周末照常开放。",
//!     "河口鎮的老渡船停在岸邊已經三年；船主說，等水位上來就重新下水！",
//! ])?;
//! let outcome = deduplicator.finish()?;
//! let removal = outcome.removals[0];
//! assert_eq!((removal.unit, removal.witness, removal.exact), (2, 0, true));
//! assert_eq!(outcome.removals.len(), 1);
//! # Ok::<(), taoxi::dedup::Error>(())
//! ```

mod block;
mod candidates;
pub mod files;
mod key;
mod leader;
mod prefix;
mod rules;
mod shingle;
mod sketch;
mod texts;
mod verify;

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::path::PathBuf;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use block::{Block, PARTS, Plan};
use candidates::{Filtered, Found, Order};
use leader::{Leaders, Rule, Verdict};
use prefix::{Frequencies, Reader};
use sketch::{Bands, Signer};
use texts::{InMemory, Texts as _};

pub use key::key_text;
pub use rules::{EXACT_COPY, NEAR_COPY, RULES};

/// What is compared and removed as one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// A line.
    #[default]
    Paragraph,
    /// A sentence of a line.
    Sentence,
    /// A whole document or record.
    Document,
}

/// Which of several similar units stays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Keep {
    /// The first in corpus order.
    #[default]
    First,
    /// The one with the longest key text; of equal ones the first.
    Longest,
}

/// What is done with texts that differ in digits alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NumbersDiffer {
    /// They are near-duplicates like others.
    #[default]
    Remove,
    /// They state different facts and stay.
    Keep,
}

/// Where copies are looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// In everything that came before.
    #[default]
    Corpus,
    /// In the same file.
    File,
}

/// How near-duplicates are looked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// What is compared and removed as one. The caller cuts the text up; here it is only recorded.
    pub unit: Unit,
    /// The least Jaccard index of near-duplicates, over 0 and up to 1.
    pub threshold: f64,
    /// Characters of a shingle, 1 to 64.
    pub shingle: usize,
    /// Units with fewer Han characters are never removed. (They can be the witness of a removal.)
    pub min_chars: usize,
    /// Which of several similar units stays.
    pub keep: Keep,
    /// What is done with texts that differ in digits alone.
    pub numbers_differ: NumbersDiffer,
    /// Where copies are looked for.
    pub scope: Scope,
    /// Find every pair at the threshold, by proof and not only with a probability of 0.9998 or more.
    pub exhaustive: bool,
    /// Bytes of memory to stay within.
    pub memory: u64,
    /// Where to put what does not fit in memory; the system's temporary directory if not given.
    pub tmp: Option<PathBuf>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            unit: Unit::Paragraph,
            threshold: 0.8,
            shingle: 5,
            min_chars: 20,
            keep: Keep::First,
            numbers_differ: NumbersDiffer::Remove,
            scope: Scope::Corpus,
            exhaustive: false,
            memory: 4 << 30,
            tmp: None,
        }
    }
}

/// Why near-duplicates could not be removed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The threshold is not over 0 and up to 1.
    #[error("the threshold must be over 0 and at most 1, not {0}")]
    Threshold(f64),
    /// The shingle is not 1 to 64 characters.
    #[error("a shingle must have 1 to {max} characters, not {0}", max = shingle::MAX_SIZE)]
    Shingle(usize),
    /// A unit is too long.
    #[error("a unit of {0} bytes is too long to compare; {max} is the most", max = block::MAX_UNIT_BYTES)]
    TooLong(usize),
    /// There are more units than can be numbered.
    #[error("more than {} units", u32::MAX)]
    TooMany,
}

/// A unit that is to be removed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Removal {
    /// The unit's number.
    pub unit: u64,
    /// The number of the kept unit that it repeats.
    pub witness: u64,
    /// The Jaccard index of the two.
    pub jaccard: f32,
    /// Whether their key texts are the same.
    pub exact: bool,
}

/// What was seen and done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Stats {
    /// Units in all.
    pub units: u64,
    /// Units passed over, having too few Han characters.
    pub too_short: u64,
    /// Units removed whose key text is the same as their witness's.
    pub exact: u64,
    /// Units removed that are similar to their witness.
    pub near: u64,
    /// Pairs that were named as candidates when the later unit was decided.
    pub candidates: u64,
    /// Pairs that were compared shingle by shingle.
    pub verified: u64,
    /// Of these, pairs that were not similar enough.
    pub rejected: u64,
    /// Bands with too many units to take all pairs of; these units went through the prefix filter.
    pub long_runs: u64,
    /// Shingles of the prefix filter under which not all kept units were compared, being too many. Only here can a
    /// near-duplicate be missed beyond the probability the bands are chosen for.
    pub capped_buckets: u64,
}

/// What is to be removed, and what was seen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcome {
    /// The units to remove, by their numbers.
    pub removals: Vec<Removal>,
    /// What was seen and done.
    pub stats: Stats,
}

/// The hash map's keys are hashes already.
#[derive(Default)]
struct Identity(u64);

impl Hasher for Identity {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, _: &[u8]) {
        // Only 64-bit numbers are hashed.
    }
    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
}

/// Finds near-duplicates among units that are given in order.
pub struct Deduplicator {
    options: Options,
    plan: Plan,
    texts: InMemory,
    /// The first unit with each key text, by the text's hash.
    seen: HashMap<u64, u32, BuildHasherDefault<Identity>>,
    /// Exact copies: the copy and the first of its kind.
    copies: Vec<(u32, u32)>,
    /// Units not yet looked at.
    pending: Block,
    units: u64,
    file: u32,
}

/// Units are folded and signed in blocks of about this many bytes of text.
const BLOCK_BYTES: usize = 256 << 10;

impl Deduplicator {
    /// A deduplicator that has seen nothing.
    ///
    /// # Errors
    ///
    /// If the threshold or the shingle size is out of range.
    pub fn new(options: &Options) -> Result<Self, Error> {
        if !(options.threshold > 0.0 && options.threshold <= 1.0) {
            return Err(Error::Threshold(options.threshold));
        }
        if !(1..=shingle::MAX_SIZE).contains(&options.shingle) {
            return Err(Error::Shingle(options.shingle));
        }
        let plan = Plan {
            shingle: options.shingle,
            min_chars: options.min_chars,
            threshold: options.threshold,
            bands: if options.exhaustive { None } else { Bands::for_threshold(options.threshold) },
            signer: Signer::new(options.shingle),
        };
        Ok(Self {
            options: options.clone(),
            plan,
            texts: InMemory::default(),
            seen: HashMap::default(),
            copies: Vec::new(),
            pending: Block::default(),
            units: 0,
            file: 0,
        })
    }

    /// Says that the units from here on are in another file. Only needed for [`Scope::File`].
    pub fn start_file(&mut self) {
        if self.options.scope == Scope::File {
            self.file += 1;
        }
    }

    /// Adds units in corpus order; they are numbered from 0 on in the order they are given. Large batches are
    /// worked on by all threads of the current rayon pool.
    ///
    /// # Errors
    ///
    /// If a unit is longer than half a gigabyte, or there are more than four billion.
    pub fn extend(&mut self, units: &[&str]) -> Result<(), Error> {
        if let Some(unit) = units.iter().find(|unit| unit.len() > block::MAX_UNIT_BYTES) {
            return Err(Error::TooLong(unit.len()));
        }
        self.units += units.len() as u64;
        if self.units > u64::from(u32::MAX) {
            return Err(Error::TooMany);
        }
        let bytes: usize = units.iter().map(|unit| unit.len()).sum();
        if bytes < BLOCK_BYTES {
            for unit in units {
                self.pending.push(unit, self.file, &self.plan);
            }
            if self.pending.chars.len() * 3 >= BLOCK_BYTES || self.pending.len() >= BLOCK_BYTES / 16 {
                self.take_pending();
            }
            return Ok(());
        }
        self.take_pending();
        let (plan, file) = (&self.plan, self.file);
        let blocks: Vec<Block> = batches(units)
            .par_iter()
            .map(|batch| {
                let mut block = Block::default();
                for unit in *batch {
                    block.push(unit, file, plan);
                }
                block
            })
            .collect();
        self.take(blocks);
        Ok(())
    }

    fn take_pending(&mut self) {
        if self.pending.len() > 0 {
            let block = std::mem::take(&mut self.pending);
            self.take(vec![block]);
        }
    }

    /// Marks exact copies, signs the other units, and keeps the blocks.
    fn take(&mut self, mut blocks: Vec<Block>) {
        let hashes: Vec<Vec<u64>> =
            blocks.par_iter().map(|block| (0..block.len()).map(|at| block.exact_hash(at, 0)).collect()).collect();
        let first = self.texts.len() as u32;
        let mut unit = first;
        let mut firsts = Vec::with_capacity(blocks.len());
        for at in 0..blocks.len() {
            firsts.push(unit);
            for (within, &hash) in hashes[at].iter().enumerate() {
                if let Some(original) = self.original(&blocks[..=at], first, within, hash, unit) {
                    blocks[at].units[within].set_copy();
                    self.copies.push((unit, original));
                }
                unit += 1;
            }
        }
        blocks.par_iter_mut().zip(firsts).for_each(|(block, first)| block.sign(first, &self.plan));
        blocks.into_iter().for_each(|block| self.texts.push(block));
    }

    /// The first unit with the same key text as the given one of the last of these blocks, unless it is that unit.
    /// The blocks' first unit is `first`.
    fn original(&mut self, blocks: &[Block], first: u32, within: usize, hash: u64, unit: u32) -> Option<u32> {
        let block = blocks.last()?;
        let (key, file) = (block.key(within), block.units[within].file);
        if key.len() == 0 {
            return None;
        }
        let mut hash = hash;
        for round in 1.. {
            match self.seen.entry(hash) {
                std::collections::hash_map::Entry::Vacant(entry) => {
                    entry.insert(unit);
                    return None;
                }
                std::collections::hash_map::Entry::Occupied(entry) => {
                    let other = *entry.get();
                    let (same, other_file) = if other < first {
                        (self.texts.key(other) == key, self.texts.unit(other).file)
                    } else {
                        let mut at = (other - first) as usize;
                        let block = blocks.iter().find(|block| {
                            let here = at < block.len();
                            at -= if here { 0 } else { block.len() };
                            here
                        })?;
                        (block.key(at) == key, block.units[at].file)
                    };
                    if same && file == other_file {
                        return Some(other);
                    }
                }
            }
            hash = block.exact_hash(within, round);
        }
        None
    }

    /// Decides which units are to be removed.
    ///
    /// # Errors
    ///
    /// If what was put on disk cannot be read again.
    pub fn finish(mut self) -> Result<Outcome, Error> {
        self.take_pending();
        self.seen = HashMap::default();
        let texts = &self.texts;
        let order = match self.options.keep {
            Keep::First => Order::Corpus,
            Keep::Longest => {
                let lengths: Vec<u32> = (0..texts.len() as u32).map(|unit| texts.key(unit).len() as u32).collect();
                Order::longest_first(&lengths)
            }
        };
        let found: Vec<Found> = (0..PARTS)
            .into_par_iter()
            .map_init(
                || (Vec::new(), Vec::new()),
                |(records, spare), part| {
                    records.clear();
                    texts.blocks.iter().for_each(|block| records.extend_from_slice(block.part(part)));
                    candidates::sort(records, spare);
                    let mut found = Found::default();
                    candidates::runs(records, &order, &mut found);
                    found
                },
            )
            .collect();
        let mut pairs: Vec<u64> = Vec::with_capacity(found.iter().map(|found| found.pairs.len()).sum());
        let mut filtered: Vec<u32> =
            (0u32..).zip(texts.units()).filter(|(_, unit)| unit.is_few()).map(|(unit, _)| unit).collect();
        let mut long_runs = 0;
        for found in found {
            pairs.extend_from_slice(&found.pairs);
            filtered.extend_from_slice(&found.crowd);
            long_runs += found.long_runs;
        }
        filtered.par_sort_unstable();
        filtered.dedup();
        let Filtered { pairs: more, mut members, hubs } = self.filter(&filtered, &order)?;
        pairs.extend(more);
        pairs.par_sort_unstable();
        pairs.dedup();
        members.par_sort_unstable();

        let rule = Rule {
            shingle: self.options.shingle,
            threshold: self.options.threshold,
            digits_matter: self.options.numbers_differ == NumbersDiffer::Keep,
        };
        let mut leaders = Leaders::new(texts, &order, rule, hubs);
        leaders.decide(&pairs, &members)?;

        let removal = |unit: u32, verdict: &Verdict| Removal {
            unit: u64::from(unit),
            witness: u64::from(order.unit(verdict.witness)),
            jaccard: verdict.jaccard,
            exact: false,
        };
        let mut removals: Vec<Removal> =
            leaders.verdicts.iter().map(|verdict| removal(order.unit(verdict.rank), verdict)).collect();
        let near = removals.len() as u64;
        for &(unit, original) in &self.copies {
            if texts.is_kept(unit) {
                continue;
            }
            let rank = order.rank(original);
            removals.push(if leaders.is_removed(rank) {
                let at = leaders.verdicts.partition_point(|verdict| verdict.rank < rank);
                removal(unit, &leaders.verdicts[at])
            } else {
                Removal { unit: u64::from(unit), witness: u64::from(original), jaccard: 1.0, exact: true }
            });
        }
        removals.par_sort_unstable_by_key(|removal| removal.unit);
        let exact = removals.iter().filter(|removal| removal.exact).count() as u64;
        let stats = Stats {
            units: self.units,
            too_short: texts.units().filter(|unit| unit.is_short()).count() as u64,
            exact,
            near: removals.len() as u64 - exact,
            candidates: leaders.work.candidates,
            verified: leaders.work.verified,
            rejected: leaders.work.verified - near,
            long_runs,
            capped_buckets: leaders.capped(),
        };
        Ok(Outcome { removals, stats })
    }

    /// Sends units through the prefix filter.
    fn filter(&self, units: &[u32], order: &Order) -> Result<Filtered, Error> {
        let frequencies = Frequencies::new();
        let reader = || (Reader::new(self.options.shingle), Vec::new());
        units.par_iter().with_min_len(256).try_for_each_init(reader, |(reader, buffer), &unit| {
            reader.count(self.texts.read(unit, buffer)?.key, &frequencies);
            Ok(())
        })?;
        let records: Vec<Vec<u128>> = units
            .par_chunks(1024)
            .map_init(reader, |(reader, buffer), units| {
                let mut records = Vec::new();
                for &unit in units {
                    let text = self.texts.read(unit, buffer)?;
                    let salt = sketch::fold(block::salt(text.file)) as u32;
                    for mut token in reader.prefix(text.key, &frequencies, self.options.threshold) {
                        token.hash ^= salt;
                        records.push(candidates::token_record(token, unit));
                    }
                }
                Ok(records)
            })
            .collect::<Result<_, Error>>()?;
        let mut records = records.concat();
        records.par_sort_unstable();
        let mut filtered = Filtered::default();
        candidates::token_runs(&records, order, self.options.threshold, &mut filtered);
        Ok(filtered)
    }
}

/// Cuts units up into batches of about [`BLOCK_BYTES`].
fn batches<'a, 'b>(units: &'a [&'b str]) -> Vec<&'a [&'b str]> {
    let mut batches = Vec::new();
    let (mut start, mut bytes) = (0, 0);
    for (at, unit) in units.iter().enumerate() {
        bytes += unit.len() + 16;
        if bytes >= BLOCK_BYTES {
            batches.push(&units[start..=at]);
            (start, bytes) = (at + 1, 0);
        }
    }
    batches.push(&units[start..]);
    batches
}
