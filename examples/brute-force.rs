//! Near-duplicates by their definition, to compare an answer with: every text of a JSON Lines file against all that
//! were kept before it, over every shingle they share, without signatures, filters or bounds.
//!
//!     taoxi dedup FILE -o kept.jsonl --unit document --pairs pairs.tsv
//!     cargo run --release --example brute-force FILE pairs.tsv
//!
//! Prints how many units go by the definition, how many of these `pairs.tsv` has, and how many it has beside them.

use std::collections::{HashMap, HashSet};
use std::io::Write as _;

/// Characters of a shingle.
const SIZE: usize = 5;
/// The least Jaccard index, as a fraction.
const THRESHOLD: (usize, usize) = (4, 5);

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(corpus), Some(pairs)) = (arguments.next(), arguments.next()) else {
        return Err("give a file of JSON Lines and a table of pairs".into());
    };
    let mut numbers: HashMap<Vec<char>, u32> = HashMap::new();
    // Of each shingle, the kept texts that have it.
    let mut kept: Vec<Vec<u32>> = Vec::new();
    let mut sizes: Vec<usize> = Vec::new();
    let mut gone: HashSet<usize> = HashSet::new();
    let mut shared: Vec<usize> = Vec::new();
    for (line, record) in std::fs::read_to_string(corpus)?.lines().enumerate() {
        let record: serde_json::Value = serde_json::from_str(record)?;
        let mut key = String::new();
        taoxi::dedup::key_text(record["text"].as_str().ok_or("no text")?, &mut key);
        let chars: Vec<char> = key.chars().collect();
        let windows: HashSet<&[char]> =
            if chars.len() < SIZE { HashSet::from([&chars[..]]) } else { chars.windows(SIZE).collect() };
        let mut set = Vec::with_capacity(windows.len());
        for window in windows.into_iter().filter(|window| !window.is_empty()) {
            let next = numbers.len() as u32;
            set.push(*numbers.entry(window.to_vec()).or_insert(next) as usize);
        }
        kept.resize_with(numbers.len(), Vec::new);
        shared.clear();
        shared.resize(line, 0);
        for &shingle in &set {
            for &other in &kept[shingle] {
                shared[other as usize] += 1;
            }
        }
        let similar =
            |(other, &n): (usize, &usize)| n > 0 && n * THRESHOLD.1 >= THRESHOLD.0 * (set.len() + sizes[other] - n);
        let goes = shared.iter().enumerate().any(similar);
        sizes.push(set.len());
        if goes {
            gone.insert(line);
        } else {
            set.iter().for_each(|&shingle| kept[shingle].push(line as u32));
        }
    }
    let answer: HashSet<usize> = std::fs::read_to_string(pairs)?
        .lines()
        .filter_map(|line| line.split('\t').next()?.rsplit(':').next()?.parse::<usize>().ok())
        .map(|line| line - 1)
        .collect();
    let found = gone.intersection(&answer).count();
    writeln!(
        std::io::stdout(),
        "{} texts, {} go by the definition; found {found}, recall {:.6}; beside these {}, precision {:.6}",
        sizes.len(),
        gone.len(),
        found as f64 / gone.len().max(1) as f64,
        answer.len() - found,
        found as f64 / answer.len().max(1) as f64,
    )?;
    Ok(())
}
