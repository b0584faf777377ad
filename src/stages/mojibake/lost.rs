//! Text that is gone for good: noticed, counted, and left as it is.

use super::{DEBUG_FILL, QUESTION_MARKS, REPLACEMENTS, UTF8_LOST};
use crate::{Edits, Rule, Span};

/// Notes what no recovery can bring back. O(text).
pub fn flag(text: &str, edits: &mut Edits) {
    for (piece, rule) in [("锟斤拷", &UTF8_LOST), ("\u{FFFD}", &REPLACEMENTS)] as [(&str, &'static Rule); 2] {
        each_run(text, piece, 1, |span, _| edits.review(span, rule, 0.5, "the original bytes are needed"));
    }
    for piece in ["烫", "屯"] {
        each_run(text, piece, 3, |span, _| edits.review(span, &DEBUG_FILL, 0.5, "memory that was never written"));
    }
}

/// Notes runs of question marks that stand for characters an encoding could not hold. O(text).
pub fn question_marks(text: &str, edits: &mut Edits) {
    each_run(text, "?", 4, |span, next| {
        // `????` that ends a sentence is a writer's.
        let word = next.is_some_and(char::is_alphanumeric);
        if word || span.len() >= 8 {
            edits.review(span, &QUESTION_MARKS, 0.3, "characters that the encoding could not hold, or many questions");
        }
    });
}

/// Calls `note` for each run of at least `least` copies of `piece`, with the character after it.
fn each_run(text: &str, piece: &str, least: usize, mut note: impl FnMut(Span, Option<char>)) {
    let mut run: Option<(usize, usize)> = None;
    let mut close = |run: Option<(usize, usize)>| {
        if let Some((start, end)) = run.filter(|(start, end)| end - start >= least * piece.len()) {
            note(Span::new(start, end), text[end..].chars().next());
        }
    };
    for at in memchr::memmem::find_iter(text.as_bytes(), piece) {
        match &mut run {
            Some((_, end)) if *end == at => *end = at + piece.len(),
            _ => close(run.replace((at, at + piece.len()))),
        }
    }
    close(run);
}
