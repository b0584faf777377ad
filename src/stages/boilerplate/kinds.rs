//! What a line is by itself: which kind of furniture, or which kind of note on the article.

use super::lexicon::{self, Classes};
use super::lines::{self, End, Line, Shape};
use super::{forms, notes, notices};
use crate::han;

/// The kinds of furniture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Kind {
    /// No furniture, as far as the line itself tells.
    #[default]
    None,
    /// A word of a menu, or a whole menu in one line.
    Nav,
    /// A channel's name: only in company part of a menu.
    Channel,
    /// `首页 > 新闻 > 正文`
    Crumb,
    /// Share, like, collect.
    Share,
    /// `阅读 539`, `6小时前`
    Counter,
    /// A number alone.
    Number,
    /// Print, close, font size, buttons.
    Tools,
    /// Log in, register.
    Account,
    /// The heading of a block of links to other articles.
    Related,
    /// `上一篇：…`
    Neighbour,
    /// Comment controls; `网友评论` as the heading of a block.
    Comment,
    /// `展开全文`
    Expand,
    /// Follow us, scan the code, get the app.
    Follow,
    /// `【1】【2】【3】`
    Pages,
    /// No copying without leave.
    Reprint,
    /// No responsibility is taken.
    Disclaimer,
    /// Copyright, licence numbers.
    Legal,
    /// Addresses and telephone numbers.
    Contact,
    /// An address of the web, and nothing else.
    Url,
    /// A consent bar.
    Cookie,
    /// A dump of scripts or menus.
    Junk,
    /// Signs without a letter.
    Ornament,
}

/// The kinds of notes on the article that are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meta {
    /// Source, date, or both.
    Source,
    /// Who wrote it.
    Byline,
    /// Who took the picture.
    Credit,
    /// What the picture shows.
    Caption,
    /// Who edited it.
    Editor,
}

/// Whether the line is a note on the article.
pub(super) fn is_note(line: &Line) -> bool {
    line.meta.is_some()
}

/// Judges one line; `word` is a buffer. Whether it is a note is left open, with the hash pending, unless that decides.
///
/// Sentences are most of any text, so they are let go first, by their shape and by whether any pair of their
/// characters begins a phrase.
pub(super) fn judge(text: &str, line: &mut Line, word: &mut String) {
    let s = line.shape;
    // A long sentence is looked at only if it might be a notice of the site.
    let sentence = (s.full > 0 || s.inner > 1) && s.n > 24;
    let plain = s.end == End::Closed && s.n > 16;
    if s.inner > 3 || sentence && s.strong < 3 || plain && s.strong < 2 {
        return;
    }
    line.hash = lines::PENDING;
    if !sentence && (says_nothing(text, &s) || s.gaps > 0 && forms::is_program_menu(text)) {
        return;
    }
    lines::compact(text, word);
    if !sentence {
        let (kind, sure) = short(text, word, &s);
        if kind != Kind::None {
            read_note(line, word);
            // The line of source and date may end in buttons.
            let stamped = kind == Kind::Nav && s.digits >= 6 && s.colons > 0;
            if stamped && line.meta.is_none() && notes::begins_dated(word) {
                line.meta = Some(Meta::Source);
            }
            let dated = stamped && line.meta.is_some();
            if !dated {
                (line.kind, line.sure, line.meta) = (kind, sure, None);
            }
            return;
        }
    }
    if s.cues > 0
        && let (kind, sure) = notices::of(word, &s)
        && kind != Kind::None
    {
        read_note(line, word);
        // A note that talks of the site is a note, unless the notice is plain; and so is what begins with a day and an hour.
        if kind == Kind::Comment && notes::begins_dated(word) {
            line.meta = Some(Meta::Source);
        } else if line.meta.is_none()
            || sure >= 4 && matches!(line.meta, Some(Meta::Source | Meta::Byline | Meta::Credit))
        {
            (line.kind, line.sure, line.meta) = (kind, sure, None);
        }
        return;
    }
    let open = !sentence && s.marks <= 1 && s.commas <= 1 && (8..=400).contains(&s.n);
    if open && s.words >= 2 && may_be_covered(&s) {
        let (share, count, seen) = lexicon::cover(word);
        let buttons = !seen.without(Classes::CHANNEL.or(Classes::COUNTER)).is_none();
        if buttons && (share >= 60 && count >= 3 || share >= 75 && count >= 2) {
            read_note(line, word);
            if line.meta.is_none() {
                (line.kind, line.sure) = (Kind::Nav, if count >= 4 { 4 } else { 2 });
            }
        }
    }
}

/// Finds out whether the line is a note, if that was left open; `word` is a buffer.
pub(super) fn note(text: &str, line: &mut Line, word: &mut String) {
    if line.hash == lines::PENDING {
        lines::compact(text, word);
        read_note(line, word);
    }
}

fn read_note(line: &mut Line, word: &str) {
    line.hash = lines::hash(word);
    line.meta = notes::of(word, &line.shape);
}

/// Whether the line is words that no button, menu, trail or notice has: nothing below would find a kind in it.
///
/// Its marks parted it, its figures counted, its first character led, its last one closed, if it were such.
fn says_nothing(text: &str, s: &Shape) -> bool {
    let plain = s.cues + s.site + s.gaps + s.colons + s.latin == 0 && s.han > 1;
    if !plain {
        return false;
    }
    let bare = text.trim_matches(|c| is_trim(lines::fold(c)));
    let mut chars = bare.chars();
    let (Some(first), Some(second), Some(last)) = (chars.next(), chars.next(), chars.next_back()) else { return false };
    let (a, b, z) = (lines::fold(first), lines::fold(second), lines::fold(last));
    han::class::is_han(a)
        && han::class::is_han(b)
        // A word of the lexicon, a word beside a figure, a trail, numbers of pages, a link to another article, a greeting.
        && !lexicon::may_be_word(first, second)
        && !is_opening(a)
        && z != '页'
        && !(s.n >= 8 && may_be_covered(s))
}

/// Whether enough pairs of characters begin a word of the lexicon for words to cover the line.
fn may_be_covered(s: &Shape) -> bool {
    s.words * 7 >= s.n
}

/// Whether a trail, a number of pages, a link to another article or a greeting may begin with the character.
fn is_opening(c: char) -> bool {
    matches!(
        c,
        '上' | '下'
            | '首'
            | '尾'
            | '末'
            | '前'
            | '后'
            | '最'
            | '第'
            | '页'
            | '共'
            | '条'
            | '跳'
            | '转'
            | '到'
            | '没'
            | '向'
            | '当'
            | '您'
            | '你'
            | '所'
            | '现'
            | '位'
            | '字'
            | '登'
            | '退'
            | '欢'
    )
}

/// Kinds that a short line's form alone decides.
fn short(raw: &str, word: &str, s: &Shape) -> (Kind, u8) {
    if s.n > 160 {
        return (Kind::None, 0);
    }
    if s.han + s.digits + s.latin == 0 && !word.chars().any(char::is_alphanumeric) {
        return (Kind::Ornament, if s.n <= 2 { 1 } else { 0 });
    }
    let bare = word.trim_matches(is_trim);
    if s.n <= 16 {
        if bare.bytes().all(|b| b.is_ascii_digit() || b == b',') {
            return if bare.len() <= 9 && bare.len() == word.len() { (Kind::Number, 1) } else { (Kind::None, 0) };
        }
        let classes = lexicon::classes(bare);
        if !classes.is_none() {
            return of_class(classes, word, bare, s);
        }
    }
    forms::of(raw, word, bare, s).unwrap_or((Kind::None, 0))
}

/// Signs that stand around a button's word.
pub(super) fn is_trim(c: char) -> bool {
    c.is_ascii_punctuation()
        || matches!(
            c,
            '【' | '】'
                | '［'
                | '］'
                | '〔'
                | '〕'
                | '《'
                | '》'
                | '〉'
                | '〈'
                | '「'
                | '」'
                | '·'
                | '•'
                | '×'
                | '✕'
                | '»'
                | '«'
                | '›'
                | '‹'
                | '←'
                | '→'
                | '↑'
                | '↓'
                | '▲'
                | '▼'
                | '△'
                | '▽'
                | '▾'
                | '▴'
                | '▿'
                | '┊'
                | '►'
                | '▶'
                | '◀'
                | '■'
                | '□'
                | '●'
                | '○'
                | '◆'
                | '◇'
                | '★'
                | '☆'
                | '—'
                | '–'
                | '…'
                | '、'
                | '。'
                | '“'
                | '”'
                | '│'
                | '丨'
                | '┃'
                | '︱'
                | '︿'
                | '﹀'
                | '～'
                | '∨'
                | '∧'
                | '∙'
        )
        || matches!(c, '\u{E000}'..='\u{F8FF}')
}

fn of_class(classes: Classes, word: &str, bare: &str, s: &Shape) -> (Kind, u8) {
    let n = bare.chars().count();
    let wordy = |yes: u8, no: u8| if n >= 4 { yes } else { no };
    // A mark that closes a sentence makes it speech: `关注！`
    if s.marks > 0 && n <= 4 && !word.ends_with('?') {
        return (Kind::None, 0);
    }
    let has = |c| classes.has(c);
    if has(Classes::EXPAND) {
        (Kind::Expand, wordy(6, 1))
    } else if has(Classes::RELATED) {
        (Kind::Related, wordy(3, 2))
    } else if has(Classes::COMMENT) {
        (Kind::Comment, wordy(3, 1))
    } else if has(Classes::FOLLOW) {
        (Kind::Follow, if n >= 7 { 5 } else { wordy(3, 1) })
    } else if has(Classes::SHARE) {
        (Kind::Share, if n >= 6 { 4 } else { wordy(3, 2) })
    } else if has(Classes::ACCOUNT) {
        (Kind::Account, wordy(3, 2))
    } else if has(Classes::FOOTER) {
        (Kind::Nav, wordy(2, 2))
    } else if has(Classes::TOOLS) {
        (
            Kind::Tools,
            if matches!(bare, "返回顶部" | "回到顶部" | "打印本页" | "关闭窗口") {
                5
            } else {
                wordy(3, 1)
            },
        )
    } else if has(Classes::HOME) {
        (Kind::Nav, 3)
    } else if has(Classes::NAV) {
        (Kind::Nav, wordy(2, 2))
    } else if has(Classes::COUNTER) {
        (Kind::Counter, if word.ends_with(':') { 2 } else { 1 })
    } else {
        (Kind::Channel, 1)
    }
}

#[cfg(test)]
mod tests {
    use super::super::site;
    use super::*;

    #[test]
    fn no_line_is_let_go_that_a_page_says() {
        for phrase in site::phrases().filter(|phrase| !phrase.is_empty()) {
            assert!(!says_nothing(phrase, &lines::shape(phrase)), "{phrase}");
        }
    }
}
