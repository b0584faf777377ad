//! Walks through a Traditional paragraph and proposes the edits.

use std::ops::Range;

use super::dictionary::{self, Dictionary, Origin, Phrase, entry};
use super::matcher::{Found, decode, is_gap};
use super::paragraph::Judged;
use super::{CORRECTED_PHRASE, RARE_FORM, TRADITIONAL_CHARACTER, TRADITIONAL_PHRASE, USER_WORD, ZHE_PARTICLE, zhe};
use crate::han::fold;
use crate::{Edits, Rule, Span};

/// Places of one paragraph that are listed for review at most.
const MOST_REVIEWS: usize = 8;

/// Characters converted one by one that stand side by side: one edit.
struct Run<'e> {
    edits: &'e mut Edits,
    start: usize,
    end: usize,
    now: String,
}

impl Run<'_> {
    fn character(&mut self, at: usize, len: usize, form: char) {
        if at != self.end || self.now.is_empty() {
            self.flush();
            self.start = at;
        }
        self.now.push(form);
        self.end = at + len;
    }

    fn flush(&mut self) {
        if !self.now.is_empty() {
            self.edits.replace(Span::new(self.start, self.end), &self.now, &TRADITIONAL_CHARACTER);
            self.now.clear();
        }
    }

    fn other(&mut self, was: Range<usize>, now: &str, rule: &'static Rule) {
        self.flush();
        self.edits.replace(Span::new(was.start, was.end), now, rule);
    }
}

/// Proposes edits for `range` of `text`; gives where it stopped, which is past the end if a phrase goes
/// through a line break. `distinguishes` is asked when the first 著 is met: [`zhe::distinguishes`].
pub(super) fn propose(
    dictionary: &Dictionary,
    text: &str,
    range: Range<usize>,
    distinguishes: &dyn Fn() -> bool,
    edits: &mut Edits,
) -> usize {
    let bytes = text.as_bytes();
    let mut run = Run { edits, start: 0, end: 0, now: String::new() };
    let mut at = range.start;
    while at < range.end {
        let found = match bytes[at..] {
            [a @ 0xE0..0xF0, b, c, ref after @ ..] => {
                let code = decode(a, b, c);
                let word = dictionary.entry(code);
                if dictionary.stops(word, after) {
                    dictionary.special(text, at, code)
                } else if dictionary::bytes(word) == entry(code) {
                    at += 3;
                    continue;
                } else {
                    Found::Form(fold::simplified(char_at(text, at)))
                }
            }
            [0..0x80, ..] => {
                at += 1;
                continue;
            }
            _ => dictionary.other(text, at),
        };
        let c = char_at(text, at);
        let len = c.len_utf8();
        at += match found {
            Found::Stays(len) => len,
            Found::Form(form) => {
                if form != c {
                    run.character(at, len, form);
                }
                len
            }
            Found::Compatibility => {
                run.character(at, len, fold::simplified(c));
                len
            }
            Found::Rare(form) => {
                if run.edits.is_on(&RARE_FORM) {
                    run.other(at..at + len, form.encode_utf8(&mut [0; 4]), &RARE_FORM);
                }
                len
            }
            Found::Zhe => {
                if zhe::is_particle(text, at, distinguishes) {
                    run.other(at..at + len, "着", &ZHE_PARTICLE);
                }
                len
            }
            Found::Phrase(phrase, end) => {
                propose_phrase(&mut run, text, at..end, phrase);
                end - at
            }
        };
    }
    run.flush();
    at
}

fn char_at(text: &str, at: usize) -> char {
    text[at..].chars().next().unwrap_or('\0')
}

fn propose_phrase(run: &mut Run<'_>, text: &str, was: Range<usize>, phrase: &Phrase) {
    let rule = match phrase.origin {
        Origin::OpenCc => &TRADITIONAL_PHRASE,
        Origin::Correction => &CORRECTED_PHRASE,
        Origin::Zhe => &ZHE_PARTICLE,
        Origin::User => &USER_WORD,
    };
    let old = &text[was.clone()];
    let broken = phrase.even && old.chars().any(is_gap);
    if !broken && !phrase.plain {
        if old != phrase.value {
            run.other(was, &phrase.value, rule);
        }
        return;
    }
    // Character by character, the white space between left alone.
    let mut value = phrase.value.chars();
    for (i, c) in old.char_indices() {
        if is_gap(c) {
            continue;
        }
        let form = value.next().unwrap_or(c);
        if form == c {
            continue;
        }
        let at = was.start + i;
        if phrase.plain {
            run.character(at, c.len_utf8(), form);
        } else {
            run.other(at..at + c.len_utf8(), form.encode_utf8(&mut [0; 4]), rule);
        }
    }
}

/// Lists the Traditional characters of a paragraph that is not converted.
pub(super) fn review(text: &str, judged: &Judged, edits: &mut Edits, rule: &'static Rule, why: &'static str) {
    let line = judged.line;
    let mut runs = 0;
    let mut end = 0;
    for (i, c) in text[line.start..line.end].char_indices() {
        if !fold::is_traditional_only(c) {
            continue;
        }
        let at = line.start + i;
        // Of characters side by side the first stands for all.
        if at != end {
            edits.review(Span::new(at, at + c.len_utf8()), rule, judged.share.max(0.01), why);
            runs += 1;
        }
        if runs == MOST_REVIEWS {
            return;
        }
        end = at + c.len_utf8();
    }
}

/// Proposes what turns `was`, which begins at `start` of the text, into `now`, one character for one.
pub(super) fn propose_strict(was: &str, now: &str, start: usize, edits: &mut Edits) {
    let mut run = Run { edits, start: 0, end: 0, now: String::new() };
    for ((i, c), form) in was.char_indices().zip(now.chars()) {
        let at = start + i;
        if form == c {
            continue;
        }
        if form == fold::simplified(c) {
            run.character(at, c.len_utf8(), form);
        } else {
            run.other(at..at + c.len_utf8(), form.encode_utf8(&mut [0; 4]), &TRADITIONAL_PHRASE);
        }
    }
    run.flush();
}
