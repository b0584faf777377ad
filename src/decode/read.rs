//! Reads bytes tentatively in one encoding, and tells how well that goes.
//!
//! A reading is the cheapest way to cut the bytes into characters, where a byte may also be skipped at a price
//! (a shortest path, found in one pass). So a byte that was lost costs one skip: the characters after it
//! are read right again, where a strict decoder would go on with the wrong halves or give the encoding up.

use super::cost::{self, ASCII, NAT, NONE, Pairs, SKIP};

/// How a piece of a file reads in one encoding.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Reading {
    /// Of everything, in eighths of a nat.
    pub cost: u32,
    /// Of the characters that are not ASCII.
    pub chars_cost: u32,
    /// How many characters are not ASCII.
    pub chars: u32,
    /// How many bytes, or broken sequences, had to be skipped.
    pub bad: u32,
}

/// A character that is cut by the beginning or the end of what is read.
const CUT: Reading = Reading { cost: 6 * NAT, chars_cost: 0, chars: 0, bad: 0 };

/// Not reached.
const FAR: Reading = Reading { cost: u32::MAX, chars_cost: 0, chars: 0, bad: 0 };

impl Reading {
    fn ascii(self) -> Self {
        Self { cost: self.cost + ASCII, ..self }
    }

    fn control(self) -> Self {
        Self { cost: self.cost + 25 * NAT, ..self }
    }

    fn char(self, cost: u32) -> Self {
        Self { cost: self.cost + cost, chars_cost: self.chars_cost + cost, chars: self.chars + 1, ..self }
    }

    fn skip(self) -> Self {
        Self { cost: self.cost + SKIP, bad: self.bad + 1, ..self }
    }

    /// Both readings, one after the other.
    pub(super) fn and(self, other: Self) -> Self {
        Self {
            cost: self.cost.saturating_add(other.cost),
            chars_cost: self.chars_cost + other.chars_cost,
            chars: self.chars + other.chars,
            bad: self.bad + other.bad,
        }
    }

    /// Characters that are not ASCII, and skips, the first of which is forgiven.
    pub(super) fn signs(self) -> u32 {
        self.chars + self.bad.saturating_sub(1)
    }

    /// Mean cost of these, in nats.
    pub(super) fn mean(self) -> f32 {
        let cost = self.chars_cost + self.bad.saturating_sub(1) * SKIP;
        cost as f32 / (NAT * self.signs().max(1)) as f32
    }
}

impl Reading {
    /// Whether, read as UTF-8, so much is well formed that it is UTF-8 in whatever language: by chance it would not be.
    pub(super) fn well_formed(self) -> bool {
        self.chars >= 6 && self.chars >= 3 * self.bad
    }
}

/// The states of a shortest path over bytes: the best reading up to this byte and the next few.
struct Path([Reading; 8]);

impl Path {
    /// A path that may begin at any of the first `free` bytes after the first, as if a character were cut there.
    fn new(free: usize) -> Self {
        let mut states = [FAR; 8];
        states[0] = Reading::default();
        states[1..=free].fill(CUT);
        Self(states)
    }

    /// The best reading up to `at`; its place is free for a later byte then.
    fn take(&mut self, at: usize) -> Reading {
        std::mem::replace(&mut self.0[at & 7], FAR)
    }

    fn offer(&mut self, at: usize, reading: Reading) {
        let best = &mut self.0[at & 7];
        if reading.cost < best.cost {
            *best = reading;
        }
    }
}

fn one_byte(from: Reading, b: u8) -> Reading {
    match b {
        b'\t' | b'\n' | b'\r' | b' '..=b'~' => from.ascii(),
        0..=0x7F => from.control(),
        _ => from.skip(),
    }
}

/// In an encoding of one and two bytes, and four if `four`.
pub(super) fn pairs(bytes: &[u8], table: &Pairs, four: bool) -> Reading {
    let mut path = Path::new(bytes.len().min(1));
    let n = bytes.len();
    for (at, &b) in bytes.iter().enumerate() {
        let here = path.take(at);
        if here.cost == u32::MAX {
            continue;
        }
        path.offer(at + 1, one_byte(here, b));
        if b < 0x80 {
            continue;
        }
        let Some(&trail) = bytes.get(at + 1) else {
            path.offer(n, here.and(CUT));
            continue;
        };
        let cost = table.cost(b, trail);
        if cost != NONE {
            path.offer(at + 2, here.char(u32::from(cost)));
        } else if four && trail.is_ascii_digit() && b > 0x80 && b < 0xFF {
            match bytes.get(at + 2..at + 4) {
                Some(&[0x81..=0xFE, b'0'..=b'9']) => path.offer(at + 4, here.char(four_bytes(&bytes[at..at + 4]))),
                Some(_) => {}
                None => path.offer(n, here.and(CUT)),
            }
        }
    }
    path.take(n)
}

fn four_bytes(code: &[u8]) -> u32 {
    let text = encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(code);
    text.and_then(|text| text.chars().next()).map_or(25 * NAT, cost::of)
}

/// In UTF-16.
pub(super) fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Reading {
    let costs = cost::units();
    let mut path = Path::new(bytes.len().min(1));
    let n = bytes.len();
    for at in 0..n {
        let here = path.take(at);
        let Some(&[a, b]) = bytes.get(at..at + 2) else {
            path.offer(n, here.and(CUT));
            break;
        };
        let code = unit([a, b]);
        let cost = u32::from(costs[usize::from(code)]);
        let next = if code < 0x80 && cost == ASCII { here.ascii() } else { here.char(cost) };
        path.offer(at + 2, next);
        path.offer(at + 1, here.skip());
    }
    path.take(n)
}

/// In UTF-8. Its characters know where they begin, so there is but one way to read.
pub(super) fn utf8(bytes: &[u8]) -> Reading {
    // The rest of a character whose beginning is before the piece.
    let rest = bytes.iter().take(3).take_while(|&&b| b & 0xC0 == 0x80).count();
    let mut reading = if rest > 0 { CUT } else { Reading::default() };
    let mut left = bytes.len() - rest;
    for chunk in bytes[rest..].utf8_chunks() {
        for c in chunk.valid().chars() {
            reading = match c {
                '\t' | '\n' | '\r' | ' '..='~' => reading.ascii(),
                '\0'..='\x7F' => reading.control(),
                c => reading.char(utf8_cost(c)),
            };
        }
        left -= chunk.valid().len() + chunk.invalid().len();
        let cut = left == 0 && std::str::from_utf8(chunk.invalid()).is_err_and(|e| e.error_len().is_none());
        match (chunk.invalid().is_empty(), cut) {
            (true, _) => {}
            (false, true) => reading = reading.and(CUT),
            (false, false) => reading = reading.skip(),
        }
    }
    reading
}

/// Sequences that are well formed speak for UTF-8 whatever the script is.
fn utf8_cost(c: char) -> u32 {
    let most = match c.len_utf8() {
        2 => 9,
        3 => 12,
        _ => 15,
    };
    cost::of(c).min(most * NAT)
}
