//! What the sentences of a document tell of its paragraphs.
//!
//! How a mark speaks for the end of a paragraph depends on the text: a newspaper ends paragraphs with `。` and has few
//! of them inside, an old novel has one in every line; in one novel `道：` stands before a paragraph of its own, in
//! another the speech follows on the same line. So the kinds of places are counted inside the lines, where no
//! paragraph ends, and at the breaks found so far.

use super::marks::{self, End, Start};
use super::openings::Openings;
use super::weights::{self, Nats, Place, nats};

/// Kinds of places that are counted: five line ends, before a quotation mark or not, inside a quotation or not.
pub(super) const KINDS: usize = 20;
/// So many breaks of a kind, expected and found, stand for what is known beforehand.
const PSEUDO_KIND: f64 = 2.0;
/// What is learned of a kind is kept within this, in nats.
const LIMIT: f64 = 3.0;
/// Taken off what is learned, in nats: breaks come in clusters, of verse, speech or short items, so that a sentence
/// elsewhere ends a paragraph less often than the mean says. Set on wrapped news and novels, old and modern; 0.6 and 1.0 do nearly as well.
const CLUSTERS: f64 = 0.9;
/// A quotation that is not closed within so many half-ems never was.
const LONGEST_QUOTATION: i32 = 1200;

/// The kind of a place between two characters where a sentence or clause ends. The items of a list speak for themselves.
pub(super) fn kind(ends: End, starts: Start, quoted: bool) -> Option<u8> {
    let end = match ends {
        _ if starts == Start::Item => return None,
        End::Final => 0,
        End::FinalQuote => 1,
        End::Quote => 2,
        End::Semicolon => 3,
        End::Colon => 4,
        _ => return None,
    };
    Some(end * 4 + u8::from(starts == Start::Quote) * 2 + u8::from(quoted))
}

/// What a kind says before the document has taught a better weight, in nats.
fn first_weight(kind: u8) -> f64 {
    let ends = [End::Final, End::FinalQuote, End::Quote, End::Semicolon, End::Colon][usize::from(kind / 4)];
    let starts = if kind & 2 > 0 { Start::Quote } else { Start::Han };
    let quoted = kind & 1 > 0;
    f64::from(weights::end(ends, Place::Later) + weights::start(starts) + quotation(ends, starts, quoted)) / 256.0
}

/// How quotations speak at a place.
pub(super) fn quotation(ends: End, starts: Start, quoted: bool) -> Nats {
    match (ends, starts) {
        _ if quoted => weights::OPEN_QUOTE,
        (End::Final, Start::Quote) => weights::NEW_QUOTE,
        (End::FinalQuote, Start::Quote) => weights::NEXT_QUOTE,
        _ => 0,
    }
}

/// Follows the quotation marks of a text from line to line.
#[derive(Debug, Default)]
pub(super) struct Quotation {
    open: bool,
    /// Half-ems since it was opened.
    length: i32,
}

impl Quotation {
    /// Takes note of a quotation mark.
    pub(super) fn note(&mut self, c: char) {
        match c {
            '“' | '「' => (self.open, self.length) = (true, 0),
            '”' | '」' => self.open = false,
            _ => {}
        }
    }

    /// Whether a quotation is open at the end of a line, so many half-ems wide.
    pub(super) fn after(&mut self, width: i32) -> bool {
        self.length = self.length.saturating_add(width);
        self.open &= self.length <= LONGEST_QUOTATION;
        self.open
    }

    pub(super) fn is_open(&self) -> bool {
        self.open
    }
}

/// How many places of each kind were counted inside the lines.
#[derive(Debug, Default)]
pub(super) struct Inside {
    kinds: [u32; KINDS],
    /// How sentences begin.
    pub openings: Openings,
}

impl Inside {
    /// Counts a place inside a line, where `next` follows the mark or marks that end a clause so.
    pub(super) fn note(&mut self, ends: End, next: char, quoted: bool) {
        let starts = if matches!(next, '“' | '「' | '『' | '"') { Start::Quote } else { Start::Han };
        if let Some(kind) = kind(ends, starts, quoted) {
            self.kinds[usize::from(kind)] += 1;
        }
    }
}

/// What a division teaches: for each kind of place, log odds of a break on top of the first weights.
///
/// A kind is worth so much more as breaks of it are more than expected: their number among all breaks against
/// the number of places of the kind in `half_ems` of text.
pub(super) fn learn(inside: &Inside, places: impl Iterator<Item = (Option<u8>, bool)>, half_ems: i64) -> [Nats; KINDS] {
    let (mut found, mut all) = ([[0_u32; 2]; KINDS], 0_u32);
    for (kind, ends) in places {
        all += u32::from(ends);
        if let Some(kind) = kind {
            found[usize::from(kind)][usize::from(ends)] += 1;
        }
    }
    let ems = half_ems.max(2) as f64 / 2.0;
    std::array::from_fn(|k| {
        let [joined, ended] = found[k];
        // A place must not vote for itself.
        let places = inside.kinds[k] + joined.saturating_sub(1);
        let expected = f64::from(all) * (f64::from(places) / ems) * first_weight(k as u8).exp();
        let more = ((f64::from(ended) + PSEUDO_KIND) / (expected + PSEUDO_KIND)).ln();
        nats(more.clamp(-LIMIT, LIMIT) - CLUSTERS)
    })
}

/// The kind of line end that the mark `c` makes inside a line, after what stood before it.
pub(super) fn end_of(c: char, before: Option<End>) -> Option<End> {
    if marks::is_closer(c) {
        return match before {
            Some(End::Final | End::FinalQuote) => Some(End::FinalQuote),
            _ => Some(End::Quote),
        };
    }
    match c {
        c if marks::is_final(c) => Some(End::Final),
        '；' | ';' => Some(End::Semicolon),
        '：' | ':' | '︰' => Some(End::Colon),
        _ => None,
    }
}
