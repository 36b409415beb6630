//! Evidence: manifests whose subject is another manifest.

use super::manifest::{EMPTY, EMPTY_BYTES, MAX_MANIFEST};
use super::{Annotations, Descriptor, Error, Manifest, Store};
use crate::digest::Digest;

/// Manifests that are asked for when evidence about one subject is looked up.
const MAX_CANDIDATES: usize = 100_000;

/// A manifest that is about a subject.
#[derive(Debug, Clone)]
pub struct Evidence {
    /// Of the manifest.
    pub digest: Digest,
    pub manifest: Manifest,
    /// As they were pushed or written: what is copied.
    pub bytes: Vec<u8>,
}

/// What there is about a subject.
#[derive(Debug, Default)]
pub struct Found {
    /// Sorted by digest.
    pub evidence: Vec<Evidence>,
    /// What may be evidence, and cannot be read.
    pub unread: Vec<Unread>,
}

/// A manifest that is listed and not to be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    pub digest: Digest,
    pub reason: String,
}

impl Evidence {
    /// What kind of evidence it says it is, by the manifest itself; some writers put it on the layer only.
    pub fn kind(&self) -> Option<&str> {
        let own = self.manifest.kind().filter(|kind| *kind != EMPTY);
        own.or_else(|| self.manifest.layers.first().map(|layer| layer.media_type.as_str()))
    }
}

/// All evidence about a subject, whatever its type: that a registry's list names a type says nothing about what the
/// manifest is, and cosign lists its own under another.
pub fn evidence(store: &dyn Store, subject: Digest) -> Result<Found, Error> {
    let candidates = store.candidates(subject)?;
    if candidates.len() > MAX_CANDIDATES {
        return Err(Error::TooMany { place: store.place(), digest: subject, limit: MAX_CANDIDATES });
    }
    let mut found = Found::default();
    for digest in candidates {
        match read(store, digest) {
            Ok(evidence) if evidence.manifest.subject.as_ref().is_some_and(|own| own.digest == subject) => {
                found.evidence.push(evidence);
            }
            Ok(_) => {}
            Err(error @ (Error::Net(_) | Error::Disk { .. })) => return Err(error),
            Err(error) => found.unread.push(Unread { digest, reason: error.to_string() }),
        }
    }
    found.evidence.sort_by_key(|evidence| evidence.digest);
    found.unread.sort_by_key(|unread| unread.digest);
    Ok(found)
}

fn read(store: &dyn Store, digest: Digest) -> Result<Evidence, Error> {
    let bytes = store.manifest(digest)?.ok_or_else(|| Error::Missing { place: store.place(), digest })?;
    Ok(Evidence { digest, manifest: Manifest::parse(&bytes)?, bytes })
}

/// Keeps `bytes` of a media type as evidence about a manifest that is in the store, and returns the digest of the
/// evidence's own manifest.
pub fn attach(
    store: &dyn Store,
    subject: Digest,
    media_type: &str,
    bytes: &[u8],
    annotations: Annotations,
) -> Result<Digest, Error> {
    let about = store.manifest(subject)?.ok_or_else(|| Error::Missing { place: store.place(), digest: subject })?;
    store.put_blob(EMPTY_BYTES)?;
    store.put_blob(bytes)?;
    let config = Descriptor::of(EMPTY, EMPTY_BYTES);
    let mut manifest = Manifest::new(media_type, config, vec![Descriptor::of(media_type, bytes)]);
    manifest.subject = Some(Descriptor::of(Manifest::parse(&about)?.media_type(), &about));
    manifest.annotations = annotations;
    let bytes = manifest.to_bytes()?;
    if bytes.len() as u64 > MAX_MANIFEST {
        let digest = Digest::of(&bytes);
        return Err(Error::TooLarge { digest, size: bytes.len() as u64, limit: MAX_MANIFEST });
    }
    store.put_manifest(&bytes)
}
