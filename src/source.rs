//! A document as it was read: its text, and how to get from the text back to the bytes of the file.

use serde::{Deserialize, Serialize};

use crate::Span;
use crate::decode::Encoding;

/// Bytes of the file that the text alone does not give back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Row", into = "Row")]
pub struct Malformed {
    /// Where they stand in the file, in bytes.
    pub offset: u64,
    /// The bytes.
    pub bytes: Vec<u8>,
    /// What stands for them in the text: nothing, or a U+FFFD for each broken sequence.
    pub span: Span,
}

/// A place where encoding the text would not give the bytes of the file, though they are well formed.
///
/// Big5 and Shift_JIS have several codes for some characters, HZ and ISO-2022-CN several ways to shift.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Row", into = "Row")]
pub struct Patch {
    /// Where the bytes stand in the file.
    pub offset: u64,
    /// The bytes.
    pub bytes: Vec<u8>,
    /// What they were decoded to.
    pub span: Span,
}

/// How a text was decoded: all that is needed, beside the text, to write the file again.
///
/// It costs nothing for a clean file. It stands in the journal, so that `restore` can give the very bytes back.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Decoding {
    /// The encoding.
    pub encoding: Encoding,
    /// How sure the detection was, from 0 to 1; 1 for a byte-order mark, valid UTF-8, or an encoding that was given.
    pub confidence: f32,
    /// Whether the file began with a byte-order mark. It is not part of the text.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub bom: bool,
    /// Bytes that the encoding has no character for, in the order of the file; neighbours are one entry.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub malformed: Vec<Malformed>,
    /// Where the text does not encode to the bytes it came from, in the order of the file.
    ///
    /// A patch may cover malformed bytes; `Decoding::to_bytes` then goes by the patch.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub patches: Vec<Patch>,
}

/// One document: its text and how it was decoded.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Source {
    /// The decoded text, without byte-order mark.
    pub text: String,
    /// How it was decoded.
    pub decoding: Decoding,
}

impl Source {
    /// The bytes of the file. O(text).
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.decoding.to_bytes(&self.text)
    }
}

impl Decoding {
    /// The bytes of the file that was decoded to `text`. O(text).
    ///
    /// With any other text than that the result is of no use, but nothing fails.
    #[must_use]
    pub fn to_bytes(&self, text: &str) -> Vec<u8> {
        crate::decode::encode(text, self)
    }

    /// How many bytes of the file had no character.
    #[must_use]
    pub fn malformed_bytes(&self) -> u64 {
        self.malformed.iter().map(|m| m.bytes.len() as u64).sum()
    }
}

/// The form in which bytes with a place are stored: offset, bytes in hexadecimal, span.
#[derive(Serialize, Deserialize)]
struct Row(u64, String, u32, u32);

impl Row {
    fn new(offset: u64, bytes: &[u8], span: Span) -> Self {
        const HEX: &[u8; 16] = b"0123456789abcdef";
        let digit = |n: u8| char::from(HEX[usize::from(n)]);
        Self(offset, bytes.iter().flat_map(|b| [digit(b >> 4), digit(b & 15)]).collect(), span.start, span.end)
    }

    /// Digits that are none count as zero: a journal's checksum, not this, tells whether it is whole.
    fn bytes(&self) -> Vec<u8> {
        let digit = |b: u8| char::from(b).to_digit(16).unwrap_or(0) as u8;
        self.1.as_bytes().chunks(2).map(|b| b.iter().fold(0, |n, &b| n << 4 | digit(b))).collect()
    }

    fn span(&self) -> Span {
        Span { start: self.2, end: self.3 }
    }
}

macro_rules! as_row { ($($name:ident)*) => { $(
    impl From<$name> for Row {
        fn from(x: $name) -> Self {
            Self::new(x.offset, &x.bytes, x.span)
        }
    }
    impl From<Row> for $name {
        fn from(row: Row) -> Self {
            Self { offset: row.0, bytes: row.bytes(), span: row.span() }
        }
    }
)* } }
as_row!(Malformed Patch);
