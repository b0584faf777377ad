//! Where the key texts are.

use std::io;
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::Error;
use super::arena::{Arena, Place};
use super::block::{Block, Flags, PARTS, Plan, Record, Unit};
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
    lanes: Vec<Lane>,
    units: Vec<Stored>,
    /// What is known of each unit.
    flags: Vec<Flags>,
    bands: Vec<Bands>,
}

/// What one thread writes. Memory that is written first is what takes time, and so is shared out.
#[derive(Default)]
struct Lane {
    /// Key texts, and the places of records.
    chars: Arena<u16>,
    /// Keys of records.
    keys: Arena<u32>,
}

/// Where the records of a block are.
struct Bands {
    /// The block's first unit.
    first: u32,
    lane: usize,
    keys: Place,
    places: Place,
    /// Where each partition's begin among them; and the end.
    starts: Box<[u32]>,
}

/// Where a key text is.
#[derive(Clone, Copy)]
struct Stored {
    lane: u16,
    place: Place,
    /// In units of two bytes.
    len: u32,
    file: u32,
}

impl Lane {
    /// Signs a block and takes in its key texts and records. `lane` is the lane's number. Returns where the first key
    /// text is, and the records; the block's first unit is not known here.
    fn take(&mut self, lane: usize, block: &mut Block, plan: &Plan) -> io::Result<(Place, Bands)> {
        let len = block.new_keys().map(|key| key.units.len()).sum();
        let texts = self.chars.claim(len)?;
        let mut room = self.chars.get_mut(texts, len);
        for key in block.new_keys() {
            let (here, rest) = room.split_at_mut(key.units.len());
            here.copy_from_slice(key.units);
            room = rest;
        }
        block.sign(plan);
        let (keys, places) = (self.keys.push(&block.keys)?, self.chars.push(&block.places)?);
        Ok((texts, Bands { first: 0, lane, keys, places, starts: block.starts.as_slice().into() }))
    }
}

impl InMemory {
    /// Signs blocks and takes them in. Their copies are marked; these are the originals of them, in order.
    pub fn extend(
        &mut self,
        blocks: &mut [Block],
        originals: impl IntoIterator<Item = u32>,
        plan: &Plan,
    ) -> Result<(), Error> {
        let threads = rayon::current_num_threads();
        self.lanes.resize_with(threads.max(self.lanes.len()), Lane::default);
        let lanes: Vec<Mutex<&mut Lane>> = self.lanes.iter_mut().map(Mutex::new).collect();
        let take = |block: &mut Block| {
            let number = rayon::current_thread_index().unwrap_or_default() % lanes.len();
            lanes[number].lock().unwrap_or_else(PoisonError::into_inner).take(number, block, plan)
        };
        let taken: Vec<(Place, Bands)> =
            blocks.par_iter_mut().with_max_len(1).map(take).collect::<io::Result<_>>().map_err(Error::Memory)?;
        let mut originals = originals.into_iter();
        for (block, (mut place, bands)) in blocks.iter().zip(taken) {
            let lane = bands.lane as u16;
            self.bands.push(Bands { first: self.units.len() as u32, ..bands });
            for (at, &Unit { file, flags, .. }) in block.units.iter().enumerate() {
                let original = if flags.is_copy() { originals.next() } else { None };
                let stored = match original {
                    // It needs no room of its own.
                    Some(original) => Stored { file, ..self.units[original as usize] },
                    None => {
                        let len = block.key(at).units.len() as u32;
                        let here = place;
                        place = here.after(len);
                        Stored { lane, place: here, len, file }
                    }
                };
                self.units.push(stored);
            }
            self.flags.extend(block.units.iter().map(|unit| unit.flags));
        }
        Ok(())
    }

    /// A text.
    pub fn text(&self, unit: u32) -> Text<'_> {
        let Stored { lane, place, len, file } = self.units[unit as usize];
        let wide = self.flags[unit as usize].is_wide();
        Text { key: Key { units: self.lanes[usize::from(lane)].chars.get(place, len as usize), wide }, file }
    }

    /// Bytes held.
    pub fn bytes(&self) -> u64 {
        let bands = self.bands.len() * (PARTS + 1) * size_of::<u32>();
        let units = self.units.capacity() * size_of::<Stored>() + self.flags.capacity();
        let lanes: usize = self.lanes.iter().map(|lane| lane.chars.bytes() + lane.keys.bytes()).sum();
        (lanes + units + bands) as u64
    }

    /// Appends the records of a partition to `records`, block by block. Units are numbered from `from` on.
    pub fn extend_part(&self, part: usize, from: u32, records: &mut Vec<Record>) {
        for Bands { first, lane, keys, places, starts } in &self.bands {
            let (all, here) = (starts[PARTS] as usize, starts[part] as usize..starts[part + 1] as usize);
            let Lane { chars, keys: numbers } = &self.lanes[*lane];
            let (keys, places) = (&numbers.get(*keys, all)[here.clone()], &chars.get(*places, all)[here]);
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
