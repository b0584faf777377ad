//! What anchors the article of a page: the page's title, which stands again over the article, a trail of channels, the line
//! of the date.

use super::core::{Article, Core, HEAD, Search, is_paragraph};
use super::kinds::{Kind, Meta};
use super::lines::{self, End, Line};

/// Longest name of an office, in characters.
const OFFICE: u32 = 10;
/// Lines under a trail of channels among which the heading stands.
const BUTTONS: usize = 6;

impl Search<'_> {
    /// The part under the title or the date.
    pub(super) fn anchored(&self, best: Core, article: &mut Article) -> Option<Core> {
        if let Some((mut heading, title)) = title(self.text, self.lines)
            && let Some(mut core) = self.under(heading)
        {
            // A copy below the article is not its heading.
            let prose = |c: Core| self.lines[c.start..c.end].iter().any(|l| l.kind == Kind::None && l.is_prose());
            if title < best.start && best.end <= heading && prose(best) && !prose(core) {
                core = self.under(title)?;
                heading = title;
            }
            if let Some(own) = self.over_office(title, heading).or_else(|| self.over_name(title, heading)) {
                article.heading = Some(own);
            } else {
                article.heading = Some(heading);
                article.title = (heading != title).then_some(title);
            }
            return Some(core);
        }
        let Some(date) = self.dated() else {
            return self.placed(best, article).or_else(|| self.begun(best, article));
        };
        let core = self.under(date);
        // The date of a comment or of a recipe stands under the text.
        let told = |core: Core| self.closed(core.start, core.end);
        if best.end <= date && told(self.drawn_up(best)) >= core.map_or(0, told) {
            return self.placed(best, article).or_else(|| self.begun(best, article));
        }
        article.heading = Some(self.over_date(date)?);
        core
    }

    /// The heading, if what was taken for it is the name of the office over the page, which stands again under the heading,
    /// over what the office says.
    fn over_office(&self, title: usize, heading: usize) -> Option<usize> {
        let trail = (title..heading).rfind(|&at| self.is_trail(at))?;
        let own = self.under_trail(trail)?;
        (own < heading && self.lines[heading].n() <= OFFICE && self.lines[own].n() > OFFICE).then_some(own)
    }

    /// The heading, if what was taken for it is the name of the site, which stands under the heading as the source, right over
    /// the date.
    fn over_name(&self, title: usize, heading: usize) -> Option<usize> {
        let own = heading.checked_sub(1).filter(|&own| own > title)?;
        let dated = self.lines.get(heading + 1).is_some_and(|l| l.meta == Some(Meta::Source));
        let line = &self.lines[own];
        let longer = line.kind == Kind::None && line.meta.is_none() && (OFFICE + 1..=60).contains(&line.n());
        (dated && longer && self.lines[heading].n() <= OFFICE && !is_paragraph(line)).then_some(own)
    }

    /// The heading over the line of the date: the first of the few plain lines there, under buttons or between them, as
    /// where the writer's name has a button to follow them.
    fn over_date(&self, date: usize) -> Option<usize> {
        const LINES: usize = 4;
        const FEW: usize = 3;
        const NAME: u32 = 8;
        const TITLE: u32 = 10;
        let trail = (date.saturating_sub(HEAD)..date).rfind(|&at| self.is_trail(at));
        if let Some(heading) = trail.and_then(|trail| self.under_trail(trail).filter(|&at| at < date)) {
            return Some(heading);
        }
        let plain = |at: &usize| {
            let line = &self.lines[*at];
            // A row of names with their numbers is no heading.
            let row = line.shape.gaps > 2 && line.shape.digits > 2;
            line.kind == Kind::None && (2..=60).contains(&line.n()) && line.shape.end != End::Closed && !row
        };
        let button = |at: &usize| self.lines[*at].sure > 0 && self.lines[*at].n() <= 12 && !self.stops[*at];
        let buttons = (0..date).rev().take_while(button).count();
        // More buttons are a bar of the page, and what is over it another part.
        let under = if buttons <= FEW { date - buttons } else { date };
        let found = (under.saturating_sub(LINES)..under).rev().take_while(plain).last()?;
        // Names stand under a title, too, and a button between the two: `原创`.
        let named = self.lines[found].n() <= NAME && found > 0 && button(&(found - 1));
        let over = found.checked_sub(2).filter(|over| named && plain(over) && self.lines[*over].n() >= TITLE);
        over.or(Some(found))
    }

    /// The part under the trail of channels, which stands over the heading: the text may be verse or a list, and the best
    /// run what is said about it.
    fn placed(&self, best: Core, article: &mut Article) -> Option<Core> {
        let trail = (0..best.start).rfind(|&at| self.is_trail(at))?;
        let heading = self.under_trail(trail)?;
        if self.parts(trail, best.start) {
            return None;
        }
        // A menu or the counters of a recipe may stand there, too: then what is under them is not what the trail leads to.
        let meets = |core: &Core| core.start <= best.start && best.start <= core.end;
        let core = self.under(heading).filter(meets).or_else(|| {
            let own = self.drawn_up(best);
            (own.start <= heading + HEAD).then_some(own)
        })?;
        article.heading = Some(heading);
        Some(core)
    }

    fn is_trail(&self, at: usize) -> bool {
        self.lines[at].kind == Kind::Crumb && self.lines[at].sure >= 2
    }

    /// The heading under a trail of channels: the line in which the trail ends, or the first one that is no button, if it
    /// can be a heading.
    pub(super) fn under_trail(&self, trail: usize) -> Option<usize> {
        const REACH: usize = 12;
        let last = self.lines[trail].text.of(self.text).rsplit(lines::ARROWS).next().unwrap_or_default();
        let (mut end, mut word) = (String::new(), String::new());
        lines::compact(last, &mut end);
        let ends = |at: &usize| {
            lines::compact(self.lines[*at].text.of(self.text), &mut word);
            self.lines[*at].kind == Kind::None && word == end && self.lines[*at].n() >= 4
        };
        if let Some(heading) = (trail + 1..self.lines.len().min(trail + 1 + REACH)).find(ends) {
            return Some(heading);
        }
        let heading = (trail + 1..self.lines.len().min(trail + 1 + BUTTONS)).find(|&at| self.lines[at].sure == 0)?;
        let title = &self.lines[heading];
        let titled = title.meta.is_none() && (2..=60).contains(&title.n()) && !is_paragraph(title);
        titled.then_some(heading)
    }

    /// The best run drawn up to a short line over it with which the page's `<title>` begins, though the title goes on
    /// with other words than the name of the site: `渡口杂咏原文及赏析_诗溪网`.
    fn begun(&self, best: Core, article: &mut Article) -> Option<Core> {
        let top = self.lines.iter().take(3).position(|l| l.kind == Kind::None && (4..=120).contains(&l.n()))?;
        let (mut full, mut word) = (String::new(), String::new());
        lines::compact(self.lines[top].text.of(self.text), &mut full);
        let full = full.trim_start_matches(is_parting);
        let mut above = (top + 1).max(best.start.saturating_sub(HEAD / 2))..best.start;
        let heading = above.find(|&at| {
            let line = &self.lines[at];
            lines::compact(line.text.of(self.text), &mut word);
            line.kind == Kind::None && (3..=30).contains(&line.n()) && full.starts_with(word.as_str())
        })?;
        if self.parts(heading, best.start) {
            return None;
        }
        (article.heading, article.title) = (Some(heading), Some(top));
        Some(Core { start: self.after_buttons(heading).min(best.start), end: best.end })
    }

    /// The first line with a date that stands over text: not today's date over a menu, nor one of
    /// a list of dated links.
    fn dated(&self) -> Option<usize> {
        let stamp = |l: &Line| l.meta == Some(Meta::Source) && l.shape.digits >= 6;
        // When somebody who posts joined the forum is no date either.
        let today = |l: &Line| ["今天", "注册"].iter().any(|p| l.text.of(self.text).starts_with(p));
        let stamps = (0..self.lines.len()).filter(|&at| stamp(&self.lines[at]) && !today(&self.lines[at]));
        // Today's newspaper has its own date over the list of its pages; dates over a trail of channels are other pages'.
        let at = stamps.take(2).find(|&at| !self.is_over_menu(at))?;
        let trail = (at + 1..self.lines.len().min(at + HEAD)).find(|&at| self.is_trail(at) && self.lines[at].sure >= 5);
        let under = trail.filter(|&trail| !self.lines[at..trail].iter().any(is_paragraph));
        let own = under.and_then(|trail| {
            (trail + 1..self.lines.len().min(trail + 1 + HEAD / 2)).find(|&at| stamp(&self.lines[at]))
        });
        let at = own.unwrap_or(at);
        if self.stops[..at].iter().any(|&s| s) && self.lines[..at].iter().any(Line::is_prose) {
            return None;
        }
        let next = &self.lines[at + 1..self.lines.len().min(at + 21)];
        (next.iter().filter(|l| stamp(l)).count() <= 2).then_some(at)
    }

    /// Whether a third of the lines under a line are words of a menu.
    fn is_over_menu(&self, at: usize) -> bool {
        let next = &self.lines[at + 1..self.lines.len().min(at + 21)];
        let menu = next.iter().filter(|l| matches!(l.kind, Kind::Nav | Kind::Channel | Kind::Url)).count();
        menu * 10 > next.len() * 3
    }
}

/// Signs that part the article's title from the site's name in a page's `<title>`.
pub(super) fn is_parting(c: char) -> bool {
    c.is_ascii_punctuation() || matches!(c, '—' | '–' | '丨' | '│' | '·' | '，' | '…' | '・' | '【' | '〖')
}

/// The heading of the article: a later line that is the head of the first, which is then the
/// page's `<title>`. Gives the line of the heading and that of the `<title>`.
fn title(text: &str, lines: &[Line]) -> Option<(usize, usize)> {
    let top = lines.iter().take(3).position(|l| l.kind == Kind::None && (4..=120).contains(&l.n()))?;
    let (mut full, mut word, mut best) = (String::new(), String::new(), None);
    lines::compact(lines[top].text.of(text), &mut full);
    for (at, line) in lines.iter().enumerate().skip(top + 1).take(500) {
        if line.n() < 2 || line.n() > lines[top].n() + 40 || line.kind != Kind::None {
            continue;
        }
        lines::compact(line.text.of(text), &mut word);
        // So short a title stands over the article only if the page's goes on with the name of the site.
        if line.n() < 4 && !full.strip_prefix(word.as_str()).is_some_and(|rest| rest.starts_with(['_', '-', '|', '—']))
        {
            continue;
        }
        if word == full {
            return Some((at, top));
        }
        if let Some(rest) = full.strip_prefix(word.as_str()) {
            if rest.starts_with(is_parting) && (line.n() >= 6 || line.n() * 3 >= lines[top].n()) {
                return Some((at, top));
            }
        } else if full.ends_with(word.as_str()) && line.n() >= 8 {
            if full[..full.len() - word.len()].ends_with(is_parting) {
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
