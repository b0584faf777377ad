//! Lines that begin with a date, as those of a chronicle do: `1951 年 4 月 筹备处成立。` The gap behind it parts it from
//! the text.

use super::gaps::{Gaps, Line, is_blank};

/// Such lines, at least, in a document that has a chronicle.
const LINES: usize = 2;
/// Gaps of a line, at most, that may stand inside the date.
const INSIDE: usize = 6;
/// Characters of a date without its gaps, at most: `1951年12月31日`.
const LONGEST: usize = 12;
const UNITS: [char; 3] = ['年', '月', '日'];
const NUMERALS: &str = "〇零一二三四五六七八九十";

/// Keeps the gaps behind the dates that lines begin with, if more than one line does so.
pub(super) fn keep(text: &str, gaps: &mut Gaps) {
    let behind = |line: &Line| behind(text, gaps, line);
    let found: Vec<usize> = gaps.lines.iter().filter_map(behind).collect();
    if found.len() >= LINES {
        found.into_iter().for_each(|n| gaps.list[n].keep());
    }
}

/// The gap behind the date that a line begins with.
fn behind(text: &str, gaps: &Gaps, line: &Line) -> Option<usize> {
    let body = line.span().of(text);
    if !body.starts_with(is_numeral) {
        return None;
    }
    let n = line.gaps().take(INSIDE).find(|&n| {
        let (last, next) = gaps.list[n].sides(text);
        UNITS.contains(&last) && !is_numeral(next)
    })?;
    // In letter-spaced text a single character follows.
    let goes_on = || gaps.piece_after(text, line, n).chars().nth(1).is_some();
    (goes_on() && is_date(&text[line.start as usize..gaps.list[n].at as usize])).then_some(n)
}

/// Whether a line is a year and a month, or more, with a gap behind every character, as under a preface.
pub(super) fn is_spaced_out(line: &str) -> bool {
    line.starts_with(is_numeral)
        && line.contains('年')
        && line.ends_with(['月', '日'])
        && line.split(is_blank).all(|piece| piece.chars().nth(1).is_none())
        && is_date(line)
}

fn is_numeral(c: char) -> bool {
    c.is_ascii_digit() || NUMERALS.contains(c)
}

/// Whether a text is a date, gaps aside: numbers with units, in their order.
fn is_date(text: &str) -> bool {
    let (mut units, mut digits, mut count) = (UNITS.iter(), 0, 0);
    for c in text.chars().filter(|&c| !is_blank(c)) {
        count += 1;
        if is_numeral(c) {
            digits += 1;
        } else if digits == 0 || count > LONGEST || !units.any(|&unit| unit == c) {
            return false;
        } else {
            digits = 0;
        }
    }
    digits == 0 && !text.is_empty()
}
