//! The encodings that a file can be in.

use encoding_rs as rs;
use serde::{Deserialize, Serialize};

/// An encoding.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Encoding {
    /// UTF-8, and so ASCII.
    #[default]
    Utf8,
    /// UTF-16, the lower byte first.
    Utf16Le,
    /// UTF-16, the higher byte first.
    Utf16Be,
    /// GB 18030, and so GBK and GB 2312 (EUC-CN).
    Gb18030,
    /// Big5 with the ETEN and Hong Kong (HKSCS) extensions, as the web has it.
    Big5,
    /// HZ (RFC 1843): GB 2312 in seven bits between `~{` and `~}`.
    Hz,
    /// ISO-2022-CN (RFC 1922): GB 2312 and CNS 11643 in seven bits between escapes.
    Iso2022Cn,
    /// Any other encoding of the WHATWG's standard, without ISO-2022-JP and `replacement`.
    Other(&'static rs::Encoding),
}

impl Encoding {
    /// Its name: `UTF-8`, `gb18030`, `windows-1252` …
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Hz => "HZ-GB-2312",
            Self::Iso2022Cn => "ISO-2022-CN",
            Self::Utf8 => "UTF-8",
            Self::Utf16Le => "UTF-16LE",
            Self::Utf16Be => "UTF-16BE",
            Self::Gb18030 => "gb18030",
            Self::Big5 => "Big5",
            Self::Other(encoding) => encoding.name(),
        }
    }

    /// The encoding that a label such as `gbk`, `GB2312`, `cp936`, `big5-hkscs` or `utf-16` names, in any case.
    ///
    /// `None` for a label that is not known and for ISO-2022-JP.
    #[must_use]
    pub fn for_label(label: &str) -> Option<Self> {
        let label = label.trim().to_ascii_lowercase().replace('_', "-");
        match label.as_str() {
            "hz" | "hz-gb-2312" => Some(Self::Hz),
            "iso-2022-cn" | "iso2022-cn" | "iso-2022-cn-ext" => Some(Self::Iso2022Cn),
            "cp936" | "windows-936" | "ms936" | "euc-cn" | "gb-18030" => Some(Self::Gb18030),
            "cp950" | "windows-950" | "ms950" | "big5hkscs" | "big5-eten" => Some(Self::Big5),
            "utf16" | "utf-16" => Some(Self::Utf16Le),
            "utf16le" | "utf16-le" => Some(Self::Utf16Le),
            "utf16be" | "utf16-be" => Some(Self::Utf16Be),
            _ => Self::of(rs::Encoding::for_label(label.as_bytes())?),
        }
    }

    /// The encoding of that name in `encoding_rs`; `None` for ISO-2022-JP and `replacement`.
    #[must_use]
    pub fn of(encoding: &'static rs::Encoding) -> Option<Self> {
        Some(match encoding {
            e if e == rs::UTF_8 => Self::Utf8,
            e if e == rs::UTF_16LE => Self::Utf16Le,
            e if e == rs::UTF_16BE => Self::Utf16Be,
            e if e == rs::GB18030 || e == rs::GBK => Self::Gb18030,
            e if e == rs::BIG5 => Self::Big5,
            e if e == rs::ISO_2022_JP || e == rs::REPLACEMENT => return None,
            e => Self::Other(e),
        })
    }

    /// Whether it was made for Chinese alone.
    #[must_use]
    pub fn is_chinese(self) -> bool {
        matches!(self, Self::Gb18030 | Self::Big5 | Self::Hz | Self::Iso2022Cn)
    }

    /// The bytes of U+FEFF, where files begin with it.
    pub(super) fn bom(self) -> &'static [u8] {
        match self {
            Self::Utf8 => b"\xEF\xBB\xBF",
            Self::Utf16Le => b"\xFF\xFE",
            Self::Utf16Be => b"\xFE\xFF",
            Self::Gb18030 => b"\x84\x31\x95\x33",
            _ => b"",
        }
    }

    /// What decodes it in `encoding_rs`; `None` for HZ and ISO-2022-CN.
    pub(super) fn rs(self) -> Option<&'static rs::Encoding> {
        Some(match self {
            Self::Utf8 => rs::UTF_8,
            Self::Utf16Le => rs::UTF_16LE,
            Self::Utf16Be => rs::UTF_16BE,
            Self::Gb18030 => rs::GB18030,
            Self::Big5 => rs::BIG5,
            Self::Hz | Self::Iso2022Cn => return None,
            Self::Other(encoding) => encoding,
        })
    }
}

impl From<Encoding> for String {
    fn from(encoding: Encoding) -> Self {
        encoding.name().to_owned()
    }
}

/// The label names no encoding that can be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown encoding `{0}`")]
pub struct UnknownEncoding(String);

impl TryFrom<String> for Encoding {
    type Error = UnknownEncoding;

    fn try_from(label: String) -> Result<Self, UnknownEncoding> {
        Self::for_label(&label).ok_or(UnknownEncoding(label))
    }
}

impl std::str::FromStr for Encoding {
    type Err = UnknownEncoding;

    fn from_str(label: &str) -> Result<Self, UnknownEncoding> {
        Self::for_label(label).ok_or_else(|| UnknownEncoding(label.to_owned()))
    }
}

impl std::fmt::Display for Encoding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}
