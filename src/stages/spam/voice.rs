//! How much a passage sounds like somebody who sells, whatever is sold.
//!
//! A linear model over the pairs of characters in a passage, fitted by `scripts/fit-spam-voice.py` to the lines of our
//! own writing in `tests/spam/voice/` and held against plain prose. It knows nothing of shape and of ways to get in
//! touch; what is asked beside it stands in `solicit`.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::LazyLock;

use super::line::fold;
use crate::han::class::is_han;
use crate::han::pairs::Fnv;

struct Model {
    bias: f32,
    /// By the pair, as [`key`] has it.
    features: HashMap<u64, Feature, BuildHasherDefault<Fnv>>,
}

/// A character or a pair that the model knows.
#[derive(Clone, Copy)]
struct Feature {
    /// Which one it is, below [`FEATURES`].
    index: usize,
    /// In log-odds.
    weight: f32,
}

/// Most features a model may have: 64 words of bits tell which of them a passage holds.
const FEATURES: usize = 1 << 12;

static MODEL: LazyLock<Model> = LazyLock::new(|| {
    let mut model = Model { bias: 0.0, features: HashMap::default() };
    for line in include_str!("voice.txt").lines().filter(|l| !l.starts_with('#')).take(FEATURES) {
        let Some((piece, weight)) = line.split_once(' ') else { continue };
        let weight = weight.parse::<f32>().unwrap_or_default() / 100.0;
        let mut chars = piece.chars();
        let Some(first) = chars.next() else {
            model.bias = weight;
            continue;
        };
        let index = model.features.len();
        model.features.insert(key(first, chars.next().unwrap_or(ALONE)), Feature { index, weight });
    }
    model
});

/// Stands behind a character that is a feature by itself.
const ALONE: char = '\0';
/// Stands before the first and behind the last character of a run of letters and digits.
const OPENS: char = '^';
const CLOSES: char = '$';

fn key(a: char, b: char) -> u64 {
    u64::from(u32::from(a)) << 32 | u64::from(u32::from(b))
}

/// The characters and pairs of a passage: a run of digits is `0`, one of letters `a`.
fn each_piece(text: &str, mut piece: impl FnMut(char, char)) {
    let mut before = OPENS;
    for c in text.chars().map(fold) {
        let c = match c {
            '0'..='9' => '0',
            'a'..='z' => 'a',
            c => c,
        };
        if is_han(c) || c.is_alphanumeric() {
            if c.is_ascii() && c == before {
                continue;
            }
            piece(c, ALONE);
            piece(before, c);
            before = c;
        } else if before != OPENS {
            piece(before, CLOSES);
            before = OPENS;
        }
    }
    if before != OPENS {
        piece(before, CLOSES);
    }
}

/// The log-odds of the model that `text` was written by a seller. Linear; each feature counts once.
pub(super) fn voice(text: &str) -> f32 {
    let (mut seen, mut known, mut sum) = ([0_u64; FEATURES / 64], 0_u16, 0.0);
    each_piece(text, |a, b| {
        if let Some(feature) = MODEL.features.get(&key(a, b)) {
            let (word, bit) = (&mut seen[feature.index / 64], 1 << (feature.index % 64));
            if *word & bit == 0 {
                *word |= bit;
                (known, sum) = (known + 1, sum + feature.weight);
            }
        }
    });
    // A longer passage says more, but not in proportion: as the model was fitted.
    MODEL.bias + sum / f32::from(known.max(1)).sqrt().sqrt()
}

/// The pairs of characters that made `text` sound like a seller, up to five, the most telling first.
pub(super) fn telling(text: &str) -> Vec<String> {
    let mut pairs: Vec<(f32, [char; 2])> = Vec::new();
    each_piece(text, |a, b| {
        let weight = MODEL.features.get(&key(a, b)).map_or(0.0, |f| f.weight);
        if weight >= TELLING && is_han(a) && is_han(b) && !pairs.contains(&(weight, [a, b])) {
            pairs.push((weight, [a, b]));
        }
    });
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0));
    pairs.iter().take(5).map(|(_, pair)| String::from_iter(pair)).collect()
}

/// Pairs of Han characters that sound most like a seller: two of them make a line worth reading.
pub(super) fn telling_pairs() -> impl Iterator<Item = [char; 2]> {
    let chars = |key: u64| [key >> 32, key & 0xFFFF_FFFF].map(|c| char::from_u32(c as u32).unwrap_or_default());
    let telling = MODEL.features.iter().filter(|(_, f)| f.weight >= TELLING);
    telling.map(move |(&key, _)| chars(key)).filter(|pair| pair.iter().all(|&c| is_han(c)))
}

/// Least weight of a pair that tells.
const TELLING: f32 = 0.8;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sellers_sound_like_sellers() {
        for text in ["祖传手艺，包教包会，想学的私信我", "厂家直销，支持批发，量大从优，欢迎咨询"]
        {
            assert!(voice(text) > 1.0, "{text}: {}", voice(text));
        }
        for text in ["孙师傅做了四十年布鞋，一双要纳三千多针。", "他推开门，风夹着雪扑进来，油灯晃了晃。"]
        {
            assert!(voice(text) < -1.0, "{text}: {}", voice(text));
        }
    }

    #[test]
    fn the_table_fits_the_bits() {
        let rows = include_str!("voice.txt").lines().filter(|l| !l.starts_with('#')).count();
        assert!((1000..=FEATURES).contains(&rows) && MODEL.features.len() + 1 == rows, "{rows}");
    }
}
