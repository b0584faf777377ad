//! What only a page says to its reader: how to turn it, where it is filed, what others said, what else there is.

use std::sync::LazyLock;

use super::super::lists::{Words, entries, sections};
use super::kinds::{Kind, is_trim};
use super::lexicon::{self, Classes};
use super::lines::{self, End, Shape};

static TEXT: &str = include_str!("data/site.txt");

/// What the phrases of the data file are, in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
enum Says {
    Back,
    Keys,
    Turn,
    Set,
    Vote,
    Bookmark,
    Buy,
    Attached,
    Download,
    Form,
    Entry,
    Chapter,
    Contents,
    Links,
    Bought,
    Greeting,
    Posted,
    Posters,
    Reading,
    Length,
    Revised,
    Record,
    Tags,
    Alike,
    Others,
    Entries,
    Leads,
    Files,
    Everybody,
    Do,
    Edited,
    Sharing,
}

#[rustfmt::skip]
const SAYS_NAMES: [&str; 32] = [
    "back", "keys", "turn", "set", "vote", "bookmark", "buy", "attached", "download", "form", "entry", "chapter",
    "contents", "links", "bought", "greeting", "posted", "posters", "reading", "length", "revised", "record", "tags",
    "alike", "others", "entries", "leads", "files", "everybody", "do", "edited", "sharing",
];

static PHRASES: LazyLock<[Vec<&'static str>; SAYS_NAMES.len()]> = LazyLock::new(|| sections(TEXT, SAYS_NAMES));

fn says(what: Says) -> Words {
    Words(&PHRASES[what as usize])
}

/// All phrases: a line without one says nothing that is told here by its words.
pub(super) fn phrases() -> impl Iterator<Item = &'static str> {
    entries(TEXT).map(|(_, word)| word)
}

/// The kind of a line that says such a thing, and how sure it is.
pub(super) fn of(raw: &str, word: &str, bare: &str, s: &Shape) -> Option<(Kind, u8)> {
    if s.han + s.latin == 0 && s.digits >= 7 && is_player(word) {
        return Some((Kind::Tools, 5));
    }
    if s.site > 0
        && s.n <= 60
        && let Some(found) = told(word, bare, s)
    {
        return Some(found);
    }
    let listed = s.gaps + s.colons >= 3 && s.inner <= 1 && s.full == 0 && s.n <= 120 && is_ranking(raw);
    listed.then_some((Kind::Neighbour, 5))
}

/// What a line of up to 60 characters says in so many words.
fn told(word: &str, bare: &str, s: &Shape) -> Option<(Kind, u8)> {
    if s.digits > 0 && (is_reading_time(bare) || is_record(bare)) {
        return Some((Kind::Counter, 5));
    }
    if s.inner == 0
        && let Some(found) = said(word, bare, s)
    {
        return Some(found);
    }
    // What encyclopedias, shops and forums put beside every text.
    if s.full == 0 && (says(Says::Leads).begin(bare) || says(Says::Files).stand_in(word)) {
        return Some((Kind::Tools, 5));
    }
    // `本帖最后由 老船夫 于 2010-5-6 09:12 编辑`
    if s.digits >= 6 && s.colons > 0 && says(Says::Edited).begin(bare) && bare.ends_with("编辑") {
        return Some((Kind::Tools, 5));
    }
    if s.full == 0 && says(Says::Sharing).stand_in(word) {
        return Some((Kind::Share, 5));
    }
    // `目录 1形态特征 2生长环境 收起`
    if s.full == 0 && bare.starts_with("目录1") && (bare.ends_with("收起") || bare.ends_with("展开")) {
        return Some((Kind::Tools, 5));
    }
    // `2014-4-17 07:50 上传`: when a picture was put there.
    if s.digits >= 6 && s.han <= 2 && bare.ends_with("上传") {
        return Some((Kind::Tools, 4));
    }
    // `文章标签：渡口 摆渡 老街`: names under which the page is filed.
    let tags = || says(Says::Tags).0.iter().any(|p| bare.strip_prefix(p).is_some_and(|tags| !tags.is_empty()));
    (s.full == 0 && s.colons > 0 && tags()).then_some((Kind::Nav, 2))
}

/// How to turn the pages, where this one is, what others said.
fn said(word: &str, bare: &str, s: &Shape) -> Option<(Kind, u8)> {
    let open = s.end != End::Closed;
    if open && says(Says::Back).begin(bare) && s.n <= 16 {
        if bare.ends_with("查看更多") {
            return Some((Kind::Expand, 5));
        }
        if ["列表", "目录", "上级"].iter().any(|end| bare.ends_with(end)) {
            return Some((Kind::Nav, 3));
        }
    }
    if says(Says::Keys).stand_in(word) || open && s.n <= 40 && says(Says::Chapter).all_stand_in(word) {
        return Some((Kind::Neighbour, 5));
    }
    if says(Says::Turn).stand_in(word)
        || says(Says::Set).begin(bare)
        || says(Says::Vote).all_stand_in(word)
        || says(Says::Buy).all_stand_in(word)
        || says(Says::Bookmark).stand_in(word) && (word.contains("收藏") || word.contains("首页"))
        || says(Says::Attached).begin(bare) && bare.ends_with("上传")
        || open && says(Says::Download).stand_in(word)
        || says(Says::Entry).begin(bare) && (bare.contains("审核") || bare.contains("提供"))
    {
        return Some((Kind::Tools, 5));
    }
    if open && says(Says::Form).all_stand_in(word) {
        return Some((Kind::Account, 5));
    }
    if says(Says::Contents).begin(bare) {
        return Some((Kind::Pages, 5));
    }
    if open && s.n <= 30 && says(Says::Links).end(bare) {
        return Some((Kind::Related, 3));
    }
    // `更多关于春汛的新闻`
    if s.han == s.n
        && s.n <= 20
        && bare.starts_with("更多关于")
        && ["新闻", "报道", "文章"].iter().any(|end| bare.ends_with(end))
    {
        return Some((Kind::Related, 4));
    }
    if s.han == s.n && is_heading_of_links(bare) {
        return Some((Kind::Related, 3));
    }
    if says(Says::Bought).begin(word) {
        return Some((Kind::Follow, 5));
    }
    let site = || s.n <= 30 && ["网", "网站", "官网", "论坛"].iter().any(|end| bare.ends_with(end));
    if s.n <= 40 && s.commas == 0 && says(Says::Greeting).stand_in(bare) && (site() || word.contains("今天是")) {
        return Some((Kind::Account, 4));
    }
    // `·渡口 于 2006-4-2 22:10 发表：好诗`, `游客 于 2006-4-2 22:10 说：`
    if s.digits >= 8
        && s.colons >= 2
        && word.contains('于')
        && (says(Says::Posted).stand_in(word) || word.ends_with("说:"))
    {
        return Some((Kind::Comment, 4));
    }
    // Who asks in a talk that is reported as it goes on is named so, too.
    says(Says::Posters).begin(word).then_some((Kind::Comment, 2))
}

/// `相似藏品`, `该公司其他职位`: what the site has more of. What a text has more to say of, it says in a heading over paragraphs.
fn is_heading_of_links(bare: &str) -> bool {
    const LONGEST: usize = 12;
    let entry = |word: Says, rest: &str| {
        says(word).0.iter().any(|p| rest.strip_prefix(p).is_some_and(|rest| says(Says::Entries).0.contains(&rest)))
    };
    let others = || {
        let at = says(Says::Others).0.iter().find_map(|p| bare.find(p)).filter(|at| *at > 0);
        at.is_some_and(|at| entry(Says::Others, &bare[at..]))
    };
    let all = || {
        says(Says::Everybody)
            .0
            .iter()
            .any(|p| bare.strip_prefix(p).is_some_and(|rest| says(Says::Do).0.contains(&rest)))
    };
    bare.chars().count() <= LONGEST && (entry(Says::Alike, bare) || others() || all())
}

/// `00:00 / 02:41`: how far a player has come.
fn is_player(word: &str) -> bool {
    let clock = |c: &str| c.len() >= 5 && c.contains(':') && c.bytes().all(|b| b.is_ascii_digit() || b == b':');
    word.split_once('/').is_some_and(|(now, all)| now.starts_with("00:00") && clock(now) && clock(all))
}

/// `本文共1260字，阅读约需4分钟`
fn is_reading_time(bare: &str) -> bool {
    says(Says::Reading).stand_in(bare)
        && (says(Says::Length).begin(bare) || bare.starts_with('约'))
        && bare.ends_with("分钟")
}

/// `浏览次数：182 编辑次数：47 最近更新：2018-03-22`: what a site notes of its own page.
fn is_record(bare: &str) -> bool {
    says(Says::Revised).begin(bare) || says(Says::Record).0.iter().filter(|label| bare.contains(**label)).count() >= 2
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
    let circled = ["①", "②", "③"].iter().all(|number| links.contains(number));
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
        || circled
        || numbered.all(|found| found)
        || related && plain && links.split_whitespace().count() >= 4
}

#[cfg(test)]
mod tests {
    use super::super::written::assert_written_as_matched;
    use super::*;

    #[test]
    fn the_list_is_written_as_the_matcher_sees_it() {
        assert_written_as_matched(TEXT, &SAYS_NAMES);
        assert!(
            phrases().filter(|word| !word.is_empty()).all(|word| word.chars().count() > 1),
            "one begins with no pair"
        );
    }
}
