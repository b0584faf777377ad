//! `taoxi dedup`

use std::io::{self, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::args::{Dedup, Global, Settings};
use super::{Outcome, Work, errors, messages as say};
use crate::config::Loaded;
use crate::dedup::files::{self, Job, Summary, Target};
use crate::dedup::{self, Unit};
use crate::input::{self, Found};
use crate::run;

/// Failures that are named.
const NAMED: usize = 10;

pub fn run(args: &Dedup, global: &Global) -> anyhow::Result<Outcome> {
    let loaded = load(args)?;
    if args.remember.is_some() && !matches!(super::work(&args.paths)?, Work::Pipe) {
        return Err(errors::usage("USE010", say::remember_is_for_pipes()));
    }
    let paths = match super::work(&args.paths)? {
        Work::Paths(paths) => paths,
        Work::Pipe => return pipe(args, global, &loaded),
    };
    let found = input::discover(&paths, &loaded.config.input)?;
    let target = target(args, &paths, &found)?;
    if let Target::File(out) | Target::Folder(out) = &target {
        run::check_apart(&paths, out)?;
    }
    let job = Job {
        inputs: found.inputs,
        text_field: loaded.config.input.text_field.clone(),
        options: loaded.config.dedup.clone(),
        target,
        pairs: args.pairs.clone(),
        index: args.index.clone(),
        fsync: loaded.config.output.fsync,
    };
    let started = Instant::now();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(loaded.config.run.jobs).build()?;
    let mut summary = pool.install(|| files::run(&job))?;
    summary.failures.extend(found.failed);
    report(&summary, started, global)
}

/// Standard input to standard output, line by line.
fn pipe(args: &Dedup, global: &Global, loaded: &Loaded) -> anyhow::Result<Outcome> {
    for (given, flag) in [(args.index.is_some(), "--index"), (args.pairs.is_some(), "--pairs")] {
        if given {
            return Err(errors::usage("USE011", say::needs_files(flag)));
        }
    }
    let started = Instant::now();
    let mut out: Box<dyn Write> = match args.output.as_deref() {
        _ if args.dry_run => Box::new(io::sink()),
        Some(path) if path != Path::new("-") => {
            return Err(errors::usage("USE012", say::a_pipe_goes_to_standard_output()));
        }
        _ => Box::new(BufWriter::with_capacity(1 << 16, io::stdout().lock())),
    };
    let input = &loaded.config.input;
    let reader = BufReader::with_capacity(1 << 18, io::stdin().lock());
    let options = &loaded.config.dedup;
    let summary = files::pipe(reader, &mut out, input.format, &input.text_field, options, args.remember)?;
    report(&summary, started, global)
}

fn report(summary: &Summary, started: Instant, global: &Global) -> anyhow::Result<Outcome> {
    if global.quiet == 0 {
        tell(summary, started.elapsed().as_secs_f64())?;
    }
    if global.quiet < 2 {
        let mut err = io::stderr().lock();
        for failure in summary.failures.iter().take(NAMED) {
            writeln!(err, "taoxi: {}: {}", failure.path, say::reason(&failure.reason))?;
        }
        if summary.failures.len() > NAMED {
            writeln!(err, "taoxi: {}", say::more_failed(summary.failures.len() - NAMED))?;
        }
    }
    Ok(if summary.failures.is_empty() { Outcome::Done } else { Outcome::Partly })
}

/// The configuration, with what the flags say.
fn load(args: &Dedup) -> anyhow::Result<Loaded> {
    let mut set = Vec::new();
    let text = |value: &str| toml::Value::from(value).to_string();
    for (key, value) in [
        ("unit", args.unit.as_deref().map(text)),
        ("threshold", args.threshold.map(|value| toml::Value::from(value).to_string())),
        ("shingle", args.shingle.map(|value| value.to_string())),
        ("min_chars", args.min_chars.map(|value| value.to_string())),
        ("keep", args.keep.as_deref().map(text)),
        ("numbers_differ", args.numbers_differ.as_deref().map(text)),
        ("scope", args.scope.as_deref().map(text)),
        ("exhaustive", args.exhaustive.then(|| "true".to_owned())),
    ] {
        if let Some(value) = value {
            set.push(format!("dedup.{key}={value}"));
        }
    }
    let mut loaded = super::load(&Settings {
        config: args.config.clone(),
        isolated: args.isolated,
        set,
        format: args.format.clone(),
        text_field: args.text_field.clone(),
        include: args.include.clone(),
        exclude: args.exclude.clone(),
        jobs: args.jobs,
        memory: args.memory.clone(),
        ..Settings::default()
    })?;
    let options = &mut loaded.config.dedup;
    // Captions and refrains are paragraphs. A document is one whatever its length.
    if options.unit == Unit::Document
        && args.min_chars.is_none()
        && options.min_chars == dedup::Options::default().min_chars
    {
        options.min_chars = 0;
    }
    if let Some(folder) = &args.tmp {
        options.tmp = Some(folder.clone());
    }
    if args.memory.is_some() {
        options.memory = loaded.config.run.memory;
    }
    Ok(loaded)
}

/// Where the output goes: a file for a file, a folder for a folder.
fn target(args: &Dedup, paths: &[PathBuf], found: &Found) -> anyhow::Result<Target> {
    let single = paths.len() == 1 && paths[0].is_file() && found.inputs.len() == 1;
    Ok(match &args.output {
        _ if args.dry_run => Target::Nowhere,
        Some(out) if out == Path::new("-") => Target::Stdout,
        Some(out) if single && !out.is_dir() => Target::File(out.clone()),
        Some(out) => Target::Folder(out.clone()),
        None if single => Target::Stdout,
        None => return Err(errors::usage("USE013", say::name_a_folder())),
    })
}

fn tell(summary: &Summary, seconds: f64) -> io::Result<()> {
    let stats = &summary.stats;
    let mut err = io::stderr().lock();
    writeln!(
        err,
        "{}",
        say::deduplicated(
            stats.units,
            stats.exact + stats.near,
            stats.exact,
            stats.near,
            stats.too_short,
            seconds,
            summary.bytes as f64 / 1e6 / seconds.max(1e-3),
        )
    )?;
    if stats.capped_buckets > 0 {
        writeln!(err, "{}", say::groups_too_large(stats.capped_buckets))?;
    }
    Ok(())
}
