//! How characters are read: every Mandarin reading of the Han characters that GBK holds.
//!
//! The table, `pinyin.bin`, was packed by `scripts/pack-pinyin.py` from the Python package
//! `pypinyin` 0.55.0 (MIT licence), which merges Unihan's fields kMandarin, kHanyuPinyin, kXHC1983
//! and kHanyuPinlu.

use std::sync::LazyLock;

static TABLE: &[u8] = include_bytes!("pinyin.bin");

/// The characters the table covers.
const FIRST: u32 = 0x4E00;
const LAST: u32 = 0x9FA5;

struct Pinyin {
    syllables: Vec<&'static str>,
    /// Each syllable without its tone.
    bare: Vec<String>,
    /// Where the readings of each character begin in `ids`.
    starts: Vec<u32>,
    ids: Vec<u16>,
}

static PINYIN: LazyLock<Pinyin> = LazyLock::new(|| {
    let (length, rest) = TABLE.split_at(4);
    let length = u32::from_le_bytes(length.try_into().expect("four bytes")) as usize;
    let (names, rest) = rest.split_at(length);
    let (counts, ids) = rest.split_at((LAST - FIRST + 1) as usize);
    let syllables: Vec<&str> = std::str::from_utf8(names).expect("the table is UTF-8").lines().collect();
    let mut starts = vec![0];
    starts.extend(counts.iter().scan(0, |sum, &n| {
        *sum += u32::from(n);
        Some(*sum)
    }));
    Pinyin {
        bare: syllables.iter().map(|s| toneless(s)).collect(),
        syllables,
        starts,
        ids: ids.chunks_exact(2).map(|b| u16::from_le_bytes([b[0], b[1]])).collect(),
    }
});

/// The letters that carry a tone mark, with the letter below it and the number of the tone.
const TONED: &[(char, char, u8)] = &[
    ('ā', 'a', 1),
    ('á', 'a', 2),
    ('ǎ', 'a', 3),
    ('à', 'a', 4),
    ('ē', 'e', 1),
    ('é', 'e', 2),
    ('ě', 'e', 3),
    ('è', 'e', 4),
    ('ī', 'i', 1),
    ('í', 'i', 2),
    ('ǐ', 'i', 3),
    ('ì', 'i', 4),
    ('ō', 'o', 1),
    ('ó', 'o', 2),
    ('ǒ', 'o', 3),
    ('ò', 'o', 4),
    ('ū', 'u', 1),
    ('ú', 'u', 2),
    ('ǔ', 'u', 3),
    ('ù', 'u', 4),
    ('ǖ', 'ü', 1),
    ('ǘ', 'ü', 2),
    ('ǚ', 'ü', 3),
    ('ǜ', 'ü', 4),
    ('ń', 'n', 2),
    ('ň', 'n', 3),
    ('ǹ', 'n', 4),
    ('ḿ', 'm', 2),
    ('ế', 'ê', 2),
    ('ề', 'ê', 4),
    // Letters that old Chinese fonts put in the place of the third tone.
    ('ă', 'a', 3),
    ('ĕ', 'e', 3),
    ('ĭ', 'i', 3),
    ('ŏ', 'o', 3),
    ('ŭ', 'u', 3),
];

/// The letter below the tone mark, and the tone: `ǎ` is `a` and 3.
fn untoned(c: char) -> Option<(char, u8)> {
    TONED.iter().find(|t| t.0 == c).map(|t| (t.1, t.2))
}

/// Whether `c` can stand in a syllable: a small Latin letter, with a tone mark or without, or ü.
#[must_use]
pub fn is_letter(c: char) -> bool {
    c.is_ascii_lowercase() || matches!(c, 'ü' | 'ê' | 'ɑ' | 'ɡ') || untoned(c).is_some()
}

/// The letters without their tones; `v` and `ü` are one, and so are the printed forms ɑ and ɡ of a and g.
fn toneless(syllable: &str) -> String {
    let plain = |c| match untoned(c).map_or(c, |(c, _)| c) {
        'v' => 'ü',
        'ɑ' => 'a',
        'ɡ' => 'g',
        c => c,
    };
    syllable.chars().map(plain).collect()
}

/// The tone that a syllable is marked with, 0 for none.
fn tone(syllable: &str) -> u8 {
    syllable.chars().find_map(untoned).map_or(0, |(_, tone)| tone)
}

/// Every reading of `c`, with tone marks; the commonest is not always the first. Empty outside U+4E00–9FA5.
pub fn readings(c: char) -> impl Iterator<Item = &'static str> {
    ids(c).iter().map(|&id| PINYIN.syllables[usize::from(id)])
}

fn ids(c: char) -> &'static [u16] {
    let code = u32::from(c);
    if !(FIRST..=LAST).contains(&code) {
        return &[];
    }
    let at = (code - FIRST) as usize;
    &PINYIN.ids[PINYIN.starts[at] as usize..PINYIN.starts[at + 1] as usize]
}

/// Whether `syllable` is a reading of `c`: with its tone mark, or without any. O(readings), no more than 11.
#[must_use]
pub fn reads(c: char, syllable: &str) -> bool {
    let ids = ids(c);
    if ids.is_empty() || syllable.is_empty() || syllable.len() > 16 {
        return false;
    }
    let (bare, marked) = (toneless(syllable), tone(syllable));
    ids.iter()
        .map(|&id| usize::from(id))
        .any(|id| PINYIN.bare[id] == bare && (marked == 0 || marked == tone(PINYIN.syllables[id])))
}

/// Whether `syllable` is the commonest reading of `c` or of its Simplified form.
#[must_use]
pub fn is_main(c: char, syllable: &str) -> bool {
    [c, super::fold::simplified(c)]
        .into_iter()
        .filter_map(|c| readings(c).next())
        .any(|main| main == syllable || tone(syllable) == 0 && toneless(main) == toneless(syllable))
}

/// Whether `letters` is a syllable of Mandarin, whatever its tone. O(log syllables).
#[must_use]
pub fn is_syllable(letters: &str) -> bool {
    static BARE: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
        let mut bare: Vec<&str> = PINYIN.bare.iter().map(String::as_str).collect();
        bare.sort_unstable();
        bare.dedup();
        bare
    });
    letters.len() <= 16 && BARE.binary_search(&toneless(letters).as_str()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reading_counts() {
        assert!(reads('調', "diào") && reads('調', "tiáo") && reads('调', "tiao"));
        assert!(!reads('調', "diáo") && !reads('苹', "apple") && !reads('積', "s"));
        assert!(reads('女', "nǚ") && reads('女', "nv") && reads('女', "nü"));
        assert!(!reads('，', "a") && !reads('龘', ""));
        assert!(readings('發').any(|r| r == "fā") && readings('A').count() == 0);
    }

    #[test]
    fn syllables() {
        assert!(is_syllable("zhuang") && is_syllable("lǜ") && !is_syllable("zhq") && !is_syllable("x"));
    }
}
