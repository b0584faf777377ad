//! `taoxi diff`

use std::io::{self, Write};

use similar::{ChangeTag, DiffOp, DiffTag, TextDiff};
use unicode_width::UnicodeWidthChar;

use super::args::{Diff, Global};
use super::trial::Trial;
use super::{Outcome, messages as say};
use crate::input::shown;
use crate::journal::file::Entry;

pub fn run(args: &Diff, global: &Global) -> anyhow::Result<Outcome> {
    let loaded = super::load(&args.settings)?;
    let trial = Trial::run(super::work(&args.paths)?, &loaded, global)?;
    let archive = trial.archive()?;
    let paint = Paint { on: super::colored(global) };
    let width = args.side_by_side.then(|| args.width.unwrap_or_else(columns));
    let mut out = io::stdout().lock();
    for (name, entries) in archive.outputs(|_| true)? {
        let texts = archive.read(&name)?;
        for entry in entries.iter().filter(|e| !e.journal.is_empty()) {
            let cleaned = texts.cleaned(&entry.document)?;
            let source = texts.source(entry)?;
            let title = match entry.document.record {
                Some(record) => format!("{}:{record}", shown(&name)),
                None => shown(&name),
            };
            write(&mut out, &paint, &title, &source, &cleaned, entry, args.context, width)?;
        }
    }
    for failure in &trial.report.failures {
        writeln!(io::stderr(), "taoxi: {}: {}", failure.path, say::reason(&failure.message))?;
    }
    Ok(if trial.report.failures.is_empty() { Outcome::Done } else { Outcome::Partly })
}

/// Colours, where they are wanted.
struct Paint {
    on: bool,
}

impl Paint {
    fn text(&self, code: &str, text: &str) -> String {
        if self.on && code != "0" { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }

    fn line(&self, out: &mut impl Write, code: &str, text: &str) -> io::Result<()> {
        if self.on { writeln!(out, "\x1b[{code}m{text}\x1b[0m") } else { writeln!(out, "{text}") }
    }
}

/// The width of the terminal; `COLUMNS` or 100 where there is none.
fn columns() -> usize {
    let of_terminal = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    let told = || std::env::var("COLUMNS").ok().and_then(|n| n.parse().ok());
    of_terminal().or_else(told).unwrap_or(100)
}

/// One document as a unified diff, or side by side in `width` columns; each hunk names the rules that fired in it.
#[allow(clippy::too_many_arguments, reason = "one call")]
fn write(
    out: &mut impl Write,
    paint: &Paint,
    title: &str,
    source: &str,
    cleaned: &str,
    entry: &Entry,
    context: usize,
    width: Option<usize>,
) -> anyhow::Result<()> {
    let starts: Vec<usize> =
        std::iter::once(0).chain(memchr::memchr_iter(b'\n', source.as_bytes()).map(|at| at + 1)).collect();
    // The rules by source line, in the order they fired.
    let mut fired: Vec<(usize, &str)> = entry
        .journal
        .changes()
        .map(|c| {
            let at = entry.journal.origin_before(c.was_at.start, c.step) as usize;
            (starts.partition_point(|&s| s <= at) - 1, c.rule.code)
        })
        .collect();
    fired.sort_by_key(|(line, _)| *line);
    paint.line(out, "1", &format!("--- {title}"))?;
    paint.line(out, "1", &format!("+++ {}", say::cleaned_title(title)))?;
    let diff = TextDiff::from_lines(source, cleaned);
    for hunk in diff.unified_diff().context_radius(context).iter_hunks() {
        let Some((first, last)) = hunk.ops().first().zip(hunk.ops().last()) else { continue };
        let old = first.old_range().start..last.old_range().end;
        let new = first.new_range().start..last.new_range().end;
        let from = fired.partition_point(|(line, _)| *line < old.start);
        let to = fired.partition_point(|(line, _)| *line < old.end.max(old.start + 1));
        let mut codes: Vec<&str> = Vec::new();
        for (_, code) in &fired[from..to] {
            if !codes.contains(code) {
                codes.push(code);
            }
        }
        let head =
            format!("@@ -{},{} +{},{} @@ {}", old.start + 1, old.len(), new.start + 1, new.len(), codes.join(" "));
        paint.line(out, "36", &head)?;
        if let Some(width) = width {
            for op in hunk.ops() {
                side_by_side(out, paint, &diff, op, width)?;
            }
            continue;
        }
        for change in hunk.iter_changes() {
            let text = visible(change.value());
            match change.tag() {
                ChangeTag::Delete => paint.line(out, "31", &format!("-{text}"))?,
                ChangeTag::Insert => paint.line(out, "32", &format!("+{text}"))?,
                ChangeTag::Equal => paint.line(out, "0", &format!(" {text}"))?,
            }
        }
    }
    Ok(())
}

/// The columns of each side but the mark between them.
const GAP: usize = 3;

/// The lines of one difference: before on the left, after on the right.
fn side_by_side<'t>(
    out: &mut impl Write,
    paint: &Paint,
    diff: &TextDiff<'t, 't, str>,
    op: &DiffOp,
    width: usize,
) -> io::Result<()> {
    let side = (width.saturating_sub(GAP) / 2).max(2);
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for change in diff.iter_changes(op) {
        let cells = folded(&visible(change.value()), side);
        match change.tag() {
            ChangeTag::Delete => left.extend(cells),
            ChangeTag::Insert => right.extend(cells),
            ChangeTag::Equal => {
                left.extend(cells.iter().cloned());
                right.extend(cells);
            }
        }
    }
    let (mark, left_color, right_color) = match op.tag() {
        DiffTag::Equal => ("│", "0", "0"),
        DiffTag::Replace => ("|", "31", "32"),
        DiffTag::Delete => ("<", "31", "0"),
        DiffTag::Insert => (">", "0", "32"),
    };
    for row in 0..left.len().max(right.len()) {
        let cell = |cells: &[String]| cells.get(row).cloned().unwrap_or_default();
        let (left, right) = (cell(&left), cell(&right));
        let pad = " ".repeat(side.saturating_sub(columns_of(&left)));
        let (left, right) = (paint.text(left_color, &left), paint.text(right_color, &right));
        writeln!(out, "{}", format!("{left}{pad} {mark} {right}").trim_end())?;
    }
    Ok(())
}

/// The columns of a text on a terminal: two for a Han character; for a tab, as many as [`folded`] makes of it.
fn columns_of(text: &str) -> usize {
    text.chars().map(|c| c.width().unwrap_or(0)).sum()
}

/// A line in pieces that fit into `width` columns, at least 2. An empty line is one empty piece.
fn folded(line: &str, width: usize) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut used = 0;
    for c in line.chars() {
        // A tab would reach to a column that depends on what is left of it.
        let c = if c == '\t' { ' ' } else { c };
        let wide = c.width().unwrap_or(0);
        if used + wide > width {
            pieces.push(String::new());
            used = 0;
        }
        used += wide;
        if let Some(last) = pieces.last_mut() {
            last.push(c);
        }
    }
    pieces
}

/// A line as it may stand on a terminal: control characters and trailing white space made visible.
fn visible(line: &str) -> String {
    let line = line.strip_suffix('\n').unwrap_or(line);
    let body = line.trim_end_matches([' ', '\u{3000}', '\u{A0}', '\t']);
    let mut out = String::with_capacity(line.len());
    for c in body.chars() {
        match c {
            '\t' => out.push(c),
            c if c.is_control()
                || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}') =>
            {
                out.extend(c.escape_unicode());
            }
            c => out.push(c),
        }
    }
    for c in line[body.len()..].chars() {
        out.push(match c {
            '\u{3000}' => '□',
            '\t' => '→',
            _ => '·',
        });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_folded_by_their_columns() {
        assert_eq!(folded("春风abc江", 5), ["春风a", "bc江"]);
        assert_eq!(folded("", 5), [""]);
        assert_eq!(folded("e\u{301}é", 2), ["e\u{301}é"]);
        assert!(folded("江上的风停了", 5).iter().all(|piece| columns_of(piece) <= 5));
    }
}
