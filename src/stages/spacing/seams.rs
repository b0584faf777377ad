//! Gaps beside marks and digits, decided for a document as a whole.
//!
//! A space between Chinese and a digit, or after an ASCII comma, may be a house's style. It is, if
//! nearly all places of the kind have one; where only some have, it is damage.

use super::gaps::{Class, Fate, Gap, Gaps, Kind, Why};
use crate::han::class::is_han;

/// From this share of spaced places on, in hundredths, the space is house style.
const STYLE: usize = 90;
/// A lone gap beside a digit is damage if so many places of the kind have none.
const LONE_TIGHT: usize = 5;
/// A lone gap beside a mark is damage if another closed gap is so near, in bytes.
const NEAR: u32 = 12;

/// A kind of place that may carry a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Seam {
    /// Chinese beside a digit.
    Digit,
    /// After an ASCII clause mark between Chinese.
    Ascii,
    /// After `。`, `！`, `？` or `；`.
    Stop,
    /// After `，`.
    Comma,
    /// Before a Chinese mark, or inside a bracket.
    Mark,
}

const SEAMS: [Seam; 5] = [Seam::Digit, Seam::Ascii, Seam::Stop, Seam::Comma, Seam::Mark];

/// Closes the gaps beside marks and digits where they are damage. Gives back the first gap of
/// each kind that is the document's style, or too rare to judge.
pub(super) fn close(text: &str, gaps: &mut Gaps) -> Vec<(usize, Why, &'static str)> {
    let mut found = [const { Vec::new() }; SEAMS.len()];
    let mut cut = 0;
    for line in &gaps.lines {
        let own = &gaps.list[line.gaps()];
        let row = is_row(line.span().of(text), own);
        for (n, gap) in line.gaps().zip(own) {
            cut += usize::from(matches!(gap.fate, Fate::Closed { why: Why::Stray, .. }));
            if let Some(seam) = seam(text, gap).filter(|&s| !row || s != Seam::Digit) {
                found[seam as usize].push(n);
            }
        }
    }
    if found.iter().all(Vec::is_empty) {
        return Vec::new();
    }
    let tight = tight_seams(text);
    let marks: usize = [Seam::Stop, Seam::Comma, Seam::Mark].iter().map(|&s| found[s as usize].len()).sum();
    let mut left = Vec::new();
    for seam in SEAMS {
        let why = if seam == Seam::Digit { Why::Digit } else { Why::Mark };
        let own = &found[seam as usize];
        let Some(&first) = own.first() else { continue };
        let tight = tight[seam as usize];
        if own.len() * 100 >= STYLE * (own.len() + tight) && seam != Seam::Mark {
            left.push((first, why, "nearly all places of the kind have it: house style"));
            continue;
        }
        let alone = match seam {
            Seam::Digit => own.len() < 2 && tight < LONE_TIGHT,
            Seam::Ascii => own.len() < 2 && tight < LONE_TIGHT,
            Seam::Stop | Seam::Comma | Seam::Mark => marks + cut / 2 < 2,
        };
        for &n in own {
            if alone && !is_near_closed(gaps, n) {
                left.push((n, why, "too few such gaps to judge by"));
            } else {
                gaps.list[n].close(why, 0.9);
            }
        }
    }
    left
}

/// Whether a gap beside gap `n` is closed and near.
fn is_near_closed(gaps: &Gaps, n: usize) -> bool {
    let at = gaps.list[n].at;
    let near = |other: Option<&Gap>| other.is_some_and(|g| g.is_closed() && g.at.abs_diff(at) <= NEAR);
    near(n.checked_sub(1).and_then(|n| gaps.list.get(n))) || near(gaps.list.get(n + 1))
}

/// Whether a line without clause marks has two gaps or more that part words: a row of a table or list.
fn is_row(line: &str, own: &[Gap]) -> bool {
    let digit = |g: &Gap| matches!((g.left, g.right), (Class::Han, Class::Digit) | (Class::Digit, Class::Han));
    own.iter().filter(|g| !g.is_closed() && !digit(g)).count() >= 2 && !line.contains(['，', '。', '；'])
}

/// The kind of an undecided gap.
fn seam(text: &str, gap: &Gap) -> Option<Seam> {
    if gap.fate != Fate::Undecided || gap.kind != Kind::One {
        return None;
    }
    match (gap.left, gap.right) {
        (Class::Han, Class::Digit) => is_number_after(&text[gap.end as usize..]).then_some(Seam::Digit),
        (Class::Digit, Class::Han) => is_number_before(&text[..gap.at as usize]).then_some(Seam::Digit),
        _ => mark_seam(text, gap),
    }
}

fn mark_seam(text: &str, gap: &Gap) -> Option<Seam> {
    let (a, b) = gap.sides(text);
    let chinese = |c: char| is_han(c) || Class::of(c) == Class::Close && !c.is_ascii();
    if is_clause(b) {
        return (chinese(a) || matches!(gap.left, Class::Digit | Class::Latin) || a == '%').then_some(Seam::Mark);
    }
    if is_clause(a) {
        let label = a == '：' || a == '、';
        let kind = if a == '，' { Seam::Comma } else { Seam::Stop };
        return (!label && (chinese(b) || gap.right == Class::Open)).then_some(kind);
    }
    if matches!(a, ',' | ';' | '?' | '!') && is_han(b) {
        let before = text[..gap.at as usize - 1].chars().next_back()?;
        return (is_han(before) || matches!(before, '0'..='9' | '%' | '"')).then_some(Seam::Ascii);
    }
    let opens = matches!(a, '（' | '《' | '“') && (is_han(b) || gap.right == Class::Digit);
    let closes = matches!(b, '）' | '》' | '”') && (is_han(a) || gap.left == Class::Digit);
    (opens || closes || is_han(a) && b == '（').then_some(Seam::Mark)
}

fn is_clause(c: char) -> bool {
    matches!(c, '，' | '。' | '、' | '；' | '：' | '？' | '！')
}

/// Whether `c` may stand in a number.
fn is_numeric(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '.' | ',' | '%')
}

/// Whether a number is an amount or a year, and no telephone number or identifier.
fn is_amount(number: &str) -> bool {
    let whole = number.split(['.', '%']).next().unwrap_or_default();
    let digits = whole.bytes().filter(u8::is_ascii_digit).count();
    digits <= 6 || digits <= 12 && whole.len() > digits
}

/// Whether `text` begins with a number such as stands in a sentence: no date with hyphens, no time.
fn is_number_after(text: &str) -> bool {
    let end = text.find(|c| !is_numeric(c)).unwrap_or(text.len());
    is_amount(&text[..end]) && !text[end..].starts_with(['-', ':', '/', '@', '_', '~', '～'])
}

/// The same for the number that `text` ends with; nor does it belong to a name, as in `Mate 30 手机`.
fn is_number_before(text: &str) -> bool {
    let start = text.char_indices().rev().find(|&(_, c)| !is_numeric(c)).map_or(0, |(n, c)| n + c.len_utf8());
    let before = &text[..start];
    let name = before.ends_with(' ') && before.trim_end().ends_with(|c: char| c.is_ascii_alphabetic());
    // A range has one hyphen, a date two.
    let range = before.strip_suffix('-').is_some_and(|b| !b.trim_end_matches(is_numeric).ends_with('-'));
    is_amount(&text[start..]) && (range || !before.ends_with(['-', ':', '/', '@', '_'])) && !name
}

/// How many places of each kind carry no gap.
fn tight_seams(text: &str) -> [usize; SEAMS.len()] {
    let mut tight = [0; SEAMS.len()];
    let (mut last, mut before) = ('\n', '\n');
    for c in text.chars() {
        if c.is_ascii_digit() && is_han(last) || last.is_ascii_digit() && is_han(c) {
            tight[Seam::Digit as usize] += 1;
        }
        if matches!(last, ',' | ';' | '?' | '!') && is_han(c) && is_han(before) {
            tight[Seam::Ascii as usize] += 1;
        }
        if is_han(c) {
            tight[Seam::Comma as usize] += usize::from(last == '，');
            tight[Seam::Stop as usize] += usize::from(matches!(last, '。' | '！' | '？' | '；'));
        }
        (before, last) = (last, c);
    }
    tight
}
