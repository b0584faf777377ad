//! Running the command in a folder of its own.
#![allow(dead_code, reason = "each test file uses its part")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The project's folder.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The development data beside the project, if it is there.
pub fn shared() -> Option<PathBuf> {
    let path = root().join("../shared");
    if path.is_dir() {
        Some(path)
    } else {
        eprintln!("skipped: needs ../shared, which is not beside this checkout");
        None
    }
}

/// A folder with these files.
pub fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }
    folder
}

/// The command, without the user's settings.
pub fn taoxi(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_taoxi"));
    command.current_dir(folder).env("NO_COLOR", "1").env("TAOXI_LANG", "en").env_remove("LC_ALL").stdin(Stdio::null());
    command
}

/// Runs it and gives what it printed.
pub fn run(folder: &Path, args: &[&str]) -> Output {
    taoxi(folder).args(args).output().expect("taoxi starts")
}

/// Runs it with a text on standard input.
pub fn pipe(folder: &Path, args: &[&str], input: &[u8]) -> Output {
    use std::io::Write;
    let mut child = taoxi(folder)
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("taoxi starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    let bytes = input.to_vec();
    let feeder = std::thread::spawn(move || {
        let _ = stdin.write_all(&bytes);
    });
    let output = child.wait_with_output().expect("taoxi ends");
    feeder.join().expect("the feeder ends");
    output
}

/// Standard output as text.
pub fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

/// Standard error as text.
pub fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Every file below a folder with its bytes, the working files of runs aside.
pub fn tree(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(&next).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                if path.file_name().is_none_or(|n| n != "_taoxi") {
                    folders.push(path);
                }
            } else {
                let name = path.strip_prefix(folder).expect("below").to_owned();
                files.push((name, std::fs::read(path).expect("a file")));
            }
        }
    }
    files.sort();
    files
}
