//! How much is read at most. One struct, printed by `--help`, stored in every report.

use serde::{Deserialize, Serialize};

use crate::config::LimitSettings;

/// Bounds on what one scan reads. Whatever exceeds them becomes a gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Limits {
    /// Files in one source.
    pub max_files: usize,
    /// Bytes of one text file, and of a binary that is kept for inspection.
    pub max_file_size: u64,
    /// Bytes of all files of one artifact that are held at a time.
    pub max_artifact_size: u64,
    /// Bytes of a binary file that is only digested.
    pub max_binary_size: u64,
    /// Folders below one another.
    pub max_depth: usize,
    /// Bytes of one answer from a network, packed as it comes.
    pub max_download_size: u64,
    /// Bytes of all files of a source that is fetched or unpacked.
    pub max_source_size: u64,
    /// Bytes that one packed byte may become, beyond the first megabyte.
    pub max_ratio: u64,
    /// Files of all archives inside one artifact.
    #[serde(default = "max_packed_files")]
    pub max_packed_files: usize,
    /// Bytes of them.
    #[serde(default = "max_packed_size")]
    pub max_packed_size: u64,
    /// Archives within archives inside an artifact.
    #[serde(default = "max_packed_depth")]
    pub max_packed_depth: usize,
    /// Bytes of a path in an archive.
    pub max_path_length: usize,
    /// Seconds that one answer from a network may take.
    pub fetch_timeout: u64,
    /// Decodings within decodings: base64 in hex in a JSON string is three.
    pub max_decode_depth: usize,
    /// Seconds that the pattern engine may spend on one region.
    pub scan_timeout: u64,
    /// Seconds that a server may take to answer its greeting, and then for each of its lists.
    pub server_timeout: u64,
    /// Bytes of one message of a server.
    pub max_message_size: u64,
    /// Bytes of everything that a server sends.
    pub max_session_size: u64,
    /// Pages of one list of a server.
    pub max_pages: usize,
    /// Items of one list of a server.
    pub max_items: usize,
    /// Requests that a server makes of us.
    pub max_server_requests: usize,
    /// Notifications of a server.
    pub max_notifications: usize,
}

impl Limits {
    pub const DEFAULT: Self = Self {
        max_files: 200_000,
        max_file_size: 4 << 20,
        max_artifact_size: 128 << 20,
        max_binary_size: 256 << 20,
        max_depth: 64,
        max_download_size: 256 << 20,
        max_source_size: 512 << 20,
        max_ratio: 250,
        max_packed_files: 4_000,
        max_packed_size: 32 << 20,
        max_packed_depth: 2,
        max_path_length: 1024,
        fetch_timeout: 120,
        max_decode_depth: 3,
        scan_timeout: 20,
        server_timeout: 30,
        max_message_size: 4 << 20,
        max_session_size: 32 << 20,
        max_pages: 100,
        max_items: 10_000,
        max_server_requests: 32,
        max_notifications: 1000,
    };
}

/// Reports from before this was a limit of its own were made with the same numbers.
const fn max_packed_files() -> usize {
    Limits::DEFAULT.max_packed_files
}

const fn max_packed_size() -> u64 {
    Limits::DEFAULT.max_packed_size
}

const fn max_packed_depth() -> usize {
    Limits::DEFAULT.max_packed_depth
}

impl Limits {
    /// These limits, but for those that the user has set.
    #[must_use]
    pub fn with(self, set: &LimitSettings) -> Self {
        let size = |number: Option<u64>| number.map(|number| usize::try_from(number).unwrap_or(usize::MAX));
        Self {
            max_files: size(set.max_files).unwrap_or(self.max_files),
            max_file_size: set.max_file_size.unwrap_or(self.max_file_size),
            max_artifact_size: set.max_artifact_size.unwrap_or(self.max_artifact_size),
            max_binary_size: set.max_binary_size.unwrap_or(self.max_binary_size),
            max_depth: size(set.max_depth).unwrap_or(self.max_depth),
            max_download_size: set.max_download_size.unwrap_or(self.max_download_size),
            max_source_size: set.max_source_size.unwrap_or(self.max_source_size),
            fetch_timeout: set.fetch_timeout.unwrap_or(self.fetch_timeout),
            max_decode_depth: size(set.max_decode_depth).unwrap_or(self.max_decode_depth),
            scan_timeout: set.scan_timeout.unwrap_or(self.scan_timeout),
            server_timeout: set.server_timeout.unwrap_or(self.server_timeout),
            ..self
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::DEFAULT
    }
}
