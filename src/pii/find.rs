//! Forms of personal data.

use std::sync::LazyLock;

use regex::Regex;

use super::rules::{BANK_CARD, EMAIL, ID_CARD, IP, LANDLINE, MOBILE, PLATE, QQ, WECHAT};
use crate::{Rule, Span};

/// One kind of personal data: how it is found and masked.
pub(super) struct Finder {
    pub(super) rule: &'static Rule,
    /// What a pseudonym is called.
    pub(super) label: &'static str,
    form: Regex,
    /// What beside its form must hold.
    check: fn(&str) -> bool,
    pub(super) mask: fn(&str) -> String,
}

/// In the order of certainty: of two at one place the first has it.
pub(super) static FINDERS: LazyLock<Vec<Finder>> = LazyLock::new(|| {
    let finder = |rule, label, form: &str, check, mask| Finder {
        rule,
        label,
        form: Regex::new(form).expect("the forms are fixed, and each is tried by a test"),
        check,
        mask,
    };
    vec![
        finder(
            &EMAIL,
            "邮箱",
            r"[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}",
            always,
            mask_email,
        ),
        finder(&ID_CARD, "身份证", r"[1-9][0-9]{16}[0-9Xx]", is_id_card, |s| mask(s, 6, 2)),
        finder(&BANK_CARD, "银行卡", r"[3-6]\d{3}(?:[ -]?\d{4}){3}(?:[ -]?\d{1,3})?", is_bank_card, |s| {
            mask(s, 4, 4)
        }),
        finder(&MOBILE, "手机", r"(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}", always, mask_mobile),
        finder(&LANDLINE, "电话", r"(?:\(0\d{2,3}\) ?|（0\d{2,3}）|0\d{2,3}[-－ ])[2-8]\d{6,7}", always, mask_landline),
        finder(&IP, "IP", r"\d{1,3}(?:\.\d{1,3}){3}|(?:[0-9A-Fa-f]{1,4}:){7}[0-9A-Fa-f]{1,4}", is_ip, mask_ip),
        finder(
            &QQ,
            "QQ",
            r"(?i:qq|扣扣)(?:群|号|号码|群号)?[ 　]?[:：]?[ 　]?([1-9]\d{4,10})",
            always,
            |s| mask(s, 2, 2),
        ),
        finder(
            &WECHAT,
            "微信",
            r"(?:微信|薇信|(?i:wechat|weixin|vx))(?:号|号码|账号|同号)?[ 　]?[:：][ 　]?([A-Za-z][A-Za-z0-9_-]{5,19})",
            always,
            |s| mask(s, 2, 2),
        ),
        finder(
            &PLATE,
            "车牌",
            r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·•]?[A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳]",
            is_plate,
            mask_plate,
        ),
    ]
});

impl Finder {
    /// Every place, in order.
    pub(super) fn each(&self, text: &str, mut found: impl FnMut(Span)) {
        for captures in self.form.captures_iter(text) {
            // A form with a label has the data in its group.
            let Some(place) = captures.get(1).or(captures.get(0)) else { continue };
            let before = text[..place.start()].chars().next_back();
            let after = text[place.end()..].chars().next();
            let labelled = captures.get(1).is_some();
            let open = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
            let dotted = before == Some('.')
                || (after == Some('.') && text[place.end() + 1..].starts_with(|c: char| c.is_ascii_digit()));
            if open(after) || (!labelled && open(before)) || dotted || !(self.check)(place.as_str()) {
                continue;
            }
            found(Span::new(place.start(), place.end()));
        }
    }
}

fn always(_: &str) -> bool {
    true
}

fn digits(text: &str) -> impl DoubleEndedIterator<Item = u32> + Clone {
    text.bytes().filter(u8::is_ascii_digit).map(|b| u32::from(b - b'0'))
}

/// ISO 7064 MOD 11-2, and a date of birth in the 19th to 21st century.
fn is_id_card(text: &str) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECK: &[u8; 11] = b"10X98765432";
    let sum: u32 = digits(&text[..17]).zip(WEIGHTS).map(|(d, w)| d * w).sum();
    let (month, day) = (&text[10..12], &text[12..14]);
    CHECK[sum as usize % 11] == text.as_bytes()[17].to_ascii_uppercase()
        && matches!(&text[6..8], "18" | "19" | "20")
        && ("01"..="12").contains(&month)
        && ("01"..="31").contains(&day)
}

/// Luhn, and not all the same digit.
fn is_bank_card(text: &str) -> bool {
    let doubled = |d: u32| if d > 4 { 2 * d - 9 } else { 2 * d };
    let sum: u32 = digits(text).rev().enumerate().map(|(n, d)| if n % 2 == 1 { doubled(d) } else { d }).sum();
    sum.is_multiple_of(10) && digits(text).skip(6).any(|d| d != 0)
}

fn is_ip(text: &str) -> bool {
    text.contains(':')
        || text
            .split('.')
            .all(|part| part.parse::<u16>().is_ok_and(|n| n < 256) && (part.len() == 1 || !part.starts_with('0')))
}

fn is_plate(text: &str) -> bool {
    digits(text).count() >= 2
}

/// `*` for each letter and digit but `head` in front and `tail` behind; marks between go.
fn mask(text: &str, head: usize, tail: usize) -> String {
    let plain: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
    let tail = plain.len().saturating_sub(tail).max(head);
    format!("{}{}{}", &plain[..head], "*".repeat(tail - head), &plain[tail..])
}

/// The country code, if there is one, goes.
fn mask_mobile(text: &str) -> String {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    mask(&digits[digits.len() - 11..], 3, 4)
}

fn mask_landline(text: &str) -> String {
    let number = text.len() - text.bytes().rev().take_while(u8::is_ascii_digit).count();
    format!("{}{}{}", &text[..number], "*".repeat(text.len() - number - 4), &text[text.len() - 4..])
}

fn mask_email(text: &str) -> String {
    let at = text.find('@').unwrap_or(0);
    format!("{}***{}", &text[..at.min(1)], &text[at..])
}

fn mask_ip(text: &str) -> String {
    let (mark, keep) = if text.contains(':') { (':', 2) } else { ('.', 2) };
    let parts: Vec<&str> = text.split(mark).enumerate().map(|(n, part)| if n < keep { part } else { "*" }).collect();
    parts.join(&mark.to_string())
}

fn mask_plate(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let head = if matches!(chars.get(2), Some('·' | '•')) { 3 } else { 2 };
    let tail = chars.len() - 2;
    chars.iter().enumerate().map(|(n, c)| if n < head || n >= tail { *c } else { '*' }).collect()
}

#[cfg(test)]
mod tests {
    use super::is_id_card;

    #[test]
    fn the_check_digit_decides() {
        assert!(is_id_card("11010519491231002X") && !is_id_card("110105194912310021"));
    }

    #[test]
    fn full_width_digits_are_no_part_of_a_card() {
        let mut edits = crate::Edits::new(std::sync::Arc::new(crate::RuleSet::everything()));
        crate::Stage::scan(&crate::pii::Pii::default(), "京A·1234513800001234１２", &mut edits);
        assert!(edits.iter().all(|(edit, _)| edit.rule.code != "PII003"));
    }
}
