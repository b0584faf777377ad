//! Sentences that are not wrapped but cut in two, where a column or page ended.

use crate::han::class::is_han;
use crate::han::likely;

use super::lines::Line;
use super::marks::{End, Start, is_blank};
use super::table::is_wordy;
use super::{CUT_SENTENCE, Decision};

/// Joins the parts of cut sentences where a break was decided.
pub(super) fn join(
    text: &str,
    lines: &[Line],
    margin: i32,
    wrapped: usize,
    first_lines: &[bool],
    decisions: &mut [Decision],
) {
    let mut damaged = None;
    let mut indented = None;
    for i in 0..decisions.len() {
        if decisions[i] != Decision::Break {
            continue;
        }
        let (a, b) = (&lines[i], &lines[i + 1]);
        if !matches!(a.ends, End::Comma | End::Han | End::Digit) || a.width < 24 {
            continue;
        }
        let (left, right) = (a.of(text), b.of(text));
        let right = right.trim_start_matches(['>', ' ']);
        let Some(next) = right.chars().next() else { continue };
        if !has_clause(left) || matches!(b.starts, Start::Item | Start::Other) && !b.of(text).starts_with('>') {
            continue;
        }
        if b.lead - margin >= 2
            && !*indented.get_or_insert_with(|| {
                10 * lines[1..].iter().filter(|l| l.lead > margin).count() >= 9 * decisions_len(lines)
            })
        {
            continue;
        }
        if !is_wordy(left, 50) || !is_wordy(b.of(text), 50) {
            continue;
        }
        let long = a.width >= 50 && right.chars().count() >= 12;
        let seam = || left.chars().next_back().map_or(0.0, |last| likely::seam(last, next));
        let join = match a.ends {
            End::Comma => long,
            End::Han if is_han(next) && long && seam() >= 2.5 => true,
            End::Han | End::Digit if first_lines[i] && (is_han(next) || next.is_ascii_digit()) => {
                *damaged.get_or_insert_with(|| wrapped >= 5 || has_gaps(text, lines))
                    && (a.ends == End::Digit || seam() > -1.0)
            }
            _ => false,
        };
        if join {
            decisions[i] = Decision::Join(&CUT_SENTENCE, 0.8);
        }
    }
}

fn decisions_len(lines: &[Line]) -> usize {
    lines.len() - 1
}

fn has_clause(line: &str) -> bool {
    let mut chars = line.chars();
    chars.next_back();
    chars.any(|c| matches!(c, '，' | '。' | '？' | '！' | ',' | ';' | '；'))
}

/// Whether spaces between Chinese characters show that the text was damaged: at least five, and one in 250 characters.
fn has_gaps(text: &str, lines: &[Line]) -> bool {
    let (mut gaps, mut chars) = (0_usize, 0_usize);
    for line in lines {
        let line = line.of(text);
        chars += line.chars().count();
        gaps += line
            .match_indices(' ')
            .filter(|&(at, _)| {
                let left = line[..at].chars().next_back();
                let right = line[at + 1..].chars().next();
                left.is_some_and(|c| {
                    is_han(c) || matches!(c, '，' | '、' | '。' | '；' | '：' | ',' | ';' | '”' | '"' | '）')
                }) && right.is_some_and(|c| is_han(c) || matches!(c, '“' | '"' | '（') && !is_blank(c))
            })
            .count();
    }
    gaps >= 5 && gaps * 250 >= chars
}
