//! Memory for many small lists that stay.
//!
//! They stand one after the other in slabs that come from the system as a whole, on huge pages where it has them. A
//! corpus in memory is written once and then read here and there; with small pages much time goes into getting
//! them and into finding them again (`docs/bench-dedup.md`).

use std::io;
use std::marker::PhantomData;

use bytemuck::Pod;
use memmap2::MmapMut;

/// The least and the most bytes of a slab that is not made for one longer list.
const LEAST: usize = 1 << 16;
const MOST: usize = 32 << 20;

/// Slabs from here on are on huge pages.
#[cfg(target_os = "linux")]
const HUGE: usize = 4 << 20;

/// Lists of numbers.
pub(crate) struct Arena<T> {
    slabs: Vec<MmapMut>,
    /// How many numbers there is room for behind the last list.
    room: usize,
    /// How many numbers there are.
    len: usize,
    numbers: PhantomData<T>,
}

/// Where a list begins.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    slab: u16,
    start: u32,
}

impl Place {
    /// The place so many numbers further on in the same list.
    pub fn after(self, numbers: u32) -> Self {
        Self { start: self.start + numbers, ..self }
    }
}

impl<T> Default for Arena<T> {
    fn default() -> Self {
        Self { slabs: Vec::new(), room: 0, len: 0, numbers: PhantomData }
    }
}

impl<T: Pod> Arena<T> {
    /// Copies a list of less than four billion numbers.
    ///
    /// # Errors
    ///
    /// If the system has no memory left.
    pub fn push(&mut self, list: &[T]) -> io::Result<Place> {
        let place = self.claim(list.len())?;
        self.get_mut(place, list.len()).copy_from_slice(list);
        Ok(place)
    }

    /// Makes room for a list of `len` numbers, less than four billion, without touching it.
    ///
    /// # Errors
    ///
    /// If the system has no memory left.
    pub fn claim(&mut self, len: usize) -> io::Result<Place> {
        if len > self.room || self.slabs.is_empty() {
            let bytes = self.bytes().next_power_of_two().clamp(LEAST, MOST).max(len * size_of::<T>());
            self.slabs.push(slab(bytes)?);
            self.room = bytes / size_of::<T>();
        }
        let last = self.slabs.len() - 1;
        let slab = u16::try_from(last).map_err(|_| io::ErrorKind::OutOfMemory)?;
        let start = self.slabs[last].len() / size_of::<T>() - self.room;
        self.room -= len;
        self.len += len;
        Ok(Place { slab, start: start as u32 })
    }

    /// The `len` numbers from a place on, to be written.
    pub fn get_mut(&mut self, place: Place, len: usize) -> &mut [T] {
        &mut bytemuck::cast_slice_mut(&mut self.slabs[usize::from(place.slab)])[place.start as usize..][..len]
    }

    /// The `len` numbers from a place on.
    #[inline]
    pub fn get(&self, place: Place, len: usize) -> &[T] {
        &bytemuck::cast_slice(&self.slabs[usize::from(place.slab)])[place.start as usize..][..len]
    }

    /// Bytes in use.
    pub fn bytes(&self) -> usize {
        self.len * size_of::<T>()
    }
}

/// Zeros.
fn slab(bytes: usize) -> io::Result<MmapMut> {
    let slab = MmapMut::map_anon(bytes)?;
    #[cfg(target_os = "linux")]
    if bytes >= HUGE {
        // A system that has none goes on with small ones.
        let _ = slab.advise(memmap2::Advice::HugePage);
    }
    Ok(slab)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_stay_where_they_are() {
        let mut arena = Arena::default();
        let mut lists: Vec<Vec<u16>> = (0..200u16).map(|n| vec![n; usize::from(n) * 40]).collect();
        lists.push(vec![7; MOST]);
        let places: Vec<Place> = lists.iter().map(|list| arena.push(list).expect("memory")).collect();
        for (list, &place) in lists.iter().zip(&places) {
            assert_eq!(arena.get(place, list.len()), list);
        }
        assert_eq!(arena.bytes(), lists.concat().len() * 2);
        assert!(arena.slabs.len() > 3);
    }
}
