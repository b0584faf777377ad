//! Passages that are set in: a quotation of which every line has the same indent, deeper than that of a paragraph or as deep.
//!
//! There an indent does not say that a paragraph begins. It takes prose that was visibly wrapped: lines of one width
//! that stop in the middle of sentences, and an end of a sentence at the last.

use std::borrow::Cow;
use std::ops::RangeInclusive;

use super::lines::{self, Line};

/// By how much deeper than a paragraph's first line, or than the margin, the passage lies at least, in half-ems.
const DEEPER: i32 = 2;
/// By how much deeper the first line of the passage may lie than its others, in half-ems.
const FIRST: RangeInclusive<i32> = 2..=6;
/// Narrowest lines of such a passage, and by how much they differ at most, in half-ems.
const NARROWEST: i32 = 28;
const UNEVEN: i32 = 4;
/// Indents up to this are counted, in half-ems.
const DEEPEST: usize = 64;

/// The lines, with those marked as flush that go on at the left edge of a passage that is set in.
pub(super) fn mark<'l>(text: &str, lines: &'l [Line]) -> Cow<'l, [Line]> {
    let goes_on = |i: usize| lines[i + 1].blank == 0 && lines[i + 1].lead > 0 && lines[i].lead == lines[i + 1].lead;
    if !(0..lines.len().saturating_sub(1)).any(goes_on) {
        return Cow::Borrowed(lines);
    }
    let margin = lines::margin(lines);
    let usual = usual(lines, margin);
    let mut marked = Cow::Borrowed(lines);
    let mut start = 0;
    while start < lines.len() {
        let mut end = start;
        while end + 1 < lines.len() && goes_on(end) {
            end += 1;
        }
        let before = start.checked_sub(1).filter(|_| lines[start].blank == 0);
        let first = before.filter(|&i| FIRST.contains(&(lines[i].lead - lines[start].lead))).unwrap_or(start);
        let apart = || lines[first].blank > 0 && lines.get(end + 1).is_none_or(|l| l.blank > 0);
        let depth = lines[start].lead - usual.unwrap_or(margin);
        let deep = depth >= DEEPER && (usual.is_some() || apart());
        // One that lies as deep as a first line takes that of the next paragraph along.
        let level = depth == 0 && usual.is_some();
        let next = lines.get(end + 1).is_some_and(|l| l.lead == margin && l.blank == 0);
        let last = end - usize::from(level && next && end > start);
        let broken = || {
            first + 2 <= last
                && start < last
                && !lines[start..last].iter().any(|l| l.ends.is_mark())
                && !are_verses(text, &lines[start..=last])
        };
        if last > first && (deep || level && broken()) && is_wrapped(text, &lines[first..=last]) {
            marked.to_mut()[first + 1..=last].iter_mut().for_each(|line| line.flush = true);
        }
        start = end + 1;
    }
    marked
}

/// Whether all lines have their first comma at the same place, as the lines of a poem have.
fn are_verses(text: &str, passage: &[Line]) -> bool {
    let comma = |line: &Line| line.of(text).find(['，', ',']);
    passage.iter().all(|line| comma(line).is_some() && comma(line) == comma(&passage[0]))
}

/// The commonest indent of lines that one at the margin follows directly.
fn usual(lines: &[Line], margin: i32) -> Option<i32> {
    let mut counts = [0_u32; DEEPEST];
    for pair in lines.windows(2).filter(|p| p[0].lead > margin && p[1].lead == margin && p[1].blank == 0) {
        if let Some(count) = counts.get_mut(pair[0].lead as usize) {
            *count += 1;
        }
    }
    let most = counts.iter().copied().max().filter(|&n| n > 0)?;
    counts.iter().position(|&n| n == most).map(|lead| lead as i32)
}

/// Whether the lines of a passage are wrapped prose by all that they show.
fn is_wrapped(text: &str, passage: &[Line]) -> bool {
    let Some((last, inner)) = passage.split_last() else { return false };
    let full = |line: &Line| line.width + line.lead - line.hang;
    let (least, most) = inner.iter().fold((i32::MAX, 0), |(a, b), l| (a.min(full(l)), b.max(full(l))));
    let marked = inner.iter().filter(|l| l.ends.is_mark()).count();
    inner.iter().all(|l| l.width >= NARROWEST)
        && most - least <= UNEVEN
        && full(last) <= most
        && last.ends.is_final()
        && 2 * marked <= inner.len()
        && inner.iter().any(|l| l.of(text).contains(['，', '。']))
}
