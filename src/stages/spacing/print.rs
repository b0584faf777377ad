//! Spaces that were line ends: the print is replayed.
//!
//! When a page is turned into text, its line ends may become spaces: `两个关键 词，坚持`. Such gaps
//! come wherever a line of the print was full, and cut words. So the lines are set again: from the
//! start of a paragraph the widths of the pieces are added up, and a gap where the line is full, with
//! no room for what follows, is a line end. Any other gap was in the print. The width of the
//! print, in em (a full-width character is 1, an ASCII one ½), is the one that explains the most gaps.

use std::collections::HashMap;

use super::cut;
use crate::han::width;

use super::gaps::{Class, Fate, Gaps, Kind, Line, Why};

/// Widths are counted in half-em.
type Half = u32;

/// Narrowest print that is believed.
const MIN_WIDTH: Half = 16;
/// Fewest gaps in a document from which a width is learned.
const MIN_GAPS: usize = 5;
/// Fewer will do if a width explains them all, is no narrower than this, and so many of them cut words.
const FEW_GAPS: usize = 3;
const FEW_WIDTH: Half = 24;
const FEW_SEAMS: usize = 2;
/// Fewest line ends between Han characters that are tested for cutting words.
const MIN_SEAMS: usize = 4;
/// How often they must: on news and old novels true line ends reach 0.9 to 1.1, with few of them 0.4.
const CUTS: f32 = 0.2;
/// The same where most paragraphs end with a full line, as songs do.
const CUTS_EVEN: f32 = 0.6;
/// The same where so many gaps stand where so large a share of the lines is full, and marks stand in two pieces of three, no more
/// than one in three of them at the same place: couplets and lists have theirs where the others have it. Gaps may then cut
/// words no more than characters that meet by chance.
const CUTS_SURE: f32 = 0.0;
const SURE_GAPS: usize = 8;
/// So many pieces with a mark, two in three of them at the same place, are couplets.
const VERSE: usize = 4;
const SURE_SHARE: f32 = 0.85;
/// Shortest mean piece of a line with many that is read, in bytes: four full-width characters.
const MIN_PIECE_BYTES: usize = 12;
/// Pieces from which the width is learned.
const SAMPLE: usize = 4000;
/// Gaps of a paragraph, at least, and pieces of it, at most, from which its own width is learned.
const OWN_GAPS: i64 = 2;
const PARAGRAPH_SAMPLE: usize = 200;
/// Widths that are tried.
const CANDIDATES: usize = 40;
/// What a gap costs that stays in the print, a piece that is too long for it, and a line end that is not quite full:
/// in hundredths of what an explained gap gains.
const STAYS: i64 = 105;
const OVERLONG: i64 = 150;
const NEARLY: i64 = 75;
const EXPLAINED: i64 = 100;

/// A piece of a line, as the replay sees it.
#[derive(Clone, Copy, Debug)]
struct Piece {
    width: Half,
    /// Width of the closing marks at its end, which may hang over the end of a line.
    hang: Half,
    /// Width of its opening marks and first character; what is needed to begin it on a line.
    need: Half,
    /// The same, if its first word or number is not to be cut.
    need_word: Half,
    starts: Class,
    ends: Class,
    /// Where the first mark inside it stands, in bytes.
    mark: Option<usize>,
    /// Whether the gap after it is wide.
    wide: bool,
    /// Whether the gap after it counts: one between Chinese and a number may be printed so everywhere.
    counts: bool,
    /// The gap after it, as an index.
    gap: u32,
}

/// How a paragraph is set: the width of its lines, and by how much the first is shorter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Setting {
    width: Half,
    first: Half,
}

/// Marks between clauses and sentences.
const MARKS: [char; 5] = ['，', '。', '；', ',', ';'];

fn em(c: char) -> Half {
    if c.is_ascii() { 1 } else { 2 }
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | ',' | '%' | '+' | '-')
}

fn is_hanging(c: char) -> bool {
    Class::of(c) == Class::Close
}

impl Piece {
    fn new(text: &str, gap: u32, wide: bool) -> Self {
        let lead = text.find(|c| Class::of(c) != Class::Open).unwrap_or(text.len());
        let opening: Half = text[..lead].chars().map(em).sum();
        let first = text[lead..].chars().next().map_or(0, em);
        let word: Half = text[lead..].chars().take_while(|&c| is_word(c)).map(em).sum();
        Self {
            width: width::half_ems(text) as Half,
            hang: text.chars().rev().take_while(|&c| is_hanging(c)).map(em).sum(),
            need: opening + first,
            need_word: opening + if word == 0 { first } else { word },
            starts: text.chars().next().map_or(Class::Other, Class::of),
            ends: text.chars().next_back().map_or(Class::Other, Class::of),
            gap,
            mark: text.trim_end_matches(MARKS).find(MARKS),
            wide,
            counts: true,
        }
    }
}

/// By how much a line that holds `used` with `last` at its end falls short of being full before `next`.
fn short_by(used: Half, last: &Piece, next: &Piece, limit: Half) -> Half {
    if used > limit {
        return (used - last.hang.min(used)).saturating_sub(limit);
    }
    let need = match last.ends {
        Class::Latin if next.starts == Class::Latin => next.need_word + 1,
        Class::Latin | Class::Digit => next.need,
        _ => next.need_word,
    };
    let need = need.max(2);
    if used + need > limit { 0 } else { limit - used - need + 1 }
}

/// Replays a paragraph in `setting`; calls `ended` with each piece that ends a line. Gives the gain of
/// this reading, in hundredths of an explained gap.
fn replay(pieces: &[Piece], setting: Setting, mut ended: impl FnMut(&Piece)) -> i64 {
    let (mut used, mut limit, mut gain) = (0, setting.width - setting.first, 0);
    for (n, piece) in pieces.iter().enumerate() {
        used += piece.width;
        if used > limit + piece.hang {
            gain -= OVERLONG;
        }
        let Some(next) = pieces.get(n + 1) else { break };
        let short = short_by(used, piece, next, limit);
        let ends = piece.wide
            || short == 0
            || (short <= 2 && {
                // Not if the line is exactly full one piece further on.
                let longer = used + 1 + next.width;
                longer > limit + next.hang
                    || pieces.get(n + 2).is_none_or(|after| short_by(longer, next, after, limit) != 0)
            });
        // A gap beside a number says nothing of the print.
        let counts = i64::from(piece.counts);
        if ends {
            gain += counts * if short == 0 || piece.wide { EXPLAINED } else { EXPLAINED - NEARLY };
            ended(piece);
            used = 0;
            limit = setting.width;
        } else {
            used += 1;
            gain -= counts * STAYS;
        }
    }
    gain
}

/// How the document as a whole was read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reading {
    /// Width of the lines that explains most gaps, in em.
    pub(super) width: f32,
    /// What it explains of all gaps: 1 if each is a line end.
    pub(super) share: f32,
    /// Whether the line ends it finds are such as print has.
    pub(super) is_print: bool,
}

/// Closes the gaps that were line ends.
pub(super) fn close(text: &str, gaps: &mut Gaps) -> Option<Reading> {
    let (mut pieces, mut paragraphs) = (Vec::new(), Vec::new());
    let (mut latin, mut chars) = (0, 0);
    for (n, line) in gaps.lines.iter().enumerate() {
        let from = pieces.len();
        // Pieces too short for any print.
        let open = if line.settled { 0 } else { line.gaps().filter(|&n| !gaps.list[n].is_closed()).count() };
        if open == 0 || open >= 16 && ((line.end - line.start) as usize) < MIN_PIECE_BYTES * open {
            continue;
        }
        split(text, gaps, line, &mut pieces);
        if pieces.len() - from < 2 {
            pieces.truncate(from);
            continue;
        }
        let body = line.span().of(text).as_bytes();
        latin += letters(body);
        chars += body.len() / 3;
        paragraphs.push((n, from, pieces.len()));
    }
    let inner = |list: &[(usize, usize, usize)]| -> usize {
        list.iter().map(|&(_, from, to)| counting(&pieces[from..to])).sum()
    };
    let total = inner(&paragraphs);
    if total < FEW_GAPS || latin * 10 > chars * 3 {
        return None;
    }
    let (common, gain) = common_setting(&pieces, &paragraphs)?;
    let few = total < MIN_GAPS;
    let prosaic = || paragraphs.iter().all(|&(n, ..)| has_marks(gaps.lines[n].span().of(text)));
    if few && (gain < EXPLAINED * total as i64 || common.width < FEW_WIDTH || !prosaic()) {
        return None;
    }
    // Titles keep gaps of their own: what the prose shows holds for them too.
    let prose: Vec<_> =
        paragraphs.iter().copied().filter(|&(n, ..)| has_marks(gaps.lines[n].span().of(text))).collect();
    let explained = |list: &[(usize, usize, usize)]| {
        list.iter().map(|&(_, from, to)| replay(&pieces[from..to], common, |_| {})).sum::<i64>()
    };
    let throughout = gain * 2 > EXPLAINED * total as i64
        || inner(&prose) >= MIN_GAPS && explained(&prose) * 2 > EXPLAINED * inner(&prose) as i64;
    let mut ends: Vec<(usize, bool)> = Vec::new();
    let (mut read, mut full) = (0, 0);
    for &(line, from, to) in &paragraphs {
        let own = &pieces[from..to];
        let count = counting(own) as i64;
        let (mut setting, mut best) = (common, replay(own, common, |_| {}));
        // Not for titles: a width of its own explains any gap of a short line, and a single one of any line.
        if own.len() >= 4
            && count >= OWN_GAPS
            && best * 10 < 8 * EXPLAINED * count
            && has_marks(gaps.lines[line].span().of(text))
        {
            let sample = &own[..own.len().min(PARAGRAPH_SAMPLE)];
            let mut most = replay(sample, common, |_| {});
            for width in widths(sample.iter(), 8 * CANDIDATES) {
                for first in [common.first, 4 - common.first] {
                    let other = Setting { width, first };
                    let gain = replay(sample, other, |_| {});
                    if gain > most {
                        (setting, most) = (other, gain);
                    }
                }
            }
            best = replay(own, setting, |_| {});
        }
        if throughout || count > 0 && best * 2 >= EXPLAINED * count && own.len() >= 4 {
            let before = ends.len();
            replay(own, setting, |piece| ends.push((piece.gap as usize, piece.wide)));
            if ends.len() > before {
                read += 1;
                full += usize::from(
                    own.last().is_some_and(|last| last.width.saturating_sub(last.hang) + 2 > setting.width),
                );
            }
        }
    }
    let lines: Vec<Line> = paragraphs.iter().map(|&(n, ..)| gaps.lines[n]).collect();
    let share = gain as f32 / (EXPLAINED * total as i64) as f32;
    let (marked, most) = marks_of(&pieces);
    if marked >= VERSE && 3 * most > 2 * marked {
        return None;
    }
    let sure = total >= SURE_GAPS && share >= SURE_SHARE && 3 * marked >= 2 * pieces.len() && 3 * most <= marked;
    let cuts = match () {
        () if full * 2 > read || few => CUTS_EVEN,
        () if sure => CUTS_SURE,
        () => CUTS,
    };
    let is_print = is_print(text, gaps, &lines, &ends, cuts, if few { FEW_SEAMS } else { MIN_SEAMS });
    let score = if throughout { 0.97 } else { 0.9 };
    for (gap, wide) in ends.into_iter().filter(|_| is_print) {
        let gap = &mut gaps.list[gap];
        match (gap.left, gap.right) {
            (Class::Latin, Class::Latin) => {}
            _ if wide => gap.narrow(Why::Wrap, score),
            _ => gap.close(Why::Wrap, score),
        }
    }
    Some(Reading { width: common.width as f32 / 2.0, share, is_print })
}

/// How many bytes are letters of ASCII. Lanes of 64 keep the counts in single bytes, for vector code.
fn letters(bytes: &[u8]) -> usize {
    let lane = |lane: &[u8]| lane.iter().map(|b| u8::from(b.is_ascii_alphabetic())).sum::<u8>();
    bytes.chunks(64).map(|bytes| usize::from(lane(bytes))).sum()
}

/// How many of the gaps between these pieces count.
fn counting(pieces: &[Piece]) -> usize {
    pieces[..pieces.len() - 1].iter().filter(|p| p.counts).count()
}

/// In how many pieces a mark stands, and in how many of them it stands at the commonest place.
fn marks_of(pieces: &[Piece]) -> (usize, usize) {
    let mut places: HashMap<usize, usize> = HashMap::new();
    pieces.iter().filter_map(|piece| piece.mark).for_each(|at| *places.entry(at).or_default() += 1);
    (places.values().sum(), places.into_values().max().unwrap_or(0))
}

/// Whether a line is prose rather than a title.
fn has_marks(line: &str) -> bool {
    line.contains(MARKS)
}

/// Whether line ends that a replay found are such as print has: they cut words, and few of them follow a
/// mark. Verse and song whose lines are of one length, the last one too, are explained by a width as well.
///
/// They are tested if there are `seams` of them between Han characters.
fn is_print(text: &str, gaps: &Gaps, lines: &[Line], ends: &[(usize, bool)], cuts: f32, seams: usize) -> bool {
    let ends = || ends.iter().map(|&(gap, _)| &gaps.list[gap]);
    let after_mark = ends().filter(|g| g.left == Class::Close).count();
    if after_mark * 10 > ends().count() * 6 {
        return false;
    }
    let between: Vec<_> =
        ends().filter(|g| (g.left, g.right) == (Class::Han, Class::Han)).take(2000).map(|g| g.sides(text)).collect();
    if seams < MIN_SEAMS && between.len() < seams {
        return false;
    }
    between.len() < seams || cut::share(text, lines, &between).is_none_or(|share| share >= cuts)
}

/// Splits a line at the gaps that are not closed yet.
fn split(text: &str, gaps: &Gaps, line: &Line, pieces: &mut Vec<Piece>) {
    let mut start = line.start as usize;
    for n in line.gaps() {
        let gap = &gaps.list[n];
        match gap.fate {
            Fate::Closed { leave_one: false, .. } | Fate::Kept => continue,
            _ => {}
        }
        let wide = match gap.kind {
            Kind::One => false,
            // One space that was printed, and one from the end of the line.
            Kind::Wide if matches!(gap.span().of(text), "  " | " \u{3000}" | "\u{3000} ") => true,
            Kind::Wide | Kind::Full => continue,
        };
        let mut piece = Piece::new(&text[start..gap.at as usize], n as u32, wide);
        piece.counts = !matches!((gap.left, gap.right), (Class::Han, Class::Digit) | (Class::Digit, Class::Han));
        pieces.push(piece);
        start = gap.end as usize;
    }
    pieces.push(Piece::new(&text[start..line.end as usize], u32::MAX, false));
}

/// The widths that occur, the most frequent first.
fn widths<'p>(pieces: impl Iterator<Item = &'p Piece>, most: usize) -> Vec<Half> {
    let mut counts: HashMap<Half, u32> = HashMap::new();
    for piece in pieces {
        let bare = piece.width.saturating_sub(piece.hang);
        for width in [bare, bare + 1] {
            *counts.entry(width).or_default() += 1;
        }
        if piece.hang > 0 {
            for width in [piece.width, piece.width + 1] {
                *counts.entry(width).or_default() += 1;
            }
        }
    }
    let mut counts: Vec<_> = counts.into_iter().filter(|&(width, _)| width >= MIN_WIDTH).collect();
    counts.sort_unstable_by_key(|&(width, count)| (std::cmp::Reverse(count), width));
    counts.truncate(most);
    counts.into_iter().map(|(width, _)| width).collect()
}

/// The setting that explains most gaps of the document, and its gain over the whole document.
fn common_setting(pieces: &[Piece], paragraphs: &[(usize, usize, usize)]) -> Option<(Setting, i64)> {
    let mut sample = 0;
    let taken = paragraphs.iter().position(|(_, from, to)| {
        sample += to - from;
        sample >= SAMPLE
    });
    let taken = &paragraphs[..taken.map_or(paragraphs.len(), |n| n + 1)];
    let inner = taken.iter().flat_map(|&(_, from, to)| &pieces[(from + 1).min(to)..to - 1]);
    let candidates = widths(inner, CANDIDATES);
    let mut best: Option<(Setting, i64)> = None;
    for first in [0, 4] {
        for &width in &candidates {
            let setting = Setting { width, first };
            let gain = taken.iter().map(|&(_, from, to)| replay(&pieces[from..to], setting, |_| {})).sum();
            if best.is_none_or(|(_, most)| gain > most) {
                best = Some((setting, gain));
            }
        }
    }
    let (setting, _) = best?;
    let whole = paragraphs.iter().map(|&(_, from, to)| replay(&pieces[from..to], setting, |_| {})).sum();
    Some((setting, whole))
}
