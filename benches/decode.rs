//! Decoding and detection beside what they are made of: `encoding_rs`, `chardetng`, the standard library.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use taoxi::Decoding;
use taoxi::decode::{Encoding, Options, decode, detect};

const SIMPLIFIED: &str =
    "河边新修的步道已经通车，两旁种了三百多棵柳树。项目由当地居民提出，历时2年完成，总长12.5公里。\n";
const TRADITIONAL: &str =
    "河邊新修的步道已經通車，兩旁種了三百多棵柳樹。項目由當地居民提出，歷時2年完成，總長12.5公里。\n";
const RUSSIAN: &str = "Вдоль реки открыли новую дорожку, по обе стороны посадили более трёхсот ив.\n";

fn encoded(label: &str, text: &str, size: usize) -> Vec<u8> {
    let encoding = Encoding::for_label(label).expect("a known label");
    let decoding = Decoding { encoding, ..Decoding::default() };
    let mut bytes = decoding.to_bytes(&text.repeat(size / text.len() * 2));
    bytes.truncate(size);
    bytes
}

fn samples(size: usize) -> Vec<(&'static str, Vec<u8>)> {
    let mut damaged = encoded("gb18030", SIMPLIFIED, size);
    damaged.remove(size / 2 | 1);
    let mut broken = encoded("utf-8", SIMPLIFIED, size);
    broken.remove(size / 2);
    vec![
        ("UTF-8", encoded("utf-8", SIMPLIFIED, size)),
        ("UTF-8, a byte lost", broken),
        ("GBK", encoded("gb18030", SIMPLIFIED, size)),
        ("GBK, a byte lost", damaged),
        ("Big5", encoded("big5", TRADITIONAL, size)),
        ("UTF-16LE", encoded("utf-16le", SIMPLIFIED, size)),
        ("windows-1251", encoded("windows-1251", RUSSIAN, size)),
    ]
}

/// Time a file, from 1 KB to 4 MB.
fn detection(c: &mut Criterion) {
    for size in [1_000, 100_000, 4_000_000] {
        let mut group = c.benchmark_group(format!("detect {size} bytes"));
        group.sample_size(20);
        for (name, bytes) in samples(size) {
            group.bench_function(format!("taoxi, {name}"), |b| b.iter(|| detect(&bytes, &Options::default())));
            if size <= 100_000 {
                group.bench_function(format!("chardetng, {name}"), |b| {
                    b.iter(|| {
                        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
                        detector.feed(&bytes, false);
                        detector.guess(None, Utf8Detection::Allow)
                    });
                });
            }
        }
    }
}

/// Bytes a second of whole files of 4 MB.
fn decoding(c: &mut Criterion) {
    let mut group = c.benchmark_group("decode");
    group.sample_size(20);
    for (name, bytes) in samples(4_000_000) {
        group.throughput(Throughput::Bytes(bytes.len() as u64));
        let source = decode(bytes.clone(), &Options::default());
        assert_eq!(source.to_bytes(), bytes);
        let copy = || bytes.clone();
        group.bench_function(format!("taoxi, {name}"), |b| {
            b.iter_batched(copy, |bytes| decode(bytes, &Options::default()), BatchSize::LargeInput);
        });
        group.bench_function(format!("taoxi back, {name}"), |b| b.iter(|| source.to_bytes()));
        if let Some(encoding) = encoding_rs::Encoding::for_label(source.decoding.encoding.name().as_bytes()) {
            group.bench_function(format!("encoding_rs, {name}"), |b| {
                b.iter(|| encoding.decode_without_bom_handling(&bytes).0.into_owned());
            });
        }
        group.bench_function(format!("String::from_utf8_lossy, {name}"), |b| {
            b.iter(|| String::from_utf8_lossy(&bytes).into_owned());
        });
    }
}

criterion_group!(benches, detection, decoding);
criterion_main!(benches);
