//! Near-duplicate removal against its definition.

use std::collections::HashSet;

use proptest::prelude::*;
use taoxi::dedup::{Deduplicator, Keep, NumbersDiffer, Options, Outcome, Scope, key_text};

/// A unit that goes, and its witness.
type Pairs = Vec<(u64, u64)>;

fn shingles(key: &str, size: usize) -> HashSet<Vec<char>> {
    let chars: Vec<char> = key.chars().collect();
    if chars.is_empty() {
        return HashSet::new();
    }
    if chars.len() < size {
        return HashSet::from([chars]);
    }
    chars.windows(size).map(<[char]>::to_vec).collect()
}

/// The leader rule, word for word.
fn by_definition(files: &[Vec<String>], options: &Options) -> Pairs {
    let mut units = Vec::new();
    for (file, texts) in files.iter().enumerate() {
        for text in texts {
            let mut key = String::new();
            key_text(text, &mut key);
            units.push((file, shingles(&key, options.shingle), key));
        }
    }
    let mut order: Vec<usize> = (0..units.len()).collect();
    if options.keep == Keep::Longest {
        order.sort_by_key(|&unit| std::cmp::Reverse(units[unit].2.chars().count()));
    }
    let (mut kept, mut removed): (Vec<usize>, Pairs) = (Vec::new(), Vec::new());
    for unit in order {
        let (file, set, key) = &units[unit];
        let han = key.chars().filter(|&c| taoxi::han::class::is_han(c)).count();
        let witness = kept.iter().copied().filter(|_| han >= options.min_chars && !set.is_empty()).find(|&other| {
            let (other_file, other_set, other_key) = &units[other];
            let shared = set.intersection(other_set).count();
            let letters = |key: &str| key.chars().filter(|c| !c.is_ascii_digit()).collect::<String>();
            (options.scope == Scope::Corpus || file == other_file)
                && shared as f64 / (set.len() + other_set.len() - shared) as f64 >= options.threshold
                && !(options.numbers_differ == NumbersDiffer::Keep
                    && key != other_key
                    && letters(key) == letters(other_key))
        });
        match witness {
            Some(witness) => removed.push((unit as u64, witness as u64)),
            None => kept.push(unit),
        }
    }
    removed.sort_unstable();
    removed
}

fn run(files: &[Vec<String>], options: &Options) -> Outcome {
    let mut deduplicator = Deduplicator::new(options).expect("the options are right");
    for texts in files {
        deduplicator.start_file();
        let units: Vec<&str> = texts.iter().map(String::as_str).collect();
        deduplicator.extend(&units).expect("there is room");
    }
    deduplicator.finish().expect("nothing can fail in memory")
}

fn pairs(outcome: &Outcome) -> Pairs {
    outcome.removals.iter().map(|removal| (removal.unit, removal.witness)).collect()
}

/// Families of short texts: a text, and edits of it, with punctuation and numbers.
fn texts() -> impl Strategy<Value = Vec<Vec<String>>> {
    let base = "[春夏秋冬东南西北上下左右前后山水花鸟风云雨雪0-3，。]{0,60}";
    let edits = prop::collection::vec((any::<prop::sample::Index>(), "[天地0-9，]{0,2}"), 0..4);
    let family = (base, prop::collection::vec(edits, 0..6)).prop_map(|(base, copies)| {
        let mut family = vec![base.clone()];
        for edits in copies {
            let mut copy: Vec<char> = base.chars().collect();
            for (at, with) in edits {
                let at = at.index(copy.len() + 1);
                let end = (at + 1).min(copy.len());
                copy.splice(at..end, with.chars());
            }
            family.push(copy.into_iter().collect());
        }
        family
    });
    prop::collection::vec(family, 1..8)
        .prop_flat_map(|families| Just(families.concat()).prop_shuffle())
        .prop_map(|texts| texts.chunks(7).map(<[String]>::to_vec).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn the_prefix_filter_gives_what_the_definition_says(
        files in texts(),
        threshold in 0.3f64..=1.0,
        shingle in 1usize..6,
        min_chars in 0usize..12,
        longest in any::<bool>(),
        numbers in any::<bool>(),
        by_file in any::<bool>(),
    ) {
        let options = Options {
            threshold, shingle, min_chars, exhaustive: true,
            keep: if longest { Keep::Longest } else { Keep::First },
            numbers_differ: if numbers { NumbersDiffer::Keep } else { NumbersDiffer::Remove },
            scope: if by_file { Scope::File } else { Scope::Corpus },
            ..Options::default()
        };
        prop_assert_eq!(pairs(&run(&files, &options)), by_definition(&files, &options));
    }

    #[test]
    fn every_removal_is_right_and_has_a_kept_witness(files in texts(), threshold in 0.3f64..=1.0) {
        let options = Options { threshold, min_chars: 0, shingle: 2, ..Options::default() };
        let outcome = run(&files, &options);
        let texts = files.concat();
        let gone: HashSet<u64> = outcome.removals.iter().map(|removal| removal.unit).collect();
        for removal in outcome.removals.iter() {
            prop_assert!(!gone.contains(&removal.witness) && removal.witness < removal.unit);
            let set = |unit: u64| {
                let mut key = String::new();
                key_text(&texts[unit as usize], &mut key);
                shingles(&key, 2)
            };
            let (a, b) = (set(removal.unit), set(removal.witness));
            let jaccard = a.intersection(&b).count() as f64 / a.union(&b).count() as f64;
            prop_assert!(jaccard >= threshold);
            prop_assert_eq!(removal.jaccard, jaccard as f32);
        }
    }

    #[test]
    fn how_the_input_is_cut_up_makes_no_difference(files in texts()) {
        let options = Options { min_chars: 0, ..Options::default() };
        let single: Vec<Vec<String>> = files.concat().into_iter().map(|text| vec![text]).collect();
        let once = run(&[files.concat()], &options);
        prop_assert_eq!(run(&files, &options), once.clone());
        prop_assert_eq!(run(&single, &options), once);
    }
}

/// Numbers without an order to see in them.
fn numbers(seed: u64) -> impl FnMut() -> u64 {
    let mut state = seed;
    move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state ^ state >> 29).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 32
    }
}

/// Paragraphs of made-up characters, a third of them edited copies of earlier ones.
fn corpus(paragraphs: usize, seed: u64) -> Vec<String> {
    let mut next = numbers(seed);
    let mut texts: Vec<Vec<char>> = Vec::new();
    let han = |next: &mut dyn FnMut() -> u64| char::from_u32(0x4E00 + (next() % 2000) as u32).expect("Han");
    while texts.len() < paragraphs {
        let text = if texts.len() > 10 && next().is_multiple_of(3) {
            let mut text = texts[next() as usize % texts.len()].clone();
            for _ in 0..next() % 8 {
                let at = next() as usize % text.len();
                text[at] = han(&mut next);
            }
            text
        } else {
            (0..30 + next() % 200).map(|_| han(&mut next)).collect()
        };
        texts.push(text);
    }
    texts.into_iter().map(String::from_iter).collect()
}

#[test]
fn the_bands_miss_next_to_nothing() {
    let files = [corpus(1500, 1)];
    let options = Options { min_chars: 0, ..Options::default() };
    let expected = by_definition(&files, &options);
    assert!(expected.len() > 100);
    assert_eq!(pairs(&run(&files, &options)), expected);
}

#[test]
fn threads_make_no_difference() {
    let files = [corpus(6000, 2)];
    let outcomes: Vec<Outcome> = [1, 2, 8]
        .into_iter()
        .map(|threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
            pool.install(|| run(&files, &Options { min_chars: 0, ..Options::default() }))
        })
        .collect();
    assert!(outcomes[0].removals.len() > 500);
    assert!(outcomes[0] == outcomes[1] && outcomes[0] == outcomes[2]);
}

#[test]
fn memory_makes_no_difference() {
    let files = [corpus(3000, 4), corpus(3000, 4), vec![String::new(); 3], corpus(2000, 5)];
    for (exhaustive, keep, scope) in
        [(false, Keep::First, Scope::Corpus), (true, Keep::First, Scope::File), (false, Keep::Longest, Scope::Corpus)]
    {
        let options = Options { min_chars: 40, exhaustive, keep, scope, ..Options::default() };
        let plenty = run(&files, &options);
        assert!(plenty.removals.len() > 500);
        for memory in [0, 3 << 20] {
            assert!(
                run(&files, &Options { memory, ..options.clone() }) == plenty,
                "{exhaustive} {keep:?} {scope:?} {memory}"
            );
        }
    }
}

#[test]
fn crowds_are_decided_exactly() {
    // Families of a hundred, so that their bands are shared by more than are compared with one another. Some copies
    // are near the first, some near another copy, some at the threshold.
    let mut next = numbers(9);
    let han = |next: &mut dyn FnMut() -> u64| char::from_u32(0x4E00 + (next() % 2000) as u32).expect("Han");
    let mut texts: Vec<Vec<char>> = Vec::new();
    for family in 0..4 {
        let base: Vec<char> = (0..60 + 30 * family).map(|_| han(&mut next)).collect();
        let centres: Vec<Vec<char>> = (0..3)
            .map(|centre| {
                let mut text = base.clone();
                for _ in 0..centre * 2 {
                    let at = next() as usize % text.len();
                    text[at] = han(&mut next);
                }
                text
            })
            .collect();
        for copy in 0..110 {
            let mut text = centres[next() as usize % 3].clone();
            for _ in 0..next() % 4 {
                let at = next() as usize % text.len();
                text[at] = han(&mut next);
            }
            text.extend(format!("第{}期", copy % 30).chars());
            texts.push(text);
        }
    }
    for at in (1..texts.len()).rev() {
        texts.swap(at, next() as usize % (at + 1));
    }
    let files = [texts.into_iter().map(String::from_iter).collect::<Vec<_>>()];
    for threshold in [0.5, 0.7, 0.8, 0.9] {
        for (keep, numbers_differ) in [(Keep::First, NumbersDiffer::Remove), (Keep::Longest, NumbersDiffer::Keep)] {
            let options = Options { threshold, keep, numbers_differ, min_chars: 0, ..Options::default() };
            let outcome = run(&files, &options);
            assert!(outcome.stats.long_runs > 0 && outcome.stats.capped_buckets == 0);
            assert_eq!(pairs(&outcome), by_definition(&files, &options), "{threshold} {keep:?}");
            assert!(run(&files, &Options { memory: 0, ..options }) == outcome);
        }
    }
}

#[test]
fn a_family_of_one_template_is_decided_exactly() {
    // Different numbers in one sentence: some pairs reach the threshold, most do not.
    let text = |n: u64| {
        format!(
            "关于河口镇第{:06}号地块公开出让结果的公告，竞得人应当在十个工作日以内到镇政府办理有关手续，逾期不候。",
            n
        )
    };
    let mut next = numbers(3);
    let files = [(0..1200).map(|_| text(next() % 4000)).collect::<Vec<_>>()];
    let options = Options { min_chars: 0, ..Options::default() };
    let outcome = run(&files, &options);
    assert_eq!(pairs(&outcome), by_definition(&files, &options));
    assert!(outcome.removals.len() > 100 && outcome.stats.units - outcome.removals.len() as u64 > 64);
}

#[test]
fn the_work_on_a_family_grows_with_its_size() {
    // Counted and not timed: every copy differs from the others in a number, and most pairs are about at the threshold.
    let work = |copies: u64| {
        let mut next = numbers(3);
        let text = |n: u64| {
            format!(
                "关于河口镇第{n:06}号地块公开出让结果的公告，竞得人应当在十个工作日以内到镇政府办理有关手续，逾期不候。"
            )
        };
        let files = [(0..copies).map(|_| text(next() % (4 * copies))).collect::<Vec<_>>()];
        run(&files, &Options::default()).stats
    };
    for copies in [2_000, 4_000, 8_000, 16_000] {
        let stats = work(copies);
        assert!(stats.looked_at <= 48 * copies && stats.candidates <= 8 * copies, "{copies}: {stats:?}");
    }
}
