//! Copies what stays, as far as it is settled.

use std::io::{self, BufRead, BufWriter, IoSlice, Write};
use std::ops::Range;
use std::path::Path;

use super::batch::{Batch, Batches};
use super::places::Places;
use super::{Buffers, Cut, Job, Read, Target, document};
use crate::dedup::Removal;
use crate::input::{self, Format, Packing};
use crate::output::{Fsync, Staged};
use crate::run::Error as RunError;

/// Copies the inputs of a job, one after the other, without the units that are removed. A file gets its name when it is
/// whole.
pub(super) struct Copier<'j> {
    job: &'j Job,
    places: &'j Places<'j>,
    buffers: &'j mut Buffers,
    /// The input that is copied.
    at: usize,
    /// Where in it, once it is begun.
    lines: Option<Lines<'j>>,
    out: Option<Out>,
    /// How many of the removals are passed.
    gone: usize,
    failed: Option<RunError>,
}

impl<'j> Copier<'j> {
    pub fn new(job: &'j Job, places: &'j Places<'j>, buffers: &'j mut Buffers) -> Self {
        Self { job, places, buffers, at: 0, lines: None, out: None, gone: 0, failed: None }
    }

    /// Copies on to the unit `open`, of which it is not known whether it stays. These are all removals of units
    /// before it. What fails is told at the end. What is written to standard output cannot be taken back, and waits.
    pub fn copy(&mut self, removals: &[Removal], open: u64) {
        if self.failed.is_none() && matches!(self.job.target, Target::File(_) | Target::Folder(_)) {
            self.failed = self.inputs(removals, open).err();
        }
    }

    /// Copies the rest. These are all removals.
    pub fn finish(mut self, removals: &[Removal]) -> Result<(), RunError> {
        if let Some(e) = self.failed.take() {
            return Err(e);
        }
        if self.job.target == Target::Nowhere {
            return Ok(());
        }
        self.inputs(removals, u64::MAX)?;
        let is_read = (0..self.job.inputs.len()).any(|at| !self.places.file(at).failed);
        if let Target::File(_) | Target::Stdout = self.job.target
            && (is_read || self.job.inputs.is_empty())
        {
            // Even if there is nothing to be copied.
            self.out()?;
        }
        self.out.take().map_or(Ok(()), |out| out.publish(self.job.fsync))
    }

    /// Copies inputs, as far as their units are settled.
    fn inputs(&mut self, removals: &[Removal], open: u64) -> Result<(), RunError> {
        while let Some(input) = self.job.inputs.get(self.at) {
            let (file, units, cut) = (self.places.file(self.at), self.places.units(self.at), Cut::new(input, self.job));
            if file.failed {
                self.at += 1;
                continue;
            }
            if cut.is_whole() {
                if units.end > open {
                    return Ok(());
                }
                let gone = removals.get(self.gone).is_some_and(|removal| removal.unit < units.end);
                self.gone += usize::from(gone);
                if !gone {
                    let bytes = input::read_whole(input).map_err(|e| document(input, &e))?;
                    self.out()?.write(&mut [IoSlice::new(&bytes)])?;
                }
            } else {
                if self.lines.is_none() {
                    let reader = input::open(input).map_err(|e| document(input, &e))?;
                    self.lines = Some(Lines::new(reader, cut, file, units.start));
                    self.out()?;
                }
                if !self.lines(removals, open)? {
                    return Ok(());
                }
            }
            self.lines = None;
            if let Target::Folder(_) = self.job.target
                && let Some(out) = self.out.take()
            {
                out.publish(self.job.fsync)?;
            }
            self.at += 1;
        }
        Ok(())
    }

    /// Copies lines of the input at hand. Whether that was all of them.
    fn lines(&mut self, removals: &[Removal], open: u64) -> Result<bool, RunError> {
        let Self { job, at, lines: Some(lines), out: Some(out), buffers, gone, .. } = self else { return Ok(true) };
        let input = &job.inputs[*at];
        let [batch, next] = &mut **buffers;
        loop {
            // What is next is read and looked through while this is written.
            let kept = std::mem::take(&mut lines.kept);
            let write = || {
                let slices = kept.iter().map(|piece| match piece {
                    Piece::Same(range) => IoSlice::new(&batch[range.clone()]),
                    Piece::New(line) => IoSlice::new(line.as_bytes()),
                });
                out.write(&mut slices.collect::<Vec<_>>())
            };
            let (written, more) = rayon::join(write, || lines.go_on(batch, next, removals, gone, open));
            written?;
            let Some(in_next) = more.map_err(|e| document(input, &e))? else { break };
            if in_next {
                std::mem::swap(batch, next);
            }
            if lines.place < lines.end {
                return Ok(false);
            }
        }
        if lines.line != lines.file.lines {
            return Err(document(input, &"changed while it was read"));
        }
        Ok(true)
    }

    /// Where the input at hand goes.
    fn out(&mut self) -> Result<&mut Out, RunError> {
        let out = match self.out.take() {
            Some(out) => out,
            None => match &self.job.target {
                Target::Folder(folder) => {
                    let input = &self.job.inputs[self.at];
                    Out::create(&folder.join(&input.name), input.packing)?
                }
                Target::File(path) => Out::create(path, input::kind(path, Format::Auto).1)?,
                Target::Stdout | Target::Nowhere => Out::Stdout(BufWriter::with_capacity(1 << 16, io::stdout())),
            },
        };
        Ok(self.out.insert(out))
    }
}

fn failed(path: String) -> impl FnOnce(io::Error) -> RunError {
    move |source| RunError::Output { path, source }
}

/// What is written of a batch.
enum Piece {
    /// These bytes.
    Same(Range<usize>),
    /// A line that lost some of its units.
    New(String),
}

/// Walks over the lines of an input.
struct Lines<'j> {
    cut: Cut<'j>,
    file: &'j Read,
    batches: Batches<Box<dyn BufRead + Send>>,
    /// Where the next line begins in the batch.
    place: usize,
    /// Where the batch ends.
    end: usize,
    /// What is to be written of the batch.
    kept: Vec<Piece>,
    /// The input's first unit.
    first: u64,
    /// The next line's first unit.
    unit: u64,
    /// The next line.
    line: u64,
    /// The next of the lines that are not one unit.
    odd: usize,
}

impl<'j> Lines<'j> {
    fn new(reader: Box<dyn BufRead + Send>, cut: Cut<'j>, file: &'j Read, first: u64) -> Self {
        let batches = Batches::new(reader);
        Self { cut, file, batches, place: 0, end: 0, kept: Vec::new(), first, unit: first, line: 0, odd: 0 }
    }

    /// Looks through the rest of a batch, or through the next one, which is read for that, as far as it has no units
    /// from `open` on. Tells whether that was the next one; nothing at the end.
    fn go_on(
        &mut self,
        batch: &Batch,
        next: &mut Batch,
        removals: &[Removal],
        gone: &mut usize,
        open: u64,
    ) -> Result<Option<bool>, String> {
        let in_next = self.place == self.end;
        if in_next {
            if !self.batches.next(next).map_err(|e| e.to_string())? {
                return Ok(None);
            }
            (self.place, self.end) = (0, next.len());
        }
        self.kept = self.keep(if in_next { next } else { batch }, removals, gone, open)?;
        Ok(Some(in_next))
    }

    /// What stays of the lines of a batch that have no units from `open` on. So many removals are `gone`.
    fn keep(&mut self, batch: &[u8], removals: &[Removal], gone: &mut usize, open: u64) -> Result<Vec<Piece>, String> {
        let mut kept = Vec::new();
        let (begin, mut from) = (self.place, self.place);
        let last = (!batch.ends_with(b"\n")).then_some(batch.len().wrapping_sub(1));
        let ends = memchr::memchr_iter(b'\n', &batch[begin..]).map(|end| begin + end);
        for end in ends.chain(last) {
            let units = match self.file.odd.get(self.odd) {
                Some(&(line, first, units)) if line == self.line => {
                    debug_assert_eq!(first + self.first, self.unit);
                    u64::from(units)
                }
                _ => 1,
            };
            let until = self.unit + units;
            if until > open {
                break;
            }
            let line = self.place..end + 1;
            let here = removals[*gone..].iter().take_while(|removal| removal.unit < until).count();
            if here > 0 {
                kept.push(Piece::Same(from..line.start));
                from = line.end;
                let here = &removals[*gone..*gone + here];
                if here.len() as u64 != units {
                    kept.push(Piece::New(self.without(&batch[line.clone()], here)?));
                }
                *gone += here.len();
            }
            self.odd += usize::from(units != 1);
            self.unit = until;
            self.line += 1;
            self.place = line.end;
        }
        kept.push(Piece::Same(from..self.place));
        Ok(kept)
    }

    /// A line without some of its units.
    fn without(&self, line: &[u8], removals: &[Removal]) -> Result<String, String> {
        let line = std::str::from_utf8(line).map_err(|_| "changed while it was read")?;
        let (line, end) = line.strip_suffix('\n').map_or((line, ""), |line| (line, "\n"));
        let found = self.cut.text(line)?.ok_or("changed while it was read")?;
        let units = self.cut.units(&found.text);
        let gone = removals.iter().map(|removal| (removal.unit - self.unit) as usize);
        Ok(self.cut.without(line, &found, &units, gone) + end)
    }
}

/// What is written to.
enum Out {
    Stdout(BufWriter<io::Stdout>),
    File(String, Packed),
}

/// A file, packed as its name says.
enum Packed {
    Plain(Staged),
    Gzip(flate2::write::GzEncoder<Staged>),
    Zstd(zstd::Encoder<'static, Staged>),
}

impl Out {
    fn create(path: &Path, packing: Packing) -> Result<Self, RunError> {
        let create = || -> io::Result<Packed> {
            let staged = Staged::create(path)?;
            Ok(match packing {
                Packing::Plain => Packed::Plain(staged),
                Packing::Gzip => Packed::Gzip(flate2::write::GzEncoder::new(staged, flate2::Compression::default())),
                Packing::Zstd => Packed::Zstd(zstd::Encoder::new(staged, 0)?),
            })
        };
        let shown = input::shown(path);
        Ok(Self::File(shown.clone(), create().map_err(failed(shown))?))
    }

    /// Writes slices one after the other, without bringing them together before.
    fn write(&mut self, slices: &mut [IoSlice]) -> Result<(), RunError> {
        let (path, written) = match self {
            Self::Stdout(out) => ("-", write_slices(out, slices)),
            Self::File(path, Packed::Plain(out)) => (&**path, write_slices(out, slices)),
            Self::File(path, Packed::Gzip(out)) => (&**path, write_slices(out, slices)),
            Self::File(path, Packed::Zstd(out)) => (&**path, write_slices(out, slices)),
        };
        written.map_err(failed(path.to_owned()))
    }

    /// Ends writing, and gives a file its name.
    fn publish(self, fsync: Fsync) -> Result<(), RunError> {
        let (path, published) = match self {
            Self::Stdout(mut out) => ("-".to_owned(), out.flush()),
            Self::File(path, Packed::Plain(out)) => (path, out.publish(fsync)),
            Self::File(path, Packed::Gzip(out)) => (path, out.finish().and_then(|out| out.publish(fsync))),
            Self::File(path, Packed::Zstd(out)) => (path, out.finish().and_then(|out| out.publish(fsync))),
        };
        published.map_err(failed(path))
    }
}

fn write_slices(out: &mut impl Write, mut slices: &mut [IoSlice<'_>]) -> io::Result<()> {
    while !slices.is_empty() {
        match out.write_vectored(slices) {
            Ok(0) if slices.iter().any(|slice| !slice.is_empty()) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => IoSlice::advance_slices(&mut slices, written),
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    Ok(())
}
