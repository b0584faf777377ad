//! `taoxi diff`

use std::io::{self, Write};

use similar::{ChangeTag, TextDiff};

use super::Outcome;
use super::args::{Diff, Global};
use super::trial::Trial;
use crate::input::shown;
use crate::journal::file::Entry;

pub fn run(args: &Diff, global: &Global) -> anyhow::Result<Outcome> {
    let loaded = super::load(&args.settings)?;
    let trial = Trial::run(super::work(&args.paths)?, &loaded, global)?;
    let archive = trial.archive()?;
    let paint = Paint { on: super::colored(global) };
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
            write(&mut out, &paint, &title, &source, &cleaned, entry, args.context)?;
        }
    }
    for failure in &trial.report.failures {
        writeln!(io::stderr(), "taoxi: {}: {}", failure.path, failure.message)?;
    }
    Ok(if trial.report.failures.is_empty() { Outcome::Done } else { Outcome::Partly })
}

/// Colours, where they are wanted.
struct Paint {
    on: bool,
}

impl Paint {
    fn line(&self, out: &mut impl Write, code: &str, text: &str) -> io::Result<()> {
        if self.on { writeln!(out, "\x1b[{code}m{text}\x1b[0m") } else { writeln!(out, "{text}") }
    }
}

/// One document as a unified diff; each hunk names the rules that fired in it.
fn write(
    out: &mut impl Write,
    paint: &Paint,
    title: &str,
    source: &str,
    cleaned: &str,
    entry: &Entry,
    context: usize,
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
    paint.line(out, "1", &format!("+++ {title} (cleaned)"))?;
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
