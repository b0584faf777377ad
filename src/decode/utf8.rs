//! UTF-8 with bytes that are none.

use super::Found;

/// Decodes UTF-8 after the first `skip` bytes; gives the very bytes back as text if all is well.
pub(super) fn decode(mut bytes: Vec<u8>, skip: usize) -> Result<String, Found> {
    if skip > 0 {
        bytes.drain(..skip);
    }
    String::from_utf8(bytes).map_err(|error| mend(error.as_bytes(), skip))
}

/// Puts U+FFFD in the place of each sequence that is no character, as the Unicode Standard recommends
/// (section 3.9, "substitution of maximal subparts").
fn mend(bytes: &[u8], skip: usize) -> Found {
    let mut found = Found { text: String::with_capacity(bytes.len() + 64), ..Found::default() };
    let mut at = skip;
    for chunk in bytes.utf8_chunks() {
        found.text.push_str(chunk.valid());
        at += chunk.valid().len();
        if !chunk.invalid().is_empty() {
            found.bad(at, chunk.invalid());
            at += chunk.invalid().len();
        }
    }
    found
}
