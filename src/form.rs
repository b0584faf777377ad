//! The form of an output: what stands between two of its paragraphs.
//!
//! Stages, journal and dedup know one form, a paragraph a line. Others are made when an output is
//! written, and unmade when it is read again, so that nothing else needs to know of them.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// What stands between two paragraphs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ParagraphBreak {
    /// A line feed.
    #[default]
    Line,
    /// A blank line.
    Blank,
}

impl ParagraphBreak {
    /// The text as it is written: with a blank line, every line feed but a last one becomes two. O(text).
    #[must_use]
    pub fn write<'t>(self, text: impl Into<Cow<'t, str>>) -> Cow<'t, str> {
        self.exchange(text.into(), "\n", "\n\n")
    }

    /// The text that was written so: `read(write(text)) == text` for every text. O(text).
    ///
    /// A text that was not written so gives some text or other; the journal's checksums tell.
    #[must_use]
    pub fn read<'t>(self, written: impl Into<Cow<'t, str>>) -> Cow<'t, str> {
        self.exchange(written.into(), "\n\n", "\n")
    }

    /// With blank lines, one break for another, but for a last line feed. Otherwise the text itself.
    fn exchange<'t>(self, text: Cow<'t, str>, from: &str, to: &str) -> Cow<'t, str> {
        let (body, end) = text.split_at(text.len() - usize::from(text.ends_with('\n')));
        match self {
            Self::Blank if body.contains('\n') => (body.replace(from, to) + end).into(),
            _ => text,
        }
    }

    /// The line, from 1, that line `line` of a text is written to.
    #[must_use]
    pub fn line(self, line: u64) -> u64 {
        match self {
            Self::Line => line,
            Self::Blank => 2 * line - 1,
        }
    }

    /// The line of the text, from 1, that was written to line `line`, or to the one before a blank one.
    #[must_use]
    pub fn line_of(self, line: u64) -> u64 {
        match self {
            Self::Line => line,
            Self::Blank => line.div_ceil(2),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ParagraphBreak::{Blank, Line};

    #[test]
    fn what_is_written_is_read_back() {
        for text in ["", "\n", "\n\n", "\n\n\n", "春", "春\n", "春\n夏", "春\n夏\n", "春\n\n夏\n\n\n", "\n春\n"]
        {
            for form in [Line, Blank] {
                assert_eq!(form.read(form.write(text)), text, "{form:?} {text:?}");
            }
        }
        assert_eq!(Blank.write("春\n夏\n秋\n"), "春\n\n夏\n\n秋\n");
    }

    #[test]
    fn lines_are_those_of_the_output() {
        let text = "春\n夏\n秋\n";
        for form in [Line, Blank] {
            let written = form.write(text);
            for (n, line) in (1..).zip(text.lines()) {
                assert_eq!(written.lines().nth(form.line(n) as usize - 1), Some(line));
                assert_eq!(form.line_of(form.line(n)), n);
            }
        }
        assert_eq!(Blank.line_of(2), 1);
    }
}
