//! A document as it was read: decoded text, and what decoding could not understand.

use crate::Span;

/// Bytes that the encoding has no character for. In the text stands U+FFFD.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Malformed {
    /// Where they stand in the file, in bytes.
    pub offset: u64,
    /// The bytes.
    pub bytes: Vec<u8>,
    /// What stands for them in the text.
    pub span: Span,
}

/// One document: its text and how it was decoded.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Source {
    /// The decoded text.
    pub text: String,
    /// The encoding's name: `UTF-8`, `gb18030`, `Big5` …
    pub encoding: &'static str,
    /// How sure the detection was: 1 for a byte-order mark, valid UTF-8, or an encoding that was given.
    pub confidence: f32,
    /// Bytes without a character, in the order of the file.
    pub malformed: Vec<Malformed>,
}
