//! Every weight of the decoding, in one place.
//!
//! A weight is a natural logarithm of odds, log P(seen | break) − log P(seen | join), in 1/256 nat:
//! above 0 speaks for a paragraph break, below 0 for joining the lines. Whole numbers make the
//! result the same on every machine. The end and start classes were counted on statutes and
//! television news wrapped by program, and rounded; the rest was set by hand and changed nothing
//! when moved by a fifth.

use super::marks::{End, Start};

/// A log probability or log odds, in 1/256 nat.
pub(super) type Nats = i32;

/// From nats.
pub(super) const fn nats(x: f64) -> Nats {
    (x * 256.0 + if x < 0.0 { -0.5 } else { 0.5 }) as Nats
}

/// Which line of its paragraph a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    First = 0,
    Second = 1,
    Later = 2,
}

/// All places.
pub(super) const PLACES: [Place; 3] = [Place::First, Place::Second, Place::Later];

/// How the end of a line speaks, by its place in the paragraph.
pub(super) fn end(class: End, place: Place) -> Nats {
    let [first, second, later] = match class {
        End::Final => [3.0, 3.0, 3.0],
        End::FinalQuote => [3.2, 3.2, 3.2],
        End::Quote => [1.2, 0.9, 0.6],
        End::Semicolon => [1.0, 1.0, 1.0],
        End::Colon => [1.5, 1.0, 1.0],
        End::Comma => [-2.6, -3.2, -3.2],
        End::Opener => [-5.0, -5.0, -5.0],
        // A heading is a paragraph of one line without a mark.
        End::Han => [-0.9, -2.3, -3.6],
        End::Digit | End::Latin => [-0.9, -2.0, -2.5],
        End::Other => [0.0, -0.5, -0.5],
    };
    nats(match place {
        Place::First => first,
        Place::Second => second,
        Place::Later => later,
    })
}

/// What it says further that a line which could be a heading by its end has clauses or sentences in it. Set by hand.
pub(super) fn stop(class: End, place: Place, clauses: u32, finals: u32) -> Nats {
    match (class, place) {
        (End::Han | End::Digit | End::Latin, Place::First) if finals > 0 => nats(-1.6),
        (End::Han | End::Digit | End::Latin, Place::First) if clauses > 0 => nats(-0.8),
        _ => 0,
    }
}

/// How the start of the next line speaks.
pub(super) fn start(class: Start) -> Nats {
    nats(match class {
        Start::Item => 3.5,
        Start::Closer => -5.0,
        Start::Quote | Start::Other => 0.5,
        Start::Opener => 0.3,
        Start::Han | Start::Digit | Start::Letter => 0.0,
    })
}

/// After the end of a sentence the next line is in brackets as a whole, as a credit is. Set by hand.
pub(super) const BRACKETED: Nats = nats(2.0);
/// The next line begins with a label, as other lines do: `答：`. Set by hand.
pub(super) const LABEL: Nats = nats(2.5);
/// A quotation after the end of a sentence, and after the end of another quotation: someone else speaks. Prose
/// introduces its quotations with a colon or comma. Set by hand.
pub(super) const NEW_QUOTE: Nats = nats(2.0);
pub(super) const NEXT_QUOTE: Nats = nats(2.0);
/// A set phrase with which the chapters and scenes of an old novel begin, or end. Of the sentences that begin so, or
/// end so, in two novels of the sixteenth and eighteenth centuries, 9 in 10 begin or end a paragraph.
pub(super) const SET_PHRASE: Nats = nats(3.0);
/// A sentence that passes to another day: 6 in 10 begin a paragraph.
pub(super) const ANOTHER_DAY: Nats = nats(1.5);
/// A line that is one character short, before one that begins with a character and a mark: print that lets no mark begin
/// a line carries the character over with it. Of the paragraphs of news and an old novel 3 in 1000 begin so, of the places
/// inside them 70 in 1000.
pub(super) const CARRIED_OVER: Nats = nats(-3.0);
/// The heading of a chapter, with its number and without a mark, or of a list, with a colon; and such a heading of a chapter
/// behind the end of a sentence. Set by hand.
pub(super) const CHAPTER: Nats = nats(2.0);
/// A quotation that is open at the end of the line.
pub(super) const OPEN_QUOTE: Nats = nats(-1.5);
/// A bracket or title mark that the line opened and did not close.
pub(super) const OPEN_BRACKET: Nats = nats(-3.0);
/// Of the association of the last and the first character, this share counts for a join.
pub(super) const SEAM: f64 = 0.5;
/// A number or Latin word seems to be cut in two.
pub(super) const CUT_WORD: Nats = nats(-0.5);
/// All evidence of the text together is kept within this.
pub(super) const TEXT_LIMIT: Nats = nats(6.0);

/// P(how far a joined line falls short of its limit): up to so many half-ems, with this probability.
pub(super) const SHORT: [(i32, f64); 7] =
    [(0, 0.90), (1, 0.03), (2, 0.02), (3, 0.006), (4, 0.004), (6, 0.001), (i32::MAX, 1e-4)];

/// Two lines that run over the limit by less than three ems, each way of deciding them: flat, and for each half-em.
pub(super) const OVER: (Nats, Nats) = (nats(-2.0), nats(-1.0));
/// A line that runs over by more, as a long address may.
pub(super) const FAR_OVER: Nats = nats(-8.0);
/// A line that runs over by more than 16 ems was not wrapped to this width.
pub(super) const TOO_LONG: Nats = nats(-40.0);
/// A line that no width explains: its own length is any of sixty.
pub(super) const UNEXPLAINED: Nats = nats(-4.094_345);
/// An unexplained line is as wide as the one before, as in verse: that happens to two in five, not to one in sixty.
pub(super) const EVEN: Nats = nats(3.2);
/// To enter a run of unexplained lines.
pub(super) const ENTER_UNEXPLAINED: Nats = nats(-1.5);
/// The document starts with a wrapped line.
pub(super) const ENTER_WRAPPED: Nats = nats(-1.0);
/// The next paragraph has another width.
pub(super) const OTHER_WIDTH: Nats = nats(-4.0);
/// The width changes inside a paragraph, by at most [`NEAR_WIDTH`].
pub(super) const INNER_WIDTH: Nats = nats(-5.0);
/// Half-ems between widths that one paragraph may have.
pub(super) const NEAR_WIDTH: i32 = 3;
/// Break or join, before anything is known, by place in the paragraph.
pub(super) const PRIOR: [Nats; 3] = [nats(-1.0); 3];

/// How blank lines speak before the document has taught it: where nearly every line is followed by a
/// blank one (`dense`) they say nothing.
pub(super) fn blank(dense: bool, run: u8) -> f64 {
    match (dense, run) {
        (true, 0 | 1) => 0.0,
        (true, _) => 3.5,
        (false, 0) => -1.5,
        (false, 1) => 5.0,
        (false, _) => 6.0,
    }
}

/// How the indent of the next line speaks before the document has taught it: none, half an em, an em and more.
pub(super) const INDENT: [f64; 3] = [-2.0, 2.5, 6.0];
