//! The key text: what two texts are compared by.
//!
//! Of a text only its letters and digits count, width-folded and in Simplified characters. Copies that
//! differ in white space, punctuation, symbols, width or script alone have one and the same key text.

use std::sync::OnceLock;

use unicode_normalization::UnicodeNormalization as _;

use crate::han::{class, fold};

/// In [`Table`]: the character has no part in the key text.
const DROPPED: u16 = 0;
/// In [`Table`]: the character becomes several, or one outside the Basic Multilingual Plane.
const SPELLED: u16 = 0xFFFF;

/// What each character of the Basic Multilingual Plane becomes.
struct Table(Box<[u16; 0x1_0000]>);

impl Table {
    /// What a character becomes.
    #[inline]
    fn of(&self, code: u16) -> u16 {
        self.0[usize::from(code)]
    }
}

/// Characters folded before they are copied on; keeps the inner loop within one small array.
const TILE: usize = 256;

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table = Box::new([DROPPED; 0x1_0000]);
        for (code, entry) in (0u32..).zip(table.iter_mut()) {
            let Some(c) = char::from_u32(code) else { continue };
            let mut spelling = spelling(c);
            *entry = match (spelling.next(), spelling.next()) {
                (None, _) => DROPPED,
                (Some(only), None) => u16::try_from(u32::from(only)).unwrap_or(SPELLED),
                _ => SPELLED,
            };
        }
        Table(table)
    })
}

/// What `c` becomes in a key text.
fn spelling(c: char) -> impl Iterator<Item = char> {
    // The Han blocks, Hangul and ASCII are their own compatibility forms; looking them up is what would take time.
    let own = matches!(c, '\0'..='\x7F' | '\u{3400}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}');
    let whole = own.then_some(c).into_iter();
    let folded = (!own).then(|| std::iter::once(c).nfkc()).into_iter().flatten();
    whole.chain(folded).filter(|&c| counts(c)).map(|c| one_form(fold::simplified(c)))
}

/// One form for characters that script conversion changes in some words and leaves in others, so that a Traditional
/// text and its Simplified copy may have either.
fn one_form(c: char) -> char {
    match c {
        '著' => '着',
        '瞭' => '了',
        '藉' => '借',
        '覆' => '复',
        '祇' => '只',
        '沈' => '沉',
        '甦' => '苏',
        '彷' => '仿',
        '馀' => '余',
        _ => c,
    }
}

/// Letters and digits count. So do private-use characters, which in old texts stand for rare Han characters.
fn counts(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFD}')
}

/// Appends the key text of `text` to `out`: its letters and digits, width-folded (NFKC, character by
/// character) and in Simplified characters.
///
/// ```
/// let mut key = String::new();
/// taoxi::dedup::key_text("「漢字」 ＡＢＣ，１２。", &mut key);
/// assert_eq!(key, "汉字ABC12");
/// ```
pub fn key_text(text: &str, out: &mut String) {
    let table = table();
    for c in text.chars() {
        match u16::try_from(u32::from(c)).map_or(SPELLED, |code| table.of(code)) {
            DROPPED => {}
            SPELLED => out.extend(spelling(c)),
            folded => out.extend(char::from_u32(u32::from(folded))),
        }
    }
}

/// What was found while folding a text.
pub(crate) struct Folded {
    /// Whether the key text has characters outside the Basic Multilingual Plane, and so stands as two
    /// units a character, the low half first.
    pub wide: bool,
    /// How many characters of the key text are Han characters.
    pub han: usize,
}

/// Appends the key text of `text` to `out`: one unit a character, or two if it is [`Folded::wide`].
pub(crate) fn fold_into(text: &str, out: &mut Vec<u16>) -> Folded {
    let start = out.len();
    let (read, han) = fold_narrow(text, out);
    if read == text.len() {
        return Folded { wide: false, han };
    }
    let han = fold_wide(&text[read..], start, out);
    Folded { wide: true, han }
}

/// Folds as long as everything fits in one unit. Returns how many bytes were folded, and the Han characters among them.
fn fold_narrow(text: &str, out: &mut Vec<u16>) -> (usize, usize) {
    let table = table();
    let bytes = text.as_bytes();
    let mut tile = [0u16; TILE];
    let (mut han, mut at) = (0, 0);
    while at < bytes.len() {
        let mut n = 0;
        loop {
            // Most characters are of three bytes; they are taken four at a time.
            while let Some(four) = bytes[at..].first_chunk::<12>().filter(|_| n + 4 <= TILE) {
                if !(0..4).all(|i| four[3 * i] & 0xF0 == 0xE0) {
                    break;
                }
                let folded: [u16; 4] =
                    std::array::from_fn(|i| table.of(of_three(four[3 * i], four[3 * i + 1], four[3 * i + 2])));
                if folded.contains(&SPELLED) {
                    break;
                }
                for unit in folded {
                    tile[n] = unit;
                    n += usize::from(unit != DROPPED);
                }
                at += 12;
            }
            if n == TILE {
                break;
            }
            let (code, len) = match bytes[at..] {
                [first @ ..0x80, ..] => (u16::from(first), 1),
                [first @ 0xE0..0xF0, second, third, ..] => (of_three(first, second, third), 3),
                [first @ ..0xE0, second, ..] => (u16::from(first & 31) << 6 | u16::from(second & 63), 2),
                _ => break,
            };
            let folded = table.of(code);
            if folded == SPELLED {
                break;
            }
            tile[n] = folded;
            n += usize::from(folded != DROPPED);
            at += len;
        }
        han += han_units(&tile[..n]);
        out.extend_from_slice(&tile[..n]);
        if n < TILE
            && let Some(c) = text[at..].chars().next()
        {
            if !spelling(c).all(|c| u32::from(c) <= 0xFFFF) {
                return (at, han);
            }
            for c in spelling(c) {
                han += usize::from(class::is_han(c));
                out.push(u32::from(c) as u16);
            }
            at += c.len_utf8();
        }
    }
    (at, han)
}

/// The code point, below `0x1_0000`, that these bytes stand for.
#[inline]
fn of_three(first: u8, second: u8, third: u8) -> u16 {
    u16::from(first) << 12 | u16::from(second & 63) << 6 | u16::from(third & 63)
}

/// Folds the rest of a text into two units a character, after those from `start` on have been made so.
/// Returns how many Han characters the whole has.
fn fold_wide(rest: &str, start: usize, out: &mut Vec<u16>) -> usize {
    let table = table();
    let mut han = han_units(&out[start..]);
    let narrow = out.len() - start;
    out.resize(start + 2 * narrow, 0);
    for at in (0..narrow).rev() {
        let unit = out[start + at];
        out[start + 2 * at] = unit;
        out[start + 2 * at + 1] = 0;
    }
    for c in rest.chars() {
        match u16::try_from(u32::from(c)).map_or(SPELLED, |code| table.of(code)) {
            DROPPED => {}
            SPELLED => {
                for c in spelling(c) {
                    han += usize::from(class::is_han(c));
                    let code = u32::from(c);
                    out.extend([(code & 0xFFFF) as u16, (code >> 16) as u16]);
                }
            }
            folded => {
                han += han_units(&[folded]);
                out.extend([folded, 0]);
            }
        }
    }
    han
}

/// How many of these units are Han characters. Compatibility ideographs have been folded away before.
fn han_units(units: &[u16]) -> usize {
    let mut total = 0;
    for part in units.chunks(128) {
        let mut n = 0u16;
        for &unit in part {
            let unified = (unit.wrapping_sub(0x4E00) < 0x5200) | (unit.wrapping_sub(0x3400) < 0x19C0);
            n += u16::from(unified | (unit == 0x3007) | (unit == 0x3005));
        }
        total += usize::from(n);
    }
    total
}

/// A stored key text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Key<'a> {
    pub units: &'a [u16],
    pub wide: bool,
}

impl Key<'_> {
    /// Length in characters.
    pub fn len(self) -> usize {
        self.units.len() >> usize::from(self.wide)
    }

    /// How many shingles of `size` characters the text has, repetitions counted; a shorter text is one shingle.
    pub fn shingles(self, size: usize) -> usize {
        match self.len() {
            0 => 0,
            len => len.saturating_sub(size) + 1,
        }
    }

    /// Puts the characters into `out`.
    pub fn expand(self, out: &mut Vec<u32>) {
        out.clear();
        if self.wide {
            out.extend(self.units.chunks_exact(2).map(|pair| u32::from(pair[0]) | u32::from(pair[1]) << 16));
        } else {
            out.extend(self.units.iter().map(|&unit| u32::from(unit)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> String {
        let mut out = String::new();
        key_text(text, &mut out);
        out
    }

    #[test]
    fn form_alone_makes_no_difference() {
        assert_eq!(key("看著乾淨的於家"), key("看着干净的于家"));
        let plain = key("春风又绿江南岸，明月何时照我还？");
        assert_eq!(plain, "春风又绿江南岸明月何时照我还");
        for copy in [
            "春風又綠江南岸，明月何時照我還？",
            "春风 又绿\u{3000}江南岸;明月何时\n照我还",
            "春风又绿江南岸——（明月何时照我还）！",
        ] {
            assert_eq!(key(copy), plain);
        }
    }

    #[test]
    fn both_ways_of_folding_agree() {
        let samples =
            ["", "abc，ＡＢＣ１２３ ㈱½㎏", "一二三𠮷野家", "㊣℃Ⅳ", "é\u{301}ö ß ﬁ", "々〇\u{E123}\u{FFFD}\u{FEFF}"];
        let long = "春江潮水连海平，海上明月共潮生。".repeat(200);
        for sample in samples.into_iter().chain([long.as_str()]) {
            let mut units = Vec::new();
            let folded = fold_into(sample, &mut units);
            let mut chars = Vec::new();
            Key { units: &units, wide: folded.wide }.expand(&mut chars);
            let text: String = chars.into_iter().filter_map(char::from_u32).collect();
            assert_eq!(text, key(sample));
            assert_eq!(folded.han, text.chars().filter(|&c| class::is_han(c)).count());
        }
    }
}
