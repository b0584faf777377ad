//! Which lines keep the white space before them: those of programs, and the items of a list inside another.
//!
//! A line without Chinese, or one that begins as comments and markup do, keeps it by itself. Of the others those do that
//! go on with a program: the line before is one of it, and this one has its signs. So a program keeps its shape whose
//! names are Chinese, and prose between programs does not.

use crate::han::class::is_han;

use super::super::fences::Fences;
use super::lines::Line;

/// Bytes of a line that may be one of a program without a sign of it at its end, at most.
const LONGEST: usize = 400;
/// Lines of a note between two lines of a program, at most.
const NOTE: usize = 12;
/// Signs that stand between a name and a value.
const OPERATORS: &[&str] =
    &[" = ", " += ", " -= ", " *= ", " == ", " != ", " := ", " -> ", " => ", " >= ", " <= ", " < ", " > "];

/// Follows the lines that stay, and tells which of them keep their indent.
pub(super) struct Indents<'t> {
    text: &'t str,
    /// The line before, and whether it kept an indent.
    before: Option<(Line, bool)>,
    /// Where the block of program text ends that the lines stand in, between two lines of ` ``` `.
    fence: usize,
    /// The blocks, once a line begins as one.
    fences: Option<Fences<'t>>,
}

impl<'t> Indents<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, before: None, fence: 0, fences: None }
    }

    /// Whether a line keeps this white space before it. Asked in the order of the text, after [`Indents::pass`] of the
    /// line before.
    pub(super) fn keeps(&self, line: &Line, space: &str) -> bool {
        !space.is_empty()
            && space.bytes().all(|b| matches!(b, b' ' | b'\t'))
            && (is_foreign(line.of(self.text)) || line.end <= self.fence || self.goes_on(line))
    }

    /// Takes note of a line that stays.
    pub(super) fn pass(&mut self, line: &Line, kept: bool) {
        self.before = Some((*line, kept));
        if self.fences.is_some() || self.text.as_bytes()[line.start] == b'`' {
            let fences = self.fences.get_or_insert_with(|| Fences::new(self.text));
            self.fence = fences.end_around(line.start).unwrap_or(0);
        }
    }

    /// Whether a line goes on with the list or program that the line before is of.
    fn goes_on(&self, line: &Line) -> bool {
        let Some((before, kept)) = &self.before else { return false };
        let (above, body) = (before.of(self.text), line.of(self.text));
        match (item(above), item(body)) {
            (Some(_), Some(number)) => {
                // A list inside another begins with its first item.
                let begins = line.lead > before.lead && number <= 1;
                return line.blank <= 1 && (begins || *kept && line.lead <= before.lead);
            }
            (_, Some(_)) => return false,
            _ => {}
        }
        let deeper = line.lead > before.lead;
        let inside = *kept || deeper && opens(above);
        inside && (is_code(body) || deeper && leaves_open(above) && !is_sentence(body))
            || *kept && (is_sure(above) || line.lead == before.lead) && self.is_noted(line)
    }

    /// Whether the lines from here on are a note, with as much white space before each, and a line of the program
    /// follows directly.
    fn is_noted(&self, line: &Line) -> bool {
        let begin = self.text[..line.start].rfind('\n').map_or(0, |n| n + 1);
        let space = &self.text[begin..line.start];
        let below = self.text[line.end..].split('\n').skip(1).take(NOTE);
        for text in below {
            let Some(body) = text.strip_prefix(space).filter(|b| !b.is_empty() && !b.starts_with([' ', '\t'])) else {
                return false;
            };
            if is_foreign(body) {
                return is_sure(body);
            }
        }
        false
    }
}

/// The number of an item of Markdown, 0 if it has a bullet; `None` if the line is no item.
fn item(line: &str) -> Option<u32> {
    if line.starts_with(['-', '*', '+']) {
        return line[1..].starts_with(' ').then_some(0);
    }
    let number = &line[..line.bytes().take(3).take_while(u8::is_ascii_digit).count()];
    let is_item = line[number.len()..].starts_with(". ");
    number.parse().ok().filter(|_| is_item)
}

/// Whether a line of a program has others set in below it: `if 数量 > 0:`.
fn opens(line: &str) -> bool {
    line.ends_with([':', '{']) && !is_sentence(line) || leaves_open(line)
}

/// Whether a line of a program leaves a bracket open, as a call with one argument a line does.
fn leaves_open(line: &str) -> bool {
    line.ends_with(['(', '[', '{', ',']) && {
        let count = |mark: u8| line.bytes().filter(|&b| b == mark).count();
        [(b'(', b')'), (b'[', b']'), (b'{', b'}')].iter().any(|&(open, close)| count(open) > count(close))
    }
}

/// Whether a line has the signs of a program: ends as its lines do, gives a name a value, calls or indexes something, or
/// is a note after one of its marks.
fn is_code(line: &str) -> bool {
    if line.len() > LONGEST || is_sentence(line) || ends_in_entity(line) || line.contains("</") {
        return false;
    }
    line.ends_with(['{', '}', ';', ':', '(', '[', ',', '\\'])
        || line.starts_with(['@', '$', '%', ';', '"', '\'', ')', ']', '}', '['])
        || line.starts_with("--")
        || OPERATORS.iter().any(|sign| line.contains(sign))
        || calls(line)
        || is_field(line)
}

/// Whether a bracket of ASCII follows a name directly, and what follows the bracket is of ASCII too: `取数(行)`. In prose a
/// sentence goes on behind a remark.
fn calls(line: &str) -> bool {
    let name = |c: char| is_han(c) || c.is_ascii_alphanumeric() || c == '_';
    let mut called = false;
    for (at, sign) in line.bytes().enumerate() {
        match sign {
            b'(' | b'[' => called |= line[..at].ends_with(name),
            b')' | b']' if std::mem::take(&mut called) && line.as_bytes().get(at + 1).is_none_or(u8::is_ascii) => {
                return true;
            }
            _ => {}
        }
    }
    false
}

/// Whether the last word of a line is a character of markup: `&amp;`.
fn ends_in_entity(line: &str) -> bool {
    line.ends_with(';') && line.rsplit(' ').next().is_some_and(|word| word.contains('&'))
}

/// Whether a line is a name and a value, as settings have them: `端口: 8080`.
fn is_field(line: &str) -> bool {
    let name = |c: char| is_han(c) || c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    line.split_once(": ").is_some_and(|(label, _)| !label.is_empty() && label.chars().all(name))
}

/// Whether a line ends in a mark of Chinese, as a sentence and a part of one do.
fn is_sentence(line: &str) -> bool {
    line.ends_with(['，', '。', '；', '：', '？', '！', '、', '”', '…'])
}

/// Whether a line is one of a program by its own signs. Those of markup stand in prose, too.
fn is_sure(line: &str) -> bool {
    if line.starts_with('<') {
        return false;
    }
    let notes = ["\"\"\"", "'''", "//", "/*", "*/", "# ", "-- ", "@", "}"];
    notes.iter().any(|sign| line.starts_with(sign))
        || line.ends_with(['{', '}', ';']) && !ends_in_entity(line)
        || line.ends_with("):")
        || OPERATORS.iter().any(|sign| line.contains(sign))
        || calls(line) && line.ends_with(')')
}

/// Whether a line holds no Chinese, or starts like a program's and is mostly ASCII.
fn is_foreign(line: &str) -> bool {
    let ascii = line.bytes().filter(u8::is_ascii).count();
    let starts = line.starts_with(|c: char| c.is_ascii() && !c.is_ascii_digit());
    starts
        && (2 * ascii > line.chars().count()
            || line.starts_with(['#', '/', '*', '<', '{', '}', '|'])
            || line.starts_with("\"\"\""))
        || !line.chars().any(is_han)
}

#[cfg(test)]
mod tests {
    use super::super::lines::Lines;
    use super::*;

    /// The lines of a text, without the white space before them that does not stay.
    fn kept(text: &str) -> String {
        let mut indents = Indents::new(text);
        let mut out = String::new();
        for line in Lines::new(text) {
            let begin = text[..line.start].rfind('\n').map_or(0, |n| n + 1);
            let keeps = indents.keeps(&line, &text[begin..line.start]);
            indents.pass(&line, keeps);
            out += &text[if keeps { begin } else { line.start }..line.end];
            out.push('\n');
        }
        out
    }

    #[test]
    fn a_fenced_block_keeps_its_indents() {
        let text = "```text\n渡口\n  上游\n  下游\n```\n  船到了。\n";
        assert_eq!(kept(text), "```text\n渡口\n  上游\n  下游\n```\n船到了。\n");
        let text = "```\n渡口\n  上游\n```\n  船到了。\n```\n  下游\n```\n  船走了。\n";
        assert_eq!(kept(text), "```\n渡口\n  上游\n```\n船到了。\n```\n  下游\n```\n船走了。\n");
        // One that is never closed is none.
        assert_eq!(kept("```\n  船到了。\n"), "```\n船到了。\n");
    }

    #[test]
    fn prose_that_follows_a_program_loses_its_indent() {
        let text = "if 数量 > 0:\n    return 数量\n    数量不够的时候不返回。\n    见附录(二)的说明。\n";
        assert_eq!(kept(text), "if 数量 > 0:\n    return 数量\n数量不够的时候不返回。\n见附录(二)的说明。\n");
    }

    #[test]
    fn items_that_count_on_are_of_one_list() {
        assert_eq!(kept("1. 渡口\n  2. 埠头\n  3. 磨坊\n"), "1. 渡口\n2. 埠头\n3. 磨坊\n");
        assert_eq!(kept("1. 渡口\n  1. 埠头\n  2. 磨坊\n"), "1. 渡口\n  1. 埠头\n  2. 磨坊\n");
    }
}
