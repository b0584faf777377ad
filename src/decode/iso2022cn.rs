//! ISO-2022-CN (RFC 1922).
//!
//! `ESC $ ) A` and `ESC $ ) G` say that GB 2312 or plane 1 of CNS 11643 is what stands between SO and SI; `ESC $ * H`
//! that plane 2 is what follows `ESC N`, for one character. Both hold to the end of the line. Of the extended form,
//! ISO-IR 165 (`ESC $ ) E`) is read as the GB 2312 that it contains; its further planes are not.

use std::sync::LazyLock;

use super::Found;
use super::lines::Shifted;
use super::reverse;

static CNS: &[u8] = include_bytes!("cns.bin");

const ESCAPE: u8 = 0x1B;
const SHIFT_OUT: u8 = 0x0E;
const SHIFT_IN: u8 = 0x0F;

/// Rows and cells of a set of 94 by 94.
const SIDE: usize = 94;

/// A set of characters.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Set {
    Gb2312,
    /// Plane 1 or 2 of CNS 11643.
    Cns(u8),
}

impl Set {
    /// The character of a code of two bytes, each from 0x21 to 0x7E.
    fn char(self, row: u8, cell: u8) -> Option<char> {
        match self {
            Self::Gb2312 => reverse::gb(row | 0x80, cell | 0x80),
            Self::Cns(plane) => {
                let at =
                    usize::from(plane - 1) * SIDE * SIDE + usize::from(row - 0x21) * SIDE + usize::from(cell - 0x21);
                let unit = u16::from_le_bytes([*CNS.get(2 * at)?, *CNS.get(2 * at + 1)?]);
                char::from_u32(u32::from(unit)).filter(|&c| c != '\0')
            }
        }
    }

    /// The code of a character.
    fn code(self, c: char) -> Option<[u8; 2]> {
        match self {
            // Rows 1 to 87; the rest of what `gb2312` gives is not of the standard.
            Self::Gb2312 => reverse::gb2312(c).filter(|[lead, _]| *lead <= 0xF7).map(|code| code.map(|b| b & 0x7F)),
            Self::Cns(plane) => cns(c).filter(|&(p, _)| p == plane).map(|(_, code)| code),
        }
    }

    /// The escape that makes it the current one.
    fn designation(self) -> &'static [u8] {
        match self {
            Self::Gb2312 => b"\x1B$)A",
            Self::Cns(1) => b"\x1B$)G",
            Self::Cns(_) => b"\x1B$*H",
        }
    }
}

/// Plane and code of a character of CNS 11643.
fn cns(c: char) -> Option<(u8, [u8; 2])> {
    static CODES: LazyLock<Vec<(u16, u16)>> = LazyLock::new(|| {
        let units = CNS.chunks_exact(2).map(|b| u16::from_le_bytes([b[0], b[1]]));
        let mut codes: Vec<_> = units.zip(0..).filter(|&(unit, _)| unit != 0).collect();
        codes.sort_unstable();
        codes
    });
    let unit = u16::try_from(c as u32).ok()?;
    let n = CODES.partition_point(|&(other, _)| other < unit);
    let &(_, at) = CODES.get(n).filter(|&&(other, _)| other == unit)?;
    let (plane, at) = (usize::from(at) / (SIDE * SIDE), usize::from(at) % (SIDE * SIDE));
    Some((plane as u8 + 1, [(at / SIDE) as u8 + 0x21, (at % SIDE) as u8 + 0x21]))
}

/// The encoding.
pub(super) struct Iso2022Cn;

impl Shifted for Iso2022Cn {
    fn decode(line: &[u8], offset: usize, found: &mut Found) {
        let (mut at, mut shifted) = (0, false);
        let (mut shift_out, mut single) = (Set::Gb2312, Set::Cns(2));
        while let Some(&b) = line.get(at) {
            let rest = &line[at..];
            at += match *rest {
                [ESCAPE, b'$', b')', b'A' | b'E', ..] => {
                    shift_out = Set::Gb2312;
                    4
                }
                [ESCAPE, b'$', b')', b'G', ..] => {
                    shift_out = Set::Cns(1);
                    4
                }
                [ESCAPE, b'$', b'*', b'H', ..] => {
                    single = Set::Cns(2);
                    4
                }
                [ESCAPE, b'N', row @ 0x21..=0x7E, cell @ 0x21..=0x7E, ..] => {
                    put(single.char(row, cell), &rest[..4], offset + at, found);
                    4
                }
                [SHIFT_OUT, ..] => {
                    shifted = true;
                    1
                }
                [SHIFT_IN, ..] => {
                    shifted = false;
                    1
                }
                [row @ 0x21..=0x7E, cell @ 0x21..=0x7E, ..] if shifted => {
                    put(shift_out.char(row, cell), &rest[..2], offset + at, found);
                    2
                }
                [0x21..=0x7E, ..] if shifted => {
                    found.bad(offset + at, &rest[..1]);
                    1
                }
                _ => {
                    put(b.is_ascii().then_some(char::from(b)), &rest[..1], offset + at, found);
                    1
                }
            };
        }
    }

    fn encode(line: &str, out: &mut Vec<u8>) {
        let (mut shifted, mut shift_out, mut designated) = (false, None, false);
        for c in line.chars() {
            if c.is_ascii() {
                if std::mem::take(&mut shifted) {
                    out.push(SHIFT_IN);
                }
                out.push(c as u8);
                continue;
            }
            let sets = shift_out.into_iter().chain([Set::Gb2312, Set::Cns(1), Set::Cns(2)]);
            match sets.filter_map(|set| Some((set, set.code(c)?))).next() {
                Some((Set::Cns(2), code)) => {
                    if !std::mem::replace(&mut designated, true) {
                        out.extend_from_slice(Set::Cns(2).designation());
                    }
                    out.extend_from_slice(&[ESCAPE, b'N']);
                    out.extend_from_slice(&code);
                }
                Some((set, code)) => {
                    if shift_out.replace(set) != Some(set) {
                        out.extend_from_slice(set.designation());
                    }
                    if !std::mem::replace(&mut shifted, true) {
                        out.push(SHIFT_OUT);
                    }
                    out.extend_from_slice(&code);
                }
                None => out.push(b'?'),
            }
        }
        if shifted {
            out.push(SHIFT_IN);
        }
    }
}

fn put(c: Option<char>, bytes: &[u8], offset: usize, found: &mut Found) {
    match c {
        Some(c) => found.text.push(c),
        None => found.bad(offset, bytes),
    }
}
