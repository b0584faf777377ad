//! Counts over a document and its lines.

use std::collections::HashSet;

use crate::han::class::is_han;

/// The commonest function characters and date words of Chinese text: the stop words of FineWeb-2's
/// `cmn_Hani` configuration that are one character, with their Simplified forms.
const FUNCTION: &str = "的年在月是和日了於于·為为有以一中大人上不这這他我个個也就到说說";

/// Marks that Chinese prose consists of, and so are not special.
const MARKS: &str = "，。、；：？！“”‘’《》〈〉（）【】「」『』—…·,.;:?!\"'()-%";

/// Counts, as `f64` so that they divide.
#[derive(Debug, Default)]
pub(super) struct Shape {
    /// Characters but white space; at least 1, so that shares of nothing are 0.
    pub(super) chars: f64,
    /// Han characters and runs of letters or digits; at least 1.
    pub(super) units: f64,
    pub(super) han: f64,
    pub(super) letters: f64,
    pub(super) special: f64,
    pub(super) hashes: f64,
    pub(super) ellipses: f64,
    pub(super) braces: f64,
    /// Lines that are not blank; at least 1.
    pub(super) lines: f64,
    pub(super) breaks: f64,
    pub(super) long_lines: f64,
    pub(super) short_lines: f64,
    pub(super) closed_lines: f64,
    pub(super) bullet_lines: f64,
    pub(super) ellipsis_lines: f64,
    pub(super) duplicate_lines: f64,
    pub(super) duplicate_line_chars: f64,
    pub(super) sentences: f64,
    pub(super) function: f64,
    pub(super) function_kinds: f64,
}

impl Shape {
    pub(super) fn of(text: &str) -> Self {
        let mut shape = Self::default();
        let (mut seen, mut kinds) = (HashSet::new(), HashSet::new());
        for line in text.lines().map(str::trim).filter(|l| !l.is_empty()) {
            let chars = shape.characters(line, &mut kinds);
            shape.lines += 1.0;
            let ellipsis = line.ends_with('…') || line.ends_with("...");
            let flag = |yes| f64::from(u8::from(yes));
            shape.long_lines += flag(chars >= 200.0);
            shape.short_lines += flag(chars <= 30.0);
            shape.ellipsis_lines += flag(ellipsis);
            shape.closed_lines +=
                flag(line.ends_with(['。', '！', '？', '…', '；', '”', '』', '」', '）', '.', '!', '?', '"', ';']));
            shape.bullet_lines += flag(line.starts_with(['-', '*', '•', '·', '●', '○', '■', '□', '▪', '◆']));
            if !seen.insert(line) {
                shape.duplicate_lines += 1.0;
                shape.duplicate_line_chars += chars;
            }
        }
        shape.breaks = text.matches('\n').count() as f64;
        shape.function_kinds = kinds.len() as f64;
        shape.ellipses = (text.matches('…').count() as f64 / 2.0).ceil() + text.matches("...").count() as f64;
        shape.chars = shape.chars.max(f64::MIN_POSITIVE);
        shape.units = shape.units.max(1.0);
        shape.lines = shape.lines.max(1.0);
        shape
    }

    /// Counts the characters of a line, and tells how many they are but white space.
    fn characters(&mut self, line: &str, kinds: &mut HashSet<char>) -> f64 {
        let (mut chars, mut in_run, mut in_end) = (0.0, false, false);
        for c in line.chars() {
            let (run, end) = (c.is_alphanumeric() && !is_han(c), matches!(c, '。' | '！' | '？' | '…' | '!' | '?'));
            if c.is_whitespace() {
                (in_run, in_end) = (false, false);
                continue;
            }
            chars += 1.0;
            if is_han(c) {
                self.han += 1.0;
                self.units += 1.0;
                if FUNCTION.contains(c) {
                    self.function += 1.0;
                    kinds.insert(c);
                }
            } else if run {
                self.units += f64::from(u8::from(!in_run));
            } else {
                self.special += f64::from(u8::from(!MARKS.contains(c)));
                self.hashes += f64::from(u8::from(c == '#'));
                self.braces += f64::from(u8::from(c == '{'));
            }
            self.letters += f64::from(u8::from(c.is_alphabetic()));
            // A row of marks ends one sentence.
            self.sentences += f64::from(u8::from(end && !in_end));
            (in_run, in_end) = (run, end);
        }
        self.chars += chars;
        chars
    }
}
