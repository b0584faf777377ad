//! The pieces of a file that are looked at.

/// Bytes in one piece.
const PIECE: usize = 2048;
/// Pieces, at most. Together they are half of what fits into a core's first cache.
const PIECES: usize = 16;
/// Bytes beyond ASCII that are enough to go by.
const ENOUGH: usize = 2048;

/// Up to 32 KiB of a file, spread over it; where that is all but ASCII, the first pieces that are not instead.
///
/// Pieces begin at even offsets, for the sake of UTF-16.
pub(super) fn pieces(bytes: &[u8]) -> Vec<&[u8]> {
    if bytes.len() <= PIECE * PIECES {
        return vec![bytes];
    }
    let step = (bytes.len() - PIECE) / (PIECES - 1);
    let spread: Vec<&[u8]> = (0..PIECES).map(|n| (n * step) & !1).map(|at| &bytes[at..at + PIECE]).collect();
    let beyond: usize = spread.iter().map(|piece| piece.iter().filter(|b| !b.is_ascii()).count()).sum();
    if beyond >= ENOUGH {
        return spread;
    }
    let rich: Vec<&[u8]> = bytes.chunks(PIECE).filter(|piece| !piece.is_ascii()).take(PIECES).collect();
    if rich.is_empty() { spread } else { rich }
}
