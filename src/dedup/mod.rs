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

mod arena;
mod block;
mod candidates;
mod crowd;
mod disk;
pub mod files;
mod fold;
mod join;
mod key;
mod leader;
mod lengths;
mod prefix;
mod rules;
mod settled;
mod shingle;
mod sketch;
mod stream;
mod texts;
mod verify;
mod workspace;

use std::hash::{BuildHasherDefault, Hasher};
use std::path::PathBuf;
use std::sync::Arc;

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use serde::{Deserialize, Serialize};

use block::Block;
use disk::{Disk, Room};
use fold::{BLOCK_BYTES, Folder};
use join::Join;
use leader::Rule;
use settled::Watch;
use texts::{InMemory, Text, Texts};
use workspace::{Raw, Workspace};

pub use key::key_text;
pub use rules::{EXACT_COPY, NEAR_COPY, RULES};
pub use stream::Stream;

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
    /// What does not fit in memory cannot be written to disk or read again.
    #[error("temporary files: {0}")]
    Disk(#[from] std::io::Error),
    /// The system gives no more memory.
    #[error("the units do not fit in memory: {0}")]
    Memory(std::io::Error),
}

/// A unit that is to be removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
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
    /// Units in all, without those known from earlier runs.
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
    /// Kept units that were looked at under the shingles of units in such bands as [`Stats::long_runs`] counts.
    pub looked_at: u64,
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
        // Only numbers are hashed.
    }
    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
    fn write_u32(&mut self, number: u32) {
        self.0 = u64::from(number).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
}

/// The hasher of numbers that are hashes already.
type Hashed = BuildHasherDefault<Identity>;

/// Finds near-duplicates among units that are given in order.
pub struct Deduplicator {
    options: Options,
    folder: Folder,
    /// The units that are in memory.
    texts: InMemory,
    /// All units before, once there are too many for memory.
    disk: Option<Disk>,
    /// Where these go, if they are to outlive an interrupted run.
    workspace: Option<Arc<Workspace>>,
    /// An interrupted run has added all units.
    is_read: bool,
    /// The first unit with each key text, behind half of the text's hash.
    seen: HashTable<(u32, u32)>,
    /// Exact copies: the copy and the first of its kind.
    copies: Vec<(u32, u32)>,
    /// Small units that wait until there are enough of them for a block.
    pending: Block,
    /// Blocks whose turn comes while the next are folded.
    folded: Vec<Block>,
    units: u64,
}

impl Deduplicator {
    /// A deduplicator that has seen nothing.
    ///
    /// # Errors
    ///
    /// If the threshold or the shingle size is out of range.
    pub fn new(options: &Options) -> Result<Self, Error> {
        Ok(Self {
            options: options.clone(),
            folder: Folder::new(options)?,
            texts: InMemory::default(),
            disk: None,
            workspace: None,
            is_read: false,
            seen: HashTable::new(),
            copies: Vec::new(),
            pending: Block::default(),
            folded: Vec::new(),
            units: 0,
        })
    }

    /// A deduplicator that goes on where an interrupted run with this workspace was.
    pub(crate) fn resume(options: &Options, workspace: &Arc<Workspace>) -> Result<Self, Error> {
        let disk = Disk::load(workspace);
        Ok(Self { is_read: disk.is_some(), disk, workspace: Some(Arc::clone(workspace)), ..Self::new(options)? })
    }

    /// Whether all units have been added by an interrupted run. There is nothing to do but to finish.
    pub(crate) fn is_read(&self) -> bool {
        self.is_read
    }

    /// Whether there are units on disk.
    pub(crate) fn is_on_disk(&self) -> bool {
        self.disk.is_some()
    }

    /// Says that the units from here on are in another file. Only needed for [`Scope::File`].
    pub fn start_file(&mut self) {
        if self.options.scope == Scope::File {
            self.folder.file += 1;
        }
    }

    /// Adds units in corpus order; they are numbered from 0 on in the order they are given. Large batches are
    /// worked on by all threads of the current rayon pool.
    ///
    /// # Errors
    ///
    /// If a unit is longer than half a gigabyte, or there are more than four billion.
    pub fn extend(&mut self, units: &[&str]) -> Result<(), Error> {
        self.add(units, false)
    }

    /// Adds units that an earlier run has kept under the same options: they can be witnesses, and are never removed.
    /// They are numbered with the others. A key text serves as well as its text.
    ///
    /// # Errors
    ///
    /// As for [`Deduplicator::extend`].
    pub fn extend_known(&mut self, units: &[&str]) -> Result<(), Error> {
        self.add(units, true)
    }

    fn add(&mut self, units: &[&str], known: bool) -> Result<(), Error> {
        fold::check(units)?;
        self.count(units.len())?;
        let bytes: usize = units.iter().map(|unit| unit.len()).sum();
        if bytes < BLOCK_BYTES && !known {
            for unit in units {
                self.pending.push(unit, self.folder.file, &self.folder.plan);
                if fold::is_full(&self.pending) {
                    self.fold_pending();
                }
            }
            return if self.folded.is_empty() { Ok(()) } else { self.take_folded() };
        }
        self.fold_pending();
        let folder = self.folder.clone();
        let fold = || {
            let mut blocks = folder.fold_parallel(units);
            if known {
                blocks.iter_mut().for_each(Block::set_known);
            }
            blocks
        };
        if rayon::current_num_threads() == 1 {
            // They are taken while they are in the cache.
            self.folded.append(&mut fold());
            return self.take_folded();
        }
        let (taken, mut folded) = rayon::join(|| self.take_folded(), fold);
        self.folded.append(&mut folded);
        taken
    }

    /// Makes blocks to be [taken](Deduplicator::take) in their turn, of units of the file that units are in now.
    pub(crate) fn folder(&self) -> Folder {
        self.folder.clone()
    }

    /// Adds units that are folded already.
    pub(crate) fn take(&mut self, blocks: impl IntoIterator<Item = Block>) -> Result<(), Error> {
        for block in blocks {
            self.count(block.len())?;
            if block.bytes() < BLOCK_BYTES / 4 {
                self.pending.append(&block);
                self.folder.reuse([block]);
                if fold::is_full(&self.pending) {
                    self.fold_pending();
                }
            } else {
                self.fold_pending();
                self.folded.push(block);
            }
        }
        if self.folded.is_empty() { Ok(()) } else { self.take_folded() }
    }

    fn count(&mut self, units: usize) -> Result<(), Error> {
        self.units += units as u64;
        if self.units > u64::from(u32::MAX) { Err(Error::TooMany) } else { Ok(()) }
    }

    /// Puts small units that wait into a block.
    fn fold_pending(&mut self) {
        if self.pending.len() > 0 {
            self.folded.push(std::mem::replace(&mut self.pending, self.folder.empty()));
        }
    }

    /// Marks the exact copies in the blocks that wait, and keeps these blocks.
    fn take_folded(&mut self) -> Result<(), Error> {
        let mut blocks = std::mem::take(&mut self.folded);
        let known = self.copies.len();
        // On disk copies are looked for when all units are there.
        if self.disk.is_none() {
            self.mark_copies(&mut blocks);
        }
        let originals = self.copies[known..].iter().map(|&(_, original)| original);
        self.texts.extend(&mut blocks, originals, &self.folder.plan)?;
        self.folder.reuse(blocks);
        self.make_room()
    }

    /// Marks the units of these blocks whose key text stands in them before or is kept already.
    fn mark_copies(&mut self, blocks: &mut [Block]) {
        let mut firsts = Vec::with_capacity(blocks.len());
        let mut next = self.texts.len() as u32;
        for at in 0..blocks.len() {
            firsts.push(next);
            for place in 0..blocks[at].len() {
                if let Some(original) = self.original(blocks, &firsts, next, blocks[at].text(place)) {
                    self.copies.push((next, original));
                    blocks[at].set_copy(place);
                }
                next += 1;
            }
        }
    }

    /// Puts units on disk if they are too many for memory.
    fn make_room(&mut self) -> Result<(), Error> {
        // The rest is for what is needed while reading and deciding.
        let room = match self.disk {
            Some(_) => self.options.memory / 8,
            None => self.options.memory / 2,
        };
        if self.texts.bytes() + self.seen.capacity() as u64 * 10 <= room {
            return Ok(());
        }
        self.spill()
    }

    fn spill(&mut self) -> Result<(), Error> {
        // Copies are looked for anew, among all units, when all are on disk.
        self.seen = HashTable::new();
        self.copies = Vec::new();
        let texts = std::mem::take(&mut self.texts);
        let disk = match &mut self.disk {
            Some(disk) => disk,
            None => {
                let workspace = match &self.workspace {
                    Some(workspace) => Arc::clone(workspace),
                    None => Arc::new(Workspace::temporary(self.options.tmp.as_deref())?),
                };
                self.disk.insert(Disk::create(workspace)?)
            }
        };
        Ok(disk.append(&texts, &self.folder.plan)?)
    }

    /// The first unit with the same key text as this one; `None` if that is this one. Every unit is asked about, in
    /// order, before it is kept; those that are not stand in `blocks`, of which these are the first units.
    fn original(&mut self, blocks: &[Block], firsts: &[u32], unit: u32, (hash, text): (u64, Text)) -> Option<u32> {
        if text.key.len() == 0 {
            return None;
        }
        let (texts, part) = (&self.texts, (hash >> 32) as u32);
        let text_of = |unit: u32| match firsts.partition_point(|&first| first <= unit).checked_sub(1) {
            Some(at) => blocks[at].text((unit - firsts[at]) as usize).1,
            None => texts.text(unit),
        };
        let is_same = |&(other, original): &(u32, u32)| other == part && text_of(original) == text;
        let spread = |part: u32| u64::from(part).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        match self.seen.entry(spread(part), is_same, |&(other, _)| spread(other)) {
            Entry::Vacant(entry) => {
                entry.insert((part, unit));
                None
            }
            Entry::Occupied(entry) => Some(entry.get().1),
        }
    }

    /// Decides which units are to be removed.
    ///
    /// # Errors
    ///
    /// If what was put on disk cannot be read again.
    pub fn finish(self) -> Result<Outcome, Error> {
        self.finish_watched(&mut |_, _| {})
    }

    /// As [`Deduplicator::finish`], and tells what is settled while the rest is decided, if that is known early.
    pub(crate) fn finish_watched(mut self, watch: &mut Watch) -> Result<Outcome, Error> {
        self.fold_pending();
        self.take_folded()?;
        self.seen = HashTable::new();
        if self.disk.is_some() && !self.is_read {
            self.spill()?;
        }
        let rule = Rule {
            shingle: self.options.shingle,
            threshold: self.options.threshold,
            digits_matter: self.options.numbers_differ == NumbersDiffer::Keep,
        };
        let memory = self.options.memory;
        let join = |copies| Join { copies, keep: self.options.keep, memory, rule };
        let Some(mut disk) = self.disk else {
            let texts = self.texts;
            let outcome = join(self.copies).run(&texts, Room::Memory, watch);
            // Giving much memory back takes time, and nobody waits for it.
            rayon::spawn(|| drop(texts));
            return outcome;
        };
        disk.flush()?;
        if !self.is_read {
            disk.save()?;
        }
        if let Some(outcome) = disk.workspace().load("outcome", Outcome::load) {
            return Ok(outcome);
        }
        let copies = join::copies(&mut disk)?;
        let room = Room::Disk { workspace: disk.workspace(), memory };
        let outcome = join(copies).run(&disk, room, watch)?;
        disk.workspace().save("outcome", |saver| outcome.save(saver))?;
        Ok(outcome)
    }
}

impl Outcome {
    fn save(&self, saver: &mut workspace::Saver) -> std::io::Result<()> {
        saver.list(&serde_json::to_vec(&self.stats)?)?;
        saver.list(&self.removals)
    }

    fn load(loader: &mut workspace::Loader) -> std::io::Result<Self> {
        Ok(Self { stats: serde_json::from_slice(&loader.list::<u8>()?)?, removals: loader.list()? })
    }
}

impl Raw for Removal {
    fn put(&self, out: &mut Vec<u8>) {
        ((self.unit, self.witness), (self.jaccard, u8::from(self.exact))).put(out);
    }
    fn get(bytes: &mut &[u8]) -> Option<Self> {
        let ((unit, witness), (jaccard, exact)): (_, (_, u8)) = Raw::get(bytes)?;
        Some(Self { unit, witness, jaccard, exact: exact != 0 })
    }
}
