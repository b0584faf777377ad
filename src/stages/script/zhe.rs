//! 著: the particle that Simplified text writes 着, or the word 著 of 著名 and 原著.
//!
//! Traditional text of Taiwan writes both 著; OpenCC's `t2s` keeps all of them, `tw2s` converts all.
//! Here it is decided by the words around it: a list of the words that are written 著 in both
//! scripts, and how often the neighbours stand beside 着 in modern text ([`crate::han::likely::seam`]).

use memchr::memmem;

use super::matcher::is_gap;
use crate::han::class::is_han;
use crate::han::fold::simplified;
use crate::han::likely::seam;

/// Before 著: 显著, 原著, 所著 …
const BEFORE: &str = "显名原土专卓昭遗巨钜译拙新旧撰所编论合执素夙彰较尤甚";
/// After 著: 著名, 著作, 著称 …
const AFTER: &str = "名作称述录者籍撰";
/// What an author's work is: after 著有, 著 is to write.
const WORKS: &str = "《〈「『“\"多数专论诗文小长散";
/// Before 著名 and 著作 these stand for themselves, though 着 often follows them elsewhere.
const FUNCTION: &str = "有是所其等及和与的名在为以";
/// Words that begin with 着: 着手, 着眼, 着重, 着急 …
const HEADS: &str = "手眼重急实力落想陆装色凉迷慌忙";
/// After these 著 is a verb, 他著了一本書, unless it begins such a word.
const PRONOUNS: &str = "他她它我你您们者";
/// A line of so few Han characters may be an author's line.
const BYLINE: usize = 12;

/// How many nats more often than by chance a verb stands before 着.
const STRONG: f32 = 2.5;
/// The same for any evidence at all.
const SOME: f32 = 0.5;

/// Whether a writer keeps 着 and 著 apart, as in Hong Kong: then 著 is never the particle. Asked of
/// everything the writer wrote.
pub(super) fn distinguishes<'t>(texts: impl Iterator<Item = &'t str>) -> bool {
    let [particle, word] = ["着", "著"].map(memmem::Finder::new);
    let (mut zhe, mut zhu) = (0, 0);
    for text in texts {
        zhe += particle.find_iter(text.as_bytes()).count();
        zhu += word.find_iter(text.as_bytes()).count();
    }
    2 * zhe >= zhu
}

/// Whether the 著 at `at` is the particle. `distinguishes` is asked only if all else speaks for it.
pub(super) fn is_particle(text: &str, at: usize, distinguishes: impl FnOnce() -> bool) -> bool {
    let (left, right) = (&text[..at], &text[at + '著'.len_utf8()..]);
    let mut before = left.trim_end_matches(is_gap).chars().rev().map(simplified);
    let mut after = right.trim_start_matches(is_gap).chars().map(simplified);
    let (prev, next) = (before.next().filter(|&c| is_han(c)), after.next().unwrap_or('\n'));
    let in_set = |set: &str, c: Option<char>| c.is_some_and(|c| set.contains(c));
    let follows = |least: f32| prev.is_some_and(|prev| seam(prev, '着') >= least);

    let particle = if in_set(BEFORE, prev) {
        match prev {
            // 議論著, but not 論著.
            Some('论') => in_set("议谈讨争评", before.next()),
            // 合著眼, but not 合著 and 合著者.
            Some('合') => is_han(next) && !"的者之有".contains(next),
            _ => false,
        }
    } else if next == '有' && in_set(WORKS, after.next()) {
        false
    } else if "书于有".contains(next) {
        follows(SOME)
    } else if AFTER.contains(next) {
        !in_set(FUNCTION, prev) && follows(STRONG)
    } else if prev.is_none() || in_set(PRONOUNS, prev) {
        HEADS.contains(next)
    } else if "《〈（()）】".contains(next) || ends_byline(left, right) {
        follows(SOME)
    } else {
        true
    };
    particle && !distinguishes()
}

/// Whether a short line ends here, or a space comes before that makes a name of what is left of it.
fn ends_byline(left: &str, right: &str) -> bool {
    let ends = right.trim_start_matches([' ', '\t', '\r', '\u{3000}', '\u{A0}']);
    if !ends.is_empty() && !ends.starts_with('\n') {
        return false;
    }
    let line = left.rsplit('\n').next().unwrap_or_default();
    line.chars().filter(|&c| is_han(c)).take(BYLINE + 1).count() <= BYLINE
}
