//! `report.html`: one file that explains a run. No network, readable without JavaScript.
//!
//! Document text enters the page in two ways only: escaped by the template, or as JSON inside a `<template>`
//! with `<`, `>` and `&` written as escapes, from where the script puts it in by `textContent`. The
//! content security policy allows this page's own style and script by hash and nothing else.

use askama::Template;

use super::compare::{Changes, Comparison};
use super::diff::{DocDiff, Hunk, Part};
use super::{FileCounts, Pair, Place, Report};
use crate::stages;

mod snippet;

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");
/// SHA-256 of style and script in base64, as the policy names them. A test tells when one is out of date.
const STYLE_HASH: &str = "LWbw/dchn495ik6XONnowr5Gbbmy9QpLFhT6EB/cdMc=";
const SCRIPT_HASH: &str = "Gw/UIharPWT0bvmvP8WnCeAFy65dCJwUXsu1rboiLpM=";

/// The size that a report stays under, in bytes, unless another is given.
pub const BUDGET: usize = 5 << 20;
/// Samples shown of a rule before the budget is felt.
const SAMPLES: usize = 20;
/// Places shown for review before the budget is felt.
const PLACES: usize = 100;
/// Changes shown in the text around them. A browser reads about 100,000 elements a second, and a change is one to three.
const CHANGES: usize = 8_000;

/// The language the page opens in. Both are in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    /// Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

/// The report as a page of at most `budget` bytes: samples give way first.
#[must_use]
pub fn render(report: &Report, lang: Lang, budget: usize) -> String {
    let mut page = Page::new(report, lang);
    loop {
        let html = page.render().unwrap_or_default();
        if html.len() <= budget || (page.samples == 0 && page.diffs.is_empty()) {
            return html;
        }
        page.samples /= 2;
        page.places /= 2;
        page.diffs = &page.diffs[..page.diffs.len() / 2];
        page.files /= 2;
        page.data = data(report, page.files);
    }
}

/// A comparison as a page.
#[must_use]
pub fn render_comparison(comparison: &Comparison) -> String {
    let lists = vec![("New changes 新增", &comparison.new), ("Vanished changes 消失", &comparison.vanished)];
    ComparisonPage { c: comparison, lists, style: STYLE, style_hash: STYLE_HASH }.render().unwrap_or_default()
}

#[derive(Template)]
#[template(path = "compare.html")]
struct ComparisonPage<'c> {
    c: &'c Comparison,
    lists: Vec<(&'static str, &'c Changes)>,
    style: &'static str,
    style_hash: &'static str,
}

impl ComparisonPage<'_> {
    fn visible(&self, text: &str) -> String {
        visible(text)
    }
}

#[derive(Template)]
#[template(path = "report.html")]
struct Page<'r> {
    r: &'r Report,
    lang: &'static str,
    style: &'static str,
    script: &'static str,
    style_hash: &'static str,
    script_hash: &'static str,
    doubts: u64,
    change: String,
    seconds: String,
    bar: Vec<BarPart>,
    bar_label: String,
    legend: Vec<Legend>,
    quality: Vec<QualityRow>,
    diffs: &'r [DocDiff],
    hunks: usize,
    samples: usize,
    places: usize,
    files: usize,
    argv: String,
    config: String,
    data: String,
}

/// A part of the bar that shows where characters went.
struct BarPart {
    x: f64,
    width: f64,
    color: usize,
    zh: String,
    en: String,
    n: u64,
    share: String,
}

/// What a letter beside a change stands for.
struct Legend {
    letter: char,
    zh: &'static str,
    name: &'static str,
    color: usize,
}

struct QualityRow {
    zh: &'static str,
    en: &'static str,
    before: String,
    after: String,
}

impl<'r> Page<'r> {
    fn new(report: &'r Report, lang: Lang) -> Self {
        let chars = &report.totals.chars;
        let change = 100.0 * (chars.after as f64 - chars.before as f64) / chars.before.max(1) as f64;
        let (bar, bar_label) = bar(report);
        let files = report.files.len();
        Self {
            r: report,
            lang: if lang == Lang::En { "en" } else { "zh" },
            style: STYLE,
            script: SCRIPT,
            style_hash: STYLE_HASH,
            script_hash: SCRIPT_HASH,
            doubts: report.review.by_rule.values().sum(),
            change: format!("{change:+.1} %").replace('-', "−"),
            seconds: format!("{:.2}", report.run.wall_ms as f64 / 1000.0),
            bar,
            bar_label,
            legend: legend(report),
            quality: quality(report),
            diffs: &report.diffs,
            hunks: hunks_within(&report.diffs, CHANGES),
            samples: SAMPLES,
            places: PLACES,
            files,
            argv: report.run.argv.join(" "),
            config: configuration(report),
            data: data(report, files),
        }
    }
}

/// How many hunks of each document are shown, so that not many more than `changes` changes are shown in all.
fn hunks_within(diffs: &[DocDiff], changes: usize) -> usize {
    let changes_of = |hunk: &Hunk| hunk.parts.iter().filter(|part| !part.rules.is_empty()).count();
    let most = diffs.iter().map(|doc| doc.hunks.len()).max().unwrap_or(0);
    let mut all = 0;
    for n in 0..most {
        all += diffs.iter().filter_map(|doc| doc.hunks.get(n)).map(changes_of).sum::<usize>();
        if all > changes {
            return n.max(1);
        }
    }
    most
}

/// Where the user's rules work, which are no stage.
const CUSTOM: &str = "custom";

/// The stages in Chinese.
const STAGES_ZH: [(&str, &str); 11] = [
    ("mojibake", "乱码"),
    ("annotation", "注音"),
    ("normalize", "字符"),
    ("spam", "广告"),
    ("boilerplate", "网页附文"),
    ("script", "繁简"),
    ("reflow", "断行"),
    ("spacing", "空格"),
    ("pii", "个人信息"),
    (crate::config::DEDUP, "去重"),
    (CUSTOM, "自定规则"),
];

/// A stage's colour is its place from 1; colour 11 is for all that is no stage.
fn color_of(stage: &str) -> usize {
    STAGES_ZH.iter().position(|(name, _)| *name == stage).map_or(STAGES_ZH.len(), |n| n + 1)
}

fn stage_zh(stage: &str) -> String {
    STAGES_ZH.iter().find(|(name, _)| *name == stage).map_or_else(|| visible(stage), |(_, zh)| (*zh).to_owned())
}

/// The letter beside a change: the first of its rule's code, another one where two stages begin alike.
fn letter_of(code: &str) -> char {
    match code.get(..3) {
        Some("SPM") => 'G',
        Some("SCR") => 'T',
        _ => code.chars().next().unwrap_or('?'),
    }
}

fn stage_of(code: &str) -> &'static str {
    let stages = stages::all();
    match stages.iter().find(|s| s.rules().iter().any(|r| r.code == code)) {
        Some(stage) => stage.name(),
        None if crate::rules().iter().any(|r| r.code == code) => crate::config::DEDUP,
        None => CUSTOM,
    }
}

/// The stages that left changes in the page, with their letters.
fn legend(report: &Report) -> Vec<Legend> {
    let fired = |name: &str| report.by_rule.iter().find(|rule| stage_of(&rule.code) == name);
    STAGES_ZH
        .iter()
        .filter_map(|&(name, zh)| {
            Some(Legend { letter: letter_of(&fired(name)?.code), zh, name, color: color_of(name) })
        })
        .collect()
}

/// The bar: characters kept, and those each stage took away.
fn bar(report: &Report) -> (Vec<BarPart>, String) {
    const WIDTH: f64 = 1000.0;
    let all = report.totals.chars.before.max(1) as f64;
    let removed: u64 = report.stages.iter().map(|s| s.chars_removed).sum();
    let kept = report.totals.chars.before.saturating_sub(removed);
    let parts = std::iter::once((0, "保留".to_owned(), "kept".to_owned(), kept))
        .chain(report.stages.iter().map(|s| (color_of(&s.name), stage_zh(&s.name), visible(&s.name), s.chars_removed)));
    let (mut bar, mut x) = (Vec::new(), 0.0);
    for (color, zh, en, n) in parts.filter(|(_, _, _, n)| *n > 0) {
        let width = (n as f64 * WIDTH / all).min(WIDTH - x);
        let round = |x: f64| (x * 10.0).round() / 10.0;
        let share = format!("{:.1}", 100.0 * n as f64 / all);
        bar.push(BarPart { x: round(x), width: round(width), color, zh, en, n, share });
        x += width;
    }
    let labels: Vec<_> = bar.iter().map(|part| format!("{} {} %", part.en, part.share)).collect();
    let label = labels.join(", ");
    (bar, label)
}

fn quality(report: &Report) -> Vec<QualityRow> {
    let (before, after) = (&report.quality_before, &report.quality_after);
    let row = |zh, en, of: fn(&super::Quality) -> u64| QualityRow {
        zh,
        en,
        before: format!("{:.2}", before.per_thousand(of(before))),
        after: format!("{:.2}", after.per_thousand(of(after))),
    };
    vec![
        row("繁体字/千字", "Traditional characters per 1,000", |q| q.traditional),
        row("汉字间空格/千字", "gaps between Han characters per 1,000", |q| q.gaps),
        row("控制符、私用区、U+FFFD/千字", "control, private-use, U+FFFD per 1,000", |q| q.debris),
    ]
}

/// The effective configuration, each value that is no default with where it came from.
fn configuration(report: &Report) -> String {
    let mut out = String::new();
    for origin in &report.config.sources {
        out.push_str(&format!("{} = {}  # {}\n", origin.key, origin.value, origin.from));
    }
    out + &serde_json::to_string_pretty(&report.config.effective).unwrap_or_default()
}

/// The data of the script: what it filters and sorts.
fn data(report: &Report, files: usize) -> String {
    let files: Vec<_> = report
        .files
        .iter()
        .take(files)
        .map(|f| {
            serde_json::json!({
                "path": visible(&f.path), "encoding": visible(&f.encoding), "before": f.chars.before, "after": f.chars.after,
                "removed": f.chars.removed, "added": f.chars.added, "edits": edits(f), "rules": visible(&codes(f)),
            })
        })
        .collect();
    let json = serde_json::json!({ "files": files }).to_string();
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => out.push_str(&format!("\\u{:04x}", c as u32)),
            c => out.push(c),
        }
    }
    out
}

/// Text as it may be shown: control, bidirectional and invisible characters as codes.
fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => out.push('⏎'),
            '\t' => out.push('→'),
            '\u{A0}' | '\u{3000}' => out.push('□'),
            '\u{AD}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{FEFF}'
            | '\u{2028}'
            | '\u{2029}'
            | '\u{E000}'..='\u{F8FF}' => out.push_str(&format!("⟨U+{:04X}⟩", c as u32)),
            c if c.is_control() => out.push_str(&format!("⟨U+{:04X}⟩", c as u32)),
            c => out.push(c),
        }
    }
    out
}

/// A small histogram as SVG; its numbers are its title.
fn histogram(counts: &[u64]) -> String {
    let most = counts.iter().copied().max().unwrap_or(0).max(1) as f64;
    let mut out = String::new();
    let title: Vec<String> = counts.iter().map(u64::to_string).collect();
    let width = counts.len() * 9;
    out.push_str(&format!(
        "<svg width=\"{width}\" height=\"22\" viewBox=\"0 0 {width} 22\" role=\"img\" aria-label=\"{0}\"><title>{0}</title>",
        title.join(" ")
    ));
    for (i, &count) in counts.iter().enumerate() {
        let height = if count == 0 { 1.0 } else { (1.0 + 20.0 * (count as f64 / most).sqrt()).round() };
        let class = if count == 0 { "f0" } else { "f1" };
        out.push_str(&format!(
            "<rect x=\"{}\" y=\"{}\" width=\"8\" height=\"{height}\" class=\"{class}\"/>",
            i * 9,
            22.0 - height
        ));
    }
    out + "</svg>"
}

/// A number with commas.
fn group(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

fn edits(file: &FileCounts) -> u64 {
    file.hits.values().sum()
}

fn codes(file: &FileCounts) -> String {
    file.hits.keys().map(String::as_str).collect::<Vec<_>>().join(" ")
}

/// What the template asks for by name.
impl Page<'_> {
    fn n(&self, n: impl std::borrow::Borrow<u64>) -> String {
        group(*n.borrow())
    }

    fn decimal(&self, x: &f64) -> String {
        format!("{x:.1}")
    }

    fn two(&self, x: &f32) -> String {
        format!("{x:.2}")
    }

    fn share(&self, ms: &f64) -> String {
        let all: f64 = self.r.stages.iter().map(|s| s.cpu_ms).sum();
        format!("{:.1}", 100.0 * ms / all.max(f64::MIN_POSITIVE))
    }

    fn visible(&self, text: &str) -> String {
        visible(text)
    }

    fn histogram(&self, counts: &[u64]) -> String {
        histogram(counts)
    }

    fn edits(&self, file: &FileCounts) -> u64 {
        edits(file)
    }

    fn codes(&self, file: &FileCounts) -> String {
        codes(file)
    }

    fn color_of(&self, stage: &str) -> usize {
        color_of(stage)
    }

    /// Whether there are more places for review than are shown.
    fn more_places(&self) -> bool {
        self.doubts > self.r.review.samples.len().min(self.places) as u64
    }

    fn keep(&self, place: &Place) -> Option<String> {
        snippet::keep(place)
    }

    fn remove(&self, place: &Place, n: impl std::borrow::Borrow<usize>) -> Option<String> {
        snippet::remove(place, *n.borrow())
    }

    fn stage_zh(&self, stage: &str) -> String {
        stage_zh(stage)
    }

    fn score(&self, part: &Part) -> String {
        format!("{:.2}", part.score.unwrap_or(1.0))
    }

    fn rules(&self, part: &Part) -> String {
        visible(&part.rules.join(" "))
    }

    fn letter(&self, part: &Part) -> String {
        visible(&part.rules.iter().map(|code| letter_of(code)).collect::<String>())
    }

    fn color_of_code(&self, part: &Part) -> usize {
        part.rules.first().map_or(9, |code| color_of(stage_of(code)))
    }

    fn rate(&self, file: &FileCounts) -> String {
        let chars = &file.chars;
        format!("{:.1} %", 100.0 * (chars.removed + chars.added) as f64 / chars.before.max(1) as f64)
    }

    /// The hunks of a document that are shown.
    fn hunks<'d>(&self, doc: &'d DocDiff) -> &'d [Hunk] {
        &doc.hunks[..doc.hunks.len().min(self.hunks)]
    }

    /// How many are not.
    fn more_hunks(&self, doc: &DocDiff) -> u64 {
        doc.more + (doc.hunks.len() - self.hunks(doc).len()) as u64
    }

    /// A reason in Chinese.
    fn chinese(&self, reason: &str) -> String {
        visible(&crate::chinese::reason(reason))
    }

    /// The samples of duplicates by the text that was kept, in the order of the first of each.
    fn groups<'p>(&self, samples: &'p [Pair]) -> Vec<Vec<&'p Pair>> {
        let mut groups: Vec<Vec<&Pair>> = Vec::new();
        for pair in samples {
            match groups.iter_mut().find(|group| group[0].kept_at == pair.kept_at) {
                Some(group) => group.push(pair),
                None => groups.push(vec![pair]),
            }
        }
        groups
    }

    /// The removed text against the kept one: 0 in both, 1 removed only, 2 kept only.
    fn pair(&self, pair: &Pair) -> Vec<(u8, String)> {
        let diff = similar::TextDiff::from_chars(pair.removed.as_str(), pair.kept.as_str());
        let mut out: Vec<(u8, String)> = Vec::new();
        for change in diff.iter_all_changes() {
            let kind = match change.tag() {
                similar::ChangeTag::Equal => 0,
                similar::ChangeTag::Delete => 1,
                similar::ChangeTag::Insert => 2,
            };
            match out.last_mut() {
                Some((last, text)) if *last == kind => text.push_str(change.value()),
                _ => out.push((kind, change.value().to_owned())),
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use sha2::{Digest, Sha256};

    use super::super::{Failure, RuleCounts, Sample};
    use super::*;

    #[test]
    fn the_policy_names_the_style_and_the_script() {
        let hash = |text: &str| base64::engine::general_purpose::STANDARD.encode(Sha256::digest(text));
        assert_eq!((STYLE_HASH, SCRIPT_HASH), (hash(STYLE).as_str(), hash(SCRIPT).as_str()), "put the right side in");
    }

    /// Texts that would do harm if they were taken for markup.
    const PAYLOADS: &[&str] = &[
        "</script><script>alert(1)</script>",
        "</template><img src=x onerror=alert(1)>",
        "</style><style>*{display:none}</style>",
        "\"><svg onload=alert(1)>",
        "' onmouseover='alert(1)",
        "<!--",
        "-->",
        "]]>",
        "<![CDATA[",
        "&lt;script&gt;",
        "&#60;b&#62;",
        "{{7*7}}",
        "{% raw %}",
        "${alert(1)}",
        "`${alert(1)}`",
        "javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "=cmd|' /C calc'!A0",
        "@SUM(1)",
        "+1",
        "-1",
        "\u{2028}alert(1)\u{2029}",
        "\u{202E}txt.exe",
        "\u{2066}x\u{2069}",
        "\u{FEFF}",
        "\0",
        "\x1b[31m",
        "\\u003cscript\\u003e",
        "$&$`$'",
        "</TITLE><h1>x</h1>",
    ];

    #[test]
    fn document_text_stays_text() {
        assert_eq!(PAYLOADS.len(), 30);
        for payload in PAYLOADS {
            let text = (*payload).to_owned();
            let part = Part { was: text.clone(), now: text.clone(), rules: vec![text.clone()], score: Some(0.5) };
            let sample = Sample { path: text.clone(), was: text.clone(), now: text.clone(), ..Sample::default() };
            let mut report = Report {
                diffs: vec![DocDiff {
                    path: text.clone(),
                    hunks: vec![Hunk { line: 1, parts: vec![part] }],
                    ..DocDiff::default()
                }],
                failures: vec![Failure { path: text.clone(), message: text.clone() }],
                files: vec![FileCounts { path: text.clone(), encoding: text.clone(), ..FileCounts::default() }],
                ..Report::default()
            };
            report.by_rule.push(RuleCounts {
                code: text.clone(),
                name: text.clone(),
                zh: text.clone(),
                samples: vec![sample],
                ..RuleCounts::default()
            });
            report.review.samples.push(Place { text: text.clone(), path: text.clone(), ..Place::default() });
            report.config.effective = serde_json::json!({ "a": text });
            report.run.argv = vec![text.clone()];
            let html = render(&report, Lang::En, BUDGET);
            let plain = render(&Report::default(), Lang::En, BUDGET);
            for tag in
                ["<script", "</script", "<style", "<template", "</template", "onerror=", "<img", "<svg onload", "<h1>x"]
            {
                let count = |html: &str| html.matches(tag).count();
                assert!(
                    count(&html) <= count(&plain) || tag == "onerror=" && !html.contains("<img"),
                    "{payload:?}: {tag}"
                );
            }
            assert!(!html.contains(['\u{202E}', '\u{2028}', '\0']), "{payload:?}");
        }
    }

    #[test]
    fn the_budget_holds() {
        let text = "春风又绿江南岸".repeat(20);
        let part = |n: usize| Part { was: text.clone(), now: n.to_string(), rules: vec!["SPC001".into()], score: None };
        let hunk = Hunk { line: 1, parts: (0..40).map(part).collect() };
        let report = Report {
            diffs: vec![DocDiff { hunks: vec![hunk; 30], ..DocDiff::default() }; 60],
            files: vec![FileCounts { path: text.clone(), ..FileCounts::default() }; 1000],
            ..Report::default()
        };
        for budget in [5 << 20, 1 << 20, 200 << 10] {
            let html = render(&report, Lang::Zh, budget);
            assert!(html.len() <= budget && html.ends_with("</html>"), "{} of {budget}", html.len());
        }
    }
}
