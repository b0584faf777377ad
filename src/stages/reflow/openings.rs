//! With which words the paragraphs of a document begin.
//!
//! A newspaper begins its reports with the name of the agency, a novel its chapters and scenes with set phrases and
//! the names of those who act. So the first two characters of paragraphs are counted, and those of sentences inside
//! them: what is often the one and seldom the other speaks for a break before a line that begins so.

use super::marks::Start;
use super::weights::{Nats, nats};

/// Counts are kept by a hash of two characters.
const KEYS: usize = 1024;
/// So many openings, spread as all openings of the document are, stand for what is known beforehand. Set on wrapped
/// news and novels; 5 and 12 do nearly as well.
const PSEUDO_OPENINGS: f32 = 30.0;
/// What is learned is kept within these, in nats.
const LEAST: f32 = -1.0;
const MOST: f32 = 2.0;

/// The first two characters of a sentence, hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Opening(u16);

impl Opening {
    /// The opening of a text that begins with two common Han characters.
    pub(super) fn of(bytes: &[u8]) -> Option<Self> {
        let &[a @ 0xE4..=0xE9, b, c, d @ 0xE4..=0xE9, e, f, ..] = bytes else { return None };
        let first = u32::from_be_bytes([0, a, b, c]);
        let second = u32::from_be_bytes([0, d, e, f]);
        // The multiplier is 2^32 over the golden ratio (Knuth 1998, 6.4).
        let mixed = (first.wrapping_mul(31) ^ second).wrapping_mul(0x9E37_79B9);
        Some(Self((mixed >> 22) as u16))
    }

    /// The opening of a line.
    pub(super) fn of_line(line: &str, starts: Start) -> Option<Self> {
        if starts == Start::Han { Self::of(line.as_bytes()) } else { None }
    }
}

/// How often each opening was seen, and how many in all.
#[derive(Clone, Debug)]
pub(super) struct Openings {
    of: [u16; KEYS],
    all: u32,
}

impl Default for Openings {
    fn default() -> Self {
        Self { of: [0; KEYS], all: 0 }
    }
}

impl Openings {
    /// Counts one.
    pub(super) fn note(&mut self, opening: Option<Opening>) {
        self.all += 1;
        if let Some(Opening(key)) = opening {
            let count = &mut self.of[usize::from(key)];
            *count = count.saturating_add(1);
        }
    }
}

/// A boundary between two lines.
#[derive(Clone, Copy)]
pub(super) struct Place {
    /// How the next line begins.
    pub opening: Option<Opening>,
    /// Whether a sentence ends with the line.
    pub ended: bool,
    /// Whether a paragraph was found to end.
    pub breaks: bool,
}

/// What the openings say at each boundary, as log odds of a break. `inside` are those of sentences inside the lines.
pub(super) fn learn(inside: &Openings, places: impl Iterator<Item = Place> + Clone) -> Vec<Nats> {
    // What follows the end of a sentence, and what follows anything else; joined, ended.
    let mut seen = [[inside.clone(), Openings::default()], [Openings::default(), Openings::default()]];
    for place in places.clone() {
        seen[usize::from(!place.ended)][usize::from(place.breaks)].note(place.opening);
    }
    let weight = |place: Place| {
        let Some(Opening(key)) = place.opening else { return 0 };
        let [joined, ended] = &seen[usize::from(!place.ended)];
        let count = |seen: &Openings, own: bool| {
            // A place must not vote for itself.
            (f32::from(seen.of[usize::from(key)]) - f32::from(u8::from(own)), seen.all as f32)
        };
        let ((j, joined), (b, ended)) = (count(joined, !place.breaks), count(ended, place.breaks));
        if j + b == 0.0 {
            return 0;
        }
        let usual = (j + b) / (joined + ended);
        let share = |n: f32, all: f32| (n + PSEUDO_OPENINGS * usual) / (all + PSEUDO_OPENINGS);
        nats(f64::from((share(b, ended) / share(j, joined)).ln().clamp(LEAST, MOST)))
    };
    places.map(weight).collect()
}
