//! Advertisements that stand among the sentences of a paragraph.

use std::ops::Range;

use memchr::memrchr;

use super::contact;
use super::line::Line;
use super::pitch::Pitch;
use super::terms::{Hit, Kind};
use super::voice::{SOLD, voice};
use crate::span::{ceil_boundary, floor_boundary};

/// The sentences of `line` around a way to get in touch, or around the one that sounds most like a seller: all that the
/// advertisement may be, and nothing that reads as a sentence of the text.
///
/// `None` if there is no such sentence beside others. Linear: only sentences with room for an account are read, those beside the one that
/// is found, and, if there is none, the last few.
pub(super) fn advertised(text: &str, line: &mut Line) -> Option<Range<usize>> {
    let sentences: Vec<_> = sentences(text).collect();
    if sentences.len() < 2 {
        return None;
    }
    let reaching = |s: &Range<usize>| has_reach(text[s.clone()].as_bytes()) && reaches(&text[s.clone()], line);
    let seed = sentences.iter().position(reaching).or_else(|| loudest(text, &sentences))?;
    let mut belongs = |s: &Range<usize>| is_pitched(&text[s.clone()], line);
    let mut first = seed - sentences[..seed].iter().rev().take_while(|s| belongs(s)).count();
    let last = seed + sentences[seed + 1..].iter().take_while(|s| belongs(s)).count();
    // A short question or call that would be left alone on the line belongs to what it leads to.
    if first == 1 && last + 1 == sentences.len() && is_call(&text[sentences[0].clone()]) {
        first = 0;
    }
    Some(sentences[first].start..sentences[last].end)
}

/// What stands behind the last sentence of a line, if it has no end of its own.
pub(super) fn open_tail(text: &str) -> Option<Range<usize>> {
    let at = text.rfind('。')?;
    let tail = &text[at..];
    let mark = tail.chars().take_while(|c| "。！？…”’」』）)".contains(*c)).map(char::len_utf8).sum::<usize>();
    (tail.len() > mark).then_some(at + mark..text.len())
}

/// The sentences of `text` from the first to the last with a phrase of a kind, without the white space before.
pub(super) fn holding(text: &str, line: &Line, kind: Kind) -> Range<usize> {
    let at = |hit: &Hit| line.at[hit.at] as usize;
    let mut places = line.hits.iter().filter(|h| h.kind == kind).map(at);
    let first = places.next().unwrap_or_default();
    let last = places.next_back().unwrap_or(first);
    let start = sentences(text).find(|s| s.contains(&first)).map_or(0, |s| s.start);
    let end = sentences(text).find(|s| s.contains(&last)).map_or(text.len(), |s| s.end);
    text[..start].trim_end().len()..end
}

/// Of the last sentences of a line the one that sounds most like a seller, if one does and there are others.
fn loudest(text: &str, sentences: &[Range<usize>]) -> Option<usize> {
    const LOUD: f32 = 2.0;
    const LAST: usize = 6;
    if sentences.len() < 2 {
        return None;
    }
    let voices = sentences.iter().enumerate().rev().take(LAST).map(|(at, s)| (at, voice(&text[s.clone()])));
    voices.filter(|(_, v)| *v >= LOUD).max_by(|(_, a), (_, b)| a.total_cmp(b)).map(|(at, _)| at)
}

/// Whether no sentence of `text` reads as one that is not a seller's.
///
/// Of 20,326 sentences of plain prose 603 are above the bar, of 143 of advertisements that it was not fitted to 138.
pub(super) fn is_all_sold(text: &str) -> bool {
    const PLAIN: f32 = -1.0;
    sentences(text).all(|s| voice(&text[s]) >= PLAIN)
}

/// The last sentence of a line, or what stands behind it.
pub(super) fn last_sentence(text: &str) -> &str {
    let mut end = text.trim_end_matches(['。', '！', '？', '…', '”', '】', '）', ')']).len();
    // Hardly a letter begins with the byte that `。` begins with.
    while let Some(at) = memrchr(STOP[0], &text.as_bytes()[..end]) {
        if text.as_bytes()[at..].starts_with(STOP) {
            return &text[at + STOP.len()..];
        }
        end = at;
    }
    text
}

const STOP: &[u8] = "。".as_bytes();

fn is_call(sentence: &str) -> bool {
    const LONGEST: usize = 3 * 24;
    sentence.len() <= LONGEST
        && sentence.trim_end().ends_with(['？', '！', '?', '!'])
        && !sentence.contains(['“', '「'])
}

fn reaches(sentence: &str, line: &mut Line) -> bool {
    line.read(sentence);
    contact::read(sentence, line).grade() > 0
}

/// Whether a sentence beside one with a way to get in touch is part of the same advertisement.
fn is_pitched(sentence: &str, line: &mut Line) -> bool {
    const LONGEST: usize = 60;
    line.read(sentence);
    let telling = line.hits.iter().any(|h| h.weight > 1 || h.kind.is_trade());
    let turns = Pitch::of(line).turns;
    let shouted = sentence.trim_end().ends_with(['！', '？', '!', '?', '…']);
    line.quotes == 0
        && !line.has_heading
        && !sentence.contains('（')
        && line.chars.len() <= LONGEST
        && if shouted {
            telling || turns > 0 || line.chars.len() <= 4 || asks_reader(&line.chars) || voice(sentence) >= SOLD
        } else {
            (telling && turns > 0 && line.is_terse()) || voice(sentence) >= SOLD
        }
}

/// Whether the text tells of `part` rather than holding it: it stands in quotation marks, or words of reports,
/// judgments or laws stand shortly before or behind it.
pub(super) fn is_reported(text: &str, part: &Range<usize>, line: &mut Line) -> bool {
    const NEAR: usize = 3 * 60;
    let (before, after) = (without_dateline(&text[..part.start]), &text[part.end..]);
    let count = |marks: [char; 3]| before.matches(marks).count();
    if count(['“', '「', '『']) > count(['”', '」', '』']) {
        return true;
    }
    let before = &before[ceil_boundary(before, before.len().saturating_sub(NEAR))..];
    let after = &after[..floor_boundary(after, NEAR)];
    is_spoken(before)
        || [before, after].iter().any(|t| {
            line.read(t);
            line.has_veto()
        })
}

/// Whether a clause of a text tells that somebody else speaks: `他又说，…`.
pub(super) fn is_spoken(text: &str) -> bool {
    ["他说", "她说", "他又说", "她又说", "他问我", "她问我"].iter().any(|speaker| {
        text.match_indices(speaker).any(|(at, _)| {
            let begins = !text[..at].ends_with(char::is_alphanumeric);
            begins && text[at + speaker.len()..].starts_with(['，', '：', ',', ':', '“', '「'])
        })
    })
}

/// `text` without the words at its head that say which paper reports, and from where.
fn without_dateline(text: &str) -> &str {
    let dateline = ["本报", "新华社", "新华网", "中新网", "记者", "【"].iter().any(|d| text.starts_with(d));
    text.find('，').filter(|_| dateline).map_or(text, |at| &text[at..])
}

fn asks_reader(sentence: &[char]) -> bool {
    const LONGEST: usize = 20;
    sentence.len() <= LONGEST && sentence.iter().any(|c| matches!(c, '你' | '您'))
}

/// The sentences of a line, each with its marks and the white space behind it. A closing mark goes with its sentence.
fn sentences(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let rest = &text[from..];
        let mut ended = false;
        let end = rest.char_indices().find(|&(_, c)| {
            let ends = matches!(c, '。' | '！' | '？' | '!' | '?' | '…' | '；');
            let closes = matches!(c, '”' | '’' | '」' | '』' | '）' | ')' | '】' | '》') || c.is_whitespace();
            let done = ended && !ends && !closes;
            ended |= ends;
            done
        });
        let end = from + end.map_or(rest.len(), |(at, _)| at);
        (!rest.is_empty()).then(|| std::mem::replace(&mut from, end)..end)
    })
}

/// Whether letters, digits and the marks of addresses stand in the text in a row: room for a number, an account or a domain.
pub(super) fn has_reach(bytes: &[u8]) -> bool {
    const RUN: usize = 7;
    let fits = |b: &u8| FITS[usize::from(*b)];
    let mut at = RUN - 1;
    // Every run of seven covers a seventh byte.
    while at < bytes.len() {
        if !fits(&bytes[at]) {
            at += RUN;
            continue;
        }
        let start = at - bytes[..at].iter().rev().take_while(|b| fits(b)).count();
        let end = at + bytes[at..].iter().take_while(|b| fits(b)).count();
        if is_reach(&bytes[start..end]) {
            return true;
        }
        at = end + RUN;
    }
    false
}

/// The bytes that numbers, accounts and domains are written in.
static FITS: [bool; 256] = {
    let (mut fits, mut b) = ([false; 256], 0_u8);
    while b < 0x80 {
        fits[b as usize] =
            b.is_ascii_alphanumeric() || matches!(b, b' ' | b'-' | b'.' | b'_' | b':' | b'/' | b'@' | b'+');
        b += 1;
    }
    fits
};

fn is_reach(run: &[u8]) -> bool {
    let digits = run.iter().filter(|b| b.is_ascii_digit()).count();
    let joint = |&(at, b): &(usize, &u8)| {
        matches!(b, b'_' | b'.' | b'@') && run.get(at + 1).is_some_and(u8::is_ascii_alphabetic)
    };
    let mixed = || {
        run.split(|b| !b.is_ascii_alphanumeric()).any(|word| {
            word.len() >= 6 && word.iter().any(u8::is_ascii_digit) && word.iter().any(u8::is_ascii_alphabetic)
        })
    };
    run.len() >= 7 && (digits >= 7 || run.iter().enumerate().any(|b| joint(&b)) || mixed())
}
