//! What the pairs of characters of a line tell as it is read: whether it may hold words of the lexicon, or phrases.
//!
//! Nearly all pairs tell nothing, which one look at a small table shows.

use std::sync::LazyLock;

use super::written::Forms;
use super::{cues, lexicon, site, starts};
use crate::han::pairs::{PairMap, PairSet};

/// Begins a word of the lexicon.
const WORD: u8 = 1;
/// Begins a phrase.
const PHRASE: u8 = 1 << 1;
/// Begins a phrase of a notice in sentences.
const STRONG: u8 = 1 << 2;
/// Is a phrase.
const WHOLE: u8 = 1 << 3;
/// Begins a phrase that only a page says.
const SITE: u8 = 1 << 4;
/// Is such a phrase.
const WHOLE_SITE: u8 = 1 << 5;

struct Known {
    pairs: PairMap<17>,
    /// What may follow in a phrase: its second and third characters.
    second: PairSet<14>,
}

static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    let (forms, mut pairs, mut second) = (Forms::new(), PairMap::default(), PairSet::default());
    for word in lexicon::words() {
        forms.each(word, 0, |a, b| pairs.add(a, b, WORD));
    }
    // What `notices` looks for at the beginning of a line must be seen too.
    for (phrase, strong) in cues::phrases().chain(starts::of_notices().map(|start| (start, false))) {
        let whole = phrase.chars().nth(2).is_none();
        let what = PHRASE | if strong { STRONG } else { 0 } | if whole { WHOLE } else { 0 };
        forms.each(phrase, 0, |a, b| pairs.add(a, b, what));
        forms.each(phrase, 1, |a, b| second.insert(a, b));
    }
    for phrase in site::phrases() {
        let whole = phrase.chars().nth(2).is_none();
        forms.each(phrase, 0, |a, b| pairs.add(a, b, if whole { WHOLE_SITE } else { SITE }));
        forms.each(phrase, 1, |a, b| second.insert(a, b));
    }
    Known { pairs, second }
});

/// Whether a word of the lexicon begins with a pair of characters, as [`crate::han::pairs::code`] has them, however they are written.
#[inline]
pub(super) fn begins_word(a: u32, b: u32) -> bool {
    KNOWN.pairs.of(a, b) & WORD != 0
}

/// Whether a phrase begins with a pair of characters, or is it.
#[inline]
pub(super) fn begins_phrase(a: u32, b: u32) -> bool {
    KNOWN.pairs.of(a, b) & PHRASE != 0
}

/// Counts what the pairs of a line tell.
pub(super) struct Pairs {
    known: &'static Known,
    before: u32,
    /// What phrases of more the last two characters begin.
    open: u8,
    /// Pairs that begin a word of the lexicon.
    pub words: u32,
    /// Places at which the first three characters of a phrase stand, or the only two.
    pub phrases: u32,
    /// Pairs with which phrases of notices in sentences begin.
    pub strong: u32,
    /// Places at which the first three characters of a phrase stand that only a page says, or the only two.
    pub site: u32,
}

impl Pairs {
    pub(super) fn new() -> Self {
        Self { known: &KNOWN, before: 0, open: 0, words: 0, phrases: 0, strong: 0, site: 0 }
    }

    /// The next character that is not blank, as [`crate::han::pairs::code`] has it.
    #[inline(always)]
    pub(super) fn see(&mut self, code: u32) {
        if self.open != 0 {
            if self.known.second.has(self.before, code) {
                self.phrases += u32::from(self.open & PHRASE != 0);
                self.site += u32::from(self.open & SITE != 0);
            }
            self.open = 0;
        }
        let what = self.known.pairs.of(self.before, code);
        if what != 0 {
            self.open = what & (PHRASE | SITE);
            self.words += u32::from(what & WORD != 0);
            self.phrases += u32::from(what & WHOLE != 0);
            self.strong += u32::from(what & STRONG != 0);
            self.site += u32::from(what & WHOLE_SITE != 0);
        }
        self.before = code;
    }
}
