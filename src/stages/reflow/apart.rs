//! Whether a document sets a space between Chinese and a Latin word or number: where it does, the end of a line between
//! the two was one.

use super::marks::is_latin;
use crate::han::class::is_han;
use crate::span::floor_boundary;

/// Bytes of the document that are looked at.
const SAMPLE: usize = 1 << 14;
/// Places with a space, at least, and their share, in tenths, from which on it is house style.
const LEAST: usize = 3;
const STYLE: usize = 9;

/// What the document does, once it is asked for.
pub(super) struct Apart<'t> {
    text: &'t str,
    /// For words and for numbers.
    style: Option<[bool; 2]>,
}

impl<'t> Apart<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, style: None }
    }

    /// Whether a space stands between these characters in this document, if they stand side by side.
    pub(super) fn parts(&mut self, a: char, b: char) -> bool {
        let foreign = match (is_han(a), is_han(b)) {
            (true, false) => b,
            (false, true) => a,
            _ => return false,
        };
        let kind = match foreign {
            c if is_latin(c) => 0,
            c if c.is_ascii_digit() => 1,
            _ => return false,
        };
        self.style.get_or_insert_with(|| style(&self.text.as_bytes()[..floor_boundary(self.text, SAMPLE)]))[kind]
    }
}

/// Whether spaces stand beside words, and beside numbers.
fn style(text: &[u8]) -> [bool; 2] {
    let at = |n: Option<usize>| n.and_then(|n| text.get(n)).copied().unwrap_or(b'\n');
    // The first bytes of nearly all Han characters.
    let han = |n: Option<usize>| matches!(at(n), 0xE4..=0xE9);
    let mut counts = [[0_usize; 2]; 2];
    for (n, byte) in text.iter().enumerate().filter(|(_, b)| b.is_ascii_alphanumeric()) {
        let own = &mut counts[usize::from(byte.is_ascii_digit())];
        let (before, after) = (n.checked_sub(1), Some(n + 1));
        own[0] += usize::from(at(before) == b' ' && han(n.checked_sub(4)));
        own[0] += usize::from(at(after) == b' ' && han(Some(n + 2)));
        own[1] += usize::from(at(before) >= 0x80 && han(n.checked_sub(3)));
        own[1] += usize::from(han(after));
    }
    counts.map(|[spaced, tight]| spaced >= LEAST && spaced * 10 >= STYLE * (spaced + tight))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_numbers_are_counted_apart() {
        let text = "用 Docker 搭环境，用 Git 管版本，共3天，花12元，等5人。";
        let mut apart = Apart::new(text);
        assert!(apart.parts('用', 'D') && apart.parts('r', '搭'));
        assert!(!apart.parts('共', '3') && !apart.parts('共', '天') && !apart.parts('，', 'D'));
    }

    #[test]
    fn two_spaces_are_no_style() {
        assert!(!Apart::new("用 Docker 搭环境。").parts('用', 'D'));
    }
}
