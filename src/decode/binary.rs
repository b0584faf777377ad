//! Files that are no text at all.

/// How files of well-known kinds begin. Source: the `file` program's list of magic numbers.
const MAGIC: &[&[u8]] = &[
    b"\x1F\x8B\x08",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"%PDF-",
    b"\x89PNG\r\n\x1A\n",
    b"\xFF\xD8\xFF",
    b"GIF87a",
    b"GIF89a",
    b"\x7FELF",
    b"\x28\xB5\x2F\xFD",
    b"BZh",
    b"\xFD7zXZ\0",
    b"7z\xBC\xAF\x27\x1C",
    b"Rar!\x1A\x07",
    b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
    b"SQLite format 3\0",
    b"\xCA\xFE\xBA\xBE",
    b"OggS\0",
    b"fLaC\0",
    b"wOFF\0",
    b"wOF2\0",
    b"\0asm",
    b"PAR1",
];

/// How much of a file is looked at.
const LOOK: usize = 8 * 1024;

/// Share of NUL and other control characters above which nothing is text. Random bytes have an eighth.
const CONTROLS: f64 = 0.05;

/// Whether a file is no text: a well-known format, or full of control characters without being UTF-16.
#[must_use]
pub fn looks_binary(bytes: &[u8]) -> bool {
    if MAGIC.iter().any(|magic| bytes.starts_with(magic)) {
        return true;
    }
    let look = &bytes[..bytes.len().min(LOOK)];
    // In blocks whose sum a byte holds, so that the compiler makes vector instructions of it.
    let block = |block: &[u8]| block.iter().fold(0_u8, |sum, &b| sum + u8::from(is_control(b)));
    let controls: usize = look.chunks(u8::MAX.into()).map(|b| usize::from(block(b))).sum();
    controls > 2 && controls as f64 > CONTROLS * look.len() as f64 && !super::detect::is_utf16(bytes)
}

/// NUL and the controls that no text has: not tab, line ends, form feed, the shifts of ISO 2022, end of file or escape.
fn is_control(b: u8) -> bool {
    matches!(b, 0..=6 | 16..=25 | 28..=31 | 127)
}
