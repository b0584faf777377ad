//! Changes as SARIF 2.1.0, for the eyes of code review.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::cut;
use crate::Rule;
use crate::journal::file::Entry;

/// Changes that are listed; reviewers' tools refuse much larger files.
pub const MAX_RESULTS: usize = 5000;
/// Characters of a changed text in a message.
const SHOWN: usize = 60;

/// Collects changes, document by document.
#[derive(Default)]
pub struct Sarif {
    results: Vec<Value>,
    rules: BTreeMap<&'static str, &'static Rule>,
}

impl Sarif {
    /// Adds the changes of a document with this source.
    pub fn add(&mut self, entry: &Entry, source: &str) {
        let starts: Vec<usize> =
            std::iter::once(0).chain(memchr::memchr_iter(b'\n', source.as_bytes()).map(|at| at + 1)).collect();
        for change in entry.journal.changes() {
            if self.results.len() >= MAX_RESULTS {
                return;
            }
            self.rules.insert(change.rule.code, change.rule);
            let at = entry.journal.origin_before(change.was_at.start, change.step) as usize;
            let line = starts.partition_point(|&s| s <= at.min(source.len()));
            let column = source[starts[line - 1]..at.min(source.len())].chars().count() + 1;
            // In JSON Lines the line of the file is the record's.
            let line = entry.document.record.unwrap_or(line as u64);
            let level = if change.rule.effect == crate::Effect::Removal { "warning" } else { "note" };
            let text = format!("{} → {}", cut(change.was, SHOWN), cut(change.now, SHOWN));
            self.results.push(json!({
                "ruleId": change.rule.code,
                "level": level,
                "message": { "text": text },
                "rank": f64::from(change.score) * 100.0,
                "locations": [{ "physicalLocation": {
                    "artifactLocation": { "uri": uri(&entry.document.path) },
                    "region": { "startLine": line, "startColumn": column },
                }}],
            }));
        }
    }

    /// The log.
    #[must_use]
    pub fn finish(self) -> String {
        let rules: Vec<Value> = self
            .rules
            .values()
            .map(|rule| {
                json!({
                    "id": rule.code,
                    "name": rule.name(),
                    "shortDescription": { "text": rule.title() },
                })
            })
            .collect();
        let log = json!({
            "version": "2.1.0",
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "runs": [{
                "tool": { "driver": { "name": "taoxi", "version": env!("CARGO_PKG_VERSION"), "rules": rules } },
                "columnKind": "unicodeCodePoints",
                "results": self.results,
            }],
        });
        serde_json::to_string_pretty(&log).unwrap_or_default() + "\n"
    }
}

/// A relative path as a URI: all but unreserved characters as percent escapes.
fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn paths_become_uris() {
        assert_eq!(super::uri("a b/春.txt"), "a%20b/%E6%98%A5.txt");
    }
}
