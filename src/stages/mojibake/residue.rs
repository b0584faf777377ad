//! What is left of a byte-order mark that was read as characters.

use super::BOM_RESIDUE;
use crate::han::gbk;
use crate::{Edits, Span};

/// Takes out a byte-order mark of UTF-8 that was read as Latin letters or as GBK, at the head of a line. O(text).
pub fn byte_order_mark(text: &str, edits: &mut Edits) {
    for (piece, shifted) in [("ï»¿", false), ("锘", true)] {
        for at in memchr::memmem::find_iter(text.as_bytes(), piece) {
            let head = at == 0 || text.as_bytes()[at - 1] == b'\n';
            let end = at + piece.len();
            if !head {
                continue;
            }
            if !shifted {
                edits.remove(Span::new(at, end), &BOM_RESIDUE);
                continue;
            }
            // EF BB | BF xx: the mark's last byte took the first of what follows with it.
            let Some(next) = text[end..].chars().next() else { continue };
            let Some([0xBF, first]) = gbk::encode(next) else { continue };
            if first.is_ascii() {
                let span = Span::new(at, end + next.len_utf8());
                edits.replace_scored(span, char::from(first).encode_utf8(&mut [0; 4]), &BOM_RESIDUE, 0.95);
            }
        }
    }
}
