//! OpenCC itself, for its other configurations. Only with the feature `opencc`.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use opencc_rust::{DefaultConfig, OpenCC, generate_static_dictionary};
use similar::{ChangeTag, TextDiff};

use super::{Error, FOREIGN_CONFIGURATION};
use crate::{Edits, Span};

/// An open converter. Calls of all threads wait for one another inside OpenCC.
#[derive(Clone)]
pub(super) struct OpenCc(Arc<OpenCC>);

impl fmt::Debug for OpenCc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OpenCc")
    }
}

impl OpenCc {
    /// The converter for `tw2s`, `hk2s`, `tw2sp`, or the configuration in the file of that name.
    pub fn open(name: &str) -> Result<Self, Error> {
        let failed = |reason: String| Error::OpenCc { name: name.to_owned(), reason };
        let config = match name {
            "tw2s" => DefaultConfig::TW2S,
            "hk2s" => DefaultConfig::HK2S,
            "tw2sp" => DefaultConfig::TW2SP,
            _ if name.ends_with(".json") => {
                let path = Path::new(name).canonicalize().map_err(|e| failed(e.to_string()))?;
                return OpenCC::new(path).map(|c| Self(Arc::new(c))).map_err(|e| failed(e.to_string()));
            }
            _ => return Err(Error::Unknown(name.to_owned())),
        };
        // The dictionaries are part of the program; OpenCC reads them from files, once.
        let folder = tempfile::tempdir().map_err(|e| failed(e.to_string()))?;
        generate_static_dictionary(folder.path(), config).map_err(|e| failed(e.to_owned()))?;
        let path = folder.path().join(config.get_file_name());
        OpenCC::new(path).map(|c| Self(Arc::new(c))).map_err(|e| failed(e.to_string()))
    }

    /// Proposes what turns `text`, which begins at `start` of the document, into its conversion.
    pub fn propose(&self, text: &str, start: usize, edits: &mut Edits) {
        let mut at = start;
        // OpenCC takes no NUL.
        for piece in text.split_inclusive('\0') {
            let was = piece.trim_end_matches('\0');
            // It fails on text that is not UTF-8 alone, which this is not.
            if let Ok(now) = self.0.convert(was)
                && now != was
            {
                propose_difference(was, &now, at, edits);
            }
            at += piece.len();
        }
    }
}

/// Proposes the smallest edits, by characters, that turn `was` into `now`.
fn propose_difference(was: &str, now: &str, start: usize, edits: &mut Edits) {
    let (mut at, mut from) = (start, start);
    let mut new = String::new();
    let mut flush = |from: usize, to: usize, new: &mut String| {
        edits.replace(Span::new(from, to), new, &FOREIGN_CONFIGURATION);
        new.clear();
    };
    for change in TextDiff::from_chars(was, now).iter_all_changes() {
        match change.tag() {
            ChangeTag::Equal => {
                flush(from, at, &mut new);
                at += change.value().len();
                from = at;
            }
            ChangeTag::Delete => at += change.value().len(),
            ChangeTag::Insert => new.push_str(change.value()),
        }
    }
    flush(from, at, &mut new);
}
