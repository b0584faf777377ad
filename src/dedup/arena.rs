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
    slab: u32,
    start: u32,
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
        if list.len() > self.room || self.slabs.is_empty() {
            let bytes = self.bytes().next_power_of_two().clamp(LEAST, MOST).max(size_of_val(list));
            self.slabs.push(slab(bytes)?);
            self.room = bytes / size_of::<T>();
        }
        let last = self.slabs.len() - 1;
        let numbers: &mut [T] = bytemuck::cast_slice_mut(&mut self.slabs[last]);
        let start = numbers.len() - self.room;
        numbers[start..start + list.len()].copy_from_slice(list);
        self.room -= list.len();
        self.len += list.len();
        Ok(Place { slab: last as u32, start: start as u32 })
    }

    /// The `len` numbers from a place on.
    #[inline]
    pub fn get(&self, place: Place, len: usize) -> &[T] {
        &bytemuck::cast_slice(&self.slabs[place.slab as usize])[place.start as usize..][..len]
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
