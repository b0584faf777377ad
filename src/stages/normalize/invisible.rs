//! Characters that are not seen: which of them mean something where they stand.

/// A variation selector.
pub(super) fn is_selector(c: char) -> bool {
    matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}

/// A tag character, as in the flags of parts of countries.
pub(super) fn is_tag(c: char) -> bool {
    matches!(c, '\u{E0001}' | '\u{E0020}'..='\u{E007F}')
}

/// A mark that sets the direction of writing.
pub(super) fn is_direction(c: char) -> bool {
    matches!(c, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// A mark that turns the order of letters round, whatever they are.
pub(super) fn is_override(c: char) -> bool {
    matches!(c, '\u{202D}' | '\u{202E}')
}

/// A letter that is written from right to left.
pub(super) fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}' | '\u{10800}'..='\u{10FFF}'
        | '\u{1E800}'..='\u{1EFFF}')
        && c != '\u{61C}'
}

/// A space or joiner without width, a soft hyphen, a byte-order mark, an operator that is not seen.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{34F}' | '\u{180E}' | '\u{200B}'..='\u{200D}' | '\u{2060}'..='\u{2064}'
        | '\u{206A}'..='\u{206F}' | '\u{FEFF}')
}

/// Whether an invisible character between these two does its work.
///
/// U+200D joins emoji; U+200C and U+200D shape the letters of Arabic, Indic and their neighbours' scripts, U+200B
/// parts words in Thai, Lao, Khmer and Burmese.
pub(super) fn has_work(c: char, before: Option<char>, after: Option<char>) -> bool {
    let around = |is: fn(char) -> bool| before.is_some_and(is) && after.is_some_and(is);
    match c {
        '\u{200D}' if around(is_emoji) => true,
        '\u{200C}' | '\u{200D}' | '\u{34F}' => before.is_some_and(is_joining),
        '\u{200B}' => around(is_unspaced),
        _ => false,
    }
}

/// Whether a variation selector means something after `base`: it does for emoji and other symbols and in scripts of
/// their own, not for Han and the marks of Chinese, where the plain form is meant.
pub(super) fn is_selected(base: Option<char>) -> bool {
    match base {
        None => false,
        Some('\u{3030}' | '\u{303D}' | '\u{3297}' | '\u{3299}') => true,
        Some('\u{2E80}'..='\u{2FDF}' | '\u{3000}'..='\u{303F}' | '\u{FF00}'..='\u{FFEF}') => false,
        Some(c) => !(c.is_whitespace() || c.is_control() || crate::han::class::is_han(c)),
    }
}

/// A character that emoji are made of, roughly: of the blocks that have any.
fn is_emoji(c: char) -> bool {
    matches!(c, '\u{1F000}'..='\u{1FAFF}' | '\u{2190}'..='\u{21FF}' | '\u{2300}'..='\u{23FF}' | '\u{2600}'..='\u{27BF}'
        | '\u{2B00}'..='\u{2BFF}' | '\u{FE0F}' | '\u{20E3}')
}

/// Letters whose shape a joiner changes: Hebrew to Sinhala, and the scripts of South-East Asia.
fn is_joining(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{DFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{18AF}' | '\u{A800}'..='\u{ABFF}'
        | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}' | '\u{10800}'..='\u{11FFF}')
}

/// Letters of scripts without spaces between words.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{E00}'..='\u{EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' | '\u{F00}'..='\u{FFF}')
}
