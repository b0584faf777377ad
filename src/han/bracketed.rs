//! Readings in brackets after characters, `發(fā)`: where they stand, and whether a program put them there.
//!
//! Some mirror sites put the reading after every one of a fixed set of characters, wherever it stands,
//! so that their copies differ from the originals. People gloss otherwise: a rare character, once.

use std::collections::HashMap;

use super::{class::is_han, fold, gbk, pinyin};
use crate::Span;

/// Brackets with readings in them, with what stands before.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bracketed {
    /// The brackets: of `特(te)(te)點` both.
    pub span: Span,
    /// The letters in the first bracket.
    pub letters: Span,
    /// The character before; none at the start of the text.
    pub base: Option<char>,
}

impl Bracketed {
    /// Whether the letters are a reading of the character before.
    #[must_use]
    pub fn fits(&self, text: &str) -> bool {
        self.base.is_some_and(|base| pinyin::reads(base, self.letters.of(text)))
    }
}

/// Every reading in brackets, whatever stands before it, in the order of the text. O(text).
pub fn find(text: &str) -> impl Iterator<Item = Bracketed> + '_ {
    // The last byte of `（` is the rarest of its three in Chinese text.
    let mut marks = memchr::memchr2_iter(b'(', 0x88, text.as_bytes());
    let mut done = 0;
    std::iter::from_fn(move || {
        loop {
            let at = marks.next()?;
            let open = if text.as_bytes()[at] == b'(' {
                at
            } else if at >= 2 && text.as_bytes()[at - 2..at] == [0xEF, 0xBC] {
                at - 2
            } else {
                continue;
            };
            if open < done {
                continue;
            }
            if let Some(found) = at_bracket(text, open) {
                done = found.span.range().end;
                return Some(found);
            }
        }
    })
}

/// The reading in the brackets that open at `open`, if there is one.
fn at_bracket(text: &str, open: usize) -> Option<Bracketed> {
    let (letters, mut end) = one(text, open)?;
    while let Some((again, next)) = one(text, end) {
        if again.of(text) != letters.of(text) {
            break;
        }
        end = next;
    }
    Some(Bracketed { span: Span::new(open, end), letters, base: text[..open].chars().next_back() })
}

/// The letters in the bracket that opens at `open`, and where the bracket ends.
fn one(text: &str, open: usize) -> Option<(Span, usize)> {
    let rest = &text[open..];
    let wide = rest.starts_with('（');
    if !wide && !rest.starts_with('(') {
        return None;
    }
    let from = open + if wide { '（'.len_utf8() } else { 1 };
    let length = syllable(&text[from..])?;
    let close = if wide { '）' } else { ')' };
    text[from + length..].starts_with(close).then(|| (Span::new(from, from + length), from + length + close.len_utf8()))
}

/// The length of the letters that `text` begins with, in bytes, if they are as many as a syllable has.
#[must_use]
pub fn syllable(text: &str) -> Option<usize> {
    let mut length = 0;
    for (n, c) in text.chars().enumerate() {
        if !pinyin::is_letter(c) {
            break;
        }
        if n == 6 {
            return None;
        }
        length += c.len_utf8();
    }
    (length > 0).then_some(length)
}

/// How often a character stands with its reading, and how often without.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Counts {
    /// The brackets as they are written, with all repetitions.
    pub written: String,
    /// Whether the reading is the commonest of the character or of its Simplified form.
    pub main: bool,
    /// How often they follow the character.
    pub with: u32,
    /// How often the character stands alone.
    pub without: u32,
}

/// What a document's readings in brackets look like.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// The characters that carry a reading of theirs.
    pub characters: HashMap<char, Counts>,
    /// Readings after characters that are read so.
    pub fitting: u32,
    /// Han characters in the document.
    pub han: u32,
}

impl Table {
    /// Learns the table of a document. O(text); a document without readings in brackets is scanned for
    /// brackets only.
    #[must_use]
    pub fn learn(text: &str) -> Self {
        let mut table = Self::default();
        for found in find(text).filter(|found| found.fits(text)) {
            let Some(base) = found.base else { continue };
            let counts = table.characters.entry(base).or_default();
            if counts.with == 0 {
                counts.written = found.span.of(text).to_owned();
                counts.main = pinyin::is_main(base, found.letters.of(text));
            }
            counts.with += 1;
            table.fitting += 1;
        }
        if table.fitting > 0 {
            for c in text.chars().filter(|&c| is_han(c)) {
                table.han += 1;
                if let Some(counts) = table.characters.get_mut(&c) {
                    counts.without += 1;
                }
            }
            for counts in table.characters.values_mut() {
                counts.without = counts.without.saturating_sub(counts.with);
            }
        }
        table
    }

    /// Whether the character carries its reading wherever it stands, but for the odd place.
    ///
    /// A mark or another character's reading may fall into the bytes of a character and keep its own
    /// reading away, so a few may be missing.
    #[must_use]
    pub fn always(&self, c: char) -> bool {
        self.characters.get(&c).is_some_and(|n| n.without * 8 <= n.with)
    }

    /// How sure it is that a program wrote the readings, from 0 to 1: above one half it is taken as such.
    ///
    /// A program annotates common characters, each wherever it stands, and leaves most characters
    /// alone. A textbook annotates nearly every character; a dictionary and a careful writer annotate
    /// rare ones, once each. `converted` tells that the document was turned into Traditional script by a
    /// program ([`converted_by_characters`]); then fewer readings will do. The bounds are our own.
    #[must_use]
    pub fn machine_made(&self, converted: bool) -> f32 {
        if self.fitting == 0 || self.fitting * 5 > self.han * 2 {
            return 0.0;
        }
        let (mut steady, mut steady_characters, mut repeated, mut plain, mut loose) = (0, 0, 0, 0, 0);
        for (&c, counts) in &self.characters {
            if is_common(c) && self.always(c) {
                steady += counts.with;
                steady_characters += 1;
                plain += counts.with * u32::from(counts.main && fold::converts(c));
                repeated += u32::from(counts.with >= 3);
            } else {
                loose += counts.with;
            }
        }
        // Most readings must be of the program's kind.
        if steady <= 2 * loose {
            return 0.0;
        }
        // A writer who glosses a common character gives its unusual reading; a program gives the usual one.
        let converted = converted && plain * 4 >= steady * 3;
        match (steady, repeated) {
            (5.., 1..) if steady_characters >= 3 || repeated >= 2 || steady >= 8 => 0.99,
            (2.., _) if converted => 0.9,
            (1.., _) if converted => 0.6,
            _ => 0.2,
        }
    }
}

/// Whether `c` is among the 3,755 common characters: its Simplified form is in level 1 of GB 2312.
#[must_use]
pub fn is_common(c: char) -> bool {
    gbk::encode(fold::simplified(c)).is_some_and(|[lead, trail]| (0xB0..=0xD7).contains(&lead) && trail >= 0xA1)
}

/// Characters that stand for two in Traditional text, which writes both in any longer document.
const SPLIT: &[(char, &str)] = &[
    ('制', "製"),
    ('系', "係繫"),
    ('里', "裡裏"),
    ('后', "後"),
    ('面', "麵"),
    ('只', "隻"),
    ('台', "臺檯"),
    ('布', "佈"),
    ('回', "迴"),
    ('采', "採"),
    ('發', "髮"),
    ('準', "准"),
    ('復', "複"),
    ('歷', "曆"),
    ('並', "併"),
    ('幹', "乾"),
    ('雲', "云"),
];

/// Whether the text looks as if it was turned from Simplified to Traditional script one character at a
/// time: it is Traditional, and of the characters that one Simplified form stands for it uses but one.
///
/// People and phrase converters write 制度 and 製造; such a program writes 制 for both. O(text).
#[must_use]
pub fn converted_by_characters(text: &str) -> bool {
    let (mut traditional, mut simplified) = (0u32, 0u32);
    let mut seen = [0u8; SPLIT.len()];
    for c in text.chars().filter(|&c| c >= '\u{3400}') {
        traditional += u32::from(fold::is_traditional_only(c));
        simplified += u32::from(fold::is_simplified_only(c));
        for (seen, &(one, others)) in seen.iter_mut().zip(SPLIT) {
            *seen |= u8::from(c == one) | u8::from(others.contains(c)) << 1;
        }
    }
    traditional >= 10 && traditional >= 8 * simplified && !seen.contains(&3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_readings_and_nothing_else() {
        let text = "發(fā)展，特(te)(te)點（diǎn），面積(s)，蘋果(apple)，(a)，函數(xyzabcd)";
        let found: Vec<_> = find(text).map(|b| (b.base, b.span.of(text), b.fits(text))).collect();
        assert_eq!(found[0], (Some('發'), "(fā)", true));
        assert_eq!(found[1], (Some('特'), "(te)(te)", true));
        assert_eq!(found[2], (Some('點'), "（diǎn）", true));
        assert!(found[3..].iter().all(|b| !b.2), "{found:?}");
    }

    #[test]
    fn tells_a_program_from_a_person() {
        let mirror = "發(fā)展要發(fā)力，經(jīng)濟要經(jīng)常發(fā)動(dòng)起來，再動(dòng)一動(dòng)，大家一起把事情辦好，\
                      不要停下腳步。";
        assert!(Table::learn(mirror).machine_made(false) > 0.5);
        for kept in [
            "亳(bó)州在哪里？漊(lóu)港在哪里？這是一個問題，大家都想知道。",
            "春(chūn)眠(mián)不(bù)觉(jué)晓(xiǎo)，处(chù)处(chù)闻(wén)啼(tí)鸟(niǎo)。",
            "他说重(zhòng)要，又说重复。重要的事情要说三遍，重复也无妨。",
        ] {
            assert!(Table::learn(kept).machine_made(false) < 0.5, "{kept}");
        }
    }
}
