//! What the stage takes out, and when that would be wrong.

crate::rules! {
    /// Bar of advertising keywords.
    ///
    /// Four or more short segments between marks that prose hardly uses (`|`, `_`, `/`, `★`, `【】`), without
    /// the end of a sentence; at least two hold different phrases that lists of advertisements are made of,
    /// and half hold such a phrase or a lure (`免费`, `官网`, `下载`). Compromised pages carry such a bar above,
    /// below or in the middle of the article. Near-certain. It would be wrong on a list of such phrases that
    /// somebody collected as a subject of study; words of reports, judgments, laws and science (`案件`, `查处`,
    /// `研究`) anywhere in the line keep it, and so do rows of a table.
    ///
    /// ```before
    /// 在线棋牌游戏|真人娱乐官网|新开传奇私服|免费注册送彩金|手机版下载
    /// 春风镇的桃花开了。
    /// ```
    /// ```after
    /// 春风镇的桃花开了。
    /// ```
    /// ```kept
    /// 首页 | 新闻 | 彩票 | 视频 | 免费下载
    /// 电信诈骗 | 网络赌博 | 无抵押贷款骗局 | 刷单返利 | 反诈专栏
    /// ```
    KEYWORD_BAR = "SPM001", Removal, Safe, "关键词广告条";

    /// Run of advertising keywords.
    ///
    /// As the bar of keywords, but the segments are cut by marks that prose uses too: commas, `、`, `·`,
    /// hyphens, spaces. So more is asked for: three segments with phrases that belong to advertisements, two
    /// different lures or offers (one is enough beside five such segments) or a way to get in touch, hardly a function word, and no
    /// sign that the line goes on from the line before. Three segments will do where each is a phrase, without a function word, and
    /// gambling, porn or game servers weigh heavily. A short line without quotation marks goes, too, if two fifths of it are phrases
    /// of the trades, three of them different, and one such as nobody but an advertiser writes (`注册送38元`); or if a third of it is
    /// two phrases of porn or gambling, and no word of it stands in the prose around, which is no report. It would be wrong on an
    /// enumeration in a text about such things that happens to hold two lures and no word of a report; enumerations without lures stay.
    ///
    /// ```before
    /// 免费传奇私服 新开传奇发布 变态传奇下载 单职业传奇官网
    /// 雨下了一夜。
    /// 性感荷官在线发牌，澳门首家线上赌场，注册送38元
    /// ```
    /// ```after
    /// 雨下了一夜。
    /// ```
    /// ```kept
    /// 老虎机、百家乐、骰宝、轮盘、牌九
    /// ```
    KEYWORD_RUN = "SPM002", Removal, Default, "关键词广告串";

    /// Advertisement with its characters set apart.
    ///
    /// Five or more single Han characters with the same mark between (`加/微/信`), which read together hold
    /// phrases of an advertisement or a way to get in touch; four beside such a way and a phrase. Set apart like this, words are meant to pass a filter.
    /// It would be wrong on a quotation of such a disguise in an article about it.
    ///
    /// ```before
    /// 代/开/各/类/发/票/验/后/付/款
    /// 税收的宣传从今天开始。
    /// ```
    /// ```after
    /// 税收的宣传从今天开始。
    /// ```
    /// ```kept
    /// 平/平/仄/仄/平/平/仄
    /// ```
    SPLIT_CHARACTERS = "SPM003", Removal, Default, "拆字广告";

    /// Offer of a shady service with a way to get in touch.
    ///
    /// A short line with a way to get in touch and phrases of a trade: invoices, certificates, loans, cures, game
    /// servers, side jobs. How much the phrases must weigh depends on the way to get in touch, which tells most where it is disguised
    /// (`➕V`, `薇❤`, `飞机：@`, `一三八`) and least where it is a telephone or a domain, and on the shape: in a telegram
    /// of several short pieces without function words a disguised account needs a word of business only. It would be wrong on a line of
    /// evidence quoted word for word, which quotation marks and narrative words keep, and on the small advertisement of an honest shop.
    /// Lists of telephones and words of honest notices (`投稿`, `招聘`, `门诊`) keep a line or ask for more.
    /// Less is asked of a line whose words stand nowhere in the prose around it. Of a paragraph only the sentences around the way to get
    /// in touch go, and only where no word of a report stands beside them.
    ///
    /// ```before
    /// 长期代开各类发票，验后付款，电话13800001234
    /// 市里今天开会。
    /// 苹果手机官换机，靓机八百起，支持闲鱼，➕Ｖ：chunfeng_88
    /// ```
    /// ```after
    /// 市里今天开会。
    /// ```
    /// ```kept
    /// 便民电话：开锁13800001111，管道疏通13900002222，家电维修13700003333
    /// 春江银行小额贷款业务咨询电话：400-000-1234
    /// 对方称可以代开发票，让他加微信chunfeng88验票。
    /// ```
    SERVICE_AD = "SPM004", Removal, Default, "服务广告";

    /// Invitation to add an account, call or scan for a gift.
    ///
    /// A short line that asks the reader to add an account, call or scan, and promises something for it
    /// (`免费领取`, `名额有限`, `进群`). It would be wrong on an organiser's own invitation; lines
    /// that speak of `报名`, lectures or meetings and lines with quotation marks stay.
    ///
    /// ```before
    /// 加微信chunfeng88免费领取全套资料，名额有限！
    /// 课文讲的是春天。
    /// ```
    /// ```after
    /// 课文讲的是春天。
    /// ```
    /// ```kept
    /// 联系人：王老师，微信：wanglaoshi88
    /// ```
    CONTACT_LURE = "SPM005", Removal, Default, "引流联系方式";

    /// Title of a compromised page.
    ///
    /// One of the first three lines has segments made of phrases of gambling, porn or game servers and lures,
    /// at its beginning or end, beside a clean title: those segments go, the title stays. It would be
    /// wrong on the honest title of such a site.
    ///
    /// ```before
    /// 春江县召开水利工作会议-真人娱乐官网登录入口
    /// 会议部署了今年的工作。
    /// ```
    /// ```after
    /// 春江县召开水利工作会议
    /// 会议部署了今年的工作。
    /// ```
    /// ```kept
    /// 威尼斯人怎样过节 - 春江旅游
    /// ```
    HACKED_TITLE = "SPM006", Removal, Default, "被篡改的标题";

    /// Block of links to advertisements, one a line.
    ///
    /// Four or more short lines in a row, each with a phrase of a trade or a lure, at least half of them
    /// and at least three with a phrase that belongs to advertisements, two with a lure. It would be wrong on a list that
    /// is itself the subject: a block that is most of a long document is left and listed for review. A line of nothing but
    /// addresses of the web goes with the advertisement that stands over it.
    ///
    /// ```before
    /// 桥修好了。
    /// 真人娱乐官网
    /// 时时彩平台
    /// 棋牌游戏下载
    /// 传奇私服发布
    /// ```
    /// ```after
    /// 桥修好了。
    /// ```
    /// ```kept
    /// 百家乐
    /// 骰宝
    /// 老虎机
    /// 牌九
    /// ```
    LINK_BLOCK = "SPM007", Removal, Default, "广告链接块";

    /// List of search phrases that repeat one name.
    ///
    /// Four or more segments of which at least three in five share one piece of four characters, with two different phrases such as
    /// `哪家好`, `厂家批发`, `公司电话`: written for search engines. A piece of two characters will do beside three such phrases, one of
    /// three beside three phrases of trades, each without a function word; and any of two, if four segments in five share it and
    /// the line sounds like a seller. So are four segments
    /// between underscores of which three hold words of searches (`怎么`, `免费下载`, `范文`), if next to no word of theirs
    /// stands in the text around, or they stand over another title. It would be
    /// wrong on an honest list of one product's prices; a single such phrase is not enough.
    ///
    /// ```before
    /// 春江搬家公司电话,春江搬家公司哪家好,春江搬家公司价格,春江搬家公司排名
    /// 路通了。
    /// ```
    /// ```after
    /// 路通了。
    /// ```
    /// ```kept
    /// 春江市东区,春江市西区,春江市南区,春江市北区
    /// ```
    ///
    /// The title of the page itself, in the words of its text, stays.
    /// ```kept
    /// 膝盖痛怎么治疗_膝盖痛吃什么药_膝盖痛能治好吗_康宁健康门户
    /// 膝盖痛的人，吃什么药、怎么治疗，先要弄清楚膝盖为什么痛，多数膝盖痛能治好。
    /// ```
    SEARCH_STUFFING = "SPM008", Removal, Default, "搜索词堆砌";

    /// Line of a reading site between the paragraphs of a book.
    ///
    /// A short line with two or more phrases such as `最新章节`, `一秒记住`, `手机用户请浏览`, `本章未完`, or one that begins
    /// with such a phrase and names a site. Sites that copy
    /// novels put them between the paragraphs. It would be wrong on a text about such sites.
    ///
    /// ```before
    /// 他推门走了出去。
    /// 天才一秒记住本站，手机用户请浏览阅读，最新章节更新最快
    /// 门外是雪。
    /// ```
    /// ```after
    /// 他推门走了出去。
    /// 门外是雪。
    /// ```
    /// ```kept
    /// 他翻到最新章节，读了一夜。
    /// ```
    READING_SITE = "SPM009", Removal, Default, "小说站广告";

    /// Advertising slogan.
    ///
    /// A short line without a mark of its own that consists of phrases of gambling, porn or game servers and
    /// of lures, for seven tenths at least. It would be wrong on a heading of such words in a text about the trade
    /// that holds no word of a report.
    ///
    /// ```before
    /// 真人百家乐注册送彩金官网下载
    /// 船靠岸了。
    /// ```
    /// ```after
    /// 船靠岸了。
    /// ```
    /// ```kept
    /// 六合彩开奖结果
    /// ```
    SLOGAN = "SPM010", Removal, Default, "广告语";

    /// Line that sounds like somebody who sells.
    ///
    /// A short line whose pairs of characters are those of sellers, whatever is sold: a linear model fitted to some three and a
    /// half thousand advertisements and as many honest lines of our own writing, and more, gives the log-odds, and shape, phrases
    /// and the way to get in touch shift them. The bar stands higher for a line that tells no number, account or site, for one with a
    /// name in quotation marks or with a sentence that no seller would say, for one whose words stand in the prose around it too,
    /// and where the lines beside it go on about an offer; longer quotations, dates, words that point back to what was
    /// said before, and people named as reports name them keep a line. It would be wrong on an honest offer in a text about
    /// something else.
    ///
    /// ```before
    /// 王大爷在河边种了一排柳树，春天的时候，孩子们折下枝条做哨子。
    /// 祖传手工布鞋，穿一双养脚三年，想要的姐妹评论区留尺码，买两双包邮。
    /// 柳树长得很快，第三年就能遮住半条河了，夏天常有人坐在树下乘凉。
    /// ```
    /// ```after
    /// 王大爷在河边种了一排柳树，春天的时候，孩子们折下枝条做哨子。
    /// 柳树长得很快，第三年就能遮住半条河了，夏天常有人坐在树下乘凉。
    /// ```
    /// ```kept
    /// 孙师傅做了四十年布鞋，一双要纳三千多针，卖两百元，来买的多是老顾客。
    /// ```
    SALES_TALK = "SPM011", Removal, Default, "推销口吻";

    /// Row of pieces that begin with the made-up name of a site.
    ///
    /// Three of five pieces of a line, three at least, begin with the same name, and words such as `登录`, `手机版` or `官网`
    /// stand behind it in half of them (two pieces will do where the others are such words by themselves), and no sentence of
    /// the text speaks of the name. If the name is no word of the language, short lines that speak of it go too, but for those that
    /// quote, report, or sound like no seller. It would be wrong on the index of a site that the text does not mention.
    ///
    /// ```before
    /// 顶禾国际登录_顶禾国际手机版_顶禾国际【官方认证】
    /// 村口的老槐树今年又开了花，老人们搬着竹椅坐在树下，从清早聊到黄昏。
    /// ```
    /// ```after
    /// 村口的老槐树今年又开了花，老人们搬着竹椅坐在树下，从清早聊到黄昏。
    /// ```
    /// ```kept
    /// 石桥中学 石桥小学 石桥幼儿园 石桥卫生院
    /// 村口的老槐树今年又开了花，老人们搬着竹椅坐在树下，从清早聊到黄昏。
    /// ```
    NAME_ROW = "SPM012", Removal, Default, "站名词串";
}
