//! Which of the suspects between wrapped lines are page furniture and go.
//!
//! The surest sign is a sentence that goes on across them. Where pages end with a paragraph, there are others: the notes at
//! a page's foot, heads whose number stands on the outer side of the page, and numbers that count on from such as are known.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::furniture::{Kind, PAGE, Suspect, is_page_mark, key};
use super::lines::Line;

/// Suspects between two lines of the text.
pub(super) struct Group {
    /// Numbers of the lines.
    pub lines: Range<usize>,
    /// Whether the text goes on across them.
    pub joined: bool,
    /// Whether that is sure, and in the middle of a sentence.
    pub strong: bool,
    /// Whether that is sure because the text goes on flush where paragraphs are indented, whatever ended before.
    pub flush: bool,
    /// Whether the characters around them belong together, or the line before ends in a comma, in prose.
    pub torn: bool,
    /// Whether they are the first or the last lines, where a head may be the title.
    pub edge: bool,
    /// Whether they stand between two paragraphs.
    pub between: bool,
    /// Whether the paragraph before is a note, as at the foot of a page.
    pub foot: bool,
}

/// A head without a page number beside it must stand in the middle of so many sentences.
const CROSSED: u32 = 2;
/// Lines of a note at the foot of a page, at most.
const NOTE: usize = 12;
/// Sections are numbered, too, and some have notes at their end; but they begin with 1. Larger numbers are years.
const PAGES: Range<u32> = 10..1000;
/// A line that is set in so far, in half-ems, stands in the middle of the page or on its right.
const SET_IN: i32 = 8;
/// By how much such lines differ, in half-ems, that stand at one place.
const UNEVEN: i32 = 4;
/// Lines between two running heads, at least.
const APART: usize = 3;

/// Whether suspects that a wrapped paragraph goes on across may be page furniture. `strong` says that
/// the join is sure, and in the middle of a sentence.
pub(super) fn may_be(suspects: &[Option<Suspect>], lines: Range<usize>, strong: bool) -> bool {
    strong || suspects[lines].iter().flatten().any(|s| s.kind == Kind::Marked)
}

/// Whether some of these may show themselves by what stands around them, though no sentence goes on across any.
pub(super) fn may_show(text: &str, lines: &[Line], suspects: &[Option<Suspect>]) -> bool {
    let numbers = || (0..).zip(suspects).filter_map(|(at, s)| Some((at, s.filter(may_be_page)?)));
    let follows = |((at, a), (next, b)): ((usize, Suspect), (usize, Suspect))| is_next_page((at, a), (next, b));
    let noted =
        |(at, _): (usize, Suspect)| lines[at.saturating_sub(NOTE)..at].iter().any(|line| is_note(line.of(text)));
    numbers().zip(numbers().skip(1)).any(follows) || numbers().any(noted)
}

fn may_be_page(suspect: &Suspect) -> bool {
    suspect.kind != Kind::Head && suspect.number.is_some_and(|number| PAGES.contains(&number))
}

/// Whether the second of two suspects is the next page's.
fn is_next_page((at, a): (usize, Suspect), (next, b): (usize, Suspect)) -> bool {
    a.kind == b.kind && next > at + PAGE && a.number.zip(b.number).is_some_and(|(a, b)| b == a + 1)
}

/// Groups between paragraphs that show themselves: a number between dashes or dots under the notes of a page, two bare ones
/// under such that count on, and heads that count on and have their numbers on the outer side, left on even pages and right
/// on odd ones. No number of their kind may be so small that they may count sections.
fn telling<'g>(text: &str, lines: &[Line], suspects: &[Option<Suspect>], groups: &'g [Group]) -> Vec<&'g Group> {
    let small = suspects.iter().flatten().filter(|s| s.number.is_some_and(|number| number < PAGES.start));
    let from_one: Vec<Kind> = small.map(|s| s.kind).collect();
    let alone = |group: &'g Group| {
        let at = Some(group.lines.start).filter(|_| group.between && group.lines.len() == 1)?;
        Some((at, suspects[at].filter(may_be_page).filter(|s| !from_one.contains(&s.kind))?, group))
    };
    let outer = |at: usize, suspect: Suspect| {
        let even = suspect.number.is_some_and(|n| n % 2 == 0);
        let body = lines[at].of(text);
        if even { body.starts_with(char::is_numeric) } else { body.ends_with(char::is_numeric) }
    };
    let all: Vec<(usize, Suspect, &Group)> = groups.iter().filter_map(alone).collect();
    let shown = |run: &&[(usize, Suspect, &Group)]| {
        let foot = run.iter().all(|(_, _, group)| group.foot);
        match run[0].1.kind {
            Kind::Marked => foot && run.iter().all(|&(at, ..)| is_page_mark(lines[at].of(text))),
            Kind::Titled => run.len() >= 2 && run.iter().all(|&(at, suspect, _)| outer(at, suspect)),
            _ => foot && run.len() >= 2,
        }
    };
    let runs = all.chunk_by(|a, b| is_next_page((a.0, a.1), (b.0, b.1)));
    runs.filter(shown).flatten().map(|&(_, _, group)| group).collect()
}

/// Whether a line begins a note at the foot of a page: `①`, `〔3〕`, `[3]`.
pub(super) fn is_note(line: &str) -> bool {
    let mut chars = line.chars();
    match chars.next() {
        Some('①'..='⑳' | '＊') => true,
        Some('〔' | '[' | '［') => {
            let inner = chars.as_str();
            let rest = inner.trim_start_matches(|c: char| c.is_numeric() || c == '注');
            rest.len() < inner.len() && rest.starts_with(['〕', ']', '］'])
        }
        Some('注') => line.starts_with("注：") || chars.next().is_some_and(|c| matches!(c, '①'..='⑳')),
        _ => false,
    }
}

/// Whether one of these is the number of a page by itself.
pub(super) fn are_numbered(suspects: &[Option<Suspect>]) -> bool {
    suspects.iter().flatten().any(Suspect::is_page)
}

/// The lines to remove: the page numbers that the text goes on across, and the heads that more than one sentence
/// goes on across, or beside a page number; and where two or more groups show what furniture looks like in this
/// document, those like them between paragraphs: page numbers in their order, the same heads, and other repeated heads whose
/// page numbers count on from those. One is enough for the numbers of the pages before and after that are written and placed
/// like it ([`count_on`]). Feet and heads that count on between paragraphs need none ([`telling`]).
pub(super) fn accept(text: &str, lines: &[Line], suspects: &[Option<Suspect>], groups: &[Group]) -> Vec<usize> {
    let heads = |g: &Group| suspects[g.lines.clone()].iter().flatten().filter_map(|s| s.head).collect::<Vec<u32>>();
    let is_number = |s: &Suspect| s.kind != Kind::Head;
    let mut crossed: HashMap<u32, u32> = HashMap::new();
    for group in groups.iter().filter(|g| g.joined && g.strong) {
        heads(group).into_iter().for_each(|head| *crossed.entry(head).or_default() += 1);
    }
    // Sections begin flush under their numbers, too, where no page breaks a sentence.
    let broken = groups.iter().any(|g| g.joined && g.strong && are_numbered(&suspects[g.lines.clone()]));
    let confirmed = |group: &&Group| {
        let own = || suspects[group.lines.clone()].iter().flatten();
        let numbered = own().any(is_number);
        let strong = group.strong || broken && group.flush && own().all(|s| s.is_page() || s.head.is_some());
        // A line that no other page repeats may be text.
        let lone = own().any(|s| s.kind == Kind::Head && s.head.is_none());
        group.joined
            && (group.torn || !lone)
            && may_be(suspects, group.lines.clone(), strong)
            && (numbered || heads(group).iter().all(|head| crossed.get(head).is_some_and(|&n| n >= CROSSED)))
    };
    let sure: Vec<&Group> = groups.iter().filter(confirmed).collect();
    // Where one page ends in a number and a head, so may another.
    let marked = |g: &Group| {
        let number = suspects[g.lines.clone()].iter().flatten().find(|s| s.kind == Kind::Marked)?.number;
        number.map(|number| (g.lines.start, g.lines.len(), number))
    };
    let alike = |g: &&Group| {
        let same = |(at, lines, number): (usize, usize, u32)| {
            move |(at2, lines2, number2): (usize, usize, u32)| lines == lines2 && (at < at2) == (number < number2)
        };
        g.joined && g.strong && marked(g).map(same).is_some_and(|same| sure.iter().filter_map(|g| marked(g)).any(same))
    };
    let telling = telling(text, lines, suspects, groups);
    let tells = |g: &&Group| telling.iter().any(|other| other.lines == g.lines);
    let shown: Vec<&Group> = groups.iter().filter(|g| confirmed(g) || alike(g) || tells(g)).collect();
    let mut accepted: Vec<usize> = shown.iter().flat_map(|g| g.lines.clone()).collect();
    if shown.len() >= 2 {
        accept_between(suspects, groups, &shown, &mut accepted);
    }
    count_on(text, lines, suspects, &mut accepted);
    accepted
}

/// Adds what lies between paragraphs and is like that which was shown: page numbers in their order, the same heads, and
/// other repeated heads whose numbers count on.
fn accept_between(suspects: &[Option<Suspect>], groups: &[Group], shown: &[&Group], accepted: &mut Vec<usize>) {
    let heads = |lines: Range<usize>| suspects[lines].iter().flatten().filter_map(|s| s.head);
    let known: HashSet<u32> = shown.iter().flat_map(|g| heads(g.lines.clone())).collect();
    let is_shown = |g: &&Group| shown.iter().any(|shown| shown.lines == g.lines);
    for kind in [Kind::Marked, Kind::Bare, Kind::Titled, Kind::Head] {
        // The numbers so far, and from here on.
        let numbers: Vec<(usize, u32)> = accepted
            .iter()
            .filter_map(|&i| suspects[i].filter(|s| s.kind == kind).and_then(|s| Some((i, s.number?))))
            .collect();
        let mut highest = vec![0; numbers.len() + 1];
        let mut lowest = vec![u32::MAX; numbers.len() + 1];
        for (n, &(_, number)) in numbers.iter().enumerate() {
            highest[n + 1] = number.max(highest[n]);
        }
        for (n, &(_, number)) in numbers.iter().enumerate().rev() {
            lowest[n] = number.min(lowest[n + 1]);
        }
        // A head at the edge may be the title. Of the heads only those go that count on from their neighbours: what else
        // has numbers may be text.
        let others = groups.iter().filter(|g| !is_shown(g) && (kind != Kind::Head || !g.edge));
        let counts_on = |n: usize, number: u32| {
            let next_to = |at: usize| numbers.get(at).is_some_and(|&(_, other)| other.abs_diff(number) == 1);
            kind != Kind::Head || next_to(n) || n > 0 && next_to(n - 1)
        };
        for line in others.flat_map(|g| g.lines.clone()) {
            let Some(number) = suspects[line].filter(|s| s.kind == kind).and_then(|s| s.number) else { continue };
            let n = numbers.partition_point(|&(at, _)| at < line);
            if !numbers.is_empty() && highest[n] < number && number <= lowest[n] && counts_on(n, number) {
                accepted.push(line);
            }
        }
    }
    for line in groups.iter().filter(|g| !is_shown(g) && !g.edge).flat_map(|g| g.lines.clone()) {
        if suspects[line].is_some_and(|s| s.head.is_some_and(|head| known.contains(&head))) {
            accepted.push(line);
        }
    }
}

/// Adds the numbers of pages that count on from those that go, up or down, and are written and placed like them; and
/// repeated heads that stand to such a number as others do.
fn count_on(text: &str, lines: &[Line], suspects: &[Option<Suspect>], accepted: &mut Vec<usize>) {
    let numbered = |i: usize| suspects[i].filter(|s| s.kind != Kind::Head).and_then(|s| Some((s.kind, s.number?)));
    let all: Vec<usize> = (0..suspects.len()).filter(|&i| numbered(i).is_some()).collect();
    let apart = |i: usize| lines[i].blank > 0 && lines.get(i + 1).is_none_or(|next| next.blank > 0);
    let pages: Vec<(usize, (Kind, u32))> = accepted.iter().filter_map(|&i| Some((i, numbered(i)?))).collect();
    let page_length = |kind: Kind| {
        let mut of_kind = pages.iter().filter(|(_, (other, _))| *other == kind);
        let (first, last) = (of_kind.next()?, of_kind.next_back()?);
        let count = last.1.1.abs_diff(first.1.1) as usize;
        (count > 0).then(|| last.0.abs_diff(first.0) / count)
    };
    let alike = |kind: Kind, i: usize, known: usize| {
        let (a, b) = (&lines[i], &lines[known]);
        let placed = a.lead.min(b.lead) >= SET_IN && a.lead.abs_diff(b.lead) <= UNEVEN as u32;
        // Where several pages are known, so is how many lines one has.
        let usual = match page_length(kind) {
            Some(length) => (length / 2..=3 * length / 2 + 1).contains(&i.abs_diff(known)),
            None => true,
        };
        usual
            && match kind {
                Kind::Titled => i.abs_diff(known) >= APART,
                Kind::Bare => i.abs_diff(known) > PAGE || placed || apart(i) && apart(known),
                _ => key(a.of(text)) == key(b.of(text)) && (i.abs_diff(known) > PAGE || placed || apart(i)),
            }
    };
    // How repeated heads that go stand to the numbers beside them.
    let is_head =
        |i: usize| suspects.get(i).is_some_and(|s| s.is_some_and(|s| s.kind == Kind::Head && s.head.is_some()));
    let beside = |accepted: &[usize], up: bool| {
        let head = |i: usize| if up { i.checked_sub(1) } else { Some(i + 1) }.filter(|&head| is_head(head));
        accepted.iter().filter(|&&i| numbered(i).is_some()).filter_map(|&i| head(i)).collect::<Vec<usize>>()
    };
    let names = |heads: &[usize]| heads.iter().filter_map(|&i| suspects[i]?.head).collect::<Vec<u32>>();
    let known = [true, false].map(|up| {
        let shown: Vec<usize> = beside(accepted, up).into_iter().filter(|head| accepted.contains(head)).collect();
        names(&shown)
    });
    let mut gone: HashSet<(Kind, u32)> = pages.iter().map(|&(_, page)| page).collect();
    for &(known, (kind, number)) in &pages {
        let mut take = |others: &mut dyn Iterator<Item = &usize>, step: fn(u32) -> Option<u32>| {
            let (mut last, mut counted) = (known, number);
            for &i in others {
                // No page has two numbers.
                let Some(next) = step(counted).filter(|&next| !gone.contains(&(kind, next))) else { break };
                if numbered(i) == Some((kind, next)) && alike(kind, i, last) {
                    (last, counted) = (i, next);
                    gone.insert((kind, next));
                    accepted.push(i);
                }
            }
        };
        let at = all.partition_point(|&i| i <= known);
        take(&mut all[at..].iter(), |n| n.checked_add(1));
        take(&mut all[..at.saturating_sub(1)].iter().rev(), |n| n.checked_sub(1));
    }
    for (up, known) in [true, false].into_iter().zip(known) {
        let heads = beside(accepted, up);
        accepted.extend(
            heads
                .into_iter()
                .filter(|&i| suspects[i].is_some_and(|s| s.head.is_some_and(|head| known.contains(&head)))),
        );
    }
    accepted.sort_unstable();
    accepted.dedup();
}
