//! Whether a line is an advertisement, and of which shape.

use std::collections::HashMap;

use super::contact::{self, Contact};
use super::line::Line;
use super::rules::{
    CONTACT_LURE, HACKED_TITLE, KEYWORD_BAR, KEYWORD_RUN, READING_SITE, SEARCH_STUFFING, SERVICE_AD, SLOGAN,
    SPLIT_CHARACTERS,
};
use super::terms::Kind;
use crate::Rule;

/// What is known of a line beside its text.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Place {
    /// One of the first three lines.
    pub(super) head: bool,
    /// It seems to go on from the line before or into the next: a wrapped paragraph.
    pub(super) flowing: bool,
    /// A row of a table.
    pub(super) table: bool,
}

/// What is to go, in bytes of the line, and why.
#[derive(Clone, Copy, Debug)]
pub(super) struct Verdict {
    pub(super) rule: &'static Rule,
    pub(super) score: f32,
    pub(super) from: usize,
    pub(super) to: usize,
}

/// Longest line of a shape that has no segments, in characters.
const SHORT: usize = 120;
/// Fewest Han characters of such a line: accounts look for their labels among letters, too.
const FEWEST_HAN: usize = 5;

fn is_offer(kind: Kind) -> bool {
    kind == Kind::Offer
}

fn is_lure(kind: Kind) -> bool {
    kind == Kind::Lure
}

/// Trades of which a whole page is an advertisement.
fn is_dark(kind: Kind) -> bool {
    matches!(kind, Kind::Porn | Kind::Gambling | Kind::Game)
}

/// Judges a line. `None` is by far the commonest answer: the line stays.
pub(super) fn judge(text: &str, line: &Line, place: Place) -> Option<Verdict> {
    if line.hits.is_empty() || line.code > 0 || line.has_veto() {
        return None;
    }
    let whole = |rule, score| Verdict { rule, score, from: 0, to: text.len() };
    let sentence = line.inner_stops > 0;
    if !sentence && !place.table && is_bar(line) {
        return Some(whole(&KEYWORD_BAR, 0.99));
    }
    let contact = contact::read(text, line);
    if line.chars.len() <= SHORT && line.inner_stops <= 3 && line.han >= FEWEST_HAN {
        if is_split(line, contact) {
            return Some(whole(&SPLIT_CHARACTERS, 0.95));
        }
        if is_service(line, contact) {
            return Some(whole(&SERVICE_AD, 0.95));
        }
        if is_invitation(line, contact) {
            return Some(whole(&CONTACT_LURE, 0.93));
        }
        if is_reading_site(line, contact) {
            return Some(whole(&READING_SITE, 0.93));
        }
    }
    if !sentence
        && !place.table
        && place.head
        && let Some(verdict) = title(text, line)
    {
        return Some(verdict);
    }
    if sentence || place.flowing || place.table {
        return None;
    }
    if is_run(line, contact) || is_patter(line) {
        return Some(whole(&KEYWORD_RUN, 0.95));
    }
    if is_stuffing(line) {
        return Some(whole(&SEARCH_STUFFING, 0.92));
    }
    is_slogan(line).then(|| whole(&SLOGAN, 0.9))
}

/// Whether a line has the shape and the phrases of a bar, and stays for a word of reports, judgments, laws or science.
pub(super) fn is_doubtful(line: &Line) -> bool {
    line.has_veto() && line.inner_stops == 0 && line.code == 0 && is_bar(line)
}

fn is_bar(line: &Line) -> bool {
    let tally = line.tally(&line.hard);
    let n = line.chars.len();
    tally.segments >= 4
        && n <= 14 * tally.segments
        && tally.strong >= 2
        && tally.strong + tally.trade >= 4
        && 2 * tally.any >= tally.segments
        && 12 * line.grammar <= n
        && line.different(|k| k.is_trade() && k != Kind::Seo).1 >= 4
}

fn is_run(line: &Line, contact: Contact) -> bool {
    let tally = line.tally(&line.soft);
    let n = line.chars.len();
    tally.segments >= 4
        && n <= 14 * tally.segments
        && tally.strong >= 3
        && 5 * tally.any >= 3 * tally.segments
        && 25 * line.grammar <= n
        && line.different(|k| k.is_trade() && k != Kind::Seo).0 >= 3
        && (line.different(|k| is_lure(k) || is_offer(k)).0 + usize::from(tally.strong >= 5) >= 2
            || 5 * most_shared(line, 2) >= 3 * tally.segments
            || contact.phone
            || contact.account
            || contact.site)
}

fn is_split(line: &Line, contact: Contact) -> bool {
    let Some((mark, chars)) = line.split else { return false };
    let (phrases, weight) = line.different(|k| k.is_trade() || is_offer(k));
    let reach = contact.account || contact.phone || contact.site;
    // Spaces and 、 between single characters are letter-spacing and enumeration, too.
    let disguise = !matches!(mark, ' ' | '\u{3000}' | '、' | '，' | ',');
    chars >= 5 && if disguise { weight >= 3 || (phrases >= 1 && (reach || contact.call)) } else { weight >= 3 && reach }
}

fn is_service(line: &Line, contact: Contact) -> bool {
    let reach = contact.grade();
    // Two numbers with words of their own are a list of people or shops.
    if reach == 0 || line.quotes > 0 || contact.phones > 2 || 15 * line.grammar > line.chars.len() + 15 {
        return false;
    }
    let (phrases, weight) = line.different(|k| k.is_trade() && k != Kind::Reading);
    let (offers, promise) = line.different(is_offer);
    let lures = (line.different(is_lure).0 / 2).min(2);
    let terse = usize::from(line.is_terse());
    let honest = line.hits.iter().filter(|h| h.kind == Kind::Notice).count().min(2);
    let landline_alone = usize::from(
        contact == Contact { landline: true, phones: contact.phones, call: contact.call, ..Contact::default() },
    );
    let list = usize::from(contact.phones > 1);
    let needed = [0, 4, 3, 3][reach] - terse + honest + landline_alone + list;
    let several = phrases + offers + lures >= 2 || (reach == 3 && terse == 1);
    // Two weak phrases say little.
    let strong = line.hits.iter().any(|h| h.weight > 1);
    if reach == 3 && terse == 1 && honest == 0 {
        // A disguise and a telegram: a word of business will do.
        return phrases + offers > 0 || lures > 0;
    }
    (strong || phrases >= 3) && phrases >= 1 && several && weight + promise.min(2 * offers) + lures >= needed
}

fn is_invitation(line: &Line, contact: Contact) -> bool {
    if line.quotes > 0 || line.hits.iter().any(|h| h.kind == Kind::Notice) {
        return false;
    }
    let (offers, weight) = line.different(is_offer);
    let (_, trade) = line.different(|k| k.is_trade() && k != Kind::Seo);
    let ask = (contact.call && (contact.account || contact.phone)) || contact.covert;
    let lead = contact.call && (contact.site || contact.named) && offers >= 2;
    let disguised = contact.covert && line.is_terse() && weight >= 2;
    offers >= 1
        && (disguised || (ask && (weight >= 3 || trade >= 2)) || ((contact.scan || lead) && weight + trade.min(2) >= 4))
        && 15 * line.grammar <= line.chars.len() + 15
}

/// A line without a way to get in touch, of phrases that only advertisers write beside others of the trade.
fn is_patter(line: &Line) -> bool {
    let n = line.chars.len();
    if n > 60 || line.quotes > 0 || line.inner_stops > 0 || 20 * line.grammar > n + 10 {
        return false;
    }
    let telling = |k: Kind| (k.is_trade() && k != Kind::Reading) || is_offer(k);
    let (phrases, weight) = line.different(telling);
    let plain_ad = line.hits.iter().filter(|h| telling(h.kind) && h.weight >= 3).count();
    plain_ad >= 1 && phrases >= 3 && weight >= 6 && 5 * line.covered(|k| k != Kind::Veto) >= 2 * n
}

fn is_reading_site(line: &Line, contact: Contact) -> bool {
    let (phrases, weight) = line.different(|k| k == Kind::Reading);
    phrases >= 2 && (weight >= 4 || (weight >= 3 && contact.site)) && 10 * line.grammar <= line.chars.len() + 10
}

/// Three in five of the segments share a piece of four characters.
fn is_stuffing(line: &Line) -> bool {
    let segments = line.soft_segments();
    if segments < 4 || line.chars.len() > 20 * segments || line.different(|k| k == Kind::Seo).0 < 2 {
        return false;
    }
    let most = most_shared(line, 4);
    most >= 4 && 5 * most >= 3 * segments
}

/// In how many segments the piece of `len` characters stands that stands in most.
fn most_shared(line: &Line, len: usize) -> usize {
    let mut seen: HashMap<&[char], (u16, usize)> = HashMap::new();
    let mut most = 0;
    for (at, piece) in line.chars.windows(len).enumerate() {
        let segment = line.soft[at];
        if segment != line.soft[at + len - 1] {
            continue;
        }
        let (last, count) = seen.entry(piece).or_insert((u16::MAX, 0));
        if *last != segment {
            *last = segment;
            *count += 1;
            most = most.max(*count);
        }
    }
    most
}

fn is_slogan(line: &Line) -> bool {
    let n = line.chars.len();
    let (phrases, weight) = line.different(is_dark);
    let (lures, _) = line.different(|k| is_lure(k) || is_offer(k));
    let strong = line.hits.iter().any(|h| is_dark(h.kind) && h.weight > 1);
    (6..=40).contains(&n)
        && line.commas <= 1
        && line.grammar <= 1
        && strong
        && ((phrases >= 2 && weight >= 4 && lures >= 1) || lures >= 2)
        && 10 * line.covered(|k| k != Kind::Veto) >= 7 * n
}

/// Segments of advertisements at the beginning or end of a title.
fn title(text: &str, line: &Line) -> Option<Verdict> {
    let segments = line.soft_segments();
    if !(2..=12).contains(&segments) {
        return None;
    }
    let (mut covered, mut dark, mut size) = (vec![0; segments], vec![false; segments], vec![0; segments]);
    let mut trade = vec![false; segments];
    for &segment in &line.soft {
        size[usize::from(segment)] += 1;
    }
    for hit in &line.hits {
        let segment = usize::from(line.soft[hit.at]);
        covered[segment] += hit.len;
        dark[segment] |= is_dark(hit.kind) && hit.weight > 1;
        trade[segment] |= hit.kind.is_trade();
    }
    let is_ad = |s: usize| 10 * covered[s] >= 7 * size[s];
    let tail = (0..segments).rev().take_while(|&s| is_ad(s)).count();
    let head = (0..segments).take_while(|&s| is_ad(s)).count();
    let (ads, rest) =
        if tail > 0 { (segments - tail..segments, 0..segments - tail) } else { (0..head, head..segments) };
    let lures = line.hits.iter().filter(|h| ads.contains(&usize::from(line.soft[h.at])) && !h.kind.is_trade()).count();
    let clean: usize = size[rest.clone()].iter().sum();
    if !ads.clone().any(|s| dark[s]) || lures == 0 || clean < 5 || trade[rest.clone()].contains(&true) {
        return None;
    }
    // The mark between the title and the advertisement goes with the advertisement.
    let (from, to) = if rest.start == 0 {
        let last = line.soft.iter().rposition(|&s| usize::from(s) < rest.end)?;
        let end = line.at[last] as usize;
        let word = text[end..].chars().next().map_or(0, char::len_utf8);
        // A closing bracket or quote behind the last word is the title's.
        let close = text[end + word..]
            .chars()
            .take_while(|c| "》”）』」)？！?!".contains(*c))
            .map(char::len_utf8)
            .sum::<usize>();
        (end + word + close, text.len())
    } else {
        let first = line.soft.iter().position(|&s| usize::from(s) >= rest.start)?;
        let start = line.at[first] as usize;
        let open: usize =
            text[..start].chars().rev().take_while(|c| "《“（『「(".contains(*c)).map(char::len_utf8).sum();
        (0, start - open)
    };
    Some(Verdict { rule: &HACKED_TITLE, score: 0.92, from, to })
}
