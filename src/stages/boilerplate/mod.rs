//! Takes out the furniture of the page: navigation, counters, footers, disclaimers.
//!
//! The text of a page, with the tags dropped, is a list of lines, most of which are not the article:
//!
//! ```text
//! 首页 | 新闻 | 财经 | 登录 | 注册
//! 首页 > 新闻 > 正文
//! 石桥镇的集市
//! 来源：石桥日报 2020-01-02 08:00
//! 石桥镇的集市开张了，十里八乡的人都赶来看热闹。
//! 责任编辑：林小满
//! 相关阅读
//! 石桥镇老街改造完工
//! Copyright © 2020 石桥在线 版权所有
//! ```
//!
//! `lines` reads and measures them. `kinds` tells what a line is by itself: a word of the `lexicon`, a form
//! (`forms`), what only a page says (`site`), a notice that its phrases betray (`notices`, `cues`), or a note that
//! belongs to the article (`notes`); `starts` knows how all of these begin. The lists of words are in `data/`. `cut` parts
//! the pages of a file, `core` finds where the article of a page stands, with what `anchors` it, `page` takes the page away
//! around it and gives back what belongs to it, its `sections` among others, and `ends` cleans the head and the foot of
//! texts that are no whole page. [`learned`] finds lines that many documents of a corpus share.
//!
//! All of it is linear in the length of the text. What is kept by default, though it is short and without
//! marks: titles, lines of source and date, names of writers, photographers and editors, captions.

use std::collections::HashSet;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::{Edits, Evidence, Rule, Span, Stage};

mod anchors;
mod beside;
mod core;
mod cues;
mod cut;
mod ends;
mod evidence;
mod forms;
mod kinds;
pub mod learned;
mod lexicon;
mod lines;

mod notes;
mod notices;
mod page;
mod pairs;
mod phrases;
mod sections;
mod site;
mod starts;
mod written;

use kinds::{Kind, Meta};
use learned::Learned;
use page::Fate;

crate::rules! {
    /// Removes menus.
    ///
    /// A line of at least three short pieces, most of them names of channels and buttons, or one that begins with the first
    /// page of the site; or a run of such words in lines of their own. It goes at the head or the foot of a text or anywhere
    /// outside the article of a page, and in the middle of a text if a third of at least four pieces are such words and two of
    /// them buttons, no sentence leads to it, and it is not the head of a table. Near-certain. Wrong where a text's own list of short words begins or ends it
    /// and names `首页` or `登录` among them.
    /// ```before
    /// 首页 新闻 财经 体育 娱乐 汽车 房产
    /// 石桥镇的集市开张了，十里八乡的人都赶来看热闹。
    /// ```
    /// ```after
    /// 石桥镇的集市开张了，十里八乡的人都赶来看热闹。
    /// ```
    /// ```kept
    /// 操作步骤
    /// 首页
    /// 打开软件以后看到的第一个页面叫做首页，上面有三个按钮。
    /// ```
    NAVIGATION = "BPL001", Removal, Safe, "导航菜单";
    /// Removes the trail of channels over an article.
    ///
    /// It begins with the first page or the words `当前位置`, or ends with `正文`, or consists of names of
    /// channels. Near-certain at the head of a text. A path through the menus of a program has none of these.
    /// ```before
    /// 当前位置：首页 > 新闻中心 > 正文
    /// 石桥镇的集市开张了，十里八乡的人都赶来看热闹。
    /// ```
    /// ```after
    /// 石桥镇的集市开张了，十里八乡的人都赶来看热闹。
    /// ```
    /// ```kept
    /// 文件 > 打开 > 最近使用的文件
    /// 按上面的路径点开菜单，就能看到最近编辑过的十个文件。
    /// ```
    BREADCRUMB = "BPL002", Removal, Safe, "面包屑导航";
    /// Removes share, like and collect buttons, and the counters beside them.
    ///
    /// A run of such words in lines of their own at an end of a text, or anywhere around the article of a page;
    /// several counters in one line. Quite sure. A number alone never goes without a button beside it. Wrong
    /// where an article ends in a list of such words.
    /// ```before
    /// 石桥镇的集市开张了，十里八乡的人都赶来看热闹。
    /// 361
    /// 收藏
    /// 分享
    /// ```
    /// ```after
    /// 石桥镇的集市开张了，十里八乡的人都赶来看热闹。
    /// ```
    /// ```kept
    /// 各班得分如下，请核对。
    /// 361
    /// 358
    /// ```
    SHARE_COUNTER = "BPL003", Removal, Default, "分享与计数";
    /// Removes log-in bars and bars that ask for consent.
    ///
    /// Several buttons together, or a line that asks to log in. Quite sure. The fields of a form, which stand
    /// as labels with colons, stay. Wrong where a manual begins with a list of such buttons.
    /// ```before
    /// 登录
    /// 注册
    /// 忘记密码
    /// 石桥镇的集市开张了，十里八乡的人都赶来看热闹。
    /// ```
    /// ```after
    /// 石桥镇的集市开张了，十里八乡的人都赶来看热闹。
    /// ```
    LOGIN_BAR = "BPL004", Removal, Default, "登录与同意栏";
    /// Removes blocks of links to other articles: `相关阅读` and the headlines under it.
    ///
    /// At the foot of a text the heading must be followed by headlines up to the end or to other furniture; on a
    /// page, by anything but a paragraph. Quite sure. A list of books, each in `《》`, stays. Wrong where an
    /// author's own list of further articles stands at the end.
    /// ```before
    /// 石桥镇的集市开张了，十里八乡的人都赶来看热闹。
    /// 相关阅读
    /// 石桥镇老街改造完工
    /// 今年的庙会提前三天
    /// ```
    /// ```after
    /// 石桥镇的集市开张了，十里八乡的人都赶来看热闹。
    /// ```
    RELATED_BLOCK = "BPL005", Removal, Default, "相关阅读";
    /// Removes links to the article before and the one after.
    ///
    /// The words `上一篇` or `下一篇` and a colon before a title, or alone with a title under them; and rows of links behind a
    /// label of such (`热门推荐：`), in one line, wherever they stand. Nearly certain at the foot of a text; a sentence that begins
    /// with these words stays, and so does a book to read on in.
    /// ```before
    /// 石桥镇的集市开张了，十里八乡的人都赶来看热闹。
    /// 上一篇：石桥镇老街改造完工
    /// 下一篇：没有了
    /// ```
    /// ```after
    /// 石桥镇的集市开张了，十里八乡的人都赶来看热闹。
    /// ```
    NEIGHBOUR_LINK = "BPL006", Removal, Default, "上一篇下一篇";
    /// Removes the controls of comments.
    ///
    /// Headings such as `网友评论`, fields and buttons, in company at the foot of a text or around the article of a
    /// page. Quite sure. On a page the comments under such a heading go with it, so for a corpus of comments
    /// switch this rule off.
    /// ```before
    /// 石桥镇的集市开张了，十里八乡的人都赶来看热闹。
    /// 发表评论
    /// 登录后参与讨论
    /// ```
    /// ```after
    /// 石桥镇的集市开张了，十里八乡的人都赶来看热闹。
    /// ```
    COMMENT_CONTROL = "BPL007", Removal, Default, "评论控件";
    /// Removes buttons that open the rest of an article.
    ///
    /// The whole line must be such a button, so a sentence that names one stays. Nearly certain.
    /// ```before
    /// 石桥镇的集市开张了，十里八乡的人都赶来看热闹。
    /// 点击展开全文
    /// ```
    /// ```after
    /// 石桥镇的集市开张了，十里八乡的人都赶来看热闹。
    /// ```
    EXPAND_BUTTON = "BPL008", Removal, Default, "展开全文按钮";
    /// Removes calls to follow an account, scan a code or get an app.
    ///
    /// The line must begin with what is to be done and promise an account, an app or more to read, or be marked `【广告】`. A call to scan
    /// a code in order to enrol, pay, fill in or look up something belongs to a notice and stays. Quite sure.
    /// Wrong where an account's own text is wanted for itself.
    /// ```before
    /// 石桥镇的集市开张了，十里八乡的人都赶来看热闹。
    /// 扫描二维码关注我们的公众号
    /// ```
    /// ```after
    /// 石桥镇的集市开张了，十里八乡的人都赶来看热闹。
    /// ```
    FOLLOW_BAR = "BPL009", Removal, Default, "关注与下载";
    /// Removes the numbers of an article's further pages.
    ///
    /// At least three numbers in brackets, or steps such as `上一页`, with numbers or two of them. Nearly certain.
    /// ```before
    /// 石桥镇的集市开张了，十里八乡的人都赶来看热闹。
    /// 【1】【2】【3】
    /// 第二天又下起了雨，人少了许多，摊子也收得早。
    /// ```
    /// ```after
    /// 石桥镇的集市开张了，十里八乡的人都赶来看热闹。
    /// 第二天又下起了雨，人少了许多，摊子也收得早。
    /// ```
    PAGINATION = "BPL010", Removal, Default, "分页";
    /// Removes notices against copying.
    ///
    /// A short line that speaks of copying and of leave to copy, at an end of a text or outside the article of a
    /// page. Reports, laws and contracts speak of the same; their lines name courts, parties or duties, or the
    /// text's title does, and then nothing goes. Quite sure.
    /// ```before
    /// 石桥镇的集市开张了，十里八乡的人都赶来看热闹。
    /// 本文为本站原创，未经授权不得转载，转载请注明出处。
    /// ```
    /// ```after
    /// 石桥镇的集市开张了，十里八乡的人都赶来看热闹。
    /// ```
    REPRINT_NOTICE = "BPL011", Removal, Default, "转载声明";
    /// Removes disclaimers of the site.
    ///
    /// Two phrases of disclaimers, or one in a line that begins with `声明` or speaks of `本站`, after the text's own
    /// last paragraph or outside the article of a page. A text that is itself about rights, by its title or by
    /// several such lines in its middle, is left alone. Quite sure.
    /// ```before
    /// 石桥镇的集市开张了，十里八乡的人都赶来看热闹。
    /// 声明：本站部分图片来源于网络，如有侵权，请联系删除。
    /// ```
    /// ```after
    /// 石桥镇的集市开张了，十里八乡的人都赶来看热闹。
    /// ```
    /// ```kept
    /// 免责声明
    /// 本站内容仅供参考，本站不承担任何责任。
    /// 本站部分图片来源于网络，如有侵权，请联系删除。
    /// ```
    DISCLAIMER = "BPL012", Removal, Default, "免责声明";
    /// Removes copyright lines and licence numbers.
    ///
    /// A sign of copyright with a year or a name of rights, or a licence of a site with its number. Nearly certain
    /// at an end of a text. The licence of a product or a maker stays.
    /// ```before
    /// 石桥镇的集市开张了，十里八乡的人都赶来看热闹。
    /// Copyright © 2020 石桥在线 版权所有
    /// 石ICP备00000000号-1
    /// ```
    /// ```after
    /// 石桥镇的集市开张了，十里八乡的人都赶来看热闹。
    /// ```
    COPYRIGHT_LINE = "BPL013", Removal, Safe, "版权与备案号";
    /// Removes addresses and telephone numbers of the site.
    ///
    /// Lines for advertisers, informers and contributors, and other contacts beside a copyright line. Contacts
    /// alone belong to a notice and stay. Quite sure. Wrong where a notice of the site itself ends in them.
    /// ```before
    /// 石桥镇的集市开张了，十里八乡的人都赶来看热闹。
    /// 广告合作电话：000-00000000
    /// Copyright © 2020 石桥在线 版权所有
    /// ```
    /// ```after
    /// 石桥镇的集市开张了，十里八乡的人都赶来看热闹。
    /// ```
    /// ```kept
    /// 报名截止到本月底，过期不再受理，请各村抓紧通知。
    /// 联系人：林小满
    /// 电话：000-00000000
    /// ```
    CONTACT_FOOTER = "BPL014", Removal, Default, "联系方式";
    /// Removes tools of the page: print, close, font size.
    ///
    /// Several together at an end of a text, or around the article of a page. Quite sure.
    /// ```before
    /// 石桥镇的集市开张了，十里八乡的人都赶来看热闹。
    /// 打印本页
    /// 关闭窗口
    /// ```
    /// ```after
    /// 石桥镇的集市开张了，十里八乡的人都赶来看热闹。
    /// ```
    PAGE_TOOL = "BPL015", Removal, Default, "页面工具";
    /// Removes further copies of the title on a page.
    ///
    /// The `<title>` of a page, with the name of the site, stands over the menus, and the title again over the
    /// article; that one is kept. Only where a whole page was found. Quite sure.
    /// ```kept
    /// 石桥镇的集市
    /// 石桥镇的集市
    /// 石桥镇的集市开张了，十里八乡的人都赶来看热闹。
    /// ```
    TITLE_COPY = "BPL016", Removal, Default, "重复的标题";
    /// Removes what stands outside the article of a page.
    ///
    /// Only where five different pieces of furniture of at least two kinds stand around an article, or three of which one is a
    /// trail of channels over it and one the page's rights under it: then short lines outside it are names of menus and links. Paragraphs outside it stay unless they stand under a heading of
    /// links. Wrong where a page holds two texts and the second consists of short lines. Less sure than the others.
    /// ```kept
    /// 石桥镇的集市
    /// 石桥镇的集市开张了，十里八乡的人都赶来看热闹。
    /// ```
    OUTSIDE_ARTICLE = "BPL017", Removal, Default, "正文之外";
    /// Removes lines that stand at the head or the foot of many documents of the corpus.
    ///
    /// Only with a list that was learned in a first pass over the corpus (`--learn-boilerplate`) or in an earlier
    /// run (`boilerplate.lines`), and only within twelve lines of an end of the document. As sure as the list: it is
    /// written to `_taoxi/boilerplate.toml` for review. Wrong where many documents rightly begin or end alike, as laws
    /// with the name of who passed them do.
    /// ```kept
    /// 石桥在线
    /// 石桥镇的集市开张了，十里八乡的人都赶来看热闹。
    /// ```
    LEARNED_LINE = "BPL018", Removal, Default, "学到的样板行";
    /// Removes single buttons and lines of furniture that stand alone.
    ///
    /// Elsewhere furniture goes in company. This rule takes what is left: one button, or one line of rights,
    /// after the last paragraph, and the surest of these between two paragraphs. Wrong where a text ends
    /// in such a word for its own sake, as verse and dialogue may; so it is for runs that are to be bold.
    /// ```before
    /// 石桥镇的集市开张了，十里八乡的人都赶来看热闹。
    /// 发表评论
    /// ```
    /// ```after
    /// 石桥镇的集市开张了，十里八乡的人都赶来看热闹。
    /// ```
    /// ```kept
    /// 石桥镇的集市开张了，十里八乡的人都赶来看热闹。
    /// 体育
    /// ```
    LONE_FURNITURE = "BPL019", Removal, Aggressive, "孤立的页面部件";
    /// Removes the title of an article.
    ///
    /// The first line, where a note of source, date or writer follows at once. Off unless asked for. Wrong
    /// where a text of another kind begins with a short line over a date.
    /// ```before
    /// 石桥镇的集市
    /// 来源：石桥日报 2020-01-02 08:00
    /// 石桥镇的集市开张了，十里八乡的人都赶来看热闹。
    /// ```
    /// ```after
    /// 来源：石桥日报 2020-01-02 08:00
    /// 石桥镇的集市开张了，十里八乡的人都赶来看热闹。
    /// ```
    /// ```kept
    /// 石桥镇的集市
    /// 石桥镇的集市开张了，十里八乡的人都赶来看热闹。
    /// ```
    TITLE_LINE = "BPL020", Removal, Optional, "标题";
    /// Removes the line of source and date.
    ///
    /// A label such as `来源：`, or a date and little else. Off unless asked for. Wrong where a text is a list of such lines.
    /// ```before
    /// 石桥镇的集市
    /// 来源：石桥日报 2020-01-02 08:00
    /// 石桥镇的集市开张了，十里八乡的人都赶来看热闹。
    /// ```
    /// ```after
    /// 石桥镇的集市
    /// 石桥镇的集市开张了，十里八乡的人都赶来看热闹。
    /// ```
    SOURCE_LINE = "BPL021", Removal, Optional, "来源与日期";
    /// Removes the line that names the writer.
    ///
    /// A label such as `作者：`, or `本报记者` and a name. Off unless asked for. Wrong where a text is a list of such lines.
    /// ```before
    /// 石桥镇的集市开张了，十里八乡的人都赶来看热闹。
    /// 本报记者 林小满
    /// ```
    /// ```after
    /// 石桥镇的集市开张了，十里八乡的人都赶来看热闹。
    /// ```
    BYLINE = "BPL022", Removal, Optional, "作者署名";
    /// Removes the line that names the photographer.
    ///
    /// A short line that ends in `摄` or `供图`, or a label such as `图片来源：`. Off unless asked for. Wrong where a text is a list of such lines.
    /// ```before
    /// 石桥镇的集市开张了，十里八乡的人都赶来看热闹。
    /// 林小满 摄
    /// ```
    /// ```after
    /// 石桥镇的集市开张了，十里八乡的人都赶来看热闹。
    /// ```
    PHOTO_CREDIT = "BPL023", Removal, Optional, "图片署名";
    /// Removes captions of pictures.
    ///
    /// A short line that begins with `图为`, `上图` and the like. Off unless asked for. Wrong where a text is a list of such lines.
    /// ```before
    /// 图为石桥镇的集市
    /// 石桥镇的集市开张了，十里八乡的人都赶来看热闹。
    /// ```
    /// ```after
    /// 石桥镇的集市开张了，十里八乡的人都赶来看热闹。
    /// ```
    CAPTION = "BPL024", Removal, Optional, "图片说明";
    /// Removes the line that names the editor.
    ///
    /// A label such as `责任编辑：`. Off unless asked for. Wrong where a text is a list of such lines.
    /// ```before
    /// 石桥镇的集市开张了，十里八乡的人都赶来看热闹。
    /// 责任编辑：林小满
    /// ```
    /// ```after
    /// 石桥镇的集市开张了，十里八乡的人都赶来看热闹。
    /// ```
    EDITOR_LINE = "BPL025", Removal, Optional, "责任编辑";
}

/// What can be set under `[boilerplate]`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// Whether lines at the ends of many documents are learned in a first pass over the corpus, and removed.
    pub learn: bool,
    /// The share of the documents of the run, or of one folder, at whose ends a learned line stands.
    pub learn_share: f64,
    /// The fewest documents at whose ends a learned line stands.
    pub learn_documents: u64,
    /// A list of lines that another run has learned, to remove them in this one too: its `_taoxi/boilerplate.toml`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lines: Option<PathBuf>,
}

impl Default for Options {
    fn default() -> Self {
        Self { learn: false, learn_share: 0.3, learn_documents: 10, lines: None }
    }
}

/// The stage.
#[derive(Debug, Default)]
pub struct Boilerplate {
    /// Keys of lines learned from a corpus.
    learned: HashSet<u64>,
}

impl Boilerplate {
    /// The stage that also removes the lines of a list learned from a corpus, near the ends of documents.
    #[must_use]
    pub fn with_learned(mut self, list: &Learned) -> Self {
        self.learned.extend(list.keys());
        self
    }
}

impl Stage for Boilerplate {
    fn name(&self) -> &'static str {
        "boilerplate"
    }

    fn rules(&self) -> &'static [&'static Rule] {
        RULES
    }

    fn scan(&self, text: &str, edits: &mut Edits) {
        edits.mark_layout_free();
        let kept: Vec<&'static Rule> = [&SOURCE_LINE, &BYLINE, &PHOTO_CREDIT, &CAPTION, &EDITOR_LINE]
            .into_iter()
            .filter(|r| edits.is_on(r))
            .collect();
        let titles = edits.is_on(&TITLE_LINE);
        let bold = edits.is_on(&LONE_FURNITURE);
        let asked = !kept.is_empty() || titles || !self.learned.is_empty();
        let lines = lines::read(text, if asked { lines::Ask::Everything } else { lines::Ask::Furniture });
        if lines.hits == 0 && !asked {
            return;
        }
        let (lines, hits) = (&lines.list, lines.hits);
        let mut fates = vec![Fate::Keep; lines.len()];
        for (start, end) in cut::pieces(text, lines, hits) {
            let (piece, fates) = (&lines[start..end], &mut fates[start..end]);
            if !page::decide(text, piece, fates) {
                ends::decide(text, piece, fates, bold);
            }
        }
        if !self.learned.is_empty() {
            learned::mark(&self.learned, text, lines, |at| {
                if fates[at] == Fate::Keep {
                    fates[at] = Fate::Learned;
                }
            });
        }
        if titles && let Some(title) = title(lines, &fates) {
            edits.remove(lines[title].span, &TITLE_LINE);
            fates[title] = Fate::Gone;
        }
        for (line, fate) in lines.iter().zip(fates) {
            let rule = match fate {
                Fate::Keep => line.meta.map(of_meta).filter(|r| kept.contains(r)),
                Fate::Gone => None,
                Fate::Spared => {
                    edits.review(line.span, &OUTSIDE_ARTICLE, 0.5, "begins one of several texts outside the article");
                    None
                }
                Fate::Furniture => Some(of_kind(line.kind)),
                Fate::Bar => Some(&NAVIGATION),
                Fate::Trail => Some(&BREADCRUMB),
                Fate::Lone => Some(&LONE_FURNITURE),
                Fate::Outside => Some(&OUTSIDE_ARTICLE),
                Fate::Linked => Some(&RELATED_BLOCK),
                Fate::Title => Some(&TITLE_COPY),
                Fate::Learned => Some(&LEARNED_LINE),
            };
            if let Some(rule) = rule {
                edits.remove(line.span, rule);
            }
        }
    }

    fn evidence(&self, text: &str, place: Span) -> Vec<Evidence> {
        evidence::evidence(text, place)
    }
}

/// The title: the first line that stays, if a note of source, date or writer stands right under it.
fn title(lines: &[lines::Line], fates: &[Fate]) -> Option<usize> {
    let mut kept = (0..lines.len()).filter(|&at| fates[at] == Fate::Keep);
    let title = kept.next()?;
    let line = &lines[title];
    let plain = line.kind == Kind::None && line.meta.is_none() && line.n() <= 60 && !line.is_prose();
    let note = |at: usize| matches!(lines[at].meta, Some(Meta::Source | Meta::Byline));
    (plain && kept.next().is_some_and(note)).then_some(title)
}

/// The rule that removes a kind of furniture.
fn of_kind(kind: Kind) -> &'static Rule {
    match kind {
        Kind::Nav | Kind::Channel => &NAVIGATION,
        Kind::Crumb => &BREADCRUMB,
        Kind::Share | Kind::Counter | Kind::Number => &SHARE_COUNTER,
        Kind::Tools => &PAGE_TOOL,
        Kind::Account | Kind::Cookie => &LOGIN_BAR,
        Kind::Related => &RELATED_BLOCK,
        Kind::Neighbour => &NEIGHBOUR_LINK,
        Kind::Comment => &COMMENT_CONTROL,
        Kind::Expand => &EXPAND_BUTTON,
        Kind::Follow => &FOLLOW_BAR,
        Kind::Pages => &PAGINATION,
        Kind::Reprint => &REPRINT_NOTICE,
        Kind::Disclaimer => &DISCLAIMER,
        Kind::Legal => &COPYRIGHT_LINE,
        Kind::Contact => &CONTACT_FOOTER,
        Kind::None | Kind::Url | Kind::Junk | Kind::Ornament => &OUTSIDE_ARTICLE,
    }
}

/// The rule that removes a kind of note, where a user asks for it.
fn of_meta(meta: Meta) -> &'static Rule {
    match meta {
        Meta::Source => &SOURCE_LINE,
        Meta::Byline => &BYLINE,
        Meta::Credit => &PHOTO_CREDIT,
        Meta::Caption => &CAPTION,
        Meta::Editor => &EDITOR_LINE,
    }
}
