//! What is read: files and folders become a sorted list of named inputs, and inputs become bytes.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// Bytes a compressed input may unpack to whatever its size.
const BOMB_FLOOR: u64 = 64 << 20;
/// Beyond that, how many times its size it may unpack to.
const BOMB_RATIO: u64 = 200;
/// The largest document: offsets are 32 bits wide.
pub const MAX_DOCUMENT: u64 = u32::MAX as u64 / 2;

/// How an input holds its documents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// By the name's ending.
    #[default]
    Auto,
    /// One document a file.
    Txt,
    /// One document a line: a JSON object whose text field is cleaned.
    Jsonl,
}

/// How an input is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    /// Not at all.
    Plain,
    /// gzip, also with several members.
    Gzip,
    /// Zstandard, also with several frames.
    Zstd,
}

/// One file to clean.
#[derive(Clone, Debug)]
pub struct Input {
    /// Where it is.
    pub path: PathBuf,
    /// Its name in the output and in reports, relative.
    pub name: PathBuf,
    /// How it holds its documents; never `Auto`.
    pub format: Format,
    /// How it is packed.
    pub packing: Packing,
    /// Its size in bytes.
    pub bytes: u64,
}

/// A path that was passed over, or could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passed {
    /// The path.
    pub path: String,
    /// Why.
    pub reason: String,
}

/// What was found under the paths given.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The inputs in corpus order: the byte order of their names.
    pub inputs: Vec<Input>,
    /// What is not a document: special files, links, files of other kinds.
    pub skipped: Vec<Passed>,
    /// What could not be looked at.
    pub failed: Vec<Passed>,
}

/// What to look for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// How inputs hold their documents.
    pub format: Format,
    /// The field of JSON Lines that holds the text.
    pub text_field: String,
    /// Only names that match one of these globs; all if empty.
    pub include: Vec<String>,
    /// No names that match one of these globs.
    pub exclude: Vec<String>,
    /// Hidden files too.
    pub hidden: bool,
    /// Follow symbolic links, each file once.
    pub follow: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            format: Format::Auto,
            text_field: "text".to_owned(),
            include: Vec::new(),
            exclude: Vec::new(),
            hidden: false,
            follow: false,
        }
    }
}

/// Why the list of inputs cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A path on the command line is not there.
    #[error("{path}: {source}")]
    Missing {
        /// The path.
        path: String,
        /// What the system said.
        source: io::Error,
    },
    /// Two inputs would have the same name in the output.
    #[error("{first} and {second} would both be written to {name}")]
    SameName {
        /// One input.
        first: String,
        /// The other.
        second: String,
        /// The name both have.
        name: String,
    },
    /// A glob is not well formed.
    #[error("not a glob: {0}")]
    Glob(#[from] ignore::Error),
}

/// Makes the list of inputs. Reads folders, opens no file.
///
/// # Errors
/// If a path given is missing, a glob is wrong, or two inputs share a name.
pub fn discover(paths: &[PathBuf], options: &Options) -> Result<Found, Error> {
    let mut found = Found::default();
    for root in paths {
        let meta = fs::metadata(root).map_err(|source| Error::Missing { path: shown(root), source })?;
        if meta.is_dir() {
            walk(root, options, &mut found)?;
        } else {
            let name = root.file_name().map_or_else(|| root.clone(), PathBuf::from);
            add(root.clone(), name, &meta, options, &mut found);
        }
    }
    let bytes = |p: &Path| p.as_os_str().as_encoded_bytes().to_vec();
    found.inputs.sort_by_cached_key(|input| bytes(&input.name));
    if let Some([a, b]) = found.inputs.windows(2).find(|w| w[0].name == w[1].name) {
        return Err(Error::SameName { first: shown(&a.path), second: shown(&b.path), name: shown(&a.name) });
    }
    Ok(found)
}

fn walk(root: &Path, options: &Options, found: &mut Found) -> Result<(), Error> {
    let mut walk = ignore::WalkBuilder::new(root);
    walk.standard_filters(false).hidden(!options.hidden).follow_links(options.follow);
    if !(options.include.is_empty() && options.exclude.is_empty()) {
        let mut globs = ignore::overrides::OverrideBuilder::new(root);
        for glob in &options.include {
            globs.add(glob)?;
        }
        for glob in &options.exclude {
            globs.add(&format!("!{glob}"))?;
        }
        walk.overrides(globs.build()?);
    }
    // An output folder's own working files are never input.
    walk.filter_entry(|entry| entry.file_name() != crate::output::META);
    for entry in walk.build() {
        match entry {
            Ok(entry) if entry.file_type().is_some_and(|t| t.is_dir()) => {}
            Ok(entry) => {
                let name = entry.path().strip_prefix(root).unwrap_or(entry.path()).to_owned();
                match entry.metadata() {
                    Ok(meta) => add(entry.path().to_owned(), name, &meta, options, found),
                    Err(e) => found.failed.push(Passed { path: shown(entry.path()), reason: e.to_string() }),
                }
            }
            Err(e) => {
                let reason = e.io_error().map_or_else(|| e.to_string(), ToString::to_string);
                found.failed.push(Passed { path: error_path(&e).map_or_else(|| shown(root), shown), reason });
            }
        }
    }
    Ok(())
}

/// The path that an error of the walk is about.
fn error_path(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::Loop { child, .. } => Some(child),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => error_path(err),
        ignore::Error::Partial(errors) => errors.iter().find_map(error_path),
        _ => None,
    }
}

fn add(path: PathBuf, name: PathBuf, meta: &fs::Metadata, options: &Options, found: &mut Found) {
    if meta.is_symlink() {
        found.skipped.push(Passed { path: shown(&path), reason: "symbolic link (--follow reads it)".to_owned() });
    } else if !meta.is_file() {
        found.skipped.push(Passed { path: shown(&path), reason: "not a regular file".to_owned() });
    } else {
        let (format, packing) = kind(&name, options.format);
        found.inputs.push(Input { path, name, format, packing, bytes: meta.len() });
    }
}

/// Format and packing by the name's ending.
#[must_use]
pub fn kind(name: &Path, format: Format) -> (Format, Packing) {
    let lower = name.to_string_lossy().to_lowercase();
    let (stem, packing) = match lower.rsplit_once('.') {
        Some((stem, "gz")) => (stem, Packing::Gzip),
        Some((stem, "zst")) => (stem, Packing::Zstd),
        _ => (lower.as_str(), Packing::Plain),
    };
    let jsonl = [".jsonl", ".ndjson"].iter().any(|end| stem.ends_with(end));
    let format = match format {
        Format::Auto if jsonl => Format::Jsonl,
        Format::Auto => Format::Txt,
        given => given,
    };
    (format, packing)
}

/// A path for people: as it is, with what is not UTF-8 and control characters shown as escapes.
#[must_use]
pub fn shown(path: &Path) -> String {
    let mut out = String::new();
    for c in path.to_string_lossy().chars() {
        if c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}') {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}

/// Reads from an input, unpacked.
///
/// # Errors
/// If it cannot be opened. Reading fails on data that is damaged or unpacks to far more than is
/// plausible.
pub fn open(input: &Input) -> io::Result<Box<dyn BufRead + Send>> {
    let file = File::open(&input.path)?;
    Ok(match input.packing {
        Packing::Plain => Box::new(BufReader::with_capacity(1 << 18, file)),
        Packing::Gzip => unpacked(flate2::bufread::MultiGzDecoder::new(BufReader::new(file)), input.bytes),
        Packing::Zstd => {
            let mut decoder = zstd::Decoder::new(file)?;
            decoder.window_log_max(27)?; // 128 MiB
            unpacked(decoder, input.bytes)
        }
    })
}

fn unpacked(reader: impl Read + Send + 'static, packed: u64) -> Box<dyn BufRead + Send> {
    let limit = BOMB_FLOOR.max(packed.saturating_mul(BOMB_RATIO));
    Box::new(BufReader::with_capacity(1 << 18, Bounded { reader, left: limit }))
}

/// Fails, rather than fill the memory, when an input unpacks to more than `left`.
struct Bounded<R> {
    reader: R,
    left: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.reader.read(buf)?;
        match self.left.checked_sub(n as u64) {
            Some(left) => self.left = left,
            None => {
                return Err(io::Error::other("unpacks to over 200 times its size: refused as a decompression bomb"));
            }
        }
        Ok(n)
    }
}

/// Reads a whole input as one document.
///
/// # Errors
/// If it cannot be read, or is longer than [`MAX_DOCUMENT`].
pub fn read_whole(input: &Input) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(if input.packing == Packing::Plain { input.bytes as usize + 1 } else { 0 });
    open(input)?.take(MAX_DOCUMENT + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_DOCUMENT {
        return Err(io::Error::other("over 2 GiB: split the file, or use one JSON object a paragraph (.jsonl)"));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_the_kind() {
        let of = |name: &str| kind(Path::new(name), Format::Auto);
        assert_eq!(of("a.txt"), (Format::Txt, Packing::Plain));
        assert_eq!(of("a.TXT.GZ"), (Format::Txt, Packing::Gzip));
        assert_eq!(of("b.jsonl.zst"), (Format::Jsonl, Packing::Zstd));
        assert_eq!(of("gz"), (Format::Txt, Packing::Plain));
    }

    #[test]
    fn a_bomb_is_refused_and_a_plain_archive_is_not() {
        use std::io::Write;
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("zeros.txt.gz");
        let mut gz = flate2::write::GzEncoder::new(File::create(&path).expect("file"), flate2::Compression::fast());
        for _ in 0..80 {
            gz.write_all(&vec![0; 1 << 20]).expect("write");
        }
        gz.finish().expect("finish");
        let found = discover(&[path], &Options::default()).expect("found");
        assert!(read_whole(&found.inputs[0]).expect_err("refused").to_string().contains("bomb"));
    }

    #[test]
    fn inputs_come_in_byte_order_and_clashes_are_named() {
        let dir = tempfile::tempdir().expect("a folder");
        for name in ["b.txt", "a/z.txt", "a.txt", ".hidden.txt"] {
            let path = dir.path().join(name);
            fs::create_dir_all(path.parent().expect("parent")).expect("folder");
            fs::write(path, "x").expect("write");
        }
        let root = dir.path().to_owned();
        let found = discover(std::slice::from_ref(&root), &Options::default()).expect("found");
        let names: Vec<_> = found.inputs.iter().map(|i| shown(&i.name)).collect();
        assert_eq!(names, ["a.txt", "a/z.txt", "b.txt"]);
        let twice = discover(&[root.join("a.txt"), root.join("a.txt")], &Options::default());
        assert!(matches!(twice, Err(Error::SameName { .. })));
    }
}
