//! Every command in the documents is executed, and prints what the document says.
//!
//! In a fence marked `console`, a line that begins with `$ ` is a command; the lines after it are
//! what it prints, where `…` alone on a line stands for any lines, and inside a line for any text. Commands run one
//! after the other in a copy of the project's `raw/`. Fences marked `sh` are the two commands of a
//! fresh clone; `.ci/run` executes those as written.

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use common::root;

/// The documents with commands.
fn documents() -> Vec<PathBuf> {
    let mut documents = vec![root().join("README.md"), root().join("README.zh-CN.md")];
    let docs = fs::read_dir(root().join("docs")).expect("docs/").map(|e| e.expect("an entry").path());
    documents.extend(docs.filter(|p| p.extension().is_some_and(|e| e == "md")));
    documents.sort();
    documents
}

/// Commands with the output that the document shows.
fn commands(text: &str) -> Vec<(String, Vec<String>)> {
    let mut commands: Vec<(String, Vec<String>)> = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        if line.starts_with("```") {
            inside = !inside && line == "```console";
        } else if inside {
            match (line.strip_prefix("$ "), commands.last_mut()) {
                (Some(command), _) => commands.push((command.to_owned(), Vec::new())),
                (None, Some((command, _))) if command.ends_with('\\') => {
                    command.push('\n');
                    command.push_str(line);
                }
                (None, Some((_, output))) => output.push(line.to_owned()),
                (None, None) => panic!("output before any command: {line}"),
            }
        }
    }
    commands
}

/// Whether `line` is what `pattern` shows, `…` standing for any text.
fn is_like(pattern: &str, line: &str) -> bool {
    let mut parts = pattern.split('…');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = line.strip_prefix(first) else { return false };
    let parts: Vec<_> = parts.collect();
    for (n, part) in parts.iter().enumerate() {
        if n + 1 == parts.len() {
            return rest.ends_with(part);
        }
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.is_empty()
}

/// Whether the lines are what the document shows.
fn are_like(patterns: &[String], lines: &[&str]) -> bool {
    match patterns.split_first() {
        None => lines.is_empty(),
        Some((any, rest)) if any == "…" => (0..=lines.len()).any(|n| are_like(rest, &lines[n..])),
        Some((pattern, rest)) => {
            lines.split_first().is_some_and(|(line, lines)| is_like(pattern, line) && are_like(rest, lines))
        }
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for (name, bytes) in common::tree(from) {
        let path = to.join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }
}

#[test]
fn commands_in_documents_do_what_they_say() {
    let bin = Path::new(env!("CARGO_BIN_EXE_taoxi")).parent().expect("a folder").to_owned();
    let path = std::env::join_paths(
        std::iter::once(bin).chain(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())),
    )
    .expect("a search path");
    let mut count = 0;
    for document in documents() {
        let folder = tempfile::tempdir().expect("a folder");
        copy(&root().join("raw"), &folder.path().join("raw"));
        let zh = document.to_string_lossy().contains("zh-CN");
        for (command, shown) in commands(&fs::read_to_string(&document).expect("a document")) {
            count += 1;
            let needs = command.split([' ', '|', '\n']).find(|w| ["jq", "duckdb", "python3"].contains(w));
            if let Some(tool) = needs
                && Command::new(tool).arg("--version").output().is_err()
            {
                eprintln!("skipped, needs {tool}: {command}");
                continue;
            }
            let output = Command::new("sh")
                .args(["-c", &format!("{{ {command}\n}} 2>&1")])
                .current_dir(folder.path())
                .env("PATH", &path)
                .env("TAOXI_LANG", if zh { "zh" } else { "en" })
                .env("NO_COLOR", "1")
                .stdin(std::process::Stdio::null())
                .output()
                .expect("sh");
            let printed = String::from_utf8_lossy(&output.stdout).into_owned();
            let place = format!("{}: $ {command}", document.display());
            // Exit code 1 is an answer, not a failure: `check` found changes.
            assert!(matches!(output.status.code(), Some(0 | 1)), "{place}\n{printed}");
            let lines: Vec<_> = printed.lines().collect();
            assert!(
                shown.is_empty() || are_like(&shown, &lines),
                "{place}\nshown:\n{}\nprinted:\n{printed}",
                shown.join("\n")
            );
        }
    }
    assert!(count > 0, "the documents hold no commands");
}

#[test]
fn both_front_pages_hold_the_same_commands() {
    let of = |name: &str| {
        let text = fs::read_to_string(root().join(name)).expect("a front page");
        commands(&text).into_iter().map(|(command, _)| command).collect::<Vec<_>>()
    };
    assert_eq!(of("README.md"), of("README.zh-CN.md"));
}

#[test]
fn the_gallery_of_rules_is_up_to_date() {
    let made = common::out(&common::run(&root(), &["rules", "--markdown"]));
    let committed = fs::read_to_string(root().join("docs/rules.md")).expect("docs/rules.md");
    assert!(made == committed, "run: cargo run -- rules --markdown > docs/rules.md");
}

#[test]
fn patterns() {
    let owned = |lines: &[&str]| lines.iter().map(|l| (*l).to_owned()).collect::<Vec<_>>();
    assert!(is_like("a…c", "abc") && is_like("…", "x") && !is_like("a…c", "ab") && is_like("a", "a"));
    assert!(are_like(&owned(&["a", "…", "z"]), &["a", "b", "c", "z"]));
    assert!(!are_like(&owned(&["a", "z"]), &["a", "b", "z"]));
}
