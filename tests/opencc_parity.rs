//! The strict conversion is OpenCC's, byte for byte.
//!
//! What OpenCC 1.4.2 makes of every input is committed as hashes of blocks (`opencc/golden.txt`), so
//! that a build without OpenCC is held to it too. With the feature `opencc` the conversion is compared
//! with OpenCC's text by text; `TAOXI_BLESS=1` then writes the hashes anew, from OpenCC's output.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use taoxi::stages::script::Converter;
use xxhash_rust::xxh3::xxh3_64;

/// Inputs whose outputs share one hash.
const BLOCK: usize = 500;
/// Random inputs, and how many of their characters at most.
const RANDOM: usize = 1_000_000;
const LONGEST: u64 = 24;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every key and every value of every dictionary of OpenCC 1.4.2.
fn entries() -> Vec<String> {
    let bytes = std::fs::read(root().join("tests/opencc/entries.txt.gz")).expect("committed");
    let mut text = String::new();
    flate2::read::GzDecoder::new(&bytes[..]).read_to_string(&mut text).expect("gzip");
    text.lines().map(str::to_owned).collect()
}

/// A small generator of random numbers (SplitMix64): the same on every machine.
struct Random(u64);

impl Random {
    fn next(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % below
    }

    fn of<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.next(list.len() as u64) as usize]
    }
}

/// Strings over the characters of the dictionaries: keys, pieces of phrases, compatibility
/// ideographs, description sequences, marks, Latin, and characters of four bytes.
fn random() -> impl Iterator<Item = String> {
    let read = |path: &str| std::fs::read_to_string(root().join(path)).expect("committed");
    let rows =
        |text: &str| -> Vec<String> { text.lines().filter(|l| !l.starts_with('#')).map(str::to_owned).collect() };
    let keys: Vec<char> = [read("src/han/t2s.txt"), read("src/stages/script/rare.txt")]
        .iter()
        .flat_map(|text| rows(text))
        .flat_map(|row| row.chars().filter(|&c| c != '?').collect::<Vec<_>>())
        .collect();
    let phrases: Vec<Vec<char>> = rows(&read("src/stages/script/phrases.txt"))
        .iter()
        .flat_map(|row| row.split('\t').map(|side| side.chars().collect()).collect::<Vec<_>>())
        .collect();
    let compatibility: Vec<char> = ('\u{F900}'..='\u{FAFF}').chain('\u{2F800}'..='\u{2FA1F}').collect();
    let others: Vec<char> = "，。「」 \n\tabZ09éñ、！？⿰⿱⿲⿻⿾〇々あア한😀\u{FE00}的一不上中了人".chars().collect();
    let mut random = Random(20_260_101);
    (0..RANDOM).map(move |_| {
        let mut text = String::new();
        let wanted = 1 + random.next(LONGEST);
        for _ in 0..wanted {
            match random.next(16) {
                0..=4 => text.push(*random.of(&keys)),
                5..=9 => {
                    // A phrase, or what is left of one whose end is cut off.
                    let phrase = random.of(&phrases);
                    let len = if random.next(3) > 0 { phrase.len() } else { random.next(phrase.len() as u64) as usize };
                    text.extend(&phrase[..len]);
                }
                10..=12 => {
                    let phrase = random.of(&phrases);
                    text.push(*random.of(phrase));
                }
                13 if random.next(8) == 0 => text.push(*random.of(&compatibility)),
                _ => text.push(*random.of(&others)),
            }
        }
        text
    })
}

/// OpenCC's own cases for `t2s`, and texts of books, where they lie beside the project.
fn shared() -> Option<PathBuf> {
    let found = ["../shared/data", "../../shared/data"].iter().map(|path| root().join(path)).find(|path| path.is_dir());
    if found.is_none() {
        println!("skipped: ../shared/data is not there");
    }
    found
}

/// The sets of inputs by name, except those that are not part of the project.
fn hashes(convert: &dyn Fn(&str) -> String) -> BTreeMap<String, u64> {
    let mut hashes = BTreeMap::new();
    let mut add = |name: &str, inputs: &mut dyn Iterator<Item = String>, block: usize| {
        let mut output = String::new();
        let mut count = 0;
        let mut close = |output: &mut String, count: usize| {
            hashes.insert(format!("{name} {:06}", count.div_ceil(block)), xxh3_64(output.as_bytes()));
            output.clear();
        };
        for input in inputs {
            output.push_str(&convert(&input));
            output.push('\0');
            count += 1;
            if count % block == 0 {
                close(&mut output, count);
            }
        }
        if !output.is_empty() {
            close(&mut output, count);
        }
    };
    add("entries", &mut entries().into_iter(), BLOCK);
    add("random", &mut random(), 10 * BLOCK);
    hashes
}

fn golden() -> PathBuf {
    root().join("tests/opencc/golden.txt")
}

fn render(hashes: &BTreeMap<String, u64>) -> String {
    hashes.iter().fold(String::new(), |mut text, (name, hash)| {
        writeln!(text, "{name} {hash:016x}").expect("a string takes all");
        text
    })
}

#[test]
fn strict_equals_the_committed_outputs_of_opencc() {
    let strict = Converter::strict();
    let found = render(&hashes(&|text| strict.convert(text).into_owned()));
    let wanted = std::fs::read_to_string(golden()).expect("committed");
    let wanted: Vec<&str> = wanted.lines().filter(|line| !line.starts_with('#')).collect();
    let different: Vec<_> = found.lines().zip(&wanted).filter(|(a, b)| a != *b).take(5).collect();
    assert!(different.is_empty(), "blocks that differ: {different:?}");
    assert_eq!(found.lines().count(), wanted.len());
}

#[test]
fn strict_passes_the_cases_of_opencc() {
    let Some(shared) = shared() else { return };
    let path = shared.join("traditional/opencc-testcases.json");
    let Ok(text) = std::fs::read_to_string(path) else {
        println!("skipped: no test cases");
        return;
    };
    // The file is JSON with comments on lines of their own, and commas after last elements.
    let text: String = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let text = regex::Regex::new(r",\s*([}\]])").expect("an expression").replace_all(&text, "$1");
    let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let mut cases = 0;
    for case in json["cases"].as_array().expect("a list") {
        let (Some(input), Some(wanted)) = (case["input"].as_str(), case["expected"]["t2s"].as_str()) else { continue };
        assert_eq!(Converter::strict().convert(input), wanted);
        cases += 1;
    }
    assert!(cases > 50, "only {cases} cases");
    println!("{cases} cases");
}

#[test]
fn what_is_converted_is_not_borrowed_and_what_is_not_is() {
    use std::borrow::Cow;
    for converter in [Converter::strict(), Converter::default()] {
        assert!(matches!(converter.convert("一个人在乾隆年间，著名。"), Cow::Borrowed(_)), "乾隆 is protected");
        assert!(matches!(converter.convert("一個人"), Cow::Owned(_)));
        assert_eq!(converter.convert(""), "");
        assert_eq!(converter.convert("\0發\0"), "\0发\0");
    }
}

/// The deviations are these and no others.
#[test]
fn default_deviates_where_it_says_so() {
    let (strict, default) = (Converter::strict(), Converter::default());
    for (text, as_opencc, as_taoxi) in [
        ("殢人嬌", "𣨼人娇", "殢人娇"),
        ("乾清宫", "干清宫", "乾清宫"),
        ("不可貲計", "不可赀計", "不可赀计"),
        ("看著窗外", "看著窗外", "看着窗外"),
        ("著名的原著", "著名的原著", "著名的原著"),
        ("乾\n隆", "干\n隆", "乾\n隆"),
        ("答　覆", "答　覆", "答　复"),
        ("徐乾學", "徐干学", "徐乾学"),
        ("藉著", "藉著", "借着"),
    ] {
        assert_eq!(strict.convert(text), as_opencc);
        assert_eq!(default.convert(text), as_taoxi);
        assert_eq!(default.convert(as_taoxi), as_taoxi, "converted once more");
    }
}

#[cfg(feature = "opencc")]
mod live {
    use super::*;
    use opencc_rust::{DefaultConfig, OpenCC, generate_static_dictionary};
    use taoxi::stages::script::{Options, Script};
    use taoxi::{Pipeline, RuleSet};

    fn opencc() -> OpenCC {
        let folder = tempfile::tempdir().expect("a folder");
        generate_static_dictionary(folder.path(), DefaultConfig::T2S).expect("dictionaries");
        OpenCC::new(folder.path().join(DefaultConfig::T2S)).expect("t2s")
    }

    #[test]
    fn strict_equals_opencc() {
        let (opencc, strict) = (opencc(), Converter::strict());
        let mut inputs = 0;
        for text in entries().into_iter().chain(random()) {
            let wanted = opencc.convert(&text).expect("converts");
            assert_eq!(strict.convert(&text), wanted, "{text:?}");
            inputs += 1;
        }
        let texts = shared()
            .into_iter()
            .flat_map(|shared| ["wrapped", "prose/news", "prose/novel", "frame"].map(|folder| shared.join(folder)));
        for path in texts.filter_map(|folder| std::fs::read_dir(folder).ok()).flatten() {
            let Ok(text) = std::fs::read_to_string(path.expect("a file").path()) else { continue };
            assert_eq!(strict.convert(&text), opencc.convert(&text).expect("converts"));
            inputs += 1;
        }
        println!("{inputs} inputs");
        if std::env::var_os("TAOXI_BLESS").is_some() {
            let hashes = render(&hashes(&|text| opencc.convert(text).expect("converts")));
            let head = "# xxh3 of what OpenCC 1.4.2 makes of each block of inputs; see tests/opencc_parity.rs.\n";
            std::fs::write(golden(), format!("{head}{hashes}")).expect("writes");
        }
    }

    #[test]
    fn other_configurations_convert_traditional_paragraphs_alone() {
        let clean = |convert: &str, text: &str| {
            let script = Script::new(&Options { convert: convert.to_owned(), ..Options::default() }).expect("opens");
            let pipeline = Pipeline::new(vec![Box::new(script)], RuleSet::default());
            let cleaned = pipeline.clean(text, &mut pipeline.scratch());
            assert_eq!(cleaned.journal.undo(&cleaned.text), text);
            cleaned.text.into_owned()
        };
        let text = "這個軟體的程式\0寫得很好，滑鼠也能用。\n这个软件著名的程序写得很好。\n";
        assert_eq!(clean("tw2sp", text), "这个软件的程序\0写得很好，鼠标也能用。\n这个软件著名的程序写得很好。\n");
        assert_eq!(clean("tw2s", text), "这个软体的程式\0写得很好，滑鼠也能用。\n这个软件著名的程序写得很好。\n");
        assert_eq!(clean("hk2s", "説話的人裏面，為數不少。\n"), "说话的人里面，为数不少。\n");
        let unknown = Options { convert: "latin".to_owned(), ..Options::default() };
        assert!(Script::new(&unknown).is_err());
    }
}
