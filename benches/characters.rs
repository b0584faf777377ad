//! What the stages `mojibake` and `annotation` cost on clean text, beside a plain pass over its characters.
//!
//! `cargo bench --bench characters`. The figures are bytes a second; only their ratios mean anything.

#![allow(missing_docs)]

use std::hint::black_box;
use std::sync::Arc;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use taoxi::{Edits, RuleSet, stages};

const CLEAN: &str = "春风又绿江南岸，明月何时照我还。“今年全县新增企业一百二十家，”负责人说，\
                     经济运行稳中向好（见第3页），居民收入增长5.2%。他问：“这条路什么时候修好？”";
const MIRROR: &str =
    "發(fā)展產(chǎn)業(yè)園區(qū)的經(jīng)驗總結(jié)會議將擴大合作影響力?！卑l(fā)布會上，負責人這樣説。\n";

fn characters(c: &mut Criterion) {
    let clean = format!("{CLEAN}\n").repeat(4000);
    let mirror = MIRROR.repeat(200);
    let mut group = c.benchmark_group("characters");
    group.throughput(Throughput::Bytes(clean.len() as u64));
    group.bench_function("clean/chars", |b| b.iter(|| black_box(&clean).chars().filter(|&c| c == '龘').count()));
    for stage in stages::all().into_iter().filter(|s| matches!(s.name(), "mojibake" | "annotation")) {
        let mut edits = Edits::new(Arc::new(RuleSet::default()));
        group.throughput(Throughput::Bytes(clean.len() as u64));
        group.bench_function(format!("clean/{}", stage.name()), |b| {
            b.iter(|| stage.scan(black_box(&clean), &mut edits))
        });
        group.throughput(Throughput::Bytes(mirror.len() as u64));
        group.bench_function(format!("mirror/{}", stage.name()), |b| {
            b.iter(|| {
                let mut edits = Edits::new(Arc::new(RuleSet::default()));
                stage.scan(black_box(&mirror), &mut edits);
                edits.len()
            });
        });
    }
    group.finish();
}

criterion_group!(benches, characters);
criterion_main!(benches);
