//! Gives characters back that a wrong decoding has turned into others.

mod likelihood;
mod shift;

use serde::{Deserialize, Serialize};

use crate::{Edits, Rule, Stage};

crate::rules! {
    /// Put shifted GBK bytes back in step
    ///
    /// Mirror sites cut the GBK bytes of a page at marks, and write readings between them, without knowing
    /// where characters begin; what follows is decoded one byte out of step. The original is found by
    /// searching the ways to read the bytes, and accepted only if damaging it again as the site did gives
    /// exactly what was seen, and if it is likelier by 8 nats.
    ///
    /// ```before
    /// 發(fā)展產(chǎn)業(yè)園區(qū)的經(jīng)驗總結(jié)會議將擴大合作影響力?！卑l(fā)布會上，負責人這樣説。
    /// ```
    /// ```after
    /// 發(fā)展產(chǎn)業(yè)園區(qū)的經(jīng)驗總結(jié)會議將擴大合作影響力。”發(fā)布會上，負責人這樣説。
    /// ```
    /// Dialogue with `?！` stays:
    /// ```kept
    /// 什麼?！“我們走吧”，他説道，這個時候還來得及，別讓後來的人著急。
    /// ```
    /// When it is wrong: hardly ever; a text must be Traditional or annotated, and the bytes must agree.
    BYTE_SHIFT = "MOJ001", Repair, Default, "字节错位复原";

    /// Put shifted GBK bytes back in step where a byte is lost
    ///
    /// As [`BYTE_SHIFT`], where `?` stands for a byte that is gone and the bytes around it do not tell which;
    /// it is chosen so that the text is likeliest by the counts of pairs of characters, in the language and in
    /// the document.
    ///
    /// ```before
    /// 發(fā)展產(chǎn)業(yè)園區(qū)的經(jīng)驗總結(jié)會議上，給當(dāng)?shù)爻韵隆岸ㄐ耐琛?。
    /// ```
    /// ```after
    /// 發(fā)展產(chǎn)業(yè)園區(qū)的經(jīng)驗總結(jié)會議上，給當(dāng)地吃下“定心丸”。
    /// ```
    /// When it is wrong: the lost byte of a rare word or a name may be another; `taoxi why` shows how close
    /// the choice was.
    LOST_BYTE = "MOJ002", Repair, Default, "字节错位复原（补字节）";
}

/// What can be set under `[mojibake]`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Options {}

/// The stage.
#[derive(Debug, Default)]
pub struct Mojibake {
    #[expect(dead_code)]
    options: Options,
}

impl Mojibake {
    /// The stage with these options.
    #[must_use]
    pub fn new(options: Options) -> Self {
        Self { options }
    }
}

impl Stage for Mojibake {
    fn name(&self) -> &'static str {
        "mojibake"
    }

    fn rules(&self) -> &'static [&'static Rule] {
        RULES
    }

    fn scan(&self, text: &str, edits: &mut Edits) {
        shift::scan(text, edits);
    }
}
