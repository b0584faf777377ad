//! `taoxi clean`

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::args::{Clean, Global};
use super::progress::Shown;
use super::{Outcome, Work, errors, messages as say};
use crate::report::Report;
use crate::{input, output, run};

/// Where outputs go if nothing else is said.
const DEFAULT_OUTPUT: &str = "cleaned";
/// Failures that are named on the terminal; the rest is in the report.
const NAMED: usize = 10;

pub fn run(args: &Clean, global: &Global) -> anyhow::Result<Outcome> {
    let loaded = super::load(&args.settings)?;
    let to_stdout = args.output.as_deref() == Some(Path::new("-"));
    match super::work(&args.paths)? {
        Work::Pipe if args.output.is_none() || to_stdout => {
            let done = run::filter(super::read_stdin()?, "-", &loaded.config)?;
            let mut out = io::stdout().lock();
            out.write_all(done.text.as_bytes())?;
            out.flush()?;
            if global.verbose > 0 {
                timings(&done.report)?;
            }
            Ok(Outcome::Done)
        }
        Work::Pipe => {
            // Standard input into a folder: as a file of that name.
            let folder = tempfile::tempdir()?;
            let path = folder.path().join("stdin.txt");
            std::fs::write(&path, super::read_stdin()?)?;
            into_folder(&[path], args, global, &loaded)
        }
        Work::Paths(_) if to_stdout => Err(errors::usage("USE004", say::standard_output_takes_one())),
        Work::Paths(paths) => into_folder(&paths, args, global, &loaded),
    }
}

fn into_folder(
    paths: &[PathBuf],
    args: &Clean,
    global: &Global,
    loaded: &crate::config::Loaded,
) -> anyhow::Result<Outcome> {
    let out = args.output.as_deref().unwrap_or(Path::new(DEFAULT_OUTPUT));
    run::check_apart(paths, out)?;
    let found = input::discover(paths, &loaded.config.input)?;
    let shown = Shown::new(global);
    let mut report = run::clean(&found, loaded, out, &shown)?;
    report.run.argv = std::env::args().collect();
    run::write_report(&report, out, super::lang(global), loaded.config.output.fsync)?;
    drop(shown);
    if global.quiet < 2 {
        failures(&report)?;
    }
    if global.quiet == 0 {
        skipped(&report)?;
        summary(&report, out)?;
    }
    if global.verbose > 0 {
        timings(&report)?;
    }
    let within = super::within(&args.fail_if, &report)?;
    Ok(if report.failures.is_empty() && within { Outcome::Done } else { Outcome::Partly })
}

fn failures(report: &Report) -> io::Result<()> {
    let mut err = io::stderr().lock();
    for failure in report.failures.iter().take(NAMED) {
        writeln!(err, "taoxi: {}: {}", failure.path, say::reason(&failure.message))?;
    }
    if report.failures.len() > NAMED {
        writeln!(err, "taoxi: {}", say::more_failures(report.failures.len() - NAMED))?;
    }
    Ok(())
}

fn skipped(report: &Report) -> io::Result<()> {
    let mut err = io::stderr().lock();
    for passed in report.skipped.iter().take(NAMED) {
        writeln!(err, "taoxi: {}", say::skipped(&passed.path, say::reason(&passed.reason)))?;
    }
    if report.skipped.len() > NAMED {
        writeln!(err, "taoxi: {}", say::more_skipped(report.skipped.len() - NAMED))?;
    }
    Ok(())
}

/// What a run came to, in a few lines.
fn summary(report: &Report, out: &Path) -> io::Result<()> {
    let mut err = io::stderr().lock();
    let (documents, chars) = (&report.totals.documents, &report.totals.chars);
    let seconds = report.run.wall_ms as f64 / 1000.0;
    let rate = report.inputs.bytes as f64 / 1e6 / seconds.max(1e-3);
    writeln!(
        err,
        "{}",
        say::documents(
            report.inputs.documents,
            report.inputs.files,
            input::shown(out),
            documents.changed,
            documents.unchanged + documents.unsettled,
            documents.failed,
            seconds,
            rate,
        )
    )?;
    let balance = say::balance(chars.before, chars.removed, chars.added, chars.after);
    let note = if report.totals.balance_ok { String::new() } else { say::not_balanced() };
    writeln!(err, "{balance}{note}")?;
    let mut rules: Vec<_> = report.by_rule.iter().collect();
    rules.sort_by_key(|r| std::cmp::Reverse(r.hits));
    let named: Vec<_> = rules.iter().take(6).map(|r| format!("{} {} {}", r.code, r.zh, r.hits)).collect();
    if !named.is_empty() {
        let more = if rules.len() > 6 { say::more_rules(rules.len() - 6) } else { String::new() };
        writeln!(err, "{}{more}", named.join(" · "))?;
    }
    let doubts: u64 = report.review.by_rule.values().sum();
    let path = input::shown(&out.join(output::META).join("report.md"));
    let doubts = if doubts > 0 { say::left_alone(doubts) } else { String::new() };
    writeln!(err, "{}", say::report_at(path, doubts, input::shown(out)))
}

/// The share of each stage.
fn timings(report: &Report) -> io::Result<()> {
    let mut err = io::stderr().lock();
    let all: f64 = report.stages.iter().map(|s| s.cpu_ms).sum();
    for stage in &report.stages {
        let share = 100.0 * stage.cpu_ms / all.max(f64::MIN_POSITIVE);
        writeln!(err, "{:<12} {:>10.1} ms {share:>5.1} %  {}", stage.name, stage.cpu_ms, say::edits(stage.hits))?;
    }
    Ok(())
}
