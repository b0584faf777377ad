//! The lines of a document, measured.

use crate::han::class::is_han;
use crate::han::width::WIDEST;
pub(super) use crate::han::width::half_ems as width;

use super::marks::{self, End, Start, half_ems, is_blank};

/// A line that is not blank. Widths are in half-ems: an ASCII character is one, all others two.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    /// Where its text begins in the document, outer white space aside.
    pub start: usize,
    /// Where its text ends.
    pub end: usize,
    /// How many blank lines stand before it.
    pub blank: u32,
    /// Width of the white space before it.
    pub lead: i32,
    /// Width of its text.
    pub width: i32,
    /// Width of the closing marks at its end, which may hang over.
    pub hang: i32,
    /// Width of a single white space character after it: an inner space may have fallen on the seam.
    pub tail: i32,
    /// What its start needs if the line before ends in a word of digits or letters: opening marks and one character.
    pub need: i32,
    /// What its start needs otherwise: opening marks and one character, number or Latin word.
    pub word: i32,
    /// What it ends with.
    pub ends: End,
    /// What it starts with.
    pub starts: Start,
    /// Whether it is letter-spaced. Its widths are those that it has without the spaces.
    pub spaced: bool,
    /// Whether it goes on at the left edge of a passage that is set in, so that its indent says nothing.
    pub flush: bool,
}

impl Line {
    /// How far it is indented, in half-ems: from the left edge of its passage, or else from the margin.
    pub(super) fn indent(&self, margin: i32) -> i32 {
        if self.flush { 0 } else { self.lead - margin }
    }

    /// The text of the line.
    pub(super) fn of<'t>(&self, text: &'t str) -> &'t str {
        &text[self.start..self.end]
    }

    /// The line measured without its first `bytes` bytes.
    pub(super) fn without(self, text: &str, bytes: usize) -> Self {
        if bytes == 0 {
            return self;
        }
        let start = self.start + bytes;
        let Self { end, blank, lead, tail, flush, .. } = self;
        Self { start, end, blank, lead, tail, flush, ..measure(&text[start..end]) }
    }
}

/// A letter-spaced line of fewer spaces after one that is not is a heading, set wide.
const HEADING: usize = 12;
/// Bytes of a letter-spaced line that show what it begins with, or ends with: eight characters.
const EDGE: usize = 32;

/// Reads the lines of a document one after the other. Each byte is looked at once.
pub(super) struct Lines<'t> {
    text: &'t str,
    at: usize,
    /// Whether the line before is letter-spaced; and such a line without its spaces.
    spaced: bool,
    tight: String,
}

impl<'t> Lines<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, at: 0, spaced: false, tight: String::new() }
    }
}

impl Lines<'_> {
    /// A letter-spaced line with so many spaces, measured as it was before it was spaced out. What it begins and ends with
    /// shows in a few characters.
    fn spaced(&mut self, body: &str, spaces: usize) -> Line {
        let (mut head, mut tail) = (EDGE, body.len().saturating_sub(EDGE));
        while !body.is_char_boundary(tail) {
            tail -= 1;
        }
        if body.len() <= 2 * EDGE {
            return Line { spaced: true, ..measure(self.tighten(body)) };
        }
        while !body.is_char_boundary(head) {
            head += 1;
        }
        let head = Head::plain(body).unwrap_or_else(|| Head::of(self.tighten(&body[..head])));
        let tail = Tail::plain(body).unwrap_or_else(|| Tail::of(self.tighten(&body[tail..])));
        Line { spaced: true, ..measured(body.len(), width(body) - spaces as i32, head, tail) }
    }

    /// A text without its spaces.
    fn tighten(&mut self, text: &str) -> &str {
        self.tight.clear();
        self.tight.extend(text.chars().filter(|&c| c != ' '));
        &self.tight
    }
}

impl Iterator for Lines<'_> {
    type Item = Line;

    fn next(&mut self) -> Option<Line> {
        let mut blank = 0;
        while self.at < self.text.len() {
            let begin = self.at;
            let end = memchr::memchr(b'\n', &self.text.as_bytes()[begin..]).map_or(self.text.len(), |n| begin + n);
            self.at = end + 1;
            let raw = &self.text[begin..end];
            let inner = raw.trim_start_matches(is_blank);
            if inner.is_empty() {
                blank += 1;
                continue;
            }
            let start = end - inner.len();
            let body = inner.trim_end_matches(is_blank);
            let (lead, tail) = (&raw[..raw.len() - inner.len()], &inner[body.len()..]);
            let spaces = if self.spaced { goes_on_spaced(body) } else { letter_spaces(body) };
            let is_heading = spaces.map_or_else(|| is_pair(body), |spaces| spaces < HEADING);
            let set_apart = begin > 0 && !self.spaced && is_heading;
            self.spaced = spaces.is_some();
            let mut line = spaces.map_or_else(|| measure(body), |spaces| self.spaced(body, spaces));
            if set_apart {
                line.starts = Start::Item;
            }
            return Some(Line { start, end: start + body.len(), blank, lead: indent(lead), tail: gap(tail), ..line });
        }
        None
    }
}

/// Whether a line is set with a space after nearly every character, most of them Chinese.
pub(super) fn is_letter_spaced(body: &str) -> bool {
    letter_spaces(body).is_some()
}

/// How many spaces such a line has; `None` if it is not one.
fn letter_spaces(body: &str) -> Option<usize> {
    // The second character shows it in most lines.
    if !body.as_bytes().iter().take(8).any(|&b| b == b' ') || body.len() > WIDEST {
        return None;
    }
    let (spaces, letters, chinese) = count(body);
    (spaces >= 3 && spaces * 4 >= letters * 3 && chinese * 2 >= letters).then_some(spaces)
}

/// `学 艺`: two characters set wide.
fn is_pair(body: &str) -> bool {
    const LONGEST: usize = 24;
    let inside = body.strip_prefix(is_han).and_then(|rest| rest.strip_suffix(is_han));
    body.len() <= LONGEST && inside.is_some_and(|gap| !gap.is_empty() && gap.chars().all(is_blank))
}

/// The same for a line after one that is letter-spaced, which may be short or hold a number: `1 0 % 。`.
fn goes_on_spaced(body: &str) -> Option<usize> {
    if body.len() > WIDEST {
        return None;
    }
    let (spaces, letters, chinese) = count(body);
    (spaces >= 1 && (spaces + 1) * 4 >= letters * 3 && chinese > 0).then_some(spaces)
}

/// How many spaces, other characters, and characters beyond ASCII a line has. A Latin word or number counts as one.
fn count(body: &str) -> (usize, usize, usize) {
    let bytes = body.as_bytes();
    let Some((first, rest)) = bytes.split_first() else { return (0, 0, 0) };
    let (mut spaces, mut words, mut others) = (0, usize::from(*first < 0x80), usize::from(*first >= 0x80));
    // Lanes of 64 bytes keep the counts in single bytes, so that the loop becomes vector code.
    for (lane, before) in rest.chunks(64).zip(bytes.chunks(64)) {
        let mut counts = [0_u8; 3];
        for (&b, &before) in lane.iter().zip(before) {
            counts[0] += u8::from(b == b' ');
            counts[1] += u8::from((b < 0x80) & (b != b' ') & !before.is_ascii_alphanumeric());
            counts[2] += u8::from(b >= 0xC0);
        }
        spaces += usize::from(counts[0]);
        words += usize::from(counts[1]);
        others += usize::from(counts[2]);
    }
    (spaces, words + others, others)
}

/// What the start of a line shows.
struct Head {
    need: i32,
    word: i32,
    starts: Start,
}

impl Head {
    fn of(body: &str) -> Self {
        Self::plain(body).unwrap_or_else(|| {
            let (need, word) = need(body);
            Self { need, word, starts: Start::of(body) }
        })
    }

    /// That of a line that begins with a common Han character and is no item of a list, as most do.
    fn plain(body: &str) -> Option<Self> {
        body.starts_with(marks::is_plain).then_some(Self { need: 2, word: 2, starts: Start::Han })
    }
}

/// What the end of a line shows.
struct Tail {
    hang: i32,
    ends: End,
}

impl Tail {
    fn of(body: &str) -> Self {
        Self::plain(body).unwrap_or_else(|| {
            let unhung = body.trim_end_matches(marks::hangs);
            Self { hang: width(&body[unhung.len()..]), ends: End::of(body) }
        })
    }

    /// That of a line that ends with a common Han character.
    fn plain(body: &str) -> Option<Self> {
        body.ends_with(marks::is_common_han).then_some(Self { hang: 0, ends: End::Han })
    }
}

/// A line by its text alone.
fn measure(body: &str) -> Line {
    measured(body.len(), width(body), Head::of(body), Tail::of(body))
}

fn measured(len: usize, width: i32, head: Head, tail: Tail) -> Line {
    let (Head { need, word, starts }, Tail { hang, ends }) = (head, tail);
    Line {
        start: 0,
        end: len,
        blank: 0,
        lead: 0,
        width,
        hang,
        tail: 0,
        need,
        word,
        ends,
        starts,
        spaced: false,
        flush: false,
    }
}

/// Width of the white space before a line.
fn indent(lead: &str) -> i32 {
    let of = |c: char| match c {
        '\t' => 4,
        '\u{3000}' | '\u{2003}' => 2,
        _ => 1,
    };
    lead.chars().map(of).sum()
}

/// Width of the white space after a line, if it is a single character.
fn gap(tail: &str) -> i32 {
    let mut after = tail.chars().filter(|&c| c != '\r');
    match (after.next(), after.next()) {
        (Some(c), None) => half_ems(c),
        _ => 0,
    }
}

/// What the start of a line needs to stand on the line before: without and with its first word.
fn need(body: &str) -> (i32, i32) {
    let rest = body.trim_start_matches(marks::is_opener);
    let open = width(&body[..body.len() - rest.len()]);
    let first = rest.chars().next().map_or(0, half_ems);
    let word = rest
        .bytes()
        .take(WIDEST)
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b',' | b'%' | b'+' | b'-'))
        .count();
    (open + first, open + if word > 0 { word as i32 } else { first })
}

/// The left margin of the page: the smallest indent that at least a tenth of the lines, or two, do not exceed.
pub(super) fn margin(lines: &[Line]) -> i32 {
    let few = (lines.len().div_ceil(10)).max(2).min(lines.len());
    if lines.iter().filter(|l| l.lead == 0).take(few).count() == few {
        return 0;
    }
    let mut leads: Vec<i32> = lines.iter().map(|l| l.lead).collect();
    *leads.select_nth_unstable(few - 1).1
}
