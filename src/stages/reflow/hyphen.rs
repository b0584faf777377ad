//! English words cut at the end of a line, with a hyphen or without.

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

/// Whether `left` ends and `right` starts with the halves of one word, cut without a hyphen: the whole word stands
/// elsewhere in the document or is a common one, and the halves do not stand so.
pub(super) fn cuts_word(text: &str, left: &str, right: &str) -> bool {
    let head = &left[left.trim_end_matches(is_part).len()..];
    let tail = &right[..right.len() - right.trim_start_matches(is_part).len()];
    let word = format!("{head}{tail}");
    let near = near(text, left.len());
    let common = word.to_lowercase();
    !has_word(near, &format!("{head} {tail}"))
        && (WORDS.split_ascii_whitespace().any(|w| w == common) || has_word(near, &word))
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

/// Whether `c` may be part of a word or the name of a product.
fn is_part(c: char) -> bool {
    is_latin(c) || c.is_ascii_digit()
}

/// Whether `word` stands in `text` with no letter or digit on either side.
fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word)
        .any(|(at, _)| !text[..at].ends_with(is_part) && !text[at + word.len()..].starts_with(is_part))
}
