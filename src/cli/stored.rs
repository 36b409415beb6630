//! An artifact that a store has: here, or in a registry.

use super::store::StoreDir;
use super::{Error, Io, pull, push};
use crate::digest::Digest;
use crate::source::Limits;
use crate::store::{self, Layout, Manifest, Store, pack};

/// A manifest, and the store that has it and all that is said about it.
pub(super) struct Stored {
    pub(super) store: Box<dyn Store>,
    pub(super) digest: Digest,
    /// As statements call it.
    pub(super) name: String,
}

impl Stored {
    /// Reads what the user has named: `oci:…` is in a registry; the rest is a digest or a tag of the store.
    pub(super) fn find(text: &str, store: &StoreDir, io: &Io<'_>) -> Result<Self, Error> {
        match text.strip_prefix("oci://").or_else(|| text.strip_prefix("oci:")) {
            Some(image) => Self::remote(image, io),
            None => Self::local(Layout::open(store.path(io))?, text),
        }
    }

    fn local(layout: Layout, text: &str) -> Result<Self, Error> {
        let unknown = || store::Error::Unknown { place: layout.place(), name: text.to_owned() };
        let Ok(digest) = text.parse::<Digest>() else {
            let digest = layout.resolve(text)?.ok_or_else(unknown)?;
            return Ok(Self { store: Box::new(layout), digest, name: text.to_owned() });
        };
        let bytes = layout.manifest(digest)?.ok_or_else(unknown)?;
        let title = Manifest::parse(&bytes)?.annotations.remove(pack::TITLE);
        Ok(Self { store: Box::new(layout), digest, name: title.unwrap_or_else(|| text.to_owned()) })
    }

    fn remote(text: &str, io: &Io<'_>) -> Result<Self, Error> {
        let reference = push::parse(text)?;
        let registry = push::open(&reference, &Limits::DEFAULT, io)?;
        let digest = pull::wanted(text, &reference, &registry)?;
        let name = registry.place();
        Ok(Self { store: Box::new(registry), digest, name })
    }
}
