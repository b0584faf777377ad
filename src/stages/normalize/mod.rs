//! One form for each character: canonical composition, plain spaces, no invisible characters.
//!
//! Never NFKC: it would make `，` a comma, `①` a 1, `10²` 102 and `㎡` m2. What it does for single characters that
//! are the same in a Chinese text is done here by rules of its own. U+3000 stays where it is an indent or a gap: the
//! stages that lay out the text read it.

use serde::{Deserialize, Serialize};

use crate::{Edits, Rule, Stage};

mod compose;
mod invisible;
mod radicals;
mod scan;
mod width;

crate::rules! {
    /// Ends every line with a line feed.
    ///
    /// Carriage return and line feed, carriage returns alone, Unicode's line and paragraph separators, vertical tab
    /// and form feed all become one U+000A; two carriage returns before a line feed, which a careless transfer makes, are one
    /// line end. Certain; there is no text in which it is wrong.
    /// ```before
    /// 河边新修了步道，\u{D}
    /// 两旁种了柳树。\u{2028}全文完。
    /// ```
    /// ```after
    /// 河边新修了步道，
    /// 两旁种了柳树。
    /// 全文完。
    /// ```
    LINE_END = "NRM001", Layout, Safe, "统一换行符";

    /// Takes away white space at the end of lines.
    ///
    /// Spaces, tabs, no-break and full-width spaces before a line end are not seen. Wrong only for Markdown, where two spaces at
    /// the end of a line break it. White space at the beginning of lines stays: it tells where paragraphs begin.
    /// ```before
    /// \u{3000}\u{3000}步道已经通车。\u{20}\u{A0}\u{3000}
    /// \u{20}\u{20}
    /// 全长十二公里。
    /// ```
    /// ```after
    /// \u{3000}\u{3000}步道已经通车。
    ///
    /// 全长十二公里。
    /// ```
    TRAILING_SPACE = "NRM002", Layout, Safe, "删去行尾空白";

    /// Makes every space within a line a plain one.
    ///
    /// No-break space and the spaces of fixed width, U+2000 to U+200A, U+202F and U+205F, become U+0020; a full-width space stays,
    /// and so do tabs. An em space that indents a line becomes a full-width space, as wide as it was. Certain; typographers' thin
    /// spaces between numbers and units are lost.
    /// ```before
    /// 全长\u{A0}12.5\u{2009}公里
    /// \u{2003}\u{2003}两旁种了柳树。
    /// ```
    /// ```after
    /// 全长 12.5 公里
    /// \u{3000}\u{3000}两旁种了柳树。
    /// ```
    /// ```kept
    /// 春风\u{3000}又绿
    /// ```
    PLAIN_SPACE = "NRM003", Layout, Safe, "统一空格";

    /// Takes away characters that are not seen.
    ///
    /// Zero-width spaces and joiners, word joiners, soft hyphens, byte-order marks within the text, invisible operators and tags.
    /// They break words apart for every program that reads them. Kept are joiners between emoji, in Arabic, Indic and South-East Asian
    /// scripts, and tags in flags. Certain in Chinese; in English a soft hyphen tells where a word may be divided.
    /// ```before
    /// 河边\u{200B}新修\u{FEFF}的步\u{AD}道
    /// ```
    /// ```after
    /// 河边新修的步道
    /// ```
    /// ```kept
    /// 一家人👨\u{200D}👩\u{200D}👧出门，می\u{200C}خواهم
    /// ```
    INVISIBLE = "NRM004", Layout, Safe, "删去不可见字符";

    /// Takes away control characters.
    ///
    /// NUL and the other controls of ASCII but tab and line ends, with the colour codes of terminals as a whole, and U+0080 to
    /// U+009F. Those last stay, under `review`, among letters of Latin-1: there they are part of a text in the wrong encoding.
    /// Certain.
    /// ```before
    /// 两旁\u{0}种了\u{1B}[31m柳树\u{1B}[0m\u{7F}
    /// ```
    /// ```after
    /// 两旁种了柳树
    /// ```
    /// ```kept
    /// æ\u{9D}¨æ\u{91}
    /// ```
    CONTROL = "NRM005", Layout, Safe, "删去控制字符";

    /// Composes letters and their accents.
    ///
    /// Unicode's canonical composition (NFC): a letter with its combining accents becomes the one character that is the same by
    /// definition, and characters that stand only for others become these. Certain: the standard treats both as equal. Only where it
    /// changes something is anything touched.
    /// ```before
    /// cafe\u{301}，か\u{3099}，\u{1112}\u{1161}\u{11AB}
    /// ```
    /// ```after
    /// café，が，한
    /// ```
    COMPOSED = "NRM006", Repair, Safe, "合成字符（NFC）";

    /// Puts the unified ideograph in the place of a compatibility ideograph.
    ///
    /// U+F900 to U+FAFF and U+2F800 to U+2FA1F are second codes of ideographs, for round trips to old encodings; all but twelve are by
    /// definition equal to the first (NFC). The twelve, `﨎` among them, are characters of their own and stay. Wrong only where a text
    /// is about the difference, as a list of variants is.
    /// ```before
    /// 江南\u{F9DA}木\u{FA1E}
    /// ```
    /// ```after
    /// 江南栗木羽
    /// ```
    /// ```kept
    /// 﨎﨏﨑
    /// ```
    COMPATIBILITY_IDEOGRAPH = "NRM007", Repair, Default, "兼容汉字改为统一汉字";

    /// Puts the character in the place of a radical that stands for it.
    ///
    /// Text taken out of PDF files has radicals (`⼀`, `⻢`) for the characters that look the same, so that no search finds them. They are
    /// folded where they touch Han or are one mark away from it, by Unicode's list of equivalent ideographs. Kept are radicals
    /// in descriptions of characters (`⿰⻊⻢`) and in lines where most stand alone, as in a list of radicals; those are under `review`.
    /// Wrong in a sentence about a radical, where the character does as well.
    /// ```before
    /// ⼈⼯智能与⻢⼒，第⼀。
    /// ```
    /// ```after
    /// 人工智能与马力，第一。
    /// ```
    /// ```kept
    /// ⼀ ⼁ ⼂ ⼃ 等部首
    /// ⿰⻊⻢
    /// ```
    RADICAL = "NRM008", Repair, Default, "部首改为汉字";

    /// Takes away variation selectors after Han.
    ///
    /// They ask for a special shape of a character (U+FE00 to U+FE0F, U+E0100 to U+E01EF) and hide the character from every search and
    /// conversion. Kept after emoji, symbols and digits, and in other scripts. Wrong where the shape is the point: names in
    /// registers.
    /// ```before
    /// 葛\u{E0100}城，葛\u{FE00}
    /// ```
    /// ```after
    /// 葛城，葛
    /// ```
    /// ```kept
    /// 晴☀\u{FE0F}，第1\u{FE0F}\u{20E3}
    /// ```
    VARIATION_SELECTOR = "NRM009", Layout, Safe, "删去异体选择符";

    /// Takes away marks of writing direction from lines without Arabic or Hebrew.
    ///
    /// They do nothing there but come along from web pages. Lines with a letter of a script that is written from right to left
    /// keep theirs; so do lines with an override (U+202D, U+202E), which makes a reader see another order than the file has: those
    /// are under `review`. Certain otherwise.
    /// ```before
    /// \u{200E}两旁种了\u{202A}柳树\u{202C}
    /// ```
    /// ```after
    /// 两旁种了柳树
    /// ```
    /// ```kept
    /// 他说\u{200F}שלום\u{200F}
    /// 文件\u{202E}txt.exe
    /// ```
    DIRECTION = "NRM010", Layout, Default, "删去书写方向标记";

    /// Makes full-width letters and digits ASCII.
    ///
    /// Off by default: full width can be the house style, and in tables it keeps columns apart. Marks stay as they are.
    /// ```before
    /// 全长１２公里，型号ＡＢ－３
    /// ```
    /// ```after
    /// 全长12公里，型号AB－3
    /// ```
    FULL_WIDTH_ALPHANUMERIC = "NRM011", Repair, Optional, "全角字母数字改半角";

    /// Makes `,;:?!()` between Han full-width.
    ///
    /// Off by default: half-width marks can be the house style. A mark must stand between Han or full-width marks, or end a line after them; brackets must
    /// enclose Han. Numbers, times, versions, addresses, code and English stay. Wrong in code with Chinese names and in dictionaries.
    /// ```before
    /// 步道通车了,两旁种了柳树(共三百棵);你看到了吗?
    /// ```
    /// ```after
    /// 步道通车了，两旁种了柳树（共三百棵）；你看到了吗？
    /// ```
    /// ```kept
    /// 共3,000棵,10:30开放 软件(2.0版) http://a.example/?b=1 if (a, b) return; 他说hello, world!
    /// ```
    HALF_WIDTH_MARK = "NRM012", Repair, Optional, "汉字间半角标点改全角";

    /// Makes straight quotation marks around Chinese curly.
    ///
    /// Off by default. By turns opening and closing within a paragraph, and only if they are even in number and each can open or close where it
    /// stands; else the paragraph stays and is under `review`. Wrong where a quotation goes on over several paragraphs.
    /// ```before
    /// 他说"步道通车了"，又说"明天去看"。
    /// ```
    /// ```after
    /// 他说“步道通车了”，又说“明天去看”。
    /// ```
    /// ```kept
    /// 屏幕5"，电视机40"，他说"好"
    /// say "hello" to him
    /// 他说"步道通车了，
    /// ```
    STRAIGHT_QUOTE = "NRM013", Repair, Optional, "直引号改弯引号";

    /// Spells out the ligatures of Latin letters.
    ///
    /// `ﬁ`, `ﬂ`, `ﬀ`, `ﬃ`, `ﬄ`, `ﬅ` and `ﬆ` from PDF files. Off by default: they are no damage to Chinese.
    /// ```before
    /// eﬃcient ﬁle
    /// ```
    /// ```after
    /// efficient file
    /// ```
    LIGATURE = "NRM014", Repair, Optional, "拆开拉丁连字";

    /// Makes half-width katakana full-width.
    ///
    /// With their voicing marks. Off by default: Japanese is not this program's business.
    /// ```before
    /// ｶﾞｲﾄﾞ
    /// ```
    /// ```after
    /// ガイド
    /// ```
    HALF_WIDTH_KATAKANA = "NRM015", Repair, Optional, "半角片假名改全角";
}

/// What can be set under `[normalize]`: nothing yet, rules are switched on by their codes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Options {}

/// The stage.
#[derive(Debug, Default)]
pub struct Normalize {
    #[expect(dead_code)]
    options: Options,
}

impl Normalize {
    /// The stage with these options.
    #[must_use]
    pub fn new(options: Options) -> Self {
        Self { options }
    }
}

impl Stage for Normalize {
    fn name(&self) -> &'static str {
        "normalize"
    }

    fn rules(&self) -> &'static [&'static Rule] {
        RULES
    }

    fn scan(&self, text: &str, edits: &mut Edits) {
        scan::scan(text, edits);
        width::scan(text, edits);
        // Whether a bracket of half width begins its line is asked with the indent.
        if !edits.is_on(&HALF_WIDTH_MARK) {
            edits.mark_layout_free();
        }
    }
}
