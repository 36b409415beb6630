//! How much may still be unpacked, of one archive or of several that share it.

use crate::source::Limits;

/// Bytes past a limit that are counted, to tell a bomb from a large file.
pub(super) const COUNTED: u64 = 32 << 20;

/// What is left of the limits.
#[derive(Debug, Clone, Copy, Default)]
pub struct Room {
    pub(super) entries: usize,
    pub(super) bytes: u64,
    /// Bytes of one file.
    pub(super) file: u64,
    /// What there was at first, for messages.
    pub(super) max_entries: usize,
    pub(super) max_bytes: u64,
}

impl Room {
    /// For an archive that is a source.
    pub const fn of(limits: &Limits) -> Self {
        Self::new(limits.max_files, limits.max_source_size, limits.max_binary_size)
    }

    /// For all archives inside an artifact of which `held` bytes are in memory already.
    pub fn inside(limits: &Limits, held: u64) -> Self {
        let bytes = limits.max_packed_size.min(limits.max_artifact_size.saturating_sub(held));
        Self::new(limits.max_packed_files, bytes, limits.max_file_size)
    }

    const fn new(entries: usize, bytes: u64, file: u64) -> Self {
        Self { entries, bytes, file, max_entries: entries, max_bytes: bytes }
    }

    /// Bytes of a stream that holds so many files, the headers between them included.
    pub(super) const fn stream(&self) -> u64 {
        self.bytes.saturating_add((self.entries as u64).saturating_mul(1 << 10))
    }

    pub(super) const fn spend(&mut self, bytes: u64) {
        self.bytes = self.bytes.saturating_sub(bytes);
    }
}
