//! The sections of a page's text: those of an encyclopedia, each with its buttons, those about a book, and references.

use std::collections::{HashMap, HashSet};

use super::kinds::Kind;
use super::lines::Line;
use super::page::{Fate, Page};
use super::phrases::{Phrases, phrases};

/// Lines of sections of short lines at the end of a text.
const LAST_SECTIONS: usize = 60;
/// Lines around the end of the run among which a heading with its buttons stands.
const NEAR: usize = 12;
/// How often a button stands on a page whose parts have buttons of their own.
const REPEATED: usize = 3;
/// Characters of the heading of such a part.
const HEADING: u32 = 16;

/// Whether a line is the heading of a section about a book: `内容简介`, `作者简介 · · · · · ·`.
pub(super) fn is_heading(text: &str, line: &Line) -> bool {
    let name = |c: char| !c.is_alphanumeric();
    line.n() <= 16 && phrases(Phrases::Book).are(line.text.of(text).trim_matches(name))
}

/// Buttons that come back with each part of the page: at least two different ones, each several times, or one that stands
/// between a heading and its text each time.
pub(super) fn repeated(lines: &[Line]) -> HashSet<u64> {
    let mut counts: HashMap<u64, usize> = HashMap::new();
    let button = |l: &&Line| {
        let kind =
            matches!(l.kind, Kind::Share | Kind::Comment | Kind::Tools | Kind::Account | Kind::Expand | Kind::Follow);
        let pair = l.kind == Kind::Nav && l.sure >= 2 && l.shape.gaps > 0;
        (kind || pair) && l.n() <= 8 && l.shape.marks == 0
    };
    lines.iter().filter(button).for_each(|l| *counts.entry(l.hash).or_default() += 1);
    let repeated: HashSet<u64> = counts.into_iter().filter(|(_, n)| *n >= REPEATED).map(|(hash, _)| hash).collect();
    let parts = |hash: u64| {
        let between = lines.windows(3).filter(|three| three[1].hash == hash);
        between.fold((0, 0), |(headed, all), three| {
            let heading = three[0].kind == Kind::None && three[0].n() <= HEADING && three[2].is_prose();
            (headed + usize::from(heading), all + 1)
        })
    };
    let alone = |hash: &u64| matches!(parts(*hash), (headed, all) if headed >= REPEATED && 4 * headed >= 3 * all);
    if repeated.len() >= 2 || repeated.iter().any(alone) { repeated } else { HashSet::new() }
}

impl Page<'_> {
    /// Where the last sections end of a text of which every section has the same buttons beside its heading, as in an
    /// encyclopedia: they are short lines, such as opening hours or a list of sources.
    pub(super) fn last_sections(&self, end: usize) -> usize {
        let has_buttons = |at: usize| self.lines.get(at).is_some_and(|line| self.repeated.contains(&line.hash));
        let heading =
            |at: usize| self.lines[at].kind == Kind::None && self.lines[at].n() <= HEADING && has_buttons(at + 1);
        let inside = self.article.cores.iter().flat_map(|c| c.start..c.end).filter(|&at| has_buttons(at)).count();
        let mut near = (end.saturating_sub(NEAR)..self.lines.len()).take(NEAR + 2);
        if inside < REPEATED || !near.any(heading) {
            return end;
        }
        let own = |at: &usize| !self.stops[*at] && (self.lines[*at].sure == 0 || has_buttons(*at));
        (end..self.lines.len()).take(LAST_SECTIONS).take_while(own).last().map_or(end, |at| at + 1)
    }

    /// Where the list of references ends that stands under its heading near the end of the text.
    pub(super) fn references(&self, end: usize) -> usize {
        let text = |at: usize| self.lines[at].text.of(self.text);
        let is_heading = |at: &usize| phrases(Phrases::Sources).are(text(*at));
        let near = end..self.lines.len().min(end + NEAR);
        let Some(heading) = near.take_while(|&at| !self.stops[at]).find(is_heading) else { return end };
        let entry = |at: &usize| {
            let said = text(*at).trim_start_matches(['[', '［', '(']);
            said.starts_with(|c: char| c.is_ascii_digit()) && self.lines[*at].sure < 2 && self.lines[*at].n() >= 8
        };
        (heading + 1..self.lines.len()).take(LAST_SECTIONS).take_while(entry).last().map_or(end, |at| at + 1)
    }

    /// The sections of the page of a book, if there are several: what stands under their headings, up to furniture.
    pub(super) fn give_back_sections(&self, fates: &mut [Fate]) {
        const FEWEST: usize = 2;
        let headings: Vec<usize> = (0..self.lines.len()).filter(|&at| is_heading(self.text, &self.lines[at])).collect();
        if headings.len() < FEWEST {
            return;
        }
        let ends = headings.iter().skip(1).copied().chain([self.lines.len()]);
        for (&heading, next) in headings.iter().zip(ends) {
            let own = |at: &usize| self.lines[*at].sure < 2 && !self.stops[*at];
            let end = (heading + 1..next).find(|at| !own(at)).unwrap_or(next);
            if end > heading + 1 && !self.stops[heading] {
                fates[heading..end].fill(Fate::Keep);
            }
        }
    }

    /// The table of contents of a text of which every section has its buttons: links to the headings below. A book's own
    /// leads to no headings of the page.
    pub(super) fn contents(&self, fates: &mut [Fate]) {
        const ENTRIES: usize = 3;
        const ENTRY: u32 = 24;
        let is_contents = |at: &usize| self.lines[*at].text.of(self.text) == "目录" && self.is_inside(*at);
        let Some(top) = (0..self.lines.len()).find(is_contents) else { return };
        // `[隐藏]`: a button folds the table up.
        let folds =
            |line: &Line| matches!(line.text.of(self.text).trim_matches(['[', ']']), "隐藏" | "收起" | "展开" | "显示");
        if self.lines.get(top + 1).is_some_and(folds) {
            let entry = |at: &usize| {
                let line = &self.lines[*at];
                line.text.of(self.text).starts_with(|c: char| c.is_ascii_digit()) && line.n() <= ENTRY
            };
            let end = (top + 2..self.lines.len()).find(|at| !entry(at)).unwrap_or(self.lines.len());
            if end - top > ENTRIES + 1 {
                fates[top..end].fill(Fate::Linked);
            }
        }
        if self.repeated.is_empty() {
            return;
        }
        let number = |c: char| c.is_ascii_digit() || c == '.' || c.is_whitespace();
        let name = |at: usize| self.lines[at].text.of(self.text).trim_start_matches(number);
        let headings: HashSet<&str> = (top + 1..self.lines.len().saturating_sub(1))
            .filter(|&at| self.repeated.contains(&self.lines[at + 1].hash))
            .map(|at| self.lines[at].text.of(self.text))
            .collect();
        let entry = |at: &usize| {
            let button = self.lines.get(at + 1).is_some_and(|next| self.repeated.contains(&next.hash));
            !button && headings.contains(name(*at))
        };
        let end = (top + 1..self.lines.len()).find(|at| !entry(at)).unwrap_or(self.lines.len());
        if end - top > ENTRIES {
            fates[top..end].fill(Fate::Linked);
        }
    }
}
