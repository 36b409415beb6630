//! Archives and documents inside an artifact: what is in them becomes files of it, within strict limits.
//!
//! A member is named as Java names it, `assets/kit.zip!/run.sh`. Its text has real lines and columns; the digest of the
//! artifact stays that of the archive's own bytes.

mod budget;
mod documents;
mod member;
mod tar;
mod zip;

use camino::{Utf8Path, Utf8PathBuf};

use budget::Budget;
pub use budget::{MAX_BYTES, MAX_MEMBERS};
use member::Member;

use super::Artifact;
use crate::finding::{Gap, GapReason};
use crate::source::Limits;
use crate::text::SourceFile;

pub(super) use documents::read as document;

/// An archive or document of an artifact, and what came of opening it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    /// As the file is called.
    pub path: Utf8PathBuf,
    pub contents: Contents,
}

/// What was found in a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Contents {
    /// So many files, all of them read.
    Opened(usize),
    /// Some of it needs a password.
    Encrypted,
    /// It unpacks to far more than it is; the rest was left where it is.
    Bomb,
    /// It names a file outside of the folder that it is unpacked in.
    Outside(String),
    /// No reader knows the format, or the file is damaged.
    Unreadable,
}

/// Archives within archives that are opened.
pub const MAX_NESTING: usize = 2;

/// Extensions of bundles that are artifacts by themselves.
pub(super) fn is_bundle(path: &Utf8Path) -> bool {
    matches!(path.extension(), Some("skill" | "mcpb" | "dxt"))
}

/// How a package is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Build {
    Zip,
    Tar,
    Gzip,
    Zstd,
    /// Known by its first bytes, and by no reader here.
    Foreign,
}

impl Build {
    fn of(bytes: &[u8]) -> Option<Self> {
        const STARTS: &[(&[u8], Build)] = &[
            (b"PK\x03\x04", Build::Zip),
            (b"PK\x05\x06", Build::Zip),
            (b"\x1f\x8b\x08", Build::Gzip),
            (b"\x28\xb5\x2f\xfd", Build::Zstd),
            (b"Rar!\x1a\x07", Build::Foreign),
            (b"7z\xbc\xaf\x27\x1c", Build::Foreign),
            (b"BZh", Build::Foreign),
            (b"\xfd7zXZ\0", Build::Foreign),
        ];
        let known = STARTS.iter().find(|(start, _)| bytes.starts_with(start)).map(|(_, build)| *build);
        known.or_else(|| (bytes.get(257..262) == Some(b"ustar")).then_some(Self::Tar))
    }
}

/// Opens every package of an artifact; its files stay sorted. To be called before anything points at a file.
pub(super) fn open(artifact: &mut Artifact, limits: &Limits) {
    let held = artifact.files.iter().map(SourceFile::held).sum();
    let mut budget = Budget::new(limits, held);
    let mut waiting: Vec<(Utf8PathBuf, Vec<u8>, usize)> = Vec::new();
    for file in &artifact.files {
        let Some(bytes) = file.binary().filter(|bytes| Build::of(bytes).is_some()) else { continue };
        if matches!(file.content, crate::text::Content::LargeBinary(_)) {
            let detail = format!("{} bytes; archives up to {} are opened", file.size, limits.max_file_size);
            artifact.gaps.push(Gap::new(file.path.clone(), GapReason::TooLarge, detail));
            continue;
        }
        waiting.push((file.path.clone(), bytes.to_vec(), 1));
    }
    // Budgets are spent in the order of the paths, whatever is nested.
    waiting.reverse();
    while let Some((path, bytes, depth)) = waiting.pop() {
        if depth > MAX_NESTING {
            let detail = format!("archives nest deeper than {MAX_NESTING}");
            artifact.gaps.push(Gap::new(path, GapReason::TooComplex, detail));
            continue;
        }
        let (contents, members) = members(&path, &bytes, &mut budget);
        if let Some(gap) = budget.gap(&path) {
            artifact.gaps.push(gap);
        }
        for member in members {
            let inner = Utf8PathBuf::from(format!("{path}!/{}", member.name));
            if Build::of(&member.bytes).is_some() {
                waiting.push((inner.clone(), member.bytes.clone(), depth + 1));
            }
            let mut file = SourceFile::new(inner, member.bytes);
            (file.packed, file.executable) = (true, member.executable);
            artifact.files.push(file);
        }
        artifact.facts.packages.push(Package { path, contents });
    }
    artifact.files.sort_by(|a, b| a.path.cmp(&b.path));
}

/// The files of a package, as far as they could be read.
fn members(path: &Utf8Path, bytes: &[u8], budget: &mut Budget) -> (Contents, Vec<Member>) {
    budget.begin(bytes.len());
    let mut found = member::Found::new(documents::is_office(path));
    let stem = path.file_stem().unwrap_or("data");
    let readable = match Build::of(bytes) {
        Some(Build::Zip) => zip::read(bytes, budget, &mut found),
        Some(Build::Tar) => tar::read(bytes, budget, &mut found),
        Some(Build::Gzip) => tar::packed(flate2::read::MultiGzDecoder::new(bytes), stem, budget, &mut found),
        Some(Build::Zstd) => match zstd::stream::read::Decoder::new(bytes) {
            Ok(decoder) => tar::packed(decoder, stem, budget, &mut found),
            Err(_) => false,
        },
        Some(Build::Foreign) | None => false,
    };
    let contents = match found.outside {
        _ if budget.is_bomb() => Contents::Bomb,
        _ if found.encrypted => Contents::Encrypted,
        Some(name) => Contents::Outside(name),
        None if readable => Contents::Opened(found.members.len()),
        None => Contents::Unreadable,
    };
    (contents, found.members)
}
