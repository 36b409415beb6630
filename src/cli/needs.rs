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
    own: &'a dyn Store,
    /// Its registry, where it is in one.
    host: Option<&'a str>,
    /// The store here, where it is another.
    layout: Option<&'a Layout>,
    trust: Trust<'a>,
    seen: &'a Seen,
    io: &'a Io<'w>,
}

/// The registry of an image.
fn host(image: &str) -> Option<&str> {
    image.split_once('/').map(|(host, _)| host)
}

impl<'a, 'w> Shelves<'a, 'w> {
    /// Those for an artifact that `reference` names and `own` has; `layout` is the store here, where it is another.
    pub(super) fn of(
        reference: &'a str,
        own: &'a dyn Store,
        layout: Option<&'a Layout>,
        trust: Trust<'a>,
        seen: &'a Seen,
        io: &'a Io<'w>,
    ) -> Self {
        Self { own, host: image(reference).and_then(host), layout, trust, seen, io }
    }

    /// Whether a store here has the artifact itself, and not only what is said about it.
    pub(super) fn has(&self, digest: Digest) -> Result<bool, store::Error> {
        let layout = self.layout.map(|layout| layout.manifest(digest)).transpose()?.flatten();
        Ok(layout.is_some() || self.own.manifest(digest)?.is_some())
    }

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
