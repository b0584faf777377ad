//! Which engine converts: the matcher, OpenCC itself, or none.

use std::fs;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use super::dictionary::{DEFAULT, Dictionary, STRICT};
use super::{Options, convert, propose};
use crate::Edits;

/// Why the stage cannot be made as the options say.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is no such conversion.
    #[error("no conversion is called `{0}`: it is t2s, none, tw2s, hk2s, tw2sp or the path of a .json file")]
    Unknown(String),
    /// The conversion needs OpenCC, and the program was built without it.
    #[error("the conversion `{0}` needs OpenCC: build with `--features opencc` (see scripts/setup-opencc)")]
    NotBuilt(String),
    /// OpenCC cannot open its configuration.
    #[error("OpenCC cannot open `{name}`: {reason}")]
    OpenCc {
        /// The configuration.
        name: String,
        /// What OpenCC says.
        reason: String,
    },
    /// The user's dictionary cannot be read.
    #[error("cannot read the dictionary {path}: {source}")]
    Dictionary {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A word of the user's does not begin with a Chinese character, or a line has no tab.
    #[error("`{0}` is not a word to convert: it must begin with a Chinese character, and a tab come before its value")]
    Word(String),
}

/// What converts.
#[derive(Clone, Debug, Default)]
pub(super) enum Engine {
    /// Nothing.
    None,
    /// The matcher with taoxi's deviations.
    #[default]
    Default,
    /// The matcher, as OpenCC.
    Strict,
    /// The matcher with the user's words.
    Words(Arc<Dictionary>),
    /// OpenCC itself.
    #[cfg(feature = "opencc")]
    OpenCc(super::opencc::OpenCc),
}

impl Engine {
    pub fn new(options: &Options) -> Result<Self, Error> {
        match options.convert.as_str() {
            "none" => Ok(Self::None),
            "t2s" if options.strict => Ok(Self::Strict),
            "t2s" => {
                let words = words(options)?;
                Ok(if words.is_empty() { Self::Default } else { Self::Words(Arc::new(Dictionary::new(false, &words))) })
            }
            other => Self::other(other),
        }
    }

    #[cfg(feature = "opencc")]
    fn other(name: &str) -> Result<Self, Error> {
        super::opencc::OpenCc::open(name).map(Self::OpenCc)
    }

    #[cfg(not(feature = "opencc"))]
    fn other(name: &str) -> Result<Self, Error> {
        let known = matches!(name, "tw2s" | "hk2s" | "tw2sp") || name.ends_with(".json");
        Err(if known { Error::NotBuilt(name.to_owned()) } else { Error::Unknown(name.to_owned()) })
    }

    /// Proposes edits for one Traditional line; gives where it stopped. `distinguishes` says whether
    /// the writer keeps 着 and 著 apart.
    pub fn propose(
        &self,
        text: &str,
        line: Range<usize>,
        distinguishes: &dyn Fn() -> bool,
        edits: &mut Edits,
    ) -> usize {
        let dictionary: &Dictionary = match self {
            Self::None => return line.end,
            Self::Default => &DEFAULT,
            Self::Strict => &STRICT,
            Self::Words(dictionary) => dictionary,
            #[cfg(feature = "opencc")]
            Self::OpenCc(opencc) => {
                opencc.propose(&text[line.clone()], line.start, edits);
                return line.end;
            }
        };
        propose::propose(dictionary, text, line, distinguishes, edits)
    }

    /// Proposes edits for the whole text, whatever it is.
    pub fn propose_all(&self, text: &str, edits: &mut Edits) {
        if let Self::Strict = self {
            propose::propose_strict(text, &convert::convert(&STRICT, text), 0, edits);
        } else {
            self.propose(text, 0..text.len(), &|| true, edits);
        }
    }
}

/// The user's words: the file first, then those of the options, then those to keep.
fn words(options: &Options) -> Result<Vec<(String, String)>, Error> {
    let mut words = Vec::new();
    if let Some(path) = &options.dictionary {
        let text = fs::read_to_string(path).map_err(|source| Error::Dictionary { path: path.clone(), source })?;
        for line in text.trim_start_matches('\u{FEFF}').lines() {
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let (word, value) = line.split_once('\t').ok_or_else(|| Error::Word(line.to_owned()))?;
            // Of several values, with spaces between, OpenCC writes the first.
            words.push((word.to_owned(), value.split(' ').next().unwrap_or(value).to_owned()));
        }
    }
    words.extend(options.words.clone());
    words.extend(options.keep.iter().map(|word| (word.clone(), word.clone())));
    for (word, _) in &words {
        if !word.starts_with(|c| ('\u{3000}'..'\u{10000}').contains(&c)) {
            return Err(Error::Word(word.clone()));
        }
    }
    Ok(words)
}
