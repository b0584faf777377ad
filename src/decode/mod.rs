//! Bytes to text: finds out a file's encoding and decodes it, so that the bytes can be had back exactly.
//!
//! Decoding never fails. Bytes that the encoding has no character for become U+FFFD and are kept, with
//! their offsets, in the [`Decoding`]; with it and the text, [`Source::to_bytes`] writes the file again byte by byte.
//!
//! ```
//! let file = b"\xB4\xBA\xB7\xE7\xFF\xD3\xD6\xC2\xCC\xBD\xAD\xC4\xCF\xB0\xB6\xA1\xA3".to_vec();
//! let source = taoxi::decode::decode(file.clone(), &taoxi::decode::Options::default());
//! assert_eq!(source.decoding.encoding.name(), "gb18030");
//! assert_eq!(source.text, "春风\u{FFFD}又绿江南岸。");
//! assert_eq!(source.to_bytes(), file);
//! ```

mod binary;
mod cost;
mod detect;
mod encoding;
mod hz;
mod iso2022cn;
mod legacy;
mod lines;
mod read;
mod reverse;
mod sample;
mod utf8;

pub use binary::looks_binary;
pub use detect::{Detected, detect};
pub use encoding::{Encoding, UnknownEncoding};

use crate::Span;
use crate::source::{Decoding, Malformed, Patch, Source};

/// What the caller knows of the encoding.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// The encoding, if it is known: nothing is detected then.
    pub encoding: Option<Encoding>,
    /// The encodings that may be guessed; all, if there are none here.
    pub candidates: Vec<Encoding>,
}

/// Decodes a file. O(bytes); large files of valid UTF-8 are not copied. A file must be under 4 GiB.
#[must_use]
pub fn decode(bytes: Vec<u8>, options: &Options) -> Source {
    let Detected { encoding, confidence } = detect(&bytes, options);
    let bom = !encoding.bom().is_empty() && bytes.starts_with(encoding.bom());
    let skip = if bom { encoding.bom().len() } else { 0 };
    let mut found = match encoding {
        Encoding::Utf8 => match utf8::decode(bytes, skip) {
            Ok(text) => Found { text, ..Found::default() },
            Err(found) => found,
        },
        Encoding::Hz => lines::decode::<hz::Hz>(&bytes),
        Encoding::Iso2022Cn => lines::decode::<iso2022cn::Iso2022Cn>(&bytes),
        _ => legacy::decode(encoding, &bytes, skip),
    };
    found.malformed.shrink_to_fit();
    let Found { text, malformed, patches } = found;
    Source { text, decoding: Decoding { encoding, confidence, bom, malformed, patches } }
}

/// What a decoder makes of bytes.
#[derive(Default)]
struct Found {
    text: String,
    malformed: Vec<Malformed>,
    patches: Vec<Patch>,
}

impl Found {
    /// Bytes without a character.
    fn bad(&mut self, offset: usize, bytes: &[u8]) {
        let start = self.text.len();
        self.text.push('\u{FFFD}');
        let end = self.text.len() as u32;
        match self.malformed.last_mut() {
            Some(last) if last.offset as usize + last.bytes.len() == offset && last.span.end as usize == start => {
                last.bytes.extend_from_slice(bytes);
                last.span.end = end;
            }
            _ => self.malformed.push(Malformed {
                offset: offset as u64,
                bytes: bytes.to_vec(),
                span: Span { start: start as u32, end },
            }),
        }
    }

    /// Bytes that `span` of the text would not be encoded to.
    fn patch(&mut self, offset: usize, bytes: &[u8], span: Span) {
        match self.patches.last_mut() {
            Some(last) if last.offset as usize + last.bytes.len() == offset && last.span.end == span.start => {
                last.bytes.extend_from_slice(bytes);
                last.span.end = span.end;
            }
            _ => self.patches.push(Patch { offset: offset as u64, bytes: bytes.to_vec(), span }),
        }
    }
}

/// The inverse of [`decode`].
pub(crate) fn encode(text: &str, decoding: &Decoding) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    if decoding.bom {
        out.extend_from_slice(decoding.encoding.bom());
    }
    let piece = |at: usize, to: usize| text.get(at..to).unwrap_or_default();
    let mut at = 0;
    let mut put = |span: Span, bytes: &[u8]| {
        // What a patch covers is behind us already.
        if span.start as usize >= at {
            encode_piece(decoding.encoding, piece(at, span.start as usize), &mut out);
            out.extend_from_slice(bytes);
            at = span.end as usize;
        }
    };
    let mut malformed = decoding.malformed.iter().peekable();
    for patch in &decoding.patches {
        while let Some(bad) = malformed.next_if(|bad| bad.span.start < patch.span.start) {
            put(bad.span, &bad.bytes);
        }
        put(patch.span, &patch.bytes);
    }
    malformed.for_each(|bad| put(bad.span, &bad.bytes));
    encode_piece(decoding.encoding, piece(at, text.len()), &mut out);
    out
}

fn encode_piece(encoding: Encoding, text: &str, out: &mut Vec<u8>) {
    match encoding {
        Encoding::Utf8 => out.extend_from_slice(text.as_bytes()),
        Encoding::Utf16Le => out.extend(text.encode_utf16().flat_map(u16::to_le_bytes)),
        Encoding::Utf16Be => out.extend(text.encode_utf16().flat_map(u16::to_be_bytes)),
        Encoding::Hz => lines::encode::<hz::Hz>(text, out),
        Encoding::Iso2022Cn => lines::encode::<iso2022cn::Iso2022Cn>(text, out),
        Encoding::Gb18030 | Encoding::Big5 | Encoding::Other(_) => {
            if let Some(encoding) = encoding.rs() {
                let reverse = reverse::of(encoding);
                for c in text.chars() {
                    if !reverse.encode(c, out) {
                        out.push(b'?');
                    }
                }
            }
        }
    }
}
