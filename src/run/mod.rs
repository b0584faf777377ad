//! The whole journey: inputs → documents → stages → dedup → outputs, journal, report.
//!
//! Files are read in corpus order, in batches of bounded size; the documents of a batch go through
//! the stages in parallel, and what comes out is taken up in order again. So neither the result
//! nor the report depends on the number of threads. Cleaned files wait under hidden names until dedup
//! has seen the last document; then lines are taken out where needed, and all get their names.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::Current;
use crate::config::Loaded;
use crate::input::{self, Found};
use crate::output::{self, Lock, META};
use crate::report::Report;
use crate::report::html::{self, Lang};

mod batch;
mod dups;
mod filter;
pub(crate) mod jsonl;
mod learn;
mod memory;
mod sink;
pub(crate) mod units;
mod worker;

pub use filter::{Filtered, filter};
pub(crate) use sink::rejected_path;
pub use worker::{Doc, checksum, clean_document};

/// Who is told of the progress. Every method may be called from any thread.
pub trait Observer: Sync {
    /// The work begins: so many files and bytes.
    fn begin(&self, files: u64, bytes: u64) {
        let _ = (files, bytes);
    }
    /// So many bytes of input have been read.
    fn read(&self, bytes: u64) {
        let _ = bytes;
    }
    /// A file is through the stages.
    fn file(&self, name: &Path) {
        let _ = name;
    }
    /// The run enters a part of the work: `learn`, `clean`, `dedup`, `write`.
    fn phase(&self, name: &'static str) {
        let _ = name;
    }
    /// Where the name of the stage at work is to be written.
    fn current(&self) -> Option<Current> {
        None
    }
    /// Whether the run is to stop as soon as it can.
    fn stop(&self) -> bool {
        false
    }
}

/// Nobody is told.
pub struct Silent;

impl Observer for Silent {}

/// Why a run cannot be done at all.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The output lies in the input or the other way round.
    #[error("{output} lies inside the input {input}: the output of one run would be the input of the next")]
    Inside {
        /// The output folder.
        output: String,
        /// The input.
        input: String,
    },
    /// The output is the input.
    #[error("{0} is both input and output; inputs are never written to")]
    Same(String),
    /// Another run writes to the output folder.
    #[error("{0} is in use by another run")]
    Locked(String),
    /// The output cannot be made.
    #[error("{path} cannot be written: {source}")]
    Output {
        /// The file or folder.
        path: String,
        /// What the system said.
        source: io::Error,
    },
    /// Near-duplicates cannot be looked for.
    #[error("dedup: {0}")]
    Dedup(String),
    /// The configuration cannot be used.
    #[error(transparent)]
    Config(#[from] crate::config::Error),
    /// The input is binary data.
    #[error("{0} is not text: it holds binary data")]
    NotText(String),
    /// A document could not be cleaned.
    #[error("{path}: {message}")]
    Document {
        /// The document.
        path: String,
        /// What went wrong.
        message: String,
    },
    /// The run was asked to stop. Nothing has its final name yet.
    #[error("stopped; nothing was written")]
    Interrupted,
    /// The worker threads cannot be started.
    #[error("the worker threads cannot be started: {0}")]
    Threads(String),
}

impl Error {
    fn output(path: &Path) -> impl FnOnce(io::Error) -> Self + '_ {
        move |source| Self::Output { path: input::shown(path), source }
    }
}

/// Refuses outputs that are an input, lie in one, or hold one that would be overwritten.
///
/// # Errors
/// [`Error::Same`] or [`Error::Inside`].
pub fn check_apart(inputs: &[PathBuf], out: &Path) -> Result<(), Error> {
    let real = |p: &Path| {
        // What does not exist yet lies where its nearest existing ancestor lies.
        p.ancestors().find_map(|a| Some((a.canonicalize().ok()?, p.strip_prefix(a).ok()?))).map_or_else(
            || p.to_owned(),
            |(real, rest)| if rest.as_os_str().is_empty() { real } else { real.join(rest) },
        )
    };
    let current = std::env::current_dir().unwrap_or_default();
    let out_real = real(&current.join(out));
    for input in inputs {
        let input_real = real(&current.join(input));
        if input_real == out_real || (input_real.is_file() && input_real.parent() == Some(out_real.as_path())) {
            return Err(Error::Same(input::shown(input)));
        }
        if out_real.starts_with(&input_real) {
            return Err(Error::Inside { output: input::shown(out), input: input::shown(input) });
        }
    }
    Ok(())
}

/// Cleans everything found into the folder `out`, with reports under `out/_taoxi`.
///
/// A document that cannot be read or cleaned is listed in [`Report::failures`]; the others are done.
///
/// # Errors
/// If the output cannot be written, or another run is writing to it.
pub fn clean(found: &Found, loaded: &Loaded, out: &Path, observer: &dyn Observer) -> Result<Report, Error> {
    let started = (Instant::now(), jiff::Timestamp::now());
    let config = &loaded.config;
    let threads = threads(config.run.jobs)?;
    let lock = Lock::take(out).map_err(Error::output(out))?;
    let Some(_lock) = lock else { return Err(Error::Locked(input::shown(out))) };
    let mut report = threads.install(|| {
        observer.begin(found.inputs.len() as u64, found.inputs.iter().map(|i| i.bytes).sum());
        let learned = if config.boilerplate.learn {
            observer.phase("learn");
            Some(learn::learn(found, config, observer)?)
        } else {
            None
        };
        let mut sink = sink::Sink::open(found, config, out, learned.clone())?;
        observer.phase("clean");
        batch::each(found, config, &learned.unwrap_or_default(), observer, |documents| sink.take(documents))?;
        if observer.stop() {
            return Err(Error::Interrupted);
        }
        sink.finish(observer)
    })?;
    report.run.started = started.1.to_string();
    report.run.wall_ms = started.0.elapsed().as_millis() as u64;
    report.run.jobs = threads.current_num_threads();
    report.config.effective = serde_json::to_value(config).unwrap_or_default();
    report.config.sources.clone_from(&loaded.origins);
    Ok(report)
}

/// Writes the report's forms under `out/_taoxi`.
///
/// # Errors
/// If one of them cannot be written.
pub fn write_report(report: &Report, out: &Path, lang: Lang, fsync: output::Fsync) -> Result<(), Error> {
    let folder = out.join(META);
    let json = serde_json::to_string_pretty(report).unwrap_or_default() + "\n";
    let run = serde_json::json!({ "tool": report.tool, "run": report.run, "config": report.config });
    let forms = [
        ("report.json", json),
        ("report.md", crate::report::markdown::render(report)),
        ("report.html", html::render(report, lang, html::BUDGET)),
        ("run.json", serde_json::to_string_pretty(&run).unwrap_or_default() + "\n"),
    ];
    for (name, text) in forms {
        let path = folder.join(name);
        output::write_whole(&path, text.as_bytes(), fsync).map_err(Error::output(&path))?;
    }
    Ok(())
}

fn threads(jobs: usize) -> Result<rayon::ThreadPool, Error> {
    rayon::ThreadPoolBuilder::new().num_threads(jobs).build().map_err(|e| Error::Threads(e.to_string()))
}
