//! Songs and verses inside wrapped prose, behind a line that ends in a colon.

use super::decode::Division;
use super::lines::Line;
use super::marks::{End, Start};

/// Lines of a song, at least; and of one whose first line ends a sentence, so that it could end a paragraph too.
const LINES: usize = 3;
const CLOSED_LINES: usize = 4;
/// By how much its lines differ in width at most, in half-ems.
const UNEVEN: i32 = 2;

/// Whether line `i` introduces a song, though the first line of it was joined to it: a paragraph that would end after
/// that line, in the middle of a sentence, and more lines like it.
pub(super) fn begins(lines: &[Line], division: &Division, limit: Option<i32>, i: usize) -> bool {
    let (Some(limit), Some(first)) = (limit, lines.get(i + 1)) else { return false };
    if lines[i].ends != End::Colon || first.starts != Start::Han {
        return false;
    }
    // No line of it is as wide as the prose, even with the next word.
    let short = |line: &Line| 4 * (line.width + line.need) <= 3 * limit;
    let alike = |line: &Line| (line.width - first.width).abs() <= UNEVEN && line.starts == Start::Han;
    let own = (i + 1..lines.len())
        .take_while(|&n| division.breaks.get(n).is_none_or(|&ends| ends) && short(&lines[n]) && alike(&lines[n]))
        .take_while(|&n| n == i + 1 || lines[n].lead == first.lead)
        .take(CLOSED_LINES);
    let count = own.clone().count();
    let even = || own.clone().all(|n| lines[n].width == first.width);
    match first.ends {
        End::Comma | End::Han => count >= LINES,
        _ => count >= CLOSED_LINES && even(),
    }
}
