//! Converts a whole text at once.

use std::borrow::Cow;

use super::dictionary::{DEFAULT, Dictionary, Phrase, SPECIAL, STRICT, entry};
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
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let found = match bytes[at..] {
            [a @ 0xE3..0xF0, b, c, ..] => {
                let code = decode(a, b, c);
                let now = dictionary.entry(code);
                if now == entry(code) {
                    at += 3;
                    continue;
                }
                if now & SPECIAL == 0 {
                    return Change::At(at);
                }
                dictionary.special(text, at, now)
            }
            [0..0x80, ..] => {
                at += 1;
                continue;
            }
            _ => dictionary.other(text, at),
        };
        at += match found {
            Found::Stays(len) => len,
            Found::Rare(_) => 3,
            Found::Compatibility => return Change::Compatibility,
            Found::Form(form) if text[at..].starts_with(form) => form.len_utf8(),
            Found::Phrase(phrase, end) if text[at..end] == phrase.value => end - at,
            Found::Zhe if !zhe::is_particle(text, at, zhe::distinguishes(text)) => 3,
            Found::Form(_) | Found::Phrase(..) | Found::Zhe => return Change::At(at),
        };
    }
    Change::None
}

/// The text as it is written.
struct Writer<'d, 't> {
    dictionary: &'d Dictionary,
    text: &'t str,
    at: usize,
    /// Always has room for the rest of the text as it is, and one word more.
    out: Vec<u8>,
    len: usize,
    distinguishes: Option<bool>,
}

impl<'d, 't> Writer<'d, 't> {
    /// `text`, the part up to `at` unchanged.
    fn new(dictionary: &'d Dictionary, text: &'t str, at: usize) -> Self {
        let mut out = vec![0; text.len() + text.len() / 16 + 16];
        out[..at].copy_from_slice(&text.as_bytes()[..at]);
        Self { dictionary, text, at, out, len: at, distinguishes: None }
    }

    /// Writes the rest; `None` if a compatibility ideograph is met.
    fn run(mut self) -> Option<String> {
        let bytes = self.text.as_bytes();
        while self.at < bytes.len() {
            let entry = self.plain();
            if self.at >= bytes.len() {
                break;
            }
            let found = match entry {
                Some(entry) => self.dictionary.special(self.text, self.at, entry),
                None => self.dictionary.other(self.text, self.at),
            };
            self.write(found)?;
        }
        self.out.truncate(self.len);
        Some(String::from_utf8(self.out).expect("whole characters were written"))
    }

    /// Writes characters that need one store, up to one that needs more; gives the entry of that one
    /// if it has one.
    #[inline]
    fn plain(&mut self) -> Option<u32> {
        let bytes = self.text.as_bytes();
        let (mut at, mut len) = (self.at, self.len);
        let mut special = None;
        loop {
            match bytes[at..] {
                [a @ 0xE3..0xF0, b, c, ..] => {
                    let mut word = self.dictionary.entry(decode(a, b, c));
                    if word & SPECIAL != 0 {
                        // Most starters of phrases are not followed by a phrase's second character.
                        match self.dictionary.alone(word, &bytes[at + 3..]) {
                            Some(alone) => word = alone,
                            None => {
                                special = Some(word);
                                break;
                            }
                        }
                    }
                    self.out[len..len + 4].copy_from_slice(&word.to_le_bytes());
                    at += 3;
                    len += 3;
                }
                [a @ 0..0x80, ..] => {
                    self.out[len] = a;
                    at += 1;
                    len += 1;
                }
                _ => break,
            }
        }
        (self.at, self.len) = (at, len);
        special
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
                let distinguishes = *self.distinguishes.get_or_insert_with(|| zhe::distinguishes(text));
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
        let needed = self.len + now.len() + (self.text.len() - self.at) + 4;
        if self.out.len() < needed {
            self.out.resize(needed + needed / 16, 0);
        }
        self.out[self.len..self.len + now.len()].copy_from_slice(now.as_bytes());
        self.len += now.len();
    }
}

/// The value of a phrase with the gaps of the text that it stands for.
fn through(was: &str, phrase: &Phrase) -> String {
    let mut value = phrase.value.chars();
    was.chars().map(|c| if is_gap(c) { c } else { value.next().unwrap_or(c) }).collect()
}
