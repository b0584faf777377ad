//! Takes out advertisements that were planted in the text.
//!
//! The shape of a line speaks first (segments, no sentence, a way to get in touch), what its phrases
//! say second; one phrase in a sentence is never enough. `line` reads the shape, `terms` finds the phrases, `contact`
//! the numbers and accounts, `judge` decides, `block` looks at runs of lines.

mod block;
mod brand;
mod cited;
mod contact;
mod evidence;
mod glance;
mod judge;
mod line;
mod neighbours;
mod passage;
mod pitch;
mod rules;
mod searches;
mod solicit;
mod terms;
mod voice;

use std::ops::Range;
use std::sync::LazyLock;

use memchr::{memchr, memmem};
use serde::{Deserialize, Serialize};

use crate::han::spaced::is_letter_spaced;
use crate::{Edits, Evidence, Rule, Span, Stage};
use block::Blocks;
use brand::Brand;
use glance::{Glance, glance};
use judge::{Place, Verdict, judge};
use line::Line;
use neighbours::Neighbours;
use passage::has_reach;
use solicit::SALES;
use voice::voice;

pub use rules::*;

/// What can be set under `[spam]`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Options {}

/// The stage.
#[derive(Debug, Default)]
pub struct Spam {
    #[expect(dead_code)]
    options: Options,
}

impl Spam {
    /// The stage with these options.
    #[must_use]
    pub fn new(options: Options) -> Self {
        Self { options }
    }
}

/// Lines at the top that may hold the title.
const HEAD_LINES: usize = 3;
/// Lines up to this length, in bytes, may belong to a block of links.
const SHORT_LINE: usize = 3 * 18;
/// The last sentence of a line without a way to get in touch is looked at from this length on, in bytes.
const SHORTEST_TAIL: usize = 3 * 10;
/// The last sentence of a line with a voice below this belongs to no advertisement without phrases of a trade.
const PLAIN: f32 = -1.0;
/// Whatever the phrases of a longer line are, no seller sounds like this.
const QUIET: f32 = -3.0;
/// Most rows of names that a document may have for them to be advertisements.
const MOST_NAMES: usize = 32;
/// A line without a phrase of a trade is looked at only up to this length, in bytes.
const LONGEST: usize = 400;

impl Stage for Spam {
    fn name(&self) -> &'static str {
        "spam"
    }

    fn rules(&self) -> &'static [&'static Rule] {
        RULES
    }

    fn scan(&self, text: &str, edits: &mut Edits) {
        edits.mark_layout_free();
        let (mut reader, mut start) = (Reader::default(), 0);
        while start < text.len() {
            let end = memchr(b'\n', &text.as_bytes()[start..]).map_or(text.len(), |n| start + n + 1);
            reader.line(text, Span::new(start, end), edits);
            start = end;
        }
        reader.blocks.finish(edits);
        if !reader.rows.is_empty() {
            reader.rows(text, edits);
            edits.drop_overlaps();
        }
    }

    fn evidence(&self, text: &str, place: Span) -> Vec<Evidence> {
        evidence::evidence(text, place)
    }
}

/// A document that is being read line by line.
#[derive(Default)]
struct Reader<'t> {
    line: Line,
    /// Whether `line` holds the line at hand, and not an earlier one.
    read: bool,
    blocks: Blocks,
    /// Rows of one name, which go if the text does not speak of it.
    rows: Vec<(Span, Brand)>,
    /// Lines that stay, so far, and the last of them.
    kept: usize,
    before: &'t str,
    /// Whether the line before is an advertisement.
    follows: bool,
}

impl<'t> Reader<'t> {
    /// Looks at the line that stands, with its break, at `span`.
    fn line(&mut self, text: &'t str, span: Span, edits: &mut Edits) {
        let content = trim(span.of(text));
        if content.is_empty() {
            self.follows = false;
            return;
        }
        let verdict = match self.addresses(content, edits) {
            // The addresses of those who were named before.
            Some(verdict) => Some(verdict),
            None => self.verdict(text, content, span).filter(|v| edits.is_on(v.rule)),
        };
        if verdict.is_none() && self.read && judge::is_doubtful(&self.line) {
            edits.review(span, &KEYWORD_BAR, 0.5, "it speaks about the subject");
        }
        if let Some(v) = verdict {
            let at = content.as_ptr() as usize - text.as_ptr() as usize;
            let whole = v.from == 0 && v.to == content.len();
            let gone = if whole { span } else { Span::new(at + v.from, at + v.to) };
            edits.replace_scored(gone, "", v.rule, v.score);
            if whole {
                self.follows = true;
                // What else speaks of the name goes, too.
                let named = [&KEYWORD_BAR, &KEYWORD_RUN, &SEARCH_STUFFING].contains(&v.rule);
                self.rows.extend(brand::row(content, &self.line).filter(|_| named).map(|brand| (span, brand)));
                return;
            }
        }
        (self.kept, self.before) = (self.kept + 1, content);
    }

    /// Takes a line of addresses right under an advertisement.
    fn addresses(&mut self, content: &str, edits: &mut Edits) -> Option<Verdict> {
        let goes = std::mem::take(&mut self.follows) && edits.is_on(&LINK_BLOCK) && are_addresses(content);
        goes.then(|| {
            self.read = false;
            self.blocks.end();
            Verdict { rule: &LINK_BLOCK, score: 0.9, from: 0, to: content.len() }
        })
    }

    fn verdict(&mut self, text: &str, content: &str, span: Span) -> Option<Verdict> {
        let head = self.kept < HEAD_LINES;
        let look = look(content, head);
        self.read = look != Look::Prose;
        if !self.read {
            self.blocks.end();
            return None;
        }
        let around = Neighbours { text, span };
        let flowing = flows(self.before, content);
        let table = content.starts_with(['|', '│', '┃']);
        let place = Place { head, flowing, table, part: false, around };
        if look == Look::Row {
            self.read = false;
            self.line.read(content);
            self.row(content, span, place);
            self.blocks.end();
            return None;
        }
        let part = passage::advertised(content, &mut self.line).or_else(|| passage::open_tail(content));
        let part = part.filter(|p| p.len() < content.len());
        // Without a way to get in touch all sentences of a paragraph must be a seller's.
        if part.is_some() || look == Look::Voice && !passage::is_all_sold(content) {
            self.read = false;
            self.blocks.end();
            return part.and_then(|part| self.part(content, part, place));
        }
        self.line.read(content);
        match judge(content, &self.line, place) {
            // A slogan may be one of a block of links, and goes with it or by itself.
            Some(v) if v.rule == &SLOGAN => {
                self.blocks.take(&self.line, span, true);
                None
            }
            Some(v) if v.to - v.from == content.len() => Some(v),
            None if self.row(content, span, place) => {
                self.blocks.end();
                None
            }
            verdict => {
                self.blocks.take(&self.line, span, false);
                verdict
            }
        }
    }

    /// Whether a line is a row of one name, which is noted.
    fn row(&mut self, content: &str, span: Span, place: Place<'_>) -> bool {
        let may_be = !place.table
            && !place.flowing
            && !self.line.has_veto()
            && self.line.code == 0
            && brand::may_be_row(content);
        let brand = may_be.then(|| brand::row(content, &self.line)).flatten();
        let is_row = brand.is_some();
        self.rows.extend(brand.map(|brand| (span, brand)));
        is_row
    }

    /// Takes the rows of names out that the text does not speak of, and the lines that go with them.
    ///
    /// Every line is looked at once for each name; more than [`MOST_NAMES`] are a text about names.
    fn rows(&mut self, text: &'t str, edits: &mut Edits) {
        let lines = || text.split_inclusive('\n').map(|line| (line, trim(line)));
        let is_row = |rows: &[(Span, Brand)], line: &str| {
            let at = (line.as_ptr() as usize - text.as_ptr() as usize) as u32;
            rows.iter().any(|(span, _)| span.start == at)
        };
        if self.rows.len() > MOST_NAMES || !lines().any(|(_, content)| is_plain(content)) {
            return;
        }
        self.rows.retain(|(_, brand)| brand.is_foreign_to(lines().map(|(_, content)| content), &mut self.line));
        for (line, content) in lines() {
            let goes =
                is_row(&self.rows, line) || self.rows.iter().any(|(_, brand)| brand.takes(content, &mut self.line));
            if goes {
                let at = line.as_ptr() as usize - text.as_ptr() as usize;
                edits.replace_scored(Span::new(at, at + line.len()), "", &NAME_ROW, 0.9);
            }
        }
    }

    /// Judges some sentences of a line by themselves.
    fn part(&mut self, content: &str, part: Range<usize>, place: Place<'_>) -> Option<Verdict> {
        if line::has_heading(content) || passage::is_reported(content, &part, &mut self.line) {
            return None;
        }
        let passage = &content[part.clone()];
        self.line.read(passage);
        let found = judge(passage, &self.line, Place { part: true, ..place })?;
        // The white space between goes with the advertisement.
        let from = content[..part.start].trim_end().len();
        Some(Verdict { from, to: part.end, ..found })
    }
}

/// Whether a line is a sentence that sounds like no seller.
fn is_plain(line: &str) -> bool {
    const SENTENCE: usize = 3 * 15;
    line.len() >= SENTENCE && line.ends_with(['。', '”', '？', '…']) && voice(line) <= PLAIN
}

/// Whether a line is addresses of the web written in full, and nothing else; those of schools and offices are none.
fn are_addresses(line: &str) -> bool {
    const LONGEST: usize = 400;
    let address = |word: &str| {
        let word = word.trim_end_matches(['/', ',', ';']);
        let name = ["https://", "http://", "www."].iter().find_map(|p| word.strip_prefix(p)).unwrap_or_default();
        let (name, ending) = name.rsplit_once('.').unwrap_or_default();
        name.len() >= 3
            && !name.ends_with(".edu")
            && !name.ends_with(".gov")
            && !matches!(ending, "edu" | "gov")
            && (2..=7).contains(&ending.len())
            && ending.bytes().all(|b| b.is_ascii_alphabetic())
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'))
    };
    let words = || line.split([' ', '\u{3000}', '、', '|', '，']).filter(|word| !word.is_empty());
    line.len() <= LONGEST && words().next().is_some() && words().all(address)
}

/// Without white space and byte-order marks at its ends.
fn trim(line: &str) -> &str {
    line.trim_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}' || c == '\u{200B}')
}

/// What a line is worth.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Look {
    /// No advertisement, for certain.
    Prose,
    /// Sentences without a way to get in touch, of which the last may sound like a seller's.
    Voice,
    /// Pieces that begin alike, and nothing else that would be worth a look.
    Row,
    /// Any other line.
    Full,
}

/// What a line is worth, told without folding it.
///
/// The rules ask for two phrases, for a way to get in touch or for the voice of a seller; those that look at titles, at blocks
/// of short lines and at rows of one name ask for less.
fn look(line: &str, head: bool) -> Look {
    let bytes = line.as_bytes();
    if bytes.len() < 6 || is_letter_spaced(line) {
        return Look::Prose;
    }
    if STOP.find(&bytes[..bytes.len() - 3]).is_some() {
        if has_reach(bytes) {
            return Look::Full;
        }
        let last = passage::last_sentence(line);
        if last.len() < SHORTEST_TAIL {
            return Look::Prose;
        }
        let seen = glance(last, 2);
        if seen.phrases < 2 && !is_telling(seen, last) {
            return Look::Prose;
        }
        return match voice(last) {
            SALES.. => Look::Full,
            QUIET.. if seen.phrases >= 2 => Look::Full,
            PLAIN.. => Look::Voice,
            _ => Look::Prose,
        };
    }
    let least = if head || bytes.len() <= SHORT_LINE { 1 } else { 2 };
    let seen = glance(line, least);
    let worth = seen.phrases >= least && (bytes.len() <= SHORT_LINE || voice(line) >= QUIET)
        || (seen.phrases + seen.telling > 0 || bytes.len() <= LONGEST) && has_reach(bytes)
        || seen.phrases > 0 && is_taken_apart(line)
        || (is_telling(seen, line) || seen.phrases + seen.telling > 0 && may_be_slogan(line)) && voice(line) >= SALES
        || searches::is_title(line);
    match worth {
        true => Look::Full,
        false if brand::may_be_row(line) => Look::Row,
        false => Look::Prose,
    }
}

/// Whether one mark stands between the characters of a line: `⊙最⊙新⊙章⊙节`.
fn is_taken_apart(line: &str) -> bool {
    const MARKS: usize = 5;
    let mark = line.chars().take(2).find(|c| !c.is_alphanumeric() && !c.is_whitespace());
    mark.is_some_and(|mark| line.matches(mark).count() >= MARKS)
}

/// Whether a line may call out to the reader: it is long enough, has clauses, and is no sentence with its end.
fn may_be_slogan(line: &str) -> bool {
    (SHORTEST_TAIL..=LONGEST).contains(&line.len())
        && line.contains(['，', ',', '！', '!', '？', '?'])
        && !line.ends_with(['。', '，', '、', '；', '：'])
}

/// Whether a passage has so many pairs of sellers in it that it is worth hearing: two, and one for twenty characters.
fn is_telling(seen: Glance, passage: &str) -> bool {
    let places = seen.phrases + seen.telling;
    places >= 2 && 3 * 20 * places >= passage.len()
}

/// The end of a sentence, ready to be searched: making a searcher costs as much as reading a short line.
static STOP: LazyLock<memmem::Finder<'static>> = LazyLock::new(|| memmem::Finder::new("。"));

/// Whether `line` seems to go on from the line before it or into the next: it ends in a comma, or the
/// line before does, or both have about the same length and the line before has no end.
fn flows(before: &str, line: &str) -> bool {
    let open = |l: &str| l.ends_with(['，', '、', '；', '：', '（', '“', '《']);
    let width = |l: &str| l.chars().count();
    if open(line) || open(before) {
        return true;
    }
    let closed = before.ends_with(['。', '！', '？', '…', '”', '』', '」', '）', '.', '!', '?', '"']);
    !closed && width(before) >= 12 && width(before).abs_diff(width(line)) <= 3
}
