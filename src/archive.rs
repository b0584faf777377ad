//! An output folder read again: its outputs with the journal that explains them and takes them back.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::ParagraphBreak;
use crate::config::Config;
use crate::input::{self, Format, Input};
use crate::journal::file::{self, Document, Entry};
use crate::output::META;
use crate::run::{checksum, jsonl};

/// An output folder.
#[derive(Debug)]
pub struct Archive {
    root: PathBuf,
    config: Config,
}

/// Why an output cannot be explained or taken back.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The folder holds no journal.
    #[error("{0} was not written by taoxi: it holds no {META}/{name}", name = file::NAME)]
    NotOurs(String),
    /// The journal is damaged.
    #[error("{path}: {source}")]
    Journal {
        /// The output folder.
        path: String,
        /// What is wrong.
        source: file::Error,
    },
    /// An output cannot be read.
    #[error("{path}: {source}")]
    Read {
        /// The output.
        path: String,
        /// What the system said.
        source: io::Error,
    },
    /// An output is not what the run wrote.
    #[error("{0} was changed after it was written: its changes cannot be taken back")]
    Altered(String),
}

impl Archive {
    /// Opens an output folder.
    ///
    /// # Errors
    /// [`Error::NotOurs`] if it holds no journal.
    pub fn open(root: &Path) -> Result<Self, Error> {
        if !root.join(META).join(file::NAME).is_file() {
            return Err(Error::NotOurs(input::shown(root)));
        }
        // Without the settings of the run its outputs are read with the defaults.
        let config = fs::read(root.join(META).join("run.json"))
            .ok()
            .and_then(|json| serde_json::from_slice::<serde_json::Value>(&json).ok())
            .and_then(|run| serde_json::from_value(run["config"]["effective"].clone()).ok())
            .unwrap_or_default();
        Ok(Self { root: root.to_owned(), config })
    }

    /// Opens the output folder that `output` lies in; gives its name there as well.
    ///
    /// # Errors
    /// [`Error::NotOurs`] if no folder above it holds a journal.
    pub fn of(output: &Path) -> Result<(Self, PathBuf), Error> {
        let full = std::path::absolute(output).unwrap_or_else(|_| output.to_owned());
        let root = full.ancestors().skip(1).find(|a| a.join(META).join(file::NAME).is_file());
        let root = root.ok_or_else(|| Error::NotOurs(input::shown(output.parent().unwrap_or(output))))?;
        let name = full.strip_prefix(root).unwrap_or(&full).to_owned();
        Ok((Self::open(root)?, name))
    }

    /// The folder.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The settings of the run.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The documents that `wanted` picks, in corpus order, with all that was done to them.
    ///
    /// # Errors
    /// If the journal cannot be read or is damaged.
    pub fn entries(&self, wanted: impl FnMut(&Document<'_>) -> bool) -> Result<Vec<Entry>, Error> {
        let path = self.root.join(META).join(file::NAME);
        File::open(path)
            .map_err(file::Error::Io)
            .and_then(|journal| file::read(journal, wanted))
            .map_err(|source| Error::Journal { path: input::shown(&self.root), source })
    }

    /// The outputs and their documents: names with the documents' entries.
    ///
    /// # Errors
    /// If the journal cannot be read or is damaged.
    pub fn outputs(&self, mut wanted: impl FnMut(&Path) -> bool) -> Result<BTreeMap<PathBuf, Vec<Entry>>, Error> {
        let mut outputs: BTreeMap<PathBuf, Vec<Entry>> = BTreeMap::new();
        for entry in self.entries(|document| wanted(&name(document)))? {
            outputs.entry(name(&entry.document)).or_default().push(entry);
        }
        Ok(outputs)
    }

    /// Reads an output: the texts of its documents.
    ///
    /// # Errors
    /// If it cannot be read, or is not what the run wrote.
    pub fn read(&self, name: &Path) -> Result<Texts, Error> {
        let (format, packing) = input::kind(name, self.config.input.format);
        let unpack = |path: PathBuf| {
            let bytes = fs::metadata(&path)?.len();
            let input = Input { path, name: name.to_owned(), format, packing, bytes };
            let mut text = String::new();
            input::open(&input)?.read_to_string(&mut text).map(|_| text)
        };
        let path = self.root.join(name);
        let aside = match unpack(crate::run::rejected_path(&self.root, name)) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
            read => read.map(Some),
        };
        let (text, aside) = match (unpack(path.clone()), aside) {
            (Ok(text), Ok(aside)) => (text, aside.unwrap_or_default()),
            // The one text of the file was put aside.
            (Err(e), Ok(Some(aside))) if e.kind() == io::ErrorKind::NotFound => (aside, String::new()),
            (Err(source), _) | (_, Err(source)) => return Err(Error::Read { path: input::shown(&path), source }),
        };
        let field = self.config.input.text_field.clone();
        let (form, lines) = (self.config.output.paragraph_break, format == Format::Jsonl);
        let text = if lines { text } else { form.read(text).into_owned() };
        Ok(Texts { text, aside, name: name.to_owned(), lines, field, form })
    }
}

/// The name of a document's file.
#[must_use]
pub fn name(document: &Document<'_>) -> PathBuf {
    #[cfg(unix)]
    if let Some(hex) = &document.path_bytes {
        use std::os::unix::ffi::OsStringExt;
        let digit = |b: u8| char::from(b).to_digit(16).unwrap_or(0) as u8;
        let bytes = hex.as_bytes().chunks(2).map(|b| b.iter().fold(0, |n, &b| n << 4 | digit(b))).collect();
        return std::ffi::OsString::from_vec(bytes).into();
    }
    PathBuf::from(document.path.as_ref())
}

/// An output with its documents' texts.
pub struct Texts {
    text: String,
    /// In JSON Lines, the records that were put aside.
    aside: String,
    name: PathBuf,
    /// Whether each line is a record.
    lines: bool,
    field: String,
    form: ParagraphBreak,
}

impl Texts {
    /// The cleaned text of a document.
    ///
    /// # Errors
    /// If the output no longer holds it.
    pub fn cleaned(&self, document: &Document<'_>) -> Result<Cow<'_, str>, Error> {
        if document.record.is_none() {
            return Ok(self.text.as_str().into());
        }
        let line = document.line.and_then(|line| self.text.split('\n').nth(line as usize - 1));
        line.and_then(|line| jsonl::field(line, &self.field).ok())
            .map(|field| self.form.read(field.text))
            .ok_or_else(|| Error::Altered(input::shown(&self.name)))
    }

    /// The decoded source of a document, byte for byte.
    ///
    /// # Errors
    /// If the output is not what the run wrote.
    pub fn source(&self, entry: &Entry) -> Result<String, Error> {
        let cleaned = self.cleaned(&entry.document)?;
        // Undoing a foreign text may cut inside a character; that is the same answer as a wrong sum.
        let undone = std::panic::catch_unwind(|| entry.journal.undo(&cleaned)).ok();
        undone
            .filter(|source| checksum(source) == entry.document.xxh3)
            .ok_or_else(|| Error::Altered(input::shown(&self.name)))
    }

    /// The bytes of the input file, from the entries of all its documents.
    ///
    /// # Errors
    /// If the output is not what the run wrote.
    pub fn input(&self, entries: &[Entry]) -> Result<Vec<u8>, Error> {
        if !self.lines {
            let Some(entry) = entries.first() else { return Ok(self.text.clone().into_bytes()) };
            return Ok(entry.document.decode.to_bytes(&self.source(entry)?));
        }
        let altered = || Error::Altered(input::shown(&self.name));
        let by_line: BTreeMap<u64, &Entry> = entries.iter().filter_map(|e| Some((e.document.line?, e))).collect();
        let mut aside: Vec<&Entry> = entries.iter().filter(|e| e.document.line.is_none()).rev().collect();
        let mut aside_lines = self.aside.split_terminator('\n');
        let mut out = String::with_capacity(self.text.len());
        let undo = |json: &str, entry: &Entry, out: &mut String| {
            let field = jsonl::field(json, &self.field).map_err(|_| altered())?;
            let source = entry.journal.undo(&self.form.read(field.text));
            if checksum(&source) != entry.document.xxh3 {
                return Err(altered());
            }
            out.push_str(&jsonl::with_text(json, field.place, &source));
            out.push('\n');
            Ok(())
        };
        let mut number = 0;
        let mut put_aside = |number: &mut u64, out: &mut String| {
            // Records put aside stood where the numbers of the others leave room.
            while aside.last().is_some_and(|e| e.document.record == Some(*number + 1)) {
                let (Some(entry), Some(json)) = (aside.pop(), aside_lines.next()) else { return Err(altered()) };
                undo(json, entry, out)?;
                *number += 1;
            }
            Ok(())
        };
        for (n, json) in self.text.split_terminator('\n').enumerate() {
            put_aside(&mut number, &mut out)?;
            match by_line.get(&(n as u64 + 1)) {
                Some(entry) => undo(json, entry, &mut out)?,
                None => {
                    out.push_str(json);
                    out.push('\n');
                }
            }
            number += 1;
        }
        put_aside(&mut number, &mut out)?;
        Ok(out.into_bytes())
    }
}
