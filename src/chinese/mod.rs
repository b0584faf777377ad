//! What taoxi says of a text, in Chinese: reasons for leaving it alone, and what spoke for a change.
//!
//! The library says all of it in English, and reports keep it so, for programs; here it is for readers.
//! In the tables `{}` stands for any text, and `{1}` for the second where the order is another one.
//! What the system says itself comes through as it is.

mod features;
mod reasons;

/// A reason in Chinese; itself if it is none of taoxi's own.
#[must_use]
pub fn reason(reason: &str) -> String {
    translate(reasons::REASONS, reason, str::to_owned).unwrap_or_else(|| reason.to_owned())
}

/// What an [`Evidence`](crate::Evidence) saw, in Chinese; itself if it is none of taoxi's own.
#[must_use]
pub fn feature(feature: &str) -> String {
    // Features name rules and other features.
    let value = |value: &str| match crate::rules().into_iter().find(|rule| rule.name() == value) {
        Some(rule) => rule.zh.to_owned(),
        None => translate(features::FEATURES, value, str::to_owned).unwrap_or_else(|| value.to_owned()),
    };
    translate(features::FEATURES, feature, value).unwrap_or_else(|| feature.to_owned())
}

/// The Chinese side of the first template that fits, with the values put in as `value` gives them.
fn translate(table: &[(&str, &str)], text: &str, value: impl Fn(&str) -> String) -> Option<String> {
    let (values, zh) = table.iter().find_map(|(en, zh)| Some((fill(en, text)?, zh)))?;
    let mut out = String::with_capacity(zh.len());
    let mut rest = *zh;
    let mut next = 0..;
    while let Some((before, (number, after))) = rest.split_once('{').and_then(|(a, b)| Some((a, b.split_once('}')?))) {
        let n = number.parse().ok().or_else(|| next.next())?;
        out.push_str(before);
        out.push_str(&value(values.get(n)?));
        rest = after;
    }
    out.push_str(rest);
    Some(out)
}

/// What stands in the places of `{}` in a template, if the text fits it.
fn fill<'t>(template: &str, text: &'t str) -> Option<Vec<&'t str>> {
    let mut parts = template.split("{}");
    let mut rest = text.strip_prefix(parts.next()?)?;
    let mut values = Vec::new();
    let mut parts = parts.peekable();
    while let Some(part) = parts.next() {
        // The last part must be the end; the others are looked for.
        let at = if parts.peek().is_none() { rest.len().checked_sub(part.len()) } else { rest.find(part) }?;
        values.push(rest.get(..at)?);
        rest = rest[at..].strip_prefix(part)?;
    }
    rest.is_empty().then_some(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_through_and_strangers_stay() {
        assert_eq!(reason("kana or Hangul"), "有假名或谚文");
        assert_eq!(
            reason("has no field `正文` (--text-field names another)"),
            "没有字段 `正文`（用 --text-field 指定别的字段）"
        );
        assert_eq!(reason("not a JSON object: 第 3 列"), "不是 JSON 对象：第 3 列");
        assert_eq!(reason("chars is 3.0000, the limit 50"), "chars 为 3.0000，限度 50");
        for stranger in ["", "春风", "Is a directory", "kana or Hangul?", "not a JSON object"] {
            assert_eq!(reason(stranger), stranger);
        }
    }

    #[test]
    fn features_name_rules_and_features() {
        assert_eq!(feature("ends with a comma"), "行末是逗号");
        assert_eq!(feature("by its own form: share-counter, sure 4 of 6"), "就它自己的样子看：分享与计数，把握 4/6");
        assert_eq!(feature("`山` and `水` belong together, 2.1 nats"), "`山`和`水`连得上，2.1 奈特");
        assert_eq!(feature("3 of the 5 lines around read like sentences"), "前后 5 行里有 3 行读来像句子");
    }

    #[test]
    fn every_template_fits_itself_first() {
        for table in [reasons::REASONS, features::FEATURES] {
            for (en, zh) in table {
                assert_eq!(en.matches('{').count(), zh.matches('{').count(), "{en}");
                let first = table.iter().position(|(other, _)| fill(other, en).is_some());
                assert_eq!(first, table.iter().position(|(other, _)| other == en), "{en}");
            }
        }
    }
}
