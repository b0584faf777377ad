//! Finds the gaps inside lines, and says what stands on both sides of each.

use memchr::{memchr, memchr3, memmem, memrchr};

use crate::{Span, han::class::is_han};

/// What a character is to a gap beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Han,
    /// A mark that ends or divides, and may hang over the end of a line.
    Close,
    /// A mark that opens.
    Open,
    Digit,
    Latin,
    Other,
}

impl Class {
    pub(super) fn of(c: char) -> Self {
        match c {
            // Most characters by far.
            '\u{4E00}'..='\u{9FFF}' => Self::Han,
            '0'..='9' => Self::Digit,
            'a'..='z' | 'A'..='Z' | '\u{C0}'..='\u{24F}' => Self::Latin,
            ',' | '.' | ';' | ':' | '?' | '!' | ')' | '%' => Self::Close,
            '(' | '[' => Self::Open,
            _ if c.is_ascii() => Self::Other,
            '，' | '。' | '、' | '；' | '：' | '？' | '！' | '”' | '’' | '）' | '》' | '」' | '』' | '】' | '〕'
            | '…' | '—' | '％' | '．' | '︰' => Self::Close,
            '“' | '‘' | '（' | '《' | '「' | '『' | '【' | '〔' => Self::Open,
            _ if is_han(c) => Self::Han,
            _ => Self::Other,
        }
    }
}

/// What a gap is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// One space or no-break space.
    One,
    /// One ideographic space.
    Full,
    /// More than one character, or a tab.
    Wide,
}

/// Why a gap is closed; each has its rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
    Letters,
    Heading,
    Wrap,
    Mark,
    Digit,
    Stray,
    Style,
}

/// What has been decided about a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// Nothing yet.
    Undecided,
    /// It is left as it is, whatever other rules think.
    Kept,
    /// It goes, or becomes one space, with this score in hundredths.
    Closed { why: Why, score: u8, leave_one: bool },
}

/// White space between two characters of one line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Gap {
    pub(super) at: u32,
    pub(super) end: u32,
    pub(super) left: Class,
    pub(super) right: Class,
    pub(super) kind: Kind,
    pub(super) fate: Fate,
}

impl Gap {
    fn new(at: usize, end: usize, (left, right): (Class, Class), kind: Kind) -> Self {
        Self { at: at as u32, end: end as u32, left, right, kind, fate: Fate::Undecided }
    }

    pub(super) fn span(&self) -> Span {
        Span { start: self.at, end: self.end }
    }

    /// The characters on its two sides.
    pub(super) fn sides(&self, text: &str) -> (char, char) {
        let left = text[..self.at as usize].chars().next_back();
        let right = text[self.end as usize..].chars().next();
        (left.unwrap_or(' '), right.unwrap_or(' '))
    }

    pub(super) fn is_closed(&self) -> bool {
        matches!(self.fate, Fate::Closed { leave_one: false, why, .. } if why != Why::Style)
    }

    /// Decides to close it, with a score from 0 to 1.
    pub(super) fn close(&mut self, why: Why, score: f32) {
        self.fate = Fate::Closed { why, score: percent(score), leave_one: false };
    }

    /// Decides to make one space of it.
    pub(super) fn narrow(&mut self, why: Why, score: f32) {
        self.fate = Fate::Closed { why, score: percent(score), leave_one: true };
    }

    pub(super) fn keep(&mut self) {
        self.fate = Fate::Kept;
    }
}

fn percent(score: f32) -> u8 {
    (score * 100.0).clamp(1.0, 100.0) as u8
}

/// A line that has gaps: its text without white space at the ends, and which gaps are its own.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) from: u32,
    pub(super) to: u32,
    /// How many of its gaps are wide.
    pub(super) wide: u32,
    /// How many lie between Han characters.
    pub(super) between: u32,
    /// How many follow another gap and a single Han character.
    pub(super) single: u32,
    /// How many stand before what is no letter, digit or mark of prose.
    pub(super) others: u32,
    /// Whether all of its gaps are known to be closed, so that nothing is left to decide.
    pub(super) settled: bool,
}

impl Line {
    pub(super) fn span(&self) -> Span {
        Span { start: self.start, end: self.end }
    }

    pub(super) fn gaps(&self) -> std::ops::Range<usize> {
        self.from as usize..self.to as usize
    }

    /// Takes in the next gap, which stands behind a piece of `piece` bytes.
    fn add(&mut self, gap: &Gap, piece: u32) {
        let is_first = self.to == self.from;
        self.to += 1;
        self.wide += u32::from(gap.kind == Kind::Wide);
        self.between += u32::from((gap.left, gap.right) == (Class::Han, Class::Han));
        self.single += u32::from(!is_first && piece <= 3 && gap.left == Class::Han);
        self.others += u32::from(gap.right == Class::Other);
    }
}

/// The gaps of a document, line by line.
#[derive(Debug, Default)]
pub(super) struct Gaps {
    pub(super) list: Vec<Gap>,
    pub(super) lines: Vec<Line>,
}

/// Whether `c` is white space that stays on its line.
pub(super) fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\u{A0}' | '\u{3000}' | '\u{2002}'..='\u{200A}' | '\u{202F}')
}

/// Looks for bytes that white space begins with.
struct Search<'t> {
    bytes: &'t [u8],
    ideographic: memmem::Finder<'static>,
    /// The next space, tab or no-break space, and the next ideographic space: where they stand, or the end of the text.
    narrow: usize,
    full: usize,
}

/// The classes of the characters beside the space at `at`, if both are Han characters or marks of three bytes.
fn sides(bytes: &[u8], at: usize) -> Option<(Class, Class)> {
    Some((wide_class(bytes.get(at.checked_sub(3)?..at)?)?, wide_class(bytes.get(at + 1..at + 4)?)?))
}

/// The class of a character of three bytes, if it is a Han character of the commonest block or a mark of two other
/// blocks, which hold the ideographic space and no other white space.
fn wide_class(bytes: &[u8]) -> Option<Class> {
    let &[a, b, c] = bytes else { return None };
    match (a, b) {
        (0xE5..=0xE9, _) | (0xE4, 0xB8..) => Some(Class::Han),
        (0xE3, 0x80) if c == 0x80 => None,
        (0xE3, 0x80) | (0xEF, 0xBC) => {
            let code = u32::from(a & 0xF) << 12 | u32::from(b & 0x3F) << 6 | u32::from(c & 0x3F);
            char::from_u32(code).map(Class::of)
        }
        _ => None,
    }
}

impl<'t> Search<'t> {
    fn new(bytes: &'t [u8]) -> Self {
        let mut search = Self { bytes, ideographic: memmem::Finder::new(b"\x80\x80"), narrow: 0, full: 0 };
        search.narrow = search.next_narrow(0);
        search.full = search.next_full(0);
        search
    }

    /// The first such byte from `from` on.
    fn next_from(&mut self, from: usize) -> Option<usize> {
        if self.narrow < from {
            // In letter-spaced text the next space stands behind the next character.
            let near = from + 3;
            self.narrow = match self.bytes.get(from..=near) {
                Some([0xE0..=0xEF, _, _, b' ']) => near,
                _ => self.next_narrow(from),
            };
        }
        if self.full < from {
            self.full = self.next_full(from);
        }
        Some(self.narrow.min(self.full)).filter(|&at| at < self.bytes.len())
    }

    fn next_narrow(&self, from: usize) -> usize {
        memchr3(b' ', b'\t', 0xC2, &self.bytes[from..]).map_or(self.bytes.len(), |n| from + n)
    }

    /// Many marks begin with the first two bytes of the ideographic space; hardly anything ends with its last two.
    fn next_full(&self, from: usize) -> usize {
        let mut at = from;
        while let Some(n) = self.ideographic.find(&self.bytes[at..]) {
            if at + n > from && self.bytes[at + n - 1] == 0xE3 {
                return at + n - 1;
            }
            at += n + 1;
        }
        self.bytes.len()
    }
}

impl Gaps {
    /// All gaps of `text`. Where there are none, this costs a search for white space and no more.
    pub(super) fn find(text: &str) -> Self {
        let mut gaps = Self::default();
        let bytes = text.as_bytes();
        let mut found = Search::new(bytes);
        let mut done = 0;
        while let Some(at) = found.next_from(done) {
            gaps.make_room(done, bytes.len());
            // Most gaps of letter-spaced text are a space between two characters of three bytes.
            if bytes[at] == b' '
                && let Some(sides) = sides(bytes, at)
            {
                done = gaps.add_row(text, at, sides);
                continue;
            }
            if !text[at..].starts_with(is_blank) {
                done = at + 1;
                continue;
            }
            // A run may begin with a rarer space that is not searched for.
            let at = text[..at].trim_end_matches(is_blank).len();
            done = at + text[at..].find(|c| !is_blank(c)).unwrap_or(text.len() - at);
            gaps.push(text, at, done);
        }
        gaps
    }

    /// Makes room, once there are some gaps, for as many as there will be if the rest of a text of `all` bytes has as many as
    /// its first `done`.
    fn make_room(&mut self, done: usize, all: usize) {
        const ENOUGH: usize = 512;
        const MOST: usize = 1 << 20;
        let count = self.list.len();
        if count >= ENOUGH && self.list.capacity() < 4 * ENOUGH {
            let rest = (all - done) as f64 / done as f64 * count as f64;
            self.list.reserve((rest as usize).clamp(4 * ENOUGH, MOST));
        }
    }

    /// Adds the white space `at..end`, unless it stands at an end of its line.
    fn push(&mut self, text: &str, at: usize, end: usize) {
        let is_edge = |c: Option<char>| c.is_none_or(|c| matches!(c, '\n' | '\r'));
        let (left, right) = (text[..at].chars().next_back(), text[end..].chars().next());
        let (false, false, Some(left), Some(right)) = (is_edge(left), is_edge(right), left, right) else { return };
        let kind = match &text[at..end] {
            " " | "\u{A0}" => Kind::One,
            "\u{3000}" => Kind::Full,
            _ => Kind::Wide,
        };
        self.add(text, Gap::new(at, end, (Class::of(left), Class::of(right)), kind));
    }

    /// Adds the space at `at`, and those after it that have one character of three bytes between them. Gives back where
    /// the last one ends.
    fn add_row(&mut self, text: &str, mut at: usize, (mut left, mut right): (Class, Class)) -> usize {
        let bytes = text.as_bytes();
        self.add(text, Gap::new(at, at + 1, (left, right), Kind::One));
        while let Some([b' ', after @ ..]) = bytes.get(at + 4..at + 8)
            && let Some(class) = wide_class(after)
        {
            (at, left, right) = (at + 4, right, class);
            let gap = Gap::new(at, at + 1, (left, right), Kind::One);
            self.list.push(gap);
            if let Some(line) = self.lines.last_mut() {
                line.add(&gap, 3);
            }
        }
        at + 1
    }

    /// Adds a gap that is inside its line.
    fn add(&mut self, text: &str, gap: Gap) {
        if self.lines.last().is_none_or(|l| gap.at >= l.end) {
            self.lines.push(line_around(text, &gap, self.list.len()));
        }
        if let Some(line) = self.lines.last_mut() {
            let piece = if line.to > line.from { self.list.last().map_or(0, |g| g.end) } else { line.start };
            line.add(&gap, gap.at - piece);
        }
        self.list.push(gap);
    }

    /// The text between gap `n` and the gap after it on `line`.
    pub(super) fn piece_after<'t>(&self, text: &'t str, line: &Line, n: usize) -> &'t str {
        let start = self.list[n].end as usize;
        let end = if n + 1 < line.to as usize { self.list[n + 1].at } else { line.end };
        &text[start..end as usize]
    }

    /// Bytes between gap `n` and the gap before it on `line`.
    pub(super) fn len_before(&self, line: &Line, n: usize) -> usize {
        let start = if n > line.from as usize { self.list[n - 1].end } else { line.start };
        (self.list[n].at - start) as usize
    }

    /// Whether any gap of `line` is still undecided.
    pub(super) fn is_open(&self, line: &Line) -> bool {
        !line.settled && self.list[line.gaps()].iter().any(|g| g.fate == Fate::Undecided)
    }

    /// The text between gap `n` and the gap before it on `line`.
    pub(super) fn piece_before<'t>(&self, text: &'t str, line: &Line, n: usize) -> &'t str {
        let start = if n > line.from as usize { self.list[n - 1].end } else { line.start };
        &text[start as usize..self.list[n].at as usize]
    }
}

/// The line that a gap stands in, without gaps so far; its first will be that of number `from`.
fn line_around(text: &str, gap: &Gap, from: usize) -> Line {
    let (at, end) = (gap.at as usize, gap.end as usize);
    let start = memrchr(b'\n', &text.as_bytes()[..at]).map_or(0, |n| n + 1);
    let stop = memchr(b'\n', &text.as_bytes()[end..]).map_or(text.len(), |n| end + n);
    let line = &text[start..stop];
    let body = line.trim_matches(|c| is_blank(c) || c == '\r');
    let start = (start + line.len() - line.trim_start_matches(|c| is_blank(c) || c == '\r').len()) as u32;
    let (end, from) = (start + body.len() as u32, from as u32);
    Line { start, end, from, to: from, wide: 0, between: 0, single: 0, others: 0, settled: false }
}
