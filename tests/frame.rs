//! Pages, lines and traps of our own writing: what `boilerplate` takes and what it leaves, by rule.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use taoxi::stages::boilerplate::Boilerplate;
use taoxi::stages::boilerplate::learned::{Ends, Learned, LineCounts};
use taoxi::{Edits, Level, Pipeline, RuleSet, Stage};

/// What must become of a line.
#[derive(Clone, PartialEq, Eq)]
enum Wanted {
    Kept,
    Removed(String),
    Either,
}

struct Case {
    name: String,
    lines: Vec<(Wanted, String)>,
}

impl Case {
    fn text(&self) -> String {
        let mut text = String::new();
        for (_, line) in &self.lines {
            writeln!(text, "{line}").expect("a string takes all");
        }
        text
    }
}

fn cases(file: &str) -> Vec<Case> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/frame").join(file);
    let text = std::fs::read_to_string(path).expect("the cases are in the repository");
    let (mut cases, mut open) = (Vec::new(), false);
    let mut name = String::new();
    for line in text.lines() {
        if let Some(title) = line.strip_prefix("## ") {
            name = title.to_owned();
        } else if line.starts_with("```") {
            open = !open;
            if open {
                cases.push(Case { name: name.clone(), lines: Vec::new() });
            }
        } else if open {
            let case = cases.last_mut().expect("a fence opens a case");
            let (wanted, rest) = match line.chars().next() {
                Some('-') => (Wanted::Removed(format!("BPL{}", &line[1..4])), &line[5..]),
                Some('?') => (Wanted::Either, &line[1..]),
                _ => (Wanted::Kept, line.get(1..).unwrap_or_default()),
            };
            case.lines.push((wanted, rest.to_owned()));
        }
    }
    cases
}

/// The code that removed each line, if one did.
fn removed_by(text: &str, rules: RuleSet) -> BTreeMap<usize, &'static str> {
    let pipeline = Pipeline::new(vec![Box::new(Boilerplate::default())], rules);
    let cleaned = pipeline.clean(text, &mut pipeline.scratch());
    assert!(cleaned.settled);
    let mut removed = BTreeMap::new();
    for change in cleaned.journal.changes() {
        let earlier = &cleaned.journal.steps[..change.step];
        let start = earlier.iter().rev().fold(change.was_at.start, |at, step| step.before(at));
        removed.insert(text[..start as usize].matches('\n').count(), change.rule.code);
    }
    removed
}

fn clean(text: &str, rules: RuleSet) -> String {
    let pipeline = Pipeline::new(vec![Box::new(Boilerplate::default())], rules);
    pipeline.clean(text, &mut pipeline.scratch()).text.into_owned()
}

/// What one scan alone would leave.
fn scan(text: &str) -> String {
    let mut edits = Edits::new(Arc::new(RuleSet::default()));
    Boilerplate::default().scan(text, &mut edits);
    edits.settle(text);
    let mut out = String::new();
    edits.apply(text, &mut out);
    out
}

/// The files of a folder beside the repository, for measuring only; none if it is not there.
fn shared(folder: &str) -> Vec<(String, String)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared").join(folder);
    let Ok(entries) = std::fs::read_dir(&path) else {
        println!("skipped: {} is not there", path.display());
        return Vec::new();
    };
    let mut files: Vec<_> = entries.flatten().map(|e| e.path()).filter(|p| p.is_file()).collect();
    files.sort();
    let read = |p: &std::path::PathBuf| Some((p.display().to_string(), std::fs::read_to_string(p).ok()?));
    files.iter().filter_map(read).collect()
}

#[test]
fn clean_prose_is_left_alone() {
    for folder in ["data/prose/news", "data/prose/novel", "data/wrapped"] {
        for (name, text) in shared(folder) {
            assert!(scan(&text) == text, "{name} is changed");
        }
    }
}

#[test]
fn one_round_is_enough() {
    for (name, text) in shared("data/frame").into_iter().filter(|(name, _)| name.ends_with(".txt")) {
        let once = scan(&text);
        assert!(once.len() < text.len(), "{name}: nothing is removed");
        assert_eq!(scan(&once), once, "{name}: a second round removes more");
    }
    for file in ["pages.md", "lines.md", "traps.md"] {
        for case in cases(file) {
            let once = scan(&case.text());
            assert_eq!(clean(&once, RuleSet::default()), once, "{file}, {}", case.name);
        }
    }
}

#[test]
fn kept_classes_go_where_they_are_asked_for() {
    let text = "老街的灯亮了\n来源：城南晚报 2031-05-06\n作者：许望\n图为老街\n何远山 摄\n\
                昨晚七点，停了三年的老街路灯重新亮了起来。\n责任编辑：林小满\n";
    assert_eq!(clean(text, RuleSet::default()), text);
    let optional = ["BPL020", "BPL021", "BPL022", "BPL023", "BPL024", "BPL025"];
    let rules = RuleSet::new(Level::Default, optional.map(String::from).to_vec(), Vec::new());
    assert_eq!(clean(text, rules), "昨晚七点，停了三年的老街路灯重新亮了起来。\n");
    let rules = RuleSet::new(Level::Default, vec!["BPL025".to_owned()], Vec::new());
    assert_eq!(clean(text, rules), text.replace("责任编辑：林小满\n", ""));
}

#[test]
fn learned_lines_go_near_the_ends_alone() {
    let mut counts = LineCounts::new();
    for n in 0..12 {
        let body: String = (0..30).map(|i| format!("第{n}篇的第{i}句话，说的是另一条河。\n")).collect();
        counts.add(&Ends::of(&format!("老街文库藏本\n{body}老街文库录入\n")));
    }
    let list = counts.candidates(10);
    let stage = Boilerplate::default().with_learned(&Learned::from_toml(&list.to_toml()).expect("own output is read"));
    let pipeline = Pipeline::new(vec![Box::new(stage)], RuleSet::default());
    let body = "河水涨了，船都停在湾里。\n".repeat(20);
    let text = format!("老街文库藏本\n{body}老街文库录入\n{body}");
    let cleaned = pipeline.clean(&text, &mut pipeline.scratch());
    assert_eq!(cleaned.text, format!("{body}老街文库录入\n{body}"));
}

#[derive(Default)]
struct Tally {
    /// Lines that this rule should remove, and that something removed.
    found: u32,
    /// Lines that this rule should remove, and that stayed.
    missed: u32,
    /// Lines that this rule removed and that may go.
    right: u32,
    /// Lines that this rule removed and that must stay.
    wrong: u32,
}

#[test]
fn what_goes_and_what_stays() {
    let mut tally: BTreeMap<String, Tally> = BTreeMap::new();
    let mut report = String::new();
    for file in ["pages.md", "lines.md", "traps.md"] {
        for case in cases(file) {
            let text = case.text();
            let removed = removed_by(&text, RuleSet::default());
            for (n, (wanted, line)) in case.lines.iter().enumerate() {
                if line.trim().is_empty() {
                    continue;
                }
                match (wanted, removed.get(&n)) {
                    (Wanted::Removed(code), Some(by)) => {
                        tally.entry(code.clone()).or_default().found += 1;
                        tally.entry((*by).to_owned()).or_default().right += 1;
                    }
                    (Wanted::Removed(code), None) => {
                        tally.entry(code.clone()).or_default().missed += 1;
                        writeln!(report, "left    {code} in {file}, {}: {line}", case.name)
                            .expect("a string takes all");
                    }
                    (Wanted::Kept, Some(by)) => {
                        tally.entry((*by).to_owned()).or_default().wrong += 1;
                        writeln!(report, "LOST by {by} in {file}, {}: {line}", case.name).expect("a string takes all");
                    }
                    (Wanted::Either, Some(by)) => tally.entry((*by).to_owned()).or_default().right += 1,
                    (Wanted::Kept | Wanted::Either, None) => {}
                }
            }
        }
    }
    let share = |a: u32, b: u32| if a + b == 0 { 1.0 } else { f64::from(a) / f64::from(a + b) };
    let mut all = Tally::default();
    println!("rule      recall   of  precision   of");
    for (code, t) in &tally {
        println!(
            "{code}   {:6.3} {:4}     {:6.3} {:4}",
            share(t.found, t.missed),
            t.found + t.missed,
            share(t.right, t.wrong),
            t.right + t.wrong
        );
        all.found += t.found;
        all.missed += t.missed;
        all.right += t.right;
        all.wrong += t.wrong;
    }
    let (recall, precision) = (share(all.found, all.missed), share(all.right, all.wrong));
    println!("all      {recall:6.3} {:4}     {precision:6.3} {:4}", all.found + all.missed, all.right + all.wrong);
    println!("{report}");
    assert!(recall >= 0.98 && precision >= 0.98, "recall {recall:.3}, precision {precision:.3}\n{report}");
}

/// What the scorer of labelled pages counts of one label.
#[derive(Clone, Copy, Default)]
struct Share {
    all: usize,
    kept: usize,
}

impl Share {
    fn add(&mut self, chars: usize, kept: bool) {
        self.all += chars;
        self.kept += if kept { chars } else { 0 };
    }

    fn kept(self) -> f64 {
        self.kept as f64 / self.all.max(1) as f64
    }
}

/// Pages of a folder, whole: each line begins with what it is. `A` is the article, `M` a note on it that is kept, `F` the
/// page around it, `O` what may do either. A line of the page counts for 200 characters at most.
///
/// How much of the article and of the notes stays, and how much of the page goes, and all that is otherwise.
fn pages(folder: &str) -> ([f64; 3], String) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/frame").join(folder);
    let mut files: Vec<_> =
        std::fs::read_dir(folder).expect("the pages are in the repository").flatten().map(|e| e.path()).collect();
    files.sort();
    let (mut all, mut report) = ([Share::default(); 3], String::new());
    println!("article  notes  page removed");
    for file in files {
        let labelled = std::fs::read_to_string(&file).expect("a page is text");
        let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let text: String = labelled.lines().map(|l| format!("{}\n", l.get(2..).unwrap_or_default())).collect();
        let removed = removed_by(&text, RuleSet::default());
        let mut page = [Share::default(); 3];
        for (n, line) in labelled.lines().enumerate() {
            let Some(label) = line.chars().next().and_then(|c| "AMF".find(c)) else { continue };
            let chars = line[2..].chars().filter(|c| !c.is_whitespace()).count();
            let kept = !removed.contains_key(&n);
            page[label].add(if label == 2 { chars.min(200) } else { chars }, kept);
            all[label].add(if label == 2 { chars.min(200) } else { chars }, kept);
            if kept == (label == 2) {
                let what = if kept { "left" } else { "LOST" };
                writeln!(report, "{what}  {name}: {line}").expect("a string takes all");
            }
        }
        println!("{:7.3}{:7.3}{:7.3}  {name}", page[0].kept(), page[1].kept(), 1.0 - page[2].kept());
    }
    let shares = [all[0].kept(), all[1].kept(), 1.0 - all[2].kept()];
    println!("{:7.4}{:7.4}{:7.4}  all\n{report}", shares[0], shares[1], shares[2]);
    (shares, report)
}

#[test]
fn pages_of_many_sites() {
    let ([article, notes, frame], report) = pages("sites");
    assert!(article >= 0.998 && notes >= 0.97 && frame >= 0.95, "{article:.4} {notes:.4} {frame:.4}\n{report}");
}

/// Pages by writers who did not know the rules, as a reader copies them, often with an article of short lines: the article
/// comes first.
#[test]
fn pages_that_strangers_wrote() {
    let ([article, notes, frame], report) = pages("strangers");
    assert!(article >= 0.997 && notes >= 0.97 && frame >= 0.87, "{article:.4} {notes:.4} {frame:.4}\n{report}");
}

#[test]
fn bold_runs_leave_the_traps_too() {
    for case in cases("traps.md") {
        let removed = removed_by(&case.text(), RuleSet::new(Level::Aggressive, Vec::new(), Vec::new()));
        assert!(removed.is_empty(), "{}: {removed:?}", case.name);
    }
}

/// Lines of pages, put together at random: every text comes to rest, can be undone, and is clean once cleaned.
#[test]
fn any_page_comes_to_rest() {
    let mut pieces: Vec<String> = ["pages.md", "lines.md"]
        .iter()
        .flat_map(|file| cases(file))
        .flat_map(|case| case.lines.into_iter().map(|(_, line)| line))
        .collect();
    pieces.sort();
    pieces.dedup();
    let optional = RuleSet::new(Level::Aggressive, vec!["BPL".to_owned()], Vec::new());
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut random = |n: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % n as u64) as usize
    };
    for _ in 0..1500 {
        let mut text = String::new();
        for _ in 0..=random(60) {
            text.push_str(&pieces[random(pieces.len())]);
            text.push_str(["\n", "\n", "\n\n", "\r\n", " ", ""][random(6)]);
        }
        for rules in [RuleSet::default(), optional.clone()] {
            let pipeline = Pipeline::new(vec![Box::new(Boilerplate::default())], rules);
            let mut scratch = pipeline.scratch();
            let cleaned = pipeline.clean(&text, &mut scratch);
            assert!(cleaned.settled, "does not settle: {text:?}");
            assert_eq!(cleaned.journal.undo(&cleaned.text), text);
            assert_eq!(pipeline.clean(&cleaned.text, &mut scratch).text, cleaned.text, "clean twice: {text:?}");
        }
    }
}

#[test]
fn furniture_tells_its_evidence() {
    use taoxi::stages::boilerplate::Boilerplate;
    use taoxi::{Span, Stage};

    let text = "首页 | 新闻 | 财经 | 体育 | 论坛\n河边的老柳树今年发芽比往年早，镇上的人都说春天来得快。\n上一篇：老桥修好了\n下一篇：集市又开了\n";
    let evidence = Boilerplate::default().evidence(text, Span::new(0, 3));
    assert!(evidence.iter().any(|e| e.feature.contains("navigation") && e.weight > 0.0), "{evidence:?}");
    assert!(evidence.iter().any(|e| e.feature.contains("before the first sentence")), "{evidence:?}");
    let prose = text.find("河边").expect("a sentence");
    let evidence = Boilerplate::default().evidence(text, Span::new(prose, prose + 3));
    assert!(evidence.iter().any(|e| e.feature.contains("reads like a sentence") && e.weight < 0.0), "{evidence:?}");
}
