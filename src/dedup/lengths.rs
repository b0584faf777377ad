//! Where each of many texts is that stand one after the other: their lengths, two bytes each, so that the place of a
//! text on disk can be told without reading it from there.

use std::io;

use super::workspace::{Loader, Saver};

/// See the module.
#[derive(Default)]
pub(crate) struct Lengths {
    /// [`LONG`] stands for one that is among the long ones.
    short: Vec<u16>,
    /// The numbers and lengths of texts of [`LONG`] or more.
    long: Vec<(u32, u32)>,
    /// Where each [`STEP`]th text begins.
    starts: Vec<u64>,
    end: u64,
}

/// A length that does not fit in two bytes.
const LONG: u16 = u16::MAX;

/// Lengths that are added up, at most, to find a text.
const STEP: usize = 32;

impl Lengths {
    /// How many texts there are.
    pub fn len(&self) -> usize {
        self.short.len()
    }

    /// Where the last text ends.
    pub fn end(&self) -> u64 {
        self.end
    }

    /// Adds a text.
    pub fn push(&mut self, len: u32) {
        if self.short.len().is_multiple_of(STEP) {
            self.starts.push(self.end);
        }
        let short = u16::try_from(len).unwrap_or(LONG);
        if short == LONG {
            self.long.push((self.short.len() as u32, len));
        }
        self.short.push(short);
        self.end += u64::from(len);
    }

    /// Where a text begins, and its length. Takes constant time, but for long texts near it.
    pub fn get(&self, text: u32) -> (u64, usize) {
        let step = text as usize / STEP;
        let before = (step * STEP) as u32..text;
        let start = self.starts[step] + before.map(|text| u64::from(self.length(text))).sum::<u64>();
        (start, self.length(text) as usize)
    }

    fn length(&self, text: u32) -> u32 {
        match self.short[text as usize] {
            LONG => self.long[self.long.partition_point(|&(other, _)| other < text)].1,
            short => u32::from(short),
        }
    }

    /// Notes them for a later run.
    pub fn save(&self, saver: &mut Saver) -> io::Result<()> {
        saver.list(&self.short)?;
        saver.list(&self.long)
    }

    /// What was noted.
    pub fn load(loader: &mut Loader) -> io::Result<Self> {
        let (short, long): (Vec<u16>, Vec<(u32, u32)>) = (loader.list()?, loader.list()?);
        let mut lengths = Self::default();
        let mut rest = long.into_iter();
        for length in short {
            match length {
                LONG => lengths.push(rest.next().ok_or(io::ErrorKind::InvalidData)?.1),
                short => lengths.push(u32::from(short)),
            }
        }
        Ok(lengths)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_found() {
        let all = [0, 3, 65_534, 65_535, 70_000, 1, 400_000_000, 0, 0, 17].repeat(25);
        let mut lengths = Lengths::default();
        all.iter().for_each(|&len| lengths.push(len));
        let mut start = 0;
        for (text, len) in (0..).zip(all) {
            assert_eq!(lengths.get(text), (start, len as usize));
            start += u64::from(len);
        }
        assert_eq!(lengths.end(), start);
    }
}
