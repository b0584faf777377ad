//! `taoxi stats`

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::args;
use super::{Outcome, Work, messages as say};
use crate::stats::{LENGTHS, Stats, of_files};
use crate::{decode, input, run};

/// The longest bar, in columns.
const BAR: u64 = 40;

pub fn run(args: &args::Stats) -> anyhow::Result<Outcome> {
    let loaded = super::load(&args.settings)?;
    let stats = match super::work(&args.paths)? {
        Work::Pipe => {
            let bytes = super::read_stdin()?;
            if decode::looks_binary(&bytes) {
                return Err(run::Error::NotText("-".to_owned()).into());
            }
            let mut stats = Stats::default();
            stats.files = 1;
            stats.add(&decode::decode(bytes, &loaded.config.encoding));
            stats
        }
        Work::Paths(paths) => {
            let found = input::discover(&paths, &loaded.config.input)?;
            let pool = rayon::ThreadPoolBuilder::new().num_threads(loaded.config.run.jobs).build()?;
            pool.install(|| of_files(&found, &loaded.config))
        }
    };
    let mut out = io::stdout().lock();
    if args.json {
        writeln!(out, "{}", serde_json::to_string_pretty(&stats.json())?)?;
    } else {
        tell(&mut out, &stats)?;
    }
    for failure in &stats.failures {
        writeln!(io::stderr(), "taoxi: {}: {}", failure.path, say::reason(&failure.reason))?;
    }
    Ok(if stats.failures.is_empty() { Outcome::Done } else { Outcome::Partly })
}

fn tell(out: &mut impl Write, stats: &Stats) -> io::Result<()> {
    let share = |n: u64, of: u64| 100.0 * n as f64 / of.max(1) as f64;
    let (lines, scripts) = (&stats.lines, &stats.scripts);
    let han = share(stats.han, stats.chars);
    writeln!(out, "{}", say::stats_inputs(stats.documents, stats.files, stats.bytes, stats.chars, han))?;

    writeln!(out, "\n{}", say::stats_encodings())?;
    let mut encodings: Vec<_> = stats.encodings.iter().map(|(name, n)| ((*name).to_owned(), *n)).collect();
    encodings.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    bars(out, &encodings)?;
    if stats.malformed_bytes > 0 {
        writeln!(out, "  {}", say::stats_malformed(stats.malformed_bytes))?;
    }

    writeln!(out, "\n{}", say::stats_scripts())?;
    let mut by_script = vec![
        (say::stats_simplified(), scripts.simplified),
        (say::stats_traditional(), scripts.traditional),
        (say::stats_mixed(), scripts.mixed),
        (say::stats_either(), scripts.either),
        (say::stats_other(), scripts.other),
    ];
    by_script.retain(|(_, n)| *n > 0);
    bars(out, &by_script)?;

    let of_lines = |n| share(n, lines.count);
    let (blank, spaced, open) = (of_lines(lines.blank), of_lines(lines.spaced), of_lines(lines.broken_off));
    writeln!(out, "\n{}", say::stats_lines(lines.count, blank, spaced, open))?;
    if lines.wrapped_documents > 0 {
        writeln!(out, "{}", say::stats_wrapped(lines.wrapped_documents))?;
    }
    let repeated = stats.repeated();
    let visible = share(repeated.chars, stats.chars);
    writeln!(out, "{}", say::stats_duplicates(repeated.lines, of_lines(repeated.lines), visible))?;
    if repeated.one_in > 1 {
        writeln!(out, "  {}", say::stats_estimated(repeated.one_in))?;
    }

    writeln!(out, "\n{}", say::stats_lengths())?;
    let ends = LENGTHS.iter().skip(1).map(|from| (from - 1).to_string()).chain([String::new()]);
    let names = LENGTHS.iter().zip(ends).map(|(from, to)| format!("{from}–{to}"));
    bars(out, &names.zip(lines.lengths).collect::<Vec<_>>())
}

/// A row for each count, with a bar as long as its share of the greatest.
fn bars(out: &mut impl Write, rows: &[(String, u64)]) -> io::Result<()> {
    let most = rows.iter().map(|(_, n)| *n).max().unwrap_or_default().max(1);
    let wide = rows.iter().map(|(name, _)| name.width()).max().unwrap_or_default();
    for (name, n) in rows {
        let (pad, bar) = (" ".repeat(wide - name.width()), "█".repeat((n * BAR).div_ceil(most) as usize));
        writeln!(out, "  {name}{pad}  {}", format!("{n:>9} {bar}").trim_end())?;
    }
    Ok(())
}
