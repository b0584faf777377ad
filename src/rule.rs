//! What a rule is, and which rules are on.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

/// What a change does to the words of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effect {
    /// The same characters, laid out otherwise: spaces, line breaks, invisible characters.
    Layout,
    /// The same words, their characters mended or converted.
    Repair,
    /// Words are gone; the journal keeps them.
    Removal,
    /// Nothing is changed: the place is listed under `review`.
    Flag,
}

impl Effect {
    /// The word in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Layout => "layout",
            Self::Repair => "repair",
            Self::Removal => "removal",
            Self::Flag => "flag",
        }
    }
}

/// How sure a rule must be before it is used; the caller picks how far to go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Near-certain: on even with `--safe`.
    Safe,
    /// On unless `--safe` is given.
    #[default]
    Default,
    /// Only with `--aggressive`.
    Aggressive,
    /// Never on by level, only when named with `--select`.
    Optional,
}

impl Level {
    /// The word in the configuration and in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::Default => "default",
            Self::Aggressive => "aggressive",
            Self::Optional => "optional",
        }
    }
}

/// A rule: the unit that is reported, explained, switched on and off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Three letters of the stage's file and three digits; never reused.
    pub code: &'static str,
    /// The name of the rule's constant, as in `SPACED_HAN`.
    pub ident: &'static str,
    /// A title in Chinese.
    pub zh: &'static str,
    /// What it does to the text.
    pub effect: Effect,
    /// How sure it is.
    pub level: Level,
    /// The doc comment: a title line, prose, and fences `before`/`after` or `kept` that are run as tests.
    pub doc: &'static str,
}

impl Rule {
    /// The name as users see it: `spaced-han`.
    #[must_use]
    pub fn name(&self) -> String {
        self.ident.to_ascii_lowercase().replace('_', "-")
    }

    /// The first line of the doc comment.
    #[must_use]
    pub fn title(&self) -> &'static str {
        self.doc.lines().map(str::trim).find(|l| !l.is_empty()).unwrap_or_default()
    }
}

/// Rules and names that were made at run time. They live as long as the program; each is made once.
static MADE: Mutex<(BTreeMap<String, &'static Rule>, BTreeMap<String, &'static str>)> =
    Mutex::new((BTreeMap::new(), BTreeMap::new()));

/// The rule of this code: built in, or declared by the user's rules file.
#[must_use]
pub fn find(code: &str) -> Option<&'static Rule> {
    crate::rules()
        .into_iter()
        .find(|rule| rule.code == code)
        .or_else(|| MADE.lock().unwrap_or_else(PoisonError::into_inner).0.get(code).copied())
}

/// Makes a rule known under its code for the rest of the program, as the user's rules file does.
///
/// Declaring the same code again gives back the rule that was declared last.
pub fn declare(rule: Rule) -> &'static Rule {
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    match made.0.get(rule.code) {
        Some(&known) if *known == rule => known,
        _ => {
            let rule: &'static Rule = Box::leak(Box::new(rule));
            made.0.insert(rule.code.to_owned(), rule);
            rule
        }
    }
}

/// A rule that stands for one this build does not know, as in the journal of another version.
pub(crate) fn placeholder(code: &str) -> &'static Rule {
    let code = intern(code);
    declare(Rule {
        code,
        ident: code,
        zh: "",
        effect: Effect::Repair,
        level: Level::Optional,
        doc: "Not known to this version.",
    })
}

/// A name that lives as long as the program.
pub(crate) fn intern(name: &str) -> &'static str {
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(&known) = made.1.get(name) {
        return known;
    }
    let leaked: &'static str = Box::leak(name.to_owned().into_boxed_str());
    made.1.insert(name.to_owned(), leaked);
    leaked
}

/// Declares a stage's rules. The doc comments are rustdoc, `taoxi explain` and tests at once.
///
/// Each line reads `NAME = "COD001", Effect, Level, "中文名";`. In the doc comment, a fence
/// marked `before` followed by one marked `after` is an example that the stage must turn into the
/// other; a fence marked `kept` must come back unchanged. `\u{200B}` stands for the character.
#[macro_export]
macro_rules! rules { ($($(#[doc = $doc:literal])* $name:ident = $code:literal, $effect:ident, $level:ident, $zh:literal;)*) => {
    $($(#[doc = $doc])* pub static $name: $crate::Rule = $crate::Rule { code: $code,
        ident: stringify!($name), zh: $zh, effect: $crate::Effect::$effect, level: $crate::Level::$level,
        doc: concat!($($doc, "\n"),*) };)*
    /// The rules of this stage, in the order of their codes.
    pub static RULES: &[&$crate::Rule] = &[$(&$name),*];
} }

/// Which rules are on: those up to a level, with codes added and taken away.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleSet {
    level: Level,
    select: Vec<String>,
    ignore: Vec<String>,
}

impl RuleSet {
    /// The rules up to `level`, and those that `select` names, without those that `ignore` names.
    ///
    /// Both lists hold codes or the beginnings of codes (`SPM`, `SPM00`, `ALL`). The longer match wins;
    /// of two of the same length, `ignore` does.
    #[must_use]
    pub fn new(level: Level, select: Vec<String>, ignore: Vec<String>) -> Self {
        Self { level, select, ignore }
    }

    /// Every rule, the optional ones too: for tests and documentation.
    #[must_use]
    pub fn everything() -> Self {
        Self::new(Level::Aggressive, vec!["ALL".into()], Vec::new())
    }

    /// Whether `rule` is on.
    #[must_use]
    pub fn is_on(&self, rule: &Rule) -> bool {
        let longest = |list: &[String]| {
            list.iter()
                .filter_map(|p| if p == "ALL" { Some(0) } else { rule.code.starts_with(p.as_str()).then_some(p.len()) })
                .max()
        };
        match (longest(&self.select), longest(&self.ignore)) {
            (Some(s), Some(i)) => s > i,
            (Some(_), None) => true,
            (None, Some(_)) => false,
            (None, None) => rule.level <= self.level,
        }
    }
}
