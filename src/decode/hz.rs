//! HZ (RFC 1843): `~{` shifts to GB 2312 without its eighth bits, `~}` back, `~~` is a tilde, `~` at the end of a
//! line joins it with the next.

use super::Found;
use super::lines::Shifted;
use super::reverse;

/// The encoding.
pub(super) struct Hz;

impl Shifted for Hz {
    fn decode(line: &[u8], offset: usize, found: &mut Found) {
        let (mut at, mut shifted) = (0, false);
        while let Some(&b) = line.get(at) {
            let next = line.get(at + 1).copied();
            match (b, next) {
                (b'~', Some(b'{')) => {
                    shifted = true;
                    at += 2;
                }
                (b'~', Some(b'}')) if shifted => {
                    shifted = false;
                    at += 2;
                }
                (b'~', Some(b'~')) if !shifted => {
                    found.text.push('~');
                    at += 2;
                }
                (b'~', Some(b'\n')) if !shifted => at += 2,
                (0x21..=0x7D, Some(trail @ 0x21..=0x7E)) if shifted => {
                    match reverse::gb(b | 0x80, trail | 0x80) {
                        Some(c) => found.text.push(c),
                        None => found.bad(offset + at, &line[at..at + 2]),
                    }
                    at += 2;
                }
                // White space within a shift, and a tilde that means nothing, are what they are.
                (0..=0x20 | b'~', _) => {
                    found.text.push(char::from(b));
                    at += 1;
                }
                (0..=0x7F, _) if !shifted => {
                    found.text.push(char::from(b));
                    at += 1;
                }
                _ => {
                    found.bad(offset + at, &line[at..=at]);
                    at += 1;
                }
            }
        }
    }

    fn encode(line: &str, out: &mut Vec<u8>) {
        let mut shifted = false;
        for c in line.chars() {
            let pair = if c.is_ascii() { None } else { reverse::gb2312(c) };
            if pair.is_some() != shifted {
                shifted = !shifted;
                out.extend_from_slice(if shifted { b"~{" } else { b"~}" });
            }
            match (pair, c) {
                (Some([a, b]), _) => out.extend_from_slice(&[a & 0x7F, b & 0x7F]),
                (None, '~') => out.extend_from_slice(b"~~"),
                (None, c) => out.push(if c.is_ascii() { c as u8 } else { b'?' }),
            }
        }
        if shifted {
            out.extend_from_slice(b"~}");
        }
    }
}
