//! From characters back to the codes of an encoding.
//!
//! `encoding_rs` encodes Chinese by searching its decoding tables, some microseconds a character, and does
//! not write Hong Kong's part of Big5. So the codes of one and two bytes are turned round here, once, by
//! decoding each of them.

use std::sync::OnceLock;

use encoding_rs as rs;

/// The codes of one encoding by character.
pub(super) struct Reverse {
    rs: &'static rs::Encoding,
    /// Code of each character of the Basic Multilingual Plane, 0 if it has none of one or two bytes.
    plane0: Vec<u16>,
    /// Those beyond it, sorted.
    rest: Vec<(char, u16)>,
}

/// Every encoding of the standard but UTF-8, UTF-16, ISO-2022-JP and `replacement`.
static ENCODINGS: [&rs::Encoding; 34] = [
    rs::GB18030,
    rs::BIG5,
    rs::SHIFT_JIS,
    rs::EUC_JP,
    rs::EUC_KR,
    rs::IBM866,
    rs::ISO_8859_2,
    rs::ISO_8859_3,
    rs::ISO_8859_4,
    rs::ISO_8859_5,
    rs::ISO_8859_6,
    rs::ISO_8859_7,
    rs::ISO_8859_8,
    rs::ISO_8859_8_I,
    rs::ISO_8859_10,
    rs::ISO_8859_13,
    rs::ISO_8859_14,
    rs::ISO_8859_15,
    rs::ISO_8859_16,
    rs::KOI8_R,
    rs::KOI8_U,
    rs::MACINTOSH,
    rs::WINDOWS_874,
    rs::WINDOWS_1250,
    rs::WINDOWS_1251,
    rs::WINDOWS_1252,
    rs::WINDOWS_1253,
    rs::WINDOWS_1254,
    rs::WINDOWS_1255,
    rs::WINDOWS_1256,
    rs::WINDOWS_1257,
    rs::WINDOWS_1258,
    rs::X_MAC_CYRILLIC,
    rs::X_USER_DEFINED,
];

/// How many of them, from the first, have codes of two bytes.
const DOUBLE: usize = 5;

/// The table of an encoding, made when it is first asked for (some 0.5 ms).
pub(super) fn of(encoding: &'static rs::Encoding) -> &'static Reverse {
    static TABLES: [OnceLock<Reverse>; ENCODINGS.len()] = [const { OnceLock::new() }; ENCODINGS.len()];
    // An encoding that is not in the list has an empty table and so a patch for every character: never wrong.
    let n = ENCODINGS.iter().position(|&e| e == encoding).unwrap_or(0);
    TABLES[n].get_or_init(|| Reverse::new(ENCODINGS[n], n < DOUBLE))
}

/// The characters of the codes `lead` with each of `trails`; `None` where there is no single character.
pub(super) fn row(encoding: &'static rs::Encoding, lead: u8) -> Vec<Option<char>> {
    let bytes: Vec<u8> = (0x40..=0xFE).flat_map(|trail| [lead, trail, b'\n']).collect();
    let (text, _) = encoding.decode_without_bom_handling(&bytes);
    text.split_terminator('\n')
        .map(|code| {
            let mut chars = code.chars();
            chars.next().filter(|&c| chars.next().is_none() && c != '\u{FFFD}')
        })
        .collect()
}

impl Reverse {
    fn new(encoding: &'static rs::Encoding, double: bool) -> Self {
        let mut table = Self { rs: encoding, plane0: vec![0; 0x10000], rest: Vec::new() };
        for byte in 1..=u8::MAX {
            if let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(&[byte]) {
                text.chars().for_each(|c| table.add(c, u16::from(byte)));
            }
        }
        // Big5's extensions have the lower leads and some of its characters twice: the old codes go first.
        for lead in (0xA1..=0xFE).chain(0x81..=0xA0).filter(|_| double) {
            for (c, trail) in row(encoding, lead).into_iter().zip(0x40..=0xFE) {
                if let Some(c) = c {
                    table.add(c, u16::from_be_bytes([lead, trail]));
                }
            }
        }
        table.rest.sort_unstable();
        table
    }

    fn add(&mut self, c: char, code: u16) {
        match self.plane0.get_mut(c as usize) {
            Some(0) => self.plane0[c as usize] = code,
            Some(_) => {}
            None if self.rest.iter().any(|&(other, _)| other == c) => {}
            None => self.rest.push((c, code)),
        }
    }

    fn code(&self, c: char) -> u16 {
        match self.plane0.get(c as usize) {
            Some(&code) => code,
            None => self.rest.binary_search_by_key(&c, |&(c, _)| c).map_or(0, |n| self.rest[n].1),
        }
    }

    /// Appends the code of `c`; gives false if there is none.
    pub(super) fn encode(&self, c: char, out: &mut Vec<u8>) -> bool {
        match self.code(c).to_be_bytes() {
            [0, 0] if c == '\0' => out.push(0),
            [0, 0] if self.rs == rs::GB18030 => return encode_slowly(self.rs, c, out),
            [0, 0] => return false,
            [0, byte] => out.push(byte),
            pair => out.extend_from_slice(&pair),
        }
        true
    }

    /// How far, in bytes of both, the codes in `bytes` are those of the characters of `text`.
    pub(super) fn agree(&self, bytes: &[u8], text: &str) -> (usize, usize) {
        let mut at = 0;
        for (place, c) in text.char_indices() {
            match self.code(c).to_be_bytes() {
                [0, 0] => return (at, place),
                [0, byte] if bytes.get(at) == Some(&byte) => at += 1,
                pair if bytes.get(at..at + 2) == Some(&pair) => at += 2,
                _ => return (at, place),
            }
        }
        (at, text.len())
    }
}

/// The codes of four bytes, which `encoding_rs` computes.
fn encode_slowly(encoding: &'static rs::Encoding, c: char, out: &mut Vec<u8>) -> bool {
    let (mut text, mut code) = ([0; 4], [0; 8]);
    let text = c.encode_utf8(&mut text);
    let (result, _, written) = encoding.new_encoder().encode_from_utf8_without_replacement(text, &mut code, true);
    out.extend_from_slice(&code[..written]);
    result == rs::EncoderResult::InputEmpty
}

/// The character of a code of two bytes in GB 18030.
pub(super) fn gb(lead: u8, trail: u8) -> Option<char> {
    static ROWS: OnceLock<Vec<Vec<Option<char>>>> = OnceLock::new();
    let rows = ROWS.get_or_init(|| (0x81..=0xFE).map(|lead| row(rs::GB18030, lead)).collect());
    let row = rows.get(usize::from(lead.checked_sub(0x81)?))?;
    row.get(usize::from(trail.checked_sub(0x40)?)).copied().flatten()
}

/// The code of a character in the part of GB 18030 that seven bits reach: rows 1 to 93.
pub(super) fn gb2312(c: char) -> Option<[u8; 2]> {
    match of(rs::GB18030).code(c).to_be_bytes() {
        [lead @ 0xA1..=0xFD, trail @ 0xA1..=0xFE] => Some([lead, trail]),
        _ => None,
    }
}
