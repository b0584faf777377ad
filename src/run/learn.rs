//! The first pass over a corpus, which finds the lines that many documents begin or end with.

use std::path::Path;

use super::batch::{self, Document};
use super::{Error, Observer};
use crate::config::Config;
use crate::input::{Format, Found, Input};
use crate::stages::boilerplate::learned::{Learned, Learner};

/// Reads every document and learns.
pub fn learn(found: &Found, config: &Config, observer: &dyn Observer) -> Result<Learned, Error> {
    // No stage runs: the lines are counted as they come.
    let mut plain = config.clone();
    plain.stages.clear();
    plain.rules.custom.clear();
    let mut learner = learner(config);
    batch::each(found, &plain, &Learned::default(), &Quiet(observer), |documents| {
        for document in documents {
            if let Document::Text { file, doc } | Document::Record { file, doc, .. } = document {
                learner.add(folder(&found.inputs[file]), &doc.ends);
            }
        }
        Ok(())
    })?;
    Ok(learner.finish())
}

/// Nothing learned yet.
pub fn learner(config: &Config) -> Learner {
    Learner::new(config.boilerplate.learn_share, config.boilerplate.learn_documents)
}

/// Where the documents that an input is counted with lie: its folder, or itself if it holds many.
pub fn folder(input: &Input) -> &Path {
    match input.format {
        Format::Jsonl => &input.name,
        _ => input.name.parent().unwrap_or(Path::new("")),
    }
}

/// Asks whether to stop, and tells nothing: progress is counted in the second pass.
struct Quiet<'o>(&'o dyn Observer);

impl Observer for Quiet<'_> {
    fn stop(&self) -> bool {
        self.0.stop()
    }
}
