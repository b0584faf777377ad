//! The journal on the disk: `_taoxi/journal.jsonl.zst`, one JSON record a line.
//!
//! A `document` record opens each document; its `change` and `doubt` records follow. What dedup
//! took away comes after all documents, each record naming its document. Replaying the changes of
//! a document backwards, step by step, turns the output into the decoded source.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Read, Write};

use serde::{Deserialize, Serialize};

use super::{Doubt, Journal, Step};
use crate::{Edits, Rule, RuleSet, Span, rule};

/// The file's name.
pub const NAME: &str = "journal.jsonl.zst";
/// zstd's level: above this, time grows faster than the file shrinks.
const ZSTD_LEVEL: i32 = 3;

/// One line of the journal.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", tag = "is")]
pub enum Record<'a> {
    /// A document begins.
    #[serde(borrow)]
    Document(Document<'a>),
    /// Text was changed.
    #[serde(borrow)]
    Change(Change<'a>),
    /// A place was noticed and left alone.
    #[serde(borrow)]
    Doubt(Noticed<'a>),
}

/// What is known of a document.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Document<'a> {
    /// Its number in corpus order, from 0.
    pub doc: u64,
    /// The name of its file, in the input and in the output, relative.
    pub path: Cow<'a, str>,
    /// The bytes of that name in hexadecimal, if it is not UTF-8.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path_bytes: Option<Cow<'a, str>>,
    /// In JSON Lines, the line of its record, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<u64>,
    /// In JSON Lines, the line of its record in the output, from 1; none if it was put aside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// How its bytes became text.
    pub decode: crate::source::Decoding,
    /// xxh3-64 of the decoded source, in hexadecimal: `restore` checks what it gives back.
    pub xxh3: Cow<'a, str>,
    /// Characters before.
    pub chars_in: u64,
    /// Characters after the stages, before dedup.
    pub chars_out: u64,
}

/// One change.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Change<'a> {
    /// The document's number.
    pub doc: u64,
    /// The step, counted over the stages that changed something in the document.
    pub step: u32,
    /// The stage that ran.
    pub stage: Cow<'a, str>,
    /// The round of the pipeline, from 0.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub round: u32,
    /// The rule's code.
    pub code: Cow<'a, str>,
    /// Where it was in the input of the step, in bytes.
    pub at: u32,
    /// Where it was in the decoded source, in bytes. Replaying the steps before tells it as well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<u32>,
    /// What was there.
    pub was: Cow<'a, str>,
    /// What is there now.
    pub now: Cow<'a, str>,
    /// How sure the rule was.
    pub score: f32,
    /// For a duplicate: what was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub witness: Option<Witness<'a>>,
}

/// The text that a removed duplicate is a copy of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Witness<'a> {
    /// Its document's number.
    pub doc: u64,
    /// Its document's file.
    pub path: Cow<'a, str>,
    /// In JSON Lines, its record's line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<u64>,
    /// Its line in the document's output, from 1.
    pub line: u64,
    /// The Jaccard similarity of the two, on shingles.
    pub jaccard: f32,
}

/// A place left alone.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Noticed<'a> {
    /// The document's number.
    pub doc: u64,
    /// The rule's code.
    pub code: Cow<'a, str>,
    /// Where it is in the decoded source, in bytes.
    pub source: u32,
    /// What stands there.
    pub text: Cow<'a, str>,
    /// The score it reached.
    pub score: f32,
    /// What held the rule back.
    pub why: Cow<'a, str>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_zero(n: &u32) -> bool {
    *n == 0
}

/// Writes records as JSON Lines.
pub struct Writer<W: Write>(zstd::Encoder<'static, W>);

impl<W: Write> Writer<W> {
    /// A journal on `out`.
    ///
    /// # Errors
    /// If the compressor cannot be set up.
    pub fn new(out: W) -> io::Result<Self> {
        let mut encoder = zstd::Encoder::new(out, ZSTD_LEVEL)?;
        encoder.include_checksum(true)?;
        Ok(Self(encoder))
    }

    /// Appends lines that [`lines`] made.
    ///
    /// # Errors
    /// If they cannot be written.
    pub fn append(&mut self, lines: &[u8]) -> io::Result<()> {
        self.0.write_all(lines)
    }

    /// Ends the journal and gives back what it was written to.
    ///
    /// # Errors
    /// If the rest cannot be written.
    pub fn finish(self) -> io::Result<W> {
        self.0.finish()
    }
}

/// The journal lines of one document.
#[must_use]
pub fn lines(document: &Document<'_>, journal: &Journal) -> Vec<u8> {
    let mut out = Vec::with_capacity(256);
    line(&mut out, &Record::Document(document.clone()));
    for change in journal.changes() {
        line(&mut out, &Record::Change(change_record(document.doc, journal, &change, None)));
    }
    for doubt in &journal.doubts {
        line(&mut out, &Record::Doubt(doubt_record(document.doc, doubt)));
    }
    out
}

/// One change as it stands in the file.
#[must_use]
pub fn change_record<'a>(
    doc: u64,
    journal: &Journal,
    change: &super::Change<'a>,
    witness: Option<Witness<'a>>,
) -> Change<'a> {
    Change {
        doc,
        step: change.step as u32,
        stage: change.stage.into(),
        round: journal.steps.get(change.step).map_or(0, |s| s.round),
        code: change.rule.code.into(),
        at: change.was_at.start,
        source: Some(journal.origin_before(change.was_at.start, change.step)),
        was: change.was.into(),
        now: change.now.into(),
        score: change.score,
        witness,
    }
}

fn doubt_record(doc: u64, doubt: &Doubt) -> Noticed<'_> {
    Noticed {
        doc,
        code: doubt.review.rule.code.into(),
        source: doubt.source,
        text: doubt.excerpt.as_str().into(),
        score: doubt.review.score,
        why: doubt.review.why.into(),
    }
}

/// Appends one record as a line.
pub fn line(out: &mut Vec<u8>, record: &Record<'_>) {
    // Strings, numbers and maps with string keys always serialize.
    if serde_json::to_writer(&mut *out, record).is_ok() {
        out.push(b'\n');
    }
}

/// One document of a journal that was read back.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What is known of it.
    pub document: Document<'static>,
    /// What was done to it, dedup included. Rules that this build does not know get a placeholder.
    pub journal: Journal,
    /// The witnesses of removed duplicates, by the place of the change in the input of its step.
    pub witnesses: BTreeMap<u32, Witness<'static>>,
    /// Places noticed and left alone.
    pub noticed: Vec<Noticed<'static>>,
}

/// Why a journal cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file cannot be read or unpacked.
    #[error("the journal cannot be read: {0}")]
    Io(#[from] io::Error),
    /// A line is not a record.
    #[error("line {line} of the journal is not a record: {source}")]
    Record {
        /// The line, from 1.
        line: u64,
        /// What the parser said.
        source: serde_json::Error,
    },
    /// A change names a document that the journal does not hold.
    #[error("line {line} of the journal changes document {doc}, which it does not describe")]
    Unknown {
        /// The line, from 1.
        line: u64,
        /// The document's number.
        doc: u64,
    },
}

/// Reads a journal whole. Memory grows with the changes that are kept.
///
/// `wanted` picks documents by what is known of them; the others are passed over.
///
/// # Errors
/// If the journal cannot be read or is damaged.
pub fn read(file: impl Read, mut wanted: impl FnMut(&Document<'_>) -> bool) -> Result<Vec<Entry>, Error> {
    let mut lines = BufReader::new(zstd::Decoder::new(file)?);
    let mut entries: BTreeMap<u64, (Entry, Vec<Change<'static>>)> = BTreeMap::new();
    let (mut buffer, mut number, mut known) = (String::new(), 0, 0);
    loop {
        buffer.clear();
        if lines.read_line(&mut buffer)? == 0 {
            break;
        }
        number += 1;
        let record: Record<'_> =
            serde_json::from_str(&buffer).map_err(|source| Error::Record { line: number, source })?;
        let missing = |doc: u64, known: u64| (doc >= known).then_some(Error::Unknown { line: number, doc });
        match record {
            Record::Document(document) => {
                known = known.max(document.doc + 1);
                if wanted(&document) {
                    let document = document.into_owned();
                    let entry = Entry {
                        document,
                        journal: Journal::default(),
                        witnesses: BTreeMap::new(),
                        noticed: Vec::new(),
                    };
                    entries.insert(entry.document.doc, (entry, Vec::new()));
                }
            }
            Record::Change(change) => match entries.get_mut(&change.doc) {
                Some((_, changes)) => changes.push(change.into_owned()),
                None => missing(change.doc, known).map_or(Ok(()), Err)?,
            },
            Record::Doubt(noticed) => match entries.get_mut(&noticed.doc) {
                Some((entry, _)) => entry.noticed.push(noticed.into_owned()),
                None => missing(noticed.doc, known).map_or(Ok(()), Err)?,
            },
        }
    }
    Ok(entries.into_values().map(|(entry, changes)| replayed(entry, changes)).collect())
}

/// Turns the records of a document back into steps.
fn replayed(mut entry: Entry, changes: Vec<Change<'static>>) -> Entry {
    let everything = std::sync::Arc::new(RuleSet::everything());
    for changes in changes.chunk_by(|a, b| a.step == b.step) {
        let mut edits = Edits::new(std::sync::Arc::clone(&everything));
        let mut taken = Vec::with_capacity(changes.len());
        for change in changes {
            let at = change.at as usize;
            edits.replace_scored(
                Span::new(at, at + change.was.len()),
                &change.now,
                rule_of(&change.code),
                change.score,
            );
            taken.push(change.was.as_ref());
            if let Some(witness) = &change.witness {
                entry.witnesses.insert(change.at, witness.clone());
            }
        }
        let first = &changes[0];
        entry.journal.steps.push(Step::replay(stage_of(&first.stage), first.round, &edits, &taken));
    }
    entry
}

fn rule_of(code: &str) -> &'static Rule {
    rule::find(code).unwrap_or_else(|| rule::placeholder(code))
}

fn stage_of(name: &str) -> &'static str {
    crate::stages::all().iter().map(|s| s.name()).find(|&n| n == name).unwrap_or_else(|| rule::intern(name))
}

impl Document<'_> {
    fn into_owned(self) -> Document<'static> {
        Document {
            path: self.path.into_owned().into(),
            path_bytes: self.path_bytes.map(|p| p.into_owned().into()),
            doc: self.doc,
            record: self.record,
            line: self.line,
            decode: self.decode,
            xxh3: self.xxh3.into_owned().into(),
            chars_in: self.chars_in,
            chars_out: self.chars_out,
        }
    }
}

impl Change<'_> {
    fn into_owned(self) -> Change<'static> {
        Change {
            stage: self.stage.into_owned().into(),
            code: self.code.into_owned().into(),
            was: self.was.into_owned().into(),
            now: self.now.into_owned().into(),
            witness: self.witness.map(Witness::into_owned),
            doc: self.doc,
            step: self.step,
            round: self.round,
            at: self.at,
            source: self.source,
            score: self.score,
        }
    }
}

impl Witness<'_> {
    fn into_owned(self) -> Witness<'static> {
        Witness {
            path: self.path.into_owned().into(),
            doc: self.doc,
            record: self.record,
            line: self.line,
            jaccard: self.jaccard,
        }
    }
}

impl Noticed<'_> {
    fn into_owned(self) -> Noticed<'static> {
        Noticed {
            code: self.code.into_owned().into(),
            text: self.text.into_owned().into(),
            why: self.why.into_owned().into(),
            doc: self.doc,
            source: self.source,
            score: self.score,
        }
    }
}
