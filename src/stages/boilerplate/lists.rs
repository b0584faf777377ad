//! Reading the lists of words in `data/`.

use crate::han::pairs::code;

/// The entries of a data file with the section they stand in.
pub(super) fn entries(text: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    text.lines()
        .filter(|l| !l.starts_with('#'))
        .scan("", |section, line| {
            if let Some(name) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
                *section = name;
                return Some(("", ""));
            }
            Some((*section, line))
        })
        .flat_map(|(section, line)| line.split_whitespace().map(move |word| (section, word)))
}

/// The phrases of the sections of a data file, by the names of these.
pub(super) fn sections<const N: usize>(text: &'static str, names: [&str; N]) -> [Vec<&'static str>; N] {
    let words = |name| entries(text).filter(move |(section, word)| *section == name && !word.is_empty());
    names.map(|name| words(name).map(|(_, word)| word).collect())
}

/// The phrases of one section, to be looked for in a line.
#[derive(Clone, Copy)]
pub(super) struct Words(pub(super) &'static [&'static str]);

impl Words {
    /// What follows in the line, if it begins with one of them.
    pub(super) fn after(self, line: &str) -> Option<&str> {
        self.0.iter().find_map(|p| line.strip_prefix(p))
    }

    pub(super) fn begin(self, line: &str) -> bool {
        self.after(line).is_some()
    }

    pub(super) fn end(self, line: &str) -> bool {
        self.0.iter().any(|p| line.ends_with(p))
    }

    /// Whether the line is one of them.
    pub(super) fn are(self, line: &str) -> bool {
        self.0.contains(&line)
    }

    /// Whether one of them stands in the line.
    pub(super) fn stand_in(self, line: &str) -> bool {
        self.0.iter().any(|p| line.contains(p))
    }

    /// Whether all of them do.
    pub(super) fn all_stand_in(self, line: &str) -> bool {
        self.0.iter().all(|p| line.contains(p))
    }
}

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
    for (section, word) in entries(text) {
        assert!(section.is_empty() && word.is_empty() || sections.contains(&section), "[{section}] is unknown");
        let folded: String = word.chars().map(super::lines::fold).collect();
        assert_eq!(folded, word, "in [{section}]");
    }
}
