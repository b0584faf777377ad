//! Whole pages: finds the article in a page's text, and takes the page away around it.
//!
//! The article is the run of lines with the largest sum of scores (Kadane's algorithm): sentences
//! count for it, menus, buttons and headlines against it. The page's title, repeated over the
//! article, decides where runs alone cannot. Nothing is done unless enough furniture of several
//! kinds stands outside the run.

use std::collections::HashSet;

use super::kinds::{Kind, Meta};
use super::lines::{self, End, Line};

/// What becomes of a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Fate {
    #[default]
    Keep,
    /// Goes as what it is by itself.
    Furniture,
    /// Goes because of where it stands.
    Outside,
    /// Goes as an entry under the heading of a block of links.
    Linked,
    /// Goes as another copy of the title.
    Title,
}

/// Different hits that must stand outside the article.
const MIN_HITS: usize = 5;
/// Kinds that these must be of.
const MIN_KINDS: usize = 2;
/// Characters that an article without a title must have.
const MIN_CORE: u32 = 80;

/// The score of a line: above 0 speaks for the article.
fn score(line: &Line) -> f32 {
    match line.kind {
        Kind::Related if line.n() >= 3 => return -8.0,
        Kind::Comment if line.sure >= 3 => return -6.0,
        Kind::None => {}
        Kind::Junk => return -4.0,
        _ if line.sure >= 4 => return -3.0,
        _ => return -1.5,
    }
    match line.meta {
        Some(Meta::Editor) => return -4.0,
        Some(_) => return 0.0,
        None => {}
    }
    let s = &line.shape;
    if line.is_prose() {
        let teaser = s.end != End::Closed && s.end != End::Colon && s.n >= 40 && s.n <= 200;
        let base = 1.0 + s.n.min(150) as f32 / 25.0 + if s.end == End::Closed { 1.0 } else { 0.0 };
        return if teaser { base.min(7.0) * 0.5 } else { base.min(7.0) };
    }
    if s.end == End::Closed || s.end == End::Colon {
        0.8
    } else if s.n >= 14 && s.commas > 0 {
        0.0
    } else if s.end == End::Cry {
        -0.2
    } else if s.han * 4 < s.n && s.code > 0 {
        -0.1
    } else if s.n <= 8 {
        -1.0
    } else {
        -0.8
    }
}

/// The run of `scores` with the largest sum, half open, and the sum.
fn best_run(scores: &[f32]) -> (usize, usize, f32) {
    let (mut best, mut from, mut sum) = ((0, 0, 0.0), 0, 0.0_f32);
    for (at, score) in scores.iter().enumerate() {
        if sum <= 0.0 {
            (from, sum) = (at, 0.0);
        }
        sum += score;
        if sum > best.2 {
            best = (from, at + 1, sum);
        }
    }
    best
}

/// A part of the page, half open, that holds an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Core {
    start: usize,
    end: usize,
}

/// A page under study.
struct Page<'a> {
    text: &'a str,
    lines: &'a [Line],
    /// Whether the line is a heading under which links stand, and not the article's own.
    stops: Vec<bool>,
    /// Where the title stands over the article.
    heading: Option<usize>,
}

/// Decides on each line of one page. Tells whether it is a page at all; if not, all are kept.
pub(super) fn decide(text: &str, lines: &[Line], fates: &mut [Fate]) -> bool {
    if lines.len() < 6 {
        return false;
    }
    let mut page = Page { text, lines, stops: stops(lines), heading: None };
    let Some(core) = page.core() else { return false };
    if !page.gate(&core) {
        return false;
    }
    page.remove(&core, fates);
    page.give_back(&core, fates);
    page.inside(&core, fates);
    true
}

fn stops(lines: &[Line]) -> Vec<bool> {
    lines
        .iter()
        .enumerate()
        .map(|(at, line)| {
            let heading = match line.kind {
                Kind::Related => line.n() >= 3,
                Kind::Comment => line.sure >= 3,
                _ => false,
            };
            // A heading straight over a full paragraph is the article's own.
            heading
                && !lines.get(at + 1).is_some_and(|next| {
                    next.kind == Kind::None && next.is_prose() && next.shape.end == End::Closed && next.n() >= 30
                })
        })
        .collect()
}

impl Page<'_> {
    /// The parts that hold the article.
    fn core(&mut self) -> Option<Vec<Core>> {
        let scores: Vec<f32> = self.lines.iter().map(score).collect();
        let (start, end, sum) = best_run(&scores);
        let anchored = self.anchored();
        if sum <= 0.0 && anchored.is_none() {
            return None;
        }
        let best = self.trim(Core { start, end }, &scores);
        let mut cores = Vec::new();
        match anchored {
            Some(own) => {
                cores.push(own);
                if best.start < own.end + 3 && own.start < best.end + 3 {
                    let stop = (own.end.min(best.end)..best.start.max(own.start)).any(|at| self.stops[at]);
                    if !stop {
                        let start = if best.start < own.start && self.heading.is_some_and(|h| best.start <= h) {
                            own.start
                        } else {
                            own.start.min(best.start)
                        };
                        cores[0] = Core { start, end: own.end.max(self.trim_after(own, best)) };
                    }
                } else if best.start >= own.end && !(own.end..best.start).any(|at| self.stops[at] || self.is_footer(at))
                {
                    cores.push(best);
                }
            }
            None => {
                cores.push(best);
                // Another run nearly as good: both stay, unless the heading of a block of links parts them.
                for (from, to) in [(0, best.start), (best.end, scores.len())] {
                    let (start, end, other) = best_run(&scores[from..to]);
                    if other < sum * 0.5 || end == start {
                        continue;
                    }
                    let other = self.trim(Core { start: from + start, end: from + end }, &scores);
                    if other.start >= best.end && (best.end..other.start).any(|at| self.stops[at]) {
                        continue;
                    }
                    if other.end <= best.start && (other.end..best.start).any(|at| self.stops[at]) {
                        cores[0] = other;
                        continue;
                    }
                    cores.push(other);
                }
            }
        }
        cores.retain(|c| c.end > c.start);
        cores.sort_by_key(|c| c.start);
        (!cores.is_empty()).then_some(cores)
    }

    fn is_footer(&self, at: usize) -> bool {
        let line = &self.lines[at];
        line.kind == Kind::Legal && line.sure >= 5
    }

    /// Ends a run at the first heading of a block of links, if enough stands before it.
    fn trim(&self, core: Core, scores: &[f32]) -> Core {
        let mut core = core;
        let mut before = 0.0;
        for at in core.start..core.end {
            if self.stops[at] || self.is_footer(at) {
                let after = best_run(&scores[at + 1..core.end]);
                if before >= 8.0 {
                    if self.rejoins(at, core.end) {
                        continue;
                    }
                    return Core { start: core.start, end: at };
                }
                if after.2 > 0.0 && before < after.2 {
                    core = Core { start: at + 1 + after.0, end: at + 1 + after.1 };
                    return self.trim(core, scores);
                }
            }
            before += scores[at].max(0.0);
        }
        core
    }

    /// How far the anchored part may be drawn out by the run that meets it.
    fn trim_after(&self, own: Core, best: Core) -> usize {
        (own.end..best.end).find(|&at| self.stops[at] || self.is_footer(at)).unwrap_or(best.end)
    }

    /// Whether the article goes on after the block of links at `stop`: paragraphs follow, and then
    /// the line of the editor.
    fn rejoins(&self, stop: usize, end: usize) -> bool {
        let mut prose = 0;
        for at in stop + 1..self.lines.len().min(end + 3) {
            if self.stops[at] || self.is_footer(at) {
                return false;
            }
            let line = &self.lines[at];
            if line.meta == Some(Meta::Editor) {
                return prose >= 2;
            }
            prose += u32::from(line.is_prose() && line.shape.end == End::Closed && line.n() >= 40);
        }
        false
    }

    /// The article under the title, or else none.
    fn anchored(&mut self) -> Option<Core> {
        let (heading, _) = title(self.text, self.lines)?;
        let mut start = heading + 1;
        let (mut gap, mut at) = (0, heading + 1);
        while at < self.lines.len() && at <= heading + 20 && gap <= 3 {
            let line = &self.lines[at];
            if self.stops[at] {
                break;
            }
            if line.kind != Kind::None || line.meta.is_some() {
                start = at + 1;
                gap = 0;
            } else {
                if line.is_prose() {
                    break;
                }
                gap += 1;
            }
            at += 1;
        }
        let mut end = start;
        let mut chars = 0;
        while end < self.lines.len() {
            let line = &self.lines[end];
            let pair = |at: usize| self.lines.get(at).is_some_and(|l| l.sure >= 2 && l.kind != Kind::Number);
            if self.stops[end] && end > start && self.rejoins(end, end + 40) {
                end += 1;
                continue;
            }
            if self.stops[end]
                || line.meta == Some(Meta::Editor)
                || matches!(line.kind, Kind::Legal | Kind::Reprint | Kind::Disclaimer) && line.sure >= 5
                || line.kind == Kind::Neighbour
                || pair(end) && pair(end + 1)
            {
                break;
            }
            if line.kind == Kind::None {
                chars += line.n();
            }
            end += 1;
        }
        while end > start && self.lines[end - 1].kind != Kind::None {
            end -= 1;
        }
        if chars < 30 || end == start {
            return None;
        }
        self.heading = Some(heading);
        Some(Core { start, end })
    }

    /// Whether this is a page: enough furniture, of several kinds, outside the article.
    fn gate(&self, cores: &[Core]) -> bool {
        let mut seen = HashSet::new();
        let mut kinds = HashSet::new();
        let (mut solid, mut blocks) = (false, 0);
        for (at, line) in self.lines.iter().enumerate() {
            if line.sure == 0
                || cores.iter().any(|c| (c.start..c.end).contains(&at))
                || matches!(line.kind, Kind::Number | Kind::Ornament | Kind::Url)
            {
                continue;
            }
            if !seen.insert(line.hash) {
                continue;
            }
            kinds.insert(line.kind);
            solid |= matches!(line.kind, Kind::Crumb | Kind::Legal) && line.sure >= 5;
            blocks += u32::from(
                matches!(
                    line.kind,
                    Kind::Share | Kind::Related | Kind::Neighbour | Kind::Comment | Kind::Follow | Kind::Account
                ) && line.sure >= 2,
            );
        }
        let chars: u32 = cores.iter().flat_map(|c| &self.lines[c.start..c.end]).map(Line::n).sum();
        seen.len() >= MIN_HITS
            && kinds.len() >= MIN_KINDS
            && (solid || blocks >= 3)
            && (chars >= MIN_CORE || self.heading.is_some())
    }

    fn remove(&self, cores: &[Core], fates: &mut [Fate]) {
        let mut stopped = false;
        for (at, line) in self.lines.iter().enumerate() {
            if cores.iter().any(|c| (c.start..c.end).contains(&at)) {
                stopped = false;
                continue;
            }
            stopped |= self.stops[at];
            fates[at] = if line.kind != Kind::None {
                Fate::Furniture
            } else if stopped {
                Fate::Linked
            } else {
                Fate::Outside
            };
        }
    }

    fn give_back(&self, cores: &[Core], fates: &mut [Fate]) {
        let Some((first, last)) = cores.first().zip(cores.last()) else { return };
        let lines = self.lines;
        // The title, and what stands between it and the article.
        let head = match self.heading {
            Some(heading) => {
                fates[heading] = Fate::Keep;
                for at in 0..heading {
                    if lines[at].hash == lines[heading].hash || at == 0 && lines[0].kind == Kind::None {
                        fates[at] = Fate::Title;
                    }
                }
                for at in heading + 1..first.start {
                    if lines[at].kind == Kind::None {
                        fates[at] = if lines[at].hash == lines[heading].hash { Fate::Title } else { Fate::Keep };
                    }
                }
                heading
            }
            None => {
                let mut at = first.start;
                let (mut furniture, mut plain) = (0, 0);
                while at > 0 && first.start - at < 12 && furniture < 3 && plain < 3 {
                    at -= 1;
                    if lines[at].meta.is_some() {
                        fates[at] = Fate::Keep;
                        furniture = 0;
                    } else if lines[at].kind != Kind::None {
                        furniture += 1;
                    } else if lines[at].n() >= 4 {
                        fates[at] = Fate::Keep;
                        plain += 1;
                    }
                }
                if lines[0].kind == Kind::None && lines[0].n() >= 6 {
                    fates[0] = Fate::Keep;
                }
                at
            }
        };
        // Two parts of one article: what stands between them is its own, unless it is furniture.
        for pair in cores.windows(2) {
            let between = pair[0].end..pair[1].start;
            if !between.clone().any(|at| self.stops[at] || self.is_footer(at)) {
                for at in between {
                    if lines[at].kind == Kind::None && !self.is_copy(at) {
                        fates[at] = Fate::Keep;
                    }
                }
            }
        }
        // The sign-off of a notice: whom to ask, who wrote it and when.
        for at in last.end..self.sign_off(last.end) {
            fates[at] = Fate::Keep;
        }
        // Notes before and after the article.
        for at in (head.max(first.start.saturating_sub(8))..first.start).rev() {
            if lines[at].meta.is_some() {
                fates[at] = Fate::Keep;
            }
        }
        let mut stop = false;
        for at in last.end..lines.len().min(last.end + 7) {
            stop |= self.stops[at];
            if lines[at].meta.is_some() && !(stop && lines[at].meta == Some(Meta::Source)) {
                fates[at] = Fate::Keep;
                // The name may stand in the next line.
                let label = lines[at].n() <= 6 && lines[at].shape.end == End::Colon;
                if label && lines.get(at + 1).is_some_and(|l| l.kind == Kind::None && l.n() <= 12) {
                    fates[at + 1] = Fate::Keep;
                }
            }
        }
        // Short last lines of the article before the furniture begins.
        for n in (1..=2).rev() {
            let tail = last.end..last.end + n;
            let follows = lines.get(tail.end).is_some_and(|l| l.sure >= 2 || l.meta == Some(Meta::Editor));
            if follows && tail.clone().all(|at| lines[at].kind == Kind::None && !self.is_copy(at)) {
                fates[tail].fill(Fate::Keep);
                break;
            }
        }
        // Paragraphs elsewhere, unless they stand under the heading of a block of links.
        let mut stopped = false;
        for at in 0..lines.len() {
            stopped |= at >= first.start && (self.stops[at] || self.is_footer(at));
            let line = &lines[at];
            if !stopped
                && fates[at] == Fate::Outside
                && line.is_prose()
                && line.n() >= 40
                && line.shape.inner + u32::from(line.shape.end == End::Closed) > 0
            {
                fates[at] = Fate::Keep;
            }
        }
    }

    /// Where the sign-off ends that begins at `start`: contacts for readers, a signature, a date.
    fn sign_off(&self, start: usize) -> usize {
        let mut end = start;
        let mut asked = false;
        for at in start..self.lines.len().min(start + 8) {
            let line = &self.lines[at];
            let text = line.text.of(self.text);
            let contact = line.kind == Kind::Contact && line.sure <= 1 && !text.contains("邮编");
            let label =
                ["联系人", "联系电话", "咨询电话", "报名电话", "咨询热线", "联系方式"].iter().any(|l| text.contains(l));
            let date = line.n() <= 12 && text.ends_with('日') && line.shape.digits > 0;
            if date || label && (contact || line.kind == Kind::None) {
                asked |= label;
                end = at + 1;
            } else if contact && asked {
                end = at + 1;
            } else if line.kind != Kind::None || line.n() > 24 {
                break;
            }
        }
        end
    }

    fn is_copy(&self, at: usize) -> bool {
        self.heading.is_some_and(|h| h != at && self.lines[h].hash == self.lines[at].hash)
    }

    /// Furniture in the middle of the article.
    fn inside(&self, cores: &[Core], fates: &mut [Fate]) {
        for core in cores {
            let mut run = 0;
            for at in core.start..core.end {
                let line = &self.lines[at];
                if let Kind::Share
                | Kind::Counter
                | Kind::Expand
                | Kind::Follow
                | Kind::Neighbour
                | Kind::Comment
                | Kind::Pages
                | Kind::Tools
                | Kind::Account = line.kind
                    && line.sure >= 4
                    && line.n() <= 40
                {
                    fates[at] = Fate::Furniture;
                }
                if self.stops[at] && line.n() <= 12 {
                    fates[at] = Fate::Furniture;
                    for under in at + 1..core.end {
                        let line = &self.lines[under];
                        if line.is_prose() && line.shape.end == End::Closed || line.meta.is_some() || line.sure > 0 {
                            break;
                        }
                        fates[under] = Fate::Linked;
                    }
                }
                if line.sure >= 2 && line.n() <= 12 {
                    run += 1;
                    if run >= 3 {
                        fates[at - 2..=at].fill(Fate::Furniture);
                    }
                } else {
                    run = 0;
                }
            }
        }
    }
}

/// The heading of the article: a later line that is the head of the first, which is then the
/// page's `<title>`. Gives the line of the heading and that of the `<title>`.
fn title(text: &str, lines: &[Line]) -> Option<(usize, usize)> {
    let mut word = String::new();
    let top = lines.iter().take(3).position(|l| l.kind == Kind::None && (4..=120).contains(&l.n()))?;
    let mut full = String::new();
    lines::compact(lines[top].text.of(text), &mut full);
    let parted = |c: char| {
        c.is_ascii_punctuation() || matches!(c, '—' | '–' | '丨' | '│' | '·' | '，' | '…' | '_' | '・' | '【' | '〖')
    };
    let mut best = None;
    for (at, line) in lines.iter().enumerate().skip(top + 1).take(500) {
        if line.n() < 4 || line.n() > lines[top].n() + 40 || line.kind != Kind::None {
            continue;
        }
        lines::compact(line.text.of(text), &mut word);
        if word == full {
            return Some((at, top));
        }
        if let Some(rest) = full.strip_prefix(word.as_str()) {
            if rest.starts_with(parted) && (line.n() >= 6 || line.n() * 3 >= lines[top].n()) {
                return Some((at, top));
            }
        } else if full.ends_with(word.as_str()) && line.n() >= 8 {
            let before = &full[..full.len() - word.len()];
            if before.ends_with(parted) {
                best = best.or(Some((at, top)));
            }
        } else if line.n() >= 12 && !line.is_prose() {
            // One of the two is cut short.
            let same = full.chars().zip(word.chars()).take_while(|(a, b)| a == b).count() as u32;
            if same >= 12 && same * 5 >= line.n().min(lines[top].n()) * 4 {
                best = best.or(Some((at, top)));
            }
        }
    }
    best
}
