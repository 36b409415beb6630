//! How much is read at most. One struct, printed by `--help`, stored in every report.

use serde::{Deserialize, Serialize};

/// Bounds on what one scan reads. Whatever exceeds them becomes a gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Limits {
    /// Files in one source.
    pub max_files: usize,
    /// Bytes of one text file, and of a binary that is kept for inspection.
    pub max_file_size: u64,
    /// Bytes of a binary file that is only digested.
    pub max_binary_size: u64,
    /// Folders below one another.
    pub max_depth: usize,
    /// Decodings within decodings: base64 in hex in a JSON string is three.
    pub max_decode_depth: usize,
    /// Seconds that the pattern engine may spend on one region.
    pub scan_timeout: u64,
}

impl Limits {
    pub const DEFAULT: Self = Self {
        max_files: 200_000,
        max_file_size: 4 << 20,
        max_binary_size: 256 << 20,
        max_depth: 64,
        max_decode_depth: 3,
        scan_timeout: 20,
    };
}

impl Default for Limits {
    fn default() -> Self {
        Self::DEFAULT
    }
}
