//! How much a document repeats itself.

use std::collections::HashMap;

use xxhash_rust::xxh3::xxh3_64;

use crate::han::class::is_han;

/// A document as units and as characters.
pub(super) struct Repetition<'t> {
    /// Han characters and runs of letters or digits; marks and white space are left out.
    units: Vec<&'t str>,
    /// Bytes of every unit together.
    bytes: f64,
    /// Every character but white space.
    chars: Vec<char>,
}

impl<'t> Repetition<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        let mut units = Vec::new();
        let mut run: Option<usize> = None;
        for (at, c) in text.char_indices() {
            let in_run = c.is_alphanumeric() && !is_han(c);
            if let Some(start) = run.filter(|_| !in_run) {
                units.push(&text[start..at]);
                run = None;
            }
            if is_han(c) {
                units.push(&text[at..at + c.len_utf8()]);
            } else if in_run && run.is_none() {
                run = Some(at);
            }
        }
        units.extend(run.map(|start| &text[start..]));
        let bytes = units.iter().map(|u| u.len()).sum::<usize>().max(1) as f64;
        Self { units, bytes, chars: text.chars().filter(|c| !c.is_whitespace()).collect() }
    }

    /// Hash of each run of `n` units, and its bytes.
    fn ngrams(&self, n: usize) -> impl Iterator<Item = (u64, usize)> {
        let hashes: Vec<u64> = self.units.iter().map(|u| xxh3_64(u.as_bytes())).collect();
        let ngrams: Vec<(u64, usize)> = hashes
            .windows(n)
            .zip(self.units.windows(n))
            .map(|(h, u)| {
                let mixed = h.iter().fold(0_u64, |all, &h| all.rotate_left(5).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ h);
                (mixed, u.iter().map(|u| u.len()).sum())
            })
            .collect();
        ngrams.into_iter()
    }

    /// Share of the bytes of all units that the commonest run of `n` covers.
    pub(super) fn top(&self, n: usize) -> f64 {
        let mut counts: HashMap<u64, (usize, usize)> = HashMap::new();
        for (hash, bytes) in self.ngrams(n) {
            let (count, size) = counts.entry(hash).or_default();
            (*count, *size) = (*count + 1, bytes);
        }
        // A run that stands once repeats nothing.
        counts.values().filter(|(count, _)| *count > 1).map(|(count, size)| count * size).max().unwrap_or(0) as f64
            / self.bytes
    }

    /// Share of the bytes of all units in runs of `n` that stood before; runs that are counted do not overlap.
    pub(super) fn duplicate(&self, n: usize) -> f64 {
        let mut seen = std::collections::HashSet::new();
        let (mut repeated, mut free) = (0, 0);
        for (at, (hash, bytes)) in self.ngrams(n).enumerate() {
            if at < free {
                continue;
            }
            if !seen.insert(hash) {
                repeated += bytes;
                free = at + n;
            }
        }
        repeated as f64 / self.bytes
    }

    fn runs(&self, n: usize) -> HashMap<&[char], usize> {
        let mut counts = HashMap::new();
        for run in self.chars.windows(n) {
            *counts.entry(run).or_default() += 1;
        }
        counts
    }

    /// Share of the runs of `n` characters that stood before.
    pub(super) fn seen_before(&self, n: usize) -> f64 {
        let counts = self.runs(n);
        let all: usize = counts.values().sum();
        (all - counts.len()) as f64 / all.max(1) as f64
    }

    /// Share of the √n commonest among the n different runs of `length` characters, those that stand once not counted: the measure
    /// of the ROOTS corpus (`character_repetition_ratio`).
    pub(super) fn commonest(&self, length: usize) -> f64 {
        let mut counts: Vec<usize> = self.runs(length).into_values().collect();
        let all: usize = counts.iter().sum();
        counts.sort_unstable_by(|a, b| b.cmp(a));
        let repeated = counts.partition_point(|&count| count > 1);
        let some = counts.len().isqrt().min(repeated);
        counts[..some].iter().sum::<usize>() as f64 / all.max(1) as f64
    }
}
