//! `taoxi explain` and `taoxi rules`

use std::io::{self, Write};

use super::args::{Explain, Global, Rules};
use super::nearest::did_you_mean;
use super::{Outcome, errors, messages as say};
use crate::Rule;

pub fn explain(args: &Explain, global: &Global) -> anyhow::Result<Outcome> {
    let wanted = args.code.to_ascii_uppercase();
    let rules = crate::rules();
    let found: Vec<_> =
        rules.iter().filter(|r| r.code.starts_with(&wanted) || r.name() == args.code.to_ascii_lowercase()).collect();
    if found.is_empty() {
        let help = did_you_mean(&wanted, rules.iter().map(|r| r.code)).unwrap_or_else(say::rules_are_listed);
        return Err(errors::usage_with_help("USE008", say::no_such_rule(&args.code), help));
    }
    let color = super::colored(global);
    let mut out = io::stdout().lock();
    for (n, rule) in found.iter().enumerate() {
        if n > 0 {
            writeln!(out)?;
        }
        one(&mut out, rule, color)?;
    }
    Ok(Outcome::Done)
}

fn one(out: &mut impl Write, rule: &Rule, color: bool) -> io::Result<()> {
    let (bold, plain) = if color { ("\x1b[1m", "\x1b[0m") } else { ("", "") };
    writeln!(out, "{bold}{} {}  {}{plain}", rule.code, rule.name(), rule.zh)?;
    writeln!(out, "{}\n", say::effect_and_level(rule.effect.name(), rule.level.name()))?;
    let mut fence = false;
    for line in rule.doc.trim_end().lines() {
        let line = line.strip_prefix(' ').unwrap_or(line);
        if let Some(kind) = line.strip_prefix("```") {
            fence = !fence;
            if fence {
                writeln!(out, "  {bold}{kind}{plain}")?;
            }
        } else if fence {
            writeln!(out, "    {line}")?;
        } else {
            writeln!(out, "{line}")?;
        }
    }
    writeln!(out, "\n{}", say::switch_off(rule.code))?;
    writeln!(out, "{}", say::take_back(rule.code))
}

/// Runs the examples of the user's rules.
fn test(settings: &super::args::Settings) -> anyhow::Result<Outcome> {
    let loaded = super::load(settings)?;
    let findings = crate::custom::examine(&loaded.config.rules.custom)?;
    let mut out = io::stdout().lock();
    for finding in &findings {
        let verdict = if finding.passed { say::example_ok() } else { say::example_failed() };
        writeln!(out, "{} {verdict}: {}", finding.code, finding.detail)?;
    }
    let failed = findings.iter().filter(|f| !f.passed).count();
    writeln!(out, "{}", say::examples_run(findings.len() - failed, failed))?;
    Ok(if failed == 0 { Outcome::Done } else { Outcome::Partly })
}

pub fn rules(args: &Rules) -> anyhow::Result<Outcome> {
    if let Some(super::args::RulesAction::Test { settings }) = &args.action {
        return test(settings);
    }
    let mut out = io::stdout().lock();
    let rules = crate::rules();
    if args.json {
        let list: Vec<_> = rules
            .iter()
            .map(|r| {
                serde_json::json!({
                    "code": r.code, "name": r.name(), "zh": r.zh, "effect": r.effect.name(),
                    "level": r.level.name(), "title": r.title(), "doc": r.doc,
                })
            })
            .collect();
        writeln!(out, "{}", serde_json::to_string_pretty(&list)?)?;
        return Ok(Outcome::Done);
    }
    if args.markdown {
        out.write_all(page(&rules).as_bytes())?;
        return Ok(Outcome::Done);
    }
    for rule in rules {
        writeln!(
            out,
            "{}  {:<10}  {:<8}  {}  {}",
            rule.code,
            rule.level.name(),
            rule.effect.name(),
            rule.zh,
            rule.title()
        )?;
    }
    Ok(Outcome::Done)
}

/// The rules as a page: `docs/rules.md`.
fn page(rules: &[&Rule]) -> String {
    use std::fmt::Write as _;
    let mut out = String::from(
        "# The rules\n\nMade by `taoxi rules --markdown` from the rules' own documentation; every example is run as a test. \
         `before` becomes `after`; `kept` must stay as it is.\n\n",
    );
    let stage = |code: &str| {
        crate::stages::all().iter().find(|s| s.rules().iter().any(|r| r.code == code)).map_or("dedup", |s| s.name())
    };
    let mut last = "";
    for rule in rules {
        if stage(rule.code) != last {
            last = stage(rule.code);
            let _ = writeln!(out, "## {last}\n");
        }
        let (effect, level) = (rule.effect.name(), rule.level.name());
        let _ = writeln!(out, "### {} {} {}\n\n*{effect}, {level}*\n", rule.code, rule.name(), rule.zh);
        for line in rule.doc.trim_end().lines() {
            let _ = writeln!(out, "{}", line.strip_prefix(' ').unwrap_or(line).trim_end());
        }
        out.push('\n');
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}
