//! The examples in the rules' doc comments hold, and the rules' codes and docs are in order.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use taoxi::{Pipeline, RuleSet, Stage, stages};

/// A fence of a rule's doc: its kind and its text.
fn fences(doc: &str) -> Vec<(String, String)> {
    let mut fences = Vec::new();
    let mut open: Option<(String, String)> = None;
    for line in doc.lines() {
        let line = line.strip_prefix(' ').unwrap_or(line);
        match (line.trim_end().strip_prefix("```"), &mut open) {
            (Some(_), Some(_)) => fences.extend(open.take()),
            (Some(kind), None) => open = Some((kind.trim().to_owned(), String::new())),
            (None, Some((_, text))) => writeln!(text, "{}", unescape(line)).expect("a string takes all"),
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a fence is not closed:\n{doc}");
    fences
}

/// Puts the character in the place of `\u{XXXX}`.
fn unescape(line: &str) -> String {
    let mut parts = line.split("\\u{");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (hex, rest) = part.split_once('}').expect("\\u{ has a closing brace");
        let code = u32::from_str_radix(hex, 16).expect("\\u{} holds hexadecimal digits");
        out.push(char::from_u32(code).expect("\\u{} holds a character's code"));
        out.push_str(rest);
    }
    out
}

fn run(stage: Box<dyn Stage>, rules: RuleSet, text: &str) -> String {
    let pipeline = Pipeline::new(vec![stage], rules);
    pipeline.clean(text, &mut pipeline.scratch()).text.into_owned()
}

#[test]
fn documented_examples_hold() {
    let mut examples = 0;
    for n in 0..stages::all().len() {
        let take = || stages::all().swap_remove(n);
        for rule in take().rules() {
            // A rule that is off by default is switched on for its own examples.
            let rules = || RuleSet::new(taoxi::Level::Aggressive, vec![rule.code.to_owned()], Vec::new());
            let fences = fences(rule.doc);
            let mut fences = fences.iter();
            while let Some((kind, text)) = fences.next() {
                let wanted = match kind.as_str() {
                    "before" => match fences.next() {
                        Some((kind, after)) if kind == "after" => after,
                        _ => panic!("{}: `before` without `after`", rule.code),
                    },
                    "kept" => text,
                    _ => continue,
                };
                examples += 1;
                assert_eq!(&run(take(), rules(), text), wanted, "{} {}", rule.code, rule.name());
            }
        }
    }
    println!("{examples} examples");
}

#[test]
fn every_rule_is_documented_and_has_a_code_of_its_own() {
    let mut codes = BTreeSet::new();
    for rule in stages::rules() {
        assert!(codes.insert(rule.code), "{} is used twice", rule.code);
        let (letters, digits) = rule.code.split_at(3);
        assert!(letters.chars().all(|c| c.is_ascii_uppercase()), "{}", rule.code);
        assert!(digits.len() == 3 && digits.chars().all(|c| c.is_ascii_digit()), "{}", rule.code);
        assert!(!rule.title().is_empty() && !rule.zh.is_empty(), "{} has no title", rule.code);
        assert!(!rule.title().starts_with("```"), "{} has no title", rule.code);
        let fences = fences(rule.doc);
        assert!(fences.iter().any(|(kind, _)| kind == "before" || kind == "kept"), "{} has no example", rule.code);
    }
}
