//! Text that was decoded with the wrong encoding: bytes back, and decoded with the right one.
//!
//! Nearly every pair of high bytes is a character of GBK, so that the bytes are valid proves nothing. A
//! reading is accepted only if it makes the text much more probable by the pairs of characters.

use std::collections::HashMap;
use std::sync::LazyLock;

use encoding_rs::{BIG5, Encoding, GBK, WINDOWS_1252};

use super::signs;
use super::{BIG5_AS_GBK, GBK_AS_BIG5, GBK_AS_LATIN, UTF8_AS_GBK, UTF8_AS_LATIN};
use crate::han::class::is_han;
use crate::han::{fold, gbk, likely};
use crate::{Edits, Rule, Span};

/// Nats by which the new text must beat the old one, in all and for each character of the new.
const GAIN: f32 = 12.0;
const GAIN_EACH: f32 = 2.0;
/// Where the document holds a long run of the same kind already.
const GAIN_AGAIN: f32 = 4.0;
/// Characters of such runs that make the document's kind certain.
const ENOUGH: usize = 8;
/// ln P for each character that the new text must reach: text of some sort, not another garble.
const TEXT: f32 = -9.5;
/// ln P for each character below which a run is looked at at all; Chinese text has about −6.
const UNLIKELY: f32 = -8.0;
/// Share of characters that may be lost in a recovered run.
const LOST_SHARE: f32 = 0.34;

/// A wrong decoding and the right one.
struct Misreading {
    rule: &'static Rule,
    seen_as: &'static Encoding,
    meant: Meant,
}

#[derive(Clone, Copy, PartialEq)]
enum Meant {
    Utf8,
    Pairs(&'static Encoding),
}

/// The misreadings of two-byte text, the more telling first.
static WIDE: [Misreading; 3] = [
    Misreading { rule: &UTF8_AS_GBK, seen_as: GBK, meant: Meant::Utf8 },
    Misreading { rule: &BIG5_AS_GBK, seen_as: GBK, meant: Meant::Pairs(BIG5) },
    Misreading { rule: &GBK_AS_BIG5, seen_as: BIG5, meant: Meant::Pairs(GBK) },
];
/// The misreadings as Latin letters.
static NARROW: [Misreading; 2] = [
    Misreading { rule: &UTF8_AS_LATIN, seen_as: WINDOWS_1252, meant: Meant::Utf8 },
    Misreading { rule: &GBK_AS_LATIN, seen_as: WINDOWS_1252, meant: Meant::Pairs(GBK) },
];

/// A run that reads better otherwise.
struct Better {
    span: Span,
    kind: usize,
    text: String,
    gain: f32,
    each: f32,
    strong: bool,
    part: bool,
}

/// Text decoded as GBK or Big5 that is neither, in these `lines`. O(lines).
pub fn wide(text: &str, lines: &[Span], edits: &mut Edits) {
    // A byte of a pair may be an ASCII character, or lost.
    let also = |c: char| c == '?' || matches!(c, '@'..='~');
    let runs = lines.iter().flat_map(|&lines| {
        let runs = runs(lines.of(text), |c| !c.is_ascii() && !matches!(c, '\u{A0}' | '\u{3000}'), also);
        runs.map(move |run| Span { start: lines.start + run.start, end: lines.start + run.end })
    });
    let runs = runs.filter(|run| {
        let seen = run.of(text);
        signs::may_be_misread(seen) && probability('\n', seen) < UNLIKELY * seen.chars().count() as f32
    });
    judge(text, runs, &WIDE, edits);
}

/// Text decoded as Latin letters. O(text).
pub fn narrow(text: &str, edits: &mut Edits) {
    let runs = runs(text, is_latin, |c| matches!(c, ' ' | '?'));
    judge(text, runs.filter(|run| run.of(text).contains(|c| matches!(c, '\u{A1}'..='\u{FF}'))), &NARROW, edits);
}

/// Whether `c` can be a byte from 0x80 in code page 1252.
fn is_latin(c: char) -> bool {
    matches!(c, '\u{80}'..='\u{FF}') || !c.is_ascii() && latin_byte(c).is_some()
}

fn latin_byte(c: char) -> Option<u8> {
    match c {
        '\u{80}'..='\u{FF}' => Some(c as u8),
        _ => (0x80..=0x9F).find(|&b| HIGH_1252[usize::from(b - 0x80)] == c),
    }
}

/// Code page 1252 from 0x80 to 0x9F, from the WHATWG Encoding Standard; its gaps are the C1 controls.
pub const HIGH_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
];

/// Maximal runs of characters that `is` holds of, with single characters of `also` inside and after.
fn runs<'t>(
    text: &'t str,
    is: impl Fn(char) -> bool + 't,
    also: impl Fn(char) -> bool + 't,
) -> impl Iterator<Item = Span> + 't {
    let mut chars = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let start = loop {
            let (at, c) = chars.next()?;
            if is(c) {
                break at;
            }
        };
        let mut end = start + text[start..].chars().next().map_or(0, char::len_utf8);
        let mut extra = false;
        while let Some(&(at, c)) = chars.peek() {
            if is(c) {
                extra = false;
            } else if also(c) && !extra {
                extra = true;
            } else {
                break;
            }
            end = at + c.len_utf8();
            chars.next();
        }
        Some(Span::new(start, end))
    })
}

fn judge(text: &str, runs: impl Iterator<Item = Span>, kinds: &[Misreading], edits: &mut Edits) {
    let mut found: Vec<Better> = Vec::new();
    for run in runs {
        let whole = best_reading(text, run, kinds, false);
        if whole.is_some() || kinds.len() == NARROW.len() {
            found.extend(whole);
        } else {
            // Some of the run may have been read rightly.
            found.extend(clauses(text, run).filter_map(|clause| best_reading(text, clause, kinds, true)));
        }
    }
    settle(text, found, kinds, edits);
}

/// The run cut at its marks.
fn clauses(text: &str, run: Span) -> impl Iterator<Item = Span> + '_ {
    let mut at = run.range().start;
    run.of(text)
        .split_inclusive(['，', '。', '！', '？', '；', '：', '“', '”', '《', '》', '（', '）', '、'])
        .filter_map(move |part| {
            let start = at;
            at += part.len();
            let bare =
                part.trim_end_matches(['，', '。', '！', '？', '；', '：', '“', '”', '《', '》', '（', '）', '、']);
            (!bare.is_empty() && part.len() < run.len()).then(|| Span::new(start, start + bare.len()))
        })
}

/// The likeliest way to read the run; `part` tells that it was cut from a longer one, which asks for more.
fn best_reading(text: &str, run: Span, kinds: &[Misreading], part: bool) -> Option<Better> {
    let seen = run.of(text);
    let before = text[..run.range().start].chars().next_back().unwrap_or('\n');
    kinds
        .iter()
        .enumerate()
        .filter_map(|(kind, misreading)| {
            let new = misreading.read(seen)?;

            let count = new.chars().count() as f32;
            let (old_p, new_p) = (probability(before, seen), probability(before, &new));
            let han = new.chars().filter(|&c| is_han(c) || is_mark(c)).count() as f32;
            let lost = new.chars().filter(|&c| c == '\u{FFFD}').count() as f32;
            // Letters that are UTF-8 of Han characters are nothing else.
            let valid = misreading.seen_as == WINDOWS_1252 && misreading.meant == Meant::Utf8 && lost == 0.0;
            let sane = han + lost >= 0.8 * count
                && lost <= LOST_SHARE * count
                && (valid || new_p - lost * LOST >= TEXT * count);
            let (gain, each) = (new_p - old_p, (new_p - old_p) / count);
            // Bytes that happen to be UTF-8 are rarely so by chance, pairs often.
            let (telling, least) = if misreading.meant == Meant::Utf8 { (0.5, 2.0) } else { (1.0, 4.0) };
            let more = if part { 2.0 } else { 1.0 };
            let strong = gain >= GAIN * telling * more && each >= GAIN_EACH * telling && count >= least * more;
            sane.then_some(Better { span: run, kind, text: new, gain, each, strong, part })
        })
        .max_by(|a, b| a.gain.total_cmp(&b.gain))
}

/// Proposes the strong readings, and in a document that has one the weaker ones of its kind.
fn settle(text: &str, found: Vec<Better>, kinds: &[Misreading], edits: &mut Edits) {
    let mut strong = vec![0; kinds.len()];
    for better in found.iter().filter(|b| b.strong) {
        strong[better.kind] += better.text.chars().count();
    }
    for better in found {
        let rule = kinds[better.kind].rule;
        let score = (better.gain / (better.gain + GAIN_AGAIN)).clamp(0.01, 0.99);
        if better.strong || strong[better.kind] >= ENOUGH && !better.part && better.gain >= GAIN_AGAIN {
            let (head, tail) = common(better.span.of(text), &better.text);
            let span = Span::new(better.span.range().start + head, better.span.range().end - tail);
            edits.replace_scored(span, &better.text[head..better.text.len() - tail], rule, score);
        } else if better.gain >= GAIN_AGAIN && better.each >= GAIN_EACH / 2.0 && better.text.chars().count() >= 3 {
            edits.review(better.span, rule, score.min(0.49), "reads better in another encoding, but not by enough");
        }
    }
}

/// Bytes that the two share at the start and at the end, on character boundaries.
fn common(a: &str, b: &str) -> (usize, usize) {
    let same = |x: &mut dyn Iterator<Item = (char, char)>| -> usize {
        x.take_while(|(a, b)| a == b).map(|(c, _)| c.len_utf8()).sum()
    };
    let head = same(&mut a.chars().zip(b.chars()));
    let tail = same(&mut a[head..].chars().rev().zip(b[head..].chars().rev()));
    (head, tail)
}

/// ln P of a lost character.
const LOST: f32 = -6.0;
/// ln P of a letter of another script, and of a letter or sign that belongs in no text.
const FOREIGN: f32 = -5.5;
const FOREIGN_ALONE: f32 = -11.0;
const ODD: f32 = -14.0;

/// Kana, Zhuyin, Greek, Cyrillic and Hangul.
fn is_foreign(c: char) -> bool {
    matches!(c, '\u{370}'..='\u{4FF}' | '\u{3040}'..='\u{30FF}' | '\u{3100}'..='\u{312F}' | '\u{AC00}'..='\u{D7AF}')
}

/// ln P of `text` after `before`.
pub fn probability(before: char, text: &str) -> f32 {
    let mut last = fold::simplified(before);
    let mut sum = 0.0;
    for c in text.chars().map(fold::simplified) {
        sum += match c {
            '\u{FFFD}' | '?' => LOST,
            ' '..='~' => -4.0,
            // Kana, Cyrillic, Greek and Hangul are text in their own right, but seldom stand alone.
            c if is_foreign(c) => {
                if is_foreign(last) {
                    FOREIGN
                } else {
                    FOREIGN_ALONE
                }
            }
            // So are letters with accents, one here and there.
            '\u{C0}'..='\u{24F}' if last.is_ascii_alphabetic() => FOREIGN,
            c if is_han(c) || likely::knows(c) => likely::follows(last, c),
            _ => ODD,
        };
        last = c;
    }
    sum
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{301F}' | '\u{FF00}'..='\u{FF65}' | '\u{2010}'..='\u{203B}' | '·' | ' ' | '°' | '℃' | '×')
}

impl Misreading {
    /// The text as it was meant, `\u{FFFD}` for each lost character; `None` if the bytes say that it was not.
    fn read(&self, seen: &str) -> Option<String> {
        let bytes = bytes(seen, self.seen_as)?;
        match self.meant {
            Meant::Utf8 if self.seen_as == WINDOWS_1252 => latin_utf8(&bytes),
            Meant::Utf8 => utf8(&bytes),
            Meant::Pairs(encoding) => pairs(&bytes, encoding),
        }
    }
}

/// How many continuation bytes UTF-8 still wants. GBK writes `€` both as 80 and as A2 E3, and only this tells.
fn missing(bytes: &[Byte]) -> usize {
    let back = |n: usize| bytes.len().checked_sub(n).map(|i| bytes[i]);
    match (back(2), back(1)) {
        (_, Some(Byte::Known(0xE0..=0xEF))) => 2,
        (Some(Byte::Known(0xE0..=0xEF)), Some(Byte::Known(0x80..=0xBF))) => 1,
        _ => 0,
    }
}

/// The bytes of each character of Big5, those outside the standard too, which an encoder does not write.
static BIG5_PAIRS: LazyLock<HashMap<char, gbk::Pair>> = LazyLock::new(|| {
    let mut pairs = HashMap::new();
    for pair in (0x81..=0xFE).flat_map(|lead| (0x40..=0xFE).map(move |trail| [lead, trail])) {
        let (text, bad) = BIG5.decode_without_bom_handling(&pair);
        let mut chars = text.chars();
        if let (false, Some(c), None) = (bad, chars.next(), chars.next()) {
            pairs.entry(c).or_insert(pair);
        }
    }
    pairs
});

/// A byte of the original, or that one or two are lost.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Byte {
    Known(u8),
    Lost,
}

/// The bytes that were decoded as `seen`. `None` if the encoding lacks more than the odd character.
fn bytes(seen: &str, encoding: &'static Encoding) -> Option<Vec<Byte>> {
    let mut bytes = Vec::with_capacity(seen.len());
    let mut strangers = 0;
    let mut chars = seen.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\u{FFFD}' | '?' => bytes.push(Byte::Lost),
            _ if c.is_ascii() => bytes.push(Byte::Known(c as u8)),
            _ if encoding == WINDOWS_1252 => bytes.push(Byte::Known(latin_byte(c)?)),
            '€' if encoding == GBK => {
                let next = chars.peek().and_then(|&c| if c == '€' { Some(0x80) } else { gbk::encode(c).map(|p| p[0]) });
                let single = match missing(&bytes) {
                    1 => next.is_none_or(|next| next >= 0xC0),
                    2 => true,
                    _ => false,
                };
                bytes.extend(if single { &[0x80][..] } else { &[0xA2, 0xE3] }.iter().map(|&b| Byte::Known(b)));
            }
            _ => match if encoding == GBK { gbk::encode(c) } else { BIG5_PAIRS.get(&c).copied() } {
                Some(pair) => bytes.extend(pair.map(Byte::Known)),
                None => {
                    strangers += 1;
                    bytes.push(Byte::Lost);
                }
            },
        }
    }
    (strangers * 12 <= seen.chars().count()).then_some(bytes)
}

/// UTF-8 from bytes with gaps.
fn utf8(bytes: &[Byte]) -> Option<String> {
    let mut text = String::new();
    let mut gaps = Vec::new();
    let (mut at, mut after_loss) = (0, false);
    while at < bytes.len() {
        let known = if let Byte::Known(byte) = bytes[at] { Some(byte) } else { None };
        let length = match known {
            Some(0..=0x7F) => 1,
            Some(0xC2..=0xDF) => 2,
            Some(0xE0..=0xEF) | None => 3,
            Some(0xF0..=0xF4) => 4,
            // The lead byte went with a byte that is lost, or stands before the run.
            Some(0x80..=0xBF) if after_loss => 3,
            _ => return None,
        };
        let mut whole: Vec<Option<u8>> = Vec::with_capacity(4);
        if matches!(known, Some(0x80..=0xBF)) {
            whole.push(None);
        }
        while whole.len() < length {
            match bytes.get(at) {
                Some(&Byte::Known(b)) if whole.is_empty() || (0x80..=0xBF).contains(&b) => whole.push(Some(b)),
                Some(Byte::Lost) => whole.push(None),
                Some(Byte::Known(_)) | None => break,
            }
            at += 1;
        }
        if whole.len() < length && !whole.contains(&None) && at < bytes.len() {
            return None;
        }
        after_loss = whole.len() < length || whole.contains(&None);
        if after_loss {
            whole.resize(length, None);
            gaps.push((text.len(), candidates(&whole)));
            text.push('\u{FFFD}');
        } else {
            let whole: Vec<u8> = whole.into_iter().flatten().collect();
            text.push_str(std::str::from_utf8(&whole).ok()?);
        }
    }
    Some(fill(&text, &gaps).trim_start_matches('\u{FEFF}').to_owned())
}

/// Puts a character in each gap, where its neighbours make one likelier than all others.
fn fill(text: &str, gaps: &[(usize, Vec<char>)]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (gap, candidates) in gaps {
        out.push_str(&text[at..*gap]);
        at = gap + '\u{FFFD}'.len_utf8();
        let known = |c: char| (c != '\u{FFFD}').then(|| fold::simplified(c));
        let before = out.chars().next_back().and_then(known).unwrap_or('\n');
        let after = text[at..].chars().next();
        let choices = candidates.iter().map(|&c| {
            let own = fold::simplified(c);
            let next = match after {
                Some(next) => known(next).map_or(0.0, |next| likely::follows(own, next)),
                None if c == '。' => FULL_STOP,
                None => 0.0,
            };
            (c, likely::follows(before, own) + next)
        });
        out.push(clearly_best(choices));
    }
    out.push_str(&text[at..]);
    out
}

/// Nats by which a full stop is likelier at the end of a run than elsewhere.
const FULL_STOP: f32 = 4.0;
/// Nats by which one way to complete a character must beat all others.
const CLEAR: f32 = 2.0;

/// The characters of UTF-8 that have these bytes, where a single one is lost.
fn candidates(parts: &[Option<u8>]) -> Vec<char> {
    let mut parts = parts.to_vec();
    // Of the characters with these lead bytes, marks are by far the commonest.
    if parts.len() == 3 && parts[1..] == [None, None] {
        parts[1] = match parts[0] {
            Some(0xE2 | 0xE3) => Some(0x80),
            Some(0xEF) => Some(0xBC),
            _ => return Vec::new(),
        };
    }
    let Some(gap) = parts.iter().position(Option::is_none) else { return Vec::new() };
    if parts.len() != 3 || parts.iter().filter(|p| p.is_none()).count() > 1 {
        return Vec::new();
    }
    let bytes = if gap == 0 { 0xE2..=0xEF } else { 0x80..=0xBF };
    let whole = |byte| parts.iter().map(|p| p.unwrap_or(byte)).collect::<Vec<u8>>();
    bytes.filter_map(|byte| std::str::from_utf8(&whole(byte)).ok()?.chars().next()).collect()
}

/// UTF-8 seen as Latin letters, once or several times over; a byte A0 may have become a space.
fn latin_utf8(bytes: &[Byte]) -> Option<String> {
    let mut bytes = bytes.to_vec();
    let mut done = None;
    for _ in 0..3 {
        for at in 1..bytes.len() {
            if bytes[at] == Byte::Known(b' ') && inside(&bytes, at) {
                bytes[at] = Byte::Known(0xA0);
            }
        }
        let Some(text) = utf8(&bytes).filter(|text| !text.contains('\u{FFFD}')) else { break };
        let again =
            if text.chars().all(|c| c.is_ascii() || is_latin(c)) { self::bytes(&text, WINDOWS_1252) } else { None };
        done = Some(text);
        match again {
            Some(again) => bytes = again,
            None => break,
        }
    }
    done
}

/// Whether byte `at` stands where a continuation byte is due.
fn inside(bytes: &[Byte], at: usize) -> bool {
    let back = |n: usize| at.checked_sub(n).map(|i| bytes[i]);
    matches!(back(1), Some(Byte::Known(0xE1..=0xEF)))
        || matches!((back(2), back(1)), (Some(Byte::Known(0xE1..=0xEF)), Some(Byte::Known(0x80..=0xBF))))
}

/// Characters of two bytes each. After lost bytes the pairs may begin one byte later.
fn pairs(bytes: &[Byte], encoding: &'static Encoding) -> Option<String> {
    let mut text = String::new();
    let mut gaps = Vec::new();
    for (n, part) in bytes.split(|b| *b == Byte::Lost).enumerate() {
        let raw: Vec<u8> = part.iter().filter_map(|b| if let Byte::Known(b) = b { Some(*b) } else { None }).collect();
        if n == 0 {
            text.push_str(&encoding.decode_without_bom_handling_and_without_replacement(&raw)?);
            continue;
        }
        let decode = |raw: &[u8]| encoding.decode_without_bom_handling(raw).0.into_owned();
        let (now, later) = (decode(&raw), decode(raw.get(1..).unwrap_or_default()));
        // An ASCII character after the lost byte may be its trail.
        let trail = raw.first().copied().filter(|b| matches!(b, b'@'..=b'~'));
        let better = trail.is_some() || probability('\n', &later) > probability('\n', &now);
        gaps.push((text.len(), trail.map_or_else(Vec::new, |trail| with_trail(trail, encoding))));
        text.push('\u{FFFD}');
        text.push_str(if better { &later } else { &now });
    }
    Some(fill(&text, &gaps))
}

/// The characters with this trail byte.
fn with_trail(trail: u8, encoding: &'static Encoding) -> Vec<char> {
    let character = |lead| {
        let pair = [lead, trail];
        let (text, bad) = encoding.decode_without_bom_handling(&pair);
        text.chars().next().filter(|_| !bad)
    };
    gbk::leads().filter_map(character).collect()
}

/// The one that is likelier than all others by [`CLEAR`]; `\u{FFFD}` if there is none.
fn clearly_best(choices: impl Iterator<Item = (char, f32)>) -> char {
    let mut best = ('\u{FFFD}', f32::NEG_INFINITY);
    let mut second = f32::NEG_INFINITY;
    for (c, p) in choices {
        if p > best.1 {
            second = best.1;
            best = (c, p);
        } else {
            second = second.max(p);
        }
    }
    if best.1 - second >= CLEAR { best.0 } else { '\u{FFFD}' }
}
