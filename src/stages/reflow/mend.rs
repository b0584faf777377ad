//! Writes decisions down as edits.

use crate::han::class::is_han;
use crate::{Edits, Rule, Span};

use super::apart::Apart;
use super::block::{Decision, Verdict};
use super::halves;
use super::hyphen::Words;
use super::indents::Indents;
use super::lines::Line;
use super::marks::is_latin;
use super::{BLANK_LINE, FINAL_NEWLINE, HYPHENATED_WORD, INDENT, PAGE_FURNITURE, QUOTE_MARKER, TRAILING_SPACE};

/// Two lines that are joined.
struct Join {
    /// Where the first one ends.
    end: usize,
    /// Up to where what stands between goes: to the second one, or to page furniture over it.
    to: usize,
    rule: &'static Rule,
    score: f32,
    /// Whether the first one is letter-spaced.
    spaced: bool,
}

/// Turns lines and the verdicts on them into edits, in the order of the text.
pub(super) struct Writer<'t> {
    text: &'t str,
    /// Where the last line that stays ended, what comes after it, and whether it is letter-spaced.
    before: Option<(usize, Decision, bool)>,
    /// Where page furniture began that is to go.
    furniture: Option<usize>,
    words: Words<'t>,
    apart: Apart<'t>,
    indents: Indents<'t>,
}

impl<'t> Writer<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let (words, apart, indents) = (Words::new(text), Apart::new(text), Indents::new(text));
        Self { text, before: None, furniture: None, words, apart, indents }
    }

    /// Writes what stands before and at the start of each of `lines`.
    pub(super) fn write(&mut self, lines: &[Line], verdicts: &[Verdict], edits: &mut Edits) {
        for (line, verdict) in lines.iter().zip(verdicts) {
            if verdict.furniture && self.furniture.is_none() {
                self.over_furniture(line, verdict, edits);
            }
            if verdict.furniture {
                continue;
            }
            let kept = match self.furniture.take() {
                Some(from) => {
                    self.under_furniture(from, line, verdict, edits);
                    false
                }
                None => self.boundary(line, verdict, edits),
            };
            if verdict.marker > 0 {
                edits.remove(Span::new(line.start, line.start + verdict.marker), &QUOTE_MARKER);
            }
            if let Some((rule, score, why)) = verdict.doubt {
                edits.review(Span::new(line.start, line.end), rule, score, why);
            }
            self.before = Some((line.end, verdict.after, line.spaced));
            self.indents.pass(line, kept);
        }
    }

    /// Page furniture begins with a line. What stands before it is left for the line below it, if that is joined over it.
    fn over_furniture(&mut self, line: &Line, verdict: &Verdict, edits: &mut Edits) {
        if !matches!(self.before, Some((_, Decision::Join(..), _))) {
            self.boundary(line, verdict, edits);
        }
        self.furniture = Some(line.start);
    }

    /// The first line below page furniture, which began at `from`.
    fn under_furniture(&mut self, from: usize, line: &Line, verdict: &Verdict, edits: &mut Edits) {
        if let Some((end, Decision::Join(rule, score), spaced)) = self.before {
            self.join(Join { end, to: from, rule, score, spaced }, line, verdict, edits);
        }
        edits.remove(Span::new(from, line.start), &PAGE_FURNITURE);
    }

    /// The boundary before a line. Gives back whether white space stays before the line.
    fn boundary(&mut self, line: &Line, verdict: &Verdict, edits: &mut Edits) -> bool {
        match self.before {
            None => self.part(0, line, edits),
            Some((end, Decision::Break, _)) => self.break_at(end, line, edits),
            Some((end, Decision::Join(rule, score), spaced)) => {
                self.join(Join { end, to: line.start, rule, score, spaced }, line, verdict, edits);
                false
            }
        }
    }

    fn join(&mut self, join: Join, line: &Line, verdict: &Verdict, edits: &mut Edits) {
        let Join { end, to, rule, score, spaced } = join;
        let left = &self.text[..end];
        let right = &self.text[line.start + verdict.marker..line.end];
        if left.ends_with('-') && self.words.splits(end, right) && edits.is_on(&HYPHENATED_WORD) {
            edits.replace_scored(Span::new(end - 1, to), "", &HYPHENATED_WORD, score);
        } else {
            // Where the lines are letter-spaced, so is the whole.
            let mut glue = if spaced && line.spaced { " " } else { self.glue(left, right) };
            // Where lines end anywhere, a space that stood there is still at the end of the line or before the next.
            let apart = !self.text[end..to].trim_matches(['\n', '\r']).is_empty();
            let chinese = left.ends_with(is_han) || right.starts_with(is_han);
            if glue == " " && !apart && !line.spaced && !chinese && self.words.cuts(end, right) {
                glue = "";
            }
            edits.replace_scored(Span::new(end, to), glue, rule, score);
        }
    }

    /// What goes between two joined lines: one space between Latin words, and where the document has one between Chinese
    /// and other letters; else nothing.
    fn glue(&mut self, left: &str, right: &str) -> &'static str {
        let (Some(a), Some(b)) = (left.chars().next_back(), right.chars().next()) else { return "" };
        // In English a quotation mark belongs to the word beside it, and one behind a mark closes.
        let is_mark = |c: char| matches!(c, ',' | '.' | ';' | ':' | '!' | '?' | ')');
        let unquoted = left.trim_end_matches(['"', '”']);
        let closed = unquoted.len() < left.len() && unquoted.ends_with(is_mark) && ends_in_english(unquoted);
        let opens = matches!(b, '"' | '“') && (closed || is_mark(a) && ends_in_english(left));
        let first = if opens { right.chars().nth(1).unwrap_or(b) } else { b };
        let word = is_latin(first) || first.is_ascii_digit() && is_latin(a);
        let goes_on = is_latin(a) || is_latin(first) && (is_mark(a) || a.is_ascii_digit() || closed);
        if word && goes_on || self.apart.parts(a, b) { " " } else { "" }
    }

    /// Writes what stands after the last line, and what was left of line ends long ago.
    pub(super) fn finish(&mut self, edits: &mut Edits) {
        if edits.is_on(&HYPHENATED_WORD) {
            halves::mend(self.text, &mut self.words, edits);
        }
        self.end(edits);
    }

    fn end(&self, edits: &mut Edits) {
        let all = self.text.len();
        if let Some(from) = self.furniture {
            edits.remove(Span::new(from, all), &PAGE_FURNITURE);
            return;
        }
        let Some((end, ..)) = self.before else {
            return edits.remove(Span::new(0, all), &BLANK_LINE);
        };
        match self.text[end..].find('\n').map(|n| end + n) {
            None => {
                edits.remove(Span::new(end, all), &TRAILING_SPACE);
                edits.replace(Span::new(all, all), "\n", &FINAL_NEWLINE);
            }
            Some(newline) => {
                edits.remove(Span::new(end, newline), &TRAILING_SPACE);
                edits.remove(Span::new(newline + 1, all), &BLANK_LINE);
            }
        }
    }

    /// A paragraph ends at `end`, and the next line is one of its own: one line break stays, and white space before the
    /// line if this gives back true.
    fn break_at(&self, end: usize, line: &Line, edits: &mut Edits) -> bool {
        if line.start - end == 1 {
            return false;
        }
        let newline = self.text[end..line.start].find('\n').map_or(end, |n| end + n);
        edits.remove(Span::new(end, newline), &TRAILING_SPACE);
        self.part(newline + 1, line, edits)
    }

    /// Blank lines from `from`, and the indent of the line. Gives back whether that stays.
    fn part(&self, from: usize, line: &Line, edits: &mut Edits) -> bool {
        let indent = self.text[from..line.start].rfind('\n').map_or(from, |n| from + n + 1);
        edits.remove(Span::new(from, indent), &BLANK_LINE);
        let kept = self.indents.keeps(line, &self.text[indent..line.start]);
        if !kept {
            edits.remove(Span::new(indent, line.start), &INDENT);
        }
        kept
    }
}

/// Whether the marks at the end of a text follow a Latin letter.
fn ends_in_english(text: &str) -> bool {
    text.trim_end_matches(|c: char| c.is_ascii_punctuation()).ends_with(is_latin)
}
