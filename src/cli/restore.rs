//! `taoxi restore`

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use super::args::{Global, Restore};
use super::nearest::did_you_mean;
use super::progress::Shown;
use super::{Outcome, errors, messages as say};
use crate::archive::Archive;
use crate::config::{DEDUP, Loaded};
use crate::input::{self, shown};
use crate::output::{Fsync, write_whole};
use crate::{rule, run};

pub fn run(args: &Restore, global: &Global) -> anyhow::Result<Outcome> {
    for code in &args.rule {
        let rules = crate::rules();
        if rule::find(code).is_none() && !rules.iter().any(|r| r.code.starts_with(code.as_str())) {
            let help = did_you_mean(code, rules.iter().map(|r| r.code)).unwrap_or_else(say::rules_are_listed);
            return Err(errors::usage_with_help("USE008", say::no_such_rule(code), help));
        }
    }
    run::check_apart(std::slice::from_ref(&args.dir), &args.output)?;
    let archive = Archive::open(&args.dir)?;
    if args.rule.is_empty() {
        let (done, outcome) = sources(&archive, args, &args.output, args.utf8)?;
        if global.quiet == 0 {
            writeln!(io::stderr(), "{}", say::restored(done, shown(&args.output)))?;
        }
        return Ok(outcome);
    }
    // As if the rules were off: the sources again, cleaned without them.
    let folder = tempfile::tempdir()?;
    let (_, outcome) = sources(&archive, args, folder.path(), false)?;
    let mut config = archive.config().clone();
    config.rules.ignore.extend(args.rule.iter().cloned());
    config.rules.select.retain(|code| !args.rule.contains(code));
    if crate::dedup::RULES.iter().all(|r| args.rule.iter().any(|code| r.code.starts_with(code.as_str()))) {
        config.stages.retain(|s| s != DEDUP);
    }
    let loaded = Loaded { config, origins: Vec::new() };
    let found = input::discover(&[folder.path().to_owned()], &loaded.config.input)?;
    let report = run::clean(&found, &loaded, &args.output, &Shown::new(global))?;
    run::write_report(&report, &args.output, super::lang(global), Fsync::Always)?;
    if global.quiet == 0 {
        let rules = args.rule.join(", ");
        writeln!(io::stderr(), "{}", say::restored_without(report.outputs.files, rules, shown(&args.output)))?;
    }
    Ok(if report.failures.is_empty() { outcome } else { Outcome::Partly })
}

/// Writes the inputs again under `to`. Tells how many files.
fn sources(archive: &Archive, args: &Restore, to: &Path, utf8: bool) -> anyhow::Result<(usize, Outcome)> {
    let wanted = |name: &Path| args.doc.is_empty() || args.doc.iter().any(|d| d == name);
    let outputs = archive.outputs(wanted)?;
    for doc in &args.doc {
        if !outputs.contains_key(doc) {
            return Err(errors::usage("USE007", say::no_such_document(shown(&args.dir), shown(doc))));
        }
    }
    let (mut done, mut outcome) = (0, Outcome::Done);
    for (name, entries) in outputs {
        let path: PathBuf = to.join(&name);
        let bytes = archive.read(&name).and_then(|texts| match entries.as_slice() {
            [entry] if utf8 && entry.document.record.is_none() => texts.source(entry).map(String::into_bytes),
            entries => texts.input(entries),
        });
        match bytes {
            Ok(bytes) => {
                let bytes = packed(&name, bytes).with_context(|| shown(&path))?;
                write_whole(&path, &bytes, Fsync::Always)
                    .map_err(|source| run::Error::Output { path: shown(&path), source })?;
                done += 1;
            }
            Err(e) => {
                writeln!(io::stderr(), "{}", errors::tell(&e.into()))?;
                outcome = Outcome::Partly;
            }
        }
    }
    Ok((done, outcome))
}

/// Bytes packed as the name says.
fn packed(name: &Path, bytes: Vec<u8>) -> io::Result<Vec<u8>> {
    match input::kind(name, input::Format::Auto).1 {
        input::Packing::Plain => Ok(bytes),
        input::Packing::Zstd => zstd::encode_all(bytes.as_slice(), 3),
        input::Packing::Gzip => {
            let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
            encoder.write_all(&bytes)?;
            encoder.finish()
        }
    }
}
