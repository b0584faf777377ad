//! Closes gaps between characters that belong together.
//!
//! Chinese is written without spaces, so a gap inside a line is either meant (it parts the halves of a
//! title, the columns of a table, a name from a post) or is left over from print. Every gap is judged
//! once, by the first of these that is sure of it:
//!
//! 1. [`kept`]: tables, code, word-segmented text are left alone;
//! 2. [`headings`]: `目 录`, `第 一 章`;
//! 3. [`letters`]: letter-spaced runs and documents;
//! 4. [`print`]: line ends that became spaces, by replaying the print;
//! 5. [`seams`]: gaps beside marks and digits, by what the document does elsewhere.

use serde::{Deserialize, Serialize};

use self::gaps::{Fate, Gaps, Why};
use crate::{Edits, Rule, Span, Stage};

mod cut;
mod gaps;
mod headings;
mod kept;
mod letters;
mod print;
mod seams;
mod series;
mod stray;

crate::rules! {
    /// Closes up letter-spaced text.
    ///
    /// ```before
    /// 全镇把食 品 、 纺 织 、 机 械 加 工 作 为 主 业，年内见效。
    /// ```
    /// ```after
    /// 全镇把食品、纺织、机械加工作为主业，年内见效。
    /// ```
    /// ```kept
    /// 甲 乙 丙 丁
    /// ```
    LETTER_SPACED = "SPC001", Layout, Default, "字间空格";
    /// Closes up a heading set with gaps.
    ///
    /// ```before
    /// 目 录
    /// 第 一 章　河流
    /// ```
    /// ```after
    /// 目录
    /// 第一章　河流
    /// ```
    /// ```kept
    /// 李 白
    /// ```
    SPACED_HEADING = "SPC002", Layout, Default, "标题字间空格";
    /// Closes a gap that was the end of a printed line.
    ///
    /// ```kept
    /// 春到江南 万物生长
    /// ```
    WRAP_SPACE = "SPC003", Layout, Default, "换行留下的空格";
    /// Closes a gap beside a mark.
    ///
    /// ```kept
    /// 姓名： 王小明
    /// ```
    SPACE_BESIDE_MARK = "SPC004", Layout, Default, "标点旁空格";
    /// Closes a gap beside a digit.
    ///
    /// ```kept
    /// 全长 35 公里。
    /// ```
    SPACE_BESIDE_DIGIT = "SPC005", Layout, Default, "数字旁空格";
    /// Closes a stray gap.
    ///
    /// ```kept
    /// 春到江南 万物生长
    /// ```
    STRAY_SPACE = "SPC006", Layout, Default, "行内多余空格";
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

impl Stage for Spacing {
    fn name(&self) -> &'static str {
        "spacing"
    }

    fn rules(&self) -> &'static [&'static Rule] {
        RULES
    }

    fn scan(&self, text: &str, edits: &mut Edits) {
        let mut gaps = Gaps::find(text);
        if gaps.list.is_empty() {
            return;
        }
        kept::mark(text, &mut gaps);
        headings::close(text, &mut gaps);
        for run in letters::close(text, &mut gaps) {
            let span = Span { start: gaps.list[run.from].at, end: gaps.list[run.to - 1].end };
            edits.review(span, &LETTER_SPACED, 0.4, "may be set so on purpose");
        }
        print::close(text, &mut gaps);
        for n in stray::close(text, &mut gaps) {
            edits.review(gaps.list[n].span(), &STRAY_SPACE, 0.4, "too few such gaps to judge by");
        }
        for (n, why, reason) in seams::close(text, &mut gaps) {
            edits.review(gaps.list[n].span(), rule(why), 0.4, reason);
        }
        for gap in &gaps.list {
            if let Fate::Closed { why, score, leave_one } = gap.fate {
                edits.replace_scored(gap.span(), left(text, gap, leave_one), rule(why), f32::from(score) / 100.0);
            }
        }
    }
}

/// What is left of a closed gap: nothing or one space, the ideographic one if the gap holds one.
fn left(text: &str, gap: &gaps::Gap, leave_one: bool) -> &'static str {
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
    }
}
