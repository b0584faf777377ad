//! Where each of many texts is that stand one after the other in one of two files: their lengths, two bytes each, so that
//! the place of a text on disk can be told without reading it from there.

use std::io;

use super::workspace::{Loader, Saver};

/// See the module.
#[derive(Default)]
pub(crate) struct Lengths {
    /// [`LONG`] stands for one that is among the long ones.
    short: Vec<u16>,
    /// The numbers and lengths of texts of [`LONG`] or more.
    long: Vec<(u32, u32)>,
    /// At each [`STEP`]th text: where the next one of either file begins.
    starts: Vec<[u64; 2]>,
    ends: [u64; 2],
}

/// A length that does not fit in two bytes.
const LONG: u16 = u16::MAX;

/// Lengths that are added up, at most, to find a text.
const STEP: usize = 16;

impl Lengths {
    /// Where the last texts of both files end.
    pub fn ends(&self) -> [u64; 2] {
        self.ends
    }

    /// Adds a text of this file.
    pub fn push(&mut self, len: u32, file: usize) {
        if self.short.len().is_multiple_of(STEP) {
            self.starts.push(self.ends);
        }
        let short = u16::try_from(len).unwrap_or(LONG);
        if short == LONG {
            self.long.push((self.short.len() as u32, len));
        }
        self.short.push(short);
        self.ends[file] += u64::from(len);
    }

    /// Where a text begins, and its length; `file` tells which a text is in. Takes constant time, but for long texts near
    /// it.
    pub fn get(&self, text: u32, file: impl Fn(u32) -> usize) -> (u64, usize) {
        let (step, mine) = (text as usize / STEP, file(text));
        let before = ((step * STEP) as u32..text).filter(|&text| file(text) == mine);
        let start = self.starts[step][mine] + before.map(|text| u64::from(self.length(text))).sum::<u64>();
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

    /// What was noted; `files` tells which file each text is in.
    pub fn load(loader: &mut Loader, files: impl ExactSizeIterator<Item = usize>) -> io::Result<Self> {
        let (short, long): (Vec<u16>, Vec<(u32, u32)>) = (loader.list()?, loader.list()?);
        if short.len() != files.len() {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let mut lengths = Self::default();
        let mut rest = long.into_iter();
        for (length, file) in short.into_iter().zip(files) {
            match length {
                LONG => lengths.push(rest.next().ok_or(io::ErrorKind::InvalidData)?.1, file),
                short => lengths.push(u32::from(short), file),
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
        let file = |text: u32| usize::from(text % 3 == 1);
        (0..).zip(&all).for_each(|(text, &len)| lengths.push(len, file(text)));
        let mut starts = [0; 2];
        for (text, len) in (0..).zip(all) {
            let start = &mut starts[file(text)];
            assert_eq!(lengths.get(text, file), (*start, len as usize));
            *start += u64::from(len);
        }
        assert_eq!(lengths.ends(), starts);
    }
}
