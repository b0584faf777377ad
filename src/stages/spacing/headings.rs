//! Headings set with gaps: `目 录`, `第 一 章`.

use super::dates;
use super::gaps::{Class, Fate, Gaps, Line, Why};
use crate::han::class::is_han;

/// Headings that are a whole line of two or three characters.
const HEADINGS: &[&str] = &[
    "目录",
    "前言",
    "序言",
    "引言",
    "摘要",
    "绪论",
    "绪言",
    "导言",
    "导论",
    "总论",
    "概述",
    "结论",
    "结语",
    "结束语",
    "后记",
    "附录",
    "练习",
    "习题",
    "书目",
    "附则",
    "总则",
    "分则",
    "细则",
    "自序",
    "代序",
    "致谢",
    "索引",
    "凡例",
    "引子",
    "楔子",
    "尾声",
    "题记",
    "编后",
    "通知",
    "通告",
    "公告",
    "声明",
    "启事",
    "讣告",
    "布告",
    "决定",
    "决议",
    "命令",
    "公报",
    "公函",
    "批复",
    "议案",
    "请示",
    "简历",
    "附注",
    "注释",
    "目次",
    "卷首语",
    "编者按",
    "编者",
    "作者",
    "译者",
    "著者",
];

/// What opens a text in brackets or before a colon: `【本 报 讯】`, `摘 要：`. Besides these, anything that ends as
/// the line of an agency does.
const TAGS: &[&str] = &["关键词", "编者按", "按语", "小贴士", "通讯", "消息", "短评", "社论", "评论"];
const AGENCY: &[char] = &['讯', '电'];
/// Characters of such an opening, at most.
const TAG: usize = 8;
/// What `第 … ` may number.
const UNITS: &str = "章节回卷篇编部集条款册辑讲课单元幕场";
/// What it may number besides, where nothing follows: `第 三 期`, but not `第 九 届 运 动 会`.
const ISSUES: &str = "期号届版次";
/// Numerals of such numbers.
const NUMERALS: &str = "一二三四五六七八九十百千零〇两上中下";

/// Closes the gaps of spaced headings.
pub(super) fn close(text: &str, gaps: &mut Gaps) {
    // How much room such headings have here. Names have some, too, but no title is set wide like them.
    let apart = match (set_apart(text, gaps, FAR), set_apart(text, gaps, 1)) {
        (SET_APART, _) => Some(FAR),
        (_, SET_APART) if has_wide_heading(text, gaps) && !has_names(text) => Some(1),
        _ => None,
    };
    for n in 0..gaps.lines.len() {
        let line = gaps.lines[n];
        let body = untracked(line.span().of(text));
        let end = line.start + body.len() as u32;
        let inside = match end {
            whole if whole == line.end => line.gaps().len(),
            end => line.gaps().take_while(|&n| gaps.list[n].end <= end).count(),
        };
        for n in line.gaps().start..tag(text, gaps, &line) {
            gaps.list[n].close(Why::Heading, 0.9);
        }
        if dates::is_spaced_out(body) {
            gaps.list[line.gaps()].iter_mut().for_each(|g| g.close(Why::Heading, 0.95));
            continue;
        }
        let short = inside <= 2 && body.len() <= 40;
        let all = line.gaps().start..line.gaps().start + inside;
        if !short && !body.starts_with('第') || gaps.list[all.clone()].iter().any(|g| g.fate != Fate::Undecided) {
            continue;
        }
        if short && (is_heading(body) || apart.is_some_and(|room| is_set_apart(text, gaps, &line, room))) {
            gaps.list[all].iter_mut().for_each(|g| g.close(Why::Heading, 0.95));
        } else {
            let count = numbered(text, gaps, &line);
            let from = line.gaps().start;
            gaps.list[from..from + count].iter_mut().for_each(|g| g.close(Why::Heading, 0.95));
            // Of a spaced number the name is spaced too; the gap between the two is meant.
            let mut name = from + count + 1..line.gaps().end;
            let pieces = name.clone().map(|n| gaps.piece_before(text, &line, n));
            if count > 0
                && !name.is_empty()
                && pieces.chain(name.clone().map(|n| gaps.piece_after(text, &line, n))).all(is_single)
            {
                // Three spaces are the one that was printed and those that were put around it.
                match gaps.list[from + count].span().of(text) {
                    "   " => gaps.list[from + count].narrow(Why::Heading, 0.9),
                    _ => gaps.list[from + count].keep(),
                }
                name.by_ref().for_each(|n| gaps.list[n].close(Why::Heading, 0.9));
            }
        }
    }
}

/// Headings set far apart, at least, in a document: one may be two options or the names of two columns.
const SET_APART: usize = 2;
/// Room of so many half-ems between them is more than names in a column have.
const FAR: usize = 6;

/// How many headings of two characters with so much room between them stand over paragraphs, up to [`SET_APART`].
fn set_apart(text: &str, gaps: &Gaps, room: usize) -> usize {
    gaps.lines.iter().filter(|line| is_set_apart(text, gaps, line, room)).take(SET_APART).count()
}

/// Whether a line is a heading of two characters with room between them, over a paragraph: `水　　　利`. Names in a column have
/// room for a few half-ems, and other names under them.
fn is_set_apart(text: &str, gaps: &Gaps, line: &Line, least: usize) -> bool {
    let [gap] = &gaps.list[line.gaps()] else { return false };
    let between = gap.span().of(text);
    let room: usize = between.chars().map(|c| if c == '\u{3000}' { 2 } else { 1 }).sum();
    let ends = [gaps.piece_before(text, line, line.from as usize), gaps.piece_after(text, line, line.from as usize)];
    room >= least && ends.into_iter().all(is_single) && is_over_paragraph(&text[line.end as usize..])
}

/// Whether a paragraph follows a line, which ends where `rest` begins.
fn is_over_paragraph(rest: &str) -> bool {
    const PARAGRAPH: usize = 3 * 24;
    rest.split('\n').skip(1).map(str::trim).find(|l| !l.is_empty()).is_some_and(|l| l.len() >= PARAGRAPH)
}

/// Whether a line of four characters or more is letter-spaced, as a title is: `石 匠 程 广 才`.
fn has_wide_heading(text: &str, gaps: &Gaps) -> bool {
    const GAPS: std::ops::RangeInclusive<usize> = 3..=24;
    let is_wide = |line: &&Line| GAPS.contains(&line.gaps().len());
    let pieces =
        |line: &Line| line.span().of(text).split(super::gaps::is_blank).filter(|p| !p.is_empty()).all(is_single);
    gaps.lines.iter().filter(is_wide).any(pieces)
}

/// Whether a heading of three characters stands over a paragraph: names of two are set as wide as those of three.
fn has_names(text: &str) -> bool {
    let mut at = 0;
    text.split_inclusive('\n').any(|line| {
        at += line.len();
        let name = line.trim();
        let end = at - usize::from(line.ends_with('\n'));
        name.len() == 9 && name.chars().all(is_han) && is_over_paragraph(&text[end..])
    })
}

/// A line of a table of contents without the leader and the page number: `前 言` of `前 言……1`. Any other as it is.
fn untracked(line: &str) -> &str {
    let is_leader = |c: char| matches!(c, '…' | '·' | '.' | '．' | '—' | '─' | '-' | '‥' | '・');
    let tail = line.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '(' | ')' | '（' | '）' | ' ' | '　'));
    let name = tail.trim_end_matches(|c| is_leader(c) || super::gaps::is_blank(c));
    let leader = tail[name.len()..].chars().filter(|&c| is_leader(c)).count();
    let few = if tail.ends_with('…') { 1 } else { 3 };
    if tail.len() < line.len() && leader >= few { name } else { line }
}

/// Where the gaps of the tag that opens a line end: the first gap if it has none.
fn tag(text: &str, gaps: &Gaps, line: &Line) -> usize {
    let first = line.gaps().start;
    let start = gaps.piece_before(text, line, first);
    if start.len() > 6 || gaps.list[first].fate != Fate::Undecided {
        return first;
    }
    let open = start.starts_with(['【', '〔', '［', '[']);
    let mut words = String::new();
    words.extend(start.chars().skip(usize::from(open)));
    if words.chars().count() != 1 || gaps.list[first].left != Class::Han {
        return first;
    }
    for n in line.gaps().take(TAG) {
        let mut piece = gaps.piece_after(text, line, n).chars();
        words.extend(piece.next().filter(|&c| is_han(c)));
        match piece.next() {
            None => {}
            Some(end) => {
                let closed = if open { matches!(end, '】' | '〕' | '］' | ']') } else { end == '：' };
                let agency = open && words.chars().count() > 2 && words.ends_with(AGENCY);
                let known = HEADINGS.contains(&words.as_str()) || TAGS.contains(&words.as_str());
                return if closed && (known || agency) { n + 1 } else { first };
            }
        }
    }
    first
}

fn is_single(piece: &str) -> bool {
    piece.chars().count() == 1 && piece.chars().all(is_han)
}

/// Whether a line of single characters is a known heading.
pub(super) fn is_heading(line: &str) -> bool {
    let tight: String = line.chars().filter(|&c| is_han(c)).collect();
    let singles = line.split(super::gaps::is_blank).filter(|p| !p.is_empty()).all(|p| p.chars().count() == 1);
    singles && HEADINGS.contains(&tight.as_str())
}

/// Whether a line is the number of a chapter and nothing else: `第 四 章`, `第四章`.
pub(super) fn is_chapter(line: &str) -> bool {
    let mut chars = line.chars().filter(|&c| !super::gaps::is_blank(c));
    chars.next() == Some('第')
        && chars.next_back().is_some_and(|unit| UNITS.contains(unit))
        && chars.clone().next().is_some()
        && chars.all(|c| c.is_ascii_digit() || NUMERALS.contains(c))
}

/// How many gaps at the start of a line belong to `第 … unit`; 0 if the line does not begin so.
fn numbered(text: &str, gaps: &Gaps, line: &Line) -> usize {
    let first = gaps.piece_before(text, line, line.gaps().start);
    let Some(rest) = first.strip_prefix('第') else { return 0 };
    let mut numerals = rest.chars().count();
    if !rest.chars().all(|c| NUMERALS.contains(c)) {
        return 0;
    }
    for (count, n) in line.gaps().enumerate().take(8) {
        let piece = gaps.piece_after(text, line, n);
        let mut chars = piece.chars();
        let unit = chars.by_ref().find(|&c| !NUMERALS.contains(c));
        match unit {
            None => numerals += piece.chars().count(),
            Some(unit) => {
                let own = piece.chars().take_while(|&c| NUMERALS.contains(c)).count();
                let ends = chars.as_str().is_empty();
                let whole = count + 1 == line.gaps().len();
                let known = UNITS.contains(unit) || whole && ISSUES.contains(unit);
                return if known && ends && numerals + own > 0 { count + 1 } else { 0 };
            }
        }
    }
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_three_characters_are_seen_up_to_the_end() {
        let paragraph = "他一辈子没有进过学堂，却在方圆百里之内留下了许多座石桥，至今仍在使用。";
        assert!(has_names(&format!("司马迁\n{paragraph}\n后记呀")));
        assert!(!has_names(&format!("水 利\n{paragraph}\n后记呀")));
    }
}
