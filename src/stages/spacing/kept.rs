//! Lines whose gaps are meant: tables, code, Markdown, word-segmented text.

use super::gaps::{Class, Gaps, Kind, Line};
use crate::han::class::is_han;

/// Marks the gaps of such lines as kept. Gives back the lines that are word-segmented, if the
/// document is.
pub(super) fn mark(text: &str, gaps: &mut Gaps) -> Option<Line> {
    let mut segmented = Vec::new();
    let mut long = 0;
    let mut fenced = Fences::new(text);
    for n in 0..gaps.lines.len() {
        let line = gaps.lines[n];
        let keep = fenced.holds(line.start as usize) || is_table(gaps, &line) || is_code(line.span().of(text));
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
fn is_table(gaps: &Gaps, line: &Line) -> bool {
    let own = &gaps.list[line.gaps()];
    let wide = own.iter().filter(|g| g.kind == Kind::Wide).count();
    let single = own.len() - wide;
    // In letter-spaced text a wide gap is a word space, and there are many single ones a wide one.
    wide >= 2 && single < 3 * wide
}

/// Program text, markup and rules: the line begins or ends as code does, or has bars for columns.
fn is_code(line: &str) -> bool {
    let bars = line.matches(" | ").count() >= 2 || line.starts_with('|');
    let edges = line.starts_with(['<', '$', '\\', '@']) || line.ends_with(['{', '}', ';', '\\', '>']);
    let signs = [" = ", " => ", " -> ", " == ", "):", "()", "://", " += ", "&&", "||"];
    bars || edges && !line.contains('。')
        || line.starts_with("//")
        || line.starts_with("/*")
        || signs.iter().any(|s| line.contains(s))
}

/// Whether many pieces inside a line are words of two to five Han characters, and hardly any is longer.
fn is_segmented(text: &str, gaps: &Gaps, line: &Line) -> bool {
    let own = &gaps.list[line.gaps()];
    let between = own.iter().filter(|g| (g.left, g.right) == (Class::Han, Class::Han)).count();
    if between * 5 < own.len() * 2 {
        return false;
    }
    let (mut words, mut short, mut long, mut pieces) = (0, 0, 0, 0);
    for n in line.gaps().skip(1) {
        let piece = gaps.piece_before(text, line, n);
        pieces += 1;
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
