//! `taoxi check`

use std::io::{self, Write};

use super::args::{Check, Global};
use super::trial::Trial;
use super::{Outcome, messages as say};

pub fn run(args: &Check, global: &Global) -> anyhow::Result<Outcome> {
    let loaded = super::load(&args.settings)?;
    let trial = Trial::run(super::work(&args.paths)?, &loaded, global)?;
    let mut outcome = Outcome::Done;
    let mut out = io::stdout().lock();
    for (name, entries) in trial.archive()?.outputs(|_| true)? {
        let mut rules: Vec<_> = entries.iter().flat_map(|e| e.journal.changes()).map(|c| c.rule.code).collect();
        if rules.is_empty() {
            continue;
        }
        outcome = Outcome::Partly;
        let edits = rules.len();
        rules.sort_unstable();
        rules.dedup();
        if global.quiet == 0 {
            writeln!(out, "{}", say::would_change(crate::input::shown(&name), edits, rules.join(" ")))?;
        }
    }
    for failure in &trial.report.failures {
        outcome = Outcome::Partly;
        if global.quiet < 2 {
            writeln!(io::stderr(), "taoxi: {}: {}", failure.path, say::reason(&failure.message))?;
        }
    }
    Ok(outcome)
}
