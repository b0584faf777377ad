//! Gives characters back that a wrong decoding has turned into others.

mod entities;
mod escapes;
mod likelihood;
mod lost;
mod misread;
mod residue;
mod shift;
mod signs;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::{Edits, Evidence, Rule, RuleSet, Span, Stage};

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
    /// When it is wrong: the lost byte of a rare word or a name may be another; the score tells how
    /// much likelier the text became.
    LOST_BYTE = "MOJ002", Repair, Default, "字节错位复原（补字节）";

    /// Read UTF-8 again that was read as GBK
    ///
    /// `文字` becomes `鏂囧瓧`. The run is turned back into bytes, and these must be UTF-8 that is likelier as
    /// Chinese text by 6 nats and by 1 nat a character. Where a byte was lost (`?`, U+FFFD), the character is
    /// restored if only one is likely, otherwise it is left as U+FFFD.
    ///
    /// ```before
    /// 浠婂ぉ鐨勫ぉ姘斿緢濂斤紝鎴戜滑鍘诲叕鍥\u{FFFD}銆\u{FFFD}
    /// ```
    /// ```after
    /// 今天的天气很好，我们去公园。
    /// ```
    /// Rare characters that are meant stay:
    /// ```kept
    /// 班上有王喆、李祎、張赟和陳囧，名字都很少見。
    /// ```
    /// When it is wrong: not known; rare characters that by chance are UTF-8 of common text do not occur.
    UTF8_AS_GBK = "MOJ003", Repair, Default, "UTF-8 误作 GBK";

    /// Read GBK again that was read as Latin letters
    ///
    /// `文字` becomes `ÎÄ×Ö`. Runs of characters of code page 1252 above ASCII; the bytes must be GBK that is
    /// likelier as Chinese text by 12 nats and by 2 nats a character.
    ///
    /// ```before
    /// ½ñÌìµÄÌìÆøºÜºÃ£¬ÎÒÃÇÈ¥¹«Ô°É¢²½¡£
    /// ```
    /// ```after
    /// 今天的天气很好，我们去公园散步。
    /// ```
    /// Letters with accents in words stay:
    /// ```kept
    /// 他在 Café Zürich 喝咖啡，À bientôt，ÄÖÜ 是德语字母。
    /// ```
    /// When it is wrong: lists of capital letters with accents that happen to be Chinese words.
    GBK_AS_LATIN = "MOJ004", Repair, Default, "GBK 误作西文";

    /// Read UTF-8 again that was read as Latin letters, once or several times over
    ///
    /// `文字` becomes `æ–‡å­—`, and longer still when it happens twice. The bytes must be UTF-8 of Chinese text.
    ///
    /// ```before
    /// ä»Šå¤©çš„å¤©æ°”å¾ˆå¥½ï¼Œæˆ‘ä»¬åŽ»å…¬å›­æ•£æ­¥ã€‚
    /// Ã¤Â»Å\u{A0}Ã¥Â¤Â©Ã¥Â¾Ë†Ã¥Â¥Â½Ã£â‚¬â€š
    /// ```
    /// ```after
    /// 今天的天气很好，我们去公园散步。
    /// 今天很好。
    /// ```
    /// ```kept
    /// 他叫 François，住在 Malmö，生于 Århus。
    /// ```
    /// When it is wrong: not known.
    UTF8_AS_LATIN = "MOJ005", Repair, Default, "UTF-8 误作西文";

    /// Read Big5 again that was read as GBK
    ///
    /// `國家` becomes `瓣產`. The run must be Big5 of text that is likelier by 12 nats and by 2 nats a character.
    ///
    /// ```before
    /// 竒蕾祇甶籔吏挂玂臔\u{E7CB}\u{E124}
    /// ```
    /// ```after
    /// 經濟發展與環境保護並重
    /// ```
    /// ```kept
    /// 犇羴猋驫、骉麤鱻灥都是罕見字。
    /// ```
    /// When it is wrong: lists of rare characters; so it asks for much.
    BIG5_AS_GBK = "MOJ006", Repair, Default, "Big5 误作 GBK";

    /// Read GBK again that was read as Big5
    ///
    /// `中文` becomes `笢恅`. The run must be GBK of text that is likelier by 12 nats and by 2 nats a character.
    ///
    /// ```before
    /// 踏毞腔馱釬竭疑ㄛ扂蠅善鼠埶
    /// ```
    /// ```after
    /// 今天的工作很好，我们到公园
    /// ```
    /// When it is wrong: as [`BIG5_AS_GBK`].
    GBK_AS_BIG5 = "MOJ007", Repair, Default, "GBK 误作 Big5";

    /// Take out a byte-order mark that was read as characters
    ///
    /// At the head of a line, `ï»¿`, or `锘` with the character that took the first letter along.
    ///
    /// ```before
    /// ï»¿第一章 出发
    /// ```
    /// ```after
    /// 第一章 出发
    /// ```
    /// When it is wrong: never at the head of a line.
    BOM_RESIDUE = "MOJ008", Repair, Safe, "字节序标记残留";

    /// Decode character references of HTML
    ///
    /// Named, decimal and hexadecimal, and those whose `&` was written as a reference again, once or more.
    ///
    /// ```before
    /// 他说：&ldquo;今天&nbsp;很好&rdquo;，&#20013;&#x6587;，&amp;hellip;
    /// ```
    /// ```after
    /// 他说：“今天\u{A0}很好”，中文，…
    /// ```
    /// Texts about HTML stay:
    /// ```kept
    /// 在 HTML 里，空格写成 &nbsp;，版权号写成 &copy;。
    /// ```
    /// When it is wrong: a manual that shows references without a word about HTML.
    ENTITY = "MOJ010", Repair, Default, "HTML 实体";

    /// Decode references to `<`, `>`, `&` and quotes
    ///
    /// Only where a document holds two or more, and not in code.
    ///
    /// ```before
    /// 《春&amp;秋》与《左&amp;右》，&quot;好&quot;
    /// ```
    /// ```after
    /// 《春&秋》与《左&右》，"好"
    /// ```
    /// ```kept
    /// 写作 &lt; 就行
    /// ```
    /// When it is wrong: a manual that shows such references.
    MARKUP_ENTITY = "MOJ011", Repair, Default, "HTML 标记实体";

    /// Decode characters written as a backslash, `u` and four digits
    ///
    /// Two or more in a row, with one backslash or two, pairs of surrogates as well; not in code.
    ///
    /// ```before
    /// 标题：\u4e2d\u6587\\u5b57\\u7b26
    /// ```
    /// ```after
    /// 标题：中文字符
    /// ```
    /// ```kept
    /// var s = "\u4e2d\u6587";
    /// ```
    /// When it is wrong: prose about programs that quotes two escapes in a row.
    UNICODE_ESCAPE = "MOJ012", Repair, Default, "反斜杠转义";

    /// Decode percent-encoded Chinese outside addresses
    ///
    /// Two or more characters, in UTF-8 or in GBK.
    ///
    /// ```before
    /// 关键词：%E4%B8%AD%E6%96%87
    /// ```
    /// ```after
    /// 关键词：中文
    /// ```
    /// ```kept
    /// 见 https://example.org/wiki/%E4%B8%AD%E6%96%87
    /// ```
    /// When it is wrong: an address whose beginning stands elsewhere.
    PERCENT = "MOJ013", Repair, Default, "百分号编码";

    /// Decode quoted-printable Chinese
    ///
    /// Two or more characters, in UTF-8 or in GBK, across the line breaks that the encoding puts in.
    ///
    /// ```before
    /// =E4=BB=8A=E5=A4=A9=
    /// =E5=BE=88=E5=A5=BD
    /// ```
    /// ```after
    /// 今天很好
    /// ```
    /// When it is wrong: not known.
    QUOTED_PRINTABLE = "MOJ014", Repair, Default, "QP 编码";

    /// Decode HZ: GB 2312 without high bits in a frame
    ///
    /// ```before
    /// 主题：~{=qLl:\:C~}
    /// ```
    /// ```after
    /// 主题：今天很好
    /// ```
    /// ```kept
    /// 模板写作 ~{name~} 时不变。
    /// ```
    /// When it is wrong: templates with the same frame whose letters happen to be Chinese text.
    HZ_FRAME = "MOJ015", Repair, Default, "HZ 编码";

    /// Note text that passed through U+FFFD and GBK: `锟斤拷`
    ///
    /// Each stands for bytes that are gone. Nothing is changed.
    ///
    /// ```kept
    /// 这里有锟斤拷三个字。
    /// ```
    /// When it is wrong: a text about the phenomenon.
    UTF8_LOST = "MOJ020", Flag, Default, "锟斤拷";

    /// Note replacement characters
    ///
    /// U+FFFD stands where a decoder could not go on. Nothing is changed.
    ///
    /// ```kept
    /// 春\u{FFFD}\u{FFFD}又来
    /// ```
    /// When it is wrong: never; it only notes.
    REPLACEMENTS = "MOJ021", Flag, Default, "替换字符";

    /// Note runs of question marks in words
    ///
    /// Four or more before a letter, or eight: characters that an encoding could not hold. Nothing is changed.
    ///
    /// ```kept
    /// 作者????先生
    /// ```
    /// When it is wrong: a writer's own row of question marks.
    QUESTION_MARKS = "MOJ022", Flag, Default, "问号串";

    /// Note memory that was never written: `烫烫烫`, `屯屯屯`
    ///
    /// Three or more. Nothing is changed.
    ///
    /// ```kept
    /// 变量的值是烫烫烫烫。
    /// ```
    /// When it is wrong: an exclamation.
    DEBUG_FILL = "MOJ023", Flag, Default, "未初始化内存";
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
        let signs = signs::look(text);
        if signs == signs::Signs::default() {
            edits.mark_layout_free();
            return;
        }
        if signs.lost {
            lost::flag(text, edits);
        }
        misread::wide(text, &signs.rare, edits);
        if signs.latin {
            misread::narrow(text, edits);
        }
        if signs.written || signs.lost {
            shift::scan(text, edits);
        }
        if signs.mark {
            residue::byte_order_mark(text, edits);
        }
        if signs.written {
            entities::scan(text, edits);
            escapes::unicode(text, edits);
            escapes::percent(text, edits);
            escapes::quoted_printable(text, edits);
            escapes::hz(text, edits);
            lost::question_marks(text, edits);
        }
        edits.drop_overlaps();
    }

    fn evidence(&self, text: &str, place: Span) -> Vec<Evidence> {
        let mut edits = Edits::new(Arc::new(RuleSet::everything()));
        self.scan(text, &mut edits);
        let Some((edit, now)) = edits.iter().find(|(edit, _)| edit.was.end > place.start && edit.was.start < place.end)
        else {
            return Vec::new();
        };
        let was = edit.was.of(text);
        let before = text[..edit.was.range().start].chars().next_back().unwrap_or('\n');
        let (seen, mended) = (misread::probability(before, was), misread::probability(before, now));
        let each = |sum: f32, text: &str| sum / text.chars().count().max(1) as f32;
        let mut evidence = vec![Evidence {
            feature: format!(
                "ln P of the characters as they follow each other: {:.1} each as seen, {:.1} each as mended",
                each(seen, was),
                each(mended, now)
            )
            .into(),
            weight: mended - seen,
        }];
        if [&BYTE_SHIFT, &LOST_BYTE].contains(&edit.rule) {
            evidence.push(Evidence {
                feature: "damaged again in this page's own way, the mended text is what is seen".into(),
                weight: shift::GAIN,
            });
        }
        evidence
    }
}
