//! Numbers and addresses that were broken up with spaces: `66 12 34 9@example.com`, `1 3 9 0 0 0 1`.
//!
//! They are broken up to hide them from machines, or so that a reader may grasp them. What belongs to
//! what cannot be told with certainty, so they are listed, not joined.

use super::gaps::{Class, Gap, Gaps, Line};
use crate::Span;

/// Single digits in a row, at least: the shortest telephone number.
const DIGITS: usize = 7;

/// The places of a document that look so.
pub(super) fn find(text: &str, gaps: &Gaps) -> Vec<Span> {
    let mut found = Vec::new();
    let digits = |g: &Gap| g.left == Class::Digit && g.right == Class::Digit;
    for line in gaps.lines.iter().filter(|l| !l.settled && gaps.list[l.gaps()].iter().any(digits)) {
        let mut n = line.gaps().start;
        while n < line.gaps().end {
            let from = n;
            while n < line.gaps().end && is_broken(text, gaps, line, n) {
                n += 1;
            }
            if n > from {
                found.extend(judge(text, gaps, line, from, n));
            }
            n += 1;
        }
    }
    found
}

/// Whether a gap parts two short groups of digits.
fn is_broken(text: &str, gaps: &Gaps, line: &Line, n: usize) -> bool {
    let gap = &gaps.list[n];
    if gap.left != Class::Digit || gap.right != Class::Digit || gap.is_closed() {
        return false;
    }
    let before = gaps.piece_before(text, line, n);
    let digits = before.bytes().rev().take_while(u8::is_ascii_digit).take(5).count();
    digits <= 4 && (digits == before.len() || n == line.gaps().start || !before.is_ascii())
}

fn judge(text: &str, gaps: &Gaps, line: &Line, from: usize, to: usize) -> Option<Span> {
    let first = gaps.piece_before(text, line, from);
    let start = gaps.list[from].at as usize - first.bytes().rev().take_while(u8::is_ascii_digit).count();
    let last = gaps.piece_after(text, line, to - 1);
    let own = last.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let end = gaps.list[to - 1].end as usize + own;
    let is_address = last[own..].starts_with('@');
    let singles = (from..to - 1).all(|n| gaps.piece_after(text, line, n).len() == 1);
    let is_number = to - from + 1 >= DIGITS && singles && own == 1;
    (is_address || is_number).then(|| Span::new(start, end))
}
