//! Which encoding a file is in.
//!
//! In this order: a byte-order mark; strict UTF-8; the escapes of HZ and ISO-2022-CN; then tolerant readings
//! as UTF-8, UTF-16, GB 18030 and Big5, of which the likeliest is taken if it looks Chinese; `chardetng` for the rest.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use memchr::memmem;

use super::cost::{NAT, Pairs};
use super::read::{self, Reading};
use super::{Encoding, Options, sample};

/// An encoding, and how sure it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Detected {
    /// The encoding.
    pub encoding: Encoding,
    /// From 0 to 1.
    pub confidence: f32,
}

/// Mean cost of a character, in nats, up to which a reading can be nothing but Chinese text.
///
/// Pieces of 20 bytes of Chinese text of either script and several genres have 7.3 in the middle and 9.2 at the
/// 99th percentile, Japanese and Korean read as Chinese from 9 on, everything else from 10.2 on.
const SURE: f32 = 8.5;
/// Mean cost up to which this speaks for Chinese text, beside its being likelier than Japanese and Korean, and
/// `chardetng`'s word.
const CHINESE: f32 = 9.9;
/// The same for fewer than [`FEW`] characters.
const CHINESE_FEW: f32 = 9.3;
/// Mean cost up to which it may be Chinese text, if the other two speak for it.
const MAYBE: f32 = 12.0;
/// Mean cost up to which a reading as UTF-16 is believed; anything else has 13 and more.
const UTF_16: f32 = 11.5;
/// Characters below which a mean says little.
const FEW: u32 = 6;
/// Characters below which only the three together say enough.
const VERY_FEW: u32 = 3;
/// Bytes that `chardetng` is given: it takes some 0.2 ms a KiB.
const FOREIGN: usize = 4096;

/// Finds out the encoding of a file from up to 32 KiB of it; that the whole is valid UTF-8 is found on the whole.
#[must_use]
pub fn detect(bytes: &[u8], options: &Options) -> Detected {
    let search = Search { bytes, candidates: &options.candidates };
    options
        .encoding
        .map(sure)
        .or_else(|| search.byte_order_mark())
        .or_else(|| search.strict_utf8())
        .or_else(|| search.likeliest())
        .unwrap_or_else(|| search.foreign())
}

/// Whether a file is UTF-16.
pub(super) fn is_utf16(bytes: &[u8]) -> bool {
    let found = detect(bytes, &Options::default());
    matches!(found.encoding, Encoding::Utf16Le | Encoding::Utf16Be)
}

fn sure(encoding: Encoding) -> Detected {
    Detected { encoding, confidence: 1.0 }
}

struct Search<'a> {
    bytes: &'a [u8],
    candidates: &'a [Encoding],
}

impl Search<'_> {
    fn may_be(&self, encoding: Encoding) -> bool {
        self.candidates.is_empty() || self.candidates.contains(&encoding)
    }

    fn byte_order_mark(&self) -> Option<Detected> {
        [Encoding::Utf8, Encoding::Utf16Le, Encoding::Utf16Be, Encoding::Gb18030]
            .into_iter()
            .find(|&e| self.may_be(e) && self.bytes.starts_with(e.bom()))
            .map(sure)
    }

    fn strict_utf8(&self) -> Option<Detected> {
        simdutf8::basic::from_utf8(self.bytes).ok()?;
        let ascii = self.bytes.is_ascii();
        if ascii && let Some(found) = self.escapes() {
            return Some(found);
        }
        // UTF-16 can be valid UTF-8 as well, but has control characters then.
        let controls =
            sample::pieces(self.bytes).iter().any(|piece| piece.iter().fold(false, |any, &b| any | (b < b'\t')));
        if controls && let Some(found) = self.likeliest() {
            return Some(found);
        }
        self.may_be(Encoding::Utf8).then(|| sure(Encoding::Utf8))
    }

    /// HZ and ISO-2022-CN, which both look like ASCII.
    fn escapes(&self) -> Option<Detected> {
        if self.may_be(Encoding::Iso2022Cn) {
            let designates =
                |at: usize| matches!(self.bytes.get(at + 2..at + 4), Some(&[b')', b'A' | b'E' | b'G'] | &[b'*', b'H']));
            if memmem::find_iter(self.bytes, b"\x1B$").any(designates) {
                return Some(sure(Encoding::Iso2022Cn));
            }
        }
        let hz = self.may_be(Encoding::Hz).then(|| self.hz())?;
        let likely = if hz.chars < FEW { CHINESE_FEW } else { MAYBE };
        (hz.chars > 0 && hz.mean() <= likely).then_some(Detected { encoding: Encoding::Hz, confidence: 0.99 })
    }

    /// What stands between `~{` and `~}` in one line, as GB 2312.
    fn hz(&self) -> Reading {
        let mut all = Reading::default();
        let mut left = FOREIGN;
        for at in memmem::find_iter(self.bytes, b"~{") {
            let rest = &self.bytes[at + 2..];
            let rest = &rest[..rest.len().min(left)];
            let line = memchr::memchr(b'\n', rest).map_or(rest, |end| &rest[..end]);
            // A run that nothing closes is none, unless the file is cut in it.
            let Some(end) = memmem::find(line, b"~}").or((line.len() == rest.len()).then_some(line.len())) else {
                continue;
            };
            let run: Vec<u8> = line[..end].iter().map(|b| b | 0x80).collect();
            all = all.and(read::pairs(&run, Pairs::gb18030(), false));
            left -= end;
            if left < 2 {
                break;
            }
        }
        all
    }

    /// The likeliest of the encodings that Chinese text is in.
    fn likeliest(&self) -> Option<Detected> {
        let pieces = sample::pieces(self.bytes);
        let read = |one: &dyn Fn(&[u8]) -> Reading| {
            pieces.iter().map(|piece| one(piece)).fold(Reading::default(), Reading::and)
        };
        let mut readings: Vec<(Encoding, Reading)> = Vec::new();
        for encoding in [Encoding::Utf8, Encoding::Gb18030, Encoding::Big5, Encoding::Utf16Le, Encoding::Utf16Be] {
            if self.may_be(encoding) {
                let reading = match encoding {
                    Encoding::Gb18030 => read(&|p| read::pairs(p, Pairs::gb18030(), true)),
                    Encoding::Big5 => read(&|p| read::pairs(p, Pairs::big5(), false)),
                    Encoding::Utf16Le => read(&|p| read::utf16(p, u16::from_le_bytes)),
                    Encoding::Utf16Be => read(&|p| read::utf16(p, u16::from_be_bytes)),
                    _ => read(&read::utf8),
                };
                readings.push((encoding, reading));
            }
        }
        readings.sort_by_key(|(_, reading)| reading.cost);
        let &(encoding, best) = readings.first()?;
        let utf16 = matches!(encoding, Encoding::Utf16Le | Encoding::Utf16Be);
        if !utf16 && readings.iter().any(|&(e, reading)| e == Encoding::Utf8 && reading.well_formed()) {
            return Some(Detected { encoding: Encoding::Utf8, confidence: 0.99 });
        }
        let mean = best.mean();
        let few = best.signs() < FEW;
        let found = match encoding {
            Encoding::Utf8 => best.chars > best.bad,
            _ if utf16 => mean <= UTF_16,
            _ if !few && mean <= SURE => true,
            _ if mean > MAYBE => false,
            _ => {
                let rival = [Pairs::euc_jp(), Pairs::shift_jis(), Pairs::euc_kr()]
                    .map(|pairs| read(&|p| read::pairs(p, pairs, false)).cost)
                    .into_iter()
                    .min();
                let likely = if few { mean <= CHINESE_FEW } else { mean <= CHINESE };
                let votes = [likely, rival > Some(best.cost), self.chardetng().is_chinese()];
                let wanted = if best.signs() < VERY_FEW { 3 } else { 2 };
                votes.into_iter().filter(|&vote| vote).count() >= wanted
            }
        };
        // Where the caller allows nothing else, the likeliest is the answer however unlikely it is.
        let found = found || (!self.candidates.is_empty() && !self.may_be(self.chardetng()));
        let margin = readings.get(1).map_or(f32::INFINITY, |(_, next)| (next.cost - best.cost) as f32 / NAT as f32);
        found.then_some(Detected { encoding, confidence: 1.0 - (-margin / 4.0).exp() / 2.0 })
    }

    fn chardetng(&self) -> Encoding {
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        let mut left = FOREIGN;
        for piece in sample::pieces(self.bytes) {
            let piece = &piece[..piece.len().min(left)];
            detector.feed(piece, false);
            left -= piece.len();
        }
        Encoding::of(detector.guess(None, Utf8Detection::Allow)).unwrap_or_default()
    }

    /// What `chardetng` makes of it. That it is not Chinese is known by now.
    fn foreign(&self) -> Detected {
        let guess = match self.chardetng() {
            // With a handful of characters it can differ; then this is its own last resort.
            guess if guess.is_chinese() => Encoding::Other(encoding_rs::WINDOWS_1252),
            guess => guess,
        };
        match Some(guess).filter(|&e| self.may_be(e)) {
            Some(encoding) => Detected { encoding, confidence: 0.5 },
            None => Detected { encoding: self.candidates.first().copied().unwrap_or_default(), confidence: 0.0 },
        }
    }
}
