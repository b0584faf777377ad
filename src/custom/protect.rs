//! Places that no rule touches.

use regex::Regex;

use super::{Error, matcher};
use crate::{Edits, Span};

/// Phrases and expressions whose places in a text no rule touches.
///
/// An edit that would change any character of such a place is dropped: a line that holds a protected phrase is not
/// removed, a space inside one not closed up. Places are looked for in the text as each stage is given it.
#[derive(Clone, Debug, Default)]
pub struct Protect {
    expression: Option<Regex>,
}

impl Protect {
    /// Compiles `[rules] protect`: phrases taken literally, or expressions between slashes (`/第.版/`).
    ///
    /// # Errors
    /// If an entry is empty, or not an expression.
    pub fn new(entries: &[String]) -> Result<Self, Error> {
        let mut parts = Vec::with_capacity(entries.len());
        for (n, entry) in entries.iter().enumerate() {
            let error = |problem: String| Error { key: format!("rules.protect[{}]", n + 1), problem };
            let part = match entry.strip_prefix('/').and_then(|e| e.strip_suffix('/')) {
                Some(expression) => expression.to_owned(),
                None => regex::escape(entry),
            };
            let compiled = matcher::regex(&part).map_err(error)?;
            if compiled.is_match("") {
                return Err(error("matches the empty text, so it would protect everything".to_owned()));
            }
            parts.push(format!("(?:{part})"));
        }
        if parts.is_empty() {
            return Ok(Self::default());
        }
        let expression = regex::RegexBuilder::new(&parts.join("|"))
            .size_limit(16 << 20)
            .build()
            .map_err(|e| Error { key: "rules.protect".to_owned(), problem: e.to_string() })?;
        Ok(Self { expression: Some(expression) })
    }

    /// Whether nothing is protected.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.expression.is_none()
    }

    /// Drops the edits of `text` that would touch a protected place. Costs nothing where there are no edits.
    pub fn keep(&self, text: &str, edits: &mut Edits) {
        let Some(expression) = self.expression.as_ref().filter(|_| !edits.is_empty()) else { return };
        let places = self.places(expression, text);
        edits.retain(|edit| {
            // The first place that ends behind the beginning of the edit.
            let n = places.partition_point(|p| p.end <= edit.was.start);
            places
                .get(n)
                .is_none_or(|p| if edit.was.is_empty() { p.start >= edit.was.start } else { p.start >= edit.was.end })
        });
    }

    /// The places, in order. An expression is looked for line by line, so that the time is linear in the text for lines of bounded length.
    fn places(&self, expression: &Regex, text: &str) -> Vec<Span> {
        let (mut places, mut start) = (Vec::new(), 0);
        for line in text.split_inclusive('\n') {
            places.extend(expression.find_iter(line).map(|m| Span::new(start + m.start(), start + m.end())));
            start += line.len();
        }
        places
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{RuleSet, stages};

    #[test]
    fn drops_the_edits_that_touch_a_place() {
        let rule = stages::rules()[0];
        let protect = Protect::new(&["春江".to_owned(), "/第.版/".to_owned()]).expect("good entries");
        let text = "在春江，第三版，春江";
        let mut edits = Edits::new(Arc::new(RuleSet::everything()));
        for (from, to) in [(0, 3), (0, 6), (6, 9), (9, 12), (12, 15), (24, 25)] {
            if text.is_char_boundary(from) && text.is_char_boundary(to) {
                edits.remove(Span::new(from, to), rule);
            }
        }
        protect.keep(text, &mut edits);
        let left: Vec<_> = edits.iter().map(|(e, _)| e.was.of(text)).collect();
        assert_eq!(left, ["在", "，"]);
    }

    #[test]
    fn says_what_is_wrong() {
        let problem =
            |entry: &str| Protect::new(&["好".to_owned(), entry.to_owned()]).expect_err("a bad entry").to_string();
        assert!(problem("").starts_with("rules.protect[2]: matches the empty text"));
        assert!(problem("/(/").starts_with("rules.protect[2]: regex parse error"));
    }
}
