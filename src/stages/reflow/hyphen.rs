//! English words that a hyphen cut at the end of a line.

use super::marks::is_latin;

/// Long English words that are commonly cut at line ends. Written down for this table; no source.
static WORDS: &str = include_str!("words.txt");

/// Bytes of the document searched for the whole word, on either side of the line.
const REACH: usize = 1 << 16;

/// Whether `left` ends and `right` starts with the halves of one word: the word stands whole elsewhere
/// in the document, or is a common one, and is not written with the hyphen elsewhere.
pub(super) fn splits_word(text: &str, left: &str, right: &str) -> bool {
    let Some(body) = left.strip_suffix('-') else { return false };
    let head = &body[body.trim_end_matches(is_latin).len()..];
    let tail = &right[..right.len() - right.trim_start_matches(is_latin).len()];
    if head.is_empty() || !tail.starts_with(|c: char| c.is_lowercase()) {
        return false;
    }
    let near = near(text, left.len());
    !has_word(near, &format!("{head}-{tail}")) && {
        let word = format!("{head}{tail}").to_lowercase();
        WORDS.split_ascii_whitespace().any(|w| w == word || word.strip_suffix('s') == Some(w))
            || has_word(near, &format!("{head}{tail}"))
            || has_word(near, &word)
    }
}

fn near(text: &str, at: usize) -> &str {
    let floor = |mut n: usize| {
        while !text.is_char_boundary(n) {
            n -= 1;
        }
        n
    };
    &text[floor(at.saturating_sub(REACH))..floor((at + REACH).min(text.len()))]
}

/// Whether `word` stands in `text` with no letter on either side.
fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word)
        .any(|(at, _)| !text[..at].ends_with(is_latin) && !text[at + word.len()..].starts_with(is_latin))
}
