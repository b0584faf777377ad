//! What layout repair costs per byte: run with `cargo bench --bench layout`. Only ratios within one run mean anything.

use std::fmt::Write as _;
use std::hint::black_box;
use std::sync::Arc;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use taoxi::stages::{reflow::Reflow, spacing::Spacing};
use taoxi::{Edits, RuleSet, Stage};

const SENTENCES: &[&str] = &[
    "渡口的老船工在这条江上摆了四十年渡，清早有人过江，他不紧不慢解开缆绳。",
    "去年秋天大桥通了车，渡船却没有停。",
    "镇上的孩子放学以后，仍旧愿意坐他的船回家；赶集的老人也愿意，说坐在船上吹吹风，比在桥上走自在。",
    "今年开春，镇上把渡口改成了旅游线路，全长12公里，设了6个站。",
];

/// Paragraphs of two to five sentences, each on a line: `bytes` bytes or a little more.
fn clean(bytes: usize) -> String {
    let mut text = String::new();
    let mut n = 0_usize;
    while text.len() < bytes {
        for _ in 0..2 + n % 4 {
            n = n.wrapping_mul(7).wrapping_add(3);
            text += SENTENCES[n / 4 % SENTENCES.len()];
        }
        text.push('\n');
    }
    text
}

/// The same, wrapped to `width(paragraph)` em with the paragraphs indented.
fn wrapped(bytes: usize, width: impl Fn(usize) -> usize) -> String {
    let mut out = String::new();
    for (n, line) in clean(bytes).lines().enumerate() {
        let chars: Vec<char> = format!("\u{3000}\u{3000}{line}").chars().collect();
        for part in chars.chunks(width(n)) {
            writeln!(out, "{}", part.iter().collect::<String>()).expect("a string takes all");
        }
    }
    out
}

/// The same with an English sentence after each, wrapped to 36 em wherever a line is full.
fn in_two_languages(bytes: usize) -> String {
    let mut out = String::new();
    let text = clean(bytes / 2).replace('。', "。The ferry crossed the river before the mist had lifted. ");
    for line in text.lines() {
        let mut half_ems = 0;
        for c in line.chars() {
            let width = if c.is_ascii() { 1 } else { 2 };
            if half_ems + width > 72 {
                out.push('\n');
                half_ems = 0;
            }
            out.push(c);
            half_ems += width;
        }
        out.push('\n');
    }
    out
}

/// The same in lines of 30 characters, with a space after every character.
fn letter_spaced(bytes: usize) -> String {
    let mut out = String::new();
    let all: Vec<char> = clean(bytes * 3 / 4).chars().filter(|&c| c != '\n').collect();
    for line in all.chunks(30) {
        line.iter().for_each(|&c| out.extend([c, ' ']));
        out.pop();
        out.push('\n');
    }
    out
}

/// The same with a space beside one digit in three, and at one place in a title.
fn gappy(bytes: usize) -> String {
    clean(bytes).replace("12公", "12 公").replace("回家；", "回家； ")
}

fn layout(c: &mut Criterion) {
    let rules = Arc::new(RuleSet::default());
    let two = |n: usize| if (n / 20).is_multiple_of(2) { 24 } else { 36 };
    let texts = [
        ("clean", clean(1 << 20)),
        ("clean, twice as long", clean(2 << 20)),
        ("one line", clean(1 << 20).replace('\n', "")),
        ("one line, twice as long", clean(2 << 20).replace('\n', "")),
        ("gaps in some places", gappy(1 << 20)),
        ("wrapped", wrapped(1 << 19, |_| 24)),
        ("wrapped, twice as long", wrapped(1 << 20, |_| 24)),
        ("wrapped to two widths", wrapped(1 << 19, two)),
        ("wrapped, half in English", in_two_languages(1 << 19)),
        ("letter-spaced", letter_spaced(1 << 19)),
        ("letter-spaced, twice as long", letter_spaced(1 << 20)),
    ];
    let stages: [Box<dyn Stage>; 2] = [Box::new(Reflow::default()), Box::new(Spacing::default())];
    for stage in &stages {
        let mut group = c.benchmark_group(stage.name());
        group.sample_size(20);
        for (name, text) in &texts {
            group.throughput(Throughput::Bytes(text.len() as u64));
            group.bench_with_input(BenchmarkId::from_parameter(name), text, |b, text| {
                b.iter(|| {
                    let mut edits = Edits::new(Arc::clone(&rules));
                    stage.scan(black_box(text), &mut edits);
                    edits.len()
                });
            });
        }
        group.finish();
    }
}

criterion_group!(benches, layout);
criterion_main!(benches);
