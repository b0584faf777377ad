//! What `spam` and `boilerplate` cost on one core, beside one pass over the characters of the same text.
//!
//! Read the figures as ratios: both stages together should take a few times as long as the pass.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use taoxi::stages::{boilerplate::Boilerplate, spam::Spam};
use taoxi::{Edits, Stage};

/// Text of our own: paragraphs, dialogue, and a page around an article.
fn texts() -> [(&'static str, String); 3] {
    let prose = "昨晚七点，停了三年的老街路灯重新亮了起来，住户们纷纷出门散步。街口卖糖粥的阿婆说，灯一亮，生意都好了，\
                 收摊也晚了一个钟头。修灯的师傅今年六十一岁，干了一辈子电工，这条街上的每一根杆子他都爬过。\n";
    let dialogue = "“今晚不会有人来了。”他说。\n“开吧。”\n门外站着一个浑身湿透的老人。\n“打扰了。”\n";
    let page = format!(
        "首页\n新闻\n财经\n登录\n注册\n首页 > 新闻 > 正文\n老街的灯亮了\n来源：城南晚报 2031-05-06\n{}责任编辑：林小满\n\
         相关阅读\n城南将新建两座停车楼\n夜市恢复营业 摊位费减半\n关于我们 | 联系我们 | 广告服务 | 网站地图\n\
         Copyright © 2031 城南在线 版权所有\n",
        prose.repeat(8)
    );
    [("prose", prose.repeat(2_000)), ("dialogue", dialogue.repeat(3_000)), ("page", page)]
}

fn frame(c: &mut Criterion) {
    let mut group = c.benchmark_group("frame");
    for (name, text) in texts() {
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_with_input(BenchmarkId::new("one pass over the characters", name), &text, |b, text| {
            b.iter(|| text.chars().filter(|c| *c == '。').count());
        });
        let stages: [(&str, Box<dyn Stage>); 2] =
            [("spam", Box::new(Spam::default())), ("boilerplate", Box::new(Boilerplate::default()))];
        for (stage_name, stage) in stages {
            group.bench_with_input(BenchmarkId::new(stage_name, name), &text, |b, text| {
                b.iter(|| {
                    let mut edits = Edits::default();
                    stage.scan(text, &mut edits);
                    edits.len()
                });
            });
        }
    }
    group.finish();
}

criterion_group!(benches, frame);
criterion_main!(benches);
