//! Whole pages: takes the page away around the article.
//!
//! Nothing is done unless enough furniture of several kinds stands outside the article. Then every
//! line outside it goes, and what belongs to the article is given back: its title, the notes of
//! source, date and editor, paragraphs that stand apart, the sign-off of a notice.

use std::collections::HashSet;
use std::ops::Range;

use super::core::{self, Article, is_foot};
use super::forms;
use super::kinds::{Kind, Meta};
use super::lines::{End, Line};
use super::phrases::{Phrases, phrases};
use super::sections;

/// What becomes of a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Fate {
    #[default]
    Keep,
    /// Goes as what it is by itself.
    Furniture,
    /// Goes as a menu, by where it stands.
    Bar,
    /// Goes as a trail of channels, by where it stands.
    Trail,
    /// Goes as furniture that stands alone, if that is asked for.
    Lone,
    /// Goes because of where it stands.
    Outside,
    /// Goes as an entry under the heading of a block of links.
    Linked,
    /// Goes as another copy of the title.
    Title,
    /// Goes as a line learned from the corpus.
    Learned,
    /// Is removed already.
    Gone,
    /// Stays, though it stands outside the article: it begins one of several more articles.
    Spared,
}

/// Different hits that must stand outside the article.
const MIN_HITS: usize = 5;
/// So many will do where a trail of channels stands over it, and the page's rights under it.
const MIN_FRAMED: usize = 3;
/// Kinds that these must be of.
const MIN_KINDS: usize = 2;
/// Where no piece is plain by itself, so many of so many kinds are.
const MANY_HITS: usize = 10;
const MANY_KINDS: usize = 4;
/// Characters that an article without a title must have.
const MIN_CORE: u32 = 80;
/// Runs of paragraphs that may go from one page; more are no page's, but several pages' articles.
const MAX_RUNS: usize = 3;
/// Characters of paragraphs in succession that make a run.
const LONG_RUN: u32 = 200;

/// Lines of particulars over a heading.
const MOST_PARTICULARS: usize = 30;
/// Lines after the run of sentences that may still be the article's, if a sentence ends them.
const LONGEST_TAIL: usize = 40;

/// Lines in succession that may be a paragraph broken at a line width.
const WRAPPED_RUN: usize = 8;
/// Such lines beside the article of a page; where there are more, the text is no page.
const MOST_WRAPPED: usize = 40;

/// Decides on each line of one page. Tells whether it is a page at all; if not, all are kept.
pub(super) fn decide(text: &str, lines: &[Line], fates: &mut [Fate]) -> bool {
    // Without as many hits in all there are not as many outside the article, wherever that stands.
    let hits = lines.iter().filter(|l| l.sure > 0).take(MIN_FRAMED).count();
    if lines.len() < 6 || hits < MIN_FRAMED {
        return false;
    }
    let stops = core::stops(text, lines);
    let article = core::find(text, lines, &stops);
    let page = Page {
        text,
        lines,
        stops,
        article,
        repeated: sections::repeated(lines),
        asked: core::are_answers(text, lines),
    };
    if page.article.cores.is_empty() || !page.gate() {
        return false;
    }
    let wrapped = page.wrapped();
    if wrapped.iter().map(ExactSizeIterator::len).sum::<usize>() > MOST_WRAPPED {
        return false;
    }
    page.remove(fates);
    page.give_back(fates);
    page.inside(fates);
    page.give_back_between(fates);
    page.contents(fates);
    page.counted(fates);
    page.spare_articles(fates);
    wrapped.into_iter().for_each(|run| fates[run].fill(Fate::Keep));
    true
}

/// Whether two lines say the same. Sentences are no copies of each other: they are not compared.
fn is_same(a: &Line, b: &Line) -> bool {
    a.hash == b.hash && a.hash != 0
}

/// A page under study.
pub(super) struct Page<'a> {
    pub(super) text: &'a str,
    pub(super) lines: &'a [Line],
    /// Whether the line is a heading under which links stand.
    pub(super) stops: Vec<bool>,
    pub(super) article: Article,
    /// Buttons that come back with each part of the page.
    pub(super) repeated: HashSet<u64>,
    /// Whether a question is answered on it.
    asked: bool,
}

impl Page<'_> {
    pub(super) fn is_inside(&self, at: usize) -> bool {
        self.article.cores.iter().any(|c| c.has(at))
    }

    /// Whether this is a page: enough furniture, of several kinds, outside the article.
    fn gate(&self) -> bool {
        let (mut seen, mut kinds) = (HashSet::new(), HashSet::new());
        let (mut solid, mut blocks) = (false, 0);
        for (at, line) in self.lines.iter().enumerate() {
            let vague = matches!(line.kind, Kind::Number | Kind::Ornament | Kind::Url);
            if line.sure == 0 || vague || self.is_inside(at) || !seen.insert(line.hash) {
                continue;
            }
            kinds.insert(line.kind);
            solid |= matches!(line.kind, Kind::Crumb | Kind::Legal) && line.sure >= 5;
            let block = matches!(
                line.kind,
                Kind::Share | Kind::Related | Kind::Neighbour | Kind::Comment | Kind::Follow | Kind::Account
            );
            blocks += u32::from(block && line.sure >= 2);
        }
        let (first, last) = (self.article.cores[0].start, self.article.cores[self.article.cores.len() - 1].end);
        let trail = self.lines[..first].iter().any(|l| l.kind == Kind::Crumb && l.sure >= 5);
        let least = if trail && self.lines[last..].iter().any(is_foot) { MIN_FRAMED } else { MIN_HITS };
        let chars: u32 = self.article.cores.iter().flat_map(|c| &self.lines[c.start..c.end]).map(Line::n).sum();
        let many = seen.len() >= MANY_HITS && kinds.len() >= MANY_KINDS;
        seen.len() >= least
            && kinds.len() >= MIN_KINDS
            && (solid || blocks >= 3 || many)
            && (chars >= MIN_CORE || self.article.heading.is_some())
    }

    /// Runs of lines outside the article that are prose broken at a line width: most have marks inside, and half are about as
    /// wide as three in five are at most. Links and headlines have few marks and all widths.
    fn wrapped(&self) -> Vec<Range<usize>> {
        const SLACK: u32 = 2;
        let outside = |at: usize| self.lines[at].kind == Kind::None && !self.is_inside(at);
        let (mut runs, mut at) = (Vec::new(), 0);
        while at < self.lines.len() {
            let end = (at..self.lines.len()).find(|&at| !outside(at)).unwrap_or(self.lines.len());
            let run = &self.lines[at..end];
            at = end + 1;
            if run.len() < WRAPPED_RUN {
                continue;
            }
            let mut widths: Vec<u32> = run.iter().map(Line::n).collect();
            widths.sort_unstable();
            let width = widths[3 * run.len() / 5];
            let flowing = run.iter().filter(|l| l.n() >= 12 && l.shape.commas + l.shape.marks > 0).count();
            let full = widths.iter().filter(|n| n.abs_diff(width) <= SLACK).count();
            if 10 * flowing >= 6 * run.len() && 2 * full >= run.len() {
                runs.push(end - run.len()..end);
            }
        }
        runs
    }

    fn remove(&self, fates: &mut [Fate]) {
        let mut stopped = false;
        for (at, line) in self.lines.iter().enumerate() {
            if self.is_inside(at) {
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

    fn give_back(&self, fates: &mut [Fate]) {
        let (cores, lines) = (&self.article.cores, self.lines);
        let Some((first, last)) = cores.first().zip(cores.last()) else { return };
        self.give_back_head(first.start, fates);
        // Two parts of one article: what stands between them is its own, unless it is furniture.
        for pair in cores.windows(2) {
            let between = pair[0].end..pair[1].start;
            if !between.clone().any(|at| self.stops[at] || is_foot(&lines[at])) {
                for at in between {
                    if lines[at].kind == Kind::None && !self.is_copy(at) {
                        fates[at] = Fate::Keep;
                    }
                }
            }
        }
        self.give_back_foot(last.end, fates);
        self.give_back_prose(first.start, last.end, fates);
        self.give_back_posts(fates);
        self.give_back_sections(fates);
    }

    /// The title, and what stands between it and the article.
    fn give_back_head(&self, start: usize, fates: &mut [Fate]) {
        let lines = self.lines;
        let Some(heading) = self.article.heading.filter(|&h| h < start) else {
            self.give_back_untitled(start, fates);
            return;
        };
        fates[heading] = Fate::Keep;
        // A trail that ends in the name of a series leads to its title, too.
        if let Some(trail) = (heading.saturating_sub(2)..heading).find(|&at| lines[at].kind == Kind::Crumb) {
            let titles = (trail + 1..heading).filter(|&at| lines[at].kind == Kind::None && lines[at].n() >= 6);
            titles.for_each(|at| fates[at] = Fate::Keep);
        }
        for at in 0..heading {
            if is_same(&lines[at], &lines[heading]) || self.article.title == Some(at) {
                fates[at] = Fate::Title;
            }
        }
        // A newspaper's page has its date or its number right over the heading.
        let above = heading.checked_sub(1).map(|at| (at, &lines[at]));
        if let Some((at, line)) = above {
            let text = line.text.of(self.text);
            let dated = line.meta == Some(Meta::Source) && line.shape.digits >= 6 && !text.contains("今天");
            // Today's date, where the article has its own.
            let own = |l: &Line| l.meta == Some(Meta::Source) && l.shape.digits >= 6;
            let dated = dated && !(text.contains("星期") && lines[heading + 1..].iter().take(4).any(own));
            if dated || forms::is_page_of_newspaper(text) {
                fates[at] = Fate::Keep;
            }
        }
        // The first line is the title where no menu stands over what was taken for the heading.
        const NEAR: usize = 6;
        let first = &lines[0];
        let plain = heading <= NEAR && lines[..heading].iter().all(|l| l.kind == Kind::None);
        if plain && fates[0] == Fate::Outside && (6..=60).contains(&first.n()) && !first.is_prose() {
            fates[0] = Fate::Keep;
        }
        fates[self.particulars(heading)..heading].fill(Fate::Keep);
        for at in heading + 1..start {
            if lines[at].kind == Kind::None {
                fates[at] = if is_same(&lines[at], &lines[heading]) { Fate::Title } else { Fate::Keep };
            }
        }
    }

    /// Where the particulars of a document begin that stand over its heading: at least three labels, such as `索引号：`
    /// and `发文机关：`, with what they say beside them or in the next line.
    fn particulars(&self, heading: usize) -> usize {
        let label = |at: usize| {
            let line = &self.lines[at];
            let open = line.kind == Kind::None && line.n() <= 12 && line.shape.end == End::Colon;
            line.meta == Some(Meta::Source) && line.shape.colons > 0 || open
        };
        let told = |at: usize| {
            let line = &self.lines[at];
            line.kind == Kind::None && line.n() <= 60 && at > 0 && label(at - 1)
        };
        let above = (0..heading).rev().take(MOST_PARTICULARS).take_while(|&at| label(at) || told(at));
        let start = above.last().unwrap_or(heading);
        if (start..heading).filter(|&at| label(at)).count() >= 3 { start } else { heading }
    }

    /// Without a heading: notes above the article, the lines next to it, the first line.
    fn give_back_untitled(&self, start: usize, fates: &mut [Fate]) {
        let lines = self.lines;
        if lines[0].kind == Kind::None && lines[0].n() >= 6 {
            fates[0] = Fate::Keep;
        }
        // The table of contents over a text repeats its headings.
        let headings: HashSet<u64> = self.headings();
        let (mut furniture, mut plain) = (0, 0);
        for at in (start.saturating_sub(20)..start).rev() {
            if headings.contains(&lines[at].hash) || lines[at].text.of(self.text) == "目录" {
                continue;
            }
            if lines[at].meta.is_some() {
                fates[at] = Fate::Keep;
                (furniture, plain) = (0, 0);
            } else if lines[at].kind != Kind::None {
                furniture += 1;
            } else if furniture <= 2 && plain < 3 && lines[at].n() >= 4 {
                fates[at] = Fate::Keep;
                plain += 1;
                // The name of who wrote it stands between title and description.
                let plain = |at: usize| lines[at].kind == Kind::None;
                if at + 2 <= start && plain(at + 1) && plain(at + 2) && fates[at + 2] == Fate::Keep {
                    fates[at + 1] = Fate::Keep;
                }
            }
            if furniture > 8 {
                break;
            }
        }
        if !(0..start).any(|at| self.stops[at] && lines[at].kind == Kind::Related) {
            self.give_back_long_lines(start, fates);
            self.give_back_particulars(start, fates);
        }
    }

    /// The short lines inside the article, which may be headings.
    fn headings(&self) -> HashSet<u64> {
        const HEADING: u32 = 20;
        let lines = self.article.cores.iter().flat_map(|c| &self.lines[c.start..c.end]);
        lines.filter(|l| l.kind == Kind::None && l.n() <= HEADING && l.hash != 0).map(|l| l.hash).collect()
    }

    /// Without a heading: the particulars of a book or a person over what is said of it, at least four labels in succession,
    /// and the line over them, which names it.
    fn give_back_particulars(&self, start: usize, fates: &mut [Fate]) {
        const REACH: usize = 40;
        const LABELS: usize = 4;
        const NAME: usize = 3;
        let label = |at: &usize| {
            let line = &self.lines[*at];
            let text = line.text.of(self.text);
            line.sure == 0
                && (4..=40).contains(&line.n())
                && text.split_once([':', '：']).is_some_and(|(label, told)| {
                    (2..=8).contains(&label.chars().count()) && !told.trim().is_empty() && !told.contains("//")
                })
        };
        let (mut at, reach) = (start.saturating_sub(REACH), start);
        while at < reach {
            let end = (at..reach).find(|at| !label(at)).unwrap_or(reach);
            if end - at >= LABELS {
                // A bar of buttons may stand under the name.
                let name = (0..at).rev().take(NAME).find(|&name| {
                    let line = &self.lines[name];
                    let bar = line.shape.gaps + line.shape.colons >= 2;
                    line.kind == Kind::None && (2..=40).contains(&line.n()) && !bar
                });
                fates[at..end].fill(Fate::Keep);
                name.into_iter().for_each(|name| fates[name] = Fate::Keep);
            }
            at = end + 1;
        }
    }

    /// Without a heading: longer lines among the buttons over the article. Where there are few of them one is its title, as
    /// over the question of which it is the answer; where there are many they are links.
    fn give_back_long_lines(&self, start: usize, fates: &mut [Fate]) {
        const REACH: usize = 30;
        const LONG: u32 = 10;
        const FEW: usize = 4;
        let long = |&at: &usize| {
            let line = &self.lines[at];
            line.kind == Kind::None && (LONG..=60).contains(&line.n()) && line.shape.colons + line.shape.digits <= 4
        };
        let reach = start.saturating_sub(REACH)..start;
        if reach.clone().filter(long).count() <= FEW {
            reach.filter(long).for_each(|at| fates[at] = Fate::Keep);
        }
    }

    /// Notes after the article, its last short lines, the sign-off of a notice.
    fn give_back_foot(&self, end: usize, fates: &mut [Fate]) {
        let lines = self.lines;
        let last = self.sign_off(end).max(self.last_words(end)).max(self.last_sections(end)).max(self.references(end));
        for at in end..last {
            fates[at] = if self.repeated.contains(&lines[at].hash) { Fate::Furniture } else { Fate::Keep };
        }
        let mut stopped = false;
        for at in end..lines.len().min(end + 7) {
            stopped |= self.stops[at];
            let note = lines[at].meta.is_some_and(|m| !(stopped && m == Meta::Source));
            if note && !self.is_copy(at) {
                fates[at] = Fate::Keep;
                // The name may stand in the next line.
                let label = lines[at].n() <= 6 && lines[at].shape.end == End::Colon;
                if label && lines.get(at + 1).is_some_and(|l| l.kind == Kind::None && l.n() <= 12) {
                    fates[at + 1] = Fate::Keep;
                }
            }
        }
        // Short last lines before the furniture begins.
        for tail in [end..end + 2, end..end + 1] {
            let begins = lines.get(tail.end).is_some_and(|l| {
                l.sure > 0 && !matches!(l.kind, Kind::Channel | Kind::Number | Kind::Ornament)
                    || l.meta == Some(Meta::Editor)
            });
            if begins && tail.clone().all(|at| lines[at].kind == Kind::None && !self.is_copy(at)) {
                fates[tail].fill(Fate::Keep);
                break;
            }
        }
    }

    /// Where the article's last words end: short lines, such as verse, that a closed one or a note follows before any furniture.
    fn last_words(&self, end: usize) -> usize {
        let own = |at: &usize| {
            let line = &self.lines[*at];
            matches!(line.kind, Kind::None | Kind::Ornament | Kind::Number) && !self.stops[*at] && !self.is_copy(*at)
        };
        let closes = |at: &usize| {
            let line = &self.lines[*at];
            line.shape.end == End::Closed
                || matches!(line.meta, Some(Meta::Credit | Meta::Caption | Meta::Byline))
                || self.is_signed(end, *at)
        };
        (end..self.lines.len()).take(LONGEST_TAIL).take_while(own).filter(closes).last().map_or(end, |at| at + 1)
    }

    /// Whether a line is the date of who signs a notice: the only date after the text, right over furniture.
    fn is_signed(&self, end: usize, at: usize) -> bool {
        let is_date =
            |line: &Line| line.meta == Some(Meta::Source) && line.n() <= 12 && line.text.of(self.text).ends_with('日');
        is_date(&self.lines[at])
            && self.lines.get(at + 1).is_none_or(|next| next.sure > 0)
            && !self.lines[end..at].iter().any(|line| line.meta == Some(Meta::Source))
    }

    /// Paragraphs elsewhere, unless they stand under a heading of links or below the foot.
    fn give_back_prose(&self, start: usize, end: usize, fates: &mut [Fate]) {
        let (mut stopped, mut buttons) = (false, 0);
        for (at, line) in self.lines.iter().enumerate() {
            stopped |= at >= start && (self.stops[at] || is_foot(line));
            buttons += u32::from(at >= end && line.sure >= 2);
            let whole = line.shape.inner > 0 || line.shape.end == End::Closed;
            let long = line.n() >= 40 || line.n() >= 24 && line.shape.full >= 2;
            // Each post of a thread has its buttons, and begins with who wrote it when.
            let post = at > 0 && self.is_posted(at - 1);
            if !stopped && (buttons < 4 || post) && fates[at] == Fate::Outside && line.is_prose() && long && whole {
                fates[at] = Fate::Keep;
                if post {
                    fates[at - 1] = Fate::Keep;
                }
            }
        }
    }

    /// The posts of a thread, of which each begins with who wrote it when, and ends in its own buttons. The comments on an
    /// article stand under a heading.
    fn give_back_posts(&self, fates: &mut [Fate]) {
        const BUTTONS: usize = 3;
        let posted: Vec<usize> = (0..self.lines.len()).filter(|&at| self.is_posted(at)).collect();
        if posted.len() < 2 || !posted.iter().any(|&at| fates[at] == Fate::Keep || self.is_inside(at)) {
            return;
        }
        let stop = self.stops.iter().position(|&stop| stop).unwrap_or(self.lines.len());
        for at in posted.into_iter().take_while(|&at| at < stop) {
            let button = |at: &usize| self.lines[*at].sure > 0 && !self.stops[*at];
            let start = at + 1 + (at + 1..self.lines.len()).take(BUTTONS).take_while(button).count();
            let own = |at: &usize| self.lines[*at].sure < 2 && !self.stops[*at] && !self.is_posted(*at);
            let end = (start..self.lines.len()).find(|at| !own(at)).unwrap_or(self.lines.len());
            if end > start {
                fates[at] = Fate::Keep;
                fates[start..end].fill(Fate::Keep);
                if let Some(name) = self.poster(at).filter(|&name| !self.is_inside(name)) {
                    fates[name] = Fate::Keep;
                }
            }
        }
    }

    /// The name of who wrote a post, over the ranks and numbers that stand over its date.
    fn poster(&self, at: usize) -> Option<usize> {
        const REACH: usize = 10;
        const NAME: u32 = 16;
        let of_column = |at: &usize| {
            let line = &self.lines[*at];
            let number = matches!(line.kind, Kind::Counter | Kind::Number);
            (line.kind == Kind::None && line.meta.is_none() || number) && line.n() <= NAME
        };
        let name = (0..at).rev().take(REACH).take_while(of_column).last()?;
        let over = name.checked_sub(1)?;
        (self.lines[name].kind == Kind::None && self.lines[over].sure > 0).then_some(name)
    }

    /// Whether a line says who posted what stands under it: `老圃 发表于 2022-5-17 21:40`.
    fn is_posted(&self, at: usize) -> bool {
        let line = &self.lines[at];
        let says = |verb| line.text.of(self.text).contains(verb);
        line.meta == Some(Meta::Source)
            && line.shape.digits >= 6
            && (self.asked || says("发表于") || says("发布于") || says("回复于"))
    }

    /// Short lines between two paragraphs that stay, with no furniture among them but a button for many lines: a list, the
    /// steps of a recipe, verse, the commands of a program.
    fn give_back_between(&self, fates: &mut [Fate]) {
        const LINES: usize = 8;
        const SHORT: u32 = 8;
        let (mut paragraph, mut buttons) = (None, 0);
        for (at, line) in self.lines.iter().enumerate() {
            let plain = line.kind == Kind::None;
            let button = matches!(line.kind, Kind::Tools | Kind::Share | Kind::Expand) && line.n() <= SHORT;
            if fates[at] == Fate::Keep && plain && line.is_prose() && line.shape.end == End::Closed {
                if let Some(before) = paragraph.replace(at).filter(|before| buttons * LINES <= at - before) {
                    for at in before..at {
                        let button = fates[at] == Fate::Furniture && self.lines[at].sure >= 2;
                        fates[at] = if button { Fate::Furniture } else { Fate::Keep };
                    }
                }
                buttons = 0;
            } else if fates[at] == Fate::Furniture && !self.stops[at] && (button || line.sure <= 1) {
                buttons += usize::from(button);
            } else if fates[at] != Fate::Keep && !(plain && fates[at] == Fate::Outside) {
                paragraph = None;
            }
        }
    }

    /// Where the sign-off ends that begins at `start`: contacts for readers, a signature, a date.
    fn sign_off(&self, start: usize) -> usize {
        let is_label = |text: &str| phrases(Phrases::Asked).stand_in(text);
        let over = start.checked_sub(1).is_some_and(|at| is_label(self.lines[at].text.of(self.text)));
        let (mut end, mut asked) = (start, over);
        for (at, line) in self.lines.iter().enumerate().skip(start).take(8) {
            let text = line.text.of(self.text);
            let contact = line.kind == Kind::Contact && line.sure <= 1 && !text.contains("邮编");
            let label = is_label(text) && (contact || line.kind == Kind::None);
            let date = line.n() <= 12 && text.ends_with('日') && line.shape.digits > 0;
            // `（此件公开发布）`
            let remark = line.n() <= 20 && text.starts_with('（') && text.ends_with('）') && line.kind == Kind::None;
            asked |= label;
            if date || label || remark || contact && asked {
                end = at + 1;
            } else if line.kind != Kind::None || line.n() > 24 {
                break;
            }
        }
        end
    }

    fn is_copy(&self, at: usize) -> bool {
        self.article.heading.is_some_and(|h| h != at && is_same(&self.lines[h], &self.lines[at]))
    }

    /// Furniture in the middle of the article.
    fn inside(&self, fates: &mut [Fate]) {
        for core in &self.article.cores {
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
                    && (line.sure >= 4 && line.n() <= 40 || self.repeated.contains(&line.hash))
                {
                    fates[at] = Fate::Furniture;
                }
                if self.stops[at] && line.n() <= 12 {
                    fates[at] = Fate::Furniture;
                    for (under, line) in self.lines.iter().enumerate().take(core.end).skip(at + 1) {
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

    /// Pictures counted in the text, `3/9`: at least three lines of one series.
    fn counted(&self, fates: &mut [Fate]) {
        const SERIES: usize = 3;
        let count = |at: usize| {
            let (now, all) = self.lines[at].text.of(self.text).split_once('/')?;
            let (now, all): (u32, u32) = (now.trim().parse().ok()?, all.trim().parse().ok()?);
            (1..=all).contains(&now).then_some((now, all))
        };
        let counted = |at: &usize| self.lines[*at].n() <= 7 && self.lines[*at].shape.han == 0 && self.is_inside(*at);
        let series: Vec<(usize, (u32, u32))> =
            (0..self.lines.len()).filter(counted).filter_map(|at| Some((at, count(at)?))).collect();
        let follows = |two: &[(usize, (u32, u32))]| two[0].1.1 == two[1].1.1 && two[0].1.0 + 1 == two[1].1.0;
        if series.len() >= SERIES && series.windows(2).all(follows) {
            series.into_iter().for_each(|(at, _)| fates[at] = Fate::Linked);
        }
    }

    /// Several runs of paragraphs outside the article are other pages' articles: they stay.
    fn spare_articles(&self, fates: &mut [Fate]) {
        let mut runs = Vec::new();
        let mut at = 0;
        while at < self.lines.len() {
            let gone = |at: usize| {
                let line = &self.lines[at];
                fates[at] != Fate::Keep && line.kind == Kind::None && line.is_prose() && line.shape.end == End::Closed
            };
            let end = (at..self.lines.len()).find(|&at| !gone(at)).unwrap_or(self.lines.len());
            if end - at >= 2 && self.lines[at..end].iter().map(Line::n).sum::<u32>() >= LONG_RUN {
                runs.push(at..end);
            }
            at = end + 1;
        }
        if runs.len() > MAX_RUNS {
            for run in runs {
                let first = run.start;
                fates[run].fill(Fate::Keep);
                fates[first] = Fate::Spared;
            }
        }
    }
}
