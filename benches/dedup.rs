//! How fast near-duplicates are found, in bytes of text a second.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use taoxi::dedup::{Deduplicator, Options, key_text};

/// Paragraphs of made-up characters, a third of them edited copies of earlier ones.
fn corpus(paragraphs: usize) -> Vec<String> {
    let mut state = 1u64;
    let mut next = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state ^ state >> 29).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 32
    };
    let mut texts: Vec<Vec<char>> = Vec::new();
    while texts.len() < paragraphs {
        let mut text: Vec<char> = if texts.len() > 10 && next() % 3 == 0 {
            texts[next() as usize % texts.len()].clone()
        } else {
            (0..40 + next() % 200).filter_map(|_| char::from_u32(0x4E00 + (next() % 3000) as u32)).collect()
        };
        let at = next() as usize % text.len();
        text[at] = '换';
        texts.push(text);
    }
    texts.into_iter().map(String::from_iter).collect()
}

fn dedup(c: &mut Criterion) {
    let texts = corpus(20_000);
    let units: Vec<&str> = texts.iter().map(String::as_str).collect();
    let mut group = c.benchmark_group("dedup");
    group.throughput(Throughput::Bytes(texts.iter().map(|text| text.len() as u64).sum()));
    group.sample_size(20);
    group.bench_function("key text", |b| {
        let mut key = String::new();
        b.iter(|| {
            for text in &texts {
                key.clear();
                key_text(black_box(text), &mut key);
            }
        });
    });
    for (name, memory) in [("in memory", u64::MAX), ("on disk", 0)] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
        group.bench_function(name, |b| {
            b.iter(|| {
                pool.install(|| {
                    let options = Options { memory, ..Options::default() };
                    let mut deduplicator = Deduplicator::new(&options).expect("the options are right");
                    deduplicator.extend(black_box(&units)).expect("there is room");
                    deduplicator.finish().expect("an outcome")
                })
            });
        });
    }
    group.finish();
}

criterion_group!(benches, dedup);
criterion_main!(benches);
