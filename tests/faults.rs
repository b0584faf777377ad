//! Input that is not nice: each fault is named, the rest is done, nothing is lost.
#![cfg(unix)]

mod common;

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::{Command, Stdio};

use common::{err, out, pipe, run, tree};

const TEXT: &str = "风从江上来。\n";

fn report(folder: &std::path::Path, out: &str) -> serde_json::Value {
    let json = fs::read(folder.join(out).join("_taoxi/report.json")).expect("a report");
    serde_json::from_slice(&json).expect("JSON")
}

#[test]
fn special_files_loops_and_binaries_are_listed_and_the_rest_is_done() {
    let folder = tempfile::tempdir().expect("a folder");
    let input = folder.path().join("in");
    fs::create_dir_all(input.join("sub")).expect("a folder");
    fs::write(input.join("sub/good.txt"), TEXT).expect("a file");
    fs::write(input.join("empty.txt"), "").expect("a file");
    fs::write(input.join("photo.jpg"), b"\xFF\xD8\xFF\xE0\0\x10JFIF\0\0\0\0\0\0\0\0").expect("a file");
    symlink("..", input.join("sub/loop")).expect("a link");
    symlink("nowhere", input.join("dangling")).expect("a link");
    assert!(Command::new("mkfifo").arg(input.join("pipe")).status().expect("mkfifo").success());
    let output = run(folder.path(), &["clean", "in", "-o", "out"]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let made = tree(&folder.path().join("out"));
    let names: Vec<_> = made.iter().map(|(n, _)| n.display().to_string()).collect();
    assert_eq!(names, ["empty.txt", "sub/good.txt"]);
    let report = report(folder.path(), "out");
    let skipped = report["skipped"].to_string();
    for name in ["pipe", "photo.jpg", "loop", "dangling"] {
        assert!(skipped.contains(name), "{name} is not listed: {skipped}");
    }
    // Followed, a loop is a failure with a name, and the run ends.
    let followed = run(folder.path(), &["clean", "in", "-o", "followed", "--follow"]);
    assert_eq!(followed.status.code(), Some(1), "{}", err(&followed));
    assert!(err(&followed).contains("loop"), "{}", err(&followed));
}

#[test]
fn an_unreadable_file_fails_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("in")).expect("a folder");
    fs::write(folder.path().join("in/a.txt"), TEXT).expect("a file");
    let locked = folder.path().join("in/locked.txt");
    fs::write(&locked, TEXT).expect("a file");
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o000)).expect("permissions");
    if fs::read(&locked).is_ok() {
        eprintln!("skipped: this user may read every file");
        return;
    }
    let output = run(folder.path(), &["clean", "in", "-o", "out"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(err(&output).contains("locked.txt"), "{}", err(&output));
    assert_eq!(tree(&folder.path().join("out")).len(), 1);
}

#[test]
fn outputs_in_inputs_are_refused_before_any_work() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir_all(folder.path().join("in/sub")).expect("a folder");
    fs::write(folder.path().join("in/a.txt"), TEXT).expect("a file");
    symlink("in", folder.path().join("link")).expect("a link");
    let before = tree(folder.path());
    for args in [["in", "in"], ["in", "in/out"], ["in", "link/out"], ["link", "in"], ["in/a.txt", "in"]] {
        let output = run(folder.path(), &["clean", args[0], "-o", args[1]]);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {}", err(&output));
    }
    assert_eq!(tree(folder.path()), before);
}

#[test]
fn an_output_that_cannot_be_made_is_73() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("a.txt"), TEXT).expect("a file");
    fs::write(folder.path().join("taken"), "a file").expect("a file");
    let output = run(folder.path(), &["clean", "a.txt", "-o", "taken"]);
    assert_eq!(output.status.code(), Some(73), "{}", err(&output));
    assert_eq!(fs::read_to_string(folder.path().join("taken")).expect("a file"), "a file");
}

#[test]
fn a_full_disk_leaves_no_half_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = common::taoxi(folder.path())
        .args(["clean", "-"])
        .stdin(fs::File::open("/dev/null").expect("null"))
        .stdout(fs::OpenOptions::new().write(true).open("/dev/full").expect("full"))
        .output()
        .expect("taoxi runs");
    assert!(output.status.success(), "nothing to write is no fault: {}", err(&output));
    fs::write(folder.path().join("a.txt"), TEXT).expect("a file");
    let output = common::taoxi(folder.path())
        .args(["clean", "-"])
        .stdin(fs::File::open(folder.path().join("a.txt")).expect("a file"))
        .stdout(fs::OpenOptions::new().write(true).open("/dev/full").expect("full"))
        .output()
        .expect("taoxi runs");
    assert_eq!(output.status.code(), Some(74), "{}", err(&output));
}

#[test]
fn a_closed_pipe_is_no_fault_to_speak_of() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("a.txt"), "风从江上来，雨停在渡口。\n".repeat(200_000)).expect("a file");
    let exe = env!("CARGO_BIN_EXE_taoxi");
    let script = format!("'{exe}' clean - --no-dedup < a.txt 2> err | head -c 10 > head");
    let status = Command::new("sh").arg("-c").arg(script).current_dir(folder.path()).status().expect("sh");
    assert!(status.success());
    assert_eq!(fs::read_to_string(folder.path().join("err")).expect("a file"), "");
}

#[test]
fn bad_bytes_are_reported_and_come_back() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("in")).expect("a folder");
    let mut bytes = "江上的风，吹过渡口，吹过老街，吹进敞开的窗户里。".repeat(20).into_bytes();
    bytes.splice(60..60, *b"\xFF\xFE");
    bytes.truncate(bytes.len() - 1);
    fs::write(folder.path().join("in/a.txt"), &bytes).expect("a file");
    let output = run(folder.path(), &["clean", "in", "-o", "out"]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let report = report(folder.path(), "out");
    assert_eq!(report["inputs"]["malformed"], 4, "two bytes inside, two of the last character");
    run(folder.path(), &["restore", "out", "-o", "back", "--quiet"]);
    assert_eq!(fs::read(folder.path().join("back/a.txt")).expect("a file"), bytes);
}

#[test]
fn names_that_are_not_text_survive() {
    use std::os::unix::ffi::OsStrExt;
    let folder = tempfile::tempdir().expect("a folder");
    let name = std::ffi::OsStr::from_bytes(b"\xD6\xD0\x1B[31m\n.txt");
    fs::create_dir(folder.path().join("in")).expect("a folder");
    fs::write(folder.path().join("in").join(name), "风 起 于 青 萍 之 末\n").expect("a file");
    let output = run(folder.path(), &["clean", "in", "-o", "out"]);
    assert!(output.status.success() && !err(&output).contains('\x1b'), "{}", err(&output));
    assert!(folder.path().join("out").join(name).exists());
    let restored = run(folder.path(), &["restore", "out", "-o", "back"]);
    assert!(restored.status.success(), "{}", err(&restored));
    assert_eq!(tree(&folder.path().join("back")), tree(&folder.path().join("in")));
}

#[test]
fn a_second_run_on_one_output_is_turned_away() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("a.txt"), TEXT).expect("a file");
    let lock = taoxi::output::Lock::take(&folder.path().join("out")).expect("a lock").expect("free");
    let output = run(folder.path(), &["clean", "a.txt", "-o", "out"]);
    assert_eq!(output.status.code(), Some(75), "{}", err(&output));
    drop(lock);
    assert_eq!(run(folder.path(), &["clean", "a.txt", "-o", "out"]).status.code(), Some(0));
}

#[test]
fn one_giant_line_goes_through() {
    let folder = tempfile::tempdir().expect("a folder");
    let line = "江上的风吹过渡口，吹过老街，吹进敞开的窗户里。".repeat(60_000);
    let output = pipe(folder.path(), &["clean", "-"], line.as_bytes());
    assert!(output.status.success(), "{}", err(&output));
    assert_eq!(out(&output), line + "\n");
}

#[test]
fn what_is_no_file_is_written_to_and_not_replaced() {
    let folder = tempfile::tempdir().expect("a folder");
    let pipe = folder.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().expect("mkfifo").success());
    fs::write(folder.path().join("a.txt"), TEXT).expect("a file");
    let reader = Command::new("cat").arg(&pipe).stdout(Stdio::piped()).spawn().expect("cat");
    let output = run(folder.path(), &["dedup", "a.txt", "-o", "pipe"]);
    assert!(output.status.success(), "{}", err(&output));
    assert!(!fs::metadata(&pipe).expect("the pipe").is_file());
    assert_eq!(out(&reader.wait_with_output().expect("cat ends")), TEXT);
}
