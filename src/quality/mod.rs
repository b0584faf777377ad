//! Whether a document is worth keeping, by measures whose thresholds others have published.
//!
//! Off by default: every measure is off until a threshold is set, by a preset or in `[quality]`. A document that
//! fails is moved aside with the measure, its value and the threshold; nothing is lost.
//!
//! Published measures count *words*. Chinese is written without spaces, and no dictionary here decides what a word
//! is: a unit is a Han character, or a run of letters or digits. Where a threshold was published for words of a segmenter
//! (1.6 characters on average), the presets say how it was carried over.

mod repetition;
mod shape;

use serde::{Deserialize, Serialize};

use repetition::Repetition;
use shape::Shape;

/// What can be set under `[quality]`. A measure without a threshold is not taken.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// Fewest characters, white space not counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_chars: Option<f64>,
    /// Most characters, white space not counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_chars: Option<f64>,
    /// Fewest units: Han characters, and runs of letters or digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_units: Option<f64>,
    /// Most units.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_units: Option<f64>,
    /// Least share of Han characters among all characters but white space.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_han: Option<f64>,
    /// Least share of letters, Han characters among them, among all characters but white space.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_letters: Option<f64>,
    /// Greatest share of characters that are neither letters, digits, white space nor the common marks of Chinese.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_special: Option<f64>,
    /// Greatest share of `#` among the units.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_hashes: Option<f64>,
    /// Greatest share of `…` and `...` among the units.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_ellipses: Option<f64>,
    /// Least mean length of a line, in characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_mean_line: Option<f64>,
    /// Greatest mean length of a line, in characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_mean_line: Option<f64>,
    /// Fewest lines of 200 characters or more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_long_lines: Option<f64>,
    /// Least share of lines that end a sentence: `。！？…；”』）` or the half-width forms.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_closed_lines: Option<f64>,
    /// Greatest share of lines of 30 characters or fewer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_short_lines: Option<f64>,
    /// Greatest share of lines that begin as an item of a list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_bullet_lines: Option<f64>,
    /// Greatest share of lines that end in `…` or `...`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_ellipsis_lines: Option<f64>,
    /// Greatest number of line breaks for each unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_breaks: Option<f64>,
    /// Fewest ends of sentences.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_sentences: Option<f64>,
    /// Least share of the commonest function characters (的 年 在 月 是 和 日 了 …) among the Han characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_function: Option<f64>,
    /// Fewest different of those characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_function_kinds: Option<f64>,
    /// Whether a `{` fails: a sign of program code on a page.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub no_braces: bool,
    /// Greatest share of lines that stood before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_duplicate_lines: Option<f64>,
    /// Greatest share of characters in lines that stood before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_duplicate_line_chars: Option<f64>,
    /// Greatest share of characters in the commonest run of 2, 3, 4 units.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub max_top_ngrams: Vec<f64>,
    /// Greatest share of characters in repeated runs of 5, 6, 7, 8, 9, 10 units.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub max_duplicate_ngrams: Vec<f64>,
    /// Greatest share of runs of 13 characters that stood before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_repeated_13grams: Option<f64>,
    /// Greatest share of the √n commonest among the n runs of 10 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_char_repetition: Option<f64>,
    /// Least share of different lines among all lines.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_unique_lines: Option<f64>,
}

/// Why a document is moved aside.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Rejection {
    /// The key under `[quality]`.
    pub filter: &'static str,
    /// What was measured.
    pub value: f64,
    /// What it should have kept.
    pub threshold: f64,
}

/// Judges a cleaned document, one paragraph a line: the first measure that fails, in the order of [`Options`].
///
/// Linear in the text. Measures without a threshold cost nothing.
#[must_use]
pub fn judge(text: &str, options: &Options) -> Option<Rejection> {
    let o = options;
    let least = |filter, value: f64, least: Option<f64>| {
        least.filter(|&t| value < t).map(|threshold| Rejection { filter, value, threshold })
    };
    let most = |filter, value: f64, most: Option<f64>| {
        most.filter(|&t| value > t).map(|threshold| Rejection { filter, value, threshold })
    };
    if *o == Options::default() {
        return None;
    }
    let s = Shape::of(text);
    least("min_chars", s.chars, o.min_chars)
        .or_else(|| most("max_chars", s.chars, o.max_chars))
        .or_else(|| least("min_units", s.units, o.min_units))
        .or_else(|| most("max_units", s.units, o.max_units))
        .or_else(|| least("min_han", s.han / s.chars, o.min_han))
        .or_else(|| least("min_letters", s.letters / s.chars, o.min_letters))
        .or_else(|| most("max_special", s.special / s.chars, o.max_special))
        .or_else(|| most("max_hashes", s.hashes / s.units, o.max_hashes))
        .or_else(|| most("max_ellipses", s.ellipses / s.units, o.max_ellipses))
        .or_else(|| least("min_mean_line", s.chars / s.lines, o.min_mean_line))
        .or_else(|| most("max_mean_line", s.chars / s.lines, o.max_mean_line))
        .or_else(|| least("min_long_lines", s.long_lines, o.min_long_lines))
        .or_else(|| least("min_closed_lines", s.closed_lines / s.lines, o.min_closed_lines))
        .or_else(|| most("max_short_lines", s.short_lines / s.lines, o.max_short_lines))
        .or_else(|| most("max_bullet_lines", s.bullet_lines / s.lines, o.max_bullet_lines))
        .or_else(|| most("max_ellipsis_lines", s.ellipsis_lines / s.lines, o.max_ellipsis_lines))
        .or_else(|| most("max_breaks", s.breaks / s.units, o.max_breaks))
        .or_else(|| least("min_sentences", s.sentences, o.min_sentences))
        .or_else(|| least("min_function", s.function / s.han.max(1.0), o.min_function))
        .or_else(|| least("min_function_kinds", s.function_kinds, o.min_function_kinds))
        .or_else(|| most("no_braces", s.braces, o.no_braces.then_some(0.0)))
        .or_else(|| most("max_duplicate_lines", s.duplicate_lines / s.lines, o.max_duplicate_lines))
        .or_else(|| most("max_duplicate_line_chars", s.duplicate_line_chars / s.chars, o.max_duplicate_line_chars))
        .or_else(|| least("min_unique_lines", 1.0 - s.duplicate_lines / s.lines, o.min_unique_lines))
        .or_else(|| repeats(text, o))
}

fn repeats(text: &str, o: &Options) -> Option<Rejection> {
    let repetition = Repetition::of(text);
    let fails =
        |filter, value: f64, threshold: f64| (value > threshold).then_some(Rejection { filter, value, threshold });
    let top = (2..).zip(&o.max_top_ngrams).find_map(|(n, &t)| fails("max_top_ngrams", repetition.top(n), t));
    top.or_else(|| {
        (5..).zip(&o.max_duplicate_ngrams).find_map(|(n, &t)| fails("max_duplicate_ngrams", repetition.duplicate(n), t))
    })
    .or_else(|| o.max_repeated_13grams.and_then(|t| fails("max_repeated_13grams", repetition.seen_before(13), t)))
    .or_else(|| o.max_char_repetition.and_then(|t| fails("max_char_repetition", repetition.commonest(10), t)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "春江县昨天下了今年的第一场雪，山上的路封了半天。\n\
        到了傍晚，雪停了，养路工人开着铲雪车把路清了出来。村民说，这是十年来最大的一场。\n\
        气象台的人说，明天是晴天，气温在零度上下，请大家出门小心路滑。\n";

    fn fails(text: &str, set: impl Fn(&mut Options)) -> Option<&'static str> {
        let mut options = Options::default();
        set(&mut options);
        judge(text, &options).map(|r| r.filter)
    }

    #[test]
    fn nothing_is_judged_by_default() {
        assert_eq!(judge("", &Options::default()), None);
        assert_eq!(judge("#{{{", &Options::default()), None);
    }

    #[test]
    fn an_empty_document_fails_by_length_and_divides_by_nothing() {
        assert_eq!(fails("", |o| o.min_chars = Some(1.0)), Some("min_chars"));
        assert_eq!(fails("\n \n", |o| (o.max_short_lines, o.min_han) = (Some(0.5), Some(0.1))), Some("min_han"));
    }

    #[test]
    fn each_measure_fails_what_it_should() {
        let latin = "all of this is English text, and no Chinese at all.\n";
        let menu = "首页\n新闻\n体育\n首页\n新闻\n体育\n首页\n";
        let round = "买一送一".repeat(60);
        let dots = "且听下回……\n欲知后事……\n";
        assert_eq!(fails(latin, |o| o.min_han = Some(0.3)), Some("min_han"));
        assert_eq!(fails(menu, |o| o.min_mean_line = Some(10.0)), Some("min_mean_line"));
        assert_eq!(fails(menu, |o| o.min_closed_lines = Some(0.1)), Some("min_closed_lines"));
        assert_eq!(fails(menu, |o| o.max_short_lines = Some(0.67)), Some("max_short_lines"));
        assert_eq!(fails(menu, |o| o.max_duplicate_lines = Some(0.3)), Some("max_duplicate_lines"));
        assert_eq!(fails(menu, |o| o.max_duplicate_line_chars = Some(0.2)), Some("max_duplicate_line_chars"));
        assert_eq!(fails(menu, |o| o.min_unique_lines = Some(0.5)), Some("min_unique_lines"));
        assert_eq!(fails(menu, |o| o.max_breaks = Some(0.1)), Some("max_breaks"));
        assert_eq!(fails(menu, |o| o.min_sentences = Some(3.0)), Some("min_sentences"));
        assert_eq!(fails(menu, |o| o.min_function = Some(0.05)), Some("min_function"));
        assert_eq!(fails(&round, |o| o.max_top_ngrams = vec![0.25]), Some("max_top_ngrams"));
        assert_eq!(fails(&round, |o| o.max_duplicate_ngrams = vec![0.2]), Some("max_duplicate_ngrams"));
        assert_eq!(fails(&round, |o| o.max_repeated_13grams = Some(0.5)), Some("max_repeated_13grams"));
        assert_eq!(fails(&round, |o| o.max_char_repetition = Some(0.2)), Some("max_char_repetition"));
        assert_eq!(fails(dots, |o| o.max_ellipsis_lines = Some(0.3)), Some("max_ellipsis_lines"));
        assert_eq!(fails("function f() { }", |o| o.no_braces = true), Some("no_braces"));
        assert_eq!(fails("※◎¤§※◎¤§春", |o| o.max_special = Some(0.3)), Some("max_special"));
        assert_eq!(fails("- 一\n- 二\n", |o| o.max_bullet_lines = Some(0.9)), Some("max_bullet_lines"));
        assert_eq!(fails("# # # 春", |o| o.max_hashes = Some(0.1)), Some("max_hashes"));
    }

    #[test]
    fn an_ordinary_text_passes_all_at_once() {
        let options = Options {
            min_chars: Some(50.0),
            min_han: Some(0.3),
            min_letters: Some(0.7),
            max_special: Some(0.3),
            min_mean_line: Some(10.0),
            min_closed_lines: Some(0.106),
            max_breaks: Some(0.11),
            min_sentences: Some(3.0),
            min_function: Some(0.05),
            min_function_kinds: Some(2.0),
            no_braces: true,
            max_duplicate_lines: Some(0.287),
            max_top_ngrams: vec![0.256, 0.201, 0.171],
            max_duplicate_ngrams: vec![0.198, 0.182, 0.167, 0.154, 0.140, 0.127],
            max_repeated_13grams: Some(0.5),
            max_char_repetition: Some(0.6),
            ..Options::default()
        };
        assert_eq!(judge(GOOD, &options), None);
    }

    #[test]
    fn a_rejection_names_value_and_threshold() {
        let rejection = judge("春江", &Options { min_chars: Some(200.0), ..Options::default() });
        assert_eq!(rejection, Some(Rejection { filter: "min_chars", value: 2.0, threshold: 200.0 }));
    }
}
