//! Texts and records on disk, for a corpus that is larger than the memory it may use.
//!
//! Four files: the key texts one after the other, those that the prefix filter sees apart, since it reads them all; and the
//! records of exact hashes and of bands, each cut by partition.
//! The passes add theirs: pairs, and records of tokens. What is written is only ever appended to, and read at given
//! places. Of a unit a few bytes stay in memory: its length, and what is known of it.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use super::Error;
use super::block::{Flags, PARTS, Plan, Record};
use super::candidates::{self, Pair};
use super::key::Key;
use super::leader::CHUNK;
use super::lengths::Lengths;
use super::sketch::{KEY_BITS, PART_BITS};
use super::texts::{InMemory, Records, Text, Texts};
use super::workspace::{Loader, Saver, Workspace};

/// Reads exactly `buffer.len()` bytes at `offset`, wherever other threads are reading.
fn read_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<()> {
    #[cfg(unix)]
    return std::os::unix::fs::FileExt::read_exact_at(file, buffer, offset);
    #[cfg(windows)]
    {
        let mut read = 0;
        while read < buffer.len() {
            match std::os::windows::fs::FileExt::seek_read(file, &mut buffer[read..], offset + read as u64)? {
                0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                n => read += n,
            }
        }
        return Ok(());
    }
}

/// A file of texts, with room for those that wait to be written.
fn text_file(file: File) -> BufWriter<File> {
    BufWriter::with_capacity(1 << 20, file)
}

/// Records of 64 bits in partitions, appended a segment at a time.
pub(crate) struct Segments {
    file: File,
    len: u64,
    /// Where each segment begins in the file, and where its partitions begin and end in it, in records.
    segments: Vec<(u64, Vec<u32>)>,
    bytes: Vec<u8>,
}

impl Segments {
    pub fn create(workspace: &Workspace, name: &str) -> io::Result<Self> {
        Ok(Self { file: workspace.create(name)?, len: 0, segments: Vec::new(), bytes: Vec::new() })
    }

    /// Notes where everything is.
    pub fn save(&self, saver: &mut Saver) -> io::Result<()> {
        self.file.sync_data()?;
        saver.number(self.len)?;
        let bases: Vec<u64> = self.segments.iter().map(|(base, _)| *base).collect();
        saver.list(&bases)?;
        self.segments.iter().try_for_each(|(_, starts)| saver.list(starts))
    }

    /// Opens what an interrupted run has written.
    pub fn reopen(workspace: &Workspace, name: &str, saved: Saved) -> io::Result<Self> {
        let Saved { len, segments } = saved;
        Ok(Self { file: workspace.reopen(name, len)?, len, segments, bytes: Vec::new() })
    }

    /// Appends a segment; `part` calls its argument with the records of a partition, slice by slice.
    pub fn append(&mut self, mut parts: impl FnMut(usize, &mut dyn FnMut(&[u64]))) -> io::Result<()> {
        let mut starts = Vec::with_capacity(PARTS + 1);
        let base = self.len;
        let mut records = 0u32;
        starts.push(0);
        for part in 0..PARTS {
            let bytes = &mut self.bytes;
            parts(part, &mut |slice| {
                records += slice.len() as u32;
                bytes.extend(slice.iter().flat_map(|record| record.to_le_bytes()));
            });
            starts.push(records);
            if self.bytes.len() > 1 << 20 || part + 1 == PARTS {
                (&self.file).write_all(&self.bytes)?;
                self.len += self.bytes.len() as u64;
                self.bytes.clear();
            }
        }
        self.segments.push((base, starts));
        Ok(())
    }

    /// Appends a segment of sorted records of tokens.
    pub fn append_tokens(&mut self, records: &[u128]) -> io::Result<()> {
        let part_of = |record: u128| candidates::token_of(record).0.part();
        self.append(|part, take| {
            let start = records.partition_point(|&record| part_of(record) < part);
            let end = records.partition_point(|&record| part_of(record) <= part);
            let halves = records[start..end].iter().flat_map(|&record| [record as u64, (record >> 64) as u64]);
            take(&halves.collect::<Vec<u64>>());
        })
    }

    /// The records of tokens of these partitions, sorted.
    pub fn read_tokens(&self, parts: Range<usize>) -> io::Result<Vec<u128>> {
        let record = |&[low, high]: &[u64; 2]| u128::from(high) << 64 | u128::from(low);
        let (mut records, mut halves) = (Vec::new(), Vec::new());
        for part in parts {
            halves.clear();
            self.read(part, &mut halves)?;
            let start = records.len();
            records.extend(halves.as_chunks().0.iter().map(record));
            records[start..].par_sort_unstable();
        }
        Ok(records)
    }

    /// Appends the records of a partition to `records`, in the order they were given.
    pub fn read(&self, part: usize, records: &mut Vec<u64>) -> io::Result<()> {
        let mut bytes = Vec::new();
        for (base, starts) in &self.segments {
            let (start, end) = (starts[part] as usize, starts[part + 1] as usize);
            if start == end {
                continue;
            }
            bytes.resize((end - start) * 8, 0);
            read_at(&self.file, &mut bytes, base + start as u64 * 8)?;
            records.extend(bytes.as_chunks::<8>().0.iter().map(|record| u64::from_le_bytes(*record)));
        }
        Ok(())
    }
}

/// Where the segments of an interrupted run are.
pub(crate) struct Saved {
    len: u64,
    segments: Vec<(u64, Vec<u32>)>,
}

impl Saved {
    pub fn load(loader: &mut Loader) -> io::Result<Self> {
        let len = loader.number()?;
        let bases: Vec<u64> = loader.list()?;
        let segment = |base| -> io::Result<(u64, Vec<u32>)> {
            let starts: Vec<u32> = loader.list()?;
            if starts.len() == PARTS + 1 { Ok((base, starts)) } else { Err(io::ErrorKind::InvalidData.into()) }
        };
        Ok(Self { len, segments: bases.into_iter().map(segment).collect::<io::Result<_>>()? })
    }
}

/// Key texts and records of all units on disk.
pub(crate) struct Disk {
    /// Long ones, and those with few shingles.
    texts: [BufWriter<File>; 2],
    /// The lengths of key texts, in units of two bytes.
    lengths: Lengths,
    /// The first unit of each file, and the file, if files are kept apart.
    files: Vec<(u32, u32)>,
    /// Records of exact hashes.
    exact: Segments,
    bands: Segments,
    /// What is known of each unit.
    flags: Vec<Flags>,
    /// Where the files above are.
    workspace: Arc<Workspace>,
}

impl Disk {
    pub fn create(workspace: Arc<Workspace>) -> io::Result<Self> {
        workspace.forget(&["read", "copies", "candidates", "filter", "outcome"])?;
        Ok(Self {
            texts: [text_file(workspace.create("texts")?), text_file(workspace.create("few")?)],
            lengths: Lengths::default(),
            files: Vec::new(),
            exact: Segments::create(&workspace, "exact")?,
            bands: Segments::create(&workspace, "bands")?,
            flags: Vec::new(),
            workspace,
        })
    }

    /// Notes that all units are here.
    pub fn save(&self) -> io::Result<()> {
        if !self.workspace.is_named() {
            return Ok(());
        }
        self.texts.iter().try_for_each(|texts| texts.get_ref().sync_data())?;
        self.workspace.save("read", |saver| {
            saver.list(&self.files)?;
            saver.list(&self.flags)?;
            self.lengths.save(saver)?;
            self.exact.save(saver)?;
            self.bands.save(saver)
        })
    }

    /// The units that an interrupted run has put into this workspace, if that were all.
    pub fn load(workspace: &Arc<Workspace>) -> Option<Self> {
        workspace.load("read", |loader| {
            let files = loader.list()?;
            let flags: Vec<Flags> = loader.list()?;
            let lengths = Lengths::load(loader, flags.iter().map(|flags| usize::from(flags.is_few())))?;
            let [long, few] = lengths.ends();
            let exact = Segments::reopen(workspace, "exact", Saved::load(loader)?)?;
            let bands = Segments::reopen(workspace, "bands", Saved::load(loader)?)?;
            Ok(Self {
                texts: [text_file(workspace.reopen("texts", 2 * long)?), text_file(workspace.reopen("few", 2 * few)?)],
                lengths,
                files,
                exact,
                bands,
                flags,
                workspace: Arc::clone(workspace),
            })
        })
    }

    /// Appends units that have been in memory.
    pub fn append(&mut self, units: &InMemory, plan: &Plan) -> io::Result<()> {
        let first = self.flags.len() as u32;
        let mut exact: Vec<(u8, Record)> = Vec::new();
        let mut bytes = Vec::new();
        for unit in 0..units.len() as u32 {
            let Text { key, file } = units.text(unit);
            bytes.clear();
            bytes.extend(key.units.iter().flat_map(|unit| unit.to_le_bytes()));
            let flags = units.flags(unit);
            let of = usize::from(flags.is_few());
            self.texts[of].write_all(&bytes)?;
            if key.len() > 0 {
                let hash = plan.hash(key, file) >> (64 - KEY_BITS);
                exact.push(((hash >> (KEY_BITS - PART_BITS)) as u8, hash << 32 | self.flags.len() as u64));
            }
            self.lengths.push(key.units.len() as u32, of);
            if self.files.last().map_or(0, |&(_, last)| last) != file {
                self.files.push((self.flags.len() as u32, file));
            }
            self.flags.push(flags);
        }
        exact.sort_by_key(|&(part, _)| part);
        let (parts, records): (Vec<u8>, Vec<Record>) = exact.into_iter().unzip();
        self.exact.append(|part, take| {
            let start = parts.partition_point(|&p| usize::from(p) < part);
            let end = parts.partition_point(|&p| usize::from(p) <= part);
            take(&records[start..end]);
        })?;
        let mut records = Vec::new();
        self.bands.append(|part, take| {
            records.clear();
            units.extend_part(part, first, &mut records);
            take(&records);
        })
    }

    /// Ends writing.
    pub fn flush(&mut self) -> io::Result<()> {
        self.texts.iter_mut().try_for_each(Write::flush)
    }

    /// The records of exact hashes of a partition.
    pub fn exact(&self, part: usize, records: &mut Vec<Record>) -> io::Result<()> {
        self.exact.read(part, records)
    }

    pub fn flags_mut(&mut self) -> &mut [Flags] {
        &mut self.flags
    }

    /// The file that a unit's text is in.
    fn file(&self, unit: u32) -> &File {
        self.texts[self.file_number(unit)].get_ref()
    }

    fn file_number(&self, unit: u32) -> usize {
        usize::from(self.flags[unit as usize].is_few())
    }

    /// Where a unit's text begins and ends in its file, in bytes.
    fn place(&self, unit: u32) -> Range<u64> {
        let (start, len) = self.lengths.get(unit, |unit| self.file_number(unit));
        2 * start..2 * (start + len as u64)
    }

    /// A unit's text, from its bytes.
    fn text<'a>(&self, unit: u32, bytes: &[u8], buffer: &'a mut Vec<u16>) -> Text<'a> {
        buffer.clear();
        buffer.extend(bytes.as_chunks().0.iter().map(|unit| u16::from_le_bytes(*unit)));
        let file = self.files[..self.files.partition_point(|&(first, _)| first <= unit)].last();
        let key = Key { units: buffer, wide: self.flags[unit as usize].is_wide() };
        Text { key, file: file.map_or(0, |&(_, file)| file) }
    }

    /// Where pairs and the findings of passes are put.
    pub fn workspace(&self) -> &Workspace {
        &self.workspace
    }
}

impl Texts for Disk {
    fn len(&self) -> usize {
        self.flags.len()
    }

    fn read<'a>(&'a self, unit: u32, buffer: &'a mut Vec<u16>) -> Result<Text<'a>, Error> {
        let place = self.place(unit);
        let len = (place.end - place.start) as usize;
        let mut small = [0; 2048];
        let mut large = Vec::new();
        let bytes = match small.get_mut(..len) {
            Some(bytes) => bytes,
            None => {
                large.resize(len, 0);
                &mut large[..]
            }
        };
        read_at(self.file(unit), bytes, place.start)?;
        Ok(self.text(unit, bytes, buffer))
    }

    fn each(&self, units: &[u32], mut f: impl FnMut(u32, Text) -> Result<(), Error>) -> Result<(), Error> {
        let (mut bytes, mut chars) = (Vec::new(), Vec::new());
        let mut rest = units;
        while let Some(&unit) = rest.first() {
            // Texts that stand close together.
            let start = self.place(unit).start;
            let (mut end, mut n) = (start, 0);
            let same_file = rest.iter().take_while(|&&next| self.file_number(next) == self.file_number(unit));
            for next in same_file.map(|&unit| self.place(unit)) {
                let far = next.start > end + GAP || next.end > start + WINDOW;
                if n > 0 && far {
                    break;
                }
                (end, n) = (next.end, n + 1);
            }
            bytes.resize((end - start) as usize, 0);
            read_at(self.file(unit), &mut bytes, start)?;
            let (now, later) = rest.split_at(n);
            rest = later;
            for &unit in now {
                let place = self.place(unit);
                let bytes = &bytes[(place.start - start) as usize..(place.end - start) as usize];
                f(unit, self.text(unit, bytes, &mut chars))?;
            }
        }
        Ok(())
    }

    fn flags(&self, unit: u32) -> Flags {
        self.flags[unit as usize]
    }
}

impl Records for Disk {
    fn part(&self, part: usize, records: &mut Vec<Record>) -> Result<(), Error> {
        self.bands.read(part, records)?;
        // That they are copies has been found out after they were signed.
        records.retain(|&record| !self.flags[record as u32 as usize].is_copy());
        Ok(())
    }
}

/// Bytes of texts read at a time by [`Texts::each`].
const WINDOW: u64 = 256 << 10;

/// Bytes between two texts that are rather read than skipped.
const GAP: u64 = 16 << 10;

/// Where pairs wait.
#[derive(Clone, Copy)]
pub(crate) enum Room<'w> {
    Memory,
    /// As far as they do not fit in memory.
    Disk {
        workspace: &'w Workspace,
        memory: u64,
    },
}

impl Room<'_> {
    /// Where passes note what they found.
    pub fn workspace(&self) -> Option<&Workspace> {
        match self {
            Self::Disk { workspace, .. } if workspace.is_named() => Some(workspace),
            _ => None,
        }
    }

    /// Empties the files of records, which only the passes up to the candidates read, unless a later run may need them:
    /// what has not been written yet need not be, and the system's cache has room for other things.
    pub fn forget_records(&self) -> io::Result<()> {
        match self {
            Self::Disk { workspace, .. } if !workspace.is_named() => {
                ["exact", "bands"].iter().try_for_each(|name| workspace.create(name).map(drop))
            }
            _ => Ok(()),
        }
    }

    /// Where records of a pass can be put; `None` if there is memory alone.
    pub fn segments(self, name: &str) -> io::Result<Option<Segments>> {
        match self {
            Self::Memory => Ok(None),
            Self::Disk { workspace, .. } => Segments::create(workspace, name).map(Some),
        }
    }

    /// No pairs of so many units yet, or those of an interrupted run.
    pub fn pairs(self, name: &str, units: usize, saved: Option<Saved>) -> io::Result<Pairs> {
        Ok(match self {
            Self::Memory => Pairs::new(units, None, usize::MAX),
            Self::Disk { workspace, memory } => {
                let segments = match saved {
                    Some(saved) => Segments::reopen(workspace, name, saved)?,
                    None => Segments::create(workspace, name)?,
                };
                Pairs::new(units, Some(segments), (memory / 8).max(1 << 20) as usize / size_of::<Pair>())
            }
        })
    }
}

/// Pairs on their way from the partitions to the leader pass: in memory as long as they fit, then on disk. They are put
/// apart by their later units as they come, so that each part is sorted where the cache holds it.
pub(crate) struct Pairs {
    /// [`PARTS`] of them.
    waiting: Vec<Vec<Pair>>,
    spare: Vec<Pair>,
    /// How many wait, and how many may.
    count: usize,
    room: usize,
    disk: Option<Segments>,
    /// A part has the pairs of so many ranks; this is the logarithm. Units that are decided together are in one part.
    ranks: u32,
}

impl Pairs {
    fn new(units: usize, disk: Option<Segments>, room: usize) -> Self {
        let mut ranks = CHUNK.ilog2();
        while units >> ranks >= PARTS {
            ranks += 1;
        }
        Self { waiting: vec![Vec::new(); PARTS], spare: Vec::new(), count: 0, room, disk, ranks }
    }

    /// Notes the pairs so far.
    pub fn save(&mut self, saver: &mut Saver) -> io::Result<()> {
        self.spill()?;
        self.disk.as_ref().map_or(Ok(()), |segments| segments.save(saver))
    }

    pub fn extend(&mut self, pairs: &[Pair]) -> io::Result<()> {
        for &pair in pairs {
            self.waiting[(candidates::ends(pair).0 >> self.ranks) as usize].push(pair);
        }
        self.count += pairs.len();
        if self.count > self.room { self.spill() } else { Ok(()) }
    }

    fn spill(&mut self) -> io::Result<()> {
        let Some(segments) = self.disk.as_mut().filter(|_| self.count > 0) else { return Ok(()) };
        let (waiting, spare) = (&mut self.waiting, &mut self.spare);
        segments.append(|part, take| {
            candidates::sort_pairs(&mut waiting[part], spare);
            take(&waiting[part]);
            waiting[part].clear();
        })?;
        self.count = 0;
        Ok(())
    }

    /// Takes the pairs of a part out, each once, sorted.
    fn take(&mut self, part: usize) -> io::Result<Vec<Pair>> {
        let mut pairs = std::mem::take(&mut self.waiting[part]);
        if let Some(segments) = &self.disk {
            segments.read(part, &mut pairs)?;
        }
        candidates::sort_pairs(&mut pairs, &mut self.spare);
        Ok(pairs)
    }

    /// Calls `f` with all pairs of both kinds, each once, sorted, a part at a time, and with the rank that ends the part. The
    /// next part is sorted meanwhile.
    pub fn sorted(
        both: [Self; 2],
        mut f: impl FnMut([&[Pair]; 2], u64) -> Result<(), Error> + Send,
    ) -> Result<(), Error> {
        let [mut pairs, mut others] = both;
        let ranks = pairs.ranks;
        let mut take =
            |part| if part < PARTS { Ok((pairs.take(part)?, others.take(part)?)) } else { Ok(Default::default()) };
        let mut next: io::Result<(Vec<Pair>, Vec<Pair>)> = take(0);
        for part in 0..PARTS {
            let (now, others) = next?;
            let done;
            (done, next) = rayon::join(|| f([&now, &others], (part as u64 + 1) << ranks), || take(part + 1));
            done?;
        }
        Ok(())
    }
}
