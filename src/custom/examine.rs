//! Runs the examples of users' rules, and looks for what makes a rule slow or restless.

use std::time::{Duration, Instant};

use super::definition::{Action, Definition};
use super::{Error, compile};
use crate::{Pipeline, RuleSet};

/// What was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The nth text, from 1, that the rule must fire on.
    Hit(usize),
    /// The nth text, from 1, that the rule must leave.
    Miss(usize),
    /// Whether its replacements come to rest.
    Rest,
    /// Whether its replacements keep linear time on repeated examples.
    Slope,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The rule's code.
    pub code: String,
    /// What was looked at.
    pub subject: Subject,
    /// Whether it is as it should be.
    pub passed: bool,
    /// The text that was given, and what the rule made of it; or what is wrong.
    pub detail: String,
}

/// Runs every example of every rule, each rule by itself.
///
/// Takes some tenths of a second for a rule that replaces by a regular expression: its time on texts of
/// two lengths is measured.
///
/// # Errors
/// If the rules cannot be compiled.
pub fn examine(definitions: &[Definition]) -> Result<Vec<Finding>, Error> {
    // Together first: keys in messages count all rules, and codes must differ.
    compile(definitions)?;
    let mut findings = Vec::new();
    for definition in definitions {
        let pipeline = alone(definition)?;
        let mut scratch = pipeline.scratch();
        let mut finding =
            |subject, passed, detail| findings.push(Finding { code: definition.code.clone(), subject, passed, detail });
        let mut rests = true;
        let hits = definition.examples.hit.iter().enumerate().map(|(n, text)| (Subject::Hit(n + 1), text, true));
        let misses = definition.examples.miss.iter().enumerate().map(|(n, text)| (Subject::Miss(n + 1), text, false));
        for (subject, text, should_fire) in hits.chain(misses) {
            let cleaned = pipeline.clean(text, &mut scratch);
            let fired = !cleaned.settled || !cleaned.journal.is_empty() || !cleaned.journal.doubts.is_empty();
            rests &= cleaned.settled;
            let detail = match (fired, should_fire) {
                (false, true) => format!("does not fire on `{text}`"),
                (true, false) => format!("fires on `{text}`"),
                _ => format!("`{text}` becomes `{}`", cleaned.text),
            };
            finding(subject, fired == should_fire, detail);
        }
        if definition.action == Action::Replace {
            let detail = if rests { "comes to rest" } else { "what it puts in matches again, without end" };
            finding(Subject::Rest, rests, detail.to_owned());
            if definition.matches.regex.is_some() {
                let steep = texts(definition).find(|text| is_steep(|n| time(&pipeline, &repeated(text, n))));
                let detail = steep.as_ref().map_or("time grows with the length".to_owned(), |text| {
                    format!("time grows faster than the length of `{text}` repeated; bound the repetitions in the expression")
                });
                finding(Subject::Slope, steep.is_none(), detail);
            }
        }
    }
    Ok(findings)
}

/// A pipeline of one rule, which is on whatever its level.
fn alone(definition: &Definition) -> Result<Pipeline, Error> {
    let stages = compile(std::slice::from_ref(definition))?;
    let rules = RuleSet::new(crate::Level::Default, vec![definition.code.clone()], Vec::new());
    Ok(Pipeline::new(stages.into_iter().map(|(_, stage)| Box::new(stage) as _).collect(), rules))
}

/// The examples, and the first and last character of each: what a search has to read again and again is
/// most often a run of one of them.
fn texts(definition: &Definition) -> impl Iterator<Item = String> {
    let all = definition.examples.hit.iter().chain(&definition.examples.miss);
    let lines: Vec<String> = all.map(|t| t.split(['\n', '\r']).next().unwrap_or_default().to_owned()).collect();
    let ends = |t: &String| [t.chars().next(), t.chars().next_back()];
    let ends: Vec<String> = lines.iter().flat_map(ends).flatten().map(String::from).collect();
    lines.into_iter().chain(ends).filter(|t| !t.is_empty())
}

fn repeated(text: &str, bytes: usize) -> String {
    text.repeat(bytes / text.len() + 1)
}

/// Lengths that are compared, in bytes.
const SHORT: usize = 2 << 10;
const LONG: usize = 16 << 10;

/// Whether time grows faster than length: eight times the length takes above 24 times as long, where linear
/// time takes 8 and quadratic 64. Times under a millisecond are never steep.
fn is_steep(mut time: impl FnMut(usize) -> Duration) -> bool {
    let mut best = |n| (0..3).map(|_| time(n)).min().unwrap_or_default();
    let long = best(LONG);
    long > Duration::from_millis(1) && long > 24 * best(SHORT)
}

fn time(pipeline: &Pipeline, text: &str) -> Duration {
    let mut edits = crate::Edits::new(std::sync::Arc::new(pipeline.rules().clone()));
    let start = Instant::now();
    for stage in pipeline.stages() {
        stage.scan(text, &mut edits);
    }
    start.elapsed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slope_is_told_from_its_times() {
        let linear = |n: usize| Duration::from_nanos(n as u64 * 200);
        let square = |n: usize| Duration::from_nanos((n * n) as u64 / 10);
        assert!(!is_steep(linear) && is_steep(square));
        assert!(!is_steep(|_| Duration::from_micros(900)));
    }
}
