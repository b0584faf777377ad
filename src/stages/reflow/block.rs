//! Decides every boundary between the lines of one block.

use std::borrow::Cow;
use std::ops::Range;

use crate::{Evidence, Rule};

use super::decode::{Division, Model, Problem};
use super::furniture;
use super::lines::{self, Line};
use super::marks::{End, Start};
use super::table::{self, Layout, Seam, Words};
use super::weights::{self, Nats};
use super::{WRAPPED_LINE, carried, characters, cut, guards, insets, pages, quote, widths};

/// What becomes of the boundary after a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Decision {
    /// A paragraph ends here.
    Break,
    /// The next line goes on, because of this rule, with this score.
    Join(&'static Rule, f32),
}

/// What becomes of a line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Verdict {
    /// What becomes of the boundary after it.
    pub after: Decision,
    /// Whether it is page furniture, to be removed.
    pub furniture: bool,
    /// Bytes of quote markers at its start, to be removed.
    pub marker: usize,
    /// A place that could as well have been decided otherwise: the rule, its score, and why it was left alone.
    pub doubt: Option<(&'static Rule, f32, &'static str)>,
}

/// Lines before and after a run of full ones that are decided with it.
const AROUND: usize = 24;
/// A margin below this, in nats either way, is no certainty.
const DOUBT: Nats = weights::nats(1.0);
/// Characters that belong together so much were one word, or two that go together.
const TORN: f32 = 1.0;
/// Lines that are set in so far stand in the middle of the page, in half-ems.
const CENTRED: i32 = 10;
/// So many indented lines show where paragraphs begin.
const INDENTED: usize = 3;
/// A page number is removed by itself only if the sentence around it goes on by at least this margin.
const SURE: Nats = weights::nats(-2.0);

/// Decides the boundaries of these lines. `furniture` tells whether page furniture may be removed.
pub(super) fn judge(text: &str, lines: &[Line], furniture: bool) -> Vec<Verdict> {
    let unmarked = quote::unmarked(text, lines);
    let mut verdicts = judge_unmarked(text, unmarked.as_deref().unwrap_or(lines), furniture);
    quote::settle(text, lines, &mut verdicts);
    verdicts
}

fn judge_unmarked(text: &str, all: &[Line], furniture: bool) -> Vec<Verdict> {
    let all = &*characters::measure(text, all);
    let all = &*insets::mark(text, all);
    let clear = Verdict { after: Decision::Break, furniture: false, marker: 0, doubt: None };
    let mut verdicts = vec![clear; all.len()];
    for (region, widths) in regions(all) {
        judge_wrapped(text, &all[region.clone()], widths, furniture, &mut verdicts[region]);
    }
    let gone: Vec<bool> = verdicts.iter().map(|v| v.furniture).collect();
    let (kept, places) = without(all, &gone);
    let mut decisions: Vec<Decision> = places.iter().map(|&i| verdicts[i].after).collect();
    decisions.pop();
    cut::join(text, &kept, lines::margin(&kept), &mut decisions);
    for (i, decision) in decisions.into_iter().enumerate() {
        verdicts[places[i]].after = decision;
    }
    verdicts
}

/// Runs of lines that may hold wrapped text, around the windows that vote for a width, with the widths they
/// may have. In most documents there is none.
fn regions(lines: &[Line]) -> Vec<(Range<usize>, Candidates)> {
    if lines.len() < 2 {
        return Vec::new();
    }
    let mut wrapped = Vec::new();
    let widths = candidates(lines, |boundaries| {
        wrapped.resize(lines.len(), false);
        let (from, to) = (boundaries.start.saturating_sub(AROUND), (boundaries.end + 1 + AROUND).min(lines.len()));
        wrapped[from..to].fill(true);
    });
    let share = wrapped.iter().filter(|&&w| w).count();
    if 2 * share > lines.len() {
        return vec![(0..lines.len(), widths)];
    }
    let mut regions: Vec<Range<usize>> = Vec::new();
    for (i, _) in wrapped.iter().enumerate().filter(|&(_, &w)| w) {
        match regions.last_mut() {
            Some(last) if last.end == i => last.end = i + 1,
            _ => regions.push(i..i + 1),
        }
    }
    regions.into_iter().map(|r| (r.clone(), candidates(&lines[r], |_| ()))).collect()
}

/// Decides the boundaries of lines that may be wrapped to these widths.
fn judge_wrapped(text: &str, all: &[Line], widths: Candidates, furniture: bool, verdicts: &mut [Verdict]) {
    let (gone, widths) = laid_bare(text, all, widths, furniture);
    let (kept, places) = without(all, &gone);
    let Some(block) = Block::solve(text, &kept, widths) else { return };
    for (i, &place) in places[..places.len() - 1].iter().enumerate() {
        verdicts[place].after = block.decision(i);
        verdicts[place].doubt = block.doubt(i);
    }
    for (verdict, gone) in verdicts.iter_mut().zip(gone) {
        verdict.furniture = gone;
    }
}

/// Which lines are page furniture, if it may be removed, and the widths that the others may have.
fn laid_bare(text: &str, all: &[Line], widths: Candidates, furniture: bool) -> (Vec<bool>, Candidates) {
    if furniture && !widths.is_empty() {
        let gone = find_furniture(text, all, &widths);
        if !gone.is_empty() {
            let widths = candidates(&without(all, &gone).0, |_| ());
            return (gone, widths);
        }
    }
    (vec![false; all.len()], widths)
}

/// Which lines are page furniture, in a text wrapped to `width`: the lines are divided without those
/// that may be, and those go that a paragraph then runs across.
///
/// Empty if there is none.
fn find_furniture(text: &str, all: &[Line], widths: &Candidates) -> Vec<bool> {
    let suspects = furniture::suspects(text, all, widths[0].1[0]);
    if suspects.is_empty() {
        return Vec::new();
    }
    let mut gone: Vec<bool> = suspects.iter().map(Option::is_some).collect();
    let (kept, places) = without(all, &gone);
    // Dividing the lines is dear; most texts with lines that look so have none that a sentence could run across.
    let margin = lines::margin(&kept);
    let seams = seams(&kept, margin);
    // Where paragraphs are indented, one that is not goes on, whatever ended before.
    let indented = kept.iter().filter(|l| l.lead - margin >= 2).count() >= INDENTED;
    let flush = |i: usize| indented && kept[i + 1].lead == margin && kept[i + 1].starts == Start::Han;
    let may_join = |i: usize| {
        let lines = places[i] + 1..places[i + 1];
        let strong = !kept[i].ends.is_final();
        pages::may_be(&suspects, lines, strong)
            && widths.iter().any(|(lost, widths)| {
                widths.iter().any(|w| [0, *lost].iter().any(|lost| may_be_full(seams[i], w - lost)))
            })
    };
    let crossed = |i: usize| places[i + 1] - places[i] > 1 && may_join(i);
    if !(0..places.len().saturating_sub(1)).any(crossed) && !pages::may_show(text, all, &suspects) {
        return Vec::new();
    }
    let Some(block) = Block::solve(text, &kept, candidates(&kept, |_| ())) else { return Vec::new() };
    // A page ends where nothing else is set so far in.
    let goes_on = |lines: &Range<usize>, i: usize| {
        let centred = all[lines.clone()].iter().all(|l| l.lead - margin >= CENTRED);
        kept[i + 1].lead == margin && (centred || indented && !kept[i].ends.is_mark())
    };
    let (first, last) = (places.first().copied().unwrap_or(0), places.last().map_or(0, |l| l + 1));
    // The first page may begin with its number, the last end with it.
    let edges = [0..first, last..all.len()].map(|lines| pages::Group {
        lines,
        joined: false,
        strong: false,
        flush: false,
        torn: false,
        edge: true,
        between: false,
        foot: false,
    });
    let groups: Vec<pages::Group> = places
        .windows(2)
        .enumerate()
        .filter(|(_, pair)| pair[1] - pair[0] > 1)
        .map(|(i, pair)| {
            let lines = pair[0] + 1..pair[1];
            let strong = block.margins[i] < SURE && !kept[i].ends.is_final();
            let flush = block.margins[i] < SURE && flush(i);
            // What is as wide as the text around it is text.
            let narrow = all[lines.clone()].iter().all(|l| 4 * furniture::ink(text, l) <= 3 * kept[i].width);
            let prose = || [i, i + 1].iter().any(|&i| kept[i].of(text).contains(['，', '。']));
            // No paragraph of prose ends without a mark where a page ends.
            let paged = strong && kept[i].ends == End::Han && pages::are_numbered(&suspects[lines.clone()]);
            let torn =
                (kept[i].ends == End::Comma || block.words[i].seam >= TORN || paged || goes_on(&lines, i)) && prose();
            let ended = block.decision(i) == Decision::Break && (kept[i].ends.is_final() || is_noted(text, &kept[i]));
            pages::Group {
                lines,
                joined: narrow && block.decision(i) != Decision::Break,
                strong,
                flush,
                torn,
                edge: false,
                between: ended,
                foot: ended && pages::is_note(kept[block.first(i)].of(text)),
            }
        })
        .chain(edges)
        .collect();
    let accepted = pages::accept(text, all, &suspects, &groups);
    if accepted.is_empty() {
        return Vec::new();
    }
    gone.fill(false);
    accepted.into_iter().for_each(|line| gone[line] = true);
    gone
}

/// Whether a line ends in a reference to a note, behind the end of its sentence: `。①`.
fn is_noted(text: &str, line: &Line) -> bool {
    let body = line.of(text);
    let sentence =
        body.trim_end_matches(|c: char| matches!(c, '①'..='⑳' | '〔' | '〕' | '[' | ']') || c.is_ascii_digit());
    sentence.len() < body.len() && sentence.ends_with(['。', '！', '？', '”'])
}

/// Whether a line could be one of several of a paragraph with this limit.
fn may_be_full(seam: Seam, limit: i32) -> bool {
    const NEARLY: i32 = 6;
    seam.from <= limit + NEARLY && limit <= seam.to + NEARLY
}

/// The lines without those that are gone, and where each was. Blank lines around furniture say nothing.
fn without<'l>(all: &'l [Line], gone: &[bool]) -> (Cow<'l, [Line]>, Vec<usize>) {
    if !gone.contains(&true) {
        return (Cow::Borrowed(all), (0..all.len()).collect());
    }
    let (mut kept, mut places) = (Vec::with_capacity(all.len()), Vec::with_capacity(all.len()));
    let mut after = false;
    for (i, line) in all.iter().enumerate() {
        if !gone[i] {
            kept.push(Line { blank: if after { 0 } else { line.blank }, ..*line });
            places.push(i);
        }
        after = gone[i];
    }
    (Cow::Owned(kept), places)
}

/// Lost indents of first lines, each with the widths that could explain the lines, all in half-ems.
type Candidates = Vec<(i32, Vec<i32>)>;

/// Lost indents that are tried, in half-ems, with the widths that could explain the lines.
fn candidates(lines: &[Line], mut voted: impl FnMut(Range<usize>)) -> Candidates {
    let margin = lines::margin(lines);
    let seams = seams(lines, margin);
    let mut seen = widths::Seen::new();
    for line in lines {
        let width = line.width + line.lead - margin;
        seen.note(width);
        seen.note(width - line.hang);
    }
    let between = &seams[..seams.len().saturating_sub(1)];
    let losts = [0, widths::MOST_LOST, 2];
    let widths = widths::candidates(between, &seen, losts, &mut voted);
    losts.into_iter().zip(widths).filter(|(_, widths)| !widths.is_empty()).collect()
}

fn seams(lines: &[Line], margin: i32) -> Vec<Seam> {
    let last = lines.last().map(|l| Seam { from: l.width + l.lead - margin - l.hang, to: i32::MAX / 2, torn: false });
    lines.windows(2).map(|pair| Seam::new(&pair[0], &pair[1], pair[0].lead - margin)).chain(last).collect()
}

/// A block with wrapped lines, decoded.
pub(super) struct Block<'a> {
    text: &'a str,
    lines: &'a [Line],
    seams: Vec<Seam>,
    indented: Vec<bool>,
    words: Vec<Words>,
    layouts: Vec<Layout>,
    /// The division before the guards.
    decoded: Vec<bool>,
    division: Division,
    model: Model,
    margins: Vec<Nats>,
}

impl<'a> Block<'a> {
    fn solve(text: &'a str, lines: &'a [Line], widths: Candidates) -> Option<Self> {
        if widths.is_empty() || lines.len() < 2 {
            return None;
        }
        let margin = lines::margin(lines);
        let seams = seams(lines, margin);
        let (layouts, indents) = table::layouts(lines, margin);
        let (shapes, inside) = table::shapes(text, lines);
        let words = table::words(text, lines, &shapes);
        let indented: Vec<bool> = lines.iter().map(|l| l.lead > margin).collect();
        let even: Vec<bool> = lines.windows(2).map(|pair| pair[0].width == pair[1].width).collect();
        let problem = Problem {
            seams: &seams,
            indented: &indented,
            even: &even,
            words: &words,
            layouts: &layouts,
            closing: table::closing(lines, &shapes),
            indents,
            inside: &inside,
            half_ems: lines.iter().map(|l| i64::from(l.width)).sum(),
        };
        let (mut division, model, mut margins) = problem.solve(widths)?;
        carried::join(text, lines, &seams, &indented, &mut division, &mut margins);
        let decoded = division.breaks.clone();
        guards::apply(text, lines, &shapes, &words, |i| lines[i].indent(margin), &mut division);
        Some(Self { text, lines, seams, indented, words, layouts, decoded, division, model, margins })
    }

    /// The first line of the paragraph of line `i`.
    fn first(&self, i: usize) -> usize {
        self.division.breaks[..i].iter().rposition(|&breaks| breaks).map_or(0, |before| before + 1)
    }

    fn decision(&self, i: usize) -> Decision {
        if self.division.breaks[i] {
            Decision::Break
        } else {
            Decision::Join(&WRAPPED_LINE, certainty(-self.margins[i]))
        }
    }

    /// Why the break after line `i` is worth a look, if it is.
    fn doubt(&self, i: usize) -> Option<(&'static Rule, f32, &'static str)> {
        let score = certainty(-self.margins[i]);
        if !self.division.breaks[i] {
            None
        } else if !self.decoded[i] {
            Some((&WRAPPED_LINE, score, "full lines that look laid out on purpose"))
        } else if self.margins[i] < DOUBT {
            Some((&WRAPPED_LINE, score, "a join would explain the lines nearly as well"))
        } else {
            None
        }
    }

    /// What was seen at the boundary after line `i`; above 0 speaks for joining.
    pub(super) fn evidence(&self, i: usize) -> Vec<Evidence> {
        let mut out = Vec::new();
        let mut note = |feature: String, breaks: Nats| {
            out.push(Evidence { feature: feature.into(), weight: -breaks as f32 / 256.0 });
        };
        let ems = |half: i32| f64::from(half) / 2.0;
        let (a, b) = (&self.lines[i], &self.lines[i + 1]);
        let place = self.division.states[i].wrapped().map_or(weights::Place::First, |(_, place)| place);
        match self.division.limit(i, self.indented[i]) {
            Some(limit) => {
                let short = self.seams[i].short(limit);
                let name = ["first", "second", "later"][place as usize];
                let full = if short == 0 { "full".to_owned() } else { format!("{} em short", ems(short)) };
                note(
                    format!("{name} line of a paragraph {} em wide: {} em, {full}", ems(limit), ems(a.width)),
                    self.model.last_line(limit) - self.model.joined(short),
                );
            }
            None => note(format!("{} em: no width explains the line", ems(a.width)), weights::nats(4.0)),
        }
        note(format!("ends with {}", a.ends.name()), weights::end(a.ends, place));
        note(format!("the next starts with {}", b.starts.name()), weights::start(b.starts));
        let words = &self.words[i];
        let rest = words.weight[place as usize] - weights::end(a.ends, place) - weights::start(b.starts);
        if words.seam != 0.0 {
            note(format!("`{}`: association {:.1}", seam_excerpt(self.text, a, b), words.seam), rest);
        } else if rest != 0 {
            note("open quotation marks and brackets, words cut in two, how rare final marks are".to_owned(), rest);
        }
        let layout = self.layouts[i];
        note(
            format!(
                "{} before the next, indent {}",
                ["no blank line", "a blank line", "blank lines"][usize::from(layout.blank)],
                ["none", "½ em", "1 em or more"][usize::from(layout.indent)]
            ),
            self.model.layout[layout.index()],
        );
        note("how often sentences that end so end a paragraph in this document".to_owned(), self.model.habit(words));
        if self.model.opening(i) != 0 {
            let feature = "how often paragraphs of this document begin so, and sentences inside them";
            note(feature.to_owned(), self.model.opening(i));
        }
        note("how often paragraphs end here in this document".to_owned(), self.model.prior[place as usize]);
        if carried::is_carried(self.text, self.lines, self.seams[i], self.division.limit(i, self.indented[i]), i) {
            let feature = "the next begins with one character and a mark, which had no room with it";
            note(feature.to_owned(), weights::CARRIED_OVER);
        }
        note("all lines together, best join against best break".to_owned(), self.margins[i]);
        if self.division.breaks[i] && !self.decoded[i] {
            note("looks laid out on purpose: verse, list, table, dialogue or code".to_owned(), weights::nats(8.0));
        }
        out
    }
}

/// What was seen at the boundary after line `i` of lines that [`judge`] decides together, page furniture taken away.
pub(super) fn evidence(text: &str, lines: &[Line], i: usize) -> Vec<Evidence> {
    let unmarked = quote::unmarked(text, lines);
    let lines = &*characters::measure(text, unmarked.as_deref().unwrap_or(lines));
    let lines = &*insets::mark(text, lines);
    let region = regions(lines).into_iter().find(|(r, _)| r.contains(&i) && r.contains(&(i + 1)));
    let seen = region.and_then(|(r, widths)| {
        let (all, i) = (&lines[r.clone()], i - r.start);
        let (gone, widths) = laid_bare(text, all, widths, true);
        let (kept, places) = without(all, &gone);
        let i = places[..places.len() - 1].iter().position(|&place| place == i)?;
        Some(Block::solve(text, &kept, widths)?.evidence(i))
    });
    let mut out = seen
        .unwrap_or_else(|| vec![Evidence { feature: "no width explains the lines around here".into(), weight: -4.0 }]);
    out.extend(cut::evidence(text, &lines[i], &lines[i + 1]));
    out
}

/// From a log odds to a probability, kept between 0.01 and 1.
fn certainty(odds: Nats) -> f32 {
    (1.0 / (1.0 + (-odds as f32 / 256.0).exp())).clamp(0.01, 1.0)
}

fn seam_excerpt(text: &str, a: &Line, b: &Line) -> String {
    let last = a.of(text).chars().next_back();
    let first = b.of(text).chars().next();
    last.into_iter().chain(['|']).chain(first).collect()
}
