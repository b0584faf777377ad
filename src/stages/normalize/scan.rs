//! One pass over the text, that steps over plain characters and looks at the rest.

use super::invisible::{self, is_direction, is_invisible, is_selector, is_tag};
use super::{
    COMPATIBILITY_IDEOGRAPH, CONTROL, DIRECTION, INVISIBLE, LINE_END, PLAIN_SPACE, TRAILING_SPACE, VARIATION_SELECTOR,
    compose, radicals,
};
use crate::{Edits, Span};

/// What a first byte tells: how long its character is if no rule can want it, or `LOOK`.
static STEPS: [u8; 256] = steps();

/// The character has to be looked at.
const LOOK: u8 = 0;

const fn steps() -> [u8; 256] {
    let mut steps = [LOOK; 256];
    let mut b = 0;
    while b < 256 {
        steps[b] = match b as u8 {
            b'\t' => 1,
            0x20..=0x7E => 1,
            // U+00C0 to U+02FF: letters of Latin, composed.
            0xC3..=0xCB => 2,
            // U+4000 to U+9FFF: Han.
            0xE4..=0xE9 => 3,
            _ => LOOK,
        };
        b += 1;
    }
    steps
}

/// White space within a line.
pub(super) fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\u{A0}' | '\u{1680}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{3000}')
}

fn is_line_end(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{2028}' | '\u{2029}')
}

struct Scan<'a> {
    text: &'a str,
    /// Where the line begins.
    line: usize,
    /// Characters in a row that may compose with each other, and the one before them.
    composable: Option<Span>,
    /// Whether the line has radicals.
    radicals: bool,
    /// Whether marks of direction are needed in the line, once that was asked.
    directed: Option<bool>,
}

/// Looks at the whole text.
pub(super) fn scan(text: &str, edits: &mut Edits) {
    let mut scan = Scan { text, line: 0, composable: None, radicals: false, directed: None };
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&b) = bytes.get(at) {
        let step = STEPS[usize::from(b)];
        at = if step != LOOK { at + usize::from(step) } else { scan.look(at, bytes, edits) };
    }
    scan.end_line(text.len(), edits);
}

impl Scan<'_> {
    /// Looks at the character at `at`, and gives where to go on.
    fn look(&mut self, at: usize, bytes: &[u8], edits: &mut Edits) -> usize {
        // The marks of Chinese text, all but as frequent as Han: 、。《》「」 and ，！（）：； and “”—….
        match (bytes[at], bytes.get(at + 1), bytes.get(at + 2)) {
            (0xE3, Some(0x80), Some(0x80..=0xA9 | 0xB0..=0xBF)) | (0xEF, Some(0xBC | 0xBD), _) => return at + 3,
            (0xE2, Some(0x80), Some(0x90..=0xA7 | 0xB0..=0xBF)) => return at + 3,
            (b'\n', ..) => {
                self.end_line(at, edits);
                self.line = at + 1;
                return at + 1;
            }
            _ => {}
        }
        let Some(c) = self.text[at..].chars().next() else { return at + 1 };
        let end = at + c.len_utf8();
        match c {
            _ if is_line_end(c) => return self.odd_line_end(at, c, edits),
            _ if is_space(c) => return self.space(at, edits),
            _ if is_selector(c) => return self.selectors(at, edits),
            _ if is_tag(c) => return self.tags(at, edits),
            _ if is_direction(c) => self.direction(at, c, edits),
            _ if is_invisible(c) => {
                if !invisible::has_work(c, self.before(at), self.text[end..].chars().next()) {
                    edits.remove(Span::new(at, end), &INVISIBLE);
                }
            }
            '\u{1B}' => return self.escape(at, edits),
            '\0'..='\u{1F}' | '\u{7F}' => edits.remove(Span::new(at, end), &CONTROL),
            '\u{80}'..='\u{9F}' => self.late_control(at, end, edits),
            '\u{2E80}'..='\u{2FD5}' => self.radicals = true,
            _ if compose::is_compatibility_ideograph(c) => {
                let now: String = compose::canonical(c).collect();
                edits.replace(Span::new(at, end), &now, &COMPATIBILITY_IDEOGRAPH);
            }
            // Latin, Han, bopomofo, enclosed characters, shapes and emoji have nothing to compose.
            '\u{A0}'..='\u{2FF}'
            | '\u{2460}'..='\u{27BF}'
            | '\u{3100}'..='\u{4DBF}'
            | '\u{1F000}'..='\u{2F7FF}'
            | '\u{30000}'..='\u{3FFFF}' => {}
            _ => self.composable(at, end, edits),
        }
        end
    }

    /// The character before `at` in the same line.
    fn before(&self, at: usize) -> Option<char> {
        self.text[self.line..at].chars().next_back()
    }

    /// The line ends at `end`: its trailing space, and what can only be told of a whole line.
    fn end_line(&mut self, end: usize, edits: &mut Edits) {
        let line = Span::new(self.line, end);
        let kept = line.of(self.text).trim_end_matches(is_space).len();
        if kept < line.len() {
            edits.remove(Span::new(self.line + kept, end), &TRAILING_SPACE);
        }
        self.compose(edits);
        if self.radicals {
            radicals::fold(self.text, line, edits);
        }
        (self.radicals, self.directed) = (false, None);
    }

    /// The character at `at` may compose with the one before it.
    fn composable(&mut self, at: usize, end: usize, edits: &mut Edits) {
        let start = match self.composable.take() {
            Some(run) if run.end as usize == at => run.start as usize,
            other => {
                self.composable = other;
                self.compose(edits);
                at - self.before(at).map_or(0, char::len_utf8)
            }
        };
        self.composable = Some(Span::new(start, end));
    }

    fn compose(&mut self, edits: &mut Edits) {
        if let Some(run) = self.composable.take() {
            compose::compose(self.text, run, edits);
        }
    }

    /// A line end that is not a line feed.
    fn odd_line_end(&mut self, at: usize, c: char, edits: &mut Edits) -> usize {
        let rest = &self.text[at..];
        let returns = rest.len() - rest.trim_start_matches('\r').len();
        self.end_line(at, edits);
        let (end, now) = match c {
            '\r' if rest[returns..].starts_with('\n') => (at + returns, ""),
            // A form feed beside a line end adds none.
            '\u{C}' if at == 0 || self.text[..at].ends_with(['\n', '\r']) || rest[1..].starts_with(['\n', '\r']) => {
                (at + 1, "")
            }
            c => (at + c.len_utf8(), "\n"),
        };
        edits.replace(Span::new(at, end), now, &LINE_END);
        self.line = end;
        end
    }

    /// A space that is not U+0020. At the end of a line it is trailing, which is found there.
    fn space(&mut self, at: usize, edits: &mut Edits) -> usize {
        let rest = &self.text[at..];
        let end = at + rest.find(|c| !is_space(c)).unwrap_or(rest.len());
        let next = self.text[end..].chars().next();
        if next.is_none_or(is_line_end) {
            return end;
        }
        let leads = self.text[self.line..at].chars().all(is_space);
        for (n, c) in self.text[at..end].char_indices() {
            let now = match c {
                ' ' | '\t' | '\u{3000}' => continue,
                // As wide as a character, and so an indent.
                '\u{2001}' | '\u{2003}' if leads => "\u{3000}",
                _ => " ",
            };
            edits.replace(Span::new(at + n, at + n + c.len_utf8()), now, &PLAIN_SPACE);
        }
        end
    }

    fn selectors(&self, at: usize, edits: &mut Edits) -> usize {
        let rest = &self.text[at..];
        let end = at + rest.find(|c| !is_selector(c)).unwrap_or(rest.len());
        if !invisible::is_selected(self.before(at)) {
            edits.remove(Span::new(at, end), &VARIATION_SELECTOR);
        }
        end
    }

    fn tags(&self, at: usize, edits: &mut Edits) -> usize {
        let rest = &self.text[at..];
        let end = at + rest.find(|c| !is_tag(c)).unwrap_or(rest.len());
        if self.before(at) != Some('\u{1F3F4}') {
            edits.remove(Span::new(at, end), &INVISIBLE);
        }
        end
    }

    fn direction(&mut self, at: usize, c: char, edits: &mut Edits) {
        let line = &self.text[self.line..];
        let directed = *self.directed.get_or_insert_with(|| {
            let line = &line[..line.find(is_line_end).unwrap_or(line.len())];
            line.contains(invisible::is_override) || line.contains(invisible::is_right_to_left)
        });
        let span = Span::new(at, at + c.len_utf8());
        match directed {
            false => edits.remove(span, &DIRECTION),
            true if invisible::is_override(c) => {
                edits.review(span, &DIRECTION, 0.5, "turns round how the text is read");
            }
            true => {}
        }
    }

    /// An escape, with the sequence it begins (ECMA-48, section 5.4): `ESC [`, parameters, a final byte.
    fn escape(&self, at: usize, edits: &mut Edits) -> usize {
        let rest = &self.text.as_bytes()[at + 1..];
        let length = match rest.strip_prefix(b"[") {
            Some(rest) => {
                let parameters = rest.iter().take_while(|b| matches!(b, 0x20..=0x3F)).count();
                if matches!(rest.get(parameters), Some(0x40..=0x7E)) { parameters + 2 } else { 0 }
            }
            None => 0,
        };
        edits.remove(Span::new(at, at + 1 + length), &CONTROL);
        at + 1 + length
    }

    /// A control of the second set. Among letters of Latin-1 it is part of text in the wrong encoding.
    fn late_control(&self, at: usize, end: usize, edits: &mut Edits) {
        let latin1 = |c: Option<char>| matches!(c, Some('\u{80}'..='\u{FF}'));
        if latin1(self.before(at)) || latin1(self.text[end..].chars().next()) {
            edits.review(Span::new(at, end), &CONTROL, 0.5, "may be text in the wrong encoding");
        } else {
            edits.remove(Span::new(at, end), &CONTROL);
        }
    }
}
