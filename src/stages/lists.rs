//! Reading the lists of words that stages keep in data files.
//!
//! A file holds words parted by white space, in sections that begin with a line `[name]`. Lines that begin with `#` are remarks.

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
pub(super) struct Words(pub &'static [&'static str]);

impl Words {
    /// What follows in the line, if it begins with one of them.
    pub fn after(self, line: &str) -> Option<&str> {
        self.0.iter().find_map(|p| line.strip_prefix(p))
    }

    pub fn begin(self, line: &str) -> bool {
        self.after(line).is_some()
    }

    pub fn end(self, line: &str) -> bool {
        self.0.iter().any(|p| line.ends_with(p))
    }

    /// Whether the line is one of them.
    pub fn are(self, line: &str) -> bool {
        self.0.contains(&line)
    }

    /// Whether one of them stands in the line.
    pub fn stand_in(self, line: &str) -> bool {
        self.0.iter().any(|p| line.contains(p))
    }

    /// Whether all of them do.
    pub fn all_stand_in(self, line: &str) -> bool {
        self.0.iter().all(|p| line.contains(p))
    }
}
