//! What a stage proposes: WAS becomes NOW because RULE.

use std::sync::Arc;

use crate::{Rule, RuleSet, Span};

/// WAS became NOW because RULE, with this score.
#[derive(Clone, Copy, Debug)]
pub struct Edit {
    /// Why.
    pub rule: &'static Rule,
    /// The place in the text the stage was given.
    pub was: Span,
    /// How sure the rule is of this place: above 0, at most 1.
    pub score: f32,
    /// The new text, in the arena of [`Edits`].
    pub(crate) now: Span,
}

/// A place that a rule noticed and left alone, because it was not sure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Review {
    /// Who noticed.
    pub rule: &'static Rule,
    /// The place in the text the stage was given.
    pub span: Span,
    /// The score it reached, below the rule's threshold.
    pub score: f32,
    /// What held it back, in a few words.
    pub why: &'static str,
}

/// The edits that one stage proposes for one text, and the places it leaves for review.
///
/// Nothing is allocated per edit. Edits of rules that are off are not recorded, so a stage
/// need not ask; where finding an edit is dear, [`Edits::is_on`] tells in advance.
#[derive(Clone, Debug, Default)]
pub struct Edits {
    pub(crate) list: Vec<Edit>,
    pub(crate) arena: String,
    pub(crate) reviews: Vec<Review>,
    /// Whether indents and blank lines had no part in it.
    layout_free: bool,
    rules: Arc<RuleSet>,
    /// The rule asked about last, and the answer.
    last: Option<(&'static Rule, bool)>,
}

impl Edits {
    /// No edits yet, under these rules.
    #[must_use]
    pub fn new(rules: Arc<RuleSet>) -> Self {
        Self { rules, ..Self::default() }
    }

    /// Whether `rule` is on.
    pub fn is_on(&mut self, rule: &'static Rule) -> bool {
        match self.last {
            Some((last, on)) if std::ptr::eq(last, rule) => on,
            _ => {
                let on = self.rules.is_on(rule);
                self.last = Some((rule, on));
                on
            }
        }
    }

    /// Proposes to remove `was`, with score 1.
    pub fn remove(&mut self, was: Span, rule: &'static Rule) {
        self.replace_scored(was, "", rule, 1.0);
    }

    /// Proposes to put `now` in the place of `was`, with score 1.
    pub fn replace(&mut self, was: Span, now: &str, rule: &'static Rule) {
        self.replace_scored(was, now, rule, 1.0);
    }

    /// Proposes to put `now` in the place of `was`, with a score above 0 and at most 1.
    ///
    /// Edits of one stage must not overlap; they may come in any order, though in the order of
    /// the text is fastest. An edit that overlaps an earlier one of the sorted list is dropped.
    pub fn replace_scored(&mut self, was: Span, now: &str, rule: &'static Rule, score: f32) {
        if (was.is_empty() && now.is_empty()) || !self.is_on(rule) {
            return;
        }
        let start = self.arena.len();
        self.arena.push_str(now);
        self.list.push(Edit { rule, was, score, now: Span::new(start, self.arena.len()) });
    }

    /// Lists a place that the rule noticed and left alone.
    pub fn review(&mut self, span: Span, rule: &'static Rule, score: f32, why: &'static str) {
        if self.is_on(rule) {
            self.reviews.push(Review { rule, span, score, why });
        }
    }

    /// Says that indents and blank lines had no part in what is proposed for this text: were there others, or none, the
    /// same would be proposed for its lines. A stage that had nothing to propose need not look again when only they change.
    ///
    /// A line break at the very end counts as a blank line; white space at the end of a line does not.
    pub fn mark_layout_free(&mut self) {
        self.layout_free = true;
    }

    /// Whether the stage said so.
    #[must_use]
    pub fn is_layout_free(&self) -> bool {
        self.layout_free
    }

    /// The edits with their new text, in the order of the text once [`Edits::settle`] ran.
    pub fn iter(&self) -> impl Iterator<Item = (&Edit, &str)> {
        self.list.iter().map(|e| (e, e.now.of(&self.arena)))
    }

    /// The places left for review.
    #[must_use]
    pub fn reviews(&self) -> &[Review] {
        &self.reviews
    }

    /// Whether nothing would change.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// How many edits there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Sorts the edits, and drops those that overlap an earlier one: for stages whose rules look at a text
    /// one after another. What is dropped is found again in the next round, if it still holds.
    pub fn drop_overlaps(&mut self) {
        self.list.sort_by_key(|e| e.was);
        let mut end = 0;
        self.list.retain(|e| {
            let free = e.was.start >= end;
            end = end.max(e.was.end);
            free
        });
    }

    /// Drops the edits for which `keep` says no.
    pub fn retain(&mut self, keep: impl FnMut(&Edit) -> bool) {
        self.list.retain(keep);
    }

    /// Sorts the edits, and drops those that overlap an earlier one or change nothing.
    pub fn settle(&mut self, text: &str) {
        if !self.list.is_sorted_by_key(|e| e.was) {
            self.list.sort_by_key(|e| e.was);
        }
        let (arena, mut end) = (&self.arena, 0);
        self.list.retain(|e| {
            let free = e.was.start >= end;
            debug_assert!(free, "{} overlaps the edit before it at {:?}", e.rule.code, e.was);
            let keep = free && e.was.of(text) != e.now.of(arena);
            if keep {
                end = e.was.end;
            }
            keep
        });
    }

    /// Writes `text` with the edits made into `out`. The edits must be settled.
    pub fn apply(&self, text: &str, out: &mut String) {
        out.clear();
        out.reserve(text.len() + self.arena.len());
        let mut at = 0;
        for (edit, now) in self.iter() {
            out.push_str(&text[at..edit.was.start as usize]);
            out.push_str(now);
            at = edit.was.end as usize;
        }
        out.push_str(&text[at..]);
    }

    /// Whether making the edits changes indents and blank lines only: `before` becomes `after`, and both have the
    /// same lines. O(n), and O(edits) if an edit touches anything else.
    pub(crate) fn keep_lines(&self, before: &str, after: &str) -> bool {
        fn lines(text: &str) -> impl Iterator<Item = &str> {
            text.split('\n').map(|line| line.trim_start_matches(is_layout)).filter(|line| !line.is_empty())
        }
        let is_blank = |text: &str| text.chars().all(|c| c == '\n' || is_layout(c));
        self.iter().all(|(edit, now)| is_blank(edit.was.of(before)) && is_blank(now)) && lines(before).eq(lines(after))
    }

    pub(crate) fn clear(&mut self) {
        self.list.clear();
        self.arena.clear();
        self.reviews.clear();
        self.layout_free = false;
    }
}

/// What indents are made of.
fn is_layout(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\u{3000}')
}
