//! Reads file names from standard input and prints each with its encoding, a tab between.

use std::io::{BufRead, Write};

fn main() -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    for path in std::io::stdin().lock().lines() {
        let path = path?;
        let found = taoxi::decode::detect(&std::fs::read(&path)?, &taoxi::decode::Options::default());
        writeln!(out, "{path}\t{}", found.encoding)?;
    }
    Ok(())
}
