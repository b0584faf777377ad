//! One quick look at a document for signs of a wrong decoding, so that clean text costs no more.

use std::sync::LazyLock;

use memchr::{memchr, memrchr};

use crate::Span;
use crate::han::class::is_han;
use crate::han::{fold, likely};
use crate::span::ceil_boundary;

/// ln P below which a Han character is rare: seen less than about nine times in ten million.
const RARE_BELOW: f32 = -14.0;
/// Bytes within which two rare characters are taken together.
const NEAR: usize = 15;
/// Bytes before and after rare characters in which misread text is looked for: a few paragraphs, so that
/// one garbled name in a book does not make the whole book be read closely.
const REACH: usize = 4096;

const RARE: u8 = 1;
const LATIN: u8 = 2;
const LOST: u8 = 4;
const WRITTEN: u8 = 8;
const MARK: u8 = 16;

/// What was seen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Signs {
    /// Text near rare Han characters or private-use characters that stand close together: whole lines, if they are
    /// not very long; disjoint, in order.
    pub rare: Vec<Span>,
    /// Letters with accents, or signs that code page 1252 has beside them.
    pub latin: bool,
    /// Characters that decoders and debuggers write where text is lost.
    pub lost: bool,
    /// What references and escapes begin with, or `?`, which stands for lost bytes.
    pub written: bool,
    /// What a byte-order mark begins with that was read as characters.
    pub mark: bool,
}

/// The class of every character of the Basic Multilingual Plane.
static CLASSES: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let class = |code: u32| match char::from_u32(code) {
        Some('&' | '\\' | '%' | '=' | '~' | '?') => WRITTEN,
        Some('ï') => LATIN | MARK,
        Some('锘') => RARE | MARK,
        Some('\u{FFFD}' | '烫' | '屯' | '锟' | '拷') => LOST | RARE,
        Some('\u{E000}'..='\u{F8FF}') => RARE,
        Some('\u{C0}'..='\u{FF}') if code != 0xD7 && code != 0xF7 => LATIN,
        Some(c) if is_han(c) && likely::single(fold::simplified(c)) < RARE_BELOW => RARE,
        _ => 0,
    };
    (0..0x10000).map(class).collect()
});

/// Looks at every character once. O(text). Indents and blank lines change nothing about what is seen, unless rare characters
/// are.
pub fn look(text: &str) -> Signs {
    let classes = &CLASSES[..0x10000];
    let bytes = text.as_bytes();
    let (mut seen, mut last, mut at) = (0u8, usize::MAX / 2, 0);
    let mut rare = Vec::new();
    while at < bytes.len() {
        let code = match bytes[at] {
            b'\n' => {
                (at, last) = (at + 1, usize::MAX / 2);
                continue;
            }
            byte @ 0..0x80 => {
                seen |= classes[usize::from(byte)];
                at += 1;
                continue;
            }
            lead @ 0x80..0xE0 if at + 1 < bytes.len() => {
                at += 2;
                u32::from(lead & 0x1F) << 6 | u32::from(bytes[at - 1] & 0x3F)
            }
            lead @ 0xE0..0xF0 if at + 2 < bytes.len() => {
                at += 3;
                u32::from(lead & 0xF) << 12 | u32::from(bytes[at - 2] & 0x3F) << 6 | u32::from(bytes[at - 1] & 0x3F)
            }
            _ => {
                at += 4;
                continue;
            }
        };
        let class = classes[code as usize & 0xFFFF];
        if class != 0 {
            seen |= class;
            if class & RARE != 0 {
                if at.abs_diff(last) <= NEAR {
                    add_lines(&mut rare, text, at);
                }
                last = at;
            }
        }
    }
    let seen = |class| seen & class != 0;
    Signs { rare, latin: seen(LATIN), lost: seen(LOST), written: seen(WRITTEN), mark: seen(MARK) }
}

/// Whether so many rare characters are in a run of text that it may have been read wrongly. A short run may have none.
///
/// Of 600 paragraphs of news, each read wrongly in three ways, a seventh of the characters at least are rare, and
/// commonly half; of 1,285 paragraphs of an old novel as they are, no more than one in 26 in 99 of 100.
pub fn may_be_misread(run: &str) -> bool {
    const SHORT: usize = 16;
    const ONE_IN: usize = 25;
    let (mut all, mut rare) = (0, 0);
    for c in run.chars() {
        all += 1;
        rare += usize::from(CLASSES.get(c as usize).is_some_and(|class| class & RARE != 0));
    }
    all <= SHORT || rare * ONE_IN >= all
}

/// Adds the lines within [`REACH`] of `at` to the last of `spans`, or as one of its own. Of a line that is
/// much longer, a part.
fn add_lines(spans: &mut Vec<Span>, text: &str, at: usize) {
    let last = spans.last().map_or(0..0, |last| last.range());
    if at + REACH <= last.end || last.end == text.len() && !last.is_empty() {
        return;
    }
    let (near, far) = ((at + REACH).min(text.len()), ceil_boundary(text, at + 2 * REACH));
    let end = memchr(b'\n', &text.as_bytes()[near..far]).map_or(far, |more| near + more + 1);
    let (far, near) = (ceil_boundary(text, at.saturating_sub(2 * REACH)), at.saturating_sub(REACH));
    let far = far.max(last.end);
    if near <= last.end && !last.is_empty() {
        *spans.last_mut().expect("there is a last") = Span::new(last.start, end);
    } else {
        let start = memrchr(b'\n', &text.as_bytes()[far..near.max(far)]).map_or(far, |before| far + before + 1);
        spans.push(Span::new(start, end));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clean_text_shows_no_sign() {
        assert_eq!(look("春风又绿江南岸，明月何时照我还。Hello, 2025 😀"), Signs::default());
        let rare = |text| !look(text).rare.is_empty();
        assert!(rare("鏂囧瓧") && rare("笢恅") && look("caf\u{e9}").latin && look("锟斤拷").lost);
        assert!(!rare("只有一个龘字"));
    }

    #[test]
    fn misread_runs_are_told_from_old_prose() {
        let line = "街口卖糖粥的阿婆说，灯一亮，生意都好了，收摊也晚了一个钟头。";
        let as_gbk = encoding_rs::GBK.decode_without_bom_handling(line.as_bytes()).0;
        let as_big5 = encoding_rs::BIG5.decode_without_bom_handling(&encoding_rs::GBK.encode(line).0).0.into_owned();
        assert!(may_be_misread(&as_gbk) && may_be_misread(&as_big5) && may_be_misread("浠婂ぉ"));
        assert!(!may_be_misread("老妪曰：此山名唤松岭，岭上有一樵叟，朝出暮归，担薪易米，不问世事久矣。"));
        assert!(!may_be_misread(line));
    }

    #[test]
    fn the_lines_around_are_whole_and_disjoint() {
        let line = "只是平常的一句话，没有什么特别。\n";
        let text = format!("{}鏂囧瓧\n{}鏂囧瓧\n{}", line.repeat(1000), line.repeat(100), line.repeat(1000));
        let text = format!("{text}鏂囧瓧");
        let spans = look(&text).rare;
        assert_eq!(spans.len(), 2);
        assert!(spans[0].end <= spans[1].start && spans[1].range().end == text.len());
        for span in &spans {
            let part = span.of(&text);
            assert!(part.starts_with("只是") && part.contains("鏂囧瓧") && part.len() < 20_000);
        }
        assert_eq!(spans[0].of(&text).matches("鏂囧瓧").count(), 2);

        // Of one long line, parts.
        let text = text.replace('\n', "");
        let spans = look(&text).rare;
        assert_eq!(spans.len(), 2);
        assert!(spans.iter().all(|span| span.of(&text).contains("鏂囧瓧") && span.len() < 30_000));
    }
}
