//! Script conversion: the matcher, OpenCC beside it (feature `opencc`), and the scan that clean text pays.
//!
//! Run as `cargo bench --bench script --features opencc`. The texts are those of `../shared/data` if
//! it is there, otherwise a few sentences over and over; only ratios within one run mean anything.

use std::hint::black_box;
use std::path::Path;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use taoxi::stages::script::{Converter, Script};
use taoxi::{Edits, Stage};

/// Bytes of each text.
const SIZE: usize = 2 << 20;

/// The texts of a folder end to end, or `otherwise`, repeated up to [`SIZE`].
fn text(folder: &str, otherwise: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(folder);
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).map(|files| files.flatten().map(|file| file.path()).collect()).unwrap_or_default();
    paths.sort();
    let mut text: String = paths.iter().filter_map(|path| std::fs::read_to_string(path).ok()).collect();
    if text.is_empty() {
        text.push_str(otherwise);
    }
    let mut text = text.repeat(SIZE / text.len() + 1);
    text.truncate((0..=SIZE).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0));
    text
}

fn conversion(c: &mut Criterion) {
    let texts = [
        ("traditional", text("wrapped", "溪邊的燈一盞接一盞亮了起來，孩子們還在橋頭看著水面，誰也不願意先回家。\n")),
        ("simplified", text("prose/news", "溪边的灯一盏接一盏亮了起来，孩子们还在桥头看着水面，谁也不愿意先回家。\n")),
    ];
    #[cfg(feature = "opencc")]
    let opencc = {
        use opencc_rust::{DefaultConfig, OpenCC, generate_static_dictionary};
        let folder = tempfile::tempdir().expect("a folder");
        generate_static_dictionary(folder.path(), DefaultConfig::T2S).expect("dictionaries");
        OpenCC::new(folder.path().join(DefaultConfig::T2S)).expect("t2s")
    };
    for (name, text) in &texts {
        let mut group = c.benchmark_group(*name);
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.sample_size(20).warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(3));
        let (strict, default) = (Converter::strict(), Converter::default());
        group.bench_function("taoxi strict", |b| b.iter(|| black_box(strict.convert(black_box(text)).len())));
        group.bench_function("taoxi default", |b| b.iter(|| black_box(default.convert(black_box(text)).len())));
        #[cfg(feature = "opencc")]
        group.bench_function("opencc-rust", |b| {
            b.iter(|| black_box(opencc.convert(black_box(text)).expect("converts").len()));
        });
        let script = Script::default();
        group.bench_function("taoxi stage", |b| {
            b.iter(|| {
                let mut edits = Edits::default();
                script.scan(black_box(text), &mut edits);
                black_box(edits.len())
            });
        });
        group.finish();
    }
}

criterion_group!(benches, conversion);
criterion_main!(benches);
