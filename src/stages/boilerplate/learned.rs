//! Furniture learned from a corpus: lines that stand at the head or the foot of many documents.
//!
//! A first pass over the corpus counts, for each line near an end of a document, in how many
//! documents it stands there. The lines above a threshold are written to `boilerplate.toml`, where
//! they can be read and struck out, and the stage takes them from there.
//!
//! Counting only adds, so it does not matter how documents are spread over threads. It takes about
//! 100 bytes for each different line; a corpus with too many of them is counted in several passes,
//! each over a part of the lines ([`LineCounts::of_part`]).

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use super::kinds::{self, Kind};
use super::lines::{self, Line};

/// How many lines from an end of a document count as its head and its foot.
pub const EDGE: usize = 12;
/// The longest line that is learned, in characters.
const LONGEST: u32 = 160;
/// Different bodies that can be told apart.
const BODIES: u32 = 64;

/// A line that stands at the head or the foot of many documents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
    /// In how many documents a line must stand to be listed.
    #[serde(default)]
    pub support: u64,
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
             # delete it, to keep it. White space, script, case and numbers make no difference to a match.\n\n{list}"
        )
    }

    /// The keys of the lines to remove.
    pub(super) fn keys(&self) -> HashSet<u64> {
        self.lines.iter().filter(|l| l.remove).map(|l| xxh3_64(l.text.as_bytes())).collect()
    }
}

#[derive(Clone, Debug, Default)]
struct Count {
    text: Box<str>,
    documents: u64,
    head: u64,
    foot: u64,
    /// One bit for each of 64 classes of bodies it was seen with (linear counting, Whang et al. 1990).
    bodies: u64,
}

/// Counts lines near the ends of documents.
#[derive(Clone, Debug)]
pub struct LineCounts {
    counts: HashMap<u64, Count>,
    documents: u64,
    part: (u64, u64),
}

impl Default for LineCounts {
    fn default() -> Self {
        Self::of_part(0, 1)
    }
}

impl LineCounts {
    /// Counts every line.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Counts one of `parts` parts of the lines, so that memory is bounded by further passes.
    #[must_use]
    pub fn of_part(part: u64, parts: u64) -> Self {
        Self { counts: HashMap::new(), documents: 0, part: (part, parts.max(1)) }
    }

    /// Counts the lines near the ends of one document. Linear in its length.
    pub fn observe(&mut self, document: &str) {
        self.documents += 1;
        let spans: Vec<&str> = document.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
        let body = spans.iter().max_by_key(|l| l.len()).map_or(0, |l| xxh3_64(l.as_bytes()));
        let mut seen: HashMap<u64, (bool, bool)> = HashMap::new();
        let mut key = String::new();
        for (at, line) in spans.iter().enumerate() {
            let (head, foot) = (at < EDGE, at + EDGE >= spans.len());
            if !head && !foot || line.len() > LONGEST as usize * 4 {
                continue;
            }
            key_of(line, &mut key);
            let hash = xxh3_64(key.as_bytes());
            if hash % self.part.1 != self.part.0 || !is_learnable(line, &key) {
                continue;
            }
            let place = seen.entry(hash).or_default();
            *place = (place.0 | head, place.1 | foot);
            self.counts.entry(hash).or_insert_with(|| Count { text: key.as_str().into(), ..Count::default() });
        }
        for (hash, (head, foot)) in seen {
            if let Some(count) = self.counts.get_mut(&hash) {
                count.documents += 1;
                count.head += u64::from(head);
                count.foot += u64::from(foot);
                count.bodies |= 1 << (body % u64::from(BODIES));
            }
        }
    }

    /// Adds what another counter has seen.
    pub fn merge(&mut self, other: Self) {
        self.documents += other.documents;
        for (hash, count) in other.counts {
            let own = self.counts.entry(hash).or_insert_with(|| Count { text: count.text.clone(), ..Count::default() });
            own.documents += count.documents;
            own.head += count.head;
            own.foot += count.foot;
            own.bodies |= count.bodies;
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
        let mut lines: Vec<LearnedLine> = self
            .counts
            .values()
            .filter(|c| c.documents >= support && is_varied(c.bodies, support))
            .map(|c| LearnedLine {
                text: c.text.to_string(),
                documents: c.documents,
                head: c.head,
                foot: c.foot,
                remove: true,
            })
            .collect();
        lines.sort_by(|a, b| b.documents.cmp(&a.documents).then_with(|| a.text.cmp(&b.text)));
        Learned { documents: self.documents, support, lines }
    }
}

/// Whether at least about half of `support` different bodies are in the bitmap, as far as it goes.
fn is_varied(bodies: u64, support: u64) -> bool {
    let seen = bodies.count_ones();
    let empty = f64::from(BODIES - seen.min(BODIES - 1)) / f64::from(BODIES);
    let different = -f64::from(BODIES) * empty.ln();
    different >= (support as f64 / 2.0).clamp(1.5, f64::from(BODIES))
}

/// The line as it is counted: as the lexicon writes it, with 0 for each number.
pub(super) fn key_of(line: &str, out: &mut String) {
    let mut word = String::with_capacity(line.len());
    lines::compact(line, &mut word);
    out.clear();
    for c in word.chars() {
        if !c.is_ascii_digit() {
            out.push(c);
        } else if !out.ends_with('0') {
            out.push('0');
        }
    }
}

/// Whether a line may be furniture at all: not a number, and not a note on the article.
fn is_learnable(line: &str, key: &str) -> bool {
    if !key.chars().any(char::is_alphabetic) {
        return false;
    }
    let list = lines::read(line).list;
    list.first().is_some_and(|l: &Line| l.n() <= LONGEST && l.n() >= 2 && (l.kind != Kind::None || !kinds::is_note(l)))
}

/// Which lines of a document are learned ones near an end of it.
pub(super) fn mark(keys: &HashSet<u64>, text: &str, lines: &[Line], mut found: impl FnMut(usize)) {
    let mut key = String::new();
    let is_learned = |at: usize, key: &mut String| {
        key_of(lines[at].text.of(text), key);
        keys.contains(&xxh3_64(key.as_bytes()))
    };
    let near = |at: usize| at < EDGE || at + EDGE >= lines.len();
    let learned: Vec<usize> = (0..lines.len()).filter(|&at| near(at) && is_learned(at, &mut key)).collect();
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
            counts.observe(&format!(
                "石桥在线 第{i}期\n标题{}号\n这是第{i}篇文章，写的是第{i}座桥，桥下有第{i}条河。\n石橋熱線 000-{i:04}\n",
                char::from_u32(0x4E00 + i as u32).unwrap_or('一')
            ));
        }
        counts
    }

    #[test]
    fn lines_of_many_documents_are_found() {
        let learned = corpus(20).candidates(10);
        let texts: Vec<&str> = learned.lines.iter().map(|l| l.text.as_str()).collect();
        assert!(texts.contains(&"石桥在线第0期") && texts.contains(&"石桥热线0-0"), "{texts:?}");
        assert!(!texts.iter().any(|t| t.contains("标题")), "{texts:?}");
        assert!(corpus(5).candidates(10).lines.is_empty());
    }

    #[test]
    fn copies_of_one_document_teach_nothing() {
        let mut counts = LineCounts::new();
        for _ in 0..50 {
            counts.observe("桥头\n昨晚七点，停了三年的老街路灯重新亮了起来。\n街口\n");
        }
        assert!(counts.candidates(10).lines.is_empty());
    }

    #[test]
    fn it_does_not_matter_who_counts_what() {
        let whole = corpus(20);
        let mut halves = LineCounts::new();
        let (mut a, mut b) = (LineCounts::of_part(0, 2), LineCounts::of_part(1, 2));
        for part in [&mut a, &mut b] {
            part.documents = 20;
            part.counts =
                whole.counts.iter().filter(|(h, _)| *h % 2 == part.part.0).map(|(h, c)| (*h, c.clone())).collect();
        }
        halves.merge(a);
        halves.merge(b);
        assert_eq!(halves.candidates(10).lines, whole.candidates(10).lines);
    }

    #[test]
    fn the_list_comes_back_as_it_was_written() {
        let learned = corpus(20).candidates(10);
        assert_eq!(Learned::from_toml(&learned.to_toml()).expect("own output is read"), learned);
    }
}
