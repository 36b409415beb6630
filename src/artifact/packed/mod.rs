//! Archives and documents inside an artifact: what is in them becomes files of it, within strict limits.
//!
//! A member is named as Java names it, `assets/kit.zip!/run.sh`. Its text has real lines and columns; the digest of the
//! artifact stays that of the archive's own bytes.

mod documents;
mod pdf;

use camino::{Utf8Path, Utf8PathBuf};

use super::Artifact;
use crate::finding::{Gap, GapReason};
use crate::source::Limits;
use crate::source::archive::{self, Opened, Room};
use crate::text::SourceFile;

pub(super) use documents::read as document;
pub(super) use pdf::texts;

/// An archive or document of an artifact, and what came of opening it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    /// As the file is called.
    pub path: Utf8PathBuf,
    pub contents: Contents,
}

impl Package {
    /// Whether files of it were read.
    pub fn is_read(&self) -> bool {
        matches!(self.contents, Contents::Opened(count) if count > 0)
    }
}

/// What was found in a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Contents {
    /// So many files were read.
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

/// Extensions of bundles that are artifacts by themselves.
pub(super) fn is_bundle(path: &Utf8Path) -> bool {
    matches!(path.extension(), Some("skill" | "mcpb" | "dxt"))
}

/// Opens every package of an artifact; its files stay sorted. To be called before anything points at a file.
pub(super) fn open(artifact: &mut Artifact, limits: &Limits) {
    let held = artifact.files.iter().map(SourceFile::held).sum();
    let mut room = Room::inside(limits, held);
    let mut waiting: Vec<(Utf8PathBuf, Vec<u8>, usize)> = Vec::new();
    for file in &artifact.files {
        let Some(bytes) = file.binary().filter(|bytes| is_package(bytes)) else { continue };
        if matches!(file.content, crate::text::Content::LargeBinary(_)) {
            let detail = format!("{} bytes; archives up to {} are opened", file.size, limits.max_file_size);
            artifact.gaps.push(Gap::new(file.path.clone(), GapReason::TooLarge, detail));
            continue;
        }
        waiting.push((file.path.clone(), bytes.to_vec(), 1));
    }
    // There is room in the order of the paths, whatever is nested.
    waiting.reverse();
    while let Some((path, bytes, depth)) = waiting.pop() {
        if depth > limits.max_packed_depth {
            let detail = format!("archives nest deeper than {}", limits.max_packed_depth);
            artifact.gaps.push(Gap::new(path, GapReason::TooComplex, detail));
            continue;
        }
        let wanted = if documents::is_office(&path) { documents::is_part } else { |_: &Utf8Path| true };
        let opened = archive::open_inside(path.file_name().unwrap_or("data"), &bytes, limits, room, wanted);
        room = opened.left;
        artifact.facts.packages.push(Package { path: path.clone(), contents: Contents::of(&opened) });
        let inside = |inner: &Utf8Path| Utf8PathBuf::from(format!("{path}!/{inner}"));
        artifact.gaps.extend(opened.gaps.into_iter().map(|gap| {
            let place = if gap.path.as_str().is_empty() { path.clone() } else { inside(&gap.path) };
            Gap { path: place, ..gap }
        }));
        for member in opened.files {
            let inner = inside(&member.path);
            if is_package(&member.bytes) {
                waiting.push((inner.clone(), member.bytes.clone(), depth + 1));
            }
            let mut file = SourceFile::new(inner, member.bytes);
            (file.packed, file.mode) = (true, member.mode);
            artifact.files.push(file);
        }
    }
    artifact.files.sort_by(|a, b| a.path.cmp(&b.path));
}

/// Whether a file is an archive by its content, whatever it is called.
fn is_package(bytes: &[u8]) -> bool {
    archive::Format::of("", bytes).is_some()
}

impl Contents {
    fn of(opened: &Opened) -> Self {
        match &opened.outside {
            _ if opened.bomb => Self::Bomb,
            _ if opened.encrypted => Self::Encrypted,
            Some(name) => Self::Outside(name.clone()),
            None if opened.files.is_empty() && !opened.gaps.is_empty() => Self::Unreadable,
            None => Self::Opened(opened.files.len()),
        }
    }
}
