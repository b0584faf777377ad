//! The layout of text, by samples that a native reader can judge: the Markdown files beside this one.

use std::fmt::Write as _;
use std::path::Path;

use std::path::PathBuf;

use taoxi::stages::{reflow::Reflow, spacing::Spacing};
use taoxi::{Pipeline, RuleSet};

/// A sample: where it stands, what it is, the text before and after.
struct Sample {
    file: String,
    title: String,
    before: String,
    after: String,
    /// Whether `after` is what ought to come out and does not yet.
    missed: bool,
}

/// Reads the samples of a Markdown file: under each heading of the second level, a fence `kept`, or
/// a fence `before` and a fence `after` or `missed`.
fn samples(path: &Path) -> Vec<Sample> {
    let file = path.file_name().expect("a file has a name").to_string_lossy().into_owned();
    let text = std::fs::read_to_string(path).expect("the file is readable");
    let (mut samples, mut title, mut before) = (Vec::new(), String::new(), None);
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if let Some(heading) = line.strip_prefix("## ") {
            heading.clone_into(&mut title);
        }
        let Some(kind) = line.strip_prefix("```").filter(|k| !k.is_empty()) else { continue };
        let mut body = String::new();
        for line in lines.by_ref().take_while(|l| *l != "```") {
            writeln!(body, "{line}").expect("a string takes all");
        }
        let missed = kind == "missed";
        let sample =
            |before: String, after: String| Sample { file: file.clone(), title: title.clone(), before, after, missed };
        match kind {
            "before" => before = Some(body),
            "after" | "missed" => samples.push(sample(before.take().expect("`after` follows `before`"), body)),
            "kept" => {
                // Blank lines go everywhere; they are written for the reader.
                let after = body.lines().filter(|l| !l.trim().is_empty()).fold(String::new(), |t, l| t + l + "\n");
                samples.push(sample(body, after));
            }
            other => panic!("{file}: a fence is marked `{other}`"),
        }
    }
    samples
}

#[test]
fn samples_come_out_as_a_reader_expects() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/layout");
    let alone = Pipeline::new(vec![Box::new(Reflow::default())], RuleSet::default());
    let both = Pipeline::new(vec![Box::new(Reflow::default()), Box::new(Spacing::default())], RuleSet::default());
    let (mut count, mut wrong) = (0, String::new());
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).expect("the folder is there").flatten().map(|e| e.path()).collect();
    paths.sort();
    for path in &paths {
        let name = path.file_name().expect("a file has a name").to_string_lossy();
        let pipeline = match &*name {
            name if name.starts_with("pages") => &both,
            name if name.starts_with("reflow") => &alone,
            _ => continue,
        };
        for sample in samples(path) {
            count += 1;
            let got = pipeline.clean(&sample.before, &mut pipeline.scratch()).text.into_owned();
            if sample.missed {
                let title = &sample.title;
                assert!(got != sample.after, "{}, {title}: comes out now; mark its fence `after`", sample.file);
            } else if got != sample.after {
                writeln!(wrong, "{}, {}\n--- wanted\n{}--- got\n{got}", sample.file, sample.title, sample.after)
                    .expect("a string takes all");
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    println!("{count} samples");
}

/// A text of the shared data, or `None` with a message where that is absent.
fn shared(name: &str) -> Option<String> {
    let path: PathBuf = [env!("CARGO_MANIFEST_DIR"), "../shared/data/wrapped", name].iter().collect();
    let text = std::fs::read_to_string(path).ok();
    if text.is_none() {
        println!("skipped: ../shared/data/wrapped/{name} is not here");
    }
    text
}

/// The text without white space, and the places in it, in characters, where lines start.
fn breaks(text: &str) -> (String, Vec<usize>) {
    let (mut all, mut places, mut count) = (String::new(), Vec::new(), 0);
    for line in text.lines().map(|l| l.split_whitespace().collect::<String>()).filter(|l| !l.is_empty()) {
        places.push(count);
        count += line.chars().count();
        all += &line;
    }
    (all, places)
}

fn reflowed(text: &str) -> String {
    let pipeline = Pipeline::new(vec![Box::new(Reflow::default())], RuleSet::default());
    pipeline.clean(text, &mut pipeline.scratch()).text.into_owned()
}

/// Truth: an indent begins a paragraph; headings and rules are lines of their own; a line that stops
/// three ems and more short of the lines around it ends whatever it is (verse, lists).
#[test]
fn a_wrapped_novel_gets_its_paragraphs_back() {
    let Some(raw) = shared("hongloumeng-part.txt") else { return };
    let lines: Vec<&str> = raw.lines().filter(|l| !l.trim().is_empty()).collect();
    let width = |l: &str| l.trim().chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>();
    let widths: Vec<usize> = lines.iter().map(|l| width(l)).collect();
    let page = |i: usize| {
        let mut near = widths[i.saturating_sub(20)..(i + 20).min(widths.len())].to_vec();
        near.sort_unstable();
        near[near.len() * 2 / 3]
    };
    let alone = |l: &str| l.starts_with('第') && l.contains('回') && l.contains('\u{3000}') || l.starts_with("---");
    let mut truth = vec![0];
    let mut at = 0;
    for (i, pair) in lines.windows(2).enumerate() {
        at += pair[0].split_whitespace().collect::<String>().chars().count();
        let indented = pair[1].starts_with([' ', '\u{3000}']);
        if indented || alone(pair[0]) || alone(pair[1]) || width(pair[0]) + 6 < page(i) {
            truth.push(at);
        }
    }
    let (all, made) = breaks(&reflowed(&raw));
    assert_eq!(all, breaks(&raw).0, "nothing but line breaks changes");
    let right = made.iter().filter(|p| truth.binary_search(p).is_ok()).count();
    let f1 = 2.0 * right as f64 / (made.len() + truth.len()) as f64;
    println!("f1 {f1:.4}: {} breaks, {} missed, {} too many", truth.len(), truth.len() - right, made.len() - right);
    assert!(f1 >= 0.99, "f1 {f1:.4}");
}

/// Two blank lines always end a paragraph there; one stands after every line.
#[test]
fn breaks_with_two_blank_lines_are_kept() {
    let Some(raw) = shared("luxun-nahan.txt") else { return };
    let (mut truth, mut at, mut blank) = (Vec::new(), 0, 0);
    for line in raw.lines() {
        let chars = line.split_whitespace().collect::<String>().chars().count();
        if chars == 0 {
            blank += 1;
            continue;
        }
        if blank >= 2 && at > 0 {
            truth.push(at);
        }
        (at, blank) = (at + chars, 0);
    }
    let (all, made) = breaks(&reflowed(&raw));
    assert_eq!(all, breaks(&raw).0, "nothing but line breaks changes");
    let kept = truth.iter().filter(|p| made.binary_search(p).is_ok()).count();
    println!("{kept} of {} kept, {} breaks", truth.len(), made.len());
    assert_eq!(kept, truth.len());
}
