//! When a rule fires, compiled.

use memchr::memmem::Finder;
use regex::{Regex, RegexBuilder};

use super::definition::Match;

/// Bytes a compiled expression may take. `\w{200}` takes more; sane expressions a hundredth.
const SIZE: usize = 1 << 20;
/// How deep groups may be nested.
const NESTING: u32 = 50;
/// Longest expression, in bytes.
const LENGTH: usize = 4096;
/// Longest piece, in bytes, in which every match is looked for.
///
/// One search is linear, but looking for all matches can be quadratic: each search may have to read to the end of the piece before
/// it knows that its match is a short one. With this bound the whole is linear in the document.
pub(super) const LONGEST_PIECE: usize = 1 << 16;

#[derive(Debug)]
pub(super) struct Matcher {
    any_of: Vec<Finder<'static>>,
    min_hits: usize,
    regex: Option<Regex>,
    separators: Option<(Vec<char>, usize)>,
}

/// Compiles an expression within the limits; the error is what is wrong.
pub(super) fn regex(expression: &str) -> Result<Regex, String> {
    if expression.len() > LENGTH {
        return Err(format!("the expression is longer than {LENGTH} bytes"));
    }
    RegexBuilder::new(expression)
        .size_limit(SIZE)
        .dfa_size_limit(2 * SIZE)
        .nest_limit(NESTING)
        .build()
        .map_err(|e| e.to_string())
}

impl Matcher {
    /// The error is the key below `match` and what is wrong with it.
    pub(super) fn new(matches: &Match) -> Result<Self, (&'static str, String)> {
        let Match { any_of, min_hits, regex: expression, min_separators } = matches;
        if any_of.is_empty() && expression.is_none() && min_separators.is_none() {
            return Err(("", "holds no condition; give `any_of`, `regex` or `min_separators`".to_owned()));
        }
        if any_of.iter().any(String::is_empty) {
            return Err((".any_of", "holds an empty phrase, which stands everywhere".to_owned()));
        }
        let hits = min_hits.unwrap_or(1);
        if min_hits.is_some() && (hits == 0 || hits > any_of.len()) {
            return Err((
                ".min_hits",
                format!("is {hits}, and `any_of` holds {} phrases; it must be 1 to that", any_of.len()),
            ));
        }
        let separators = match min_separators {
            Some(s) if s.n == 0 || s.chars.is_empty() => {
                return Err((".min_separators", "needs characters and a count above 0".to_owned()));
            }
            Some(s) => Some((s.chars.chars().collect(), s.n)),
            None => None,
        };
        let regex = expression.as_deref().map(regex).transpose().map_err(|e| (".regex", e))?;
        if regex.as_ref().is_some_and(|r| r.is_match("")) {
            return Err((".regex", "matches the empty text, so it would match everywhere".to_owned()));
        }
        let any_of = any_of.iter().map(|phrase| Finder::new(phrase).into_owned()).collect();
        Ok(Self { any_of, min_hits: hits, regex, separators })
    }

    /// Whether the rule fires on this piece. Linear.
    pub(super) fn is_match(&self, piece: &str) -> bool {
        let enough =
            |(chars, n): &(Vec<char>, usize)| piece.chars().filter(|c| chars.contains(c)).take(*n).count() == *n;
        let hits = || self.any_of.iter().filter(|f| f.find(piece.as_bytes()).is_some()).take(self.min_hits).count();
        self.separators.as_ref().is_none_or(enough)
            && (self.any_of.is_empty() || hits() == self.min_hits)
            && self.regex.as_ref().is_none_or(|r| r.is_match(piece))
    }

    /// Every match in a piece that the rule fires on: of the expression, or else of the phrases. In the
    /// order of the text, not overlapping; what each becomes is written by `found`.
    pub(super) fn each(&self, piece: &str, with: &str, mut found: impl FnMut(usize, usize, &str)) {
        if let Some(regex) = &self.regex {
            let mut now = String::new();
            for captures in regex.captures_iter(piece) {
                let Some(all) = captures.get(0).filter(|m| !m.is_empty()) else { continue };
                now.clear();
                captures.expand(with, &mut now);
                found(all.start(), all.end(), &now);
            }
            return;
        }
        let mut places: Vec<(usize, usize)> = self
            .any_of
            .iter()
            .flat_map(|f| f.find_iter(piece.as_bytes()).map(move |at| (at, at + f.needle().len())))
            .collect();
        // The longest of those that begin together.
        places.sort_unstable_by_key(|&(start, end)| (start, std::cmp::Reverse(end)));
        let mut free = 0;
        for (start, end) in places {
            if start >= free {
                found(start, end, with);
                free = end;
            }
        }
    }
}
