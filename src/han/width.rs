//! How wide text is in print: a full-width character is an em, an ASCII character half of one.

/// Bytes that are measured: what is longer than this is wide enough for any purpose.
pub(crate) const WIDEST: usize = 1 << 20;

/// Width of a text in half-ems: ASCII bytes, and two for every byte that begins a longer character.
#[must_use]
pub(crate) fn half_ems(text: &str) -> i32 {
    let bytes = text.as_bytes();
    let bytes = &bytes[..bytes.len().min(WIDEST)];
    // Lanes of 64 bytes keep the counts in single bytes, so that the loop becomes vector code.
    let mut sum = 0;
    for lane in bytes.chunks(64) {
        let mut count = 0_u8;
        for &b in lane {
            count += u8::from(b < 0x80) + 2 * u8::from(b >= 0xC0);
        }
        sum += i32::from(count);
    }
    sum
}
