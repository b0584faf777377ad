//! Reading: files and records become batches, a batch goes through the stages in parallel.

use std::io::{self, BufRead};

use rayon::prelude::*;

use super::memory::Memory;
use super::{Doc, Error, Observer, clean_document, jsonl};
use crate::config::Config;
use crate::decode;
use crate::input::{self, Format, Found, Input};
use crate::quality::Rejection;
use crate::stages::boilerplate::learned::Learned;
use crate::{Pipeline, Source};

/// Files in a batch, so that a million small ones do not wait for each other.
const BATCH_FILES: usize = 4096;

/// What is to be done: a whole file, or one record of a file.
enum Task<'f> {
    File {
        file: usize,
        input: &'f Input,
    },
    Record {
        file: usize,
        input: &'f Input,
        line: u64,
        json: Vec<u8>,
    },
    /// The file cannot be read, or not further.
    Failed {
        file: usize,
        line: Option<u64>,
        message: String,
    },
    /// All records of the file have been read.
    End {
        file: usize,
    },
}

/// A document on its way to the output.
pub enum Document {
    /// A text file, cleaned.
    Text { file: usize, doc: Box<Doc> },
    /// A record, cleaned: the line it stood in and the place of its text.
    Record { file: usize, line: u64, json: String, place: std::ops::Range<usize>, doc: Box<Doc> },
    /// A blank line between records.
    Blank { file: usize },
    /// A document, or all the rest of a file, that could not be done. A record's line is kept as it was.
    Failed { file: usize, line: Option<u64>, json: Option<Vec<u8>>, message: String },
    /// A file that is not text.
    Binary { file: usize },
    /// The file is complete.
    End { file: usize },
}

impl Document {
    /// Why the document is put aside, if it is.
    pub fn rejection(&self) -> Option<&Rejection> {
        match self {
            Self::Text { doc, .. } | Self::Record { doc, .. } => doc.rejection.as_ref(),
            _ => None,
        }
    }
}

/// Cleans every document and hands them on in corpus order, batch by batch. `learned` are lines that go from their ends.
///
/// # Errors
/// What `take` fails with.
pub fn each(
    found: &Found,
    config: &Config,
    learned: &Learned,
    observer: &dyn Observer,
    mut take: impl FnMut(Vec<Document>) -> Result<(), Error>,
) -> Result<(), Error> {
    let pipelines = Pipelines::new(config, learned)?;
    let most = Memory::divide(config.run.memory).batch;
    let (mut batch, mut bytes) = (Vec::new(), 0);
    for (file, input) in found.inputs.iter().enumerate() {
        if observer.stop() {
            break;
        }
        if input.format == Format::Jsonl {
            let mut flush = |task, size: u64, take: &mut dyn FnMut(Vec<Document>) -> Result<(), Error>| {
                batch.push(task);
                bytes += size;
                if bytes >= most { work(&mut batch, &mut bytes, config, &pipelines, observer, take) } else { Ok(()) }
            };
            records(file, input, &mut |task, size| flush(task, size, &mut take))?;
        } else {
            batch.push(Task::File { file, input });
            bytes += input.bytes;
        }
        if bytes >= most || batch.len() >= BATCH_FILES {
            work(&mut batch, &mut bytes, config, &pipelines, observer, &mut take)?;
        }
    }
    work(&mut batch, &mut bytes, config, &pipelines, observer, &mut take)
}

/// The stages as they run on files, and on records, whose text needs no line feed at its end.
struct Pipelines {
    text: Pipeline,
    record: Pipeline,
}

impl Pipelines {
    fn new(config: &Config, learned: &Learned) -> Result<Self, Error> {
        let mut without = config.clone();
        without.rules.ignore.push(crate::stages::reflow::FINAL_NEWLINE.code.to_owned());
        Ok(Self { text: config.pipeline_with(learned)?, record: without.pipeline_with(learned)? })
    }
}

fn work(
    batch: &mut Vec<Task<'_>>,
    bytes: &mut u64,
    config: &Config,
    pipelines: &Pipelines,
    observer: &dyn Observer,
    take: &mut dyn FnMut(Vec<Document>) -> Result<(), Error>,
) -> Result<(), Error> {
    let done: Vec<Document> = batch
        .par_drain(..)
        .map_init(
            || [&pipelines.text, &pipelines.record].map(|p| p.scratch().watched(observer.current())),
            |[text, record], task| match task {
                Task::File { file, input } => {
                    let done = whole_file(file, input, config, &pipelines.text, text);
                    observer.read(input.bytes);
                    observer.file(&input.name);
                    done
                }
                Task::Record { file, input, line, json } => {
                    observer.read(json.len() as u64 + 1);
                    one_record(file, input, line, json, config, &pipelines.record, record)
                }
                Task::Failed { file, line, message } => Document::Failed { file, line, json: None, message },
                Task::End { file } => Document::End { file },
            },
        )
        .collect();
    *bytes = 0;
    if done.is_empty() { Ok(()) } else { take(done) }
}

fn whole_file(
    file: usize,
    input: &Input,
    config: &Config,
    pipeline: &Pipeline,
    scratch: &mut crate::Scratch,
) -> Document {
    let failed = |message: String| Document::Failed { file, line: None, json: None, message };
    let bytes = match input::read_whole(input) {
        Ok(bytes) => bytes,
        Err(e) => return failed(e.to_string()),
    };
    if decode::looks_binary(&bytes) {
        return Document::Binary { file };
    }
    let source = decode::decode(bytes, &config.encoding);
    match clean_document(pipeline, scratch, &input::shown(&input.name), None, source, &config.quality) {
        Ok(doc) => Document::Text { file, doc: Box::new(doc) },
        Err(message) => failed(message),
    }
}

fn one_record(
    file: usize,
    input: &Input,
    line: u64,
    json: Vec<u8>,
    config: &Config,
    pipeline: &Pipeline,
    scratch: &mut crate::Scratch,
) -> Document {
    let failed = |json, message: String| Document::Failed { file, line: Some(line), json: Some(json), message };
    let json = match String::from_utf8(json) {
        Ok(json) => json,
        Err(e) => {
            let message =
                format!("is not UTF-8 from byte {} on: convert the file to UTF-8 first", e.utf8_error().valid_up_to());
            return failed(e.into_bytes(), message);
        }
    };
    if json.trim().is_empty() {
        return Document::Blank { file };
    }
    let field = match jsonl::field(&json, &config.input.text_field) {
        Ok(field) => field,
        Err(message) => return failed(json.into_bytes(), message),
    };
    let source = Source { text: field.text, ..Source::default() };
    match clean_document(pipeline, scratch, &input::shown(&input.name), Some(line), source, &config.quality) {
        Ok(doc) => Document::Record { file, line, json, place: field.place, doc: Box::new(doc) },
        Err(message) => failed(json.into_bytes(), message),
    }
}

/// Reads the records of a file.
fn records<'f>(
    file: usize,
    input: &'f Input,
    push: &mut dyn FnMut(Task<'f>, u64) -> Result<(), Error>,
) -> Result<(), Error> {
    let failed = |line, e: io::Error| Task::Failed { file, line, message: e.to_string() };
    let mut reader = match input::open(input) {
        Ok(reader) => reader,
        Err(e) => return push(failed(None, e), 0),
    };
    let mut bytes = Vec::new();
    for line in 1.. {
        bytes.clear();
        match reader.read_until(b'\n', &mut bytes) {
            Ok(0) => break,
            Ok(_) => {
                let json = bytes.strip_suffix(b"\n").unwrap_or(&bytes).to_vec();
                push(Task::Record { file, input, line, json }, bytes.len() as u64)?;
            }
            Err(e) => {
                push(failed(Some(line), e), 0)?;
                break;
            }
        }
    }
    push(Task::End { file }, 0)
}
