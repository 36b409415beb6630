//! A source as it was fetched: its files, and where they came from.

use std::path::Path;

use super::walk::Options;
use super::{Error, Provenance, SourceKind, SourceRef, Tree, saved, walk};
use crate::config::Environment;

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
    Ok(Capture::local(text, tree))
}
