//! The stages in order over one document: the only place, beside dedup, that changes text.

use std::borrow::Cow;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::custom::Protect;
use crate::journal::{Doubt, Journal, Step};
use crate::{Edits, RuleSet, Stage};

/// Rounds after which a document that still changes is given up.
///
/// Real documents settle in two or three: the round that changes them and the one that finds nothing.
pub const MAX_ROUNDS: u32 = 8;

/// Characters of text shown with a doubt.
const EXCERPT: usize = 40;

/// The stages and rules that a document goes through.
pub struct Pipeline {
    stages: Vec<Box<dyn Stage>>,
    rules: Arc<RuleSet>,
    protect: Protect,
}

/// What a worker thread keeps from one document to the next.
#[derive(Default)]
pub struct Scratch {
    edits: Edits,
    spare: String,
    /// What each stage has to say of the text as it is, in the order of the pipeline.
    known: Vec<Known>,
    /// Time spent in each stage so far, in the order of the pipeline.
    pub timings: Vec<Duration>,
    /// Where the name of the stage at work is written.
    current: Option<Current>,
}

/// What is known of a stage and the text as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Known {
    /// It has to look.
    #[default]
    Nothing,
    /// It has nothing to propose.
    AtRest,
    /// Nor would it have with other indents and blank lines.
    AtRestInAnyLayout,
}

/// The name of the stage that is at work, on whichever thread began one last.
pub type Current = Arc<Mutex<&'static str>>;

impl Scratch {
    /// The same, for somebody who watches which stage is at work.
    #[must_use]
    pub fn watched(self, current: Option<Current>) -> Self {
        Self { current, ..self }
    }

    /// Begins anew, after a stage left it in disorder.
    pub(crate) fn renew(&mut self, pipeline: &Pipeline) {
        *self = pipeline.scratch().watched(self.current.take());
    }

    fn enter(&self, stage: &'static str) {
        if let Some(current) = &self.current {
            *current.lock().unwrap_or_else(PoisonError::into_inner) = stage;
        }
    }
}

/// A cleaned document.
#[derive(Debug)]
pub struct Cleaned<'s> {
    /// The text; borrowed if nothing was changed.
    pub text: Cow<'s, str>,
    /// What was done.
    pub journal: Journal,
    /// Whether the rules came to rest. If not, the text is the source, untouched.
    pub settled: bool,
}

impl Pipeline {
    /// These stages, in this order, under these rules.
    #[must_use]
    pub fn new(stages: Vec<Box<dyn Stage>>, rules: RuleSet) -> Self {
        Self { stages, rules: Arc::new(rules), protect: Protect::default() }
    }

    /// The same, but for the places that no rule may touch.
    #[must_use]
    pub fn protecting(self, protect: Protect) -> Self {
        Self { protect, ..self }
    }

    /// The stages, in order.
    #[must_use]
    pub fn stages(&self) -> &[Box<dyn Stage>] {
        &self.stages
    }

    /// The rules that are on.
    #[must_use]
    pub fn rules(&self) -> &RuleSet {
        &self.rules
    }

    /// Buffers for one thread.
    #[must_use]
    pub fn scratch(&self) -> Scratch {
        Scratch { edits: Edits::new(Arc::clone(&self.rules)), ..Scratch::default() }
    }

    /// Cleans one document: runs the stages in order, again and again until each has seen the text and let it be.
    ///
    /// So `clean(clean(x)) = clean(x)` whatever the rules are. A document in which nothing fires is
    /// scanned once and never copied; one that changes is scanned again by the stages up to the last
    /// that changed it, for those after it have seen it as it is. Where only indents and blank lines went, those
    /// [that do not ask for them](Edits::mark_layout_free) are not asked again either. A document that
    /// does not come to rest in [`MAX_ROUNDS`] is given back untouched, with `settled` false.
    pub fn clean<'s>(&self, source: &'s str, scratch: &mut Scratch) -> Cleaned<'s> {
        scratch.timings.resize(self.stages.len(), Duration::ZERO);
        scratch.known.clear();
        scratch.known.resize(self.stages.len(), Known::Nothing);
        let (mut text, mut journal) = (Cow::Borrowed(source), Journal::default());
        let mut settled = false;
        for round in 0..MAX_ROUNDS {
            for n in 0..self.stages.len() {
                if scratch.known[n] == Known::Nothing {
                    self.step(n, round, &mut text, &mut journal, scratch);
                }
            }
            settled = !scratch.known.contains(&Known::Nothing);
            if settled {
                break;
            }
        }
        if !settled {
            journal.steps.clear();
            text = Cow::Borrowed(source);
        }
        Cleaned { text, journal, settled }
    }

    /// One stage in one round.
    fn step(&self, n: usize, round: u32, text: &mut Cow<'_, str>, journal: &mut Journal, scratch: &mut Scratch) {
        let stage = &self.stages[n];
        if round > 0 && stage.once() {
            scratch.known[n] = Known::AtRest;
            return;
        }
        scratch.enter(stage.name());
        let start = Instant::now();
        let Scratch { edits, spare, known, .. } = scratch;
        edits.clear();
        stage.scan(text, edits);
        let at_rest = if edits.is_empty() && edits.is_layout_free() { Known::AtRestInAnyLayout } else { Known::AtRest };
        self.protect.keep(text, edits);
        edits.settle(text);
        if round == 0 {
            note_doubts(text, edits, journal);
        }
        if edits.is_empty() {
            known[n] = at_rest;
        } else {
            edits.apply(text, spare);
            let lines_stay = edits.keep_lines(text, spare);
            known
                .iter_mut()
                .filter(|k| !(lines_stay && **k == Known::AtRestInAnyLayout))
                .for_each(|k| *k = Known::Nothing);
            known[n] = Known::Nothing;
            journal.steps.push(Step::record(stage.name(), round, edits, text));
            match text {
                Cow::Owned(old) => std::mem::swap(old, spare),
                Cow::Borrowed(_) => *text = Cow::Owned(std::mem::take(spare)),
            }
        }
        scratch.timings[n] += start.elapsed();
    }
}

fn note_doubts(text: &str, edits: &Edits, journal: &mut Journal) {
    for &review in edits.reviews() {
        let source = journal.origin(review.span.start);
        let excerpt = review.span.of(text).chars().take(EXCERPT).collect();
        journal.doubts.push(Doubt { review, source, excerpt });
    }
}
