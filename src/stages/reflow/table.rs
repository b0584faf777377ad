//! The boundaries between lines, with what speaks for and against a break there.

use crate::han::class::is_han;
use crate::han::likely;

use super::habits::{self, Inside, Quotation};
use super::lines::Line;
use super::marks::{End, Start, Traits, is_blank, traits};
use super::openings::Opening;
use super::phrases;
use super::weights::{self, Nats, PLACES, Place, nats};

/// How line `a` is filled when line `b` follows. All in half-ems.
///
/// The line is full for every limit from `from` to `to`: its closing marks may hang over the limit,
/// and what `b` begins with would not have fitted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seam {
    pub from: i32,
    pub to: i32,
    /// Whether the line stops in the middle of a sentence.
    pub torn: bool,
}

impl Seam {
    pub(super) fn new(a: &Line, b: &Line, indent: i32) -> Self {
        let width = a.width + indent;
        let need = match a.ends {
            End::Latin if b.starts == Start::Letter => b.word + 1,
            End::Latin | End::Digit => b.need,
            _ => b.word,
        };
        let torn = matches!(a.ends, End::Han | End::Digit | End::Latin | End::Comma)
            && matches!(b.starts, Start::Han | Start::Digit | Start::Letter);
        Self { from: width - a.hang, to: width + a.tail + need.max(2) - 1, torn }
    }

    /// Whether the line is full for `limit`.
    pub(super) fn is_full(self, limit: i32) -> bool {
        (self.from..=self.to).contains(&limit)
    }

    /// By how much the line falls short of `limit`, or 0.
    pub(super) fn short(self, limit: i32) -> i32 {
        (limit - self.to).max(0)
    }
}

/// What layout shows at a boundary, as a class to count by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    /// Nearly every line around here is followed by a blank one.
    pub dense: bool,
    /// Blank lines before the next line: none, one, more.
    pub blank: u8,
    /// Indent of the next line: none, half an em, an em and more.
    pub indent: u8,
}

impl Layout {
    /// How many classes there are.
    pub(super) const COUNT: usize = 18;

    /// Number of the class.
    pub(super) fn index(self) -> usize {
        usize::from(self.dense) * 9 + usize::from(self.blank) * 3 + usize::from(self.indent)
    }
}

/// What the text says at a boundary.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Words {
    /// Log odds of a break, by the place of the line in its paragraph.
    pub weight: [Nats; 3],
    /// Association of the last and the first character, if both are Han.
    pub seam: f32,
    /// What kind of place it is counted as.
    pub kind: Option<u8>,
    /// Whether a sentence ends with the line.
    pub ended: bool,
    /// How the next line begins.
    pub opening: Option<Opening>,
    /// What the rarity of final marks adds, until the document has taught more.
    pub rarity: Nats,
}

/// Classes of all boundaries, by layout. Also tells whether indents occur at all.
pub(super) fn layouts(lines: &[Line], margin: i32) -> (Vec<Layout>, bool) {
    let n = lines.len();
    let mut blanks = vec![0_u32; n + 1];
    for (i, line) in lines.iter().enumerate() {
        blanks[i + 1] = blanks[i] + u32::from(i > 0 && line.blank > 0);
    }
    let mut out: Vec<Layout> = (0..n.saturating_sub(1))
        .map(|i| {
            let (low, high) = (i.saturating_sub(6).max(1), (i + 8).min(n - 1));
            let share = blanks[high + 1] - blanks[low];
            Layout {
                dense: share * 5 > (high - low + 1) as u32 * 4,
                blank: lines[i + 1].blank.min(2) as u8,
                indent: lines[i + 1].indent(margin).clamp(0, 2) as u8,
            }
        })
        .collect();
    let indented = out.iter().filter(|l| l.indent > 0).count();
    let deep = out.iter().filter(|l| l.indent == 2).count();
    if deep > 1.max(out.len() * 3 / 100) {
        for layout in &mut out {
            layout.indent -= u8::from(layout.indent == 1);
        }
    }
    let occurs = indented * 100 > 3 * out.len().max(1);
    (out, occurs)
}

/// First weight of a class, in nats, before the document has taught a better one.
pub(super) fn first_weight(layout: Layout, indents: bool) -> f64 {
    let indent = match layout.indent {
        0 if indents && layout.blank == 0 => weights::INDENT[0],
        0 => 0.0,
        i => weights::INDENT[usize::from(i)],
    };
    weights::blank(layout.dense, layout.blank) + indent
}

/// What a line is made of, counted in one pass.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Shape {
    /// Characters.
    pub chars: u32,
    /// Letters, Han and marks among them.
    pub wordy: u32,
    /// Places inside it where a sentence ends.
    pub finals: u32,
    /// Marks that part clauses or sentences.
    pub clauses: u32,
    /// Whether white space stands inside.
    pub blanks: bool,
    /// Whether tabs or runs of spaces stand inside, or a space every few characters.
    pub gaps: bool,
    /// Weight of the bracket that it opens and leaves open.
    pub unclosed: Nats,
    /// Whether a quotation is open at its end.
    pub quoted: bool,
    /// Where its first colon stands, in bytes.
    pub colon: Option<u32>,
    /// Whether it has a sign of equality.
    pub equals: bool,
}

impl Shape {
    /// The shape of a line. `reader` goes on from the line before.
    fn of(line: &str, width: i32, spaced: bool, reader: &mut Reader) -> Self {
        let bytes = line.as_bytes();
        let mut shape = Self::default();
        reader.open.clear();
        let (mut after, mut run, mut spaces, mut columns) = (None, 0, 0_u32, false);
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            shape.chars += 1;
            if is_common_han(bytes, at) {
                if let Some(end) = after.take() {
                    shape.finals += u32::from(end == End::Final);
                    reader.inside.note(end, '一', reader.quotation.is_open());
                    if matches!(end, End::Final | End::FinalQuote) {
                        reader.inside.openings.note(Opening::of(&bytes[at..]));
                    }
                }
                // As in letter-spaced text.
                let apart = bytes[at..].chunks_exact(4).take_while(|c| c[3] == b' ' && is_common_han(c, 0)).count();
                if apart > 0 {
                    shape.wordy += apart as u32;
                    shape.chars += 2 * apart as u32 - 1;
                    spaces += apart as u32;
                    run = 1;
                    at += 4 * apart;
                    continue;
                }
                let more = count_han(&bytes[at + 3..]);
                shape.wordy += 1 + more;
                shape.chars += more;
                run = 0;
                at += 3 + 3 * more as usize;
                continue;
            }
            if byte == b' ' && spaced {
                spaces += 1;
                run += 1;
                columns |= run >= 3;
                at += 1;
                continue;
            }
            if byte == b' ' {
                shape.finals += u32::from(after.take() == Some(End::Final));
                run += 1;
                spaces += 1;
                columns |= run >= 2;
                at += 1;
                continue;
            }
            let c = line[at..].chars().next().unwrap_or(' ');
            let holds = reader.traits.of(c);
            if after.is_none() && holds & !(traits::WORDY | traits::CLAUSE) == 0 {
                // A letter, a comma, anything that opens or closes nothing.
                shape.wordy += u32::from(holds & traits::WORDY > 0);
                shape.clauses += u32::from(holds & traits::CLAUSE > 0);
                shape.equals |= c == '=';
                run = 0;
                at += c.len_utf8();
                continue;
            }
            if shape.colon.is_none() && matches!(c, '：' | ':') {
                shape.colon = Some(at as u32);
            }
            at += c.len_utf8();
            shape.wordy += u32::from(holds & traits::WORDY > 0);
            shape.finals += u32::from(after == Some(End::Final) && holds & traits::FINAL == 0);
            let end = if holds & traits::ENDS > 0 { habits::end_of(c, after) } else { None };
            if let (Some(before), None) = (after, end) {
                reader.inside.note(before, c, reader.quotation.is_open());
            }
            after = end;
            shape.clauses += u32::from(holds & traits::CLAUSE > 0);
            let blank = holds & traits::BLANK > 0;
            run = if blank { run + 1 } else { 0 };
            columns |= blank && (c == '\t' || run >= 2);
            shape.blanks |= blank;
            if holds & traits::PAIRED > 0 {
                reader.quotation.note(c);
                note_bracket(c, &mut reader.open);
            }
        }
        shape.blanks |= spaces > 0;
        let columns = columns && has_columns(line, if spaced { 3 } else { 2 });
        if spaced && !columns {
            // Its spaces say nothing of the text.
            shape.chars -= spaces;
        } else {
            shape.gaps = columns || spaces >= 4 && spaces * 4 > shape.chars;
        }
        shape.unclosed = unclosed(&reader.open);
        shape.quoted = reader.quotation.after(width);
        shape
    }

    /// The label that a line begins with: up to [`LABEL`] Han characters before a colon.
    pub(super) fn label<'t>(&self, line: &'t str) -> Option<&'t str> {
        let label = &line[..self.colon? as usize];
        let is_short = !label.is_empty() && label.len() <= 4 * LABEL && label.chars().count() <= LABEL;
        (is_short && label.chars().all(is_han)).then_some(label)
    }

    /// Whether most of the characters of a line are letters, Han or marks; rules, time codes and rows of a table are not.
    pub(super) fn is_wordy(&self, percent: u32) -> bool {
        self.chars < 8 || self.wordy * 100 >= self.chars * percent
    }
}

/// Whether a tab or so many blanks in a row stand in a line, elsewhere than behind the number of an article or item that
/// begins it.
fn has_columns(line: &str, least: usize) -> bool {
    let head = line.find(is_blank).map_or("", |at| &line[..at]);
    let item = head.starts_with('第') && head.ends_with(['条', '款', '章', '节', '编', '回', '卷', '篇', '部'])
        || head.ends_with(['、', '）', '．', ')', '.']) && head.chars().count() <= 5;
    let rest = if item { line[head.len()..].trim_start_matches(is_blank) } else { line };
    let (mut run, mut before) = (0, ' ');
    rest.chars().any(|c| {
        if is_blank(c) {
            run += 1;
        } else {
            (run, before) = (0, c);
        }
        // Some type two spaces behind each mark of a sentence.
        let typed = run == 2 && matches!(before, '，' | '。' | '；' | '？' | '！') && c == ' ';
        run >= least && !typed || c == '\t'
    })
}

/// Whether a Han character of the commonest block (U+4E00 to U+9FFF) begins here: most characters do, and need not
/// be decoded.
fn is_common_han(bytes: &[u8], at: usize) -> bool {
    bytes.get(at..at + 2).is_some_and(|b| matches!(u16::from_be_bytes([b[0], b[1]]), 0xE4B8..=0xE9BF))
}

/// How many of them a text begins with. Looks at four at a time.
fn count_han(bytes: &[u8]) -> u32 {
    let fours = bytes.chunks_exact(12).take_while(|four| [0, 3, 6, 9].iter().all(|&at| is_common_han(four, at)));
    let mut han = 4 * fours.count();
    while is_common_han(bytes, 3 * han) {
        han += 1;
    }
    han as u32
}

/// What is carried from line to line.
struct Reader {
    traits: &'static Traits,
    /// Brackets open on this line.
    open: Vec<char>,
    quotation: Quotation,
    inside: Inside,
}

impl Reader {
    fn new() -> Self {
        Self { traits: Traits::table(), open: Vec::new(), quotation: Quotation::default(), inside: Inside::default() }
    }
}

/// What each line is made of, and what was counted inside the lines.
pub(super) fn shapes(text: &str, lines: &[Line]) -> (Vec<Shape>, Inside) {
    let mut reader = Reader::new();
    let shapes = lines.iter().map(|l| Shape::of(l.of(text), l.width, l.spaced, &mut reader)).collect();
    (shapes, reader.inside)
}

/// Whether most of the characters of a text are letters, Han or marks.
pub(super) fn is_wordy(text: &str, percent: u32) -> bool {
    Shape::of(text, 0, false, &mut Reader::new()).is_wordy(percent)
}

/// What introduces speech inside a sentence is no label.
const SAYS: &[char] = &['道', '说', '曰', '云', '问', '答', '叫', '喊', '想', '念', '骂', '笑', '写'];
/// Characters of a label, at most.
const LABEL: usize = 6;

/// What the text says at every boundary.
pub(super) fn words(text: &str, lines: &[Line], shapes: &[Shape]) -> Vec<Words> {
    let (mut finals, mut chars) = (0_usize, 0_usize);
    for shape in shapes {
        chars += shape.chars as usize;
        finals += shape.finals as usize;
    }
    // The rarer final marks are inside lines, the more a final mark at the end of one says.
    let density = (finals as f64 + 2.0) / (chars as f64 + 80.0);
    let rarity = nats(((0.9 / (2.0 * density)).ln() - 3.0).clamp(-1.5, 1.0));
    let mut labels = labels(text, lines, shapes).into_iter().peekable();
    let seams = seams(text, lines);
    (0..lines.len().saturating_sub(1))
        .map(|i| {
            while labels.next_if(|&l| l <= i).is_some() {}
            let labelled = labels.peek() == Some(&(i + 1));
            words_at(text, &lines[i], &lines[i + 1], &shapes[i], labelled, rarity, seams[i])
        })
        .collect()
}

/// Which lines begin with a label that other lines begin with too, as the speakers of an interview do.
fn labels(text: &str, lines: &[Line], shapes: &[Shape]) -> Vec<usize> {
    let own = |(i, (line, shape)): (usize, (&Line, &Shape))| {
        let label = shape.label(line.of(text))?;
        let says = label.len() > 3 && label.ends_with(SAYS);
        (!says).then_some((label, i))
    };
    let mut found: Vec<(&str, usize)> = lines.iter().zip(shapes).enumerate().filter_map(own).collect();
    found.sort_unstable();
    let mut out: Vec<usize> =
        found.chunk_by(|a, b| a.0 == b.0).filter(|own| own.len() > 1).flatten().map(|&(_, i)| i).collect();
    out.sort_unstable();
    out
}

/// Whether a line is in brackets as a whole.
fn is_bracketed(line: &str) -> bool {
    let inner = line.strip_prefix('（').and_then(|l| l.strip_suffix('）'));
    inner.is_some_and(|inner| !inner.contains(['（', '）']))
}

/// For each boundary the association of the last and the first character, or 0 if not both are Han. Looked up one
/// directly after the other, so that the reads of memory overlap.
fn seams(text: &str, lines: &[Line]) -> Vec<f32> {
    let seam = |pair: &[Line]| match (pair[0].ends, pair[1].starts) {
        (End::Han, Start::Han) => {
            let ends = pair[0].of(text).chars().next_back().zip(pair[1].of(text).chars().next());
            ends.map_or(0.0, |(x, y)| likely::seam(x, y))
        }
        _ => 0.0,
    };
    lines.windows(2).map(seam).collect()
}

fn words_at(text: &str, a: &Line, b: &Line, shape: &Shape, labelled: bool, rarity: Nats, seam: f32) -> Words {
    let mut sum = weights::start(b.starts)
        + if labelled { weights::LABEL } else { 0 }
        + if a.ends.is_final() && is_bracketed(b.of(text)) { weights::BRACKETED } else { 0 }
        + if a.ends.is_final() && phrases::is_chapter(text, b) { weights::CHAPTER } else { 0 }
        + shape.unclosed
        + phrases::between(text, a, b)
        + habits::quotation(a.ends, b.starts, shape.quoted);
    match (a.ends, b.starts) {
        (End::Han, Start::Han) => sum -= nats(weights::SEAM * f64::from(seam)),
        (End::Digit, Start::Digit | Start::Han) | (End::Latin, Start::Letter) => sum += weights::CUT_WORD,
        _ => {}
    }
    let headed = shape.clauses == 0 && phrases::is_chapter(text, a) || heads_list(a, b, shape);
    let kind = habits::kind(a.ends, b.starts, shape.quoted);
    let weight = std::array::from_fn(|place| {
        let place = PLACES[place];
        let heading = if headed && place == Place::First { weights::CHAPTER } else { 0 };
        (sum + heading + weights::end(a.ends, place) + weights::stop(a.ends, place, shape.clauses, shape.finals))
            .clamp(-weights::TEXT_LIMIT, weights::TEXT_LIMIT)
    });
    let (ended, opening) = (a.ends.is_final(), Opening::of_line(b.of(text), b.starts));
    Words { weight, seam, kind, ended, opening, rarity: if a.ends.is_final() { rarity } else { 0 } }
}

/// Whether a line is the heading of a list by its colon.
fn heads_list(a: &Line, b: &Line, shape: &Shape) -> bool {
    const WIDEST: i32 = 24;
    a.ends == End::Colon && b.starts == Start::Item && shape.clauses == 1 && a.width <= WIDEST
}

/// What the end of the last line says, by its place in the paragraph that ends there.
pub(super) fn closing(lines: &[Line], shapes: &[Shape]) -> [Nats; 3] {
    let Some((line, shape)) = lines.last().zip(shapes.last()) else { return [0; 3] };
    PLACES.map(|place| weights::end(line.ends, place) + weights::stop(line.ends, place, shape.clauses, shape.finals))
}

/// Keeps account of the quotation marks and brackets that are open.
fn note_bracket(c: char, open: &mut Vec<char>) {
    let opener = match c {
        '“' | '‘' | '（' | '《' | '「' | '『' | '【' | '(' => return open.push(c),
        '”' => '“',
        '’' => '‘',
        '）' => '（',
        '》' => '《',
        '」' => '「',
        '』' => '『',
        '】' => '【',
        ')' => '(',
        _ => return,
    };
    if open.last() == Some(&opener) {
        open.pop();
    }
}

/// Weight of what a line leaves open.
fn unclosed(open: &[char]) -> Nats {
    if open.iter().any(|c| matches!(c, '（' | '《' | '【' | '(')) { weights::OPEN_BRACKET } else { 0 }
}
