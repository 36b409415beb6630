//! A source as it was fetched: its files, and where they came from.

use std::path::Path;

use camino::{Utf8Path, Utf8PathBuf};

use super::walk::Options;
use super::{Error, Limits, Provenance, Skipped, SourceKind, SourceRef, Tree, archive, saved, walk};
use crate::config::Environment;
use crate::digest::Digest;
use crate::finding::Gap;

/// What a source held when it was asked.
#[derive(Debug, Clone)]
pub struct Capture {
    pub tree: Tree,
    pub provenance: Provenance,
}

impl Capture {
    /// Files of this machine.
    pub fn local(reference: impl Into<String>, tree: Tree) -> Self {
        Self { tree, provenance: Provenance::new(reference, SourceKind::Path) }
    }
}

/// What a fetch may touch of the world.
#[derive(Debug, Clone, Copy)]
pub struct World<'a> {
    /// The folder that the user stands in.
    pub folder: &'a Path,
    pub options: &'a Options,
    pub environment: &'a Environment,
    /// Whether nothing but this machine may be asked.
    pub offline: bool,
}

/// Captures a source. What of it could not be read is a gap of the tree; an error is a source of which nothing could be.
pub async fn fetch(reference: &SourceRef, world: World<'_>) -> Result<Capture, Error> {
    if world.offline && reference.is_remote() {
        return Err(Error::Offline { reference: reference.to_string() });
    }
    match reference {
        SourceRef::Path(path) => here(path, world),
        _ => Err(Error::Unsupported { reference: reference.to_string() }),
    }
}

/// A file or folder; a folder that `save` has written is what it was saved from.
fn here(path: &Path, world: World<'_>) -> Result<Capture, Error> {
    let text = path.to_str().ok_or_else(|| Error::NotUtf8 { path: path.to_owned() })?;
    let replay = saved::open(&world.folder.join(path), &world.options.limits);
    if let saved::Opened::Capture(capture) = replay {
        return Ok(*capture);
    }
    let mut tree = walk::list(text, world.folder, world.options)?;
    if let saved::Opened::Changed(detail) = replay {
        tree.gaps.push(saved::gap(&tree.prefix, detail));
    }
    if tree.single
        && let Some(capture) = packed(text, &tree, world.options)
    {
        return Ok(capture);
    }
    Ok(Capture::local(text, tree))
}

/// What is in the file that the user named, if that is an archive.
fn packed(reference: &str, tree: &Tree, options: &Options) -> Option<Capture> {
    let entry = tree.entries.first()?;
    let name = entry.path.as_str();
    // A file that is too large for a binary is a gap, and no reader looks into it.
    let bytes = tree.bytes(entry, &options.limits).ok().filter(|bytes| archive::is_archive(name, bytes))?;
    let mut provenance = Provenance::new(reference, SourceKind::Archive);
    provenance.digest = Some(Digest::of(&bytes).to_string());
    Some(Capture { tree: unpacked(&entry.path, name, &bytes, &options.limits), provenance })
}

/// The files of an archive below `prefix`.
pub(super) fn unpacked(prefix: &Utf8Path, name: &str, bytes: &[u8], limits: &Limits) -> Tree {
    let opened = archive::open(name, bytes, limits);
    let mut tree = Tree::of_files(prefix.to_owned(), opened.files);
    tree.gaps = opened.gaps.into_iter().map(|gap| Gap { path: below(prefix, &gap.path), ..gap }).collect();
    let skipped = opened.skipped.into_iter();
    tree.skipped = skipped.map(|skipped| Skipped { path: below(prefix, &skipped.path), ..skipped }).collect();
    tree
}

/// A path in an archive; one that is empty is the archive itself. Hostile ones are shown behind it, whatever they say.
fn below(prefix: &Utf8Path, path: &Utf8Path) -> Utf8PathBuf {
    if path.as_str().is_empty() { prefix.to_owned() } else { format!("{prefix}/{path}").into() }
}
