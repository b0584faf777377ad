//! Rosters: lines that hold an office and the names of those who hold it, as an imprint and the end of a judgment do.
//!
//! Names are set with gaps, and offices too, so that they take up as much room as their neighbours: `主 编：容 谷`.

use crate::han::class::is_han;

use super::lines::Line;
use super::marks::is_blank;
use super::table::Shape;

/// Characters of an office, and of a name, at most.
const OFFICE: usize = 8;
const NAME: usize = 5;
/// Half-ems of an office and a name without a colon between them, at most, and pieces that the two are set in.
const WIDEST: i32 = 28;
const ENTRY_PIECES: usize = 7;
/// Lines that are looked at for an office or name that is one word.
const ENTRIES: usize = 4;
/// Bytes of a line that may be an entry, at most.
const LONGEST: usize = 160;

/// Whether the line after line `i` is one of a roster and begins with its office, and line `i` is one too, or stands over
/// the first of several.
pub(super) fn part(text: &str, lines: &[Line], shapes: &[Shape], i: usize) -> bool {
    let labelled = |i: usize| lines.get(i).is_some_and(|line| is_labelled(text, line, &shapes[i]));
    let titled = |i: usize| lines.get(i).filter(|_| shapes[i].blanks).and_then(|line| titled(text, line));
    // Letter-spaced text looks like offices and names of which none is one word.
    let several = |i: usize| {
        let own = (i..i + ENTRIES).map_while(titled);
        own.clone().nth(1).is_some() && own.clone().any(|title| title == Title::Tight)
    };
    let heads = || shapes[i].clauses == 0 || lines[i].ends.is_final();
    if labelled(i + 1) {
        labelled(i) || is_row(text, &lines[i]) || heads() && labelled(i + 2)
    } else {
        titled(i + 1).is_some() && (several(i) || heads() && several(i + 1))
    }
}

/// Whether a line begins with an office that is set with gaps or has a note in brackets: `编 委（以姓氏笔画为序）：`.
pub(super) fn is_set_wide(line: &str, shape: &Shape) -> bool {
    label(line, shape).is_some_and(|label| label.contains(is_blank) || label.ends_with('）')) && is_office(line, shape)
}

/// What stands before the first colon of a line.
fn label<'t>(line: &'t str, shape: &Shape) -> Option<&'t str> {
    shape.colon.map(|at| &line[..at as usize]).filter(|label| label.len() <= LONGEST)
}

/// Whether a line begins with an office and a colon.
fn is_office(line: &str, shape: &Shape) -> bool {
    let Some(label) = label(line, shape) else { return false };
    let bare = label.strip_suffix('）').and_then(|label| label.split_once('（')).map_or(label, |(bare, _)| bare);
    let letters = bare.chars().filter(|&c| !is_blank(c));
    (2..=OFFICE).contains(&letters.clone().count()) && letters.clone().all(is_han)
}

/// Whether a line is an office, a colon and names, or an office and a colon alone.
fn is_labelled(text: &str, line: &Line, shape: &Shape) -> bool {
    let body = line.of(text);
    let names = || body[shape.colon.unwrap_or(0) as usize..].trim_start_matches(['：', ':']);
    shape.colon.is_some() && !line.spaced && is_office(body, shape) && are_names(names())
}

/// Whether a line is a row of names with gaps between them.
fn is_row(text: &str, line: &Line) -> bool {
    let body = line.of(text);
    !line.spaced && body.len() <= LONGEST && body.contains(is_blank) && are_names(body)
}

/// How an office and a name without a colon between them are set.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Title {
    /// All characters apart: `书 记 员 柏 林`. So are those of letter-spaced text.
    Wide,
    /// The office, the name or both as one word: `审 判 长　柏成章`.
    Tight,
}

/// How a line with white space in it is set that could be an office and a name, with a gap between them.
fn titled(text: &str, line: &Line) -> Option<Title> {
    let body = line.of(text);
    if line.width > WIDEST || !are_names(body) {
        return None;
    }
    let mut pieces = body.split(is_blank).filter(|p| !p.is_empty());
    let tight = pieces.clone().any(|piece| piece.chars().nth(1).is_some());
    pieces.nth(ENTRY_PIECES).is_none().then_some(if tight { Title::Tight } else { Title::Wide })
}

/// Whether a text is made of names with gaps between and in them.
fn are_names(text: &str) -> bool {
    let is_name = |name: &str| name.chars().all(|c| is_han(c) || c == '·') && name.chars().count() <= NAME;
    text.split(is_blank).all(is_name)
}
