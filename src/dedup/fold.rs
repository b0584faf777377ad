//! Folds units into blocks, on any thread and ahead of their turn.

use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use super::block::{self, Block, Plan};
use super::{Error, Options};

/// Units are folded and signed in blocks of about this many bytes of text.
pub(crate) const BLOCK_BYTES: usize = 256 << 10;

/// What a unit counts for at least, so that the units of a block can be numbered with 16 bits.
const LEAST: usize = 16;

/// Makes blocks.
#[derive(Clone)]
pub(crate) struct Folder {
    pub plan: Arc<Plan>,
    /// The file that units are in, if files are kept apart; otherwise 0.
    pub file: u32,
    /// Blocks to be used again.
    spare: Arc<Mutex<Vec<Block>>>,
}

impl Folder {
    pub fn new(options: &Options) -> Result<Self, Error> {
        Ok(Self { plan: Arc::new(Plan::new(options)?), file: 0, spare: Arc::default() })
    }

    /// Blocks of these units, in order.
    pub fn fold(&self, units: &[&str]) -> Result<Vec<Block>, Error> {
        check(units)?;
        Ok(batches(units).into_iter().map(|units| self.block(units)).collect())
    }

    /// The same with all threads of the current rayon pool.
    pub fn fold_parallel(&self, units: &[&str]) -> Vec<Block> {
        batches(units).into_par_iter().map(|units| self.block(units)).collect()
    }

    fn block(&self, units: &[&str]) -> Block {
        let mut block = self.empty();
        units.iter().for_each(|unit| block.push(unit, self.file, &self.plan));
        block
    }

    /// A block without units.
    pub fn empty(&self) -> Block {
        let mut block = self.spare.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
        block.clear();
        block
    }

    /// Takes back blocks that are no longer needed.
    pub fn reuse(&self, blocks: impl IntoIterator<Item = Block>) {
        // Those that a very long unit has made large are not worth using again.
        let small = blocks.into_iter().filter(|block| block.bytes() <= 4 * BLOCK_BYTES);
        self.spare.lock().unwrap_or_else(PoisonError::into_inner).extend(small);
    }
}

/// Whether no unit is too long.
pub(crate) fn check(units: &[&str]) -> Result<(), Error> {
    match units.iter().find(|unit| unit.len() > block::MAX_UNIT_BYTES) {
        Some(unit) => Err(Error::TooLong(unit.len())),
        None => Ok(()),
    }
}

/// Whether a block has room for no more units.
pub(crate) fn is_full(block: &Block) -> bool {
    block.bytes() >= BLOCK_BYTES || block.len() >= BLOCK_BYTES / LEAST
}

/// Cuts units up into batches of about [`BLOCK_BYTES`].
fn batches<'a, 'b>(units: &'a [&'b str]) -> Vec<&'a [&'b str]> {
    let mut batches = Vec::new();
    let (mut start, mut bytes) = (0, 0);
    for (at, unit) in units.iter().enumerate() {
        bytes += unit.len() + LEAST;
        if bytes >= BLOCK_BYTES {
            batches.push(&units[start..=at]);
            (start, bytes) = (at + 1, 0);
        }
    }
    batches.push(&units[start..]);
    batches
}
