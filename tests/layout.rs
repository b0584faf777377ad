//! The layout of text, by samples that a native reader can judge: the Markdown files beside this one.

use std::fmt::Write as _;
use std::path::Path;

use taoxi::stages::reflow::Reflow;
use taoxi::{Pipeline, RuleSet};

/// A sample: where it stands, what it is, the text before and after.
struct Sample {
    file: String,
    title: String,
    before: String,
    after: String,
}

/// Reads the samples of a Markdown file: under each heading of the second level, a fence `kept`, or
/// a fence `before` and a fence `after`.
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
        let sample = |before: String, after: String| Sample { file: file.clone(), title: title.clone(), before, after };
        match kind {
            "before" => before = Some(body),
            "after" => samples.push(sample(before.take().expect("`after` follows `before`"), body)),
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
    let pipeline = Pipeline::new(vec![Box::new(Reflow::default())], RuleSet::default());
    let mut scratch = pipeline.scratch();
    let (mut count, mut wrong) = (0, String::new());
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).expect("the folder is there").flatten().map(|e| e.path()).collect();
    paths.sort();
    for path in paths.iter().filter(|p| p.file_name().is_some_and(|n| n.to_string_lossy().starts_with("reflow"))) {
        for sample in samples(path) {
            count += 1;
            let got = pipeline.clean(&sample.before, &mut scratch).text.into_owned();
            if got != sample.after {
                writeln!(wrong, "{}, {}\n--- wanted\n{}--- got\n{got}", sample.file, sample.title, sample.after)
                    .expect("a string takes all");
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    println!("{count} samples");
}
