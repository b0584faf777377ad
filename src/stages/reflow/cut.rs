//! Sentences that are not wrapped but cut in two, where a column or page ended.

use crate::Evidence;
use crate::han::class::is_han;
use crate::han::likely;

use super::CUT_SENTENCE;
use super::block::Decision;
use super::lines::{self, Line, width};
use super::marks::{End, Start};
use super::table;

/// Half-ems that the part before a cut has at least: in a text that is damaged anyway, and in any.
const PART: i32 = 24;
const LONG_PART: i32 = 50;
/// Characters that the part after the cut has at least, where the text is not damaged.
const REST: usize = 12;
/// How much likelier the two characters stand side by side than with a mark between them, in nats:
/// where the text is damaged, and where it is not. Set by hand on newspaper pages: cuts inside
/// sentences lie from 3 upwards, seams between torn columns mostly below 2.
const BOUND: f32 = 2.5;
const TIGHTLY_BOUND: f32 = 6.0;
/// And how much likelier than by chance, where the text is not damaged.
const WORD: f32 = 2.5;
/// Words torn in two are joined only if they are so many times as many as the long paragraphs that stop without a mark.
const STOPS: usize = 4;
/// Gaps that show that a document is damaged.
const DAMAGED: usize = 5;
/// If so many tenths of the pieces before gaps are of one width, give or take `NEAR` half-ems, the gaps are regular.
const REGULAR: usize = 7;
const NEAR: usize = 2;
/// Wider pieces are counted as of this width, in half-ems.
const WIDEST_PIECE: usize = 160;

/// Joins the parts of cut sentences where a break was decided.
pub(super) fn join(text: &str, lines: &[Line], margin: i32, decisions: &mut [Decision]) {
    let mut damaged = None;
    let (mut indented, mut style) = (None, None);
    // Words torn in two where the text is not damaged, and how many long paragraphs stop without a mark though no word is torn.
    let (mut torn, mut stops) = (Vec::new(), 0_usize);
    // Width of the paragraph so far.
    let mut width = 0;
    for i in 0..decisions.len() {
        let (a, b) = (&lines[i], &lines[i + 1]);
        let before = width;
        width += a.width;
        if decisions[i] != Decision::Break {
            continue;
        }
        let whole = std::mem::take(&mut width);
        let left = a.of(text);
        // In a paragraph of several lines clauses are taken for granted.
        let clauses = before > 0 || has_clause(left);
        if !matches!(a.ends, End::Comma | End::Han | End::Digit) || whole < PART || !clauses {
            continue;
        }
        let last = decisions[i + 1..].iter().position(|d| *d == Decision::Break).map_or(lines.len() - 1, |n| i + 1 + n);
        let right = text[b.start..lines[last].end].trim_start_matches(['>', ' ']);
        let Some(next) = right.chars().next() else { continue };
        if matches!(b.starts, Start::Item | Start::Other | Start::Closer) && !b.of(text).starts_with('>') {
            continue;
        }
        let mut all_indented = || {
            *indented.get_or_insert_with(|| lines.iter().filter(|l| l.lead > margin).count() * 10 >= lines.len() * 9)
        };
        if b.lead - margin >= 2 && !all_indented() || !is_wordy(left) || !is_wordy(b.of(text)) {
            continue;
        }
        let long = whole >= LONG_PART && right.chars().nth(REST - 1).is_some();
        let whole_text = damaged.map(|damaged: bool| !damaged);
        let mut damaged = || *damaged.get_or_insert_with(|| has_gaps(text, lines));
        let join = match a.ends {
            End::Comma => {
                long && (damaged() || b.starts != Start::Quote && !*style.get_or_insert_with(|| ends_in_commas(lines)))
            }
            End::Han if is_han(next) => {
                let last = left.chars().next_back().unwrap_or(next);
                let word = long && likely::seam(last, next) > WORD;
                // Where the text is known not to be damaged, nothing but a word counts.
                let bound = if word || whole_text != Some(true) { bound(last, next) } else { f32::MIN };
                if bound > BOUND && damaged() {
                    true
                } else {
                    if word && bound > TIGHTLY_BOUND {
                        torn.push(i);
                    } else {
                        stops += usize::from(whole >= LONG_PART);
                    }
                    false
                }
            }
            _ if is_han(next) || next.is_ascii_digit() => damaged(),
            _ => false,
        };
        if join {
            decisions[i] = Decision::Join(&CUT_SENTENCE, 0.8);
            width = whole;
        }
    }
    // Where other long paragraphs stop without a mark too, stopping so is this text's way.
    if stops * STOPS <= torn.len() {
        torn.iter().for_each(|&i| decisions[i] = Decision::Join(&CUT_SENTENCE, 0.8));
    }
}

/// What speaks for and against a cut between two lines.
pub(super) fn evidence(text: &str, a: &Line, b: &Line) -> Option<Evidence> {
    let (last, next) = (a.of(text).chars().next_back()?, b.of(text).trim_start_matches(['>', ' ']).chars().next()?);
    if !is_han(last) || !is_han(next) {
        return None;
    }
    let bound = bound(last, next);
    let feature =
        format!("`{last}{next}` against `{last}，{next}`: {bound:.1} nats, a cut in damaged text from {BOUND:.1}");
    Some(Evidence { feature: feature.into(), weight: bound - BOUND })
}

/// Whether so many long lines end in a comma that the writer breaks lines there on purpose, as in verse
/// and in old novels: more than two, and more than one in two hundred.
fn ends_in_commas(lines: &[Line]) -> bool {
    let commas = lines.iter().filter(|l| l.ends == End::Comma && l.width >= LONG_PART).count();
    commas > 2 + lines.len() / 200
}

fn is_wordy(line: &str) -> bool {
    table::is_wordy(line, 50)
}

/// How much likelier `b` follows `a` directly than with a mark between them, in nats.
fn bound(a: char, b: char) -> f32 {
    let apart = ['，', '。', '、', '”'].map(|mark| likely::follows(a, mark) + likely::follows(mark, b));
    likely::follows(a, b) - apart.into_iter().fold(f32::MIN, f32::max)
}

fn has_clause(part: &str) -> bool {
    let mut chars = part.chars();
    chars.next_back();
    chars.any(|c| matches!(c, '，' | '。' | '？' | '！' | '；' | ',' | '?' | '!' | ';'))
}

/// Whether spaces between Chinese characters show that the text was damaged: at least five, and one in 250
/// characters, at no regular distance. Spaces at one distance are the ends of printed lines, whose paragraphs
/// are whole; those of letter-spaced text say nothing.
fn has_gaps(text: &str, lines: &[Line]) -> bool {
    let (mut gaps, mut half_ems) = (0_usize, 0_usize);
    let mut widths = vec![0_usize; WIDEST_PIECE];
    for line in lines {
        half_ems += line.width as usize;
        let line = line.of(text);
        if lines::is_letter_spaced(line) {
            continue;
        }
        let (mut start, mut pieces) = (0, 0);
        for at in memchr::memchr_iter(b' ', line.as_bytes()) {
            let piece = &line[start..at];
            let opens = |c: char| is_han(c) || matches!(c, '“' | '"' | '（');
            let ends =
                |c: char| is_han(c) || matches!(c, '，' | '、' | '。' | '；' | '：' | ',' | ';' | '”' | '"' | '）');
            let loose = pieces > 0 && piece.len() <= 4 && width(piece) <= 2;
            if !loose && piece.ends_with(ends) && line[at + 1..].starts_with(opens) {
                gaps += 1;
                widths[(width(piece) as usize).min(WIDEST_PIECE - 1)] += 1;
            }
            (start, pieces) = (at + 1, pieces + 1);
        }
    }
    let near = widths.windows(2 * NEAR + 1).map(|w| w.iter().sum::<usize>()).max().unwrap_or(0);
    gaps >= DAMAGED && gaps * 500 >= half_ems && near * 10 < gaps * REGULAR
}
