//! Gaps between Chinese characters inside prose that no replay of the print explains.
//!
//! Columns of several widths, cut and glued, leave gaps at no regular distance. What gives them away is
//! that they cut words ([`cut`]); the gaps of a document are judged together.

use super::cut::{self, CUTS};
use super::gaps::{Class, Fate, Gap, Gaps, Kind, Line, Why};
use crate::han::{class::is_han, likely};

/// Fewest gaps from which a document is judged.
const MIN_GAPS: usize = 4;
/// A lower number will do if the gaps cut words as often as this.
const FEW: f32 = 0.9;
/// A lone gap that parts two characters of at least this association cuts a word.
const LONE: f32 = 3.0;
/// From this association on, a gap near the start of a line does not part a head from the rest.
const TOGETHER: f32 = 1.0;
/// The same in a document with so many gaps that cut words as often as [`FEW`].
const APART: f32 = -1.0;
const MANY: usize = 5;
/// Association from which on, in such a document, a gap of a title cuts a word.
const WORD: f32 = 1.5;
/// Characters on each side of a lone gap before the next gap or end of the line.
const LONE_REACH: usize = 24;
/// Shortest line, in bytes, that is prose.
const PROSE_BYTES: usize = 60;
/// Titles whose gap is looked up elsewhere in the document, at most.
const LOOKUPS: usize = 40;
/// Bytes on each side of the title that are searched.
const LOOKUP_REACH: usize = 1 << 16;

/// How the stray gaps of a document were judged.
#[derive(Debug, Default)]
pub(super) struct Judgement {
    /// Gaps between Han characters inside prose.
    pub(super) count: usize,
    /// How often they cut words, as [`cut::share`] has it.
    pub(super) share: Option<f32>,
    /// Gaps left open because nothing shows what they are.
    pub(super) doubts: Vec<usize>,
}

/// Closes stray gaps.
pub(super) fn close(text: &str, gaps: &mut Gaps) -> Judgement {
    let mut found = Vec::new();
    for line in gaps.lines.iter().filter(|l| gaps.is_open(l) && is_prose(l.span().of(text))) {
        found.extend(line.gaps().filter(|&n| is_candidate(text, gaps, line, n, TOGETHER)));
    }
    if !found.iter().any(|&n| is_inside(&gaps.list[n])) {
        return Judgement { doubts: found, ..Judgement::default() };
    }
    let prose: Vec<Line> = gaps.lines.iter().copied().filter(|l| is_prose(l.span().of(text))).collect();
    let between: Vec<(char, char)> =
        found.iter().filter(|&&n| is_inside(&gaps.list[n])).map(|&n| gaps.list[n].sides(text)).collect();
    let judged = cut::share(text, &prose, &between);
    let count = between.len();
    let needed = if count < MIN_GAPS { FEW } else { CUTS };
    let doubts = match judged {
        Some(share) if share >= needed && count == 1 => close_lone(text, gaps, &prose, found),
        Some(share) if share >= needed => {
            let score = (0.6 + 0.2 * share + 0.005 * count as f32).min(0.95);
            found.iter().for_each(|&n| gaps.list[n].close(Why::Stray, score));
            let thorough = count >= MANY && share >= FEW;
            if thorough {
                for line in &prose {
                    let head = line.gaps().start;
                    if is_candidate(text, gaps, line, head, APART) {
                        gaps.list[head].close(Why::Stray, score);
                    }
                }
            }
            close_titles(text, gaps, if thorough { WORD } else { LONE });
            Vec::new()
        }
        _ => found,
    };
    Judgement { count, share: judged, doubts }
}

/// Closes the one gap between Chinese characters, if it parts two that hardly ever stand apart; or two that often
/// stand together, in a document with letter-spaced text.
fn close_lone(text: &str, gaps: &mut Gaps, prose: &[Line], mut found: Vec<usize>) -> Vec<usize> {
    let letters = |g: &&Gap| matches!(g.fate, Fate::Closed { why: Why::Letters, .. });
    let spaced = gaps.list.iter().filter(letters).take(MANY).count() == MANY;
    found.retain(|&n| {
        if !is_inside(&gaps.list[n]) {
            return true;
        }
        let (a, b) = gaps.list[n].sides(text);
        let at = prose.partition_point(|line| line.gaps().end <= n);
        let Some(line) = prose.get(at).filter(|line| line.gaps().contains(&n)) else { return true };
        let reach = gaps.piece_before(text, line, n).len().min(gaps.piece_after(text, line, n).len());
        // A single gap in quotation marks is that of a slogan, even where its halves would make a word.
        let cuts = !is_in_brackets(text, line, &gaps.list[n], f32::INFINITY)
            && if spaced { likely::seam(a, b) >= WORD } else { likely::seam(a, b) >= LONE && reach >= LONE_REACH };
        if cuts {
            gaps.list[n].close(Why::Stray, 0.7);
        }
        !cuts
    });
    found
}

fn is_inside(gap: &Gap) -> bool {
    gap.left == Class::Han && gap.right == Class::Han
}

/// A line of some length with clause marks in it.
fn is_prose(line: &str) -> bool {
    if line.len() < PROSE_BYTES {
        return false;
    }
    let mut last = ' ';
    let mut marks = 0;
    for c in line.chars() {
        marks +=
            usize::from(matches!(c, '，' | '。' | '；' | '？' | '！' | '、') || matches!(c, ',' | ';') && is_han(last));
        last = c;
        if marks >= 2 {
            return true;
        }
    }
    false
}

/// Whether a gap of a prose line may be a stray one.
fn is_candidate(text: &str, gaps: &Gaps, line: &Line, n: usize, together: f32) -> bool {
    let gap = &gaps.list[n];
    if gap.fate != Fate::Undecided || gap.kind != Kind::One {
        return false;
    }
    let foreign = |c: Class| matches!(c, Class::Latin | Class::Digit);
    if foreign(gap.left) && foreign(gap.right) {
        return false;
    }
    let (a, b) = gap.sides(text);
    let chinese = |c: char| is_han(c) || !c.is_alphanumeric();
    if !chinese(a) && !chinese(b) || !(is_han(a) || is_han(b) || matches!(a, '"' | '+') || matches!(b, '"')) {
        return false;
    }
    !is_head(text, gaps, line, n, together) && !is_in_brackets(text, line, gap, TOGETHER)
}

/// Whether the gap parts the head of a line from the rest: a number, a speaker, a dateline.
fn is_head(text: &str, gaps: &Gaps, line: &Line, n: usize, together: f32) -> bool {
    if n > line.from as usize {
        return false;
    }
    let head = gaps.piece_before(text, line, n);
    let ends = head.ends_with(['电', '讯', '：', ':', '】', '条', '章', '节', '）', '、', '.']);
    let (a, b) = gaps.list[n].sides(text);
    head.chars().count() <= 6 && likely::seam(a, b) < together || ends && head.chars().count() <= 24
}

/// Whether the gap stands in a bracket that closes soon and has no clause mark: a credit, a title.
///
/// In quotation marks two halves that belong together less than `together` are a slogan.
fn is_in_brackets(text: &str, line: &Line, gap: &Gap, together: f32) -> bool {
    const REACH: usize = 90;
    let reach = |at: usize| (0..4).map(|d| at + d).find(|&at| text.is_char_boundary(at)).unwrap_or(at);
    let from = reach((gap.at as usize).saturating_sub(REACH).max(line.start as usize));
    let to = reach((gap.end as usize + REACH).min(line.end as usize));
    let before = &text[from..gap.at as usize];
    let after = &text[gap.end as usize..to];
    // A mark other than `、`, which may stand inside.
    let edge = |c: char| match Class::of(c) {
        Class::Open => true,
        Class::Close => c != '、',
        _ => false,
    };
    let opened = before.rfind(edge);
    let closed = after.find(edge);
    let (Some(opened), Some(closed)) = (opened, closed) else { return false };
    let (open, close) = (before[opened..].chars().next(), after[closed..].chars().next());
    match (open, close) {
        (Some('（'), Some('）')) | (Some('('), Some(')')) | (Some('【'), Some('】')) => true,
        (Some('《'), Some('》')) => is_inside(gap),
        // A slogan of two halves.
        (Some('“'), Some('”')) => {
            let (a, b) = gap.sides(text);
            is_inside(gap) && likely::seam(a, b) < together
        }
        _ => false,
    }
}

/// In a document with stray gaps: closes a gap of a title where it cuts a word, or where the same words
/// stand elsewhere without one.
fn close_titles(text: &str, gaps: &mut Gaps, word: f32) {
    let open: Vec<usize> = (0..gaps.list.len())
        .filter(|&n| gaps.list[n].fate == Fate::Undecided && gaps.list[n].kind == Kind::One && is_inside(&gaps.list[n]))
        .take(LOOKUPS)
        .collect();
    for n in open {
        let gap = &gaps.list[n];
        let (last, first) = gap.sides(text);
        if likely::seam(last, first) >= word {
            gaps.list[n].close(Why::Stray, 0.7);
            continue;
        }
        let mut tail = text[..gap.at as usize].char_indices().rev();
        let (Some(_), Some((from, a))) = (tail.next(), tail.next()) else { continue };
        let mut head = text[gap.end as usize..].char_indices();
        let (Some(_), Some((to, b))) = (head.next(), head.next()) else { continue };
        if !is_han(a) || !is_han(b) {
            continue;
        }
        let words =
            [&text[from..gap.at as usize], &text[gap.end as usize..gap.end as usize + to + b.len_utf8()]].concat();
        let near = from.saturating_sub(LOOKUP_REACH)..(from + LOOKUP_REACH).min(text.len());
        if memchr::memmem::find(&text.as_bytes()[near], words.as_bytes()).is_some() {
            gaps.list[n].close(Why::Stray, 0.8);
        }
    }
}
