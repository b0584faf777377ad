//! What a line ends with and what it starts with: the classes the weights are kept for.

use std::sync::LazyLock;

use crate::han::class::is_han;

/// Signs that close a number.
fn is_unit(c: char) -> bool {
    matches!(c, '%' | '％' | '‰' | '℃' | '°')
}

/// White space as the sources have it; a line break is none of it.
pub(super) fn is_blank(c: char) -> bool {
    matches!(
        c,
        ' ' | '\t' | '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{A0}' | '\u{1680}' | '\u{2000}'
            ..='\u{200A}' | '\u{2028}' | '\u{2029}' | '\u{202F}' | '\u{205F}' | '\u{3000}' | '\u{FEFF}'
    )
}

/// Width in half-ems: one for ASCII, two for everything else.
pub(super) fn half_ems(c: char) -> i32 {
    if c.is_ascii() { 1 } else { 2 }
}

/// Marks that end a sentence.
pub(super) fn is_final(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '…' | '!' | '?' | '．')
}

/// Quotation marks and brackets that close.
pub(super) fn is_closer(c: char) -> bool {
    matches!(c, '”' | '’' | '」' | '』' | '）' | '》' | '】' | ')' | '"' | '〕')
}

/// Quotation marks and brackets that open.
pub(super) fn is_opener(c: char) -> bool {
    matches!(c, '“' | '‘' | '（' | '《' | '「' | '『' | '【' | '〔' | '(' | '[')
}

/// Marks that print lets hang over the end of a line rather than begin the next.
pub(super) fn hangs(c: char) -> bool {
    matches!(
        c,
        '，' | '。'
            | '、'
            | '；'
            | '：'
            | '？'
            | '！'
            | '”'
            | '’'
            | '）'
            | '》'
            | '」'
            | '』'
            | '】'
            | '〕'
            | '…'
            | '—'
            | '%'
            | '％'
            | ','
            | '.'
            | ';'
            | ':'
            | '?'
            | '!'
            | ')'
            | '．'
            | '︰'
    )
}

/// Marks that no paragraph starts with.
fn never_first(c: char) -> bool {
    matches!(
        c,
        '，' | '。'
            | '、'
            | '；'
            | '：'
            | '？'
            | '！'
            | '”'
            | '’'
            | '）'
            | '》'
            | '」'
            | '』'
            | '】'
            | '…'
            | ','
            | ';'
            | ':'
            | '?'
            | '!'
            | ')'
            | '．'
    )
}

/// Marks that part clauses or sentences, counted inside lines.
pub(super) fn is_clause(c: char) -> bool {
    matches!(c, '，' | '。' | '、' | '；' | '：' | '？' | '！' | ',' | ';' | '!' | '?' | '．')
}

/// What is asked about every character of a line, as one number: the sum of those that hold.
pub(super) mod traits {
    /// A letter, Han or not, or a mark that hangs.
    pub(in super::super) const WORDY: u8 = 1;
    /// A mark that ends a sentence.
    pub(in super::super) const FINAL: u8 = 2;
    /// A mark that parts clauses or sentences.
    pub(in super::super) const CLAUSE: u8 = 4;
    /// White space.
    pub(in super::super) const BLANK: u8 = 8;
    /// A mark that makes a line end of a kind that habits are learned of.
    pub(in super::super) const ENDS: u8 = 16;
    /// A quotation mark or bracket.
    pub(in super::super) const PAIRED: u8 = 32;
}

/// Where the traits of the characters of four blocks are kept, those of marks and ASCII among them.
pub(super) struct Traits([u8; 512]);

impl Traits {
    /// The table.
    pub(super) fn table() -> &'static Self {
        static TABLE: LazyLock<Traits> = LazyLock::new(|| {
            let first = [0, 0x2000, 0x3000, 0xFF00_u32];
            Traits(std::array::from_fn(|n| char::from_u32(first[n / 128] + (n % 128) as u32).map_or(0, traits_of)))
        });
        &TABLE
    }

    /// What holds of `c`.
    pub(super) fn of(&self, c: char) -> u8 {
        let block = match c as u32 >> 7 {
            0 => 0,
            0x40 => 1,
            0x60 => 2,
            0x1FE => 3,
            _ => return traits_of(c),
        };
        self.0[block << 7 | (c as usize & 0x7F)]
    }
}

fn traits_of(c: char) -> u8 {
    let given = |holds: bool, what: u8| if holds { what } else { 0 };
    let ends = is_final(c) || is_closer(c) || matches!(c, '；' | ';' | '：' | ':' | '︰');
    given(is_han(c) || hangs(c) || c.is_alphabetic(), traits::WORDY)
        | given(is_final(c), traits::FINAL)
        | given(is_clause(c), traits::CLAUSE)
        | given(is_blank(c), traits::BLANK)
        | given(ends, traits::ENDS)
        | given(is_opener(c) || is_closer(c), traits::PAIRED)
}

/// Letters of the Latin alphabet with their accents.
pub(super) fn is_latin(c: char) -> bool {
    c.is_ascii_alphabetic() || ('\u{C0}'..'\u{250}').contains(&c) && c.is_alphabetic()
}

/// What a line ends with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// A final mark.
    Final,
    /// A final mark and a closing quotation mark or bracket.
    FinalQuote,
    /// A closing quotation mark or bracket alone.
    Quote,
    /// `；`
    Semicolon,
    /// `：`
    Colon,
    /// `，` or `、`
    Comma,
    /// An opening quotation mark or bracket.
    Opener,
    /// A Han character.
    Han,
    /// A digit.
    Digit,
    /// A Latin letter.
    Latin,
    /// Anything else.
    Other,
}

/// What a line starts with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Start {
    /// A list number, a chapter number, a time in brackets or a bullet.
    Item,
    /// A mark that nothing starts with.
    Closer,
    /// An opening quotation mark.
    Quote,
    /// An opening bracket.
    Opener,
    /// A Han character.
    Han,
    /// A digit.
    Digit,
    /// A letter other than Han.
    Letter,
    /// Anything else.
    Other,
}

impl End {
    /// The class of a line that is not empty.
    pub(super) fn of(line: &str) -> Self {
        let Some(last) = line.chars().next_back() else { return Self::Other };
        match last {
            c if is_han(c) => Self::Han,
            c if is_final(c) => Self::Final,
            // In damaged text a space may stand between the two.
            c if is_closer(c) => match line.trim_end_matches(|c| is_closer(c) || is_blank(c)).chars().next_back() {
                Some(c) if is_final(c) => Self::FinalQuote,
                _ => Self::Quote,
            },
            '；' | ';' => Self::Semicolon,
            '：' | ':' | '︰' => Self::Colon,
            '，' | '、' | ',' => Self::Comma,
            c if is_opener(c) => Self::Opener,
            c if c.is_numeric() || is_unit(c) => Self::Digit,
            c if is_latin(c) => Self::Latin,
            // A word that goes on.
            '-' if line[..line.len() - 1].ends_with(is_latin) => Self::Latin,
            _ => Self::Other,
        }
    }

    /// What it is called in evidence.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Final => "a final mark",
            Self::FinalQuote => "a final mark and a closing mark",
            Self::Quote => "a closing mark",
            Self::Semicolon => "a semicolon",
            Self::Colon => "a colon",
            Self::Comma => "a comma",
            Self::Opener => "an opening mark",
            Self::Han => "a Han character",
            Self::Digit => "a digit",
            Self::Latin => "a Latin letter",
            Self::Other => "some other character",
        }
    }

    /// Whether a sentence ends here.
    pub(super) fn is_final(self) -> bool {
        matches!(self, Self::Final | Self::FinalQuote)
    }

    /// Whether a clause or sentence ends here.
    pub(super) fn is_mark(self) -> bool {
        matches!(self, Self::Final | Self::FinalQuote | Self::Comma | Self::Semicolon | Self::Colon)
    }
}

impl Start {
    /// What it is called in evidence.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Item => "a number or bullet of a list or heading",
            Self::Closer => "a mark that nothing starts with",
            Self::Quote => "a quotation mark",
            Self::Opener => "an opening bracket",
            Self::Han => "a Han character",
            Self::Digit => "a digit",
            Self::Letter => "a letter",
            Self::Other => "some other character",
        }
    }

    /// The class of a line that is not empty.
    pub(super) fn of(line: &str) -> Self {
        let Some(first) = line.chars().next() else { return Self::Other };
        if is_item(line) {
            return Self::Item;
        }
        match first {
            c if is_han(c) => Self::Han,
            c if never_first(c) => Self::Closer,
            '“' | '「' | '『' | '"' => Self::Quote,
            c if is_opener(c) => Self::Opener,
            c if c.is_numeric() => Self::Digit,
            c if c.is_alphabetic() => Self::Letter,
            _ => Self::Other,
        }
    }
}

/// Whether `c` is of the block of Han characters that most are of.
pub(super) fn is_common_han(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}')
}

/// Whether `c` is such a character, and one that no number of a list or heading begins with.
pub(super) fn is_plain(c: char) -> bool {
    is_common_han(c) && c != '第' && !is_numeral(c)
}

pub(super) fn is_numeral(c: char) -> bool {
    matches!(c, '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十' | '百' | '零' | '〇')
}

/// `[18:02] 妈：吃饭没`, `[2021-03-04 18:02:11] 启动`: what a chat or a log writes before each entry, with its brackets open.
fn is_time_stamp(rest: &str) -> bool {
    let stamp = rest.split([']', '】']).next().unwrap_or_default();
    let digits = stamp.bytes().filter(u8::is_ascii_digit).count();
    let signs = |b: u8| matches!(b, b':' | b'-' | b'/' | b'.' | b',' | b' ' | b'T' | b'Z' | b'+');
    stamp.len() < rest.len()
        && digits >= 3
        && stamp.contains(':')
        && stamp.bytes().all(|b| b.is_ascii_digit() || signs(b))
}

/// What stands behind the number of a heading, which may be set wide: `第一章`, `第 一 章`.
pub(super) fn after_number(line: &str) -> Option<&str> {
    let tail = line.strip_prefix('第')?;
    let number = tail.trim_start_matches(is_blank);
    let wide = number.len() < tail.len();
    let rest = number.trim_start_matches(|c: char| is_numeral(c) || c.is_ascii_digit() || wide && is_blank(c));
    (rest.len() < number.len()).then_some(rest)
}

/// Whether the line starts as an item of a list, a heading with a number, a time in brackets, or a bullet.
fn is_item(line: &str) -> bool {
    let mut chars = line.chars();
    let rest = |n: usize, of: fn(char) -> bool| {
        let tail = line.trim_start_matches(of);
        let count = line[..line.len() - tail.len()].chars().count();
        (1..=n).contains(&count).then_some(tail)
    };
    match chars.next() {
        Some('第') => after_number(line).is_some_and(|rest| rest.starts_with(['章', '节', '回', '条', '编', '篇'])),
        Some('（' | '(') => {
            let tail = chars.as_str();
            let after = tail.trim_start_matches(|c: char| is_numeral(c) || c.is_ascii_digit());
            (1..=3).contains(&tail[..tail.len() - after.len()].chars().count()) && after.starts_with(['）', ')'])
        }
        Some('■' | '●' | '◆' | '▲' | '□' | '○' | '◎' | '※' | '★' | '☆' | '▶' | '►' | '•' | '①'..='⑳') => {
            true
        }
        Some('[' | '【') => is_time_stamp(chars.as_str()),
        Some('-' | '*' | '+') => chars.as_str().starts_with(' '),
        Some('#') => {
            let after = line.trim_start_matches('#');
            line.len() - after.len() <= 6 && after.starts_with(' ')
        }
        Some(c) if c.is_ascii_digit() => rest(2, |c| c.is_ascii_digit()).is_some_and(|tail| {
            // `6　　结论`
            tail.starts_with('\u{3000}')
                || tail.starts_with(['、', '.', '．']) && !tail.chars().nth(1).is_some_and(|c| c.is_ascii_digit())
        }),
        // The options of a question.
        Some('A'..='H' | 'a'..='h') => {
            let mut tail = chars.as_str().chars();
            match (tail.next(), tail.next()) {
                (Some('、' | '．' | '）'), _) => true,
                (Some('.' | ')'), next) => !next.is_some_and(|c| c.is_ascii_alphanumeric()),
                _ => false,
            }
        }
        Some(c) if is_numeral(c) => rest(3, is_numeral).is_some_and(|tail| tail.starts_with('、')),
        _ => false,
    }
}
