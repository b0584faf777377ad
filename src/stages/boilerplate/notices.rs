//! Notices of the site, told by phrases inside a line and by its shape together.

use std::borrow::Cow;

use super::cues::{self, Cue, Found};
use super::kinds::{Kind, is_trim};
use super::lines::{End, Shape};
use super::phrases::{Phrases, phrases};
use super::starts::{self, Start};
use crate::han;

/// `5.2 版权所有…`, `第八条 …`: a clause of terms or of a law.
fn is_clause(word: &str) -> bool {
    let digits = |s: &str| s.len() - s.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let section = word[digits(word)..].strip_prefix('.').filter(|_| (1..=2).contains(&digits(word)));
    let numbered = section
        .is_some_and(|rest| (1..=2).contains(&digits(rest)) && rest[digits(rest)..].starts_with(han::class::is_han));
    let numeral = |c: char| c.is_ascii_digit() || "零〇一二三四五六七八九十百千".contains(c);
    let article = word.strip_prefix('第').and_then(|rest| rest.strip_prefix(numeral));
    numbered || article.is_some_and(|rest| rest.trim_start_matches(numeral).starts_with('条'))
}

/// Kinds that phrases inside the line and its shape decide together.
pub(super) fn of(word: &str, s: &Shape) -> (Kind, u8) {
    let none = (Kind::None, 0);
    if is_clause(word) {
        return none;
    }
    let f = cues::cues(&unquoted(word));
    let c = |cue| f.count(cue);
    let has = |cue| f.has(cue);
    let closed = s.end == End::Closed;

    // Copyright and licence numbers. A sentence is no such line, unless both speak.
    let legal = c(Cue::Copyright) + c(Cue::Licence) + c(Cue::Host);
    let powered = || word.starts_with("poweredby") || word.contains("powerby");
    if legal > 0 && (s.inner == 0 || powered()) || c(Cue::Copyright) > 0 && c(Cue::Licence) > 0 {
        let number = has(Cue::Licence) && s.digits >= 5;
        let year = has(Cue::Copyright) && (word.contains("20") || word.contains("19"));
        // Words of copyright in a long sentence may be what it talks about.
        let talk = closed && s.n > 30 && !number && !year;
        if has(Cue::Copyright)
            && !talk
            && (number || year || c(Cue::Copyright) >= 2 || !closed && (has(Cue::Licence) || has(Cue::Host)))
            && s.commas <= 3
        {
            return (Kind::Legal, 6);
        }
        if number && !closed && s.commas == 0 {
            let sure = word.contains("icp") || word.contains("公网安备") || word.contains("备案号");
            return (Kind::Legal, if sure { 6 } else { 2 });
        }
        // Rights that are kept, and on which terms the text may be copied.
        if has(Cue::Copyright) && has(Cue::Reprint) && has(Cue::Permit) && !closed && s.n <= 90 {
            return (Kind::Reprint, 5);
        }
        if !closed && s.n <= 80 && s.commas <= 1 && (powered() || word.starts_with("themeby")) {
            return (Kind::Legal, 5);
        }
        if has(Cue::Copyright) && s.n <= 50 {
            return (Kind::Legal, if closed { 2 } else { 4 });
        }
        if !closed && legal >= 2 && s.commas <= 1 {
            return (Kind::Legal, if c(Cue::Host) >= 2 && legal == c(Cue::Host) { 3 } else { 5 });
        }
        if !closed && has(Cue::Host) && s.n <= 60 && s.commas <= 1 && word.contains(':') {
            return (Kind::Legal, 2);
        }
    }
    if has(Cue::Report) {
        return none;
    }
    if has(Cue::Cookie)
        && s.n <= 160
        && (word.contains("同意") || word.contains("接受") || word.contains("使用") || word.contains("隐私"))
        && (word.contains("本网站") || word.contains("我们") || word.contains("本站"))
    {
        return (Kind::Cookie, 5);
    }

    // A notice against copying.
    if c(Cue::Permit) >= 3 && has(Cue::Self_) && !closed && s.n <= 80 && s.inner == 0 {
        return (Kind::Reprint, 5);
    }
    if has(Cue::Reprint) && has(Cue::Permit) && s.n <= 160 && s.inner <= 2 {
        let own = has(Cue::Self_)
            || c(Cue::Permit) >= 2
            || has(Cue::Notice)
            || word.contains("本文")
            || word.starts_with("转载")
            || word.starts_with("未经")
            || word.starts_with('※');
        if own {
            return (Kind::Reprint, if s.n <= 90 { 5 } else { 4 });
        }
        if s.n <= 24 {
            return (Kind::Reprint, 3);
        }
    }

    // A disclaimer.
    let d = c(Cue::Disclaim);
    let named = has(Cue::Notice) && starts::after(word.trim_start_matches(is_trim), Start::Notice).is_some();
    if d >= 1 && (named || has(Cue::Self_)) || d >= 2 {
        let sure = match (d, named, has(Cue::Self_)) {
            (2.., true, _) | (2.., _, true) | (3.., _, _) | (1, true, true) => 5,
            (1, true, _) | (2, _, _) => 4,
            _ => 2,
        };
        return (Kind::Disclaimer, sure);
    }

    if s.inner == 0 && s.n <= 100 && is_from_editor(word) {
        return (Kind::Follow, 5);
    }
    if s.inner == 0
        && !has(Cue::Purpose)
        && let Some(sure) = follow(word, s, f)
    {
        return (Kind::Follow, sure);
    }
    if s.n <= 40 && c(Cue::Login) >= 2 && !closed && s.commas <= 1 {
        let sure = match (starts::after(word, Start::Bar).is_some(), c(Cue::Login)) {
            (true, 3..) => 5,
            (true, _) => 4,
            (false, _) => 2,
        };
        return (Kind::Account, sure);
    }
    if has(Cue::Comment) && s.n <= 40 && !closed {
        return (Kind::Comment, if has(Cue::Login) && s.n <= 30 { 5 } else { 4 });
    }
    if s.n <= 120
        && s.inner == 0
        && !closed
        && starts::after(word, Start::Linked).is_some_and(|rest| is_row_of_links(rest, s))
    {
        return (Kind::Neighbour, 5);
    }
    if s.n <= 30 && !closed && starts::after(word, Start::Linked).is_some_and(|rest| !rest.is_empty()) {
        // A book to read on in is the text's own.
        return (Kind::Neighbour, if s.n >= 8 && !word.contains('《') { 4 } else { 3 });
    }
    let bare = word.trim_start_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '“' | '《' | '「'));
    let leads = || has(Cue::Login) || has(Cue::App) || has(Cue::Scan);
    let button = starts::after(bare, Start::Button).filter(|rest| rest.trim_matches(is_trim).is_empty() || leads());
    let expands = button.is_some() || starts::after(bare, Start::Expand).is_some();
    if s.n <= 60 && s.inner == 0 && expands && (!closed || leads()) {
        return (Kind::Expand, 5);
    }
    // `剩余71%内容，订阅会员即可阅读`
    let rest = || bare.starts_with("剩余") && s.digits > 0 && (word.contains("阅读") || word.contains("展开"));
    if s.n <= 40 && (word.contains("未读") && (word.contains("剩余") || bare.starts_with("还剩")) || rest()) {
        return (Kind::Expand, 5);
    }
    let subscribes = || word.contains("输入您的邮箱") && ["订阅", "评论", "昵称"].iter().any(|p| word.contains(p));
    if s.n <= 40 && (word.contains("筛选后显示") || subscribes()) {
        return (Kind::Comment, 5);
    }

    // Addresses and numbers.
    if s.inner == 0 && !closed && s.n <= 140 {
        let value = s.digits >= 7 || word.contains('@');
        if has(Cue::Office) && s.n <= 120 {
            // Notices of the police end so, too.
            let own = value && word.starts_with("举报");
            return (
                Kind::Contact,
                if own {
                    1
                } else if value {
                    5
                } else {
                    2
                },
            );
        }
        if has(Cue::Contact) && value {
            return (Kind::Contact, 1);
        }
    }
    none
}

/// Whether what follows the label of links is several of them, in pieces that marks or spaces part and no comma cuts.
fn is_row_of_links(rest: &str, s: &Shape) -> bool {
    let letters = rest.chars().filter(|c| c.is_alphanumeric()).count() as u32;
    let parted = s.gaps + s.colons + rest.matches(['、', '《']).count() as u32;
    letters > 0 && s.commas == 0 && parted >= 3 && letters <= 20 * parted
}

/// Whether the reader is asked to press a button of the app that shows the text: `觉得不错就点个“在看”吧`.
fn asks_for_praise(word: &str, s: &Shape) -> bool {
    s.n <= 32 && s.inner == 0 && !word.starts_with(['“', '「', '"']) && phrases(Phrases::Praise).stand_in(word)
}

/// What sites for pupils put under what they copied: `以上就是小编整理的…，希望对大家有帮助，更多…请关注…`.
fn is_from_editor(word: &str) -> bool {
    let ends = ["以上就是", "以上是", "这就是"].iter().any(|p| word.starts_with(p));
    let wishes = ["希望对", "希望能", "更多", "敬请关注", "请关注"].iter().filter(|p| word.contains(**p)).count();
    ends && word.contains("小编") && wishes >= 2
}

/// A call to follow an account, scan a code or get an app: it begins with what is to be done.
fn follow(word: &str, s: &Shape, f: Found) -> Option<u8> {
    if s.n > 60 || word.ends_with('?') {
        return None;
    }
    let bare = last_clause(word).trim_start_matches(|c: char| !c.is_alphanumeric());
    // `— END — 长按识别二维码`
    let bare = bare.strip_prefix("end").map_or(bare, |rest| rest.trim_start_matches(is_trim));
    let bare = starts::after(bare, Start::Polite).unwrap_or(bare);
    let bare = starts::after(bare, Start::Polite).unwrap_or(bare);
    let begins = |start| starts::after(bare, start).is_some();
    let (scan, follow) = (begins(Start::Scan), begins(Start::Follow));
    let app = begins(Start::App)
        && (f.has(Cue::App) || ["app", "客户端"].iter().any(|a| word.find(a).is_some_and(|at| at <= 48)));
    let promise = || phrases(Phrases::Promises).stand_in(word);
    // Whom to ask, and where: `微信公众号：渡口水务`
    let label = word.starts_with("微信公众号:") && !f.has(Cue::Scan) && !word.contains("关注");
    let sure = if label {
        3
    } else if asks_for_praise(word, s)
        || scan && (f.has(Cue::Scan) || f.has(Cue::Follow))
        || follow && (f.count(Cue::Follow) >= 2 || f.has(Cue::Scan)) && s.commas <= 2
        || app && s.n <= 40 && promise()
        // What can be done in an app is told in texts, too.
        || app && f.has(Cue::App) && s.n <= 16 && (!bare.starts_with(['在', '到', '上']) || word.contains("打开"))
        || s.n <= 40 && s.end == End::Open && f.has(Cue::Scan) && word.contains("公众号:")
    {
        5
    } else if bare.starts_with("更多") && f.has(Cue::Follow) && s.commas <= 1 {
        4 + u8::from(f.has(Cue::Scan))
    } else if s.n <= 24 && s.commas == 0 && (scan || follow) {
        2
    } else {
        return None;
    };
    Some(if s.end == End::Closed { sure - 1 } else { sure })
}

/// What the reader is asked to do, behind what he is asked it for: `还有四页没看完？打开客户端查看全文`.
fn last_clause(word: &str) -> &str {
    let told = ["本文", "还有", "还剩", "剩余", "全文"].iter().any(|p| word.trim_start_matches(is_trim).starts_with(p));
    let cut = |at: usize| word[at..].trim_start_matches([',', '，', '?', '？', '!', '！']);
    if told { word.rfind([',', '，', '?', '？']).map_or(word, |at| cut(at)) } else { word }
}

/// The line without what it quotes: a quoted notice is no notice.
fn unquoted(word: &str) -> Cow<'_, str> {
    if !word.contains(['“', '「']) {
        return Cow::Borrowed(word);
    }
    let mut depth = 0_u32;
    let mut out = String::with_capacity(word.len());
    for c in word.chars() {
        match c {
            '“' | '「' | '『' => depth += 1,
            '”' | '」' | '』' => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    Cow::Owned(out)
}
