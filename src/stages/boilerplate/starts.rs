//! How lines of furniture, and notes on an article, begin.

use std::cmp::Reverse;
use std::sync::LazyLock;

use super::super::lists::entries;

static TEXT: &str = include_str!("data/starts.txt");

/// How a line may begin, in the order of the data file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Start {
    Place,
    Neighbour,
    Step,
    Expand,
    /// The same, for words with which sentences begin, too.
    Button,
    Linked,
    Bar,
    Polite,
    Scan,
    Follow,
    App,
    Notice,
    Editor,
    Credit,
    Caption,
    Byline,
    Reporter,
    Source,
}

const START_NAMES: [&str; 18] = [
    "place",
    "neighbour",
    "step",
    "expand",
    "button",
    "linked",
    "bar",
    "polite",
    "scan",
    "follow",
    "app",
    "notice",
    "editor",
    "credit",
    "caption",
    "byline",
    "reporter",
    "source",
];

/// The ways to begin that [`super::notices`] looks for.
pub(super) fn of_notices() -> impl Iterator<Item = &'static str> {
    let seen = &START_NAMES[..=Start::Notice as usize];
    entries(TEXT).filter(|(name, _)| seen.contains(name)).map(|(_, word)| word)
}

struct Starts {
    /// For each character of the Basic Multilingual Plane, which of the lists begins with it; 0 for none.
    opens: Vec<u16>,
    /// Beginnings of lines, longest first, with their sections.
    lists: Vec<Vec<(&'static str, u8)>>,
}

static STARTS: LazyLock<Starts> = LazyLock::new(|| {
    let mut lists: Vec<Vec<(&str, u8)>> = vec![Vec::new()];
    let mut opens = vec![0_u16; 0x10000];
    for (name, word) in entries(TEXT) {
        let Some(section) = START_NAMES.iter().position(|n| *n == name) else { continue };
        let list = &mut opens[word.chars().next().unwrap_or('\0') as usize % 0x10000];
        if *list == 0 {
            *list = lists.len() as u16;
            lists.push(Vec::new());
        }
        lists[*list as usize].push((word, section as u8));
    }
    lists.iter_mut().for_each(|list| list.sort_by_key(|(word, _)| Reverse(word.len())));
    Starts { opens, lists }
});

/// What follows in a line that begins in one of the ways of a section.
pub(super) fn after(line: &str, start: Start) -> Option<&str> {
    beginnings(line)?
        .iter()
        .filter(|(_, section)| *section == start as u8)
        .find_map(|(word, _)| line.strip_prefix(word))
}

/// The ways to begin that a line's first character allows; none for nearly all lines.
fn beginnings(line: &str) -> Option<&'static [(&'static str, u8)]> {
    let starts = &*STARTS;
    match *starts.opens.get(line.chars().next()? as usize)? {
        0 => None,
        list => Some(&starts.lists[list as usize]),
    }
}

/// Whether the line may begin in one of the ways of any section.
pub(super) fn may_begin(line: &str) -> bool {
    beginnings(line).is_some()
}

#[cfg(test)]
mod tests {
    use super::super::written::assert_written_as_matched;
    use super::*;

    #[test]
    fn the_list_is_written_as_the_matcher_sees_it() {
        assert_written_as_matched(TEXT, &START_NAMES);
    }
}
