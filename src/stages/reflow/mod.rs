//! Gives paragraphs back that were cut into lines.
//!
//! Every boundary between two lines is decided from evidence: how full the line is for the width the
//! text was wrapped to, how it ends and the next begins, and what layout means in this document.
//! [`lines`] measures the lines, [`characters`] those that were wrapped by counting characters, [`widths`] finds the
//! widths, [`table`] holds what is seen at each boundary, [`phrases`] and [`openings`] know how paragraphs begin, [`decode`] divides the lines into
//! paragraphs with the weights of [`weights`], [`guards`] takes back what looks laid out on purpose,
//! [`cut`] mends sentences that a column or page cut in two, [`furniture`] and [`pages`], [`quote`] and [`hyphen`] know
//! what lies between their halves, and [`mend`] writes it all down as edits. A text that was never wrapped
//! costs the measuring alone.

use serde::{Deserialize, Serialize};

use crate::{Edits, Evidence, Rule, Span, Stage};

mod apart;
mod block;
mod carried;
mod characters;
mod cut;
mod decode;
mod furniture;
mod guards;
mod habits;
mod halves;
mod hyphen;
mod indents;
mod insets;
mod lines;
mod marks;
mod mend;
mod openings;
mod pages;
mod phrases;
mod quote;
mod rosters;
mod songs;
mod table;
mod trellis;
mod weights;
mod widths;

use block::{Decision, Verdict};
use lines::{Line, Lines};

crate::rules! {
    /// Lines of a wrapped paragraph.
    ///
    /// Lines that were wrapped to one width are joined again. The width is found in the document
    /// itself, in em (a full-width character is 1, ASCII ½), and a line is joined to the next only
    /// if it is as full as that width allows and the division into paragraphs as a whole is the most
    /// probable one: final marks, the next line's opening, indents and blank lines all count, and
    /// what indents and blank lines mean is learned from the document. Several widths may
    /// occur in one document. Nothing goes between the lines but a space between Latin words, and not
    /// that where the line end cut one word that is known; and one between Chinese and a Latin word or number if the document
    /// sets nearly all of them so.
    /// ```before
    /// 　　渡口的老船工姓覃，在这条江上摆了
    /// 四十年渡。清早有人过江，他不紧不慢解
    /// 开缆绳，先看一眼水色，再看一眼天色。
    /// 　　去年秋天桥通了车，渡船却没有停。
    /// 镇上的孩子放学以后，仍旧愿意坐他的船
    /// 回家。
    /// ```
    /// ```after
    /// 渡口的老船工姓覃，在这条江上摆了四十年渡。清早有人过江，他不紧不慢解开缆绳，先看一眼水色，再看一眼天色。
    /// 去年秋天桥通了车，渡船却没有停。镇上的孩子放学以后，仍旧愿意坐他的船回家。
    /// ```
    ///
    /// Lines that are laid out on purpose are full of one width too: verse, lyrics, lists, tables,
    /// dialogue, code. They are left alone when their ends, marks or seams show it.
    /// ```kept
    /// 春风吹过石桥头，
    /// 细雨斜飞落小舟。
    /// 远岸人家灯火起，
    /// 一声渔笛满江秋。
    /// ```
    ///
    /// Wrong when a full last line is followed by a paragraph of one line: the two read like one
    /// paragraph, and 3 in 1000 breaks of plain wrapped text without indents are lost so. Such places
    /// are listed for review where the other reading is nearly as good. The score is the probability
    /// of the join under the model.
    WRAPPED_LINE = "RFL001", Layout, Default, "折行";

    /// A sentence cut in two by a column or page.
    ///
    /// A paragraph that stops in the middle of a sentence, and is not wrapped, goes on with the next
    /// if it ends in a comma after 25 em or more, or if its last character and the first of the next
    /// stand together far more often than with a mark between them. In a text with stray spaces between
    /// its characters, as column-wise OCR leaves them, less is asked.
    /// ```before
    /// 这座小城的旧仓库改成了图书馆，每到周末，附近的老人和孩子都会来这里读书，
    /// 二楼的窗边常常坐满了人，管理员便在院子里添了几张长凳。
    /// ```
    /// ```after
    /// 这座小城的旧仓库改成了图书馆，每到周末，附近的老人和孩子都会来这里读书，二楼的窗边常常坐满了人，管理员便在院子里添了几张长凳。
    /// ```
    ///
    /// A heading, a short line, or a list is not a cut sentence, and what a speaker says after a comma stays apart.
    /// ```kept
    /// 图书馆开放公告
    /// 周一闭馆，其余时间照常开放，请读者相互转告。
    /// ```
    ///
    /// Wrong when a writer breaks lines after commas on purpose, in long lines. The score, 0.8, is an
    /// estimate: on clean newspaper text it joins nothing, on damaged text headings of one clause are at risk.
    CUT_SENTENCE = "RFL002", Layout, Default, "断句";

    /// Blank lines.
    ///
    /// A paragraph is a line, so the blank lines between paragraphs go. Before that they are
    /// evidence of where paragraphs end, as far as they tell anything in this document.
    /// ```before
    /// 风从江上来。
    ///
    /// 月自山后出。
    /// ```
    /// ```after
    /// 风从江上来。
    /// 月自山后出。
    /// ```
    ///
    /// Wrong only for whoever reads a meaning in them: stanzas, scenes. Certain otherwise.
    BLANK_LINE = "RFL003", Layout, Safe, "空行";

    /// White space before a line.
    ///
    /// The indent of paragraphs and lines goes, once it has told where paragraphs begin.
    /// ```before
    /// 　　风从江上来。
    /// ```
    /// ```after
    /// 风从江上来。
    /// ```
    ///
    /// In programs it has a meaning: lines without a Chinese character, or that begin as comments and
    /// markup do, keep spaces and tabs before them. So do lines that go on with a program by their signs and the
    /// line before, and the items of a list of Markdown inside another.
    /// ```kept
    /// def 问候(名字):
    ///     # 打招呼
    ///     话 = 问好 + 名字
    ///     return 话
    /// - 渡口
    ///   - 船票
    /// ```
    ///
    /// Wrong for programs of which some lines have no sign of one, as `返回 结果` has none.
    INDENT = "RFL004", Layout, Safe, "行首空白";

    /// White space at the end of a line.
    ///
    /// Nobody sees it; in Markdown two spaces are a line break, which stays.
    /// ```before
    /// 风从江上来。\u{3000}
    /// 月自山后出。
    /// ```
    /// ```after
    /// 风从江上来。
    /// 月自山后出。
    /// ```
    ///
    /// Certain.
    TRAILING_SPACE = "RFL005", Layout, Safe, "行尾空白";

    /// Quote markers inside a sentence.
    ///
    /// `>` at the start of lines is residue of a conversion where the sentence of an unmarked line
    /// goes on behind the marker; then the markers of the whole run of lines go. They must be few in
    /// the document.
    /// ```before
    /// 　　江边的茶馆开了三十年，老板姓骆，
    /// 来往的船工都认得他。每天天不亮，他就
    /// > 起身烧水，把头一壶茶送到码头上去。
    /// 　　后来码头搬到了下游，茶馆的生意淡
    /// 了许多，他仍旧天天去送那一壶茶，说是
    /// 走惯了这条路。
    /// ```
    /// ```after
    /// 江边的茶馆开了三十年，老板姓骆，来往的船工都认得他。每天天不亮，他就起身烧水，把头一壶茶送到码头上去。
    /// 后来码头搬到了下游，茶馆的生意淡了许多，他仍旧天天去送那一壶茶，说是走惯了这条路。
    /// ```
    ///
    /// In letters and forums the marker tells who speaks, in Markdown it is a quotation, in programs a prompt.
    /// ```kept
    /// 阿禾写道：
    /// > 明天的课改到下午三点。
    /// > 请大家互相转告。
    /// 收到，谢谢。
    /// ```
    ///
    /// Wrong if a marked quotation begins in the middle of the writer's own sentence.
    QUOTE_MARKER = "RFL006", Removal, Default, "引用符残留";

    /// Page numbers and running heads between wrapped lines.
    ///
    /// A line that holds a page number (`- 12 -`, `第12页`, `12`), or a head that other pages repeat, is
    /// removed where the paragraph goes on across it: the line before is full for its width and the
    /// sentence is not over. Once two such places are known, page numbers in their order, the same heads and repeated heads
    /// whose numbers count on go between paragraphs too, and a number that begins or ends the document; beside a single
    /// one the numbers before and after it, if they are written and placed like it, with the repeated heads beside them. A short
    /// line beside a page number goes as its head where the words around them belong together. Nothing need go on across a
    /// number under the notes of a page, nor across heads that count on with their numbers on the outer side of the page.
    /// ```before
    /// 　　渡口的老船工姓覃，在这条江上摆了
    /// 四十年渡。清早有人过江，他不紧不慢解
    /// - 12 -
    /// 开缆绳，先看一眼水色，再看一眼天色。
    /// 　　去年秋天桥通了车，渡船却没有停。
    /// 镇上的孩子放学以后，仍旧愿意坐他的船
    /// 回家。
    /// ```
    /// ```after
    /// 渡口的老船工姓覃，在这条江上摆了四十年渡。清早有人过江，他不紧不慢解开缆绳，先看一眼水色，再看一眼天色。
    /// 去年秋天桥通了车，渡船却没有停。镇上的孩子放学以后，仍旧愿意坐他的船回家。
    /// ```
    ///
    /// A number on a line of its own may be a figure, a section or a year, and stays where no sentence runs across it.
    /// ```kept
    /// 甲组报名人数
    /// 12
    /// 乙组报名人数
    /// 15
    /// ```
    ///
    /// Wrong when a wrapped text sets a number on a line of its own in the middle of a sentence.
    PAGE_FURNITURE = "RFL007", Removal, Default, "页码与书眉";

    /// A hyphen that cut an English word at the end of a line.
    ///
    /// Where wrapped lines are joined, the hyphen goes if the whole word stands elsewhere in the
    /// document or is a common one; otherwise it may belong to the word, and stays. So does what is left of a line end
    /// in the middle of a line, a hyphen with a space behind it.
    /// ```before
    /// 　　他在笔记里抄下一句英文，The in-
    /// formation is free，又在旁边注上日期
    /// 与页码，说是从图书馆那本旧书的扉页上
    /// 看来的。
    /// 　　那本书后来丢了，只剩下这一页笔记
    /// 还夹在字典里，纸已经发黄，字迹却很清
    /// 楚，一笔一画都看得出写字的人很用心。
    /// ```
    /// ```after
    /// 他在笔记里抄下一句英文，The information is free，又在旁边注上日期与页码，说是从图书馆那本旧书的扉页上看来的。
    /// 那本书后来丢了，只剩下这一页笔记还夹在字典里，纸已经发黄，字迹却很清楚，一笔一画都看得出写字的人很用心。
    /// ```
    ///
    /// Wrong when both forms exist and the other was meant (`re-form`, `reform`). The score is that of the join.
    HYPHENATED_WORD = "RFL008", Repair, Default, "断词连字符";

    /// No line break at the end of the document.
    ///
    /// Every paragraph ends with a line break, the last one too. The text below stands as it should.
    /// ```kept
    /// 风从江上来。
    /// ```
    ///
    /// Certain.
    FINAL_NEWLINE = "RFL009", Layout, Safe, "文末换行";
}

/// What can be set under `[reflow]`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Options {}

/// The stage.
#[derive(Debug, Default)]
pub struct Reflow {
    #[expect(dead_code)]
    options: Options,
}

impl Reflow {
    /// The stage with these options.
    #[must_use]
    pub fn new(options: Options) -> Self {
        Self { options }
    }
}

impl Stage for Reflow {
    fn name(&self) -> &'static str {
        "reflow"
    }

    fn rules(&self) -> &'static [&'static Rule] {
        RULES
    }

    fn scan(&self, text: &str, edits: &mut Edits) {
        let mut writer = mend::Writer::new(text);
        let furniture = edits.is_on(&PAGE_FURNITURE);
        blocks(text, furniture, |lines, until, verdicts| writer.write(&lines[..until], verdicts, edits));
        writer.finish(edits);
    }

    fn evidence(&self, text: &str, place: Span) -> Vec<Evidence> {
        let place = place.range();
        let mut out = Vec::new();
        blocks(text, true, |lines, until, _| {
            // The last boundary is the one to the first line of the next block.
            let own = &lines[..lines.len().min(until + 1)];
            let Some(i) = own.windows(2).position(|p| p[1].start >= place.start && p[0].end <= place.end) else {
                return;
            };
            // A line is asked about with the boundary before it.
            let i = if lines[i].start >= place.start { i.saturating_sub(1) } else { i };
            if out.is_empty() {
                out = block::evidence(text, lines, i);
            }
        });
        out
    }
}

/// Lines that are decided together: enough to learn from, and a bound on memory.
const BLOCK: usize = 1024;
/// Lines at the end of a block that are decided again with the next.
const OVERLAP: usize = 64;

/// Decides all boundaries of a document, block by block. Gives the lines that were decided together, and how many of them
/// stay so.
fn blocks(text: &str, furniture: bool, mut done: impl FnMut(&[Line], usize, &[Verdict])) {
    let mut source = Lines::new(text);
    let mut lines: Vec<Line> = Vec::new();
    loop {
        lines.extend(source.by_ref().take(BLOCK - lines.len()));
        let more = lines.len() == BLOCK;
        let verdicts = block::judge(text, &lines, furniture);
        // What follows may change the last decisions: go on from a break before them.
        let until = if more { last_break(&verdicts[..BLOCK - OVERLAP]) } else { lines.len() };
        done(&lines, until, &verdicts);
        if !more {
            return;
        }
        lines.drain(..until);
    }
}

/// How many lines to take leave of: up to the last break, or all if there is none.
fn last_break(verdicts: &[Verdict]) -> usize {
    let ends = |v: &Verdict| v.after == Decision::Break && !v.furniture;
    verdicts.iter().rposition(ends).map_or(verdicts.len(), |i| i + 1)
}
