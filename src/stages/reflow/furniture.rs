//! Page furniture between wrapped lines: page numbers, and heads that every page repeats.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

use memchr::memmem;

use crate::han::class::is_han;

use super::lines::Line;
use super::marks::{End, Start, is_blank};

/// A line that may be page furniture.
#[derive(Clone, Copy, Debug)]
pub(super) struct Suspect {
    kind: Kind,
    /// The number of the page, if it names one.
    number: Option<u32>,
    /// For a head: which of the heads that are repeated it is.
    head: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// `- 12 -`, `第12页`, `12/80`.
    Marked,
    /// `12`.
    Bare,
    /// `码头旧闻　12`.
    Titled,
    /// A head that is repeated, or a chapter's title beside a page number.
    Head,
}

impl Suspect {
    /// Whether it is the number of a page by itself.
    fn is_page(&self) -> bool {
        matches!(self.kind, Kind::Marked | Kind::Bare)
    }
}

/// Suspects between two lines of the text.
pub(super) struct Group {
    /// Numbers of the lines.
    pub lines: Range<usize>,
    /// Whether the text goes on across them.
    pub joined: bool,
    /// Whether that is sure, and in the middle of a sentence.
    pub strong: bool,
    /// Whether that is sure because the text goes on flush where paragraphs are indented, whatever ended before.
    pub flush: bool,
    /// Whether the characters around them belong together, or the line before ends in a comma, in prose.
    pub torn: bool,
    /// Whether they are the first or the last lines, where a head may be the title.
    pub edge: bool,
    /// Whether they stand between two paragraphs.
    pub between: bool,
    /// Whether the paragraph before is a note, as at the foot of a page.
    pub foot: bool,
}

/// No running head is wider, in half-ems, nor than three quarters of a line of the text: in narrow
/// columns full lines may well read alike.
const WIDEST_HEAD: i32 = 60;
/// Nor one that is not repeated, unless it begins with the number of a chapter.
const WIDEST_LONE: i32 = 30;
/// A head without a page number beside it must stand in the middle of so many sentences.
const CROSSED: u32 = 2;
/// Text lines on a page at least, between heads that read the same.
const PAGE: usize = 5;

/// For each line, what kind of page furniture it may be, in a text wrapped to `width`. Empty if there is none.
pub(super) fn suspects(text: &str, lines: &[Line], width: i32) -> Vec<Option<Suspect>> {
    let widest = WIDEST_HEAD.min(width * 3 / 4);
    let mut suspects: Vec<Option<Suspect>> = vec![None; lines.len()];
    let mut heads: HashMap<String, Vec<usize>> = HashMap::new();
    for (i, line) in lines.iter().enumerate() {
        if line.width > widest && ink(text, line) > widest {
            continue;
        }
        let body = line.of(text);
        // Most lines have no figure that could be the number of a page.
        let figures = body.bytes().any(|b| b.is_ascii_digit());
        if let Some((number, marked)) = figures.then(|| page_number(body)).flatten() {
            let kind = if marked { Kind::Marked } else { Kind::Bare };
            suspects[i] = Some(Suspect { kind, number: Some(number), head: None });
        } else if let Some(number) = figures.then(|| titled_number(body)).flatten() {
            suspects[i] = Some(Suspect { kind: Kind::Titled, number: Some(number), head: None });
            heads.entry(key(body)).or_default().push(i);
        } else if matches!(line.ends, End::Han | End::Digit | End::Other | End::Quote | End::Latin)
            && !body.contains(['，', '。', '；', '！', '？'])
        {
            heads.entry(key(body)).or_default().push(i);
        }
    }
    for (head, (key, places)) in (0..).zip(heads) {
        let numbered = |at: usize| suspects.get(at).is_some_and(|s| s.as_ref().is_some_and(Suspect::is_page));
        let paged = |at: usize| numbered(at + 1) || numbered(at.wrapping_sub(1));
        // Beside the numbers of pages, pages may be short.
        let apart = places.windows(2).all(|p| p[1] - p[0] > PAGE || paged(p[1]));
        // Two characters are what is left of a paragraph, more often than a title.
        let long = key.chars().count() >= 3 || key.chars().count() == 2 && places.iter().any(|&at| paged(at));
        if places.len() >= 2 && apart && long {
            for &i in &places {
                let number = number_beside(lines[i].of(text));
                let titled = suspects[i].filter(|s| s.kind == Kind::Titled);
                suspects[i] = Some(match titled {
                    Some(titled) => Suspect { head: Some(head), ..titled },
                    None => Suspect { kind: Kind::Head, number, head: Some(head) },
                });
            }
        } else {
            // The title of a chapter or book beside a page number.
            for &i in &places {
                let beside = [i.wrapping_sub(1), i + 1];
                let numbered = |&j: &usize| suspects.get(j).is_some_and(|s| s.is_some_and(|s| s.is_page()));
                let narrow = lines[i].width <= WIDEST_LONE || lines[i].starts == Start::Item;
                if suspects[i].is_none() && narrow && beside.iter().any(numbered) {
                    suspects[i] = Some(Suspect { kind: Kind::Head, number: None, head: None });
                }
            }
        }
    }
    if suspects.iter().all(Option::is_none) { Vec::new() } else { suspects }
}

/// Finds two ideographic spaces in a row.
static WIDE_GAP: LazyLock<memmem::Finder<'static>> = LazyLock::new(|| memmem::Finder::new("\u{3000}\u{3000}"));

/// How wide a line is, in half-ems, without the gaps between the parts of a head.
pub(super) fn ink(text: &str, line: &Line) -> i32 {
    let body = line.of(text);
    if memchr::memchr(b' ', body.as_bytes()).is_none() && WIDE_GAP.find(body.as_bytes()).is_none() {
        return line.width;
    }
    if let Some(ink) = plain_ink(body) {
        return ink;
    }
    body.chars().filter(|&c| !is_blank(c)).map(super::marks::half_ems).sum()
}

/// The same, counted in vector code, for a line whose only white space is the space.
fn plain_ink(body: &str) -> Option<i32> {
    let mut ink = 0;
    for lane in body.as_bytes().chunks(64) {
        // Bytes that other white space begins with.
        let (mut thin, mut wide, mut odd) = (0_u8, 0_u8, 0_u8);
        for &b in lane {
            thin += u8::from((b < 0x80) & (b != b' '));
            wide += u8::from(b >= 0xC0);
            odd += u8::from((b < 0x20) | (b == 0xC2) | (b == 0xE1) | (b == 0xE2));
        }
        if odd > 0 {
            return None;
        }
        ink += i32::from(thin) + 2 * i32::from(wide);
    }
    let other = body.contains('\u{3000}') || body.contains('\u{FEFF}');
    (!other).then_some(ink)
}

/// Whether suspects that a wrapped paragraph goes on across may be page furniture. `strong` says that
/// the join is sure, and in the middle of a sentence.
pub(super) fn may_be(suspects: &[Option<Suspect>], lines: Range<usize>, strong: bool) -> bool {
    strong || suspects[lines].iter().flatten().any(|s| s.kind == Kind::Marked)
}

/// Whether some of these may be heads or feet of pages that count on, which show themselves by that alone.
pub(super) fn may_count(suspects: &[Option<Suspect>]) -> bool {
    let numbers = || (0..).zip(suspects).filter_map(|(at, s)| Some((at, s.filter(is_counted)?)));
    let follows = |((at, a), (next, b)): ((usize, Suspect), (usize, Suspect))| counts_on((at, a), (next, b));
    numbers().zip(numbers().skip(1)).any(follows)
}

fn is_counted(suspect: &Suspect) -> bool {
    matches!(suspect.kind, Kind::Bare | Kind::Titled) && suspect.number.is_some()
}

/// Whether the second of two suspects is the next page's.
fn counts_on((at, a): (usize, Suspect), (next, b): (usize, Suspect)) -> bool {
    a.kind == b.kind && next > at + PAGE && a.number.zip(b.number).is_some_and(|(a, b)| b == a + 1)
}

/// Groups between paragraphs that count on from page to page: numbers under the notes of a page, and heads whose number
/// stands on the outer side, left on even pages and right on odd ones, or that are three or more.
fn counted<'g>(text: &str, lines: &[Line], suspects: &[Option<Suspect>], groups: &'g [Group]) -> Vec<&'g Group> {
    const LEAST: u32 = 10;
    let alone = |group: &'g Group| {
        let at = Some(group.lines.start).filter(|_| group.between && group.lines.len() == 1)?;
        let suspect = suspects[at].filter(|s| is_counted(s) && s.number >= Some(LEAST))?;
        Some((at, suspect, group))
    };
    let outer = |at: usize, suspect: Suspect| {
        let even = suspect.number.is_some_and(|n| n % 2 == 0);
        let body = lines[at].of(text);
        if even { body.starts_with(|c: char| c.is_ascii_digit()) } else { body.ends_with(|c: char| c.is_ascii_digit()) }
    };
    let all: Vec<(usize, Suspect, &Group)> = groups.iter().filter_map(alone).collect();
    let runs = all.chunk_by(|a, b| counts_on((a.0, a.1), (b.0, b.1))).filter(|run| run.len() >= 2);
    let shown = |run: &&[(usize, Suspect, &Group)]| {
        let foot = run.iter().all(|(_, _, group)| group.foot);
        let heads = run[0].1.kind == Kind::Titled;
        foot || heads && (run.len() > 2 || run.iter().all(|&(at, suspect, _)| outer(at, suspect)))
    };
    runs.filter(shown).flatten().map(|&(_, _, group)| group).collect()
}

/// Whether a line begins a note at the foot of a page: `①`, `〔3〕`, `[3]`.
pub(super) fn is_note(line: &str) -> bool {
    let mut chars = line.chars();
    match chars.next() {
        Some('①'..='⑳' | '＊') => true,
        Some('〔' | '[' | '［') => {
            let rest = chars.as_str().trim_start_matches(|c: char| c.is_numeric() || c == '注');
            rest.len() < line.len() - 1 && rest.starts_with(['〕', ']', '］'])
        }
        Some('注') => line.starts_with("注：") || chars.next().is_some_and(|c| matches!(c, '①'..='⑳')),
        _ => false,
    }
}

/// Whether one of these is the number of a page by itself.
pub(super) fn are_numbered(suspects: &[Option<Suspect>]) -> bool {
    suspects.iter().flatten().any(Suspect::is_page)
}

/// The lines to remove: the page numbers that the text goes on across, and the heads that more than one sentence
/// goes on across, or beside a page number; and where two or more groups show what furniture looks like in this
/// document, those like them between paragraphs: page numbers in their order, the same heads, and other repeated heads whose
/// page numbers count on from those. One is enough for the
/// numbers of the pages before and after: with the same marks and set off by blank lines, or bare and a page away. Feet and
/// heads that count on between paragraphs need none ([`counted`]).
pub(super) fn accept(text: &str, lines: &[Line], suspects: &[Option<Suspect>], groups: &[Group]) -> Vec<usize> {
    let heads = |g: &Group| suspects[g.lines.clone()].iter().flatten().filter_map(|s| s.head).collect::<Vec<u32>>();
    let is_number = |s: &Suspect| s.kind != Kind::Head;
    let mut crossed: HashMap<u32, u32> = HashMap::new();
    for group in groups.iter().filter(|g| g.joined && g.strong) {
        heads(group).into_iter().for_each(|head| *crossed.entry(head).or_default() += 1);
    }
    // Sections begin flush under their numbers, too, where no page breaks a sentence.
    let broken = groups.iter().any(|g| g.joined && g.strong && are_numbered(&suspects[g.lines.clone()]));
    let confirmed = |group: &&Group| {
        let own = || suspects[group.lines.clone()].iter().flatten();
        let numbered = own().any(is_number);
        let strong = group.strong || broken && group.flush && own().all(Suspect::is_page);
        // A line that no other page repeats may be text.
        let lone = own().any(|s| s.kind == Kind::Head && s.head.is_none());
        group.joined
            && (group.torn || !lone)
            && may_be(suspects, group.lines.clone(), strong)
            && (numbered || heads(group).iter().all(|head| crossed.get(head).is_some_and(|&n| n >= CROSSED)))
    };
    let sure: Vec<&Group> = groups.iter().filter(confirmed).collect();
    // Where one page ends in a number and a head, so may another.
    let marked = |g: &Group| {
        let number = suspects[g.lines.clone()].iter().flatten().find(|s| s.kind == Kind::Marked)?.number;
        number.map(|number| (g.lines.start, g.lines.len(), number))
    };
    let alike = |g: &&Group| {
        let same = |(at, lines, number): (usize, usize, u32)| {
            move |(at2, lines2, number2): (usize, usize, u32)| lines == lines2 && (at < at2) == (number < number2)
        };
        g.joined && g.strong && marked(g).map(same).is_some_and(|same| sure.iter().filter_map(|g| marked(g)).any(same))
    };
    let counted = counted(text, lines, suspects, groups);
    let confirmed = |g: &&Group| confirmed(g) || counted.iter().any(|c| c.lines == g.lines);
    let shown: Vec<&Group> = groups.iter().filter(|g| confirmed(g) || alike(g)).collect();
    let mut accepted: Vec<usize> = shown.iter().flat_map(|g| g.lines.clone()).collect();
    if shown.len() < 2 {
        accept_next(text, lines, suspects, &mut accepted);
        return accepted;
    }
    let known: HashSet<u32> = shown.iter().flat_map(|g| heads(g)).collect();
    for kind in [Kind::Marked, Kind::Bare, Kind::Titled, Kind::Head] {
        // The numbers so far, and from here on.
        let numbers: Vec<(usize, u32)> = accepted
            .iter()
            .filter_map(|&i| suspects[i].filter(|s| s.kind == kind).and_then(|s| Some((i, s.number?))))
            .collect();
        let mut highest = vec![0; numbers.len() + 1];
        let mut lowest = vec![u32::MAX; numbers.len() + 1];
        for (n, &(_, number)) in numbers.iter().enumerate() {
            highest[n + 1] = number.max(highest[n]);
        }
        for (n, &(_, number)) in numbers.iter().enumerate().rev() {
            lowest[n] = number.min(lowest[n + 1]);
        }
        // A head at the edge may be the title. Of the heads only those go that count on from their neighbours: what else
        // has numbers may be text.
        let others = groups.iter().filter(|g| !confirmed(g) && (kind != Kind::Head || !g.edge));
        let counts_on = |n: usize, number: u32| {
            let next_to = |at: usize| numbers.get(at).is_some_and(|&(_, other)| other.abs_diff(number) == 1);
            kind != Kind::Head || next_to(n) || n > 0 && next_to(n - 1)
        };
        for line in others.flat_map(|g| g.lines.clone()) {
            let Some(number) = suspects[line].filter(|s| s.kind == kind).and_then(|s| s.number) else { continue };
            let n = numbers.partition_point(|&(at, _)| at < line);
            if !numbers.is_empty() && highest[n] < number && number <= lowest[n] && counts_on(n, number) {
                accepted.push(line);
            }
        }
    }
    for line in groups.iter().filter(|g| !confirmed(g) && !g.edge).flat_map(|g| g.lines.clone()) {
        if suspects[line].is_some_and(|s| s.head.is_some_and(|head| known.contains(&head))) {
            accepted.push(line);
        }
    }
    accepted
}

/// Adds to the lines that go the page numbers that count on from one that goes, up or down, and are written like it: those
/// with marks that stand by themselves between blank lines, and bare ones a page away.
fn accept_next(text: &str, lines: &[Line], suspects: &[Option<Suspect>], accepted: &mut Vec<usize>) {
    let number = |i: &usize| suspects[*i].filter(Suspect::is_page)?.number;
    let Some((known, first)) = accepted.iter().find_map(|i| Some((*i, number(i)?))) else { return };
    let bare = suspects[known].is_some_and(|s| s.kind == Kind::Bare);
    let apart = |i: usize| lines[i].blank > 0 && lines.get(i + 1).is_none_or(|next| next.blank > 0);
    let alike = |i: usize| key(lines[i].of(text)) == key(lines[known].of(text));
    let mut take = |others: &mut dyn Iterator<Item = usize>, step: fn(u32) -> Option<u32>| {
        let (mut last, mut counted) = (known, first);
        for i in others.filter(|&i| alike(i)) {
            let placed = if bare { i.abs_diff(last) > PAGE } else { apart(i) };
            if placed && number(&i).is_some() && number(&i) == step(counted) {
                (last, counted) = (i, step(counted).unwrap_or(counted));
                accepted.push(i);
            }
        }
    };
    let numbered = |i: &usize| number(i).is_some();
    take(&mut (known + 1..suspects.len()).filter(numbered), |n| n.checked_add(1));
    take(&mut (0..known).rev().filter(numbered), |n| n.checked_sub(1));
}

/// The number that stands before or behind a head with white space between the two.
fn number_beside(head: &str) -> Option<u32> {
    let (before, behind) = (head.split(is_blank).next()?, head.rsplit(is_blank).next()?);
    let number = |part: &str| (1..=4).contains(&part.len()).then(|| part.parse().ok()).flatten();
    number(behind).or_else(|| number(before)).filter(|_| before.len() < head.len())
}

/// Whether a line is the number of a page alone, with marks on both sides or as `第12页`: no sentence runs through it.
pub(super) fn is_page_mark(line: &str) -> bool {
    const LONGEST: usize = 24;
    let mark = |c: char| matches!(c, '-' | '–' | '—' | '－' | '·' | '•' | '~' | '～' | '|');
    line.len() <= LONGEST
        && (line.starts_with(mark) && line.ends_with(mark) || line.starts_with('第') && line.ends_with('页'))
        && page_number(line).is_some_and(|(_, marked)| marked)
}

/// Whether a line is a number of a few figures and nothing else: behind the end of a sentence that is a page's, or a section's.
pub(super) fn is_figure(line: &str) -> bool {
    (1..=4).contains(&line.len()) && line.bytes().all(|b| b.is_ascii_digit())
}

/// The number on a line that holds a page number alone, and whether marks or words show that it is one.
fn page_number(line: &str) -> Option<(u32, bool)> {
    let mark = |c: char| {
        is_blank(c)
            || matches!(
                c,
                '-' | '–'
                    | '—'
                    | '－'
                    | '·'
                    | '•'
                    | '~'
                    | '～'
                    | '['
                    | ']'
                    | '【'
                    | '】'
                    | '〔'
                    | '〕'
                    | '（'
                    | '）'
                    | '('
                    | ')'
                    | '|'
            )
    };
    let body = line.trim_matches(mark);
    let bare = body.len() == line.len();
    let (body, named) =
        match body.strip_prefix('第').and_then(|b| b.trim_end_matches('页').strip_suffix(' ').or(b.strip_suffix('页')))
        {
            Some(inner) => (inner.trim_matches(is_blank), true),
            None => match body.strip_prefix("Page").or(body.strip_prefix("page")).or(body.strip_prefix("P.")) {
                Some(inner) => (inner.trim_matches(is_blank), true),
                None => (body, false),
            },
        };
    let number = |s: &str| (1..=4).contains(&s.len()).then(|| s.parse::<u32>().ok()).flatten();
    if let Some(n) = number(body) {
        return Some((n, named || !bare));
    }
    // `12/80`, `第12页 共80页`
    let (left, right) = body.split_once(['/', '／', '页'])?;
    let right = right.trim_matches(is_blank).trim_start_matches(['，', ',', '共']).trim_matches(is_blank);
    let (n, all) = (number(left.trim_matches(is_blank))?, number(right)?);
    (n <= all).then_some((n, true))
}

/// The page number of a running head with a wide gap between the two: `码头旧闻　　12`, `·12·　　码头旧闻`.
fn titled_number(line: &str) -> Option<u32> {
    let digits = |c: char| c.is_ascii_digit();
    let mark = |c: char| matches!(c, '·' | '•' | '-' | '—' | '–');
    // `· 216 ·　　码头旧闻`
    let line = if line.starts_with(mark) || line.ends_with(mark) {
        line.trim_matches(|c| mark(c) || is_blank(c))
    } else {
        line
    };
    let wide = |gap: &str| gap.contains('\u{3000}') || gap.chars().count() > 1;
    let (body, number) = match line.trim_end_matches(digits) {
        body if body.len() < line.len() => (body, &line[body.len()..]),
        _ => {
            let body = line.trim_start_matches(digits);
            (body, &line[..line.len() - body.len()])
        }
    };
    let body = match body.trim_start_matches(is_blank).strip_prefix(mark) {
        Some(rest) if rest.starts_with(is_blank) => rest,
        _ => body.trim_end_matches(is_blank).strip_suffix(mark).filter(|b| b.ends_with(is_blank)).unwrap_or(body),
    };
    let title = body.trim_matches(is_blank);
    let gap = if body.starts_with(is_blank) {
        &body[..body.len() - body.trim_start_matches(is_blank).len()]
    } else {
        &body[body.trim_end_matches(is_blank).len()..]
    };
    // The number of a chapter may stand before its title, with a gap of its own.
    let chapter = |head: &str| {
        head.starts_with('第') && head.ends_with(['章', '回', '编', '卷', '节', '篇', '部', '辑'])
            || head.starts_with('卷') && head.chars().count() <= 4
    };
    let name =
        title.split_once(is_blank).filter(|(head, _)| chapter(head)).map_or(title, |(_, rest)| rest.trim_start());
    // A short title may be set wide: `后　记`.
    let spread = name.contains('\u{3000}') && name.split(is_blank).all(|part| part.chars().nth(1).is_none());
    let name = if spread { &name[..name.find('\u{3000}').unwrap_or(name.len())] } else { name };
    let is_title = name.chars().next().is_some_and(is_han)
        && !name.contains(|c: char| {
            is_blank(c) && c != ' ' || matches!(c, '，' | '。' | '；' | '！' | '？' | '：' | '…' | '.')
        });
    ((1..=4).contains(&number.len()) && is_title && wide(gap)).then(|| number.parse().ok()).flatten()
}

/// What a line reads, digits and white space aside.
fn key(line: &str) -> String {
    line.chars().filter(|&c| !c.is_ascii_digit() && !is_blank(c)).collect()
}
