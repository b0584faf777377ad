//! What is left of line ends inside lines: `infor- mation`.
//!
//! Only in Chinese text, and not in lists of syllables, programs and addresses, which mean their hyphens.

use std::ops::Range;
use std::sync::LazyLock;

use memchr::memmem;

use crate::han::class::is_han;
use crate::{Edits, Span};

use super::super::fences::Fences;
use super::HYPHENATED_WORD;
use super::hyphen::Words;

/// Letters of a half, at least.
const HALF: usize = 2;
/// How sure it is that such halves were one word; an estimate.
const SCORE: f32 = 0.9;

static SEAM: LazyLock<memmem::Finder<'static>> = LazyLock::new(|| memmem::Finder::new("- "));

/// A hyphen and a space between two halves, and where the word begins and ends.
struct Seam {
    at: usize,
    word: Range<usize>,
}

/// Closes the words that are known. O(text).
pub(super) fn mend(text: &str, words: &mut Words, edits: &mut Edits) {
    let mut fences = None;
    let mut line = 0..0;
    let mut seams: Vec<Seam> = Vec::new();
    let mut is_prose = false;
    for at in SEAM.find_iter(text.as_bytes()) {
        if !line.contains(&at) {
            close(text, &seams, words, edits);
            seams.clear();
            line = text[..at].rfind('\n').map_or(0, |n| n + 1)..text[at..].find('\n').map_or(text.len(), |n| at + n);
            let body = &text[line.clone()];
            is_prose = body.contains(is_han)
                && !body.contains(['<', '>', '`'])
                && fences.get_or_insert_with(|| Fences::new(text)).end_around(at).is_none();
        }
        if is_prose && let Some(word) = halves(text, &line, at) {
            seams.push(Seam { at, word });
        }
    }
    close(text, &seams, words, edits);
}

/// Where the word with a seam at `at` begins and ends, if it may be one that was cut.
fn halves(text: &str, line: &Range<usize>, at: usize) -> Option<Range<usize>> {
    const JOINED: [char; 9] = ['/', '.', '=', '_', '@', '-', '\\', '"', '\''];
    let letter = |c: char| c.is_ascii_alphabetic();
    let (left, right) = (&text[line.start..at], &text[at + 2..line.end]);
    let (before, after) = (left.trim_end_matches(letter), right.trim_start_matches(letter));
    let (head, tail) = (left.len() - before.len(), right.len() - after.len());
    let goes_on = after.starts_with(JOINED) && !after.starts_with('.');
    // `sub- and super- script`
    let second = ["and ", "or "].iter().any(|word| before.ends_with(word));
    let may_be = head >= HALF && tail >= HALF && !before.ends_with(JOINED) && !goes_on && !second;
    may_be.then(|| at - head..at + 2 + tail)
}

/// Closes the words of one line, but for those that stand in a row with only marks between.
fn close(text: &str, seams: &[Seam], words: &mut Words, edits: &mut Edits) {
    let is_list = |pair: &[Seam]| {
        let between = &text[pair[0].word.end..pair[1].word.start];
        between != " " && !between.contains(|c: char| c.is_alphanumeric() || matches!(c, '（' | '(' | '。'))
    };
    for (n, seam) in seams.iter().enumerate() {
        let listed = n > 0 && is_list(&seams[n - 1..=n]) || n + 1 < seams.len() && is_list(&seams[n..n + 2]);
        if !listed && words.splits(seam.at + 1, &text[seam.at + 2..]) {
            edits.replace_scored(Span::new(seam.at, seam.at + 2), "", &HYPHENATED_WORD, SCORE);
        }
    }
}
