//! Runs of short lines that are links to advertisements, one a line.

use super::line::Line;
use super::rules::{LINK_BLOCK, SLOGAN};
use super::terms::Kind;
use crate::{Edits, Span};

/// Longest line of a block, in characters.
const LONGEST: usize = 18;
/// Fewest lines of a block.
const FEWEST: usize = 4;
/// A block of this many lines that is most of the document is a list about the subject.
const A_LIST: usize = 30;

/// The block that is being read, and the length of the document so far.
#[derive(Default)]
pub(super) struct Blocks {
    /// Each line, and whether it is a slogan: that goes even where the block does not.
    lines: Vec<(Span, bool)>,
    strong: usize,
    lures: usize,
    others: usize,
    /// Lines of blocks that were found, to be removed when the whole document is known, and whether each is a slogan.
    found: Vec<(Span, bool)>,
    slogans: Vec<Span>,
    longest: usize,
}

impl Blocks {
    /// Takes a line that no rule took by itself, or that is a slogan.
    pub(super) fn take(&mut self, line: &Line, span: Span, slogan: bool) {
        let plain = line.inner_stops + line.shouts + line.commas + line.code == 0 && line.chars.len() <= LONGEST;
        let trade = line.hits.iter().any(|h| h.kind.is_trade());
        let lure = line.hits.iter().any(|h| h.kind == Kind::Lure);
        if !plain
            || line.has_veto()
            || line.grammar > 1
            || !(trade || lure)
            || 2 * line.covered(|_| true) < line.chars.len()
        {
            if slogan {
                self.slogans.push(span);
            }
            return self.end();
        }
        self.strong += usize::from(line.hits.iter().any(|h| h.kind.is_trade() && h.kind != Kind::Seo && h.weight > 1));
        self.lures += usize::from(lure);
        self.lines.push((span, slogan));
    }

    /// A line that belongs to no block.
    pub(super) fn end(&mut self) {
        self.others += 1;
        self.close();
    }

    fn close(&mut self) {
        let n = self.lines.len();
        if n >= FEWEST && self.strong >= 3 && 2 * self.strong >= n && self.lures >= 2 {
            self.longest = self.longest.max(n);
            self.found.append(&mut self.lines);
        }
        self.others += self.lines.len();
        self.slogans.extend(self.lines.iter().filter(|(_, slogan)| *slogan).map(|&(span, _)| span));
        self.lines.clear();
        (self.strong, self.lures) = (0, 0);
    }

    /// The document has been read.
    pub(super) fn finish(&mut self, edits: &mut Edits) {
        self.close();
        let is_text = self.longest >= A_LIST && self.found.len() > 2 * self.others;
        if is_text {
            let (first, last) = (self.found[0].0, self.found[self.found.len() - 1].0);
            edits.review(
                Span { start: first.start, end: last.end },
                &LINK_BLOCK,
                0.5,
                "the list is most of the document",
            );
        }
        let goes = !is_text && edits.is_on(&LINK_BLOCK);
        let slogans = self.found.iter().filter(|(_, slogan)| *slogan && !goes).map(|&(span, _)| span);
        for span in self.slogans.iter().copied().chain(slogans) {
            edits.replace_scored(span, "", &SLOGAN, 0.9);
        }
        if goes {
            self.found.iter().for_each(|&(span, _)| edits.replace_scored(span, "", &LINK_BLOCK, 0.9));
        }
    }
}
