//! Where the key texts are.

use super::Error;
use super::arena::{Arena, Place};
use super::block::{Block, Flags, PARTS, Record, Unit};
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
    /// Key texts, and the places of records.
    chars: Arena<u16>,
    /// Keys of records.
    keys: Arena<u32>,
    units: Vec<Stored>,
    /// What is known of each unit.
    flags: Vec<Flags>,
    bands: Vec<Bands>,
}

/// Where the records of a block are.
struct Bands {
    /// The block's first unit.
    first: u32,
    keys: Place,
    places: Place,
    /// Where each partition's begin among them; and the end.
    starts: Box<[u32]>,
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
    /// Adds a unit and its key text.
    pub fn push(&mut self, unit: Unit, key: Key) -> Result<(), Error> {
        let place = self.chars.push(key.units).map_err(Error::Memory)?;
        self.units.push(Stored { place, len: key.units.len() as u32, file: unit.file, hash: unit.hash });
        self.flags.push(unit.flags);
        Ok(())
    }

    /// Adds a unit whose key text is that of another, beside which it needs no room.
    pub fn push_copy(&mut self, unit: Unit, original: u32) {
        let Stored { place, len, .. } = self.units[original as usize];
        self.units.push(Stored { place, len, file: unit.file, hash: unit.hash });
        self.flags.push(unit.flags);
    }

    /// Adds the records of a block whose units were added before, the first of them with this number.
    pub fn extend_records(&mut self, first: u32, block: &Block) -> Result<(), Error> {
        for (flags, unit) in self.flags[first as usize..].iter_mut().zip(&block.units) {
            *flags = unit.flags;
        }
        let keys = self.keys.push(&block.keys).map_err(Error::Memory)?;
        let places = self.chars.push(&block.places).map_err(Error::Memory)?;
        self.bands.push(Bands { first, keys, places, starts: block.starts.as_slice().into() });
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
        (self.chars.bytes() + self.keys.bytes() + units + bands) as u64
    }

    /// Appends the records of a partition to `records`, block by block. Units are numbered from `from` on.
    pub fn extend_part(&self, part: usize, from: u32, records: &mut Vec<Record>) {
        for Bands { first, keys, places, starts } in &self.bands {
            let (all, here) = (starts[PARTS] as usize, starts[part] as usize..starts[part + 1] as usize);
            let (keys, places) = (&self.keys.get(*keys, all)[here.clone()], &self.chars.get(*places, all)[here]);
            let first = from + first;
            let record = |(&key, &place): (&u32, &u16)| u64::from(key) << 32 | u64::from(first + u32::from(place));
            records.extend(keys.iter().zip(places).map(record));
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
        self.extend_part(part, 0, records);
        Ok(())
    }
}
