//! How else the words of the data files are written, in other scripts, widths and cases.

use crate::han::pairs::code;

/// How else a character may be written: the Traditional ones of each Simplified one, in order.
pub(super) struct Forms(Vec<(char, char)>);

impl Forms {
    pub(super) fn new() -> Self {
        let mut forms: Vec<(char, char)> = crate::han::fold::folding().map(|(c, folded)| (folded, c)).collect();
        forms.sort_unstable();
        Self(forms)
    }

    /// Gives the two characters of a word from the nth on, counted from 0, in every way that they are written, as
    /// [`code`] has them.
    pub(super) fn each(&self, word: &str, nth: usize, mut give: impl FnMut(u32, u32)) {
        let mut chars = word.chars().skip(nth);
        let (Some(a), Some(b)) = (chars.next(), chars.next()) else { return };
        for a in self.of(a) {
            self.of(b).for_each(|b| give(code(a), code(b)));
        }
    }

    /// Every character that folds to `c`.
    fn of(&self, c: char) -> impl Iterator<Item = char> {
        let wide = |c: char| char::from_u32(c as u32 + 0xFEE0).filter(|_| matches!(c, '!'..='~'));
        let upper = c.to_ascii_uppercase();
        let upper = (upper != c).then_some(upper);
        let from = self.0.partition_point(|(folded, _)| *folded < c);
        let others = self.0[from..].iter().take_while(move |(folded, _)| *folded == c).map(|(_, form)| *form);
        [Some(c), wide(c), upper, upper.and_then(wide)].into_iter().flatten().chain(others)
    }
}

/// Asserts that the entries of a data file stand in known sections, and are folded as the lines are that they are compared with.
#[cfg(test)]
pub(super) fn assert_written_as_matched(text: &'static str, sections: &[&str]) {
    for (section, word) in crate::stages::lists::entries(text) {
        assert!(section.is_empty() && word.is_empty() || sections.contains(&section), "[{section}] is unknown");
        let folded: String = word.chars().map(super::lines::fold).collect();
        assert_eq!(folded, word, "in [{section}]");
    }
}
