//! An artifact that a store has: here, or in a registry.

use super::store::StoreDir;
use super::{Error, Io, pull, push};
use crate::attest;
use crate::digest::Digest;
use crate::source::{Capture, Limits};
use crate::store::{self, Layout, Manifest, Store, pack};

/// A manifest, and the store that has it and all that is said about it.
pub(super) struct Stored {
    pub(super) store: Box<dyn Store>,
    pub(super) digest: Digest,
    /// As statements call it.
    pub(super) name: String,
}

/// What `oci:…` names in a registry; `None` for what is no such name.
pub(super) fn image(text: &str) -> Option<&str> {
    text.strip_prefix("oci://").or_else(|| text.strip_prefix("oci:"))
}

impl Stored {
    /// Reads what the user has named: `oci:…` is in a registry; the rest is a digest or a tag of the store.
    pub(super) fn find(text: &str, store: &StoreDir, io: &Io<'_>) -> Result<Self, Error> {
        match image(text) {
            Some(image) => Self::remote(image, io),
            None => Self::local(Layout::open(store.path(io))?, text),
        }
    }

    /// What a store has under a digest or a tag.
    fn local(layout: Layout, text: &str) -> Result<Self, Error> {
        let unknown = store::Error::Unknown { place: layout.place(), name: text.to_owned() };
        Ok(Self::held(layout, text)?.ok_or(unknown)?)
    }

    /// The same, where the store may well not have it.
    pub(super) fn held(layout: Layout, text: &str) -> Result<Option<Self>, Error> {
        let mut name = text.to_owned();
        let digest = if let Ok(digest) = text.parse::<Digest>() {
            let Some(bytes) = layout.manifest(digest)? else { return Ok(None) };
            name = Manifest::parse(&bytes)?.annotations.remove(pack::TITLE).unwrap_or(name);
            digest
        } else {
            let Some(digest) = layout.resolve(text)? else { return Ok(None) };
            digest
        };
        Ok(Some(Self { store: Box::new(layout), digest, name }))
    }

    /// What a registry has, by `REGISTRY/REPOSITORY` with a tag or a digest.
    pub(super) fn remote(image: &str, io: &Io<'_>) -> Result<Self, Error> {
        let reference = push::parse(image)?;
        let registry = push::open(&reference, &Limits::DEFAULT, io)?;
        let digest = pull::wanted(image, &reference, &registry)?;
        let name = registry.place();
        Ok(Self { store: Box::new(registry), digest, name })
    }

    pub(super) fn subject(&self) -> attest::Subject {
        store::subject(self.name.clone(), self.digest)
    }

    /// The files in it.
    pub(super) fn capture(&self) -> Result<Capture, Error> {
        let files = pack::unpack(&*self.store, self.digest, &Limits::DEFAULT)?.files;
        Ok(pack::capture(self.digest, files))
    }
}
