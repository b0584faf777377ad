//! "Did you mean": the names nearest to one that does not exist.

use super::messages as say;

/// The names that differ least from `wanted`, in their order; none if all differ in more than two fifths of it
/// (two letters that changed places are two differences).
pub fn nearest<'n>(wanted: &str, names: impl IntoIterator<Item = &'n str>) -> Vec<&'n str> {
    let most = (wanted.chars().count() * 2 / 5).max(1);
    let near: Vec<_> = names.into_iter().map(|n| (distance(n, wanted), n)).filter(|(d, _)| *d <= most).collect();
    let least = near.iter().map(|(d, _)| *d).min().unwrap_or_default();
    near.into_iter().filter(|(d, _)| *d == least).map(|(_, n)| n).collect()
}

/// A question that names the nearest, if there are any.
pub fn did_you_mean<'n>(wanted: &str, names: impl IntoIterator<Item = &'n str>) -> Option<String> {
    let near = nearest(wanted, names);
    (!near.is_empty()).then(|| say::did_you_mean(near[..near.len().min(4)].join(&say::or())))
}

/// Levenshtein distance, in characters. O(length of `a` · length of `b`); the words are short.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut left = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let best = (left + usize::from(x != *y)).min(row[j] + 1).min(row[j + 1] + 1);
            left = row[j + 1];
            row[j + 1] = best;
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_names_are_found() {
        let stages = ["mojibake", "spam", "dedup"];
        assert_eq!(nearest("dedupe", stages), ["dedup"]);
        assert_eq!(nearest("spm", stages), ["spam"]);
        assert!(nearest("convert", stages).is_empty());
        assert_eq!(distance("段落", "段"), 1);
    }
}
