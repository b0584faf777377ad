//! Fenced blocks of Markdown: what stands between two lines that begin with three backticks.

use memchr::memmem;

/// The blocks of a text, asked for from its beginning to its end. A fence that is never closed is none.
pub(super) struct Fences<'t> {
    /// Where the lines begin that open or close a block.
    marks: Box<dyn Iterator<Item = usize> + 't>,
    /// Where the lines begin that open and close the block at hand, or the next one; an empty one before the first, which is
    /// looked for when a line asks; `None` behind the last.
    block: Option<(usize, usize)>,
}

impl<'t> Fences<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let begins_line = move |&at: &usize| at == 0 || text.as_bytes()[at - 1] == b'\n';
        let marks: Box<dyn Iterator<Item = usize> + 't> =
            Box::new(memmem::find_iter(text.as_bytes(), "```").filter(begins_line));
        Self { marks, block: Some((0, 0)) }
    }

    /// Where the line begins that closes the block that a line opens or stands in. Asked in the order of the text; O(text)
    /// in all.
    pub(super) fn end_around(&mut self, line: usize) -> Option<usize> {
        while self.block.is_some_and(|(_, close)| close <= line) {
            self.block = self.marks.next().zip(self.marks.next());
        }
        self.block.filter(|(open, _)| *open <= line).map(|(_, close)| close)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_those_that_are_closed() {
        let text = "甲\n```\n乙\n```\n丙\n```\n丁\n```\n戊\n```\n己\n";
        let mut fences = Fences::new(text);
        let inside: String = text
            .split_inclusive('\n')
            .scan(0, |at, line| {
                *at += line.len();
                Some((*at - line.len(), line))
            })
            .filter(|(at, line)| fences.end_around(*at).is_some() && !line.starts_with('`'))
            .map(|(_, line)| line.trim())
            .collect();
        assert_eq!(inside, "乙丁");
    }
}
