//! Page furniture between wrapped lines: page numbers, and heads that every page repeats.

use std::collections::HashMap;
use std::sync::LazyLock;

use memchr::memmem;

use crate::han::class::is_han;

use super::lines::Line;
use super::marks::{End, Start, is_blank};

/// A line that may be page furniture.
#[derive(Clone, Copy, Debug)]
pub(super) struct Suspect {
    pub kind: Kind,
    /// The number of the page, if it names one.
    pub number: Option<u32>,
    /// For a head: which of the heads that are repeated it is.
    pub head: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kind {
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
    pub fn is_page(&self) -> bool {
        matches!(self.kind, Kind::Marked | Kind::Bare)
    }
}

/// No running head is wider, in half-ems, nor than three quarters of a line of the text: in narrow
/// columns full lines may well read alike.
const WIDEST_HEAD: i32 = 60;
/// Nor one that is not repeated, unless it begins with the number of a chapter.
const WIDEST_LONE: i32 = 30;
/// Text lines on a page at least, between heads that read the same.
pub(super) const PAGE: usize = 5;

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
        let narrow;
        let body = match has_wide_digit(body) {
            true => {
                narrow = body.chars().map(narrowed).collect::<String>();
                &*narrow
            }
            false => body,
        };
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

fn has_wide_digit(line: &str) -> bool {
    let bytes = line.as_bytes();
    memchr::memchr_iter(0xEF, bytes).any(|at| matches!(bytes.get(at + 1..at + 3), Some([0xBC, 0x90..=0x99])))
}

fn is_wide_digit(c: char) -> bool {
    matches!(c, '０'..='９')
}

/// A full-width digit in ASCII; any other character as it is.
fn narrowed(c: char) -> char {
    if is_wide_digit(c) { char::from(b'0' + (u32::from(c) - u32::from('０')) as u8) } else { c }
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

/// Whether a line is a title and a number with a wide gap between the two: a running head, or a heading.
pub(super) fn is_titled(line: &str) -> bool {
    titled_number(line).is_some()
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
pub(super) fn key(line: &str) -> String {
    line.chars().filter(|&c| !c.is_ascii_digit() && !is_wide_digit(c) && !is_blank(c)).collect()
}
