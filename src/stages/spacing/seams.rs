//! Gaps beside marks and digits, decided for a document as a whole.
//!
//! A space between Chinese and a digit, or after an ASCII comma, may be a printing house's style. It is, if
//! nearly all places of the kind have one; where only some have, it is damage.

use super::gaps::{Class, Fate, Gap, Gaps, Kind, Why};
use crate::han::class::is_han;

/// From this share of spaced places on, in hundredths, the space is house style.
const STYLE: usize = 90;
/// Gaps of the kinds decided here that a document needs before any is closed.
const MIN_GAPS: usize = 2;

/// A kind of place that may carry a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Seam {
    /// Chinese beside a digit.
    Digit,
    /// After an ASCII clause mark between Chinese.
    Ascii,
    /// Beside a Chinese mark.
    Mark,
}

const SEAMS: usize = 3;

/// Closes the gaps beside marks and digits where they are damage. Gives back the kinds of which the
/// document has so many that they are its style, each with its first gap.
pub(super) fn close(text: &str, gaps: &mut Gaps) -> Vec<usize> {
    let mut spaced = [0; SEAMS];
    let mut firsts = [usize::MAX; SEAMS];
    let mut all = 0;
    for (n, gap) in gaps.list.iter().enumerate() {
        if gap.is_closed() {
            all += 1;
        }
        if let Some(seam) = open_seam(text, gap) {
            spaced[seam as usize] += 1;
            firsts[seam as usize] = firsts[seam as usize].min(n);
            all += 1;
        }
    }
    if spaced.iter().sum::<usize>() == 0 || all < MIN_GAPS {
        return Vec::new();
    }
    let tight = tight_seams(text);
    let is_style = |seam: Seam| {
        let (s, t) = (spaced[seam as usize], tight[seam as usize]);
        s * 100 >= STYLE * (s + t)
    };
    for gap in &mut gaps.list {
        let Some(seam) = open_seam(text, gap) else { continue };
        if seam != Seam::Mark && is_style(seam) {
            continue;
        }
        gap.close(if seam == Seam::Digit { Why::Digit } else { Why::Mark }, 0.9);
    }
    [Seam::Digit, Seam::Ascii]
        .into_iter()
        .filter(|&s| is_style(s))
        .map(|s| firsts[s as usize])
        .filter(|&n| n != usize::MAX)
        .collect()
}

/// The kind of an undecided gap.
fn open_seam(text: &str, gap: &Gap) -> Option<Seam> {
    if gap.fate != Fate::Undecided || gap.kind != Kind::One {
        return None;
    }
    match (gap.left, gap.right) {
        (Class::Han, Class::Digit) => is_number_after(&text[gap.end as usize..]).then_some(Seam::Digit),
        (Class::Digit, Class::Han) => is_number_before(&text[..gap.at as usize]).then_some(Seam::Digit),
        (Class::Close, Class::Han)
        | (Class::Han, Class::Close)
        | (Class::Close, Class::Close)
        | (Class::Open, Class::Han)
        | (Class::Han, Class::Open)
        | (Class::Digit, Class::Close) => mark_seam(text, gap),
        _ => None,
    }
}

fn mark_seam(text: &str, gap: &Gap) -> Option<Seam> {
    let (a, b) = gap.sides(text);
    if is_clause(b) {
        return Some(Seam::Mark);
    }
    if is_clause(a) && gap.right == Class::Han {
        return Some(Seam::Mark);
    }
    if matches!(a, ',' | ';' | '?' | '!') && is_han(b) {
        let before = text[..gap.at as usize - 1].chars().next_back()?;
        return (is_han(before) || Class::of(before) == Class::Digit).then_some(Seam::Ascii);
    }
    if a == '（' && is_han(b) || b == '）' && is_han(a) || a == '《' || b == '》' || is_han(a) && b == '（' {
        return Some(Seam::Mark);
    }
    None
}

fn is_clause(c: char) -> bool {
    matches!(c, '，' | '。' | '、' | '；' | '：' | '？' | '！')
}

/// Whether `text` begins with a number such as stands in a sentence: no date with hyphens, no time, no
/// identifier.
fn is_number_after(text: &str) -> bool {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',' && c != '%').unwrap_or(text.len());
    let number = &text[..end];
    number.bytes().filter(u8::is_ascii_digit).count() <= 6
        && !text[end..].starts_with(['-', ':', '/', '@', '_'])
        && !text[end..].starts_with(|c: char| c.is_ascii_alphabetic())
}

/// The same for the number that `text` ends with.
fn is_number_before(text: &str) -> bool {
    let start = text
        .rfind(|c: char| !c.is_ascii_digit() && c != '.' && c != ',' && c != '%')
        .map_or(0, |n| n + text[n..].chars().next().map_or(1, char::len_utf8));
    let number = &text[start..];
    let before = text[..start].trim_end();
    number.bytes().filter(u8::is_ascii_digit).count() <= 6
        && !text[..start].ends_with(['-', ':', '/', '@', '_'])
        && !before.ends_with(|c: char| c.is_ascii_alphabetic())
}

/// How many places of each kind carry no gap.
fn tight_seams(text: &str) -> [usize; SEAMS] {
    let mut tight = [0; SEAMS];
    let (mut last, mut before) = ('\n', '\n');
    for c in text.chars() {
        if c.is_ascii_digit() && is_han(last) || last.is_ascii_digit() && is_han(c) {
            tight[Seam::Digit as usize] += 1;
        }
        if matches!(last, ',' | ';' | '?' | '!') && is_han(c) && is_han(before) {
            tight[Seam::Ascii as usize] += 1;
        }
        (before, last) = (last, c);
    }
    tight
}
