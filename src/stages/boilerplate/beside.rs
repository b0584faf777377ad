//! What goes at the ends of a text only beside furniture that is certain.

use std::ops::Range;

use crate::han::class::is_han;

use super::ends::is_word;
use super::kinds::Kind;
use super::lexicon;
use super::lines::{ARROWS, End, Line};
use super::page::Fate;

/// A piece of furniture as sure as this tells that the text comes from a page.
const SURE: u8 = 5;
/// Links between two pieces of furniture, at most.
const BETWEEN: usize = 2;

/// Takes what stands before the first paragraph and after the last and would not go by itself, where the text has come from
/// a page for certain: a menu or a trail of channels as the first line, single bars of buttons, and links between furniture.
pub(super) fn take(
    text: &str,
    lines: &[Line],
    fates: &mut [Fate],
    prose: Range<usize>,
    counts: &impl Fn(&Line) -> bool,
) {
    let gone = |fates: &[Fate], at: usize| fates[at] == Fate::Furniture && !prose.contains(&at);
    if !(0..lines.len()).any(|at| gone(fates, at) && lines[at].sure >= SURE) {
        return;
    }
    if let [first, second, ..] = lines
        && fates[0] == Fate::Keep
        && prose.start > 1
        && !(second.shape.gaps == first.shape.gaps && second.sure == 0)
    {
        fates[0] = match first.text.of(text) {
            line if is_row(line) => Fate::Bar,
            line if is_trail(line) => Fate::Trail,
            _ => Fate::Keep,
        };
    }
    for at in (1..lines.len()).filter(|at| !prose.contains(at)) {
        let line = &lines[at];
        // A button's word over a paragraph is its heading.
        let heading = at + 1 == prose.start && is_word(line) && line.shape.gaps == 0;
        if fates[at] == Fate::Keep
            && counts(line)
            && is_bar(text, line)
            && !heading
            && lines[at - 1].shape.end != End::Colon
        {
            fates[at] = Fate::Furniture;
        }
    }
    let mut before = None;
    for at in prose.end..lines.len() {
        if !gone(fates, at) {
            continue;
        }
        if let Some(before) = before.replace(at) {
            let between = before + 1..at;
            let links = matches!(lines[before].kind, Kind::Related | Kind::Neighbour | Kind::Comment);
            if links && between.len() <= BETWEEN && between.clone().all(|at| is_between(text, &lines[at])) {
                fates[between].iter_mut().filter(|fate| **fate == Fate::Keep).for_each(|fate| *fate = Fate::Linked);
            }
        }
    }
}

/// Whether a line is buttons and counters, as sure as one of them by itself can be.
fn is_bar(text: &str, line: &Line) -> bool {
    let buttons = matches!(
        line.kind,
        Kind::Nav
            | Kind::Share
            | Kind::Counter
            | Kind::Tools
            | Kind::Account
            | Kind::Comment
            | Kind::Expand
            | Kind::Follow
    );
    let tags = line.kind == Kind::Nav && line.sure >= 2 && line.text.of(text).contains("标签");
    buttons && (line.sure >= 3 || tags) && line.meta.is_none() && !matches!(line.shape.end, End::Closed | End::Colon)
}

/// Whether a line is several short words, parted by bars or by white space as wide as an ideograph, of which half are known
/// from menus.
fn is_row(text: &str) -> bool {
    const WORDS: usize = 4;
    const LONGEST: usize = 6;
    const BARS: [char; 4] = ['|', '｜', '丨', '│'];
    let (bars, text) = (text.contains(BARS), text.replace("  ", "\u{3000}"));
    let parts = text.split(|c| if bars { BARS.contains(&c) } else { c == '\u{3000}' }).map(str::trim);
    let (mut words, mut known) = (0, 0);
    for part in parts.filter(|part| !part.is_empty()) {
        if part.chars().count() > LONGEST || !part.chars().all(|c| c.is_alphanumeric() || c == '-') {
            return false;
        }
        words += 1;
        known += usize::from(!lexicon::classes(&part.to_lowercase()).is_none());
    }
    words >= WORDS && 2 * known >= words
}

/// Whether a line is three words or more with arrows between them, of which one is known from menus: a trail of channels.
/// Arrows with a shaft part steps.
fn is_trail(text: &str) -> bool {
    const STEPS: usize = 3;
    const LONGEST: usize = 8;
    let step = |step: &str| (1..=LONGEST).contains(&step.trim().chars().count()) && step.contains(is_han);
    let known = |step: &str| !lexicon::classes(step.trim()).is_none();
    !text.contains('→')
        && text.split(ARROWS).count() >= STEPS
        && text.split(ARROWS).all(step)
        && text.split(ARROWS).any(known)
}

/// Whether a line between two pieces of furniture can be a link or a label of the page: no note, entry or label of the text.
fn is_between(text: &str, line: &Line) -> bool {
    let body = line.text.of(text);
    let entry = body.starts_with(['《', '[', '［', '〔', '（', '(', '“']) || body.contains("参考");
    line.meta.is_none()
        && line.n() <= 40
        && line.shape.end == End::Open
        && line.shape.colons == 0
        && line.shape.inner <= 1
        && !matches!(line.kind, Kind::Contact | Kind::Disclaimer | Kind::Reprint | Kind::Ornament)
        && !entry
}
