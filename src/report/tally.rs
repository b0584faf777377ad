//! Counting: each worker tallies its document, the run adds the tallies up in corpus order.

use std::collections::{BTreeMap, BTreeSet};

use super::{Chars, FileCounts, Place, Quality, Report, Review, RuleCounts, Sample, StageCounts};
use crate::{Journal, Rule};

/// Samples kept of each rule: the first ones and the least sure ones, half and half.
const SAMPLES: usize = 20;
/// Samples a document hands on of each rule.
const PER_DOCUMENT: usize = 4;
/// Places listed for review.
const PLACES: usize = 200;
/// Characters of a sample's text.
const SHOWN: usize = 80;

/// What was done to one document.
#[derive(Clone, Debug, Default)]
pub struct DocTally {
    /// Its characters.
    pub chars: Chars,
    /// What its source looks like, and its cleaned text.
    quality: (Quality, Quality),
    rules: BTreeMap<&'static str, Count>,
    stages: BTreeSet<&'static str>,
    places: Vec<Place>,
    reviewed: BTreeMap<&'static str, u64>,
}

#[derive(Clone, Debug)]
struct Count {
    rule: &'static Rule,
    stage: &'static str,
    hits: u64,
    documents: u64,
    removed: u64,
    added: u64,
    scores: [u64; 10],
    first: Vec<Sample>,
    least: Vec<Sample>,
}

impl Count {
    fn new(rule: &'static Rule, stage: &'static str) -> Self {
        let (first, least) = (Vec::new(), Vec::new());
        Self { rule, stage, hits: 0, documents: 0, removed: 0, added: 0, scores: [0; 10], first, least }
    }

    /// Keeps the first samples and those the rule was least sure of.
    fn sample(&mut self, sample: Sample, most: usize) {
        if self.first.len() < most / 2 {
            self.first.push(sample);
        } else if self.least.len() < most / 2 || self.least.last().is_some_and(|s| sample.score < s.score) {
            let at = self.least.partition_point(|s| s.score <= sample.score);
            self.least.insert(at, sample);
            self.least.truncate(most / 2);
        }
    }

    /// Whether a sample of this score would be kept.
    fn takes(&self, score: f32, most: usize) -> bool {
        self.first.len() < most / 2 || self.least.len() < most / 2 || self.least.last().is_some_and(|s| score < s.score)
    }
}

/// Turns offsets in a text into line numbers; cheap when asked in ascending order.
struct Lines<'t> {
    text: &'t str,
    at: usize,
    line: u64,
}

impl Lines<'_> {
    fn of(&mut self, offset: usize) -> u64 {
        let offset = offset.min(self.text.len());
        if offset < self.at {
            (self.at, self.line) = (0, 0);
        }
        self.line += memchr::memchr_iter(b'\n', &self.text.as_bytes()[self.at..offset]).count() as u64;
        self.at = offset;
        self.line + 1
    }
}

impl DocTally {
    /// Counts what `journal` says was done to `source`.
    #[must_use]
    pub fn new(path: &str, record: Option<u64>, source: &str, journal: &Journal, cleaned: &str) -> Self {
        let before = Quality::of(source);
        let after = if journal.is_empty() { before.clone() } else { Quality::of(cleaned) };
        let chars = Chars { before: before.chars, after: after.chars, ..Chars::default() };
        let mut tally = Self { chars, quality: (before, after), ..Self::default() };
        for n in 0..journal.steps.len() {
            tally.step(path, record, source, journal, n);
        }
        let mut lines = Lines { text: source, at: 0, line: 0 };
        for doubt in &journal.doubts {
            *tally.reviewed.entry(doubt.review.rule.code).or_default() += 1;
            if tally.places.len() < PLACES {
                tally.places.push(Place {
                    code: doubt.review.rule.code.to_owned(),
                    path: path.to_owned(),
                    line: lines.of(doubt.source as usize),
                    text: doubt.excerpt.clone(),
                    score: doubt.review.score,
                    why: doubt.review.why.to_owned(),
                });
            }
        }
        tally
    }

    /// Counts one more step, as that of dedup.
    pub fn step(&mut self, path: &str, record: Option<u64>, source: &str, journal: &Journal, step: usize) {
        let mut lines = Lines { text: source, at: 0, line: 0 };
        self.stages.insert(journal.steps[step].stage);
        for change in journal.steps[step].changes(step) {
            let (removed, added) = (count(change.was), count(change.now));
            self.chars.removed += removed;
            self.chars.added += added;
            let entry = self.rules.entry(change.rule.code).or_insert_with(|| Count::new(change.rule, change.stage));
            entry.hits += 1;
            entry.documents = 1;
            entry.removed += removed;
            entry.added += added;
            entry.scores[band(change.score)] += 1;
            if entry.takes(change.score, PER_DOCUMENT) {
                let origin = journal.origin_before(change.was_at.start, step);
                let sample = Sample {
                    path: path.to_owned(),
                    record,
                    line: lines.of(origin as usize),
                    was: super::cut(change.was, SHOWN),
                    now: super::cut(change.now, SHOWN),
                    score: change.score,
                };
                entry.sample(sample, PER_DOCUMENT);
            }
        }
    }

    /// Whether anything was changed.
    #[must_use]
    pub fn changed(&self) -> bool {
        !self.rules.is_empty()
    }

    /// Edits by rule.
    pub fn hits(&self) -> impl Iterator<Item = (&'static str, u64)> {
        self.rules.iter().map(|(code, count)| (*code, count.hits))
    }
}

/// Which tenth a score falls in.
fn band(score: f32) -> usize {
    ((score * 10.0) as usize).min(9)
}

fn count(text: &str) -> u64 {
    text.chars().count() as u64
}

/// The sum over a run.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    rules: BTreeMap<&'static str, Count>,
    /// Documents changed by each stage.
    stages: BTreeMap<&'static str, u64>,
    reviewed: BTreeMap<&'static str, u64>,
    places: Vec<Place>,
    /// Characters in all.
    pub chars: Chars,
    quality: (Quality, Quality),
    /// Whether the balance held for every document so far.
    pub balance_ok: bool,
}

impl Tally {
    /// Nothing counted yet.
    #[must_use]
    pub fn new() -> Self {
        Self { balance_ok: true, ..Self::default() }
    }

    /// Adds a document's counts. Documents come in corpus order, so that samples do not depend on threads.
    pub fn add(&mut self, doc: DocTally) {
        self.balance_ok &= doc.chars.balance();
        self.chars.before += doc.chars.before;
        self.chars.removed += doc.chars.removed;
        self.chars.added += doc.chars.added;
        self.chars.after += doc.chars.after;
        self.quality.0.add(&doc.quality.0);
        self.quality.1.add(&doc.quality.1);
        for (code, count) in doc.rules {
            let sum = self.rules.entry(code).or_insert_with(|| Count::new(count.rule, count.stage));
            sum.hits += count.hits;
            sum.documents += count.documents;
            sum.removed += count.removed;
            sum.added += count.added;
            sum.scores.iter_mut().zip(count.scores).for_each(|(sum, n)| *sum += n);
            for sample in count.first.into_iter().chain(count.least) {
                sum.sample(sample, SAMPLES);
            }
        }
        for stage in doc.stages {
            *self.stages.entry(stage).or_default() += 1;
        }
        for (code, n) in doc.reviewed {
            *self.reviewed.entry(code).or_default() += n;
        }
        self.places.extend(doc.places);
        if self.places.len() > 2 * PLACES {
            self.trim_places();
        }
    }

    /// Keeps the places that came nearest to a change.
    fn trim_places(&mut self) {
        self.places.sort_by(|a, b| b.score.total_cmp(&a.score));
        self.places.truncate(PLACES);
    }

    /// Adds what dedup took from a document that has been added before.
    pub fn take_away(&mut self, doc: DocTally) {
        let removed = doc.chars.removed;
        self.add(DocTally { chars: Chars { before: removed, after: 0, ..doc.chars }, ..doc });
        self.chars.before -= removed;
        self.chars.after -= removed;
    }

    /// Writes the counts into a report; `stages` in order, with the time each took.
    pub fn fill(mut self, report: &mut Report, stages: &[(&'static str, std::time::Duration)]) {
        report.totals.chars = self.chars;
        report.totals.balance_ok = self.balance_ok;
        (report.quality_before, report.quality_after) = std::mem::take(&mut self.quality);
        self.trim_places();
        let by_rule = self.reviewed.iter().map(|(code, n)| ((*code).to_owned(), *n)).collect();
        report.review = Review { by_rule, samples: self.places };
        for &(name, time) in stages {
            let documents = self.stages.get(name).copied().unwrap_or_default();
            let cpu_ms = time.as_secs_f64() * 1e3;
            let mut stage = StageCounts { name: name.to_owned(), cpu_ms, documents, ..StageCounts::default() };
            let counts: Vec<_> = self.rules.values().filter(|c| c.stage == name).collect();
            for count in &counts {
                stage.hits += count.hits;
                stage.chars_removed += count.removed;
                stage.chars_added += count.added;
            }
            report.by_rule.extend(counts.into_iter().map(rule_counts));
            report.stages.push(stage);
        }
    }
}

fn rule_counts(count: &Count) -> RuleCounts {
    let rule = count.rule;
    RuleCounts {
        code: rule.code.to_owned(),
        name: rule.name(),
        zh: rule.zh.to_owned(),
        stage: count.stage.to_owned(),
        effect: rule.effect.name().to_owned(),
        level: rule.level.name().to_owned(),
        hits: count.hits,
        documents: count.documents,
        chars_removed: count.removed,
        chars_added: count.added,
        scores: count.scores,
        samples: count.first.iter().chain(&count.least).cloned().collect(),
    }
}

impl FileCounts {
    /// Adds a document of the file.
    pub fn add(&mut self, doc: &DocTally) {
        self.chars.before += doc.chars.before;
        self.chars.removed += doc.chars.removed;
        self.chars.added += doc.chars.added;
        self.chars.after += doc.chars.after;
        for (code, n) in doc.hits() {
            *self.hits.entry(code.to_owned()).or_default() += n;
        }
    }

    /// Adds what dedup took from a document that has been added before.
    pub fn take_away(&mut self, doc: &DocTally) {
        self.chars.removed += doc.chars.removed;
        self.chars.after -= doc.chars.removed;
        for (code, n) in doc.hits() {
            *self.hits.entry(code.to_owned()).or_default() += n;
        }
    }

    /// How much was changed, for ranking: characters taken away or written, for a thousand read.
    #[must_use]
    pub fn change_rate(&self) -> u64 {
        (self.chars.removed + self.chars.added) * 1000 / self.chars.before.max(1)
    }
}
