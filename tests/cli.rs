//! The command as people use it.

mod common;

use std::fs;

use common::{err, folder, out, pipe, run, tree};

const SPACED: &str = "以 读 者 为 中 心 、 把 灯 留 到 最 后\n";
const CLOSED: &str = "以读者为中心、把灯留到最后\n";

#[test]
fn a_pipe_gives_text_and_nothing_else() {
    let folder = folder(&[]);
    let output = pipe(folder.path(), &["clean", "-"], SPACED.as_bytes());
    assert!(output.status.success());
    assert_eq!((out(&output).as_str(), err(&output).as_str()), (CLOSED, ""));
    let empty = pipe(folder.path(), &["clean", "-"], b"");
    assert!(empty.status.success() && empty.stdout.is_empty());
}

#[test]
fn outputs_keep_names_and_do_not_depend_on_threads_or_company() {
    let folder = folder(&[("in/a.txt", SPACED), ("in/sub/b.txt", "风从江上来。\r\n"), ("in/c.txt", "")]);
    for jobs in ["1", "2", "8"] {
        let output = run(folder.path(), &["clean", "in", "-o", jobs, "--jobs", jobs, "--quiet"]);
        assert!(output.status.success() && output.stderr.is_empty(), "{}", err(&output));
    }
    let one = tree(&folder.path().join("1"));
    assert_eq!(one, tree(&folder.path().join("2")));
    assert_eq!(one, tree(&folder.path().join("8")));
    assert_eq!(one[0].1, CLOSED.as_bytes());
    run(folder.path(), &["clean", "in/sub/b.txt", "-o", "alone", "--quiet"]);
    assert_eq!(fs::read(folder.path().join("alone/b.txt")).expect("a file"), one[2].1);
    let report: serde_json::Value =
        serde_json::from_slice(&fs::read(folder.path().join("1/_taoxi/report.json")).expect("a report")).expect("JSON");
    assert_eq!(report["totals"]["balance_ok"], true);
    assert_eq!(report["inputs"]["files"], 3);
    let chars = &report["totals"]["chars"];
    let n = |key: &str| chars[key].as_i64().expect("a number");
    assert_eq!(n("in") - n("removed") + n("added"), n("out"));
}

#[test]
fn check_and_diff_write_nothing() {
    let folder = folder(&[("a.txt", SPACED), ("clean.txt", CLOSED)]);
    let before = tree(folder.path());
    let check = run(folder.path(), &["check", "a.txt"]);
    assert_eq!(check.status.code(), Some(1));
    assert!(out(&check).starts_with("a.txt: 1 edits: SPC001"), "{}", out(&check));
    assert_eq!(run(folder.path(), &["check", "clean.txt"]).status.code(), Some(0));
    let diff = run(folder.path(), &["diff", "a.txt"]);
    assert!(diff.status.success());
    let text = out(&diff);
    assert!(text.contains("@@ -1,1 +1,1 @@ SPC001") && text.contains(&format!("+{CLOSED}")), "{text}");
    assert!(out(&run(folder.path(), &["diff", "clean.txt"])).is_empty());
    assert_eq!(tree(folder.path()), before);
}

#[test]
fn why_tells_source_and_rule_of_an_output_line() {
    let folder = folder(&[("in/a.txt", &format!("夜里的图书馆\n\n\n{SPACED}"))]);
    run(folder.path(), &["clean", "in", "-o", "out", "--quiet"]);
    let text = out(&run(folder.path(), &["why", "out/a.txt:2"]));
    assert!(text.contains("← a.txt: line 4, UTF-8"), "{text}");
    assert!(text.contains("SPC001") && text.contains("「以·读·者·为·中·心"), "{text}");
    let beyond = run(folder.path(), &["why", "out/a.txt:9"]);
    assert_eq!(beyond.status.code(), Some(2));
    assert!(err(&beyond).contains("only 2 lines"), "{}", err(&beyond));
}

#[test]
fn restore_takes_back_all_or_one_rule() {
    let folder = folder(&[("in/a.txt", SPACED), ("in/b.txt", "风从江上来。\r\n\r\n雨停了。")]);
    run(folder.path(), &["clean", "in", "-o", "out", "--quiet"]);
    run(folder.path(), &["restore", "out", "-o", "back", "--quiet"]);
    assert_eq!(tree(&folder.path().join("back")), tree(&folder.path().join("in")));
    let again = run(folder.path(), &["restore", "out", "-o", "again", "--rule", "SPC", "--quiet"]);
    assert!(again.status.success(), "{}", err(&again));
    assert_eq!(fs::read_to_string(folder.path().join("again/a.txt")).expect("a file"), SPACED);
    assert_eq!(fs::read_to_string(folder.path().join("again/b.txt")).expect("a file"), "风从江上来。\n雨停了。\n");
    fs::write(folder.path().join("out/a.txt"), "别的话\n").expect("a file");
    let altered = run(folder.path(), &["restore", "out", "-o", "third"]);
    assert_eq!(altered.status.code(), Some(1));
    assert!(err(&altered).contains("was changed after it was written"), "{}", err(&altered));
    assert!(folder.path().join("third/b.txt").exists());
}

#[test]
fn duplicates_are_named_with_their_witness_and_come_back() {
    let text = "立夏过后，白鹭洲的渔民老周照例在清晨五点收网，今年的鳜鱼比往年早来了十天，镇上的鱼市也跟着热闹起来，连隔壁青禾镇的饭馆都派了人守在码头上等船，生怕去晚了一步。";
    let near = text.replace("去晚了", "晚了");
    let folder = folder(&[("in/a.txt", &format!("鱼市\n{text}\n")), ("in/b.txt", &format!("江上\n{near}\n完\n"))]);
    run(folder.path(), &["clean", "in", "-o", "out", "--quiet"]);
    assert_eq!(fs::read_to_string(folder.path().join("out/b.txt")).expect("a file"), "江上\n完\n");
    let why = out(&run(folder.path(), &["why", "out/b.txt:2"]));
    assert!(why.contains("DUP002") && why.contains("kept: a.txt:2"), "{why}");
    run(folder.path(), &["restore", "out", "-o", "back", "--quiet"]);
    assert_eq!(tree(&folder.path().join("back")), tree(&folder.path().join("in")));
    run(folder.path(), &["clean", "in", "-o", "kept", "--no-dedup", "--quiet"]);
    assert_eq!(tree(&folder.path().join("kept")), tree(&folder.path().join("in")));
}

#[test]
fn what_many_documents_begin_and_end_with_is_learned() {
    let body = |n: usize| {
        let who = ["渔民", "木匠", "船工", "药农", "茶商", "石匠"][n % 6];
        let what = ["收网", "上梁", "开船", "晒药", "采茶", "凿石", "修桥"][n % 7];
        let times = n * n + 3 * n;
        format!(
            "{who}的第{n}个早晨\n立夏过后第{n}天，{who}老周在清晨{times}分开始{what}，镇上有{n}家铺子跟着开了门。\n他说{what}要赶早。\n"
        )
    };
    let files: Vec<(String, String)> = (0..24)
        .map(|n| {
            let site = if n < 12 { "白鹭洲文史馆藏本\n" } else { "" };
            let folder = if n < 12 { "lu" } else { "qing" };
            (format!("in/{folder}/{n:02}.txt"), format!("{site}{}乡土丛刊编者注第{n}号藏印\n", body(n)))
        })
        .collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let folder = folder(&files);
    let path = folder.path();
    let clean = |args: &[&str]| {
        let output =
            run(path, &[&["clean", "in", "--no-dedup", "--quiet", "-c", "boilerplate.learn_share=0.6"], args].concat());
        assert!(output.status.success(), "{}", err(&output));
    };
    let read = |name: &str| fs::read_to_string(path.join(name)).expect("a file");
    let report = |name: &str| -> serde_json::Value { serde_json::from_str(&read(name)).expect("JSON") };

    clean(&["-o", "plain"]);
    assert_eq!(tree(&path.join("plain")), tree(&path.join("in")), "nothing goes unless asked for");
    let listed = &report("plain/_taoxi/report.json")["repeated"];
    let texts: Vec<_> = listed["lines"].as_array().expect("a list").iter().map(|l| l["text"].as_str()).collect();
    assert_eq!(texts, [Some("乡土丛刊编者注第0号藏印"), Some("白鹭洲文史馆藏本")]);
    assert!(listed["removed"] == false && listed["lines"][1]["folder"] == "lu", "{listed}");
    assert!(read("plain/_taoxi/report.md").contains("`--learn-boilerplate` removes them"));

    for jobs in ["1", "4"] {
        clean(&["-o", jobs, "--learn-boilerplate", "--jobs", jobs]);
        assert_eq!(read(&format!("{jobs}/lu/03.txt")), body(3));
        assert_eq!(read(&format!("{jobs}/qing/20.txt")), body(20));
    }
    assert_eq!(tree(&path.join("1")), tree(&path.join("4")));
    assert_eq!(read("1/_taoxi/boilerplate.toml"), read("4/_taoxi/boilerplate.toml"));
    let rules = report("1/_taoxi/report.json")["by_rule"].clone();
    assert!(rules[0]["code"] == "BPL018" && rules[0]["hits"] == 36, "{rules}");

    clean(&["-o", "again", "-c", "boilerplate.lines=1/_taoxi/boilerplate.toml"]);
    assert_eq!(tree(&path.join("again")), tree(&path.join("1")));
    let list = read("1/_taoxi/boilerplate.toml").replacen("remove = true", "remove = false", 1);
    fs::write(path.join("list.toml"), list).expect("a file");
    clean(&["-o", "fewer", "-c", "boilerplate.lines=list.toml"]);
    assert_eq!(read("fewer/qing/20.txt"), read("in/qing/20.txt"));
    assert_eq!(read("fewer/lu/03.txt"), body(3) + "乡土丛刊编者注第3号藏印\n");

    run(path, &["restore", "1", "-o", "back", "--quiet"]);
    assert_eq!(tree(&path.join("back")), tree(&path.join("in")));
    let wrong = run(path, &["clean", "in", "-o", "wrong", "-c", "boilerplate.lines=none.toml"]);
    assert!(!wrong.status.success() && err(&wrong).contains("none.toml"), "{}", err(&wrong));
}

#[test]
fn records_keep_their_other_fields_and_packing() {
    let lines = "{\"id\": 1, \"text\": \"以 读 者 为 中 心 、 把 灯\", \"n\": 1.50}\n\n{\"text\": 3}\n";
    let folder = folder(&[]);
    fs::create_dir(folder.path().join("in")).expect("a folder");
    fs::write(folder.path().join("in/a.jsonl.zst"), zstd::encode_all(lines.as_bytes(), 3).expect("zstd"))
        .expect("a file");
    let output = run(folder.path(), &["clean", "in", "-o", "out"]);
    assert_eq!(output.status.code(), Some(1), "a record that cannot be read is a failure");
    assert!(err(&output).contains("in/a.jsonl.zst:3: field `text` is not a string"), "{}", err(&output));
    let made = fs::read(folder.path().join("out/a.jsonl.zst")).expect("a file");
    let made = String::from_utf8(zstd::decode_all(made.as_slice()).expect("zstd")).expect("UTF-8");
    assert_eq!(made, "{\"id\": 1, \"text\": \"以读者为中心、把灯\", \"n\": 1.50}\n\n{\"text\": 3}\n");
    run(folder.path(), &["restore", "out", "-o", "back", "--quiet"]);
    let back = fs::read(folder.path().join("back/a.jsonl.zst")).expect("a file");
    assert_eq!(zstd::decode_all(back.as_slice()).expect("zstd"), lines.as_bytes());
}

#[test]
fn explain_and_rules_come_from_the_rules_themselves() {
    let folder = folder(&[]);
    let rules = out(&run(folder.path(), &["rules"]));
    assert!(rules.lines().count() >= 20, "{rules}");
    let explained = out(&run(folder.path(), &["explain", "spc001"]));
    assert!(explained.contains("letter-spaced") && explained.contains("--ignore SPC001"), "{explained}");
    let unknown = run(folder.path(), &["explain", "SPC00X"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(err(&unknown).contains("did you mean SPC001"), "{}", err(&unknown));
}

#[test]
fn config_values_tell_where_they_come_from() {
    let folder = folder(&[("taoxi.toml", "level = \"safe\"\n")]);
    let shown = out(&run(folder.path(), &["config", "show", "-c", "run.jobs=3"]));
    assert!(shown.contains("level = \"safe\"  # ") && shown.contains("taoxi.toml"), "{shown}");
    assert!(shown.contains("jobs = 3  # -c"), "{shown}");
    let wrong = run(folder.path(), &["clean", "-", "--stages", "dedupe"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(err(&wrong).contains("unknown stage `dedupe`"), "{}", err(&wrong));
    let made = run(folder.path(), &["config", "init", "new.toml"]);
    assert!(made.status.success(), "{}", err(&made));
    let used = run(folder.path(), &["config", "show", "--config", "new.toml"]);
    assert!(used.status.success(), "{}", err(&used));
    assert_eq!(run(folder.path(), &["config", "init", "new.toml"]).status.code(), Some(2));
}

#[test]
fn usage_errors_are_two_and_help_is_zero() {
    let folder = folder(&[]);
    assert_eq!(run(folder.path(), &["clean", "--no-such-flag"]).status.code(), Some(2));
    assert_eq!(run(folder.path(), &["clean", "nowhere"]).status.code(), Some(2));
    assert_eq!(run(folder.path(), &["--help"]).status.code(), Some(0));
    for what in ["man", "complete-bash", "complete-zsh", "complete-fish", "complete-powershell"] {
        let made = run(folder.path(), &["generate", what]);
        assert!(made.status.success() && made.stdout.len() > 500, "{what}");
        // Flags of the commands as well as those that all have.
        for flag in ["no-dedup", "paragraph-break", "pairs"] {
            let plain = out(&made).replace('\\', "");
            assert!(plain.contains(flag), "{what}: {flag}");
        }
    }
}

const OWN: &str = r#"
[rules]
protect = ["订阅晚报的人"]
[[rules.custom]]
code = "USR001"
title = "晚报的订阅提示"
stage = "spam"
scope = "line"
match = { any_of = ["订阅晚报", "首月免费"], min_hits = 2 }
action = "remove"
examples = { hit = ["扫码订阅晚报，首月免费"], miss = ["他订阅晚报多年。"] }
"#;

#[test]
fn own_rules_run_with_their_code_and_are_tested_by_their_examples() {
    let text = "江上的风停了。\n现在订阅晚报，首月免费\n雨也停了。\n";
    let folder = folder(&[("taoxi.toml", OWN), ("in/a.txt", text)]);
    let tested = run(folder.path(), &["rules", "test"]);
    assert!(tested.status.success(), "{}{}", out(&tested), err(&tested));
    assert!(out(&tested).contains("USR001 ok"), "{}", out(&tested));
    run(folder.path(), &["clean", "in", "-o", "out", "--quiet"]);
    assert_eq!(fs::read_to_string(folder.path().join("out/a.txt")).expect("a file"), "江上的风停了。\n雨也停了。\n");
    run(folder.path(), &["restore", "out", "-o", "back", "--quiet"]);
    assert_eq!(tree(&folder.path().join("back")), tree(&folder.path().join("in")));
    let off = run(folder.path(), &["clean", "in", "-o", "off", "--quiet", "--ignore", "USR001"]);
    assert!(off.status.success(), "{}", err(&off));
    assert_eq!(fs::read_to_string(folder.path().join("off/a.txt")).expect("a file"), text);
}

#[test]
fn documents_below_a_threshold_are_put_aside_and_come_back() {
    let long = "江上的风吹过渡口，吹过老街，吹进敞开的窗户里。".repeat(4);
    let lines = format!(
        "{{\"text\": \"{long}\"}}\n{{\"text\": \"短 。\"}}\nnot json\n{{\"text\": \"{long}一\"}}\n{{\"text\": \"短\"}}\n"
    );
    let folder = folder(&[("in/a.txt", "短。\n"), ("in/b.txt", &format!("{long}\n")), ("in/c.jsonl", &lines)]);
    let output = run(folder.path(), &["clean", "in", "-o", "out", "-c", "quality.min_chars=20", "--no-dedup"]);
    assert_eq!(output.status.code(), Some(1), "the line that is not JSON");
    let at = |name: &str| folder.path().join("out").join(name);
    assert!(!at("a.txt").exists() && at("b.txt").exists());
    assert_eq!(fs::read_to_string(at("_taoxi/rejected/a.txt")).expect("a file"), "短。\n");
    assert_eq!(fs::read_to_string(at("c.jsonl")).expect("a file").lines().count(), 3);
    assert_eq!(fs::read_to_string(at("_taoxi/rejected/c.jsonl")).expect("a file").lines().count(), 2);
    let report: serde_json::Value =
        serde_json::from_slice(&fs::read(at("_taoxi/report.json")).expect("a report")).expect("JSON");
    assert_eq!(report["totals"]["documents"]["rejected"], 3);
    assert!(report["rejected"][0]["reason"].as_str().expect("a reason").contains("min_chars"));
    run(folder.path(), &["restore", "out", "-o", "back", "--quiet"]);
    assert_eq!(tree(&folder.path().join("back")), tree(&folder.path().join("in")));
}

#[test]
fn paragraphs_may_stand_apart_and_everything_still_comes_back() {
    let kept = "灯塔在岸边立了一百年，看灯的人换了三代，每一代都把夜里的船记在同一本册子上。";
    let near = "灯塔在岸边立了一百年，看灯的人换了三代，每一代都把夜里的船记在同一本册子里。";
    let text = format!("{SPACED}{kept}\n风从江上来。\n");
    let again = format!("{near}\n{SPACED}");
    let record = serde_json::json!({"id": 7, "text": again.clone() + "雨停了。\n天晴了。\n"});
    let folder = folder(&[("in/a.txt", &text), ("in/b.txt", &again), ("in/c.jsonl", &format!("{record}\n"))]);
    let clean = ["clean", "in", "-o", "out", "--paragraph-break", "blank", "-q", "-c", "dedup.threshold=0.7"];
    let output = run(folder.path(), &clean);
    assert!(output.status.success(), "{}", err(&output));
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).expect("a file");
    assert_eq!(read("out/a.txt"), format!("{}\n\n{kept}\n\n风从江上来。\n", CLOSED.trim_end()));
    assert_eq!(read("out/b.txt"), CLOSED);
    let cleaned: serde_json::Value = serde_json::from_str(&read("out/c.jsonl")).expect("JSON");
    assert_eq!(
        cleaned,
        serde_json::json!({"id": 7, "text": format!("{}\n\n雨停了。\n\n天晴了。\n", CLOSED.trim_end())})
    );
    // The lines that are named are those of the output.
    assert!(out(&run(folder.path(), &["why", "out/a.txt:3"])).starts_with(kept));
    let journal =
        zstd::decode_all(&fs::read(folder.path().join("out/_taoxi/journal.jsonl.zst")).expect("a journal")[..]);
    let journal = String::from_utf8(journal.expect("zstd")).expect("text");
    assert_eq!(journal.lines().filter(|l| l.contains("DUP002") && l.contains("\"line\":3")).count(), 2, "{journal}");
    let output = run(folder.path(), &["restore", "out", "-o", "back", "-q"]);
    assert!(output.status.success(), "{}", err(&output));
    assert_eq!(tree(&folder.path().join("back")), tree(&folder.path().join("in")));
    let piped = pipe(folder.path(), &["clean", "-", "--paragraph-break", "blank"], "雨停了。\n天晴了。\n".as_bytes());
    assert_eq!(out(&piped), "雨停了。\n\n天晴了。\n");
}
