//! What a line is by itself: which kind of furniture, or which kind of note on the article.

use std::borrow::Cow;

use super::lines::{self, End, Line, Shape};
use super::words::{self, Classes, Cue, Found};

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

/// Judges one line; `word` is a buffer.
pub(super) fn judge(text: &str, line: &mut Line, word: &mut String) {
    let s = line.shape;
    // A long sentence is looked at only if it might be a notice of the site.
    let sentence = (s.full > 0 || s.inner > 1) && s.n > 24;
    if s.inner > 3 {
        return;
    }
    lines::compact(text, word);
    line.hash = lines::hash(word);
    if !sentence {
        let (kind, sure) = short(text, word, &s);
        if kind != Kind::None {
            line.kind = kind;
            line.sure = sure;
            return;
        }
    }
    let found = words::cues(&unquoted(word));
    line.meta = meta(word, &s);
    if line.meta.is_none() || matches!(line.meta, Some(Meta::Source | Meta::Byline)) {
        (line.kind, line.sure) = phrases(word, &s, found);
        if line.meta.is_some() && line.sure < 4 {
            (line.kind, line.sure) = (Kind::None, 0);
        } else if line.sure > 0 {
            line.meta = None;
        }
    }
    if line.kind == Kind::None && line.meta.is_none() && !sentence && s.marks <= 1 && (8..=400).contains(&s.n) {
        let (share, count, seen) = words::cover(word);
        if share >= 60 && count >= 3 && !seen.without(Classes::CHANNEL.or(Classes::COUNTER)).is_none() {
            (line.kind, line.sure) = (Kind::Nav, if count >= 4 { 4 } else { 2 });
        } else if share >= 75 && count >= 2 && !seen.without(Classes::CHANNEL.or(Classes::COUNTER)).is_none() {
            (line.kind, line.sure) = (Kind::Nav, 2);
        }
    }
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

/// Signs that stand around a button's word.
fn is_trim(c: char) -> bool {
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
        )
        || matches!(c, '\u{E000}'..='\u{F8FF}')
}

/// Kinds that a short line's form alone decides.
fn short(raw: &str, word: &str, s: &Shape) -> (Kind, u8) {
    if s.n > 160 {
        return (Kind::None, 0);
    }
    if !word.chars().any(char::is_alphanumeric) {
        return (Kind::Ornament, if s.n <= 2 { 1 } else { 0 });
    }
    let bare = word.trim_matches(is_trim);
    if s.n <= 16 {
        if bare.bytes().all(|b| b.is_ascii_digit()) {
            return if bare.len() <= 7 && bare.len() == word.len() { (Kind::Number, 1) } else { (Kind::None, 0) };
        }
        let classes = words::classes(bare);
        if !classes.is_none() {
            return of_class(classes, word, bare, s);
        }
    }
    if s.n <= 8 && bare.ends_with("首页") {
        return (Kind::Nav, 3);
    }
    if s.n <= 12
        && ["登录", "退出", "您好,", "你好,", "欢迎您,"].iter().any(|p| bare.starts_with(p))
        && s.marks == 0
        && s.end == End::Open
    {
        return (Kind::Account, 1);
    }
    if s.n <= 30 && word.ends_with(">>") && word.starts_with(['点', '更', '查', '进', '详', '全', '阅', '了']) {
        return (Kind::Expand, 3);
    }
    if let Some(found) = pages(word, s) {
        return found;
    }
    if s.n <= 40
        && let Some(found) = counter(word, s)
    {
        return found;
    }
    if let Some(sure) = url(word) {
        return (Kind::Url, sure);
    }
    if s.marks == 0
        && s.n <= 120
        && let Some(sure) = crumb(word)
    {
        return (Kind::Crumb, sure);
    }
    if let Some(sure) = neighbour(word, s) {
        return (Kind::Neighbour, sure);
    }
    if s.marks == 0
        && !word.contains(['©', '備', '备'])
        && !word.contains("版权所有")
        && let Some(sure) = menu(raw, s)
    {
        return (Kind::Nav, sure);
    }
    (Kind::None, 0)
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

/// `阅读 539`, `评论(12)`, `6小时前`, `共 0 条评论`, `阅读 3 赞 1`.
fn counter(word: &str, s: &Shape) -> Option<(Kind, u8)> {
    if s.digits == 0 || s.digits > 12 || s.marks > 0 {
        return None;
    }
    let left: String =
        word.chars().filter(|c| !c.is_ascii_digit() && !is_trim(*c) && !matches!(c, '万' | '+' | 'k' | 'w')).collect();
    if left.is_empty() {
        return None;
    }
    let classes = words::classes(&left);
    if classes.has(Classes::COUNTER) {
        let ago = left.ends_with('前');
        let heading = classes.has(Classes::COMMENT) && word.starts_with(['评', '网', '跟', '留']);
        return Some((if heading { Kind::Comment } else { Kind::Counter }, if ago { 2 } else { 3 }));
    }
    if s.n <= 24 {
        // Several counters in one line.
        let parts: Vec<String> = word
            .split(|c: char| c.is_ascii_digit())
            .map(|p| p.chars().filter(|c| !is_trim(*c) && !matches!(c, '万' | '+')).collect::<String>())
            .filter(|p| !p.is_empty())
            .collect();
        if parts.len() >= 2
            && parts.iter().all(|p| words::classes(p).has(Classes::COUNTER.or(Classes::SHARE).or(Classes::COMMENT)))
        {
            return Some((Kind::Counter, if parts.len() >= 3 { 5 } else { 4 }));
        }
    }
    None
}

/// `【1】【2】【3】【4】`, `上一页 1 2 3 下一页`, `共3页`, `1/3`.
fn pages(word: &str, s: &Shape) -> Option<(Kind, u8)> {
    if s.n > 60 || s.digits == 0 && !word.contains("一页") {
        return None;
    }
    let mut rest = word.to_owned();
    let mut steps = 0;
    for step in ["上一页", "下一页", "首页", "尾页", "末页", "前一页", "后一页", "最后一页", "第一页"]
    {
        if rest.contains(step) {
            rest = rest.replace(step, "");
            steps += 1;
        }
    }
    let boxes = word.matches(['【', '[']).count();
    let clean = rest
        .chars()
        .all(|c| c.is_ascii_digit() || is_trim(c) || matches!(c, '第' | '页' | '共' | '/' | '条' | '跳' | '转' | '到'));
    if !clean {
        return None;
    }
    if steps >= 2 && s.digits > 0 || boxes >= 3 && s.digits >= 3 {
        Some((Kind::Pages, 6))
    } else if steps >= 2 {
        Some((Kind::Pages, 4))
    } else if steps == 1 {
        Some((Kind::Pages, 2))
    } else {
        let sheets = rest.contains('页') && rest.contains('共') && s.digits > 0;
        sheets.then_some((Kind::Pages, 3))
    }
}

fn url(word: &str) -> Option<u8> {
    let address = word.starts_with("http://") || word.starts_with("https://") || word.starts_with("www.");
    let path = word.starts_with('/') && word.matches('/').count() >= 2;
    let plain = word.bytes().all(|b| b.is_ascii_graphic());
    ((address || path) && plain).then_some(1)
}

/// A trail of channels, from the first page down to this one.
fn crumb(word: &str) -> Option<u8> {
    const ARROWS: [char; 6] = ['>', '»', '›', '→', '›', '＞'];
    let placed = [
        "当前位置",
        "您的位置",
        "你的位置",
        "所在位置",
        "现在位置",
        "现在的位置",
        "当前的位置",
        "您现在的位置",
        "您所在的位置",
        "您所在位置",
        "当前所在位置",
        "您当前的位置",
        "位置:",
        "当前页面",
        "当前栏目",
    ]
    .iter()
    .find(|p| word.trim_start_matches(is_trim).starts_with(*p));
    let trail = placed.map_or(word, |p| &word.trim_start_matches(is_trim)[p.len()..]);
    let trail = trail.trim_start_matches([':', '是']);
    if placed.is_some() && trail.chars().count() <= 60 {
        let dashes = trail.split(['>', '»', '›', '→', '/', '-', '|', '·', '<']).filter(|s| !s.is_empty()).count();
        return (dashes >= 2 || trail.chars().count() <= 12).then_some(6);
    }
    if !trail.contains(ARROWS) {
        return slashes(trail);
    }
    if trail.contains(['=', '{', '(', ';', '"', '$']) || trail.starts_with("<") {
        return None;
    }
    let open = trail.starts_with(ARROWS) || trail.ends_with(ARROWS);
    let steps: Vec<&str> = trail.split(ARROWS).map(|s| s.trim_matches(is_trim)).filter(|s| !s.is_empty()).collect();
    let known = |s: &str| {
        let c = words::classes(s);
        if c.has(Classes::HOME) || s.ends_with("首页") || s.ends_with("网") && s.chars().count() >= 2 {
            3
        } else if c.has(Classes::CHANNEL.or(Classes::NAV))
            || s.ends_with("频道")
            || s.ends_with("新闻")
            || s.ends_with("栏目")
        {
            2
        } else {
            0
        }
    };
    let long = steps.iter().rev().skip(1).any(|s| s.chars().count() > 14);
    if long || steps.is_empty() {
        return None;
    }
    let first = known(steps[0]);
    let last = *steps.last().unwrap_or(&"");
    let leaf = matches!(
        last,
        "正文"
            | "内容"
            | "详情"
            | "文章"
            | "详细内容"
            | "文章正文"
            | "信息正文"
            | "新闻正文"
            | "列表"
            | "浏览文章"
            | "查看文章"
    );
    if steps.len() == 1 {
        return (open && first > 0
            || open && steps[0].chars().count() <= 10 && trail.starts_with('>') && !trail.starts_with(">>"))
        .then_some(if first > 0 { 2 } else { 1 });
    }
    let channels = steps.iter().filter(|s| known(s) > 0).count();
    if first == 3 || leaf {
        Some(6)
    } else if channels * 2 > steps.len() || channels * 2 == steps.len() && open {
        Some(if open || channels >= 2 { 5 } else { 3 })
    } else {
        None
    }
}

/// `首页 / 新闻 / 正文`: slashes make a trail only from the first page on.
fn slashes(trail: &str) -> Option<u8> {
    let steps: Vec<&str> = trail.split(['/', '-', '|', '·', '_']).filter(|s| !s.is_empty()).collect();
    let home = words::classes(steps.first()?).has(Classes::HOME);
    let leaf = matches!(*steps.last()?, "正文" | "详情" | "内容" | "文章正文" | "新闻详情" | "文章详情");
    (home && leaf && steps.len() >= 3).then_some(6)
}

fn neighbour(word: &str, s: &Shape) -> Option<u8> {
    let bare = word.trim_start_matches(is_trim);
    let rest = [
        "上一篇",
        "下一篇",
        "上一条",
        "下一条",
        "上篇",
        "下篇",
        "前一篇",
        "后一篇",
        "上一章",
        "下一章",
        "上一节",
        "下一节",
        "上一个",
        "下一个",
        "上一主题",
        "下一主题",
        "上一则",
        "下一则",
        "上一图集",
        "下一图集",
        "上一组",
        "下一组",
        "上一期",
        "下一期",
        "上一页",
        "下一页",
        "没有上一篇",
        "没有下一篇",
        "向左滑动",
        "向右滑动",
    ]
    .iter()
    .find_map(|p| bare.strip_prefix(p))?;
    let rest = rest.strip_prefix("文章").or_else(|| rest.strip_prefix("新闻")).unwrap_or(rest);
    if rest.trim_matches(is_trim).is_empty() {
        return Some(3);
    }
    if s.n > 90 || s.inner > 0 {
        return None;
    }
    if rest.contains("上一") || rest.contains("下一") || rest.contains("返回") || rest.contains("目录") {
        return Some(5);
    }
    let marked = rest.starts_with([':', '】', '>', '»', '→', ']', '|']);
    let long = bare.starts_with("上一篇")
        || bare.starts_with("下一篇")
        || bare.starts_with("上一条")
        || bare.starts_with("下一条")
        || bare.starts_with("前一篇")
        || bare.starts_with("后一篇")
        || bare.starts_with("上一页")
        || bare.starts_with("下一页");
    (marked && s.end != End::Closed).then_some(if long { 6 } else { 3 })
}

/// Many short pieces without marks, some of them known buttons.
fn menu(raw: &str, s: &Shape) -> Option<u8> {
    let mut word = String::new();
    let (mut pieces, mut chars, mut known, mut plain, mut ui) = (0_u32, 0_u32, 0_u32, 0_u32, 0_u32);
    let bars = raw.contains(['|', '｜', '丨', '│', '┊', '┆']);
    let is_cut = |c: char| {
        if bars {
            matches!(c, '|' | '｜' | '丨' | '│' | '┊' | '┆' | '\u{A0}' | '\t')
        } else {
            c.is_whitespace() || matches!(c, '/' | '·' | '•' | '┊' | '-' | '—' | '・' | '●' | '▪')
        }
    };
    for piece in raw.split(is_cut) {
        lines::compact(piece, &mut word);
        let bare = word.trim_matches(is_trim);
        if bare.is_empty() {
            continue;
        }
        pieces += 1;
        chars += bare.chars().count() as u32;
        let c = words::classes(bare);
        if c.without(Classes::CHANNEL).without(Classes::COUNTER).is_none() {
            plain += u32::from(!c.is_none());
        } else {
            ui += 1;
        }
        known += u32::from(!c.is_none());
    }
    if pieces < 2 || chars > 9 * pieces || s.end == End::Closed {
        return None;
    }
    match (pieces, known, ui) {
        (4.., 3.., 2..) | (6.., 4.., 1..) if known * 3 >= pieces => Some(6),
        (4.., 3.., 1..) if known * 3 >= pieces => Some(5),
        (3, 3, 2..) => Some(5),
        (2, 2, 1..) | (3, 2.., 1..) => Some(3),
        (4.., 2.., 1..) => Some(4),
        (8.., 5.., 0) if plain * 2 >= pieces => Some(4),
        (4.., 3.., 0) if plain * 2 >= pieces => Some(2),
        _ => None,
    }
}

/// Kinds that phrases inside the line and its shape decide together.
fn phrases(word: &str, s: &Shape, f: Found) -> (Kind, u8) {
    let c = |cue| f.count(cue);
    let has = |cue| f.has(cue);
    let closed = s.end == End::Closed;
    let none = (Kind::None, 0);

    // Copyright and licence numbers. A sentence is no such line, unless both speak.
    let legal = c(Cue::Copyright) + c(Cue::Licence) + c(Cue::Host);
    if legal > 0 && s.inner == 0 || c(Cue::Copyright) > 0 && c(Cue::Licence) > 0 {
        let number = has(Cue::Licence) && s.digits >= 5;
        let year = has(Cue::Copyright) && (word.contains("20") || word.contains("19"));
        if has(Cue::Copyright)
            && (number || year || has(Cue::Licence) || c(Cue::Copyright) >= 2 || has(Cue::Host))
            && s.commas <= 3
        {
            return (Kind::Legal, 6);
        }
        if number && !closed && s.commas == 0 {
            let sure = word.contains("icp") || word.contains("公网安备") || word.contains("备案号");
            return (Kind::Legal, if sure { 6 } else { 2 });
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
    let named = has(Cue::Notice)
        && [
            "免责", "版权", "郑重", "特别", "法律", "网站", "本站", "本网", "重要", "声明", "风险", "温馨", "友情",
            "内容", "转载", "提示", "平台",
        ]
        .iter()
        .any(|p| word.trim_start_matches(is_trim).starts_with(p));
    if d >= 1 && (named || has(Cue::Self_)) || d >= 2 {
        let sure = match (d, named, has(Cue::Self_)) {
            (2.., true, _) | (2.., _, true) | (3.., _, _) | (1, true, true) => 5,
            (1, true, _) | (2, _, _) => 4,
            _ => 2,
        };
        return (Kind::Disclaimer, sure);
    }

    if s.inner == 0 && !has(Cue::Purpose) {
        if let Some(sure) = follow(word, s, f) {
            return (Kind::Follow, sure);
        }
    }
    if s.n <= 40 && c(Cue::Login) >= 2 && !closed && s.commas <= 1 {
        let ui = word.starts_with("登录")
            || word.starts_with("请")
            || word.starts_with("您")
            || word.starts_with("注册")
            || word.starts_with("还没")
            || word.starts_with("欢迎");
        return (Kind::Account, if ui { 4 } else { 2 });
    }
    if s.n <= 30
        && (word.ends_with("后参与讨论")
            || word.ends_with("后参与评论")
            || word.ends_with("后才能评论")
            || word.contains("登录后发表")
            || word.contains("登录后才能")
            || word.starts_with("你还没有登录")
            || word.starts_with("您还没有登录")
            || word.starts_with("请登录后")
            || word.starts_with("请先登录"))
    {
        return (Kind::Comment, 5);
    }
    if s.n <= 40
        && (word.contains("网友评论")
            || word.contains("发表评论")
            || word.contains("查看评论")
            || word.contains("自律公约")
            || word.contains("文明上网")
            || word.contains("评论列表"))
        && !closed
    {
        return (Kind::Comment, 4);
    }
    if s.n <= 30
        && !closed
        && [
            "相关阅读:",
            "相关新闻:",
            "相关文章:",
            "推荐阅读:",
            "延伸阅读:",
            "相关链接:",
            "相关报道:",
            "往期回顾:",
            "更多阅读:",
            "扩展阅读:",
            "相关专题:",
            "热门推荐:",
        ]
        .iter()
        .any(|p| word.starts_with(p) && word.len() > p.len())
    {
        return (Kind::Neighbour, 3);
    }
    if s.n <= 60
        && s.inner == 0
        && [
            "点击查看更多",
            "点击阅读更多",
            "点击展开",
            "点击阅读全文",
            "点击查看全文",
            "点击阅读原文",
            "阅读全文",
            "更多精彩内容",
            "更多精彩请",
            "更多内容请",
            "更多资讯请",
            "更多新闻请",
            "了解更多请",
            "更多精彩,",
        ]
        .iter()
        .any(|p| word.starts_with(p))
    {
        return (Kind::Expand, 5);
    }
    if s.n <= 30 && word.contains("未读") && word.contains("剩余") {
        return (Kind::Expand, 5);
    }

    // Addresses and numbers.
    if s.inner == 0 && !closed && s.n <= 140 {
        let value = s.digits >= 7 || word.contains('@');
        if has(Cue::Office) && s.n <= 120 {
            return (Kind::Contact, if value { 5 } else { 2 });
        }
        if has(Cue::Contact) && value {
            return (Kind::Contact, 1);
        }
    }
    none
}

/// A call to follow an account, scan a code or get an app: it begins with what is to be done.
fn follow(word: &str, s: &Shape, f: Found) -> Option<u8> {
    let bare = word.trim_start_matches(is_trim);
    let bare =
        ["欢迎", "请", "用", "使用", "快来", "赶快", "立即", "马上", "可以", "更多精彩,", "更多内容,", "更多资讯,"]
            .iter()
            .fold(bare, |b, p| b.strip_prefix(p).unwrap_or(b));
    let starts = |list: &[&str]| list.iter().any(|p| bare.starts_with(p));
    if s.n > 60 || word.ends_with('?') {
        return None;
    }
    let scan = starts(&[
        "扫码关注",
        "扫码下载",
        "扫码看",
        "扫码查看",
        "扫码阅读",
        "扫码进",
        "扫码加",
        "扫码入",
        "扫码体验",
        "扫码分享",
        "扫码,",
        "扫码安装",
        "扫码回复",
        "扫一扫",
        "扫下方",
        "扫上方",
        "扫描下方",
        "扫描上方",
        "扫描二维码",
        "扫描左",
        "扫描右",
        "扫描图",
        "扫描文末",
        "扫描关注",
        "扫描以下",
        "扫描此",
        "扫二维码",
        "扫这",
        "长按",
        "识别下",
        "识别上",
        "识别图",
        "识别二维码",
        "微信扫",
        "手机扫",
        "微信识别",
        "手机微信",
        "打开微信",
        "点击右上角",
        "点击上方",
        "点击下方",
        "点击蓝字",
        "点击左下",
        "戳左下",
        "点击关注",
        "点击文末",
    ]);
    let follow = starts(&["关注", "添加微信", "加微信", "搜索微信", "微信搜索", "微信公众号", "官方微信", "订阅"]);
    let app = starts(&["打开", "下载", "安装", "点击下载", "点击打开", "进入", "在", "到", "上"])
        && (f.has(Cue::App) || ["app", "客户端"].iter().any(|a| word.find(a).is_some_and(|at| at <= 48)));
    let more = starts(&["更多"]) && (f.count(Cue::Follow) >= 1);
    let promise = [
        "更多",
        "全文",
        "精彩",
        "体验",
        "随时",
        "第一时间",
        "最新",
        "查看",
        "阅读",
        "观看",
        "获取",
        "领取",
        "了解",
        "看新闻",
    ]
    .iter()
    .any(|p| word.contains(p));
    let sure = if scan && (f.has(Cue::Scan) || f.has(Cue::Follow)) {
        5
    } else if follow && (f.count(Cue::Follow) >= 2 || f.has(Cue::Scan)) && s.commas <= 2 {
        5
    } else if app && promise && s.n <= 40 {
        5
    } else if app && f.has(Cue::App) && s.n <= 16 {
        5
    } else if more && s.commas <= 1 {
        4
    } else if s.n <= 24 && s.commas == 0 && (scan || follow) {
        2
    } else {
        return None;
    };
    Some(if s.end == End::Closed { sure - 1 } else { sure })
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

/// Notes on the article, which are kept by default.
fn meta(word: &str, s: &Shape) -> Option<Meta> {
    if s.n > 90 || s.inner > 0 {
        return None;
    }
    let bare = word.trim_start_matches(|c: char| is_trim(c));
    let starts = |list: &[&str]| list.iter().any(|p| bare.starts_with(p));
    let labelled = |list: &[&str]| {
        list.iter().any(|p| {
            bare.strip_prefix(p).is_some_and(|rest| rest.starts_with([':', '/', '丨', '|']) || rest.is_empty())
        })
    };
    if s.n <= 60 && s.end != End::Closed {
        let named = [
            "责任编辑",
            "责编",
            "编辑",
            "值班编辑",
            "校对",
            "审核",
            "监制",
            "主编",
            "总编",
            "编审",
            "编校",
            "初审",
            "复审",
            "终审",
            "值班编委",
            "美编",
            "执行主编",
            "排版",
            "一审",
            "二审",
            "三审",
            "签发",
            "运营编辑",
            "实习编辑",
            "见习编辑",
            "网络编辑",
            "新媒体编辑",
            "值班主编",
            "策划",
            "统筹",
            "制作",
            "网编",
            "文字编辑",
            "图文编辑",
            "录入",
            "发布人",
            "发布者",
            "录入者",
            "上传",
            "核稿",
            "审稿",
        ];
        if labelled(&named)
            || bare.starts_with("责任编辑")
            || bare.starts_with("责编")
            || bare.starts_with("(责任编辑")
            || bare.starts_with("(编辑")
        {
            return Some(Meta::Editor);
        }
    }
    if s.end == End::Closed && s.n > 30 {
        return None;
    }
    if s.n <= 40 && s.marks == 0 {
        if bare.ends_with('摄')
            || word.ends_with("摄)")
            || word.ends_with("摄影") && s.n <= 16
            || word.ends_with("供图")
            || word.ends_with("供图)")
            || word.ends_with("图/文")
        {
            return Some(Meta::Credit);
        }
        if labelled(&[
            "摄影",
            "图",
            "图片",
            "摄",
            "供图",
            "图片来源",
            "图源",
            "绘图",
            "制图",
            "视频",
            "图片提供",
            "配图",
            "题图",
            "头图",
        ]) || starts(&["图片来源", "图片由", "图/"]) && !starts(&["图片来源于网络", "图片来自网络"])
        {
            return Some(Meta::Credit);
        }
    }
    if s.n <= 80 && starts(&["图为", "图:", "上图", "下图", "图1", "图一", "左图", "右图"]) {
        return Some(Meta::Caption);
    }
    if labelled(&[
        "作者",
        "记者",
        "通讯员",
        "文",
        "文字",
        "撰文",
        "撰稿",
        "本报记者",
        "见习记者",
        "实习记者",
        "特约记者",
        "译者",
        "翻译",
        "编译",
        "采写",
        "作者单位",
        "供稿",
        "供稿单位",
        "来稿",
        "撰文/摄影",
        "口述",
        "整理",
        "讲述",
        "执笔",
        "投稿",
        "特约撰稿人",
        "特约评论员",
    ]) || starts(&["本报记者", "文/", "记者/", "作者/", "本刊记者", "本网记者", "新华社记者"]) && s.n <= 40
    {
        return Some(Meta::Byline);
    }
    let label = labelled(&[
        "来源",
        "信息来源",
        "文章来源",
        "新闻来源",
        "稿源",
        "稿件来源",
        "本文来源",
        "资料来源",
        "发布时间",
        "发布日期",
        "发表时间",
        "发表日期",
        "发布",
        "时间",
        "日期",
        "更新时间",
        "更新日期",
        "发稿时间",
        "创建时间",
        "原标题",
        "原文标题",
        "字数",
        "索引号",
        "文号",
        "发文机关",
        "发布机构",
        "成文日期",
        "转自",
        "出处",
        "原文链接",
        "原文",
        "供稿",
        "投稿日期",
        "录入时间",
        "添加时间",
        "上传时间",
        "刊发时间",
        "标签",
        "关键词",
        "关键字",
        "所属分类",
        "分类",
        "栏目",
    ]);
    let stamped = s.n <= 80 && (has_date(word) || clock(word));
    // A headline may name a day; the line of the date says little else, or labels what it says.
    let rest = word.chars().filter(|c| !c.is_ascii() && !matches!(c, '年' | '月' | '日' | '时' | '分' | '秒')).count();
    if label || stamped && s.marks <= 1 && (rest <= 14 || rest <= 40 && word.matches(':').count() >= 2) {
        return Some(Meta::Source);
    }
    None
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
