//! Lines whose gaps are meant: tables, code, Markdown, word-segmented text.

use super::gaps::{Class, Gaps, Line};
use crate::han::class::is_han;

/// No line of code is longer, in bytes, before a sign of code shows.
const LONGEST_CODE: usize = 4096;

/// Marks the gaps of such lines as kept. Gives back the lines that are word-segmented, if the
/// document is.
pub(super) fn mark(text: &str, gaps: &mut Gaps) -> Option<Line> {
    let mut segmented = Vec::new();
    let mut long = 0;
    let mut fenced = Fences::new(text);
    for n in 0..gaps.lines.len() {
        let line = gaps.lines[n];
        let keep = fenced.holds(line.start as usize)
            || is_table(&line)
            || is_code(text, gaps, &line)
            || is_tagged(text, gaps, &line);
        if keep {
            gaps.list[line.gaps()].iter_mut().for_each(super::gaps::Gap::keep);
            continue;
        }
        long += usize::from(line.gaps().len() >= 4);
        if is_segmented(text, gaps, &line) {
            segmented.push(line);
        }
    }
    if super::letters::close_uneven(text, gaps, &segmented) {
        return None;
    }
    let throughout = segmented.len() * 2 > long;
    for line in &segmented {
        gaps.list[line.gaps()].iter_mut().for_each(super::gaps::Gap::keep);
    }
    if throughout && segmented.len() >= 2 {
        gaps.list.iter_mut().for_each(super::gaps::Gap::keep);
    }
    segmented.first().copied()
}

/// A line with columns: two gaps or more that are wide.
fn is_table(line: &Line) -> bool {
    let single = line.to - line.from - line.wide;
    // In letter-spaced text a wide gap is a word space, and there are many single ones a wide one.
    line.wide >= 2 && single < 3 * line.wide
}

/// Program text, markup and rules: the line begins or ends as code does, has bars for columns, or signs of code inside.
fn is_code(text: &str, gaps: &Gaps, line: &Line) -> bool {
    let body = line.span().of(text);
    let edges = body.starts_with(['<', '$', '\\', '@']) || body.ends_with(['{', '}', ';', '\\', '>']);
    if body.starts_with('|')
        || body.starts_with("//")
        || body.starts_with("/*")
        || edges && !body.contains('。')
        || has_signs(&body.as_bytes()[..body.len().min(LONGEST_CODE)])
    {
        return true;
    }
    if line.others == 0 {
        return false;
    }
    // Signs with a space on each side.
    let mut bars = 0;
    for gap in gaps.list[line.gaps()].iter().filter(|g| g.right == Class::Other) {
        let rest = &text[gap.end as usize..line.end as usize];
        bars += usize::from(rest.starts_with("| "));
        if bars >= 2 || ["= ", "=> ", "-> ", "== ", "+= "].iter().any(|sign| rest.starts_with(sign)) {
            return true;
        }
    }
    false
}

/// Whether a line holds `()`, `):`, `://`, `||` or `&&`.
fn has_signs(line: &[u8]) -> bool {
    let at = |n: usize| line.get(n).copied().unwrap_or(0);
    memchr::memchr3_iter(b')', b'/', b'|', line).any(|n| match line[n] {
        b')' => at(n + 1) == b':' || n > 0 && line[n - 1] == b'(',
        b'/' => at(n + 1) == b'/' && n > 0 && line[n - 1] == b':',
        _ => at(n + 1) == b'|',
    }) || memchr::memmem::find(line, b"&&").is_some()
}

/// Words with their classes, as a tagger writes them: `渡口/n 有/v 船/n 。/w`.
fn is_tagged(text: &str, gaps: &Gaps, line: &Line) -> bool {
    let tagged = |n: usize| {
        let word = gaps.piece_before(text, line, n).trim_end_matches(|c: char| c.is_ascii_alphanumeric());
        word.len() < gaps.piece_before(text, line, n).len() && word.ends_with(['/', '_'])
    };
    gaps.list[line.from as usize].left == Class::Latin
        && line.gaps().filter(|&n| tagged(n)).count() * 4 >= line.gaps().len() * 3
}

/// Whether many pieces inside a line are words of two to five Han characters, and hardly any is longer.
fn is_segmented(text: &str, gaps: &Gaps, line: &Line) -> bool {
    let count = line.to - line.from;
    // Where nearly every piece is a single character, a quarter cannot be words.
    if line.between * 5 < count * 2 || (count - 1 - line.single) * 4 < count - 1 {
        return false;
    }
    let (mut words, mut short, mut long, mut pieces) = (0, 0, 0, 0);
    for n in line.gaps().skip(1) {
        pieces += 1;
        // One character.
        if gaps.len_before(line, n) <= 3 && gaps.list[n].left == Class::Han {
            short += 1;
            continue;
        }
        let piece = gaps.piece_before(text, line, n);
        match piece.chars().take(9).count() {
            1 => short += 1,
            2..=5 if piece.chars().all(is_han) => words += 1,
            2..=5 => short += 1,
            6..=8 => {}
            _ => long += 1,
        }
    }
    words >= 2 && words * 4 >= pieces && long * 8 <= pieces && (words + short) * 5 >= pieces * 4
}

/// Code fences of Markdown.
struct Fences<'t> {
    lines: std::iter::Peekable<Box<dyn Iterator<Item = usize> + 't>>,
    open: bool,
}

impl<'t> Fences<'t> {
    fn new(text: &'t str) -> Self {
        let at_line_start = move |&at: &usize| at == 0 || text.as_bytes()[at - 1] == b'\n';
        let all: Box<dyn Iterator<Item = usize> + 't> =
            Box::new(memchr::memmem::find_iter(text.as_bytes(), "```").filter(at_line_start));
        Self { lines: all.peekable(), open: false }
    }

    /// Whether the line at `start` lies inside a fence. Asked in the order of the text.
    fn holds(&mut self, start: usize) -> bool {
        while self.lines.next_if(|&at| at <= start).is_some() {
            self.open = !self.open;
        }
        self.open
    }
}
