//! `taoxi why`

use std::io::{self, Write};
use std::path::Path;

use super::args::Why;
use super::{Outcome, errors, messages as say};
use crate::archive::Archive;
use crate::input::shown;
use crate::journal::file::Entry;
use crate::report::cut;
use crate::{Span, Stage};

/// Characters of a text that is quoted.
const SHOWN: usize = 60;

pub fn run(args: &Why) -> anyhow::Result<Outcome> {
    let (file, line) = args
        .place
        .rsplit_once(':')
        .and_then(|(file, line)| Some((Path::new(file), line.parse::<usize>().ok()?)))
        .filter(|(_, line)| *line > 0)
        .ok_or_else(|| errors::usage("USE005", say::not_a_place(&args.place)))?;
    let (archive, name) = Archive::of(file)?;
    let entries = archive
        .outputs(|n| n == name)?
        .remove(&name)
        .ok_or_else(|| errors::usage("USE007", say::no_such_document(shown(archive.root()), shown(&name))))?;
    let texts = archive.read(&name)?;
    let form = archive.config().output.paragraph_break;
    // In JSON Lines the line is a record; in a text it is a line of the one document.
    let (entry, line) = match entries.iter().position(|e| e.document.line == Some(line as u64)) {
        Some(n) => (&entries[n], None),
        None => (&entries[0], Some(line)),
    };
    let cleaned = texts.cleaned(&entry.document)?;
    let place = match line {
        None => Span::new(0, cleaned.len()),
        Some(line) => line_span(&cleaned, form.line_of(line as u64) as usize)
            .ok_or_else(|| errors::usage("USE006", say::too_few_lines(shown(file), cleaned.lines().count())))?,
    };
    let source = texts.source(entry)?;
    let pipeline = archive.config().pipeline()?;
    let stages: Vec<&dyn Stage> = pipeline.stages().iter().map(AsRef::as_ref).collect();
    explain(entry, &source, &cleaned, place, &stages)?;
    Ok(Outcome::Done)
}

fn line_span(text: &str, line: usize) -> Option<Span> {
    let mut start = 0;
    for (n, part) in text.split_inclusive('\n').enumerate() {
        if n + 1 == line {
            return Some(Span::new(start, start + part.len()));
        }
        start += part.len();
    }
    None
}

fn explain(entry: &Entry, source: &str, cleaned: &str, place: Span, stages: &[&dyn Stage]) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    let journal = &entry.journal;
    let line_of = |at: u32| memchr::memchr_iter(b'\n', &source.as_bytes()[..at as usize]).count() + 1;
    let (from, to) = (journal.origin(place.start), journal.origin(place.end.saturating_sub(1).max(place.start)));
    let record = entry.document.record.map_or(String::new(), say::record);
    writeln!(out, "{}", cut(place.of(cleaned).trim_end(), 2 * SHOWN))?;
    let (first, last) = (line_of(from.min(source.len() as u32)), line_of(to.min(source.len() as u32)));
    let lines = if first == last { say::line(first) } else { say::lines(first, last) };
    writeln!(out, "{}", say::origin(&entry.document.path, record, lines, entry.document.decode.encoding.name()))?;
    let mut none = true;
    // The text as each step was given it, from the source on.
    let mut text = source.to_owned();
    for (n, step) in journal.steps.iter().enumerate() {
        // Where the place was in the step's output.
        let back = |at: u32| journal.steps[n + 1..].iter().rev().fold(at, |at, s| s.before(at));
        let (from, to) = (back(place.start), back(place.end));
        let mut next = String::with_capacity(text.len());
        let mut at = 0;
        for change in step.changes(n) {
            next.push_str(&text[at..change.was_at.start as usize]);
            next.push_str(change.now);
            at = change.was_at.end as usize;
            let touches = change.now_at.start < to && change.now_at.end > from
                || change.now_at.is_empty() && (from..=to).contains(&change.now_at.start);
            if !touches {
                continue;
            }
            none = false;
            let origin = journal.origin_before(change.was_at.start, n);
            let scored = say::scored(change.score, say::line(line_of(origin)));
            writeln!(out, "{} {}  {}  {scored}", change.rule.code, change.rule.name(), change.rule.zh)?;
            writeln!(out, "    {} → {}", quoted(change.was), quoted(change.now))?;
            if let Some(witness) = entry.witnesses.get(&change.was_at.start).filter(|_| step.stage == "dedup") {
                writeln!(out, "    {}", say::kept(&witness.path, witness.line, witness.jaccard))?;
            }
            for stage in stages.iter().filter(|s| s.name() == step.stage) {
                for evidence in stage.evidence(&text, change.was_at) {
                    writeln!(out, "    {:>+7.2}  {}", evidence.weight, say::feature(&evidence.feature))?;
                }
            }
        }
        next.push_str(&text[at..]);
        text = next;
    }
    if none {
        writeln!(out, "{}", say::nothing_changed())?;
    }
    for doubt in &entry.noticed {
        if (first..=last).contains(&line_of(doubt.source.min(source.len() as u32))) {
            writeln!(out, "{}", say::doubt(&doubt.code, quoted(&doubt.text), doubt.score, say::reason(&doubt.why)))?;
        }
    }
    Ok(())
}

/// A text on one line, with what cannot be seen shown as escapes.
fn quoted(text: &str) -> String {
    if text.is_empty() {
        return say::nothing();
    }
    let mut out = String::from("「");
    for c in cut(text, SHOWN).chars() {
        match c {
            '\n' => out.push('⏎'),
            ' ' => out.push('·'),
            c if c.is_control()
                || c.is_whitespace()
                || matches!(c, '\u{200B}'..='\u{200F}' | '\u{FEFF}' | '\u{202A}'..='\u{202E}') =>
            {
                out.extend(c.escape_unicode());
            }
            c => out.push(c),
        }
    }
    out.push('」');
    out
}
