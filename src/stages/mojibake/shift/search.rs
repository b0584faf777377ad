//! The most probable text that the mirror can have made the seen text from: a search over the ways to
//! read its bytes.
//!
//! The program that damages a page cuts its bytes and writes readings between them without knowing where
//! characters begin. What its readers see is a new pairing of the same bytes, with a byte lost here and
//! there. Reading on from the place where the pairing breaks, a reader is either in step with the original
//! or one byte behind; every character seen moves both. The search keeps the best text for each state and
//! is, but for the bytes that are lost, an exact inverse.

use std::collections::HashMap;

use super::site::{Site, cut_across};
use super::tokens::{Kind, Token, is_cut, turn};
use crate::Span;
use crate::han::gbk::{self, Pair};
use crate::han::{fold, pinyin};
use crate::stages::mojibake::likelihood::{Likelihood, folded};

/// Tokens after which a reading that is still out of step is given up. Marks end a shift, and no clause is longer.
const LONGEST: usize = 120;
/// States kept after each token.
const BEAM: usize = 400;
/// Nats behind the best at which a state is dropped.
const BEHIND: f32 = 40.0;

// What a contradiction with the program's own ways costs, in nats. They are not forbidden: the source may
// have held markup that is gone, which kept the program from seeing two characters as neighbours.
/// A character of the program's table without its reading, or a mark at which it did not cut.
const MISSED: f32 = 10.0;
/// A reading after nothing that is read so.
const ORPHAN: f32 = 18.0;
/// A character that would have to belong to the table, and is annotated nowhere else.
const UNHEARD: f32 = 5.0;
/// A Simplified character in Traditional text.
const FOREIGN: f32 = 8.0;
/// A quote that is closed and was not opened, or the other way round.
const UNBALANCED: f32 = 5.0;
/// An ASCII character that is lost.
const LOST_ASCII: f32 = 6.0;

/// What a step adds to the restored text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Emit {
    /// Nothing yet: a byte waits for its second.
    Nothing,
    /// The token as it stands.
    Copy,
    /// This character.
    Char(char),
    /// This character with the token's reading, which is its own.
    Annotated(char),
    /// This character and an ASCII character after it.
    Then(char, u8),
    /// This character, and an ASCII character that is lost.
    ThenLost(char),
}

#[derive(Clone, Copy, Debug)]
struct State {
    /// The lead byte that waits for its trail; 0 if in step.
    pending: u8,
    /// The original character before: its bytes, and how the pair table knows it.
    before: Pair,
    known: char,
    /// Whether a reading stands after it.
    noted: bool,
    score: f32,
    /// Which kinds of quotes and brackets are open.
    open: u8,
    /// Whether a byte was chosen because it makes the text likely.
    guessed: bool,
    back: u32,
    emit: Emit,
}

/// A way to read a stretch of tokens.
#[derive(Debug)]
pub struct Found {
    /// What each token of the stretch becomes.
    pub emits: Vec<Emit>,
    /// By how many nats it beats the text as seen.
    pub gain: f32,
    /// Whether a lost byte was chosen by how likely it makes the text.
    pub guessed: bool,
}

/// The search over one document.
pub struct Search<'a> {
    pub text: &'a str,
    pub site: &'a Site,
    pub likelihood: &'a Likelihood,
    /// Whether the document is in Traditional script.
    pub traditional: bool,
    /// States still to be made before the search gives up on the document.
    pub budget: usize,
}

impl Search<'_> {
    /// Whether a shift can begin at token `at`: lost bytes before a mark, or before a reading without bracket.
    pub fn can_begin(&self, tokens: &[Token], at: usize) -> bool {
        tokens[at].kind == Kind::Lost
            && at > 0
            && (tokens[at].note.is_some() || tokens.get(at + 1).is_some_and(|next| is_cut(next.c)))
    }

    /// The best reading from token `start` to where all readings agree again. `None` if there is none within
    /// bounds.
    ///
    /// `original` is the line before it, as far as it is known.
    pub fn run(&mut self, original: &str, tokens: &[Token], start: usize) -> Option<Found> {
        let open = original.chars().fold(0, |open, c| quotes(open, c).0);
        // The original before, which the seen token need not show.
        let last = original.chars().next_back()?;
        let before = if last.is_ascii() { [0, last as u8] } else { gbk::encode(last).unwrap_or_default() };
        let first = State {
            pending: 0,
            before,
            known: folded(last),
            noted: tokens[start - 1].note.is_some(),
            score: 0.0,
            open,
            guessed: false,
            back: 0,
            emit: Emit::Nothing,
        };
        let mut seen = first;
        let mut layers: Vec<Vec<State>> = vec![vec![first]];
        for at in start..tokens.len().min(start + LONGEST) {
            let mut next = Vec::new();
            let layer = layers.last()?;
            for (back, state) in layer.iter().enumerate() {
                self.step(tokens, at, state, &mut |mut new| {
                    new.back = back as u32;
                    next.push(new);
                });
            }
            seen = self.copy(&tokens[at], &seen)?;
            self.budget = self.budget.checked_sub(next.len())?;
            if at + 1 == tokens.len() {
                next.retain(|s| s.pending == 0);
                next.iter_mut().for_each(|s| s.score -= UNBALANCED * s.open.count_ones() as f32);
            }
            let next = prune(next);
            let agreed = next.len() == 1 && next[0].pending == 0;
            layers.push(next);
            if agreed {
                return trace(&layers, seen.score);
            }
        }
        // At the end of the line, or of patience: the best that is in step.
        let last = layers.last_mut()?;
        last.retain(|s| s.pending == 0);
        trace(&layers, seen.score)
    }

    fn letters(&self, token: &Token) -> &str {
        token.letters.of(self.text)
    }

    fn note(&self, note: Span) -> &str {
        note.of(self.text)
    }

    /// The token taken as it stands.
    fn copy(&self, token: &Token, state: &State) -> Option<State> {
        let known = folded(token.c);
        let mut score = state.score + self.likelihood.follows(state.known, known);
        let pair = pair_of(token);
        match token.kind {
            Kind::Pair(pair) => {
                score -= self.missed(pair, token);
                if !state.noted && state.before[0] >= 0x80 {
                    let across = [state.before[1], pair[0]];
                    if cut_across(state.before, pair) || self.site.annotates(across) {
                        score -= MISSED;
                    }
                }
            }
            Kind::Ascii(byte) if token.note.is_some() => {
                if !self.site.annotates([state.before[1], byte]) {
                    score -= ORPHAN;
                }
            }
            Kind::Lost if token.note.is_some() => score -= ORPHAN,
            _ => {}
        }
        let noted = token.note.is_some();
        let (open, cost) = quotes(state.open, token.c);
        score -= cost;
        Some(State { pending: 0, before: pair, known, noted, open, score, emit: Emit::Copy, ..*state })
    }

    /// What it costs that a character, whole in the seen text, has no reading though it should.
    fn missed(&self, pair: Pair, token: &Token) -> f32 {
        if token.note.is_none() && self.site.annotates(pair) { MISSED } else { 0.0 }
    }

    fn step(&self, tokens: &[Token], at: usize, state: &State, out: &mut dyn FnMut(State)) {
        let token = &tokens[at];
        let cut_next = tokens.get(at + 1).is_none_or(|next| is_cut(next.c));
        if state.pending == 0 {
            if let Some(copy) = self.copy(token, state) {
                out(copy);
            }
            if token.kind == Kind::Lost {
                self.begin(token, cut_next && at + 1 < tokens.len(), state, out);
            }
            return;
        }
        match token.kind {
            Kind::Pair(pair) => {
                let cost = self.missed(pair, token) + uncut([state.pending, pair[0]], &[tokens[at - 1].c, token.c]);
                self.close(state, pair[0], pair[1], cost, out);
            }
            Kind::Ascii(byte) => self.ascii(token, byte, state, out),
            Kind::Lost => self.lost(token, tokens[at - 1].c, cut_next, state, out),
            Kind::Other => {}
        }
    }

    /// The ways in which a shift begins.
    fn begin(&self, token: &Token, cut_next: bool, state: &State, out: &mut dyn FnMut(State)) {
        if cut_next && token.note.is_none() {
            // A lead byte whose trail belongs to the mark: the mark's own bytes tell which may be meant.
            for lead in gbk::leads() {
                out(State { pending: lead, guessed: true, emit: Emit::Nothing, ..*state });
            }
        }
        if token.note.is_some() && state.before[0] >= 0x80 {
            for trail in gbk::trails().filter(|&t| gbk::is_lead(t)) {
                if let Some(cost) = self.reads([state.before[1], trail], token) {
                    let score = state.score - cost;
                    out(State { pending: trail, noted: true, score, emit: Emit::Nothing, ..*state });
                }
            }
        }
    }

    /// What it costs to take the token's reading as that of `pair`; `None` if it is not read so.
    fn reads(&self, pair: Pair, token: &Token) -> Option<f32> {
        let written = self.note(token.note?);
        match self.site.note(pair) {
            Some(note) => note.ends_with(written.trim_start_matches('(')).then_some(0.0),
            None => pinyin::reads(gbk::decode(pair)?, self.letters(token)).then_some(UNHEARD),
        }
    }

    /// The pending byte and `trail` are an original character; `next` begins the one after.
    fn close(&self, state: &State, trail: u8, next: u8, cost: f32, out: &mut dyn FnMut(State)) {
        let Some(mut new) = self.whole(state, trail) else { return };
        new.score -= cost;
        if gbk::is_lead(next) {
            out(State { pending: next, ..new });
        } else if next.is_ascii() {
            if let Emit::Char(c) = new.emit {
                let ascii = char::from(next);
                new.score += self.likelihood.follows(new.known, ascii);
                out(State { pending: 0, before: [0, next], known: ascii, emit: Emit::Then(c, next), ..new });
            }
        }
    }

    /// The pending byte and `trail` are an original character, seen by nobody as such.
    fn whole(&self, state: &State, trail: u8) -> Option<State> {
        let pair = [state.pending, trail];
        let c = gbk::decode(pair)?;
        let known = folded(c);
        let mut score = state.score + self.likelihood.follows(state.known, known);
        if self.site.annotates(pair) {
            score -= MISSED;
        }
        if self.traditional && fold::is_simplified_only(c) {
            score -= FOREIGN;
        }
        let (open, cost) = quotes(state.open, c);
        score -= cost;
        Some(State { pending: 0, before: pair, known, noted: false, open, score, emit: Emit::Char(c), ..*state })
    }

    fn ascii(&self, token: &Token, byte: u8, state: &State, out: &mut dyn FnMut(State)) {
        if !gbk::is_trail(byte) {
            return;
        }
        let pair = [state.pending, byte];
        let Some(mut new) = self.whole(state, byte) else { return };
        if token.note.is_some() {
            let Some(cost) = self.reads(pair, token) else { return };
            if self.site.annotates(pair) {
                new.score += MISSED;
            }
            new.score -= cost;
            new.noted = true;
            if let Emit::Char(c) = new.emit {
                new.emit = Emit::Annotated(c);
            }
        }
        out(new);
    }

    /// Lost bytes, out of step.
    fn lost(&self, token: &Token, last: char, cut_next: bool, state: &State, out: &mut dyn FnMut(State)) {
        if token.note.is_some() {
            // The trail of a character of the program's table took the bracket of its reading.
            for trail in gbk::trails().filter(|&t| t >= 0x80) {
                let pair = [state.pending, trail];
                let Some(cost) = self.reads(pair, token) else { continue };
                let Some(mut new) = self.whole(state, trail) else { continue };
                if self.site.annotates(pair) {
                    new.score += MISSED;
                }
                if let Emit::Char(c) = new.emit {
                    out(State { score: new.score - cost, noted: true, emit: Emit::Annotated(c), ..new });
                }
            }
            return;
        }
        // The question mark itself.
        self.close(state, 0xA3, 0xBF, 0.0, out);
        if cut_next {
            for trail in 0x80..=0xFE {
                if let Some(new) = self.whole(state, trail) {
                    let score = new.score - uncut([state.pending, trail], &[last]);
                    out(State { score, guessed: true, ..new });
                }
            }
            return;
        }
        for trail in 0x80..=0xFE {
            // The trail took a digit, a space or the like with it.
            let Some(new) = self.whole(state, trail) else { continue };
            if let Emit::Char(c) = new.emit {
                let score = new.score + self.likelihood.follows(new.known, '0') - LOST_ASCII;
                let emit = Emit::ThenLost(c);
                out(State { before: [0, b'0'], known: '0', score, guessed: true, emit, ..new });
            }
            // Two bytes that make no character: the trail, and the lead of the next.
            for lead in gbk::leads() {
                if trail == 0x80 || gbk::is_gap([trail, lead]) {
                    out(State { pending: lead, guessed: true, ..new });
                }
            }
        }
    }
}

/// Which quotes and brackets are open after `c`, and what it costs if that does not fit.
fn quotes(open: u8, c: char) -> (u8, f32) {
    const PAIRS: [(char, char); 6] = [('“', '”'), ('‘', '’'), ('《', '》'), ('（', '）'), ('「', '」'), ('『', '』')];
    for (n, (left, right)) in PAIRS.into_iter().enumerate() {
        let bit = 1 << n;
        if c == left {
            return (open | bit, if open & bit == 0 { 0.0 } else { UNBALANCED });
        }
        if c == right {
            return (open & !bit, if open & bit == 0 { UNBALANCED } else { 0.0 });
        }
    }
    (open, 0.0)
}

/// What it costs if `pair` is a mark at which the program did not cut: it must be that it cut before at one of
/// `others`, which shares a byte with it.
fn uncut(pair: Pair, others: &[char]) -> f32 {
    let Some(own) = gbk::decode(pair).and_then(turn) else { return 0.0 };
    let earlier = others.iter().filter_map(|&c| turn(c)).any(|other| other < own);
    if earlier { 0.0 } else { MISSED }
}

fn pair_of(token: &Token) -> Pair {
    match token.kind {
        Kind::Pair(pair) => pair,
        Kind::Ascii(byte) => [0, byte],
        Kind::Lost => gbk::encode('？').unwrap_or_default(),
        Kind::Other => [0, 0],
    }
}

/// Keeps the best of each state, and of these the best.
fn prune(mut states: Vec<State>) -> Vec<State> {
    let best = states.iter().map(|s| s.score).fold(f32::NEG_INFINITY, f32::max);
    states.retain(|s| s.score > best - BEHIND);
    let mut place: HashMap<(u8, Pair, bool), usize> = HashMap::with_capacity(states.len());
    let mut kept: Vec<State> = Vec::with_capacity(states.len());
    for state in states {
        match place.entry((state.pending, state.before, state.noted)) {
            std::collections::hash_map::Entry::Vacant(entry) => {
                entry.insert(kept.len());
                kept.push(state);
            }
            std::collections::hash_map::Entry::Occupied(entry) => {
                let old = &mut kept[*entry.get()];
                if state.score > old.score {
                    *old = state;
                }
            }
        }
    }
    kept.sort_by(|a, b| b.score.total_cmp(&a.score));
    kept.truncate(BEAM);
    kept
}

/// The best path to the last layer.
fn trace(layers: &[Vec<State>], seen: f32) -> Option<Found> {
    let last = *layers.last()?.first()?;
    let mut emits = Vec::with_capacity(layers.len());
    let mut state = last;
    for layer in layers[..layers.len() - 1].iter().rev() {
        emits.push(state.emit);
        state = layer[state.back as usize];
    }
    emits.reverse();
    Some(Found { emits, gain: last.score - seen, guessed: last.guessed })
}
