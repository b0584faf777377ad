//! Takes out the furniture of the page: navigation, counters, footers, disclaimers.
//!
//! A page's text, with the tags dropped, is a list of lines, most of which are not the article.
//! [`words`] knows the buttons, [`kinds`] tells what a line is by itself, [`page`] finds the article
//! of a whole page, [`ends`] cleans the head and the foot of everything else.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::{Edits, Rule, Stage};

mod core;
mod cut;
mod ends;
mod kinds;
pub mod learned;
mod lines;
mod page;
mod words;

use kinds::{Kind, Meta};
use learned::Learned;
use page::Fate;

crate::rules! {
    /// Removes menus.
    ///
    /// A line of at least four short pieces, most of them names of channels and buttons, or a run of
    /// such words in lines of their own, at the head or the foot of a text or anywhere outside the
    /// article of a page. Near-certain. Wrong where a text's own list of short words begins or ends it
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
    /// Default. Wrong where an article ends in a list of such words.
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
    /// ```before
    /// 石桥镇的集市开张了，十里八乡的人都赶来看热闹。
    /// 点击展开全文
    /// ```
    /// ```after
    /// 石桥镇的集市开张了，十里八乡的人都赶来看热闹。
    /// ```
    EXPAND_BUTTON = "BPL008", Removal, Default, "展开全文按钮";
    /// Removes calls to follow an account, scan a code or get an app.
    /// ```before
    /// 石桥镇的集市开张了，十里八乡的人都赶来看热闹。
    /// 扫描二维码关注我们的公众号
    /// ```
    /// ```after
    /// 石桥镇的集市开张了，十里八乡的人都赶来看热闹。
    /// ```
    FOLLOW_BAR = "BPL009", Removal, Default, "关注与下载";
    /// Removes the numbers of an article's further pages.
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
    /// ```before
    /// 石桥镇的集市开张了，十里八乡的人都赶来看热闹。
    /// 本文为本站原创，未经授权不得转载，转载请注明出处。
    /// ```
    /// ```after
    /// 石桥镇的集市开张了，十里八乡的人都赶来看热闹。
    /// ```
    REPRINT_NOTICE = "BPL011", Removal, Default, "转载声明";
    /// Removes disclaimers of the site.
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
    /// ```kept
    /// 石桥镇的集市
    /// 石桥镇的集市
    /// 石桥镇的集市开张了，十里八乡的人都赶来看热闹。
    /// ```
    TITLE_COPY = "BPL016", Removal, Default, "重复的标题";
    /// Removes what stands outside the article of a page.
    /// ```kept
    /// 石桥镇的集市
    /// 石桥镇的集市开张了，十里八乡的人都赶来看热闹。
    /// ```
    OUTSIDE_ARTICLE = "BPL017", Removal, Default, "正文之外";
    /// Removes lines that stand at the head or the foot of many documents of the corpus.
    ///
    /// Only with a list that was learned in a first pass over the corpus or in an earlier run, and only within
    /// twelve lines of an end of the document. As sure as the list: it is written out for review.
    /// ```kept
    /// 石桥在线
    /// 石桥镇的集市开张了，十里八乡的人都赶来看热闹。
    /// ```
    LEARNED_LINE = "BPL018", Removal, Default, "学到的样板行";
    /// Removes the line of source and date.
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
    /// ```before
    /// 石桥镇的集市开张了，十里八乡的人都赶来看热闹。
    /// 本报记者 林小满
    /// ```
    /// ```after
    /// 石桥镇的集市开张了，十里八乡的人都赶来看热闹。
    /// ```
    BYLINE = "BPL022", Removal, Optional, "作者署名";
    /// Removes the line that names the photographer.
    /// ```before
    /// 石桥镇的集市开张了，十里八乡的人都赶来看热闹。
    /// 林小满 摄
    /// ```
    /// ```after
    /// 石桥镇的集市开张了，十里八乡的人都赶来看热闹。
    /// ```
    PHOTO_CREDIT = "BPL023", Removal, Optional, "图片署名";
    /// Removes captions of pictures.
    /// ```before
    /// 图为石桥镇的集市
    /// 石桥镇的集市开张了，十里八乡的人都赶来看热闹。
    /// ```
    /// ```after
    /// 石桥镇的集市开张了，十里八乡的人都赶来看热闹。
    /// ```
    CAPTION = "BPL024", Removal, Optional, "图片说明";
    /// Removes the line that names the editor.
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
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Options {}

/// The stage.
#[derive(Debug, Default)]
pub struct Boilerplate {
    #[expect(dead_code)]
    options: Options,
    /// Keys of lines learned from a corpus.
    learned: HashSet<u64>,
}

impl Boilerplate {
    /// The stage with these options.
    #[must_use]
    pub fn new(options: Options) -> Self {
        Self { options, learned: HashSet::new() }
    }

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
        let lines = lines::read(text);
        let kept: Vec<&'static Rule> = [&SOURCE_LINE, &BYLINE, &PHOTO_CREDIT, &CAPTION, &EDITOR_LINE]
            .into_iter()
            .filter(|r| edits.is_on(r))
            .collect();
        if lines.hits == 0 && kept.is_empty() && self.learned.is_empty() {
            return;
        }
        let (lines, hits) = (&lines.list, lines.hits);
        let mut fates = vec![Fate::Keep; lines.len()];
        for (start, end) in cut::pieces(text, lines, hits) {
            let (piece, fates) = (&lines[start..end], &mut fates[start..end]);
            if !page::decide(text, piece, fates) {
                ends::decide(text, piece, fates);
            }
        }
        if !self.learned.is_empty() {
            learned::mark(&self.learned, text, lines, |at| fates[at] = Fate::Learned);
        }
        for (line, fate) in lines.iter().zip(fates) {
            let rule = match fate {
                Fate::Keep => line.meta.map(of_meta).filter(|r| kept.contains(r)),
                Fate::Furniture => Some(of_kind(line.kind)),
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
