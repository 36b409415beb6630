//! Archives, told by their content and read within limits: nothing is written, nothing leads out, nothing is taken on
//! trust.
//!
//! Two programs can read one archive differently (which of two entries of a name counts, where a link leads, what a
//! backslash is), and then what was looked at is not what is installed. Whatever allows that is a gap.

mod collect;
mod path;
mod room;
mod tarred;
mod zipped;

use std::io::Read;

use camino::Utf8Path;
use flate2::read::MultiGzDecoder;

pub use path::clean;
pub use room::Room;

use super::{File, Limits, Skipped};
use crate::finding::{Gap, GapReason};
use crate::text::Mode;
pub(super) use collect::{Collector, resolve};

/// How files are put together and packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Zip,
    Tar,
    /// A gzip stream, of a tar archive or of one file.
    Gzip,
    /// A Zstandard stream, of a tar archive or of one file.
    Zstd,
    /// An archive of a kind that is not opened.
    Other(&'static str),
}

/// What an archive holds.
#[derive(Debug, Default)]
pub struct Opened {
    /// Sorted by path, each path once.
    pub files: Vec<File>,
    /// What was not read, or may be read differently by others. Paths are those in the archive.
    pub gaps: Vec<Gap>,
    pub skipped: Vec<Skipped>,
    /// Some of it unpacks to far more than it is; that was left where it is.
    pub bomb: bool,
    /// Some of it needs a password.
    pub encrypted: bool,
    /// The first name, of a file or of a link, that leads out of the archive.
    pub outside: Option<String>,
    /// What may be unpacked beside it.
    pub left: Room,
}

/// Bytes of a tar header.
const BLOCK: usize = 512;

impl Format {
    /// The format of an archive, by its first bytes; a ZIP archive may have anything before it, and is told by its name
    /// then.
    pub fn of(name: &str, bytes: &[u8]) -> Option<Self> {
        let extension = Utf8Path::new(name).extension().unwrap_or_default().to_ascii_lowercase();
        match bytes {
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Some(Self::Zip),
            [0x1f, 0x8b, ..] => Some(Self::Gzip),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(Self::Zstd),
            [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Some(Self::Other("xz")),
            [b'B', b'Z', b'h', b'1'..=b'9', b'1', b'A', b'Y', ..] => Some(Self::Other("bzip2")),
            [b'7', b'z', 0xbc, 0xaf, ..] => Some(Self::Other("7z")),
            [b'R', b'a', b'r', b'!', 0x1a, 7, ..] => Some(Self::Other("RAR")),
            _ if is_tar(bytes) => Some(Self::Tar),
            _ if ZIPS.contains(&extension.as_str()) => Some(Self::Zip),
            _ => None,
        }
    }
}

/// Names that promise a ZIP archive.
const ZIPS: &[&str] = &["zip", "mcpb", "dxt", "skill", "whl", "vsix", "jar"];

/// Documents that are ZIP archives by their format, and read as documents.
const DOCUMENTS: &[&str] = &[
    "docx", "dotx", "docm", "xlsx", "xltx", "xlsm", "pptx", "potx", "pptm", "odt", "ods", "odp", "ott", "epub", "svgz",
];

/// Whether a file is an archive that a user who names it means by its content.
pub fn is_archive(name: &str, bytes: &[u8]) -> bool {
    let extension = Utf8Path::new(name).extension().unwrap_or_default().to_ascii_lowercase();
    !DOCUMENTS.contains(&extension.as_str()) && Format::of(name, bytes).is_some()
}

fn is_tar(bytes: &[u8]) -> bool {
    let Some(block) = bytes.get(..BLOCK).filter(|block| block.iter().any(|byte| *byte != 0)) else { return false };
    let header = tar::Header::from_byte_slice(block);
    // The checksum counts its own field as spaces.
    let sum = block.iter().enumerate().map(|(at, byte)| if (148..156).contains(&at) { 32 } else { u32::from(*byte) });
    header.cksum().is_ok_and(|stated| stated == sum.sum::<u32>())
}

/// Reads an archive; `name` is that of its file. What is no archive is one gap.
pub fn open(name: &str, bytes: &[u8], limits: &Limits) -> Opened {
    read(Format::of(name, bytes), name, bytes, Collector::new(limits))
}

/// Reads an archive that is told by its content alone, the files in it that are `wanted`, and no more than there is room
/// for.
pub fn open_inside(name: &str, bytes: &[u8], limits: &Limits, room: Room, wanted: fn(&Utf8Path) -> bool) -> Opened {
    read(Format::of("", bytes), name, bytes, Collector::within(limits, room, wanted))
}

fn read(format: Option<Format>, name: &str, bytes: &[u8], mut collector: Collector<'_>) -> Opened {
    match format {
        Some(Format::Zip) => zipped::read(bytes, &mut collector),
        Some(Format::Tar) => tarred::read(bytes, &mut collector),
        Some(Format::Gzip) => stream(name, bytes, MultiGzDecoder::new(bytes), &mut collector),
        Some(Format::Zstd) => match zstd::stream::read::Decoder::with_buffer(bytes) {
            Ok(decoder) => stream(name, bytes, decoder, &mut collector),
            Err(error) => collector.gap("", GapReason::Malformed, error.to_string()),
        },
        Some(Format::Other(kind)) => collector.gap("", GapReason::Malformed, format!("{kind} archives are not opened")),
        None => collector.gap("", GapReason::Malformed, "not an archive"),
    }
    collector.finish()
}

/// A packed stream: of a tar archive, or of one file.
fn stream(name: &str, packed: &[u8], decoder: impl Read, collector: &mut Collector<'_>) {
    let ratio = collector.allowance(packed.len() as u64, u64::MAX);
    let limit = ratio.min(collector.room.stream());
    let mut reader = Bounded { inner: std::io::BufReader::new(decoder), left: limit, exceeded: false };
    let mut head = Vec::with_capacity(BLOCK);
    if let Err(error) = (&mut reader).take(BLOCK as u64).read_to_end(&mut head) {
        return collector.gap("", GapReason::Malformed, error.to_string());
    }
    let tar = is_tar(&head);
    let mut whole = head.as_slice().chain(&mut reader);
    if tar {
        tarred::read(&mut whole, collector);
    } else if collector.count() {
        let name = Utf8Path::new(name).file_stem().unwrap_or("file");
        collector.file(name.as_bytes(), Mode::default(), None, limit, &mut whole);
    }
    if reader.exceeded {
        collector.bomb |= limit == ratio;
        collector.gap("", GapReason::TooLarge, format!("unpacks to more than {limit} bytes"));
    }
}

/// A reader that fails beyond a number of bytes.
struct Bounded<R> {
    inner: R,
    left: u64,
    exceeded: bool,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        let Some(left) = self.left.checked_sub(read as u64) else {
            self.exceeded = true;
            return Err(std::io::Error::other("more bytes than the limit"));
        };
        self.left = left;
        Ok(read)
    }
}
