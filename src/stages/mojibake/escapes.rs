//! Bytes and characters written out in ASCII: `\u4e2d`, `%E4%B8%AD`, `=E4=B8=AD`, `~{VPND~}`.

use encoding_rs::{GBK, UTF_8};

use super::{HZ_FRAME, PERCENT, QUOTED_PRINTABLE, UNICODE_ESCAPE};
use crate::han::class::is_han;
use crate::han::{fold, gbk, likely};
use crate::span::{ceil_boundary, floor_boundary};
use crate::{Edits, Rule, Span};

/// Characters that must come out of a run before it is taken for an escape.
const LEAST: usize = 2;
/// ln P for each character that GBK bytes must reach: nearly any two high bytes are a character.
const TEXT: f32 = -10.0;

/// Decodes `\u4e2d` and `\\u4e2d`: runs of two or more, and single ones in a document that has such runs. O(text).
pub fn unicode(text: &str, edits: &mut Edits) {
    let bytes = text.as_bytes();
    let mut done = 0;
    let mut found = Vec::new();
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
        let Ok(new) = String::from_utf16(&units) else { continue };
        let chinese = new.chars().filter(|&c| is_han(c) || is_mark(c)).count();
        if chinese > 0 && chinese * 2 >= new.chars().count() {
            found.push((Span::new(at, end), new, units.len() >= LEAST));
        }
    }
    propose(text, found, &UNICODE_ESCAPE, in_code, edits);
}

/// Proposes what was found where it does not stand `apart`, if any of it is long enough to be trusted.
fn propose(
    text: &str,
    found: Vec<(Span, String, bool)>,
    rule: &'static Rule,
    apart: impl Fn(&str, Span) -> bool,
    edits: &mut Edits,
) -> usize {
    let trusted = found.iter().any(|(span, _, long)| *long && !apart(text, *span));
    let before = edits.len();
    for (span, new, _) in found {
        if apart(text, span) {
            edits.review(span, rule, 0.3, "part of an address or of code");
        } else if trusted {
            edits.replace_scored(span, &new, rule, 0.95);
        } else {
            edits.review(span, rule, 0.3, "a single escape");
        }
    }
    edits.len() - before
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
    propose(text, hex_runs(text, b'%'), &PERCENT, in_address, edits);
}

/// Whether the characters before belong to an address, which keeps its encoding.
fn in_address(text: &str, span: Span) -> bool {
    let before = &text.as_bytes()[..span.range().start];
    // An address has no blanks, and Chinese ends it; no address is longer than this.
    let token: Vec<u8> =
        before.iter().rev().take(200).copied().take_while(|b| b.is_ascii_graphic() && *b != b'%').collect();
    let dotted = token.windows(2).any(|two| two[1] == b'.' && two[0].is_ascii_alphabetic());
    dotted
        || token.iter().any(|b| b"/=?&@#:\"'".contains(b))
        || before.len() > token.len() && before[before.len() - token.len() - 1] == b'%' && in_encoded(before)
}

/// Whether the escapes before go back to an address.
fn in_encoded(before: &[u8]) -> bool {
    let token = before.iter().rev().take(2000).take_while(|b| b.is_ascii_graphic());
    token.copied().any(|b| b"/=?&@#".contains(&b))
}

/// Decodes quoted-printable bytes, and in such a document the soft line breaks and the `=3D`. O(text).
pub fn quoted_printable(text: &str, edits: &mut Edits) {
    let found = hex_runs(text, b'=');
    let spans: Vec<Span> = found.iter().map(|f| f.0).collect();
    if propose(text, found, &QUOTED_PRINTABLE, |_, _| false, edits) == 0 {
        return;
    }
    let mut runs = spans.into_iter().peekable();
    for at in memchr::memchr_iter(b'=', text.as_bytes()) {
        while runs.next_if(|run| run.range().end <= at).is_some() {}
        if runs.peek().is_some_and(|run| run.range().contains(&at)) {
            continue;
        }
        let soft = soft_break(text.as_bytes(), at);
        if soft > 0 {
            edits.replace_scored(Span::new(at, at + soft), "", &QUOTED_PRINTABLE, 0.9);
        } else if text[at..].starts_with("=3D") {
            edits.replace_scored(Span::new(at, at + 3), "=", &QUOTED_PRINTABLE, 0.9);
        }
    }
}

/// Runs of bytes written as `sign` and two digits that are Chinese text, and whether each is long enough to be
/// trusted by itself.
fn hex_runs(text: &str, sign: u8) -> Vec<(Span, String, bool)> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
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
        if raw.iter().any(|b| !b.is_ascii())
            && let Some((new, long)) = chinese(&raw)
        {
            found.push((Span::new(at, end), new, long));
        }
    }
    found
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

/// Bytes as Chinese text, UTF-8 or GBK, and whether it is long enough to be trusted.
fn chinese(raw: &[u8]) -> Option<(String, bool)> {
    let long = |text: &str| text.chars().filter(|&c| is_han(c)).count() >= LEAST;
    let (utf8, bad) = UTF_8.decode_without_bom_handling(raw);
    if !bad {
        return utf8.contains(|c| is_han(c) || is_mark(c)).then(|| (utf8.clone().into_owned(), long(&utf8)));
    }
    let (gbk, bad) = GBK.decode_without_bom_handling(raw);
    (!bad && long(&gbk) && is_text(&gbk)).then(|| (gbk.into_owned(), true))
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

/// Bytes of a line before and after an escape that tell whether it is code.
const REACH: usize = 2048;

/// Whether the line, the escape aside, looks like a program or data: no Han, but brackets or quotes.
fn in_code(text: &str, span: Span) -> bool {
    let (start, end) = (span.range().start, span.range().end);
    let (before, after) = (&text[..start], &text[end..]);
    let before = &before[ceil_boundary(before, start.saturating_sub(REACH))..];
    let after = &after[..floor_boundary(after, REACH)];
    let before = before.rsplit('\n').next().unwrap_or_default();
    let after = after.split('\n').next().unwrap_or_default();
    let prose = before.chars().chain(after.chars()).any(|c| is_han(c) || is_mark(c));
    !prose && (before.contains(['{', '=', '[', '"', '\'', '<']) || after.contains(['}', ';', ']', '>']))
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{301F}' | '\u{FF00}'..='\u{FF65}' | '“' | '”' | '‘' | '’' | '…' | '—' | '·')
}
