//! A line as the mirror's readers see it, cut into what one or two bytes stood for.

use crate::Span;
use crate::han::{bracketed, gbk, pinyin};

/// Longest syllable in bytes, with room for a tone mark.
const SYLLABLE: usize = 8;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// Two bytes that were decoded together.
    Pair(gbk::Pair),
    /// One byte below 0x80.
    Ascii(u8),
    /// A `?` that may stand for lost bytes, or for the question mark that it shows.
    Lost,
    /// A character that GBK does not hold: not the work of the mirror.
    Other,
}

/// A token and its place.
#[derive(Clone, Copy, Debug)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// The character as it would stand in unfolded text: `，` for `,`.
    pub c: char,
    /// Its place, without the note.
    pub span: Span,
    /// The reading in brackets after it, if there is one; for a lost byte the `pinyin)` that lost its `(`.
    pub note: Option<Span>,
    /// The letters of the reading.
    pub letters: Span,
}

impl Token {
    /// Where it ends, with its note.
    pub fn end(&self) -> u32 {
        self.note.map_or(self.span.end, |note| note.end)
    }
}

/// The full-width form of the marks that such documents fold to half width.
pub fn widen(c: char) -> char {
    match c {
        ',' => '，',
        '!' => '！',
        '?' => '？',
        ';' => '；',
        ':' => '：',
        '(' => '（',
        ')' => '）',
        _ => c,
    }
}

/// The half-width form of the same marks.
pub fn narrow(c: char) -> char {
    match c {
        '，' => ',',
        '！' => '!',
        '？' => '?',
        '；' => ';',
        '：' => ':',
        '（' => '(',
        '）' => ')',
        _ => c,
    }
}

/// The marks at which the program cuts its bytes, in the order in which it looks for them.
pub const CUTS: [char; 4] = ['、', '，', '！', '。'];

/// When the program looks for the mark `c`, if it cuts there.
pub fn turn(c: char) -> Option<usize> {
    CUTS.iter().position(|&mark| mark == c)
}

/// Whether the program cuts its bytes at `c`.
pub fn is_cut(c: char) -> bool {
    turn(c).is_some()
}

/// Cuts a line, which begins at byte `at` of the text, into tokens. O(line).
pub fn tokens(text: &str, line: Span) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::with_capacity(line.len() / 3 + 1);
    let mut notes = bracketed::find(line.of(text)).peekable();
    let base = line.start as usize;
    let mut chars = line.of(text).char_indices().peekable();
    while let Some((i, c)) = chars.next() {
        let at = base + i;
        while notes.next_if(|note| (note.span.start as usize) < i).is_some() {}
        let bracket = notes.next_if(|note| note.span.start as usize == i);
        if let (Some(found), Some(last)) = (bracket, tokens.last_mut()) {
            let letters = Span::new(base + found.letters.range().start, base + found.letters.range().end);
            let fits = match last.kind {
                Kind::Pair(_) => pinyin::reads(last.c, letters.of(text)),
                Kind::Ascii(b) => gbk::is_trail(b) && pinyin::is_syllable(letters.of(text)),
                _ => false,
            };
            if fits && last.note.is_none() {
                last.note = Some(Span::new(at, base + found.span.range().end));
                last.letters = letters;
                while chars.next_if(|&(j, _)| base + j < base + found.span.range().end).is_some() {}
                continue;
            }
        }
        let span = Span::new(at, at + c.len_utf8());
        let wide = widen(c);
        let kind = match c {
            '?' | '\u{FFFD}' => Kind::Lost,
            _ if wide.is_ascii() => Kind::Ascii(wide as u8),
            _ => gbk::encode(wide).map_or(Kind::Other, Kind::Pair),
        };
        let mut token = Token { kind, c: wide, span, note: None, letters: Span::new(at, at) };
        if kind == Kind::Lost
            && let Some((letters, end)) = orphan(text, span.end as usize)
        {
            token.letters = letters;
            token.note = Some(Span::new(span.end as usize, end));
            while chars.next_if(|&(j, _)| base + j < end).is_some() {}
        }
        tokens.push(token);
    }
    tokens
}

/// The reading at `at` that has lost its opening bracket, and where it ends with all its repetitions.
fn orphan(text: &str, at: usize) -> Option<(Span, usize)> {
    let rest = &text[at..];
    // After U+FFFD the bracket is still there.
    let from = at + usize::from(rest.starts_with('('));
    let length = bracketed::syllable(&text[from..])?;
    let letters = Span::new(from, from + length);
    if length > SYLLABLE || !text[from + length..].starts_with(')') || !pinyin::is_syllable(letters.of(text)) {
        return None;
    }
    let mut end = from + length + 1;
    while let Some(more) = text[end..].strip_prefix('(') {
        let Some(more) = more.strip_prefix(letters.of(text)) else { break };
        if !more.starts_with(')') {
            break;
        }
        end += length + 2;
    }
    Some((letters, end))
}
