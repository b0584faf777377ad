//! What only a page says to its reader: how to turn it, where it is filed, what others said, what else there is.

use super::kinds::{Kind, is_trim};
use super::lexicon::{self, Classes};
use super::lines::{self, End, Shape};

/// The kind of a line that says such a thing, and how sure it is.
pub(super) fn of(raw: &str, word: &str, bare: &str, s: &Shape) -> Option<(Kind, u8)> {
    if s.han + s.latin == 0 && s.digits >= 7 && is_player(word) {
        return Some((Kind::Tools, 5));
    }
    if s.n <= 60 && s.digits > 0 && (is_reading_time(bare) || is_record(bare)) {
        return Some((Kind::Counter, 5));
    }
    if s.n <= 60
        && s.inner == 0
        && let Some(found) = said_by_site(word, bare, s)
    {
        return Some(found);
    }
    if s.n <= 60 && s.full == 0 && s.colons > 0 && is_row_of_tags(bare) {
        return Some((Kind::Nav, 2));
    }
    let listed = s.gaps + s.colons >= 3 && s.inner <= 1 && s.full == 0 && s.n <= 120 && is_ranking(raw);
    listed.then_some((Kind::Neighbour, 5))
}

/// What only the page says to its reader: how to turn its pages, where it is, what others said.
fn said_by_site(word: &str, bare: &str, s: &Shape) -> Option<(Kind, u8)> {
    let open = s.end != End::Closed;
    let begins = |with: &[&str]| with.iter().any(|p| bare.starts_with(p));
    let ends = |with: &[&str]| with.iter().any(|p| bare.ends_with(p));
    if open && begins(&["返回"]) && s.n <= 16 {
        if ends(&["查看更多"]) {
            return Some((Kind::Expand, 5));
        }
        if ends(&["列表", "目录", "上级"]) {
            return Some((Kind::Nav, 3));
        }
    }
    let has = |says: &[&str]| says.iter().all(|part| word.contains(part));
    if ["快捷键:←", "快捷键:→", "快捷键:回车"].iter().any(|key| word.contains(key)) {
        return Some((Kind::Neighbour, 5));
    }
    if has(&["投票", "查看结果"])
        || begins(&["下载附件"]) && ends(&["上传"])
        || open && (has(&["下载这篇文档"]) || has(&["点击下载文档"]))
    {
        return Some((Kind::Tools, 5));
    }
    if open && has(&["您的姓名", "您的电话", "提交"]) {
        return Some((Kind::Account, 5));
    }
    if begins(&["选择背景颜色", "双击鼠标滚屏", "双击滚屏"])
        || ["键进入下一页", "键翻阅图片", "键翻页"].iter().any(|says| word.contains(says))
        || begins(&["本词条由"]) && (bare.contains("审核") || bare.contains("提供"))
    {
        return Some((Kind::Tools, 5));
    }
    if open && s.n <= 40 && word.contains("上一章") && word.contains("下一章") && word.contains("目录") {
        return Some((Kind::Neighbour, 5));
    }
    if begins(&["本文导航:第"]) {
        return Some((Kind::Pages, 5));
    }
    const RELATED: [&str; 9] =
        ["相关文章:", "相关阅读:", "小编推荐:", "文章排行", "新闻排行", "下载排行", "歌词排行", "相关医生", "相关药品"];
    if open && s.n <= 30 && ends(&RELATED) {
        return Some((Kind::Related, 3));
    }
    if ["[广告]", "【广告】"].iter().any(|p| word.starts_with(p)) {
        return Some((Kind::Follow, 5));
    }
    let greets = ["欢迎访问", "欢迎光临", "欢迎来到"].iter().any(|p| bare.contains(p));
    if greets && s.n <= 40 && s.commas == 0 && (s.n <= 30 && ends(&["网", "网站", "官网", "论坛"]) || has(&["今天是"]))
    {
        return Some((Kind::Account, 4));
    }
    // `·渡口 于 2006-4-2 22:10 发表：好诗`, `游客 于 2006-4-2 22:10 说：`
    if s.digits >= 8 && (word.contains("发表:") || word.ends_with("说:")) && word.contains('于') && s.colons >= 2 {
        return Some((Kind::Comment, 4));
    }
    ["[网友", "【网友"].iter().any(|p| word.starts_with(p)).then_some((Kind::Comment, 3))
}

/// `00:00 / 02:41`: how far a player has come.
fn is_player(word: &str) -> bool {
    let clock = |c: &str| c.len() >= 5 && c.contains(':') && c.bytes().all(|b| b.is_ascii_digit() || b == b':');
    word.split_once('/').is_some_and(|(now, all)| now.starts_with("00:00") && clock(now) && clock(all))
}

/// `本文共1260字，阅读约需4分钟`
fn is_reading_time(bare: &str) -> bool {
    const BEGINS: [&str; 7] = ["本文共", "本文约", "本文字数", "全文共", "全文约", "预计阅读", "约"];
    BEGINS.iter().any(|p| bare.starts_with(p)) && bare.ends_with("分钟") && bare.contains("阅读")
}

/// `浏览次数：182 编辑次数：47 最近更新：2018-03-22`: what a site notes of its own page.
fn is_record(bare: &str) -> bool {
    const LABELS: [&str; 6] = ["浏览次数", "编辑次数", "历史版本", "最近更新", "参与人数", "威望"];
    let edited = ["本页面最后修订", "本页面最后修改", "本页最后修改"].iter().any(|p| bare.starts_with(p));
    edited || LABELS.iter().filter(|label| bare.contains(**label)).count() >= 2
}

/// `文章标签：渡口 摆渡 老街`: names under which the page is filed.
fn is_row_of_tags(bare: &str) -> bool {
    const LABELS: [&str; 10] = [
        "标签:",
        "文章标签:",
        "本文标签:",
        "博文标签:",
        "词条标签:",
        "页面分类:",
        "文章分类:",
        "所属分类:",
        "tags:",
        "tag:",
    ];
    LABELS.iter().any(|label| bare.strip_prefix(label).is_some_and(|tags| !tags.is_empty()))
}

/// `热门排行 1 老街的灯 2 渡口的船 3 …`, `往期精彩：老街的灯 | 渡口的船 | …`: a heading of links and a row of them.
fn is_ranking(raw: &str) -> bool {
    const LABEL: usize = 12;
    const ENDS: [&str; 6] = ["推荐", "排行", "排行榜", "热文", "热榜", "top10"];
    let Some((label, links)) = raw.split_once([':', '：', ' ', '\u{3000}']) else { return false };
    let mut word = String::new();
    lines::compact(label, &mut word);
    let heading = word.trim_matches(is_trim);
    let named = heading.chars().count() <= LABEL
        && (heading.contains("热门")
            || ["往期", "精彩"].iter().any(|p| heading.starts_with(p))
            || ENDS.iter().any(|p| heading.ends_with(p)));
    let related = lexicon::classes(heading).has(Classes::RELATED);
    if !named && !related {
        return false;
    }
    let mut rest = links;
    let mut numbered = ["1", "2", "3"].iter().map(|number| {
        let at = rest.match_indices(number).find(|(at, _)| {
            let before = rest[..*at].ends_with(|c: char| c.is_alphanumeric());
            let after = rest[at + 1..].starts_with(['.', '、', ' ', '．']);
            !before && after
        });
        at.inspect(|(at, _)| rest = &rest[at + 1..]).is_some()
    });
    let plain = !links.contains(['，', ',', '。', '；']);
    links.matches(['|', '｜', '丨']).count() >= 2
        // A dot without a space is one inside a name.
        || links.matches("· ").count() >= 2
        || numbered.all(|found| found)
        || related && plain && links.split_whitespace().count() >= 4
}
