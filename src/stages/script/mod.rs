//! Converts Traditional paragraphs to Simplified.
//!
//! Every paragraph is judged by itself and by what stands around it ([`paragraph`]): Traditional ones
//! are converted, Simplified and Japanese ones come back untouched. The conversion is OpenCC's `t2s`
//! by a matcher of our own ([`Converter`]); where it deviates from OpenCC, a rule says so.

use std::cell::LazyCell;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Edits, Evidence, Rule, Span, Stage};

mod convert;
mod dictionary;
mod engine;
mod matcher;
#[cfg(feature = "opencc")]
mod opencc;
mod paragraph;
mod propose;
mod zhe;

pub use convert::Converter;
use engine::Engine;
pub use engine::Error;
use paragraph::Script as Writing;

crate::rules! {
    /// Writes a Traditional character in its Simplified form.
    ///
    /// Only in paragraphs that are Traditional: those whose characters that only one script writes are
    /// Traditional by more than half, a few neighbouring lines counted with a short one. The forms are
    /// OpenCC's (`t2s`), so one Traditional character has one form, and two may share it: 髮 and 發
    /// become 发. Neighbouring characters make one change.
    ///
    /// ```before
    /// 溪邊的燈亮了，孩子們還沒回來。
    /// ```
    /// ```after
    /// 溪边的灯亮了，孩子们还没回来。
    /// ```
    ///
    /// Wrong where a text is *about* Traditional characters and written in them. As sure as the dictionary;
    /// what the paragraph is, is near-certain from some ten characters on.
    ///
    /// ```kept
    /// 溪边的灯亮了，孩子们还没回来。
    /// ```
    /// ```kept
    /// 図書館の前で、友達を待っていた。
    /// ```
    TRADITIONAL_CHARACTER = "SCR001", Repair, Default, "繁体字转简体";

    /// Writes a phrase in Simplified that does not go character by character.
    ///
    /// 乾 becomes 干, but not in 乾坤; 覆 stays, but 答覆 becomes 答复. The phrases are OpenCC's, the
    /// longest one wins, and a phrase is seen through white space and one line break, since lines are
    /// joined later. A phrase that is the same in both scripts is protected and makes no change. So are
    /// the Simplified spellings of OpenCC's phrases, where OpenCC itself would convert them once more:
    /// 乾清宫 stays.
    ///
    /// ```before
    /// 他說衣服乾了，乾坤也轉了，就等對方答
    /// 覆。
    /// ```
    /// ```after
    /// 他说衣服干了，乾坤也转了，就等对方答
    /// 复。
    /// ```
    ///
    /// Wrong where a phrase stands across two words by chance. As sure as the dictionary.
    ///
    /// ```kept
    /// 乾清宫在中轴线上。
    /// ```
    TRADITIONAL_PHRASE = "SCR002", Repair, Default, "繁体词转简体";

    /// Writes the particle 著 as 着.
    ///
    /// Text of Taiwan writes both 看著 and 著名 with 著, and OpenCC's `t2s` keeps both. Here 著 becomes 着 in
    /// Traditional paragraphs where the words around it speak for the particle, or for words like 着手;
    /// 著名, 原著, 所著 and an author's line stay. Where the text writes 着 too, 著 is a word of
    /// its own and stays.
    ///
    /// ```before
    /// 她看著遠處的燈塔，著手畫一幅畫。
    /// 這位著名的畫家，原著也讀過三遍。
    /// ```
    /// ```after
    /// 她看着远处的灯塔，着手画一幅画。
    /// 这位著名的画家，原著也读过三遍。
    /// ```
    ///
    /// Wrong for 著 as a verb, to write or to record, outside the common phrases. Where it is in doubt the
    /// place is listed for review.
    ///
    /// ```kept
    /// 这位著名的画家安排著一切。
    /// ```
    ZHE_PARTICLE = "SCR003", Repair, Default, "“著”转“着”";

    /// Writes a Simplified form that few fonts can show.
    ///
    /// OpenCC knows Simplified forms, made by analogy, of some 900 rare characters. Most of them
    /// were added to Unicode late, and readers see an empty box. By default the character stays as it is.
    ///
    /// ```before
    /// 這種魚叫老鱇，沿海的人都認識。
    /// ```
    /// ```after
    /// 这种鱼叫老𩾌，沿海的人都认识。
    /// ```
    ///
    /// Wrong where the text must be shown with common fonts.
    RARE_FORM = "SCR004", Repair, Optional, "罕用简化字";

    /// Writes a phrase otherwise than OpenCC does, where OpenCC is mistaken.
    ///
    /// A short list, in `corrections.txt`: 不可貲計, which OpenCC leaves half converted; names with 乾
    /// that its phrases lack; 沈著 for 沉着.
    ///
    /// ```before
    /// 損失不可貲計。乾封年間的舊碑還在。
    /// ```
    /// ```after
    /// 损失不可赀计。乾封年间的旧碑还在。
    /// ```
    ///
    /// Wrong where such a name stands across two words by chance. Near-certain.
    CORRECTED_PHRASE = "SCR005", Repair, Default, "更正词典";

    /// Lists Traditional characters in a paragraph that is not Traditional.
    ///
    /// They are quoted, or part of a name, or a remnant. Nothing is changed.
    ///
    /// ```kept
    /// 这个字的繁体写作“龍”，笔画很多。
    /// ```
    QUOTED_TRADITIONAL = "SCR006", Flag, Default, "简体文中的繁体字";

    /// Lists paragraphs of Japanese or Korean, whose characters look Traditional and are not.
    ///
    /// ```kept
    /// この憲法の改正について話し合う。
    /// ```
    FOREIGN_PARAGRAPH = "SCR007", Flag, Default, "日文或韩文段落";

    /// Converts Traditional paragraphs by another configuration of OpenCC.
    ///
    /// Only if `convert` names one: `tw2s`, `hk2s`, `tw2sp`, or the path of a configuration. Words
    /// may change as well as characters (`tw2sp`: 軟體 becomes 软件). Simplified paragraphs stay.
    ///
    /// ```kept
    /// 这个软件的程序写得很好。
    /// ```
    ///
    /// As good as the configuration; `tw2s` writes every 著 as 着, 著名 too.
    FOREIGN_CONFIGURATION = "SCR008", Repair, Default, "按 OpenCC 配置转换";

    /// Writes what the user's own words say.
    ///
    /// Only with `words`, `keep` or `dictionary`. They count as phrases in Traditional paragraphs and come
    /// before all others of the same length.
    ///
    /// ```kept
    /// 没有设置词表时，什么也不改。
    /// ```
    USER_WORD = "SCR009", Repair, Default, "用户词";
}

/// What can be set under `[script]`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// How to convert: `t2s`; `none`; or, if the program was built with the feature `opencc`, the
    /// name of a configuration of OpenCC (`tw2s`, `hk2s`, `tw2sp`) or the path of one (`….json`).
    pub convert: String,
    /// Convert the whole text, byte for byte as OpenCC does, whatever it is written in.
    ///
    /// The conversion is then made once: OpenCC's would change some of its own output again.
    pub strict: bool,
    /// Words that are never converted, as they are written in the text.
    pub keep: Vec<String>,
    /// Words, and what is written for them.
    pub words: BTreeMap<String, String>,
    /// A file with more words, in OpenCC's form: on each line a word, a tab, and what is written for it.
    pub dictionary: Option<std::path::PathBuf>,
}

impl Default for Options {
    fn default() -> Self {
        Self { convert: "t2s".to_owned(), strict: false, keep: Vec::new(), words: BTreeMap::new(), dictionary: None }
    }
}

/// The stage.
#[derive(Debug, Default)]
pub struct Script {
    engine: Engine,
    strict: bool,
}

impl Script {
    /// The stage with these options. Reads the file `dictionary`, if one is named.
    ///
    /// # Errors
    ///
    /// If `convert` names what there is not, a file cannot be read, or a word is not one.
    pub fn new(options: &Options) -> Result<Self, Error> {
        Ok(Self { engine: Engine::new(options)?, strict: options.strict })
    }
}

impl Stage for Script {
    fn name(&self) -> &'static str {
        "script"
    }

    fn rules(&self) -> &'static [&'static Rule] {
        RULES
    }

    fn once(&self) -> bool {
        self.strict
    }

    fn scan(&self, text: &str, edits: &mut Edits) {
        if matches!(self.engine, Engine::None) {
            return;
        }
        if self.strict {
            return self.engine.propose_all(text, edits);
        }
        if paragraph::first_traditional(text).is_none() {
            edits.mark_layout_free();
            return;
        }
        let judged = paragraph::judge(text);
        let distinguishes = LazyCell::new(|| {
            let traditional = judged.iter().filter(|judged| judged.script == Writing::Traditional);
            zhe::distinguishes(traditional.map(|judged| &text[judged.line.start..judged.line.end]))
        });
        let mut done = 0;
        for judged in &judged {
            let line = judged.line;
            match judged.script {
                Writing::Traditional if done < line.end => {
                    let rest = done.max(line.start)..line.end;
                    done = self.engine.propose(text, rest, &|| *distinguishes, edits);
                }
                Writing::Other if line.traditional > 0 => {
                    propose::review(text, judged, edits, &QUOTED_TRADITIONAL, "the paragraph is not Traditional");
                }
                Writing::Foreign if line.traditional > 0 => {
                    let span = Span::new(line.start, line.end);
                    edits.review(span, &FOREIGN_PARAGRAPH, judged.share.max(0.01), "kana or Hangul");
                }
                _ => {}
            }
        }
    }

    fn evidence(&self, text: &str, place: Span) -> Vec<Evidence> {
        let (start, end) = (place.start as usize, (place.end as usize).max(place.start as usize + 1));
        let mut evidence = Vec::new();
        for judged in paragraph::judge(text) {
            let line = judged.line;
            if line.end <= start || line.start >= end {
                continue;
            }
            evidence.push(Evidence {
                feature: format!("{} characters are written in Traditional only", line.traditional).into(),
                weight: line.traditional as f32,
            });
            evidence.push(Evidence {
                feature: format!("{} characters are written in Simplified only", line.simplified).into(),
                weight: -(line.simplified as f32),
            });
            if let Some(around) = judged.around {
                evidence.push(Evidence {
                    feature: format!("{:.0} % of such characters around are Traditional", around * 100.0).into(),
                    weight: 8.0 * (around - 0.5),
                });
            }
            if judged.script == Writing::Foreign {
                evidence.push(Evidence { feature: "the line is Japanese or Korean".into(), weight: -20.0 });
            }
        }
        evidence
    }
}
