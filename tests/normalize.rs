//! The stage `normalize` on its own.

use proptest::prelude::*;
use taoxi::stages::normalize::Normalize;
use taoxi::{Pipeline, RuleSet};
use unicode_normalization::{UnicodeNormalization, is_nfc};

fn normalized(text: &str) -> String {
    let pipeline = Pipeline::new(vec![Box::<Normalize>::default()], RuleSet::default());
    pipeline.clean(text, &mut pipeline.scratch()).text.into_owned()
}

/// Characters that meet in normalisation: letters, accents, jamo, kana and their marks, ideographs of all kinds.
fn text() -> impl Strategy<Value = String> {
    let c = prop_oneof![
        3 => proptest::char::range('a', 'g'),
        3 => proptest::char::range('\u{300}', '\u{36F}'),
        1 => proptest::char::range('\u{1100}', '\u{11FF}'),
        1 => proptest::char::range('\u{AC00}', '\u{AC40}'),
        1 => proptest::char::range('\u{3040}', '\u{30FF}'),
        1 => proptest::char::range('\u{F900}', '\u{FAFF}'),
        1 => proptest::char::range('\u{2F800}', '\u{2FA1D}'),
        1 => proptest::char::range('\u{2000}', '\u{206F}'),
        1 => proptest::char::range('\u{2100}', '\u{2150}'),
        1 => proptest::char::range('\u{915}', '\u{9FF}'),
        1 => proptest::char::range('一', '龥'),
        1 => any::<char>(),
    ];
    prop::collection::vec(c, 0..40).prop_map(String::from_iter)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2048, ..ProptestConfig::default() })]

    #[test]
    fn what_comes_out_is_composed(text in text()) {
        let out = normalized(&text);
        prop_assert!(is_nfc(&out), "{:?}", out);
    }

    /// Of text without characters that other rules take care of, NFC is all that is made.
    #[test]
    fn letters_become_what_the_standard_says(text in "[a-eA-EÀ-ÿ\u{300}-\u{34E}\u{1100}-\u{1112}\u{1161}-\u{1175}가-힣か-よ\u{3099}]{0,30}") {
        prop_assert_eq!(normalized(&text), text.nfc().collect::<String>());
    }
}

#[test]
fn lines_end_in_one_way() {
    for (was, now) in [
        ("a\r\nb\rc\n", "a\nb\nc\n"),
        ("a\r\r\nb", "a\nb"),
        ("a\r\rb", "a\n\nb"),
        ("a\u{2028}b\u{2029}c\u{B}d", "a\nb\nc\nd"),
        ("a\n\u{C}b\u{C}c\u{C}\nd", "a\nb\nc\nd"),
        ("a \u{3000}\r\n\t\u{A0}\r\n \u{3000}b\u{2003} ", "a\n\n \u{3000}b"),
        ("\u{FEFF}a\u{200B}", "a"),
    ] {
        assert_eq!(normalized(was), now, "{was:?}");
    }
}

#[test]
fn marks_numbers_and_layout_stay() {
    let text = "\u{3000}\u{3000}①㎡№Ⅳ½²…—“”‘’，。：；！？（）《》〈〉「」『』【】～·〇々％＋￥→℃\n    ＡＢＣ１２　ﾊﾟ　ﬁ\t10:30\n\n“😀👍🏽👨\u{200D}👩\u{200D}👧☎\u{FE0F}”\n";
    assert_eq!(normalized(text), text);
}

#[test]
fn clean_prose_is_not_touched() {
    let Ok(days) = std::fs::read_dir("../shared/data/prose/news") else {
        println!("skipped: ../shared/data is not here");
        return;
    };
    for day in days {
        let text = std::fs::read_to_string(day.expect("a readable folder").path()).expect("UTF-8");
        let text: String = text.lines().map(|line| line.trim_end().to_owned() + "\n").collect();
        assert_eq!(normalized(&text), text);
    }
}
