//! The lines of a document and what can be seen of each at a glance.

use std::sync::LazyLock;

use memchr::{memchr_iter, memmem};
use xxhash_rust::xxh3::xxh3_64;

use super::cues;
use super::kinds::{self, Kind, Meta};
use super::pairs::Pairs;
use crate::han::pairs::{Codes, char_of};
use crate::han::spaced::is_letter_spaced;
use crate::{Span, han};

/// Lines longer than this, in characters, are never looked at for phrases: no furniture of one
/// piece is so long, save dumps of scripts and menus, which their want of marks betrays.
const LONGEST_LOOKED_AT: u32 = 320;

/// What parts the steps of a trail of channels.
pub(super) const ARROWS: [char; 5] = ['>', '＞', '»', '›', '→'];

/// What closes a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum End {
    /// `。；`, and a mark that ends a sentence before closing quotes and brackets.
    Closed,
    /// `！？…`
    Cry,
    /// `：`
    Colon,
    /// Anything else.
    #[default]
    Open,
}

/// Counts over the characters of a line that are not white space.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Shape {
    /// All of them.
    pub n: u32,
    pub han: u32,
    /// `。！？；…`
    pub marks: u32,
    /// `。！？` with text after them.
    pub inner: u32,
    /// Of these, `。`.
    pub full: u32,
    pub commas: u32,
    pub digits: u32,
    /// Latin letters.
    pub latin: u32,
    /// ASCII signs that code is full of.
    pub code: u32,
    /// `：`, `/` and bars.
    pub colons: u32,
    /// Dashes, dots and white space inside the line, and arrows: what parts the pieces of menus and trails.
    pub gaps: u32,
    /// Closing brackets that part the pieces of menus: `【打印】【关闭】`.
    pub boxes: u32,
    /// Places at which a word of the lexicon may begin.
    pub words: u32,
    /// Places at which a phrase may stand.
    pub cues: u32,
    /// Pairs of characters with which phrases of notices in sentences begin.
    pub strong: u32,
    /// Places at which a phrase may stand that only a page says.
    pub site: u32,
    pub end: End,
}

/// One line that is not blank.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// With its line break.
    pub span: Span,
    /// Without the white space around it.
    pub text: Span,
    pub shape: Shape,
    pub kind: Kind,
    /// How sure it is that the line is furniture, by itself: 0 not at all, 6 beyond doubt.
    pub sure: u8,
    pub meta: Option<Meta>,
    /// A hash of the line as the lexicon would write it; 0 for lines not looked at.
    pub hash: u64,
}

impl Line {
    /// A full sentence at least: what menus and headlines are not.
    pub(super) fn is_prose(&self) -> bool {
        let s = &self.shape;
        // A headline may have a `！` in its middle, and a comma or two.
        let inner = if s.n >= 60 { s.inner } else { s.full };
        (s.han * 2 >= s.n || s.han >= 20 && s.han * 4 >= s.n)
            && (s.n >= 30 && (inner > 0 || s.end == End::Closed)
                || s.n >= 32 && s.commas >= 2
                || s.n >= 12 && s.end == End::Closed)
    }

    pub(super) fn n(&self) -> u32 {
        self.shape.n
    }
}

/// Folds a character for matching: Simplified, half width, lower case.
pub(super) fn fold(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => ((c as u32 - 0xFEE0) as u8 as char).to_ascii_lowercase(),
        'A'..='Z' => c.to_ascii_lowercase(),
        '\0'..='~' => c,
        _ => han::fold::simplified(c),
    }
}

fn is_blank(c: char) -> bool {
    // Nothing between the ideographic space and the private use area is blank.
    !matches!(c, '\u{3001}'..='\u{D7FF}' | '!'..='~')
        && (c.is_whitespace()
            || matches!(c, '\u{FEFF}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{AD}' | '\0'..='\u{1F}'))
}

/// A character as the lexicon writes it; none if it is blank.
#[inline(always)]
pub(super) fn folded(c: char) -> Option<char> {
    match c {
        '\u{3400}'..='\u{9FFF}' => Some(han::fold::simplified(c)),
        _ => (!is_blank(c)).then(|| fold(c)),
    }
}

/// The line as the lexicon writes it: folded, without white space. What is written so is copied in runs.
pub(super) fn compact(text: &str, out: &mut String) {
    out.clear();
    let mut from = 0;
    for (at, c) in text.char_indices() {
        let folded = folded(c);
        if folded != Some(c) {
            out.push_str(&text[from..at]);
            from = at + c.len_utf8();
            out.extend(folded);
        }
    }
    out.push_str(&text[from..]);
}

/// Stands for the hash of a line, and for the note that it may be, until it is known that there is something to compare it
/// with; no hash is even.
pub(super) const PENDING: u64 = 2;

/// The hash of a line, as the lexicon writes it; never 0.
pub(super) fn hash(word: &str) -> u64 {
    xxh3_64(word.as_bytes()) | 1
}

/// What a character is to the measuring of a line.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
enum Sign {
    /// Counts as a character, and nothing else.
    Plain,
    Han,
    /// No character: it does not count.
    Blank,
    /// White space, which does not count either, but parts pieces.
    Space,
    /// A dash, a dot, an arrow.
    Gap,
    /// `。`
    Full,
    /// `！？`
    Cry,
    /// `；…`
    Mark,
    Comma,
    /// `,`, which parts thousands too.
    Point,
    Colon,
    Digit,
    Latin,
    Code,
    /// `】]`
    Box,
    /// `©@`, which are phrases by themselves.
    Phrase,
}

impl Sign {
    const COUNT: usize = Self::Phrase as usize + 1;

    fn of(c: char) -> Self {
        match c {
            c if han::class::is_han(c) => Self::Han,
            ' ' | '\u{3000}' | '\t' | '\u{A0}' => Self::Space,
            '-' | '—' | '·' | '・' | '•' | '▪' | '●' | '_' | '>' | '＞' | '»' | '›' | '→' => Self::Gap,
            '。' => Self::Full,
            '！' | '？' | '!' | '?' => Self::Cry,
            '；' | ';' | '…' => Self::Mark,
            '，' => Self::Comma,
            ',' => Self::Point,
            '：' | ':' | '/' | '／' | '|' | '｜' | '丨' | '│' | '┊' | '┆' | '≡' => Self::Colon,
            '0'..='9' => Self::Digit,
            'a'..='z' | 'A'..='Z' => Self::Latin,
            '=' | '{' | '}' | '<' | '\\' | '$' | '#' | '(' | '"' | '\'' => Self::Code,
            '】' | ']' => Self::Box,
            '©' | '@' | '＠' => Self::Phrase,
            c if c.is_whitespace() => Self::Space,
            c if is_blank(c) => Self::Blank,
            _ => Self::Plain,
        }
    }

    /// A character before which a sentence may end.
    fn is_word(self) -> bool {
        matches!(self, Self::Han | Self::Digit | Self::Latin)
    }
}

/// The signs of the first characters, up to U+FFFF, but for the ideographs, which are nearly all of a text.
static SIGNS: LazyLock<Vec<Sign>> =
    LazyLock::new(|| (0..0x10000).map(|c| char::from_u32(c).map_or(Sign::Plain, Sign::of)).collect());

/// Measures a line. Han characters, which are nearly all of it, are read as bytes.
pub(super) fn shape(text: &str) -> Shape {
    let mut counts = [0_u32; Sign::COUNT];
    let mut pairs = Pairs::new();
    let mut s = Shape::default();
    let signs = &**SIGNS;
    // Marks after which nothing has come yet, and whether the last character was of ASCII.
    let (mut stops, mut full, mut ascii) = (0, 0, true);
    for code in Codes::of(text) {
        let sign = match code.to_le_bytes() {
            [a @ ..=0x7F, ..] => signs[usize::from(a)],
            [a @ 0xC2..=0xDF, b, ..] => signs[usize::from(a & 0x1F) << 6 | usize::from(b & 0x3F)],
            // U+4E00 to U+9FFF.
            [0xE4, 0xB8..=0xBF, ..] | [0xE5..=0xE9, ..] => Sign::Han,
            [a @ 0xE1..=0xEF, b, c, _] => {
                signs[usize::from(a & 0x0F) << 12 | usize::from(b & 0x3F) << 6 | usize::from(c & 0x3F)]
            }
            _ => Sign::of(char_of(code)),
        };
        counts[sign as usize] += 1;
        if sign.is_word() {
            if stops > 0 {
                s.inner += stops;
                s.full += full;
                (stops, full) = (0, 0);
            }
        } else if let Sign::Full | Sign::Cry = sign {
            stops += 1;
            full += u32::from(sign == Sign::Full);
        } else if let Sign::Blank | Sign::Space = sign {
            continue;
        }
        s.commas += u32::from(sign == Sign::Comma || sign == Sign::Point && !ascii);
        ascii = code <= 0x7F;
        pairs.see(code);
    }
    let count = |sign: Sign| counts[sign as usize];
    s.han = count(Sign::Han);
    s.n = counts.iter().sum::<u32>() - count(Sign::Blank) - count(Sign::Space);
    s.marks = count(Sign::Full) + count(Sign::Cry) + count(Sign::Mark);
    s.digits = count(Sign::Digit);
    s.latin = count(Sign::Latin);
    s.code = count(Sign::Code);
    s.boxes = count(Sign::Box);
    s.colons = count(Sign::Colon);
    s.gaps = count(Sign::Gap) + count(Sign::Space);
    s.cues = pairs.phrases + count(Sign::Phrase);
    (s.words, s.strong, s.site) = (pairs.words, pairs.strong, pairs.site);
    s.end = end(text);
    s
}

fn end(text: &str) -> End {
    let mut closers = 0;
    for c in text.chars().rev() {
        match c {
            '。' | '；' | ';' => return End::Closed,
            '：' | ':' => return if closers == 0 { End::Colon } else { End::Open },
            '！' | '？' | '…' | '!' | '?' => return if closers == 0 { End::Cry } else { End::Closed },
            '”' | '’' | '」' | '』' | '）' | ')' | '"' | '》' => closers += 1,
            c if is_blank(c) => {}
            _ => return End::Open,
        }
        if closers > 2 {
            return End::Open;
        }
    }
    End::Open
}

/// What a document looks like line by line.
#[derive(Debug, Default)]
pub(super) struct Lines {
    pub list: Vec<Line>,
    /// Lines that are furniture by themselves, more or less surely.
    pub hits: u32,
}

/// Whether a line is a paragraph of sentences beyond doubt, for which [`glance`] would find a shape: most of any text is.
///
/// It ends as sentences do, or is longer than headlines and holds the end of one; it is longer than any button and shorter
/// than any dump of a script, and next to nothing of it is of ASCII.
fn is_sentence(text: &str) -> bool {
    (100..900).contains(&text.len())
        && (end(text) == End::Closed || text.len() >= 220 && STOP.find(&text.as_bytes()[..text.len() - 60]).is_some())
        && count(text.as_bytes(), |b| b.is_ascii()) as usize * 8 <= text.len()
}

/// Finds the ends of sentences.
static STOP: LazyLock<memmem::Finder<'static>> = LazyLock::new(|| memmem::Finder::new("。"));

/// The shape of a line that is a sentence or more, told from little of it, and whether it may be a notice all the same.
///
/// None for every other line: whatever is not seen here is measured in full. What is given is exact as far as it is
/// asked for in such a line: its length, its end, whether sentences end inside, and that it is prose.
fn glance(text: &str) -> Option<(Shape, bool)> {
    const SHORTEST: usize = 3 * 24;
    let bytes = text.as_bytes();
    if bytes.len() < SHORTEST {
        return None;
    }
    let last = bytes.iter().rposition(|b| is_han_lead(*b))?;
    let inner = STOP.find_iter(&bytes[..last]).count() as u32;
    let end = end(text);
    if inner == 0 && end != End::Closed {
        return None;
    }
    let han = count(bytes, is_han_lead);
    let n = count(bytes, |b| !matches!(b, 0x80..=0xBF | 0..=0x20));
    let headline = end != End::Closed && n <= 60;
    let junk = n >= 400 && inner * 200 < n;
    if n <= 24 || han * 2 < n || headline || junk {
        return None;
    }
    let notice = inner <= 3 && n <= LONGEST_LOOKED_AT;
    Some((Shape { n, han, marks: inner, inner, full: inner, end, ..Shape::default() }, notice))
}

/// Whether what [`glance`] saw has so many pairs of characters in it that notices have, or so odd a form, that it must
/// be read in full.
fn may_be_notice(text: &str, glanced: &Shape) -> bool {
    let enough = if glanced.inner > 0 { 3 } else { 2 };
    cues::strong_pairs(text, enough).is_none_or(|pairs| pairs >= enough)
}

/// Whether a byte begins a character from U+4000 to U+9FFF.
fn is_han_lead(byte: u8) -> bool {
    matches!(byte, 0xE4..=0xE9)
}

/// How many bytes are like that. In blocks, so that the compiler makes vector instructions of it.
fn count(bytes: &[u8], test: impl Fn(u8) -> bool) -> u32 {
    let block = |block: &[u8]| block.iter().fold(0_u8, |n, b| n + u8::from(test(*b)));
    bytes.chunks(u8::MAX.into()).map(|b| u32::from(block(b))).sum()
}

/// What is asked of the lines of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ask {
    /// What furniture there is. Where there is none, nothing more is found out.
    Furniture,
    /// Everything.
    Everything,
}

/// Reads the lines of a document. Blank ones are left out.
///
/// Sentences are read in full if furniture stands elsewhere in the document, or no sentence stands before them or
/// after them: notices in the middle of a text that has no other furniture are the text's own.
pub(super) fn read(text: &str, ask: Ask) -> Lines {
    let list = Vec::with_capacity(text.len() / 128 + 8);
    let mut reader = Reader { text, word: String::new(), lines: Lines { list, hits: 0 } };
    let mut start = 0;
    for end in memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1).chain([text.len()]) {
        reader.line(Span::new(start, end));
        start = end;
    }
    reader.edges();
    if ask == Ask::Everything || reader.lines.hits > 0 {
        reader.rest();
    }
    reader.lines
}

struct Reader<'t> {
    text: &'t str,
    /// A buffer.
    word: String,
    lines: Lines,
}

impl Reader<'_> {
    fn line(&mut self, whole: Span) {
        let raw = whole.of(self.text);
        let head = raw.trim_start_matches(is_blank);
        if head.is_empty() {
            return;
        }
        let inner = head.trim_end_matches(is_blank);
        let at = whole.start as usize + raw.len() - head.len();
        let span = Span::new(at, at + inner.len());
        let line =
            Line { span: whole, text: span, shape: Shape::default(), kind: Kind::None, sure: 0, meta: None, hash: 0 };
        self.lines.list.push(line);
        let at = self.lines.list.len() - 1;
        if !is_sentence(inner) && glance(inner).is_none() {
            self.judge(at);
        }
    }

    /// Reads one line in full.
    fn judge(&mut self, at: usize) {
        let (before, rest) = self.lines.list.split_at_mut(at);
        let line = &mut rest[0];
        let text = line.text.of(self.text);
        line.shape = shape(text);
        if is_letter_spaced(text) {
            // Each character would be taken for a name in a menu.
        } else if line.shape.n <= LONGEST_LOOKED_AT {
            kinds::judge(text, line, &mut self.word);
        } else if line.shape.n >= 400 && line.shape.marks * 200 < line.shape.n {
            line.kind = Kind::Junk;
            line.sure = 1;
        }
        // What stands under the label of an account's name or description belongs to it.
        if line.kind == Kind::None
            && let Some(label) = before.last().map(|l| &l.text)
            && label.len() <= 15
            && matches!(label.of(self.text), "微信号" | "功能介绍" | "微信号：" | "功能介绍：" | "公众号：")
        {
            kinds::note(text, line, &mut self.word);
            if line.meta.is_none() {
                line.kind = Kind::Follow;
                line.sure = 2;
            }
        }
        self.lines.hits += u32::from(line.sure > 0);
    }

    /// Reads the sentences that no other sentence stands before, or after.
    fn edges(&mut self) {
        let count = self.lines.list.len();
        let first = (0..count).find(|&at| self.is_own(at));
        (first.map_or(count, |first| first + 1)..count).rev().find(|&at| self.is_own(at));
    }

    /// Whether a line is a sentence of the text's own.
    fn is_own(&mut self, at: usize) -> bool {
        self.sentence(at);
        let line = &self.lines.list[at];
        line.kind == Kind::None && line.is_prose()
    }

    /// Reads a sentence, if that was put off: in full, if it may be a notice. A line that was read has characters.
    fn sentence(&mut self, at: usize) {
        let line = &mut self.lines.list[at];
        if line.shape.n > 0 {
            return;
        }
        let text = line.text.of(self.text);
        let Some((shape, notice)) = glance(text) else { return self.judge(at) };
        line.shape = shape;
        if notice && may_be_notice(text, &shape) {
            self.judge(at);
        }
    }

    /// Finds out what is not known yet: the sentences, notes, hashes.
    fn rest(&mut self) {
        (0..self.lines.list.len()).for_each(|at| self.sentence(at));
        for line in self.lines.list.iter_mut().filter(|line| line.hash == PENDING) {
            kinds::note(line.text.of(self.text), line, &mut self.word);
        }
        self.trails();
    }

    /// Finds the trails of channels of which no name is known: at least three steps, the last of which is the heading
    /// that stands under it.
    fn trails(&mut self) {
        const STEP: usize = 20;
        const REACH: usize = 12;
        const HEADING: u32 = 4;
        for at in 0..self.lines.list.len() {
            let (before, under) = self.lines.list.split_at_mut(at + 1);
            let line = &mut before[at];
            let s = &line.shape;
            if line.kind != Kind::None || s.gaps < 2 || s.full > 0 || s.n > 120 {
                continue;
            }
            let text = line.text.of(self.text);
            let Some((steps, last)) = text.rsplit_once(ARROWS) else { continue };
            let short = |step: &str| (1..=STEP).contains(&step.trim().chars().count());
            if !steps.contains(ARROWS) || !steps.split(ARROWS).all(short) {
                continue;
            }
            compact(last, &mut self.word);
            let last = hash(&self.word);
            if under.iter().take(REACH).any(|l| l.hash == last && l.kind == Kind::None && l.n() >= HEADING) {
                (line.kind, line.sure, line.meta) = (Kind::Crumb, 6, None);
                self.lines.hits += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_glance_sees_what_a_full_reading_sees() {
        let parts = [
            "昨晚七点，停了三年的老街路灯重新亮了起来，住户们纷纷出门散步。",
            "“收摊也晚了。”街口卖糖粥的阿婆说",
            "本文为本站原创，未经授权不得转载，转载请注明出处。",
            "版权所有 © 2020",
            "ABC 12:30-13:00",
            "！",
            "。",
            "…",
            "\u{3000}",
            "\u{A0}",
            "\u{200B}",
            "（第3期）",
            "如有侵权，请联系删除；",
        ];
        let mut text = String::new();
        let mut state = 7_usize;
        for _ in 0..20_000 {
            text.clear();
            for _ in 0..state % 7 + 1 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                text.push_str(parts[(state >> 33) % parts.len()]);
            }
            let text = text.trim_matches(is_blank);
            let Some((seen, notice)) = glance(text) else { continue };
            if notice && may_be_notice(text, &seen) {
                continue;
            }
            let full = shape(text);
            assert_eq!(seen.end, full.end, "{text}");
            let line = |shape| Line {
                span: Span::new(0, text.len()),
                text: Span::new(0, text.len()),
                shape,
                kind: Kind::None,
                sure: 0,
                meta: None,
                hash: 0,
            };
            assert!(line(seen).is_prose() && line(full).is_prose(), "{text}");
            assert_eq!(seen.inner > 0, full.full > 0, "{text}");
            let blanks = text.chars().filter(|&c| is_blank(c)).count();
            assert!(full.n == seen.n || seen.inner > 3 && full.n + blanks as u32 >= seen.n, "{text}");
            let mut line = line(full);
            if full.n <= LONGEST_LOOKED_AT {
                kinds::judge(text, &mut line, &mut String::new());
            }
            assert!(line.kind == Kind::None && line.meta.is_none() && line.hash == 0, "{text}");
        }
    }
}
