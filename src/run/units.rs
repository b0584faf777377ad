//! What dedup compares: the paragraphs, sentences or whole texts of a document.

use crate::Span;
use crate::dedup::Unit;

/// The units of a cleaned text, in order; each includes the line feed or the space that ends it.
pub fn units(text: &str, unit: Unit) -> Vec<Span> {
    match unit {
        Unit::Document if text.is_empty() => Vec::new(),
        Unit::Document => vec![Span::new(0, text.len())],
        Unit::Paragraph => lines(text),
        Unit::Sentence => ends(text, |c| matches!(c, '\n' | '。' | '！' | '？')),
    }
}

/// Cuts after each line feed.
fn lines(text: &str) -> Vec<Span> {
    let mut start = 0;
    let ends = memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1);
    let last = (!text.ends_with('\n') && !text.is_empty()).then_some(text.len());
    ends.chain(last).map(|end| Span::new(std::mem::replace(&mut start, end), end)).collect()
}

/// Cuts after each character that `end` names; closing marks and line feeds stay with what they close.
fn ends(text: &str, end: impl Fn(char) -> bool) -> Vec<Span> {
    let (mut spans, mut start) = (Vec::new(), 0);
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if !end(c) {
            continue;
        }
        let mut stop = at + c.len_utf8();
        while c != '\n' && chars.peek().is_some_and(|&(_, c)| matches!(c, '”' | '’' | '」' | '』' | '）' | '\n'))
        {
            let (at, c) = chars.next().unwrap_or((stop, ' '));
            stop = at + c.len_utf8();
            if c == '\n' {
                break;
            }
        }
        spans.push(Span::new(start, stop));
        start = stop;
    }
    if start < text.len() {
        spans.push(Span::new(start, text.len()));
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_cover_the_text() {
        let text = "他说：“走。”风起。\n第二段\n";
        for unit in [Unit::Paragraph, Unit::Sentence, Unit::Document] {
            let parts: Vec<_> = units(text, unit).iter().map(|s| s.of(text)).collect();
            assert_eq!(parts.concat(), text);
        }
        assert_eq!(units(text, Unit::Sentence)[0].of(text), "他说：“走。”");
        assert_eq!(units(text, Unit::Paragraph).len(), 2);
        assert!(units("", Unit::Document).is_empty());
    }
}
