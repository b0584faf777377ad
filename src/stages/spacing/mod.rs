//! Closes gaps between characters that belong together.
//!
//! Chinese is written without spaces. So a gap inside a line is either meant (it parts the halves of a
//! title, the columns of a table, a name from a post) or is left over from print. Every gap is decided
//! once, by the first of these that is sure of it:
//!
//! 1. [`kept`]: tables, code and word-segmented text are left alone, and with [`dates`] what parts a date from its text;
//! 2. [`headings`]: `目 录`, `第 一 章`;
//! 3. [`letters`]: letter-spaced runs and documents;
//! 4. [`mod@print`]: line ends that became spaces, found by replaying the print;
//! 5. [`stray`]: gaps that cut words, at no regular distance;
//! 6. [`seams`]: gaps beside marks and digits, by what the document does elsewhere.
//!
//! A gap of which none is sure stays. Gaps at the ends of lines belong to the stage that divides the
//! text into lines.

use serde::{Deserialize, Serialize};

use self::gaps::{Class, Fate, Gap, Gaps, Kind, Line, Why};
use crate::{Edits, Evidence, Rule, Span, Stage, han::likely};

mod columns;
mod contacts;
mod cut;
mod dates;
mod gaps;
mod headings;
mod kept;
mod letters;
mod place;
mod print;
mod rosters;
mod seams;
mod series;
mod stray;

crate::rules! {
    /// Closes up letter-spaced text.
    ///
    /// Four characters or more with one gap between each two of them, marks, figures and Latin words
    /// among them. The row is scored: its length, whether neighbours over its gaps belong together,
    /// whether marks stand in it, and whether the rest of the line is set tight. If more than half of a
    /// document is set so, all of it is closed up, and a wide gap becomes the one space it was.
    ///
    /// Wrong where rare characters that form no words are set apart on purpose: a drill, a seal, a row of
    /// options that is not in the list of known series. Sure: on news with runs of 6 to 40 spaced
    /// characters 0.999 of the paragraphs come back exactly.
    ///
    /// ```before
    /// 全镇把食 品 、 纺 织 、 机 械 加 工 作 为 主 业，年内见效。
    /// 今 年 一 季 度 ， 全 县 完 成 投 资 1 2 . 5 亿 元 。
    /// ```
    /// ```after
    /// 全镇把食品、纺织、机械加工作为主业，年内见效。
    /// 今年一季度，全县完成投资12.5亿元。
    /// ```
    /// ```kept
    /// 甲 乙 丙 丁
    /// A B C D
    /// 山 石 田 土 井 瓜
    /// ```
    LETTER_SPACED = "SPC001", Layout, Default, "字间空格";
    /// Closes up a heading set with gaps.
    ///
    /// A whole line that is a known heading of two or three characters, `第 … 章` at the start of a line
    /// with a number in Chinese numerals, and what opens a text in brackets or before a colon (`【本 报 讯】`, `摘 要：`).
    ///
    /// Wrong where such a word stands alone for another reason, as in a list of words to be learned. Sure:
    /// nearly always.
    ///
    /// ```before
    /// 目 录
    /// 第 一 章\u{3000}河流
    /// ```
    /// ```after
    /// 目录
    /// 第一章\u{3000}河流
    /// ```
    /// ```kept
    /// 李 白
    /// 春 江
    /// ```
    SPACED_HEADING = "SPC002", Layout, Default, "标题字间空格";
    /// Closes a gap that was the end of a printed line.
    ///
    /// The print is set again: a width of lines is sought for which the gaps stand where a line is full. It must
    /// explain most of at least five gaps, or all of three, and they must cut words as line ends do. A gap that the width
    /// does not explain was printed, and stays.
    ///
    /// Wrong where a title's own space happens to stand at the end of a full line. Sure: on news and an old
    /// novel 0.998 of the paragraphs come back exactly.
    ///
    /// ```before
    /// 青川市水利部门介绍，今年汛期以来，全市共 投入抢险人员三千余人次，转移群众一千二百 户，堤防没有出现重大险情。下一步，各地将 继续加强巡查，做好物资储备，确保群众安全 度汛。同时，气象部门预计，本周后半段降雨 将明显减弱，河流水位逐步回落。
    /// ```
    /// ```after
    /// 青川市水利部门介绍，今年汛期以来，全市共投入抢险人员三千余人次，转移群众一千二百户，堤防没有出现重大险情。下一步，各地将继续加强巡查，做好物资储备，确保群众安全度汛。同时，气象部门预计，本周后半段降雨将明显减弱，河流水位逐步回落。
    /// ```
    /// ```kept
    /// 守住河堤 护好家园
    /// 我在江边的渡口等你回来 你在山那头种下一片梅花 月亮它照着两个人的影子 船儿摇不到你住过的老家 风吹过屋檐挂着旧的铃铛 我把那些话藏进一碗清茶
    /// ```
    WRAP_SPACE = "SPC003", Layout, Default, "换行留下的空格";
    /// Closes a gap beside a mark.
    ///
    /// Before a Chinese mark, inside a bracket, after `，` or `。`; after an ASCII comma between Chinese. If nearly all
    /// places of a kind have a gap it is the document's style, and stays; a single gap in a document stays too.
    ///
    /// Wrong where a writer parts some sentences with a space and others not. Fairly sure.
    ///
    /// ```before
    /// 清晨 ，渡口上已经有人等船 。老周解开缆绳 ，招呼大家上来。
    /// ```
    /// ```after
    /// 清晨，渡口上已经有人等船。老周解开缆绳，招呼大家上来。
    /// ```
    /// ```kept
    /// 姓名： 王小明
    /// 本题答案是（ ）。
    /// ```
    SPACE_BESIDE_MARK = "SPC004", Layout, Default, "标点旁空格";
    /// Closes a gap between Chinese and a number.
    ///
    /// Only where the document has such places without a gap: if nearly all have one it is a house's style, and stays.
    /// Dates with hyphens, times, telephone numbers and the numbers of products are not touched.
    ///
    /// Wrong where a writer is not consistent and means it; nothing but the space is lost. Sure: on news with a gap
    /// in three of ten such places 0.998 of the paragraphs come back exactly.
    ///
    /// ```before
    /// 全镇现有 18 个行政村，2025 年新修道路36公里，受益农户3200户，比2024年增加 500户。
    /// ```
    /// ```after
    /// 全镇现有18个行政村，2025年新修道路36公里，受益农户3200户，比2024年增加500户。
    /// ```
    /// ```kept
    /// 全长 35 公里，宽 12 米，深 3 米，建于 1985 年。
    /// ```
    SPACE_BESIDE_DIGIT = "SPC005", Layout, Default, "数字旁空格";
    /// Closes a gap inside prose that cuts words.
    ///
    /// Columns of several widths, cut and glued, leave gaps at no regular distance. They are judged together, by
    /// how often neighbours over them belong together, measured against neighbours inside the same text. A
    /// single gap is closed only if it parts two characters that hardly ever stand apart.
    ///
    /// Wrong where a writer sets spaces for marks in one place and is careless in others. Fairly sure; datelines,
    /// the numbers of articles, credits in brackets and names of speakers are left alone.
    ///
    /// ```before
    /// 今年春天，果园里的梨 树开得比往年早，村里的老人说，这是暖 冬的缘故。合作社请来技 术员，教大家修枝、授粉。到了秋 天，收成不错。
    /// ```
    /// ```after
    /// 今年春天，果园里的梨树开得比往年早，村里的老人说，这是暖冬的缘故。合作社请来技术员，教大家修枝、授粉。到了秋天，收成不错。
    /// ```
    /// ```kept
    /// 第一条 为了保护渡口的安全，维护乘客的权益，制定本办法。
    /// 昨天下午，船工老周 从渡口出发，沿江而下，傍晚到达江口。
    /// ```
    STRAY_SPACE = "SPC006", Layout, Default, "行内多余空格";
    /// Lists text that is divided into words by spaces.
    ///
    /// Such text comes from a word segmenter or a dictionary. Its spaces are information, and are kept; a
    /// document of which most lines are so is left alone altogether.
    ///
    /// ```kept
    /// 我们 在 江边 的 渡口 等 船 ， 大家 都 很 高兴 。
    /// ```
    SEGMENTED_TEXT = "SPC007", Flag, Default, "分词文本";
    /// Lists numbers and addresses that are broken up with spaces.
    ///
    /// What belongs to what cannot be told, so they are not joined.
    ///
    /// ```kept
    /// 投稿信箱： 66 12 34 9@example.com
    /// ```
    BROKEN_NUMBER = "SPC008", Flag, Default, "拆开的号码";
    /// Closes gaps between Chinese and numbers, and after ASCII commas, though they are house style.
    ///
    /// For corpora that want one form throughout. Off unless asked for.
    ///
    /// ```before
    /// 全长 35 公里，宽 12 米，深 3 米，建于 1985 年。
    /// ```
    /// ```after
    /// 全长35公里，宽12米，深3米，建于1985年。
    /// ```
    HOUSE_STYLE_SPACE = "SPC009", Layout, Optional, "排版习惯的空格";
}

/// What can be set under `[spacing]`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Options {}

/// The stage.
#[derive(Debug, Default)]
pub struct Spacing {
    #[expect(dead_code)]
    options: Options,
}

impl Spacing {
    /// The stage with these options.
    #[must_use]
    pub fn new(options: Options) -> Self {
        Self { options }
    }
}

/// Most places of one rule that are listed for review in one document.
const MAX_REVIEWS: usize = 50;
/// Characters of letter-spaced text that are put into one edit, at most.
const CHUNK: usize = 32;

impl Stage for Spacing {
    fn name(&self) -> &'static str {
        "spacing"
    }

    fn rules(&self) -> &'static [&'static Rule] {
        RULES
    }

    fn scan(&self, text: &str, edits: &mut Edits) {
        let gaps = Gaps::find(text);
        if !gaps.list.is_empty() {
            let judged = judge(text, gaps);
            judged.review(text, edits);
            propose(text, &judged.gaps, edits);
        }
    }

    fn evidence(&self, text: &str, place: Span) -> Vec<Evidence> {
        let found = Gaps::find(text);
        let Some(n) = found.list.iter().position(|g| g.end >= place.start && g.at <= place.end) else {
            return Vec::new();
        };
        let Some(line) = found.lines.iter().find(|l| l.gaps().contains(&n)).copied() else { return Vec::new() };
        let run = letters::run_of(text, &found, &line, n);
        explain(text, &judge(text, found), n, run)
    }
}

/// The gaps of a document with what was decided, and why.
struct Judged {
    gaps: Gaps,
    segmented: Option<Line>,
    runs: Vec<letters::Run>,
    print: Option<print::Reading>,
    stray: stray::Judgement,
    seams: seams::Census,
    broken: Vec<Span>,
}

/// Decides every gap.
fn judge(text: &str, mut gaps: Gaps) -> Judged {
    columns::keep(text, &mut gaps);
    let segmented = kept::mark(text, &mut gaps);
    dates::keep(text, &mut gaps);
    headings::close(text, &mut gaps);
    let runs = letters::close(text, &mut gaps);
    let print = print::close(text, &mut gaps);
    let stray = stray::close(text, &mut gaps);
    let seams = seams::close(text, &mut gaps);
    let broken = contacts::find(text, &gaps);
    Judged { gaps, segmented, runs, print, stray, seams, broken }
}

impl Judged {
    /// Lists what was noticed and left alone.
    fn review(&self, text: &str, edits: &mut Edits) {
        let span = |n: usize| around(text, self.gaps.list[n].span());
        if let Some(line) = self.segmented {
            edits.review(line.span(), &SEGMENTED_TEXT, 0.5, "divided into words by spaces");
        }
        for run in self.runs.iter().take(MAX_REVIEWS) {
            let place = Span { start: span(run.from).start, end: span(run.to - 1).end };
            edits.review(place, &LETTER_SPACED, 0.5 + 0.3 * run.score, "may be set apart on purpose");
        }
        // Most single gaps in prose are meant; worth a look are those that part likely neighbours.
        let likely = |&&n: &&usize| {
            let gap = &self.gaps.list[n];
            let (a, b) = gap.sides(text);
            gap.fate == Fate::Undecided
                && gap.left == Class::Han
                && gap.right == Class::Han
                && likely::seam(a, b) >= 1.0
        };
        for &n in self.stray.doubts.iter().filter(likely).take(MAX_REVIEWS) {
            edits.review(span(n), &STRAY_SPACE, 0.4, "too few such gaps to judge by");
        }
        for &(n, why, reason) in self.seams.doubts.iter().take(MAX_REVIEWS) {
            edits.review(span(n), rule(why), 0.4, reason);
        }
        for &place in self.broken.iter().take(MAX_REVIEWS) {
            edits.review(place, &BROKEN_NUMBER, 0.5, "what belongs to what cannot be told");
        }
    }
}

/// A gap with a few characters of its line on each side, so that a reader sees what it is about.
fn around(text: &str, gap: Span) -> Span {
    let (before, after) = (&text[..gap.start as usize], &text[gap.end as usize..]);
    let left: usize = before.chars().rev().take_while(|&c| c != '\n').take(8).map(char::len_utf8).sum();
    let right: usize = after.chars().take_while(|&c| c != '\n').take(8).map(char::len_utf8).sum();
    Span { start: gap.start - left as u32, end: gap.end + right as u32 }
}

/// Writes the decisions down. Gaps that follow one another closely, as in letter-spaced text, go into one edit.
fn propose(text: &str, gaps: &Gaps, edits: &mut Edits) {
    let mut now = String::new();
    let mut n = 0;
    let mut done = 0;
    while let Some(gap) = gaps.list.get(n) {
        let Fate::Closed { why, score, leave_one } = gap.fate else {
            n += 1;
            continue;
        };
        let score = f32::from(score) / 100.0;
        let more = chain(gaps, n);
        if more == 0 {
            edits.replace_scored(gap.span(), remainder(text, gap, leave_one), rule(why), score);
            done = gap.end;
        } else {
            let last = &gaps.list[n + more];
            let (a, b) = (gap.sides(text).0, last.sides(text).1);
            let start = (gap.at - a.len_utf8() as u32).max(done);
            let was = Span { start, end: last.end + b.len_utf8() as u32 };
            now.clear();
            let mut at = start as usize;
            for gap in &gaps.list[n..=n + more] {
                now.push_str(&text[at..gap.at as usize]);
                if let Fate::Closed { leave_one: true, .. } = gap.fate {
                    now.push_str(remainder(text, gap, true));
                }
                at = gap.end as usize;
            }
            now.push_str(&text[at..was.end as usize]);
            edits.replace_scored(was, &now, rule(why), score);
            done = was.end;
        }
        n += more + 1;
    }
}

/// How many gaps after gap `n` are closed for the same reason, with one loose character or word before each.
fn chain(gaps: &Gaps, n: usize) -> usize {
    let letters = |g: &Gap| matches!(g.fate, Fate::Closed { why: Why::Letters, .. });
    if !letters(&gaps.list[n]) {
        return 0;
    }
    let mut end = gaps.list[n].end;
    let follows = |g: &&Gap| letters(g) && g.at - std::mem::replace(&mut end, g.end) <= 18;
    gaps.list[n + 1..].iter().take(CHUNK).take_while(follows).count()
}

/// What is left of a closed gap: nothing or one space, the ideographic one if the gap holds one.
fn remainder(text: &str, gap: &Gap, leave_one: bool) -> &'static str {
    match leave_one {
        false => "",
        true if gap.span().of(text).contains('\u{3000}') => "\u{3000}",
        true => " ",
    }
}

/// The rule that a decision is made under.
fn rule(why: Why) -> &'static Rule {
    match why {
        Why::Letters => &LETTER_SPACED,
        Why::Heading => &SPACED_HEADING,
        Why::Wrap => &WRAP_SPACE,
        Why::Mark => &SPACE_BESIDE_MARK,
        Why::Digit => &SPACE_BESIDE_DIGIT,
        Why::Stray => &STRAY_SPACE,
        Why::Style => &HOUSE_STYLE_SPACE,
    }
}

/// What spoke for and against closing gap `n`; `run` is the letter-spaced run that it may be part of.
fn explain(text: &str, judged: &Judged, n: usize, run: Option<letters::Features>) -> Vec<Evidence> {
    let gap = &judged.gaps.list[n];
    let (a, b) = gap.sides(text);
    let mut evidence = Vec::new();
    let mut add = |feature: String, weight: f32| evidence.push(Evidence { feature: feature.into(), weight });
    match gap.fate {
        Fate::Kept => add("the line is a table, code or divided into words".to_owned(), -3.0),
        Fate::Undecided => add("no rule is sure of this gap".to_owned(), 0.0),
        Fate::Closed { why, .. } => add(format!("decided by {}", rule(why).code), 0.0),
    }
    if gap.kind != Kind::One {
        add("the gap is wide, as gaps that are meant are".to_owned(), -1.0);
    }
    if gap.left == Class::Han && gap.right == Class::Han {
        let seam = likely::seam(a, b);
        add(format!("`{a}` and `{b}` belong together, {seam:.1} nats"), seam);
    }
    for (feature, weight) in run.iter().flat_map(letters::Features::weights) {
        add(feature, weight);
    }
    if let Some(reading) = judged.print {
        let weight = if reading.is_print { (3.0 * reading.share).max(-1.0) } else { -1.0 };
        let (width, share) = (reading.width, 100.0 * reading.share.max(0.0));
        add(format!("lines of {width} em explain {share:.0} % of the document's gaps"), weight);
    }
    if let Some(share) = judged.stray.share {
        let count = judged.stray.count;
        add(
            format!("on a scale from 0 (chance) to 1 (inside words) the {count} gaps in prose stand at {share:.2}"),
            4.0 * (share - cut::CUTS),
        );
    }
    if let Some((spaced, tight)) = judged.seams.of(text, gap) {
        let weight = ((tight as f32 + 0.5) / (spaced as f32 + 0.5)).ln();
        add(format!("{spaced} of {} places of the kind have a gap", spaced + tight), weight);
    }
    evidence
}
