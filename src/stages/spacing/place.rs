//! Where a line of spaced characters stands: over a paragraph as a heading does, under the last one as a signature
//! does, or among its like as in a list.
//!
//! The characters of a short heading are often strangers to the pair table; `学 风 漫 谈` and `锅 碗 瓢 盆` look the
//! same to it. What tells them apart is their place, and what the text near them says.

use memchr::memmem;

use super::gaps::{Line, is_blank};
use super::headings;
use super::letters::WORD;
use crate::{
    han::{class::is_han, likely},
    span,
};

/// Shortest line, in bytes, that is a paragraph and not a heading or caption.
const PARAGRAPH_BYTES: usize = 36;
/// Lines from a heading to its paragraph, at most: a second heading, a byline.
const BELOW: usize = 3;
/// Characters of the name of an author, at most, which may be spaced under a heading.
const NAME: usize = 3;
/// Characters of spaced headings, at least, of which one stands over the other.
const TWO_HEADINGS: usize = 5;
/// What the names of those end with who sign a text, if they are no persons, and their characters, at least.
const OFFICES: &[char] =
    &['局', '部', '会', '社', '厂', '院', '校', '司', '组', '处', '厅', '府', '队', '站', '馆', '所', '学'];
const OFFICE: usize = 5;
/// Bytes on each side of a line that are searched for its characters.
const REACH: usize = 2048;

/// What the place of a line of single characters says of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Place {
    /// Nothing.
    #[default]
    Anywhere,
    /// It begins the text or follows a paragraph, and has a paragraph below it; or it ends the text as the name of an
    /// office that signs it.
    Heading,
    /// The same, but most of its characters stand in the text near it, though no two of them together, as the
    /// characters of a drill do.
    Listed,
}

impl Place {
    /// The place of `line`. Looks at the lines beside it and at what is near, so that it is O(1) but for their length.
    pub(super) fn of(text: &str, line: &Line) -> Self {
        let (before, after) = (&text[..line.start as usize], &text[line.end as usize..]);
        let row: Vec<char> = line.span().of(text).chars().filter(|&c| is_han(c)).collect();
        let lines_below = after.split('\n').map(trim).filter(|l| !l.is_empty()).take(BELOW);
        let above = trim(before.trim_end_matches(is_edge).rsplit('\n').next().unwrap_or_default());
        let signs = || row.len() >= OFFICE && row.last().is_some_and(|c| OFFICES.contains(c)) && is_paragraph(above);
        let leads_on = match after.chars().find(|&c| !is_edge(c)) {
            None => signs(),
            Some(_) => leads_on(lines_below, row.len()),
        };
        if !follows_on(above, row.len()) || !leads_on {
            return Self::Anywhere;
        }
        let near = [tail(before), head(after)];
        if is_scattered(&row, near) { Self::Listed } else { Self::Heading }
    }
}

/// Whether a line stands over a paragraph, and two of its characters are a word that stands near below.
pub(super) fn is_title(text: &str, line: &Line, row: &[char]) -> bool {
    let after = &text[line.end as usize..];
    let near = head(after);
    let together = |pair: &[char]| memmem::find(near.as_bytes(), pair.iter().collect::<String>().as_bytes()).is_some();
    after.split('\n').map(trim).find(|below| !below.is_empty()).is_some_and(is_paragraph)
        && row.windows(2).any(|pair| likely::seam(pair[0], pair[1]) >= WORD && together(pair))
}

fn is_edge(c: char) -> bool {
    is_blank(c) || matches!(c, '\n' | '\r')
}

pub(super) fn trim(line: &str) -> &str {
    line.trim_matches(is_edge)
}

/// Whether a heading of `len` characters may stand under this line.
fn follows_on(above: &str, len: usize) -> bool {
    above.is_empty()
        || above.ends_with(['。', '！', '？'])
        || above.len() >= PARAGRAPH_BYTES && above.ends_with(['”', '」', '…', '）', '.'])
        || headings::is_chapter(above)
        || singles(above).is_some_and(|other| headings::is_heading(above) || is_second(len, other))
}

/// Whether these lines lead from a heading of `len` characters to a paragraph.
fn leads_on<'t>(below: impl Iterator<Item = &'t str>, len: usize) -> bool {
    for line in below {
        if is_paragraph(line) {
            return true;
        }
        let part_of_head = match singles(line) {
            Some(other) => headings::is_heading(line) || other <= NAME || is_second(len, other),
            None => line.len() < 3 * PARAGRAPH_BYTES && !line.contains('：'),
        };
        if !part_of_head {
            return false;
        }
    }
    false
}

/// Whether two lines of single characters are two headings, not rows of a list.
fn is_second(one: usize, other: usize) -> bool {
    one != other && one.min(other) >= TWO_HEADINGS
}

fn is_paragraph(line: &str) -> bool {
    line.len() >= PARAGRAPH_BYTES && line.contains(['，', '。', '！', '？', '；'])
}

/// How many characters a line has, if all are Han and each is set apart.
fn singles(line: &str) -> Option<usize> {
    let mut count = 0;
    for piece in line.split(is_blank).filter(|p| !p.is_empty()) {
        let mut chars = piece.chars();
        if !chars.next().is_some_and(is_han) || chars.next().is_some() {
            return None;
        }
        count += 1;
    }
    (count >= 2).then_some(count)
}

/// Whether most characters of a row stand in the text near it, though no two neighbours do so together.
fn is_scattered(row: &[char], near: [&str; 2]) -> bool {
    let found = |needle: &str| near.iter().any(|text| memmem::find(text.as_bytes(), needle.as_bytes()).is_some());
    let together = |pair: &[char]| found(&pair.iter().collect::<String>());
    let alone = row.iter().filter(|c| found(c.encode_utf8(&mut [0; 4]))).count();
    alone * 4 >= row.len() * 3 && !row.windows(2).any(together)
}

/// The last bytes of `text`, [`REACH`] of them or a few less.
fn tail(text: &str) -> &str {
    &text[span::ceil_boundary(text, text.len().saturating_sub(REACH))..]
}

/// The first ones.
fn head(text: &str) -> &str {
    &text[..span::floor_boundary(text, REACH.min(text.len()))]
}
