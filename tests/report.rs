//! Reports in their forms: schemas, CSV, SARIF, comparison, and the snippets for places under review.

mod common;
#[path = "common/schema.rs"]
mod schema;

use std::fs;
use std::path::Path;

use common::{err, out, root, run};
use schema::problems;
use serde_json::Value;
use taoxi::config::{self, Config};
use tempfile::TempDir;

fn json(path: impl AsRef<Path>) -> Value {
    serde_json::from_slice(&fs::read(path).expect("a file")).expect("JSON")
}

fn report_schema() -> Value {
    json(root().join("docs/schema/report.schema.json"))
}

/// A folder with a copy of the example and a run over it in `cleaned`.
fn example() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, bytes) in common::tree(&root().join("raw")) {
        let path = folder.path().join("raw").join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }
    clean(&folder, "cleaned", &[]);
    folder
}

fn clean(folder: &TempDir, to: &str, flags: &[&str]) {
    let output = run(folder.path(), &[&["clean", "raw", "-o", to], flags].concat());
    assert!(matches!(output.status.code(), Some(0 | 1)), "{}", err(&output));
    let report = json(folder.path().join(to).join("_taoxi/report.json"));
    assert_eq!(problems(&report_schema(), &report), [""; 0], "{flags:?}");
}

#[test]
fn every_report_is_as_its_schema_says() {
    let folder = example();
    fs::write(folder.path().join("raw/broken.bin"), b"\0\x01\x02\xff\xfe\0\0").expect("a file");
    fs::write(folder.path().join("raw/empty.txt"), b"").expect("a file");
    for (n, flags) in
        [&["--safe"][..], &["--aggressive"], &["--no-dedup"], &["--preset", "llm"], &["--include", "none"]]
            .into_iter()
            .enumerate()
    {
        clean(&folder, &format!("out{n}"), flags);
    }
    // Nothing is in a report that the schema does not describe.
    let mut closed = report_schema();
    for definition in closed["$defs"].as_object_mut().expect("definitions").values_mut() {
        definition["additionalProperties"] = false.into();
    }
    closed["additionalProperties"] = false.into();
    assert_eq!(problems(&closed, &json(folder.path().join("cleaned/_taoxi/report.json"))), [""; 0]);
}

#[test]
fn the_validator_finds_what_is_wrong() {
    let mut report = serde_json::to_value(taoxi::report::Report::default()).expect("JSON");
    report["schema_version"] = 1.into();
    report["config"]["effective"] = serde_json::json!({});
    assert_eq!(problems(&report_schema(), &report), [""; 0]);
    report["inputs"]["files"] = "3".into();
    report["totals"].as_object_mut().expect("an object").remove("chars");
    report["schema_version"] = 2.into();
    let found = problems(&report_schema(), &report);
    // The number that is a text is none, and so below the least.
    assert_eq!(found.len(), 4, "{found:?}");
}

#[test]
fn the_schema_of_the_configuration_knows_every_value() {
    let folder = tempfile::tempdir().expect("a folder");
    let printed = out(&run(folder.path(), &["config", "schema"]));
    let schema: Value = serde_json::from_str(&printed).expect("JSON");
    // As TOML it has no nulls: a value that is not set is not there.
    let default = toml::Table::try_from(Config::default()).expect("TOML");
    let default = serde_json::to_value(default).expect("JSON");
    assert_eq!(problems(&schema, &default), [""; 0]);
    for (name, text) in config::PRESETS {
        let preset: toml::Table = toml::from_str(text).expect("TOML");
        assert_eq!(problems(&schema, &serde_json::to_value(preset).expect("JSON")), [""; 0], "{name}");
    }
    let own = "[rules]\nprotect = [\"春\"]\n[[rules.custom]]\ncode = \"USR001\"\nscope = \"tail\"\naction = \"flag\"\n\
               match = { min_separators = { chars = \"|\", n = 3 } }\nexamples = { hit = [\"|||\"], miss = [\"|\"] }";
    let value = |text: &str| serde_json::to_value(toml::from_str::<toml::Table>(text).expect("TOML")).expect("JSON");
    toml::from_str::<Config>(own).expect("a configuration");
    assert_eq!(problems(&schema, &value(own)), [""; 0]);
    for wrong in ["levle = \"safe\"", "level = \"bold\"", "[dedup]\nthreshold = \"high\"", "[spam]\nx = 1"] {
        assert!(toml::from_str::<Config>(wrong).is_err() && problems(&schema, &value(wrong)).len() == 1, "{wrong}");
    }
    // What the schema offers is taken: every enumerated value of every key.
    for (section, inner) in schema["properties"].as_object().expect("properties") {
        for (key, of) in inner["properties"].as_object().into_iter().flatten() {
            for value in of["enum"].as_array().into_iter().flatten() {
                let text = format!("[{section}]\n{key} = {value}");
                toml::from_str::<Config>(&text).unwrap_or_else(|e| panic!("{text}: {e}"));
            }
        }
    }
}

#[test]
fn a_comparison_tells_what_is_new_and_what_vanished() {
    let folder = example();
    clean(&folder, "other", &["--ignore", "SCR001", "--aggressive"]);
    let compare = |args: &[&str]| run(folder.path(), &[&["compare"], args].concat());
    let same = compare(&["cleaned", "cleaned"]);
    assert!(out(&same).contains("0 new changes, 0 vanished."), "{}", out(&same));
    let other = compare(&["cleaned", "other", "--md", "c.md", "--html", "c.html"]);
    assert_eq!(other.status.code(), Some(0), "{}", err(&other));
    let text = out(&other);
    assert!(text.contains("| SCR001 |") && text.contains("## Vanished changes"), "{text}");
    assert_eq!(fs::read_to_string(folder.path().join("c.md")).expect("a file"), text);
    let page = fs::read_to_string(folder.path().join("c.html")).expect("a page");
    assert!(page.contains("SCR001") && !page.contains("<script"));
    let back = out(&compare(&["other", "cleaned"]));
    assert!(back.contains("## New changes") && back.contains("SCR001"));
    let broken = compare(&["cleaned", "other", "-q", "--fail-if", "removed_chars > 1%"]);
    assert_eq!((broken.status.code(), out(&broken).as_str()), (Some(1), ""));
    assert!(err(&broken).contains("limit broken: removed_chars is"));
    assert_eq!(compare(&["cleaned", "other", "--fail-if", "removed_chars > 100%"]).status.code(), Some(0));
    assert_eq!(compare(&["cleaned", "other", "--fail-if", "chars > 1"]).status.code(), Some(2));
    assert_ne!(compare(&["cleaned", "raw"]).status.code(), Some(0));
}

#[test]
fn tables_hold_no_formulas() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("raw")).expect("a folder");
    let names = ["=1+1.txt", "@SUM(1).txt", "+cmd.txt", "-x,y.txt", "a\"b.txt"];
    for name in names {
        fs::write(folder.path().join("raw").join(name), "漢語。\n").expect("a file");
    }
    clean(&folder, "cleaned", &[]);
    let output = run(folder.path(), &["report", "cleaned", "--csv-files", "f.csv", "--csv-rules", "r.csv"]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let files = fs::read_to_string(folder.path().join("f.csv")).expect("a table");
    assert_eq!(files.lines().count(), names.len() + 1);
    for line in files.lines().chain(fs::read_to_string(folder.path().join("r.csv")).expect("a table").lines()) {
        let cell = line.trim_start_matches('"');
        assert!(!cell.starts_with(['=', '@', '+', '-']), "{line}");
    }
    assert!(files.contains("\"'=1+1.txt\",") && files.contains("\"'-x,y.txt\",") && files.contains("\"a\"\"b.txt\","));
}

#[test]
fn sarif_has_its_shape() {
    let folder = example();
    let output = run(folder.path(), &["report", "cleaned", "--sarif", "r.sarif"]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let log = json(folder.path().join("r.sarif"));
    assert_eq!((log["version"].as_str(), log["runs"].as_array().map(Vec::len)), (Some("2.1.0"), Some(1)));
    let run = &log["runs"][0];
    let driver = &run["tool"]["driver"];
    assert_eq!(driver["name"], "taoxi");
    let rules: Vec<_> = driver["rules"].as_array().expect("rules").iter().map(|r| &r["id"]).collect();
    let results = run["results"].as_array().expect("results");
    assert!(!results.is_empty());
    for result in results {
        assert!(rules.contains(&&result["ruleId"]), "{result}");
        assert!(["note", "warning"].contains(&result["level"].as_str().expect("a level")), "{result}");
        assert!(result["message"]["text"].is_string(), "{result}");
        let place = &result["locations"][0]["physicalLocation"];
        let uri = place["artifactLocation"]["uri"].as_str().expect("a URI");
        assert!(!uri.is_empty() && uri.bytes().all(|b| b.is_ascii_graphic()), "{result}");
        let region = &place["region"];
        assert!(region["startLine"].as_u64() >= Some(1) && region["startColumn"].as_u64() >= Some(1), "{result}");
        let rank = result["rank"].as_f64().expect("a rank");
        assert!((0.0..=100.0).contains(&rank), "{result}");
    }
}

/// Whatever a rule says for leaving a place alone can be read in Chinese too.
#[test]
fn every_reason_is_there_in_chinese() {
    fn sources(dir: &std::path::Path, of: &mut Vec<String>) {
        for entry in std::fs::read_dir(dir).expect("a folder").flatten() {
            match entry.path() {
                path if path.is_dir() => sources(&path, of),
                path => of.push(std::fs::read_to_string(path).unwrap_or_default()),
            }
        }
    }
    let mut texts = Vec::new();
    sources(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut texts);
    let mut seen = 0;
    for call in texts.iter().flat_map(|text| text.split(".review(").skip(1)) {
        let call = &call[..call.find(");").unwrap_or(call.len())];
        let Some(reason) = call.rsplit('"').nth(1).filter(|r| r.contains(' ') && !call.contains("format!")) else {
            continue;
        };
        assert_ne!(taoxi::chinese::reason(reason), reason, "no Chinese in src/chinese/reasons.rs");
        seen += 1;
    }
    assert!(seen > 15, "{seen}");
}

/// So can what `taoxi why` tells of a change: of every change in the rules' own examples and in the golden pages.
#[test]
fn every_feature_is_there_in_chinese() {
    use std::sync::Arc;
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let fences = |doc: &'static str| {
        doc.split("```before\n")
            .skip(1)
            .filter_map(|rest| rest.split("```").next())
            .map(|text| text.replace("\n ", "\n"))
    };
    let mut texts: Vec<String> = taoxi::rules().into_iter().flat_map(|rule| fences(rule.doc)).collect();
    for entry in std::fs::read_dir(root.join("raw")).expect("raw/").flatten() {
        texts.extend(std::fs::read_to_string(entry.path()));
    }
    let mut seen = std::collections::BTreeSet::new();
    for stage in taoxi::stages::all() {
        for text in &texts {
            let mut edits = taoxi::Edits::new(Arc::new(taoxi::RuleSet::everything()));
            stage.scan(text, &mut edits);
            edits.settle(text);
            for (edit, _) in edits.iter() {
                seen.extend(stage.evidence(text, edit.was).into_iter().map(|evidence| evidence.feature.into_owned()));
            }
        }
    }
    for feature in &seen {
        assert_ne!(&taoxi::chinese::feature(feature), feature, "no Chinese in src/chinese/features.rs");
    }
    assert!(seen.len() > 100, "{}", seen.len());
}
