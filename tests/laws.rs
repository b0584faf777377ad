//! The laws that hold for every stage and for the whole pipeline, whatever the text.

use std::sync::Arc;

use proptest::prelude::*;
use taoxi::{Edits, Level, Pipeline, RuleSet, Scratch, stages};

/// Pieces that stages look for, so that random text is not random noise to them.
const PIECES: &[&str] = &[
    "春风",
    "龙 头 企 业",
    "乾隆",
    "著名",
    "發(fā)展",
    "?！卑l(fā)布",
    "鏂囧瓧",
    "&nbsp;",
    "\\u4e2d",
    "%E4%B8%AD",
    "，",
    "。",
    "\u{3000}",
    "\u{A0}",
    "\u{200B}",
    "\u{FEFF}",
    "⼀",
    "⻢",
    "⿰",
    "豈",
    "\u{E0100}",
    "\u{FE0F}",
    "\u{200D}",
    "\u{202E}",
    "\u{200F}",
    "א",
    "\u{2028}",
    "\u{C}",
    "\r",
    "\u{2003}",
    "\u{AD}",
    "\u{85}",
    "\u{3099}",
    "\u{1B}[1m",
    "\"",
    ",",
    "(",
    ")",
    "\r\n",
    "\n",
    "\n\n",
    " ",
    "  ",
    "\t",
    "　　",
    "2025 年",
    "第 一 章",
    "今 年 全 县 完 成 投 资 ， 同 比 增 长",
    "河 道两 岸的 柳树 都是 老 人们 亲 手 种 下的 ，",
    "全市共 投入抢险人员三千余人次，转移群众一千二百 户，堤防没有出现重大险情。",
    " ，",
    "（ 其中 ）",
    "首页 | 新闻 | 体育",
    "上一篇：",
    "责任编辑：",
    "首页 > 新闻 > 正文",
    "\n相关阅读\n",
    "如有侵权，请联系本站删除",
    "扫码关注公众号",
    "ICP备00000000号",
    "Copyright",
    "“",
    "”",
    "（",
    "）",
    "13800001234",
    "010-00000000",
    "11010519491231002X",
    "4111 1111 1111 1111",
    "lin@example.com",
    "192.168.0.1",
    "QQ：12345678",
    "微信：chunfeng88",
    "京A·12345",
    "\n来源：城南晚报 2031-05-06\n",
    "\n图为老街\n",
    "\n林小满 摄\n",
    "Hello, world",
    "ＡＢＣ",
    "１２",
    "の",
    "カ",
    "한국",
    "😀",
    "e\u{301}",
    "\u{0}",
    "\u{1B}",
    "\u{FFFD}",
    "〇",
    "𠮷",
    "後",
    "長江",
    "裡面",
    "免费 | 在线 | 观看 | 最新 | 无码",
    "在融入长三角一体化的进程中，各地加快推进项目建设，",
    "項目建設有序推進，各地加快步伐。",
    "12",
    "- 3 -",
    "|",
    "> ",
    "、",
    "渡口的老船工姓覃，在这条江上摆了\n四十年渡。清早有人过江，他不紧不慢解\n开缆绳，先看一眼水色，再看一眼天色。\n",
    "镇上的孩子放学以后，仍旧愿意坐他的船\n",
    "\n> ",
    "infor-\nmation",
];

fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => prop::sample::select(PIECES).prop_map(str::to_owned),
        2 => "[一-龥]{1,12}",
        1 => "[ -~]{0,6}",
        1 => any::<char>().prop_map(String::from),
    ];
    prop_oneof![
        9 => prop::collection::vec(piece, 0..60).prop_map(|p| p.concat()),
        1 => ".{0,40}",
    ]
}

fn everything() -> RuleSet {
    RuleSet::new(Level::Aggressive, Vec::new(), Vec::new())
}

/// And those that hide personal data, and those that are off unless asked for.
fn everything_and_more() -> RuleSet {
    RuleSet::new(Level::Aggressive, ["PII", "BPL02"].map(String::from).to_vec(), Vec::new())
}

/// The laws of one pipeline on one text.
fn laws(pipeline: &Pipeline, scratch: &mut Scratch, text: &str) -> Result<(), TestCaseError> {
    let cleaned = pipeline.clean(text, scratch);
    prop_assert!(cleaned.settled, "does not settle: {text:?}");
    let journal = &cleaned.journal;
    prop_assert_eq!(&journal.undo(&cleaned.text), text, "undo");
    prop_assert_eq!(&pipeline.clean(&cleaned.text, scratch).text, &cleaned.text, "clean twice");

    let (mut removed, mut added) = (0, 0);
    for change in journal.changes() {
        removed += change.was.chars().count();
        added += change.now.chars().count();
        prop_assert!(change.score > 0.0 && change.score <= 1.0, "{}: score {}", change.rule.code, change.score);
        prop_assert!(change.was != change.now, "{}: changes nothing", change.rule.code);
    }
    prop_assert_eq!(text.chars().count() + added - removed, cleaned.text.chars().count(), "balance");

    // A character that no edit wrote is the one its origin points at.
    for (at, c) in cleaned.text.char_indices() {
        let origin = journal.origin(at as u32) as usize;
        prop_assert!(text.is_char_boundary(origin) && origin <= text.len());
        let written = (0..journal.steps.len()).rev().try_fold(at as u32, |at, n| {
            let step = &journal.steps[n];
            let own = step.changes(n).any(|e| (e.now_at.start..e.now_at.end).contains(&at));
            if own { Err(()) } else { Ok(step.before(at)) }
        });
        if written.is_ok() {
            prop_assert_eq!(text[origin..].chars().next(), Some(c), "origin of byte {}", at);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn hold_for_the_whole_pipeline(text in text()) {
        for rules in [RuleSet::default(), everything(), everything_and_more()] {
            let pipeline = Pipeline::new(stages::all(), rules);
            laws(&pipeline, &mut pipeline.scratch(), &text)?;
        }
    }

    #[test]
    fn hold_for_each_stage(text in text()) {
        for n in 0..stages::all().len() {
            let pipeline = Pipeline::new(vec![stages::all().swap_remove(n)], everything_and_more());
            laws(&pipeline, &mut pipeline.scratch(), &text)?;
        }
    }

    #[test]
    fn with_all_rules_off_output_is_input(text in text()) {
        let none = RuleSet::new(Level::Safe, Vec::new(), vec!["ALL".to_owned()]);
        let pipeline = Pipeline::new(stages::all(), none);
        let cleaned = pipeline.clean(&text, &mut pipeline.scratch());
        prop_assert_eq!(&cleaned.text, &text);
        prop_assert!(cleaned.journal.is_empty() && cleaned.journal.doubts.is_empty());
    }
}

/// `text` with other indents and blank lines, taken in turn from `layout`.
fn laid_out(text: &str, layout: &[&str]) -> String {
    let lines = text.split('\n').map(|line| line.trim_start_matches([' ', '\t', '\u{3000}']));
    let mut between = layout.iter().cycle();
    let mut out = String::new();
    for line in lines.filter(|line| !line.is_empty()) {
        out.push_str(between.next().unwrap_or(&""));
        out.push_str(line);
        out.push('\n');
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn stages_that_say_so_do_not_mind_the_layout(
        text in text(),
        layout in prop::collection::vec(prop::sample::select(&["", "", "\n", "\n\n\n", "\u{3000}\u{3000}", " ", "\t", "\n  "][..]), 1..8),
    ) {
        for rules in [RuleSet::default(), everything_and_more()] {
            for stage in stages::all() {
                // A stage at rest in one layout is at rest in any other.
                let settled = Pipeline::new(vec![stage], rules.clone());
                let cleaned = settled.clean(&text, &mut settled.scratch());
                let stage = &settled.stages()[0];
                let mut edits = Edits::new(Arc::new(rules.clone()));
                stage.scan(&cleaned.text, &mut edits);
                if edits.is_empty() && edits.is_layout_free() {
                    let other = laid_out(&cleaned.text, &layout);
                    stage.scan(&other, &mut edits);
                    prop_assert!(edits.is_empty(), "{} minds: {other:?}", stage.name());
                }
            }
        }
    }
}

#[test]
fn hold_at_the_edges() {
    let pipeline = Pipeline::new(stages::all(), RuleSet::default());
    let mut scratch = pipeline.scratch();
    let giant = "春风又绿江南岸，明月何时照我还。".repeat(20_000);
    for text in ["", "\n", " ", "\u{FEFF}", "\0", "a", "\r", "一", &giant, &"（".repeat(50_000), &"一 ".repeat(50_000)]
    {
        laws(&pipeline, &mut scratch, text).unwrap_or_else(|e| panic!("{e}"));
    }
}
