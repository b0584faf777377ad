//! Tables whose columns are set with single spaces: rows under one another with as many gaps, and figures in fields
//! beside each other.

use super::gaps::{Gaps, Line, is_blank};

/// Rows of a table, at least, with as many gaps; and the gaps of such a row, at least.
const ROWS: usize = 3;
const COLUMNS: usize = 2;
/// Characters of a field, at most.
const FIELD: usize = 12;

/// Keeps the gaps of tables: of the rows, and of the lines between and beside them that look like rows.
pub(super) fn keep(text: &str, gaps: &mut Gaps) {
    let is_row = |line: &Line| is_row(text, line);
    let lines = &gaps.lines;
    let mut tables = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let count = lines[at].gaps().len();
        // Most lines with gaps are sentences.
        if count < COLUMNS || !is_row(&lines[at]) {
            at += 1;
            continue;
        }
        let follows = |n: &usize| is_next(text, &lines[*n - 1], &lines[*n]) && is_row(&lines[*n]);
        let end = (at + 1..lines.len()).take_while(follows).last().map_or(at + 1, |last| last + 1);
        let rows = lines[at..end].iter().filter(|line| has_figures(text, line));
        let alike = rows.filter(|row| row.gaps().len() == count || row.gaps().len() + 1 == count).count();
        if alike >= ROWS {
            tables.push(at..end);
        }
        at = end;
    }
    for line in tables.into_iter().flatten() {
        let own = gaps.lines[line].gaps();
        gaps.list[own].iter_mut().for_each(super::gaps::Gap::keep);
    }
}

/// Whether one line stands directly under the other.
fn is_next(text: &str, line: &Line, next: &Line) -> bool {
    text[line.end as usize..next.start as usize].bytes().filter(|&b| b == b'\n').count() == 1
}

/// Whether a line has short fields alone, of which one begins with a figure, and no marks of a sentence.
fn is_row(text: &str, line: &Line) -> bool {
    let body = line.span().of(text);
    // Not a row of single characters, as most lines with gaps are in letter-spaced text.
    2 * line.single <= line.to - line.from
        && line.wide == 0
        && !body.contains(['，', '。', '；', '！', '？', '：'])
        && fields(body).all(|field| field.chars().nth(FIELD).is_none())
        && fields(body).any(|field| field.starts_with(|c: char| c.is_ascii_digit()))
}

/// Whether two fields beside each other begin with figures: behind a figure in a sentence stands what it counts.
fn has_figures(text: &str, line: &Line) -> bool {
    let is_figure = |field: &str| field.starts_with(|c: char| c.is_ascii_digit());
    let all = || fields(line.span().of(text));
    all().zip(all().skip(1)).any(|(a, b)| is_figure(a) && is_figure(b))
}

fn fields(line: &str) -> impl Iterator<Item = &str> {
    line.split(is_blank).filter(|field| !field.is_empty())
}
