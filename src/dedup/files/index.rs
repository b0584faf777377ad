//! What was kept by earlier runs, on disk, so that a new batch is compared with everything before it.
//!
//! A folder with a manifest and segments. A segment holds the key texts that one run kept, each with the place it
//! came from, compressed. The manifest names the segments with their checksums, and the settings that they were
//! made with; it is replaced as a whole when a run is done, so a run that fails leaves the index as it was.
//!
//! Reading the key texts and signing them anew runs at the speed of disks, and makes the answer the same as that of
//! one run over all the batches.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::Xxh3;

use crate::dedup::{Keep, NumbersDiffer, Options, Scope, Unit};
use crate::output::{Fsync, Staged, write_whole};

const FORMAT: &str = "taoxi-dedup-index";
/// 2 since rare characters stay as they are in key texts.
const VERSION: u32 = 2;
const MANIFEST: &str = "index.json";

/// Why an index cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Reading or writing failed.
    #[error("index {path}: {source}")]
    Io {
        /// The folder.
        path: String,
        /// What the system said.
        source: io::Error,
    },
    /// Another run has it.
    #[error("index {0} is in use by another run")]
    Locked(String),
    /// It is no index, or one of another version.
    #[error("{path} is not an index that this version reads: {reason}")]
    Foreign {
        /// The folder.
        path: String,
        /// What is wrong.
        reason: String,
    },
    /// It was made with other settings.
    #[error("index {path} was made with {setting} = {theirs}, not {ours}; use the same settings, or another folder")]
    Settings {
        /// The folder.
        path: String,
        /// The setting.
        setting: &'static str,
        /// What the index was made with.
        theirs: String,
        /// What was asked for.
        ours: String,
    },
    /// What was read is not what was written.
    #[error("index {path}: {segment} is damaged")]
    Damaged {
        /// The folder.
        path: String,
        /// The file.
        segment: String,
    },
    /// The settings make no sense with an index.
    #[error("an index cannot be used with {0}")]
    Unfit(&'static str),
}

/// The settings that decide what is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Settings {
    unit: Unit,
    threshold: f64,
    shingle: usize,
    min_chars: usize,
    numbers_differ: NumbersDiffer,
}

#[derive(Serialize, Deserialize)]
struct Manifest {
    format: String,
    version: u32,
    settings: Settings,
    segments: Vec<Segment>,
}

#[derive(Clone, Serialize, Deserialize)]
struct Segment {
    name: String,
    units: u64,
    /// Of the unpacked bytes: XXH3, 128 bits, hexadecimal.
    xxh3: String,
}

/// An open index. No other run can open it meanwhile.
pub(super) struct Index {
    folder: PathBuf,
    manifest: Manifest,
    _lock: File,
}

/// A unit of an index.
pub(super) struct Entry<'l> {
    pub place: &'l str,
    pub key: &'l str,
}

impl Index {
    /// Opens an index, or begins one.
    pub fn open(folder: &Path, options: &Options) -> Result<Self, Error> {
        if options.keep != Keep::First {
            return Err(Error::Unfit("keep = longest: what was kept earlier cannot be taken back"));
        }
        if options.scope != Scope::Corpus {
            return Err(Error::Unfit("scope = file: nothing is compared between files"));
        }
        let path = crate::input::shown(folder);
        let io = |source| Error::Io { path: path.clone(), source };
        fs::create_dir_all(folder).map_err(io)?;
        let lock = File::options().create(true).truncate(false).write(true).open(folder.join("lock")).map_err(io)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => return Err(Error::Locked(path)),
            Err(fs::TryLockError::Error(source)) => return Err(io(source)),
        }
        let ours = Settings {
            unit: options.unit,
            threshold: options.threshold,
            shingle: options.shingle,
            min_chars: options.min_chars,
            numbers_differ: options.numbers_differ,
        };
        let manifest = match fs::read(folder.join(MANIFEST)) {
            Ok(bytes) => read_manifest(&bytes, &path, &ours)?,
            Err(e) if e.kind() == io::ErrorKind::NotFound => {
                Manifest { format: FORMAT.to_owned(), version: VERSION, settings: ours, segments: Vec::new() }
            }
            Err(source) => return Err(io(source)),
        };
        Ok(Self { folder: folder.to_owned(), manifest, _lock: lock })
    }

    /// How many units it holds.
    pub fn units(&self) -> u64 {
        self.manifest.segments.iter().map(|segment| segment.units).sum()
    }

    /// What tells this state of the index from others.
    pub fn identity(&self) -> Vec<&str> {
        self.manifest.segments.iter().map(|segment| segment.xxh3.as_str()).collect()
    }

    fn io(&self) -> impl Fn(io::Error) -> Error {
        let path = crate::input::shown(&self.folder);
        move |source| Error::Io { path: path.clone(), source }
    }

    /// Calls `f` with all units in order, some thousands at a time.
    pub fn read<E: From<Error>>(&self, mut f: impl FnMut(&[Entry]) -> Result<(), E>) -> Result<(), E> {
        for segment in &self.manifest.segments {
            let damaged = || Error::Damaged { path: crate::input::shown(&self.folder), segment: segment.name.clone() };
            let file = File::open(self.folder.join(&segment.name)).map_err(self.io())?;
            let decoder = zstd::Decoder::new(file).map_err(self.io())?;
            let mut reader = BufReader::with_capacity(1 << 18, decoder);
            let (mut sum, mut units) = (Xxh3::new(), 0);
            let mut text = String::new();
            loop {
                text.clear();
                let mut more = true;
                while text.len() < 4 << 20 && more {
                    more = reader.read_line(&mut text).map_err(|_| damaged())? > 0;
                }
                sum.update(text.as_bytes());
                let entries: Option<Vec<Entry>> =
                    text.lines().map(|line| line.split_once('\t').map(|(place, key)| Entry { place, key })).collect();
                let entries = entries.ok_or_else(damaged)?;
                units += entries.len() as u64;
                f(&entries)?;
                if !more {
                    break;
                }
            }
            if units != segment.units || format!("{:032x}", sum.digest128()) != segment.xxh3 {
                return Err(damaged().into());
            }
        }
        Ok(())
    }

    /// Begins a segment.
    pub fn append(&self) -> Result<Writer, Error> {
        let name = format!("kept-{:06}.zst", self.manifest.segments.len() + 1);
        let staged = Staged::create(&self.folder.join(&name)).map_err(self.io())?;
        let mut encoder = zstd::Encoder::new(staged, 1).map_err(self.io())?;
        encoder.include_checksum(true).map_err(self.io())?;
        Ok(Writer { name, encoder, sum: Xxh3::new(), units: 0, line: String::new() })
    }

    /// Takes a segment in. From here on it belongs to the index.
    pub fn publish(&mut self, writer: Writer, fsync: Fsync) -> Result<(), Error> {
        let segment =
            Segment { name: writer.name, units: writer.units, xxh3: format!("{:032x}", writer.sum.digest128()) };
        if segment.units == 0 && !self.manifest.segments.is_empty() {
            return Ok(());
        }
        writer.encoder.finish().and_then(|staged| staged.publish(fsync)).map_err(self.io())?;
        self.manifest.segments.push(segment);
        let json = serde_json::to_string_pretty(&self.manifest).unwrap_or_default() + "\n";
        write_whole(&self.folder.join(MANIFEST), json.as_bytes(), fsync).map_err(self.io())
    }
}

fn read_manifest(bytes: &[u8], path: &str, ours: &Settings) -> Result<Manifest, Error> {
    let foreign = |reason: String| Error::Foreign { path: path.to_owned(), reason };
    #[derive(Deserialize)]
    struct Head {
        format: String,
        version: u32,
    }
    let head: Head = serde_json::from_slice(bytes).map_err(|e| foreign(e.to_string()))?;
    if head.format != FORMAT || head.version != VERSION {
        return Err(foreign(format!("format {} {}, expected {FORMAT} {VERSION}", head.format, head.version)));
    }
    let manifest: Manifest = serde_json::from_slice(bytes).map_err(|e| foreign(e.to_string()))?;
    let theirs = &manifest.settings;
    for (setting, theirs, ours) in [
        ("unit", shown(&theirs.unit), shown(&ours.unit)),
        ("threshold", shown(&theirs.threshold), shown(&ours.threshold)),
        ("shingle", shown(&theirs.shingle), shown(&ours.shingle)),
        ("min_chars", shown(&theirs.min_chars), shown(&ours.min_chars)),
        ("numbers_differ", shown(&theirs.numbers_differ), shown(&ours.numbers_differ)),
    ] {
        if theirs != ours {
            return Err(Error::Settings { path: path.to_owned(), setting, theirs, ours });
        }
    }
    Ok(manifest)
}

/// A setting as it is written in a configuration.
fn shown(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default().replace('"', "")
}

/// A segment that is being written.
pub(super) struct Writer {
    name: String,
    encoder: zstd::Encoder<'static, Staged>,
    sum: Xxh3,
    units: u64,
    line: String,
}

impl Writer {
    /// Adds a kept unit by its text.
    pub fn add(&mut self, place: &str, text: &str) -> io::Result<()> {
        self.line.clear();
        self.line.push_str(place);
        self.line.push('\t');
        crate::dedup::key_text(text, &mut self.line);
        self.line.push('\n');
        self.sum.update(self.line.as_bytes());
        self.units += 1;
        self.encoder.write_all(self.line.as_bytes())
    }
}
