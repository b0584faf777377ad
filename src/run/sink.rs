//! Writing: takes documents up in corpus order, lets the files wait until dedup is done, and
//! gives all of them their names at the end.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use rayon::prelude::*;

use super::batch::Document;
use super::dups::{DocUnits, Dups, Taken};
use super::memory::Memory;
use super::{Doc, Error, Observer, jsonl, learn};
use crate::config::{Config, DEDUP};
use crate::input::{self, Found, Input, Packing, Passed};
use crate::journal::{Journal, file};
use crate::output::{META, Staged, Waiting, each_of, write_whole};
use crate::quality::Rejection;
use crate::report::diff::diff;
use crate::report::{
    DocTally, Failure, FileCounts, Inputs, MAX_FILES, MAX_REPEATED, Pair, Repeated, Report, SCHEMA_VERSION, Tally, Tool,
};
use crate::stages::boilerplate::learned::{Learned, Learner};
use crate::{ParagraphBreak, dedup};

/// zstd's and gzip's level for outputs whose input was packed.
const ZSTD_LEVEL: i32 = 3;

/// Documents whose changes are shown in the report, and of them at least, if there are so many, for each rule.
const DIFFS: usize = 60;
const DIFFS_A_RULE: u32 = 3;
/// The stage that removes what is learned, and the name of the list it is written to.
const BOILERPLATE: &str = "boilerplate";
const LEARNED: &str = "boilerplate.toml";
/// The longest document, in bytes, whose changes are shown.
const DIFF_BYTES: usize = 4 << 20;

/// Where the documents of a run go.
pub struct Sink<'r> {
    found: &'r Found,
    config: &'r Config,
    out: &'r Path,
    /// Until it is finished.
    journal: Option<file::Writer<Staged>>,
    dups: Option<Dups>,
    tally: Tally,
    report: Report,
    files: Vec<FileCounts>,
    /// The JSON Lines file that is being written.
    open: Option<(usize, Packed)>,
    /// The file whose lines are counted, and how many it has.
    counted: (usize, u64),
    /// The JSON Lines file of records put aside that is being written.
    rejected: Option<(usize, Packed)>,
    held: Vec<(usize, Held)>,
    /// Bytes of texts held in memory; those that have no room wait on the disk.
    held_bytes: u64,
    memory: Memory,
    timings: Vec<Duration>,
    docs: u64,
    /// How many documents with each rule are shown so far.
    shown: BTreeMap<&'static str, u32>,
    lines: Lines,
}

/// The lines that many documents begin or end with.
enum Lines {
    /// They are known, and removed.
    Learned(Learned),
    /// They are being counted, to be listed.
    Counted(Learner),
    /// The stage does not run.
    Ignored,
}

/// An output that waits for dedup.
enum Held {
    /// A text in memory, written when it is final.
    Text(String),
    /// A file under a hidden name.
    File(Waiting),
}

/// A staged file, packed as its input was.
enum Packed {
    Plain(Staged),
    Gzip(flate2::write::GzEncoder<Staged>),
    Zstd(zstd::Encoder<'static, Staged>),
}

impl Packed {
    fn create(path: &Path, packing: Packing) -> io::Result<Self> {
        let staged = Staged::create(path)?;
        Ok(match packing {
            Packing::Plain => Self::Plain(staged),
            Packing::Gzip => Self::Gzip(flate2::write::GzEncoder::new(staged, flate2::Compression::default())),
            Packing::Zstd => Self::Zstd(zstd::Encoder::new(staged, ZSTD_LEVEL)?),
        })
    }

    fn finish(self) -> io::Result<Staged> {
        match self {
            Self::Plain(staged) => Ok(staged),
            Self::Gzip(encoder) => encoder.finish(),
            Self::Zstd(encoder) => encoder.finish(),
        }
    }

    fn line(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.write_all(bytes)?;
        self.write_all(b"\n")
    }
}

impl Write for Packed {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(w) => w.write(buf),
            Self::Gzip(w) => w.write(buf),
            Self::Zstd(w) => w.write(buf),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(w) => w.flush(),
            Self::Gzip(w) => w.flush(),
            Self::Zstd(w) => w.flush(),
        }
    }
}

impl<'r> Sink<'r> {
    pub fn open(found: &'r Found, config: &'r Config, out: &'r Path, learned: Option<Learned>) -> Result<Self, Error> {
        let lines = match learned {
            Some(learned) => Lines::Learned(learned),
            None if config.stages.iter().any(|s| s == BOILERPLATE) => Lines::Counted(learn::learner(config)),
            None => Lines::Ignored,
        };
        let path = out.join(META).join(file::NAME);
        let journal = Staged::create(&path).and_then(file::Writer::new).map_err(Error::output(&path))?;
        let report = Report {
            schema_version: SCHEMA_VERSION,
            tool: Tool { name: "taoxi".to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() },
            inputs: Inputs {
                files: found.inputs.len() as u64,
                bytes: found.inputs.iter().map(|i| i.bytes).sum(),
                ..Inputs::default()
            },
            skipped: found.skipped.clone(),
            failures: found.failed.iter().map(|f| failure(&f.path, None, &f.reason)).collect(),
            ..Report::default()
        };
        let memory = Memory::divide(config.run.memory);
        let dups = if config.dedup_on() {
            let memory = config.dedup.memory.min(memory.dedup);
            Some(Dups::new(&dedup::Options { memory, ..config.dedup.clone() }, config.output.paragraph_break)?)
        } else {
            None
        };
        Ok(Self {
            found,
            config,
            out,
            journal: Some(journal),
            dups,
            tally: Tally::new(),
            report,
            files: found.inputs.iter().map(|_| FileCounts::default()).collect(),
            open: None,
            counted: (0, 0),
            rejected: None,
            held: Vec::new(),
            held_bytes: 0,
            memory,
            timings: Vec::new(),
            docs: 0,
            shown: BTreeMap::new(),
            lines,
        })
    }

    /// Takes up the documents of a batch.
    pub fn take(&mut self, batch: Vec<Document>) -> Result<(), Error> {
        let lines: Vec<_> = batch.iter().map(|document| self.output_line(document)).collect();
        if let Some(dups) = &mut self.dups {
            dups.extend(batch.iter().zip(&lines).filter_map(|(document, &line)| {
                let (file, record, doc) = match document {
                    Document::Text { file, doc } => (*file, None, doc),
                    Document::Record { file, line, doc, .. } => (*file, Some(*line), doc),
                    _ => return None,
                };
                // What is put aside takes part as an empty text, so that the numbers agree with the journal.
                let text = if doc.rejection.is_none() { doc.text.as_str() } else { "" };
                Some((DocUnits { file, record, line, first: 0, steps: doc.journal.steps.len() }, text))
            }))?;
        }
        for (document, line) in batch.into_iter().zip(lines) {
            self.take_one(document, line)?;
        }
        // Without dedup nothing can change any more.
        if self.dups.is_none() { self.publish() } else { Ok(()) }
    }

    /// The line that a record will have in its output, if it has one.
    fn output_line(&mut self, document: &Document) -> Option<u64> {
        let file = match document {
            Document::Record { file, .. } if document.rejection().is_none() => *file,
            Document::Blank { file } | Document::Failed { file, json: Some(_), .. } => *file,
            _ => return None,
        };
        if self.counted.0 != file {
            self.counted = (file, 0);
        }
        self.counted.1 += 1;
        Some(self.counted.1)
    }

    fn take_one(&mut self, document: Document, output_line: Option<u64>) -> Result<(), Error> {
        match document {
            Document::Text { file, mut doc } => {
                let text = std::mem::take(&mut doc.text);
                let rejection = doc.rejection.take();
                self.count(file, *doc, &text, rejection.is_some())?;
                if let Some(rejection) = rejection {
                    return self.reject(file, None, &text, &rejection);
                }
                self.report.outputs.files += 1;
                let held = if self.held_bytes < self.memory.held {
                    self.held_bytes += text.len() as u64;
                    Held::Text(text)
                } else {
                    Held::File(stage(self.input(file), &self.path(file), &self.form().write(&text))?)
                };
                self.held.push((file, held));
                Ok(())
            }
            Document::Record { file, line, json, place, mut doc } => {
                let text = std::mem::take(&mut doc.text);
                let cleaned = jsonl::with_text(&json, place, &self.form().write(&text));
                let rejection = doc.rejection.take();
                doc.document.line = output_line;
                self.count(file, *doc, &text, rejection.is_some())?;
                match rejection {
                    Some(rejection) => self.reject(file, Some(line), &cleaned, &rejection),
                    None => self.line(file, cleaned.as_bytes()),
                }
            }
            Document::Blank { file } => self.line(file, b""),
            Document::Failed { file, line, json, message } => {
                let path = input::shown(&self.input(file).path);
                self.report.failures.push(failure(&path, line, &message));
                self.report.totals.documents.failed += 1;
                json.map_or(Ok(()), |json| self.line(file, &json))
            }
            Document::Binary { file } => {
                let path = input::shown(&self.input(file).path);
                self.report.skipped.push(Passed { path, reason: "not text: it holds binary data".to_owned() });
                Ok(())
            }
            Document::End { file } => {
                let packed = match self.open.take() {
                    Some((_, packed)) => packed,
                    None => self.create(file)?,
                };
                self.close(file, packed)
            }
        }
    }

    /// Puts a document aside: under `_taoxi/rejected/`, with the figure that failed in the report.
    fn reject(&mut self, file: usize, record: Option<u64>, text: &str, rejection: &Rejection) -> Result<(), Error> {
        let name = input::shown(&self.input(file).name);
        let path = rejected_path(self.out, &self.input(file).name);
        let error = || Error::output(&path);
        match (record, &mut self.rejected) {
            (None, _) => stage(self.input(file), &path, &self.form().write(text))?
                .publish(self.config.output.fsync)
                .map_err(error())?,
            (Some(_), Some((open, packed))) if *open == file => packed.line(text.as_bytes()).map_err(error())?,
            (Some(_), _) => {
                self.close_rejected()?;
                let mut packed = Packed::create(&path, self.input(file).packing).map_err(error())?;
                packed.line(text.as_bytes()).map_err(error())?;
                self.rejected = Some((file, packed));
            }
        }
        if self.report.rejected.len() < MAX_FILES {
            let reason = format!("{} is {:.4}, the limit {}", rejection.filter, rejection.value, rejection.threshold);
            let path = record.map_or_else(|| name.clone(), |record| format!("{name}:{record}"));
            self.report.rejected.push(Passed { path, reason });
        }
        Ok(())
    }

    fn close_rejected(&mut self) -> Result<(), Error> {
        let Some((file, packed)) = self.rejected.take() else { return Ok(()) };
        let path = rejected_path(self.out, &self.input(file).name);
        packed.finish().and_then(|staged| staged.publish(self.config.output.fsync)).map_err(Error::output(&path))
    }

    fn form(&self) -> ParagraphBreak {
        self.config.output.paragraph_break
    }

    fn input(&self, file: usize) -> &'r Input {
        &self.found.inputs[file]
    }

    fn path(&self, file: usize) -> std::path::PathBuf {
        self.out.join(&self.input(file).name)
    }

    fn create(&self, file: usize) -> Result<Packed, Error> {
        let path = self.path(file);
        Packed::create(&path, self.input(file).packing).map_err(Error::output(&path))
    }

    fn line(&mut self, file: usize, bytes: &[u8]) -> Result<(), Error> {
        if self.open.is_none() {
            self.open = Some((file, self.create(file)?));
        }
        let Some((_, packed)) = &mut self.open else { return Ok(()) };
        packed.line(bytes).map_err(Error::output(&self.out.join(&self.found.inputs[file].name)))
    }

    fn close(&mut self, file: usize, packed: Packed) -> Result<(), Error> {
        let path = self.path(file);
        let waiting = packed.finish().and_then(Staged::finish).map_err(Error::output(&path))?;
        self.report.outputs.files += 1;
        self.held.push((file, Held::File(waiting)));
        Ok(())
    }

    /// Appends lines to the journal.
    fn append(&mut self, lines: &[u8]) -> Result<(), Error> {
        let journal = self.journal.as_mut().map_or(Ok(()), |journal| journal.append(lines));
        journal.map_err(Error::output(&self.out.join(META).join(file::NAME)))
    }

    /// Writes what is still in memory, and gives all files their names.
    fn publish(&mut self) -> Result<(), Error> {
        self.held_bytes = 0;
        let (inputs, out, form, fsync) = (&self.found.inputs, self.out, self.form(), self.config.output.fsync);
        each_of(std::mem::take(&mut self.held), |(file, held)| {
            let path = out.join(&inputs[file].name);
            let waiting = match held {
                Held::Text(text) => stage(&inputs[file], &path, &form.write(&text))?,
                Held::File(waiting) => waiting,
            };
            waiting.publish(fsync).map_err(Error::output(&path))
        })
    }

    /// Enters a document into journal and counts.
    fn count(&mut self, file: usize, doc: Doc, text: &str, rejected: bool) -> Result<(), Error> {
        if let Lines::Counted(learner) = &mut self.lines {
            learner.add(learn::folder(&self.found.inputs[file]), &doc.ends);
        }
        let mut document = doc.document;
        document.doc = self.docs;
        self.docs += 1;
        #[cfg(unix)]
        {
            use std::os::unix::ffi::OsStrExt;
            let name = &self.input(file).name;
            if name.to_str().is_none_or(|n| n != document.path) {
                let hex: String = name.as_os_str().as_bytes().iter().map(|b| format!("{b:02x}")).collect();
                document.path_bytes = Some(hex.into());
            }
        }
        let lines = file::lines(&document, &doc.journal);
        self.append(&lines)?;

        self.show(&document, &doc.journal, text, &doc.tally);

        let documents = &mut self.report.totals.documents;
        documents.rejected += u64::from(rejected);
        match (doc.settled, doc.changed) {
            (false, _) => documents.unsettled += 1,
            (true, true) => documents.changed += 1,
            (true, false) => documents.unchanged += 1,
        }
        let inputs = &mut self.report.inputs;
        inputs.documents += 1;
        *inputs.by_encoding.entry(doc.encoding.0.to_owned()).or_default() += 1;
        inputs.malformed += doc.malformed;
        self.report.outputs.bytes += text.len() as u64;
        self.report.outputs.paragraphs += text.lines().count() as u64;

        let counts = &mut self.files[file];
        counts.encoding = doc.encoding.0.to_owned();
        counts.confidence = doc.encoding.1;
        counts.malformed += doc.malformed;
        counts.documents += 1;
        counts.bytes_out += text.len() as u64;
        counts.add(&doc.tally);
        self.tally.add(doc.tally);
        self.timings.resize(doc.timings.len().max(self.timings.len()), Duration::ZERO);
        self.timings.iter_mut().zip(doc.timings).for_each(|(sum, time)| *sum += time);
        Ok(())
    }

    /// Keeps the changes of a document for the report, if it shows a rule that has been shown little.
    fn show(&mut self, document: &file::Document<'_>, journal: &Journal, text: &str, tally: &DocTally) {
        let little = |(code, _): (&'static str, u64)| self.shown.get(code).is_none_or(|&n| n < DIFFS_A_RULE);
        if self.report.diffs.len() < DIFFS && text.len() < DIFF_BYTES && tally.hits().any(little) {
            for (code, _) in tally.hits() {
                *self.shown.entry(code).or_default() += 1;
            }
            self.report.diffs.push(diff(&document.path, document.record, &journal.undo(text), journal));
        }
    }

    /// Takes the duplicates out, gives the files their names, and sums up.
    pub fn finish(mut self, observer: &dyn Observer) -> Result<Report, Error> {
        self.close_rejected()?;
        let start = Instant::now();
        if let Some(dups) = self.dups.take() {
            observer.phase(DEDUP);
            self.dedup(dups)?;
        }
        let dedup_time = start.elapsed();
        observer.phase("write");
        self.list_lines()?;
        let journal_path = self.out.join(META).join(file::NAME);
        let fsync = self.config.output.fsync;
        let journal = self.journal.take().map_or(Ok(()), |j| j.finish()?.publish(fsync));
        journal.map_err(Error::output(&journal_path))?;
        self.publish()?;

        let mut report = self.report;
        if let Some(dedup) = &mut report.dedup {
            dedup.samples.iter_mut().for_each(|pair| fetch_kept(self.out, pair));
        }
        let names = self.config.pipeline()?.stages().iter().map(|s| s.name()).collect::<Vec<_>>();
        let mut stages: Vec<_> =
            names.into_iter().zip(self.timings.into_iter().chain(std::iter::repeat(Duration::ZERO))).collect();
        if self.config.dedup_on() {
            stages.push((DEDUP, dedup_time));
        }
        self.tally.fill(&mut report, &stages);
        let mut files = self.files;
        for (counts, input) in files.iter_mut().zip(&self.found.inputs) {
            counts.path = input::shown(&input.name);
            counts.bytes_in = input.bytes;
        }
        let path = self.out.join(META).join("files.jsonl");
        let mut lines = Vec::new();
        for counts in &files {
            let _ = serde_json::to_writer(&mut lines, counts);
            lines.push(b'\n');
        }
        write_whole(&path, &lines, fsync).map_err(Error::output(&path))?;
        files.sort_by_key(|f| std::cmp::Reverse(f.change_rate()));
        files.truncate(MAX_FILES);
        report.files = files;
        Ok(report)
    }

    /// Lists the lines that many documents begin or end with; writes the list where they were learned, for review and for other runs.
    fn list_lines(&mut self) -> Result<(), Error> {
        let (learned, removed) = match std::mem::replace(&mut self.lines, Lines::Ignored) {
            Lines::Learned(learned) => (learned, true),
            Lines::Counted(learner) => (learner.finish(), false),
            Lines::Ignored => return Ok(()),
        };
        if removed {
            let path = self.out.join(META).join(LEARNED);
            write_whole(&path, learned.to_toml().as_bytes(), self.config.output.fsync).map_err(Error::output(&path))?;
        }
        let all = learned.lines.len() as u64;
        let lines = learned.lines.into_iter().take(MAX_REPEATED).collect();
        self.report.repeated = Repeated { removed, all, lines };
        Ok(())
    }

    fn dedup(&mut self, dups: Dups) -> Result<(), Error> {
        let found = dups.finish(|file| input::shown(&self.found.inputs[file].name))?;
        let (config, inputs) = (self.config, &self.found.inputs);
        let done: Vec<(usize, Held, Vec<Taken>)> = std::mem::take(&mut self.held)
            .into_par_iter()
            .map(|(file, held)| {
                let touched = found.touched(file);
                match held {
                    held if touched.is_empty() => Ok((file, held, Vec::new())),
                    Held::Text(text) => {
                        let mut out = found.take_out(touched[0], &text);
                        Ok((file, Held::Text(std::mem::take(&mut out.text)), vec![out]))
                    }
                    Held::File(waiting) => {
                        let path = waiting.path().to_owned();
                        rewrite(&inputs[file], waiting, &touched, &found, config)
                            .map(|(waiting, taken)| (file, Held::File(waiting), taken))
                            .map_err(Error::output(&path))
                    }
                }
            })
            .collect::<Result<_, Error>>()?;
        let mut pairs: Vec<Pair> = Vec::new();
        for (file, held, taken) in done {
            for mut doc in taken {
                self.append(&doc.lines)?;
                self.files[file].take_away(&doc.tally);
                self.report.outputs.paragraphs -= doc.units;
                self.report.outputs.bytes -= doc.bytes;
                self.files[file].bytes_out -= doc.bytes;
                self.tally.take_away(doc.tally);
                pairs.append(&mut doc.pairs);
                pairs.truncate(super::dups::SAMPLES);
            }
            self.held.push((file, held));
        }
        self.report.dedup = Some(found.counts(pairs));
        Ok(())
    }
}

/// Where a document that is put aside goes.
pub(crate) fn rejected_path(out: &Path, name: &Path) -> std::path::PathBuf {
    out.join(META).join("rejected").join(name)
}

/// Writes a text to a file that waits for its name.
fn stage(input: &Input, path: &Path, text: &str) -> Result<Waiting, Error> {
    let write = || {
        let mut packed = Packed::create(path, input.packing)?;
        packed.write_all(text.as_bytes())?;
        packed.finish()?.finish()
    };
    write().map_err(Error::output(path))
}

/// Lines that are read to fetch a kept text for the report.
const FETCH_LINES: usize = 100_000;

/// Reads the text that was kept from its output, if it does not lie too deep in it.
fn fetch_kept(out: &Path, pair: &mut Pair) {
    let mut parts = pair.kept_at.rsplitn(2, ':');
    let (Some(line), Some(path)) = (parts.next().and_then(|l| l.parse::<usize>().ok()), parts.next()) else { return };
    if let Ok(file) = std::fs::File::open(out.join(path))
        && let Some(Ok(text)) = io::BufRead::lines(io::BufReader::new(file)).take(FETCH_LINES).nth(line - 1)
    {
        pair.kept = crate::report::cut(&text, super::dups::SHOWN);
    }
}

/// Writes a waiting file anew, without the duplicates.
fn rewrite(
    input: &Input,
    waiting: Waiting,
    touched: &[usize],
    found: &super::dups::Found,
    config: &Config,
) -> io::Result<(Waiting, Vec<Taken>)> {
    let staged = Input { path: waiting.temp().to_owned(), bytes: u64::MAX / 1024, ..input.clone() };
    let mut packed = Packed::create(waiting.path(), input.packing)?;
    let form = config.output.paragraph_break;
    let mut taken = Vec::new();
    let mut reader = input::open(&staged)?;
    if input.format == input::Format::Jsonl {
        let mut touched = touched.iter().copied().peekable();
        let mut line = String::new();
        for number in 1.. {
            line.clear();
            if io::BufRead::read_line(&mut reader, &mut line)? == 0 {
                break;
            }
            let json = line.strip_suffix('\n').unwrap_or(&line);
            match touched.next_if(|&doc| found.line(doc) == Some(number)) {
                Some(doc) => {
                    let field = jsonl::field(json, &config.input.text_field).map_err(io::Error::other)?;
                    let out = found.take_out(doc, &form.read(&field.text));
                    packed.line(jsonl::with_text(json, field.place, &form.write(&out.text)).as_bytes())?;
                    taken.push(out);
                }
                None => packed.line(json.as_bytes())?,
            }
        }
    } else {
        let mut text = String::new();
        io::Read::read_to_string(&mut reader, &mut text)?;
        for &doc in touched {
            let out = found.take_out(doc, &form.read(&text));
            packed.write_all(form.write(&out.text).as_bytes())?;
            taken.push(out);
        }
    }
    Ok((packed.finish()?.finish()?, taken))
}

fn failure(path: &str, line: Option<u64>, message: &str) -> Failure {
    let path = line.map_or_else(|| path.to_owned(), |line| format!("{path}:{line}"));
    Failure { path, message: message.to_owned() }
}
