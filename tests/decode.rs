//! Decoding: any bytes come back, in every encoding.

use proptest::prelude::*;
use taoxi::decode::{Encoding, Options, decode, looks_binary};
use taoxi::{Decoding, Source};

/// The encodings that can be asked for.
const LABELS: &[&str] = &[
    "utf-8",
    "utf-16le",
    "utf-16be",
    "gb18030",
    "big5",
    "hz",
    "iso-2022-cn",
    "shift_jis",
    "euc-jp",
    "euc-kr",
    "windows-1252",
    "windows-1251",
    "koi8-r",
    "iso-8859-8-i",
    "x-user-defined",
];

fn forced(bytes: &[u8], encoding: &str) -> Source {
    let encoding = Encoding::for_label(encoding).expect("a known label");
    decode(bytes.to_vec(), &Options { encoding: Some(encoding), ..Options::default() })
}

/// The bytes come back, also by way of the stored form, and the text stays whole.
fn comes_back(source: &Source, bytes: &[u8]) {
    assert_eq!(source.to_bytes(), bytes, "{}", source.decoding.encoding);
    let stored = serde_json::to_string(&source.decoding).expect("plain data");
    let read: Decoding = serde_json::from_str(&stored).expect("as it was stored");
    assert_eq!(read, source.decoding, "{stored}");
    for bad in &source.decoding.malformed {
        let at = bad.offset as usize;
        assert_eq!(bytes[at..at + bad.bytes.len()], bad.bytes);
        assert!(bad.span.of(&source.text).chars().all(|c| c == '\u{FFFD}'));
    }
}

/// Bytes that mean something to some decoder.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        4 => prop::collection::vec(any::<u8>(), 1..12),
        2 => prop::sample::select(vec![
            &b"~{VPND~}"[..], b"~{", b"~}", b"~~", b"~\n", b"\n", b"\r\n", b"\x1B$)A", b"\x1B$)G", b"\x1B$*H", b"\x1BN",
            b"\x0E", b"\x0F", b"\xEF\xBB\xBF", b"\xFF\xFE", b"\xFE\xFF", b"\x84\x31\x95\x33", b"\xA1\xA1", b"\x88\x62",
            b"\x81\x30\x81\x30", b"\xB4\xBA", b"\xA4\xA4", b"\xED\xA0\x80", b"\xF0\x9F", b"\x80", b"\0", b"?", b"\x8F\xA2\xAF",
        ]).prop_map(<[u8]>::to_vec),
        2 => "[!-~]{2,8}".prop_map(String::into_bytes),
        1 => "[一-龥]{1,4}".prop_map(String::into_bytes),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|p| p.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_come_back_in_every_encoding(bytes in bytes()) {
        for label in LABELS {
            comes_back(&forced(&bytes, label), &bytes);
        }
        comes_back(&decode(bytes.clone(), &Options::default()), &bytes);
        let _ = looks_binary(&bytes);
    }

    #[test]
    fn text_comes_back_through_every_encoding_that_has_it(text in "[一-龥，。！？0-9a-z ~\n]{0,60}") {
        for label in ["utf-8", "utf-16le", "utf-16be", "gb18030"] {
            let encoding = Encoding::for_label(label).expect("a known label");
            let bytes = Decoding { encoding, ..Decoding::default() }.to_bytes(&text);
            let source = forced(&bytes, label);
            prop_assert_eq!(&source.text, &text);
            prop_assert!(source.decoding.malformed.is_empty() && source.decoding.patches.is_empty());
        }
    }
}

#[test]
fn every_pair_of_bytes_comes_back() {
    for label in LABELS {
        for lead in 0x00..=0xFF_u8 {
            let bytes: Vec<u8> = (0x00..=0xFF_u8).flat_map(|trail| [b' ', lead, trail, b' ']).collect();
            comes_back(&forced(&bytes, label), &bytes);
        }
    }
}

#[test]
fn a_clean_file_needs_no_patches() {
    for (label, text) in [
        ("gb18030", "春风又绿江南岸，明月何时照我还？䶮㛃𠅤𨱇 €\n"),
        ("big5", "春風又綠江南岸，明月何時照我還？佢哋嚟咗喺度瞓覺\n"),
        ("hz", "~ 春风~又绿 a江南岸。\n\nabc\n"),
    ] {
        let encoding = Encoding::for_label(label).expect("a known label");
        let bytes = Decoding { encoding, ..Decoding::default() }.to_bytes(text);
        let source = forced(&bytes, label);
        assert_eq!(source.text, text);
        assert_eq!(source.decoding.patches, [], "{label}");
        assert_eq!(source.decoding.malformed, [], "{label}");
    }
}

#[test]
fn byte_order_marks_are_remembered() {
    for bytes in
        [&b"\xEF\xBB\xBF\xE6\x98\xA5"[..], b"\xFF\xFE\x25\x66", b"\xFE\xFF\x66\x25", b"\x84\x31\x95\x33\xB4\xBA"]
    {
        let source = decode(bytes.to_vec(), &Options::default());
        assert_eq!(source.text, "春");
        assert!(source.decoding.bom && source.decoding.confidence == 1.0);
        comes_back(&source, bytes);
    }
}

#[test]
fn valid_utf_8_is_not_copied() {
    let bytes = "春风\r\n".repeat(100).into_bytes();
    let place = bytes.as_ptr();
    assert_eq!(decode(bytes, &Options::default()).text.as_ptr(), place);
}

#[test]
fn bad_bytes_are_listed_with_their_offsets() {
    let source = forced(b"abc\xFFdef\xE6\x98\xF0\x9F\x98z", "utf-8");
    assert_eq!(source.text, "abc\u{FFFD}def\u{FFFD}\u{FFFD}z");
    let list: Vec<_> = source.decoding.malformed.iter().map(|m| (m.offset, m.bytes.as_slice())).collect();
    assert_eq!(list, [(3, &b"\xFF"[..]), (7, b"\xE6\x98\xF0\x9F\x98")]);
    assert_eq!(source.decoding.malformed_bytes(), 6);
}
