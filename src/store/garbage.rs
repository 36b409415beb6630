//! Garbage: what a layout holds and nothing in it names.

use std::collections::BTreeSet;

use super::disk::{Disk, TEMPORARY};
use super::layout::{BLOBS, blob_path};
use super::{Error, Layout};
use crate::digest::Digest;

/// What was removed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Collected {
    /// Manifests that no tag names and no evidence is about; only where that was asked for.
    pub manifests: Vec<Digest>,
    /// Files, and their bytes.
    pub files: usize,
    pub bytes: u64,
}

/// Removes what nothing names: blobs of writes that did not end, and of manifests that are gone.
///
/// Evidence is never removed. With `untagged`, manifests go, too, that have no tag and that no evidence is about.
pub fn collect_garbage<D: Disk>(layout: &Layout<D>, untagged: bool) -> Result<Collected, Error> {
    let _lock = layout.lock()?;
    let listed = layout.list()?;
    let mut collected = Collected::default();
    let mut named: BTreeSet<Digest> = listed.iter().flat_map(|one| &one.manifest.manifests).map(|d| d.digest).collect();
    named.extend(listed.iter().filter_map(|one| one.manifest.subject.as_ref()).map(|subject| subject.digest));
    let (mut kept, mut index) = (BTreeSet::new(), layout.index()?);
    for one in &listed {
        let evidence = one.manifest.subject.is_some();
        if untagged && one.tags.is_empty() && !evidence && !named.contains(&one.digest) {
            collected.manifests.push(one.digest);
            continue;
        }
        kept.insert(one.digest);
        kept.extend(one.manifest.blobs().map(|blob| blob.digest));
        // The manifests of an index need not be listed themselves.
        for inner in &one.manifest.manifests {
            kept.insert(inner.digest);
            let bytes = super::Store::manifest(layout, inner.digest)?;
            let inner = bytes.map(|bytes| super::Manifest::parse(&bytes)).transpose()?;
            kept.extend(inner.iter().flat_map(super::Manifest::blobs).map(|blob| blob.digest));
        }
    }
    if !collected.manifests.is_empty() {
        index.manifests.retain(|entry| kept.contains(&entry.digest));
        layout.write_index(&index)?;
    }
    let kept: BTreeSet<String> = kept.into_iter().map(blob_path).collect();
    let disk = &layout.disk;
    for folder in ["", BLOBS] {
        let at = |source| Error::Disk { path: disk.path(folder), source };
        for (name, size) in disk.list(folder).map_err(at)? {
            let path = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
            if name.ends_with(TEMPORARY) || (folder == BLOBS && !kept.contains(&path)) {
                disk.remove(&path).map_err(|source| Error::Disk { path: disk.path(&path), source })?;
                collected.files += 1;
                collected.bytes += size;
            }
        }
    }
    Ok(collected)
}
