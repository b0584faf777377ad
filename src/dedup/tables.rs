//! The shingles of kept units that a thread remembers, for units that many others are compared with.

use super::sketch::fold;
use super::texts::Text;
use super::verify::{Shingles, Verifier};

/// The most bytes of one unit's shingles.
const TABLE_BYTES: usize = 16 << 10;

/// Places for them. A unit has one that it shares with others; the last of them stays.
const PLACES: usize = 1 << 16;

/// The shingles of a kept unit.
pub(crate) struct Table {
    rank: u32,
    pub file: u32,
    pub shingles: Shingles,
}

/// Tables by the rank of their unit.
pub(crate) struct Tables {
    places: Vec<Option<Box<Table>>>,
    /// Bytes of all tables, and how many they may be.
    held: usize,
    most: usize,
    /// The place that is cleared next if there are too many.
    next: usize,
}

impl Tables {
    /// For a thread's share of so much memory.
    pub fn new(memory: u64) -> Self {
        let most = (memory / 64).max(1 << 20) as usize;
        Self { places: std::iter::repeat_with(|| None).take(PLACES).collect(), held: 0, most, next: 0 }
    }

    /// Whether the shingles of a unit of so many characters are few enough.
    pub fn can_hold(chars: usize) -> bool {
        Shingles::bytes_of(chars) <= TABLE_BYTES
    }

    /// The table of a unit, if it is there.
    pub fn get(&mut self, rank: u32) -> Option<&mut Table> {
        self.places[place(rank)].as_deref_mut().filter(|table| table.rank == rank)
    }

    /// Makes the table of a unit. Others go where there is no room for it.
    pub fn insert(&mut self, rank: u32, text: Text, verifier: &mut Verifier) {
        let at = place(rank);
        let mut table = self.places[at].take();
        self.held -= table.as_ref().map_or(0, |table| table.shingles.bytes());
        while self.held + Shingles::bytes_of(text.key.len()) > self.most {
            let old = self.places[self.next].take();
            self.held -= old.as_ref().map_or(0, |table| table.shingles.bytes());
            self.next = (self.next + 1) % PLACES;
            table = table.or(old);
        }
        let mut table = table.unwrap_or_else(|| Box::new(Table { rank, file: 0, shingles: Shingles::default() }));
        verifier.load_into(text.key, &mut table.shingles);
        (table.rank, table.file) = (rank, text.file);
        self.held += table.shingles.bytes();
        self.places[at] = Some(table);
    }
}

fn place(rank: u32) -> usize {
    fold(u64::from(rank)) as usize % PLACES
}
