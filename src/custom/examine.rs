//! Runs the examples of users' rules, and looks for what makes a rule slow or restless.

use regex_automata::Input;
use regex_automata::hybrid::dfa::{Cache, DFA};

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
    /// Whether the work of its replacements stays linear on repeated examples.
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
/// For a rule that replaces by a regular expression, the steps of a search for all matches are counted on texts of
/// two lengths.
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
            if let Some(mut steps) = definition.matches.regex.as_deref().and_then(Steps::new) {
                let steep = texts(definition).find(|text| is_steep(|n| steps.count(&repeated(text, n))));
                let detail = steep.as_ref().map_or("the work grows with the length".to_owned(), |text| {
                    format!("the work grows faster than the length of `{text}` repeated; bound the repetitions in the expression")
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

/// Whether the steps grow faster than the length: eight times the length takes above 24 times as many, where
/// linear work takes 8 and quadratic 64.
fn is_steep(mut steps: impl FnMut(usize) -> u64) -> bool {
    steps(LONG) > 24 * steps(SHORT).max(1)
}

/// How many bytes an automaton for the expression reads to find every match in `text`, one after another.
///
/// Each search begins where the match before it ends, and reads on until it knows that its match cannot grow. So what is
/// read twice and more shows here, on every machine alike. None for an expression that the automaton cannot take.
struct Steps {
    automaton: DFA,
    cache: Cache,
}

impl Steps {
    fn new(expression: &str) -> Option<Self> {
        let config = DFA::config().unicode_word_boundary(true);
        let automaton = DFA::builder().configure(config).build(expression).ok()?;
        let cache = automaton.create_cache();
        Some(Self { automaton, cache })
    }

    fn count(&mut self, text: &str) -> u64 {
        let (bytes, mut from, mut steps) = (text.as_bytes(), 0, 0);
        while from <= bytes.len() {
            let Some(end) = self.search(bytes, from, &mut steps) else { break };
            from = end.max(from + 1);
        }
        steps
    }

    /// Where the next match ends.
    fn search(&mut self, bytes: &[u8], from: usize, steps: &mut u64) -> Option<usize> {
        let (automaton, cache) = (&self.automaton, &mut self.cache);
        let mut state = automaton.start_state_forward(cache, &Input::new(bytes).range(from..)).ok()?;
        let mut end = None;
        for (at, byte) in bytes.iter().enumerate().skip(from) {
            state = automaton.next_state(cache, state, *byte).ok()?;
            *steps += 1;
            // A match is known one byte behind its end.
            if state.is_match() {
                end = Some(at);
            } else if state.is_dead() || state.is_quit() {
                return end;
            }
        }
        state = automaton.next_eoi_state(cache, state).ok()?;
        if state.is_match() { Some(bytes.len()) } else { end }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slope_is_told_from_its_steps() {
        let steep = |expression: &str, text: &str| {
            let mut steps = Steps::new(expression).expect("an expression");
            is_steep(|n| steps.count(&repeated(text, n)))
        };
        assert!(!steep("春+风", "春") && !steep("第[0-9]+版", "第12版") && !steep("春.{0,20}风", "春"));
        // Each match is short, and only the end of the text tells.
        assert!(steep("春(?:.*风)?", "春") && steep("(?:春.*风|春)", "春"));
    }
}
