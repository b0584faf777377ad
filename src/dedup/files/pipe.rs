//! Near-duplicate removal from a stream, line by line, as the lines come.

use std::io::{self, BufRead, Write};

use super::{Cut, Summary, utf8};
use crate::dedup::{Error as DedupError, Options, Stream};
use crate::input::{Format, Passed};

/// Why a stream was not read to its end.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Reading or writing failed.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// A unit cannot be compared.
    #[error("dedup: {0}")]
    Dedup(#[from] DedupError),
}

/// Copies the lines of a stream but for near-duplicates of earlier ones. With a `limit`, at most so many kept units
/// are remembered. Every line is written before the next is waited for.
///
/// With [`Format::Auto`] the stream is JSON Lines if its first character is `{`. A line that is no record is
/// passed on as it is, and reported; so is one that is not UTF-8.
///
/// # Errors
///
/// If reading or writing fails, or a unit is too long.
pub fn pipe(
    mut reader: impl BufRead,
    out: &mut impl Write,
    format: Format,
    field: &str,
    options: &Options,
    limit: Option<usize>,
) -> Result<Summary, Error> {
    let mut stream = Stream::new(options, limit)?;
    let format = match format {
        Format::Auto if reader.fill_buf()?.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{') => {
            Format::Jsonl
        }
        Format::Auto => Format::Txt,
        given => given,
    };
    let cut = Cut { format, unit: options.unit, field };
    let mut summary = Summary::default();
    let (mut line, mut number) = (Vec::new(), 0u64);
    let mut gone = Vec::new();
    loop {
        line.clear();
        if reader.read_until(b'\n', &mut line)? == 0 {
            break;
        }
        number += 1;
        summary.bytes += line.len() as u64;
        let body = line.strip_suffix(b"\n").unwrap_or(&line);
        let (content, found) = match utf8(body).and_then(|content| Ok((content, cut.text(content)?))) {
            Ok((content, Some(found))) => (content, found),
            Ok((_, None)) => {
                out.write_all(&line)?;
                continue;
            }
            Err(reason) => {
                summary.failures.push(Passed { path: format!("line {number}"), reason });
                out.write_all(&line)?;
                continue;
            }
        };
        let units = cut.units(&found.text);
        gone.clear();
        for (at, unit) in units.iter().enumerate() {
            if stream.decide(&found.text[unit.clone()])?.is_some() {
                gone.push(at);
            }
        }
        if gone.is_empty() {
            out.write_all(&line)?;
        } else if gone.len() < units.len() {
            let end = if body.len() < line.len() { "\n" } else { "" };
            let rest = cut.without(content, &found, &units, gone.iter().copied());
            write!(out, "{rest}{end}")?;
        }
        if !reader.fill_buf().is_ok_and(|ready| memchr::memchr(b'\n', ready).is_some()) {
            out.flush()?;
        }
    }
    out.flush()?;
    summary.stats = stream.stats();
    Ok(summary)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(text: &str, limit: Option<usize>) -> String {
        let (mut out, options) = (Vec::new(), Options { min_chars: 0, ..Options::default() });
        pipe(text.as_bytes(), &mut out, Format::Auto, "text", &options, limit).expect("a stream");
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn lines_go_in_order_and_copies_stay_behind() {
        let (a, b) = ("老周在渡口摆了三十年的茶摊。", "镇上新修的石桥下个月通车。");
        assert_eq!(run(&format!("{a}\n\n{b}\n{a}\n{b}"), None), format!("{a}\n\n{b}\n"));
        let record = |text: &str| format!("{{\"id\": 7, \"text\": \"{text}\"}}\n");
        let all = [record(a), record(b), record(a), record(&format!("{b}\\n又一段新的文字。"))].concat();
        let kept = [record(a), record(b), record("又一段新的文字。")].concat();
        assert_eq!(run(&all, None), kept);
    }

    #[test]
    fn what_has_been_of_no_use_for_longest_is_forgotten_first() {
        let (a, b, c) =
            ("老周在渡口摆了三十年的茶摊。\n", "镇上新修的石桥下个月通车。\n", "河水退了以后露出一片沙洲。\n");
        // With two remembered, the second use of `a` saves it when `c` comes, and `b` goes.
        assert_eq!(run(&[a, b, a, c, a, b].concat(), Some(2)), [a, b, c, b].concat());
    }
}
