//! Where the bytes of a source came from, and what vouched for them on the way.

use serde::{Deserialize, Serialize};

/// What kind of place a source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum SourceKind {
    /// A file or folder.
    Path,
    /// An archive file here.
    Archive,
    Git,
    Url,
    Npm,
    Pypi,
    Oci,
    /// An MCP registry.
    Registry,
    /// An MCP server that was started or called.
    Mcp,
}

/// Where a source came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Provenance {
    /// As it was asked for, without credentials.
    pub reference: String,
    pub kind: SourceKind,
    /// The address that the bytes came from in the end, without credentials.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// The commit, version or digest that the reference stood for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<String>,
    /// The package URL of a package, with its version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purl: Option<String>,
    /// `sha256:<hex>` of the bytes that came, before they were unpacked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// What the bytes were compared with; each held.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub integrity: Vec<Integrity>,
}

/// A comparison that held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Integrity {
    /// The value that the bytes have, with its algorithm: `sha512-<base64>`, `sha256:<hex>`.
    pub value: String,
    /// Who said what it should be.
    pub by: String,
}

impl Provenance {
    /// A source of which nothing more is known.
    pub fn new(reference: impl Into<String>, kind: SourceKind) -> Self {
        let reference = reference.into();
        Self { reference, kind, location: None, revision: None, purl: None, digest: None, integrity: Vec::new() }
    }
}
