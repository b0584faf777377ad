//! Ways to get in touch: mobile and service numbers, QQ, WeChat, Telegram, domains.

use super::line::Line;

/// What a line tells of how to get in touch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Contact {
    /// A mobile number, or a service number with 400 or 800.
    pub(super) phone: bool,
    /// A name or number behind `微信`, `QQ`, `电报` and the ways they are disguised.
    pub(super) account: bool,
    /// A domain.
    pub(super) site: bool,
    /// The reader is asked to add, scan, call or search.
    pub(super) call: bool,
    /// The reader is asked to scan a code, which stands in a picture.
    pub(super) scan: bool,
}

/// Labels that an account follows. Longest first where one begins another.
const LABELS: &[&str] = &[
    "微信公众号",
    "微信号码",
    "微信同号",
    "微信号",
    "微信",
    "薇信",
    "威信",
    "徽信",
    "微星号",
    "wechat",
    "weixin",
    "v信",
    "vx",
    "wx",
    "加微",
    "加薇",
    "加v",
    "qq群号",
    "qq群",
    "qq号",
    "qq",
    "扣扣",
    "企鹅号",
    "企鹅",
    "q群",
    "加q",
    "电报群",
    "电报",
    "纸飞机",
    "飞机号",
    "telegram",
    "tg",
    "whatsapp",
    "蝙蝠",
    "客服号",
    "徽",
    "薇",
];

/// What may stand between a label and its account.
const BETWEEN: &[&str] = &[
    "号码", "同号", "客服", "咨询", "搜索", "订购", "预订", "下单", "联系", "添加", "报名", "号", "是", "为", "群",
    "id",
];

const CALLS: &[&str] = &[
    "加微",
    "加薇",
    "加威",
    "加v",
    "加q",
    "加扣",
    "加我",
    "加群",
    "加入",
    "添加",
    "加老师",
    "加助理",
    "加客服",
    "请加",
    "扫码",
    "扫一扫",
    "扫描",
    "长按",
    "咨询",
    "私信",
    "联系",
    "致电",
    "来电",
    "拨打",
    "热线",
    "搜索",
    "进群",
    "认准",
    "电话",
    "手机",
    "详谈",
    "私聊",
    "关注",
    "点击",
    "访问",
    "登录",
    "登陆",
];

const SCANS: &[&str] =
    &["扫码", "扫一扫", "扫描二维码", "扫描下方", "扫下方", "长按识别", "长按二维码", "识别二维码", "扫二维码"];

/// Endings of domains that advertisements use, and the common ones.
const TLDS: &[&str] = &[
    "com", "cn", "net", "org", "cc", "vip", "top", "xyz", "info", "me", "tv", "co", "site", "club", "shop", "online",
    "live", "app", "fun", "icu", "biz", "la", "ws", "in", "win", "bet", "link", "pw", "us", "io",
];

fn starts_with(chars: &[char], phrase: &str) -> bool {
    let mut chars = chars.iter();
    phrase.chars().all(|p| chars.next() == Some(&p))
}

/// The first of the phrases that `chars` begins with, and how many characters it is.
fn leading(chars: &[char], phrases: &[&str]) -> Option<usize> {
    phrases.iter().find(|p| starts_with(chars, p)).map(|p| p.chars().count())
}

/// Length of the run of ASCII letters and digits that `chars` begins with.
fn ascii_run(chars: &[char]) -> usize {
    chars.iter().take(24).take_while(|c| c.is_ascii_alphanumeric()).count()
}

fn is_account(chars: &[char]) -> bool {
    let run = ascii_run(chars);
    run >= 5 && chars[..run].iter().any(|c| c.is_ascii_digit() || run >= 6)
}

/// Whether `chars` begins with a mobile number, or one with 400 or 800.
fn is_phone(chars: &[char]) -> bool {
    let digits = chars.iter().take(12).take_while(|c| c.is_ascii_digit()).count();
    match chars {
        ['1', '3'..='9', ..] => digits == 11,
        ['4' | '8', '0', '0', ..] => digits == 10,
        _ => false,
    }
}

/// Reads the ways to get in touch out of a line. Linear.
pub(super) fn read(text: &str, line: &Line) -> Contact {
    let chars = &line.chars;
    let mut contact = Contact { site: has_domain(text), ..Contact::default() };
    for at in 0..chars.len() {
        let rest = &chars[at..];
        let fresh = at == 0 || !chars[at - 1].is_ascii_digit() || line.soft[at - 1] != line.soft[at];
        contact.phone |= fresh && is_phone(rest);
        match rest[0] {
            '微' | '薇' | '威' | '徽' | 'w' | 'v' | '加' | 'q' | '扣' | '企' | '电' | '纸' | '飞' | 't' | '蝙'
            | '客'
                if !contact.account =>
            {
                let joined = at > 0 && line.soft[at - 1] == line.soft[at];
                let inside_word = rest[0].is_ascii() && joined && chars[at - 1].is_ascii_alphanumeric();
                if let Some(mut n) = leading(rest, LABELS).filter(|_| !inside_word) {
                    for _ in 0..2 {
                        n += leading(&rest[n..], BETWEEN).unwrap_or(0);
                    }
                    contact.account |= is_account(&rest[n..]);
                }
            }
            _ => {}
        }
        contact.call |= leading(rest, CALLS).is_some();
        contact.scan |= leading(rest, SCANS).is_some();
    }
    contact
}

/// Whether a domain stands in `text`: letters, digits and hyphens, a dot, an ending in use.
fn has_domain(text: &str) -> bool {
    text.match_indices('.').any(|(dot, _)| {
        let before = text[..dot].bytes().rev().take_while(|b| b.is_ascii_alphanumeric() || *b == b'-').count();
        let ending = text[dot + 1..].bytes().take(8).take_while(u8::is_ascii_alphabetic).count();
        // Of an address that is written in full one letter is enough, as in those that shorten others.
        let whole = before == 1 && text[..dot - 1].ends_with("://");
        (before >= 2 || whole) && TLDS.iter().any(|t| t.eq_ignore_ascii_case(&text[dot + 1..dot + 1 + ending]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contact(text: &str) -> Contact {
        let mut line = Line::default();
        line.read(text);
        read(text, &line)
    }

    #[test]
    fn finds_accounts_however_they_are_disguised() {
        for text in [
            "加微信：abc123456",
            "薇❤信 tiny88",
            "➕V：wudi5678",
            "加 扣 扣 12345678",
            "微信号码是 lisi2020",
            "TG：@chunfeng99",
        ] {
            assert!(contact(text).account, "{text}");
        }
        for text in ["微信用户达12亿", "电报局", "QQ音乐", "weixin", "企鹅生活在南极"] {
            assert!(!contact(text).account, "{text}");
        }
    }

    #[test]
    fn finds_numbers_and_domains() {
        assert!(contact("电话 138-0000-1234").phone);
        assert!(contact("400-800-1234").phone);
        assert!(!contact("编号 20231380000").phone && !contact("2023 年 1380").phone);
        assert!(contact("请上 www.xinshu88.com 看").site);
        assert!(!contact("版本 1.5.2，见 a.b").site);
    }
}
