//! Set phrases with which the paragraphs of a novel begin and end, and letters close.
//!
//! The chapter novel, from the sixteenth century on, is told as a storyteller would: 却说 and 话说 begin a scene, 不题
//! and 且听下回分解 end one.

use super::lines::Line;
use super::marks::{self, End, Start};
use super::weights::{self, Nats};

/// A scene begins.
const SCENES: [&str; 5] = ["却说", "话说", "且说", "话表", "单表"];
/// Another day begins.
const DAYS: [&str; 3] = ["次日", "次早", "一日"];
/// A scene ends.
const ENDS: [&str; 4] = ["不题", "不提", "分解", "不在话下"];

/// What the good wishes of a letter follow, in a line of their own.
const CLOSINGS: [&str; 18] = [
    "此致", "祝", "敬祝", "顺祝", "谨祝", "恭祝", "并祝", "即祝", "祝您", "祝你", "顺颂", "即颂", "敬颂", "并颂",
    "此颂", "专此", "敬请", "即请",
];

/// Whether a line is such a phrase, and nothing more.
pub(super) fn is_closing(line: &str) -> bool {
    const LONGEST: usize = 3 * 3;
    line.len() <= LONGEST && CLOSINGS.contains(&line.trim_end_matches(['，', ',', '：', ':']))
}

/// Whether a line is the head of a day in a diary: `三月九日　星期五　晴`.
pub(super) fn is_day(line: &str) -> bool {
    const SAYS: [&str; 12] = ["星期", "礼拜", "周", "晴", "阴", "雨", "雪", "多云", "风", "雾", "农历", "旧历"];
    const LONGEST: usize = 3 * 24;
    const HEAD: usize = 3 * 8;
    let has_month = || memchr::memmem::find(&line.as_bytes()[..line.len().min(HEAD)], "月".as_bytes()).is_some();
    if line.len() > LONGEST || !has_month() {
        return false;
    }
    let Some((day, rest)) = line.split_once(marks::is_blank) else { return false };
    let number =
        |c: char| marks::is_numeral(c) || matches!(c, '廿' | '卅' | '初' | '元' | '正' | '腊') || c.is_ascii_digit();
    let month = day.rsplit_once('年').map_or(day, |(_, month)| month);
    let dated = month
        .strip_suffix('日')
        .unwrap_or(month)
        .split_once('月')
        .is_some_and(|(month, day)| [month, day].iter().all(|part| !part.is_empty() && part.chars().all(number)));
    dated && SAYS.iter().any(|says| rest.contains(says)) && !rest.contains(marks::is_clause)
}

/// What set phrases say between these lines. Only where a sentence ends: 这话说得好 is none.
pub(super) fn between(text: &str, a: &Line, b: &Line) -> Nats {
    if !a.ends.is_final() || b.starts != Start::Han {
        return 0;
    }
    let next = b.of(text);
    let begins = |phrases: &[&str]| phrases.iter().any(|phrase| next.starts_with(phrase));
    let opening = match () {
        () if begins(&SCENES) => weights::SET_PHRASE,
        () if begins(&DAYS) => weights::ANOTHER_DAY,
        () => 0,
    };
    opening + if ends_scene(text, a) { weights::SET_PHRASE } else { 0 }
}

/// Whether a line ends as a scene does.
fn ends_scene(text: &str, line: &Line) -> bool {
    let body = line.of(text).trim_end_matches(marks::is_final);
    line.ends == End::Final && ENDS.iter().any(|phrase| body.ends_with(phrase))
}

/// Whether a line is the heading of a chapter, by its number.
pub(super) fn is_chapter(text: &str, line: &Line) -> bool {
    line.starts == Start::Item
        && line.ends == End::Han
        && marks::after_number(line.of(text)).is_some_and(|rest| rest.starts_with(['回', '章', '节', '编', '篇']))
}
