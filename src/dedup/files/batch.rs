//! Reads whole lines, some megabytes at a time.

use std::io::{self, Read};

use memchr::{memchr, memrchr};

/// Bytes read at a time.
const BATCH: usize = 8 << 20;

/// Cuts a stream into batches of whole lines.
pub(super) struct Batches<R> {
    reader: R,
    /// The beginning of a line whose end has not been read.
    rest: Vec<u8>,
    done: bool,
}

impl<R: Read> Batches<R> {
    pub fn new(reader: R) -> Self {
        Self { reader, rest: Vec::new(), done: false }
    }

    /// Puts the next lines into `batch`; `false` at the end. Only the last line may lack its line feed.
    pub fn next(&mut self, batch: &mut Vec<u8>) -> io::Result<bool> {
        batch.clear();
        batch.append(&mut self.rest);
        while !self.done {
            let before = batch.len();
            batch.reserve(BATCH);
            let read = self.reader.by_ref().take(BATCH as u64).read_to_end(batch)?;
            self.done = read == 0;
            if let Some(end) = memrchr(b'\n', &batch[before..]) {
                self.rest.extend_from_slice(&batch[before + end + 1..]);
                batch.truncate(before + end + 1);
                break;
            }
        }
        Ok(!batch.is_empty())
    }
}

/// Cuts a text into about `parts` pieces of whole lines.
pub(super) fn pieces(text: &str, parts: usize) -> Vec<&str> {
    let least = text.len() / parts.max(1) + 1;
    let mut pieces = Vec::with_capacity(parts);
    let mut rest = text;
    while rest.len() > least {
        let Some(end) = memchr(b'\n', &rest.as_bytes()[least..]) else { break };
        let (piece, after) = rest.split_at(least + end + 1);
        pieces.push(piece);
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(rest);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_are_whole_lines_and_lose_nothing() {
        let text = "甲\n".repeat(3_000_000) + &"乙".repeat(4_000_000) + "\n丙";
        let mut batches = Batches::new(text.as_bytes());
        let (mut batch, mut all) = (Vec::new(), Vec::new());
        while batches.next(&mut batch).expect("memory") {
            assert!(batch.ends_with(b"\n") || all.len() + batch.len() == text.len());
            all.extend_from_slice(&batch);
        }
        assert_eq!(all, text.as_bytes());
        assert_eq!(pieces(&text, 7).concat(), text);
        assert!(pieces("", 3).is_empty());
    }
}
