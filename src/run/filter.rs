//! One text in a pipe: through the stages and dedup, with nothing written to the disk.

use super::dups::{DocUnits, Dups};
use super::{Error, clean_document};
use crate::config::Config;
use crate::report::{Report, SCHEMA_VERSION, Tally, Tool};
use crate::{decode, report};

/// A text that went through.
pub struct Filtered {
    /// The cleaned text.
    pub text: String,
    /// Whether it differs from the source.
    pub changed: bool,
    /// What was done.
    pub report: Report,
}

/// Cleans one text. `name` stands for it in the report.
///
/// # Errors
/// If the bytes are not text, or dedup cannot be set up.
pub fn filter(bytes: Vec<u8>, name: &str, config: &Config) -> Result<Filtered, Error> {
    if decode::looks_binary(&bytes) {
        return Err(Error::NotText(name.to_owned()));
    }
    let form = config.output.paragraph_break;
    let pipeline = config.pipeline()?;
    let source = decode::decode(bytes, &config.encoding);
    let doc = clean_document(&pipeline, &mut pipeline.scratch(), name, None, source, &config.quality)
        .map_err(|message| Error::Document { path: name.to_owned(), message })?;
    let mut tally = Tally::new();
    let mut report = Report {
        schema_version: SCHEMA_VERSION,
        tool: Tool { name: "taoxi".to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() },
        ..Report::default()
    };
    tally.add(doc.tally);
    let (mut text, mut changed) = (doc.text, doc.changed);
    if config.dedup_on() {
        let mut dups = Dups::new(&config.dedup, form)?;
        dups.extend(std::iter::once((
            DocUnits { steps: doc.journal.steps.len(), ..DocUnits::default() },
            text.as_str(),
        )))?;
        let found = dups.finish(|_| name.to_owned())?;
        if !found.touched(0).is_empty() {
            let taken = found.take_out(0, &text);
            tally.take_away(taken.tally);
            report.dedup = Some(found.counts(taken.pairs));
            (text, changed) = (taken.text, true);
        }
    }
    let times = doc.timings.into_iter().chain(std::iter::repeat(std::time::Duration::ZERO));
    let names = pipeline.stages().iter().map(|s| s.name()).chain([crate::config::DEDUP]);
    tally.fill(&mut report, &names.zip(times).collect::<Vec<_>>());
    report.inputs = report::Inputs { files: 1, documents: 1, malformed: doc.malformed, ..report::Inputs::default() };
    Ok(Filtered { text: form.write(text).into_owned(), changed, report })
}
