//! Kinds that the form of a short line gives away: counters, numbers of pages, trails, menus.

use super::kinds::{Kind, is_trim};
use super::lexicon::{self, Classes};
use super::lines::{self, End, Shape};
use super::phrases::{Phrases, phrases};
use super::site;
use super::starts::{self, Start};
use crate::han;

/// The kind of a line, and how sure it is; none if its form says nothing.
pub(super) fn of(raw: &str, word: &str, bare: &str, s: &Shape) -> Option<(Kind, u8)> {
    if s.n <= 8 && bare.ends_with("首页") {
        return Some((Kind::Nav, 3));
    }
    let greets = || ["登录", "退出", "您好,", "你好,", "欢迎您,"].iter().any(|p| bare.starts_with(p));
    if s.n <= 12 && s.marks == 0 && s.end == End::Open && greets() {
        return Some((Kind::Account, 1));
    }
    if s.n <= 40 && s.full == 0 && word.ends_with(']') && invites(bare, word) {
        return Some((Kind::Account, 5));
    }
    if s.n <= 30 && word.ends_with(">>") && word.starts_with(['点', '更', '查', '进', '详', '全', '阅', '了', '完'])
    {
        return Some((Kind::Expand, 3));
    }
    if s.latin >= 8 && ["本文链接", "本文地址", "本文网址", "本页链接"].iter().any(|p| bare.starts_with(p))
    {
        return Some((Kind::Reprint, 4));
    }
    if s.n <= 120 && s.inner == 0 && s.colons + s.boxes >= 2 && is_both_neighbours(word) {
        return Some((Kind::Neighbour, 5));
    }
    if let Some(found) = site::of(raw, word, bare, s) {
        return Some(found);
    }
    if s.n <= 16 && is_font_size(bare) {
        return Some((Kind::Tools, 4));
    }
    // Where the writer's address is, as sites have to tell.
    if s.n <= 14 && bare.starts_with("ip属地") {
        return Some((Kind::Counter, 2));
    }
    if s.n <= 16 && s.digits > 0 && is_page_of_newspaper(bare) {
        return Some((Kind::Channel, 1));
    }
    let parted = s.gaps > 0 || s.colons > 0 || s.boxes > 1;
    let placed = || bare.starts_with(['当', '您', '你', '所', '现', '位']);
    // `3 上一篇 4 下一篇`: arrows of a font of signs.
    let step = bare.strip_prefix('3').filter(|rest| rest.starts_with('上')).unwrap_or(bare);
    let stepped = || step.starts_with(['上', '下', '前', '后', '没', '向']);
    // The heading that a trail ends in may be a question.
    let trails = || (s.marks == 0 || s.marks == 1 && s.full == 0 && placed()) && s.n <= 120 && (parted || placed());
    pages(word, s)
        .or_else(|| if s.n <= 40 { counter(word, s) } else { None })
        .or_else(|| url(word, s).map(|sure| (Kind::Url, sure)))
        .or_else(|| if trails() { crumb(word, s) } else { None }.map(|sure| (Kind::Crumb, sure)))
        .or_else(|| if stepped() { neighbour(step, s) } else { None }.map(|sure| (Kind::Neighbour, sure)))
        .or_else(|| if parted { menu(raw, word, s) } else { None }.map(|sure| (Kind::Nav, sure)))
        .or_else(|| is_row_of_boxes(raw, s).then_some((Kind::Nav, 3)))
}

/// `您好，欢迎来到石桥在线！[请登录] [免费注册]`: a greeting, and buttons behind it.
fn invites(bare: &str, word: &str) -> bool {
    let mut boxes = word.split('[').skip(1).map(|piece| piece.split(']').next().unwrap_or_default());
    let greets = ["您好", "你好", "欢迎", "游客"].iter().any(|p| bare.starts_with(p));
    greets && boxes.clone().count() >= 2 && boxes.all(|b| lexicon::classes(b).has(Classes::ACCOUNT))
}

/// `字号：[大][中][小]`
fn is_font_size(bare: &str) -> bool {
    let sizes = ["字号", "字体"].iter().find_map(|p| bare.strip_prefix(p));
    sizes.is_some_and(|rest| {
        let rest = rest.strip_prefix("大小").unwrap_or(rest);
        let known = |c: char| is_trim(c) || matches!(c, '大' | '中' | '小' | '特' | '超' | 't' | 'a' | '+');
        rest.chars().all(known) && rest.chars().filter(|c| !is_trim(*c)).count() >= 2
    })
}

/// `【返回列表】 上一条：… 下一条：没有了`: links to the article before and the one after in one line.
fn is_both_neighbours(word: &str) -> bool {
    const PAIRS: [(&str, &str); 7] = [
        ("上一篇", "下一篇"),
        ("上一条", "下一条"),
        ("上一章", "下一章"),
        ("上一个", "下一个"),
        ("上一首", "下一首"),
        ("上一部", "下一部"),
        ("前一篇", "后一篇"),
    ];
    let links =
        |text: &str, step: &str| text.find(step).is_some_and(|at| text[at + step.len()..].starts_with([':', '】']));
    PAIRS.iter().any(|(a, b)| word.find(a).is_some_and(|at| links(&word[at..], a) && links(&word[at..], b)))
}

/// `第03版：时政`, `A03版 时政`: a page of a newspaper, as the menu over its articles lists them.
pub(super) fn is_page_of_newspaper(bare: &str) -> bool {
    let rest = bare.strip_prefix('第').unwrap_or(bare).trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let name = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = rest.len() - name.len();
    (1..=3).contains(&digits) && name.strip_prefix('版').is_some_and(|name| name.starts_with([':', '：', ' ']))
}

/// `阅读 539`, `评论(12)`, `6小时前`, `共 0 条评论`, `阅读 3 赞 1`.
fn counter(word: &str, s: &Shape) -> Option<(Kind, u8)> {
    if s.digits == 0 || s.digits > 12 || s.marks > 0 {
        return None;
    }
    // Most lines hold more letters than any word of the lexicon.
    // `万`, `k` and `w` behind a number do not count as letters.
    if s.han.saturating_sub(1) * 3 + s.latin.saturating_sub(1) <= lexicon::longest() {
        let left: String = word
            .strip_suffix(['次', '条'])
            .filter(|rest| rest.ends_with(|c: char| c.is_ascii_digit()))
            .map_or(word, |rest| rest.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches('共'))
            .chars()
            .filter(|c| !c.is_ascii_digit() && !is_trim(*c) && !matches!(c, '万' | '+' | 'k' | 'w'))
            .collect();
        if left.is_empty() {
            return None;
        }
        let classes = lexicon::classes(&left);
        if classes.has(Classes::COMMENT) && left.starts_with("我要") {
            return Some((Kind::Counter, 4));
        }
        if classes.has(Classes::COUNTER) && left.starts_with("您是第") {
            return Some((Kind::Counter, 5));
        }
        if classes.has(Classes::COUNTER) {
            let ago = left.ends_with('前');
            let heading = classes.has(Classes::COMMENT) && word.starts_with(['评', '网', '跟', '留']);
            return Some((if heading { Kind::Comment } else { Kind::Counter }, if ago { 2 } else { 3 }));
        }
    }
    if s.n <= 24 {
        // Several counters in one line.
        let (mut parts, mut bare) = (0, String::new());
        for part in word.split(|c: char| c.is_ascii_digit()) {
            bare.clear();
            bare.extend(part.chars().filter(|c| !is_trim(*c) && !matches!(c, '万' | '+' | 'w' | 'k')));
            if bare.is_empty() {
                continue;
            }
            if !lexicon::classes(&bare).has(Classes::COUNTER.or(Classes::SHARE).or(Classes::COMMENT)) {
                return None;
            }
            parts += 1;
        }
        if parts >= 2 {
            return Some((Kind::Counter, if parts >= 3 { 5 } else { 4 }));
        }
    }
    None
}

/// `【1】【2】【3】【4】`, `上一页 1 2 3 下一页`, `共3页`, `1/3`.
fn pages(word: &str, s: &Shape) -> Option<(Kind, u8)> {
    // It begins and ends as what is looked for does, which few lines do.
    let begins = |c: char| c.is_ascii_digit() || is_trim(c) || "上下首尾末前后最第页共/条跳转到".contains(c);
    let ends = |c: char| c.is_ascii_digit() || is_trim(c) || "页第共/条跳转到".contains(c);
    if s.n > 60 || !word.ends_with(ends) || !word.starts_with(begins) || s.digits == 0 && !word.contains("一页") {
        return None;
    }
    let mut rest = word.to_owned();
    let mut steps = 0;
    for step in ["最后一页", "上一页", "下一页", "前一页", "后一页", "第一页", "首页", "尾页", "末页"]
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

fn url(word: &str, s: &Shape) -> Option<u8> {
    if s.latin == 0 || s.han > 0 {
        return None;
    }
    let address = word.starts_with("http://") || word.starts_with("https://") || word.starts_with("www.");
    let path = word.starts_with('/') && word.matches('/').count() >= 2;
    let plain = word.bytes().all(|b| b.is_ascii_graphic());
    ((address || path) && plain).then_some(1)
}

/// A trail of channels, from the first page down to this one.
fn crumb(word: &str, s: &Shape) -> Option<u8> {
    // `》` closes titles, too.
    let is_arrow = |c: char| c == '》' || lines::ARROWS.contains(&c);
    let bare = word.trim_start_matches(is_trim);
    let placed = starts::after(bare, Start::Place);
    let trail = placed.unwrap_or(word);
    let trail = trail.trim_start_matches([':', '是']);
    if placed.is_some() && trail.chars().count() <= 60 {
        let dashes = trail.split(['>', '»', '›', '→', '/', '-', '|', '·', '<']).filter(|s| !s.is_empty()).count();
        return (dashes >= 2 || trail.chars().count() <= 12).then_some(6);
    }
    let arrows = s.gaps > 0 && trail.contains(is_arrow) || trail.contains('》');
    if !arrows || trail.contains('《') {
        return slashes(trail);
    }
    if trail.contains(['=', '{', '(', ';', '"', '$']) || trail.starts_with("<") {
        return None;
    }
    let open = trail.starts_with(is_arrow) || trail.ends_with(is_arrow);
    let steps: Vec<&str> = trail.split(is_arrow).map(|s| s.trim_matches(is_trim)).filter(|s| !s.is_empty()).collect();
    let known = |s: &str| {
        let c = lexicon::classes(s);
        let named = |end: &str, least: usize| s.ends_with(end) && s.chars().count() >= least;
        if c.has(Classes::HOME) || s.ends_with("首页") || named("网", 2) || named("论坛", 4) || named("社区", 4)
        {
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
    let leaf = phrases(Phrases::Leaves).are(last);
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
        // Signs that nothing but trails is parted by, or steps that are words and as many as no comparison has. What has to be
        // done one after the other is parted by arrows with a shaft.
        let short = steps.len() >= 3 && steps.iter().all(|s| s.chars().count() <= 8);
        let words = steps.len() >= 4
            && !trail.contains('→')
            && steps.iter().all(|s| s.chars().count() >= 2 && s.chars().all(han::class::is_han));
        match (short, words) {
            (true, true) => Some(5),
            (true, false) => (trail.contains(['»', '›']) || steps.len() >= 4).then_some(2),
            (false, _) => None,
        }
    }
}

/// `首页 / 新闻 / 正文`: slashes make a trail only from the first page on.
fn slashes(trail: &str) -> Option<u8> {
    let leafy = trail.trim_end_matches(['/', '-', '|', '·', '_']).ends_with(['文', '情', '容']);
    if !leafy && !trail.contains('/') {
        return None;
    }
    let steps: Vec<&str> = trail.split(['/', '-', '|', '·', '_']).filter(|s| !s.is_empty()).collect();
    let (first, last) = (*steps.first()?, *steps.last()?);
    let home = lexicon::classes(first).has(Classes::HOME);
    // `首页 / 馆藏 / 藏品鉴赏`
    let short = |s: &&str| s.chars().count() <= 8 && s.contains(han::class::is_han);
    if home && steps.len() >= 3 && steps.iter().skip(1).all(short) && !trail.contains('|') {
        return Some(5);
    }
    let leaf = phrases(Phrases::Leaves).are(last);
    // The site's name stands for its first page where nothing but a trail ends so.
    let named = last == "正文" && steps.iter().all(|step| (2..=8).contains(&step.chars().count()));
    ((home || named) && leaf && steps.len() >= 3).then_some(6)
}

/// `上一篇：…`, `下一篇`, `上一章 ← 目录 → 下一章`.
fn neighbour(bare: &str, s: &Shape) -> Option<u8> {
    let article = starts::after(bare, Start::Neighbour);
    let rest = article.or_else(|| starts::after(bare, Start::Step))?;
    // `上一篇文章：`, `下一件：`, `上一个展览：`
    const NAMED: [&str; 9] = ["文章", "新闻", "展览", "藏品", "产品", "案例", "视频", "帖子", "图集"];
    let rest = NAMED.iter().find_map(|name| rest.strip_prefix(name)).unwrap_or(rest);
    if rest.trim_matches(is_trim).is_empty() {
        return Some(3);
    }
    if s.n > 90 || s.inner > 0 {
        return None;
    }
    if ["上一", "下一", "返回", "目录"].iter().any(|p| rest.contains(p)) {
        return Some(5);
    }
    let marked = rest.starts_with([':', '】', '>', '»', '→', ']', '|']);
    (marked && s.end != End::Closed).then_some(if article.is_some() { 6 } else { 3 })
}

/// `文件 > 新建 | 打开 | 保存`: a menu of a program, as manuals write it.
pub(super) fn is_program_menu(raw: &str) -> bool {
    raw.split_once(['>', '＞', '→']).is_some_and(|(menu, _)| phrases(Phrases::Menus).are(menu.trim()))
}

/// The classes of a piece of a menu, which may have a number beside it: `被引(12)`, `浏览次数:209883`. `label` is a buffer.
fn piece_classes(piece: &str, label: &mut String) -> Classes {
    let classes = lexicon::classes(piece);
    if !classes.is_none() || !piece.contains(|c: char| c.is_ascii_digit()) {
        return classes;
    }
    label.clear();
    let said = |c: &char| c.is_alphabetic() && !matches!(c, '了' | '人' | '次' | '条' | '万');
    label.extend(piece.chars().filter(said));
    let (counts, says) = (Classes::COUNTER.or(Classes::COMMENT).or(Classes::SHARE), lexicon::classes(label));
    // A counter beside its number says more than the word alone.
    if says.has(counts) { Classes::SHARE } else { Classes::NONE }
}

/// `A. 关注 收藏 分享`
fn is_choice(raw: &str) -> bool {
    let rest = raw.trim_start().strip_prefix(|c: char| matches!(c, 'A'..='H' | 'Ａ'..='Ｈ'));
    rest.is_some_and(|rest| rest.starts_with(['.', '．', '、', ')', '）', ':', '：']))
}

/// `渡口在线`, `石桥新闻网`
fn is_site(bare: &str) -> bool {
    bare.chars().count() >= 3 && (bare.ends_with('网') || bare.ends_with("在线"))
}

/// `【在线咨询】 【预约挂号】 【来院路线】`: nothing but boxes with a word or two in each.
fn is_row_of_boxes(raw: &str, s: &Shape) -> bool {
    const LONGEST: usize = 8;
    const LABEL: usize = 6;
    if s.boxes < 4 || s.digits > 4 {
        return false;
    }
    // `下载地址：[电信下载] [联通下载]`
    let named =
        raw.split_once([':', '：']).filter(|(label, _)| label.chars().count() <= LABEL && !label.contains(['【', '[']));
    let mut boxes = named.map_or(raw, |(_, row)| row).split(['】', ']']);
    let last = boxes.next_back().unwrap_or_default();
    let boxed = |part: &str| {
        part.trim().strip_prefix(['【', '[']).is_some_and(|word| (2..=LONGEST).contains(&word.trim().chars().count()))
    };
    last.trim().is_empty() && boxes.all(boxed)
}

/// Many short pieces without marks, some of them known buttons.
fn menu(raw: &str, word: &str, s: &Shape) -> Option<u8> {
    let long = s.han + s.digits + s.latin > 9 * (s.gaps + s.colons + s.boxes + 1);
    // `忘记密码？`
    if s.marks > 1 || s.full > 0 || s.end == End::Closed || long {
        return None;
    }
    if word.contains(['©', '备']) || word.contains("版权所有") {
        return None;
    }
    // The choices of a question.
    if is_choice(raw) || raw.trim_start().starts_with('□') {
        return None;
    }
    // Words of an English sentence.
    if s.han == 0 && s.latin >= 40 && word.ends_with(['.', '"', '”', '!', '?']) {
        return None;
    }
    let (mut word, mut label) = (String::new(), String::new());
    let (mut pieces, mut chars, mut known, mut plain, mut ui) = (0_u32, 0_u32, 0_u32, 0_u32, 0_u32);
    let (mut counts, mut home) = (0_u32, false);
    let bars = raw.contains(['|', '｜', '丨', '│', '┊', '┆', '≡']);
    let is_cut = |c: char| {
        if bars {
            matches!(c, '|' | '｜' | '丨' | '│' | '┊' | '┆' | '≡' | '\u{A0}' | '\t')
        } else {
            c.is_whitespace()
                || s.boxes > 1 && matches!(c, '【' | '】' | '[' | ']')
                || matches!(c, '/' | '·' | '•' | '┊' | '-' | '—' | '・' | '●' | '▪')
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
        counts += u32::from(bare.contains(|c: char| c.is_ascii_digit()));
        let mut c = piece_classes(bare, &mut label);
        // The site itself, or its first page under a name of its own.
        if c.is_none() && pieces == 1 && bars && !raw.starts_with('|') && is_site(bare) || bare.ends_with("首页") {
            c = Classes::HOME;
        }
        home |= pieces == 1 && c.has(Classes::HOME);
        if c.without(Classes::CHANNEL).without(Classes::COUNTER).is_none() {
            plain += u32::from(!c.is_none());
        } else {
            ui += 1;
        }
        known += u32::from(!c.is_none());
    }
    if pieces < 2 || chars > 9 * pieces {
        return None;
    }
    match (pieces, known, ui) {
        (4.., 3.., 2..) | (6.., 4.., 1..) if known * 3 >= pieces => Some(6),
        (4.., 3.., 1..) if known * 3 >= pieces => Some(5),
        (3, 2.., 2..) => Some(5),
        // `值 128 | 不值 9 | 收藏 340 | 评论 57`
        (3.., 2.., 1..) if counts == pieces || counts >= 2 && known == pieces => Some(5),
        (2, 2, 1..) | (3, 2.., 1..) => Some(3),
        // From the first page on, whatever the site calls its channels.
        (4.., ..) if home && s.digits + s.marks + s.commas == 0 => Some(5),
        (5.., 1.., 1..) if bars => Some(5),
        (4.., 2.., 1..) => Some(4),
        (8.., 5.., 0) if plain * 2 >= pieces => Some(4),
        (4.., 3.., 0) if plain * 2 >= pieces => Some(2),
        _ => None,
    }
}
