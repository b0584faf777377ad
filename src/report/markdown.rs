//! `report.md`: a run on at most 60 lines, for a pull request or a mail.

use std::fmt::Write as _;

use super::{Report, cut};

/// Lines that the form may have.
pub const MAX_LINES: usize = 60;
/// Rules, files, failures and what was skipped that are listed; the rest is counted.
const RULES: usize = 20;
const FILES: usize = 10;
const FAILURES: usize = 5;
const SKIPPED: usize = 4;

/// The report as Markdown.
#[must_use]
pub fn render(report: &Report) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = write(report, &mut out);
    debug_assert!(out.lines().count() <= MAX_LINES);
    out
}

fn write(report: &Report, out: &mut String) -> std::fmt::Result {
    let (chars, documents) = (&report.totals.chars, &report.totals.documents);
    writeln!(out, "# taoxi {} report\n", report.tool.version)?;
    writeln!(
        out,
        "{} files, {} documents: {} changed, {} unchanged, {} failed.",
        report.inputs.files,
        report.inputs.documents,
        documents.changed,
        documents.unchanged + documents.unsettled,
        documents.failed
    )?;
    writeln!(
        out,
        "{} characters in − {} removed + {} added = {} out ({}).\n",
        chars.before,
        chars.removed,
        chars.added,
        chars.after,
        if report.totals.balance_ok { "balanced" } else { "NOT BALANCED: please report this" }
    )?;
    if !report.by_rule.is_empty() {
        writeln!(out, "| rule | what | edits | documents | removed | added |")?;
        writeln!(out, "| --- | --- | ---: | ---: | ---: | ---: |")?;
        let mut rules: Vec<_> = report.by_rule.iter().collect();
        rules.sort_by_key(|r| std::cmp::Reverse(r.hits));
        for rule in rules.iter().take(RULES) {
            writeln!(
                out,
                "| {} | {} {} | {} | {} | {} | {} |",
                rule.code, rule.name, rule.zh, rule.hits, rule.documents, rule.chars_removed, rule.chars_added
            )?;
        }
        if rules.len() > RULES {
            writeln!(out, "| … | {} more | | | | |", rules.len() - RULES)?;
        }
        writeln!(out)?;
    }
    if documents.rejected > 0 {
        writeln!(out, "Put aside by quality: {} documents (`_taoxi/rejected/`).\n", documents.rejected)?;
    }
    if let Some(dedup) = &report.dedup {
        writeln!(
            out,
            "Duplicates: {} exact and {} near, in {} groups; {} of {} paragraphs were too short to compare.\n",
            dedup.exact, dedup.near, dedup.groups, dedup.too_short, dedup.units
        )?;
    }
    let doubts: u64 = report.review.by_rule.values().sum();
    if doubts > 0 {
        writeln!(out, "Left alone for review: {doubts} places (`report.json`, `review`).\n")?;
    }
    if report.repeated.all > 0 {
        let done = if report.repeated.removed {
            "removed; listed in `_taoxi/boilerplate.toml`"
        } else {
            "listed in `report.json`, `repeated`; `--learn-boilerplate` removes them"
        };
        writeln!(out, "At the ends of many documents: {} lines ({done}).\n", report.repeated.all)?;
    }
    if !report.files.is_empty() {
        writeln!(out, "| file | encoding | characters | edits |")?;
        writeln!(out, "| --- | --- | ---: | ---: |")?;
        for file in report.files.iter().take(FILES) {
            let edits: u64 = file.hits.values().sum();
            let path = cell(&file.path);
            writeln!(out, "| {path} | {} | {} → {} | {edits} |", file.encoding, file.chars.before, file.chars.after)?;
        }
        if report.inputs.files as usize > FILES {
            writeln!(out, "| … | | {} files in all: `files.jsonl` | |", report.inputs.files)?;
        }
        writeln!(out)?;
    }
    for failure in report.failures.iter().take(FAILURES) {
        writeln!(out, "- failed: {}: {}", cell(&failure.path), cell(&failure.message))?;
    }
    if report.failures.len() > FAILURES {
        writeln!(out, "- {} more failures in `report.json`", report.failures.len() - FAILURES)?;
    }
    for passed in report.skipped.iter().take(SKIPPED) {
        writeln!(out, "- skipped: {}: {}", cell(&passed.path), cell(&passed.reason))?;
    }
    if report.skipped.len() > SKIPPED {
        writeln!(out, "- {} more skipped in `report.json`", report.skipped.len() - SKIPPED)?;
    }
    Ok(())
}

/// Text that stays within a table cell and starts no markup.
pub(super) fn cell(text: &str) -> String {
    let flat: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let mut out = String::new();
    for c in cut(&flat, 120).chars() {
        if matches!(c, '|' | '<' | '>' | '`' | '[' | ']' | '*' | '_' | '\\' | '&') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::{Failure, FileCounts, RuleCounts};
    use super::*;
    use crate::input::Passed;

    #[test]
    fn fits_a_pull_request_whatever_the_run() {
        let mut report = Report::default();
        report.by_rule = vec![RuleCounts { hits: 1, ..RuleCounts::default() }; 100];
        report.files = vec![FileCounts { path: "a|b\n<script>".to_owned(), ..FileCounts::default() }; 100];
        report.failures = vec![Failure { path: "x".repeat(1000), message: "m".to_owned() }; 100];
        report.skipped = vec![Passed { path: "p".to_owned(), reason: "r".to_owned() }; 100];
        report.inputs.files = 100;
        report.review.by_rule.insert("SPM001".to_owned(), 3);
        report.dedup = Some(super::super::DedupCounts::default());
        let text = render(&report);
        assert!(text.lines().count() <= MAX_LINES, "{}", text.lines().count());
        assert!(text.contains(r"a\|b \<script\>"));
    }
}
