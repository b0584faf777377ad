//! Canonical composition (NFC), where a text is not composed yet.

use unicode_normalization::char::canonical_combining_class;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::{Edits, Span};

/// Whether `c` is a CJK compatibility ideograph whose canonical form is another character.
///
/// That is all of them but twelve, which are unified ideographs in spite of their block.
pub(super) fn is_compatibility_ideograph(c: char) -> bool {
    match c {
        '\u{FA0E}'
        | '\u{FA0F}'
        | '\u{FA11}'
        | '\u{FA13}'
        | '\u{FA14}'
        | '\u{FA1F}'
        | '\u{FA21}'
        | '\u{FA23}'
        | '\u{FA24}'
        | '\u{FA27}'..='\u{FA29}' => false,
        '\u{F900}'..='\u{FA6D}' | '\u{FA70}'..='\u{FAD9}' | '\u{2F800}'..='\u{2FA1D}' => true,
        _ => false,
    }
}

/// The character's canonical form.
pub(super) fn canonical(c: char) -> impl Iterator<Item = char> {
    std::iter::once(c).nfc()
}

/// Whether nothing before `c` can change with it: composition never reaches over such a character.
fn begins(c: char) -> bool {
    canonical_combining_class(c) == 0 && is_nfc_quick(std::iter::once(c)) == IsNormalized::Yes
}

/// Characters that other rules take care of.
fn is_other(c: char) -> bool {
    is_compatibility_ideograph(c) || matches!(c, '\u{2000}' | '\u{2001}')
}

/// Composes a run of characters, piece by piece, so that an edit covers no more than what changes.
///
/// The first must be one that [`begins`], or begin its line, and the one behind the last, too.
pub(super) fn compose(text: &str, run: Span, edits: &mut Edits) {
    let whole = run.of(text);
    if is_nfc_quick(whole.chars()) == IsNormalized::Yes {
        return;
    }
    let mut start = 0;
    let mut now = String::new();
    let ends = whole.char_indices().skip(1).map(|(at, c)| (at, begins(c) || is_other(c))).chain([(whole.len(), true)]);
    for (end, boundary) in ends {
        let piece = &whole[start..end];
        // What follows a compatibility ideograph begins anew: its canonical form composes with nothing.
        if !(boundary || piece.chars().next().is_some_and(is_other)) {
            continue;
        }
        if piece.chars().nth(1).is_some() || !piece.chars().next().is_none_or(|c| is_other(c) || begins(c)) {
            now.clear();
            now.extend(piece.nfc());
            let same = common_prefix(piece, &now);
            if now != piece {
                let was = Span::new(run.start as usize + start + same, run.start as usize + end);
                edits.replace(was, &now[same..], &super::COMPOSED);
            }
        }
        start = end;
    }
}

/// How many bytes of whole characters both begin with.
fn common_prefix(a: &str, b: &str) -> usize {
    a.chars().zip(b.chars()).take_while(|(a, b)| a == b).map(|(c, _)| c.len_utf8()).sum()
}
