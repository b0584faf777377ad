//! One document through the stages.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use crate::journal::{Journal, file};
use crate::quality::{self, Rejection};
use crate::report::DocTally;
use crate::stages::boilerplate::learned::Ends;
use crate::{Pipeline, Scratch, Source};

/// A document that went through the stages.
pub struct Doc {
    /// The cleaned text.
    pub text: String,
    /// Whether it differs from the source.
    pub changed: bool,
    /// Whether the rules came to rest on it.
    pub settled: bool,
    /// How it was decoded: encoding's name and confidence.
    pub encoding: (&'static str, f32),
    /// Bytes without meaning in that encoding.
    pub malformed: u64,
    /// What was done, counted.
    pub tally: DocTally,
    /// Its lines for the journal; they still lack the document's number.
    pub journal: Journal,
    /// What the journal says of it.
    pub document: file::Document<'static>,
    /// Time spent in each stage.
    pub timings: Vec<Duration>,
    /// What stood at its ends before anything was done.
    pub ends: Ends,
    /// Why the document is put aside, if it is.
    pub rejection: Option<Rejection>,
}

/// xxh3-64 of a text, in hexadecimal.
#[must_use]
pub fn checksum(text: &str) -> String {
    format!("{:016x}", xxhash_rust::xxh3::xxh3_64(text.as_bytes()))
}

/// Cleans one document. A panic in a stage, which is a fault of taoxi, fails this document alone.
///
/// # Errors
/// What went wrong, for people.
pub fn clean_document(
    pipeline: &Pipeline,
    scratch: &mut Scratch,
    path: &str,
    record: Option<u64>,
    source: Source,
    quality: &quality::Options,
) -> Result<Doc, String> {
    scratch.timings.clear();
    let ends = Ends::of(&source.text);
    let cleaned = catch_unwind(AssertUnwindSafe(|| pipeline.clean(&source.text, scratch)));
    let Ok(cleaned) = cleaned else {
        scratch.renew(pipeline);
        return Err("a rule failed on this document; this is a fault of taoxi, please report it".to_owned());
    };
    let tally = DocTally::new(path, record, &source.text, &cleaned.journal, &cleaned.text);
    let document = file::Document {
        doc: 0,
        path: path.to_owned().into(),
        path_bytes: None,
        record,
        line: None,
        xxh3: checksum(&source.text).into(),
        chars_in: tally.chars.before,
        chars_out: tally.chars.after,
        decode: source.decoding,
    };
    let (journal, settled) = (cleaned.journal, cleaned.settled);
    let text = match cleaned.text {
        std::borrow::Cow::Owned(text) => Some(text),
        std::borrow::Cow::Borrowed(_) => None,
    };
    let changed = text.is_some();
    let text = text.unwrap_or(source.text);
    Ok(Doc {
        rejection: quality::judge(&text, quality),
        encoding: (document.decode.encoding.name(), document.decode.confidence),
        malformed: document.decode.malformed_bytes(),
        text,
        changed,
        settled,
        ends,
        tally,
        journal,
        document,
        timings: std::mem::take(&mut scratch.timings),
    })
}
