//! HTML character references that were never decoded: `&nbsp;`, `&#20013;`, `&amp;ldquo;`.

use super::misread::HIGH_1252;
use super::{ENTITY, MARKUP_ENTITY};
use crate::{Edits, Rule, Span};

/// Longest reference, in bytes, without the `amp;` that stand before it: `&thetasym;`.
const LONGEST: usize = 10;
/// How many references to the same one of `<`, `>`, `&` and quotes a document must hold before it is decoded.
const MARKUP: usize = 2;

/// A reference and what it stands for.
struct Reference {
    span: Span,
    c: char,
    /// Whether it stands for a character that HTML itself is written with.
    markup: bool,
}

/// Decodes references, doubled ones too. O(text); text without `&` costs one search.
pub fn scan(text: &str, edits: &mut Edits) {
    let mut found: Vec<Reference> = Vec::new();
    let mut done = 0;
    for at in memchr::memchr_iter(b'&', text.as_bytes()) {
        if at < done {
            continue;
        }
        if let Some(reference) = reference(text, at) {
            done = reference.span.range().end;
            found.push(reference);
        }
    }
    // Blanks at the ends of lines alone tell little, and show nothing; any other reference, and they go too.
    let inked = found.iter().any(|r| match r.markup {
        true => alike(&found, r.c) >= MARKUP,
        false => r.c != '\u{A0}' || within_line(text, r.span),
    });
    let mut line = Line::default();
    for reference in &found {
        let rule: &'static Rule = if reference.markup { &MARKUP_ENTITY } else { &ENTITY };
        line.advance(text, reference.span.range().start);
        if line.code {
            edits.review(reference.span, rule, 0.3, "in code, or in a text about HTML");
        } else if reference.markup && alike(&found, reference.c) < MARKUP {
            edits.review(reference.span, rule, 0.4, "a single reference to a character of markup");
        } else if !reference.markup && !inked {
            edits.review(reference.span, rule, 0.4, "blanks at the ends of lines, and no other reference");
        } else {
            edits.replace_scored(reference.span, reference.c.encode_utf8(&mut [0; 4]), rule, 0.95);
        }
    }
}

fn alike(found: &[Reference], c: char) -> usize {
    found.iter().filter(|r| r.c == c).take(MARKUP).count()
}

/// Whether there is text on both sides, in the same line.
fn within_line(text: &str, span: Span) -> bool {
    let blank = |c: &char| !matches!(c, ' ' | '\u{A0}' | '\u{3000}');
    let before = text[..span.range().start].chars().rev().find(blank);
    let after = text[span.range().end..].chars().find(blank);
    let ink = |c: Option<char>| c.is_some_and(|c| c != '\n' && c != '\r' && c != ';' && c != '&');
    ink(before) && ink(after)
}

/// The line that is looked at, and whether it is code.
#[derive(Default)]
struct Line {
    end: usize,
    code: bool,
}

impl Line {
    fn advance(&mut self, text: &str, at: usize) {
        if at < self.end || self.end > 0 && at == self.end {
            return;
        }
        let start = text[..at].rfind('\n').map_or(0, |n| n + 1);
        self.end = text[at..].find('\n').map_or(text.len(), |n| at + n);
        let line = &text[start..self.end];
        self.code = [
            "转义",
            "轉義",
            "实体",
            "實體",
            "HTML",
            "html",
            "标签",
            "標籤",
            "://",
            "`",
            "</",
            "/>",
            "&&",
            "&amp;&amp;",
            "{",
        ]
        .iter()
        .any(|sign| line.contains(sign));
    }
}

/// The reference that begins with the `&` at `at`. `&amp;amp;nbsp;` is one: each time a page is copied, its `&`
/// may be written as a reference again.
fn reference(text: &str, at: usize) -> Option<Reference> {
    let mut from = at + 1;
    while text[from..].starts_with("amp;") || text[from..].starts_with("#38;") {
        from += 4;
    }
    let doubled = from > at + 1;
    let semicolon = text.as_bytes()[from..].iter().take(LONGEST + 1).position(|&b| b == b';');
    let inner = semicolon.and_then(|end| Some((name(text.get(from..from + end)?)?, end)));
    match inner {
        Some((c, end)) => Some(Reference {
            span: Span::new(at, from + end + 1),
            c,
            markup: matches!(c, '<' | '>' | '&' | '"' | '\''),
        }),
        None => doubled.then(|| Reference { span: Span::new(at, from), c: '&', markup: true }),
    }
}

/// The character that a reference's name stands for.
fn name(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16),
            None if number.starts_with('+') => return None,
            None => number.parse(),
        };
        let code = code.ok()?;
        // HTML reads the C1 range as code page 1252.
        if (0x80..0xA0).contains(&code) {
            return Some(HIGH_1252[code as usize - 0x80]).filter(|c| !c.is_control());
        }
        return char::from_u32(code).filter(|&c| !c.is_control() || matches!(c, '\n' | '\t'));
    }
    NAMES.binary_search_by(|(n, _)| n.cmp(&name)).ok().map(|i| NAMES[i].1)
}

/// The references of HTML 4 (its Latin-1, symbol and special sets) and `apos`, in byte order.
static NAMES: &[(&str, char)] = &[
    ("AElig", 'Æ'),
    ("Aacute", 'Á'),
    ("Acirc", 'Â'),
    ("Agrave", 'À'),
    ("Alpha", 'Α'),
    ("Aring", 'Å'),
    ("Atilde", 'Ã'),
    ("Auml", 'Ä'),
    ("Beta", 'Β'),
    ("Ccedil", 'Ç'),
    ("Chi", 'Χ'),
    ("Dagger", '‡'),
    ("Delta", 'Δ'),
    ("ETH", 'Ð'),
    ("Eacute", 'É'),
    ("Ecirc", 'Ê'),
    ("Egrave", 'È'),
    ("Epsilon", 'Ε'),
    ("Eta", 'Η'),
    ("Euml", 'Ë'),
    ("Gamma", 'Γ'),
    ("Iacute", 'Í'),
    ("Icirc", 'Î'),
    ("Igrave", 'Ì'),
    ("Iota", 'Ι'),
    ("Iuml", 'Ï'),
    ("Kappa", 'Κ'),
    ("Lambda", 'Λ'),
    ("Mu", 'Μ'),
    ("Ntilde", 'Ñ'),
    ("Nu", 'Ν'),
    ("OElig", 'Œ'),
    ("Oacute", 'Ó'),
    ("Ocirc", 'Ô'),
    ("Ograve", 'Ò'),
    ("Omega", 'Ω'),
    ("Omicron", 'Ο'),
    ("Oslash", 'Ø'),
    ("Otilde", 'Õ'),
    ("Ouml", 'Ö'),
    ("Phi", 'Φ'),
    ("Pi", 'Π'),
    ("Prime", '″'),
    ("Psi", 'Ψ'),
    ("Rho", 'Ρ'),
    ("Scaron", 'Š'),
    ("Sigma", 'Σ'),
    ("THORN", 'Þ'),
    ("Tau", 'Τ'),
    ("Theta", 'Θ'),
    ("Uacute", 'Ú'),
    ("Ucirc", 'Û'),
    ("Ugrave", 'Ù'),
    ("Upsilon", 'Υ'),
    ("Uuml", 'Ü'),
    ("Xi", 'Ξ'),
    ("Yacute", 'Ý'),
    ("Yuml", 'Ÿ'),
    ("Zeta", 'Ζ'),
    ("aacute", 'á'),
    ("acirc", 'â'),
    ("acute", '´'),
    ("aelig", 'æ'),
    ("agrave", 'à'),
    ("alefsym", 'ℵ'),
    ("alpha", 'α'),
    ("amp", '&'),
    ("and", '∧'),
    ("ang", '∠'),
    ("apos", '\u{27}'),
    ("aring", 'å'),
    ("asymp", '≈'),
    ("atilde", 'ã'),
    ("auml", 'ä'),
    ("bdquo", '„'),
    ("beta", 'β'),
    ("brvbar", '¦'),
    ("bull", '•'),
    ("cap", '∩'),
    ("ccedil", 'ç'),
    ("cedil", '¸'),
    ("cent", '¢'),
    ("chi", 'χ'),
    ("circ", 'ˆ'),
    ("clubs", '♣'),
    ("cong", '≅'),
    ("copy", '©'),
    ("crarr", '↵'),
    ("cup", '∪'),
    ("curren", '¤'),
    ("dArr", '⇓'),
    ("dagger", '†'),
    ("darr", '↓'),
    ("deg", '°'),
    ("delta", 'δ'),
    ("diams", '♦'),
    ("divide", '÷'),
    ("eacute", 'é'),
    ("ecirc", 'ê'),
    ("egrave", 'è'),
    ("empty", '∅'),
    ("emsp", '\u{2003}'),
    ("ensp", '\u{2002}'),
    ("epsilon", 'ε'),
    ("equiv", '≡'),
    ("eta", 'η'),
    ("eth", 'ð'),
    ("euml", 'ë'),
    ("euro", '€'),
    ("exist", '∃'),
    ("fnof", 'ƒ'),
    ("forall", '∀'),
    ("frac12", '½'),
    ("frac14", '¼'),
    ("frac34", '¾'),
    ("frasl", '⁄'),
    ("gamma", 'γ'),
    ("ge", '≥'),
    ("gt", '>'),
    ("hArr", '⇔'),
    ("harr", '↔'),
    ("hearts", '♥'),
    ("hellip", '…'),
    ("iacute", 'í'),
    ("icirc", 'î'),
    ("iexcl", '¡'),
    ("igrave", 'ì'),
    ("image", 'ℑ'),
    ("infin", '∞'),
    ("int", '∫'),
    ("iota", 'ι'),
    ("iquest", '¿'),
    ("isin", '∈'),
    ("iuml", 'ï'),
    ("kappa", 'κ'),
    ("lArr", '⇐'),
    ("lambda", 'λ'),
    ("lang", '〈'),
    ("laquo", '«'),
    ("larr", '←'),
    ("lceil", '⌈'),
    ("ldquo", '“'),
    ("le", '≤'),
    ("lfloor", '⌊'),
    ("lowast", '∗'),
    ("loz", '◊'),
    ("lrm", '\u{200E}'),
    ("lsaquo", '‹'),
    ("lsquo", '‘'),
    ("lt", '<'),
    ("macr", '¯'),
    ("mdash", '—'),
    ("micro", 'µ'),
    ("middot", '·'),
    ("minus", '−'),
    ("mu", 'μ'),
    ("nabla", '∇'),
    ("nbsp", '\u{A0}'),
    ("ndash", '–'),
    ("ne", '≠'),
    ("ni", '∋'),
    ("not", '¬'),
    ("notin", '∉'),
    ("nsub", '⊄'),
    ("ntilde", 'ñ'),
    ("nu", 'ν'),
    ("oacute", 'ó'),
    ("ocirc", 'ô'),
    ("oelig", 'œ'),
    ("ograve", 'ò'),
    ("oline", '‾'),
    ("omega", 'ω'),
    ("omicron", 'ο'),
    ("oplus", '⊕'),
    ("or", '∨'),
    ("ordf", 'ª'),
    ("ordm", 'º'),
    ("oslash", 'ø'),
    ("otilde", 'õ'),
    ("otimes", '⊗'),
    ("ouml", 'ö'),
    ("para", '¶'),
    ("part", '∂'),
    ("permil", '‰'),
    ("perp", '⊥'),
    ("phi", 'φ'),
    ("pi", 'π'),
    ("piv", 'ϖ'),
    ("plusmn", '±'),
    ("pound", '£'),
    ("prime", '′'),
    ("prod", '∏'),
    ("prop", '∝'),
    ("psi", 'ψ'),
    ("quot", '\u{22}'),
    ("rArr", '⇒'),
    ("radic", '√'),
    ("rang", '〉'),
    ("raquo", '»'),
    ("rarr", '→'),
    ("rceil", '⌉'),
    ("rdquo", '”'),
    ("real", 'ℜ'),
    ("reg", '®'),
    ("rfloor", '⌋'),
    ("rho", 'ρ'),
    ("rlm", '\u{200F}'),
    ("rsaquo", '›'),
    ("rsquo", '’'),
    ("sbquo", '‚'),
    ("scaron", 'š'),
    ("sdot", '⋅'),
    ("sect", '§'),
    ("shy", '\u{AD}'),
    ("sigma", 'σ'),
    ("sigmaf", 'ς'),
    ("sim", '∼'),
    ("spades", '♠'),
    ("sub", '⊂'),
    ("sube", '⊆'),
    ("sum", '∑'),
    ("sup", '⊃'),
    ("sup1", '¹'),
    ("sup2", '²'),
    ("sup3", '³'),
    ("supe", '⊇'),
    ("szlig", 'ß'),
    ("tau", 'τ'),
    ("there4", '∴'),
    ("theta", 'θ'),
    ("thetasym", 'ϑ'),
    ("thinsp", '\u{2009}'),
    ("thorn", 'þ'),
    ("tilde", '˜'),
    ("times", '×'),
    ("trade", '™'),
    ("uArr", '⇑'),
    ("uacute", 'ú'),
    ("uarr", '↑'),
    ("ucirc", 'û'),
    ("ugrave", 'ù'),
    ("uml", '¨'),
    ("upsih", 'ϒ'),
    ("upsilon", 'υ'),
    ("uuml", 'ü'),
    ("weierp", '℘'),
    ("xi", 'ξ'),
    ("yacute", 'ý'),
    ("yen", '¥'),
    ("yuml", 'ÿ'),
    ("zeta", 'ζ'),
    ("zwj", '\u{200D}'),
    ("zwnj", '\u{200C}'),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_in_order() {
        assert!(NAMES.is_sorted_by(|a, b| a.0 < b.0));
        assert_eq!(name("nbsp"), Some('\u{A0}'));
        assert_eq!(name("#x4e2d"), Some('中'));
        assert_eq!(name("#20013"), Some('中'));
        assert_eq!(name("#147"), Some('“'));
        assert_eq!(name("copy2"), None);
        assert_eq!(name("#"), None);
    }
}
