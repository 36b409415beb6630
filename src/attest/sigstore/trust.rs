//! Whom Sigstore signatures are checked against: authorities, logs and timestamp services.

use sigstore_trust_root::{SigstoreInstance, TrustedRoot as Root, TufBootstrap, TufConfig};

use super::{Cause, client, wait};
use crate::attest::Error;
use crate::net::Settings;

/// A trusted root.
#[derive(Debug, Clone)]
pub struct TrustedRoot(pub(super) Root);

/// A Sigstore that proofmark brings the root of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Instance {
    PublicGood,
    Staging,
    /// GitHub's own, for private repositories and releases: it has no transparency log.
    GitHub,
}

/// Where newer trust material comes from, and what it is checked with.
#[derive(Debug, Clone)]
pub enum Tuf {
    /// That of a known instance, checked with its embedded root.
    Instance(Instance),
    /// Another one, checked with the `root.json` that the user has.
    Custom { url: String, root: Vec<u8> },
}

impl Instance {
    pub(super) const fn inner(self) -> SigstoreInstance {
        match self {
            Self::PublicGood => SigstoreInstance::PublicGood,
            Self::Staging => SigstoreInstance::Staging,
            Self::GitHub => SigstoreInstance::GitHub,
        }
    }
}

impl Tuf {
    pub(super) fn config(&self, network: &Settings) -> Result<TufConfig, Error> {
        let (url, config) = match self {
            Self::Instance(instance) => (instance.inner().tuf_url(), TufConfig::for_instance(instance.inner())),
            Self::Custom { url, root } => (url.as_str(), TufConfig::custom(url, TufBootstrap::trusted(root))),
        };
        // Without a cache there is nothing on the disk that somebody could have exchanged.
        Ok(config.with_http_client(client(network, [url])?).without_cache())
    }
}

impl TrustedRoot {
    /// The root that came with this version. Never touches the network.
    pub fn embedded(instance: Instance) -> Result<Self, Error> {
        instance.inner().embedded_trusted_root().map(Self).map_err(|error| Error::TrustedRoot(Box::new(error)))
    }

    /// A root from a file of the user's.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        Root::from_json(text).map(Self).map_err(|error| Error::TrustedRoot(Box::new(error)))
    }

    /// The newest root, over the network, verified by TUF.
    pub fn fetch(tuf: &Tuf, network: &Settings) -> Result<Self, Error> {
        let config = tuf.config(network)?;
        wait(network, async {
            Root::from_tuf(config).await.map(Self).map_err(|error| Error::TrustedRoot(Cause::from(error)))
        })
    }

    /// Whether signatures of this instance are in a transparency log at all.
    pub(super) fn has_log(&self) -> bool {
        !self.0.tlogs.is_empty()
    }

    /// Whether certificates of this instance are in a certificate log at all.
    pub(super) fn has_certificate_log(&self) -> bool {
        !self.0.ctlogs.is_empty()
    }
}
