//! The command `taoxi`: parse, run, exit code.

use std::io::{Read, Write};

fn main() -> std::io::Result<()> {
    let mut bytes = Vec::new();
    std::io::stdin().read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes);
    let pipeline = taoxi::Pipeline::new(taoxi::stages::all(), taoxi::RuleSet::default());
    let cleaned = pipeline.clean(&text, &mut pipeline.scratch());
    std::io::stdout().write_all(cleaned.text.as_bytes())
}
