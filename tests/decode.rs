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
    fn broken_utf_8_is_read_as_the_standard_library_reads_it(bytes in bytes()) {
        let text = forced(&bytes, "utf-8").text;
        prop_assert_eq!(text, String::from_utf8_lossy(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes)));
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
        ("iso-2022-cn", "春风 a又綠江南岸。\n\n臺灣abc罶鬥a\n"),
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
fn a_large_file_of_valid_utf_8_is_not_copied() {
    let bytes = "春风\r\n".repeat(3 << 20).into_bytes();
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

#[test]
fn hz_is_read_as_its_rfc_has_it() {
    let source = forced(b"~~ ~{VPND~} a~{4:7g\nb~}~\nc~{VP~}~x", "hz");
    assert_eq!(source.text, "~ 中文 a春风\nb~}c中~x");
    assert!(source.decoding.malformed.is_empty());
    comes_back(&source, b"~~ ~{VPND~} a~{4:7g\nb~}~\nc~{VP~}~x");
}

#[test]
fn iso_2022_cn_is_read_as_its_rfc_has_it() {
    // GB 2312, ASCII, plane 1 of CNS 11643 and a character of its plane 2; a line end takes all back.
    let bytes = b"\x1B$)A\x0EVPND\x0F a \x1B$)G\x0EiG\x1B$*H\x1BN!!iG\x0F\n\x0EVP\x0F";
    let source = forced(bytes, "iso-2022-cn");
    assert_eq!(source.text, "中文 a 漢\u{4E42}漢\n中");
    assert!(source.decoding.malformed.is_empty());
    comes_back(&source, bytes);
}

/// Sentences of everyday prose, in both scripts.
const SIMPLIFIED: &str =
    "河边新修的步道已经通车，两旁种了三百多棵柳树。项目由当地居民提出，历时2年完成，总长12.5公里。";
const TRADITIONAL: &str =
    "河邊新修的步道已經通車，兩旁種了三百多棵柳樹。項目由當地居民提出，歷時2年完成，總長12.5公里。";

fn found(bytes: &[u8]) -> &'static str {
    taoxi::decode::detect(bytes, &Options::default()).encoding.name()
}

fn encoded(label: &str, text: &str) -> Vec<u8> {
    let encoding = Encoding::for_label(label).expect("a known label");
    Decoding { encoding, ..Decoding::default() }.to_bytes(text)
}

#[test]
fn encodings_of_chinese_are_found() {
    for (label, name, text) in [
        ("utf-8", "UTF-8", SIMPLIFIED),
        ("gbk", "gb18030", SIMPLIFIED),
        ("gbk", "gb18030", TRADITIONAL),
        ("big5", "Big5", TRADITIONAL),
        ("utf-16le", "UTF-16LE", SIMPLIFIED),
        ("utf-16be", "UTF-16BE", TRADITIONAL),
        ("utf-16le", "UTF-16LE", "A line in English, and another one.\n"),
        ("hz", "HZ-GB-2312", SIMPLIFIED),
        ("iso-2022-cn", "ISO-2022-CN", SIMPLIFIED),
    ] {
        assert_eq!(found(&encoded(label, text)), name, "{label}");
    }
}

/// At any place of a sentence, and with its tail cut anywhere.
#[test]
fn a_lost_byte_does_not_change_the_answer() {
    for (label, name, text) in [
        ("utf-8", "UTF-8", SIMPLIFIED),
        ("gbk", "gb18030", SIMPLIFIED),
        ("gbk", "gb18030", TRADITIONAL),
        ("big5", "Big5", TRADITIONAL),
        ("utf-16le", "UTF-16LE", SIMPLIFIED),
        ("utf-16be", "UTF-16BE", TRADITIONAL),
    ] {
        let bytes = encoded(label, text);
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged.remove(at);
            assert_eq!(found(&damaged), name, "{label} without byte {at}");
            if at >= 20 {
                assert_eq!(found(&bytes[..at]), name, "{label} up to byte {at}");
            }
        }
    }
}

#[test]
fn other_languages_are_not_called_chinese() {
    for (label, text) in [
        ("shift_jis", "川沿いの新しい遊歩道が開通し、両側に三百本以上の柳が植えられました。"),
        ("euc-jp", "川沿いの新しい遊歩道が開通し、両側に三百本以上の柳が植えられました。"),
        ("euc-kr", "강가에 새로 낸 산책로가 개통되었고 양쪽에 버드나무 삼백여 그루를 심었다."),
        ("windows-1251", "Вдоль реки открыли новую дорожку, по обе стороны посадили более трёхсот ив."),
        ("koi8-r", "Вдоль реки открыли новую дорожку, по обе стороны посадили более трёхсот ив."),
        ("windows-1252", "Le long de la rivière, une nouvelle allée a été ouverte, bordée de trois cents saules âgés."),
        ("windows-1250", "Wzdłuż rzeki otwarto nową ścieżkę, po obu stronach posadzono ponad trzysta wierzb."),
        ("windows-1253", "Κατά μήκος του ποταμού άνοιξε ένας νέος δρόμος με τριακόσιες ιτιές."),
    ] {
        let name = found(&encoded(label, text));
        let encoding = Encoding::for_label(name).expect("a name is a label");
        assert!(!encoding.is_chinese(), "{label} is called {name}");
    }
}

#[test]
fn a_tilde_and_a_brace_make_no_hz() {
    for text in ["ls ~{}\n", "echo ~{abc} ~{x\n", "~{", "a ~{~} b", "rm -r ~{a,b}~}\n"] {
        assert_eq!(found(text.as_bytes()), "UTF-8", "{text}");
    }
}

#[test]
fn candidates_are_all_that_is_guessed() {
    let only = |labels: &[&str]| Options {
        candidates: labels.iter().filter_map(|label| Encoding::for_label(label)).collect(),
        ..Options::default()
    };
    let guess = |bytes: &[u8], labels| taoxi::decode::detect(bytes, &only(labels)).encoding.name();
    let gbk = encoded("gbk", SIMPLIFIED);
    assert_eq!(guess(&gbk, &["big5", "gbk"]), "gb18030");
    assert_eq!(guess(&gbk, &["big5", "utf-8"]), "Big5");
    assert_eq!(guess(&gbk, &["windows-1252"]), "windows-1252");
    assert_eq!(guess(b"plain", &["gbk"]), "gb18030");
}

#[test]
fn binary_files_are_told_from_text() {
    let noise: Vec<u8> = (0..4096_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    for binary in [&b"PK\x03\x04abc"[..], b"\x1F\x8B\x08\0", b"%PDF-1.7\n", &[0; 64], &noise] {
        assert!(looks_binary(binary), "{binary:?}");
    }
    let mut one_nul = encoded("gbk", SIMPLIFIED);
    one_nul.insert(40, 0);
    for text in [
        &b""[..],
        b"PK",
        &one_nul,
        &encoded("utf-16le", SIMPLIFIED),
        &encoded("utf-16be", "A line in English.\n"),
        &encoded("iso-2022-cn", SIMPLIFIED),
        SIMPLIFIED.as_bytes(),
    ] {
        assert!(!looks_binary(text), "{text:?}");
    }
}
