//! Rosters: lines that hold an office and the names of those who hold it, set so that they are as wide as their neighbours.

use super::gaps::{Line, is_blank};
use super::place::trim;
use crate::han::class::is_han;

/// Characters of an office or name, at most, and pieces of a line that holds both.
const WORD: usize = 5;
const PIECES: usize = 12;
/// Lines of a roster that are looked at on each side of one.
const ENTRIES: usize = 4;

/// Whether a line is one of a roster, as at the end of a judgment and in an imprint, where offices and names are set with
/// gaps so that they are as wide as their neighbours: `审 判 长 周立言` over `人民陪审员 季广田`.
pub(super) fn holds(text: &str, line: &Line) -> bool {
    let Some(own) = Entry::of(line.span().of(text)) else { return false };
    if own.labelled && own.tight {
        return true;
    }
    let above = text[..line.start as usize].rsplit('\n').skip(1).take(ENTRIES).map_while(Entry::of);
    let below = text[line.end as usize..].split('\n').skip(1).take(ENTRIES).map_while(Entry::of);
    above.chain(below).any(|other| match own {
        Entry { labelled: true, .. } => other.labelled,
        Entry { tight: true, .. } => true,
        // Headings are set so too.
        _ => other.tight && other.spaced,
    })
}

/// An office and names.
#[derive(Clone, Copy)]
struct Entry {
    /// Whether it begins with single characters.
    spaced: bool,
    /// Whether a name or the office is a word of more than one.
    tight: bool,
    /// Whether a colon parts the two.
    labelled: bool,
}

impl Entry {
    /// The entry that a line is, if it is made of some words with gaps between and in them.
    fn of(line: &str) -> Option<Self> {
        let (office, names) = trim(line).split_once('：').unwrap_or((trim(line), ""));
        // A mark with a gap before it is that of letter-spaced text.
        if office.ends_with(is_blank) {
            return None;
        }
        let pieces = || words(office).chain(words(names));
        let count = pieces().take(PIECES + 1).count();
        let is_word = |piece: &str| piece.chars().all(is_han) && piece.chars().nth(WORD).is_none();
        let single = |piece: &str| piece.chars().nth(1).is_none();
        let labelled = !names.is_empty();
        ((2..=PIECES).contains(&count) && pieces().all(is_word)).then(|| Self {
            spaced: pieces().take(2).all(single),
            tight: if labelled { !words(names).all(single) } else { !pieces().all(single) },
            labelled,
        })
    }
}

/// The words of a text between its gaps.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(is_blank).filter(|word| !word.is_empty())
}
