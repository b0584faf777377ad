//! JSON Lines: finds the text in a record, and puts the cleaned text in its place.
//!
//! Everything else of the record stays as it is, byte for byte.

use std::fmt;
use std::ops::Range;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

/// The text of a record and where it stands.
#[derive(Debug, PartialEq, Eq)]
pub struct Field {
    /// The text, unescaped.
    pub text: String,
    /// The bytes of the JSON string in the line, quotes included.
    pub place: Range<usize>,
}

/// Finds the field `name` of a record.
///
/// # Errors
/// What is wrong with the line, for people: not JSON, no object, no such field, or not a string.
pub fn field(line: &str, name: &str) -> Result<Field, String> {
    let mut deserializer = serde_json::Deserializer::from_str(line);
    let raw = Seeker { name }
        .find(&mut deserializer)
        .and_then(|raw| deserializer.end().map(|()| raw))
        .map_err(|e| format!("not a JSON object: {e}"))?;
    let raw = raw.ok_or_else(|| format!("has no field `{name}` (--text-field names another)"))?.get();
    let text = serde_json::from_str(raw).map_err(|_| format!("field `{name}` is not a string"))?;
    let start = raw.as_ptr() as usize - line.as_ptr() as usize;
    Ok(Field { text, place: start..start + raw.len() })
}

/// The record with `text` in the place of its text.
#[must_use]
pub fn with_text(line: &str, place: Range<usize>, text: &str) -> String {
    let json = serde_json::to_string(text).unwrap_or_default();
    [&line[..place.start], &json, &line[place.end..]].concat()
}

struct Seeker<'n> {
    name: &'n str,
}

impl Seeker<'_> {
    fn find<'de, D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<&'de RawValue>, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Seeker<'_> {
    type Value = Option<&'de RawValue>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found = None;
        while let Some(Key(key)) = map.next_key()? {
            if key == self.name && found.is_none() {
                found = Some(map.next_value()?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(found)
    }
}

/// A key, borrowed where it holds no escapes.
struct Key<'de>(std::borrow::Cow<'de, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeyVisitor;
        impl<'de> Visitor<'de> for KeyVisitor {
            type Value = Key<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }
            fn visit_borrowed_str<E>(self, v: &'de str) -> Result<Self::Value, E> {
                Ok(Key(v.into()))
            }
            fn visit_str<E>(self, v: &str) -> Result<Self::Value, E> {
                Ok(Key(v.to_owned().into()))
            }
        }
        deserializer.deserialize_str(KeyVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rest_of_a_record_stays_as_it_is() {
        let line = r#"{ "id" : 1.50, "text":"春\u98ce\n", "more": {"text": [1e5]} }"#;
        let found = field(line, "text").expect("a field");
        assert_eq!(found.text, "春风\n");
        assert_eq!(with_text(line, found.place, "春"), r#"{ "id" : 1.50, "text":"春", "more": {"text": [1e5]} }"#);
    }

    #[test]
    fn what_is_wrong_is_said() {
        let wrong = |line: &str| field(line, "text").expect_err("an error");
        assert!(wrong("{").contains("not a JSON object"));
        assert!(wrong("[]").contains("not a JSON object"));
        assert!(wrong(r#"{"a": 1}"#).contains("no field `text`"));
        assert!(wrong(r#"{"text": 1}"#).contains("not a string"));
        assert!(wrong(r#"{"text": "a"} x"#).contains("not a JSON object"));
    }
}
