//! Traditional characters to their Simplified forms, one at a time and without context.
//!
//! For matching: two texts that differ in script alone fold to the same characters. Converting text
//! for readers needs the phrases around a character; that is the work of the stage `script`.
//!
//! The tables `t2s.txt` and `simplified-only.txt` are OpenCC's (Apache License 2.0, see NOTICE);
//! `scripts/update-opencc-dictionaries` makes them. The compiler turns them into arrays, so nothing is
//! loaded at run time, and a look-up is one load.

use unicode_normalization::char::decompose_canonical;

/// The tables cover U+3400 to U+9FFF directly.
const FIRST: u32 = 0x3400;
const COUNT: usize = 0xA000 - FIRST as usize;

/// A character that becomes another when converted by itself.
const CONVERTS: u8 = 1;
/// A character that is written in Traditional text and not in Simplified text.
const TRADITIONAL: u8 = 2;
/// A character that is written in Simplified text and not in Traditional text.
const SIMPLIFIED: u8 = 4;

/// Forms outside the Basic Multilingual Plane stand in [`Tables::far`]; their place in it is held by
/// one of the values that are no character, from here.
const SURROGATE: u16 = 0xD800;

struct Tables {
    /// The Simplified form of U+3400 + i, or 0 where the character is its own.
    form: [u16; COUNT],
    /// What is known of U+3400 + i.
    class: [u8; COUNT],
    /// Forms outside the Basic Multilingual Plane.
    far: [char; 256],
    /// Characters outside the tables and their forms, by character.
    outside: [(char, char); 128],
    outside_len: usize,
}

// The compiler must not take the length of the work below for a mistake.
#[allow(long_running_const_eval)]
static TABLES: Tables = tables(include_bytes!("t2s.txt"), include_bytes!("simplified-only.txt"));

const fn tables(t2s: &[u8], simplified_only: &[u8]) -> Tables {
    let mut tables =
        Tables { form: [0; COUNT], class: [0; COUNT], far: ['\0'; 256], outside: [('\0', '\0'); 128], outside_len: 0 };
    let mut far = 0;
    let mut at = 0;
    while at < t2s.len() {
        if t2s[at] != b'#' {
            let (key, len) = char_at(t2s, at);
            at += len;
            let (value, len) = char_at(t2s, at);
            at += len;
            if (key as u32) < FIRST + COUNT as u32 {
                let i = (key as u32 - FIRST) as usize;
                tables.class[i] = if t2s[at] == b'?' { CONVERTS } else { CONVERTS | TRADITIONAL };
                if (value as u32) < 0x10000 {
                    tables.form[i] = value as u16;
                } else {
                    tables.form[i] = SURROGATE + far as u16;
                    tables.far[far] = value;
                    far += 1;
                }
            } else {
                tables.outside[tables.outside_len] = (key, value);
                tables.outside_len += 1;
            }
        }
        at = after_line(t2s, at);
    }
    let mut at = 0;
    while at < simplified_only.len() {
        if simplified_only[at] != b'#' {
            let (key, _) = char_at(simplified_only, at);
            if (key as u32) < FIRST + COUNT as u32 {
                tables.class[(key as u32 - FIRST) as usize] = SIMPLIFIED;
            }
        }
        at = after_line(simplified_only, at);
    }
    tables
}

const fn after_line(text: &[u8], mut at: usize) -> usize {
    while text[at] != b'\n' {
        at += 1;
    }
    at + 1
}

/// The character at `at`, of three or four bytes, and how many they are.
const fn char_at(text: &[u8], at: usize) -> (char, usize) {
    const fn low(byte: u8) -> u32 {
        byte as u32 & 0x3F
    }
    let first = text[at] as u32;
    let (code, len) = if first < 0xF0 {
        ((first & 0x0F) << 12 | low(text[at + 1]) << 6 | low(text[at + 2]), 3)
    } else {
        ((first & 0x07) << 18 | low(text[at + 1]) << 12 | low(text[at + 2]) << 6 | low(text[at + 3]), 4)
    };
    (char::from_u32(code).expect("the tables are UTF-8"), len)
}

/// The Simplified form of `c` by itself: `發` gives `发`, and every other character is its own.
///
/// Where the form depends on the words around it, this is the commonest one: `乾` gives `干`, even in
/// 乾隆. Compatibility ideographs are folded first. O(1).
#[inline]
#[must_use]
pub fn simplified(c: char) -> char {
    let i = (c as u32).wrapping_sub(FIRST) as usize;
    match TABLES.form.get(i) {
        Some(0) => c,
        Some(&form) => char::from_u32(form.into()).unwrap_or_else(|| TABLES.far[usize::from(form - SURROGATE)]),
        None if c < '\u{F900}' => c,
        None => outside(c),
    }
}

#[cold]
fn outside(c: char) -> char {
    let unified = unified(c);
    if unified != c {
        return simplified(unified);
    }
    let outside = &TABLES.outside[..TABLES.outside_len];
    outside.binary_search_by_key(&c, |&(key, _)| key).map_or(c, |i| outside[i].1)
}

/// The unified ideograph for the compatibility ideograph `c`, and every other character as it is.
#[must_use]
pub fn unified(c: char) -> char {
    let mut unified = c;
    if matches!(c, '\u{F900}'..='\u{FAFF}' | '\u{2F800}'..='\u{2FA1F}') {
        decompose_canonical(c, |d| unified = d);
    }
    unified
}

#[inline]
fn class(c: char) -> u8 {
    TABLES.class.get((c as u32).wrapping_sub(FIRST) as usize).copied().unwrap_or(0)
}

/// Whether `c` becomes another character when converted by itself.
#[inline]
#[must_use]
pub fn converts(c: char) -> bool {
    class(c) & CONVERTS != 0
}

/// The characters from U+3400 to U+9FFF that fold to another, each with its Simplified form, in order.
pub fn folding() -> impl Iterator<Item = (char, char)> {
    let written = TABLES.form.iter().zip(FIRST..).filter(|(form, _)| **form != 0);
    written.filter_map(|(_, code)| char::from_u32(code)).map(|c| (c, simplified(c)))
}

/// [`is_traditional_only`] of a code, for those who read bytes.
#[inline]
pub(crate) fn is_traditional_only_code(code: u16) -> bool {
    TABLES.class.get(u32::from(code).wrapping_sub(FIRST) as usize).is_some_and(|class| class & TRADITIONAL != 0)
}

/// Whether `c` is written in Traditional text and not in Simplified text: `發`, but not `乾` or `著`.
#[inline]
#[must_use]
pub fn is_traditional_only(c: char) -> bool {
    class(c) & TRADITIONAL != 0
}

/// Whether `c` is written in Simplified text and not in Traditional text: `发`, but not `后` or `干`.
#[inline]
#[must_use]
pub fn is_simplified_only(c: char) -> bool {
    class(c) & SIMPLIFIED != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_characters_one_by_one() {
        let fold = |text: &str| text.chars().map(simplified).collect::<String>();
        assert_eq!(fold("發展長江後記，ABC é 😀"), "发展长江后记，ABC é 😀");
        assert_eq!(fold("春风著名的"), "春风著名的");
        // Outside the Basic Multilingual Plane, either side or both.
        assert_eq!(fold("㗲"), "𠵾");
        assert_eq!(fold("𠁞𠗣"), "𠀾㓆");
        // Compatibility ideographs, with and without a Traditional character behind them.
        assert_eq!(fold("\u{F900}\u{F902}\u{FA0E}\u{2F800}"), "岂车\u{FA0E}丽");
    }

    #[test]
    fn tells_the_scripts_apart() {
        assert!("發長後裡麼".chars().all(|c| is_traditional_only(c) && converts(c) && !is_simplified_only(c)));
        assert!("发长记么对".chars().all(|c| !is_traditional_only(c) && !converts(c)));
        assert!("发长记对".chars().all(is_simplified_only));
        assert!("乾著后干里的一，aの".chars().all(|c| !is_traditional_only(c) && !is_simplified_only(c)));
        assert!(converts('乾') && !converts('著'));
    }

    #[test]
    fn what_is_folded_stays() {
        for code in 0..0x32000 {
            let Some(c) = char::from_u32(code) else { continue };
            let once = simplified(c);
            assert!(once == c || code > 0xA000 || converts(c), "{c}");
            assert!(!is_traditional_only(once), "{c} becomes {once}");
        }
    }
}
