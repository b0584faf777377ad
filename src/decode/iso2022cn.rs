//! ISO-2022-CN (RFC 1922).

use super::Found;
use super::lines::Shifted;
use super::reverse;

/// The encoding.
pub(super) struct Iso2022Cn;

impl Shifted for Iso2022Cn {
    fn decode(line: &[u8], offset: usize, found: &mut Found) {
        let (mut at, mut shifted) = (0, false);
        while let Some(&b) = line.get(at) {
            match (b, line.get(at + 1)) {
                (0x0E, _) => shifted = true,
                (0x0F, _) => shifted = false,
                (0x1B, Some(b'$')) => at += 3,
                (0x21..=0x7E, Some(&trail @ 0x21..=0x7E)) if shifted => {
                    match reverse::gb(b | 0x80, trail | 0x80) {
                        Some(c) => found.text.push(c),
                        None => found.bad(offset + at, &line[at..at + 2]),
                    }
                    at += 1;
                }
                (0..=0x7F, _) => found.text.push(char::from(b)),
                _ => found.bad(offset + at, &line[at..=at]),
            }
            at += 1;
        }
    }

    fn encode(line: &str, out: &mut Vec<u8>) {
        out.extend(line.chars().map(|c| if c.is_ascii() { c as u8 } else { b'?' }));
    }
}
