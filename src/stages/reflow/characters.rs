//! Text that was wrapped by counting characters, so that a digit takes as much of a line as a Chinese character.
//!
//! Programs do so that know nothing of widths. It shows where lines stop in the middle of sentences: they have the same number
//! of characters and not the same width. Then every character counts as a full-width one.

use std::borrow::Cow;

use super::lines::Line;
use super::marks::{self, End, Start};

/// Lines that stop in the middle of a sentence, at least.
const LEAST: usize = 4;
/// Of these so many more are of one length in characters than are of one width, at least.
const MORE: usize = 3;
/// By how much lines of one width differ, in half-ems.
const UNEVEN: i32 = 2;

/// The lines, measured in characters if they were wrapped so.
pub(super) fn measure<'l>(text: &str, lines: &'l [Line]) -> Cow<'l, [Line]> {
    let torn = || lines.windows(2).filter(|pair| is_torn(&pair[0], &pair[1])).map(|pair| &pair[0]);
    let few = |n: usize, lines: &mut dyn Iterator<Item = &Line>| lines.take(n).count() < n;
    if few(MORE, &mut torn().filter(|line| is_mixed(line))) || few(LEAST, &mut torn()) {
        return Cow::Borrowed(lines);
    }
    let alike = most(torn().map(|line| line.lead + 2 * characters(text, line)), 0);
    let even = most(torn().map(|line| line.lead + line.width), UNEVEN);
    if 4 * alike < 3 * torn().count() || alike < even + MORE {
        return Cow::Borrowed(lines);
    }
    lines.iter().map(|line| in_characters(text, line)).collect()
}

/// Whether the first of two lines stops in the middle of a sentence that the second goes on with.
fn is_torn(line: &Line, next: &Line) -> bool {
    matches!(line.ends, End::Han | End::Digit | End::Latin)
        && matches!(next.starts, Start::Han | Start::Digit | Start::Letter | Start::Closer)
        && (next.blank, next.lead) == (0, 0)
        && !line.spaced
}

/// Whether a line has characters that take half the width of others. Those take three bytes.
fn is_mixed(line: &Line) -> bool {
    2 * (line.end - line.start) < 3 * line.width as usize
}

fn characters(text: &str, line: &Line) -> i32 {
    line.of(text).chars().count() as i32
}

/// How many of these lie as close together as `uneven`, at most.
fn most(lengths: impl Iterator<Item = i32>, uneven: i32) -> usize {
    let mut lengths: Vec<i32> = lengths.collect();
    lengths.sort_unstable();
    let mut first = 0;
    let within = lengths.iter().enumerate().map(|(last, &length)| {
        first += lengths[first..].iter().take_while(|&&other| other < length - uneven).count();
        last + 1 - first
    });
    within.max().unwrap_or(0)
}

fn in_characters(text: &str, line: &Line) -> Line {
    let body = line.of(text);
    let count = |part: &str| 2 * part.chars().count() as i32;
    let hang = count(&body[body.trim_end_matches(marks::hangs).len()..]);
    let need = count(&body[..body.len() - body.trim_start_matches(marks::is_opener).len()]) + 2;
    Line { width: count(body), hang, need, word: need, ..*line }
}
