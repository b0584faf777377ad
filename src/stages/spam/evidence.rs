//! What made a line an advertisement, for `taoxi why`.

use memchr::memrchr;

use super::line::Line;
use super::terms::Kind;
use super::voice::{telling, voice};
use super::{contact, trim};
use crate::{Evidence, Span};

/// What the rules look at, in the line that begins at or before `place`: shape, phrases, ways to get in touch.
///
/// Every rule asks for several of them; the weights are the counts that it compares, phrases by their own weights.
pub(super) fn evidence(text: &str, place: Span) -> Vec<Evidence> {
    let start = memrchr(b'\n', &text.as_bytes()[..place.range().start]).map_or(0, |at| at + 1);
    let end = memchr::memchr(b'\n', &text.as_bytes()[start..]).map_or(text.len(), |n| start + n);
    let content = trim(&text[start..end]);
    let mut line = Line::default();
    line.read(content);
    let voice = voice(content);
    if line.hits.is_empty() && voice < 0.0 {
        return Vec::new();
    }
    let mut evidence = Vec::new();
    let mut add = |feature: String, weight: f32| evidence.push(Evidence { feature: feature.into(), weight });
    let tally = line.tally(&line.hard);
    if tally.segments > 1 {
        add(
            format!("{} segments between bars and the like, {} with a phrase", tally.segments, tally.any),
            tally.any as f32,
        );
    }
    let (trade, weight) = line.different(Kind::is_trade);
    if trade > 0 {
        add(format!("{trade} different phrases of a trade"), weight as f32);
    }
    let (lure, weight) = line.different(|kind| matches!(kind, Kind::Lure | Kind::Offer));
    if lure > 0 {
        add(format!("{lure} different phrases that lure or offer"), weight as f32);
    }
    let contact = contact::read(content, &line);
    for (found, what) in [
        (contact.phone, "a telephone number"),
        (contact.landline, "a telephone number with its area code"),
        (contact.account, "the name of an account"),
        (contact.covert, "the way to get in touch is disguised"),
        (contact.named, "the name of a public account or of something to search for"),
        (contact.site, "the name of a site"),
        (contact.call, "the reader is asked to add, call, scan or search"),
        (contact.scan, "the reader is asked to scan a code"),
    ] {
        if found {
            add(what.to_owned(), 1.0);
        }
    }
    if let Some((mark, run)) = line.split {
        add(format!("{run} single characters with `{mark}` between"), run as f32);
    }
    let pairs = telling(content);
    if !pairs.is_empty() {
        add(format!("it sounds like a seller: {}", pairs.join(" ")), voice);
    }
    if line.inner_stops > 0 {
        add(format!("{} ends of sentences before the last character", line.inner_stops), -(line.inner_stops as f32));
    }
    if line.grammar > 0 {
        add(
            format!("{} words that sentences have and lists of keywords have not", line.grammar),
            -(line.grammar as f32),
        );
    }
    evidence
}
