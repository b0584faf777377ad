//! Writes decisions down as edits.

use crate::{Edits, Span};

use super::lines::Line;
use super::marks::is_latin;
use super::{BLANK_LINE, Decision, FINAL_NEWLINE, INDENT, TRAILING_SPACE};

/// Turns lines and the decisions on their boundaries into edits, in the order of the text.
pub(super) struct Writer<'t> {
    text: &'t str,
    /// Where the line before ended, without and with what the decision after it was.
    before: Option<(usize, Decision)>,
}

impl<'t> Writer<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, before: None }
    }

    /// Writes what stands before each of `lines`; `decisions` are those after them.
    pub(super) fn write(&mut self, lines: &[Line], decisions: &[Decision], edits: &mut Edits) {
        for (i, line) in lines.iter().enumerate() {
            match self.before {
                None => self.part(0, line.start, edits),
                Some((end, Decision::Break)) => self.break_at(end, line.start, edits),
                Some((end, Decision::Join(rule, score))) => {
                    let glue = glue(&self.text[..end], &self.text[line.start..]);
                    edits.replace_scored(Span::new(end, line.start), glue, rule, score);
                }
            }
            self.before = Some((line.end, decisions.get(i).copied().unwrap_or(Decision::Break)));
        }
    }

    /// Writes what stands after the last line.
    pub(super) fn finish(&self, edits: &mut Edits) {
        let Some((end, _)) = self.before else {
            if !self.text.is_empty() {
                edits.remove(Span::new(0, self.text.len()), &BLANK_LINE);
            }
            return;
        };
        match self.text[end..].find('\n').map(|n| end + n) {
            None => {
                edits.remove(Span::new(end, self.text.len()), &TRAILING_SPACE);
                edits.replace(Span::new(self.text.len(), self.text.len()), "\n", &FINAL_NEWLINE);
            }
            Some(newline) => {
                edits.remove(Span::new(end, newline), &TRAILING_SPACE);
                edits.remove(Span::new(newline + 1, self.text.len()), &BLANK_LINE);
            }
        }
    }

    /// A paragraph ends at `end`, the next starts at `start`: one line break stays.
    fn break_at(&self, end: usize, start: usize, edits: &mut Edits) {
        if start - end == 1 {
            return;
        }
        let newline = self.text[end..start].find('\n').map_or(end, |n| end + n);
        edits.remove(Span::new(end, newline), &TRAILING_SPACE);
        self.part(newline + 1, start, edits);
    }

    /// Blank lines from `from`, and the indent of the line that starts at `start`.
    fn part(&self, from: usize, start: usize, edits: &mut Edits) {
        let indent = self.text[from..start].rfind('\n').map_or(from, |n| from + n + 1);
        edits.remove(Span::new(from, indent), &BLANK_LINE);
        edits.remove(Span::new(indent, start), &INDENT);
    }
}

/// What goes between two joined lines: one space between Latin words, else nothing.
fn glue(left: &str, right: &str) -> &'static str {
    let (Some(a), Some(b)) = (left.chars().next_back(), right.chars().next()) else { return "" };
    let joins = is_latin(a) || matches!(a, ',' | '.' | ';' | ':');
    let latin = is_latin(a) || is_latin(b);
    if joins && latin && (is_latin(b) || b.is_ascii_digit()) { " " } else { "" }
}
