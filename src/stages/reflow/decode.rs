//! Finds the most probable division of lines into paragraphs.
//!
//! Viterbi decoding (Viterbi 1967; Rabiner 1989) over the lines. A line is either unexplained or, for
//! each width, the first, the second or a later line of a wrapped paragraph. A step from one line to
//! the next is a join, which asks that the line be full, or a break, which asks that the text and
//! the layout speak for one. Three passes: after each, the document's own layout is learned from
//! what was decoded. O(lines · widths).

use super::table::{self, Layout, Seam, Words};
use super::weights::{self, Nats, Place, nats};

/// Impossible.
const NEVER: Nats = Nats::MIN / 4;
/// Passes over one document.
const PASSES: usize = 3;
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
}

/// What is learned from the document while decoding.
#[derive(Clone, Debug)]
pub(super) struct Model {
    /// Log odds of a break by place in the paragraph.
    pub prior: [Nats; 3],
    /// Log probability of how far a joined line falls short.
    pub short: [Nats; 7],
    /// Log odds of a break by layout class.
    pub layout: [Nats; Layout::COUNT],
}

/// How a line was explained.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct State(u8);

impl State {
    const UNEXPLAINED: Self = Self(0);

    /// Index of the width and place in the paragraph; `None` if no width explains the line.
    pub(super) fn wrapped(self) -> Option<(usize, Place)> {
        let n = usize::from(self.0).checked_sub(1)?;
        Some((n / 3, [Place::First, Place::Second, Place::Later][n % 3]))
    }
}

/// A division of lines into paragraphs.
#[derive(Clone, Debug)]
pub(super) struct Division {
    pub score: i64,
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

fn limit(width: i32, place: Place, indented: bool, lost: i32) -> i32 {
    if place == Place::First && !indented { width - lost } else { width }
}

impl Problem<'_> {
    /// The best division for each set of `widths` with the lost indent it was found for.
    pub(super) fn solve(&self, widths: Vec<(i32, Vec<i32>)>) -> Option<(Division, Model)> {
        let mut model = self.first_model();
        let mut best: Option<Division> = None;
        for pass in 0..PASSES {
            let found = widths
                .iter()
                .map(|(lost, widths)| self.decode(widths, *lost, &model))
                .reduce(|a, b| if b.score > a.score { b } else { a })?;
            let same = best.as_ref().is_some_and(|b| b.breaks == found.breaks && b.lost == found.lost);
            best = Some(found);
            if same || pass + 1 == PASSES {
                break;
            }
            model = self.learn(model, best.as_ref()?);
        }
        best.map(|division| (division, model))
    }

    fn first_model(&self) -> Model {
        let mut layout = [0; Layout::COUNT];
        for class in self.layouts {
            layout[class.index()] = nats(table::first_weight(*class, self.indents));
        }
        Model { prior: weights::PRIOR, short: weights::SHORT.map(|(_, p)| nats(p.ln())), layout }
    }

    /// The best division for these widths and this model.
    fn decode(&self, widths: &[i32], lost: i32, model: &Model) -> Division {
        let n = self.seams.len();
        let states = 1 + 3 * widths.len();
        let mut now = vec![NEVER; states];
        let mut next = vec![NEVER; states];
        let mut back = vec![0_u8; n.saturating_sub(1) * states];
        now[0] = 0;
        for k in 0..widths.len() {
            now[1 + 3 * k] = weights::ENTER_WRAPPED;
        }
        // ln 1/limit for first lines that lost their indent, and for all others.
        let spread: Vec<[Nats; 2]> =
            widths.iter().map(|&w| [w - lost, w].map(|limit| -nats((f64::from(limit.max(2)) / 2.0).ln()))).collect();
        let flat = nats(0.9_f64.ln());
        for i in 0..n - 1 {
            let (seam, words) = (self.seams[i], &self.words[i]);
            let layout = model.layout[self.layouts[i].index()];
            let from = &mut back[i * states..][..states];
            next.fill(NEVER);
            let unexplained = now[0] + weights::UNEXPLAINED + layout + model.prior[0] + words.weight[0];
            let (mut best, mut best_state) = (unexplained, 0);
            for (k, &width) in widths.iter().enumerate() {
                let (mut here, mut here_state) = (NEVER, 0);
                for place in [Place::First, Place::Second, Place::Later] {
                    let s = 1 + 3 * k + place as usize;
                    if now[s] <= NEVER / 2 {
                        continue;
                    }
                    let limit = limit(width, place, self.indented[i], lost);
                    let over = over(seam.from - limit);
                    let end = now[s]
                        + spread[k][usize::from(limit == width)]
                        + over
                        + layout
                        + model.prior[place as usize]
                        + words.weight[place as usize];
                    if end > here {
                        (here, here_state) = (end, s);
                    }
                    let join =
                        now[s] + if over == 0 { model.short[short_class(seam.short(limit))] } else { flat + over };
                    let after = if place == Place::First { Place::Second } else { Place::Later } as usize;
                    for (other, &w) in widths.iter().enumerate() {
                        let join = match (w - width).abs() {
                            _ if other == k => join,
                            d if d <= weights::NEAR_WIDTH => join + weights::INNER_WIDTH,
                            _ => continue,
                        };
                        let to = 1 + 3 * other + after;
                        if join > next[to] {
                            (next[to], from[to]) = (join, s as u8);
                        }
                    }
                }
                if here > best {
                    (best, best_state) = (here, here_state);
                }
                // The same width goes on for nothing.
                (next[1 + 3 * k], from[1 + 3 * k]) = (here, here_state as u8);
            }
            for k in 0..widths.len() {
                let to = 1 + 3 * k;
                if best + weights::OTHER_WIDTH > next[to] {
                    (next[to], from[to]) = (best + weights::OTHER_WIDTH, best_state as u8);
                }
            }
            let even = if self.even[i] { weights::EVEN - model.prior[0] } else { 0 };
            (next[0], from[0]) = (unexplained + even, 0);
            if best + weights::ENTER_UNEXPLAINED > next[0] {
                (next[0], from[0]) = (best + weights::ENTER_UNEXPLAINED, best_state as u8);
            }
            std::mem::swap(&mut now, &mut next);
        }
        let last = self.seams[n - 1];
        let ends = |s: usize| match State(s as u8).wrapped() {
            None => now[0] + weights::UNEXPLAINED,
            Some((k, place)) => {
                let limit = limit(widths[k], place, self.indented[n - 1], lost);
                now[s] + spread[k][usize::from(limit == widths[k])] + over(last.from - limit)
            }
        };
        let (score, mut at) = (0..states).map(|s| (ends(s), s)).max_by_key(|&(e, s)| (e, s)).unwrap_or((NEVER, 0));
        let mut division = Division {
            score: i64::from(score),
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
                model.layout[layout.index()] = nats(weight.ln().clamp(-7.0, 7.0));
            }
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
        let share = breaks as f64 / (breaks + joins).max(1) as f64;
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
        _ => weights::FAR_OVER,
    }
}

fn short_class(short: i32) -> usize {
    weights::SHORT.iter().position(|&(upto, _)| short <= upto).unwrap_or(weights::SHORT.len() - 1)
}
