//! A run into a folder that is thrown away: what `diff` and `check` look at.
//!
//! So both show exactly what `clean` would do, dedup over the whole corpus included.

use std::path::PathBuf;

use super::Work;
use super::args::Global;
use super::progress::Shown;
use crate::archive::Archive;
use crate::config::Loaded;
use crate::report::Report;
use crate::{input, output, run};

/// What a run would make.
pub struct Trial {
    /// Gone with this value.
    folder: tempfile::TempDir,
    pub report: Report,
}

impl Trial {
    /// Cleans into a folder of its own.
    pub fn run(work: Work, loaded: &Loaded, global: &Global) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let out = folder.path().join("out");
        let paths: Vec<PathBuf> = match work {
            Work::Paths(paths) => paths,
            Work::Pipe => {
                let path = folder.path().join("stdin");
                std::fs::write(&path, super::read_stdin()?)?;
                vec![path]
            }
        };
        let mut loaded = loaded.clone();
        loaded.config.output.fsync = output::Fsync::Never;
        let found = input::discover(&paths, &loaded.config.input)?;
        let report = run::clean(&found, &loaded, &out, &Shown::new(global))?;
        run::write_report(&report, &out, super::lang(global), output::Fsync::Never)?;
        Ok(Self { folder, report })
    }

    /// What it made.
    pub fn archive(&self) -> anyhow::Result<Archive> {
        Ok(Archive::open(&self.folder.path().join("out"))?)
    }
}
