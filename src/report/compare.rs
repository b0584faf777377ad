//! Two runs over the same inputs: what did a new set of rules change?

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;

use super::{Report, cut};
use crate::journal::file::Entry;

/// Examples shown of new and of vanished changes.
const EXAMPLES: usize = 50;
/// Files shown that differ most.
const FILES: usize = 20;
/// Characters of a changed text.
const SHOWN: usize = 60;

/// How two runs differ.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Comparison {
    /// Edits by rule: the first run's, the second's.
    pub rules: BTreeMap<String, (u64, u64)>,
    /// Characters removed and added: the first run's, the second's.
    pub removed: (u64, u64),
    /// Characters added.
    pub added: (u64, u64),
    /// Changes that only the second run made.
    pub new: Changes,
    /// Changes that only the first run made.
    pub vanished: Changes,
    /// Files whose output differs in length most: name, characters out of the first run, of the second.
    pub files: Vec<(String, u64, u64)>,
}

/// Changes of one run alone.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Changes {
    /// How many.
    pub count: u64,
    /// Some of them: place, rule, was, now.
    pub examples: Vec<(String, String, String, String)>,
}

/// What tells one change from another: document, rule, place in the source, texts.
fn keys(entry: &Entry) -> impl Iterator<Item = (u64, crate::journal::Change<'_>)> {
    entry.journal.changes().map(|change| {
        let place = entry.journal.origin_before(change.was_at.start, change.step);
        let mut hash = xxhash_rust::xxh3::Xxh3::new();
        for part in
            [entry.document.path.as_bytes(), change.rule.code.as_bytes(), change.was.as_bytes(), change.now.as_bytes()]
        {
            hash.update(part);
            hash.update(b"\0");
        }
        hash.update(&place.to_le_bytes());
        hash.update(&entry.document.record.unwrap_or(0).to_le_bytes());
        (hash.digest(), change)
    })
}

/// Compares two runs by their reports and journals.
#[must_use]
pub fn compare(first: (&Report, &[Entry]), second: (&Report, &[Entry])) -> Comparison {
    let mut comparison = Comparison {
        removed: (first.0.totals.chars.removed, second.0.totals.chars.removed),
        added: (first.0.totals.chars.added, second.0.totals.chars.added),
        ..Comparison::default()
    };
    for rule in &first.0.by_rule {
        comparison.rules.entry(rule.code.clone()).or_default().0 = rule.hits;
    }
    for rule in &second.0.by_rule {
        comparison.rules.entry(rule.code.clone()).or_default().1 = rule.hits;
    }
    comparison.vanished = only_in(first.1, second.1);
    comparison.new = only_in(second.1, first.1);
    let mut sizes: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    for entry in first.1 {
        sizes.entry(&entry.document.path).or_default().0 += chars_out(entry);
    }
    for entry in second.1 {
        sizes.entry(&entry.document.path).or_default().1 += chars_out(entry);
    }
    let mut files: Vec<_> = sizes.into_iter().filter(|(_, (a, b))| a != b).collect();
    files.sort_by_key(|(_, (a, b))| std::cmp::Reverse(a.abs_diff(*b)));
    comparison.files = files.into_iter().take(FILES).map(|(path, (a, b))| (path.to_owned(), a, b)).collect();
    comparison
}

/// Characters of a document's output, dedup included.
fn chars_out(entry: &Entry) -> u64 {
    let gone: usize = entry
        .journal
        .changes()
        .filter(|change| change.stage == crate::config::DEDUP)
        .map(|change| change.was.chars().count())
        .sum();
    entry.document.chars_out.saturating_sub(gone as u64)
}

fn only_in(these: &[Entry], those: &[Entry]) -> Changes {
    let mut known: HashMap<u64, u32> = HashMap::new();
    for entry in those {
        for (key, _) in keys(entry) {
            *known.entry(key).or_default() += 1;
        }
    }
    let mut changes = Changes::default();
    for entry in these {
        for (key, change) in keys(entry) {
            if let Some(n) = known.get_mut(&key).filter(|n| **n > 0) {
                *n -= 1;
                continue;
            }
            changes.count += 1;
            if changes.examples.len() < EXAMPLES {
                let place = match entry.document.record {
                    Some(record) => format!("{}:{record}", entry.document.path),
                    None => entry.document.path.to_string(),
                };
                let texts = (cut(change.was, SHOWN), cut(change.now, SHOWN));
                changes.examples.push((place, change.rule.code.to_owned(), texts.0, texts.1));
            }
        }
    }
    changes
}

impl Comparison {
    /// Whether the runs did the same.
    #[must_use]
    pub fn is_same(&self) -> bool {
        self.new.count == 0 && self.vanished.count == 0
    }

    /// As Markdown.
    #[must_use]
    pub fn markdown(&self) -> String {
        let mut out = String::new();
        // Writing to a string cannot fail.
        let _ = self.write(&mut out);
        out
    }

    fn write(&self, out: &mut String) -> std::fmt::Result {
        writeln!(out, "# Comparison of two runs\n")?;
        writeln!(out, "{} new changes, {} vanished.", self.new.count, self.vanished.count)?;
        let ((ra, rb), (aa, ab)) = (self.removed, self.added);
        writeln!(out, "Characters removed {ra} → {rb}, added {aa} → {ab}.\n")?;
        if self.rules.values().any(|(a, b)| a != b) {
            writeln!(out, "| rule | first | second | difference |\n| --- | ---: | ---: | ---: |")?;
            for (code, (a, b)) in self.rules.iter().filter(|(_, (a, b))| a != b) {
                writeln!(out, "| {code} | {a} | {b} | {:+} |", i128::from(*b) - i128::from(*a))?;
            }
            writeln!(out)?;
        }
        for (title, changes) in [("New changes", &self.new), ("Vanished changes", &self.vanished)] {
            if changes.count == 0 {
                continue;
            }
            writeln!(out, "## {title}\n\n| place | rule | was | now |\n| --- | --- | --- | --- |")?;
            for (place, code, was, now) in &changes.examples {
                let cell = super::markdown::cell;
                writeln!(out, "| {} | {code} | {} | {} |", cell(place), cell(was), cell(now))?;
            }
            if changes.count as usize > changes.examples.len() {
                writeln!(out, "| … | {} more | | |", changes.count as usize - changes.examples.len())?;
            }
            writeln!(out)?;
        }
        if !self.files.is_empty() {
            writeln!(out, "## Files that differ most\n\n| file | characters, first | second |\n| --- | ---: | ---: |")?;
            for (path, a, b) in &self.files {
                writeln!(out, "| {} | {a} | {b} |", super::markdown::cell(path))?;
            }
        }
        Ok(())
    }
}
