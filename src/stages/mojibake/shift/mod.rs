//! The byte shift of mirror sites: GBK bytes cut and annotated without knowing where characters begin.
//!
//! What happens to a page: it is turned into Traditional script; after each of a fixed set of characters,
//! found as bytes at any offset, its reading is written in brackets; the bytes are cut at `、，！。`, again at
//! any offset; each piece is decoded by itself, a lead byte with an impossible trail becoming `?`. So
//! `。”發(fā)` (A1 A3 A1 B1 B0 6C) is seen as `?！卑l(fā)`: the bytes A3 A1 in its middle are `！`.
//!
//! Recovery is analysis by synthesis: [`search`] finds the most probable text that explains the bytes,
//! [`site`] damages it again as the program did, and only if that gives what was seen is it accepted.

mod search;
mod site;
mod tokens;

pub use tokens::widen;

use self::search::{Emit, Found, Search};
use self::site::Site;
use self::tokens::{Kind, Token, tokens};
use super::likelihood::Likelihood;
use super::{BYTE_SHIFT, LOST_BYTE};
use crate::han::bracketed::{self, Table};
use crate::han::fold;
use crate::han::gbk::{self, Pair};
use crate::{Edits, Span};

/// Nats by which a recovery must beat the text as seen.
pub const GAIN: f32 = 8.0;
/// States that the search may make for each byte of the document: several times what damage ever needs.
const EFFORT: usize = 200;
/// Tokens after a recovery that are damaged again with it.
const AFTER: usize = 6;

/// Finds shifted bytes. O(text); a document without a `?` before a mark or a reading costs one search for `?`.
pub fn scan(text: &str, edits: &mut Edits) {
    if !has_sign(text) {
        return;
    }
    let table = Table::learn(text);
    let traditional = is_traditional(text);
    if !traditional && table.machine_made(bracketed::converted_by_characters(text)) < 0.5 {
        return;
    }
    let lines = lines(text);
    let mut site = Site::learn(text, &table);
    for &line in &lines {
        site.learn_order(&tokens(text, line));
    }
    let likelihood = Likelihood::of_document(text);
    let mut budget = EFFORT * text.len() + 100_000;
    for line in lines {
        if has_sign(line.of(text)) {
            let tokens = tokens(text, line);
            Line { text, tokens, site: &mut site, likelihood: &likelihood, traditional }.scan(&mut budget, edits);
        }
    }
}

/// Whether a lost byte may stand before a mark or a reading.
fn has_sign(text: &str) -> bool {
    let bytes = text.as_bytes();
    let sign = |at: usize| {
        let rest = &text[at..];
        rest.starts_with(['、', '，', '！', '。', ',', '!', '(']) || bracketed::syllable(rest).is_some()
    };
    memchr::memchr_iter(b'?', bytes).any(|at| sign(at + 1))
        || memchr::memmem::find_iter(bytes, "\u{FFFD}").any(|at| sign(at + 3))
}

/// Whether the text is written in Traditional script.
fn is_traditional(text: &str) -> bool {
    let count = |is: fn(char) -> bool| text.chars().filter(|&c| is(c)).count();
    let traditional = count(fold::is_traditional_only);
    traditional >= 5 && traditional >= 4 * count(fold::is_simplified_only)
}

fn lines(text: &str) -> Vec<Span> {
    let mut lines = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let end = at + line.trim_end_matches(['\n', '\r']).len();
        if end > at {
            lines.push(Span::new(at, end));
        }
        at += line.len();
    }
    lines
}

struct Line<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    site: &'a mut Site,
    likelihood: &'a Likelihood,
    traditional: bool,
}

impl Line<'_> {
    fn scan(&mut self, budget: &mut usize, edits: &mut Edits) {
        // The text before the program damaged it, as far as it is known.
        let mut original = String::new();
        let mut at = 0;
        while at < self.tokens.len() {
            let mut search = Search {
                text: self.text,
                site: self.site,
                likelihood: self.likelihood,
                traditional: self.traditional,
                budget: *budget,
            };
            let found = if search.can_begin(&self.tokens, at) { search.run(&original, &self.tokens, at) } else { None };
            *budget = search.budget;
            let Some(found) = found.filter(|f| f.emits.iter().any(|&e| e != Emit::Copy)) else {
                original.push(self.tokens[at].c);
                at += 1;
                continue;
            };
            let count = self.accept(&original, at, &found, edits);
            for n in 0..count {
                self.emit(at + n, found.emits[n], &mut original, &mut String::new());
            }
            if count == 0 {
                original.push(self.tokens[at].c);
            }
            at += count.max(1);
        }
    }

    /// Proposes what was found at token `at`, if it holds. Gives the number of tokens that it takes up.
    fn accept(&mut self, original: &str, at: usize, found: &Found, edits: &mut Edits) -> usize {
        let count = found.emits.len();
        let stretch = &self.tokens[at..at + count];
        let was = Span { start: stretch[0].span.start, end: stretch[count - 1].end() };
        let (mut now, mut restored) = (String::new(), original.to_owned());
        for (n, &emit) in found.emits.iter().enumerate() {
            self.emit(at + n, emit, &mut restored, &mut now);
        }
        let rule = if found.guessed { &LOST_BYTE } else { &BYTE_SHIFT };
        let score = found.gain / (found.gain + GAIN);
        if found.gain < GAIN {
            edits.review(
                was,
                rule,
                score.max(0.0),
                "bytes may be shifted here, but the text is hardly likelier for it",
            );
            return 0;
        }
        let new = self.unheard(original, at, found);
        if !self.holds(original.len(), &restored, at, count) {
            new.iter().for_each(|&pair| self.site.forget(pair));
            edits.review(was, rule, 0.5, "bytes seem to be shifted here, but damaging them again gives other text");
            return 0;
        }
        edits.replace_scored(was, &now, rule, score);
        count
    }

    /// Adds the characters to the site's table that carry a reading for the first time here, and gives them.
    fn unheard(&mut self, original: &str, at: usize, found: &Found) -> Vec<Pair> {
        let mut new = Vec::new();
        let mut before = original.chars().next_back();
        for (n, &emit) in found.emits.iter().enumerate() {
            let token = self.tokens[at + n];
            let after = found.emits.get(n + 1).and_then(|&emit| match emit {
                Emit::Char(c) | Emit::Annotated(c) | Emit::Then(c, _) | Emit::ThenLost(c) => Some(c),
                _ => None,
            });
            let bearer = match emit {
                Emit::Annotated(c) => gbk::encode(c),
                // A reading found across two characters.
                Emit::Nothing => Option::zip(before, after)
                    .and_then(|(a, b)| Option::zip(gbk::encode(a), gbk::encode(b)))
                    .map(|(a, b)| [a[1], b[0]]),
                _ => None,
            };
            if let (Some(pair), Some(note)) = (bearer, token.note)
                && !self.site.annotates(pair)
            {
                self.site.add(pair, &format!("({}", note.of(self.text).trim_start_matches('(')));
                new.push(pair);
            }
            before = match emit {
                Emit::Nothing => before,
                Emit::Copy => Some(token.c),
                Emit::Char(c) | Emit::Annotated(c) | Emit::Then(c, _) | Emit::ThenLost(c) => Some(c),
            };
        }
        new
    }

    /// Adds what a token becomes to the original text, and to the text with readings.
    fn emit(&self, at: usize, emit: Emit, original: &mut String, now: &mut String) {
        let token = &self.tokens[at];
        let written = |c| self.site.written(c);
        match emit {
            Emit::Nothing => {}
            Emit::Copy => {
                original.push(token.c);
                now.push_str(Span { start: token.span.start, end: token.end() }.of(self.text));
            }
            Emit::Char(c) => {
                original.push(c);
                now.push(written(c));
            }
            Emit::Annotated(c) => {
                original.push(c);
                now.push(c);
                let note = token.note.map_or("", |note| note.of(self.text));
                if !note.starts_with(['(', '（']) {
                    now.push('(');
                }
                now.push_str(note);
            }
            Emit::Then(c, ascii) => {
                original.extend([c, char::from(ascii)]);
                now.extend([written(c), char::from(ascii)]);
            }
            Emit::ThenLost(c) => {
                original.extend([c, '0']);
                now.extend([written(c), self.century(at + 1).unwrap_or('?')]);
            }
        }
    }

    /// The first digit of a year, if the three digits from token `at` are the rest of one.
    fn century(&self, at: usize) -> Option<char> {
        let three: String = self.tokens.iter().skip(at).take(4).map(|t| t.c).collect();
        let digits = three.strip_suffix('年').filter(|d| d.len() == 3 && d.bytes().all(|b| b.is_ascii_digit()))?;
        match digits.as_bytes()[0] {
            b'0' => Some('2'),
            b'8' | b'9' => Some('1'),
            _ => None,
        }
    }

    /// Whether damaging the restored text gives what was seen from token `at`, in bytes from `from` of it.
    fn holds(&mut self, from: usize, restored: &str, at: usize, count: usize) -> bool {
        let mut line = restored.to_owned();
        let rest = &self.tokens[at + count..];
        line.extend(rest.iter().take(AFTER).take_while(|t| t.kind != Kind::Lost).map(|t| t.c));
        let to = restored.len() as u32;
        let again: String = self
            .site
            .damage(&line)
            .into_iter()
            .filter(|&(place, _)| (from as u32..to).contains(&place))
            .map(|(_, c)| widen(c))
            .collect();
        let seen = Span { start: self.tokens[at].span.start, end: self.tokens[at + count - 1].end() };
        let seen: String = seen.of(self.text).chars().map(widen).collect();
        again == seen
    }
}
