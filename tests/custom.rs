//! Rules that users write, from TOML to the cleaned text.

use serde::Deserialize;
use taoxi::custom::{self, Definition, Protect, Subject};
use taoxi::{Pipeline, RuleSet};

#[derive(Deserialize)]
struct File {
    custom: Vec<Definition>,
}

fn definitions(toml: &str) -> Vec<Definition> {
    toml::from_str::<File>(toml).expect("good TOML").custom
}

/// One rule with these keys and examples that it need not pass.
fn rule(keys: &str) -> Vec<Definition> {
    definitions(&format!("[[custom]]\ncode = \"USR001\"\nexamples = {{ hit = [\"甲\"], miss = [\"乙\"] }}\n{keys}"))
}

fn pipeline(definitions: &[Definition]) -> Pipeline {
    let stages = custom::compile(definitions).expect("good rules");
    Pipeline::new(stages.into_iter().map(|(_, s)| Box::new(s) as _).collect(), RuleSet::default())
}

fn clean(definitions: &[Definition], text: &str) -> String {
    let pipeline = pipeline(definitions);
    let cleaned = pipeline.clean(text, &mut pipeline.scratch());
    assert!(cleaned.settled);
    assert_eq!(cleaned.journal.undo(&cleaned.text), text);
    cleaned.text.into_owned()
}

#[test]
fn each_scope_takes_its_piece() {
    let text = "甲一\n乙二\n\n丙三\n甲四\n\n乙五\n丁六\n";
    let scoped = |scope: &str| {
        clean(
            &rule(&format!("scope = \"{scope}\"\nlines = 2\nmatch = {{ any_of = [\"甲\"] }}\naction = \"remove\"")),
            text,
        )
    };
    assert_eq!(scoped("line"), "乙二\n\n丙三\n\n乙五\n丁六\n");
    assert_eq!(scoped("paragraph"), "\n\n乙五\n丁六\n");
    assert_eq!(scoped("head"), "乙二\n\n丙三\n甲四\n\n乙五\n丁六\n");
    assert_eq!(scoped("tail"), text);
    assert_eq!(scoped("document"), "");
}

#[test]
fn all_conditions_must_hold() {
    let two = rule(
        "scope = \"line\"\nmatch = { any_of = [\"扫码\", \"订阅\", \"首月\"], min_hits = 2 }\naction = \"remove\"",
    );
    assert_eq!(clean(&two, "扫码订阅\n扫码扫码\n首月订阅\n"), "扫码扫码\n");
    let bars = rule(
        "scope = \"line\"\nmatch = { regex = \"^栏目\", min_separators = { chars = \"|｜\", n = 3 } }\naction = \"remove\"",
    );
    assert_eq!(clean(&bars, "栏目|一｜二|三\n栏目|一\n一|二|三|四\n"), "栏目|一\n一|二|三|四\n");
}

#[test]
fn replacements_use_groups_and_flags_change_nothing() {
    let dates = rule(
        r#"scope = "line"
match = { regex = '(\d{4})/(\d{1,2})/(\d{1,2})' }
action = "replace"
with = "${1}年${2}月${3}日""#,
    );
    assert_eq!(clean(&dates, "今天是2024/5/1，明天是2024/5/2。\n"), "今天是2024年5月1日，明天是2024年5月2日。\n");
    let flag = rule("scope = \"line\"\nmatch = { any_of = [\"待查\"] }\naction = \"flag\"");
    let pipeline = pipeline(&flag);
    let cleaned = pipeline.clean("此处待查。\n", &mut pipeline.scratch());
    assert!(cleaned.journal.is_empty());
    assert_eq!(cleaned.journal.doubts.len(), 1);
}

#[test]
fn of_two_rules_the_first_has_the_place() {
    let both = definitions(
        r#"
[[custom]]
code = "USR001"
scope = "line"
match = { any_of = ["旧城"] }
action = "replace"
with = "新城"
examples = { hit = ["旧城"], miss = ["新城"] }
[[custom]]
code = "USR002"
scope = "line"
match = { any_of = ["旧城"] }
action = "remove"
examples = { hit = ["旧城"], miss = ["新城"] }
"#,
    );
    assert_eq!(clean(&both, "旧城与旧城\n新城\n"), "新城与新城\n新城\n");
}

#[test]
fn errors_name_the_key() {
    let error = |keys: &str| custom::compile(&rule(keys)).expect_err("a bad rule").to_string();
    let base = "scope = \"line\"\naction = \"remove\"\n";
    assert!(error(&format!("{base}match = {{}}")).starts_with("rules.custom[1].match: holds no condition"));
    assert!(
        error(&format!("{base}match = {{ regex = \"(\" }}"))
            .starts_with("rules.custom[1].match.regex: regex parse error")
    );
    assert!(
        error(&format!("{base}match = {{ regex = \"a*\" }}"))
            .starts_with("rules.custom[1].match.regex: matches the empty text")
    );
    let large = format!("{base}match = {{ regex = '\\w{{1000}}{{1000}}' }}");
    assert!(error(&large).starts_with("rules.custom[1].match.regex: "), "{}", error(&large));
    assert!(error(&format!("{base}match = {{ any_of = [\"\"] }}")).starts_with("rules.custom[1].match.any_of"));
    assert!(
        error(&format!("{base}match = {{ any_of = [\"甲\"], min_hits = 2 }}"))
            .starts_with("rules.custom[1].match.min_hits: is 2")
    );
    assert!(
        error(&format!("{base}with = \"乙\"\nmatch = {{ any_of = [\"甲\"] }}")).starts_with("rules.custom[1].with")
    );
    assert!(
        error(&format!("{base}stage = \"dedupe\"\nmatch = {{ any_of = [\"甲\"] }}"))
            .contains("there is no stage `dedupe`")
    );

    let mut taken = rule(&format!("{base}match = {{ any_of = [\"甲\"] }}"));
    taken[0].code = "SPM900".to_owned();
    assert!(custom::compile(&taken).expect_err("a taken code").to_string().contains("kept for the rules of taoxi"));
    taken[0].code = "usr1".to_owned();
    assert!(custom::compile(&taken).expect_err("a bad code").key == "rules.custom[1].code");
    taken[0].code = "USR001".to_owned();
    taken.push(taken[0].clone());
    assert!(custom::compile(&taken).expect_err("a code twice").key == "rules.custom[2].code");
    taken[1].code = "USR002".to_owned();
    taken[1].examples.miss.clear();
    assert!(custom::compile(&taken).expect_err("no examples").key == "rules.custom[2].examples.miss");
}

#[test]
fn unknown_keys_are_errors() {
    let error = |toml: &str| toml::from_str::<File>(toml).err().expect("an unknown key").to_string();
    let base = "[[custom]]\ncode = \"USR001\"\nscope = \"line\"\naction = \"remove\"\nexamples = { hit = [\"甲\"], miss = [\"乙\"] }\n";
    assert!(error(&format!("{base}match = {{ any_off = [\"甲\"] }}")).contains("any_off"));
    assert!(error(&format!("{base}match = {{ any_of = [\"甲\"] }}\ncolour = 1")).contains("colour"));
    assert!(
        error("[[custom]]\ncode = \"USR001\"\nscope = \"line\"\naction = \"remove\"\nmatch = { any_of = [\"甲\"] }")
            .contains("examples")
    );
}

#[test]
fn examples_are_run() {
    let mut rules = rule("scope = \"line\"\nmatch = { any_of = [\"甲\"] }\naction = \"remove\"");
    assert!(custom::examine(&rules).expect("good rules").iter().all(|f| f.passed));
    rules[0].examples.hit.push("乙".to_owned());
    rules[0].examples.miss.push("甲".to_owned());
    let failed: Vec<_> =
        custom::examine(&rules).expect("good rules").into_iter().filter(|f| !f.passed).map(|f| f.subject).collect();
    assert_eq!(failed, [Subject::Hit(2), Subject::Miss(2)]);
}

#[test]
fn a_replacement_that_never_rests_is_found() {
    let rules = rule("scope = \"line\"\nmatch = { any_of = [\"甲\"] }\naction = \"replace\"\nwith = \"甲乙\"");
    let findings = custom::examine(&rules).expect("good rules");
    assert!(findings.iter().any(|f| f.subject == Subject::Rest && !f.passed));
}

#[test]
fn protected_places_stay() {
    let rules = rule("scope = \"line\"\nmatch = { any_of = [\"甲\"] }\naction = \"remove\"");
    let protect = Protect::new(&["甲骨".to_owned()]).expect("good entries");
    let pipeline = pipeline(&rules).protecting(protect);
    let cleaned = pipeline.clean("甲一\n甲骨文\n", &mut pipeline.scratch());
    assert_eq!(cleaned.text, "甲骨文\n");
}

#[test]
fn equal_rules_are_kept_once() {
    let rules = rule("scope = \"line\"\nmatch = { any_of = [\"甲\"] }\naction = \"remove\"");
    let first = |stages: Vec<(&str, custom::Custom)>| taoxi::Stage::rules(&stages[0].1)[0];
    let (a, b) = (custom::compile(&rules).expect("good"), custom::compile(&rules).expect("good"));
    assert!(std::ptr::eq(first(a), first(b)));
}
