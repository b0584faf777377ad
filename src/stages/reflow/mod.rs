//! Gives paragraphs back that were cut into lines.
//!
//! Every boundary between two lines is decided from evidence: how full the line is for the width the
//! text was wrapped to, how it ends and the next begins, and what layout means in this document.
//! [`lines`] measures the lines, [`widths`] finds the widths, [`decode`] divides the lines into
//! paragraphs, [`guards`] takes back what looks laid out on purpose, [`cut`] mends sentences that a
//! column or page cut in two, and [`mend`] writes it all down as edits.

use serde::{Deserialize, Serialize};

use crate::{Edits, Rule, Stage};

mod cut;
mod decode;
mod guards;
mod lines;
mod marks;
mod mend;
mod table;
mod weights;
mod widths;

use lines::{Line, Lines};

crate::rules! {
    /// Lines of a wrapped paragraph.
    ///
    /// Joins lines that were wrapped to one width.
    /// ```kept
    /// 风从江上来。
    /// ```
    WRAPPED_LINE = "RFL001", Layout, Default, "折行";
    /// A sentence cut in two by a column or page.
    ///
    /// ```kept
    /// 风从江上来。
    /// ```
    CUT_SENTENCE = "RFL002", Layout, Default, "断句";
    /// Blank lines.
    ///
    /// ```before
    /// 风从江上来。
    ///
    /// 月自山后出。
    /// ```
    /// ```after
    /// 风从江上来。
    /// 月自山后出。
    /// ```
    BLANK_LINE = "RFL003", Layout, Safe, "空行";
    /// White space before a line.
    ///
    /// ```before
    /// 　　风从江上来。
    /// ```
    /// ```after
    /// 风从江上来。
    /// ```
    INDENT = "RFL004", Layout, Safe, "行首空白";
    /// White space at the end of a line.
    ///
    /// ```before
    /// 风从江上来。\u{3000}
    /// ```
    /// ```after
    /// 风从江上来。
    /// ```
    TRAILING_SPACE = "RFL005", Layout, Safe, "行尾空白";
    /// No line break at the end of the document.
    ///
    /// ```kept
    /// 风从江上来。
    /// ```
    FINAL_NEWLINE = "RFL009", Layout, Safe, "文末换行";
}

/// What can be set under `[reflow]`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Options {}

/// The stage.
#[derive(Debug, Default)]
pub struct Reflow {
    #[expect(dead_code)]
    options: Options,
}

impl Reflow {
    /// The stage with these options.
    #[must_use]
    pub fn new(options: Options) -> Self {
        Self { options }
    }
}

impl Stage for Reflow {
    fn name(&self) -> &'static str {
        "reflow"
    }

    fn rules(&self) -> &'static [&'static Rule] {
        RULES
    }

    fn scan(&self, text: &str, edits: &mut Edits) {
        let mut source = Lines::new(text);
        let mut writer = mend::Writer::new(text);
        let mut lines: Vec<Line> = Vec::new();
        loop {
            lines.extend(source.by_ref().take(BLOCK - lines.len()));
            let more = lines.len() == BLOCK;
            let decisions = divide(text, &lines);
            // What follows may still change the last decisions of a block: go on from a break before them.
            let done = if more { last_break(&decisions) } else { lines.len() };
            writer.write(&lines[..done.min(lines.len())], &decisions, edits);
            if !more {
                break;
            }
            lines.drain(..done);
        }
        writer.finish(edits);
    }
}

/// Lines that are decided together: long enough to learn from, and a bound on memory.
const BLOCK: usize = 4096;
/// Lines at the end of a block that are decided again with the next.
const OVERLAP: usize = 64;

/// How many lines to take leave of.
fn last_break(decisions: &[Decision]) -> usize {
    let until = decisions.len() - OVERLAP;
    decisions[..until].iter().rposition(|d| *d == Decision::Break).unwrap_or(until - 1) + 1
}

/// What becomes of the boundary after a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Decision {
    /// A paragraph ends here.
    Break,
    /// The next line goes on, because of this rule.
    Join(&'static Rule, f32),
}

/// Decides every boundary between these lines.
fn divide(text: &str, lines: &[Line]) -> Vec<Decision> {
    let mut decisions = vec![Decision::Break; lines.len().saturating_sub(1)];
    if lines.len() < 2 {
        return decisions;
    }
    let margin = lines::margin(lines);
    let seams: Vec<table::Seam> = (0..lines.len())
        .map(|i| {
            let line = &lines[i];
            lines
                .get(i + 1)
                .map_or(table::Seam { from: line.width + line.lead - margin - line.hang, to: i32::MAX / 2 }, |next| {
                    table::Seam::new(line, next, line.lead - margin)
                })
        })
        .collect();
    let mut seen = widths::Tally::default();
    for line in lines {
        for width in [line.width + line.lead - margin, line.width + line.lead - margin - line.hang] {
            seen.add(width, width + 1, 1);
        }
    }
    let between = &seams[..seams.len() - 1];
    let widths: Vec<(i32, Vec<i32>)> = [0, 4, 2]
        .into_iter()
        .map(|lost| (lost, widths::candidates(between, &mut seen, lost)))
        .filter(|(_, widths)| !widths.is_empty())
        .collect();
    if !widths.is_empty() {
        let (layouts, indents) = table::layouts(lines, margin);
        let words = table::words(text, lines);
        let indented: Vec<bool> = lines.iter().map(|l| l.lead > margin).collect();
        let even: Vec<bool> = lines.windows(2).map(|pair| pair[0].width == pair[1].width).collect();
        let problem = decode::Problem {
            seams: &seams,
            indented: &indented,
            even: &even,
            words: &words,
            layouts: &layouts,
            indents,
        };
        if let Some((mut division, _)) = problem.solve(widths) {
            guards::apply(text, lines, &words, |i| lines[i].lead - margin, &mut division);
            for (decision, paragraph_ends) in decisions.iter_mut().zip(&division.breaks) {
                if !paragraph_ends {
                    *decision = Decision::Join(&WRAPPED_LINE, 1.0);
                }
            }
        }
    }
    cut::join(text, lines, margin, &mut decisions);
    decisions
}
