//! A layout that was read once: what refers to what is looked up, not searched for.

use std::collections::BTreeMap;

use super::{Descriptor, Error, Layout, Listed, Store};
use crate::digest::Digest;

/// A layout as it was when it was opened. To list many artifacts with their evidence, each manifest is read once, and
/// not once an artifact.
#[derive(Debug)]
pub struct Indexed {
    layout: Layout,
    listed: Vec<Listed>,
    referrers: BTreeMap<Digest, Vec<Digest>>,
}

impl Indexed {
    pub fn read(layout: Layout) -> Result<Self, Error> {
        let listed = layout.list()?;
        let mut referrers: BTreeMap<Digest, Vec<Digest>> = BTreeMap::new();
        for one in &listed {
            if let Some(subject) = &one.manifest.subject {
                referrers.entry(subject.digest).or_default().push(one.digest);
            }
        }
        Ok(Self { layout, listed, referrers })
    }

    /// Everything, sorted by digest.
    pub fn listed(&self) -> &[Listed] {
        &self.listed
    }
}

impl Store for Indexed {
    fn place(&self) -> String {
        self.layout.place()
    }

    fn resolve(&self, tag: &str) -> Result<Option<Digest>, Error> {
        self.layout.resolve(tag)
    }

    fn manifest(&self, digest: Digest) -> Result<Option<Vec<u8>>, Error> {
        self.layout.manifest(digest)
    }

    fn blob(&self, blob: &Descriptor, limit: u64) -> Result<Vec<u8>, Error> {
        self.layout.blob(blob, limit)
    }

    fn has_blob(&self, blob: &Descriptor) -> Result<bool, Error> {
        self.layout.has_blob(blob)
    }

    fn put_blob(&self, bytes: &[u8]) -> Result<Digest, Error> {
        self.layout.put_blob(bytes)
    }

    fn put_manifest(&self, bytes: &[u8]) -> Result<Digest, Error> {
        self.layout.put_manifest(bytes)
    }

    fn tag(&self, name: &str, digest: Digest) -> Result<(), Error> {
        self.layout.tag(name, digest)
    }

    fn candidates(&self, subject: Digest) -> Result<Vec<Digest>, Error> {
        Ok(self.referrers.get(&subject).cloned().unwrap_or_default())
    }
}
