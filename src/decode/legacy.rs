//! The encodings that `encoding_rs` decodes.

use encoding_rs::{DecoderResult, Encoding as Rs};

use super::{Encoding, Found, reverse};
use crate::Span;

/// The longest code of one character, in bytes.
const LONGEST: usize = 4;

/// Decodes all after the first `skip` bytes.
pub(super) fn decode(encoding: Encoding, bytes: &[u8], skip: usize) -> Found {
    let mut found = Found { text: String::with_capacity(bytes.len() * 3 / 2 + 16), ..Found::default() };
    let Some(rs) = encoding.rs() else { return found };
    // UTF-16 has one form for each text: it needs no look back.
    let patched = !matches!(encoding, Encoding::Utf16Le | Encoding::Utf16Be);
    let mut at = skip;
    while at < bytes.len() {
        let start = found.text.len();
        let (good, bad) = run(rs, &bytes[at..], &mut found.text);
        if patched {
            compare(rs, &bytes[at..at + good], at, start, &mut found);
        }
        at += good;
        if bad > 0 {
            found.bad(at, &bytes[at..at + bad]);
            at += bad;
        }
    }
    found
}

/// Decodes up to the first malformed sequence. Gives the bytes before it, and its length.
fn run(rs: &'static Rs, bytes: &[u8], text: &mut String) -> (usize, usize) {
    let mut decoder = rs.new_decoder_without_bom_handling();
    let mut at = 0;
    loop {
        let (result, read) = decoder.decode_to_string_without_replacement(&bytes[at..], text, true);
        at += read;
        match result {
            DecoderResult::InputEmpty => return (bytes.len(), 0),
            DecoderResult::OutputFull => text.reserve(bytes.len() - at + 64),
            DecoderResult::Malformed(length, after) => {
                let end = at - usize::from(after);
                return (end - usize::from(length), usize::from(length));
            }
        }
    }
}

/// Encodes again what was decoded from `bytes`, and notes where the result is another.
fn compare(rs: &'static Rs, bytes: &[u8], offset: usize, start: usize, found: &mut Found) {
    let reverse = reverse::of(rs);
    let (mut at, mut place) = (0, start);
    let mut code = Vec::with_capacity(LONGEST);
    while place < found.text.len() {
        let (b, t) = reverse.agree(&bytes[at..], &found.text[place..]);
        at += b;
        place += t;
        let Some(c) = found.text[place..].chars().next() else { break };
        code.clear();
        if reverse.encode(c, &mut code) && bytes[at..].starts_with(&code) {
            at += code.len();
            place += c.len_utf8();
            continue;
        }
        // What decodes to text has a code, so there is always a unit; if not, the rest is kept as it is.
        let (length, written) = unit(rs, &bytes[at..]).unwrap_or((bytes.len() - at, found.text.len() - place));
        found.patch(offset + at, &bytes[at..at + length], Span::new(place, place + written));
        at += length;
        place += written;
    }
}

/// The length of the first code in `bytes`, and of what it is decoded to.
fn unit(rs: &'static Rs, bytes: &[u8]) -> Option<(usize, usize)> {
    (1..=LONGEST.min(bytes.len())).find_map(|length| {
        let text = rs.decode_without_bom_handling_and_without_replacement(&bytes[..length])?;
        (!text.is_empty()).then_some((length, text.len()))
    })
}
