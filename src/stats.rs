//! What texts are like before anything is done to them: encodings, scripts, shapes of lines, repeated lines.
//!
//! ```
//! let mut stats = taoxi::stats::Stats::default();
//! stats.add(&taoxi::decode::decode("春风\n\n春风\n".into(), &Default::default()));
//! assert_eq!((stats.lines.count, stats.lines.blank, stats.repeated().lines), (3, 1, 1));
//! ```

use std::collections::{BTreeMap, HashMap};
use std::io::{self, BufRead};

use rayon::prelude::*;
use serde::Serialize;
use xxhash_rust::xxh3::xxh3_64;

use crate::config::Config;
use crate::han::class::is_han;
use crate::han::fold::{is_simplified_only, is_traditional_only};
use crate::input::{self, Format, Found, Input, Passed};
use crate::run::jsonl;
use crate::{Decoding, Source, decode};

/// Different lines that are remembered; with more, a share of them stands for all (about 150 MB).
const MOST_LINES: usize = 1 << 22;
/// Where each class of line lengths begins, in characters but white space.
pub const LENGTHS: [u32; 9] = [1, 10, 20, 30, 40, 60, 100, 200, 400];
/// Characters from which on a line can be one that was broken off: shorter ones are titles and names.
const LONG: u32 = 10;

/// Counts over texts.
#[derive(Clone, Debug, Default)]
pub struct Stats {
    /// Files read.
    pub files: u64,
    /// Documents: text files and records.
    pub documents: u64,
    /// Bytes of the texts in UTF-8.
    pub bytes: u64,
    /// Characters, line feeds aside.
    pub chars: u64,
    /// Han characters.
    pub han: u64,
    /// Documents by encoding.
    pub encodings: BTreeMap<&'static str, u64>,
    /// Bytes without a character in their encoding.
    pub malformed_bytes: u64,
    /// Documents by script.
    pub scripts: Scripts,
    /// Shapes of lines.
    pub lines: Lines,
    /// Files, and records, that could not be read.
    pub failures: Vec<Passed>,
    /// Files that are not text.
    pub skipped: Vec<Passed>,
    seen: Seen,
}

/// Documents by script.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Scripts {
    /// At least nine in ten of the characters that tell are Simplified.
    pub simplified: u64,
    /// At least nine in ten are Traditional.
    pub traditional: u64,
    /// Neither.
    pub mixed: u64,
    /// No character tells.
    pub either: u64,
    /// Less than a fifth of the characters is Han.
    pub other: u64,
}

/// Shapes of lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Lines {
    /// All lines.
    pub count: u64,
    /// White space alone.
    pub blank: u64,
    /// Most neighbouring Han characters stand apart: `春 风 又 绿`.
    pub spaced: u64,
    /// Ten characters or more, the last a Han character, letter, digit or comma, and more text follows.
    pub broken_off: u64,
    /// Documents in which at least three such lines are half of all lines of ten characters or more.
    pub wrapped_documents: u64,
    /// Lines that are not blank by length; [`LENGTHS`] tells where each class begins.
    pub lengths: [u64; LENGTHS.len()],
}

/// Lines that are the same, white space at both ends aside, as an earlier line of any document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Repeated {
    /// How many.
    pub lines: u64,
    /// Their characters but white space.
    pub chars: u64,
    /// One different line in so many was counted, chosen by its hash: 1 if all were.
    pub one_in: u64,
}

/// Different lines by hash: how often each was seen, and its length.
#[derive(Clone, Debug, Default)]
struct Seen {
    lines: HashMap<u64, (u32, u32)>,
    /// Only hashes that end in so many zero bits are kept.
    level: u32,
}

impl Seen {
    fn add(&mut self, hash: u64, times: u32, chars: u32) {
        if hash.trailing_zeros() >= self.level {
            self.lines.entry(hash).or_insert((0, chars)).0 += times;
            while self.lines.len() > MOST_LINES {
                self.raise(self.level + 1);
            }
        }
    }

    fn raise(&mut self, level: u32) {
        self.level = level;
        self.lines.retain(|hash, _| hash.trailing_zeros() >= level);
    }

    fn merge(&mut self, mut other: Self) {
        if self.lines.len() < other.lines.len() {
            std::mem::swap(self, &mut other);
        }
        if other.level > self.level {
            self.raise(other.level);
        }
        for (hash, (times, chars)) in other.lines {
            self.add(hash, times, chars);
        }
    }
}

impl Stats {
    /// Takes up a document. O(text).
    pub fn add(&mut self, source: &Source) {
        let Decoding { encoding, .. } = source.decoding;
        self.documents += 1;
        self.bytes += source.text.len() as u64;
        self.malformed_bytes += source.decoding.malformed_bytes();
        *self.encodings.entry(encoding.name()).or_default() += 1;
        let (mut visible, mut han, mut simplified, mut traditional) = (0u64, 0u64, 0u64, 0u64);
        let (mut long, mut open, mut last_open) = (0u64, 0u64, false);
        for line in source.text.lines() {
            let shape = LineShape::of(line);
            self.chars += line.chars().count() as u64;
            self.lines.count += 1;
            if shape.visible == 0 {
                self.lines.blank += 1;
                continue;
            }
            open += u64::from(last_open);
            last_open = shape.open;
            long += u64::from(shape.visible >= LONG);
            visible += u64::from(shape.visible);
            han += u64::from(shape.han);
            simplified += u64::from(shape.simplified);
            traditional += u64::from(shape.traditional);
            self.lines.spaced += u64::from(shape.spaced);
            self.lines.lengths[LENGTHS.partition_point(|&from| from <= shape.visible) - 1] += 1;
            self.seen.add(xxh3_64(line.trim().as_bytes()), 1, shape.visible);
        }
        self.han += han;
        self.lines.broken_off += open;
        self.lines.wrapped_documents += u64::from(open >= 3 && 2 * open >= long);
        let (told, scripts) = (simplified + traditional, &mut self.scripts);
        *match () {
            () if 5 * han < visible || han == 0 => &mut scripts.other,
            () if told == 0 => &mut scripts.either,
            () if 10 * simplified >= 9 * told => &mut scripts.simplified,
            () if 10 * traditional >= 9 * told => &mut scripts.traditional,
            () => &mut scripts.mixed,
        } += 1;
    }

    /// Adds what another part of the texts came to.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.files += other.files;
        self.documents += other.documents;
        self.bytes += other.bytes;
        self.chars += other.chars;
        self.han += other.han;
        for (name, n) in other.encodings {
            *self.encodings.entry(name).or_default() += n;
        }
        self.malformed_bytes += other.malformed_bytes;
        let (s, o) = (&mut self.scripts, other.scripts);
        s.simplified += o.simplified;
        s.traditional += o.traditional;
        s.mixed += o.mixed;
        s.either += o.either;
        s.other += o.other;
        let (l, o) = (&mut self.lines, other.lines);
        l.count += o.count;
        l.blank += o.blank;
        l.spaced += o.spaced;
        l.broken_off += o.broken_off;
        l.wrapped_documents += o.wrapped_documents;
        l.lengths.iter_mut().zip(o.lengths).for_each(|(a, b)| *a += b);
        self.failures.extend(other.failures);
        self.skipped.extend(other.skipped);
        self.seen.merge(other.seen);
        self
    }

    /// Lines that repeat an earlier one. O(different lines).
    #[must_use]
    pub fn repeated(&self) -> Repeated {
        let one_in = 1u64 << self.seen.level;
        let mut repeated = Repeated { one_in, ..Repeated::default() };
        for &(times, chars) in self.seen.lines.values() {
            let copies = u64::from(times.saturating_sub(1));
            repeated.lines += copies * one_in;
            repeated.chars += copies * u64::from(chars) * one_in;
        }
        repeated
    }

    /// For programs; the keys stay as they are.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        serde_json::json!({
            "files": self.files,
            "documents": self.documents,
            "bytes": self.bytes,
            "chars": self.chars,
            "han": self.han,
            "encodings": self.encodings,
            "malformed_bytes": self.malformed_bytes,
            "scripts": self.scripts,
            "lines": self.lines,
            "length_classes": LENGTHS,
            "repeated": self.repeated(),
            "failures": self.failures,
            "skipped": self.skipped,
        })
    }

    fn failed(&mut self, input: &Input, record: Option<usize>, reason: String) {
        let path = input::shown(&input.path);
        self.failures.push(Passed { path: record.map_or(path.clone(), |n| format!("{path}:{n}")), reason });
    }
}

/// One line.
#[derive(Default)]
struct LineShape {
    visible: u32,
    han: u32,
    simplified: u32,
    traditional: u32,
    spaced: bool,
    open: bool,
}

impl LineShape {
    fn of(line: &str) -> Self {
        let mut shape = Self::default();
        let (mut touching, mut apart, mut gap) = (0u32, 0u32, false);
        let (mut last_han, mut last) = (false, ' ');
        for c in line.chars() {
            if c.is_whitespace() || c == '\u{FEFF}' {
                gap = true;
                continue;
            }
            let han = is_han(c);
            if han {
                shape.han += 1;
                shape.simplified += u32::from(is_simplified_only(c));
                shape.traditional += u32::from(is_traditional_only(c));
                if last_han && gap {
                    apart += 1;
                } else if last_han {
                    touching += 1;
                }
            }
            shape.visible += 1;
            (last_han, last, gap) = (han, c, false);
        }
        shape.spaced = apart >= 3 && apart > touching;
        shape.open = shape.visible >= LONG && (last.is_alphanumeric() || matches!(last, '，' | '、' | ','));
        shape
    }
}

/// Counts over all that was found. Reads every file once and writes nothing.
///
/// Files are read in parallel; the counts do not depend on how many threads there are. Memory: one file for
/// each thread, and at most 150 MB for each thread's different lines.
#[must_use]
pub fn of_files(found: &Found, config: &Config) -> Stats {
    let mut stats = found.inputs.par_iter().map(|input| of_file(input, config)).reduce(Stats::default, Stats::and);
    stats.failures.splice(0..0, found.failed.iter().cloned());
    stats.skipped.splice(0..0, found.skipped.iter().cloned());
    stats
}

fn of_file(input: &Input, config: &Config) -> Stats {
    let mut stats = Stats { files: 1, ..Stats::default() };
    if input.format == Format::Jsonl {
        if let Err((line, e)) = records(input, config, &mut stats) {
            stats.failed(input, line, e.to_string());
        }
        return stats;
    }
    match input::read_whole(input) {
        Ok(bytes) if decode::looks_binary(&bytes) => stats
            .skipped
            .push(Passed { path: input::shown(&input.path), reason: "not text: it holds binary data".to_owned() }),
        Ok(bytes) => stats.add(&decode::decode(bytes, &config.encoding)),
        Err(e) => stats.failed(input, None, e.to_string()),
    }
    stats
}

fn records(input: &Input, config: &Config, stats: &mut Stats) -> Result<(), (Option<usize>, io::Error)> {
    let reader = input::open(input).map_err(|e| (None, e))?;
    for (n, line) in reader.lines().enumerate() {
        let line = line.map_err(|e| (Some(n + 1), e))?;
        if line.trim().is_empty() {
            continue;
        }
        match jsonl::field(&line, &config.input.text_field) {
            Ok(field) => stats.add(&Source { text: field.text, ..Source::default() }),
            Err(reason) => stats.failed(input, Some(n + 1), reason),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(texts: &[&str]) -> Stats {
        let mut stats = Stats::default();
        for text in texts {
            stats.add(&Source { text: (*text).to_owned(), ..Source::default() });
        }
        stats
    }

    #[test]
    fn scripts_are_told_apart() {
        let stats = of(&["这个渔村", "這個漁村", "這個渔村", "江上", "plain English", ""]);
        let expected = Scripts { simplified: 1, traditional: 1, mixed: 1, either: 1, other: 2 };
        assert_eq!(stats.scripts, expected);
    }

    #[test]
    fn shapes_of_lines() {
        let wrapped =
            "清晨六点，青禾新区的码头已经\n醒来。三号泊位上，两台门式起\n重机同时启动，江面上还有一层\n薄雾。\n";
        let stats = of(&[wrapped, "以 读 者 为 中 心\n\n  \n短\n"]);
        let lines = stats.lines;
        assert_eq!((lines.count, lines.blank, lines.spaced), (8, 2, 1));
        assert_eq!((lines.broken_off, lines.wrapped_documents), (3, 1));
        assert_eq!(lines.lengths.iter().sum::<u64>(), 6);
    }

    #[test]
    fn repeated_lines_are_counted_over_documents_in_any_order() {
        let (a, b) = (of(&["江上\n风\n江上 \n"]), of(&["风\n雨\n"]));
        let both = a.clone().and(b.clone()).repeated();
        assert_eq!((both.lines, both.chars, both.one_in), (2, 3, 1));
        assert_eq!(b.and(a).repeated(), both);
    }

    #[test]
    fn a_sample_of_the_lines_stands_for_all() {
        let mut seen = Seen::default();
        for n in 0..40_000u64 {
            seen.add(xxh3_64(&n.to_le_bytes()), 2, 1);
        }
        seen.raise(3);
        let stats = Stats { seen, ..Stats::default() };
        let estimate = stats.repeated().lines;
        assert!(estimate.abs_diff(40_000) < 4_000, "{estimate}");
    }
}
