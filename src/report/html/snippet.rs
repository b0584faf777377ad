//! TOML for a place under review, ready for `taoxi.toml`: to keep it for good, or to have it taken out.

use super::super::Place;
use super::{CUSTOM, stage_of};

/// An excerpt of this many characters may be the beginning of a longer place.
const EXCERPT: usize = 40;

/// `[rules] protect`, so that no rule touches the place, however bold. None for a text of one character,
/// which would protect too much.
pub fn keep(place: &Place) -> Option<String> {
    // What is protected is looked for line by line.
    let line = place.text.lines().map(str::trim).max_by_key(|l| l.len()).filter(|l| l.chars().nth(1).is_some())?;
    Some(format!("[rules]\nprotect = [{}]", quoted(line)))
}

/// A rule of the user's own that takes the text out wherever it stands. None for a text of several lines, and for
/// one that may go on behind the excerpt.
pub fn remove(place: &Place, n: usize) -> Option<String> {
    let text = place.text.trim();
    if text.is_empty() || text.contains(['\n', '\r']) || place.text.chars().count() >= EXCERPT {
        return None;
    }
    let stage = Some(stage_of(&place.code)).filter(|s| ![CUSTOM, crate::config::DEDUP].contains(s)).unwrap_or("spam");
    let miss = ["春江水暖", "…"].into_iter().find(|miss| !miss.contains(text))?;
    let text = quoted(text);
    Some(format!(
        "[[rules.custom]]\ncode = \"USR{:03}\"\nstage = \"{stage}\"\nscope = \"line\"\nmatch = {{ any_of = [{text}] }}\n\
         action = \"replace\"\nwith = \"\"\nexamples = {{ hit = [{text}], miss = [\"{miss}\"] }}",
        n.clamp(1, 999)
    ))
}

/// A TOML string, in which characters that cannot be seen stand as escapes.
fn quoted(text: &str) -> String {
    let mut out = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\t' => out.push_str("\\t"),
            c if c.is_control() || super::visible(c.encode_utf8(&mut [0; 4])).starts_with(['⟨', '□']) && c != '⟨' =>
            {
                out.push_str(&format!("\\u{:04X}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out + "\""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn snippets_are_configurations_that_say_the_text() {
        for text in ["春江 晚报", "a\"b\\c", "\u{202E}x", "=\u{A0}1", "⟨x⟩", "\u{FFFD}\u{FFFD}", "一行\n第二行更长"]
        {
            let place = Place { code: "RFL001".to_owned(), text: text.to_owned(), ..Place::default() };
            let longest = text.lines().max_by_key(|l| l.len()).expect("a line");
            let config: crate::config::Config = toml::from_str(&keep(&place).expect("a snippet")).expect("TOML");
            assert_eq!(config.rules.protect, [longest]);
            let Some(toml) = remove(&place, 7) else { continue };
            let config: crate::config::Config = toml::from_str(&toml).expect("TOML");
            assert_eq!(config.rules.custom[0].matches.any_of, [text]);
            config.pipeline().expect("a rule that can be used");
        }
    }
}
