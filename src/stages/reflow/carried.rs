//! Lines one character short, because print carried that character over with the mark behind it.
//!
//! No line begins with a mark. Where `年` would still fit on the line and `，` would not, some print lets the mark hang over,
//! and some sets both on the next line, which then begins with the rest of a clause.

use super::decode::Division;
use super::lines::Line;
use super::marks::{End, Start, is_clause};
use super::table::Seam;
use super::weights::{self, Nats};

/// The room that is left on such a line, in half-ems, at most.
const ROOM: i32 = 2;

/// Joins lines where that explains why one is short and the other reading was nearly as good. Where lines begin with marks
/// it explains nothing.
pub(super) fn join(
    text: &str,
    lines: &[Line],
    seams: &[Seam],
    indented: &[bool],
    division: &mut Division,
    margins: &mut [Nats],
) {
    let mut marks_begin = None;
    for i in 0..division.breaks.len() {
        let near = division.breaks[i] && margins[i] + weights::CARRIED_OVER < 0;
        if !near || !is_carried(text, lines, seams[i], division.limit(i, indented[i]), i) {
            continue;
        }
        if *marks_begin.get_or_insert_with(|| lines.iter().any(|l| l.starts == Start::Closer)) {
            return;
        }
        division.breaks[i] = false;
        margins[i] += weights::CARRIED_OVER;
    }
}

/// Whether line `i` has room for the first character of the next line, and not for the mark behind that.
pub(super) fn is_carried(text: &str, lines: &[Line], seam: Seam, limit: Option<i32>, i: usize) -> bool {
    let (a, b) = (&lines[i], &lines[i + 1]);
    (a.ends, b.starts) == (End::Han, Start::Han)
        && limit.is_some_and(|limit| (1..=ROOM).contains(&seam.short(limit)))
        && b.of(text).chars().nth(1).is_some_and(|c| is_clause(c) && c != '：')
}
