//! `taoxi dedup` over files: the index, runs that go on after an interruption, and inputs that are hard to bear.

mod common;

use std::fs;
use std::path::Path;

use common::{err, out, pipe, run, shared};
use taoxi::dedup::{Deduplicator, Options};

/// Numbers without an order to see in them.
fn numbers(seed: u64) -> impl FnMut() -> u64 {
    let mut state = seed;
    move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state ^ state >> 29).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 32
    }
}

/// Lines of made-up characters, a third of them edited copies of earlier ones, and a family of many.
fn corpus(lines: usize, seed: u64) -> String {
    let mut next = numbers(seed);
    let mut texts: Vec<Vec<char>> = Vec::new();
    let han = |next: &mut dyn FnMut() -> u64| char::from_u32(0x4E00 + (next() % 2000) as u32).expect("Han");
    let family: Vec<char> = (0..120).map(|_| han(&mut next)).collect();
    for line in 0..lines {
        let mut text = match next() % 6 {
            0 | 1 if line > 10 => texts[next() as usize % texts.len()].clone(),
            2 => family.clone(),
            _ => (0..25 + next() % 120).map(|_| han(&mut next)).collect(),
        };
        for _ in 0..next() % 6 {
            let at = next() as usize % text.len();
            text[at] = han(&mut next);
        }
        texts.push(text);
    }
    texts.into_iter().map(|text| String::from_iter(text) + "\n").collect()
}

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        fs::write(folder.path().join(name), text).expect("a file");
    }
    folder
}

fn read(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).expect("a file")
}

fn succeed(folder: &Path, args: &[&str]) {
    let output = run(folder, args);
    assert!(output.status.success(), "{args:?}: {}", err(&output));
}

#[test]
fn batches_against_an_index_are_one_run_over_all() {
    let (first, second, third) = (corpus(800, 1), corpus(800, 2), corpus(300, 1));
    let all = [first.as_str(), &second, &third].concat();
    let folder = folder(&[("1.txt", &first), ("2.txt", &second), ("3.txt", &third), ("all.txt", &all)]);
    let path = folder.path();
    for file in ["1", "2", "3"] {
        let (input, output, pairs) = (format!("{file}.txt"), format!("{file}.kept"), format!("{file}.pairs"));
        succeed(path, &["dedup", &input, "-o", &output, "--index", "seen", "--pairs", &pairs]);
    }
    succeed(path, &["dedup", "all.txt", "-o", "all.kept"]);
    let kept = ["1.kept", "2.kept", "3.kept"].map(|name| read(path, name)).concat();
    assert!(kept.len() < all.len() && kept == read(path, "all.kept"));
    assert!(read(path, "3.pairs").contains("\t1.txt:"), "witnesses of earlier batches are named");
    // What was only tried is not remembered.
    succeed(path, &["dedup", "1.txt", "--dry-run", "--index", "fresh"]);
    succeed(path, &["dedup", "1.txt", "-o", "1.again", "--index", "fresh"]);
    assert_eq!(read(path, "1.again"), read(path, "1.kept"));
}

#[test]
fn an_index_refuses_what_would_make_it_wrong() {
    let folder = folder(&[("a.txt", &corpus(200, 3))]);
    let path = folder.path();
    succeed(path, &["dedup", "a.txt", "-o", "a.kept", "--index", "seen"]);
    let refused = |args: &[&str], what: &[&str]| {
        let output = run(path, &[&["dedup", "a.txt", "-o", "b.kept", "--index", "seen"], args].concat());
        assert!(!output.status.success());
        for word in what {
            assert!(err(&output).contains(word), "{args:?}: {}", err(&output));
        }
        assert!(!path.join("b.kept").exists());
    };
    refused(&["--threshold", "0.7"], &["threshold", "0.8", "0.7"]);
    refused(&["--shingle", "4"], &["shingle"]);
    refused(&["--unit", "sentence"], &["unit", "paragraph"]);
    refused(&["--min-chars", "5"], &["min_chars"]);
    refused(&["--keep", "longest"], &["longest"]);

    let lock = fs::File::options().write(true).open(path.join("seen/lock")).expect("a lock");
    lock.lock().expect("the lock is free");
    refused(&[], &["in use"]);
    drop(lock);

    let segment = path.join("seen/kept-000001.zst");
    let good = fs::read(&segment).expect("a segment");
    let mut bad = good.clone();
    bad[good.len() / 2] ^= 1;
    fs::write(&segment, &bad).expect("a file");
    refused(&[], &["damaged"]);
    fs::write(&segment, &good[..good.len() / 2]).expect("a file");
    refused(&[], &["damaged"]);
    fs::write(&segment, &good).expect("a file");

    let manifest = read(path, "seen/index.json");
    fs::write(path.join("seen/index.json"), manifest.replace("\"version\": 2", "\"version\": 99")).expect("a file");
    refused(&[], &["99"]);
    fs::write(path.join("seen/index.json"), &manifest).expect("a file");
    succeed(path, &["dedup", "a.txt", "-o", "b.kept", "--index", "seen"]);
    assert_eq!(read(path, "b.kept"), "", "everything has been seen");
}

#[test]
fn an_interrupted_run_goes_on_and_gives_the_same() {
    let folder = folder(&[("a.txt", &corpus(1500, 5)), ("b.txt", &corpus(1500, 6)), ("c.txt", &corpus(400, 5))]);
    let path = folder.path();
    fs::create_dir(path.join("in")).expect("a folder");
    for name in ["a.txt", "b.txt", "c.txt"] {
        fs::rename(path.join(name), path.join("in").join(name)).expect("renamed");
    }
    succeed(path, &["dedup", "in", "-o", "whole", "--pairs", "whole.pairs"]);
    let limited = ["dedup", "in", "--memory", "1M", "--tmp", "tmp", "-o"];
    // The table of pairs cannot be written: the run ends when all is decided.
    let failed = run(path, &[&limited[..], &["out", "--pairs", "in/a.txt/pairs"]].concat());
    assert!(!failed.status.success());
    let left: Vec<_> = fs::read_dir(path.join("tmp")).expect("a folder").filter_map(Result::ok).collect();
    assert_eq!(left.len(), 1, "what was done is kept");
    let workspace = left[0].path();
    let passes = ["outcome", "filter", "candidates", "copies", "read"];
    // Interrupted in each of the passes: what came later is half written.
    for interrupted in 0..=passes.len() {
        let copy = path.join("copy");
        let _ = fs::remove_dir_all(&copy);
        fs::create_dir(&copy).expect("a folder");
        for file in fs::read_dir(&workspace).expect("a folder").filter_map(Result::ok) {
            fs::copy(file.path(), copy.join(file.file_name())).expect("copied");
        }
        for pass in &passes[..interrupted] {
            fs::remove_file(workspace.join(format!("{pass}.pass"))).expect("a pass");
        }
        let half = if interrupted > 4 { "texts" } else { "pairs" };
        if interrupted > 1 {
            let mut bytes = fs::read(workspace.join(half)).expect("a file");
            bytes.extend_from_slice(b"half a pair");
            fs::write(workspace.join(half), bytes).expect("a file");
        }
        succeed(path, &[&limited[..], &["out", "--pairs", "out.pairs"]].concat());
        assert_eq!(read(path, "out.pairs"), read(path, "whole.pairs"), "after {interrupted} passes were lost");
        assert_eq!(common::tree(&path.join("out")), common::tree(&path.join("whole")));
        assert!(!workspace.exists(), "what is done is cleared away");
        fs::rename(&copy, &workspace).expect("renamed");
    }
    // Another input is another run.
    fs::write(path.join("in/c.txt"), corpus(400, 9)).expect("a file");
    succeed(path, &[&limited[..], &["other"]].concat());
    succeed(path, &["dedup", "in", "-o", "other-whole"]);
    assert_eq!(common::tree(&path.join("other")), common::tree(&path.join("other-whole")));
    assert!(workspace.exists());
    let used = fs::File::options().write(true).open(workspace.join("lock")).expect("a lock");
    used.lock().expect("the lock is free");
    fs::write(path.join("in/c.txt"), corpus(400, 5)).expect("a file");
}

#[test]
fn copies_that_differ_in_form_alone_all_go() {
    let plain = "老周说，这来时的车门马上就开；国家图书馆的鱼龙长卷，还没有东西画页见过。县里的书店经过三个月修整，开张那天来了很多人，东边的街上都是车。";
    let script = "老周說，這來時的車門馬上就開；國家圖書館的魚龍長卷，還沒有東西畫頁見過。縣裏的書店經過三個月修整，開張那天來了很多人，東邊的街上都是車。";
    let mut next = numbers(8);
    let mut lines = vec![plain.to_owned(), script.to_owned()];
    for line in corpus(60, 11).lines().filter(|line| line.chars().count() < 110).take(40) {
        lines.push(line.to_owned());
        let marks: String =
            line.chars().flat_map(|c| [Some(c), next().is_multiple_of(5).then_some('，')]).flatten().collect();
        let spaces: String =
            line.chars().flat_map(|c| [Some(c), next().is_multiple_of(5).then_some(' ')]).flatten().collect();
        lines.extend([format!("「{marks}」"), format!("\u{3000}{spaces}")]);
    }
    let texts: Vec<&str> = lines.iter().map(String::as_str).collect();
    let mut deduplicator = Deduplicator::new(&Options { threshold: 1.0, ..Options::default() }).expect("options");
    deduplicator.extend(&texts).expect("room");
    let outcome = deduplicator.finish().expect("an outcome");
    let gone: Vec<u64> = outcome.removals.iter().map(|removal| removal.unit).collect();
    let mut expected = vec![1];
    expected.extend((2..lines.len() as u64).filter(|unit| unit % 3 != 2));
    assert!(expected.iter().all(|unit| gone.contains(unit)), "{gone:?}");
}

#[test]
fn a_million_identical_texts_and_texts_without_shingles_are_no_trouble() {
    let same = "青禾镇文化站的露天电影从立夏放到处暑，每逢周三和周六晚上七点半开场。";
    let texts: Vec<&str> =
        ["", "。", "嗯", "嗯嗯嗯嗯", "嗯", "好"].into_iter().chain(std::iter::repeat_n(same, 1_000_000)).collect();
    let mut deduplicator = Deduplicator::new(&Options { min_chars: 0, ..Options::default() }).expect("options");
    texts.chunks(10_000).for_each(|texts| deduplicator.extend(texts).expect("room"));
    let outcome = deduplicator.finish().expect("an outcome");
    assert_eq!((outcome.stats.exact, outcome.stats.near), (1_000_000, 0));
    assert!(outcome.removals.iter().skip(1).all(|removal| removal.witness == 6));
    assert_eq!((outcome.removals[0].unit, outcome.removals[0].witness), (4, 2));
}

#[test]
fn long_paragraphs_are_compared_like_others() {
    let line: String = corpus(20_000, 12).chars().filter(|&c| c != '\n').collect();
    let mut near = line.clone();
    near.insert_str(line.char_indices().nth(1000).expect("a place").0, "又一句");
    let half = &line[..line.char_indices().nth(line.chars().count() / 2).expect("a place").0];
    let mut deduplicator = Deduplicator::new(&Options::default()).expect("options");
    deduplicator.extend(&[&line, half, &near]).expect("room");
    let removals = deduplicator.finish().expect("an outcome").removals;
    assert_eq!(removals.iter().map(|removal| (removal.unit, removal.witness)).collect::<Vec<_>>(), [(2, 0)]);
}

/// Two texts on the same matters, by one hand, whose most similar paragraphs have a Jaccard index of 0.56.
#[test]
fn texts_that_resemble_one_another_lose_nothing_to_each_other() {
    let Some(shared) = shared() else { return };
    let texts =
        ["seeds/002.txt", "seeds/003.txt"].map(|name| fs::read_to_string(shared.join(name)).unwrap_or_default());
    if texts.iter().any(String::is_empty) {
        eprintln!("skipped: the texts are not there");
        return;
    }
    for order in [[0, 1], [1, 0]] {
        let lines = order.map(|text| texts[text].lines().collect::<Vec<_>>());
        for threshold in [0.7, 0.8, 0.9] {
            for exhaustive in [false, true] {
                let options = Options { threshold, exhaustive, min_chars: 0, ..Options::default() };
                let mut deduplicator = Deduplicator::new(&options).expect("options");
                deduplicator.extend(&lines[0]).expect("room");
                deduplicator.extend(&lines[1]).expect("room");
                let first = lines[0].len() as u64;
                let chars = |unit: u64| lines.concat()[unit as usize].chars().count();
                for removal in deduplicator.finish().expect("an outcome").removals {
                    let apart = removal.unit >= first && removal.witness < first;
                    assert!(!apart || chars(removal.unit) < 20, "{removal:?}");
                }
            }
        }
    }
}

#[test]
fn the_table_of_pairs_names_what_was_kept() {
    let folder = folder(&[("a.txt", "石桥下的水磨坊又转起来了，磨出来的面粉送到镇上的面馆里去。\n")]);
    let line = read(folder.path(), "a.txt");
    fs::write(folder.path().join("b.txt"), format!("另一件完全不同的事情，说的是渡口边上那棵老槐树。\n{line}"))
        .expect("a file");
    let output = run(folder.path(), &["dedup", "a.txt", "b.txt", "--pairs", "pairs.tsv", "-o", "kept"]);
    assert!(output.status.success() && out(&output).is_empty(), "{}", err(&output));
    assert_eq!(read(folder.path(), "pairs.tsv"), "b.txt:2\ta.txt:1\t1.0000\n");
}

/// What stays is written while later units are still being decided: it must be what the table of pairs leaves.
#[test]
fn what_is_copied_early_is_what_stays() {
    let mut paragraphs = corpus(18_000, 7).lines().map(str::to_owned).collect::<Vec<_>>().into_iter();
    let mut next = numbers(11);
    let mut records = Vec::new();
    while paragraphs.len() > 3 {
        let text: Vec<String> = paragraphs.by_ref().take((next() % 4) as usize).collect();
        records.push(text);
    }
    let record = |text: &[String]| match text {
        [] => "{\"id\":1,\"text\":\"\"}".to_owned(),
        text => format!("{{\"id\":1,\"text\":\"{}\"}}", text.join("\\n")),
    };
    let files: Vec<&[Vec<String>]> = records.chunks(records.len().div_ceil(3)).collect();
    let names = ["a.jsonl", "b.jsonl", "c.jsonl"];
    let write = |records: &[Vec<String>]| records.iter().map(|text| record(text) + "\n").collect::<String>();
    let texts: Vec<String> = files.iter().map(|records| write(records)).collect();
    let folder = folder(&[(names[0], &texts[0]), (names[1], &texts[1]), (names[2], &texts[2])]);

    let mut left = files.iter().map(|records| records.to_vec()).collect::<Vec<_>>();
    succeed(
        folder.path(),
        &["dedup", "a.jsonl", "b.jsonl", "c.jsonl", "--pairs", "pairs.tsv", "-o", "kept", "-j", "1"],
    );
    let pairs = read(folder.path(), "pairs.tsv");
    assert!(pairs.lines().count() > 2000, "{} removals", pairs.lines().count());
    for pair in pairs.lines().collect::<Vec<_>>().into_iter().rev() {
        let gone: Vec<&str> = pair.split('\t').next().expect("a unit").split(':').collect();
        let file = names.iter().position(|name| *name == gone[0]).expect("a file");
        let line = gone[1].parse::<usize>().expect("a line") - 1;
        let place = gone.get(2).map_or(0, |place| place.parse::<usize>().expect("a place") - 1);
        left[file][line].remove(place);
    }
    // A record that loses all it has goes; one that had nothing stays.
    let stays: Vec<String> = left
        .iter()
        .zip(&files)
        .map(|(left, records)| {
            let both = left.iter().zip(records.iter()).filter(|(left, had)| !left.is_empty() || had.is_empty());
            both.map(|(left, _)| record(left) + "\n").collect()
        })
        .collect();
    for jobs in ["1", "2", "8"] {
        succeed(folder.path(), &["dedup", "a.jsonl", "b.jsonl", "c.jsonl", "-o", "kept", "--jobs", jobs]);
        let all = run(folder.path(), &["dedup", "a.jsonl", "b.jsonl", "c.jsonl", "-o", "-", "--jobs", jobs]);
        for (name, stays) in names.iter().zip(&stays) {
            assert!(read(folder.path(), &format!("kept/{name}")) == *stays, "{name} with {jobs} threads");
        }
        assert!(out(&all) == stays.concat(), "standard output with {jobs} threads: {}", err(&all));
    }
}

#[test]
fn a_line_that_cannot_be_read_stays_and_the_others_are_compared() {
    let line = "{\"text\":\"石桥下的水磨坊又转起来了，磨出来的面粉送到镇上的面馆里去。\"}\n";
    let (mut records, mut stays) = (Vec::new(), Vec::new());
    for part in [line.as_bytes(), b"{\"text\":\"\xFF\xFE\"}\n", line.as_bytes(), b"{}"] {
        records.extend_from_slice(part);
        if stays.is_empty() || part != line.as_bytes() {
            stays.extend_from_slice(part);
        }
    }
    let folder = folder(&[]);
    fs::write(folder.path().join("a.jsonl"), &records).expect("a file");
    // A text may be in another encoding from beginning to end.
    fs::write(folder.path().join("b.txt"), b"\xB4\xBA\xB7\xE7\n".repeat(3)).expect("a file");
    let output = run(folder.path(), &["dedup", "a.jsonl", "b.txt", "-o", "kept"]);
    assert!(!output.status.success());
    assert_eq!(fs::read(folder.path().join("kept/a.jsonl")).expect("a file"), stays);
    for place in ["a.jsonl:2: not UTF-8", "a.jsonl:4:", "b.txt: not UTF-8"] {
        assert!(err(&output).contains(place), "{place}: {}", err(&output));
    }
    let output = pipe(folder.path(), &["dedup", "-"], &records);
    assert_eq!(output.stdout, stays, "{}", err(&output));
}
