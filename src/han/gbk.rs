//! GBK by the code: which two bytes stand for a character, and the other way round.
//!
//! The pairs are those of the WHATWG Encoding Standard, taken from `encoding_rs`, with the areas that
//! GBK leaves to its users mapped to the Private Use Area as Windows code page 936 does: AAA1–AFFE to
//! U+E000, F8A1–FEFE to U+E234, A140–A7A0 to U+E4C6.

use std::sync::LazyLock;

/// A lead and a trail byte.
pub type Pair = [u8; 2];

const NONE: u16 = 0;

struct Gbk {
    /// The character of each pair, by lead − 0x81 and trail − 0x40.
    decode: Vec<u16>,
    /// The pair of each character of the Basic Multilingual Plane.
    encode: Vec<u16>,
}

static GBK: LazyLock<Gbk> = LazyLock::new(|| {
    let mut gbk = Gbk { decode: vec![NONE; 126 * 191], encode: vec![NONE; 0x10000] };
    for (lead, trail) in leads().flat_map(|lead| trails().map(move |trail| (lead, trail))) {
        let pair = [lead, trail];
        let code = user_area(pair).or_else(|| {
            let (text, bad) = encoding_rs::GBK.decode_without_bom_handling(&pair);
            let mut chars = text.chars();
            let code = chars.next().map_or(0, u32::from);
            (!bad && chars.next().is_none()).then_some(u16::try_from(code).unwrap_or(NONE))
        });
        if let Some(code) = code.filter(|&code| code != NONE) {
            gbk.decode[at(pair)] = code;
            // Of several pairs for one character the encoder knows which is meant.
            let c = char::from_u32(code.into()).map(String::from).unwrap_or_default();
            let (bytes, _, bad) = encoding_rs::GBK.encode(&c);
            let own = if bad || bytes.len() != 2 { pair } else { [bytes[0], bytes[1]] };
            gbk.encode[usize::from(code)] = u16::from_be_bytes(own);
        }
    }
    gbk
});

fn at([lead, trail]: Pair) -> usize {
    usize::from(lead - 0x81) * 191 + usize::from(trail - 0x40)
}

fn user_area([lead, trail]: Pair) -> Option<u16> {
    let (a, b) = (u16::from(lead), u16::from(trail));
    match (lead, trail) {
        (0xAA..=0xAF, 0xA1..) => Some(0xE000 + (a - 0xAA) * 94 + b - 0xA1),
        (0xF8..=0xFE, 0xA1..) => Some(0xE234 + (a - 0xF8) * 94 + b - 0xA1),
        (0xA1..=0xA7, 0x40..=0xA0) => Some(0xE4C6 + (a - 0xA1) * 96 + b - 0x40 - u16::from(b > 0x7F)),
        _ => None,
    }
}

/// Every lead byte.
pub fn leads() -> impl Iterator<Item = u8> + Clone {
    0x81..=0xFE
}

/// Every trail byte.
pub fn trails() -> impl Iterator<Item = u8> + Clone {
    (0x40..=0x7E).chain(0x80..=0xFE)
}

/// Whether `byte` can begin a pair.
#[must_use]
pub fn is_lead(byte: u8) -> bool {
    (0x81..=0xFE).contains(&byte)
}

/// Whether `byte` can end a pair.
#[must_use]
pub fn is_trail(byte: u8) -> bool {
    matches!(byte, 0x40..=0x7E | 0x80..=0xFE)
}

/// The character that the two bytes stand for.
#[must_use]
pub fn decode(pair: Pair) -> Option<char> {
    if !is_lead(pair[0]) || !is_trail(pair[1]) {
        return None;
    }
    match GBK.decode[at(pair)] {
        NONE => None,
        code => char::from_u32(code.into()),
    }
}

/// The two bytes of a character that is not ASCII; `None` if GBK lacks it.
#[must_use]
pub fn encode(c: char) -> Option<Pair> {
    let code = u32::from(c);
    match *GBK.encode.get(code as usize)? {
        // Where the first edition of GB 18030 had no character, decoders made after it write one of these.
        NONE if (0xE766..=0xE864).contains(&code) => leads()
            .flat_map(|lead| trails().map(move |trail| [lead, trail]))
            .filter(|&p| is_gap(p))
            .nth(code as usize - 0xE766),
        NONE => None,
        pair => Some(pair.to_be_bytes()),
    }
}

/// Whether code page 936 gives the pair no character at all, so that a careless decoder writes `?`.
///
/// The later standards fill some of these gaps.
#[must_use]
pub fn is_gap(pair: Pair) -> bool {
    matches!(u16::from_be_bytes(pair), 0xA2AB..=0xA2B0 | 0xA2E3..=0xA2E4 | 0xA2EF..=0xA2F0 | 0xA2FD..=0xA2FE
        | 0xA4F4..=0xA4FE | 0xA5F7..=0xA5FE | 0xA6B9..=0xA6C0 | 0xA6D9..=0xA6DF | 0xA6EC..=0xA6ED | 0xA6F3
        | 0xA6F6..=0xA6FE | 0xA7C2..=0xA7D0 | 0xA7F2..=0xA7FE | 0xA896..=0xA8A0 | 0xA8BC | 0xA8BF | 0xA8C1..=0xA8C4
        | 0xA8EA..=0xA8FE | 0xA958 | 0xA95B | 0xA95D..=0xA95F | 0xA989..=0xA995 | 0xA997..=0xA9A3 | 0xA9F0..=0xA9FE
        | 0xD7FA..=0xD7FE | 0xFE50..=0xFE7E | 0xFE80..=0xFEA0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_and_characters() {
        assert_eq!(encode('。'), Some([0xA1, 0xA3]));
        assert_eq!(decode([0xB0, 0x6C]), Some('發'));
        assert_eq!(decode([0xFE, 0xD6]), Some('\u{E49D}'));
        assert_eq!(decode([0xA3, 0x84]), Some('\u{E5C9}'));
        assert_eq!(encode('\u{E5C9}'), Some([0xA3, 0x84]));
        assert_eq!(encode('A'), None);
        assert_eq!(encode('𠮷'), None);
        assert_eq!(decode([0xD5, b'(']), None);
    }

    #[test]
    fn nearly_every_pair_comes_back() {
        let pairs = leads().flat_map(|a| trails().map(move |b| [a, b]));
        let lost = pairs.filter(|&pair| decode(pair).and_then(encode).is_some_and(|back| back != pair)).count();
        assert!(lost <= 2, "{lost}");
    }
}
