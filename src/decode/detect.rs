//! Which encoding a file is in.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};

use super::{Encoding, Options};

/// An encoding, and how sure it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Detected {
    /// The encoding.
    pub encoding: Encoding,
    /// From 0 to 1.
    pub confidence: f32,
}

/// Finds out the encoding of a file.
#[must_use]
pub fn detect(bytes: &[u8], options: &Options) -> Detected {
    let sure = |encoding| Detected { encoding, confidence: 1.0 };
    if let Some(encoding) = options.encoding {
        return sure(encoding);
    }
    for encoding in [Encoding::Utf8, Encoding::Utf16Le, Encoding::Utf16Be, Encoding::Gb18030] {
        if bytes.starts_with(encoding.bom()) {
            return sure(encoding);
        }
    }
    if simdutf8::basic::from_utf8(bytes).is_ok() {
        return sure(Encoding::Utf8);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&bytes[..bytes.len().min(8192)], false);
    let encoding = Encoding::of(detector.guess(None, Utf8Detection::Allow)).unwrap_or_default();
    Detected { encoding, confidence: 0.5 }
}

/// Whether a file is UTF-16.
pub(super) fn is_utf16(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF")
}
