//! How much memory a run may use, and for what.

/// What is taken if the machine does not tell: 4 GiB, as of a machine with 16.
const UNKNOWN: u64 = 16 << 30;
/// The least that a run can work with.
const LEAST: u64 = 64 << 20;

/// A run's memory, divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Memory {
    /// For the keys and sketches of dedup.
    pub dedup: u64,
    /// For cleaned texts that wait for dedup.
    pub held: u64,
    /// For a batch of documents on their way through the stages: their bytes as they are read.
    pub batch: u64,
}

impl Memory {
    /// Divides `bytes`; 0 stands for a quarter of the machine's memory.
    #[must_use]
    pub fn divide(bytes: u64) -> Self {
        let all = if bytes == 0 { machine() / 4 } else { bytes }.max(LEAST);
        // A document takes some six times its bytes while it is worked on: source, text, edits, journal.
        Self { dedup: all / 2, held: (all / 8).min(256 << 20), batch: (all / 32).min(32 << 20) }
    }
}

/// The memory of the machine, or of the control group this process is in, in bytes.
fn machine() -> u64 {
    let number = |text: String| text.trim().parse::<u64>().ok();
    let group = std::fs::read_to_string("/sys/fs/cgroup/memory.max").ok().and_then(number);
    let total = std::fs::read_to_string("/proc/meminfo").ok().and_then(|info| {
        let line = info.lines().find_map(|line| line.strip_prefix("MemTotal:"))?.trim().to_owned();
        Some(line.strip_suffix("kB")?.trim().parse::<u64>().ok()? << 10)
    });
    match (group, total) {
        (Some(group), Some(total)) => group.min(total),
        (one, other) => one.or(other).unwrap_or(UNKNOWN),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_are_within_the_whole() {
        for bytes in [0, 1, 256 << 20, 8 << 30] {
            let memory = Memory::divide(bytes);
            assert!(memory.dedup > 0 && memory.held > 0 && memory.batch > 0);
            if bytes >= LEAST {
                assert!(memory.dedup + memory.held + 6 * memory.batch <= bytes);
            }
        }
    }
}
