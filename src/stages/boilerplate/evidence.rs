//! What made a line page furniture, for `taoxi why`.

use super::kinds::Kind;
use super::{lines, of_kind};
use crate::{Evidence, Span};

/// Lines before and after that are looked at.
const AROUND: usize = 5;

/// What the line at `place` is by itself, and what stands around it.
///
/// The weight of the line itself is how sure its form is, from 0 to 6; of lines around, how many speak for
/// furniture, or against it.
pub(super) fn evidence(text: &str, place: Span) -> Vec<Evidence> {
    let lines = lines::read(text, lines::Ask::Everything);
    let Some(at) = lines.list.iter().position(|line| line.span.end > place.start && line.span.start <= place.start)
    else {
        return Vec::new();
    };
    let line = &lines.list[at];
    let mut evidence = Vec::new();
    let mut add = |feature: String, weight: f32| evidence.push(Evidence { feature: feature.into(), weight });
    match line.kind {
        Kind::None => add("no furniture by its own form".to_owned(), 0.0),
        kind => {
            add(format!("by its own form: {}, sure {} of 6", of_kind(kind).name(), line.sure), f32::from(line.sure));
        }
    }
    if line.meta.is_some() {
        add("a note on the article: source, writer, picture or editor".to_owned(), -3.0);
    }
    if line.is_prose() {
        add("it reads like a sentence of an article".to_owned(), -3.0);
    }
    let around = lines.list[at.saturating_sub(AROUND)..at].iter().chain(lines.list[at + 1..].iter().take(AROUND));
    let (mut near, mut hits, mut prose) = (0, 0, 0);
    for other in around {
        near += 1;
        hits += usize::from(other.kind != Kind::None);
        prose += usize::from(other.is_prose());
    }
    add(format!("{hits} of the {near} lines around are furniture by their form"), hits as f32);
    if prose > 0 {
        add(format!("{prose} of the {near} lines around read like sentences"), -(prose as f32));
    }
    let prose = |line: &lines::Line| line.is_prose();
    let (first, last) = (lines.list.iter().position(prose), lines.list.iter().rposition(prose));
    match (first, last) {
        (Some(first), _) if at < first => add(format!("{} lines before the first sentence", first - at), 1.0),
        (_, Some(last)) if at > last => add(format!("{} lines after the last sentence", at - last), 1.0),
        _ => {}
    }
    add(format!("{} lines of the document are furniture by their form", lines.hits), lines.hits as f32);
    evidence
}
