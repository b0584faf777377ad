//! Where one page ends and the next begins, in files that hold several.

use std::collections::HashMap;

use super::anchors::is_parting;
use super::core::is_foot;
use super::kinds::Kind;
use super::lines::{self, Line};

/// How far below its `<title>` a page's heading may stand.
const REACH: usize = 500;
/// Characters of sentences that must stand under the heading.
const MIN_PROSE: u32 = 60;
/// Furniture a file must hold for it to be more than one page.
const MIN_HITS: u32 = 12;

/// The pieces of a file, as ranges of lines: one for each page. A new one begins at a line that is
/// repeated, whole or up to the site's name, over text further down, and follows furniture.
pub(super) fn pieces(text: &str, lines: &[Line], hits: u32) -> Vec<(usize, usize)> {
    if hits < MIN_HITS || lines.len() < 24 {
        return vec![(0, lines.len())];
    }
    let mut places: HashMap<u64, Vec<usize>> = HashMap::new();
    for (at, line) in lines.iter().enumerate() {
        if line.hash != 0 && line.kind == Kind::None && (6..=100).contains(&line.n()) {
            places.entry(line.hash).or_default().push(at);
        }
    }
    let mut prose = vec![0_u32; lines.len() + 1];
    for (at, line) in lines.iter().enumerate() {
        prose[at + 1] = prose[at] + if line.kind == Kind::None && line.is_prose() { line.n() } else { 0 };
    }
    let mut starts: Vec<usize> = Vec::new();
    let mut word = String::new();
    let (mut last, mut reach) = (0_u64, 0);
    for (at, line) in lines.iter().enumerate() {
        if line.hash == 0 || line.kind != Kind::None || line.meta.is_some() || !(6..=120).contains(&line.n()) {
            continue;
        }
        if at < reach || !follows_a_page(&lines[..at]) {
            continue;
        }
        lines::compact(line.text.of(text), &mut word);
        let heads = word.char_indices().filter(|&(_, c)| is_parting(c)).map(|(end, _)| &word[..end]);
        let found = [word.as_str()].into_iter().chain(heads).filter(|h| h.len() >= 18).find_map(|head| {
            let hash = lines::hash(head);
            let places = places.get(&hash)?;
            let heading = *places.get(places.partition_point(|&place| place <= at)).filter(|&&p| p <= at + REACH)?;
            let under = prose[lines.len().min(heading + 31)] - prose[heading + 1];
            let page = has_foot(&lines[..at]) || heading == at + 1 || over_menus(&lines[at + 1..heading]);
            (hash != last && under >= MIN_PROSE && page).then_some((hash, heading))
        });
        if let Some((hash, heading)) = found {
            starts.push(at);
            (last, reach) = (hash, heading + 1);
        }
    }
    // What stands over the first title belongs to the first page.
    let mut cuts = vec![0];
    cuts.extend(starts.into_iter().filter(|&at| prose[at] >= MIN_PROSE));
    let ends = cuts.iter().skip(1).copied().chain([lines.len()]);
    cuts.iter().copied().zip(ends).collect()
}

/// Whether a page may begin after these lines: after the foot of another page, or after furniture,
/// but not among links.
fn follows_a_page(before: &[Line]) -> bool {
    let near = || before.iter().rev().take(3);
    let links = near().any(|l| matches!(l.kind, Kind::Related | Kind::Neighbour));
    before.iter().rev().take(4).any(is_foot) || near().any(|l| l.sure > 0) && !links
}

/// Whether the foot of a page stands a little way up.
fn has_foot(before: &[Line]) -> bool {
    before.iter().rev().take(15).any(is_foot)
}

/// Whether the head of a page begins right under its `<title>`.
fn over_menus(between: &[Line]) -> bool {
    let menus = between
        .iter()
        .take(12)
        .filter(|l| l.sure >= 2 && matches!(l.kind, Kind::Nav | Kind::Account | Kind::Crumb))
        .count();
    menus >= 3 || menus >= 2 && between.len() <= 6
}
