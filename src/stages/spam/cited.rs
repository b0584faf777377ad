//! Lines that show what a text is about: laws, judgments and reports cite advertisements and list who placed them.

use super::neighbours::Neighbours;
use super::voice::voice;

/// Whether a line that looks like an advertisement is cited: it is an article of a law or what somebody says; or it stands in a
/// report or a judgment, and looks like an exhibit, is announced by the line before, or is a sentence that sounds like no seller.
pub(super) fn is_cited(line: &str, around: Neighbours) -> bool {
    let shown = || {
        is_exhibit(line) || is_quotation(line) || around.are_announced() || line.ends_with('。') && voice(line) < 0.0
    };
    is_article(line) || is_speech(line) || shown() && around.are_reports()
}

/// `“…”；`
fn is_quotation(line: &str) -> bool {
    let ended = line.trim_end_matches(['；', '。', '，', '、', ';', '.', ',']);
    line.starts_with(['“', '"', '「']) && ended.ends_with(['”', '"', '」'])
}

/// `第八条 …`
fn is_article(line: &str) -> bool {
    let Some(number) = line.strip_prefix('第') else { return false };
    let rest = number.trim_start_matches(is_numeral);
    let ended = line.ends_with(['。', '；', '：', '，', ';', ':']);
    ended && rest.len() < number.len() && rest.starts_with(['条', '款', '项'])
}

/// `他在帖子里写道：“…”`
fn is_speech(line: &str) -> bool {
    const VERBS: [char; 5] = ['道', '说', '称', '写', '问'];
    let ended = line.ends_with(['”', '"', '」', '’']);
    ended
        && line.match_indices(['：', ':']).any(|(at, colon)| {
            line[..at].ends_with(VERBS) && line[at + colon.len()..].starts_with(['“', '"', '「', '‘'])
        })
}

/// Whether a line is numbered, or names an address in brackets: `（三）…`, `4　…`, `云泽夜场（yunze.example）`.
fn is_exhibit(line: &str) -> bool {
    const LONGEST: usize = 9;
    const NAME: usize = 12;
    let number = line.strip_prefix(['（', '(']).unwrap_or(line);
    let rest = number.trim_start_matches(is_numeral);
    let marks = ['、', '）', ')', '.', '．', ' ', '\t', '\u{3000}'];
    let numbered = (1..=LONGEST).contains(&(number.len() - rest.len())) && rest.starts_with(marks);
    let address = line.split_once(['（', '(']).is_some_and(|(name, rest)| {
        let (inside, label) = rest.split_once(['）', ')']).unwrap_or_default();
        let short = |part: &str, least| (least..=NAME).contains(&part.chars().filter(|c| c.is_alphanumeric()).count());
        let is_name = !name.ends_with(['：', ':', '，', ',']) && short(name, 2) && short(label, 0);
        is_name && inside.is_ascii() && inside.contains('.')
    });
    numbered || address
}

fn is_numeral(c: char) -> bool {
    c.is_ascii_digit() || "零〇一二三四五六七八九十百千".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_cited_is_told_by_its_shape() {
        assert!(is_article("第十二条 经营者不得在页面底部标注“版权归原作者所有”。"));
        assert!(!is_article("第一时间加微信领取"));
        assert!(is_speech("有店主在群里写道：“支持正版，求订阅。”"));
        assert!(!is_speech("联系方式：微信 abc"));
        assert!(is_quotation("“代.开.发.票，加薇 abc”；") && !is_quotation("“诚信”为本，代开发票"));
        for exhibit in ["（三）转账记录", "4　微信　yunze_88", "12. 网址截图", "云泽夜场（yunze88.example） 赌博"]
        {
            assert!(is_exhibit(exhibit), "{exhibit}");
        }
        for plain in ["100%正品，加微信", "云泽夜场（会员制） 开业", "喜欢本书请收藏：(www.yunze.example)本书"]
        {
            assert!(!is_exhibit(plain), "{plain}");
        }
    }
}
