//! How much a passage sounds like somebody who sells, whatever is sold.
//!
//! A linear model over the pairs of characters in a passage, fitted by `scripts/fit-spam-voice.py` to the lines of our
//! own writing in `tests/spam/voice/` and held against plain prose. It knows nothing of shape and of ways to get in
//! touch; what is asked beside it stands in `solicit`.

use std::sync::LazyLock;

use super::line::{fold, is_letter};
use crate::han::class::is_han;
use crate::han::pairs::PairMap;

struct Model {
    bias: f32,
    /// Of each feature, in log-odds.
    weights: Vec<f32>,
    /// Which feature a pair is.
    pairs: PairMap<17, u16>,
    /// Which feature a character up to U+FFFF is, counted from one.
    singles: Vec<u16>,
}

impl Model {
    /// Which feature a pair is, or a character and [`ALONE`].
    #[inline]
    fn feature(&self, a: char, b: char) -> Option<usize> {
        match b {
            ALONE => self.singles.get(a as usize)?.checked_sub(1).map(usize::from),
            _ => self.pairs.get(a.into(), b.into()).copied().map(usize::from),
        }
    }
}

/// Most features a model may have: 128 words of bits tell which of them a passage holds.
const FEATURES: usize = 1 << 13;

static MODEL: LazyLock<Model> = LazyLock::new(|| {
    let mut model = Model { bias: 0.0, weights: Vec::new(), pairs: PairMap::default(), singles: vec![0; 0x10000] };
    for line in include_str!("voice.txt").lines().filter(|l| !l.starts_with('#')).take(FEATURES) {
        let Some((piece, weight)) = line.split_once(' ') else { continue };
        let weight = weight.parse::<f32>().unwrap_or_default() / 100.0;
        let (mut chars, feature) = (piece.chars(), model.weights.len() as u16);
        match (chars.next(), chars.next()) {
            (Some(first), Some(second)) => *model.pairs.entry(first.into(), second.into()) = feature,
            (Some(single), None) => match model.singles.get_mut(single as usize) {
                Some(place) => *place = feature + 1,
                None => continue,
            },
            _ => {
                model.bias = weight;
                continue;
            }
        }
        model.weights.push(weight);
    }
    model
});

/// Stands behind a character that is a feature by itself.
const ALONE: char = '\0';
/// Stands before the first and behind the last character of a run of letters and digits.
const OPENS: char = '^';
const CLOSES: char = '$';

/// The characters and pairs of a passage: a run of digits is `0`, one of letters `a`.
fn each_piece(text: &str, mut piece: impl FnMut(char, char)) {
    let mut before = OPENS;
    for c in text.chars().map(fold) {
        let c = match c {
            '0'..='9' => '0',
            'a'..='z' => 'a',
            c => c,
        };
        if is_letter(c) {
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
    let model = &*MODEL;
    each_piece(text, |a, b| {
        if let Some(feature) = model.feature(a, b) {
            let (word, bit) = (&mut seen[feature / 64], 1 << (feature % 64));
            if *word & bit == 0 {
                *word |= bit;
                (known, sum) = (known + 1, sum + model.weights[feature]);
            }
        }
    });
    // A longer passage says more, but not in proportion: as the model was fitted.
    model.bias + sum / f32::from(known.max(1)).sqrt().sqrt()
}

/// Whoever sounds so sells, whatever else is known: of 20,326 sentences of plain prose eleven are above.
pub(super) const SOLD: f32 = 1.0;

/// The pairs of characters that made `text` sound like a seller, up to five, the most telling first.
pub(super) fn telling(text: &str) -> Vec<String> {
    let mut pairs: Vec<(f32, [char; 2])> = Vec::new();
    each_piece(text, |a, b| {
        let weight = MODEL.feature(a, b).map_or(0.0, |feature| MODEL.weights[feature]);
        if weight >= TELLING && is_han(a) && is_han(b) && !pairs.contains(&(weight, [a, b])) {
            pairs.push((weight, [a, b]));
        }
    });
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0));
    pairs.iter().take(5).map(|(_, pair)| String::from_iter(pair)).collect()
}

/// Pairs of Han characters that sound most like a seller: two of them make a line worth reading.
pub(super) fn telling_pairs() -> impl Iterator<Item = [char; 2]> {
    let telling = MODEL.pairs.iter().filter(|&(_, &feature)| MODEL.weights[usize::from(feature)] >= TELLING);
    let chars = |pair: [u32; 2]| pair.map(|c| char::from_u32(c).unwrap_or_default());
    telling.map(move |(pair, _)| chars(pair)).filter(|pair| pair.iter().all(|&c| is_han(c)))
}

/// Least weight of a pair that tells.
const TELLING: f32 = 1.3;

#[cfg(test)]
mod tests {
    use super::super::solicit::SALES;
    use super::*;

    #[test]
    fn sellers_sound_like_sellers() {
        for text in ["祖传手艺，包教包会，想学的私信我", "厂家直销，支持批发，量大从优，欢迎咨询"]
        {
            assert!(voice(text) > 1.0, "{text}: {}", voice(text));
        }
        for text in ["孙师傅做了四十年布鞋，一双要纳三千多针。", "他推开门，风夹着雪扑进来，油灯晃了晃。"]
        {
            assert!(voice(text) < SALES, "{text}: {}", voice(text));
        }
    }

    #[test]
    fn the_table_fits_the_bits() {
        let rows = include_str!("voice.txt").lines().filter(|l| !l.starts_with('#')).count();
        assert!((1000..=FEATURES).contains(&rows) && MODEL.weights.len() + 1 == rows, "{rows}");
    }
}
