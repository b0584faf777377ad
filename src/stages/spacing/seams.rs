//! Gaps beside marks and digits, decided for a document as a whole.
//!
//! A space between Chinese and a digit, or after an ASCII comma, may be a house's style. It is, if
//! nearly all places of the kind have one; where only some have, it is damage.

use super::gaps::{Class, Fate, Gap, Gaps, Kind, Why};
use crate::han::class::is_han;
use crate::span::floor_boundary;

/// From this share of spaced places on, in hundredths, the space is house style.
const STYLE: usize = 90;
/// No house sets spaces between figures and marks: where one is, so many gaps beside figures, at most, are damage.
const SLIPS: usize = 6;
/// A lone gap beside a digit is damage if so many places of the kind have none.
const LONE_TIGHT: usize = 5;
/// The same before the unit of a number.
const LONE_TIGHT_UNIT: usize = 1;
/// Units that a number hardly ever stands apart from.
const UNITS: &str = "年月日时点分秒个名人次元亿万千百倍岁户家座条项吨米里";
/// Those of a date.
const DATES: &[char] = &['年', '月', '日'];
/// What stands before the number of a caption.
const CAPTIONS: &[&str] =
    &["图", "表", "附图", "附表", "照片", "图表", "图片", "插图", "例", "例题", "习题", "附件", "附录"];
/// More Han characters than this stand between two gaps of a sentence, not of a row.
const LONG_PIECE: usize = 5;
/// Lines of a name and a number, at least, in a list; and the characters of such a line and of its number, at most.
const ENTRIES: usize = 3;
const ENTRY_LENGTH: usize = 16;
const ENTRY_TAIL: usize = 7;
/// Gaps beside numbers, at least, that make a style of their own where dates are written without.
const UNDATED: usize = 5;
/// Lines that begin with consecutive numbers, at least, in a list; and in one that begins with 1.
const STEPS: usize = 3;
const FIRST_STEPS: usize = 2;
/// Bytes before a place within which a line begins whose head is asked for: the number of a step, the name of a picture.
const LINE_REACH: usize = 64;
/// Characters of the title of a section, at most.
const TITLE: usize = 24;
/// Characters of a quotation whose two ends are compared, at most.
const QUOTED: usize = 24;
/// A lone gap beside a mark is damage if another closed gap is so near, in bytes.
const NEAR: u32 = 12;

/// So many tight places for each that has a gap: a score no longer changes.
const ENOUGH_TIGHT: usize = 50;
/// Bytes after which it is asked again whether enough was counted.
const CHECK: usize = 1 << 14;

/// A kind of place that may carry a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Seam {
    /// Chinese beside a digit.
    Digit,
    /// After an ASCII clause mark between Chinese.
    Ascii,
    /// After `。`, `！`, `？` or `；`.
    Stop,
    /// After `，`.
    Comma,
    /// Before a Chinese mark, or inside a bracket.
    Mark,
    /// Around a quotation or a title in a sentence.
    Quote,
    /// Two spaces after a mark of a sentence.
    Twice,
}

const SEAMS: [Seam; 7] = [Seam::Digit, Seam::Ascii, Seam::Stop, Seam::Comma, Seam::Mark, Seam::Quote, Seam::Twice];
/// So many spaces before marks tell that a document's spaces beside marks are damage.
const ENOUGH_MARKS: usize = 3;
/// So many places with two spaces after a mark, at least, are damage; and of these at most half part pieces of one length, as
/// the halves of a verse are.
const TWICE: usize = 4;
/// A line is no verse and no question with its answer from so many bytes on.
const TWICE_LINE: usize = 3 * 40;

/// What was counted in a document, and what is left open.
#[derive(Debug, Default)]
pub(super) struct Census {
    spaced: [usize; SEAMS.len()],
    tight: [usize; SEAMS.len()],
    /// The first gap of each kind that is the document's style, and the gaps too rare to judge, with the reason.
    pub(super) doubts: Vec<(usize, Why, &'static str)>,
}

impl Census {
    /// How many places of a gap's kind have a gap, and how many have none.
    pub(super) fn of(&self, text: &str, gap: &Gap) -> Option<(usize, usize)> {
        let open = Gap { fate: Fate::Undecided, ..*gap };
        seam(text, &open).map(|s| (self.spaced[s as usize], self.tight[s as usize]))
    }
}

/// Closes the gaps beside marks and digits where they are damage. Those that are house style are closed under
/// a rule of their own, which is off unless it is asked for.
pub(super) fn close(text: &str, gaps: &mut Gaps) -> Census {
    let mut found = [const { Vec::new() }; SEAMS.len()];
    let mut around = Vec::new();
    let mut cut = 0;
    let entry = |line: &super::gaps::Line| is_entry(line.span().of(text), &gaps.list[line.gaps()]);
    let entries = gaps.lines.iter().filter(|line| entry(line)).take(ENTRIES).count() == ENTRIES;
    for line in gaps.lines.iter().filter(|line| !line.settled) {
        let own = &gaps.list[line.gaps()];
        cut += own.iter().filter(|g| matches!(g.fate, Fate::Closed { why: Why::Stray, .. })).count();
        if !gaps.is_open(line) {
            continue;
        }
        let body = line.span().of(text);
        let row = is_row(body, own) || entries && entry(line) || is_labelled(body) || body.starts_with('>');
        let sentence = || !row && body.contains(['，', '。', '；']);
        for (n, gap) in line.gaps().zip(own) {
            if let Some(seam) = seam(text, gap).filter(|&s| s != Seam::Digit || !row && !is_beside_score(text, gap)) {
                if seam != Seam::Twice || body.len() >= TWICE_LINE {
                    found[seam as usize].push(n);
                }
            } else if is_beside_quote(text, gap) && sentence() {
                around.push(n);
            }
        }
    }
    // Where spaces stand before marks, those around quotations are no style either.
    let damaged = found[Seam::Mark as usize].len() >= ENOUGH_MARKS;
    if damaged {
        found[Seam::Quote as usize].extend(around);
    }
    // A house that sets spaces beside figures sets none between a figure and a mark.
    let before_mark = |g: &&Gap| {
        (g.left, g.right, g.kind) == (Class::Digit, Class::Close, Kind::One)
            && g.fate == Fate::Undecided
            && matches!(g.sides(text).1, '，' | '。' | '、' | '；')
    };
    let slips = gaps.list.iter().filter(before_mark).count();
    let steps = steps(text, gaps, &found[Seam::Digit as usize]);
    found[Seam::Digit as usize].retain(|n| steps.binary_search(n).is_err());
    if found.iter().all(Vec::is_empty) {
        return Census::default();
    }
    let tight = tight_seams(text, std::array::from_fn(|s| found[s].len()));
    let mut marks: usize = [Seam::Stop, Seam::Comma, Seam::Mark].iter().map(|&s| found[s as usize].len()).sum();
    let quotes = found[Seam::Quote as usize].len();
    if tight[Seam::Quote as usize] * 2 >= quotes {
        marks += quotes;
    }
    let twice = &mut found[Seam::Twice as usize];
    if twice.len() < TWICE || 2 * twice.iter().filter(|&&n| parts_halves(text, &gaps.list[n])).count() > twice.len() {
        twice.clear();
    }
    let mut left = Vec::new();
    for seam in SEAMS {
        let why = if seam == Seam::Digit { Why::Digit } else { Why::Mark };
        let own = &found[seam as usize];
        let Some(&first) = own.first() else { continue };
        let tight = tight[seam as usize];
        let styled = |tight| own.len() * 100 >= STYLE * (own.len() + tight);
        let undated = || seam == Seam::Digit && tight < ENOUGH_TIGHT && is_undated(text, gaps, own);
        let judged = match seam {
            Seam::Mark | Seam::Twice => false,
            Seam::Quote => !damaged,
            Seam::Digit => slips == 0 || own.len() > SLIPS,
            _ => true,
        };
        if judged && (styled(tight) || undated() && styled(tight.saturating_sub(dated(text)))) {
            left.push((first, why, "nearly all places of the kind have it: house style"));
            if matches!(seam, Seam::Digit | Seam::Ascii) {
                own.iter().for_each(|&n| gaps.list[n].close(Why::Style, 0.9));
            }
            continue;
        }
        let alone = match seam {
            Seam::Digit if gaps.list[first].left == Class::Digit && UNITS.contains(gaps.list[first].sides(text).1) => {
                own.len() < 2 && tight < LONE_TIGHT_UNIT
            }
            Seam::Digit | Seam::Ascii => own.len() < 2 && tight < LONE_TIGHT,
            Seam::Stop | Seam::Comma | Seam::Mark => marks + cut / 2 < 2,
            Seam::Quote => tight * 2 < own.len() && !damaged,
            Seam::Twice => false,
        };
        for &n in own {
            if alone && !is_near_closed(gaps, n) {
                left.push((n, why, "too few such gaps to judge by"));
            } else {
                let score = (0.99 - 0.5 * own.len() as f32 / (own.len() + tight) as f32).max(0.6);
                gaps.list[n].close(why, score);
            }
        }
    }
    Census { spaced: std::array::from_fn(|s| found[s].len()), tight, doubts: left }
}

/// Of the gaps beside numbers, those that part the number of a step from its text: the first gaps of lines
/// that begin with consecutive numbers.
fn steps(text: &str, gaps: &Gaps, digits: &[usize]) -> Vec<usize> {
    let number = |&n: &usize| {
        let before = &text[..gaps.list[n].at as usize];
        let head = line_head(before)?.trim_start_matches(super::gaps::is_blank);
        (head.len() <= 3).then(|| head.parse::<u32>().ok()).flatten().map(|number| (n, number))
    };
    let numbered: Vec<(usize, u32)> = digits.iter().filter_map(number).collect();
    let mut steps: Vec<usize> = digits.iter().copied().filter(|&n| is_section(text, &gaps.list[n])).collect();
    for run in numbered.chunk_by(|(_, a), (_, b)| a + 1 == *b) {
        if run.len() >= if run[0].1 == 1 { FIRST_STEPS } else { STEPS } {
            steps.extend(run.iter().map(|(n, _)| n));
        }
    }
    steps.sort_unstable();
    steps
}

/// Whether a gap parts the number of a section from its title, as in `2.3 渡口的由来`.
fn is_section(text: &str, gap: &Gap) -> bool {
    let Some(head) = line_head(&text[..gap.at as usize]) else { return false };
    let mut parts = head.trim_start_matches(super::gaps::is_blank).split('.');
    let is_number = |part: &str| (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    let title = text[gap.end as usize..].split('\n').next().unwrap_or_default();
    gap.left == Class::Digit
        && head.contains('.')
        && parts.all(is_number)
        && !title.starts_with(|c| UNITS.contains(c))
        && title.chars().count() <= TITLE
        && !title.contains(['，', '。', '；', '！', '？'])
}

/// Whether there are some gaps beside numbers, and none of them is that of a date.
fn is_undated(text: &str, gaps: &Gaps, digits: &[usize]) -> bool {
    digits.len() >= UNDATED
        && !digits.iter().any(|&n| match gaps.list[n].left {
            Class::Digit => DATES.contains(&gaps.list[n].sides(text).1),
            _ => text[gaps.list[n].end as usize..].trim_start_matches(is_numeric).trim_start().starts_with(DATES),
        })
}

/// How many places beside the numbers of dates carry no gap.
fn dated(text: &str) -> usize {
    let digits = |&(at, _): &(usize, &str)| text[..at].ends_with(is_numeric);
    let before = |at: usize| text[..at].trim_end_matches(is_numeric).ends_with(is_han);
    text.match_indices(DATES).filter(digits).map(|(at, _)| 1 + usize::from(before(at))).sum()
}

/// Whether a gap beside gap `n` is closed and near.
fn is_near_closed(gaps: &Gaps, n: usize) -> bool {
    let at = gaps.list[n].at;
    let near = |other: Option<&Gap>| other.is_some_and(|g| g.is_closed() && g.at.abs_diff(at) <= NEAR);
    near(n.checked_sub(1).and_then(|n| gaps.list.get(n))) || near(gaps.list.get(n + 1))
}

/// Whether a line without clause marks has two gaps or more that part words, and none of its pieces is
/// long: a row of a table or list.
fn is_row(line: &str, own: &[Gap]) -> bool {
    let digit = |g: &Gap| matches!((g.left, g.right), (Class::Han, Class::Digit) | (Class::Digit, Class::Han));
    own.iter().filter(|g| !g.is_closed() && !digit(g)).count() >= 2
        && !line.contains(['，', '。', '；'])
        && !line.split(' ').any(|piece| piece.chars().filter(|&c| is_han(c)).nth(LONG_PIECE).is_some())
}

/// Whether a line is a name, a gap and a number: `米饭 2元`.
fn is_entry(line: &str, own: &[Gap]) -> bool {
    let [gap] = own else { return false };
    (gap.left, gap.right) == (Class::Han, Class::Digit)
        && line.split(' ').next_back().is_some_and(|tail| tail.chars().count() <= ENTRY_TAIL)
        && line.chars().count() <= ENTRY_LENGTH
        && !line.contains(['，', '。', '；', '：', '、'])
}

/// Whether a line is a label and a number: `邮编 637100`.
fn is_labelled(line: &str) -> bool {
    const LABELS: [&str; 13] = [
        "邮编",
        "邮政编码",
        "电话",
        "手机",
        "传真",
        "账号",
        "编号",
        "学号",
        "工号",
        "证号",
        "文号",
        "书号",
        "电报挂号",
    ];
    let label = LABELS.iter().find_map(|label| line.strip_prefix(label));
    label.is_some_and(|rest| rest.starts_with(super::gaps::is_blank) && !rest.contains(['，', '。', '；']))
}

/// Whether the number beside a gap is the score of a game between those who played: `红队 2：1 蓝队`. What may be the time
/// of day is none.
fn is_beside_score(text: &str, gap: &Gap) -> bool {
    const SIGNS: [char; 3] = [':', '：', '∶'];
    let part = |c: char| c.is_ascii_digit() || SIGNS.contains(&c);
    let number = match gap.left {
        Class::Digit => {
            let before = &text[..gap.at as usize];
            &before[before.trim_end_matches(part).len()..]
        }
        _ => {
            let after = &text[gap.end as usize..];
            &after[..after.len() - after.trim_start_matches(part).len()]
        }
    };
    let Some((a, b)) = number.split_once(SIGNS) else { return false };
    let points = |side: &str| side.parse::<u16>().ok().filter(|_| side.len() <= 3);
    points(a).zip(points(b)).is_some_and(|(a, points)| !(a <= 24 && b.len() == 2 && points < 60))
}

/// The kind of an undecided gap.
fn seam(text: &str, gap: &Gap) -> Option<Seam> {
    // One space behind each of two marks makes two between them, and some type two behind each mark of a sentence.
    let double = || {
        let (a, b) = gap.sides(text);
        let marks = (gap.left, gap.right) == (Class::Close, Class::Close) && !(a.is_ascii() || b.is_ascii());
        marks && gap.span().of(text) == "  " || is_typed_twice(text, gap)
    };
    if gap.fate != Fate::Undecided || gap.kind != Kind::One && !(gap.kind == Kind::Wide && double()) {
        return None;
    }
    match (gap.left, gap.right) {
        (Class::Han, Class::Digit) => is_number_after(&text[gap.end as usize..]).then_some(Seam::Digit),
        (Class::Digit, Class::Han) => {
            is_number_before(&text[..gap.at as usize], gap.sides(text).1).then_some(Seam::Digit)
        }
        (Class::Digit, _) if matches!(gap.sides(text).1, '%' | '％' | '‰' | '℃') => {
            let unit = text[gap.end as usize..].chars().nth(1);
            (!unit.is_some_and(|c| c.is_ascii_alphanumeric())).then_some(Seam::Digit)
        }
        _ => mark_seam(text, gap),
    }
}

/// Whether one space parts a quotation or a title from the sentence it stands in.
fn is_beside_quote(text: &str, gap: &Gap) -> bool {
    let (a, b) = gap.sides(text);
    let opens = is_han(a) && matches!(b, '“' | '《');
    let closes = matches!(a, '”' | '》') && is_han(b);
    gap.fate == Fate::Undecided && gap.kind == Kind::One && (opens || closes)
}

/// Whether the clauses on both sides of a gap are of one length.
fn parts_halves(text: &str, gap: &Gap) -> bool {
    const LONGEST: usize = 40;
    let word = |c: &char| !is_clause(*c) && !c.is_whitespace();
    let before = text[..gap.at as usize].chars().rev().skip(1).take(LONGEST).take_while(word).count();
    let after = text[gap.end as usize..].chars().take(LONGEST).take_while(word).count();
    before == after
}

/// Whether a gap is the two spaces that some type behind each mark of a sentence.
pub(super) fn is_typed_twice(text: &str, gap: &Gap) -> bool {
    let (a, b) = gap.sides(text);
    gap.span().of(text) == "  "
        && matches!(a, '，' | '。' | '；' | '？' | '！')
        && (is_han(b) || Class::of(b) == Class::Open)
}

fn mark_seam(text: &str, gap: &Gap) -> Option<Seam> {
    let (a, b) = gap.sides(text);
    if is_typed_twice(text, gap) {
        return Some(Seam::Twice);
    }
    let chinese = |c: char| is_han(c) || Class::of(c) == Class::Close && !c.is_ascii();
    if is_clause(b) {
        return (chinese(a) || matches!(gap.left, Class::Digit | Class::Latin) || a == '%').then_some(Seam::Mark);
    }
    if is_clause(a) {
        // What is said stands behind a colon, too.
        let label =
            a == '：' && !matches!(b, '“' | '「') || a == '、' && is_numbered(&text[..gap.at as usize - a.len_utf8()]);
        // A mark with a gap on both sides is no style of parting sentences.
        if text[..gap.at as usize - a.len_utf8()].ends_with(' ') && (chinese(b) || gap.right == Class::Open) {
            return Some(Seam::Mark);
        }
        let kind = if a == '，' { Seam::Comma } else { Seam::Stop };
        let number = gap.right == Class::Digit && matches!(a, '，' | '、');
        return (!label && (chinese(b) || gap.right == Class::Open || number)).then_some(kind);
    }
    if matches!(a, ',' | ';' | '?' | '!') && is_han(b) {
        let before = text[..gap.at as usize - 1].chars().next_back()?;
        return (is_han(before) || matches!(before, '0'..='9' | '%' | '"')).then_some(Seam::Ascii);
    }
    let opens = matches!(a, '（' | '《' | '“') && (is_han(b) || gap.right == Class::Digit);
    let closes = matches!(b, '）' | '》' | '”') && (is_han(a) || gap.left == Class::Digit || matches!(a, '”' | '》'));
    if opens || closes || is_han(a) && b == '（' && !is_speaker(&text[..gap.at as usize]) {
        return Some(Seam::Mark);
    }
    let outside = match (a, b) {
        (a, '“' | '《') if is_han(a) => is_quoted_apart(&text[gap.end as usize..]),
        ('”' | '》' | '）', b) if is_han(b) => is_quoted_apart_before(&text[..gap.at as usize]),
        _ => false,
    };
    outside.then_some(Seam::Quote)
}

/// Whether a line so far is the name of who speaks, as in `站 长 （看表）`.
fn is_speaker(before: &str) -> bool {
    const NAME: usize = 4;
    let Some(line) = line_head(before) else { return false };
    let mut name = line.chars().filter(|&c| !super::gaps::is_blank(c));
    // Set wide, as names of two characters are among others.
    line.contains(super::gaps::is_blank) && (1..=NAME).contains(&name.clone().count()) && name.all(is_han)
}

/// Whether the quotation that `text` begins with has a space after it too, and Chinese or a clause mark there, or
/// a space inside.
fn is_quoted_apart(text: &str) -> bool {
    let mut chars = text.chars().skip(1).take(QUOTED).skip_while(|&c| !matches!(c, '”' | '》' | '\n')).skip(1);
    let goes_on = |c: char| is_han(c) || is_clause(c);
    text.chars().nth(1) == Some(' ') || chars.next() == Some(' ') && chars.next().is_some_and(goes_on)
}

/// The same for the quotation that `text` ends with, and what stands before it. Of brackets only what stands inside is
/// looked at.
fn is_quoted_apart_before(text: &str) -> bool {
    let mut inner = text.chars().nth_back(1);
    let mut chars = text.chars().rev().skip(1).take(QUOTED);
    if inner == Some(' ') {
        return true;
    }
    while let Some(c) = chars.next() {
        match c {
            '“' | '《' if inner == Some(' ') => return true,
            '“' | '《' => return chars.next() == Some(' ') && chars.next().is_some_and(is_han),
            '（' => return inner == Some(' '),
            '\n' => return false,
            c => inner = Some(c),
        }
    }
    false
}

/// Whether a line so far is a number, as in `三、`.
fn is_numbered(text: &str) -> bool {
    let head: Vec<char> = text.chars().rev().take(5).take_while(|&c| c != '\n').collect();
    head.len() < 5 && head.iter().all(|c| c.is_ascii_alphanumeric() || "一二三四五六七八九十百".contains(*c))
}

fn is_clause(c: char) -> bool {
    matches!(c, '，' | '。' | '、' | '；' | '：' | '？' | '！')
}

/// Whether `c` may stand in a number.
fn is_numeric(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '.' | ',' | '%')
}

/// Whether a number is an amount or a year, and no telephone number or identifier.
fn is_amount(number: &str) -> bool {
    let whole = number.split(['.', '%']).next().unwrap_or_default();
    let digits = whole.bytes().filter(u8::is_ascii_digit).count();
    digits <= 6 || digits <= 12 && whole.len() > digits
}

/// Whether `text` begins with a number such as stands in a sentence: no date with hyphens, no time.
fn is_number_after(text: &str) -> bool {
    let end = text.find(|c| !is_numeric(c)).unwrap_or(text.len());
    let unit = text[end..].chars().next().is_some_and(|c| UNITS.contains(c));
    let joined = ['-', ':', '/', '@', '_', '~', '～'];
    (unit || is_amount(&text[..end])) && (!text[end..].starts_with(joined) || is_pair_with_unit(&text[end..]))
}

/// Whether a number goes on as the second of a pair that has a unit: `132/84mmHg`.
fn is_pair_with_unit(text: &str) -> bool {
    text.strip_prefix('/').is_some_and(|rest| {
        let unit = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        unit.len() < rest.len() && unit.starts_with(|c: char| c.is_ascii_alphabetic())
    })
}

/// The same for the number that `text` ends with; nor does it belong to a name, as in `Mate 30 手机`.
fn is_number_before(text: &str, next: char) -> bool {
    let unit = UNITS.contains(next);
    let start = text.char_indices().rev().find(|&(_, c)| !is_numeric(c)).map_or(0, |(n, c)| n + c.len_utf8());
    let before = &text[..start];
    let name = before.ends_with(' ') && before.trim_end().ends_with(|c: char| c.is_ascii_alphabetic());
    // A range has one hyphen, a date two.
    let range = before.strip_suffix('-').is_some_and(|b| !b.trim_end_matches(is_numeric).ends_with('-'));
    (unit || is_amount(&text[start..]))
        && (range || !before.ends_with(['-', ':', '/', '@', '_']))
        && !name
        && !is_caption(before)
}

/// Whether a line begins with the name of a picture, table or task, which a number follows: `图1 渡口全景`.
fn is_caption(before: &str) -> bool {
    let Some(line) = line_head(before) else { return false };
    let line = line.trim_start_matches(super::gaps::is_blank);
    CAPTIONS.contains(&line.trim_end_matches([' ', '-', '－', '.']).trim_end_matches(is_numeric))
}

/// The line that `before` ends in, as far as it goes there, if it begins within [`LINE_REACH`] bytes.
fn line_head(before: &str) -> Option<&str> {
    let near = &before[floor_boundary(before, before.len().saturating_sub(LINE_REACH))..];
    match near.rfind('\n') {
        Some(end) => Some(&near[end + 1..]),
        None => (near.len() == before.len()).then_some(near),
    }
}

/// How many places of each kind carry no gap. Over bytes, a character at a step. Counts until every kind that has
/// `spaced` places has so many tight ones that more would change nothing.
fn tight_seams(text: &str, spaced: [usize; SEAMS.len()]) -> [usize; SEAMS.len()] {
    let bytes = text.as_bytes();
    let mut tight = [0; SEAMS.len()];
    let enough = |tight: &[usize]| {
        let counted = |s: Seam| spaced[s as usize] > 0 && !matches!(s, Seam::Mark | Seam::Twice);
        SEAMS.iter().all(|&s| !counted(s) || tight[s as usize] >= ENOUGH_TIGHT * (spaced[s as usize] + 1))
    };
    let mut checked = 0;
    // The commonest blocks of Han characters by their lead bytes.
    let is_han_lead = |at: usize| bytes.get(at).is_some_and(|b| matches!(b, 0xE4..=0xE9));
    let mut after_han = false;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if at >= checked {
            if enough(&tight) {
                break;
            }
            checked = at + CHECK;
        }
        match byte {
            0xE4..=0xE9 => (after_han, at) = (true, at + 3),
            0..0x80 => {
                let han = is_han_lead(at + 1);
                match byte {
                    b'0'..=b'9' => tight[Seam::Digit as usize] += usize::from(after_han) + usize::from(han),
                    b',' | b';' | b'?' | b'!' => tight[Seam::Ascii as usize] += usize::from(after_han && han),
                    _ => {}
                }
                (after_han, at) = (false, at + 1);
            }
            0xE3 if matches!(bytes.get(at + 1..at + 3), Some([0x80, 0x8A | 0x8B])) => {
                let beside = if bytes[at + 2] == 0x8A { after_han } else { is_han_lead(at + 3) };
                tight[Seam::Quote as usize] += usize::from(beside);
                (after_han, at) = (false, at + 3);
            }
            0xE3 | 0xEF => {
                let mark = match bytes.get(at + 1..at + 3) {
                    Some([0xBC, 0x8C]) if byte == 0xEF => Some(Seam::Comma),
                    Some([0xBC, 0x81 | 0x9F | 0x9B]) if byte == 0xEF => Some(Seam::Stop),
                    Some([0x80, 0x82]) if byte == 0xE3 => Some(Seam::Stop),
                    _ => None,
                };
                match mark {
                    Some(mark) => {
                        tight[mark as usize] += usize::from(is_han_lead(at + 3));
                        after_han = false;
                    }
                    None => after_han = text[at..].chars().next().is_some_and(is_han),
                }
                at += 3;
            }
            _ => {
                let c = text[at..].chars().next().unwrap_or(' ');
                let beside = c == '“' && after_han || c == '”' && is_han_lead(at + 3);
                tight[Seam::Quote as usize] += usize::from(beside);
                (after_han, at) = (is_han(c), at + c.len_utf8());
            }
        }
    }
    tight
}
