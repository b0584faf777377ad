//! What a document tells of the program that damaged it, and that program run again.

use std::collections::{HashMap, HashSet};

use super::tokens::{CUTS, Kind, Token, is_cut, narrow, widen};
use crate::han::bracketed::Table;
use crate::han::gbk::{self, Pair};

/// A site's own way of damaging text.
#[derive(Debug, Default)]
pub struct Site {
    /// What the program puts after each of its characters: the brackets as written.
    notes: HashMap<Pair, String>,
    /// Pairs of characters whose bytes overlap, the first replaced before the second though its code is higher.
    before: HashSet<(Pair, Pair)>,
    /// Whether the marks `，！（）：；？` are written half-width.
    pub folded: bool,
}

impl Site {
    /// Learns from the readings of the document.
    pub fn learn(text: &str, table: &Table) -> Self {
        let mut notes = HashMap::new();
        for (&c, counts) in table.characters.iter().filter(|(_, n)| n.with >= n.without) {
            if let Some(pair) = gbk::encode(c) {
                notes.insert(pair, counts.written.clone());
            }
        }
        let half = memchr::memchr_iter(b',', text.as_bytes()).count();
        let full = memchr::memmem::find_iter(text.as_bytes(), "，").count();
        Self { notes, before: HashSet::new(), folded: half > full }
    }

    /// What the program puts after the character, if it is one of its own.
    pub fn note(&self, pair: Pair) -> Option<&str> {
        self.notes.get(&pair).map(String::as_str)
    }

    /// Whether the program annotates the character.
    pub fn annotates(&self, pair: Pair) -> bool {
        self.notes.contains_key(&pair)
    }

    /// Adds a character that was found where its bytes lie across two others.
    pub fn add(&mut self, pair: Pair, note: &str) {
        self.notes.entry(pair).or_insert_with(|| note.to_owned());
    }

    /// Takes a character out that was added by mistake.
    pub fn forget(&mut self, pair: Pair) {
        self.notes.remove(&pair);
    }

    /// Learns in which order the program replaces characters whose bytes overlap, from a line's tokens.
    ///
    /// By default that is the order of their codes.
    pub fn learn_order(&mut self, tokens: &[Token]) {
        for two in tokens.windows(2) {
            let (Kind::Pair(a), Some(_)) = (two[0].kind, two[0].note) else { continue };
            match two[1].kind {
                // The first stands with its note, and the one across the two has none.
                Kind::Pair(b) if [a[1], b[0]] < a && self.annotates([a[1], b[0]]) => {
                    self.before.insert((a, [a[1], b[0]]));
                }
                _ => {}
            }
        }
    }

    /// Whether the program replaces `a` before `b`.
    fn is_before(&self, a: Pair, b: Pair) -> bool {
        if self.before.contains(&(a, b)) {
            return true;
        }
        !self.before.contains(&(b, a)) && a < b
    }

    /// The mark as this site writes it.
    pub fn written(&self, c: char) -> char {
        if self.folded { narrow(c) } else { c }
    }

    /// Damages a line as the program did: for each character that its readers see, the byte of `line` it came
    /// from. O(line).
    ///
    /// `line` is Traditional and may hold what GBK lacks, which comes through.
    pub fn damage(&self, line: &str) -> Vec<(u32, char)> {
        let mut seen = Vec::with_capacity(line.len() / 2);
        let (mut bytes, mut from) = (Vec::new(), Vec::new());
        for (at, c) in line.char_indices() {
            let wide = widen(c);
            if wide.is_ascii() {
                bytes.push(wide as u8);
                from.push(at as u32);
            } else if let Some(pair) = gbk::encode(wide) {
                bytes.extend(pair);
                from.extend([at as u32; 2]);
            } else {
                self.damage_bytes(&bytes, &from, &mut seen);
                seen.push((at as u32, c));
                bytes.clear();
                from.clear();
            }
        }
        self.damage_bytes(&bytes, &from, &mut seen);
        seen
    }

    fn damage_bytes(&self, bytes: &[u8], from: &[u32], seen: &mut Vec<(u32, char)>) {
        let pair = |at: usize| [bytes[at], bytes[at + 1]];
        let pairs = bytes.len().saturating_sub(1);
        // Where a note ends up: before byte i. A character whose bytes a note already parts is not found.
        let mut notes: Vec<Option<&str>> = vec![None; bytes.len() + 1];
        let mut last: Option<(usize, Pair)> = None;
        for at in 0..pairs {
            let Some(note) = self.note(pair(at)) else { continue };
            let parted = last.is_some_and(|(p, other)| p + 1 == at && self.is_before(other, pair(at)));
            if !parted {
                notes[at + 2] = Some(note);
                last = Some((at, pair(at)));
            }
        }
        let mut cuts = vec![false; bytes.len() + 1];
        for mark in CUTS.map(|c| gbk::encode(c).unwrap_or_default()) {
            let mut at = 0;
            while at < pairs {
                if pair(at) == mark && !cuts[at + 1] && notes[at + 1].is_none() {
                    cuts[at] = true;
                    cuts[at + 2] = true;
                    at += 1;
                }
                at += 1;
            }
        }
        let mut at = 0;
        while at < bytes.len() {
            let whole = |seen: &mut Vec<(u32, char)>, i: usize| {
                if let Some(note) = notes[i] {
                    seen.extend(note.chars().map(|c| (from[i - 1], c)));
                }
            };
            let (a, place) = (bytes[at], from[at]);
            if a < 0x80 {
                seen.push((place, char::from(a)));
                at += 1;
                whole(seen, at);
            } else if let Some(note) = notes[at + 1] {
                // The byte takes the bracket that follows.
                seen.push((place, '?'));
                seen.extend(note.chars().skip(1).map(|c| (place, c)));
                at += 1;
            } else if at + 1 == bytes.len() || cuts[at + 1] {
                seen.push((place, '?'));
                at += 1;
            } else {
                let c = gbk::decode(pair(at)).filter(|_| !gbk::is_gap(pair(at))).unwrap_or('?');
                seen.push((place, c));
                at += 2;
                whole(seen, at);
            }
        }
    }
}

/// Whether a cut mark lies across the two characters.
pub fn cut_across(a: Pair, b: Pair) -> bool {
    gbk::decode([a[1], b[0]]).is_some_and(is_cut)
}
