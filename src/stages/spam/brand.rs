//! Rows of pieces that begin with one name, and what else speaks of it: `春江国际登录_春江国际手机版_春江国际官网`.
//!
//! Sites that want to be found by searchers call themselves by made-up words, which no list can hold. What tells them is
//! that the name stands again and again before words of sites and apps, and nowhere in the article.

use std::sync::LazyLock;

use memchr::memmem;

use super::super::lists::entries;
use super::line::Line;
use super::terms::Kind;
use super::voice::voice;
use crate::han::class::is_han;
use crate::han::likely;

/// Longest name, in characters.
const LONGEST: usize = 6;
/// A line with a voice up to this sounds like no seller: if it speaks of the name, the name is the text's own.
const PLAIN: f32 = -1.0;
/// Longest line that may go because it speaks of such a name, in bytes.
const LONGEST_MENTION: usize = 3 * 80;
/// Longest row, in bytes.
const LONGEST_ROW: usize = 600;
/// Marks beyond ASCII that part the pieces of rows.
const WIDE_PARTS: [char; 11] = ['\u{3000}', '·', '★', '☆', '｜', '【', '】', '▸', '♦', '◆', '◇'];
static WIDE: LazyLock<[memmem::Finder<'static>; 6]> =
    LazyLock::new(|| ["\u{3000}", "｜", "★", "☆", "◆", "】【"].map(memmem::Finder::new));
/// Two characters that follow each other no more than this, in nats, are no word.
const MADE_UP: f32 = 0.5;

/// What is asked of sites with accounts, of which two must stand in a row in brackets that is headed by a word.
const ACCOUNTS: [[char; 2]; 8] =
    [['登', '录'], ['登', '陆'], ['注', '册'], ['开', '户'], ['网', '址'], ['官', '网'], ['客', '服'], ['会', '员']];

/// What sites and apps say of themselves, and what is asked about them.
static SITE_WORDS: LazyLock<Vec<Vec<char>>> = LazyLock::new(|| {
    let words = entries(include_str!("brand.txt"));
    let mut words: Vec<Vec<char>> = words.map(|(_, word)| word.chars().collect()).collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words
});

/// A name that stands at the head of the pieces of a line.
#[derive(Debug, PartialEq)]
pub(super) struct Brand {
    /// As the line has it.
    pub(super) name: String,
    /// Whether the name is a word of nobody's, so that whatever speaks of it belongs to the row.
    made_up: bool,
    /// Whether so many pieces show it that one sentence of the text may speak of it.
    sure: bool,
}

/// The name that the pieces of a line begin with, if it is that of a site.
///
/// Three pieces in five, and three at least, or two where the others are words of sites themselves; and words of sites
/// must stand behind the name in two of them, or in half. Linear in the line but for the number of pieces, which is bounded.
pub(super) fn row(text: &str, line: &Line) -> Option<Brand> {
    const MOST_PIECES: usize = 24;
    let pieces: Vec<(usize, &[char])> = line.pieces().take(MOST_PIECES + 1).collect();
    if !(2..=MOST_PIECES).contains(&pieces.len()) || line.inner_stops > 0 || line.quotes > 0 {
        return None;
    }
    let heads = pieces.iter().filter_map(|(_, piece)| piece.get(..2)).filter(|head| head.iter().all(|&c| is_han(c)));
    let head = heads.max_by_key(|head| pieces.iter().filter(|(_, piece)| piece.starts_with(head)).count())?;
    let (named, others): (Vec<_>, Vec<_>) = pieces.iter().copied().partition(|(_, piece)| piece.starts_with(head));
    let (first, rest) = named.split_first()?;
    let shared = |piece: &[char]| first.1.iter().zip(piece).take_while(|(a, b)| a == b).count();
    let len = rest.iter().map(|(_, piece)| shared(piece)).min()?.min(LONGEST);
    // What is dear to find out comes last.
    let enough = named.len() >= 3 && 5 * named.len() >= 3 * pieces.len() || named.len() == 2 && pieces.len() <= 4;
    if !enough || len < 2 {
        return None;
    }
    let of_sites = |at: usize, piece: &[char]| 3 * site_words(line, at, piece) >= 2 * piece.len();
    let tails = named.iter().map(|&(at, piece)| (at + len, &piece[len..])).filter(|(_, tail)| !tail.is_empty());
    let good = tails.filter(|&(at, tail)| of_sites(at, tail)).count();
    let is_row = match named.len() {
        2 => {
            pieces.len() <= 4
                && good >= 1
                && !others.is_empty()
                && others.iter().all(|&(at, piece)| of_sites(at, piece))
        }
        n => good >= 2 && 2 * good >= n,
    };
    if !is_row {
        return None;
    }
    let (from, to) = (line.at[first.0], line.at[first.0 + len - 1]);
    let last = text[to as usize..].chars().next().map_or(0, char::len_utf8);
    let made_up = first.1[..len].windows(2).all(|two| likely::seam(two[0], two[1]) <= MADE_UP);
    // Headings and bars name the parts of one thing, too.
    let framed = text.contains(['【', '◆', '◇']);
    let asks_in = |piece: &[char]| ACCOUNTS.iter().any(|word| piece.windows(2).any(|two| two == word));
    if framed && !made_up && named.iter().filter(|(_, piece)| asks_in(piece)).count() < 2 {
        return None;
    }
    // Sentences name things that begin with one word, too.
    if !made_up && (text.contains(['，', '、', ',']) || 4 * line.grammar > pieces.len()) {
        return None;
    }
    Some(Brand { name: text[from as usize..to as usize + last].to_owned(), made_up, sure: good >= 3 })
}

/// How many characters of `piece`, which begins at `at`, belong to words of sites and phrases of trades.
fn site_words(line: &Line, at: usize, piece: &[char]) -> usize {
    let mut covered = vec![false; piece.len()];
    for hit in line.hits.iter().filter(|h| !matches!(h.kind, Kind::Veto | Kind::Subject | Kind::Notice)) {
        let (from, to) = (hit.at.max(at), (hit.at + hit.len).min(at + piece.len()));
        (from..to).for_each(|n| covered[n - at] = true);
    }
    for n in 0..piece.len() {
        if let Some(word) = SITE_WORDS.iter().find(|word| piece[n..].starts_with(word)) {
            covered[n..n + word.len()].fill(true);
        }
    }
    covered.into_iter().filter(|c| *c).count()
}

/// Whether a line may be such a row, told from how it stands: of its pieces, three at least, two begin with the same two
/// characters. O(line), and next to nothing for lines without such marks.
pub(super) fn may_be_row(line: &str) -> bool {
    const MOST: usize = 12;
    // The lead byte of `·`.
    let parts = |b: &&u8| matches!(**b, b' ' | b'_' | b'|' | b'-' | b'/' | b'&' | b'>' | 0xC2);
    let parted = || WIDE.iter().any(|mark| mark.find(line.as_bytes()).is_some());
    let is_row = !line.ends_with('。')
        && line.len() <= LONGEST_ROW
        && (line.as_bytes().iter().filter(parts).count() >= 2 || parted());
    if !is_row {
        return false;
    }
    let is_cut = |c: char| matches!(c, ' ' | '_' | '|' | '-' | '/' | '&' | '>') || WIDE_PARTS.contains(&c);
    let mut heads = [('\0', '\0'); MOST];
    let (mut n, mut pieces, mut alike) = (0, 0, false);
    for piece in line.split(is_cut) {
        let mut chars = piece.chars();
        let (Some(a), Some(b)) = (chars.next(), chars.next()) else { continue };
        pieces += 1;
        if is_han(a) && is_han(b) {
            alike |= heads[..n].contains(&(a, b));
            if n < MOST {
                heads[n] = (a, b);
                n += 1;
            }
        }
    }
    alike && pieces >= 3
}

impl Brand {
    /// Whether a line speaks of the name.
    fn is_in(&self, line: &str) -> bool {
        memmem::find(line.as_bytes(), self.name.as_bytes()).is_some()
    }

    /// Whether no sentence of the text speaks of the name that is the text's own: one that reports, or one that sounds like no
    /// seller and holds no phrase of a trade. One such sentence may praise the name, if the row is sure.
    pub(super) fn is_foreign_to<'t>(&self, lines: impl Iterator<Item = &'t str>, line: &mut Line) -> bool {
        let mut own = 0;
        for l in lines.filter(|l| self.is_in(l)) {
            line.read(l);
            let ends = l.ends_with(['。', '”', '？', '…']);
            own += usize::from(ends && voice(l) <= PLAIN && !is_of_trade(line));
            if line.has_veto() || own > usize::from(self.sure) {
                return false;
            }
        }
        true
    }

    /// Whether a line that is no row itself goes with the row: it is short, one sentence at most, quotes nothing and reports nothing.
    pub(super) fn takes(&self, text: &str, line: &mut Line) -> bool {
        if !self.made_up || text.len() > LONGEST_MENTION || !self.is_in(text) {
            return false;
        }
        line.read(text);
        let silent = line.inner_stops == 0 && line.quotes == 0 && line.code == 0 && !line.has_veto();
        silent && (voice(text) > PLAIN || is_of_trade(line))
    }
}

fn is_of_trade(line: &Line) -> bool {
    line.hits.iter().any(|h| h.kind.is_trade())
}
