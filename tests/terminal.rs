//! What people see: languages, errors, help, statistics, differences side by side.

mod common;

use std::fs;

use common::{err, folder, out, pipe, run, taoxi};

const SPACED: &str = "以 读 者 为 中 心 、 把 灯 留 到 最 后\n";

#[test]
fn messages_and_help_are_in_the_language_asked_for() {
    let folder = folder(&[("in/a.txt", SPACED)]);
    let chinese = run(folder.path(), &["clean", "in", "-o", "zh", "--lang", "zh"]);
    assert!(err(&chinese).contains("1 个文件、1 篇文档") && err(&chinese).contains("撤回"), "{}", err(&chinese));
    let english = run(folder.path(), &["clean", "in", "-o", "en"]);
    assert!(err(&english).contains("1 documents in 1 files"), "{}", err(&english));
    let by_locale = |key: &str, value: &str| {
        let mut command = taoxi(folder.path());
        command.env_remove("TAOXI_LANG").env_remove("LC_MESSAGES").env_remove("LANG").env(key, value);
        out(&command.args(["clean", "--help"]).output().expect("taoxi starts"))
    };
    let help = by_locale("LANG", "zh_CN.UTF-8");
    assert!(help.contains("用法: ") && help.contains("--no-dedup") && help.contains("退出码"), "{help}");
    assert!(!help.contains("Usage") && !help.contains("Print help"), "{help}");
    assert!(by_locale("LC_ALL", "C.UTF-8").contains("Usage: "));
    let why = out(&run(folder.path(), &["why", "zh/a.txt:1", "--lang=zh"]));
    assert!(why.contains("第 1 行") && why.contains("SPC001"), "{why}");
}

#[test]
fn progress_for_schedulers_is_one_object_a_line() {
    let folder = folder(&[("in/a.txt", SPACED), ("in/b.txt", "春风吹绿了江岸。\n")]);
    let told = err(&run(folder.path(), &["clean", "in", "-o", "out", "--progress", "json", "--quiet"]));
    let lines: Vec<serde_json::Value> = told.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let phases: Vec<_> = lines.iter().filter_map(|line| line["phase"].as_str()).collect();
    assert_eq!(phases, ["clean", "dedup", "write"], "{told}");
    for line in &lines {
        assert!(line["stage"].is_string() && line["files_total"] == 2 && line["bytes_total"].is_u64(), "{line}");
    }
}

#[test]
fn short_help_begins_with_examples_and_long_help_is_whole() {
    let folder = folder(&[]);
    for lang in ["en", "zh"] {
        let short = out(&run(folder.path(), &["clean", "-h", "--lang", lang]));
        assert!(short.lines().count() <= 25, "{short}");
        assert!(short.lines().nth(3).expect("a line").starts_with("  taoxi clean raw"), "{short}");
        let long = out(&run(folder.path(), &["clean", "--help", "--lang", lang]));
        for flag in ["--convert", "--memory", "--fail-if", "--lang", "--follow", "--version"] {
            assert!(long.contains(flag) != (flag == "--version"), "{flag}\n{long}");
        }
        assert_eq!(out(&run(folder.path(), &["help", "clean", "--lang", lang])), long);
    }
}

#[test]
fn errors_have_a_code_a_place_and_a_way_out() {
    let wrong = "level = \"safe\"\nstages = [\"spam\", \"dedupe\"]\n";
    let folder = folder(&[("stage.toml", wrong), ("key.toml", "levle = \"safe\"\n"), ("raw/a.txt", SPACED)]);
    let in_both = |args: &[&str], code: i32, english: &[&str], chinese: &[&str]| {
        for (lang, texts) in [("en", english), ("zh", chinese)] {
            let output = run(folder.path(), &[args, &["--lang", lang]].concat());
            assert_eq!(output.status.code(), Some(code), "{args:?}");
            for text in texts {
                assert!(err(&output).contains(text), "{args:?}: no {text}\n{}", err(&output));
            }
        }
    };
    in_both(
        &["check", "--config", "stage.toml"],
        2,
        &[
            "error[CFG003]: stage.toml: unknown stage `dedupe`",
            "--> stage.toml:2:19",
            "^^^^^^^^",
            "did you mean dedup?",
        ],
        &["错误[CFG003] stage.toml：没有 `dedupe` 这个阶段", "--> stage.toml:2:19", "帮助：是不是想写 dedup？"],
    );
    in_both(
        &["check", "--config", "key.toml"],
        2,
        &["error[CFG002]", "unknown field `levle`", "did you mean level?"],
        &["错误[CFG002]", "TOML 有误，第 1 行第 1 列", "没有 `levle` 这个键", "是不是想写 level？"],
    );
    in_both(&["check", "--preset", "bookz"], 2, &["did you mean books?"], &["没有 `bookz` 这个预设", "books"]);
    in_both(
        &["check", "--ignore", "SPX001"],
        2,
        &["error[CFG005]", "did you mean SP"],
        &["错误[CFG005]", "是不是想写"],
    );
    in_both(&["explain", "SPC00X"], 2, &["error[USE008]: there is no rule", "SPC001"], &["没有 `SPC00X` 这条规则"]);
    in_both(&["clean", "rww"], 2, &["error[INP001]: rww", "did you mean raw?"], &["没有这个文件或文件夹", "raw"]);
    in_both(
        &["clean", "--sfe"],
        2,
        &["error[USE001]: unexpected argument '--sfe'", "--safe"],
        &["没有 `--sfe` 这个参数", "--safe"],
    );
    in_both(&["clena"], 2, &["error[USE001]", "clean"], &["没有 `clena` 这个命令", "clean"]);
    in_both(&["clean", "raw", "-o", "raw"], 2, &["error[OUT002]"], &["错误[OUT002]", "输入从不改写"]);
    in_both(&["why", "raw/a.txt:1"], 74, &["error[ARC001]"], &["错误[ARC001]", "不是 taoxi 写的"]);
    in_both(&["why", "a"], 2, &["error[USE005]"], &["错误[USE005]"]);
}

#[test]
fn statistics_clean_nothing() {
    let folder = folder(&[
        ("in/a.txt", SPACED),
        ("in/b.txt", "江上的風停了。\n\n江上的風停了。\n"),
        ("in/c.jsonl", "{\"text\": \"这个渔村\"}\nnot json\n"),
    ]);
    let gb =
        b"\xB4\xBA\xB7\xE7\xD3\xD6\xC2\xCC\xBD\xAD\xC4\xCF\xB0\xB6\xA1\xA3\xD4\xC2\xC9\xCF\xC1\xF8\xC9\xD2\xCD\xB7\n";
    fs::write(folder.path().join("in/d.txt"), gb).expect("a file");
    let before = common::tree(folder.path());
    let output = run(folder.path(), &["stats", "in", "--json"]);
    assert_eq!(output.status.code(), Some(1), "a record that cannot be read");
    assert!(err(&output).contains("in/c.jsonl:2"), "{}", err(&output));
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!((&json["files"], &json["documents"]), (&4.into(), &4.into()));
    assert_eq!((&json["encodings"]["gb18030"], &json["encodings"]["UTF-8"]), (&1.into(), &3.into()));
    assert_eq!((&json["scripts"]["traditional"], &json["repeated"]["lines"]), (&1.into(), &1.into()));
    assert_eq!((&json["lines"]["blank"], &json["lines"]["spaced"]), (&1.into(), &1.into()));
    let text = out(&run(folder.path(), &["stats", "in"]));
    assert!(text.contains("gb18030") && text.contains("1 lines repeat an earlier one"), "{text}");
    let chinese = out(&pipe(folder.path(), &["stats", "-", "--lang", "zh"], SPACED.as_bytes()));
    assert!(chinese.contains("1 行：") && chinese.contains("行长"), "{chinese}");
    assert_eq!(common::tree(folder.path()), before);
}

#[test]
fn differences_stand_side_by_side_in_even_columns() {
    let folder =
        folder(&[("a.txt", &format!("{SPACED}江上的风停了，渡口的灯还亮着，摆渡的人坐在船头等最后一班客。\n"))]);
    let text = out(&run(folder.path(), &["diff", "a.txt", "--side-by-side", "--width", "43"]));
    assert!(text.contains("@@ SPC001"), "{text}");
    let rows: Vec<_> = text.lines().skip(3).collect();
    assert!(rows.len() >= 5, "{text}");
    for row in rows {
        let at = row.find([' ', '│', '|']).expect("a row");
        let mark = row[at..].find(['│', '|', '<', '>']).expect("a mark") + at;
        let columns: usize = row[..mark].chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
        assert_eq!(columns, 21, "{text}");
    }
}
