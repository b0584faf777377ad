//! The stage `spam` on documents of our own writing, and on clean prose.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use taoxi::stages::spam::Spam;
use taoxi::{Level, Pipeline, RuleSet};

/// A document with what should become of it: see `tests/spam/README.md`.
#[derive(Default)]
struct Sample {
    name: String,
    text: String,
    wanted: String,
    /// What must go, and which rule should take it.
    gone: Vec<(String, String)>,
}

fn samples(corpus: &str) -> Vec<Sample> {
    let mut samples: Vec<Sample> = Vec::new();
    for line in corpus.lines() {
        if let Some(name) = line.strip_prefix("## ") {
            samples.push(Sample { name: name.to_owned(), ..Sample::default() });
            continue;
        }
        let Some(sample) = samples.last_mut() else { continue };
        let (kept, gone) = match line.split_at_checked(2) {
            Some(("+ ", text)) => (text, None),
            Some(("- ", text)) => ("", Some(text.split_once(' ').expect("a code"))),
            Some(("~ ", text)) => {
                let (code, text) = text.split_once(' ').expect("a code");
                let (kept, gone) = text.split_once('⏎').expect("two parts");
                // `<` for the first part: the second part is the one that is in front.
                if kept == "<" {
                    let (gone, kept) = gone.split_once(" - ").expect("a title");
                    writeln!(sample.text, "{gone} - {kept}").expect("a string");
                    writeln!(sample.wanted, "{kept}").expect("a string");
                    sample.gone.push((code.to_owned(), format!("{gone} - ")));
                    continue;
                }
                (kept, Some((code, gone)))
            }
            _ => (line, None),
        };
        let whole = kept.is_empty() && gone.is_some();
        writeln!(sample.text, "{kept}{}", gone.map_or("", |g| g.1)).expect("a string");
        if !whole {
            writeln!(sample.wanted, "{kept}").expect("a string");
        }
        if let Some((code, text)) = gone {
            sample.gone.push((code.to_owned(), text.to_owned()));
        }
    }
    samples
}

fn pipeline(level: Level) -> Pipeline {
    Pipeline::new(vec![Box::new(Spam::default())], RuleSet::new(level, Vec::new(), Vec::new()))
}

/// What should have gone, what went and should have, what went and should not.
#[derive(Default)]
struct Tally {
    wanted: usize,
    right: usize,
    wrong: usize,
}

#[test]
fn advertisements_go_and_traps_stay() {
    let pipeline = pipeline(Level::Default);
    let (mut tallies, mut failures) = (BTreeMap::<String, Tally>::new(), String::new());
    let corpora = [
        include_str!("spam/advertisements.md"),
        include_str!("spam/small-advertisements.md"),
        include_str!("spam/solicitations.md"),
        include_str!("spam/planted.md"),
        include_str!("spam/in-articles.md"),
        include_str!("spam/honest-offers.md"),
        include_str!("spam/articles.md"),
        include_str!("spam/laws.md"),
        include_str!("spam/solicitation-traps.md"),
        include_str!("spam/traps.md"),
        include_str!("spam/small-traps.md"),
    ];
    let mut traps = 0;
    for sample in corpora.iter().flat_map(|c| samples(c)) {
        let cleaned = pipeline.clean(&sample.text, &mut pipeline.scratch());
        traps += if sample.gone.is_empty() { sample.text.lines().count() } else { 0 };
        for (code, _) in &sample.gone {
            tallies.entry(code.clone()).or_default().wanted += 1;
        }
        for change in cleaned.journal.changes() {
            let was = change.was.trim_end_matches('\n');
            let wanted = sample.gone.iter().find(|(_, gone)| gone == was);
            let tally = tallies.entry(wanted.map_or(change.rule.code, |(code, _)| code).to_owned()).or_default();
            if wanted.is_some() { tally.right += 1 } else { tally.wrong += 1 }
        }
        if cleaned.text != sample.wanted {
            for diff in similar::TextDiff::from_lines(sample.wanted.as_str(), &cleaned.text).iter_all_changes() {
                if diff.tag() != similar::ChangeTag::Equal {
                    write!(failures, "{}: {} {diff}", sample.name, diff.tag()).expect("a string");
                }
            }
            for change in cleaned.journal.changes() {
                writeln!(failures, "    {} took {:?}", change.rule.code, change.was).expect("a string");
            }
        }
    }
    println!("rule     wanted  precision  recall   ({traps} lines of traps)");
    let (mut right, mut wanted, mut wrong) = (0, 0, 0);
    for (code, t) in &tallies {
        let precision = t.right as f64 / (t.right + t.wrong).max(1) as f64;
        println!("{code}  {:>7}  {precision:>9.3}  {:>6.3}", t.wanted, t.right as f64 / t.wanted.max(1) as f64);
        (right, wanted, wrong) = (right + t.right, wanted + t.wanted, wrong + t.wrong);
    }
    println!("{failures}");
    let (precision, recall) = (right as f64 / (right + wrong) as f64, right as f64 / wanted as f64);
    println!("all      {wanted:>7}  {precision:>9.3}  {recall:>6.3}");
    assert!(wanted >= 60 && traps >= 60, "{wanted} advertisements, {traps} traps");
    assert!(precision >= 0.98 && recall >= 0.98, "precision {precision:.3}, recall {recall:.3}\n{failures}");
}

/// Each document of `folder` beside the project, or nothing with a message if it is not there.
fn shared(folder: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let places = ["../shared/data", "../../shared/data"].map(|p| root.join(p).join(folder));
    let Some(files) = places.iter().find_map(|p| std::fs::read_dir(p).ok()) else {
        println!("skipped: {} is not there", places[0].display());
        return Vec::new();
    };
    files
        .flatten()
        .filter_map(|f| Some((f.file_name().to_string_lossy().into_owned(), std::fs::read_to_string(f.path()).ok()?)))
        .collect()
}

#[test]
fn clean_prose_stays_whole() {
    let pipeline = pipeline(Level::Aggressive);
    let mut scratch = pipeline.scratch();
    for folder in ["prose/news", "prose/novel", "wrapped"] {
        for (name, text) in shared(folder) {
            let cleaned = pipeline.clean(&text, &mut scratch);
            let changes: Vec<_> = cleaned.journal.changes().map(|c| (c.rule.code, c.was)).collect();
            assert!(changes.is_empty(), "{folder}/{name}: {changes:?}");
        }
    }
}

/// One entry of a list in a sentence, and alone on a line, is never enough.
#[test]
fn no_entry_alone_removes_a_line() {
    let pipeline = pipeline(Level::Aggressive);
    let mut scratch = pipeline.scratch();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/stages/spam/terms");
    let mut entries = 0;
    for file in std::fs::read_dir(folder).expect("the lists").flatten() {
        let list = std::fs::read_to_string(file.path()).expect("a list");
        for line in list.lines().filter(|l| !l.starts_with('#') && !l.trim().is_empty()) {
            let term = line.split(' ').next().unwrap_or_default().replace('…', "春江").replace('#', "3");
            entries += 1;
            for text in [
                format!("那年春天，他在码头听人说起{term}，没有放在心上。\n"),
                format!("{term}\n"),
                format!("桥头的墙上写着{term}四个字\n"),
                format!("春江、{term}、柳溪、白石、青山\n"),
                format!("春江|{term}|柳溪|白石|青山\n"),
                format!("{term}，电话13800001234\n"),
            ] {
                let cleaned = pipeline.clean(&text, &mut scratch);
                let codes: Vec<_> = cleaned.journal.changes().map(|c| c.rule.code).collect();
                assert_eq!(cleaned.text, text, "{term} {codes:?}");
            }
        }
    }
    println!("{entries} entries");
}

#[test]
fn advertisements_tell_their_evidence() {
    use taoxi::stages::spam::Spam;
    use taoxi::{Span, Stage};

    let text = "今天天气很好。\n代开发票，正规发票，加微信：fp88996 详谈，可先验票后付款\n";
    let at = text.find("代开").expect("the line");
    let evidence = Spam::default().evidence(text, Span::new(at, text.len()));
    assert!(evidence.iter().any(|e| e.feature.contains("phrases of a trade") && e.weight > 0.0), "{evidence:?}");
    assert!(evidence.iter().any(|e| e.feature.contains("account")), "{evidence:?}");
}

/// A rule that is switched off takes nothing through another: neither what goes with its lines nor the lines themselves.
#[test]
fn what_is_switched_off_stays() {
    let cleaned = |text: &str, off: &[&str]| {
        let off = off.iter().map(|&code| code.to_owned()).collect();
        let pipeline = Pipeline::new(vec![Box::new(Spam::default())], RuleSet::new(Level::Default, Vec::new(), off));
        let cleaned = pipeline.clean(text, &mut pipeline.scratch());
        let codes: Vec<_> = cleaned.journal.changes().map(|c| c.rule.code).collect();
        (cleaned.text.into_owned(), codes)
    };
    let prose = "村里的老人说，今年的梨树开得比往年早，这是暖冬的缘故。\n";
    let bar = "凯发娱乐|亚博体育app|乐鱼官网|九游会|博天堂官网\n";
    let addresses = "www.kaifa-9.example www.leyu-7.example\n";
    let text = [prose, bar, addresses, prose].concat();
    assert_eq!(cleaned(&text, &[]), ([prose, prose].concat(), vec!["SPM001", "SPM007"]));
    assert_eq!(cleaned(&text, &["SPM007"]), ([prose, addresses, prose].concat(), vec!["SPM001"]));
    let (left, codes) = cleaned(&text, &["SPM001"]);
    assert!(left.contains(bar) && left.contains(addresses), "{codes:?}\n{left}");

    let block = ["真人娱乐官网\n", "时时彩平台\n", "棋牌游戏下载\n", "传奇私服发布\n"].concat();
    let text = [prose, &block, prose].concat();
    assert_eq!(cleaned(&text, &[]).0, [prose, prose].concat());
    assert_eq!(cleaned(&text, &["SPM007"]), (text, Vec::new()));
}
