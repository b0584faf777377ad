//! How much a passage sounds like somebody who sells, whatever is sold.
//!
//! A linear model over the pairs of characters in a passage, fitted by `scripts/fit-spam-voice.py` to the lines of our
//! own writing in `tests/spam/voice/` and held against plain prose. It knows nothing of shape and of ways to get in
//! touch; what is asked beside it stands in `solicit`.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::line::fold;
use crate::han::class::is_han;

/// The weights by pair, in log-odds.
struct Model {
    bias: f32,
    weights: HashMap<[char; 2], f32>,
}

static MODEL: LazyLock<Model> = LazyLock::new(|| {
    let mut model = Model { bias: 0.0, weights: HashMap::new() };
    for line in include_str!("voice.txt").lines().filter(|l| !l.starts_with('#')) {
        let Some((piece, weight)) = line.split_once(' ') else { continue };
        let weight = weight.parse::<f32>().unwrap_or_default() / 100.0;
        let mut chars = piece.chars();
        match (chars.next(), chars.next()) {
            (Some(a), Some(b)) => drop(model.weights.insert([a, b], weight)),
            (Some(a), None) => drop(model.weights.insert([a, ALONE], weight)),
            _ => model.bias = weight,
        }
    }
    model
});

/// Stands beside a character that is a feature by itself.
const ALONE: char = '\0';
/// Stands before the first and behind the last character of a run of letters and digits.
const OPENS: char = '^';
const CLOSES: char = '$';

/// The different characters and pairs of a passage, as the model knows them: a run of digits is `0`, one of letters `a`.
fn features(text: &str) -> Vec<[char; 2]> {
    let mut features = Vec::with_capacity(2 * text.len() / 3);
    let mut before = OPENS;
    for c in text.chars().map(fold) {
        let c = match c {
            '0'..='9' => '0',
            'a'..='z' => 'a',
            c => c,
        };
        if c.is_alphanumeric() {
            if c.is_ascii() && c == before {
                continue;
            }
            features.extend([[c, ALONE], [before, c]]);
            before = c;
        } else if before != OPENS {
            features.push([before, CLOSES]);
            before = OPENS;
        }
    }
    if before != OPENS {
        features.push([before, CLOSES]);
    }
    features.sort_unstable();
    features.dedup();
    features
}

/// The log-odds of the model that `text` was written by a seller. O(n log n) in the length of the passage.
pub(super) fn voice(text: &str) -> f32 {
    let known: Vec<f32> = features(text).iter().filter_map(|f| MODEL.weights.get(f).copied()).collect();
    // A longer passage says more, but not in proportion: as the model was fitted.
    MODEL.bias + known.iter().sum::<f32>() / (known.len().max(1) as f32).sqrt().sqrt()
}

/// The pairs of characters that made `text` sound like a seller, up to five, the most telling first.
pub(super) fn telling(text: &str) -> Vec<String> {
    let weight = |f: &[char; 2]| MODEL.weights.get(f).copied().unwrap_or_default();
    let mut pairs = features(text);
    pairs.retain(|f| weight(f) >= TELLING && f.iter().all(|&c| is_han(c)));
    pairs.sort_by(|a, b| weight(b).total_cmp(&weight(a)));
    pairs.iter().take(5).map(String::from_iter).collect()
}

/// Pairs of Han characters that sound most like a seller: two of them make a line worth reading.
pub(super) fn telling_pairs() -> impl Iterator<Item = [char; 2]> {
    MODEL.weights.iter().filter(|&(pair, &w)| w >= TELLING && pair.iter().all(|&c| is_han(c))).map(|(pair, _)| *pair)
}

/// Least weight of a pair that tells.
const TELLING: f32 = 0.8;
