//! Files and rules as CSV, for spreadsheets.
//!
//! A cell that a spreadsheet would take for a formula begins with an apostrophe.

use super::{FileCounts, RuleCounts};

/// One row a file.
#[must_use]
pub fn files<'f>(files: impl IntoIterator<Item = &'f FileCounts>) -> String {
    let head = "path,encoding,confidence,malformed,documents,bytes_in,bytes_out,chars_in,chars_removed,chars_added,chars_out,edits\r\n";
    let mut out = head.to_owned();
    for f in files {
        let edits: u64 = f.hits.values().sum();
        let chars = &f.chars;
        row(
            &mut out,
            &[
                f.path.clone(),
                f.encoding.clone(),
                f.confidence.to_string(),
                f.malformed.to_string(),
                f.documents.to_string(),
                f.bytes_in.to_string(),
                f.bytes_out.to_string(),
                chars.before.to_string(),
                chars.removed.to_string(),
                chars.added.to_string(),
                chars.after.to_string(),
                edits.to_string(),
            ],
        );
    }
    out
}

/// One row a rule.
#[must_use]
pub fn rules(rules: &[RuleCounts]) -> String {
    let mut out = "code,name,zh,stage,effect,level,edits,documents,chars_removed,chars_added\r\n".to_owned();
    for r in rules {
        row(
            &mut out,
            &[
                r.code.clone(),
                r.name.clone(),
                r.zh.clone(),
                r.stage.clone(),
                r.effect.clone(),
                r.level.clone(),
                r.hits.to_string(),
                r.documents.to_string(),
                r.chars_removed.to_string(),
                r.chars_added.to_string(),
            ],
        );
    }
    out
}

fn row(out: &mut String, cells: &[String]) {
    for (n, cell) in cells.iter().enumerate() {
        if n > 0 {
            out.push(',');
        }
        out.push_str(&quoted(cell));
    }
    out.push_str("\r\n");
}

/// A cell as RFC 4180 has it, with formulas disarmed.
fn quoted(cell: &str) -> String {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err();
    let cell = if formula { format!("'{cell}") } else { cell.to_owned() };
    if cell.contains(['"', ',', '\n', '\r']) || formula { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_disarmed_and_quotes_doubled() {
        for (cell, wanted) in [
            ("a.txt", "a.txt"),
            ("a,b", "\"a,b\""),
            ("say \"x\"", "\"say \"\"x\"\"\""),
            ("=cmd|' /C calc'!A0", "\"'=cmd|' /C calc'!A0\""),
            ("@SUM(1)", "\"'@SUM(1)\""),
            ("-1", "-1"),
            ("+1+1", "\"'+1+1\""),
        ] {
            assert_eq!(quoted(cell), wanted);
        }
        let file = FileCounts { path: "=1,2".to_owned(), ..FileCounts::default() };
        assert_eq!(files([&file]).lines().nth(1).map(|l| l.starts_with("\"'=1,2\",")), Some(true));
    }
}
