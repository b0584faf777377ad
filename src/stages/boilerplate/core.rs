//! Where the article stands on a page.
//!
//! It is the run of lines with the largest sum of scores (Kadane's algorithm): sentences count for
//! it, menus, buttons and headlines against it. Two anchors decide where sums alone cannot, as for
//! verse and lists: the page's title, which stands again over the article, and else the line with
//! its date.

use super::kinds::{Kind, Meta};
use super::lines::{End, Line};
use super::phrases::{Phrases, phrases};
use super::sections;

/// Another run this near the best one is not given up, unless the page itself parts the two.
const NEARLY_AS_GOOD: f32 = 0.5;
/// Characters an anchored part must have.
const MIN_ANCHORED: u32 = 20;
/// The sum a run must have where nothing anchors it: more than one sentence has.
const MIN_SUM: f32 = 4.0;
/// Score of lines before a heading of links that make it end the article: two short paragraphs.
const ENOUGH_BEFORE: f32 = 8.0;

/// Lines under a heading of links among which two paragraphs make it a heading of the text.
const OWN: usize = 6;
/// Lines of praise of a book, before what it holds.
const BLURB: usize = 12;
/// Characters of a paragraph to which a text is drawn up: one that is short, but no slogan.
const SENTENCE: u32 = 16;

/// Lines under a heading within which the article begins.
pub(super) const HEAD: usize = 40;
/// Parts that a page's text may have.
const MOST_PARTS: usize = 100;
/// Lines between two parts of one text.
const FURTHEST: usize = 16;
/// Short lines without furniture that make verse or a list.
const VERSE: usize = 8;
/// Buttons that may stand among the lines of one text.
const FEW: usize = 2;
/// Lines after a part within which the next one is looked for.
const REACH: usize = 300;

/// A part of the page, half open, that holds an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Core {
    pub start: usize,
    pub end: usize,
}

impl Core {
    pub(super) fn has(self, at: usize) -> bool {
        (self.start..self.end).contains(&at)
    }
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub(super) struct Article {
    /// The parts that hold it, in order; none if there is no article.
    pub cores: Vec<Core>,
    /// The line of the heading.
    pub heading: Option<usize>,
    /// The line of the page's `<title>`, of which the heading is a copy.
    pub title: Option<usize>,
}

/// The score of a line: above 0 speaks for the article.
fn score(line: &Line) -> f32 {
    match line.kind {
        Kind::Related if line.n() >= 3 => return -8.0,
        Kind::Comment if line.sure >= 3 => return -6.0,
        Kind::None => {}
        Kind::Junk => return -4.0,
        // Lines of signs part the sections of a text, and are the rules of its tables.
        Kind::Ornament => return -0.3,
        Kind::Number => return -1.0,
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
        let base = 1.0 + s.n.min(150) as f32 / 25.0 + if s.end == End::Closed { 1.0 } else { 0.0 };
        // The beginning of an article elsewhere, cut short.
        let teaser = matches!(s.end, End::Open | End::Cry) && (40..=200).contains(&s.n);
        return base.min(7.0) * if teaser { 0.5 } else { 1.0 };
    }
    match s.end {
        End::Closed | End::Colon => 0.8,
        _ if s.n >= 14 && s.commas > 0 => 0.0,
        End::Cry => -0.2,
        End::Open if s.han * 4 < s.n && s.code > 0 => -0.1,
        End::Open if s.n <= 8 => -1.0,
        End::Open => -0.8,
    }
}

/// The run of `scores` with the largest sum, and the sum.
fn best_run(scores: &[f32]) -> (Core, f32) {
    let (mut best, mut most, mut from, mut sum) = (Core { start: 0, end: 0 }, 0.0, 0, 0.0_f32);
    for (at, score) in scores.iter().enumerate() {
        if sum <= 0.0 {
            (from, sum) = (at, 0.0);
        }
        sum += score;
        if sum > most {
            (best, most) = (Core { start: from, end: at + 1 }, sum);
        }
    }
    (best, most)
}

/// The headings under which links stand, and not the article's own text.
pub(super) fn stops(text: &str, lines: &[Line]) -> Vec<bool> {
    // Who is not named may have written an answer as well as a comment.
    let named = |line: &Line| !line.text.of(text).starts_with("匿名");
    // On a page of answers each has its own button for comments, with their number.
    let asked = are_answers(text, lines);
    let button = |line: &Line| asked && (line.shape.digits > 0 || is_of_answers(text, line));
    let heads = |line: &Line| match line.kind {
        Kind::Related => line.n() >= 3,
        Kind::Comment => line.sure >= 3 && named(line) && !button(line),
        _ => false,
    };
    // A heading straight over a full paragraph is the article's own, and so are one over several with headings of their own
    // and the praise of a book over what it holds.
    let paragraph =
        |l: &Line, least| l.kind == Kind::None && l.is_prose() && l.shape.end == End::Closed && l.n() >= least;
    let own = |at: usize| {
        let under = &lines[at + 1..lines.len().min(at + 1 + OWN)];
        let under = &under[..under.iter().position(|l| l.sure > 0).unwrap_or(under.len())];
        under.first().is_some_and(|l| paragraph(l, 30))
            || lines[at].kind == Kind::Related
                && (under.len() >= 2 && under.iter().take(2).all(|l| paragraph(l, SENTENCE))
                    || under.iter().filter(|l| paragraph(l, 40)).count() >= 2)
            || sections::is_heading(text, &lines[at])
                && lines[at + 1..].iter().take(BLURB).any(|line| sections::is_heading(text, line))
    };
    lines.iter().enumerate().map(|(at, line)| heads(line) && !own(at) || is_end(text, lines, at)).collect()
}

/// Whether a text ends here, and says so: `- END -`, with furniture and no paragraph in the twelve lines under it.
fn is_end(text: &str, lines: &[Line], at: usize) -> bool {
    const REACH: usize = 12;
    if lines[at].n() > 6 || lines[at].shape.latin != 3 {
        return false;
    }
    let word = lines[at].text.of(text).trim_matches(|c: char| !c.is_alphabetic());
    let under = &lines[at + 1..lines.len().min(at + 1 + REACH)];
    word.eq_ignore_ascii_case("end")
        && !under.iter().any(is_paragraph)
        && under.iter().filter(|l| l.sure >= 2).count() >= 2
}

/// Whether a page has a question and answers to it.
pub(super) fn are_answers(text: &str, lines: &[Line]) -> bool {
    lines.iter().any(|line| is_of_answers(text, line))
}

/// `其他回答 共3条`, `提问者采纳`
fn is_of_answers(text: &str, line: &Line) -> bool {
    line.n() <= 12 && phrases(Phrases::Answers).begin(line.text.of(text))
}

/// Whether a line is the foot of a page.
pub(super) fn is_foot(line: &Line) -> bool {
    line.kind == Kind::Legal && line.sure >= 5
}

/// Finds the article.
pub(super) fn find(text: &str, lines: &[Line], stops: &[bool]) -> Article {
    let search = Search { text, lines, stops };
    let scores: Vec<f32> = lines.iter().map(score).collect();
    let (run, sum) = best_run(&scores);
    let best = search.trim(run, &scores);
    let mut article = Article::default();
    let anchored = search.anchored(best, &mut article);
    if let Some(own) = anchored {
        article.cores = search.joined(own, best, article.heading);
    } else if sum >= MIN_SUM {
        article.cores = search.rivals(search.drawn_up(best), sum, &scores);
    }
    article.cores.retain(|c| c.end > c.start);
    if article.cores.is_empty() {
        search.verse(&mut article);
    }
    article.cores.sort_by_key(|c| c.start);
    search.further(&scores, &mut article.cores);
    article
}

/// A paragraph of a text, as far as a line by itself tells.
pub(super) fn is_paragraph(line: &Line) -> bool {
    line.kind == Kind::None && line.is_prose() && line.shape.end == End::Closed
}

pub(super) struct Search<'a> {
    pub(super) text: &'a str,
    pub(super) lines: &'a [Line],
    pub(super) stops: &'a [bool],
}

impl Search<'_> {
    pub(super) fn parts(&self, from: usize, to: usize) -> bool {
        (from..to).any(|at| self.stops[at] || is_foot(&self.lines[at]))
    }

    /// The lines under the heading that a trail of channels leads to, if no sentence anchors the text: a song, a poem, a list.
    fn verse(&self, article: &mut Article) {
        let reach = self.lines.len().min(HEAD);
        let trail = (0..reach).find(|&at| self.lines[at].kind == Kind::Crumb && self.lines[at].sure >= 5);
        let heading = trail.and_then(|trail| self.under_trail(trail));
        let core = heading.and_then(|heading| self.under(heading)).filter(|core| core.end - core.start >= VERSE);
        if let Some(core) = core {
            *article = Article { cores: vec![core], heading, title: None };
        }
    }

    /// Ends a run at the first heading of links, if enough of it stands before, and begins it after
    /// the heading if more stands there.
    fn trim(&self, run: Core, scores: &[f32]) -> Core {
        // The best run that begins at a line or after it.
        let mut after = vec![(0.0_f32, run.end, run.end); run.end + 1 - run.start];
        let (mut sum, mut end) = (0.0_f32, run.end);
        for at in (run.start..run.end).rev() {
            if sum <= 0.0 {
                (sum, end) = (0.0, at + 1);
            }
            sum += scores[at];
            let best = after[at + 1 - run.start];
            after[at - run.start] = if sum > best.0 { (sum, at, end) } else { best };
        }
        let (mut core, mut before, mut at) = (run, 0.0, run.start);
        while at < core.end {
            if self.stops[at] || is_foot(&self.lines[at]) {
                let (more, start, end) = after[at + 1 - run.start];
                if before >= ENOUGH_BEFORE {
                    if !self.rejoins(at, core.end) {
                        core.end = at;
                        break;
                    }
                } else if more > before {
                    core = Core { start, end: end.min(core.end) };
                    (before, at) = (0.0, start);
                    continue;
                }
            }
            before += scores[at].max(0.0);
            at += 1;
        }
        core
    }

    /// Whether the article goes on after the links under `stop`: paragraphs follow, and then the
    /// line of the editor.
    fn rejoins(&self, stop: usize, end: usize) -> bool {
        let mut prose = 0;
        for (at, line) in self.lines.iter().enumerate().take(end + 3).skip(stop + 1) {
            if self.stops[at] || is_foot(line) {
                return false;
            }
            if line.meta == Some(Meta::Editor) {
                return prose >= 2;
            }
            prose += u32::from(line.is_prose() && line.shape.end == End::Closed && line.n() >= 40);
        }
        false
    }

    /// The run, begun at a paragraph that short lines of the text part from it: particulars, a table of contents.
    pub(super) fn drawn_up(&self, run: Core) -> Core {
        let reach = run.start.saturating_sub(HEAD)..run.start;
        let starts = reach.rev().filter(|&at| is_paragraph(&self.lines[at]) && self.lines[at].n() >= SENTENCE);
        let joins = |start: &usize| {
            let between = &self.lines[*start..run.start];
            !self.parts(*start, run.start) && between.iter().filter(|l| l.sure >= 2).count() <= FEW
        };
        let start = starts.take_while(joins).last().unwrap_or(run.start);
        // Verse and lists of which no line is furniture stand right over what is said about them.
        let plain = |at: &usize| self.lines[*at].kind == Kind::None && !self.stops[*at];
        let verse = (0..start).rev().take_while(plain).count();
        Core { start: if verse >= VERSE { start - verse } else { start }, ..run }
    }

    /// The part that begins under `heading`, after the buttons there.
    pub(super) fn under(&self, heading: usize) -> Option<Core> {
        let mut start = self.after_buttons(heading);
        // A few lines and then buttons again are still the head of the page, and so is a heading of links over nothing
        // but a few of them, if paragraphs follow.
        let mut stopped = false;
        while start < self.lines.len() && start <= heading + HEAD {
            let (end, chars) = self.until_furniture(start);
            if chars >= MIN_ANCHORED {
                let end = self.without_buttons(start, end);
                let told = !stopped || self.closed(start, end) >= 2;
                return (end > start && told).then_some(Core { start, end });
            }
            stopped |= *self.stops.get(end)?;
            start = (end + 1..self.lines.len()).find(|&at| self.lines[at].sure == 0).unwrap_or(self.lines.len());
        }
        None
    }

    /// How many paragraphs stand between two lines.
    pub(super) fn closed(&self, start: usize, end: usize) -> usize {
        self.lines[start..end].iter().filter(|l| is_paragraph(l)).count()
    }

    /// Further parts of one text, each with its own buttons under it, as the answers to a question are: what is parted
    /// from the article by nothing but buttons, and consists of paragraphs.
    fn further(&self, scores: &[f32], cores: &mut Vec<Core>) {
        while let Some(last) = cores.last().filter(|_| cores.len() < MOST_PARTS).copied() {
            let ends = |at: &usize| {
                let line = &self.lines[*at];
                let foot = matches!(line.kind, Kind::Legal | Kind::Reprint | Kind::Disclaimer | Kind::Neighbour);
                self.stops[*at] || foot || line.meta == Some(Meta::Editor)
            };
            let reach = self.lines.len().min(last.end + REACH);
            let limit = (last.end..reach).find(ends).unwrap_or(reach);
            let (run, sum) = best_run(&scores[last.end..limit]);
            let next = Core { start: last.end + run.start, end: last.end + run.end };
            let between = &self.lines[last.end..next.start];
            let parted = between.len() <= FURTHEST && between.iter().filter(|l| l.sure >= 2).count() >= 2;
            let closed = self.closed(next.start, next.end);
            let plain = self.lines[next.start..next.end].iter().filter(|l| l.kind == Kind::None && l.meta.is_none());
            if sum < ENOUGH_BEFORE || !parted || closed < 3 || closed * 2 < plain.count() {
                break;
            }
            cores.push(next);
        }
    }

    /// The first line under a heading that is neither a button nor a note.
    pub(super) fn after_buttons(&self, heading: usize) -> usize {
        let lines = self.lines;
        let mut start = heading + 1;
        let (mut gap, mut at) = (0, heading + 1);
        while at < lines.len() && at <= heading + 20 && gap <= 3 && !self.stops[at] {
            let line = &lines[at];
            let button = match line.kind {
                Kind::None => line.meta.is_some(),
                Kind::Number => lines[at - 1].sure > 0 && lines[at - 1].kind != Kind::Number,
                _ => true,
            };
            if button {
                (start, gap) = (at + 1, 0);
            } else if line.is_prose() {
                break;
            } else {
                gap += 1;
            }
            at += 1;
        }
        start
    }

    /// Where the text that begins at `start` meets what ends an article, and its characters.
    fn until_furniture(&self, start: usize) -> (usize, u32) {
        let lines = self.lines;
        let sure = |at: usize| lines.get(at).is_some_and(|l| l.sure >= 2);
        // A button may have its number under it.
        let next = |at: usize| at + 1 + usize::from(lines.get(at + 1).is_some_and(|l| l.kind == Kind::Number));
        let (mut end, mut chars) = (start, 0);
        while end < lines.len() {
            let line = &lines[end];
            if self.stops[end] && end > start && self.rejoins(end, end + 40) {
                end += 1;
                continue;
            }
            if self.stops[end]
                || line.meta == Some(Meta::Editor)
                || matches!(line.kind, Kind::Legal | Kind::Reprint | Kind::Disclaimer) && line.sure >= 5
                || line.kind == Kind::Neighbour
                || sure(end) && sure(next(end))
            {
                break;
            }
            if line.sure <= 1 {
                chars += line.n();
            }
            end += 1;
        }
        // Short lines after a sure button that follows the last paragraph are a menu.
        if let Some(last) = (start..end).rev().find(|&at| lines[at].is_prose())
            && let Some(button) = (last..end).find(|&at| lines[at].sure >= 4)
        {
            end = button;
        }
        (end, chars)
    }

    /// The end of a part without the buttons that stand there.
    fn without_buttons(&self, start: usize, mut end: usize) -> usize {
        let data =
            |l: &Line| matches!(l.kind, Kind::Number | Kind::Channel | Kind::Ornament | Kind::Url) && l.sure <= 1;
        while end > start && self.lines[end - 1].sure > 0 && !data(&self.lines[end - 1]) {
            end -= 1;
        }
        end
    }

    /// The anchored part, drawn out by the best run if the two meet.
    fn joined(&self, own: Core, best: Core, heading: Option<usize>) -> Vec<Core> {
        if best.start < own.end + 3 && own.start < best.end + 3 {
            let between = own.end.min(best.end)..best.start.max(own.start);
            if between.clone().any(|at| self.stops[at]) {
                return vec![own];
            }
            let above = heading.is_some_and(|h| best.start <= h);
            let start = if above { own.start } else { own.start.min(best.start) };
            let end = (own.end..best.end).find(|&at| self.stops[at] || is_foot(&self.lines[at])).unwrap_or(best.end);
            vec![Core { start, end: own.end.max(end) }]
        } else if best.start >= own.end && !self.parts(own.end, best.start) {
            vec![own, best]
        } else {
            vec![own]
        }
    }

    /// The best run, and others nearly as good.
    fn rivals(&self, best: Core, sum: f32, scores: &[f32]) -> Vec<Core> {
        let mut cores = vec![best];
        for (from, to) in [(0, best.start), (best.end, scores.len())] {
            let (run, other) = best_run(&scores[from..to]);
            if other < sum * NEARLY_AS_GOOD || run.end == run.start {
                continue;
            }
            let other = self.trim(Core { start: from + run.start, end: from + run.end }, scores);
            let stopped = |from: usize, to: usize| (from..to).any(|at| self.stops[at]);
            if other.start >= best.end && stopped(best.end, other.start) {
                continue;
            }
            // The better run stands under a heading of links, so the one before it is the article.
            if other.end <= best.start && stopped(other.end, best.start) {
                cores[0] = other;
            } else {
                cores.push(other);
            }
        }
        cores
    }
}
