//! Texts that are not whole pages: takes furniture off the head and the foot, and single buttons
//! out of the middle.

use super::beside;
use super::kinds::{Kind, Meta};
use super::lines::{End, Line};
use super::page::Fate;
use super::phrases::{Phrases, phrases};

/// What the lines of a cluster must come to together.
const ENOUGH: u32 = 5;

/// Decides on each line of a text in which no page was found.
///
/// If it is to be `bold`, furniture goes that stands alone, too.
pub(super) fn decide(text: &str, lines: &[Line], fates: &mut [Fate], bold: bool) {
    let prose = |l: &Line| l.kind == Kind::None && l.is_prose();
    let verse = |l: &Line| l.sure == 0 && l.n() > 1;
    let told = lines.iter().any(prose);
    let bold = bold && told;
    let own = |l: &Line| if told { prose(l) } else { verse(l) };
    let (Some(first), Some(last)) = (lines.iter().position(own), lines.iter().rposition(own)) else { return };
    // The last entry of a list of words, such as a glossary, may be a button's or a footer's.
    let enough = |cluster: &[Line]| {
        is_enough(cluster) && (told || cluster.iter().any(|l| l.sure >= 5 && (cluster.len() > 1 || l.shape.digits > 0)))
    };
    let rights = is_about_rights(text, lines, first, last);
    let counts = |line: &Line| {
        line.sure > 0
            && !(rights && (is_notice(line) || line.kind == Kind::Contact || line.kind == Kind::Legal && line.sure < 6))
    };

    let mut at = 0;
    while at < lines.len() {
        if !counts(&lines[at]) {
            at += 1;
            continue;
        }
        let mut end = at;
        while end < lines.len() && counts(&lines[end]) {
            end += 1;
        }
        // A sentence that leads to a list makes what stands under it the text's own.
        let led = at > 0
            && lines[at - 1].kind == Kind::None
            && lines[at - 1].shape.end == End::Colon
            && lines[at - 1].n() >= 10;
        if end <= first && first <= 25 {
            // A button's word over a paragraph is the heading of the paragraph.
            let heading = end == first && end - at < 3 && is_word(&lines[end - 1]);
            let to = if heading { end - 1 } else { end };
            // The first line is the text's title, if it can be one at all.
            let from = if at == 0 && may_be_title(&lines[0]) { 1 } else { at };
            let contacts = lines[from.min(to)..to].iter().all(|l| l.kind == Kind::Contact);
            if from < to && !contacts && !led && enough(&lines[from..to]) {
                fates[from..to].fill(Fate::Furniture);
            }
        } else if at > last {
            // A notice ends with whom to ask.
            let legal = lines[at..end].iter().any(|l| l.kind == Kind::Legal);
            at += lines[at..end].iter().take_while(|l| is_signature(text, l, legal)).count();
            if at == end {
                continue;
            }
            let to = links(text, lines, at, end);
            let form = led || at >= 2 && lines[at - 2..at].iter().all(|l| l.shape.end == End::Colon && l.n() <= 7);
            if !form && (enough(&lines[at..end]) || to > end) {
                fates[at..end].fill(Fate::Furniture);
                fates[end..to].fill(Fate::Linked);
                end = to;
            } else if bold && !form && !rights && is_lone(&lines[at..end]) {
                fates[at..end].fill(Fate::Lone);
            }
        } else {
            let lone = bold && !rights && is_lone(&lines[at..end]);
            for n in at..end {
                let line = &lines[n];
                // The head of a table says the same, over as many columns.
                let row = |line: &Line| line.sure == 0 && line.meta.is_none() && line.shape.gaps > 1;
                let table = [n.checked_sub(1), Some(n + 1)]
                    .into_iter()
                    .flatten()
                    .filter_map(|at| lines.get(at))
                    .any(|other| row(other) && other.shape.gaps == line.shape.gaps);
                if !led && !table && is_no_text(line) {
                    fates[n] = Fate::Furniture;
                } else if lone && line.sure >= 4 && line.n() <= 40 {
                    fates[n] = Fate::Lone;
                }
            }
        }
        at = end.max(at + 1);
    }
    if told {
        beside::take(text, lines, fates, first..last + 1, &counts);
    }
}

/// Whether a line goes wherever it stands: the page speaks to its reader, or shows nothing but buttons or links.
fn is_no_text(line: &Line) -> bool {
    let speaks = matches!(
        line.kind,
        Kind::Expand | Kind::Follow | Kind::Share | Kind::Pages | Kind::Comment | Kind::Counter | Kind::Tools
    );
    let (speaks, bar) = (speaks && line.sure >= 5, line.kind == Kind::Nav && line.sure >= 6);
    let links = matches!(line.kind, Kind::Account | Kind::Neighbour) && line.sure >= 5;
    let rights = line.kind == Kind::Legal && line.sure >= 6;
    (speaks || bar || links || rights) && line.n() <= if speaks { 40 } else { 80 }
}

/// Whether a cluster is sure enough to go.
fn is_enough(cluster: &[Line]) -> bool {
    let sum: u32 = cluster.iter().map(|l| u32::from(l.sure)).sum();
    let any = |test: &dyn Fn(&Line) -> bool| cluster.iter().any(test);
    // Contacts and permits alone may be an author's or a maker's own.
    let own = cluster.iter().all(|l| {
        matches!(l.kind, Kind::Contact | Kind::Legal | Kind::Number | Kind::Ornament | Kind::Url) && l.sure < 5
    });
    // Names of channels alone are words, labels alone a form.
    let plain = cluster.iter().all(|l| matches!(l.kind, Kind::Channel | Kind::Number | Kind::Ornament | Kind::Url));
    let form = cluster.iter().all(|l| l.kind == Kind::Account && l.shape.end == End::Colon);
    sum >= ENOUGH && any(&|l| l.sure >= 2) && !own && !plain && !form
}

/// Whether a cluster is furniture, though it is not enough: buttons and notices, and no headings, trails or addresses, which a
/// text may have of its own.
fn is_lone(cluster: &[Line]) -> bool {
    cluster.iter().all(|l| {
        l.sure >= 2
            && !matches!(l.shape.end, End::Colon | End::Closed)
            && match l.kind {
                Kind::Share | Kind::Comment | Kind::Expand | Kind::Follow | Kind::Tools | Kind::Pages => true,
                Kind::Legal | Kind::Reprint | Kind::Disclaimer => l.sure >= 4,
                _ => false,
            }
    })
}

/// Whom to ask about a notice, and under which number; where the page's rights stand below, only if that is plain.
fn is_signature(text: &str, line: &Line, legal: bool) -> bool {
    let text = line.text.of(text);
    line.kind == Kind::Contact && line.sure <= 1 && (!legal || phrases(Phrases::Asked).stand_in(text))
}

/// A notice in sentences, as a text about rights consists of.
fn is_notice(line: &Line) -> bool {
    matches!(line.kind, Kind::Disclaimer | Kind::Reprint | Kind::Cookie)
}

/// Whether the first line, though a notice, can be what the text is called. A consent bar with its buttons cannot.
fn may_be_title(line: &Line) -> bool {
    let bar = line.kind == Kind::Cookie && line.shape.boxes > 0;
    is_notice(line) && !bar || line.kind == Kind::Follow && line.sure < 5
}

/// Whether a line is the word of a button, which may be a heading.
pub(super) fn is_word(line: &Line) -> bool {
    line.n() <= 8 && !matches!(line.kind, Kind::Crumb | Kind::Pages | Kind::Counter | Kind::Number)
}

/// Where the entries end that stand under a heading of links, or after a bare `上一篇`, at the foot.
fn links(text: &str, lines: &[Line], start: usize, end: usize) -> usize {
    let heading = lines[start..end].iter().any(|l| l.kind == Kind::Related && l.n() >= 3);
    let bare = lines[end - 1].kind == Kind::Neighbour && lines[end - 1].n() <= 5;
    if !heading && !bare {
        return end;
    }
    let mut to = end;
    while to < lines.len()
        && (heading || to == end)
        && (is_headline(text, &lines[to]) || heading && is_stamp(&lines[to]))
    {
        to += 1;
    }
    let whole = lines.get(to).is_none_or(|l| l.sure > 0 || l.meta == Some(Meta::Editor));
    // Several headlines may stand in one line.
    let row = |line: &Line| line.shape.gaps >= 2 && line.shape.marks == 0 && line.shape.commas == 0;
    if whole && (bare && to > end || to - end >= 2 || to > end && row(&lines[end])) { to } else { end }
}

/// What a link to an article looks like. Titles of books do not.
fn is_headline(text: &str, line: &Line) -> bool {
    line.sure == 0
        && line.meta != Some(Meta::Editor)
        && (5..=50).contains(&line.n())
        && line.shape.end != End::Closed
        && line.shape.inner <= 1
        && !line.text.of(text).starts_with(['《', '[', '［', '〔'])
}

/// A date alone.
fn is_stamp(line: &Line) -> bool {
    line.meta == Some(Meta::Source) && line.n() <= 20
}

/// Whether the text is about rights and duties itself, so that it holds what elsewhere is furniture.
fn is_about_rights(text: &str, lines: &[Line], first: usize, last: usize) -> bool {
    let mut word = String::new();
    let title = &lines[0];
    if title.n() <= 30 && (title.kind == Kind::None || title.sure <= 4 && title.n() <= 16) {
        super::lines::compact(title.text.of(text), &mut word);
        if phrases(Phrases::Topics).stand_in(&word) {
            return true;
        }
    }
    let talks = |l: &&Line| (is_notice(l) || l.kind == Kind::Legal) && l.sure >= 2 && l.shape.end == End::Closed;
    let inside = lines[first..=last].iter().filter(talks).count();
    let before = lines[..first].iter().filter(talks).count();
    inside >= 2 || before >= 2
}
