//! Where histories of what an artifact needs are looked up: beside the artifact, in the store here, and in its registry.

use super::seen::Seen;
use super::stored::image;
use super::{Io, push};
use crate::digest::Digest;
use crate::policy::{Evidence, Trust};
use crate::promotion::{Archive, Error, History, Needed, gather};
use crate::source::Limits;
use crate::store::{self, Layout, Registry, Store};

/// The stores that count.
pub(super) struct Shelves<'a, 'w> {
    /// The one that has the artifact whose needs are looked up.
    pub(super) own: &'a dyn Store,
    /// Its registry, where it is in one.
    pub(super) host: Option<&'a str>,
    /// The store here, where it is another.
    pub(super) layout: Option<&'a Layout>,
    pub(super) trust: Trust<'a>,
    pub(super) seen: &'a Seen,
    pub(super) io: &'a Io<'w>,
}

/// The registry of an image.
pub(super) fn host(image: &str) -> Option<&str> {
    image.split_once('/').map(|(host, _)| host)
}

impl Shelves<'_, '_> {
    /// The repository of what is needed. Only the registry that the artifact itself comes from is asked: a BOM must not
    /// send whoever reads it anywhere else.
    fn remote(&self, needed: &Needed) -> Result<Option<Registry>, store::Error> {
        let place = needed.resource.as_deref().and_then(image);
        let reference = place.filter(|place| host(place) == self.host).and_then(|place| push::parse(place).ok());
        reference.map(|reference| push::connect(&reference, &Limits::DEFAULT, self.io)).transpose()
    }
}

impl Archive for Shelves<'_, '_> {
    fn evidence(&self, needed: &Needed, digest: Digest) -> Result<Evidence, Error> {
        let mut evidence = gather(self.own, digest, &needed.name, &self.trust)?;
        if let Some(layout) = self.layout {
            evidence = evidence.and(gather(layout, digest, &needed.name, &self.trust)?);
        }
        if let Some(registry) = self.remote(needed)? {
            evidence = evidence.and(gather(&registry, digest, &needed.name, &self.trust)?);
        }
        Ok(evidence)
    }

    fn history(&self, digest: Digest, resource: &str, evidence: Evidence) -> History {
        self.seen.history(digest, resource, evidence, &self.trust)
    }
}
