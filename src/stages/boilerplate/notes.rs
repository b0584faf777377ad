//! Notes on an article: source, date, names, captions.

use super::kinds::{Meta, is_trim};
use super::lines::{End, Shape};
use super::starts::{self, Start};

/// The note that a line is, if it is one.
pub(super) fn of(word: &str, s: &Shape) -> Option<Meta> {
    if let Some(meta) = under_picture(word, s) {
        return Some(meta);
    }
    if s.n > 90 || s.full > 0 || s.end == End::Closed && s.n > 30 {
        return None;
    }
    let bare = word.trim_start_matches(is_trim);
    let begins = starts::may_begin(bare);
    let labelled = |start| {
        begins
            && starts::after(bare, start).is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/', '丨', '|']))
    };
    if s.n <= 60 && s.end != End::Closed {
        let named = ["责任编辑", "责编", "编辑:"].iter().any(|p| bare.starts_with(p));
        if named || labelled(Start::Editor) {
            return Some(Meta::Editor);
        }
    }
    if s.n <= 40 && s.marks == 0 {
        let taken = bare.ends_with('摄')
            || ["摄)", "供图", "供图)", "图/文"].iter().any(|p| word.ends_with(p))
            || word.ends_with("摄影") && s.n <= 16;
        if taken || labelled(Start::Credit) || ["图片来源", "图片由", "图/"].iter().any(|p| bare.starts_with(p))
        {
            return Some(Meta::Credit);
        }
    }
    if begins && s.n <= 80 && starts::after(bare, Start::Caption).is_some() {
        return Some(Meta::Caption);
    }
    if labelled(Start::Byline) || begins && s.n <= 40 && starts::after(bare, Start::Reporter).is_some() {
        return Some(Meta::Byline);
    }
    if labelled(Start::Source) {
        return Some(Meta::Source);
    }
    // A headline may name a day; the line of the date says little else, or labels what it says.
    let stamped = s.n <= 80 && s.marks <= 1 && (s.digits >= 3 && has_date(word) || s.n <= 12 && clock(word));
    let others =
        || word.chars().filter(|c| !c.is_ascii() && !matches!(c, '年' | '月' | '日' | '时' | '分' | '秒')).count();
    (stamped && (others() <= 14 || others() <= 40 && word.matches(':').count() >= 2)).then_some(Meta::Source)
}

/// Whether a line begins with a day and an hour: `2031年05月06日10:26渡口网【打印】`.
pub(super) fn begins_dated(word: &str) -> bool {
    const DAY: usize = 14;
    let hour = word.char_indices().take(DAY + 6).find(|(_, c)| matches!(c, ':')).map(|(at, _)| &word[..at]);
    word.starts_with(|c: char| c.is_ascii_digit())
        && hour.is_some_and(|day| {
            has_date(day)
                && day.chars().all(|c| c.is_ascii_digit() || matches!(c, '年' | '月' | '日' | '-' | '/' | '.'))
        })
}

/// What stands under a picture, in a sentence or two and a name: `图为集市开张的一幕。何远山 摄`.
fn under_picture(word: &str, s: &Shape) -> Option<Meta> {
    const NAME: usize = 14;
    if s.full == 0 || s.full > 2 || s.n > 120 || s.end != End::Open {
        return None;
    }
    let (_, name) = word.rsplit_once('。')?;
    let name = name.trim_matches(is_trim);
    let taken = ["摄", "摄影", "供图", "提供"].iter().any(|p| name.ends_with(p)) && name.chars().count() <= NAME;
    taken.then_some(if starts::after(word, Start::Caption).is_some() { Meta::Caption } else { Meta::Credit })
}

/// Whether a date stands in the line: `2020-01-02`, `2020年1月2日`, `01-02 03:04`.
fn has_date(word: &str) -> bool {
    let bytes = word.as_bytes();
    let number = |at: usize| bytes[at..].iter().take_while(|b| b.is_ascii_digit()).count();
    let mut at = 0;
    while at < bytes.len() {
        let len = number(at);
        if len == 0 {
            at += 1;
            continue;
        }
        let after = &word[at + len..];
        let sign = after.chars().next().unwrap_or(' ');
        if matches!(sign, '-' | '/' | '.' | '年' | '月') {
            let next = at + len + sign.len_utf8();
            let second = if next < bytes.len() { number(next) } else { 0 };
            if (1..=2).contains(&second) {
                let year = len == 4 && (word[at..].starts_with("19") || word[at..].starts_with("20"));
                let then = word[next + second..].chars().next().unwrap_or(' ');
                if year && (matches!(then, '-' | '/' | '.' | '月')) || sign == '月' && then == '日' {
                    return true;
                }
            }
            if len == 2
                && matches!(sign, '-' | '/')
                && (3..=4).contains(&second)
                && word[next + second..].starts_with(':')
            {
                return true;
            }
        }
        at += len;
    }
    false
}

/// `今天 08:30`, `昨天`, `08:30`
fn clock(word: &str) -> bool {
    let n = word.chars().count();
    n <= 12 && (word.starts_with("今天") || word.starts_with("昨天") || word.starts_with("前天"))
        || n == 5 && {
            let b = word.as_bytes();
            b.len() == 5 && b[2] == b':' && [0, 1, 3, 4].iter().all(|&i| b[i].is_ascii_digit())
        }
}
