//! Reads whole lines, some megabytes at a time.

use std::io::{self, Read};
use std::ops::Deref;

use memchr::{memchr, memrchr};

/// Bytes read at a time for each thread: what its cache holds, together with what is made of it.
const BATCH: usize = 1 << 19;

/// Whole lines.
#[derive(Default)]
pub(super) struct Batch {
    /// The bytes, and room.
    buffer: Vec<u8>,
    len: usize,
}

impl Deref for Batch {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.buffer[..self.len]
    }
}

/// Cuts a stream into batches of whole lines.
pub(super) struct Batches<R> {
    reader: R,
    /// The beginning of a line whose end has not been read.
    rest: Vec<u8>,
    size: usize,
    done: bool,
}

impl<R: Read> Batches<R> {
    pub fn new(reader: R) -> Self {
        Self { reader, rest: Vec::new(), size: BATCH * rayon::current_num_threads(), done: false }
    }

    /// Puts the next lines into `batch`; `false` at the end. Only the last line may lack its line feed.
    pub fn next(&mut self, batch: &mut Batch) -> io::Result<bool> {
        let Batch { buffer, len } = batch;
        if buffer.is_empty() {
            // From the system, where it need not be filled.
            *buffer = vec![0; self.size];
        }
        if buffer.len() < 2 * self.rest.len() {
            buffer.resize(2 * self.rest.len(), 0);
        }
        *len = self.rest.len();
        buffer[..*len].copy_from_slice(&self.rest);
        self.rest.clear();
        while !self.done {
            let before = *len;
            while *len < buffer.len() && !self.done {
                match self.reader.read(&mut buffer[*len..]) {
                    Ok(read) => {
                        *len += read;
                        self.done = read == 0;
                    }
                    Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                    Err(e) => return Err(e),
                }
            }
            if let Some(end) = memrchr(b'\n', &buffer[before..*len]) {
                self.rest.extend_from_slice(&buffer[before + end + 1..*len]);
                *len = before + end + 1;
                break;
            }
            if !self.done {
                // A line longer than the batch.
                buffer.resize(2 * buffer.len(), 0);
            }
        }
        Ok(*len > 0)
    }
}

/// Cuts lines into about `parts` pieces of whole lines.
pub(super) fn pieces(lines: &[u8], parts: usize) -> Vec<&[u8]> {
    let least = lines.len() / parts.max(1) + 1;
    let mut pieces = Vec::with_capacity(parts);
    let mut rest = lines;
    while rest.len() > least {
        let Some(end) = memchr(b'\n', &rest[least..]) else { break };
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
        let (mut batch, mut all) = (Batch::default(), Vec::new());
        while batches.next(&mut batch).expect("memory") {
            assert!(batch.ends_with(b"\n") || all.len() + batch.len() == text.len());
            all.extend_from_slice(&batch);
        }
        assert_eq!(all, text.as_bytes());
        assert_eq!(pieces(text.as_bytes(), 7).concat(), text.as_bytes());
        assert!(pieces(b"", 3).is_empty());
    }
}
