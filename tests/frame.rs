//! Pages, lines and traps of our own writing: what `boilerplate` takes and what it leaves, by rule.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use taoxi::stages::boilerplate::Boilerplate;
use taoxi::{Pipeline, RuleSet};

/// What must become of a line.
#[derive(Clone, PartialEq, Eq)]
enum Wanted {
    Kept,
    Removed(String),
    Either,
}

struct Case {
    name: String,
    lines: Vec<(Wanted, String)>,
}

impl Case {
    fn text(&self) -> String {
        let mut text = String::new();
        for (_, line) in &self.lines {
            writeln!(text, "{line}").expect("a string takes all");
        }
        text
    }
}

fn cases(file: &str) -> Vec<Case> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/frame").join(file);
    let text = std::fs::read_to_string(path).expect("the cases are in the repository");
    let (mut cases, mut open) = (Vec::new(), false);
    let mut name = String::new();
    for line in text.lines() {
        if let Some(title) = line.strip_prefix("## ") {
            name = title.to_owned();
        } else if line.starts_with("```") {
            open = !open;
            if open {
                cases.push(Case { name: name.clone(), lines: Vec::new() });
            }
        } else if open {
            let case = cases.last_mut().expect("a fence opens a case");
            let (wanted, rest) = match line.chars().next() {
                Some('-') => (Wanted::Removed(format!("BPL{}", &line[1..4])), &line[5..]),
                Some('?') => (Wanted::Either, &line[1..]),
                _ => (Wanted::Kept, line.get(1..).unwrap_or_default()),
            };
            case.lines.push((wanted, rest.to_owned()));
        }
    }
    cases
}

/// The code that removed each line, if one did.
fn removed_by(text: &str, rules: RuleSet) -> BTreeMap<usize, &'static str> {
    let pipeline = Pipeline::new(vec![Box::new(Boilerplate::default())], rules);
    let cleaned = pipeline.clean(text, &mut pipeline.scratch());
    assert!(cleaned.settled);
    let mut removed = BTreeMap::new();
    for change in cleaned.journal.changes() {
        let earlier = &cleaned.journal.steps[..change.step];
        let start = earlier.iter().rev().fold(change.was_at.start, |at, step| step.before(at));
        removed.insert(text[..start as usize].matches('\n').count(), change.rule.code);
    }
    removed
}

#[derive(Default)]
struct Tally {
    /// Lines that this rule should remove, and that something removed.
    found: u32,
    /// Lines that this rule should remove, and that stayed.
    missed: u32,
    /// Lines that this rule removed and that may go.
    right: u32,
    /// Lines that this rule removed and that must stay.
    wrong: u32,
}

#[test]
fn what_goes_and_what_stays() {
    let mut tally: BTreeMap<String, Tally> = BTreeMap::new();
    let mut report = String::new();
    for file in ["pages.md", "lines.md", "traps.md"] {
        for case in cases(file) {
            let text = case.text();
            let removed = removed_by(&text, RuleSet::default());
            for (n, (wanted, line)) in case.lines.iter().enumerate() {
                if line.trim().is_empty() {
                    continue;
                }
                match (wanted, removed.get(&n)) {
                    (Wanted::Removed(code), Some(by)) => {
                        tally.entry(code.clone()).or_default().found += 1;
                        tally.entry((*by).to_owned()).or_default().right += 1;
                    }
                    (Wanted::Removed(code), None) => {
                        tally.entry(code.clone()).or_default().missed += 1;
                        writeln!(report, "left    {code} in {file}, {}: {line}", case.name)
                            .expect("a string takes all");
                    }
                    (Wanted::Kept, Some(by)) => {
                        tally.entry((*by).to_owned()).or_default().wrong += 1;
                        writeln!(report, "LOST by {by} in {file}, {}: {line}", case.name).expect("a string takes all");
                    }
                    (Wanted::Either, Some(by)) => tally.entry((*by).to_owned()).or_default().right += 1,
                    (Wanted::Kept | Wanted::Either, None) => {}
                }
            }
        }
    }
    let share = |a: u32, b: u32| if a + b == 0 { 1.0 } else { f64::from(a) / f64::from(a + b) };
    let mut all = Tally::default();
    println!("rule      recall   of  precision   of");
    for (code, t) in &tally {
        println!(
            "{code}   {:6.3} {:4}     {:6.3} {:4}",
            share(t.found, t.missed),
            t.found + t.missed,
            share(t.right, t.wrong),
            t.right + t.wrong
        );
        all.found += t.found;
        all.missed += t.missed;
        all.right += t.right;
        all.wrong += t.wrong;
    }
    let (recall, precision) = (share(all.found, all.missed), share(all.right, all.wrong));
    println!("all      {recall:6.3} {:4}     {precision:6.3} {:4}", all.found + all.missed, all.right + all.wrong);
    println!("{report}");
    assert!(recall >= 0.98 && precision >= 0.98, "recall {recall:.3}, precision {precision:.3}\n{report}");
}
