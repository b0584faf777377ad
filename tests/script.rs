//! What the stage `script` converts, and what it leaves.

use std::collections::BTreeMap;

use taoxi::stages::script::{Options, Script};
use taoxi::{Cleaned, Pipeline, RuleSet};

const SIMPLIFIED: &str = "这座小城临着江，夏天的傍晚总有凉风，老人们搬了竹椅坐在门前说话。\n";
const TRADITIONAL: &str = "這座小城臨著江，夏天的傍晚總有涼風，老人們搬了竹椅坐在門前說話。\n";
const JAPANESE: &str = "この町は川に面していて、夏の夕方にはいつも涼しい風が吹く。\n";

fn clean_with(options: &Options, text: &str) -> (String, Vec<(&'static str, String, String)>, usize) {
    let script = Script::new(options).expect("good options");
    let pipeline = Pipeline::new(vec![Box::new(script)], RuleSet::default());
    let Cleaned { text: cleaned, journal, settled } = pipeline.clean(text, &mut pipeline.scratch());
    assert!(settled);
    assert_eq!(journal.undo(&cleaned), text);
    let changes = journal.changes().map(|c| (c.rule.code, c.was.to_owned(), c.now.to_owned())).collect();
    (cleaned.into_owned(), changes, journal.doubts.len())
}

fn clean(text: &str) -> String {
    clean_with(&Options::default(), text).0
}

#[test]
fn a_traditional_paragraph_becomes_the_simplified_one() {
    assert_eq!(clean(TRADITIONAL), SIMPLIFIED);
    let (_, changes, doubts) = clean_with(&Options::default(), TRADITIONAL);
    assert_eq!(doubts, 0);
    assert_eq!(changes[0], ("SCR001", "這".to_owned(), "这".to_owned()));
    assert!(changes.contains(&("SCR003", "著".to_owned(), "着".to_owned())));
}

#[test]
fn simplified_and_japanese_paragraphs_come_back_untouched() {
    for text in [SIMPLIFIED, "", "\n", "no Han at all\n", "乾隆年间的著作，覆盖面广，慰藉人心。\n"] {
        let (cleaned, changes, doubts) = clean_with(&Options::default(), text);
        assert_eq!((cleaned.as_str(), changes.len(), doubts), (text, 0, 0));
    }
    // A Japanese paragraph with forms that are Traditional in Chinese is listed once, as a whole.
    let (cleaned, changes, doubts) = clean_with(&Options::default(), JAPANESE);
    assert_eq!((cleaned.as_str(), changes.len(), doubts), (JAPANESE, 0, 1));
}

#[test]
fn a_quoted_character_stays_and_is_listed() {
    let text = format!("{SIMPLIFIED}他在纸上写了一个“龍”字，又写了一个“龜”字。\n{SIMPLIFIED}");
    let (cleaned, changes, doubts) = clean_with(&Options::default(), &text);
    assert_eq!((cleaned.as_str(), changes.len(), doubts), (text.as_str(), 0, 2));
}

#[test]
fn every_paragraph_is_judged_by_itself() {
    let text = format!("{SIMPLIFIED}{TRADITIONAL}\n{JAPANESE}\n{TRADITIONAL}{SIMPLIFIED}");
    assert_eq!(clean(&text), format!("{SIMPLIFIED}{SIMPLIFIED}\n{JAPANESE}\n{SIMPLIFIED}{SIMPLIFIED}"));
}

#[test]
fn a_short_line_follows_its_neighbours() {
    assert_eq!(clean(&format!("後記\n{TRADITIONAL}")), format!("后记\n{SIMPLIFIED}"));
    assert_eq!(clean(&format!("後記\n{SIMPLIFIED}")), format!("後記\n{SIMPLIFIED}"));
    assert_eq!(clean(&format!("乾了\n{TRADITIONAL}")), format!("干了\n{SIMPLIFIED}"));
    // Wrapped: the last line of the paragraph says little by itself.
    assert_eq!(clean("老人們搬了竹椅坐在門前說話，風把茶吹\n乾。\n"), "老人们搬了竹椅坐在门前说话，风把茶吹\n干。\n");
}

#[test]
fn phrases_match_through_gaps() {
    for gap in ["\n", "\r\n", "\n\n", "\n　　", " ", "　", "\n  "] {
        let text = format!("這塊碑是乾{gap}隆年間立的，至今還沒有答{gap}覆。\n");
        let wanted = format!("这块碑是乾{gap}隆年间立的，至今还没有答{gap}复。\n");
        assert_eq!(clean(&text), wanted, "{gap:?}");
    }
    assert_eq!(clean("衣服還沒有乾\n\n\n隆重的典禮開始了。\n"), "衣服还没有干\n\n\n隆重的典礼开始了。\n");
}

#[test]
fn zhe_is_converted_where_it_is_the_particle() {
    for (was, now) in [
        ("他看著我們，沿著河走，隨著風唱歌。", "他看着我们，沿着河走，随着风唱歌。"),
        ("這部名著的著者，著有《遠山》等著作，著述極多。", "这部名著的著者，著有《远山》等著作，著述极多。"),
        ("成績顯著，卓著的聲譽，土著與編著。", "成绩显著，卓著的声誉，土著与编著。"),
        ("她著急地著手準備，著眼將來。", "她着急地着手准备，着眼将来。"),
        ("他著了一本書，講述東亞歷史。", "他著了一本书，讲述东亚历史。"),
        ("魯明遠著\n這本書寫給孩子們。", "鲁明远著\n这本书写给孩子们。"),
        ("憑藉著勇氣，慰藉著彼此。", "凭借着勇气，慰藉着彼此。"),
    ] {
        assert_eq!(clean(&format!("{was}\n")), format!("{now}\n"));
    }
    // A writer who has 着 for the particle means the other word by 著.
    assert_eq!(clean("他看着我們，著書立說，沿着河走，著錄極詳。\n"), "他看着我们，著书立说，沿着河走，著录极详。\n");
}

#[test]
fn the_users_words_come_first() {
    let mut options = Options { keep: vec!["後浪".to_owned()], ..Options::default() };
    options.words = BTreeMap::from([("軟體".to_owned(), "软件".to_owned()), ("電".to_owned(), "电力".to_owned())]);
    let (cleaned, changes, _) = clean_with(&options, "長江後浪推前浪，這個軟體很費電");
    assert_eq!(cleaned, "长江後浪推前浪，这个软件很费电力");
    assert!(changes.contains(&("SCR009", "軟體".to_owned(), "软件".to_owned())));
    assert_eq!(clean_with(&options, SIMPLIFIED).0, SIMPLIFIED);
    options.keep.push("A级".to_owned());
    assert!(Script::new(&options).is_err());
}

#[test]
fn none_converts_nothing() {
    let none = Options { convert: "none".to_owned(), ..Options::default() };
    assert_eq!(clean_with(&none, TRADITIONAL).0, TRADITIONAL);
    let unknown = Options { convert: "t2x".to_owned(), ..Options::default() };
    assert!(Script::new(&unknown).is_err());
}

#[test]
fn strict_is_opencc_once() {
    let strict = Options { strict: true, ..Options::default() };
    for (text, wanted) in [
        // OpenCC would convert its own output once more; the stage does not.
        ("陳昇瑋", "陈昇玮"),
        ("乾清宮與乾清宫", "乾清宫与干清宫"),
        ("他看著\u{F900}", "他看著岂"),
        ("殢人嬌", "𣨼人娇"),
        (JAPANESE, "この町は川に面していて、夏の夕方にはいつも凉しい风が吹く。\n"),
    ] {
        assert_eq!(clean_with(&strict, text).0, wanted);
        assert_eq!(taoxi::stages::script::Converter::strict().convert(text), wanted);
    }
}

#[test]
fn hard_cases_come_back() {
    // Each of these was quadratic in some matcher: they only have to come back.
    for text in
        ["著".repeat(100_000), "乾 ".repeat(100_000), "龍\n".repeat(100_000), "⿰".repeat(100_000) + "龍", {
            "看著名\n".repeat(50_000) + "龍龍"
        }]
    {
        clean(&text);
    }
}
