//! Letter-spaced runs: `龙 头 、 瞪 羚 企 业`, and whole documents set so.
//!
//! A run is a row of gaps of one kind whose inner pieces are *loose*: no piece holds two Han
//! characters side by side. What it is worth is the sum of a few observations ([`Run::score`]);
//! the heaviest is whether neighbours across its gaps belong together, which tells a title from
//! a row of options or a drill.

use super::cut;
use super::gaps::{Class, Fate, Gap, Gaps, Kind, Line, Why};
use super::place::{self, Place};
use super::{rosters, series};
use crate::han::{class::is_han, likely};

/// Fewest gaps of a run: four characters.
const MIN_GAPS: usize = 3;
/// The same for ideographic spaces in a line that has other gaps too.
const MIN_FULL_GAPS: usize = 6;
/// A run whose score is above this is closed up.
pub(super) const THRESHOLD: f32 = 0.0;
/// A run whose score is above this, though not above [`THRESHOLD`], is listed for review.
pub(super) const DOUBT: f32 = -1.5;
/// What association counts at least, in nats: in old prose neighbours may be strangers to the pair table.
const LEAST_SEAM: f32 = -1.5;
/// Unevenly spaced text: gaps between Han characters, at least, and how often they cut words, at least;
/// and the same where there are few.
const UNEVEN_GAPS: usize = 6;
const UNEVEN_SHARE: f32 = 0.65;
const UNEVEN_FEW: usize = 20;
const UNEVEN_SHARE_FEW: f32 = 0.8;
/// From this association on two characters are a word.
pub(super) const WORD: f32 = 1.5;
/// Gaps of a run that are looked at.
const SAMPLE: usize = 256;
/// Pairs of a run that are looked up, about; and in one that is decided anyway.
const SEAMS: usize = 16;
const FEW_SEAMS: usize = 4;
/// From so many gaps on a run gains nothing by its length.
const LONG: usize = 10;
/// Gaps of a heading, at most, whose place is looked at.
const HEADING_GAPS: usize = 24;
/// Gaps of an office and names, at most.
const ROSTER_GAPS: usize = 11;
/// Characters of a piece that is a sentence by itself.
const SENTENCE: usize = 8;
/// What its place counts: enough that four characters of which the pair table knows nothing are a heading.
const AS_HEADING: f32 = 3.7;
const AS_LISTED: f32 = 1.2;
const AS_NAME: f32 = -1.5;
/// Spaced documents: runs of at least so many gaps in all ...
const DOCUMENT_GAPS: usize = 40;
/// ... in at most so many bytes of text a gap. A spaced Han character takes four.
const DOCUMENT_BYTES: usize = 8;

/// A run of letter-spaced text: the gaps `from..to`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Run {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) score: f32,
}

/// What is looked at in a run.
#[derive(Clone, Copy, Debug)]
pub(super) struct Features {
    /// How many gaps it has.
    gaps: usize,
    /// How many of them lie between Han characters.
    han: usize,
    /// Mean association over those, in nats.
    seam: f32,
    /// How many of its gaps have a Chinese mark beside them.
    marks: usize,
    /// Whether text that is not spaced stands before or after it on its line.
    in_prose: bool,
    /// Whether words stand directly before and after it, or before it at the end of the line, with no mark between.
    among_words: bool,
    /// Whether its characters are set apart on purpose: members of one closed series, or what fills the boxes of a puzzle.
    series: bool,
    /// Whether it is made of two-character words, or is a date.
    words: bool,
    /// Where it stands, if it is a short line by itself.
    place: Place,
}

impl Features {
    /// Each observation with its weight; a run is letter-spaced if they sum to more than [`THRESHOLD`].
    pub(super) fn weights(&self) -> Vec<(String, f32)> {
        let mut weights = vec![
            ("spaces are rare in Chinese, but mostly meant".to_owned(), -2.0),
            (format!("a row of {} gaps between loose characters", self.gaps), 0.3 * self.gaps.min(LONG) as f32),
            (format!("neighbours over the gaps belong together, {:.1} nats", self.seam), self.seam.max(LEAST_SEAM)),
        ];
        let mut add = |holds: bool, feature: &str, weight: f32| {
            if holds {
                weights.push((feature.to_owned(), weight));
            }
        };
        add(self.marks > 0, "marks stand among the characters", 1.0);
        add(self.in_prose, "the rest of the line is not spaced", 2.4);
        add(!self.in_prose && self.marks == 0, "nothing else stands on the line", -1.0);
        add(self.may_be_name(), "so short a row of strangers in prose may be a name", AS_NAME);
        add(self.place == Place::Heading, "it stands over a paragraph as a heading does", AS_HEADING);
        add(self.place == Place::Listed, "its characters stand in the text, but no two together", AS_LISTED);
        add(self.words, "two by two the characters are words, or it is a date", 1.5);
        add(
            self.series,
            "the characters are members of one series, fill the boxes of a puzzle, or are a date to be filled in",
            f32::NEG_INFINITY,
        );
        add(self.is_foreign(), "hardly any Chinese", f32::NEG_INFINITY);
        weights
    }

    /// Whether the run may be a name of two characters set wide and what stands beside it: `助理 谌 松 对本次`.
    fn may_be_name(&self) -> bool {
        self.among_words && self.marks == 0 && self.gaps == MIN_GAPS && self.seam < 0.0
    }

    /// Whether most of the run is figures or Latin.
    fn is_foreign(&self) -> bool {
        self.han == 0 || self.han + self.marks < 2 || self.marks == 0 && self.han * 2 < self.gaps.min(SAMPLE)
    }

    /// The sum of [`Features::weights`].
    fn score(&self) -> f32 {
        if self.series || self.is_foreign() {
            return f32::NEG_INFINITY;
        }
        let place = match (self.in_prose, self.marks > 0) {
            (true, _) => 2.4,
            (false, false) => -1.0,
            (false, true) => 0.0,
        };
        -2.0 + 0.3 * self.gaps.min(LONG) as f32
            + self.seam.max(LEAST_SEAM)
            + place
            + if self.marks > 0 { 1.0 } else { 0.0 }
            + if self.may_be_name() { AS_NAME } else { 0.0 }
            + if self.words { 1.5 } else { 0.0 }
            + match self.place {
                Place::Anywhere => 0.0,
                Place::Heading => AS_HEADING,
                Place::Listed => AS_LISTED,
            }
    }
}

/// Closes up the runs of a document that are letter-spaced. Gives back those it is not sure of.
pub(super) fn close(text: &str, gaps: &mut Gaps) -> Vec<Run> {
    let mut doubts = Vec::new();
    let mut closed = 0;
    for n in 0..gaps.lines.len() {
        let line = gaps.lines[n];
        let mut from = line.gaps().start;
        while let Some(run) = next_run(text, gaps, &line, from) {
            from = run.to.max(from + 1);
            if run.score > THRESHOLD && is_roster(text, &line) {
                from = line.gaps().end;
            } else if run.score > THRESHOLD {
                gaps.lines[n].settled = (run.from..run.to) == line.gaps();
                let score = confidence(run.score);
                close_run(text, gaps, &line, &run, score);
                let ahead = extend(text, gaps, &line, run.to..line.gaps().end, score);
                extend(text, gaps, &line, (line.gaps().start..run.from).rev(), score);
                closed += run.to - run.from + ahead;
                from += ahead;
            } else if run.score > DOUBT {
                doubts.push(run);
            }
        }
    }
    close_numbered(text, gaps);
    close_names(text, gaps);
    close_title(text, gaps);
    if closed >= DOCUMENT_GAPS && text.len() <= DOCUMENT_BYTES * closed {
        close_document(text, gaps);
        doubts.clear();
    }
    doubts
}

/// Whether a line is one of a roster.
fn is_roster(text: &str, line: &Line) -> bool {
    line.gaps().len() <= ROSTER_GAPS && rosters::holds(text, line)
}

/// Closes letter-spaced headings with a number: `二 、 守 灯 人` where there are several, since no roster has a space before
/// the mark, and `二、守 灯 人` where one like it was closed.
fn close_numbered(text: &str, gaps: &mut Gaps) {
    let is_short = |line: &&Line| line.gaps().len() <= HEADING_GAPS;
    let of = |line: &Line| line.span().of(text);
    let apart = gaps.lines.iter().filter(is_short).filter(|line| is_numbered(of(line))).take(2).count() == 2;
    let closed = gaps.lines.iter().filter(|line| line.settled).any(|line| is_short(&line) && is_attached(of(line)));
    if !apart && !closed {
        return;
    }
    let numbered = |line: &&Line| is_short(line) && (apart && is_numbered(of(line)) || closed && is_attached(of(line)));
    for line in gaps.lines.iter().filter(|l| !l.settled).filter(numbered) {
        let own = &mut gaps.list[line.gaps()];
        let open = |g: &Gap| g.kind == Kind::One && g.fate == Fate::Undecided;
        if own.iter().all(open) {
            own.iter_mut().for_each(|gap| gap.close(Why::Letters, 0.8));
        }
    }
}

/// Closes lines of three characters, `周 大 川`, where a heading of more was closed: a name under the title, a short heading. No
/// column of names is set so, since those of two characters are widened to three; but words to be learned are, one under the
/// other.
fn close_names(text: &str, gaps: &mut Gaps) {
    const MOST: usize = 3;
    const LISTED: usize = 4;
    let wide = |line: &Line| line.settled && (3..=HEADING_GAPS).contains(&line.gaps().len());
    if !gaps.lines.iter().any(wide) {
        return;
    }
    let is_name = |line: &&Line| {
        let own = &gaps.list[line.gaps()];
        let pieces = || line.span().of(text).split(super::gaps::is_blank);
        own.len() == 2
            && own.iter().all(|g| g.kind == Kind::One && g.fate == Fate::Undecided)
            && pieces().all(|piece| piece.chars().nth(1).is_none() && piece.starts_with(is_han))
            && !series::is_series(pieces().filter_map(|piece| piece.chars().next()))
    };
    // The nearest lines that are not blank.
    let long =
        |line: Option<&str>| line.is_none_or(|line| line.chars().filter(|c| !c.is_whitespace()).count() >= LISTED);
    let apart = |line: &&Line| {
        let (before, after) = (&text[..line.start as usize], &text[line.end as usize..]);
        let filled = |line: &&str| !line.trim().is_empty();
        long(before.rsplit('\n').find(filled)) && long(after.split('\n').find(filled))
    };
    let names: Vec<Line> = gaps.lines.iter().filter(is_name).take(MOST + 1).copied().collect();
    if names.len() > MOST || !names.iter().all(|line| apart(&line)) {
        return;
    }
    for line in names {
        gaps.list[line.gaps()].iter_mut().for_each(|gap| gap.close(Why::Letters, 0.7));
    }
}

/// Closes a title of three characters that begins the text, `借 橡 皮`, over a paragraph: two of them stand together below.
fn close_title(text: &str, gaps: &mut Gaps) {
    let Some(line) = gaps.lines.first().copied().filter(|line| text[..line.start as usize].trim().is_empty()) else {
        return;
    };
    let own = &mut gaps.list[line.gaps()];
    let open = |g: &Gap| (g.kind, g.fate, g.left, g.right) == (Kind::One, Fate::Undecided, Class::Han, Class::Han);
    let row: Vec<char> = line.span().of(text).chars().filter(|&c| is_han(c)).collect();
    if own.len() == 2
        && row.len() == 3
        && own.iter().all(open)
        && !series::is_series(row.iter().copied())
        && place::is_title(text, &line, &row)
    {
        own.iter_mut().for_each(|gap| gap.close(Why::Letters, 0.7));
    }
}

/// Whether a line is a number with its `、`, and single characters: `二、守 灯 人`.
fn is_attached(line: &str) -> bool {
    let name = line.trim_start_matches(|c| "一二三四五六七八九十".contains(c));
    name.len() < line.len()
        && name.strip_prefix('、').is_some_and(|name| {
            let mut pieces = name.split(super::gaps::is_blank).filter(|piece| !piece.is_empty());
            pieces.clone().count() >= 2
                && pieces.all(|piece| piece.chars().nth(1).is_none() && piece.starts_with(is_han))
        })
}

/// Whether a line is a number, `、` and a name, all of single characters.
fn is_numbered(line: &str) -> bool {
    let mut pieces = line.split(super::gaps::is_blank).filter(|p| !p.is_empty());
    let numeral = |piece: &str| piece.chars().all(|c| "一二三四五六七八九十".contains(c));
    line.starts_with(|c: char| numeral(c.encode_utf8(&mut [0; 4])))
        && pieces.by_ref().find(|piece| !numeral(piece)) == Some("、")
        && pieces.all(|piece| piece.chars().nth(1).is_none())
}

/// Closes the gaps of a run, but for those between two words of Latin.
fn close_run(text: &str, gaps: &mut Gaps, line: &Line, run: &Run, score: f32) {
    for n in run.from..run.to {
        let gap = gaps.list[n];
        let latin = (gap.left, gap.right) == (Class::Latin, Class::Latin)
            && (gaps.len_before(line, n) > 1 || gaps.piece_after(text, line, n).len() > 1);
        if !latin {
            gaps.list[n].close(Why::Letters, score);
        }
    }
}

/// Goes on from a closed run over a wide gap, which is a space that was there before it was spaced out, to the
/// loose pieces behind it. Gives back how many gaps it decided.
fn extend(text: &str, gaps: &mut Gaps, line: &Line, beyond: impl Iterator<Item = usize>, score: f32) -> usize {
    let mut beyond = beyond.peekable();
    let Some(&wide) = beyond.peek() else { return 0 };
    let single = |gaps: &Gaps, n| {
        gaps.piece_before(text, line, n).chars().count() == 1 && gaps.piece_after(text, line, n).chars().count() == 1
    };
    if gaps.list[wide].kind != Kind::Wide || gaps.list[wide].fate != Fate::Undecided {
        return 0;
    }
    beyond.next();
    let more: Vec<usize> = beyond
        .take_while(|&n| gaps.list[n].kind == Kind::One && gaps.list[n].fate == Fate::Undecided && single(gaps, n))
        .collect();
    if more.is_empty() {
        return 0;
    }
    settle_wide(&mut gaps.list[wide], score);
    more.iter().for_each(|&n| gaps.list[n].close(Why::Letters, score));
    more.len() + 1
}

/// A wide gap in letter-spaced text was one space before; beside a mark, none.
fn settle_wide(gap: &mut Gap, score: f32) {
    if gap.left == Class::Close || gap.right == Class::Close {
        gap.close(Why::Letters, score);
    } else {
        gap.narrow(Why::Letters, score);
    }
}

/// From the sum of weights to a score between 0.5 and 1.
fn confidence(sum: f32) -> f32 {
    1.0 / (1.0 + (-sum).exp())
}

/// Closes up lines of which most pieces are of one to four characters, if the gaps cut words: unevenly
/// spaced text. Text divided into words looks much the same, but its gaps do not.
pub(super) fn close_uneven(text: &str, gaps: &mut Gaps, lines: &[Line]) -> bool {
    let inside = |g: &&Gap| (g.left, g.right) == (Class::Han, Class::Han) && g.kind == Kind::One;
    let between: Vec<_> = lines
        .iter()
        .flat_map(|l| gaps.list[l.gaps()].iter().filter(inside))
        .take(2000)
        .map(|g| g.sides(text))
        .collect();
    let marks = lines.iter().any(|l| l.span().of(text).contains(['，', '。']));
    let needed = if between.len() < UNEVEN_FEW { UNEVEN_SHARE_FEW } else { UNEVEN_SHARE };
    if !marks || between.len() < UNEVEN_GAPS || cut::share(text, lines, &between).is_none_or(|share| share < needed) {
        return false;
    }
    for gap in lines.iter().flat_map(Line::gaps) {
        let gap = &mut gaps.list[gap];
        let latin = gap.left == Class::Latin && gap.right == Class::Latin;
        if gap.kind == Kind::One && !latin {
            gap.close(Why::Letters, 0.8);
        }
    }
    true
}

/// Whether the gaps of these lines cut words.
pub(super) fn cut_words(text: &str, gaps: &Gaps, lines: &[Line]) -> bool {
    let inside = |g: &&Gap| (g.left, g.right) == (Class::Han, Class::Han) && g.kind == Kind::One;
    let own = lines.iter().flat_map(|l| gaps.list[l.gaps()].iter().filter(inside));
    let between: Vec<_> = own.take(2000).map(|g| g.sides(text)).collect();
    cut::share(text, lines, &between).is_none_or(|share| share >= cut::CUTS)
}

/// The first run of `line` whose gaps begin at `from` or later.
fn next_run(text: &str, gaps: &Gaps, line: &Line, from: usize) -> Option<Run> {
    let mut first = from;
    let end = line.gaps().end;
    while first < end {
        let gap = gaps.list[first];
        if gap.kind == Kind::Wide || gap.fate != Fate::Undecided {
            first += 1;
            continue;
        }
        let mut last = first + 1;
        while last < end
            && gaps.list[last].kind == gap.kind
            && gaps.list[last].fate == Fate::Undecided
            && (gaps.len_before(line, last) <= 3 || is_loose(gaps.piece_before(text, line, last)))
        {
            last += 1;
        }
        // Names are set apart with ideographic spaces, those of two characters within too.
        let names = gap.kind == Kind::Full && last - first < MIN_FULL_GAPS && last - first < line.gaps().len();
        if last - first >= MIN_GAPS && !names {
            return Some(Run { from: first, to: last, score: features(text, gaps, line, first, last).score() });
        }
        first = last;
    }
    None
}

/// Whether a piece may stand inside a run: a word or number in ASCII, or at most six characters
/// without two Han characters side by side.
fn is_loose(piece: &str) -> bool {
    if piece.len() <= 3 {
        return true;
    }
    if piece.len() <= 16 && piece.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return true;
    }
    piece.len() <= 18 && piece.chars().zip(piece.chars().skip(1)).all(|(a, b)| !(is_han(a) && is_han(b)))
}

/// Whether the first two of these characters are Chinese.
fn is_word(chars: &mut dyn Iterator<Item = char>) -> bool {
    chars.take(2).filter(|c| is_han(*c)).count() == 2
}

/// Whether a piece at the edge of a run shows that text beside it is not spaced.
fn is_tight(piece: &str) -> bool {
    !is_loose(piece) && piece.chars().nth(3).is_some()
}

/// Looks at the run of the gaps `from..to`.
fn features(text: &str, gaps: &Gaps, line: &Line, from: usize, to: usize) -> Features {
    let run = &gaps.list[from..to];
    let between = || run.iter().take(SAMPLE).filter(|g| (g.left, g.right) == (Class::Han, Class::Han));
    let (mut han, mut marks) = (0, 0);
    for gap in run.iter().take(SAMPLE) {
        if (gap.left, gap.right) == (Class::Han, Class::Han) {
            han += 1;
            continue;
        }
        let (a, b) = gap.sides(text);
        match (gap.left, gap.right) {
            // What follows a label may be a row of names.
            (Class::Close, _) if a == '：' => {}
            (_, Class::Close) | (Class::Close | Class::Open, _) if !a.is_ascii() && !b.is_ascii() => marks += 1,
            _ => {}
        }
    }
    let (left, right) = (gaps.piece_before(text, line, from), gaps.piece_after(text, line, to - 1));
    // A mark that ends the piece after the run is one of its sentence, if that piece is not a sentence by itself.
    let beside = right.ends_with(['。', '！', '？', '，', '；']) && right.chars().nth(1).is_some();
    marks += usize::from(beside && right.chars().nth(SENTENCE).is_none());
    // Looking up a pair is dear, so that of a long run every second or third will do.
    // A long run with marks is letter-spaced whatever they say.
    let decided = run.len() >= LONG && marks > 0;
    let step = run.len().min(SAMPLE).div_ceil(if decided { FEW_SEAMS } else { SEAMS });
    let (mut seams, mut known) = (0.0, 0);
    for seam in between().step_by(step).filter_map(|g| {
        let (a, b) = g.sides(text);
        likely::known_seam(a, b)
    }) {
        seams += seam;
        known += 1;
    }
    let chars = || run.iter().map(|g| g.sides(text).0).chain(run.last().map(|g| g.sides(text).1));
    let mut features = Features {
        among_words: is_word(&mut left.chars().rev())
            && (is_word(&mut right.chars()) || to == line.gaps().end && right.chars().nth(1).is_none()),
        gaps: run.len(),
        han,
        seam: if known == 0 { 0.0 } else { seams / known as f32 },
        marks,
        in_prose: is_tight(left) && !follows_label(left) || is_tight(right),
        series: run.len() < LONG && marks == 0 && chars().any(|c| matches!(c, '■' | '□'))
            || series::is_series(chars())
            || run.len() < LONG && series::is_open_date(chars()),
        words: is_words(text, run) || run.len() < 12 && series::is_date(chars()),
        place: Place::Anywhere,
    };
    let edges = is_loose(left) && is_loose(right) && !follows_label(left);
    let whole = (from..to) == line.gaps() && han == run.len() && edges;
    if whole && run.len() <= HEADING_GAPS && features.score() <= THRESHOLD {
        features.place = Place::of(text, line);
    }
    features
}

/// Whether the characters of a run are words of two: 1 and 2, 3 and 4, and so on.
fn is_words(text: &str, run: &[Gap]) -> bool {
    run.len() % 2 == 1
        && run.len() < 12
        && run.iter().step_by(2).all(|g| {
            let (a, b) = g.sides(text);
            likely::seam(a, b) >= WORD
        })
}

/// Whether all but the last character of a piece is a label, as in `生字：山`: a list follows.
fn follows_label(piece: &str) -> bool {
    piece.chars().rev().nth(1).is_some_and(|c| matches!(c, '：' | ':'))
}

/// The run that gap `n` belongs to, if it belongs to one.
pub(super) fn run_of(text: &str, gaps: &Gaps, line: &Line, n: usize) -> Option<Features> {
    let mut from = line.gaps().start;
    while let Some(run) = next_run(text, gaps, line, from) {
        if (run.from..run.to).contains(&n) {
            return Some(features(text, gaps, line, run.from, run.to));
        }
        from = run.to.max(from + 1);
    }
    None
}

/// Closes up every gap of a document that is letter-spaced throughout; a wide gap is a space that
/// was there before, and becomes one space.
fn close_document(text: &str, gaps: &mut Gaps) {
    for n in (0..gaps.lines.len()).filter(|&n| !gaps.lines[n].settled) {
        let line = gaps.lines[n];
        for g in line.gaps() {
            let gap = gaps.list[g];
            if gap.fate != Fate::Undecided {
                continue;
            }
            let (before, after) = (gaps.piece_before(text, &line, g), gaps.piece_after(text, &line, g));
            let short = |piece: &str| piece.len() <= 12 || is_loose(piece);
            if !short(before) || !short(after) {
                continue;
            }
            let word = |piece: &str| piece.len() > 1 && piece.is_ascii();
            if word(before) && word(after) {
                continue;
            }
            match gap.kind {
                Kind::Wide => settle_wide(&mut gaps.list[g], 0.9),
                _ => gaps.list[g].close(Why::Letters, 0.9),
            }
        }
    }
}
