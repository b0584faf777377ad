//! Lines whose gaps are meant: tables, code, data, logs, Markdown, word-segmented text.

use memchr::memmem;

use super::super::fences::Fences;
use super::gaps::{Class, Gap, Gaps, Kind, Line};
use super::seams::is_typed_twice;
use crate::han::class::{is_han, is_toned};
use crate::han::likely;

/// No line of code is longer, in bytes, before a sign of code shows.
const LONGEST_CODE: usize = 4096;
/// Signs that stand in code with a space on each side.
const OPERATORS: &[&str] = &["= ", "=> ", "-> ", "== ", "!= ", "<= ", ">= ", "+= ", "-= ", "*= ", ":= "];
/// What a line of a log says of itself behind the time.
const LEVELS: &[&str] = &["TRACE", "DEBUG", "INFO", "NOTICE", "WARN", "ERROR", "FATAL", "CRITICAL"];
/// Bytes from the start of a line within which it does so.
const LOG_HEAD: usize = 48;
/// Gaps of a line, at least, that shows whether a document is divided into words.
const FEW_GAPS: usize = 4;
/// One in so many lines, at least, shows by itself that such a document is.
const FEWEST: usize = 8;
/// Words of more than one character, at least, in a hundred pieces of such a document.
const WORDS: usize = 10;
/// Lines of code, at least, in a document of code.
const LISTING: usize = 3;
/// Rows of dots lead to the number of a page.
const DOTS: [&str; 3] = ["....", "····", "………"];
/// Commas of a line of values, at least.
const COMMAS: usize = 2;

/// Marks the gaps of such lines as kept. Gives back the lines that are word-segmented, if the
/// document is.
pub(super) fn mark(text: &str, gaps: &mut Gaps) -> Option<Line> {
    let mut segmented = Vec::new();
    let (mut long, mut code) = (0, 0);
    let mut fenced = Fences::new(text);
    let has_leaders = DOTS.iter().any(|dots| memmem::find(text.as_bytes(), dots.as_bytes()).is_some());
    for n in 0..gaps.lines.len() {
        let line = gaps.lines[n];
        let is_code = is_code(text, gaps, &line);
        code += usize::from(is_code);
        let keep = is_code
            || fenced.end_around(line.start as usize).is_some()
            || is_table(&line) && !is_typed(text, &gaps.list[line.gaps()])
            || is_log(line.span().of(text))
            || is_values(text, &line)
            || is_tagged(text, gaps, &line)
            || line.single > 0 && is_spelled(text, &line);
        if keep {
            gaps.list[line.gaps()].iter_mut().for_each(Gap::keep);
            continue;
        }
        if has_leaders {
            gaps.list[line.gaps()].iter_mut().filter(|gap| is_beside_leader(text, gap)).for_each(Gap::keep);
        }
        long += usize::from(line.gaps().len() >= FEW_GAPS);
        if is_segmented(text, gaps, &line) {
            segmented.push(line);
        }
    }
    if code >= LISTING && code * 2 > gaps.lines.len() {
        keep_notes(text, gaps);
    }
    let throughout = |gaps: &Gaps| segmented.len() * FEWEST >= long && is_segmented_throughout(text, gaps, long);
    let divided = !segmented.is_empty() && are_words(text, gaps, long) && throughout(gaps);
    if !divided && super::letters::close_uneven(text, gaps, &segmented) {
        return None;
    }
    let throughout = divided || segmented.len() * 2 > long || throughout(gaps);
    for line in &segmented {
        gaps.list[line.gaps()].iter_mut().for_each(Gap::keep);
    }
    if throughout && (divided || segmented.len() >= 2) {
        gaps.list.iter_mut().for_each(Gap::keep);
    }
    segmented.first().copied()
}

/// A line with columns: two gaps or more that are wide.
fn is_table(line: &Line) -> bool {
    let single = line.to - line.from - line.wide;
    // In letter-spaced text a wide gap is a word space, and there are many single ones a wide one.
    line.wide >= 2 && single < 3 * line.wide
}

/// Whether a row of dots that leads to the number of a page begins or ends at a gap: `自序 ........ 1`.
fn is_beside_leader(text: &str, gap: &Gap) -> bool {
    const LONGEST: usize = 5;
    const NUMERALS: &str = "一二三四五六七八九十百零〇";
    let may_be_dot = |class: Class| matches!(class, Class::Close | Class::Other);
    // A pause in what somebody says leads to no number.
    let leads = |rest: &str| {
        let number = rest.trim_start_matches(|c: char| super::gaps::is_blank(c) || matches!(c, '.' | '·' | '…'));
        let mut field = number.chars().take(LONGEST + 1).take_while(|c| !matches!(c, '\n' | '\r'));
        (1..=LONGEST).contains(&field.clone().count())
            && field.all(|c| c.is_ascii_alphanumeric() || NUMERALS.contains(c))
    };
    let (before, after) = (&text[..gap.at as usize], &text[gap.end as usize..]);
    (may_be_dot(gap.right) && DOTS.iter().any(|dots| after.starts_with(dots))
        || may_be_dot(gap.left) && DOTS.iter().any(|dots| before.ends_with(dots)))
        && leads(after)
}

/// Whether all wide gaps of a line stand behind marks of sentences.
fn is_typed(text: &str, own: &[Gap]) -> bool {
    own.iter().filter(|g| g.kind == Kind::Wide).all(|g| is_typed_twice(text, g))
}

/// Program text, markup and rules: the line begins or ends as code does, has bars for columns, or signs of code inside.
fn is_code(text: &str, gaps: &Gaps, line: &Line) -> bool {
    let body = line.span().of(text);
    let edges = body.starts_with(['<', '$', '\\', '@']) || body.ends_with(['{', '}', ';', '\\', '>']);
    if body.starts_with('|')
        || body.starts_with("//")
        || body.starts_with("/*")
        || edges && !body.contains('。')
        || has_signs(&body.as_bytes()[..body.len().min(LONGEST_CODE)])
    {
        return true;
    }
    if line.others == 0 {
        return false;
    }
    // Signs with a space on each side.
    let mut bars = 0;
    for gap in gaps.list[line.gaps()].iter().filter(|g| g.right == Class::Other) {
        let rest = &text[gap.end as usize..line.end as usize];
        bars += usize::from(rest.starts_with("| "));
        if bars >= 2 || OPERATORS.iter().any(|sign| rest.starts_with(sign)) {
            return true;
        }
    }
    false
}

/// In a document of code: keeps the lines that are no sentences, which are its notes and its texts.
fn keep_notes(text: &str, gaps: &mut Gaps) {
    for line in gaps.lines.iter().filter(|l| !l.span().of(text).contains(['，', '。'])) {
        gaps.list[line.gaps()].iter_mut().for_each(Gap::keep);
    }
}

/// Whether a line holds `()`, `):`, `://`, `||` or `&&`, or a string as code has it: `("`, `["`, `{"`, `="`, `":`.
fn has_signs(line: &[u8]) -> bool {
    let at = |n: usize| line.get(n).copied().unwrap_or(0);
    memchr::memchr3_iter(b')', b'/', b'|', line).any(|n| match line[n] {
        b')' => at(n + 1) == b':' || n > 0 && line[n - 1] == b'(',
        b'/' => at(n + 1) == b'/' && n > 0 && line[n - 1] == b':',
        _ => at(n + 1) == b'|',
    }) || memchr::memchr2_iter(b'&', b'"', line).any(|n| match line[n] {
        b'&' => at(n + 1) == b'&',
        // A quotation in brackets has no name before them: `print("渡 口")`, but `老周("船 长")`.
        _ => match n.checked_sub(1).map(|n| line[n]) {
            Some(b'(') => n > 1 && (line[n - 2].is_ascii_alphanumeric() || line[n - 2] == b'_'),
            Some(b'[' | b'{' | b'=') => true,
            _ => at(n + 1) == b':',
        },
    })
}

/// Whether a line begins with a time and the level of a message: `2031-05-02 03:11:07 WARN`.
fn is_log(line: &str) -> bool {
    let begins = line.trim_start_matches('[').as_bytes();
    if !begins.first().is_some_and(u8::is_ascii_digit)
        || memchr::memchr(b':', &begins[..begins.len().min(LOG_HEAD)]).is_none()
    {
        return false;
    }
    let words = line.split([' ', '[', ']', '|', '\t']).take_while(|word| word.is_ascii());
    words.take(LOG_HEAD / 2).any(|word| LEVELS.contains(&word.trim_end_matches(':').trim_end_matches("ING")))
}

/// Whether a line is a row of values parted by commas, as its neighbours are: as many commas outside of quotation
/// marks, none of them with a space behind it.
fn is_values(text: &str, line: &Line) -> bool {
    let Some(count) = commas(line.span().of(text)) else { return false };
    let before = text[..line.start as usize].trim_end_matches(['\n', '\r', ' ']);
    let after = text[line.end as usize..].trim_start_matches(['\n', '\r', ' ']);
    let neighbours = [before.rsplit('\n').next(), after.split('\n').next()];
    let mut others = neighbours.into_iter().flatten().filter(|l| !l.is_empty()).peekable();
    others.peek().is_some() && others.all(|l| commas(l) == Some(count))
}

/// How many commas part the values of a line; `None` if there are fewer than [`COMMAS`], or it is a sentence.
fn commas(line: &str) -> Option<usize> {
    let bytes = line.as_bytes();
    if bytes.len() > LONGEST_CODE || memchr::memchr(b',', bytes).is_none() || line.contains('。') {
        return None;
    }
    let (mut quoted, mut count) = (false, 0);
    for n in memchr::memchr2_iter(b'"', b',', bytes) {
        match bytes[n] {
            b'"' => quoted = !quoted,
            _ if quoted => {}
            _ if bytes.get(n + 1) == Some(&b' ') => return None,
            _ => count += 1,
        }
    }
    (count >= COMMAS && !quoted).then_some(count)
}

/// Words with their classes, as a tagger writes them: `渡口/n 有/v 船/n 。/w`.
fn is_tagged(text: &str, gaps: &Gaps, line: &Line) -> bool {
    let tagged = |n: usize| {
        let word = gaps.piece_before(text, line, n).trim_end_matches(|c: char| c.is_ascii_alphanumeric());
        word.len() < gaps.piece_before(text, line, n).len() && word.ends_with(['/', '_'])
    };
    gaps.list[line.from as usize].left == Class::Latin
        && line.gaps().filter(|&n| tagged(n)).count() * 4 >= line.gaps().len() * 3
}

/// Whether the line before or after spells this one out in letters with tones, as a primer does: about one word a character.
fn is_spelled(text: &str, line: &Line) -> bool {
    let han = || line.span().of(text).chars().filter(|&c| is_han(c)).count();
    let before = text[..line.start as usize].trim_end_matches(is_edge).rsplit('\n').next();
    let after = text[line.end as usize..].trim_start_matches(is_edge).split('\n').next();
    [before, after].into_iter().flatten().any(|near| {
        let near = near.trim_start_matches(is_edge);
        near.as_bytes().first().is_some_and(|&b| b.is_ascii_alphabetic() || matches!(b, 0xC3..=0xC9))
            && near.len() <= LONGEST_CODE
            && near.contains(is_toned)
            && !near.chars().any(is_han)
            && near.split(is_edge).filter(|word| !word.is_empty()).count() * 2 >= han()
    })
}

fn is_edge(c: char) -> bool {
    super::gaps::is_blank(c) || matches!(c, '\n' | '\r')
}

/// Whether many pieces inside a line are words of two to five Han characters, and hardly any is longer.
fn is_segmented(text: &str, gaps: &Gaps, line: &Line) -> bool {
    let count = line.to - line.from;
    // Where nearly every piece is a single character, a quarter cannot be words.
    if line.between * 5 < count * 2 || (count - 1 - line.single) * 4 < count - 1 {
        return false;
    }
    let (mut words, mut short, mut long, mut pieces) = (0, 0, 0, 0);
    for n in line.gaps().skip(1) {
        pieces += 1;
        // One character.
        if gaps.len_before(line, n) <= 3 && gaps.list[n].left == Class::Han {
            short += 1;
            continue;
        }
        let piece = gaps.piece_before(text, line, n);
        match piece.chars().take(9).count() {
            1 => short += 1,
            2..=5 if piece.chars().all(is_han) => words += 1,
            2..=5 => short += 1,
            6..=8 => {}
            _ => long += 1,
        }
    }
    words >= 2 && words * 4 >= pieces && long * 8 <= pieces && (words + short) * 5 >= pieces * 4
}

/// Whether nearly all of the `long` lines with some gaps are divided into words, though some have few words of more than
/// one character, as in tales for children: then the gaps do not cut words.
fn is_segmented_throughout(text: &str, gaps: &Gaps, long: usize) -> bool {
    let (mut lines, mut words, mut pieces) = (Vec::new(), 0, 0);
    for line in gaps.lines.iter().filter(|l| l.gaps().len() >= FEW_GAPS) {
        let (mut own, mut short, mut all) = (0, 0, 0);
        for piece in line.span().of(text).split(super::gaps::is_blank).filter(|p| !p.is_empty()) {
            all += 1;
            match piece.chars().take(6).count() {
                2..=5 if piece.chars().all(is_han) => own += 1,
                1..=5 => short += 1,
                _ => {}
            }
        }
        if own > 0 && (own + short) * 5 >= all * 4 {
            lines.push(*line);
        }
        words += own;
        pieces += all;
    }
    long >= 2
        && lines.len() * 5 >= long * 3
        && words * 100 >= WORDS * pieces
        && (are_words(text, gaps, long) || !super::letters::cut_words(text, gaps, &lines))
}

/// Whether two characters that stand together are words, nearly always, in most of the `long` lines with some gaps. Where
/// gaps fall by chance, half of such pairs are none.
fn are_words(text: &str, gaps: &Gaps, long: usize) -> bool {
    const LEAST: usize = 8;
    const ASSOCIATED: f32 = 1.0;
    const MOST: usize = 500;
    let (mut lines, mut words, mut pairs) = (0, 0, 0);
    for line in gaps.lines.iter().filter(|l| l.gaps().len() >= FEW_GAPS) {
        let before = pairs;
        for piece in line.span().of(text).split(super::gaps::is_blank) {
            let mut chars = piece.chars();
            if let (Some(a), Some(b), None) = (chars.next(), chars.next(), chars.next())
                && is_han(a)
                && is_han(b)
            {
                pairs += 1;
                words += usize::from(likely::seam(a, b) >= ASSOCIATED);
            }
        }
        lines += usize::from(pairs > before);
        if pairs >= MOST {
            return 4 * words >= 3 * pairs;
        }
    }
    pairs >= LEAST && 4 * words >= 3 * pairs && 5 * lines >= 3 * long
}
