//! Masks, hashes or removes personal data of the Chinese kinds. Off by default.
//!
//! Numbers are found by form and, where the form has one, by check digit: ISO 7064 MOD 11-2 for the identity card
//! (GB 11643-1999), Luhn for bank cards (ISO/IEC 7812-1). A number without a check digit needs its label or its exact length.
//! The rules are of level `Optional`: `--select PII` or `[rules] select = ["PII"]` switches them on.

mod find;
mod rules;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::{Edits, Rule, Span, Stage};
use find::{FINDERS, Finder};

pub use rules::*;

/// What becomes of personal data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// All but the ends become `*`: `138****1234`.
    #[default]
    Mask,
    /// A pseudonym, equal for equal data: `[手机#kdmhbaoefcgl]`.
    ///
    /// It keeps records apart and is no secret: there are few telephone numbers, so whoever knows the seed can
    /// try them all. Choose a seed, keep it to yourself, and treat the output as personal data still.
    Hash,
    /// Nothing is left.
    Remove,
}

/// What can be set under `[pii]`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// What becomes of personal data: `mask`, `hash` or `remove`.
    pub action: Action,
    /// Seed of the pseudonyms of `hash`.
    pub seed: u64,
}

/// The stage.
#[derive(Debug, Default)]
pub struct Pii {
    options: Options,
}

impl Pii {
    /// The stage with these options.
    #[must_use]
    pub fn new(options: Options) -> Self {
        Self { options }
    }

    fn instead(&self, finder: &Finder, found: &str) -> String {
        match self.options.action {
            Action::Remove => String::new(),
            Action::Mask => (finder.mask)(found),
            Action::Hash => {
                let key: String =
                    found.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
                let hash = xxh3_64_with_seed(key.as_bytes(), self.options.seed);
                // Letters alone, so that no pseudonym looks like a number.
                let letters = (0..12).map(|n| char::from(b'a' + (hash >> (4 * n) & 15) as u8));
                format!("[{}#{}]", finder.label, letters.collect::<String>())
            }
        }
    }
}

impl Stage for Pii {
    fn name(&self) -> &'static str {
        "pii"
    }

    fn rules(&self) -> &'static [&'static Rule] {
        RULES
    }

    /// Linear: every form is of bounded length. Nothing is read if no rule is on.
    fn scan(&self, text: &str, edits: &mut Edits) {
        let mut found: Vec<(Span, &Finder)> = Vec::new();
        for finder in FINDERS.iter() {
            if edits.is_on(finder.rule) {
                finder.each(text, |span| found.push((span, finder)));
            }
        }
        // Where two forms want one place, the one that begins first has it, then the more certain one.
        found.sort_by_key(|(span, _)| span.start);
        let mut free = 0;
        for (span, finder) in found {
            if span.start >= free {
                free = span.end;
                edits.replace(span, &self.instead(finder, span.of(text)), finder.rule);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Level, Pipeline, RuleSet};

    fn clean(action: Action, text: &str) -> String {
        let rules = RuleSet::new(Level::Default, vec!["PII".to_owned()], Vec::new());
        let stage = Pii::new(Options { action, seed: 7 });
        let pipeline = Pipeline::new(vec![Box::new(stage)], rules);
        let cleaned = pipeline.clean(text, &mut pipeline.scratch());
        assert!(cleaned.settled, "{text}");
        cleaned.text.into_owned()
    }

    #[test]
    fn is_off_by_default() {
        let pipeline = Pipeline::new(vec![Box::new(Pii::default())], RuleSet::default());
        assert!(pipeline.clean("手机13800001234", &mut pipeline.scratch()).journal.is_empty());
    }

    #[test]
    fn masks_hashes_and_removes() {
        let text = "张三的手机是13800001234，备用 138-0000-1234。";
        assert_eq!(clean(Action::Mask, text), "张三的手机是138****1234，备用 138****1234。");
        assert_eq!(clean(Action::Remove, text), "张三的手机是，备用 。");
        let hashed = clean(Action::Hash, text);
        let pseudonyms: Vec<&str> = hashed.split("[手机#").skip(1).filter_map(|p| p.split(']').next()).collect();
        assert_eq!(pseudonyms.len(), 2, "{hashed}");
        assert_eq!(pseudonyms[0], pseudonyms[1], "however the number is written");
    }

    #[test]
    fn other_numbers_stay() {
        for text in [
            "订单号20231380000123456，共12345件。",
            "2023年10月1日至2024年3月31日，长11970401312.5米。",
            "身份证号样例110101190001010000校验不符。",
            "卡号6222000000000000000不存在。",
            "版本10.2.3，章节1.2.3.4.5，比分3.1.4。",
            "京A股上涨，浙江A类企业，沪ABCDE。",
            "12345热线，120，95588，400-000-1234。",
            "QQ音乐有12345首歌，微信：朋友圈，user@host",
        ] {
            assert_eq!(clean(Action::Mask, text), text);
        }
    }
}
