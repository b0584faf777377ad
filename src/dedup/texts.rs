//! Where the key texts are.

use super::Error;
use super::block::{Block, Flags, Record, Unit};
use super::key::Key;

/// A unit's key text and the file it is in.
#[derive(Clone, Copy)]
pub(crate) struct Text<'a> {
    pub key: Key<'a>,
    pub file: u32,
}

/// Key texts by the number of their unit.
pub(crate) trait Texts: Sync {
    /// How many units there are.
    fn len(&self) -> usize;
    /// One text; `buffer` may be used to hold it.
    fn read<'a>(&'a self, unit: u32, buffer: &'a mut Vec<u16>) -> Result<Text<'a>, Error>;
    /// Calls `f` with these units, which are in order, and their texts.
    fn each(&self, units: &[u32], mut f: impl FnMut(u32, Text) -> Result<(), Error>) -> Result<(), Error> {
        let mut buffer = Vec::new();
        units.iter().try_for_each(|&unit| f(unit, self.read(unit, &mut buffer)?))
    }
    /// What is known of a unit.
    fn flags(&self, unit: u32) -> Flags;
}

/// Records of bands by partition.
pub(crate) trait Records: Sync {
    /// Appends the records of a partition to `records`, by unit, without those of exact copies.
    fn part(&self, part: usize, records: &mut Vec<Record>) -> Result<(), Error>;
}

/// All texts in memory.
#[derive(Default)]
pub(crate) struct InMemory {
    pub blocks: Vec<Block>,
    /// The number of each block's first unit.
    firsts: Vec<u32>,
    len: u32,
}

impl InMemory {
    pub fn push(&mut self, block: Block) {
        self.firsts.push(self.len);
        self.len += block.len() as u32;
        self.blocks.push(block);
    }

    fn place(&self, unit: u32) -> (&Block, usize) {
        let block = self.firsts.partition_point(|&first| first <= unit) - 1;
        (&self.blocks[block], (unit - self.firsts[block]) as usize)
    }

    pub fn unit(&self, unit: u32) -> Unit {
        let (block, at) = self.place(unit);
        block.units[at]
    }

    pub fn key(&self, unit: u32) -> Key<'_> {
        let (block, at) = self.place(unit);
        block.key(at)
    }
}

impl Texts for InMemory {
    fn len(&self) -> usize {
        self.len as usize
    }

    fn read<'a>(&'a self, unit: u32, _: &'a mut Vec<u16>) -> Result<Text<'a>, Error> {
        let (block, at) = self.place(unit);
        Ok(Text { key: block.key(at), file: block.units[at].file })
    }

    fn flags(&self, unit: u32) -> Flags {
        self.unit(unit).flags()
    }
}

impl Records for InMemory {
    fn part(&self, part: usize, records: &mut Vec<Record>) -> Result<(), Error> {
        self.blocks.iter().for_each(|block| records.extend_from_slice(block.part(part)));
        Ok(())
    }
}
