//! Lines with a space after every character, as OCR and old typesetting write them.

use memchr::memchr;

use super::class::is_han;

/// Characters of such a line that stand by themselves, at least: names in a column and disguised words have fewer.
const LEAST: usize = 10;
/// Bytes at the head of a line within which the spaces begin, and how many there are.
const HEAD: usize = 40;
const SPACES_IN_HEAD: usize = 4;

/// Whether nearly all pieces of `line` are single characters: ten Han at least, and four of five pieces.
///
/// What such a line says can be judged when its characters stand together again. O(line), and O(1) for lines that do not
/// begin so.
#[must_use]
pub fn is_letter_spaced(line: &str) -> bool {
    let head = &line.as_bytes()[..line.len().min(HEAD)];
    let spaces = || head.iter().filter(|b| **b == b' ').count();
    let wide = || line.trim_start().as_bytes().get(3..).is_some_and(|rest| rest.starts_with("\u{3000}".as_bytes()));
    if (memchr(b' ', head).is_none() || spaces() < SPACES_IN_HEAD) && !wide() {
        return false;
    }
    let (mut pieces, mut single, mut han) = (0, 0, 0);
    for piece in line.split_whitespace() {
        let mut chars = piece.chars();
        let (first, more) = (chars.next(), chars.next());
        pieces += 1;
        single += usize::from(more.is_none());
        han += usize::from(more.is_none() && first.is_some_and(is_han));
    }
    han >= LEAST && single * 5 >= pieces * 4
}

#[cfg(test)]
mod tests {
    use super::is_letter_spaced;

    #[test]
    fn spaced_sentences_are_told_from_rows_of_words() {
        for spaced in [
            "渡 口 的 老 船 工 在 江 上 摆 了 四 十 年 渡 。",
            "今 年 1 0 月 ， 全 县 完 成 投 资 2 . 5 亿 元 。",
            "\u{3000}\u{3000}渡\u{3000}口\u{3000}的\u{3000}老\u{3000}船\u{3000}工\u{3000}在\u{3000}江\u{3000}上\u{3000}摆\u{3000}渡",
        ] {
            assert!(is_letter_spaced(spaced), "{spaced}");
        }
        for other in [
            "",
            "首页 新闻 财经 体育 娱乐 汽车 房产 登录 注册 更多",
            "渡 口 的 老 船 工",
            "今年 全县 完成 投资 二 亿 元 ， 比 上年 增长 一 成 以上",
            "渡口的老船工在江上摆了四十年渡。",
            "加 薇 信 a b c 1 2 3",
        ] {
            assert!(!is_letter_spaced(other), "{other}");
        }
    }
}
