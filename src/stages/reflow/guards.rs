//! Text that is laid out in lines on purpose: what must not be joined however full its lines are.

use std::cell::OnceCell;
use std::ops::Range;

use crate::han::class::{is_han, is_toned};
use crate::han::likely;

use super::decode::Division;
use super::furniture;
use super::lines::Line;
use super::marks::{self, End, Start};
use super::table::{Seam, Shape, Words};
use super::{carried, phrases, rosters, songs};

/// Columns of fewer half-ems are narrow.
const NARROW: i32 = 18;
/// Blocks of fewer joins are judged together with the other blocks of their width, if those have `MANY`.
const FEW: usize = 6;
const MANY: usize = 12;
/// In a text of few joins these are believed where words are cut in two by them: so many of a width at least, and
/// characters over the seam that belong together so much; none may be such strangers.
const SURE_JOINS: usize = 2;
const TORN: f32 = 1.0;
const STRANGE: f32 = -1.0;
/// From so many joins on, prose has the end of a sentence somewhere.
const SURE_ENDS: usize = 3;
/// Breaks between joins, at least, where indents are to be believed.
const INDENTED_BREAKS: usize = 3;
/// Widest date at the end of a text, and widest line of who signs, in half-ems.
const DATE: i32 = 36;
const SIGNATURE: i32 = 20;
/// So many pairs of characters tell how well the table knows a text.
const ENOUGH_PAIRS: usize = 1000;
/// So many seams tell how characters meet by chance.
const ENOUGH_SEAMS: usize = 128;
/// So much closer than by chance neighbours inside the lines stand, in nats, in a text that the table knows. Set by hand.
const KNOWN: f32 = 1.25;
/// No text has a higher mean association inside its lines, or between characters that meet by chance, in nats.
const MOST_INSIDE: f32 = 2.5;
const MOST_BY_CHANCE: f32 = 0.2;

/// Takes back the joins of blocks that a wrap does not explain. A block is a run of paragraphs
/// without an unexplained line between them.
pub(super) fn apply(
    text: &str,
    lines: &[Line],
    shapes: &[Shape],
    words: &[Words],
    indent: impl Fn(usize) -> i32,
    division: &mut Division,
) {
    let plain = lines.iter().skip(1).all(|l| l.blank == 0 && l.lead == 0);
    let indented = lines.iter().enumerate().map(|(i, _)| indent(i) >= 2).collect();
    let wide = wide_share(lines, &indent, division);
    let mut page = Page {
        text,
        lines,
        shapes,
        words,
        division,
        plain,
        indented,
        wide,
        looks: Vec::new(),
        inside: OnceCell::new(),
    };
    page.looks =
        division.breaks.iter().enumerate().map(|(i, &b)| if b { Look::default() } else { page.look(i) }).collect();
    let blocks = page.blocks();
    let mut undo = Vec::new();
    let pools: Vec<Pool> = page.division.widths.iter().map(|&width| page.pool(&blocks, width)).collect();
    for block in &blocks {
        let all = || block.iter().flat_map(|&(a, b)| a..b);
        // Verse of lines that are nearly equal seems to be of several widths.
        let joins: Vec<usize> = all().collect();
        let widths = |i: &usize| page.division.width(*i);
        if joins.iter().any(|i| widths(i) != widths(&joins[0])) && page.are_lines_of_sense(&joins) {
            undo.extend(joins);
            continue;
        }
        for (&width, pool) in page.division.widths.iter().zip(&pools) {
            let joins: Vec<usize> = all().filter(|&i| page.division.width(i) == Some(width)).collect();
            // A few lines tell little by themselves: where the width is well known they are judged with all others of it.
            let laid_out = match joins.len() {
                0 => continue,
                m if m < FEW && pool.joins >= MANY => pool.laid_out,
                _ => page.is_laid_out(&joins, pool.joins),
            };
            if laid_out || (pool.lacks_clauses || pool.lacks_ends) && !page.is_indented(&joins) {
                undo.extend(joins);
            } else if page.is_scarce(pool.joins) {
                let doubtful = |&&p: &&Paragraph| page.wide > 0.5 || pool.joins < SURE_JOINS || !page.is_sure(p);
                let carried = |p: &&Paragraph| {
                    let common = page.division.widths.iter().zip(&pools).filter(|(_, p)| !page.is_scarce(p.joins));
                    common.map(|(&width, _)| width).any(|width| page.is_carried(**p, &indent, width))
                };
                let own = block.iter().filter(|p| page.division.width(p.0) == Some(width));
                undo.extend(own.filter(doubtful).filter(|p| !carried(p)).flat_map(|&(a, b)| a..b));
            }
        }
    }
    for pool in pools.iter().filter(|p| p.paragraphs.len() < 5) {
        undo.extend(pool.paragraphs.iter().filter(|&&p| page.is_list(p)).flat_map(|&(a, b)| a..b));
    }
    for i in (0..lines.len().saturating_sub(1)).filter(|&i| !division.breaks[i]) {
        let (a, b) = (lines[i].of(text), lines[i + 1].of(text));
        let limit = || division.limit(i, indent(i) > 0);
        // The last words of a sentence may be figures, and a title may be cut inside one.
        let told = || {
            let next = &lines[i + 1];
            let number = lines[i].ends == End::Digit && next.starts == Start::Digit;
            next.ends.is_final() && (next.starts == Start::Han || number)
        };
        let cut = || {
            lines[i].ends == End::Digit
                && lines[i + 1].starts == Start::Digit
                && b.find(['》', '）', '」']).is_some_and(|at| !b[..at].contains(['《', '（', '「']))
        };
        let stays = !shapes[i].is_wordy(40)
            || !(shapes[i + 1].is_wordy(40) || told() || cut())
            || shapes[i].blanks && is_field(a) && is_field(b)
            || begins_labelled(text, lines, shapes, i)
            || phrases::is_closing(a)
            || [i, i + 1].iter().any(|&i| lines[i].starts != Start::Han)
                && changes_language(a, b)
                && !is_quoted(text, lines, shapes, division, i)
            || is_set_in(lines, indent(i), limit(), i)
            || [i, i + 1].iter().any(|&i| {
                let line = lines[i].of(text);
                shapes[i].blanks && (is_head(line) || furniture::is_titled(line)) || is_pinyin(text, &lines[i])
            })
            || a.ends_with('.') && is_field(b)
            || is_addressed(lines, shapes, division, i, limit())
            || furniture::is_page_mark(a)
            || furniture::is_page_mark(b)
            || lines[i].ends.is_final() && furniture::is_figure(b)
            || i > 0 && lines[i - 1].ends.is_final() && furniture::is_figure(a)
            || rosters::part(text, lines, shapes, i)
            || lines[i].ends == End::Colon && songs::begins(lines, division, limit(), i);
        if stays {
            undo.push(i);
        }
    }
    undo.extend(signature(text, lines));
    for i in undo {
        division.breaks[i] = true;
    }
    // Short lines of which most stay are no column: what is left of them stays, too.
    for (_, pool) in division.widths.iter().zip(&pools).filter(|(width, _)| **width < NARROW) {
        let joins = || pool.paragraphs.iter().flat_map(|&(a, b)| a..b);
        if 2 * joins().filter(|&i| division.breaks[i]).count() > joins().count() {
            joins().for_each(|i| division.breaks[i] = true);
        }
    }
}

/// The boundaries before a date that ends a text, and before who signs over it: `作者`, `一九七二年冬于石桥`.
fn signature(text: &str, lines: &[Line]) -> Range<usize> {
    let (Some(date), Some(date_at)) = (lines.last(), lines.len().checked_sub(1)) else { return 0..0 };
    let body = date.of(text);
    let after_year = body.trim_start_matches(|c: char| c.is_ascii_digit() || "〇○零一二三四五六七八九".contains(c));
    let year = &body[..body.len() - after_year.len()];
    let is_date = date.width <= DATE
        && !date.ends.is_mark()
        && year.chars().count() == 4
        && after_year.starts_with('年')
        && !body.contains(marks::is_clause);
    if !is_date || date_at == 0 {
        return 0..0;
    }
    let signed = &lines[date_at - 1];
    let is_signed = date_at > 1 && signed.width <= SIGNATURE && !signed.ends.is_mark();
    date_at - 1 - usize::from(is_signed)..date_at
}

/// Share of the document, by width, that lies in unexplained lines wider than any wrap.
fn wide_share(lines: &[Line], indent: impl Fn(usize) -> i32, division: &Division) -> f64 {
    let widest = division.widths.iter().max().copied().unwrap_or(0);
    let (mut wide, mut all) = (0.0, 0.0);
    for (i, line) in lines.iter().enumerate() {
        all += f64::from(line.width);
        if division.width(i).is_none() && line.width + indent(i) > widest + 4 {
            wide += f64::from(line.width);
        }
    }
    if all > 0.0 { wide / all } else { 0.0 }
}

/// First and last line of a paragraph.
type Paragraph = (usize, usize);

/// All paragraphs of one width, and what they look like together.
struct Pool {
    paragraphs: Vec<Paragraph>,
    joins: usize,
    laid_out: bool,
    lacks_clauses: bool,
    lacks_ends: bool,
}

/// How a joined line, or the line after it, looks.
#[derive(Clone, Copy, Default)]
struct Look {
    marked: bool,
    gaps: bool,
    leaders: bool,
    code: bool,
    items: bool,
    labels: bool,
    records: bool,
    digits: bool,
    rare: bool,
}

/// How many of some joined lines look so.
#[derive(Default)]
struct Looks {
    marked: usize,
    gaps: usize,
    leaders: usize,
    code: usize,
    items: usize,
    labels: usize,
    records: usize,
    digits: usize,
    rare: usize,
}

struct Page<'a> {
    text: &'a str,
    lines: &'a [Line],
    shapes: &'a [Shape],
    words: &'a [Words],
    division: &'a Division,
    /// Share of the text in lines wider than any wrap: the document as a whole is not wrapped.
    wide: f64,
    /// Whether each line is indented.
    indented: Vec<bool>,
    /// How each joined line looks.
    looks: Vec<Look>,
    /// Mean and deviation of the association inside joined lines, once they are asked for.
    inside: OnceCell<(f32, f32)>,
    /// Neither blank lines nor indents: the document is in its final form already, or never had any.
    plain: bool,
}

impl Page<'_> {
    fn blocks(&self) -> Vec<Vec<Paragraph>> {
        let (mut blocks, mut block) = (Vec::new(), Vec::new());
        let mut start = 0;
        for end in 0..self.lines.len() {
            if end + 1 < self.lines.len() && !self.division.breaks[end] {
                continue;
            }
            if start == end && self.division.width(start).is_none() {
                if !block.is_empty() {
                    blocks.push(std::mem::take(&mut block));
                }
            } else {
                block.push((start, end));
            }
            start = end + 1;
        }
        if !block.is_empty() {
            blocks.push(block);
        }
        blocks
    }

    /// The joined paragraphs of all blocks that begin with this width.
    fn pool(&self, blocks: &[Vec<Paragraph>], width: i32) -> Pool {
        let near = |p: &&Paragraph| p.1 > p.0 && self.division.width(p.0).is_some_and(|w| (w - width).abs() <= 1);
        let paragraphs: Vec<Paragraph> = blocks.iter().flatten().filter(near).copied().collect();
        let joins: Vec<usize> = paragraphs.iter().flat_map(|&(a, b)| a..b).collect();
        Pool {
            laid_out: self.is_laid_out(&joins, joins.len()),
            lacks_clauses: self.lacks_clauses(&paragraphs),
            lacks_ends: joins.len() >= SURE_ENDS && self.lacks_ends(&paragraphs),
            joins: joins.len(),
            paragraphs,
        }
    }

    fn line(&self, i: usize) -> &str {
        self.lines[i].of(self.text)
    }

    /// Whether so many joins of a width are too few to tell a wrap from lines that are of one width by chance.
    fn is_scarce(&self, pooled: usize) -> bool {
        pooled < 3 || self.wide > 0.3 && pooled < 8 || self.wide > 0.5 && self.plain && pooled < 64
    }

    /// Whether the lines of a paragraph are full for a width, but for those of which a character was carried over.
    fn is_carried(&self, (a, b): Paragraph, indent: impl Fn(usize) -> i32, width: i32) -> bool {
        let seam = |i: usize| Seam::new(&self.lines[i], &self.lines[i + 1], indent(i));
        let carried = |i: usize| carried::is_carried(self.text, self.lines, seam(i), Some(width), i);
        (a..b).any(carried) && (a..b).all(|i| seam(i).is_full(width) || carried(i))
    }

    /// Whether a paragraph shows by itself that it was wrapped: prose of which words were cut in two.
    fn is_sure(&self, (a, b): Paragraph) -> bool {
        // Where the paragraph is indented and its other lines are not, that is as good as a word cut in two.
        let hangs = self.indented[a] && !(a + 1..=b).any(|i| self.indented[i]);
        let torn = |i: usize| {
            let open = matches!(self.lines[i].ends, End::Han | End::Digit | End::Comma);
            self.words[i].seam >= TORN || hangs && open || self.is_cut(i)
        };
        let strange = |i: usize| self.words[i].seam <= STRANGE;
        let prose = self.shapes[a].clauses > 0 && (a..=b).all(|i| !self.shapes[i].gaps);
        let ends = self.lines[b].ends;
        prose
            && (matches!(ends, End::Final | End::FinalQuote | End::Semicolon) || hangs && ends == End::Colon)
            && 2 * (a..b).filter(|&i| torn(i)).count() >= b - a
            && (hangs || !(a..b).any(strange))
    }

    /// Whether a number or bracket is cut in two after line `i`.
    fn is_cut(&self, i: usize) -> bool {
        let (end, start) = (self.lines[i].ends, self.lines[i + 1].starts);
        end == End::Opener
            || start == Start::Closer
            || end == End::Digit && matches!(start, Start::Han | Start::Digit)
            || end == End::Han && start == Start::Digit
    }

    /// Whether a number is cut in two after line `i`, in prose: rows of figures have no clauses.
    fn cuts_number(&self, i: usize) -> bool {
        let next = self.line(i + 1);
        let goes_on = next.trim_start_matches(['.', ',']).starts_with(|c: char| c.is_ascii_digit());
        let prose = |i: usize| self.shapes[i].clauses > 0 || self.line(i).contains('。');
        self.lines[i].ends == End::Digit && goes_on && prose(i) && prose(i + 1)
    }

    /// How line `i` looks, which is joined to the next.
    fn look(&self, i: usize) -> Look {
        let (line, shape, next) = (self.line(i), &self.shapes[i], &self.lines[i + 1]);
        Look {
            marked: self.lines[i].ends.is_mark(),
            gaps: shape.gaps,
            leaders: has_leader(line),
            code: is_code(line, shape),
            items: next.starts == Start::Item,
            // The fields of a form have labels of two characters at least.
            labels: self.shapes[i + 1].label(self.line(i + 1)).is_some_and(|l| l.len() > 4)
                || rosters::is_set_wide(self.line(i + 1), &self.shapes[i + 1]),
            records: self.are_records(i),
            digits: next.starts == Start::Digit && !self.cuts_number(i),
            rare: match self.lines[i].ends {
                // English that goes on in small letters is prose.
                End::Latin => !self.line(i + 1).starts_with(|c: char| c.is_ascii_lowercase()),
                End::Digit if self.cuts_number(i) => false,
                end => matches!(end, End::Digit | End::Other | End::Quote | End::Colon | End::Semicolon),
            },
        }
    }

    /// Whether the joined lines look like verse, dialogue, tables, contents, code, lists or fields.
    fn is_laid_out(&self, joins: &[usize], pooled: usize) -> bool {
        let m = joins.len();
        let mut seen = Looks::default();
        for look in joins.iter().map(|&i| self.looks[i]) {
            seen.marked += usize::from(look.marked);
            seen.gaps += usize::from(look.gaps);
            seen.leaders += usize::from(look.leaders);
            seen.code += usize::from(look.code);
            seen.items += usize::from(look.items);
            seen.labels += usize::from(look.labels);
            seen.records += usize::from(look.records);
            seen.digits += usize::from(look.digits);
            seen.rare += usize::from(look.rare);
        }
        let narrow = joins.iter().filter_map(|&i| self.division.width(i)).min().is_some_and(|w| w < NARROW);
        10 * seen.marked > 6 * m && beyond_chance(seen.marked, m)
            || narrow && (10 * seen.marked > 3 * m && beyond_chance(seen.marked, m) || pooled < 4)
            || 10 * seen.gaps > 3 * m
            || 10 * seen.leaders > 3 * m
            || 10 * seen.code > 3 * m
            || 2 * seen.items > m && !self.is_indented(joins)
            || 2 * seen.labels > m
            || 2 * seen.records > m
            || m >= 2 && 2 * seen.rare > m
            || m >= 3 && 10 * seen.digits > 6 * m
            || self.are_lines_of_sense(joins)
    }

    /// Whether lines end where the sense does, and no indents show where paragraphs begin.
    fn are_lines_of_sense(&self, joins: &[usize]) -> bool {
        !self.is_indented(joins) && !self.begins_indented(joins) && self.seams_are_strange(joins)
    }

    /// Whether line `i` and the next are alike as records are: of equally many parts, two commas or more between
    /// them, and no sentence ends; or both are of as many fields between commas.
    fn are_records(&self, i: usize) -> bool {
        const FIELDS: usize = 4;
        let fields = fields(self.line(i));
        if fields >= FIELDS && fields == self::fields(self.line(i + 1)) {
            return true;
        }
        let (a, b) = (&self.shapes[i], &self.shapes[i + 1]);
        let open = |i: usize| self.shapes[i].finals == 0 && !self.lines[i].ends.is_mark();
        a.clauses >= 2 && a.clauses == b.clauses && open(i) && open(i + 1)
    }

    /// Whether indents show where the paragraphs around these joins begin: between the first and the last of them the
    /// lines after breaks are indented, and the joined lines are not.
    fn is_indented(&self, joins: &[usize]) -> bool {
        self.indented_breaks(joins).is_some_and(|breaks| breaks >= INDENTED_BREAKS)
    }

    /// The same, where the indent of the first paragraph counts too.
    fn begins_indented(&self, joins: &[usize]) -> bool {
        let before = joins.first().is_some_and(|&i| i > 0 && self.division.breaks[i - 1] && self.indented[i]);
        before && self.indented_breaks(joins).is_some_and(|breaks| breaks + 1 >= INDENTED_BREAKS)
    }

    /// How many paragraphs end between the first and the last of these joins, if indents show them all and no others. A head
    /// stands flush over a paragraph with one.
    fn indented_breaks(&self, joins: &[usize]) -> Option<usize> {
        let (first, last) = (*joins.first()?, *joins.last()?);
        let breaks = || (first..=last).filter(|&i| self.division.breaks[i]);
        let widest = joins.iter().map(|&i| self.lines[i].width).max().unwrap_or(0);
        let is_head = |i: usize| {
            let line = &self.lines[i];
            self.division.breaks.get(i) == Some(&true)
                && self.indented[i + 1]
                && 2 * line.width <= widest
                && !line.ends.is_mark()
        };
        let shown = |i: usize| self.indented[i + 1] || is_head(i + 1);
        (breaks().all(shown) && joins.iter().all(|&i| !self.indented[i + 1]))
            .then(|| breaks().filter(|&i| self.indented[i + 1]).count())
    }

    /// Whether the characters at the seams do not know each other, though the text inside the lines is known.
    fn seams_are_strange(&self, joins: &[usize]) -> bool {
        let seams: Vec<usize> = joins
            .iter()
            .copied()
            .filter(|&i| self.lines[i].ends == End::Han && self.lines[i + 1].starts == Start::Han)
            .collect();
        if seams.len() < 4 {
            return false;
        }
        let at_seams = mean(seams.iter().map(|&i| self.words[i].seam));
        // By chance characters meet at 0 or below, so that these are no strangers whatever the text.
        if at_seams >= 0.35 * MOST_INSIDE + 0.65 * MOST_BY_CHANCE {
            return false;
        }
        let last = |i: usize| self.line(i).chars().next_back();
        let first = |i: usize| self.line(i + 1).chars().next();
        let n = seams.len();
        let by_chance = mean(
            (0..n.min(ENOUGH_SEAMS))
                .flat_map(|q| (1..4).map(move |s| (q, (q + s) % n)))
                .filter(|(q, p)| q != p)
                .filter_map(|(q, p)| Some(likely::seam(last(seams[q])?, first(seams[p])?))),
        );
        // Nothing inside the lines can make these seams look strange.
        if at_seams - by_chance >= 0.35 * (MOST_INSIDE - by_chance) {
            return false;
        }
        let (inside, deviation) = *self.inside.get_or_init(|| self.measure_inside());
        inside - by_chance > KNOWN
            && at_seams - by_chance < 0.35 * (inside - by_chance)
            && inside - at_seams > 2.5 * deviation / (n as f32).sqrt()
    }

    /// Mean association of neighbours inside the joined lines, and its deviation.
    fn measure_inside(&self) -> (f32, f32) {
        let joined = (0..self.division.breaks.len()).filter(|&i| !self.division.breaks[i]);
        let pairs: Vec<f32> = joined
            .flat_map(|i| self.line(i).chars().zip(self.line(i).chars().skip(1)))
            .filter(|&(a, b)| is_han(a) && is_han(b))
            .take(ENOUGH_PAIRS)
            .map(|(a, b)| likely::seam(a, b))
            .collect();
        let inside = mean(pairs.iter().copied());
        (inside, mean(pairs.iter().map(|x| (x - inside).powi(2))).sqrt())
    }

    /// Whether the paragraphs, taken together, have hardly a mark inside: lyrics, lists, addresses.
    fn lacks_clauses(&self, pool: &[Paragraph]) -> bool {
        let ems: i32 = pool.iter().flat_map(|&(a, b)| a..=b).map(|i| self.lines[i].width).sum::<i32>() / 2;
        let inner: i32 = pool.iter().map(|&p| self.inner_marks(p)).sum();
        ems >= 30 && inner * 60 < ems
    }

    /// Whether no sentence ends in these paragraphs: verse and song with a comma here and there.
    fn lacks_ends(&self, pool: &[Paragraph]) -> bool {
        let ends = |&(a, b): &Paragraph| {
            matches!(self.lines[b].ends, End::Final | End::FinalQuote | End::Semicolon | End::Colon)
                || (a..=b)
                    .any(|i| self.shapes[i].finals > 0 || self.lines[i].ends.is_final() || has_full_stop(self.line(i)))
        };
        !pool.iter().any(ends)
    }

    /// Whether one paragraph of five lines or more has no mark inside.
    fn is_list(&self, (a, b): Paragraph) -> bool {
        let ems: i32 = (a..=b).map(|i| self.lines[i].width).sum::<i32>() / 2;
        b - a >= 4 && (60..200).contains(&ems) && self.inner_marks((a, b)) <= 0
    }

    /// Clause marks in a paragraph, without those at the ends of its lines.
    fn inner_marks(&self, (a, b): Paragraph) -> i32 {
        (a..=b)
            .map(|i| {
                let marks = self.shapes[i].clauses as i32;
                let at_end = match i == b {
                    true => self.line(i).chars().next_back().is_some_and(marks::is_clause),
                    false => self.lines[i].ends.is_mark(),
                };
                marks - i32::from(at_end)
            })
            .sum()
    }
}

/// Whether so many of `m` lines end in a mark that chance, which gives three in ten, does not explain it.
fn beyond_chance(marked: usize, m: usize) -> bool {
    let (marked, m) = (marked as f64, m as f64);
    marked > 0.3 * m + 2.5 * (0.21 * m).sqrt()
}

fn mean(values: impl Iterator<Item = f32>) -> f32 {
    let (mut sum, mut n) = (0.0, 0.0_f32);
    for v in values {
        sum += v;
        n += 1.0;
    }
    if n > 0.0 { sum / n } else { 0.0 }
}

/// Whether a line ends in a row of dots and a page number.
fn has_leader(line: &str) -> bool {
    let body = line.trim_end_matches(|c: char| c.is_ascii_digit());
    body.len() < line.len()
        && body.trim_end().chars().rev().take_while(|c| matches!(c, '.' | '．' | '…' | '·')).count() >= 3
}

/// How many fields a line has, if it is one of comma-separated values: commas of ASCII, with nothing behind them, outside
/// quotation marks.
fn fields(line: &str) -> usize {
    let bytes = line.as_bytes();
    let mut quoted = false;
    let mut fields = 1;
    for at in memchr::memchr2_iter(b',', b'"', bytes) {
        match bytes[at] {
            b'"' => quoted = !quoted,
            _ if !quoted && bytes.get(at + 1) == Some(&b' ') => return 0,
            _ => fields += usize::from(!quoted),
        }
    }
    fields
}

/// Whether the line after `i` is one of three or more in succession that begin with a label, as the speeches of a play and
/// the head of minutes do. Where the label leads to a quotation it is a sentence.
fn begins_labelled(text: &str, lines: &[Line], shapes: &[Shape], i: usize) -> bool {
    const RUN: usize = 3;
    let labelled = |at: &usize| {
        let line = lines[*at].of(text);
        shapes[*at].label(line).is_some_and(|label| !line[label.len()..].contains(['“', '「', '"', '‘']))
    };
    if !labelled(&(i + 1)) {
        return false;
    }
    let after = (i + 1..lines.len()).take(RUN).take_while(labelled).count();
    let before = (0..=i).rev().take(RUN).take_while(labelled).count();
    after + before >= RUN
}

/// Whether a line is syllables with their tones: alone, as over or under the characters, or in the columns of a lesson.
fn is_pinyin(text: &str, line: &Line) -> bool {
    // Characters with their syllables, in half-ems.
    const COLUMNS: i32 = 32;
    if line.starts != Start::Letter && line.width > COLUMNS {
        return false;
    }
    let line = line.of(text);
    // The first bytes of what may be a syllable with its tone, looked for in vector code.
    line.bytes().fold(false, |seen, b| seen | (0xC3..=0xC7).contains(&b))
        && line.contains(is_toned)
        && (!line.contains(is_han) || !line.contains(marks::is_clause) && line.split('\u{3000}').count() >= 3)
}

/// Whether a sentence ends in one language and the next begins in another, as in a text with its translation below it.
fn changes_language(a: &str, b: &str) -> bool {
    const WORDS: usize = 3;
    let english = |line: &str| !line.contains(is_han) && line.split(' ').filter(|w| w.len() > 1).count() >= WORDS;
    let closers = ['"', '”', '’', ')'];
    let ends = a.trim_end_matches(closers).ends_with(['.', '!', '?']);
    ends && b.starts_with(is_han) && english(a)
        || a.trim_end_matches(closers).ends_with(['。', '！', '？'])
            && b.trim_start_matches(['"', '“']).starts_with(|c: char| c.is_ascii_uppercase())
            && english(b)
}

/// Whether a quotation in another language ends with line `i` that was begun in Chinese text on the line before.
fn is_quoted(text: &str, lines: &[Line], shapes: &[Shape], division: &Division, i: usize) -> bool {
    i > 0
        && !division.breaks[i - 1]
        && shapes[i - 1].quoted
        && lines[i - 1].of(text).contains(is_han)
        && lines[i].of(text).ends_with(['”', '"', '’'])
}

/// Whether a line is set in so deep, and has so much room at its end, that it is a title in the middle, whatever begins flush
/// below it.
fn is_set_in(lines: &[Line], indent: i32, limit: Option<i32>, i: usize) -> bool {
    const DEEP: i32 = 12;
    const ROOM: i32 = 8;
    let line = &lines[i];
    indent >= DEEP && lines[i + 1].lead < line.lead && limit.is_none_or(|limit| indent + line.width + ROOM <= limit)
}

/// Whether the line after `i` names whom the text is for, under its title: `县人民政府：`. Two lines by themselves, of which the
/// first has room for more, and no mark.
fn is_addressed(lines: &[Line], shapes: &[Shape], division: &Division, i: usize, limit: Option<i32>) -> bool {
    const NAME: i32 = 28;
    const ROOM: i32 = 6;
    let (title, name) = (&lines[i], &lines[i + 1]);
    let alone = (i == 0 || division.breaks[i - 1]) && division.breaks.get(i + 1).is_none_or(|&b| b);
    alone
        && name.ends == End::Colon
        && name.width <= NAME
        && shapes[i + 1].clauses <= 1
        && title.ends == End::Han
        && shapes[i].clauses == 0
        && limit.is_some_and(|limit| title.width + ROOM <= limit)
}

/// Whether a line with white space in it stands over a text: the head of a day, or who wrote a report.
fn is_head(line: &str) -> bool {
    phrases::is_day(line) || is_byline(line)
}

/// Whether a line names who wrote a report, and nothing else: `本报记者　沈若谷　通讯员　汪大林`.
fn is_byline(line: &str) -> bool {
    const LONGEST: usize = 90;
    const OFFICES: [&str; 8] =
        ["本报记者", "本刊记者", "本网记者", "特约记者", "见习记者", "本报通讯员", "新华社记者", "记者"];
    let named = OFFICES.iter().find_map(|office| line.strip_prefix(office));
    line.len() <= LONGEST
        && named.is_some_and(|names| names.starts_with(marks::is_blank))
        && !line.contains(|c: char| marks::is_clause(c) || c.is_ascii_digit())
}

/// Whether a line is a field of a head, as of a letter or a post: `标题: …`, `Subject: …`.
fn is_field(line: &str) -> bool {
    const LONGEST: usize = 24;
    let label = &line.as_bytes()[..line.len().min(LONGEST)];
    memchr::memchr(b':', label).is_some_and(|at| {
        let is_label = |c: char| is_han(c) || c.is_ascii_alphabetic() || c == '-';
        at > 0 && line[at + 1..].starts_with(' ') && line[..at].chars().all(is_label)
    })
}

/// Whether an English sentence ends in a line.
fn has_full_stop(line: &str) -> bool {
    line.ends_with('.') || memchr::memchr_iter(b'.', line.as_bytes()).any(|at| line[at + 1..].starts_with(' '))
}

fn is_code(line: &str, shape: &Shape) -> bool {
    let bytes = line.as_bytes();
    matches!(bytes.last(), Some(b'{' | b'}' | b';' | b'\\' | b'>' | b'|'))
        || matches!(bytes.first(), Some(b'|' | b'>' | b'#' | b'<' | b'{' | b'}'))
        || shape.equals && line.contains(" = ")
}
