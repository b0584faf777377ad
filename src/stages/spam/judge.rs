//! Whether a line is an advertisement, and of which shape.

use std::collections::HashMap;

use super::cited;
use super::contact::{self, Contact};
use super::line::Line;
use super::neighbours::Neighbours;
use super::passage;
use super::rules::{
    CONTACT_LURE, HACKED_TITLE, KEYWORD_BAR, KEYWORD_RUN, READING_SITE, SALES_TALK, SEARCH_STUFFING, SERVICE_AD,
    SLOGAN, SPLIT_CHARACTERS,
};
use super::searches;
use super::solicit::Solicitation;
use super::terms::Kind;
use super::voice::{SOLD, voice};
use crate::Rule;

/// What is known of a line beside its text.
#[derive(Clone, Copy)]
pub(super) struct Place<'t> {
    /// One of the first three lines.
    pub(super) head: bool,
    /// It seems to go on from the line before or into the next: a wrapped paragraph.
    pub(super) flowing: bool,
    /// A row of a table.
    pub(super) table: bool,
    /// A part of a line, which is judged by itself.
    pub(super) part: bool,
    /// What stands around it.
    pub(super) around: Neighbours<'t>,
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
/// Fewest Han characters of such a line: accounts look for their labels among letters, too. Fewer are enough for a phrase that
/// advertisements have beside a site or an account such as they have.
const FEWEST_HAN: usize = 5;
const FEWEST_IN_PHRASES: usize = 2;

pub(super) fn is_offer(kind: Kind) -> bool {
    kind == Kind::Offer
}

pub(super) fn is_lure(kind: Kind) -> bool {
    kind == Kind::Lure
}

/// Trades of which a whole page is an advertisement.
fn is_dark(kind: Kind) -> bool {
    matches!(kind, Kind::Porn | Kind::Gambling | Kind::Game)
}

/// Judges a line. `None` is by far the commonest answer: the line stays.
pub(super) fn judge(text: &str, line: &Line, place: Place) -> Option<Verdict> {
    weigh(text, line, place).filter(|_| !cited::is_cited(text, place.around))
}

fn weigh(text: &str, line: &Line, place: Place) -> Option<Verdict> {
    if line.code > 0 || is_vetoed(text, line, place) {
        return None;
    }
    let whole = |rule, score| Some(Verdict { rule, score, from: 0, to: text.len() });
    let contact = contact::read(text, line);
    let telling = || line.hits.iter().any(|h| h.kind.is_trade() && h.weight >= 2 || is_dark(h.kind));
    let fewest = if (contact.dubious || contact.covert) && telling() { FEWEST_IN_PHRASES } else { FEWEST_HAN };
    let short = line.chars.len() <= SHORT && line.inner_stops <= 3 && line.han >= fewest;
    let solicitation = if short { Solicitation::read(text, line, contact) } else { None };
    if short && !line.has_veto() && is_split(line, contact) {
        return whole(&SPLIT_CHARACTERS, 0.95);
    }
    if solicitation.as_ref().is_some_and(|s| s.is_service(text, place)) {
        return whole(&SERVICE_AD, 0.95);
    }
    if solicitation.as_ref().is_some_and(|s| s.is_invitation(text, place)) {
        return whole(&CONTACT_LURE, 0.93);
    }
    if let Some(verdict) = keywords(text, line, contact, place, short) {
        return Some(verdict);
    }
    // The text's own title is made so, too, where it has no other.
    let is_own = || !place.around.are_foreign(text) && !(place.head && place.around.have_title());
    if !place.part && !place.table && searches::is_title(text) && !is_own() {
        return whole(&SEARCH_STUFFING, 0.9);
    }
    if is_numbered(text) {
        return None;
    }
    solicitation.filter(|s| s.sounds_sold(text, place)).and_then(|_| whole(&SALES_TALK, 0.9))
}

/// `二、星图在线 www.…`: an entry of a list.
fn is_numbered(text: &str) -> bool {
    let number = text.strip_prefix('（').unwrap_or(text);
    let rest = number.trim_start_matches(|c| "一二三四五六七八九十".contains(c));
    (1..=9).contains(&(number.len() - rest.len())) && rest.starts_with(['、', '）'])
}

/// Whether a line has words of reports, judgments or laws. One alone says nothing in what sounds sold through and through and
/// stands in a text without such words.
fn is_vetoed(text: &str, line: &Line, place: Place) -> bool {
    const HAWKED: f32 = 4.5;
    match line.count(Kind::Veto) {
        0 => false,
        1 => place.part || line.quotes > 0 || voice(text) < HAWKED || place.around.are_reports(),
        _ => true,
    }
}

/// Judges a line by its phrases and how it is cut, whether or not it tells how to get in touch.
fn keywords(text: &str, line: &Line, contact: Contact, place: Place, short: bool) -> Option<Verdict> {
    if line.hits.is_empty() || line.has_veto() {
        return None;
    }
    let whole = |rule, score| Verdict { rule, score, from: 0, to: text.len() };
    let sentence = line.inner_stops > 0;
    if !sentence && !place.table && is_bar(line) {
        return Some(whole(&KEYWORD_BAR, 0.99));
    }
    if short && is_reading_site(line, contact) {
        let part = passage::holding(text, line, Kind::Reading);
        return Some(Verdict { rule: &READING_SITE, score: 0.93, from: part.start, to: part.end });
    }
    if !sentence
        && !place.table
        && place.head
        && !place.part
        && let Some(verdict) = title(text, line)
    {
        return Some(verdict);
    }
    if sentence || (place.flowing && !place.part) || place.table {
        return None;
    }
    // A sentence with its end in a report is the report's.
    if text.ends_with('。') && place.around.are_reports() {
        return None;
    }
    if is_run(line, contact) || is_patter(line) || is_dark_talk(text, line, place) {
        return Some(whole(&KEYWORD_RUN, 0.95));
    }
    if is_stuffing(text, line) {
        return Some(whole(&SEARCH_STUFFING, 0.92));
    }
    (!place.part && is_slogan(text, line, place)).then(|| whole(&SLOGAN, 0.9))
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
    // Nothing but phrases, and those of a trade whose pages are lists of them.
    if tally.segments >= 3
        && tally.any == tally.segments
        && tally.strong >= 2
        && line.grammar + line.quotes == 0
        && n <= 12 * tally.segments
        && line.different(is_lure).0 >= 1
        && line.different(is_dark).1 >= 6
    {
        return true;
    }
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
    const LONG_SPLIT: usize = 8;
    let Some((mark, chars)) = line.split else { return false };
    let (phrases, weight) = line.different(|k| k.is_trade() || is_offer(k));
    let reach = contact.account || contact.phone || contact.site;
    // One phrase is enough where it is a third of what is set apart, by a mark that never parts titles and names.
    let fills = || {
        let told = line.hits.iter().filter(|h| h.weight >= 2 && (h.kind.is_trade() || is_offer(h.kind)));
        chars >= LONG_SPLIT
            && !matches!(mark, '·' | '•' | '・' | '|' | '｜' | '★')
            && told.map(|h| 3 * h.len).max() >= Some(chars)
    };
    // Spaces and 、 between single characters are letter-spacing and enumeration, too.
    let disguise = !matches!(mark, ' ' | '\u{3000}' | '、' | '，' | ',');
    // A row of so many is no enumeration if phrases that only advertisers write come out.
    let long = chars >= 12;
    if disguise {
        chars >= 5 && (weight >= 3 || phrases >= 1 && (reach || contact.call) || fills())
            || chars >= 4 && phrases >= 1 && reach
    } else {
        chars >= 5 && weight >= 3 && (reach || long)
    }
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
    plain_ad >= 1
        && phrases >= 3
        && weight >= 6
        && 5 * line.covered(|k| !matches!(k, Kind::Veto | Kind::Subject)) >= 2 * n
}

fn is_reading_site(line: &Line, contact: Contact) -> bool {
    const ADDRESSED: usize = 48;
    let (phrases, weight) = line.different(|k| k == Kind::Reading);
    let begins = || line.hits.iter().any(|h| h.at == 0 && h.kind == Kind::Reading && h.weight >= 2);
    // `手机用户请到某站阅读`: where to read on, and the site.
    let addressed = || contact.site && line.chars.len() <= ADDRESSED && begins();
    phrases >= 2 && (weight >= 4 || (weight >= 3 && contact.site)) && 10 * line.grammar <= line.chars.len() + 10
        || addressed()
}

/// A short line of which a third is phrases of one dark trade, among lines that talk of something else and are no report.
fn is_dark_talk(text: &str, line: &Line, place: Place) -> bool {
    let n = line.chars.len();
    let dark = |trade: Kind| {
        let (phrases, weight) = line.different(|k| k == trade);
        phrases >= 2 && weight >= 4 && 10 * line.covered(|k| k == trade || is_lure(k) || is_offer(k)) >= 3 * n
    };
    n <= 48
        && line.quotes == 0
        && 12 * line.grammar <= n
        && (dark(Kind::Porn) || dark(Kind::Gambling))
        && place.around.are_foreign(text)
        && !place.around.are_reports()
}

/// Three in five of the segments share a piece: of four characters beside two phrases that are searched for, of two beside
/// three, of three beside several phrases of a trade. Or four in five share two characters, or all between underscores are phrases,
/// and it sounds like a seller.
fn is_stuffing(text: &str, line: &Line) -> bool {
    let segments = line.soft_segments();
    if segments < 4 || line.chars.len() > 20 * segments {
        return false;
    }
    let bare = line.grammar == line.grammar_in_hits();
    let (searches, _) = line.different(|k| k == Kind::Seo);
    let shared = |len| {
        let most = most_shared(line, len);
        most >= 4 && 5 * most >= 3 * segments
    };
    let (phrases, weight) = line.different(|k| k.is_trade());
    (searches >= 2 && shared(4))
        || (searches >= 3 && bare && shared(2))
        || (phrases >= 3 && weight >= 4 && bare && shared(3))
        || (bare && 5 * most_shared(line, 2) >= 4 * segments.max(5) && voice(text) >= SOLD)
        || (bare && text.matches('_').count() >= 3 && line.tally(&line.soft).any == segments && voice(text) >= SOLD)
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

fn is_slogan(text: &str, line: &Line, place: Place) -> bool {
    let n = line.chars.len();
    let (phrases, weight) = line.different(is_dark);
    // Words that are searched for lure, too, in a text about something else.
    let lures = |all: bool| line.different(|k| is_lure(k) || is_offer(k) || all && k == Kind::Seo).0;
    let lures = if lures(true) > lures(false) && place.around.are_foreign(text) { lures(true) } else { lures(false) };
    let strong = line.hits.iter().any(|h| is_dark(h.kind) && h.weight > 1);
    (6..=40).contains(&n)
        && line.commas <= 1
        && line.grammar <= 1
        && strong
        && ((phrases >= 2 && weight >= 4 && lures >= 1) || lures >= 2)
        && 10 * line.covered(|k| !matches!(k, Kind::Veto | Kind::Subject)) >= 7 * n
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
    let lures = line
        .hits
        .iter()
        .filter(|h| ads.contains(&usize::from(line.soft[h.at])) && (is_lure(h.kind) || is_offer(h.kind)))
        .count();
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
