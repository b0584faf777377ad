//! Widths of letters, digits and marks: only where the caller asks for it.

use unicode_normalization::UnicodeNormalization;

use super::{FULL_WIDTH_ALPHANUMERIC, HALF_WIDTH_KATAKANA, HALF_WIDTH_MARK, LIGATURE, STRAIGHT_QUOTE};
use crate::han::class::is_han;
use crate::{Edits, Rule, Span};

/// Runs the rules of this file that are on.
pub(super) fn scan(text: &str, edits: &mut Edits) {
    if edits.is_on(&FULL_WIDTH_ALPHANUMERIC) {
        runs(text, is_full_width, &FULL_WIDTH_ALPHANUMERIC, edits);
    }
    if edits.is_on(&HALF_WIDTH_KATAKANA) {
        runs(text, |c| matches!(c, '\u{FF66}'..='\u{FF9F}'), &HALF_WIDTH_KATAKANA, edits);
    }
    if edits.is_on(&LIGATURE) {
        runs(text, |c| matches!(c, '\u{FB00}'..='\u{FB06}'), &LIGATURE, edits);
    }
    if edits.is_on(&HALF_WIDTH_MARK) {
        lines(text, |line, at| marks(line, at, edits));
    }
    if edits.is_on(&STRAIGHT_QUOTE) {
        lines(text, |line, at| quotes(line, at, edits));
    }
}

/// Replaces every run of the characters that `is` by the compatibility forms (NFKC) of the run.
fn runs(text: &str, is: fn(char) -> bool, rule: &'static Rule, edits: &mut Edits) {
    let (mut at, mut now) = (0, String::new());
    while let Some(start) = text[at..].find(is).map(|n| at + n) {
        let rest = &text[start..];
        at = start + rest.find(|c| !is(c)).unwrap_or(rest.len());
        now.clear();
        now.extend(text[start..at].nfkc());
        edits.replace(Span::new(start, at), &now, rule);
    }
}

fn is_full_width(c: char) -> bool {
    matches!(c, '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ')
}

fn lines(text: &str, mut each: impl FnMut(&str, usize)) {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        each(line.trim_end_matches(['\n', '\r']), at);
        at += line.len();
    }
}

/// Han, or a mark as wide as Han.
fn is_wide(c: char) -> bool {
    is_han(c) || matches!(c, '\u{3001}'..='\u{301B}' | '\u{FF01}'..='\u{FF5E}' | '“' | '”' | '‘' | '’' | '—' | '…')
}

/// The marks of one line that stand between Han.
fn marks(line: &str, at: usize, edits: &mut Edits) {
    let mut open: Vec<usize> = Vec::new();
    for (n, c) in line.char_indices() {
        let before = line[..n].chars().next_back();
        let after = line[n + c.len_utf8()..].chars().next();
        let now = match c {
            ',' => "，",
            ';' => "；",
            ':' => "：",
            '?' => "？",
            '!' => "！",
            '(' => {
                open.push(n);
                continue;
            }
            ')' => {
                if let Some(start) = open.pop()
                    && encloses_han(line, start, n)
                {
                    edits.replace(Span::new(at + start, at + start + 1), "（", &HALF_WIDTH_MARK);
                    edits.replace(Span::new(at + n, at + n + 1), "）", &HALF_WIDTH_MARK);
                }
                continue;
            }
            _ => continue,
        };
        let ends = matches!(c, ';' | '?' | '!') && after.is_none();
        if before.is_some_and(is_wide) && (ends || after.is_some_and(|c| is_wide(c) || c == '"')) {
            edits.replace(Span::new(at + n, at + n + 1), now, &HALF_WIDTH_MARK);
        }
    }
}

/// Whether what is between the brackets begins and ends with Han, and Han or nothing is on both sides of them.
fn encloses_han(line: &str, start: usize, end: usize) -> bool {
    let inner = &line[start + 1..end];
    let first = |s: &str| s.chars().next();
    inner.starts_with(is_han)
        && inner.ends_with(is_wide)
        && line[..start].chars().next_back().is_none_or(is_wide)
        && first(&line[end + 1..]).is_none_or(|c| is_wide(c) || matches!(c, ',' | '.' | ':' | ';' | '?' | '!'))
}

/// The straight quotation marks of one line, if they are even in number and each can open or close.
fn quotes(line: &str, at: usize, edits: &mut Edits) {
    let places: Vec<usize> = memchr::memchr_iter(b'"', line.as_bytes()).collect();
    if places.is_empty() {
        return;
    }
    let whole = Span::new(at + places[0], at + places[places.len() - 1] + 1);
    if places.len() % 2 == 1 {
        return edits.review(whole, &STRAIGHT_QUOTE, 0.5, "the marks are odd in number");
    }
    let before = |n: usize| line[..n].chars().next_back();
    let after = |n: usize| line[n + 1..].chars().next();
    let fits = places.chunks_exact(2).all(|pair| {
        let (open, close) = (pair[0], pair[1]);
        let inner = &line[open + 1..close];
        !inner.is_empty()
            && !inner.starts_with(char::is_whitespace)
            && !inner.ends_with(char::is_whitespace)
            && before(open).is_none_or(|c| !c.is_ascii_alphanumeric())
            && after(close).is_none_or(|c| !c.is_ascii_alphanumeric())
    });
    if !fits {
        return edits.review(whole, &STRAIGHT_QUOTE, 0.5, "not every mark can open or close");
    }
    for pair in places.chunks_exact(2) {
        let (open, close) = (pair[0], pair[1]);
        let chinese = line[open + 1..close].contains(is_han)
            || before(open).is_some_and(is_wide) && after(close).is_none_or(is_wide);
        if chinese {
            edits.replace(Span::new(at + open, at + open + 1), "“", &STRAIGHT_QUOTE);
            edits.replace(Span::new(at + close, at + close + 1), "”", &STRAIGHT_QUOTE);
        }
    }
}
