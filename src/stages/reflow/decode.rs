//! Finds the most probable division of lines into paragraphs.
//!
//! Viterbi decoding (Viterbi 1967; Rabiner 1989) over the lines. A line is either unexplained or, for
//! each width, the first, the second or a later line of a wrapped paragraph. A step from one line to
//! the next is a join, which asks that the line be full, or a break, which asks that the text and
//! the layout speak for one. Three passes: after each, the document's own layout is learned from
//! what was decoded. O(lines · widths).

use super::habits::{self, Inside};
use super::table::{self, Layout, Seam, Words};
use super::weights::{self, Nats, Place, nats};

/// Impossible.
const NEVER: Nats = Nats::MIN / 4;
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
    /// Log odds of a break by layout class.
    pub layout: [Nats; Layout::COUNT],
    /// ln 1/limit, by limit in half-ems.
    spread: [Nats; super::widths::WIDEST as usize + 1],
}

/// How a line was explained.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct State(u8);

impl State {
    const UNEXPLAINED: Self = Self(0);

    /// Index of the width and place in the paragraph; `None` if no width explains the line.
    pub(super) fn wrapped(self) -> Option<(usize, Place)> {
        let n = usize::from(self.0).checked_sub(1)?;
        Some((n / 3, PLACES[n % 3]))
    }
}

/// A division of lines into paragraphs.
#[derive(Clone, Debug)]
pub(super) struct Division {
    pub score: Nats,
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

/// States at most: unexplained, and three for each width.
const STATES: usize = 1 + 3 * super::widths::MOST;
const PLACES: [Place; 3] = [Place::First, Place::Second, Place::Later];

/// What a line adds to the score, by state.
struct Step {
    end: [Nats; STATES],
    join: [Nats; STATES],
    /// Added when an unexplained line follows an unexplained line of its width.
    even: Nats,
}

impl Default for Step {
    fn default() -> Self {
        Self { end: [0; STATES], join: [NEVER; STATES], even: 0 }
    }
}

impl Model {
    /// Log probability that a paragraph's last line is of any one length.
    pub(super) fn last_line(&self, limit: i32) -> Nats {
        self.spread(limit)
    }

    /// Log probability that a joined line falls so many half-ems short.
    pub(super) fn joined(&self, short: i32) -> Nats {
        self.short[short_class(short)]
    }

    /// What sentences do in this document, as log odds of a break at a place.
    pub(super) fn habit(&self, words: &Words) -> Nats {
        match &self.kinds {
            Some(kinds) => words.kind.map_or(0, |kind| kinds[usize::from(kind)]),
            None => words.rarity,
        }
    }

    /// ln 1/limit: the last line of a paragraph may have any length.
    fn spread(&self, limit: i32) -> Nats {
        self.spread[limit.clamp(0, super::widths::WIDEST) as usize]
    }
}

fn first_scores(widths: usize) -> [Nats; STATES] {
    let mut scores = [NEVER; STATES];
    scores[0] = 0;
    for k in 0..widths {
        scores[1 + 3 * k] = weights::ENTER_WRAPPED;
    }
    scores
}

fn after(place: Place) -> Place {
    if place == Place::First { Place::Second } else { Place::Later }
}

/// For each width, the widths that the next line of a paragraph may have, and what each costs.
fn near(widths: &[i32]) -> Vec<Vec<(usize, Nats)>> {
    let cost = |k: usize, other: usize| match (widths[other] - widths[k]).abs() {
        _ if other == k => Some((other, 0)),
        d if d <= weights::NEAR_WIDTH => Some((other, weights::INNER_WIDTH)),
        _ => None,
    };
    (0..widths.len()).map(|k| (0..widths.len()).filter_map(|other| cost(k, other)).collect()).collect()
}

fn limit(width: i32, place: Place, indented: bool, lost: i32) -> i32 {
    if place == Place::First && !indented { width - lost } else { width }
}

impl Problem<'_> {
    /// The best division, given each lost indent with the `widths` found for it.
    pub(super) fn solve(&self, mut widths: Vec<(i32, Vec<i32>)>) -> Option<(Division, Model)> {
        let mut model = self.first_model();
        let mut best: Option<Division> = None;
        if self.seams.len() > 2 * SAMPLE && widths.len() > 1 {
            // How much first lines have lost shows in a part of a long text.
            let part = self.part(SAMPLE);
            let scores: Vec<Nats> = widths.iter().map(|(lost, w)| part.decode(w, *lost, &model).score).collect();
            let top = scores.iter().copied().max()?;
            let mut scores = scores.into_iter();
            widths.retain(|_| scores.next().is_some_and(|s| s + FAR_BEHIND > top));
        }
        for pass in 0..PASSES {
            let found: Vec<Division> = widths.iter().map(|(lost, widths)| self.decode(widths, *lost, &model)).collect();
            let top = found.iter().map(|d| d.score).max()?;
            // What is far behind, and widths that no paragraph has, need not be tried again.
            widths = found.iter().filter(|d| d.score + FAR_BEHIND > top).map(|d| (d.lost, d.used())).collect();
            let found = found.into_iter().find(|d| d.score == top)?;
            let same = best.as_ref().is_some_and(|b| b.breaks == found.breaks && b.lost == found.lost);
            best = Some(found);
            if same || pass + 1 == PASSES {
                break;
            }
            model = self.learn(model, best.as_ref()?);
        }
        best.map(|division| (division, model))
    }

    /// The same for the first `lines` lines.
    fn part(&self, lines: usize) -> Problem<'_> {
        Problem {
            seams: &self.seams[..lines],
            indented: &self.indented[..lines],
            even: &self.even[..lines - 1],
            words: &self.words[..lines - 1],
            layouts: &self.layouts[..lines - 1],
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
            spread: std::array::from_fn(|limit| -nats((limit.max(2) as f64 / 2.0).ln())),
        }
    }

    /// What each state of line `i` adds to the score if its paragraph ends after it, and if it goes on.
    fn step(&self, i: usize, widths: &[i32], lost: i32, model: &Model, step: &mut Step) {
        let (seam, words) = (self.seams[i], &self.words[i]);
        let layout = model.layout[self.layouts[i].index()] + model.habit(&self.words[i]);
        step.end[0] = weights::UNEXPLAINED + layout + model.prior[0] + words.weight[0];
        step.join[0] = NEVER;
        // An even line is one of verse: it ends whatever paragraphs do.
        step.even = if self.even[i] { weights::EVEN - model.prior[0] } else { 0 };
        for (k, &width) in widths.iter().enumerate() {
            let fill = |limit: i32| match over(seam.from - limit) {
                0 => (model.spread(limit), model.short[short_class(seam.short(limit))]),
                over => (model.spread(limit) + over, model.short[0] + over),
            };
            let later = fill(width);
            let first = if lost == 0 || self.indented[i] { later } else { fill(width - lost) };
            for (place, (end, join)) in [first, later, later].into_iter().enumerate() {
                let s = 1 + 3 * k + place;
                step.end[s] = end + layout + model.prior[place] + words.weight[place];
                step.join[s] = join;
            }
        }
    }

    /// What each state of the last line adds.
    fn last_step(&self, widths: &[i32], lost: i32, model: &Model, end: &mut [Nats]) {
        let n = self.seams.len() - 1;
        end[0] = weights::UNEXPLAINED;
        for (k, &width) in widths.iter().enumerate() {
            for place in PLACES {
                let limit = limit(width, place, self.indented[n], lost);
                end[1 + 3 * k + place as usize] = model.spread(limit) + over(self.seams[n].from - limit);
            }
        }
    }

    /// The best division for these widths and this model.
    fn decode(&self, widths: &[i32], lost: i32, model: &Model) -> Division {
        let n = self.seams.len();
        let states = 1 + 3 * widths.len();
        let near = near(widths);
        let mut step = Step::default();
        let mut now = first_scores(widths.len());
        let mut next = [NEVER; STATES];
        let mut back = vec![0_u8; n.saturating_sub(1) * states];
        for i in 0..n - 1 {
            self.step(i, widths, lost, model, &mut step);
            let from = &mut back[i * states..][..states];
            next.fill(NEVER);
            let (mut best, mut best_state) = (now[0] + step.end[0], 0);
            let places = now[1..states].chunks_exact(3).zip(step.end[1..states].chunks_exact(3));
            for (k, (((now, end), join), near)) in
                places.zip(step.join[1..states].chunks_exact(3)).zip(&near).enumerate()
            {
                let first = 1 + 3 * k;
                let (mut here, mut here_state) = (NEVER, 0);
                for (place, (now, end)) in now.iter().zip(end).enumerate() {
                    if now + end > here {
                        (here, here_state) = (now + end, first + place);
                    }
                }
                let (second, later) = (now[1] + join[1], now[2] + join[2]);
                let later = if later > second { (later, first + 2) } else { (second, first + 1) };
                for &(other, cost) in near {
                    let to = 1 + 3 * other;
                    for (to, (join, state)) in [(to + 1, (now[0] + join[0], first)), (to + 2, later)] {
                        if join + cost > next[to] {
                            (next[to], from[to]) = (join + cost, state as u8);
                        }
                    }
                }
                if here > best {
                    (best, best_state) = (here, here_state);
                }
                // The same width goes on for nothing.
                (next[first], from[first]) = (here, here_state as u8);
            }
            for k in 0..widths.len() {
                let to = 1 + 3 * k;
                if best + weights::OTHER_WIDTH > next[to] {
                    (next[to], from[to]) = (best + weights::OTHER_WIDTH, best_state as u8);
                }
            }
            (next[0], from[0]) = (now[0] + step.end[0] + step.even, 0);
            if best + weights::ENTER_UNEXPLAINED > next[0] {
                (next[0], from[0]) = (best + weights::ENTER_UNEXPLAINED, best_state as u8);
            }
            std::mem::swap(&mut now, &mut next);
        }
        self.last_step(widths, lost, model, &mut step.end);
        let (score, mut at) =
            (0..states).map(|s| (now[s] + step.end[s], s)).max_by_key(|&(e, s)| (e, s)).unwrap_or((NEVER, 0));
        let mut division = Division {
            score,
            breaks: vec![true; n - 1],
            states: vec![State::UNEXPLAINED; n],
            widths: widths.to_vec(),
            lost,
        };
        division.states[n - 1] = State(at as u8);
        for i in (0..n - 1).rev() {
            division.breaks[i] = !matches!(State(at as u8).wrapped(), Some((_, Place::Second | Place::Later)));
            at = usize::from(back[i * states + at]);
            division.states[i] = State(at as u8);
        }
        division
    }

    /// For each boundary, by how much the best division with a break there beats the best without.
    pub(super) fn margins(&self, division: &Division, model: &Model) -> Vec<Nats> {
        let (widths, lost) = (division.widths.as_slice(), division.lost);
        let n = self.seams.len();
        let states = 1 + 3 * widths.len();
        let near = near(widths);
        let mut step = Step::default();
        // Best score of the lines before, for each line and state.
        let mut ahead = vec![NEVER; n * states];
        ahead[..states].copy_from_slice(&first_scores(widths.len())[..states]);
        for i in 0..n - 1 {
            self.step(i, widths, lost, model, &mut step);
            let (now, next) = ahead[i * states..(i + 2) * states].split_at_mut(states);
            let ends = |s: usize| now[s] + step.end[s];
            let best = (0..states).map(ends).max().unwrap_or(NEVER);
            next[0] = (ends(0) + step.even).max(best + weights::ENTER_UNEXPLAINED);
            for k in 0..widths.len() {
                let own = (1 + 3 * k..4 + 3 * k).map(ends).max().unwrap_or(NEVER);
                next[1 + 3 * k] = own.max(best + weights::OTHER_WIDTH);
                for place in PLACES {
                    let s = 1 + 3 * k + place as usize;
                    for &(other, cost) in &near[k] {
                        let to = 1 + 3 * other + after(place) as usize;
                        next[to] = next[to].max(now[s] + step.join[s] + cost).max(NEVER);
                    }
                }
            }
        }
        // Best score of the lines from here on, for each state.
        let mut behind = [NEVER; STATES];
        self.last_step(widths, lost, model, &mut behind);
        let mut margins = vec![0; n - 1];
        for i in (0..n - 1).rev() {
            self.step(i, widths, lost, model, &mut step);
            let now = &ahead[i * states..][..states];
            let best = (0..widths.len()).map(|k| behind[1 + 3 * k] + weights::OTHER_WIDTH).max().unwrap_or(NEVER);
            let mut here = [NEVER; STATES];
            let (mut breaks, mut joins) = (NEVER, NEVER);
            for s in 0..states {
                let end = step.end[s]
                    + match State(s as u8).wrapped() {
                        None => best.max(behind[0] + step.even),
                        Some((k, _)) => best.max(behind[0] + weights::ENTER_UNEXPLAINED).max(behind[1 + 3 * k]),
                    };
                let join = State(s as u8).wrapped().map_or(NEVER, |(k, place)| {
                    let to = near[k].iter().map(|&(other, cost)| behind[1 + 3 * other + after(place) as usize] + cost);
                    step.join[s] + to.max().unwrap_or(NEVER)
                });
                breaks = breaks.max(now[s] + end);
                joins = joins.max(now[s] + join);
                here[s] = end.max(join).max(NEVER);
            }
            margins[i] = breaks - joins;
            behind = here;
        }
        margins
    }

    /// What the division teaches about this document.
    fn learn(&self, mut model: Model, division: &Division) -> Model {
        let breaks = division.breaks.iter().filter(|&&b| b).count();
        let joins = division.breaks.len() - breaks;
        let ln = |x: f64| nats(x.ln());
        if joins >= JOINS_TO_LEARN && breaks >= BREAKS_TO_LEARN {
            let mut counts = [[0_i32; 2]; Layout::COUNT];
            for (layout, &b) in self.layouts.iter().zip(&division.breaks) {
                counts[layout.index()][usize::from(b)] += 1;
            }
            for layout in self.layouts {
                let [mut j, mut b] = counts[layout.index()];
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
                model.short[i] = ln((seen + PSEUDO_SHORT * p) / (joins as f64 + PSEUDO_SHORT));
            }
        }
        model
    }
}

/// What a line that is `by` half-ems over its limit costs.
fn over(by: i32) -> Nats {
    match by {
        ..=0 => 0,
        1..=6 => weights::OVER.0 + weights::OVER.1 * by,
        7..=32 => weights::FAR_OVER,
        _ => weights::TOO_LONG,
    }
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
