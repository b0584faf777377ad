//! The key text: what two texts are compared by.
//!
//! Of a text only its letters and digits count, width-folded and in Simplified characters. Copies that
//! differ in white space, punctuation, symbols, width or script alone have one and the same key text.

use std::collections::HashMap;
use std::sync::OnceLock;

use unicode_normalization::{IsNormalized, UnicodeNormalization as _, is_nfkc_quick};

use super::Hashed;
use crate::han::{class, fold};

/// In [`Table`]: the character has no part in the key text.
const DROPPED: u16 = 0;
/// In [`Table`]: the character becomes several, or one outside the Basic Multilingual Plane.
const SPELLED: u16 = 0xFFFF;

/// What characters become.
struct Table {
    /// Those of the Basic Multilingual Plane.
    plane: Box<[u16; 0x1_0000]>,
    /// Some rare characters of the plane have a Simplified form outside it. There the first of them stands for the form
    /// as well, so that a text with one need not be stored as two units a character.
    near: HashMap<u32, u16, Hashed>,
}

impl Table {
    /// What a character of the plane becomes.
    #[inline]
    fn of(&self, code: u16) -> u16 {
        self.plane[usize::from(code)]
    }

    /// What a character becomes that is none of the plane, or several.
    fn spell(&self, c: char) -> impl Iterator<Item = char> {
        spelling(c).map(|c| match self.near.get(&u32::from(c)) {
            Some(&near) => char::from_u32(u32::from(near)).unwrap_or(c),
            None => c,
        })
    }
}

/// Characters folded before they are copied on; keeps the inner loop within one small array.
const TILE: usize = 256;

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut plane = Box::new([DROPPED; 0x1_0000]);
        let mut near = HashMap::default();
        for (code, entry) in (0..=u16::MAX).zip(plane.iter_mut()) {
            let Some(c) = char::from_u32(u32::from(code)) else { continue };
            let mut spelling = spelling(c);
            *entry = match (spelling.next(), spelling.next()) {
                (None, _) => DROPPED,
                (Some(only), None) => match u16::try_from(u32::from(only)) {
                    Ok(only) => only,
                    Err(_) if matches!(c, '\u{3400}'..='\u{9FFF}') => *near.entry(u32::from(only)).or_insert(code),
                    Err(_) => SPELLED,
                },
                _ => SPELLED,
            };
        }
        Table { plane, near }
    })
}

/// What `c` becomes in a key text.
fn spelling(c: char) -> impl Iterator<Item = char> {
    // The Han blocks, Hangul, ASCII and characters for private use are their own compatibility forms; looking them up is
    // what would take time.
    let own = matches!(c, '\0'..='\x7F' | '\u{3400}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}' | '\u{E000}'..='\u{F8FF}')
        || is_nfkc_quick(std::iter::once(c)) == IsNormalized::Yes;
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
    // The large blocks come first, so that the table is soon made.
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}')
        || matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFD}')
        || c.is_alphanumeric()
}

/// Appends the key text of `text` to `out`: its letters and digits, width-folded (NFKC, character by
/// character) and in Simplified characters. One whose Simplified form is outside the Basic Multilingual Plane stays as
/// it is, and stands for that form too.
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
            SPELLED => out.extend(table.spell(c)),
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
    let table = table();
    let bytes = text.as_bytes();
    let mut tile = [0u16; TILE];
    let (start, mut at) = (out.len(), 0);
    let mut folded = Folded { wide: false, han: 0 };
    while at < bytes.len() {
        let mut n = 0;
        while let Some(room) = tile[n..].first_chunk_mut::<4>() {
            // Most characters are of three bytes; they are taken four at a time.
            let four = bytes[at..].first_chunk().and_then(four_of_three).map(|codes| codes.map(|code| table.of(code)));
            if let Some(units) = four.filter(|units| !units.contains(&SPELLED)) {
                let mut taken = 0;
                for unit in units {
                    room[taken] = unit;
                    taken += usize::from(unit != DROPPED);
                }
                n += taken;
                at += 12;
                continue;
            }
            let (code, len) = match bytes[at..] {
                [first @ ..0x80, ..] => (u16::from(first), 1),
                [first @ ..0xE0, second, ..] => (u16::from(first & 31) << 6 | u16::from(second & 63), 2),
                [first @ ..0xF0, second, third, ..] => {
                    (u16::from(first) << 12 | u16::from(second & 63) << 6 | u16::from(third & 63), 3)
                }
                _ => break,
            };
            let unit = table.of(code);
            if unit == SPELLED {
                break;
            }
            room[0] = unit;
            n += usize::from(unit != DROPPED);
            at += len;
        }
        folded.han += han_units(&tile[..n]);
        if folded.wide {
            widen(&tile[..n], out)
        } else {
            out.extend_from_slice(&tile[..n])
        }
        let is_full = n + 4 > TILE;
        let Some(c) = text[at..].chars().next().filter(|_| !is_full) else { continue };
        for c in table.spell(c) {
            folded.han += usize::from(class::is_han(c));
            let code = u32::from(c);
            if code > 0xFFFF && !folded.wide {
                folded.wide = true;
                let narrow = out.split_off(start);
                widen(&narrow, out);
            }
            out.push(code as u16);
            if folded.wide {
                out.push((code >> 16) as u16);
            }
        }
        at += c.len_utf8();
    }
    folded
}

/// The code points, below `0x1_0000`, of four characters if they are of three bytes each. Two are put together at a time.
#[inline]
fn four_of_three(bytes: &[u8; 12]) -> Option<[u16; 4]> {
    let pairs = [u64::from_le_bytes(*bytes.first_chunk()?), u64::from_le_bytes(*bytes.last_chunk()?) >> 16];
    if pairs.iter().any(|pair| pair & 0xF000_00F0 != 0xE000_00E0) {
        return None;
    }
    let [a, b] = pairs.map(|pair| (pair & 0x0F00_000F) << 12 | pair >> 2 & 0x000F_C000_0FC0 | pair >> 16 & 0x3F00_003F);
    Some([a as u16, (a >> 24) as u16, b as u16, (b >> 24) as u16])
}

/// Appends characters of one unit each as two units each.
fn widen(narrow: &[u16], out: &mut Vec<u16>) {
    let start = out.len();
    out.resize(start + 2 * narrow.len(), 0);
    for (pair, &unit) in out[start..].as_chunks_mut::<2>().0.iter_mut().zip(narrow) {
        pair[0] = unit;
    }
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
    fn a_simplified_form_outside_the_plane_makes_no_text_wide() {
        let far = |c: &char| u32::from(fold::simplified(*c)) > 0xFFFF;
        let rare: String = ('\u{3400}'..='\u{9FFF}').filter(far).collect();
        let simplified: String = rare.chars().map(fold::simplified).collect();
        let (mut units, mut others) = (Vec::new(), Vec::new());
        assert!(!fold_into(&rare, &mut units).wide && !fold_into(&simplified, &mut others).wide);
        assert!(!units.is_empty() && units == others);
        assert_eq!(key(&rare), key(&simplified));
        // It stands for nothing else.
        let plain = |c: &char| !far(c) && key(&c.to_string()).chars().any(|folded| far(&folded));
        assert_eq!(('\u{3400}'..='\u{9FFF}').filter(plain).collect::<String>(), "");
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
