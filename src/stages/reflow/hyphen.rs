//! English words cut at the end of a line, with a hyphen or without.

use std::collections::HashSet;
use std::hash::BuildHasherDefault;
use std::ops::Range;
use std::sync::LazyLock;

use crate::han::pairs::Fnv;

use super::marks::is_latin;

type Set<'t> = HashSet<&'t str, BuildHasherDefault<Fnv>>;

/// English words without the regular forms of others, from SCOWL (see `NOTICE` and `scripts/pack-english.py`).
static ENGLISH: LazyLock<Set<'static>> =
    LazyLock::new(|| include_str!("english.txt").split_ascii_whitespace().collect());

/// Long English words that are commonly cut at line ends. No two words that stand side by side make one of them, so that
/// they are known where no hyphen shows that they were cut. Written down for this table; no source.
static COMMON: LazyLock<Set<'static>> = LazyLock::new(|| include_str!("words.txt").split_ascii_whitespace().collect());

/// Bytes of a part of the document. Words are looked for in the part that the line stands in and in those beside it.
const PART: usize = 1 << 16;
/// Bytes behind a part that belong to it too, so that what its end cuts is seen whole.
const OVER: usize = 64;

/// The words around a line: runs of letters and digits, and two such runs with a space or a hyphen between them.
///
/// They are gathered once for each part, when the first line asks, so that all lines together cost O(document).
pub(super) struct Words<'t> {
    text: &'t str,
    /// Three parts with their words; the one with number `n` stands at `n % 3`.
    parts: [(Option<usize>, Set<'t>); 3],
}

impl<'t> Words<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, parts: Default::default() }
    }

    /// Whether the line that ends at `at` with a hyphen and `right` hold the halves of one word: the word stands whole
    /// nearby in the document, or is a common one, and is not written with the hyphen there.
    pub(super) fn splits(&mut self, at: usize, right: &str) -> bool {
        let Some(body) = self.text[..at].strip_suffix('-') else { return false };
        let head = &body[body.trim_end_matches(is_latin).len()..];
        let tail = &right[..right.len() - right.trim_start_matches(is_latin).len()];
        if head.is_empty() || !tail.starts_with(|c: char| c.is_lowercase()) {
            return false;
        }
        let word = format!("{head}{tail}");
        let small = word.to_lowercase();
        let is_common = || is_english(&small) || COMMON.contains(&*small);
        !self.stands(at, &format!("{head}-{tail}"))
            && (is_common() || self.stands(at, &word) || self.stands(at, &small))
    }

    /// Whether the line that ends at `at` and `right` hold the halves of one word, cut without a hyphen: the whole word
    /// stands nearby in the document or is a common one, and the halves do not stand so.
    pub(super) fn cuts(&mut self, at: usize, right: &str) -> bool {
        let left = &self.text[..at];
        let head = &left[left.trim_end_matches(is_part).len()..];
        let tail = &right[..right.len() - right.trim_start_matches(is_part).len()];
        if head.is_empty() || tail.is_empty() {
            return false;
        }
        let word = format!("{head}{tail}");
        !self.stands(at, &format!("{head} {tail}"))
            && (COMMON.contains(&*word.to_lowercase()) || self.stands(at, &word))
    }

    /// Whether a word, or two, stand near `at` with no letter or digit on either side.
    fn stands(&mut self, at: usize, word: &str) -> bool {
        let part = at / PART;
        (part.saturating_sub(1)..=part + 1).any(|part| self.part(part).contains(word))
    }

    /// The words of a part.
    fn part(&mut self, part: usize) -> &Set<'t> {
        let (number, words) = &mut self.parts[part % 3];
        if number.replace(part) != Some(part) {
            words.clear();
            let end = self.text.len();
            let floor = |n: usize| (0..4).map(|less| n - less).find(|&n| self.text.is_char_boundary(n)).unwrap_or(0);
            let (from, to) = ((part * PART).min(end), ((part + 1) * PART + OVER).min(end));
            gather(&self.text[floor(from)..floor(to)], words);
        }
        words
    }
}

/// Whether a word is an English one, or a regular form of one.
fn is_english(word: &str) -> bool {
    const ENDINGS: [&str; 7] = ["s", "es", "ed", "ing", "ly", "er", "ness"];
    const SHORTEST: usize = 3;
    let stem = |ending: &&str| {
        word.strip_suffix(*ending).filter(|stem| stem.len() >= SHORTEST && stem.is_ascii()).is_some_and(|stem| {
            // `hoping`, `stopped`
            let doubled = stem.as_bytes()[stem.len() - 2] == stem.as_bytes()[stem.len() - 1];
            ENGLISH.contains(stem)
                || ENGLISH.contains(&*format!("{stem}e"))
                || doubled && ENGLISH.contains(&stem[..stem.len() - 1])
        })
    };
    ENGLISH.contains(word) || ENDINGS.iter().any(stem)
}

/// Takes in all words of a text, and all pairs of them with a space or a hyphen between.
fn gather<'t>(text: &'t str, words: &mut Set<'t>) {
    let mut before: Option<Range<usize>> = None;
    let mut at = 0;
    while let Some(&byte) = text.as_bytes().get(at) {
        // Letters are ASCII, or of two bytes and begin with one of these.
        if !byte.is_ascii_alphanumeric() && !matches!(byte, 0xC3..=0xC9) {
            at += 1;
            continue;
        }
        let rest = &text[at..];
        let len = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        if len == 0 {
            at += 2;
            continue;
        }
        let own = at..at + len;
        words.insert(&text[own.clone()]);
        if let Some(before) = before.filter(|b| matches!(&text[b.end..own.start], " " | "-")) {
            words.insert(&text[before.start..own.end]);
        }
        at = own.end;
        before = Some(own);
    }
}

/// Whether `c` may be part of a word or the name of a product.
fn is_part(c: char) -> bool {
    is_latin(c) || c.is_ascii_digit()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_known_whole_and_with_their_neighbours() {
        let mut words = Set::default();
        gather("他说Hello world，再×见 well-known café9，ab  cd", &mut words);
        let mut words: Vec<&str> = words.into_iter().collect();
        words.sort_unstable();
        let expected =
            ["Hello", "Hello world", "ab", "café9", "cd", "known", "known café9", "well", "well-known", "world"];
        assert_eq!(words, expected);
    }

    #[test]
    fn english_words_are_known_in_their_forms() {
        for word in ["hundred", "seasonal", "color", "rivers", "hoping", "stopped", "quietly", "darkness", "wooden"] {
            assert!(is_english(word), "{word}");
        }
        for word in ["wellknown", "qinghe", "sonal", "xes"] {
            assert!(!is_english(word), "{word}");
        }
    }

    #[test]
    fn a_word_is_looked_for_in_the_parts_around_the_line() {
        let far = "字".repeat(PART);
        for (text, knows) in [(format!("cat的猫c\nat{far}"), true), (format!("cat的猫{far}{far}c\nat"), false)] {
            let at = text.find('\n').expect("a line end");
            assert_eq!(Words::new(&text).cuts(at, &text[at + 1..]), knows);
        }
    }
}
