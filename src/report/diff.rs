//! Before and after, side by side: a document's changes laid over its source, each with its rules.

use serde::{Deserialize, Serialize};

use crate::Journal;

/// Characters of unchanged text shown around a change.
const CONTEXT: usize = 24;
/// Characters of a changed text that are shown.
const SHOWN: usize = 240;
/// Hunks of a document that are kept.
const HUNKS: usize = 30;

/// What was done to one document, as far as it is shown.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DocDiff {
    /// The file.
    pub path: String,
    /// In JSON Lines, the record's line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<u64>,
    /// Stretches of text with changes.
    pub hunks: Vec<Hunk>,
    /// Hunks that are not shown.
    pub more: u64,
}

/// A stretch of text with changes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Hunk {
    /// The line in the decoded source, from 1.
    pub line: u64,
    /// Its parts, in order.
    pub parts: Vec<Part>,
}

/// A part of a hunk: unchanged text, or one text in the place of another.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// What was there.
    pub was: String,
    /// What is there now.
    pub now: String,
    /// The rules that made the change, in the order they ran; none for unchanged text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<String>,
    /// The least sure of their scores.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<f32>,
}

/// A piece of the source and what became of it.
#[derive(Clone, Debug, PartialEq)]
struct Piece {
    /// Where it was in the source.
    start: usize,
    end: usize,
    /// What it became; `None` if nothing happened to it.
    now: Option<String>,
    rules: Vec<&'static str>,
    score: f32,
}

impl Piece {
    fn kept(start: usize, end: usize) -> Self {
        Self { start, end, now: None, rules: Vec::new(), score: 1.0 }
    }

    /// Its length in the text as it is now.
    fn len(&self) -> usize {
        self.now.as_ref().map_or(self.end - self.start, String::len)
    }
}

/// Lays all steps over the source. O(steps · (text pieces + edits)).
fn pieces(source: &str, journal: &Journal) -> Vec<Piece> {
    let mut pieces = vec![Piece::kept(0, source.len())];
    for (n, step) in journal.steps.iter().enumerate() {
        let mut next: Vec<Piece> = Vec::with_capacity(pieces.len() + 2 * step.len());
        let mut old = pieces.into_iter();
        let mut current = old.next();
        // Where `current` begins in the step's input.
        let mut at = 0;
        for change in step.changes(n) {
            let (from, to) = (change.was_at.start as usize, change.was_at.end as usize);
            // Pass over what lies before the change.
            while let Some(piece) = current.take() {
                let end = at + piece.len();
                if end <= from {
                    at = end;
                    next.push(piece);
                    current = old.next();
                } else {
                    current = Some(piece);
                    break;
                }
            }
            let place = current.as_ref().map_or(source.len(), |p| p.start);
            let mut merged = Piece { start: place, end: place, now: None, rules: Vec::new(), score: 1.0 };
            let mut text = String::new();
            let mut put = false;
            let mut begun = false;
            // Take in every piece the change touches; of unchanged ones only the part it covers.
            while let Some(piece) = current.take() {
                if begun && at >= to {
                    current = Some(piece);
                    break;
                }
                let end = at + piece.len();
                match piece.now {
                    None => {
                        if at < from {
                            next.push(Piece::kept(piece.start, piece.start + from - at));
                        }
                        let cut = (piece.start + from.saturating_sub(at)).min(piece.end);
                        let stop = piece.start + (to - at).min(piece.len()).max(cut - piece.start);
                        if !begun {
                            merged.start = cut;
                        }
                        merged.end = stop;
                        if !put {
                            text.push_str(change.now);
                            put = true;
                        }
                        if stop < piece.end {
                            at += stop - piece.start;
                            current = Some(Piece::kept(stop, piece.end));
                            break;
                        }
                    }
                    Some(now) => {
                        if !begun {
                            merged.start = piece.start;
                        }
                        merged.end = piece.end;
                        if at < from {
                            text.push_str(&now[..from - at]);
                        }
                        if !put {
                            text.push_str(change.now);
                            put = true;
                        }
                        merged.rules.extend(&piece.rules);
                        merged.score = merged.score.min(piece.score);
                        if end > to {
                            // The rest may be changed again by the next edit of this step.
                            let rest = now[to.max(at) - at..].to_owned();
                            at = to.max(at);
                            current = Some(Piece { start: piece.end, now: Some(rest), ..piece });
                            break;
                        }
                    }
                }
                begun = true;
                at = end;
                current = old.next();
            }
            if !put {
                text.push_str(change.now);
            }
            if !merged.rules.contains(&change.rule.code) {
                merged.rules.push(change.rule.code);
            }
            merged.score = merged.score.min(change.score);
            merged.now = Some(text);
            next.push(merged);
        }
        next.extend(current);
        next.extend(old);
        pieces = next;
    }
    pieces
}

/// The changes of a document with the text around them, as far as they are shown.
#[must_use]
pub fn diff(path: &str, record: Option<u64>, source: &str, journal: &Journal) -> DocDiff {
    let mut diff = DocDiff { path: path.to_owned(), record, ..DocDiff::default() };
    let (mut line, mut counted) = (1, 0);
    let mut hunk: Option<Hunk> = None;
    let close = |hunk: &mut Option<Hunk>, diff: &mut DocDiff| {
        if let Some(done) = hunk.take() {
            if diff.hunks.len() < HUNKS { diff.hunks.push(done) } else { diff.more += 1 }
        }
    };
    let mut before = "";
    for piece in pieces(source, journal) {
        let was = &source[piece.start..piece.end];
        match piece.now {
            None if was.is_empty() => {}
            None => {
                let long = was.char_indices().nth(2 * CONTEXT).is_some();
                if let Some(open) = &mut hunk {
                    open.parts.push(same(if long { head(was) } else { was }));
                }
                if long {
                    close(&mut hunk, &mut diff);
                }
                before = was;
            }
            Some(now) => {
                line += memchr::memchr_iter(b'\n', &source.as_bytes()[counted..piece.start]).count() as u64;
                counted = piece.start;
                let open = hunk.get_or_insert_with(|| {
                    let parts = if before.is_empty() { Vec::new() } else { vec![same(tail(before))] };
                    Hunk { line, parts }
                });
                open.parts.push(Part {
                    was: super::cut(was, SHOWN),
                    now: super::cut(&now, SHOWN),
                    rules: piece.rules.iter().map(|&r| r.to_owned()).collect(),
                    score: Some(piece.score),
                });
                before = "";
            }
        }
    }
    close(&mut hunk, &mut diff);
    diff
}

fn same(text: &str) -> Part {
    Part { was: text.to_owned(), now: text.to_owned(), ..Part::default() }
}

/// The first characters of a text.
fn head(text: &str) -> &str {
    text.char_indices().nth(CONTEXT).map_or(text, |(at, _)| &text[..at])
}

/// The last characters of a text.
fn tail(text: &str) -> &str {
    text.char_indices().rev().nth(CONTEXT - 1).map_or(text, |(at, _)| &text[at..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::Step;
    use crate::{Edits, RuleSet, Span, stages};

    /// A journal of edits given as (start, end, new text), step by step.
    fn journal(source: &str, steps: &[&[(usize, usize, &str)]]) -> (Journal, String) {
        let mut journal = Journal::default();
        let mut text = source.to_owned();
        for (n, step) in steps.iter().enumerate() {
            let mut edits = Edits::new(std::sync::Arc::new(RuleSet::everything()));
            for &(from, to, now) in *step {
                edits.replace(Span::new(from, to), now, stages::rules()[n]);
            }
            edits.settle(&text);
            journal.steps.push(Step::record("test", 0, &edits, &text));
            let mut out = String::new();
            edits.apply(&text, &mut out);
            text = out;
        }
        (journal, text)
    }

    fn check(source: &str, steps: &[&[(usize, usize, &str)]]) -> Vec<Piece> {
        let (journal, cleaned) = journal(source, steps);
        let pieces = pieces(source, &journal);
        let was: String = pieces.iter().map(|p| &source[p.start..p.end]).collect();
        let now: String =
            pieces.iter().map(|p| p.now.clone().unwrap_or_else(|| source[p.start..p.end].to_owned())).collect();
        assert_eq!((was.as_str(), now.as_str()), (source, cleaned.as_str()), "{pieces:?}");
        pieces
    }

    #[test]
    fn pieces_cover_source_and_output() {
        check("abcdef", &[&[(1, 2, "XY"), (3, 3, "+"), (4, 6, "")]]);
        check("abcdef", &[&[(1, 3, "XY")], &[(0, 2, "Z")]]);
        check("abcdef", &[&[(1, 3, "XYZ")], &[(2, 5, "")], &[(1, 1, "!")]]);
        check("abcdef", &[&[(0, 6, "")], &[(0, 0, "new")]]);
        check("", &[&[(0, 0, "new")]]);
        check("abc", &[&[(3, 3, "d")], &[(2, 4, "")]]);
        check("abcdef", &[&[(1, 3, "UVWXYZ")], &[(2, 3, "1"), (4, 5, "2"), (6, 8, "")], &[(0, 1, ""), (2, 4, "!")]]);
        check("abcdef", &[&[(1, 3, "UVWXYZ")], &[(2, 2, "1"), (3, 3, "2"), (7, 7, "3")], &[(1, 9, "")]]);
        let pieces = check("abcdef", &[&[(1, 2, "")], &[(1, 3, "Q")]]);
        assert_eq!(pieces[1].rules.len() + pieces[2].rules.len(), 2);
    }

    #[test]
    fn hunks_hold_the_change_and_a_little_around_it() {
        let source = format!("{}\n旧字\n{}", "前".repeat(100), "后".repeat(100));
        let at = source.find('旧').expect("is there");
        let (journal, _) = journal(&source, &[&[(at, at + 3, "新")]]);
        let diff = diff("a.txt", None, &source, &journal);
        assert_eq!(diff.hunks.len(), 1);
        let hunk = &diff.hunks[0];
        assert_eq!((hunk.line, hunk.parts.len()), (2, 3));
        assert_eq!((hunk.parts[1].was.as_str(), hunk.parts[1].now.as_str()), ("旧", "新"));
        assert_eq!(hunk.parts[0].was.chars().count(), CONTEXT);
    }
}
