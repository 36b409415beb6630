//! How much is unpacked at most, over all packages of an artifact.

use std::io::Read;

use camino::Utf8Path;

use crate::finding::{Gap, GapReason};
use crate::source::Limits;

/// Files of all packages of an artifact.
pub const MAX_MEMBERS: usize = 4_000;
/// Bytes of them.
pub const MAX_BYTES: u64 = 32 << 20;
/// A package that holds more than so many times its size is a bomb, where it is more than [`SMALL`].
const MAX_RATIO: u64 = 100;
const SMALL: u64 = 2 << 20;
/// Bytes of a file past its limit that are counted, to tell a bomb from a large file.
const COUNTED: u64 = 32 << 20;

/// What may still be unpacked.
#[derive(Debug)]
pub(super) struct Budget {
    members: usize,
    bytes: u64,
    /// Bytes of one member.
    file: u64,
    /// Bytes of the package at hand, and what came out of it.
    packed: u64,
    unpacked: u64,
    stopped: Option<Stop>,
}

/// Why not all of a package was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stop {
    Members,
    Bytes,
    File,
    Bomb,
}

impl Budget {
    /// `held` bytes of the artifact are in memory already.
    pub(super) fn new(limits: &Limits, held: u64) -> Self {
        let bytes = MAX_BYTES.min(limits.max_artifact_size.saturating_sub(held));
        let file = limits.max_file_size;
        Self { members: MAX_MEMBERS, bytes, file, packed: 0, unpacked: 0, stopped: None }
    }

    /// Begins a package of so many bytes.
    pub(super) fn begin(&mut self, packed: usize) {
        (self.packed, self.unpacked, self.stopped) = (packed as u64, 0, None);
    }

    /// Bytes that may still be unpacked, headers included.
    pub(super) const fn left(&self) -> u64 {
        self.bytes.saturating_mul(2).saturating_add(1 << 20)
    }

    /// Whether nothing more is to be read of this package.
    pub(super) fn is_spent(&mut self) -> bool {
        if self.members == 0 {
            self.stopped = self.stopped.or(Some(Stop::Members));
        }
        self.members == 0 || self.bytes == 0 || matches!(self.stopped, Some(Stop::Bomb | Stop::Bytes))
    }

    pub(super) const fn is_bomb(&self) -> bool {
        matches!(self.stopped, Some(Stop::Bomb))
    }

    /// Reads a member whole; `None` where it is damaged or too much.
    pub(super) fn read(&mut self, reader: impl Read) -> Option<Vec<u8>> {
        self.members = self.members.saturating_sub(1);
        let room = self.packed.saturating_mul(MAX_RATIO).max(SMALL).saturating_sub(self.unpacked);
        let (limit, stop) = [(self.file, Stop::File), (self.bytes, Stop::Bytes), (room, Stop::Bomb)]
            .into_iter()
            .min_by_key(|(limit, _)| *limit)?;
        let mut bytes = Vec::new();
        let mut reader = reader;
        let result = (&mut reader).take(limit + 1).read_to_end(&mut bytes);
        let read = bytes.len() as u64;
        self.bytes = self.bytes.saturating_sub(read);
        self.unpacked += read;
        if read > limit {
            let rest = std::io::copy(&mut reader.take(COUNTED.min(room)), &mut std::io::sink()).unwrap_or_default();
            let bomb = read.saturating_add(rest) > room;
            self.stopped = Some(if bomb { Stop::Bomb } else { stop });
            return None;
        }
        result.is_ok().then_some(bytes)
    }

    /// What of the package at hand was left unread.
    pub(super) fn gap(&self, path: &Utf8Path) -> Option<Gap> {
        let (reason, detail) = match self.stopped? {
            Stop::Members => {
                (GapReason::TooMany, format!("archives of one artifact hold more than {MAX_MEMBERS} files"))
            }
            Stop::Bytes => {
                (GapReason::TooLarge, format!("archives of one artifact unpack to more than {MAX_BYTES} bytes"))
            }
            Stop::File => (GapReason::TooLarge, format!("a file in it has more than {} bytes", self.file)),
            Stop::Bomb => (GapReason::TooLarge, format!("it unpacks to more than {MAX_RATIO} times its size")),
        };
        Some(Gap::new(path, reason, detail))
    }
}
