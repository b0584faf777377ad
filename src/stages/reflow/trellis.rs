//! The trellis of the decoding: the states that each line may be in, and the steps between them.
//!
//! The widths stand side by side in arrays of `W`, so that the compiler makes vector code of what is done to each
//! of them; places in an array that no width has are never entered. Only scores are kept on the way
//! forward. Which state a line came from is found again on the way back, where few states have to be looked at.

use super::decode::{Division, Model, Problem, State, limit, spread};
use super::table::Seam;
use super::weights::{self, Nats, PLACES, Place};

/// Impossible.
const NEVER: Nats = Nats::MIN / 4;
/// From so many half-ems on it makes no difference by how much more a line falls short.
const SHORTEST: i32 = 7;
/// Nor from here on by how much it is too long.
const MOST_OVER: i32 = 33;

/// A score for each width.
type Row<const W: usize> = [Nats; W];

/// The best scores of the lines so far, by the state of the next.
#[derive(Clone, Copy)]
struct Scores<const W: usize> {
    unexplained: Nats,
    /// By place in the paragraph.
    at: [Row<W>; 3],
}

/// What a line adds to the score.
struct Step<const W: usize> {
    /// If its paragraph ends after it and no width explains it; what comes on top if the next one is so too.
    unexplained: Nats,
    even: Nats,
    /// If its paragraph ends after it, by place.
    end: [Row<W>; 3],
    /// If it goes on, for a first line and for any other.
    join: [Row<W>; 2],
}

/// Adds up, width by width.
fn plus<const W: usize>(a: &Row<W>, b: &Row<W>) -> Row<W> {
    std::array::from_fn(|k| a[k] + b[k])
}

fn plus_all<const W: usize>(a: &Row<W>, b: Nats) -> Row<W> {
    std::array::from_fn(|k| a[k] + b)
}

/// The greater of two, width by width.
fn greater<const W: usize>(a: &Row<W>, b: &Row<W>) -> Row<W> {
    std::array::from_fn(|k| a[k].max(b[k]))
}

fn greatest<const W: usize>(row: &Row<W>) -> Nats {
    row.iter().copied().fold(NEVER, Nats::max)
}

/// Limits of lines with what each width says of a last line.
struct Limits<const W: usize> {
    of: Row<W>,
    spread: Row<W>,
}

impl<const W: usize> Limits<W> {
    fn new(widths: &Row<W>) -> Self {
        Self { of: *widths, spread: widths.map(spread) }
    }
}

/// A trellis that was gone through from the first line to the last.
pub(super) trait Decoded {
    /// The score of the best division.
    fn score(&self) -> Nats;

    /// The best division.
    fn division(&self) -> Division;

    /// For each boundary, by how much the best division with a break there beats the best without.
    fn margins(&self) -> Vec<Nats>;
}

pub(super) struct Trellis<'a, const W: usize> {
    problem: &'a Problem<'a>,
    /// What text and layout say at each boundary.
    says: &'a [[Nats; 3]],
    widths: &'a [i32],
    lost: i32,
    first: Limits<W>,
    later: Limits<W>,
    /// What it costs to go over to a width.
    enter: Row<W>,
    /// Pairs of different widths that two lines of one paragraph may have.
    near: Vec<(usize, usize)>,
    /// Log probability of how far a joined line falls short, by half-ems.
    short: [Nats; SHORTEST as usize + 1],
    /// What an unexplained line of the width of the one before gains.
    even: Nats,
    /// By line.
    ahead: Vec<Scores<W>>,
}

impl<'a, const W: usize> Trellis<'a, W> {
    /// The trellis for these widths and this model, gone through from the first line to the last.
    pub(super) fn new(
        problem: &'a Problem<'a>,
        widths: &'a [i32],
        lost: i32,
        model: &Model,
        says: &'a [[Nats; 3]],
    ) -> Self {
        let all: Row<W> = std::array::from_fn(|k| widths.get(k).copied().unwrap_or(widths[0]));
        let mut trellis = Self {
            problem,
            says,
            widths,
            lost,
            first: Limits::new(&all.map(|width| width - lost)),
            later: Limits::new(&all),
            enter: std::array::from_fn(|k| if k < widths.len() { weights::OTHER_WIDTH } else { NEVER }),
            near: near(widths),
            short: std::array::from_fn(|short| model.joined(short as i32)),
            // It is one of verse, and ends whatever paragraphs do.
            even: weights::EVEN - model.prior[0],
            ahead: Vec::with_capacity(problem.seams.len()),
        };
        trellis.go_forward();
        trellis
    }

    fn go_forward(&mut self) {
        let first = std::array::from_fn(|k| if k < self.widths.len() { weights::ENTER_WRAPPED } else { NEVER });
        let mut now = Scores { unexplained: 0, at: [first, [NEVER; W], [NEVER; W]] };
        for i in 0..self.problem.seams.len() - 1 {
            self.ahead.push(now);
            now = self.next(&now, &self.step(i));
        }
        self.ahead.push(now);
    }

    fn next(&self, now: &Scores<W>, step: &Step<W>) -> Scores<W> {
        let ends = Self::ends(now, step);
        let best = greatest(&ends).max(now.unexplained + step.unexplained);
        let unexplained = (now.unexplained + step.unexplained + step.even).max(best + weights::ENTER_UNEXPLAINED);
        let from_first = plus(&now.at[0], &step.join[0]);
        let from_later = plus(&greater(&now.at[1], &now.at[2]), &step.join[1]);
        let (mut second, mut later) = (from_first, from_later);
        for &(k, other) in &self.near {
            second[other] = second[other].max(from_first[k] + weights::INNER_WIDTH);
            later[other] = later[other].max(from_later[k] + weights::INNER_WIDTH);
        }
        // The same width goes on for nothing.
        let first = greater(&ends, &plus_all(&self.enter, best));
        Scores { unexplained, at: [first, second.map(|s| s.max(NEVER)), later.map(|s| s.max(NEVER))] }
    }

    /// The best score of each width if a paragraph ends.
    fn ends(now: &Scores<W>, step: &Step<W>) -> Row<W> {
        let [first, second, later]: [Row<W>; 3] = std::array::from_fn(|place| plus(&now.at[place], &step.end[place]));
        greater(&greater(&first, &second), &later)
    }

    /// What line `i` adds.
    fn step(&self, i: usize) -> Step<W> {
        let (seam, says) = (self.problem.seams[i], self.says[i]);
        let later = self.fill(seam, &self.later);
        let first = if self.lost == 0 || self.problem.indented[i] { later } else { self.fill(seam, &self.first) };
        Step {
            unexplained: weights::UNEXPLAINED + says[0],
            even: if self.problem.even[i] { self.even } else { 0 },
            end: [plus_all(&first.0, says[0]), plus_all(&later.0, says[1]), plus_all(&later.0, says[2])],
            join: [first.1, later.1],
        }
    }

    /// How a line is filled: what that says if its paragraph ends after it, and if it goes on.
    #[inline]
    fn fill(&self, seam: Seam, limits: &Limits<W>) -> (Row<W>, Row<W>) {
        let over: Row<W> = std::array::from_fn(|k| over(seam.from - limits.of[k]));
        // A line that runs over does not fall short.
        let short: Row<W> = std::array::from_fn(|k| self.short[(limits.of[k] - seam.to).clamp(0, SHORTEST) as usize]);
        (plus(&limits.spread, &over), plus(&short, &over))
    }

    /// What each state of the last line adds.
    fn last(&self) -> Scores<W> {
        let n = self.problem.seams.len() - 1;
        let at = PLACES.map(|place| {
            std::array::from_fn(|k| {
                let limit = limit(self.later.of[k], place, self.problem.indented[n], self.lost);
                spread(limit) + over(self.problem.seams[n].from - limit) + self.problem.closing[place as usize]
            })
        });
        Scores { unexplained: weights::UNEXPLAINED + self.problem.closing[0], at }
    }

    /// The score of the best division, and the state of its last line.
    fn best(&self) -> (Nats, State) {
        let (now, end) = (&self.ahead[self.ahead.len() - 1], self.last());
        let mut best = (now.unexplained + end.unexplained, State::UNEXPLAINED);
        for k in 0..self.widths.len() {
            for place in PLACES {
                let score = now.at[place as usize][k] + end.at[place as usize][k];
                if score >= best.0 {
                    best = (score, State::of(k, place));
                }
            }
        }
        best
    }

    /// The state of line `i` from which the best way leads to this state of the line after it.
    fn before(&self, i: usize, to: State) -> State {
        let (now, next) = (&self.ahead[i], &self.ahead[i + 1]);
        match to.wrapped() {
            None => {
                let step = self.step(i);
                if now.unexplained + step.unexplained + step.even == next.unexplained {
                    State::UNEXPLAINED
                } else {
                    self.best_end(now, &step)
                }
            }
            Some((k, Place::First)) => {
                let step = self.step(i);
                if Self::ends(now, &step)[k] == next.at[0][k] {
                    Self::best_place(now, &step, k)
                } else {
                    self.best_end(now, &step)
                }
            }
            Some((k, place)) => {
                let from = |k: usize| match place {
                    Place::Second => Place::First,
                    _ if now.at[2][k] > now.at[1][k] => Place::Later,
                    _ => Place::Second,
                };
                if self.near.is_empty() {
                    return State::of(k, from(k));
                }
                let step = self.step(i);
                let joined = |other: usize| {
                    let from = from(other);
                    now.at[from as usize][other] + step.join[usize::from(from != Place::First)][other]
                };
                let cost = |other: usize| match other {
                    _ if other == k => Some(0),
                    _ => self.near.contains(&(other, k)).then_some(weights::INNER_WIDTH),
                };
                let leads =
                    |&other: &usize| cost(other).is_some_and(|c| joined(other) + c == next.at[place as usize][k]);
                let other = (0..self.widths.len()).find(leads).unwrap_or(k);
                State::of(other, from(other))
            }
        }
    }

    /// The state that is best if a paragraph ends after it.
    fn best_end(&self, now: &Scores<W>, step: &Step<W>) -> State {
        let ends = Self::ends(now, step);
        let best = greatest(&ends);
        if now.unexplained + step.unexplained >= best {
            return State::UNEXPLAINED;
        }
        let k = ends.iter().position(|&end| end == best).unwrap_or(0);
        Self::best_place(now, step, k)
    }

    /// The same for one width.
    fn best_place(now: &Scores<W>, step: &Step<W>, k: usize) -> State {
        let end = |place: Place| now.at[place as usize][k] + step.end[place as usize][k];
        let best = |a: Place, b: Place| if end(b) > end(a) { b } else { a };
        State::of(k, best(best(Place::First, Place::Second), Place::Later))
    }
}

impl<const W: usize> Decoded for Trellis<'_, W> {
    fn score(&self) -> Nats {
        self.best().0
    }

    fn division(&self) -> Division {
        let n = self.problem.seams.len();
        let (_, mut at) = self.best();
        let mut division = Division {
            breaks: vec![true; n - 1],
            states: vec![State::UNEXPLAINED; n],
            widths: self.widths.to_vec(),
            lost: self.lost,
        };
        division.states[n - 1] = at;
        for i in (0..n - 1).rev() {
            let to = at;
            at = self.before(i, to);
            division.breaks[i] = !matches!(to.wrapped(), Some((_, Place::Second | Place::Later)));
            division.states[i] = at;
        }
        division
    }

    fn margins(&self) -> Vec<Nats> {
        let n = self.problem.seams.len();
        // Best score of the lines from here on, for each state.
        let mut behind = self.last();
        let mut margins = vec![0; n - 1];
        for i in (0..n - 1).rev() {
            let (now, step) = (&self.ahead[i], self.step(i));
            let other = greatest(&plus(&behind.at[0], &self.enter));
            let unexplained = step.unexplained + other.max(behind.unexplained + step.even);
            let ended = greater(&behind.at[0], &[other.max(behind.unexplained + weights::ENTER_UNEXPLAINED); W]);
            let (mut second, mut later) = (behind.at[1], behind.at[2]);
            for &(k, other) in &self.near {
                second[k] = second[k].max(behind.at[1][other] + weights::INNER_WIDTH);
                later[k] = later[k].max(behind.at[2][other] + weights::INNER_WIDTH);
            }
            let ends: [Row<W>; 3] = std::array::from_fn(|place| plus(&step.end[place], &ended));
            let (second, later) = (plus(&step.join[0], &second), plus(&step.join[1], &later));
            let joins = [&second, &later, &later];
            let best = |rows: [&Row<W>; 3]| {
                let [first, second, later] = std::array::from_fn(|place| plus(&now.at[place], rows[place]));
                greatest(&greater(&greater(&first, &second), &later))
            };
            let breaks = best([&ends[0], &ends[1], &ends[2]]).max(now.unexplained + unexplained);
            margins[i] = breaks - best(joins);
            let at = std::array::from_fn(|place| greater(&ends[place], joins[place]).map(|s| s.max(NEVER)));
            behind = Scores { unexplained: unexplained.max(NEVER), at };
        }
        margins
    }
}

/// Pairs of different widths that two lines of one paragraph may have.
fn near(widths: &[i32]) -> Vec<(usize, usize)> {
    let is_near = |k: usize, other: usize| k != other && (widths[other] - widths[k]).abs() <= weights::NEAR_WIDTH;
    let all = (0..widths.len()).flat_map(|k| (0..widths.len()).map(move |other| (k, other)));
    all.filter(|&(k, other)| is_near(k, other)).collect()
}

/// What a line that is `by` half-ems over its limit costs.
fn over(by: i32) -> Nats {
    const OVER: [Nats; MOST_OVER as usize + 1] = {
        let mut costs = [weights::FAR_OVER; MOST_OVER as usize + 1];
        costs[0] = 0;
        let mut by = 1;
        while by <= 6 {
            costs[by] = weights::OVER.0 + weights::OVER.1 * by as i32;
            by += 1;
        }
        costs[MOST_OVER as usize] = weights::TOO_LONG;
        costs
    };
    OVER[by.clamp(0, MOST_OVER) as usize]
}
