//! `taoxi report` and `taoxi compare`

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use anyhow::Context as _;

use super::args::{Compare, Global, ReportArgs};
use super::{Outcome, errors, messages as say};
use crate::archive::Archive;
use crate::input::shown;
use crate::output::{Fsync, META, write_whole};
use crate::report::sarif::Sarif;
use crate::report::{self, FileCounts, Report, csv, html, markdown};
use crate::run;

/// Reads the report of a run.
fn read(dir: &Path) -> anyhow::Result<Report> {
    let path = dir.join(META).join("report.json");
    let json = fs::read(&path).map_err(|e| errors::usage("USE014", say::no_report(shown(&path), e)))?;
    serde_json::from_slice(&json).with_context(|| say::not_a_report(shown(&path)))
}

fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    write_whole(path, text.as_bytes(), Fsync::Never)
        .map_err(|source| run::Error::Output { path: shown(path), source })?;
    Ok(())
}

pub fn report(args: &ReportArgs, global: &Global) -> anyhow::Result<Outcome> {
    let report = read(&args.dir)?;
    let lang = super::lang(global);
    let budget = super::parse_size(&args.budget).with_context(|| format!("`{}` is not a size: 5M", args.budget))?;
    let page = || html::render(&report, lang, budget as usize);
    let mut any = false;
    for (path, text) in [
        (&args.html, &page as &dyn Fn() -> String),
        (&args.md, &|| markdown::render(&report)),
        (&args.csv_rules, &|| csv::rules(&report.by_rule)),
    ] {
        if let Some(path) = path {
            write(path, &text())?;
            any = true;
        }
    }
    if let Some(path) = &args.csv_files {
        let lines = args.dir.join(META).join("files.jsonl");
        let json = fs::read_to_string(&lines).with_context(|| shown(&lines))?;
        let files: Vec<FileCounts> = json.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
        write(path, &csv::files(&files))?;
        any = true;
    }
    if let Some(path) = &args.sarif {
        let archive = Archive::open(&args.dir)?;
        let mut sarif = Sarif::default();
        for (name, entries) in archive.outputs(|_| true)? {
            let texts = archive.read(&name)?;
            for entry in entries.iter().filter(|e| !e.journal.is_empty()) {
                sarif.add(entry, &texts.source(entry)?);
            }
        }
        write(path, &sarif.finish())?;
        any = true;
    }
    if !any {
        // Nothing was named: the forms that every run has.
        let folder = args.dir.join(META);
        write(&folder.join("report.html"), &page())?;
        write(&folder.join("report.md"), &markdown::render(&report))?;
    }
    Ok(Outcome::Done)
}

pub fn compare(args: &Compare, global: &Global) -> anyhow::Result<Outcome> {
    let (first, second) = (read(&args.first)?, read(&args.second)?);
    let entries = |dir: &Path| -> anyhow::Result<_> { Ok(Archive::open(dir)?.entries(|_| true)?) };
    let (before, after) = (entries(&args.first)?, entries(&args.second)?);
    let comparison = report::compare::compare((&first, &before), (&second, &after));
    let text = comparison.markdown();
    if let Some(path) = &args.md {
        write(path, &text)?;
    }
    if let Some(path) = &args.html {
        write(path, &html::render_comparison(&comparison))?;
    }
    if global.quiet == 0 {
        io::stdout().lock().write_all(text.as_bytes())?;
    }
    Ok(if super::within(&args.fail_if, &second)? { Outcome::Done } else { Outcome::Partly })
}
