//! Furniture learned from a corpus: lines that stand at the head or the foot of many documents.
//!
//! A first pass over the corpus counts, for each line near an end of a document, at the ends of how many
//! documents it stands: in the whole run, and in each folder or file of records, which often holds one site.
//! The lines above a threshold are written to `boilerplate.toml`, where they can be read and struck out,
//! and the stage takes them from there.
//!
//! Documents are counted in the order of the corpus, so the result does not depend on threads. Memory is bounded: a
//! table that grows too large drops its rarest lines and may count them too low by so much afterwards
//! (lossy counting, Manku and Motwani, VLDB 2002), which no line notices that stands in a fair share of the documents.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use super::kinds::{self, Kind};
use super::lines::{self, End, Line};

/// How many lines from an end of a document count as its head and its foot.
pub const EDGE: usize = 12;
/// The longest line that is learned, in characters.
const LONGEST: u32 = 160;
/// Different bodies that can be told apart.
const BODIES: u32 = 64;
/// Lines in a table before the rarest are dropped: some 25 MB.
const MOST: usize = 1 << 18;
/// Folders in folders that are counted apart.
const DEEPEST: usize = 4;

/// A line that stands at the head or the foot of many documents.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LearnedLine {
    /// The line without white space, Simplified, in half-width lower case, with 0 for each number.
    pub text: String,
    /// In how many documents it stands near an end.
    pub documents: u64,
    /// In how many of these near the head.
    pub head: u64,
    /// In how many near the foot.
    pub foot: u64,
    /// The folder, or the file of records, whose documents these are; absent if they are all of the run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub folder: Option<String>,
    /// Whether it is to be removed.
    #[serde(default = "yes")]
    pub remove: bool,
}

fn yes() -> bool {
    true
}

/// The list of learned lines, as `boilerplate.toml` holds it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Learned {
    /// How many documents were counted.
    #[serde(default)]
    pub documents: u64,
    /// The lines, most frequent first.
    #[serde(default, rename = "line")]
    pub lines: Vec<LearnedLine>,
}

impl Learned {
    /// Reads a list.
    ///
    /// # Errors
    ///
    /// If the text is not TOML of this form; the message names the line.
    pub fn from_toml(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// Writes the list, with a note on how to use it.
    #[must_use]
    pub fn to_toml(&self) -> String {
        let list = toml::to_string(self).unwrap_or_default();
        format!(
            "# Lines that stand at the head or the foot of many documents. Set `remove = false` on a line, or\n\
             # delete it, to keep it. White space, script, case and numbers make no difference to a match.\n\
             # To use this list in another run: taoxi clean RAW -o OUT -c boilerplate.lines=THIS_FILE\n\n{list}"
        )
    }

    /// The keys of the lines to remove.
    pub(super) fn keys(&self) -> HashSet<u64> {
        self.lines.iter().filter(|l| l.remove).map(|l| key(&l.text)).collect()
    }
}

/// What a document has at its ends: what counting needs of it.
#[derive(Clone, Debug, Default)]
pub struct Ends {
    /// A hash of its longest line.
    body: u64,
    lines: Vec<EndLine>,
    /// The lines as they are written.
    texts: String,
}

#[derive(Clone, Debug)]
struct EndLine {
    key: u64,
    head: bool,
    foot: bool,
    /// Where it stands in `texts`.
    text: Range<usize>,
}

impl Ends {
    /// Reads the ends of a document. Linear in its length, of which all but the ends is only looked through for line breaks.
    #[must_use]
    pub fn of(document: &str) -> Self {
        let lines = || document.split('\n').map(str::trim).filter(|line| !line.is_empty());
        let mut ends = Self { body: body(document), ..Self::default() };
        lines().take(EDGE).for_each(|line| ends.see(line, true));
        let foot: Vec<&str> = lines().rev().take(EDGE).collect();
        foot.into_iter().rev().for_each(|line| ends.see(line, false));
        ends
    }

    /// Takes up a line at the head, or else at the foot.
    fn see(&mut self, line: &str, head: bool) {
        if line.len() > LONGEST as usize * 4 {
            return;
        }
        let key = key(line);
        if let Some(known) = self.lines.iter_mut().find(|l| l.key == key) {
            (known.head, known.foot) = (known.head | head, known.foot | !head);
            return;
        }
        let start = self.texts.len();
        self.texts.push_str(line);
        self.lines.push(EndLine { key, head, foot: !head, text: start..self.texts.len() });
    }
}

/// A hash of the longest line.
fn body(document: &str) -> u64 {
    let (mut longest, mut start) = (0..0, 0);
    for end in memchr::memchr_iter(b'\n', document.as_bytes()).chain([document.len()]) {
        if end - start >= longest.len() {
            longest = start..end;
        }
        start = end + 1;
    }
    xxh3_64(document[longest].trim().as_bytes())
}

#[derive(Clone, Debug, Default)]
struct Count {
    /// The line as it was written the second time it was seen; most lines are seen once.
    text: Option<Box<str>>,
    documents: u64,
    head: u64,
    foot: u64,
    /// One bit for each of 64 classes of bodies it was seen with (linear counting, Whang et al. 1990).
    bodies: u64,
}

/// Counts lines near the ends of documents.
#[derive(Clone, Debug, Default)]
pub struct LineCounts {
    counts: HashMap<u64, Count>,
    documents: u64,
}

impl LineCounts {
    /// Nothing is counted yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Counts the lines near the ends of one document.
    pub fn add(&mut self, ends: &Ends) {
        self.documents += 1;
        for line in &ends.lines {
            let count = self.counts.entry(line.key).or_default();
            count.documents += 1;
            count.head += u64::from(line.head);
            count.foot += u64::from(line.foot);
            count.bodies |= 1 << (ends.body % u64::from(BODIES));
            if count.documents > 1 && count.text.is_none() {
                count.text = Some(ends.texts[line.text.clone()].into());
            }
        }
        let mut rare = 0;
        while self.counts.len() > if rare == 0 { MOST } else { MOST / 2 } {
            rare += 1;
            self.counts.retain(|_, count| count.documents > rare);
        }
    }

    /// How many documents were seen.
    #[must_use]
    pub fn documents(&self) -> u64 {
        self.documents
    }

    /// The lines that stand near an end of at least `support` documents, most frequent first.
    ///
    /// Copies of one document do not make furniture of its lines: it takes as many different
    /// bodies, of which up to 64 are told apart.
    #[must_use]
    pub fn candidates(&self, support: u64) -> Learned {
        let support = support.max(2);
        let frequent = self.counts.values().filter(|c| c.documents >= support && is_varied(c.bodies, support));
        let mut lines: Vec<LearnedLine> = frequent
            .filter_map(|count| {
                let text = count.text.as_deref().filter(|text| is_learnable(text))?;
                let Count { documents, head, foot, .. } = *count;
                let mut line = String::new();
                counted(text, |c| line.push(c));
                Some(LearnedLine { text: line, documents, head, foot, folder: None, remove: true })
            })
            .collect();
        sort(&mut lines);
        Learned { documents: self.documents, lines }
    }
}

fn sort(lines: &mut [LearnedLine]) {
    lines.sort_by(|a, b| b.documents.cmp(&a.documents).then_with(|| a.text.cmp(&b.text)));
}

/// Counts the lines of a run, and of each of its folders.
#[derive(Clone, Debug)]
pub struct Learner {
    /// The folders that the document at hand lies in, the run first.
    open: Vec<(PathBuf, LineCounts)>,
    found: BTreeMap<String, LearnedLine>,
    share: f64,
    least: u64,
}

impl Learner {
    /// Learns what stands at the ends of this share of the documents, and of so many at least.
    #[must_use]
    pub fn new(share: f64, least: u64) -> Self {
        Self { open: vec![(PathBuf::new(), LineCounts::new())], found: BTreeMap::new(), share, least }
    }

    /// Counts a document of `folder`, which may also be a file of records. Folders come one after another, each with those in it.
    pub fn add(&mut self, folder: &Path, ends: &Ends) {
        while self.open.len() > 1 && self.open.last().is_some_and(|(open, _)| !folder.starts_with(open)) {
            self.close();
        }
        let depth = self.open.len() - 1;
        let mut path = self.open[depth].0.clone();
        for part in folder.components().take(DEEPEST).skip(depth) {
            path.push(part);
            self.open.push((path.clone(), LineCounts::new()));
        }
        for (_, counts) in &mut self.open {
            counts.add(ends);
        }
    }

    /// Takes up what is frequent in the innermost folder.
    fn close(&mut self) {
        let Some((folder, counts)) = self.open.pop() else { return };
        let support = self.least.max((self.share * counts.documents() as f64).ceil() as u64);
        let folder = Some(folder.display().to_string()).filter(|name| !name.is_empty());
        for line in counts.candidates(support).lines {
            self.found.insert(line.text.clone(), LearnedLine { folder: folder.clone(), ..line });
        }
    }

    /// What was learned.
    #[must_use]
    pub fn finish(mut self) -> Learned {
        let documents = self.open[0].1.documents();
        while !self.open.is_empty() {
            self.close();
        }
        let mut lines: Vec<LearnedLine> = self.found.into_values().collect();
        sort(&mut lines);
        Learned { documents, lines }
    }
}

/// Whether at least about half of `support` different bodies are in the bitmap, as far as it goes.
fn is_varied(bodies: u64, support: u64) -> bool {
    let seen = bodies.count_ones();
    let empty = f64::from(BODIES - seen.min(BODIES - 1)) / f64::from(BODIES);
    let different = -f64::from(BODIES) * empty.ln();
    different >= (support as f64 / 2.0).clamp(1.5, f64::from(BODIES))
}

/// Gives the characters of a line as it is counted: as the lexicon writes it, with 0 for each number.
#[inline]
fn counted(line: &str, mut give: impl FnMut(char)) {
    let mut in_number = false;
    for c in line.chars().filter_map(lines::folded) {
        let digit = c.is_ascii_digit();
        if !digit {
            give(c);
        } else if !in_number {
            give('0');
        }
        in_number = digit;
    }
}

/// A hash of the line as it is counted, made without writing it down: most lines are seen once.
///
/// Each character is folded in by a wide multiplication, as wyhash does with whole words.
fn key(line: &str) -> u64 {
    let mut hash = 0x9E37_79B9_7F4A_7C15_u64;
    counted(line, |c| {
        let product = u128::from(hash ^ u64::from(u32::from(c))) * 0xA076_1D64_78BD_642F;
        hash = (product >> 64) as u64 ^ product as u64;
    });
    hash
}

/// Whether a line may be furniture at all.
///
/// It is not if it is a note on the article, if little but a number is in it (`第3章`), if it is a sentence in which
/// numbers tell the news (`截至3日，全县收割小麦5万亩。`), or if it leads to what stands under it or closes what stands over
/// it, as forms of address and closing words do (`各位代表：`, `特此通知。`).
fn is_learnable(line: &str) -> bool {
    let list = lines::read(line, lines::Ask::Everything).list;
    list.first().is_some_and(|l: &Line| {
        let s = &l.shape;
        let letters = line.chars().filter(|c| c.is_alphabetic()).count();
        let numbered = s.digits > 0 && (letters <= 4 || l.is_prose() || s.end == End::Closed);
        let part = s.end == End::Colon || s.end == End::Closed && s.n <= 12;
        let known = l.kind != Kind::None;
        (2..=LONGEST).contains(&s.n) && letters > 0 && (known || !numbered && !part && !kinds::is_note(l))
    })
}

/// Which lines of a document are learned ones near an end of it.
pub(super) fn mark(keys: &HashSet<u64>, text: &str, lines: &[Line], mut found: impl FnMut(usize)) {
    let is_learned = |at: usize| keys.contains(&key(lines[at].text.of(text)));
    let near = |at: usize| at < EDGE || at + EDGE >= lines.len();
    let learned: Vec<usize> = (0..lines.len()).filter(|&at| near(at) && is_learned(at)).collect();
    // A document of nothing else is what it is.
    if learned.len() < lines.len() {
        learned.into_iter().for_each(&mut found);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn corpus(n: usize) -> LineCounts {
        let mut counts = LineCounts::new();
        for i in 0..n {
            counts.add(&Ends::of(&format!(
                "石桥在线 第{i}期\n标题{}号\n这是第{i}篇文章，写的是第{i}座桥，桥下有第{i}条河。\n石橋熱線 000-{i:04}\n",
                char::from_u32(0x4E00 + i as u32).unwrap_or('一')
            )));
        }
        counts
    }

    #[test]
    fn lines_of_many_documents_are_found() {
        let learned = corpus(20).candidates(10);
        let texts: Vec<&str> = learned.lines.iter().map(|l| l.text.as_str()).collect();
        assert!(texts.contains(&"石桥在线第0期") && texts.contains(&"石桥热线0-0"), "{texts:?}");
        assert!(!texts.iter().any(|t| t.contains("标题") || t.contains("文章")), "{texts:?}");
        assert!(corpus(5).candidates(10).lines.is_empty());
    }

    #[test]
    fn copies_of_one_document_teach_nothing() {
        let mut counts = LineCounts::new();
        for _ in 0..50 {
            counts.add(&Ends::of("桥头\n昨晚七点，停了三年的老街路灯重新亮了起来。\n街口\n"));
        }
        assert!(counts.candidates(10).lines.is_empty());
    }

    #[test]
    fn folders_are_counted_apart() {
        let mut learner = Learner::new(0.5, 5);
        for folder in ["a/x", "a/y", "b"] {
            for i in 0..8 {
                let text = format!("本站首发于{folder}镇\n桥下有第{i}条河，{folder}的河。\n各位代表：\n第{i}章\n");
                learner.add(Path::new(folder), &Ends::of(&text));
            }
        }
        let learned = learner.finish();
        let lines: Vec<_> = learned.lines.iter().map(|l| (l.text.as_str(), l.folder.as_deref())).collect();
        let folders: Vec<_> = lines.iter().filter(|(text, _)| text.starts_with("本站")).map(|(_, f)| *f).collect();
        assert_eq!((learned.documents, folders), (24, vec![Some("a"), Some("a"), Some("b")]), "{lines:?}");
        assert!(!lines.iter().any(|(text, _)| text.contains("代表") || text.contains('章')), "{lines:?}");
    }

    #[test]
    fn a_table_stays_bounded() {
        let mut counts = LineCounts::new();
        for i in 0..MOST / 8 {
            let lines: String = (0..12)
                .map(|j| {
                    format!(
                        "{}的桥\n",
                        char::from_u32((0x4E00 + i % 20_000) as u32).unwrap_or('一').to_string()
                            + &"桥".repeat(j + i / 20_000 * 12)
                    )
                })
                .collect();
            counts.add(&Ends::of(&format!("石桥在线\n{lines}")));
        }
        assert!(counts.counts.len() <= MOST);
        assert_eq!(counts.candidates(1000).lines[0].text, "石桥在线");
    }

    #[test]
    fn the_list_comes_back_as_it_was_written() {
        let learned = corpus(20).candidates(10);
        assert_eq!(Learned::from_toml(&learned.to_toml()).expect("own output is read"), learned);
    }
}
