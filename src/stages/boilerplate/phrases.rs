//! Phrases of articles and of pages that decide together with other evidence. Who asks for a section knows where in a line
//! its phrases stand.

use std::sync::LazyLock;

use super::super::lists::{Words, sections};

static TEXT: &str = include_str!("data/phrases.txt");

/// The sections of the data file, in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Phrases {
    /// Labels of whom a reader of a notice may ask.
    Asked,
    /// What the reader of an app is asked to press.
    Praise,
    /// What an app or an account promises.
    Promises,
    /// What titles of texts say that are about rights and duties themselves.
    Topics,
    /// Headings of what is said about a book.
    Book,
    /// Headings of sources.
    Sources,
    /// Beginnings of the headings over answers to a question.
    Answers,
    /// Menus of programs.
    Menus,
    /// What trails of channels end in.
    Leaves,
}

const NAMES: [&str; 9] = ["asked", "praise", "promises", "topics", "book", "sources", "answers", "menus", "leaves"];

static PHRASES: LazyLock<[Vec<&'static str>; NAMES.len()]> = LazyLock::new(|| sections(TEXT, NAMES));

/// The phrases of a section.
pub(super) fn phrases(of: Phrases) -> Words {
    Words(&PHRASES[of as usize])
}

#[cfg(test)]
mod tests {
    use super::super::written::assert_written_as_matched;
    use super::*;

    #[test]
    fn the_list_is_written_as_the_matcher_sees_it() {
        assert_written_as_matched(TEXT, &NAMES);
        assert!(PHRASES.iter().all(|list| !list.is_empty()), "a section is empty");
    }
}
