//! Runs of short lines that are links to advertisements, one a line.

use super::line::Line;
use super::rules::LINK_BLOCK;
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
    lines: Vec<Span>,
    strong: usize,
    lures: usize,
    others: usize,
    /// Blocks that were found, to be removed when the whole document is known.
    found: Vec<Span>,
    longest: usize,
}

impl Blocks {
    /// Takes a line that no rule took by itself.
    pub(super) fn take(&mut self, line: &Line, span: Span) {
        let plain = line.inner_stops + line.shouts + line.commas + line.code == 0 && line.chars.len() <= LONGEST;
        let trade = line.hits.iter().any(|h| h.kind.is_trade());
        let lure = line.hits.iter().any(|h| h.kind == Kind::Lure);
        if !plain
            || line.has_veto()
            || line.grammar > 1
            || !(trade || lure)
            || 2 * line.covered(|_| true) < line.chars.len()
        {
            return self.end();
        }
        self.strong += usize::from(line.hits.iter().any(|h| h.kind.is_trade() && h.kind != Kind::Seo && h.weight > 1));
        self.lures += usize::from(lure);
        self.lines.push(span);
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
        self.lines.clear();
        (self.strong, self.lures) = (0, 0);
    }

    /// The document has been read.
    pub(super) fn finish(&mut self, edits: &mut Edits) {
        self.close();
        if self.longest >= A_LIST && self.found.len() > 2 * self.others {
            let (first, last) = (self.found[0], self.found[self.found.len() - 1]);
            edits.review(
                Span { start: first.start, end: last.end },
                &LINK_BLOCK,
                0.5,
                "the list is most of the document",
            );
            return;
        }
        for &span in &self.found {
            edits.replace_scored(span, "", &LINK_BLOCK, 0.9);
        }
    }
}
