//! Progress on standard error: a bar on a terminal, JSON lines for schedulers.

use std::fmt;
use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use super::args::{Global, Progress};
use crate::Current;
use crate::run::Observer;

/// Set by the first interrupt signal.
static STOP: AtomicBool = AtomicBool::new(false);

/// Shows the progress of a run, and listens for the signal to stop.
pub struct Shown {
    bar: ProgressBar,
    json: bool,
    files: (AtomicU64, AtomicU64),
    bytes: (AtomicU64, AtomicU64),
    phase: Mutex<&'static str>,
    stage: Current,
    started: Instant,
    /// Milliseconds after the start when the last JSON line was written.
    last: AtomicU64,
}

impl Shown {
    pub fn new(global: &Global) -> Self {
        // A second handler, as in a second run of one process, is not needed.
        let _ = ctrlc::set_handler(|| {
            if STOP.swap(true, Relaxed) {
                std::process::exit(130);
            }
        });
        let on_terminal = io::stderr().is_terminal() && global.quiet == 0;
        let bar = match global.progress {
            Progress::Auto if on_terminal => {
                ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(10))
            }
            _ => ProgressBar::hidden(),
        };
        let stage = Current::default();
        let style = "{bar:24} {bytes}/{total_bytes}  {decimal_bytes_per_sec}  {prefix}  {msg} {stage}";
        if let Ok(style) = ProgressStyle::with_template(style) {
            let stage = Arc::clone(&stage);
            let written = move |_: &ProgressState, out: &mut dyn fmt::Write| {
                let _ = out.write_str(name(&stage));
            };
            bar.set_style(style.with_key("stage", written).progress_chars("█▌ "));
        }
        Self {
            bar,
            json: global.progress == Progress::Json,
            files: Default::default(),
            bytes: Default::default(),
            phase: Mutex::new("start"),
            stage,
            started: Instant::now(),
            last: AtomicU64::new(0),
        }
    }

    fn json_line(&self, now: u64) {
        let line = serde_json::json!({
            "phase": name(&self.phase),
            "stage": name(&self.stage),
            "files": self.files.0.load(Relaxed),
            "files_total": self.files.1.load(Relaxed),
            "bytes": self.bytes.0.load(Relaxed),
            "bytes_total": self.bytes.1.load(Relaxed),
            "elapsed_ms": now,
        });
        let _ = writeln!(io::stderr(), "{line}");
    }

    /// Writes a JSON line if the last one is a second old.
    fn tick(&self) {
        if !self.json {
            return;
        }
        let now = self.started.elapsed().as_millis() as u64;
        let last = self.last.load(Relaxed);
        if now >= last + 1000 && self.last.compare_exchange(last, now, Relaxed, Relaxed).is_ok() {
            self.json_line(now);
        }
    }
}

/// The name of the part of the work, or of the stage, that is at work.
fn name(of: &Mutex<&'static str>) -> &'static str {
    *of.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Observer for Shown {
    fn begin(&self, files: u64, bytes: u64) {
        self.files.1.store(files, Relaxed);
        self.bytes.1.store(bytes, Relaxed);
        self.bar.set_length(bytes);
        self.bar.enable_steady_tick(Duration::from_millis(200));
    }

    fn read(&self, bytes: u64) {
        self.bytes.0.fetch_add(bytes, Relaxed);
        self.bar.inc(bytes);
        self.tick();
    }

    fn file(&self, _name: &Path) {
        let done = self.files.0.fetch_add(1, Relaxed) + 1;
        if !self.bar.is_hidden() {
            self.bar.set_prefix(format!("{done}/{}", self.files.1.load(Relaxed)));
        }
    }

    fn phase(&self, name: &'static str) {
        *self.phase.lock().unwrap_or_else(PoisonError::into_inner) = name;
        *self.stage.lock().unwrap_or_else(PoisonError::into_inner) = "";
        self.bar.set_message(name);
        if self.json {
            self.json_line(self.started.elapsed().as_millis() as u64);
        }
    }

    fn current(&self) -> Option<Current> {
        (self.json || !self.bar.is_hidden()).then(|| Arc::clone(&self.stage))
    }

    fn stop(&self) -> bool {
        STOP.load(Relaxed)
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
