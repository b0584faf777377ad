//! Classes of characters.

/// Whether `c` is a Han character: the unified blocks, their extensions, the compatibility blocks,
/// 〇 and 々.
#[must_use]
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}' | '\u{3400}'..='\u{4DBF}' | '\u{F900}'..='\u{FAFF}' | '〇' | '々'
        | '\u{20000}'..='\u{2FA1F}' | '\u{30000}'..='\u{323AF}')
}

/// Whether `c` is a vowel with the mark of a tone, as Pinyin has it.
#[must_use]
pub fn is_toned(c: char) -> bool {
    ('à'..='ǜ').contains(&c) && "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ".contains(c)
}
