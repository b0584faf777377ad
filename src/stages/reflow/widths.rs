//! Which widths the lines of a document could have been wrapped to.

use std::ops::Range;

use super::table::Seam;

/// No column is narrower, in half-ems.
pub(super) const NARROWEST: i32 = 16;
/// No page is wider, in half-ems.
pub(super) const WIDEST: i32 = 256;
/// At most so many widths are tried in one document.
pub(super) const MOST: usize = 8;
/// By how much first lines are shorter at most, in half-ems.
pub(super) const MOST_LOST: i32 = 4;
/// Boundaries in a window, and how far the windows lie apart.
const WINDOW: usize = 10;
const STEP: usize = 5;
/// What one full line counts, and one that is full for a first line.
const FULL: u8 = 10;
const FULL_FIRST: u8 = 9;
/// A window votes if so many of its lines are full.
const LEAST: usize = 4;
const ENOUGH: u8 = LEAST as u8 * FULL;
/// Documents with at most so many lines are covered greedily instead, each width explaining at least `COVER` lines.
const SHORT_DOCUMENT: usize = 16;
const COVER: usize = 3;
/// Or so many of these, if each stops in the middle of a sentence, or so many with those that are full for a first line.
const COVER_FULL: usize = 2;
const COVER_FIRST: usize = 4;
/// Documents of up to so many lines, of which no window votes since headings stand between short paragraphs, are covered if
/// so many lines that a width explains stop in the middle of a sentence, one in so many of all, and half of them at least.
const MIDDLING_DOCUMENT: usize = 64;
const COVER_TORN: usize = 4;
const COVER_SHARE: usize = 5;

/// For each of `losts`, the widths, in half-ems, that explain full lines, the likeliest first; first lines are so much
/// shorter. Calls `voted` with the boundaries that each vote comes from.
///
/// Every window of ten boundaries votes for the width for which most of its lines are full. A text
/// that is not wrapped gets no vote at all, and is done. O(boundaries).
pub(super) fn candidates<const N: usize>(
    seams: &[Seam],
    seen: &Seen,
    losts: [i32; N],
    mut voted: impl FnMut(Range<usize>),
) -> [Vec<i32>; N] {
    if seams.len() < SHORT_DOCUMENT {
        return losts.map(|lost| {
            let widths = cover(seams, lost);
            if !widths.is_empty() {
                voted(0..seams.len());
            }
            widths
        });
    }
    let mut votes = losts.map(|_| Tally::default());
    for start in (0..seams.len()).step_by(STEP) {
        let end = (start + WINDOW).min(seams.len());
        let own = &seams[start..end];
        if !may_vote(own) {
            continue;
        }
        let mut whole = Window::default();
        own.iter().for_each(|seam| whole.add(seam.from, seam.to, FULL));
        for (lost, votes) in losts.into_iter().zip(&mut votes) {
            let mut window = whole;
            if lost > 0 {
                // Full for the limit less the lost indent, where not full for the limit itself.
                own.iter().for_each(|s| window.add((s.from + lost).max(s.to + 1), s.to + lost, FULL_FIRST));
            }
            if let Some(width) = window.best(seen) {
                votes.add(width, width, 1);
                voted(start..end);
            }
        }
    }
    let widths = votes.map(|votes| votes.most_frequent(MOST));
    if seams.len() >= MIDDLING_DOCUMENT || widths.iter().any(|widths| !widths.is_empty()) || !may_be_covered(seams) {
        return widths;
    }
    losts.map(|lost| {
        let mut widths = cover(seams, lost);
        widths.retain(|&width| {
            let full = || seams.iter().filter(|s| s.is_full(width) || lost > 0 && s.is_full(width - lost));
            let torn = full().filter(|s| s.torn).count();
            torn >= least_torn(seams) && 2 * torn >= full().count()
        });
        if !widths.is_empty() {
            voted(0..seams.len());
        }
        widths
    })
}

/// How many widths there are.
const WIDTHS: usize = (WIDEST - NARROWEST + 1) as usize;

/// How many lines are of each width, or half an em narrower.
pub(super) struct Seen([u32; WIDTHS]);

impl Seen {
    pub(super) fn new() -> Self {
        Self([0; _])
    }

    /// Takes note of a line.
    pub(super) fn note(&mut self, width: i32) {
        for width in [width, width + 1] {
            if let Some(count) = self.0.get_mut(width.wrapping_sub(NARROWEST) as usize) {
                *count += 1;
            }
        }
    }

    fn of(&self, width: i32) -> u32 {
        self.0[(width - NARROWEST) as usize]
    }
}

/// What the lines of one window count for each width: [`FULL`] times [`WINDOW`] at most, which a byte holds.
#[derive(Clone, Copy)]
struct Window([u8; WIDTHS]);

impl Default for Window {
    fn default() -> Self {
        Self([0; _])
    }
}

impl Window {
    /// Adds `n` to every width from `from` to `to`, both included.
    fn add(&mut self, from: i32, to: i32, n: u8) {
        let (from, to) = (from.max(NARROWEST), to.min(WIDEST));
        for width in from..=to {
            self.0[(width - NARROWEST) as usize] += n;
        }
    }

    /// The width with the highest count, [`ENOUGH`] at least; of several, the one most frequent in `seen`.
    fn best(&self, seen: &Seen) -> Option<i32> {
        let top = self.0.iter().fold(0, |top: u8, &n| top.max(n));
        let widths = memchr::memchr_iter(top, &self.0).map(|at| at as i32 + NARROWEST);
        if top < ENOUGH { None } else { widths.max_by_key(|&w| (seen.of(w), -w)) }
    }
}

/// Whether any width at all could fill [`LEAST`] lines of a window. Most windows of a text that is not wrapped end here.
fn may_vote(window: &[Seam]) -> bool {
    let mut narrow = [(0, 0); WINDOW];
    let mut n = 0;
    // Lines wider than any page fill nothing.
    for seam in window.iter().filter(|s| s.from <= WIDEST) {
        narrow[n] = (seam.from, seam.to + MOST_LOST);
        n += 1;
    }
    let narrow = &narrow[..n];
    n >= LEAST
        && narrow.iter().any(|&(at, _)| narrow.iter().filter(|&&(from, to)| from <= at && at <= to).count() >= LEAST)
}

/// How many lines that stop in the middle of a sentence a width must explain: headlines do, too, and some are of one width by
/// chance.
fn least_torn(seams: &[Seam]) -> usize {
    COVER_TORN.max(seams.len().div_ceil(COVER_SHARE))
}

/// Whether any width at all could fill as many lines that stop in the middle of a sentence. In most texts that are not
/// wrapped there are not as many.
fn may_be_covered(seams: &[Seam]) -> bool {
    let torn = || seams.iter().filter(|s| s.torn && s.from <= WIDEST);
    let least = least_torn(seams);
    torn().take(least).count() == least
        && torn()
            .any(|at| torn().filter(|s| (s.from..=s.to + MOST_LOST).contains(&at.from)).take(least).count() == least)
}

/// Widths for a document of a few lines: the one that explains most, the one that explains most of the rest, and so on.
fn cover(seams: &[Seam], lost: i32) -> Vec<i32> {
    let mut left: Vec<Seam> = seams.to_vec();
    let mut out = Vec::new();
    let mut tally = Tally::default();
    while out.len() < MOST {
        tally.clear();
        for seam in &left {
            tally.add(seam.from, seam.to, 1);
            if lost > 0 {
                tally.add((seam.from + lost).max(seam.to + 1), seam.to + lost, 1);
            }
        }
        // Lines that are full only for a first line count where others are full for the width itself.
        let enough = |&(width, sum): &(i32, u32)| {
            let full = left.iter().filter(|s| s.is_full(width));
            match full.clone().count() {
                COVER.. => true,
                COVER_FULL.. => sum as usize >= COVER_FIRST || full.clone().all(|s| s.torn),
                _ => false,
            }
        };
        let Some((width, _)) = tally.by_count().into_iter().find(enough) else { break };
        out.push(width);
        left.retain(|s| !s.is_full(width) && (lost == 0 || !s.is_full(width - lost)));
    }
    out
}

/// Counts by width.
struct Tally {
    counts: [u32; WIDTHS],
    /// The widths touched since the last clearing lie between these.
    low: i32,
    high: i32,
}

impl Default for Tally {
    fn default() -> Self {
        Self { counts: [0; _], low: WIDEST + 1, high: NARROWEST - 1 }
    }
}

impl Tally {
    fn clear(&mut self) {
        if self.low <= self.high {
            self.counts[(self.low - NARROWEST) as usize..=(self.high - NARROWEST) as usize].fill(0);
        }
        (self.low, self.high) = (WIDEST + 1, NARROWEST - 1);
    }

    /// Adds `n` to every width from `from` to `to`, both included.
    fn add(&mut self, from: i32, to: i32, n: u32) {
        let (from, to) = (from.max(NARROWEST), to.min(WIDEST));
        if from > to {
            return;
        }
        for count in &mut self.counts[(from - NARROWEST) as usize..=(to - NARROWEST) as usize] {
            *count += n;
        }
        (self.low, self.high) = (self.low.min(from), self.high.max(to));
    }

    fn get(&self, width: i32) -> u32 {
        self.counts[(width - NARROWEST) as usize]
    }

    /// The widths with their counts, by falling count; of several, the widest first.
    fn by_count(&self) -> Vec<(i32, u32)> {
        let mut widths: Vec<_> = (self.low..=self.high).map(|w| (w, self.get(w))).filter(|&(_, n)| n > 1).collect();
        widths.sort_unstable_by_key(|&(w, n)| std::cmp::Reverse((n, w)));
        widths
    }

    /// At most `most` widths with a count, by falling count.
    fn most_frequent(&self, most: usize) -> Vec<i32> {
        let mut widths: Vec<i32> = (self.low..=self.high).filter(|&w| self.get(w) > 0).collect();
        widths.sort_by_key(|&w| (std::cmp::Reverse(self.get(w)), w));
        widths.truncate(most);
        widths
    }
}
