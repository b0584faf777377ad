//! Bytes and characters written out in ASCII: `\u4e2d`, `%E4%B8%AD`, `=E4=B8=AD`, `~{VPND~}`.

use encoding_rs::{GBK, UTF_8};

use super::{HZ_FRAME, PERCENT, QUOTED_PRINTABLE, UNICODE_ESCAPE};
use crate::han::class::is_han;
use crate::han::{fold, gbk, likely};
use crate::{Edits, Rule, Span};

/// Characters that must come out of a run before it is taken for an escape.
const LEAST: usize = 2;
/// ln P for each character that GBK bytes must reach: nearly any two high bytes are a character.
const TEXT: f32 = -10.0;

/// Decodes `\u4e2d` and `\\u4e2d`, two or more in a row. O(text).
pub fn unicode(text: &str, edits: &mut Edits) {
    let bytes = text.as_bytes();
    let mut done = 0;
    for at in memchr::memchr_iter(b'\\', bytes) {
        if at < done {
            continue;
        }
        let (mut units, mut end) = (Vec::new(), at);
        while let Some((unit, next)) = unit(bytes, end) {
            units.push(unit);
            end = next;
        }
        done = end.max(at + 1);
        if units.is_empty() {
            continue;
        }
        let span = Span::new(at, end);
        let Ok(new) = String::from_utf16(&units) else { continue };
        let chinese = new.chars().filter(|&c| is_han(c) || is_mark(c)).count();
        if units.len() < LEAST || chinese * 2 < new.chars().count() || chinese == 0 {
            if chinese > 0 {
                edits.review(span, &UNICODE_ESCAPE, 0.3, "a single escape");
            }
        } else if in_code(text, span) {
            edits.review(span, &UNICODE_ESCAPE, 0.3, "in code");
        } else {
            edits.replace_scored(span, &new, &UNICODE_ESCAPE, 0.95);
        }
    }
}

/// The UTF-16 unit of the escape at `at`, and where it ends.
fn unit(bytes: &[u8], at: usize) -> Option<(u16, usize)> {
    let slashes = bytes[at..].iter().take(3).take_while(|&&b| b == b'\\').count();
    if !(1..=2).contains(&slashes) || bytes.get(at + slashes) != Some(&b'u') {
        return None;
    }
    let from = at + slashes + 1;
    let hex = bytes.get(from..from + 4).filter(|h| h.iter().all(u8::is_ascii_hexdigit))?;
    let hex = std::str::from_utf8(hex).ok()?;
    Some((u16::from_str_radix(hex, 16).ok()?, from + 4))
}

/// Decodes percent-encoding outside URLs. O(text).
pub fn percent(text: &str, edits: &mut Edits) {
    let url = |at: usize| {
        let token = text[..at].rfind(|c: char| c.is_whitespace() || is_han(c) || is_mark(c));
        let from = token.map_or(0, |n| n + text[n..].chars().next().map_or(1, char::len_utf8));
        text[from..at].contains(['/', '=', '?', '&', '@', '.', '#', ':', '"', '\''])
    };
    hex_runs(text, b'%', &PERCENT, url, edits);
}

/// Decodes quoted-printable bytes. O(text).
pub fn quoted_printable(text: &str, edits: &mut Edits) {
    hex_runs(text, b'=', &QUOTED_PRINTABLE, |at| text[..at].ends_with(|c: char| c.is_ascii_alphanumeric()), edits);
}

fn hex_runs(text: &str, sign: u8, rule: &'static Rule, apart: impl Fn(usize) -> bool, edits: &mut Edits) {
    let bytes = text.as_bytes();
    let mut done = 0;
    for at in memchr::memchr_iter(sign, bytes) {
        if at < done {
            continue;
        }
        let (mut raw, mut end) = (Vec::new(), at);
        loop {
            if let Some(byte) = hex_byte(bytes, end, sign) {
                raw.push(byte);
                end += 3;
            } else if sign == b'=' && !raw.is_empty() && soft_break(bytes, end) > 0 {
                let next = end + soft_break(bytes, end);
                if hex_byte(bytes, next, sign).is_none() {
                    break;
                }
                end = next;
            } else {
                break;
            }
        }
        done = end.max(at + 1);
        if raw.len() < 2 * LEAST || raw.iter().all(u8::is_ascii) {
            continue;
        }
        let span = Span::new(at, end);
        let Some(new) = chinese(&raw) else { continue };
        if apart(at) {
            edits.review(span, rule, 0.3, "part of an address or of code");
        } else {
            edits.replace_scored(span, &new, rule, 0.95);
        }
    }
}

fn hex_byte(bytes: &[u8], at: usize, sign: u8) -> Option<u8> {
    let three = bytes.get(at..at + 3).filter(|t| t[0] == sign && t[1..].iter().all(u8::is_ascii_hexdigit))?;
    u8::from_str_radix(std::str::from_utf8(&three[1..]).ok()?, 16).ok()
}

/// The length of a line break that quoted-printable put in.
fn soft_break(bytes: &[u8], at: usize) -> usize {
    match bytes.get(at..) {
        Some([b'=', b'\r', b'\n', ..]) => 3,
        Some([b'=', b'\n', ..]) => 2,
        _ => 0,
    }
}

/// Bytes as Chinese text, UTF-8 or GBK.
fn chinese(raw: &[u8]) -> Option<String> {
    let enough = |text: &str| text.chars().filter(|&c| is_han(c)).count() >= LEAST;
    let (utf8, bad) = UTF_8.decode_without_bom_handling(raw);
    if !bad {
        return enough(&utf8).then(|| utf8.into_owned());
    }
    let (gbk, bad) = GBK.decode_without_bom_handling(raw);
    (!bad && enough(&gbk) && is_text(&gbk)).then(|| gbk.into_owned())
}

/// Whether the characters of `text` follow each other as they do in Chinese.
fn is_text(text: &str) -> bool {
    let (mut sum, mut count, mut last) = (0.0, 0, '\n');
    for c in text.chars().map(fold::simplified) {
        if !c.is_ascii() {
            sum += likely::follows(last, c);
            count += 1;
        }
        last = c;
    }
    count > 0 && sum >= TEXT * count as f32
}

/// Decodes HZ frames: `~{` and `~}` around GB 2312 without its high bits. O(text).
pub fn hz(text: &str, edits: &mut Edits) {
    let mut done = 0;
    for at in memchr::memmem::find_iter(text.as_bytes(), "~{") {
        if at < done {
            continue;
        }
        let body = &text.as_bytes()[at + 2..];
        let length = body.iter().take_while(|b| (0x21..=0x7E).contains(*b)).count();
        let Some(length) = memchr::memmem::find(&body[..length], b"~}") else { continue };
        done = at + 2 + length + 2;
        let pairs = body[..length].chunks_exact(2).map(|p| gbk::decode([p[0] | 0x80, p[1] | 0x80]));
        let new: Option<String> = pairs.collect();
        let span = Span::new(at, done);
        match new.filter(|new| length % 2 == 0 && !new.is_empty() && is_text(new)) {
            Some(new) => edits.replace_scored(span, &new, &HZ_FRAME, 0.95),
            None => edits.review(span, &HZ_FRAME, 0.3, "a frame of HZ, but no Chinese in it"),
        }
    }
}

/// Whether the line, the escape aside, looks like a program or data: no Han, but brackets or quotes.
fn in_code(text: &str, span: Span) -> bool {
    let (start, end) = (span.range().start, span.range().end);
    let from = text[..start].rfind('\n').map_or(0, |n| n + 1);
    let to = text[end..].find('\n').map_or(text.len(), |n| end + n);
    let (before, after) = (&text[from..start], &text[end..to]);
    let prose = before.chars().chain(after.chars()).any(|c| is_han(c) || is_mark(c));
    !prose && (before.contains(['{', '(', '=', '[', '"', '\'', '<']) || after.contains(['}', ')', ';', ']', '>']))
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{301F}' | '\u{FF00}'..='\u{FF65}' | '“' | '”' | '‘' | '’' | '…' | '—' | '·')
}
