//! One quick look at a document for signs of a wrong decoding, so that clean text costs no more.

use std::sync::LazyLock;

use crate::han::class::is_han;
use crate::han::{fold, likely};

/// ln P below which a Han character is rare: seen less than about nine times in ten million.
const RARE_BELOW: f32 = -14.0;
/// Bytes within which two rare characters are taken together.
const NEAR: usize = 15;

const RARE: u8 = 1;
const LATIN: u8 = 2;
const LOST: u8 = 4;

/// What was seen.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Signs {
    /// Rare Han characters or private-use characters close together.
    pub rare: bool,
    /// Letters with accents, or signs that code page 1252 has beside them.
    pub latin: bool,
    /// Characters that decoders and debuggers write where text is lost.
    pub lost: bool,
}

/// The class of every character of the Basic Multilingual Plane.
static CLASSES: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let class = |code: u32| match char::from_u32(code) {
        Some('\u{FFFD}' | '烫' | '屯' | '锟' | '拷') => LOST | RARE,
        Some('\u{E000}'..='\u{F8FF}') => RARE,
        Some('\u{C0}'..='\u{FF}') if code != 0xD7 && code != 0xF7 => LATIN,
        Some(c) if is_han(c) && likely::single(fold::simplified(c)) < RARE_BELOW => RARE,
        _ => 0,
    };
    (0..0x10000).map(class).collect()
});

/// Looks at every character once. O(text).
pub fn look(text: &str) -> Signs {
    let classes = &CLASSES[..0x10000];
    let bytes = text.as_bytes();
    let (mut seen, mut near, mut last, mut at) = (0u8, false, usize::MAX / 2, 0);
    while at < bytes.len() {
        let code = match bytes[at] {
            0..0x80 => {
                at += 1;
                continue;
            }
            lead @ 0x80..0xE0 if at + 1 < bytes.len() => {
                at += 2;
                u32::from(lead & 0x1F) << 6 | u32::from(bytes[at - 1] & 0x3F)
            }
            lead @ 0xE0..0xF0 if at + 2 < bytes.len() => {
                at += 3;
                u32::from(lead & 0xF) << 12 | u32::from(bytes[at - 2] & 0x3F) << 6 | u32::from(bytes[at - 1] & 0x3F)
            }
            _ => {
                at += 4;
                continue;
            }
        };
        let class = classes[code as usize & 0xFFFF];
        if class != 0 {
            seen |= class;
            if class & RARE != 0 {
                near |= at.abs_diff(last) <= NEAR;
                last = at;
            }
        }
    }
    Signs { rare: near, latin: seen & LATIN != 0, lost: seen & LOST != 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clean_text_shows_no_sign() {
        assert_eq!(look("春风又绿江南岸，明月何时照我还。Hello, 2025 😀"), Signs::default());
        assert!(look("鏂囧瓧").rare && look("笢恅").rare && look("caf\u{e9}").latin && look("锟斤拷").lost);
        assert!(!look("只有一个龘字").rare);
    }
}
