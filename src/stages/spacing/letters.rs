//! Letter-spaced runs: `龙 头 、 瞪 羚 企 业`, and whole documents set so.
//!
//! A run is a row of gaps of one kind whose inner pieces are *loose*: no piece holds two Han
//! characters side by side. What it is worth is the sum of a few observations ([`Run::score`]);
//! the heaviest is whether neighbours across its gaps belong together, which tells a title from
//! a row of options or a drill.

use super::gaps::{Class, Fate, Gaps, Kind, Line, Why};
use super::series;
use crate::han::{class::is_han, likely};

/// Fewest gaps of a run: four characters.
const MIN_GAPS: usize = 3;
/// A run whose score is above this is closed up.
pub(super) const THRESHOLD: f32 = 0.0;
/// A run whose score is above this, though not above [`THRESHOLD`], is listed for review.
pub(super) const DOUBT: f32 = -1.5;
/// Spaced documents: runs of at least so many gaps in all ...
const DOCUMENT_GAPS: usize = 40;
/// ... in at most so many bytes of text a gap. A spaced Han character takes four.
const DOCUMENT_BYTES: usize = 8;

/// A run of letter-spaced text: the gaps `from..to`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Run {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) score: f32,
}

/// Closes up the runs of a document that are letter-spaced. Gives back those it is not sure of.
pub(super) fn close(text: &str, gaps: &mut Gaps) -> Vec<Run> {
    let mut doubts = Vec::new();
    let mut closed = 0;
    for n in 0..gaps.lines.len() {
        let line = gaps.lines[n];
        let mut from = line.gaps().start;
        while let Some(run) = next_run(text, gaps, &line, from) {
            from = run.to.max(from + 1);
            if run.score > THRESHOLD {
                let score = confidence(run.score);
                gaps.list[run.from..run.to].iter_mut().for_each(|g| g.close(Why::Letters, score));
                closed += run.to - run.from;
            } else if run.score > DOUBT {
                doubts.push(run);
            }
        }
    }
    if closed >= DOCUMENT_GAPS && text.len() <= DOCUMENT_BYTES * closed {
        close_document(text, gaps);
        doubts.clear();
    }
    doubts
}

/// From the sum of weights to a score between 0.5 and 1.
fn confidence(sum: f32) -> f32 {
    1.0 / (1.0 + (-sum).exp())
}

/// The first run of `line` whose gaps begin at `from` or later.
fn next_run(text: &str, gaps: &Gaps, line: &Line, from: usize) -> Option<Run> {
    let mut first = from;
    let end = line.gaps().end;
    while first < end {
        let gap = gaps.list[first];
        if gap.kind == Kind::Wide || gap.fate != Fate::Undecided {
            first += 1;
            continue;
        }
        let mut last = first + 1;
        while last < end
            && gaps.list[last].kind == gap.kind
            && gaps.list[last].fate == Fate::Undecided
            && is_loose(gaps.piece_before(text, line, last))
        {
            last += 1;
        }
        if last - first >= MIN_GAPS {
            return Some(Run { from: first, to: last, score: score(text, gaps, line, first, last) });
        }
        first = last;
    }
    None
}

/// Whether a piece may stand inside a run: a word or number in ASCII, or at most six characters
/// without two Han characters side by side.
fn is_loose(piece: &str) -> bool {
    if piece.len() <= 3 {
        return true;
    }
    if piece.len() <= 16 && piece.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return true;
    }
    piece.len() <= 18 && piece.chars().zip(piece.chars().skip(1)).all(|(a, b)| !(is_han(a) && is_han(b)))
}

/// What speaks for and against a run being letter-spaced text.
fn score(text: &str, gaps: &Gaps, line: &Line, from: usize, to: usize) -> f32 {
    let run = &gaps.list[from..to];
    let (mut seams, mut known, mut han, mut marks) = (0.0, 0, 0, 0);
    for gap in run {
        let (a, b) = gap.sides(text);
        match (gap.left, gap.right) {
            (Class::Han, Class::Han) => {
                han += 1;
                if likely::knows(a) && likely::knows(b) {
                    seams += likely::seam(a, b);
                    known += 1;
                }
            }
            (_, Class::Close) | (Class::Close | Class::Open, _) if !a.is_ascii() && !b.is_ascii() => marks += 1,
            _ => {}
        }
    }
    if han < 2 {
        return f32::NEG_INFINITY;
    }
    let seam = if known == 0 { 0.0 } else { seams / known as f32 };
    let left = gaps.piece_before(text, line, from);
    let right = gaps.piece_after(text, line, to - 1);
    let in_prose = !is_loose(left) || !is_loose(right);
    let whole_line = from == line.from as usize && to == line.to as usize && !in_prose;
    if series::is_series(run.iter().map(|g| g.sides(text).0).chain(run.last().map(|g| g.sides(text).1))) {
        return f32::NEG_INFINITY;
    }
    let mut sum = -2.0 + 0.3 * run.len().min(10) as f32 + seam;
    if marks > 0 {
        sum += 1.0;
    }
    if in_prose {
        sum += 2.0;
    }
    if whole_line && marks == 0 {
        sum -= 1.0;
    }
    sum
}

/// Closes up every gap of a document that is letter-spaced throughout; a wide gap is a space that
/// was there before, and becomes one space.
fn close_document(text: &str, gaps: &mut Gaps) {
    for n in 0..gaps.lines.len() {
        let line = gaps.lines[n];
        for g in line.gaps() {
            let gap = gaps.list[g];
            if gap.fate != Fate::Undecided {
                continue;
            }
            let (before, after) = (gaps.piece_before(text, &line, g), gaps.piece_after(text, &line, g));
            if !is_loose(before) || !is_loose(after) {
                continue;
            }
            let word = |piece: &str| piece.len() > 1 && piece.is_ascii();
            if word(before) && word(after) {
                continue;
            }
            match gap.kind {
                Kind::Wide => gaps.list[g].narrow(Why::Letters, 0.9),
                _ => gaps.list[g].close(Why::Letters, 0.9),
            }
        }
    }
}
