//! Converts a whole text at once.

use std::borrow::Cow;
use std::cell::LazyCell;

use super::dictionary::{DEFAULT, Dictionary, Phrase, STRICT};
use super::matcher::{Found, decode, description, is_gap};
use super::zhe;
use crate::han::fold;

/// Converts text from Traditional to Simplified, all of it, whatever it is.
///
/// The stage decides paragraph by paragraph what is to be converted; this is the conversion alone. The
/// dictionaries are part of the program and are made ready once, on first use, in less than a
/// millisecond. Converting is O(n) in time, and needs memory only if something changes.
///
/// The algorithm is OpenCC's: compatibility ideographs are folded, then at each place the longest
/// phrase is taken, and a character by itself where there is none. What makes it fast is one table
/// that holds the bytes to write for every character, so that converting costs one load and one store.
#[derive(Clone, Copy, Debug)]
pub struct Converter {
    dictionary: &'static Dictionary,
}

impl Default for Converter {
    /// OpenCC's conversion with the deviations that the rules of the stage name.
    fn default() -> Self {
        Self { dictionary: &DEFAULT }
    }
}

impl Converter {
    /// The conversion of OpenCC 1.4.2 with its configuration `t2s`, byte for byte.
    #[must_use]
    pub fn strict() -> Self {
        Self { dictionary: &STRICT }
    }

    /// Converts `text`; borrowed if nothing changes.
    #[must_use]
    pub fn convert<'t>(&self, text: &'t str) -> Cow<'t, str> {
        convert(self.dictionary, text)
    }
}

pub(super) fn convert<'t>(dictionary: &Dictionary, text: &'t str) -> Cow<'t, str> {
    convert_folded(dictionary, text).unwrap_or_else(|| {
        let folded = folded(text);
        Cow::Owned(convert_folded(dictionary, &folded).map_or_else(|| folded.clone(), Cow::into_owned))
    })
}

/// Converts text without compatibility ideographs; `None` if one is met.
fn convert_folded<'t>(dictionary: &Dictionary, text: &'t str) -> Option<Cow<'t, str>> {
    match first_change(dictionary, text) {
        Change::None => Some(Cow::Borrowed(text)),
        Change::At(at) => Writer::new(dictionary, text, at).run().map(Cow::Owned),
        Change::Compatibility => None,
    }
}

/// The text with its compatibility ideographs folded, but for those in description sequences.
fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        // As in OpenCC, which folds by the same loop as it converts.
        let len = description(rest).unwrap_or(0);
        if len > 0 {
            folded.push_str(&rest[..len]);
        } else {
            folded.push(fold::unified(c));
        }
        rest = &rest[len.max(c.len_utf8())..];
    }
    folded
}

enum Change {
    None,
    At(usize),
    Compatibility,
}

/// Where the first character or phrase is that converting changes.
fn first_change(dictionary: &Dictionary, text: &str) -> Change {
    let distinguishes = LazyCell::new(|| zhe::distinguishes([text].into_iter()));
    let mut at = 0;
    loop {
        let (same, stop) = unchanged(dictionary, &text.as_bytes()[at..]);
        at += same;
        let found = match stop {
            Stop::End => return Change::None,
            Stop::Full => return Change::At(at),
            Stop::Special(code) => dictionary.special(text, at, code),
            Stop::Other => dictionary.other(text, at),
        };
        at += match found {
            Found::Stays(len) => len,
            Found::Rare(_) => 3,
            Found::Compatibility => return Change::Compatibility,
            Found::Form(form) if text[at..].starts_with(form) => form.len_utf8(),
            Found::Phrase(phrase, end) if text[at..end] == phrase.value => end - at,
            Found::Zhe if !zhe::is_particle(text, at, || *distinguishes) => 3,
            Found::Form(_) | Found::Phrase(..) | Found::Zhe => return Change::At(at),
        };
    }
}

/// How many bytes stay as they are, and why no more: [`Stop::Full`] stands for a character that changes.
#[inline]
fn unchanged(dictionary: &Dictionary, text: &[u8]) -> (usize, Stop) {
    let mut rest = text;
    let stop = loop {
        match rest {
            [a @ 0xE0..0xF0, b, c, after @ ..] => {
                let code = decode(*a, *b, *c);
                if !dictionary.stays(code, after) {
                    let stops = dictionary.stops(dictionary.entry(code), after);
                    break if stops { Stop::Special(code) } else { Stop::Full };
                }
                rest = after;
            }
            [0..0x80, after @ ..] => rest = after,
            [] => break Stop::End,
            _ => break Stop::Other,
        }
    };
    (text.len() - rest.len(), stop)
}

/// Bytes that are written before they go to the output: few enough to stay in the fastest cache.
const BUFFER: usize = 4096;

/// The text as it is written.
struct Writer<'d, 't> {
    dictionary: &'d Dictionary,
    text: &'t str,
    at: usize,
    out: String,
    /// What comes after `out`, and how long it is.
    buffer: [u8; BUFFER],
    len: usize,
    distinguishes: Option<bool>,
}

impl<'d, 't> Writer<'d, 't> {
    /// `text`, the part up to `at` unchanged.
    fn new(dictionary: &'d Dictionary, text: &'t str, at: usize) -> Self {
        let mut out = String::with_capacity(text.len() + text.len() / 16 + 16);
        out.push_str(&text[..at]);
        Self { dictionary, text, at, out, buffer: [0; BUFFER], len: 0, distinguishes: None }
    }

    /// Writes the rest; `None` if a compatibility ideograph is met.
    ///
    /// Where characters change, a buffer is filled with one after the other. If nothing changed in a
    /// whole buffer, what does not change is looked for and copied in one piece.
    fn run(mut self) -> Option<String> {
        let all = self.text.as_bytes();
        let mut quiet = false;
        loop {
            let stop = if quiet {
                let (same, stop) = unchanged(self.dictionary, &all[self.at..]);
                self.flush();
                self.out.push_str(&self.text[self.at..self.at + same]);
                self.at += same;
                quiet = !matches!(stop, Stop::Full);
                stop
            } else {
                let plain = plain(self.dictionary, &all[self.at..], &mut self.buffer, self.len);
                self.at += plain.read;
                self.len = plain.len;
                if let Stop::Full = plain.stop {
                    // Equal bytes before the same place, and so as many as there are.
                    quiet = self.text.as_bytes()[..self.at].ends_with(&self.buffer[..self.len]);
                    self.flush();
                }
                plain.stop
            };
            let found = match stop {
                Stop::Full => continue,
                Stop::End => break,
                Stop::Special(code) => self.dictionary.special(self.text, self.at, code),
                Stop::Other => self.dictionary.other(self.text, self.at),
            };
            self.write(found)?;
        }
        self.flush();
        Some(self.out)
    }

    fn flush(&mut self) {
        // Whole characters of the text, of the table and of phrases were written.
        let written = simdutf8::basic::from_utf8(&self.buffer[..self.len]).expect("whole characters");
        self.out.push_str(written);
        self.len = 0;
    }

    fn write(&mut self, found: Found<'_>) -> Option<()> {
        let text = self.text;
        let here = &text[self.at..];
        let first = here.chars().next().map_or(0, char::len_utf8);
        match found {
            Found::Stays(len) => self.put(&here[..len], len),
            Found::Rare(_) => self.put(&here[..first], first),
            Found::Form(form) => self.put(form.encode_utf8(&mut [0; 4]), first),
            Found::Compatibility => return None,
            Found::Zhe => {
                let known = &mut self.distinguishes;
                let distinguishes = || *known.get_or_insert_with(|| zhe::distinguishes([text].into_iter()));
                let particle = zhe::is_particle(text, self.at, distinguishes);
                self.put(if particle { "着" } else { "著" }, first);
            }
            Found::Phrase(phrase, end) => {
                let was = &text[self.at..end];
                if phrase.even && was.chars().any(is_gap) {
                    self.put(&through(was, phrase), end - self.at);
                } else {
                    self.put(&phrase.value, end - self.at);
                }
            }
        }
        Some(())
    }

    /// Writes `now` in the place of the next `was` bytes.
    fn put(&mut self, now: &str, was: usize) {
        self.at += was;
        if self.len + now.len() > BUFFER {
            self.flush();
        }
        match self.buffer.get_mut(self.len..self.len + now.len()) {
            Some(room) => {
                room.copy_from_slice(now.as_bytes());
                self.len += now.len();
            }
            None => self.out.push_str(now),
        }
    }
}

/// Why [`plain`] or [`unchanged`] stopped.
enum Stop {
    /// The buffer is full, or the next character changes.
    Full,
    /// The text is at its end.
    End,
    /// At a character of this code, which needs a closer look.
    Special(u16),
    /// At a character that the table does not have.
    Other,
}

/// What [`plain`] did.
struct Plain {
    /// Bytes of the text.
    read: usize,
    /// Bytes in the buffer.
    len: usize,
    stop: Stop,
}

/// Writes characters that need one load and one store each.
#[inline]
fn plain(dictionary: &Dictionary, text: &[u8], buffer: &mut [u8; BUFFER], mut len: usize) -> Plain {
    let mut rest = text;
    let stop = loop {
        // A store writes four bytes, of which three count.
        let Some(room) = buffer.get_mut(len..len + 4) else { break Stop::Full };
        match rest {
            [a @ 0xE0..0xF0, b, c, after @ ..] => {
                let code = decode(*a, *b, *c);
                let word = dictionary.entry(code);
                if dictionary.stops(word, after) {
                    break Stop::Special(code);
                }
                room.copy_from_slice(&word.to_le_bytes());
                len += 3;
                rest = after;
            }
            [a @ 0..0x80, after @ ..] => {
                room[0] = *a;
                len += 1;
                rest = after;
            }
            [] => break Stop::End,
            _ => break Stop::Other,
        }
    };
    Plain { read: text.len() - rest.len(), len, stop }
}

/// The value of a phrase with the gaps of the text that it stands for.
fn through(was: &str, phrase: &Phrase) -> String {
    let mut value = phrase.value.chars();
    was.chars().map(|c| if is_gap(c) { c } else { value.next().unwrap_or(c) }).collect()
}
