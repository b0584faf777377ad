//! Taking duplicates out of texts that went through the stages.

use std::collections::BTreeMap;

use crate::dedup::{self, Deduplicator, Outcome, Removal, Unit};
use crate::journal::file::{self, Record, Witness};
use crate::journal::{Journal, Step};
use crate::report::{DedupCounts, DocTally, Pair, cut};
use crate::{Edits, ParagraphBreak, RuleSet};

use super::Error;
use super::units::units;

/// Samples of duplicates in the report.
pub const SAMPLES: usize = 50;
/// Characters of a sample's text.
pub const SHOWN: usize = 120;

/// A document as dedup knows it.
#[derive(Clone, Copy, Debug, Default)]
pub struct DocUnits {
    /// Its file, by place in the list of inputs.
    pub file: usize,
    /// Its record's line, in JSON Lines.
    pub record: Option<u64>,
    /// The line of its record in the output.
    pub line: Option<u64>,
    /// The number of its first unit; set when it is added.
    pub first: u64,
    /// How many stages changed it.
    pub steps: usize,
}

/// Collects the units of a run.
pub struct Dups {
    engine: Deduplicator,
    unit: Unit,
    form: ParagraphBreak,
    per_file: bool,
    docs: Vec<DocUnits>,
    count: u64,
    last_file: Option<usize>,
}

impl Dups {
    /// `form` tells which lines of the outputs the texts that are kept stand in.
    pub fn new(options: &dedup::Options, form: ParagraphBreak) -> Result<Self, Error> {
        let engine = Deduplicator::new(options).map_err(|e| Error::Dedup(e.to_string()))?;
        let per_file = options.scope == dedup::Scope::File;
        Ok(Self { engine, unit: options.unit, form, per_file, docs: Vec::new(), count: 0, last_file: None })
    }

    /// Adds documents with their cleaned texts, in corpus order.
    pub fn extend<'t>(&mut self, docs: impl Iterator<Item = (DocUnits, &'t str)>) -> Result<(), Error> {
        let mut pending: Vec<&str> = Vec::new();
        for (doc, text) in docs {
            let file = doc.file;
            if self.last_file != Some(file) {
                if self.per_file {
                    self.feed(&mut pending)?;
                    self.engine.start_file();
                }
                self.last_file = Some(file);
            }
            let first = self.count + pending.len() as u64;
            self.docs.push(DocUnits { first, ..doc });
            pending.extend(units(text, self.unit).iter().map(|s| s.of(text).trim_end_matches('\n')));
        }
        self.feed(&mut pending)
    }

    fn feed(&mut self, pending: &mut Vec<&str>) -> Result<(), Error> {
        self.engine.extend(pending).map_err(|e| Error::Dedup(e.to_string()))?;
        self.count += pending.len() as u64;
        pending.clear();
        Ok(())
    }

    pub fn finish(self, name: impl Fn(usize) -> String) -> Result<Found, Error> {
        let outcome = self.engine.finish().map_err(|e| Error::Dedup(e.to_string()))?;
        Ok(Found::new(outcome, self.docs, self.unit, self.form, name))
    }
}

/// What is to be taken out, by document.
pub struct Found {
    outcome: Outcome,
    docs: Vec<DocUnits>,
    unit: Unit,
    form: ParagraphBreak,
    /// The names of the files that are mentioned.
    names: BTreeMap<usize, String>,
}

/// What was done to one document.
pub struct Taken {
    pub text: String,
    pub lines: Vec<u8>,
    pub tally: DocTally,
    /// Units that are gone.
    pub units: u64,
    /// Some of them, for the report.
    pub pairs: Vec<Pair>,
    /// Bytes that are gone.
    pub bytes: u64,
}

impl Found {
    fn new(
        outcome: Outcome,
        docs: Vec<DocUnits>,
        unit: Unit,
        form: ParagraphBreak,
        name: impl Fn(usize) -> String,
    ) -> Self {
        let mut found = Self { outcome, docs, unit, form, names: BTreeMap::new() };
        let files: Vec<_> =
            found.outcome.removals.iter().flat_map(|r| [r.unit, r.witness]).map(|u| found.doc(u).1.file).collect();
        for file in files {
            found.names.entry(file).or_insert_with(|| name(file));
        }
        found
    }

    /// The document that a unit belongs to, with its number.
    fn doc(&self, unit: u64) -> (usize, DocUnits) {
        let n = self.docs.partition_point(|d| d.first <= unit) - 1;
        (n, self.docs[n])
    }

    fn removals_between(&self, from: u64, to: u64) -> &[Removal] {
        let removals = &self.outcome.removals;
        &removals[removals.partition_point(|r| r.unit < from)..removals.partition_point(|r| r.unit < to)]
    }

    /// The numbers of the documents of a file from which something is taken.
    pub fn touched(&self, file: usize) -> Vec<usize> {
        let docs = self.docs.partition_point(|d| d.file < file)..self.docs.partition_point(|d| d.file <= file);
        docs.filter(|&n| !self.of(n).is_empty()).collect()
    }

    /// The line of the output that a document's record stands in.
    pub fn line(&self, doc: usize) -> Option<u64> {
        self.docs[doc].line
    }

    fn of(&self, doc: usize) -> &[Removal] {
        let end = self.docs.get(doc + 1).map_or(u64::MAX, |d| d.first);
        self.removals_between(self.docs[doc].first, end)
    }

    /// Takes the duplicates out of a document.
    pub fn take_out(&self, doc: usize, text: &str) -> Taken {
        let here = self.docs[doc];
        let path = &self.names[&here.file];
        let spans = units(text, self.unit);
        let mut edits = Edits::new(std::sync::Arc::new(RuleSet::everything()));
        let mut witnesses = Vec::new();
        let mut pairs = Vec::new();
        // So many that few documents fill the list, and many do not make it again and again.
        let samples = SAMPLES.div_ceil(self.docs.len()).max(3);
        for removal in self.of(doc) {
            let index = (removal.unit - here.first) as usize;
            let Some(&span) = spans.get(index) else { continue };
            let rule = if removal.exact { &dedup::EXACT_COPY } else { &dedup::NEAR_COPY };
            edits.replace_scored(span, "", rule, removal.jaccard.clamp(f32::MIN_POSITIVE, 1.0));
            let witness = self.witness(removal);
            if pairs.len() < samples {
                let witness_line = self.line(witness.doc as usize);
                pairs.push(Pair {
                    removed_at: place(path, here.record, index as u64 + 1),
                    removed: cut(span.of(text).trim_end(), SHOWN),
                    kept_at: place(&witness.path, witness_line, witness.line),
                    kept: String::new(),
                    jaccard: removal.jaccard,
                });
            }
            witnesses.push((span.start, witness));
        }
        edits.settle(text);
        let mut out = String::new();
        edits.apply(text, &mut out);
        let journal = Journal { steps: vec![Step::record("dedup", 0, &edits, text)], doubts: Vec::new() };
        let mut tally = DocTally::default();
        tally.step(path, here.record, text, &journal, 0);
        let mut lines = Vec::with_capacity(text.len() - out.len() + 256 * witnesses.len());
        let mut witnesses = witnesses.into_iter();
        let mut units = 0;
        for change in journal.changes() {
            units += 1;
            let witness = witnesses.find(|&(start, _)| start == change.was_at.start).map(|(_, witness)| witness);
            let mut record = file::change_record(doc as u64, &journal, &change, witness);
            record.step = here.steps as u32;
            record.source = None;
            file::line(&mut lines, &Record::Change(record));
        }
        let bytes = (text.len() - out.len()) as u64;
        Taken { text: out, lines, tally, units, pairs, bytes }
    }

    fn witness(&self, removal: &Removal) -> Witness<'_> {
        let (n, doc) = self.doc(removal.witness);
        let gone = self.removals_between(doc.first, removal.witness).len() as u64;
        Witness {
            doc: n as u64,
            path: self.names[&doc.file].as_str().into(),
            record: doc.record,
            line: self.form.line(removal.witness - doc.first - gone + 1),
            jaccard: removal.jaccard,
        }
    }

    /// The counts for the report.
    pub fn counts(&self, pairs: Vec<Pair>) -> DedupCounts {
        let stats = &self.outcome.stats;
        let mut similarity = [0; 20];
        let mut witnesses: Vec<u64> = Vec::with_capacity(self.outcome.removals.len());
        for removal in &self.outcome.removals {
            similarity[((removal.jaccard * 20.0) as usize).min(19)] += 1;
            witnesses.push(removal.witness);
        }
        witnesses.sort_unstable();
        witnesses.dedup();
        let mut samples = pairs;
        samples.truncate(SAMPLES);
        DedupCounts {
            units: stats.units,
            too_short: stats.too_short,
            exact: stats.exact,
            near: stats.near,
            similarity,
            groups: witnesses.len() as u64,
            samples,
        }
    }
}

fn place(path: &str, record: Option<u64>, line: u64) -> String {
    match record {
        Some(record) => format!("{path}:{record}:{line}"),
        None => format!("{path}:{line}"),
    }
}
