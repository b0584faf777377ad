//! Finds the most probable division of lines into paragraphs.
//!
//! Viterbi decoding (Viterbi 1967; Rabiner 1989) over the lines. A line is either unexplained or, for
//! each width, the first, the second or a later line of a wrapped paragraph. A step from one line to
//! the next is a join, which asks that the line be full, or a break, which asks that the text and
//! the layout speak for one ([`super::trellis`]). Three passes: after each, the document's own layout is learned from
//! what was decoded. O(lines · widths).

use std::sync::LazyLock;

use super::habits::{self, Inside};
use super::openings;
use super::table::{self, Layout, Seam, Words};
use super::trellis::{Decoded, Trellis};
use super::weights::{self, Nats, PLACES, Place, nats};
use super::widths::{MOST, WIDEST};

/// Passes over one document.
const PASSES: usize = 3;
/// A division that scores so much less than the best does not catch up.
const FAR_BEHIND: Nats = nats(40.0);
/// Lines from which the lost indent of a long text is learned.
const SAMPLE: usize = 256;
/// A document teaches nothing about layout below these.
const JOINS_TO_LEARN: usize = 5;
const BREAKS_TO_LEARN: usize = 2;
/// Nor about full lines below this.
const JOINS_TO_LEARN_SHORT: usize = 12;
/// Pseudo-counts for the priors, for how short joined lines fall, and for layout classes.
const PSEUDO_PRIOR: f64 = 20.0;
const PSEUDO_SHORT: f64 = 8.0;
const PSEUDO_LAYOUT: f64 = 0.5;
/// So many times as probable as in general a document may make it that a joined line falls so short. On news wrapped to
/// widths from 20 to 41 characters 20 loses fewer breaks than no bound, and makes fewer than 5.
const MOST_TIMES: f64 = 20.0;

/// What is known of the lines before decoding.
pub(super) struct Problem<'a> {
    /// One for each line; that of the last line holds its width alone.
    pub seams: &'a [Seam],
    /// Whether each line is indented, so that nothing of its width is lost if it is a first line.
    pub indented: &'a [bool],
    /// For each boundary, whether the lines are of one width, as those of verse are.
    pub even: &'a [bool],
    /// One for each boundary.
    pub words: &'a [Words],
    /// One for each boundary.
    pub layouts: &'a [Layout],
    /// What the end of the last line says, by its place: a paragraph ends there.
    pub closing: [Nats; 3],
    /// Whether indents occur.
    pub indents: bool,
    /// What was counted inside the lines.
    pub inside: &'a Inside,
    /// Width of all lines.
    pub half_ems: i64,
}

/// What is learned from the document while decoding.
#[derive(Clone, Debug)]
pub(super) struct Model {
    /// Log odds of a break by place in the paragraph.
    pub prior: [Nats; 3],
    /// Log probability of how far a joined line falls short.
    pub short: [Nats; 7],
    /// Log odds of a break by kind of place, from what sentences do in this document; `None` before it is learned.
    kinds: Option<[Nats; habits::KINDS]>,
    /// Log odds of a break at each boundary, from how the next line begins; empty before it is learned.
    openings: Vec<Nats>,
    /// Log odds of a break by layout class.
    pub layout: [Nats; Layout::COUNT],
}

/// How a line was explained.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct State(u8);

impl State {
    pub(super) const UNEXPLAINED: Self = Self(0);

    /// A line at this place of a paragraph, of the width with this index.
    pub(super) fn of(width: usize, place: Place) -> Self {
        Self((1 + 3 * width + place as usize) as u8)
    }

    /// Index of the width and place in the paragraph; `None` if no width explains the line.
    pub(super) fn wrapped(self) -> Option<(usize, Place)> {
        let n = usize::from(self.0).checked_sub(1)?;
        Some((n / 3, PLACES[n % 3]))
    }
}

/// A division of lines into paragraphs.
#[derive(Clone, Debug)]
pub(super) struct Division {
    /// For each boundary, whether a paragraph ends there.
    pub breaks: Vec<bool>,
    /// For each line.
    pub states: Vec<State>,
    /// The widths tried, in half-ems.
    pub widths: Vec<i32>,
    /// How much shorter first lines without an indent are, in half-ems.
    pub lost: i32,
}

impl Division {
    /// The widths that joined lines have; the first if none is joined.
    fn used(&self) -> Vec<i32> {
        let mut joined = vec![false; self.widths.len()];
        for (i, _) in self.breaks.iter().enumerate().filter(|&(_, &b)| !b) {
            if let Some((k, _)) = self.states[i].wrapped() {
                joined[k] = true;
            }
        }
        let used: Vec<i32> = self.widths.iter().zip(joined).filter_map(|(&w, j)| j.then_some(w)).collect();
        if used.is_empty() { self.widths[..1].to_vec() } else { used }
    }

    /// The limit of a line, in half-ems; `None` if no width explains it.
    pub(super) fn limit(&self, line: usize, indented: bool) -> Option<i32> {
        let (width, place) = self.states[line].wrapped()?;
        Some(limit(self.widths[width], place, indented, self.lost))
    }

    /// The width of a line, in half-ems; `None` if no width explains it.
    pub(super) fn width(&self, line: usize) -> Option<i32> {
        self.states[line].wrapped().map(|(width, _)| self.widths[width])
    }
}

impl Model {
    /// Log probability that a paragraph's last line is of any one length.
    pub(super) fn last_line(&self, limit: i32) -> Nats {
        spread(limit)
    }

    /// Log probability that a joined line falls so many half-ems short.
    pub(super) fn joined(&self, short: i32) -> Nats {
        self.short[short_class(short)]
    }

    /// What the beginning of the next line says after so many boundaries.
    pub(super) fn opening(&self, boundary: usize) -> Nats {
        self.openings.get(boundary).copied().unwrap_or(0)
    }

    /// What sentences do in this document, as log odds of a break at a place.
    pub(super) fn habit(&self, words: &Words) -> Nats {
        match &self.kinds {
            Some(kinds) => words.kind.map_or(0, |kind| kinds[usize::from(kind)]),
            None => words.rarity,
        }
    }
}

pub(super) fn limit(width: i32, place: Place, indented: bool, lost: i32) -> i32 {
    if place == Place::First && !indented { width - lost } else { width }
}

impl Problem<'_> {
    /// The best division, given each lost indent with the `widths` found for it. With it come its model, and for each
    /// boundary by how much the best division with a break there beats the best without.
    pub(super) fn solve(&self, mut widths: Vec<(i32, Vec<i32>)>) -> Option<(Division, Model, Vec<Nats>)> {
        let mut model = self.first_model();
        let mut best: Option<Division> = None;
        if self.seams.len() > 2 * SAMPLE && widths.len() > 1 {
            // How much first lines have lost shows in a part of a long text.
            let part = self.part(SAMPLE);
            let says = part.says(&model);
            let scores: Vec<Nats> =
                widths.iter().map(|(lost, w)| part.trellis(w, *lost, &model, &says).score()).collect();
            let top = scores.iter().copied().max()?;
            let mut scores = scores.into_iter();
            widths.retain(|_| scores.next().is_some_and(|s| s + FAR_BEHIND > top));
        }
        for pass in 1..=PASSES {
            let says = self.says(&model);
            let trellises: Vec<_> = widths.iter().map(|(lost, w)| self.trellis(w, *lost, &model, &says)).collect();
            let top = trellises.iter().map(|t| t.score()).max()?;
            let first = trellises.iter().position(|t| t.score() == top)?;
            let found = trellises[first].division();
            let same = best.as_ref().is_some_and(|b| b.breaks == found.breaks && b.lost == found.lost);
            if same || pass == PASSES {
                return Some((found, model, trellises[first].margins()));
            }
            // What is far behind, what does no better than another, and widths that no paragraph has, need not be
            // tried again.
            let tried = |n: usize| n == first || (top - FAR_BEHIND + 1..top).contains(&trellises[n].score());
            let used = |n: usize| if n == first { found.used() } else { trellises[n].division().used() };
            let next = (0..widths.len()).filter(|&n| tried(n)).map(|n| (widths[n].0, used(n))).collect();
            drop(trellises);
            widths = next;
            model = self.learn(model, &found);
            best = Some(found);
        }
        None
    }

    /// The same for the first `lines` lines.
    fn part(&self, lines: usize) -> Problem<'_> {
        Problem {
            seams: &self.seams[..lines],
            indented: &self.indented[..lines],
            even: &self.even[..lines - 1],
            words: &self.words[..lines - 1],
            layouts: &self.layouts[..lines - 1],
            closing: [0; 3],
            indents: self.indents,
            inside: self.inside,
            half_ems: self.half_ems,
        }
    }

    fn first_model(&self) -> Model {
        let mut layout = [0; Layout::COUNT];
        for class in self.layouts {
            layout[class.index()] = nats(table::first_weight(*class, self.indents));
        }
        Model {
            prior: weights::PRIOR,
            short: weights::SHORT.map(|(_, p)| nats(p.ln())),
            layout,
            kinds: None,
            openings: Vec::new(),
        }
    }

    /// What text and layout say at each boundary, by the place of the line in its paragraph: log odds of a break.
    fn says(&self, model: &Model) -> Vec<[Nats; 3]> {
        let said = self.words.iter().zip(self.layouts).enumerate().map(|(i, (words, layout))| {
            let all = model.layout[layout.index()] + model.habit(words) + model.opening(i);
            std::array::from_fn(|place| all + model.prior[place] + words.weight[place])
        });
        said.collect()
    }

    /// The trellis for these widths and this model, with as many places for widths as it takes.
    fn trellis<'t>(
        &'t self,
        widths: &'t [i32],
        lost: i32,
        model: &Model,
        says: &'t [[Nats; 3]],
    ) -> Box<dyn Decoded + 't> {
        match widths.len() {
            1 => Box::new(Trellis::<1>::new(self, widths, lost, model, says)),
            2 => Box::new(Trellis::<2>::new(self, widths, lost, model, says)),
            3..=4 => Box::new(Trellis::<4>::new(self, widths, lost, model, says)),
            _ => Box::new(Trellis::<MOST>::new(self, widths, lost, model, says)),
        }
    }

    /// What the division teaches about this document.
    fn learn(&self, mut model: Model, division: &Division) -> Model {
        let breaks = division.breaks.iter().filter(|&&b| b).count();
        let joins = division.breaks.len() - breaks;
        let ln = |x: f64| nats(x.ln());
        if joins >= JOINS_TO_LEARN && breaks >= BREAKS_TO_LEARN {
            let mut counts = [([0_i32; 2], None); Layout::COUNT];
            for (layout, &b) in self.layouts.iter().zip(&division.breaks) {
                let (counts, class) = &mut counts[layout.index()];
                counts[usize::from(b)] += 1;
                *class = Some(layout);
            }
            for ([mut j, mut b], class) in counts {
                let Some(layout) = class else { continue };
                // A place must not vote for itself: the minority of its class loses one vote.
                if b > 2 * j {
                    j = (j - 1).max(0);
                } else if j > 2 * b {
                    b = (b - 1).max(0);
                }
                let odds = table::first_weight(*layout, self.indents).clamp(-4.0, 4.0).exp();
                let share = |count: i32, prior: f64, all: usize| {
                    (f64::from(count) + PSEUDO_LAYOUT * prior) / (all as f64 + PSEUDO_LAYOUT)
                };
                let weight = share(b, odds / (1.0 + odds), breaks) / share(j, 1.0 / (1.0 + odds), joins);
                model.layout[layout.index()] = nats(weight.ln().clamp(-9.0, 9.0));
            }
        }
        if joins >= JOINS_TO_LEARN && breaks >= BREAKS_TO_LEARN {
            let places = self.words.iter().map(|w| w.kind).zip(division.breaks.iter().copied());
            model.kinds = Some(habits::learn(self.inside, places, self.half_ems));
            let places = self.words.iter().zip(&division.breaks).map(|(words, &breaks)| openings::Place {
                opening: words.opening,
                ended: words.ended,
                breaks,
            });
            model.openings = openings::learn(&self.inside.openings, places);
        }
        let mut places = [[0_u32; 2]; 3];
        let mut shorts = [0_u32; 7];
        for (i, &b) in division.breaks.iter().enumerate() {
            if let Some((_, place)) = division.states[i].wrapped() {
                places[place as usize][usize::from(b)] += 1;
                if let (false, Some(limit)) = (b, division.limit(i, self.indented[i])) {
                    shorts[short_class(self.seams[i].short(limit))] += 1;
                }
            }
        }
        // The last line ends a paragraph too.
        let share = (breaks + 1) as f64 / (breaks + joins + 1) as f64;
        for (prior, [j, b]) in model.prior.iter_mut().zip(places) {
            let odds =
                (f64::from(b) + PSEUDO_PRIOR * share + 0.1) / (f64::from(j) + PSEUDO_PRIOR * (1.0 - share) + 0.1);
            *prior = ln(odds).clamp(nats(-3.5), nats(1.5));
        }
        if joins >= JOINS_TO_LEARN_SHORT {
            for (i, (_, p)) in weights::SHORT.iter().enumerate() {
                let seen = f64::from(shorts[i].saturating_sub(1));
                let learned = (seen + PSEUDO_SHORT * p) / (joins as f64 + PSEUDO_SHORT);
                // Lines far from full that were joined by mistake must not teach that such lines are joined.
                model.short[i] = ln(learned.min(MOST_TIMES * p));
            }
        }
        model
    }
}

/// ln 1/limit: the last line of a paragraph may have any length.
pub(super) fn spread(limit: i32) -> Nats {
    static SPREAD: LazyLock<[Nats; WIDEST as usize + 1]> =
        LazyLock::new(|| std::array::from_fn(|limit| -nats((limit.max(2) as f64 / 2.0).ln())));
    SPREAD[limit.clamp(0, WIDEST) as usize]
}

/// The class of [`weights::SHORT`] that a line falls into.
fn short_class(short: i32) -> usize {
    const CLASSES: [u8; 8] = [0, 1, 2, 3, 4, 5, 5, 6];
    usize::from(CLASSES[short.clamp(0, 7) as usize])
}

#[test]
fn classes_of_short_lines_are_those_of_the_table() {
    for short in 0..20 {
        let class = weights::SHORT.iter().position(|&(upto, _)| short <= upto);
        assert_eq!(class, Some(short_class(short)), "{short}");
    }
}
