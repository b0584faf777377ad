//! How a seller talks, whatever is sold: what he promises, how fast, how cheap, to whom.
//!
//! Trades change and their words with them; the turns of phrase in which they are praised change little. Each clause is
//! looked at by itself, and what counts is how many different turns stand in the line.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::LazyLock;

use super::super::lists::sections;
use super::line::Line;
use crate::han::pairs::Fnv;

/// The turns of phrase in a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Pitch {
    /// Different turns: [`TURNS`], and one more if there are figures of price or of speed beside them.
    pub(super) turns: usize,
    /// Clauses that hold one.
    pub(super) clauses: usize,
}

/// What is risked, asked, how fast, how cheap, who is called, how it is praised: the turns, each with two sections of the file.
const TURNS: [[&str; 2]; 6] = [
    ["unrisked begins", "unrisked holds"],
    ["unasked begins", "unasked holds"],
    ["at-once begins", "at-once holds"],
    ["cheap begins", "cheap holds"],
    ["called begins", "called holds"],
    ["praised begins", "praised holds"],
];

/// A phrase of a turn.
struct Phrase {
    chars: Vec<char>,
    /// The bit of its turn.
    turn: u32,
    /// Whether it must begin the clause.
    begins: bool,
}

/// The phrases, by their first characters.
static PHRASES: LazyLock<HashMap<char, Vec<Phrase>, BuildHasherDefault<Fnv>>> = LazyLock::new(|| {
    let mut phrases: HashMap<char, Vec<Phrase>, BuildHasherDefault<Fnv>> = HashMap::default();
    for (bit, names) in TURNS.into_iter().enumerate() {
        for (list, begins) in sections(include_str!("pitch.txt"), names).into_iter().zip([true, false]) {
            for word in list {
                let chars: Vec<char> = word.chars().collect();
                phrases.entry(chars[0]).or_default().push(Phrase { chars, turn: 1 << bit, begins });
            }
        }
    }
    phrases
});

impl Pitch {
    /// How much of a pitch it is: the mean of turns and clauses, up to 3.
    pub(super) fn strength(self) -> usize {
        (self.turns + self.clauses).div_ceil(2).min(3)
    }

    /// Reads the clauses of `line`. Linear.
    pub(super) fn of(line: &Line) -> Self {
        let mut pitch = Self::default();
        let mut seen = 0_u32;
        let mut start = 0;
        while start < line.chars.len() {
            let len = line.soft[start..].iter().take_while(|&&s| s == line.soft[start]).count();
            let found = turns(&line.chars[start..start + len]);
            pitch.clauses += usize::from(found & WORDS != 0);
            seen |= found;
            start += len;
        }
        pitch.turns = (seen & WORDS).count_ones() as usize;
        pitch.turns += usize::from(pitch.turns > 0 && seen & !WORDS != 0);
        pitch
    }
}

/// The bits of [`TURNS`] in what [`turns`] finds.
const WORDS: u32 = (1 << TURNS.len()) - 1;

/// Which turns stand in a clause: one bit each, those of figures behind those of words.
fn turns(clause: &[char]) -> u32 {
    const LONGEST: usize = 24;
    if clause.len() > LONGEST || clause.len() < 2 {
        return 0;
    }
    let mut found = 0;
    for (at, first) in clause.iter().enumerate() {
        let phrases = PHRASES.get(first).into_iter().flatten();
        for phrase in phrases.filter(|phrase| !phrase.begins || at == 0) {
            if clause[at..].starts_with(&phrase.chars) {
                found |= phrase.turn;
            }
        }
    }
    found | figures(clause) << TURNS.len()
}

fn begins(chars: &[char], phrase: &str) -> bool {
    let mut chars = chars.iter();
    phrase.chars().all(|p| chars.next() == Some(&p))
}

/// Figures in a clause: 1, a price; 2, a time that is short, in which something is done.
fn figures(clause: &[char]) -> u32 {
    let mut found = 0;
    let number = |c: char| c.is_ascii_digit() || "零一二三四五六七八九十百千万两几半".contains(c);
    for at in 1..clause.len() {
        if !number(clause[at - 1]) {
            continue;
        }
        let rest = &clause[at..];
        let price = ["元", "块", "折", "点", "毛", "万五", "单", "起"].iter().any(|u| begins(rest, u));
        let time = ["分钟", "小时", "天", "个月", "个工作日", "工作日", "周", "秒"].iter().any(|u| begins(rest, u));
        found |= u32::from(price) | u32::from(time && rest.len() > 1) << 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::line::fold;
    use super::*;

    #[test]
    fn the_lists_are_written_as_lines_are_compared() {
        assert!(
            TURNS.iter().all(|names| sections(include_str!("pitch.txt"), *names).iter().all(|list| !list.is_empty()))
        );
        let chars = || PHRASES.values().flatten().flat_map(|phrase| &phrase.chars);
        assert!(chars().all(|&c| fold(c) == c));
    }
}
