//! What stands around a line: whether the text there is prose, and whether it speaks of the same things.

use std::ops::RangeInclusive;

use super::line::{Line, is_grammar};
use super::passage::has_reach;
use super::terms::Kind;
use super::voice::{SOLD, voice};
use crate::Span;
use crate::han::class::is_han;
use crate::span::floor_boundary;

/// How far is looked, in bytes, before and behind the line.
const REACH: usize = 900;
/// A line with a voice up to this sounds like no seller.
const PLAIN: f32 = -1.5;
/// How much of the beginning of the document is looked at, in bytes: title and first words.
const TITLE: usize = 150;

/// A line and the document it stands in.
#[derive(Clone, Copy)]
pub(super) struct Neighbours<'t> {
    pub(super) text: &'t str,
    /// The line with its break.
    pub(super) span: Span,
}

impl<'t> Neighbours<'t> {
    /// Whether prose or verse stands around the line, and next to no word of the line stands in it. What sounds like a seller
    /// there is no prose: advertisements for one thing come in threes.
    ///
    /// Time is linear in the length of the line and the text that is looked at, which is bounded but for blank lines.
    pub(super) fn are_foreign(self, line: &str) -> bool {
        if !self.all().any(is_prose) && !self.are_verse() {
            return false;
        }
        let mut pairs: Vec<[char; 2]> = pairs(line).collect();
        pairs.sort_unstable();
        pairs.dedup();
        let all = pairs.len();
        for pair in self.all().filter(|line| voice(line) < SOLD).chain(self.title()).flat_map(self::pairs) {
            if let Ok(at) = pairs.binary_search(&pair) {
                pairs.remove(at);
            }
        }
        let shared = all - pairs.len();
        shared <= 1 || 12 * shared <= all
    }

    /// Whether a line of prose that sounds like no seller stands around the line, or verse does.
    pub(super) fn are_plain(self) -> bool {
        self.all().any(|line| is_prose(line) && voice(line) <= PLAIN) || self.are_verse()
    }

    /// Whether a poem or a song stands around the line: four short lines, and three in five of all, of which half have a word
    /// of grammar in them, none a figure or a label, and which do not sound like a seller. Lists have no grammar.
    fn are_verse(self) -> bool {
        const FEWEST: usize = 4;
        const WIDTHS: RangeInclusive<usize> = 3 * 4..=3 * 20;
        let verse = |line: &str| {
            let marked = |c: char| c.is_ascii_alphanumeric() || matches!(c, ':' | '：' | '_' | '|');
            WIDTHS.contains(&line.len()) && !line.contains(marked) && voice(line) <= 0.0
        };
        let (mut lines, mut spoken, mut all) = (0, 0, 0);
        for line in self.all() {
            all += 1;
            if verse(line) {
                lines += 1;
                spoken += usize::from(line.contains(is_grammar));
            }
        }
        lines >= FEWEST && 5 * lines >= 3 * all && 2 * spoken >= lines
    }

    /// Whether a word of reports, judgments or laws stands in the lines around.
    pub(super) fn are_reports(self) -> bool {
        let mut line = Line::default();
        self.all().any(|l| {
            line.read(l);
            line.count(Kind::Veto) > 0
        })
    }

    /// Whether the line before announces what it says: `发布以下内容：`.
    pub(super) fn are_announced(self) -> bool {
        self.before().next().is_some_and(|line| line.ends_with(['：', ':']))
    }

    /// How much of the text around the line sounds like no seller: its share of all that sounds like one or like none.
    pub(super) fn plain_share(self) -> f32 {
        let (mut plain, mut sold) = (0, 0);
        for line in self.all() {
            match voice(line) {
                ..=PLAIN => plain += line.len(),
                0.0.. => sold += line.len(),
                _ => {}
            }
        }
        plain as f32 / (plain + sold).max(1) as f32
    }

    /// The line before and the line behind.
    pub(super) fn next_door(self) -> impl Iterator<Item = &'t str> {
        self.before().take(1).chain(self.after().take(1))
    }

    /// Whether the line is one of a list of contacts or sites: it is short, and two of the four lines around it tell a number or
    /// an address, too, and sound like no seller, or have a label before it as the line has.
    pub(super) fn are_directory(self) -> bool {
        const ENTRY: usize = 3 * 30;
        const LABEL: usize = 7;
        let labelled = |line: &str| line.chars().take(LABEL).skip(1).any(|c| matches!(c, '：' | ':'));
        let own = labelled(self.span.of(self.text).trim());
        let entry = |line: &&str| {
            line.len() <= ENTRY && has_reach(line.as_bytes()) && (own && labelled(line) || voice(line) < 0.0)
        };
        self.span.of(self.text).trim().len() <= ENTRY
            && self.before().take(2).chain(self.after().take(2)).filter(entry).count() >= 2
    }

    /// Whether two lines around name two prices each, as a menu does: whoever writes it tells how to order, too.
    pub(super) fn are_prices(self) -> bool {
        let prices = |line: &str| {
            line.match_indices('元').filter(|(at, _)| line[..*at].ends_with(|c: char| c.is_ascii_digit())).count()
        };
        self.all().filter(|line| prices(line) >= 2).count() >= 2
    }

    /// Whether the document is called a notice, so that its offers are its own.
    pub(super) fn are_notice(self) -> bool {
        const NOTICES: [&str; 7] = ["启事", "公告", "通告", "告示", "通知", "简章", "告知书"];
        self.title().next().is_some_and(|title| {
            let title = title.trim_end_matches(['】', '》', '）', ')']);
            NOTICES.iter().any(|notice| title.ends_with(notice))
        })
    }

    /// Whether the text has a title of its own beside the line, right under it or right over it: a short line that is no prose.
    pub(super) fn have_title(self) -> bool {
        const TITLES: RangeInclusive<usize> = 12..=120;
        let is_title = |line: &str| TITLES.contains(&line.len()) && !is_prose(line) && !line.contains(['_', '|', '：']);
        self.after().next().is_some_and(is_title) || self.before().next().is_some_and(is_title)
    }

    fn all(self) -> impl Iterator<Item = &'t str> {
        self.before().chain(self.after())
    }

    /// The lines before, the nearest first.
    fn before(self) -> impl Iterator<Item = &'t str> {
        let lines = self.text[..self.span.range().start].rsplit('\n');
        first(lines, REACH, |line, room| &line[floor_boundary(line, line.len() - room)..])
    }

    /// The lines behind.
    fn after(self) -> impl Iterator<Item = &'t str> {
        let lines = self.text[self.span.range().end..].split('\n');
        first(lines, REACH, |line, room| &line[..floor_boundary(line, room)])
    }

    /// The first lines of the document, up to the line.
    fn title(self) -> impl Iterator<Item = &'t str> {
        let lines = self.text[..self.span.range().start].split('\n');
        first(lines, TITLE, |line, room| &line[..floor_boundary(line, room)])
    }
}

/// The first bytes of `lines`, without indents and blank lines: how a text is laid out changes nothing. `cut` makes the
/// last line as short as it is told to.
fn first<'t>(
    lines: impl Iterator<Item = &'t str>,
    mut room: usize,
    cut: fn(&'t str, usize) -> &'t str,
) -> impl Iterator<Item = &'t str> {
    lines.map(str::trim).filter(|line| !line.is_empty()).map_while(move |line| {
        let part = if line.len() > room { cut(line, room) } else { line };
        room = room.saturating_sub(line.len());
        (!part.is_empty()).then_some(part)
    })
}

/// Pairs of Han characters that are no function words.
fn pairs(text: &str) -> impl Iterator<Item = [char; 2]> {
    let word = |c: char| is_han(c) && !is_grammar(c);
    text.chars().zip(text.chars().skip(1)).filter(move |&(a, b)| word(a) && word(b)).map(|(a, b)| [a, b])
}

/// Whether a line ends like a sentence, or has a comma, as posts in forums do.
fn is_prose(line: &str) -> bool {
    const SENTENCE: usize = 3 * 15;
    const ENDS: [char; 9] = ['。', '”', '！', '？', '…', '.', '"', '!', '?'];
    line.len() >= SENTENCE && (line.ends_with(ENDS) || line.contains(['，', ',']))
}
