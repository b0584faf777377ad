//! The applied edits: audit trail, undo log and map to the source at once.

use crate::{Edit, Edits, Review, Rule, Span};

pub mod file;

/// The edits of one stage on one document, as they were applied.
#[derive(Clone, Debug)]
pub struct Step {
    /// The stage that proposed them.
    pub stage: &'static str,
    /// Which round of the pipeline, from 0.
    pub round: u32,
    list: Vec<Edit>,
    /// The new text of all edits, end to end.
    arena: String,
    /// What the edits took away, end to end.
    taken: String,
    /// Where each edit's new text starts in the stage's output.
    starts: Vec<u32>,
}

/// One change, with its place in the stage's input and in the source.
#[derive(Clone, Copy, Debug)]
pub struct Change<'j> {
    /// Why.
    pub rule: &'static Rule,
    /// The stage.
    pub stage: &'static str,
    /// How sure the rule was.
    pub score: f32,
    /// Index of the step in [`Journal::steps`].
    pub step: usize,
    /// Where it was, in the input of the step.
    pub was_at: Span,
    /// Where it is, in the output of the step.
    pub now_at: Span,
    /// What was there.
    pub was: &'j str,
    /// What is there now.
    pub now: &'j str,
}

/// A place left alone, with its place in the source.
#[derive(Clone, Debug, PartialEq)]
pub struct Doubt {
    /// What was noticed.
    pub review: Review,
    /// Where it is in the decoded source, in bytes.
    pub source: u32,
    /// What stands there, cut to a readable length.
    pub excerpt: String,
}

/// All that was done to one document. Costs O(edits), not O(text).
#[derive(Clone, Debug, Default)]
pub struct Journal {
    /// The steps that changed something, in the order they ran.
    pub steps: Vec<Step>,
    /// The places that rules noticed and left alone.
    pub doubts: Vec<Doubt>,
}

impl Step {
    /// Records settled `edits` of `stage` on `text`.
    #[must_use]
    pub fn record(stage: &'static str, round: u32, edits: &Edits, text: &str) -> Self {
        let mut step = Self::empty(stage, round);
        step.list.reserve_exact(edits.list.len());
        step.starts.reserve_exact(edits.list.len());
        for (edit, now) in edits.iter() {
            step.push(*edit, edit.was.of(text), now);
        }
        step
    }

    /// Records edits that were read back, with the texts they took away.
    #[must_use]
    pub(crate) fn replay(stage: &'static str, round: u32, edits: &Edits, taken: &[&str]) -> Self {
        let mut step = Self::empty(stage, round);
        for ((edit, now), was) in edits.iter().zip(taken) {
            step.push(*edit, was, now);
        }
        step
    }

    fn empty(stage: &'static str, round: u32) -> Self {
        let (arena, taken) = (String::new(), String::new());
        Self { stage, round, list: Vec::new(), arena, taken, starts: Vec::new() }
    }

    fn push(&mut self, edit: Edit, was: &str, now: &str) {
        let shift = self.arena.len() as i64 - self.taken.len() as i64;
        let start = self.arena.len();
        self.starts.push((i64::from(edit.was.start) + shift) as u32);
        self.taken.push_str(was);
        self.arena.push_str(now);
        self.list.push(Edit { now: Span::new(start, self.arena.len()), ..edit });
    }

    /// How many edits it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether it holds none; never so in a journal.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The changes in the order of the text, numbered as step `step`.
    pub fn changes(&self, step: usize) -> impl Iterator<Item = Change<'_>> {
        let mut taken = 0;
        self.list.iter().zip(&self.starts).map(move |(e, &start)| {
            let was = &self.taken[taken..taken + e.was.len()];
            taken += e.was.len();
            Change {
                rule: e.rule,
                stage: self.stage,
                score: e.score,
                step,
                was_at: e.was,
                now_at: Span { start, end: start + e.now.len() as u32 },
                was,
                now: e.now.of(&self.arena),
            }
        })
    }

    /// Where the character at `at` of the step's output was in its input. O(log edits).
    ///
    /// A character that an edit wrote comes from where the edit's old text begins.
    #[must_use]
    pub fn before(&self, at: u32) -> u32 {
        let n = self.starts.partition_point(|&start| start <= at);
        let Some(n) = n.checked_sub(1) else { return at };
        // Of several edits with empty new text at one place the last is the one to leave from.
        let (edit, start) = (&self.list[n], self.starts[n]);
        let into = at - start;
        if into < edit.now.len() as u32 { edit.was.start } else { edit.was.end + into - edit.now.len() as u32 }
    }

    /// Where the character at `at` of the step's input is in its output. O(log edits).
    ///
    /// A character that an edit took away is where the edit's new text begins.
    #[must_use]
    pub fn after(&self, at: u32) -> u32 {
        let n = self.list.partition_point(|e| e.was.start <= at);
        let Some(n) = n.checked_sub(1) else { return at };
        let (edit, start) = (&self.list[n], self.starts[n]);
        if at < edit.was.end { start } else { start + edit.now.len() as u32 + (at - edit.was.end) }
    }

    /// Gives the step's input back from its output. O(text).
    #[must_use]
    pub fn undo(&self, output: &str) -> String {
        let mut input = String::with_capacity(output.len() + self.taken.len());
        let mut at = 0;
        for change in self.changes(0) {
            input.push_str(&output[at..change.now_at.start as usize]);
            input.push_str(change.was);
            at = change.now_at.end as usize;
        }
        input.push_str(&output[at..]);
        input
    }
}

impl Journal {
    /// Whether nothing was changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// Every change, step by step.
    pub fn changes(&self) -> impl Iterator<Item = Change<'_>> {
        self.steps.iter().enumerate().flat_map(|(n, step)| step.changes(n))
    }

    /// Where byte `at` of the cleaned text was in the source. O(steps · log edits).
    #[must_use]
    pub fn origin(&self, at: u32) -> u32 {
        self.origin_before(at, self.steps.len())
    }

    /// Where byte `at` of the input of step `step` was in the source.
    #[must_use]
    pub fn origin_before(&self, at: u32, step: usize) -> u32 {
        self.steps[..step].iter().rev().fold(at, |at, step| step.before(at))
    }

    /// Gives the decoded source back, byte for byte, from the cleaned text. O(steps · text).
    #[must_use]
    pub fn undo(&self, cleaned: &str) -> String {
        self.steps.iter().rev().fold(cleaned.to_owned(), |text, step| step.undo(&text))
    }
}
