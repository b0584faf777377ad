//! Where the key texts are.

use super::Error;
use super::arena::{Arena, Place};
use super::block::{Block, Flags, PARTS, Record};
use super::key::Key;

/// A unit's key text and the file it is in.
#[derive(Clone, Copy, PartialEq, Eq)]
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
    chars: Arena<u16>,
    records: Arena<Record>,
    units: Vec<Stored>,
    /// What is known of each unit.
    flags: Vec<Flags>,
    /// Of each block, where its records are, and where each partition's begin among them.
    bands: Vec<(Place, Vec<u32>)>,
}

/// Where a key text is, and what is known of it.
struct Stored {
    place: Place,
    /// In units of two bytes.
    len: u32,
    file: u32,
    hash: u64,
}

impl InMemory {
    /// Adds the key texts of a block.
    pub fn extend(&mut self, block: &Block) -> Result<(), Error> {
        for (at, unit) in block.units.iter().enumerate() {
            let key = block.key(at);
            let (place, len) = (self.chars.push(key.units).map_err(Error::Memory)?, key.units.len() as u32);
            self.units.push(Stored { place, len, file: unit.file, hash: unit.hash });
            self.flags.push(unit.flags);
        }
        Ok(())
    }

    /// Adds the records of a block whose units were added before, the first of them with this number.
    pub fn extend_records(&mut self, first: u32, block: &Block) -> Result<(), Error> {
        for (flags, unit) in self.flags[first as usize..].iter_mut().zip(&block.units) {
            *flags = unit.flags;
        }
        let records = self.records.push(&block.records).map_err(Error::Memory)?;
        self.bands.push((records, block.starts.clone()));
        Ok(())
    }

    /// A text.
    pub fn text(&self, unit: u32) -> Text<'_> {
        let Stored { place, len, file, .. } = self.units[unit as usize];
        let wide = self.flags[unit as usize].is_wide();
        Text { key: Key { units: self.chars.get(place, len as usize), wide }, file }
    }

    /// The hash of a text.
    pub fn hash(&self, unit: u32) -> u64 {
        self.units[unit as usize].hash
    }

    /// Bytes held.
    pub fn bytes(&self) -> u64 {
        let bands = self.bands.len() * (PARTS + 1) * size_of::<u32>();
        let units = self.units.capacity() * size_of::<Stored>() + self.flags.capacity();
        (self.chars.bytes() + self.records.bytes() + units + bands) as u64
    }

    /// Calls `f` with the records of a partition, block by block.
    pub fn each_part(&self, part: usize, mut f: impl FnMut(&[Record])) {
        for (place, starts) in &self.bands {
            let all = self.records.get(*place, starts[PARTS] as usize);
            f(&all[starts[part] as usize..starts[part + 1] as usize]);
        }
    }
}

impl Texts for InMemory {
    fn len(&self) -> usize {
        self.flags.len()
    }

    fn read<'a>(&'a self, unit: u32, _: &'a mut Vec<u16>) -> Result<Text<'a>, Error> {
        Ok(self.text(unit))
    }

    fn flags(&self, unit: u32) -> Flags {
        self.flags[unit as usize]
    }
}

impl Records for InMemory {
    fn part(&self, part: usize, records: &mut Vec<Record>) -> Result<(), Error> {
        self.each_part(part, |some| records.extend_from_slice(some));
        Ok(())
    }
}
