//! Quote markers (`> `) left inside sentences.

use super::block::{Decision, Verdict};
use super::lines::Line;

/// Bytes of the quote markers that a text starts with.
pub(super) fn marker(text: &str) -> usize {
    let rest = text.trim_start_matches(['>', ' ']);
    if text.starts_with('>') && !rest.is_empty() { text.len() - rest.len() } else { 0 }
}

/// The lines measured without their markers, if there are any and they are few; else `None`.
pub(super) fn unmarked(text: &str, lines: &[Line]) -> Option<Vec<Line>> {
    let marked = lines.iter().filter(|l| text.as_bytes()[l.start] == b'>').count();
    (marked > 0 && are_few(marked, lines)).then(|| lines.iter().map(|l| l.without(text, marker(l.of(text)))).collect())
}

fn are_few(marked: usize, lines: &[Line]) -> bool {
    marked * 10 <= lines.len() * 3
}

/// Decides what becomes of quote markers: where a sentence goes on from an unmarked line into a marked one, or
/// out of it, the markers of the whole run are residue; everywhere else they tell who speaks, and stay.
pub(super) fn settle(text: &str, lines: &[Line], verdicts: &mut [Verdict]) {
    if !lines.iter().any(|l| text.as_bytes()[l.start] == b'>') {
        return;
    }
    let markers: Vec<usize> = lines.iter().map(|l| marker(l.of(text))).collect();
    let marked = markers.iter().filter(|&&m| m > 0).count();
    if marked == 0 {
        return;
    }
    let few = are_few(marked, lines);
    let joins = |i: Option<usize>, verdicts: &[Verdict]| {
        i.and_then(|i| verdicts.get(i)).is_some_and(|v| matches!(v.after, Decision::Join(..)))
    };
    let mut start = 0;
    while start < lines.len() {
        if markers[start] == 0 {
            start += 1;
            continue;
        }
        let end = (start..lines.len()).find(|&i| markers[i] == 0).unwrap_or(lines.len());
        let enters = joins(start.checked_sub(1), verdicts);
        let leaves = end < lines.len() && joins(Some(end - 1), verdicts);
        for i in start..end {
            if few && (enters || leaves) {
                verdicts[i].marker = markers[i];
            } else {
                verdicts[i].after = Decision::Break;
                if let Some(before) = i.checked_sub(1) {
                    verdicts[before].after = Decision::Break;
                }
            }
        }
        start = end;
    }
}
