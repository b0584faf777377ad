//! What an interrupted run has read, so that the next one need not.

use std::io;
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use xxhash_rust::xxh3::xxh3_128;

use super::index::Index;
use super::{Error, Job, Read, Summary};
use crate::dedup::workspace::Workspace;
use crate::input::Passed;

/// The folder in the job's `tmp` that belongs to this job: to these settings and inputs, as they are now.
pub(super) fn workspace(job: &Job, index: Option<&Index>) -> Result<Option<Arc<Workspace>>, Error> {
    let Some(tmp) = &job.options.tmp else { return Ok(None) };
    let mut identity = String::new();
    let mut add = |part: &dyn std::fmt::Debug| identity.push_str(&format!("{part:?}\n"));
    add(&env!("CARGO_PKG_VERSION"));
    // Where and in how much memory it is done makes no difference.
    add(&crate::dedup::Options { memory: 0, tmp: None, ..job.options.clone() });
    add(&job.text_field);
    add(&index.map(Index::identity));
    for input in &job.inputs {
        let changed = input.path.metadata().and_then(|data| data.modified()).ok();
        let changed = changed.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        let path = input.path.canonicalize().unwrap_or_else(|_| input.path.clone());
        add(&(path, &input.name, input.bytes, input.format, input.packing, changed));
    }
    let name = format!("{:032x}", xxh3_128(identity.as_bytes()));
    Ok(Some(Arc::new(Workspace::named(tmp, &name).map_err(crate::dedup::Error::Disk)?)))
}

/// Notes what was read.
pub(super) fn save(workspace: &Workspace, files: &[Read], summary: &Summary) -> io::Result<()> {
    workspace.save("files", |saver| {
        saver.number(summary.bytes)?;
        let failures: Vec<(&str, &str)> =
            summary.failures.iter().map(|failure| (&*failure.path, &*failure.reason)).collect();
        saver.list(&serde_json::to_vec(&failures)?)?;
        saver.number(files.len() as u64)?;
        for file in files {
            saver.list(&[file.units, file.lines, u64::from(file.failed)])?;
            saver.list(&file.odd)?;
        }
        Ok(())
    })
}

/// What an interrupted run has read.
pub(super) fn load(workspace: &Workspace) -> Option<(Vec<Read>, Summary)> {
    workspace.load("files", |loader| {
        let mut summary = Summary { bytes: loader.number()?, ..Summary::default() };
        let failures: Vec<(String, String)> = serde_json::from_slice(&loader.list::<u8>()?)?;
        summary.failures = failures.into_iter().map(|(path, reason)| Passed { path, reason }).collect();
        let files = (0..loader.number()?).map(|_| {
            let [units, lines, failed] = loader.list::<u64>()?[..] else {
                return Err(io::ErrorKind::InvalidData.into());
            };
            Ok(Read { units, lines, failed: failed != 0, odd: loader.list()? })
        });
        Ok((files.collect::<io::Result<_>>()?, summary))
    })
}
