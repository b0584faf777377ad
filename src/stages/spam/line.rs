//! One line as the judges see it: folded for matching, cut into segments, with what was found in it.

use super::terms::{Hit, Kind, TERMS};
use crate::han::class::is_han;
use crate::han::fold::simplified;

/// A line folded for matching: letters and digits only, Simplified, narrow, lower case, each with the
/// segment it stands in.
///
/// Marks and spaces are not in `chars`, so `加·微·信` and `开云·体育` read as one phrase; where they
/// stood is known by the segments.
#[derive(Default)]
pub(super) struct Line {
    pub(super) chars: Vec<char>,
    /// Byte offset of each of `chars` in the line.
    pub(super) at: Vec<u32>,
    /// Segment of each of `chars`, cut at marks that prose hardly uses: `| _ / ★ 【】 #`.
    pub(super) hard: Vec<u16>,
    /// Segment of each of `chars`, cut at those and at `， 、 · - : ;` and spaces.
    pub(super) soft: Vec<u16>,
    pub(super) hits: Vec<Hit>,
    /// The longest run of single characters with the same mark between: the mark, and how many characters.
    pub(super) split: Option<(char, usize)>,
    pub(super) han: usize,
    /// ASCII letters and digits.
    pub(super) ascii: usize,
    /// 。！？…； before the last character.
    pub(super) inner_stops: usize,
    /// ！ and ? alone, anywhere.
    pub(super) shouts: usize,
    /// Function words and pronouns, which sentences have and keyword lists have not.
    pub(super) grammar: usize,
    /// Marks of program code and tables of patterns.
    pub(super) code: usize,
    /// Commas and 、.
    pub(super) commas: usize,
    /// Opening quotation marks: whoever quotes an advertisement writes about it. None for what the reader is asked to
    /// load, to note or to look up in a shop: `下载“…”`.
    pub(super) quotes: usize,
    /// Of these, those around a name: a few letters and no mark.
    pub(super) names: usize,
    /// What the reader is asked to search for or to answer, in quotation marks: `回复“资料”`.
    pub(super) keys: usize,
    /// Two to seven characters and a colon begin the line, as the small advertisements of papers begin: `出租：`.
    pub(super) has_heading: bool,
    /// A day with its month and year stands in the line, as in records and reports.
    pub(super) has_date: bool,
}

/// What a character is to the shape of a line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Word,
    /// Cuts segments, hardly used in prose.
    Hard,
    /// Cuts segments, used in prose too.
    Soft,
    Stop,
    Shout,
    Code,
    /// Seen and passed over: quotes, brackets, emoji.
    Other,
}

/// Whether a character is a letter, an ideograph or a digit, told quickly of what Chinese text is made of.
pub(super) fn is_letter(c: char) -> bool {
    match c {
        '\u{4E00}'..='\u{9FFF}' => true,
        '\0'..='\u{7F}' => c.is_ascii_alphanumeric(),
        // Marks, and nothing else.
        '\u{2000}'..='\u{206F}'
        | '\u{3000}'..='\u{3004}'
        | '\u{3008}'..='\u{3020}'
        | '\u{FF00}'..='\u{FF0F}'
        | '\u{FF1A}'..='\u{FF20}' => false,
        _ => c.is_alphanumeric(),
    }
}

fn mark(c: char) -> Mark {
    match c {
        '0'..='9' | 'a'..='z' | 'A'..='Z' => Mark::Word,
        '|' | '｜' | '¦' | '│' | '_' | '＿' | '/' | '／' | '◆' | '◇' | '●' | '○' | '■' | '□' | '▲' | '△' | '※'
        | '►' | '▶' | '【' | '】' | '┃' | '丨' | '〖' | '〗' | '»' | '≯' | '→' | '⇌' | '⇋' | '⇄' | '↔' | '⇔' => {
            Mark::Hard
        }
        ',' | '，' | '、' | '·' | '•' | '・' | '-' | '—' | '–' | '－' | ':' | '：' | '~' | '～' | '+' | '＋' | '*'
        | ' ' | '\t' | '\u{3000}' | '\u{A0}' | '.' | '．' | '^' | '#' | '＃' | '&' | '＆' | '▸' => Mark::Soft,
        '。' | '；' | '…' | ';' => Mark::Stop,
        '！' | '!' | '？' | '?' => Mark::Shout,
        '=' | '{' | '}' | '\\' | '`' | '$' => Mark::Code,
        '➕' => Mark::Word,
        _ if is_letter(c) => Mark::Word,
        '\u{2600}'..='\u{27BF}' | '\u{1F300}'..='\u{1FAFF}' => Mark::Hard,
        _ => Mark::Other,
    }
}

/// Narrow, lower-case, Simplified.
pub(super) fn fold(c: char) -> char {
    match c {
        '➕' => '加',
        'A'..='Z' => c.to_ascii_lowercase(),
        '\0'..='\u{7F}' => c,
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c).to_ascii_lowercase(),
        '①'..='⑨' => char::from_u32(c as u32 - '①' as u32 + '1' as u32).unwrap_or(c),
        '❶'..='❾' => char::from_u32(c as u32 - '❶' as u32 + '1' as u32).unwrap_or(c),
        '⓪' => '0',
        'Ⓐ'..='Ⓩ' => char::from_u32(c as u32 - 'Ⓐ' as u32 + 'a' as u32).unwrap_or(c),
        'ⓐ'..='ⓩ' => char::from_u32(c as u32 - 'ⓐ' as u32 + 'a' as u32).unwrap_or(c),
        _ => simplified(c),
    }
}

pub(super) fn is_grammar(c: char) -> bool {
    matches!(
        c,
        '的' | '了'
            | '是'
            | '被'
            | '将'
            | '对'
            | '与'
            | '其'
            | '该'
            | '经'
            | '因'
            | '于'
            | '以'
            | '及'
            | '并'
            | '称'
            | '说'
            | '我'
            | '他'
            | '她'
            | '它'
            | '们'
            | '这'
            | '那'
            | '也'
            | '都'
            | '就'
            | '而'
            | '但'
            | '把'
            | '让'
            | '却'
            | '曾'
            | '从'
            | '向'
            | '为'
            | '或'
            | '之'
            | '所'
            | '则'
            | '等'
            | '着'
    )
}

/// Longest name in quotation marks, in letters.
const LONGEST_NAME: usize = 8;

/// Whether a year, a month and a day stand in a row: `2024年5月6日`.
fn has_date(chars: &[char]) -> bool {
    let is_number = |c: &char| c.is_ascii_digit() || "〇零一二三四五六七八九十".contains(*c);
    let number = |rest: &[char]| rest.iter().take(4).take_while(|c| is_number(c)).count();
    chars.iter().enumerate().skip(2).filter(|&(_, &c)| c == '年').any(|(at, _)| {
        let month = number(&chars[at + 1..]);
        let rest = &chars[(at + 2 + month).min(chars.len())..];
        is_number(&chars[at - 1])
            && month > 0
            && chars.get(at + 1 + month) == Some(&'月')
            && rest.get(number(rest)) == Some(&'日')
    })
}

/// Whether a year, a month and a day stand in figures with one sign between: `2024-05-06`.
fn is_stamped(line: &str) -> bool {
    let bytes = line.as_bytes();
    memchr::memchr_iter(b'2', bytes).any(|at| {
        let date = &bytes[at..];
        let digits = |from: usize| date.iter().skip(from).take(2).take_while(|b| b.is_ascii_digit()).count();
        let Some(sign) = date.get(4).filter(|b| matches!(b, b'-' | b'/' | b'.')) else { return false };
        let month = digits(5);
        date[..4].iter().all(u8::is_ascii_digit)
            && month > 0
            && date.get(5 + month) == Some(sign)
            && digits(6 + month) > 0
            && !(at > 0 && bytes[at - 1].is_ascii_digit())
    })
}

/// What small advertisements of papers and notice boards begin with, in brackets.
const SMALL_ADS: &[&str] = &[
    "招租", "出租", "求租", "合租", "转让", "转租", "出售", "求购", "招聘", "求职", "征婚", "寻人", "寻物", "招领",
    "遗失", "启事",
];

/// Whether a small advertisement begins the line: two to seven ideographs and a colon, or nothing more, or its kind in brackets.
pub(super) fn has_heading(line: &str) -> bool {
    if let Some((kind, _)) = line.strip_prefix('【').and_then(|rest| rest.split_once('】')) {
        return SMALL_ADS.iter().any(|ad| kind.starts_with(ad) || kind.ends_with(ad));
    }
    let heads = |c: char| is_han(c) && !"号信话线群询系搜".contains(c);
    let mut len = 0;
    line.chars().take(8).take_while(|&c| c != '：').inspect(|_| len += 1).all(heads) && (2..=7).contains(&len)
}

impl Line {
    /// Reads `text`, one line without its break. Linear.
    pub(super) fn read(&mut self, text: &str) {
        let Self { chars, at, hard, soft, hits, .. } = std::mem::take(self);
        *self = Self { chars, at, hard, soft, hits, ..Self::default() };
        self.chars.clear();
        self.at.clear();
        self.hard.clear();
        self.soft.clear();
        let (mut hard, mut soft, mut open) = (0_u16, 0_u16, true);
        let mut hard_open = true;
        // Where a quotation that may be a name began.
        let mut quoted = None;
        let trimmed = text.trim_end();
        for (offset, c) in trimmed.char_indices() {
            let last = offset + c.len_utf8() == trimmed.len();
            let mark = mark(c);
            if !matches!(mark, Mark::Word | Mark::Other) {
                quoted = None;
            }
            match mark {
                Mark::Word => {
                    let folded = fold(c);
                    self.han += usize::from(is_han(folded));
                    self.ascii += usize::from(folded.is_ascii());
                    self.grammar += usize::from(is_grammar(folded));
                    self.chars.push(folded);
                    self.at.push(offset as u32);
                    self.hard.push(hard);
                    self.soft.push(soft);
                    (open, hard_open) = (true, true);
                }
                m @ (Mark::Hard | Mark::Soft) => {
                    self.commas += usize::from(matches!(c, ',' | '，' | '、'));
                    // Marks in a row, and those before the first word, cut once.
                    if open && !self.chars.is_empty() {
                        soft = soft.saturating_add(1);
                        open = false;
                    }
                    if m == Mark::Hard && hard_open && !self.chars.is_empty() {
                        hard = hard.saturating_add(1);
                        hard_open = false;
                    }
                }
                Mark::Stop => {
                    self.inner_stops += usize::from(!last);
                    if open && !self.chars.is_empty() {
                        soft = soft.saturating_add(1);
                        open = false;
                    }
                }
                Mark::Shout => {
                    self.shouts += 1;
                    if open && !self.chars.is_empty() {
                        soft = soft.saturating_add(1);
                        open = false;
                    }
                }
                Mark::Code => self.code += 1,
                Mark::Other if matches!(c, '“' | '「' | '『' | '《') => {
                    let before = self.chars.last().filter(|_| open).copied().unwrap_or_default();
                    if "搜索号复扣送词令".contains(before) {
                        self.keys += 1;
                    } else if !"载注店".contains(before) {
                        self.quotes += 1;
                        quoted = Some(self.chars.len());
                    }
                }
                Mark::Other if matches!(c, '”' | '」' | '』' | '》') => {
                    let letters = quoted.take().map(|start| self.chars.len() - start);
                    self.names += usize::from(letters.is_some_and(|n| n <= LONGEST_NAME));
                }
                Mark::Other => {}
            }
        }
        self.has_heading = has_heading(trimmed);
        self.has_date = has_date(&self.chars) || is_stamped(trimmed);
        self.join_split(trimmed);
        TERMS.find(&self.chars, &mut self.hits);
        // A phrase does not reach across a hard mark.
        let hard = &self.hard;
        self.hits.retain(|h| hard[h.at] == hard[h.at + h.len - 1]);
    }

    /// Joins runs of single Han characters with the same mark between: `加/微/信` is one segment.
    fn join_split(&mut self, text: &str) {
        let mark_after = |i: usize| -> Option<char> {
            let (from, to) = (self.at[i] as usize, *self.at.get(i + 1)? as usize);
            let mut between = text[from..to].chars().skip(1);
            let mark = between.next()?;
            (between.next().is_none() && is_han(self.chars[i]) && is_han(self.chars[i + 1])).then_some(mark)
        };
        let mut runs: Vec<(usize, usize, char)> = Vec::new();
        for i in 0..self.chars.len() {
            let Some(mark) = mark_after(i) else { continue };
            match runs.last_mut() {
                Some((_, end, m)) if *end == i && *m == mark => *end = i + 1,
                _ => runs.push((i, i + 1, mark)),
            }
        }
        for (start, end, mark) in runs.into_iter().filter(|(s, e, _)| e - s >= 2) {
            let (hard, soft) = (self.hard[start], self.soft[start]);
            self.hard[start..=end].fill(hard);
            self.soft[start..=end].fill(soft);
            let chars = end - start + 1;
            if self.split.is_none_or(|(_, most)| chars > most) {
                self.split = Some((mark, chars));
            }
        }
    }

    /// The pieces between marks and spaces, each with the index of its first character.
    pub(super) fn pieces(&self) -> impl Iterator<Item = (usize, &[char])> {
        let mut at = 0;
        self.soft.chunk_by(|a, b| a == b).map(move |chunk| {
            at += chunk.len();
            (at - chunk.len(), &self.chars[at - chunk.len()..at])
        })
    }

    pub(super) fn soft_segments(&self) -> usize {
        self.soft.last().map_or(0, |&s| usize::from(s) + 1)
    }

    /// Whether a word of reports, judgments, laws or science stands in the line.
    pub(super) fn has_veto(&self) -> bool {
        self.hits.iter().any(|h| matches!(h.kind, Kind::Veto | Kind::Subject))
    }

    pub(super) fn count(&self, kind: Kind) -> usize {
        self.hits.iter().filter(|h| h.kind == kind).count()
    }

    /// Different phrases of trades and offers: how many, and the sum of their weights.
    pub(super) fn different(&self, of: impl Fn(Kind) -> bool) -> (usize, usize) {
        let mut seen: Vec<usize> = Vec::new();
        let mut weight = 0;
        for hit in self.hits.iter().filter(|h| of(h.kind)) {
            // A line worth judging holds few different phrases; past 64 the answer is known.
            if seen.len() < 64 && !seen.contains(&hit.term) {
                seen.push(hit.term);
                weight += usize::from(hit.weight);
            }
        }
        (seen.len(), weight)
    }

    /// Whether the line is a telegram: several short pieces, hardly a function word, no running sentence.
    pub(super) fn is_terse(&self) -> bool {
        let segments = self.soft_segments();
        segments >= 3
            && self.chars.len() <= 11 * segments
            && 20 * self.grammar <= self.chars.len() + 10
            && self.inner_stops <= 1
    }

    /// Function words that are part of a phrase: `最好的医院`.
    pub(super) fn grammar_in_hits(&self) -> usize {
        let (mut end, mut count) = (0, 0);
        for hit in &self.hits {
            let from = hit.at.max(end);
            end = end.max(hit.at + hit.len);
            count += self.chars[from.min(end)..end].iter().filter(|&&c| is_grammar(c)).count();
        }
        count
    }

    /// Characters that phrases of these kinds cover.
    pub(super) fn covered(&self, of: impl Fn(Kind) -> bool) -> usize {
        self.hits.iter().filter(|h| of(h.kind)).map(|h| h.len).sum()
    }

    /// What the segments hold.
    pub(super) fn tally(&self, segment: &[u16]) -> Tally {
        let mut tally = Tally { segments: segment.last().map_or(0, |&s| usize::from(s) + 1), ..Tally::default() };
        let mut hits = self.hits.iter().peekable();
        while let Some(first) = hits.next() {
            let here = segment[first.at];
            let (mut trade, mut lure) = (if first.kind.is_trade() { first.weight } else { 0 }, !first.kind.is_trade());
            while let Some(hit) = hits.next_if(|h| segment[h.at] == here) {
                if hit.kind.is_trade() {
                    trade = trade.max(hit.weight);
                } else {
                    lure = true;
                }
            }
            tally.trade += usize::from(trade > 0);
            tally.strong += usize::from(trade > 1);
            tally.any += usize::from(trade > 0 || lure);
        }
        tally
    }
}

/// How many segments hold what.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tally {
    pub(super) segments: usize,
    /// Segments with a phrase of a trade.
    pub(super) trade: usize,
    /// Segments with a phrase of weight 2.
    pub(super) strong: usize,
    /// Segments with any phrase.
    pub(super) any: usize,
}
