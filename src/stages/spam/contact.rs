//! Ways to get in touch: mobile and service numbers, QQ, WeChat, Telegram, domains.

use std::sync::LazyLock;

use super::super::lists::sections;
use super::line::Line;
use crate::han::class::is_han;
use crate::span::floor_boundary;

/// What a line tells of how to get in touch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Contact {
    /// A mobile number, or a service number with 400 or 800.
    pub(super) phone: bool,
    /// How many numbers of telephones stand in the line, each with words of its own before it.
    pub(super) phones: usize,
    /// A number with an area code.
    pub(super) landline: bool,
    /// A name or number behind `微信`, `QQ`, `电报` and the ways they are disguised.
    pub(super) account: bool,
    /// The account or the number is written as only advertisements write it: `➕V`, `薇❤`, `飞机`, `①③⑧`.
    pub(super) covert: bool,
    /// An account of somebody who is named: `张三（微信号：…）`.
    pub(super) aside: bool,
    /// A domain.
    pub(super) site: bool,
    /// A domain such as advertisements have: a cheap ending, or figures in the name.
    pub(super) dubious: bool,
    /// The name of a public account or of what to search for: `公众号：`, `淘宝搜：`.
    pub(super) named: bool,
    /// The reader is asked to add, scan, call or search.
    pub(super) call: bool,
    /// The reader is asked to scan a code, which stands in a picture.
    pub(super) scan: bool,
}

impl Contact {
    /// Whether a number, an account or a site stands in the line, rather than where to look for one.
    pub(super) fn is_seen(self) -> bool {
        self.phone || self.landline || self.account || self.site
    }

    /// Whether nothing but numbers with area codes is told, as offices do.
    pub(super) fn is_area_code_alone(self) -> bool {
        self.landline && self.grade() == 1 && !self.phone && !self.site
    }

    /// How much the way to get in touch tells by itself: 0, nothing there; 1, as in any footer; 2, as when a person
    /// is asked to write to a person; 3, disguised.
    pub(super) fn grade(self) -> usize {
        let reach = self.is_seen() || self.named || self.scan;
        match self {
            Self { covert: true, .. } => 3,
            Self { account: true, landline: false, .. } | Self { dubious: true, .. } => 2,
            _ => usize::from(reach),
        }
    }
}

/// The sections of the data file, in its order.
#[derive(Clone, Copy)]
#[repr(u8)]
enum Says {
    /// Labels that an account follows.
    Labels,
    /// Labels that advertisements use to pass a filter, or that lead where no filter is.
    Covert,
    /// What may stand between a label and its account.
    Between,
    /// What the reader is asked to do with a person or an account.
    Verbs,
    /// What a word or a number to answer with follows.
    Answers,
    /// What the reader is asked to do.
    Calls,
    /// What the name of a public account, a shop or a search follows.
    Named,
    /// What is done with a code in a picture.
    Scans,
    /// Endings of domains that advertisements use, the common ones, and the one kept free for samples (RFC 2606).
    Domains,
}

static PHRASES: LazyLock<[Vec<&'static str>; 9]> = LazyLock::new(|| {
    const NAMES: [&str; 9] = ["labels", "covert", "between", "verbs", "answers", "calls", "named", "scans", "domains"];
    sections(include_str!("contact.txt"), NAMES)
});

/// The words of a section.
fn says(what: Says) -> &'static [&'static str] {
    &PHRASES[what as usize]
}

/// A character that may begin a label, one that may begin a call, a scan or what names follow, and one that may begin a verb or an answer.
const LABEL: u8 = 1;
const PHRASE: u8 = 2;
const VERB: u8 = 4;

/// What a character may begin, by its code, cut short: most begin nothing.
static STARTS: LazyLock<[u8; 1 << 12]> = LazyLock::new(|| {
    let mut starts = [0; 1 << 12];
    let kinds = [
        (Says::Labels, LABEL),
        (Says::Covert, LABEL),
        (Says::Calls, PHRASE),
        (Says::Scans, PHRASE),
        (Says::Named, PHRASE),
        (Says::Verbs, VERB),
        (Says::Answers, VERB),
    ];
    for (list, kind) in kinds {
        for phrase in says(list) {
            starts[phrase.chars().next().map_or(0, |c| c as usize) % (1 << 12)] |= kind;
        }
    }
    starts
});

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

/// A digit as advertisements write it, too: `一三八`, `壹叁捌`, `幺`, and the letter `o`.
fn is_any_digit(c: char) -> bool {
    c.is_ascii_digit()
        || matches!(c, '零' | '〇' | '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '幺' | 'o')
        || matches!(c, '壹' | '贰' | '叁' | '肆' | '伍' | '陆' | '柒' | '捌' | '玖')
}

/// Whether `chars` begins with a mobile number, or one with 400 or 800; `digits` tells how long a number would be.
fn is_phone(chars: &[char], digits: impl Fn() -> [usize; 2]) -> bool {
    match chars {
        ['1', '3'..='9', ..] => digits().contains(&11),
        ['4' | '8', '0', '0', ..] => digits().contains(&10),
        _ => false,
    }
}

/// How many digits stand at `at`, whatever is between them, and how many before a mark that ends a clause.
fn digits_at(text: &str, line: &Line, at: usize) -> [usize; 2] {
    const MOST: usize = 13;
    let run = line.chars[at..].iter().take(MOST).take_while(|c| c.is_ascii_digit()).count();
    let goes_on =
        |n: usize| !text[line.at[at + n - 1] as usize..line.at[at + n] as usize].contains(['，', ',', '；', ';', '、']);
    [run, (1..run).take_while(|&n| goes_on(n)).count() + run.min(1)]
}

/// Whether `chars` begins with a mobile number in digits that are not all ASCII.
fn is_written_phone(chars: &[char]) -> bool {
    match chars {
        ['1' | '一' | '幺' | '壹', '0' | '零' | '〇' | '一' | '1' | '二' | '2' | 'o', ..] => false,
        ['1' | '一' | '幺' | '壹', ..] => written_digits(chars) == 11,
        ['四' | '八', '零' | '〇', '零' | '〇', ..] => written_digits(chars) == 10,
        _ => false,
    }
}

/// Length of the run of digits in any writing that `chars` begins with.
fn written_digits(chars: &[char]) -> usize {
    chars.iter().take(12).take_while(|&&c| is_any_digit(c)).count()
}

/// Whether `chars` begins with an area code and a number of seven or eight digits.
fn is_landline(chars: &[char], digits: impl Fn() -> [usize; 2]) -> bool {
    matches!(chars, ['0', '1'..='9', ..]) && digits().iter().any(|n| (10..=12).contains(n))
}

/// Reads the ways to get in touch out of a line. Linear.
pub(super) fn read(text: &str, line: &Line) -> Contact {
    let chars = &line.chars;
    let (site, dubious) = domain(text);
    let mut contact = Contact { site, dubious, named: line.keys > 0, call: line.keys > 0, ..Contact::default() };
    contact.account = has_handle(text);
    // Writers and papers give the names of their pages, too.
    contact.covert = contact.account && !text.contains("微博");
    let circled = |at: usize| {
        let written = text[line.at[at] as usize..].chars().next();
        written.is_some_and(|c| !c.is_ascii() && !('０'..='９').contains(&c))
    };
    if ends_with_call(chars) {
        (contact.call, contact.covert) = (true, true);
    }
    let mut last_phone = None;
    for at in 0..chars.len() {
        let rest = &chars[at..];
        let fresh = at == 0 || !chars[at - 1].is_ascii_digit() || line.soft[at - 1] != line.soft[at];
        if fresh && is_phone(rest, || digits_at(text, line, at)) {
            contact.phone = true;
            contact.covert |= circled(at) && circled(at + 1);
            let apart = last_phone.is_none_or(|last| chars[last..at].iter().any(|c| !c.is_ascii_digit()));
            contact.phones += usize::from(apart);
            last_phone = Some(at);
        } else if fresh && is_landline(rest, || digits_at(text, line, at)) {
            contact.landline = true;
            contact.phones += 1;
        } else if is_written_phone(rest) && (at == 0 || !is_any_digit(chars[at - 1])) {
            (contact.phone, contact.covert) = (true, true);
        }
        let starts = STARTS[rest[0] as usize % STARTS.len()];
        if starts & LABEL != 0
            && !contact.covert
            && let Some(covert) = account_at(line, at)
        {
            if is_aside(text, line.at[at] as usize) {
                contact.aside = true;
            } else {
                (contact.account, contact.covert) = (true, covert);
            }
        }
        contact.account |= !contact.account && starts & VERB != 0 && person_at(rest);
        contact.named |= starts & VERB != 0 && answers_with_key(line, at);
        if starts & PHRASE == 0 {
            continue;
        }
        contact.call |= !contact.call && leading(rest, says(Says::Calls)).is_some();
        contact.scan |= !contact.scan && leading(rest, says(Says::Scans)).is_some();
        contact.named |= leading(rest, says(Says::Named)).is_some_and(|n| {
            let ends = line.at.get(at + n - 1).zip(line.at.get(at + n));
            ends.is_some_and(|(&from, &to)| text[from as usize..to as usize].contains([':', '：']))
        });
    }
    contact
}

/// Whether a short line ends by asking for an account to be added that it does not tell, under a name that only advertisements
/// use: `代开发票加V`. Papers say of a verified account that it has a V, too, but not beside a trade.
fn ends_with_call(chars: &[char]) -> bool {
    const LONGEST: usize = 16;
    const CALLS: [[char; 2]; 2] = [['加', 'v'], ['加', '扣']];
    chars.len() <= LONGEST && CALLS.iter().any(|call| chars.ends_with(call))
}

/// Whether a label begins at `at` with an account behind it: if so, whether one of the two is disguised.
fn account_at(line: &Line, at: usize) -> Option<bool> {
    let (chars, rest) = (&line.chars, &line.chars[at..]);
    let joined = at > 0 && line.soft[at - 1] == line.soft[at];
    if rest[0].is_ascii() && joined && chars[at - 1].is_ascii_alphanumeric() {
        return None;
    }
    let plain = leading(rest, says(Says::Labels));
    let mut n = plain.or_else(|| leading(rest, says(Says::Covert)))?;
    // `v` of `verse` is no label, and `V xue` holds the label `v` and not `vx`.
    let apart = |i: usize| line.at.get(at + i).is_some_and(|&next| next > line.at[at + i - 1] + 1);
    if n == 2 && rest[0].is_ascii() && apart(1) {
        n = 1;
    }
    let single = n == 1;
    let glued = rest[n - 1].is_ascii() && rest.get(n).is_some_and(char::is_ascii_alphabetic) && !apart(n);
    for _ in 0..2 {
        n += leading(&rest[n..], says(Says::Between)).unwrap_or(0);
    }
    let account = &rest[n..];
    if !glued && is_account(account) && (!single || ascii_run(account) >= 6) {
        return Some(plain.is_none());
    }
    (!single && (7..=11).contains(&written_digits(account))).then_some(true)
}

/// Whether the label at `at` stands in brackets that follow a word: whoever writes `张三（微信号：…）` tells whose
/// account it is.
fn is_aside(text: &str, at: usize) -> bool {
    const LONGEST: usize = 40;
    let before = &text[floor_boundary(text, at.saturating_sub(LONGEST))..at];
    let Some(open) = before.rfind(['（', '(']) else { return false };
    !before[open..].contains(['）', ')']) && before[..open].chars().next_back().is_some_and(char::is_alphanumeric)
}

/// Whether somebody is named at `at` whom the reader is to add or to find, with a name of letters and digits behind:
/// `加客服 chunfeng88`.
fn person_at(chars: &[char]) -> bool {
    let Some(verb) = leading(chars, says(Says::Verbs)) else { return false };
    let who = chars[verb..].iter().take(5).take_while(|&&c| is_han(c)).count();
    let name = &chars[verb + who..];
    let run = &name[..ascii_run(name)];
    (6..=20).contains(&run.len()) && run.iter().any(char::is_ascii_digit) && run.iter().any(char::is_ascii_alphabetic)
}

/// Whether the reader is told at `at` what to answer: `扣666`, with nothing behind it in the clause.
fn answers_with_key(line: &Line, at: usize) -> bool {
    let Some(verb) = leading(&line.chars[at..], says(Says::Answers)) else { return false };
    let run = ascii_run(&line.chars[at + verb..]);
    let end = at + verb + run;
    (1..=4).contains(&run) && line.soft.get(end).is_none_or(|&next| next != line.soft[end - 1])
}

/// Whether the name of an account stands behind a `@` that is not that of an address for mail.
fn has_handle(text: &str) -> bool {
    text.match_indices('@').any(|(at, _)| {
        let mail = text[..at].ends_with(|c: char| c.is_ascii_alphanumeric());
        let name = text[at + 1..].bytes().take(32).take_while(|b| b.is_ascii_alphanumeric() || *b == b'_').count();
        !mail && name >= 5
    })
}

/// Whether a domain stands in `text`: letters, digits and hyphens, a dot, an ending in use; and whether it is one such as
/// advertisements have.
fn domain(text: &str) -> (bool, bool) {
    const HONEST: &[&str] = &["com", "cn", "net", "org", "example"];
    let (mut site, mut dubious) = (false, false);
    for dot in memchr::memchr_iter(b'.', text.as_bytes()) {
        let before = text[..dot].bytes().rev().take_while(|b| b.is_ascii_alphanumeric() || *b == b'-').count();
        let ending = text[dot + 1..].bytes().take(8).take_while(u8::is_ascii_alphabetic).count();
        // Of an address that is written in full one letter is enough, as in those that shorten others.
        let whole = before == 1 && text[..dot - 1].ends_with("://");
        let mail = text[..dot - before].ends_with('@');
        let (name, ending) = (&text[dot - before..dot], &text[dot + 1..dot + 1 + ending]);
        let known = || says(Says::Domains).iter().any(|t| t.eq_ignore_ascii_case(ending));
        let full = text[..dot - before].ends_with("://") && ending.len() >= 2;
        // `/opt/tools/old_logs.in` is a file.
        let file = text[..dot - before].ends_with(['/', '\\', '_']) && !text[..dot - before].ends_with("//");
        if (before >= 2 || whole) && !mail && !file && (full || known()) {
            site = true;
            let cheap = !HONEST.iter().any(|t| t.eq_ignore_ascii_case(ending)) && name != "www";
            dubious |=
                cheap || whole || (name.contains(|c: char| c.is_ascii_digit()) && name.contains(char::is_alphabetic));
        }
    }
    (site, dubious)
}

#[cfg(test)]
mod tests {
    use super::super::line::fold;
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
        assert!(contact("热线13800001234，24小时").phone && contact("拨打 0799-8866 5521，24小时").landline);
        assert!(!contact("编号 20231380000").phone && !contact("2023 年 1380").phone);
        assert!(contact("请上 www.xinshu88.com 看").site);
        assert!(!contact("版本 1.5.2，见 a.b").site);
        assert!(!contact("写进 /opt/tools/old_logs.in 里").site && !contact("运行 clean.sh 即可").site);
    }

    #[test]
    fn the_lists_are_written_as_lines_are_compared() {
        assert!(PHRASES.iter().all(|list| !list.is_empty()));
        // Endings of domains are compared whole.
        for list in &PHRASES[..Says::Domains as usize] {
            for (at, word) in list.iter().enumerate() {
                assert!(word.chars().all(|c| fold(c) == c), "{word}");
                assert!(!list[..at].iter().any(|before| word.starts_with(before)), "{word} is never reached");
            }
        }
    }
}
