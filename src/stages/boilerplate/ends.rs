//! Texts that are not whole pages: takes furniture off the head and the foot, and single buttons
//! out of the middle.

use super::kinds::Kind;
use super::lines::{End, Line};
use super::page::Fate;

/// What the lines of a cluster must come to together.
const ENOUGH: u32 = 5;

/// Decides on each line of a text in which no page was found.
pub(super) fn decide(lines: &[Line], fates: &mut [Fate]) {
    let own = |l: &Line| l.kind == Kind::None && l.is_prose();
    let (Some(first), Some(last)) = (lines.iter().position(own), lines.iter().rposition(own)) else { return };
    let lawful = is_about_rights(lines, first, last);
    let counts = |line: &Line| {
        line.sure > 0
            && !(lawful && matches!(line.kind, Kind::Disclaimer | Kind::Reprint | Kind::Contact | Kind::Cookie)
                || lawful && line.kind == Kind::Legal && line.sure < 6)
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
        let head = end <= first && first <= 25;
        let tail = at > last;
        if head || tail {
            let mut to = end;
            // A button's word over a paragraph is the heading of the paragraph.
            if head && end == first && end - at < 3 && is_word(&lines[end - 1]) {
                to -= 1;
            }
            if tail {
                to = links(lines, at, end);
            }
            let sum: u32 = lines[at..end.min(to)].iter().map(|l| u32::from(l.sure)).sum();
            let strong = lines[at..end.min(to)].iter().any(|l| l.sure >= 2);
            let enough = sum >= ENOUGH || to > end && sum >= 2;
            if enough && strong {
                for (n, fate) in fates[at..to].iter_mut().enumerate() {
                    *fate = if at + n < end { Fate::Furniture } else { Fate::Linked };
                }
                end = to;
            }
        } else {
            for n in at..end {
                let line = &lines[n];
                if let Kind::Expand | Kind::Follow | Kind::Share | Kind::Pages | Kind::Comment | Kind::Counter =
                    line.kind
                    && line.sure >= 5
                    && line.n() <= 40
                {
                    fates[n] = Fate::Furniture;
                }
            }
        }
        at = end.max(at + 1);
    }
}

fn is_word(line: &Line) -> bool {
    line.n() <= 8 && !matches!(line.kind, Kind::Crumb | Kind::Pages | Kind::Counter | Kind::Number)
}

/// Where the entries end that stand under a heading of links, or after a bare `上一篇`, at the foot.
fn links(lines: &[Line], start: usize, end: usize) -> usize {
    let heading = lines[start..end].iter().any(|l| l.kind == Kind::Related && l.n() >= 3);
    let bare = lines[end - 1].kind == Kind::Neighbour && lines[end - 1].n() <= 5;
    if !heading && !bare {
        return end;
    }
    let mut to = end;
    while to < lines.len() && lines[to].sure == 0 && is_headline(&lines[to]) && (heading || to == end) {
        to += 1;
    }
    let whole = to == lines.len() || lines[to].sure > 0;
    if whole && (bare || to - end >= 2) { to } else { end }
}

/// What a link to an article looks like.
fn is_headline(line: &Line) -> bool {
    (5..=50).contains(&line.n()) && line.shape.end != End::Closed && line.shape.inner <= 1
}

/// Whether the text is about rights and duties itself, so that it holds what elsewhere is furniture.
fn is_about_rights(lines: &[Line], first: usize, last: usize) -> bool {
    let inside = lines[first..=last]
        .iter()
        .filter(|l| matches!(l.kind, Kind::Disclaimer | Kind::Reprint | Kind::Legal) && l.sure >= 3)
        .count();
    inside >= 2
}
