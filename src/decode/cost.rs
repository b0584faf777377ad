//! What each character costs: how unlikely it is in Chinese text of either script.
//!
//! Costs are −ln P in eighths of a nat. Those of common characters are in `common.bin`, 7,505 characters;
//! `scripts/pack-common.py` packs it and names its sources. The rest are set by block, from a common mark
//! (7 nats) over Han that nobody uses (15) to what no text has (25).

use std::sync::LazyLock;

use encoding_rs as rs;

use super::reverse;

static COMMON: &[u8] = include_bytes!("common.bin");

/// One nat.
pub(super) const NAT: u32 = 8;
/// A printable ASCII character, tab or line end: the same for every encoding, so it hardly matters.
pub(super) const ASCII: u32 = 4 * NAT;
/// A byte that belongs to no character. One in a million is lost in practice, but each such place could be anywhere.
pub(super) const SKIP: u32 = 18 * NAT;
/// No character.
pub(super) const NONE: u8 = u8::MAX;

/// Marks of Chinese text that the counts do not have, being those of one style of typesetting.
const MARKS: &str = "「」『』〈〉【】〔〕—－·•・～％　．﹁﹂﹃﹄…‧";

/// Costs of all characters of the Basic Multilingual Plane.
static COSTS: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut costs: Vec<u8> = (0..=u16::MAX).map(|unit| (by_block(unit) * NAT) as u8).collect();
    for c in MARKS.chars() {
        costs[c as usize] = (7 * NAT) as u8;
    }
    let n = u32::from_le_bytes([COMMON[0], COMMON[1], COMMON[2], COMMON[3]]) as usize;
    let (codes, levels) = COMMON[4..].split_at(2 * n);
    for (code, &level) in codes.chunks_exact(2).zip(levels) {
        costs[usize::from(u16::from_le_bytes([code[0], code[1]]))] = level;
    }
    costs
});

/// The cost of a UTF-16 code unit that is not a common character, in nats.
fn by_block(unit: u16) -> u32 {
    match unit {
        0x09 | 0x0A | 0x0D | 0x20..=0x7E => ASCII / NAT,
        0xFF01..=0xFF5E => 9,
        0xD800..=0xDFFF => 9,
        0x2010..=0x203F | 0x3001..=0x301F => 10,
        0x3040..=0x30FF => 11,
        0x2150..=0x24FF => 12,
        0xA0..=0x52F | 0x2100..=0x214F | 0x2500..=0x27BF | 0x3100..=0x312F | 0x3200..=0x33FF | 0xAC00..=0xD7A3 => 13,
        0x4E00..=0x9FFF => 15,
        0x3400..=0x4DBF | 0xF900..=0xFAFF => 18,
        0..=0x9F | 0xFFF0..=0xFFFF => 25,
        _ => 20,
    }
}

/// The costs of UTF-16 code units.
pub(super) fn units() -> &'static [u8] {
    &COSTS
}

/// The cost of a character.
pub(super) fn of(c: char) -> u32 {
    COSTS.get(c as usize).map_or(16 * NAT, |&cost| u32::from(cost))
}

/// The cost of a character in Japanese: 45 % hiragana and 15 % katakana, evenly spread; Han as in Chinese.
fn in_japanese(c: char) -> u32 {
    match c {
        '、' | '。' => 4 * NAT,
        '\u{3040}'..='\u{309F}' => 5 * NAT,
        '\u{30A0}'..='\u{30FF}' => 6 * NAT,
        '\u{4E00}'..='\u{9FFF}' => of(c) + NAT,
        c => of(c),
    }
}

/// The cost of a character in Korean: the 2,350 syllables of KS X 1001, evenly spread.
fn in_korean(c: char) -> u32 {
    match c {
        '\u{AC00}'..='\u{D7A3}' => 8 * NAT,
        '\u{4E00}'..='\u{9FFF}' => of(c) + 5 * NAT,
        c => of(c) + 2 * NAT,
    }
}

/// The costs of the codes of two bytes of an encoding.
pub(super) struct Pairs(Vec<u8>);

impl Pairs {
    fn new(encoding: &'static rs::Encoding, of: fn(char) -> u32) -> Self {
        let mut costs = vec![NONE; 0x8000];
        for lead in 0x81..=0xFE {
            for (c, trail) in reverse::row(encoding, lead).into_iter().zip(0x40..=0xFE) {
                if let Some(c) = c {
                    costs[Self::at(lead, trail)] = of(c).min(u32::from(NONE) - 1) as u8;
                }
            }
        }
        Self(costs)
    }

    /// Those of GB 18030.
    pub(super) fn gb18030() -> &'static Self {
        static PAIRS: LazyLock<Pairs> = LazyLock::new(|| Pairs::new(rs::GB18030, of));
        &PAIRS
    }

    /// Those of Big5.
    pub(super) fn big5() -> &'static Self {
        static PAIRS: LazyLock<Pairs> = LazyLock::new(|| Pairs::new(rs::BIG5, of));
        &PAIRS
    }

    /// Those of Japanese in EUC-JP.
    pub(super) fn euc_jp() -> &'static Self {
        static PAIRS: LazyLock<Pairs> = LazyLock::new(|| Pairs::new(rs::EUC_JP, in_japanese));
        &PAIRS
    }

    /// Those of Japanese in Shift_JIS.
    pub(super) fn shift_jis() -> &'static Self {
        static PAIRS: LazyLock<Pairs> = LazyLock::new(|| Pairs::new(rs::SHIFT_JIS, in_japanese));
        &PAIRS
    }

    /// Those of Korean in EUC-KR.
    pub(super) fn euc_kr() -> &'static Self {
        static PAIRS: LazyLock<Pairs> = LazyLock::new(|| Pairs::new(rs::EUC_KR, in_korean));
        &PAIRS
    }

    fn at(lead: u8, trail: u8) -> usize {
        usize::from(lead & 0x7F) << 8 | usize::from(trail)
    }

    /// The cost of a pair whose lead has the eighth bit, or `NONE`.
    pub(super) fn cost(&self, lead: u8, trail: u8) -> u8 {
        self.0[Self::at(lead, trail)]
    }
}
