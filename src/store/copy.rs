//! From one store to another, so that an artifact and all that is known about it arrive together.

use super::{Error, Manifest, Store, evidence};
use crate::digest::Digest;

/// Indexes within indexes.
const MAX_DEPTH: usize = 4;

/// What was copied.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Copied {
    /// Blobs that were not there.
    pub blobs: usize,
    /// Manifests of evidence.
    pub evidence: Vec<Digest>,
}

/// Copies an artifact, then the evidence about it. No tag is moved: that is for the caller, once all of it is there.
pub fn copy(from: &dyn Store, to: &dyn Store, digest: Digest, limit: u64) -> Result<Copied, Error> {
    let mut copied = Copied::default();
    manifest(from, to, digest, limit, MAX_DEPTH, &mut copied)?;
    about(from, to, digest, limit, MAX_DEPTH, &mut copied)?;
    copied.evidence.sort_unstable();
    copied.evidence.dedup();
    Ok(copied)
}

/// Copies a manifest with all that it names.
fn manifest(
    from: &dyn Store,
    to: &dyn Store,
    digest: Digest,
    limit: u64,
    depth: usize,
    copied: &mut Copied,
) -> Result<(), Error> {
    let bytes = from.manifest(digest)?.ok_or_else(|| Error::Missing { place: from.place(), digest })?;
    let read = Manifest::parse(&bytes)?;
    for blob in read.blobs() {
        if !to.has_blob(blob)? {
            to.put_blob(&from.blob(blob, limit)?)?;
            copied.blobs += 1;
        }
    }
    for inner in &read.manifests {
        let depth = depth
            .checked_sub(1)
            .ok_or_else(|| Error::Malformed { digest, detail: format!("indexes nest deeper than {MAX_DEPTH}") })?;
        manifest(from, to, inner.digest, limit, depth, copied)?;
    }
    to.put_manifest(&bytes)?;
    Ok(())
}

/// Copies the evidence about a manifest, and that about the evidence.
fn about(
    from: &dyn Store,
    to: &dyn Store,
    digest: Digest,
    limit: u64,
    depth: usize,
    copied: &mut Copied,
) -> Result<(), Error> {
    let found = evidence(from, digest)?;
    if let Some(unread) = found.unread.into_iter().next() {
        return Err(Error::Unread { digest: unread.digest, reason: unread.reason });
    }
    for evidence in found.evidence {
        if copied.evidence.contains(&evidence.digest) {
            continue;
        }
        manifest(from, to, evidence.digest, limit, MAX_DEPTH, copied)?;
        copied.evidence.push(evidence.digest);
        if let Some(depth) = depth.checked_sub(1) {
            about(from, to, evidence.digest, limit, depth, copied)?;
        }
    }
    Ok(())
}
