//! Near-duplicate removal over files: text, one paragraph a line, and JSON Lines.
//!
//! Files are read twice, in batches: once to find what is to go, once to copy what stays. What stays is copied byte
//! for byte, while what comes later is still being decided.

mod batch;
mod copy;
mod index;
mod pipe;
mod places;
mod record;
mod resume;

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::io::{self, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use super::workspace::Workspace;
use super::{Deduplicator, Options, Outcome, Stats, Unit};
use crate::input::{self, Format, Input, Passed};
use crate::output::{Fsync, Staged};
use crate::run::{Error as RunError, units::units};
use batch::{Batch, Batches, pieces};
use copy::Copier;
use index::Index;
use places::Places;
use record::lines;

pub use index::Error as IndexError;
pub use pipe::{Error as PipeError, pipe};

/// Where what stays is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// Nowhere.
    Nowhere,
    /// To one file; its ending tells the packing.
    File(PathBuf),
    /// Under the inputs' names in a folder, packed as they are.
    Folder(PathBuf),
    /// To standard output.
    Stdout,
}

/// What to do.
#[derive(Clone, Debug)]
pub struct Job {
    /// The inputs, in corpus order.
    pub inputs: Vec<Input>,
    /// The field of JSON Lines that holds the text.
    pub text_field: String,
    /// How near-duplicates are looked for.
    pub options: Options,
    /// Where what stays is written.
    pub target: Target,
    /// A file for a line per removal: what is removed, what is kept, and their Jaccard index, between tabs.
    pub pairs: Option<PathBuf>,
    /// A folder that keeps what stays, for later runs to be compared with.
    pub index: Option<PathBuf>,
    /// Whether written files are forced to the disk.
    pub fsync: Fsync,
}

/// Why near-duplicates could not be removed from files.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The input cannot be read or the output cannot be written.
    #[error(transparent)]
    Run(#[from] crate::run::Error),
    /// The index cannot be used.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// The near-duplicates cannot be found.
    #[error("dedup: {0}")]
    Dedup(#[from] super::Error),
}

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Summary {
    /// What was seen and done.
    pub stats: Stats,
    /// Bytes read, unpacked.
    pub bytes: u64,
    /// Files, and lines of JSON Lines, that could not be read. A line is passed on as it is.
    pub failures: Vec<Passed>,
}

/// Bytes of lines that are cut up and folded at a time.
const PIECE: usize = 128 << 10;

/// Two batches: one that is worked on, and one that is read meanwhile.
type Buffers = [Batch; 2];

/// Removes near-duplicates from files.
///
/// # Errors
///
/// If the output cannot be written, an input changes or vanishes while it is read, or the index cannot be used.
pub fn run(job: &Job) -> Result<Summary, Error> {
    let mut index = job.index.as_deref().map(|folder| Index::open(folder, &job.options)).transpose()?;
    let known = index.as_ref().map_or(0, Index::units);
    let workspace = resume::workspace(job, index.as_ref())?;
    let mut buffers = Buffers::default();
    let (engine, files, mut summary) = read_all(job, index.as_ref(), workspace.as_ref(), &mut buffers)?;
    let places = Places::new(&job.inputs, files, known);
    let mut copier = Copier::new(job, &places, &mut buffers);
    let outcome = engine.finish_watched(&mut |removals, open| copier.copy(removals, open))?;
    summary.stats = outcome.stats;
    if let Some(path) = &job.pairs {
        write_pairs(path, &outcome, &places, index.as_ref(), job.fsync)?;
    }
    copier.finish(&outcome.removals)?;
    if let Some(index) = &mut index
        && job.target != Target::Nowhere
    {
        remember(job, index, &outcome, &places, &mut buffers)?;
    }
    if let Some(workspace) = workspace {
        workspace.remove().map_err(super::Error::Disk)?;
    }
    Ok(summary)
}

/// Gives all units to a deduplicator, if an interrupted run has not done so.
fn read_all(
    job: &Job,
    index: Option<&Index>,
    workspace: Option<&Arc<Workspace>>,
    buffers: &mut Buffers,
) -> Result<(Deduplicator, Vec<Read>, Summary), Error> {
    let mut engine = match workspace {
        Some(workspace) => {
            let engine = Deduplicator::resume(&job.options, workspace)?;
            if engine.is_read()
                && let Some((files, summary)) = resume::load(workspace)
            {
                return Ok((engine, files, summary));
            }
            workspace.forget(&["read"]).map_err(super::Error::Disk)?;
            Deduplicator::resume(&job.options, workspace)?
        }
        None => Deduplicator::new(&job.options)?,
    };
    if let Some(index) = index {
        index.read(|entries| {
            let keys: Vec<&str> = entries.iter().map(|entry| entry.key).collect();
            Ok::<_, Error>(engine.extend_known(&keys)?)
        })?;
    }
    let mut summary = Summary::default();
    let mut files = Vec::with_capacity(job.inputs.len());
    for input in &job.inputs {
        engine.start_file();
        let folder = engine.folder();
        let fold = |units: &[&str]| Ok(folder.fold(units)?);
        files.push(read(input, job, &mut summary, buffers, &fold, &mut |blocks| {
            Ok(engine.take(blocks.into_iter().flatten())?)
        })?);
    }
    if let Some(workspace) = workspace.filter(|_| engine.is_on_disk()) {
        resume::save(workspace, &files, &summary).map_err(super::Error::Disk)?;
    }
    Ok((engine, files, summary))
}

/// Adds what stays to the index.
fn remember(
    job: &Job,
    index: &mut Index,
    outcome: &Outcome,
    places: &Places,
    buffers: &mut Buffers,
) -> Result<(), Error> {
    let mut writer = index.append()?;
    let mut removals = outcome.removals.iter().map(|removal| removal.unit).peekable();
    let mut unit = index.units();
    for input in &job.inputs {
        let joined = |units: &[&str]| Ok((units.concat(), units.iter().map(|unit| unit.len()).collect::<Vec<_>>()));
        read(input, job, &mut Summary::default(), buffers, &joined, &mut |pieces| {
            for text in pieces.iter().flat_map(|(text, lengths)| parted(text, lengths)) {
                if removals.next_if_eq(&unit).is_none() {
                    writer.add(&places.of(unit), text).map_err(|source| IndexError::Io {
                        path: job.index.as_deref().map(input::shown).unwrap_or_default(),
                        source,
                    })?;
                }
                unit += 1;
            }
            Ok(())
        })?;
    }
    Ok(index.publish(writer, job.fsync)?)
}

/// The parts of a text that have these lengths.
fn parted<'t>(text: &'t str, lengths: &[usize]) -> impl Iterator<Item = &'t str> {
    let mut rest = text;
    lengths.iter().map(move |&length| {
        let part;
        (part, rest) = rest.split_at(length);
        part
    })
}

/// What is known of an input after the first reading.
#[derive(Default)]
pub(super) struct Read {
    /// How many units it has.
    units: u64,
    /// Lines that are not one unit: their number from 0 on, their first unit, how many units.
    odd: Vec<(u64, u64, u32)>,
    lines: u64,
    /// It could not be read, and is passed over.
    failed: bool,
}

fn document(input: &Input, e: &impl ToString) -> RunError {
    RunError::Document { path: input::shown(&input.path), message: e.to_string() }
}

/// How an input is cut into units.
#[derive(Clone, Copy)]
struct Cut<'j> {
    format: Format,
    unit: Unit,
    field: &'j str,
}

impl<'j> Cut<'j> {
    fn new(input: &Input, job: &'j Job) -> Self {
        Self { format: input.format, unit: job.options.unit, field: &job.text_field }
    }

    /// Whether the whole file is one unit.
    fn is_whole(self) -> bool {
        self.format == Format::Txt && self.unit == Unit::Document
    }

    /// The text of a line; `None` if the line has none.
    fn text<'l>(self, line: &'l str) -> Result<Option<record::Text<'l>>, String> {
        match self.format {
            Format::Jsonl if line.trim_ascii().is_empty() => Ok(None),
            Format::Jsonl => record::text(line, self.field).map(Some),
            _ => Ok(Some(record::Text { text: Cow::Borrowed(line), place: 0..line.len() })),
        }
    }

    /// Whether a line's text is seen at once to be one unit.
    fn is_one(self, text: &str) -> bool {
        self.unit == Unit::Document || self.unit == Unit::Paragraph && memchr::memchr(b'\n', text.as_bytes()).is_none()
    }

    /// The units of a line's text.
    fn units(self, text: &str) -> Vec<Range<usize>> {
        if self.is_one(text) {
            return std::iter::once(0..text.len()).collect();
        }
        units(text, self.unit).into_iter().map(|span| span.range()).collect()
    }
}

impl Cut<'_> {
    /// A line without some of the units of its text.
    fn without(
        self,
        line: &str,
        found: &record::Text,
        units: &[Range<usize>],
        gone: impl Iterator<Item = usize>,
    ) -> String {
        let mut gone = gone.peekable();
        let mut text = String::with_capacity(found.text.len());
        for (at, range) in units.iter().enumerate() {
            if gone.next_if_eq(&at).is_none() {
                text.push_str(&found.text[range.clone()]);
            }
        }
        if text.ends_with('\n') && !found.text.ends_with('\n') {
            text.pop();
        }
        match self.format {
            Format::Jsonl => crate::run::jsonl::with_text(line, found.place.clone(), &text),
            _ => text,
        }
    }
}

/// What is known of the lines of a piece of a batch.
#[derive(Default)]
struct Seen {
    units: u64,
    /// How many units a line has that has not one, by the line's place.
    odd: Vec<(u64, u32)>,
    /// What is wrong with lines, by their place.
    failures: Vec<(u64, String)>,
    lines: u64,
}

/// Cuts the lines of a piece into units, and makes of these what is made of them.
fn cut_up<'p, M>(piece: &'p [u8], cut: Cut, make: impl Fn(&[&str]) -> Result<M, Error>) -> Result<(Seen, M), Error> {
    let mut seen = Seen::default();
    let mut texts: Vec<(Cow<str>, Option<Vec<Range<usize>>>)> = Vec::new();
    let mut add = |found: Result<Option<record::Text<'p>>, String>| {
        match found {
            Ok(Some(found)) => {
                let units = (!cut.is_one(&found.text)).then(|| cut.units(&found.text));
                let several = units.filter(|units| units.len() != 1);
                seen.odd.extend(several.iter().map(|units| (seen.lines, units.len() as u32)));
                texts.push((found.text, several));
            }
            none => {
                seen.odd.push((seen.lines, 0));
                seen.failures.extend(none.err().map(|message| (seen.lines, message)));
            }
        }
        seen.lines += 1;
    };
    match utf8(piece) {
        Ok(piece) => lines(piece).for_each(|line| add(cut.text(line))),
        // One line that cannot be read is no reason to pass over the others.
        Err(_) => piece.split_inclusive(|&byte| byte == b'\n').for_each(|line| {
            add(utf8(line.strip_suffix(b"\n").unwrap_or(line)).and_then(|line| cut.text(line)));
        }),
    }
    let mut units: Vec<&str> = Vec::with_capacity(texts.len());
    for (text, cuts) in &texts {
        match cuts {
            Some(cuts) => units.extend(cuts.iter().map(|range| &text[range.clone()])),
            None => units.push(text),
        }
    }
    seen.units = units.len() as u64;
    Ok((seen, make(&units)?))
}

/// Cuts an input up into units. On any thread, and ahead of their turn, `make` makes something of those of some consecutive
/// lines; `take` takes what was made, in order.
fn read<M: Send>(
    input: &Input,
    job: &Job,
    summary: &mut Summary,
    buffers: &mut Buffers,
    make: &(impl Fn(&[&str]) -> Result<M, Error> + Sync),
    take: &mut (impl FnMut(Vec<M>) -> Result<(), Error> + Send),
) -> Result<Read, Error> {
    let mut file = Read::default();
    let cut = Cut::new(input, job);
    let shown = input::shown(&input.path);
    if cut.is_whole() {
        let bytes = input::read_whole(input);
        summary.bytes += bytes.as_ref().map_or(0, |bytes| bytes.len() as u64);
        match bytes.as_deref().map_err(ToString::to_string).and_then(utf8) {
            Ok(text) => {
                take(vec![make(&[text])?])?;
                file.units = 1;
            }
            Err(reason) => {
                summary.failures.push(Passed { path: shown, reason });
                file.failed = true;
            }
        }
        return Ok(file);
    }
    let reader = match input::open(input) {
        Ok(reader) => reader,
        Err(e) => {
            summary.failures.push(Passed { path: shown, reason: e.to_string() });
            file.failed = true;
            return Ok(file);
        }
    };
    let mut batches = Batches::new(reader);
    let [batch, next] = buffers;
    let mut made = Vec::new();
    let mut more = batches.next(batch);
    while more.map_err(|e| document(input, &e))? {
        summary.bytes += batch.len() as u64;
        if file.lines == 0
            && input.format == Format::Txt
            && let Err(reason) = utf8(batch)
            && is_foreign(batch)
        {
            summary.failures.push(Passed { path: shown, reason });
            file.failed = true;
            return Ok(file);
        }
        let pieces = pieces(batch, batch.len().div_ceil(PIECE));
        let work = |piece: &&[u8]| cut_up(piece, cut, make);
        let (taken, (cut, following)) = if rayon::current_num_threads() == 1 {
            // Each is taken while it is in the cache.
            let one = |piece: &&[u8]| {
                let (seen, made) = work(piece)?;
                take(vec![made])?;
                Ok((seen, None))
            };
            (Ok(()), (pieces.iter().map(one).collect::<Result<Vec<_>, Error>>(), batches.next(next)))
        } else {
            let cut = || {
                pieces
                    .par_iter()
                    .with_max_len(1)
                    .map(|piece| work(piece).map(|(seen, made)| (seen, Some(made))))
                    .collect()
            };
            rayon::join(|| take(made), || rayon::join(cut, || batches.next(next)))
        };
        taken?;
        made = Vec::with_capacity(pieces.len());
        for (seen, of_piece) in cut? {
            note(seen, &mut file, |line, reason| {
                summary.failures.push(Passed { path: format!("{shown}:{}", line + 1), reason });
            });
            made.extend(of_piece);
        }
        more = following;
        std::mem::swap(batch, next);
    }
    take(made)?;
    Ok(file)
}

/// Remembers what is known of lines.
fn note(seen: Seen, file: &mut Read, mut fail: impl FnMut(u64, String)) {
    let (mut unit, mut line) = (file.units, file.lines);
    for (place, units) in seen.odd {
        let place = file.lines + place;
        unit += place - line;
        file.odd.push((place, unit, units));
        unit += u64::from(units);
        line = place + 1;
    }
    seen.failures.into_iter().for_each(|(place, message)| fail(file.lines + place, message));
    file.units += seen.units;
    file.lines += seen.lines;
}

/// Whether a text is in another encoding from beginning to end: most of its first lines that are not ASCII are not UTF-8.
fn is_foreign(batch: &[u8]) -> bool {
    const HEAD: usize = 1 << 16;
    let lines = batch[..batch.len().min(HEAD)].split_inclusive(|&byte| byte == b'\n');
    // What the end of the head cuts in two tells nothing.
    let whole = lines.filter(|line| line.ends_with(b"\n") || batch.len() <= HEAD).filter(|line| !line.is_ascii());
    let (mut all, mut bad) = (0, 0);
    for line in whole {
        all += 1;
        bad += usize::from(utf8(line).is_err());
    }
    2 * bad > all
}

fn utf8(bytes: &[u8]) -> Result<&str, String> {
    simdutf8::basic::from_utf8(bytes).map_err(|_| "not UTF-8: `taoxi clean` reads other encodings".to_owned())
}

fn write_pairs(
    path: &Path,
    outcome: &Outcome,
    places: &Places,
    index: Option<&Index>,
    fsync: Fsync,
) -> Result<(), Error> {
    let mut known: HashMap<u64, String> = HashMap::new();
    if let Some(index) = index {
        let wanted: HashSet<u64> =
            outcome.removals.iter().map(|removal| removal.witness).filter(|&unit| places.is_known(unit)).collect();
        let mut unit = 0;
        index.read(|entries| {
            for entry in entries {
                if wanted.contains(&unit) {
                    known.insert(unit, entry.place.to_owned());
                }
                unit += 1;
            }
            Ok::<_, Error>(())
        })?;
    }
    let write = || -> io::Result<()> {
        let mut out = Staged::create(path)?;
        for removal in &outcome.removals {
            let kept = known.get(&removal.witness).cloned().unwrap_or_else(|| places.of(removal.witness));
            writeln!(out, "{}\t{kept}\t{:.4}", places.of(removal.unit), removal.jaccard)?;
        }
        out.publish(fsync)
    };
    Ok(write().map_err(|source| RunError::Output { path: input::shown(path), source })?)
}
