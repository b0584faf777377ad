//! Whether gaps cut words.
//!
//! Over a gap that was not meant, two neighbours belong together as often as inside the text; over
//! one that was set on purpose they do not. So the mean association over gaps is put on a scale on which
//! the text's own characters shuffled are 0 and its neighbours are 1. The scale is the text's own, since the
//! pair table knows modern prose better than old.

use super::gaps::Line;
use crate::han::{class::is_han, likely};

/// From here on, on the scale from shuffled to inside, gaps cut words.
pub(super) const CUTS: f32 = 0.5;
/// Neighbours inside the text that are looked at.
const SAMPLE: usize = 2000;
/// Below this distance between shuffled and inside, in nats, the pair table says nothing of a text.
const KNOWN: f32 = 0.8;

/// Where the association over `between` lies, from 0 for the same characters shuffled to 1 for
/// neighbours inside the lines. `None` if the pair table says nothing of this text.
pub(super) fn share(text: &str, lines: &[Line], between: &[(char, char)]) -> Option<f32> {
    if between.is_empty() {
        return None;
    }
    let over = mean(between.iter().copied())?;
    let mut inside = Vec::with_capacity(SAMPLE);
    'lines: for line in lines {
        let body = line.span().of(text);
        for (a, b) in body.chars().zip(body.chars().skip(1)) {
            if is_han(a) && is_han(b) {
                inside.push((a, b));
                if inside.len() == SAMPLE {
                    break 'lines;
                }
            }
        }
    }
    let within = mean(inside.iter().copied())?;
    // Each first character with the second of the pair 37 further on.
    let far = inside.iter().cycle().skip(37 % inside.len().max(1));
    let shuffled = mean(inside.iter().zip(far).map(|(&(a, _), &(_, b))| (a, b)))?;
    (within - shuffled > KNOWN).then(|| (over - shuffled) / (within - shuffled))
}

fn mean(pairs: impl Iterator<Item = (char, char)>) -> Option<f32> {
    let (mut sum, mut count) = (0.0, 0);
    for seam in pairs.filter_map(|(a, b)| likely::known_seam(a, b)) {
        sum += seam;
        count += 1;
    }
    (count > 0).then(|| sum / count as f32)
}
