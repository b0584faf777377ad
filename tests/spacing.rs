//! The cases of `layout/spacing*.md`: what the spacing stage repairs and what it leaves alone.

use std::path::Path;

use taoxi::{Pipeline, RuleSet, stages};

/// One case: its heading, what goes in, what must come out.
struct Case {
    name: String,
    before: String,
    after: String,
}

/// Reads the cases of one page: under a heading, `before` and `after`, or `kept`.
fn cases(page: &str) -> Vec<Case> {
    let (mut cases, mut name, mut fence, mut before) = (Vec::new(), String::new(), None::<(String, String)>, None);
    for line in page.lines() {
        if let Some((kind, mut text)) = fence.take() {
            if line != "```" {
                text.push_str(&unescape(line));
                text.push('\n');
                fence = Some((kind, text));
                continue;
            }
            match kind.as_str() {
                "before" => before = Some(text),
                "after" => {
                    let before = before.take().unwrap_or_else(|| panic!("{name}: no `before`"));
                    cases.push(Case { name: name.clone(), before, after: text });
                }
                "kept" => cases.push(Case { name: name.clone(), before: text.clone(), after: text }),
                other => panic!("{name}: a fence marked {other:?}"),
            }
        } else if let Some(kind) = line.strip_prefix("```") {
            fence = Some((kind.to_owned(), String::new()));
        } else if let Some(heading) = line.strip_prefix("## ") {
            name = heading.to_owned();
        }
    }
    cases
}

/// Puts characters in the place of `\u{XXXX}` and `\t`.
fn unescape(line: &str) -> String {
    let mut out = line.replace("\\t", "\t");
    while let Some(at) = out.find("\\u{") {
        let end = at + out[at..].find('}').expect("\\u{ has a closing brace");
        let code = u32::from_str_radix(&out[at + 3..end], 16).expect("\\u{} holds hexadecimal digits");
        let c = char::from_u32(code).expect("\\u{} holds a character's code");
        out.replace_range(at..=end, c.encode_utf8(&mut [0; 4]));
    }
    out
}

fn pipeline() -> Pipeline {
    let spacing = stages::all().into_iter().filter(|s| s.name() == "spacing").collect();
    Pipeline::new(spacing, RuleSet::default())
}

#[test]
fn cases_hold() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/layout");
    let mut pages: Vec<_> = folder.read_dir().expect("tests/layout").map(|e| e.expect("an entry").path()).collect();
    pages.retain(|p| p.file_name().is_some_and(|n| n.to_string_lossy().starts_with("spacing")));
    pages.sort();
    let (pipeline, mut count, mut wrong) = (pipeline(), 0, Vec::new());
    for page in pages {
        for case in cases(&std::fs::read_to_string(&page).expect("a page")) {
            count += 1;
            let cleaned = pipeline.clean(&case.before, &mut pipeline.scratch());
            if cleaned.text != case.after {
                wrong.push(format!("## {}\nwanted {}\ngot    {}", case.name, case.after, cleaned.text));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {count} cases:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count >= 40);
}
