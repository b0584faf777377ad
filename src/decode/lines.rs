//! Encodings with shifts, in which every line begins anew.
//!
//! Both HZ (RFC 1843, section 1) and ISO-2022-CN (RFC 1922, section 4) let no shift reach over the end of a line.
//! So lines are decoded one by one, and one that is not written as it would be written here is kept as it was.

use super::Found;
use crate::Span;

/// How one line is decoded and encoded.
pub(super) trait Shifted {
    /// Decodes a line, with its end. Bytes without a character go to [`Found::bad`]; `offset` is the line's in the file.
    fn decode(line: &[u8], offset: usize, found: &mut Found);
    /// Encodes a line; a character that cannot be is written as `?`.
    fn encode(line: &str, out: &mut Vec<u8>);
}

/// Decodes line by line.
pub(super) fn decode<S: Shifted>(bytes: &[u8]) -> Found {
    let mut found = Found { text: String::with_capacity(bytes.len() * 3 / 2), ..Found::default() };
    let (mut offset, mut again) = (0, Vec::new());
    for line in bytes.split_inclusive(|&b| b == b'\n') {
        let start = found.text.len();
        S::decode(line, offset, &mut found);
        again.clear();
        // A line that gives no text can still meet others of its kind: what `encode` sees is the text between patches.
        S::encode(&found.text[start..], &mut again);
        if again != line {
            found.patch(offset, line, Span::new(start, found.text.len()));
        }
        offset += line.len();
    }
    found
}

/// Encodes line by line.
pub(super) fn encode<S: Shifted>(text: &str, out: &mut Vec<u8>) {
    text.split_inclusive('\n').for_each(|line| S::encode(line, out));
}
