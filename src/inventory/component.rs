//! One thing that an agent is made of.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::detail::{Detail, Kind, Model, Package};
use super::purl::{Ecosystem, purl};
use super::{Capability, Evidence, Id, Pin};

/// A node of the graph.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Component {
    pub id: Id,
    #[serde(flatten)]
    pub detail: Detail,
    /// As its owner calls it; without group and version.
    pub name: String,
    /// Provider of a model, scope or namespace of a package, owner of a server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// What it says about itself, without secrets, at most 1,000 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purl: Option<String>,
    pub pin: Pin,
    /// The range that the project asks for, as written, where `version` is not known or comes from a lock file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub constraint: Option<String>,
    /// Sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hashes: Vec<Hash>,
    /// An SPDX expression, or as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub license: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supplier: Option<String>,
    pub scope: Scope,
    /// Sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub capabilities: Vec<Capability>,
    /// What no member says, by names that go below `proofmark:`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub properties: BTreeMap<String, String>,
    /// Sorted; never empty in a finished inventory.
    pub evidence: Vec<Evidence>,
}

/// Whether a component is part of what runs. From weakest to strongest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// Found in tests, examples or documentation only.
    Excluded,
    /// Switched off, or needed for development only.
    Optional,
    #[default]
    Required,
}

impl Scope {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Excluded => "excluded",
            Self::Optional => "optional",
            Self::Required => "required",
        }
    }
}

/// The digest of what a component is, where it can be fetched or stands in a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Hash {
    pub algorithm: HashAlgorithm,
    /// Lower-case hexadecimal.
    pub hex: String,
}

/// Algorithms that lock files and registries use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum HashAlgorithm {
    #[serde(rename = "MD5")]
    Md5,
    #[serde(rename = "SHA-1")]
    Sha1,
    #[serde(rename = "SHA-256")]
    Sha256,
    #[serde(rename = "SHA-384")]
    Sha384,
    #[serde(rename = "SHA-512")]
    Sha512,
}

impl HashAlgorithm {
    /// As `CycloneDX` spells it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Md5 => "MD5",
            Self::Sha1 => "SHA-1",
            Self::Sha256 => "SHA-256",
            Self::Sha384 => "SHA-384",
            Self::Sha512 => "SHA-512",
        }
    }

    /// Hexadecimal digits of a digest.
    pub const fn digits(self) -> usize {
        match self {
            Self::Md5 => 32,
            Self::Sha1 => 40,
            Self::Sha256 => 64,
            Self::Sha384 => 96,
            Self::Sha512 => 128,
        }
    }
}

impl Component {
    /// A component of which no more than this is known.
    pub fn new(id: Id, name: impl Into<String>, detail: Detail) -> Self {
        Self {
            id,
            detail,
            name: name.into(),
            group: None,
            version: None,
            description: None,
            purl: None,
            pin: Pin::Unknown,
            constraint: None,
            hashes: Vec::new(),
            license: None,
            supplier: None,
            scope: Scope::Required,
            capabilities: Vec::new(),
            properties: BTreeMap::new(),
            evidence: Vec::new(),
        }
    }

    /// A component that stands in a file; its id is made of the kind, the path and the name.
    pub fn local(path: &str, name: impl Into<String>, detail: Detail) -> Self {
        let name = name.into();
        Self::new(Id::local(detail.kind(), path, &name), name, detail)
    }

    /// A component that is the same wherever it is named.
    pub fn global(group: Option<&str>, name: impl Into<String>, version: Option<&str>, detail: Detail) -> Self {
        let name = name.into();
        let id = Id::global(detail.kind(), group, &name, version);
        let (group, version) = (group.map(str::to_owned), version.map(str::to_owned));
        Self { group, version, ..Self::new(id, name, detail) }
    }

    /// A model. Its package URL is made of what is known; see [`purl()`].
    pub fn model(group: Option<&str>, name: &str, version: Option<&str>, model: Model) -> Self {
        Self::global(group, name, version, Detail::Model(model))
    }

    /// A package; its package URL is its id.
    pub fn package(ecosystem: Ecosystem, name: &str, version: Option<&str>, mut package: Package) -> Self {
        package.ecosystem = Some(ecosystem);
        Self::with_purl(ecosystem, name, version, Detail::Package(package))
    }

    /// Anything whose identity is a package: an MCP server on npm, an image.
    pub fn with_purl(ecosystem: Ecosystem, name: &str, version: Option<&str>, detail: Detail) -> Self {
        let purl = purl(ecosystem, name, version, &[]);
        let (group, own) = match name.rsplit_once('/') {
            Some((group, own)) => (Some(group.to_owned()), own),
            None => (None, name),
        };
        let version = version.map(str::to_owned);
        Self { group, version, purl: Some(purl.clone()), ..Self::new(Id::package(&purl), own, detail) }
    }

    #[must_use]
    pub fn seen(mut self, evidence: Evidence) -> Self {
        self.evidence.push(evidence);
        self
    }

    #[must_use]
    pub const fn pinned(mut self, pin: Pin) -> Self {
        self.pin = pin;
        self
    }

    #[must_use]
    pub const fn scoped(mut self, scope: Scope) -> Self {
        self.scope = scope;
        self
    }

    pub const fn kind(&self) -> Kind {
        self.detail.kind()
    }

    /// What stays the same when the version changes: the kind, and the package URL without version or group and name.
    pub fn identity(&self) -> (Kind, String) {
        let without_version = |purl: &str| {
            let end = purl.find(['@', '?', '#']).unwrap_or(purl.len());
            purl.get(..end).unwrap_or(purl).to_owned()
        };
        let name = || match &self.group {
            Some(group) => format!("{group}/{}", self.name),
            None => self.name.clone(),
        };
        (self.kind(), self.purl.as_deref().map_or_else(name, without_version))
    }

    /// Adds what another reading of the same component knows: evidence and hashes of both, and what only one says.
    ///
    /// Where both say something different the first stays, but a weaker pin and a stronger scope win.
    pub(super) fn absorb(&mut self, other: Self) {
        fn fill(own: &mut Option<String>, other: Option<String>) {
            if own.is_none() {
                *own = other;
            }
        }
        fill(&mut self.group, other.group);
        fill(&mut self.version, other.version);
        fill(&mut self.description, other.description);
        fill(&mut self.purl, other.purl);
        fill(&mut self.constraint, other.constraint);
        fill(&mut self.license, other.license);
        fill(&mut self.supplier, other.supplier);
        self.pin = if self.pin == Pin::Unknown || other.pin == Pin::Unknown {
            self.pin.max(other.pin)
        } else {
            self.pin.min(other.pin)
        };
        self.scope = self.scope.max(other.scope);
        self.hashes.extend(other.hashes);
        self.capabilities.extend(other.capabilities);
        self.evidence.extend(other.evidence);
        for (name, value) in other.properties {
            self.properties.entry(name).or_insert(value);
        }
        self.detail.absorb(other.detail);
    }

    /// Puts lists into their order, without repetitions.
    pub(super) fn tidy(&mut self) {
        self.hashes.sort();
        self.hashes.dedup();
        self.capabilities.sort();
        self.capabilities.dedup();
        self.evidence.sort();
        self.evidence.dedup();
    }
}
