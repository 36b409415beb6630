//! A case: everything that a decision rests on.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::evidence::Evidence;
use super::gate::fields::Field;
use super::{Stage, Transition};
use crate::digest::Digest;

/// Names that the field has for kinds of artifacts, and ours.
pub(super) const KIND_ALIASES: &[(&str, &[&str])] = &[
    ("agent", &["agent-card", "registry-manifest", "instructions", "agent-settings"]),
    ("a2a-agent", &["agent-card"]),
    ("mcp", &["mcp-server", "mcp-listing", "server-json"]),
    ("mcpb", &["file"]),
];

/// What is decided on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Subject {
    /// As people call it.
    pub name: String,
    /// Of the OCI manifest, or of the folder or file itself.
    #[cfg_attr(test, schemars(with = "String"))]
    pub digest: Digest,
}

/// Everything that a decision rests on. Nothing else is looked at, and the same case has the same decision.
#[derive(Debug, Clone)]
pub struct Case {
    pub subject: Subject,
    /// As the user named it: `notes:1.0`, `oci://ghcr.io/acme/notes@sha256:…`, a path. Commands that are proposed name it
    /// so.
    pub reference: String,
    /// The kind of the artifact, as [`crate::artifact::ArtifactKind::name`] says it; `None` where nobody has looked.
    pub kind: Option<String>,
    /// Where consumers get it from, such as `oci://ghcr.io/acme/notes`; `None` where it is served from nowhere yet.
    pub resource: Option<String>,
    /// What is to be taken.
    pub transition: Transition,
    /// What its history says so far; `None` where there is none.
    pub history: Option<History>,
    pub evidence: Evidence,
    /// Artifacts that it needs, directly or not; `None` where nobody has looked.
    pub dependencies: Option<Vec<Dependency>>,
    /// Who wrote the source, by e-mail address or login, as far as it is known.
    pub authors: BTreeSet<String>,
    /// What whoever promotes says about it.
    pub fields: BTreeMap<Field, String>,
    pub now: Timestamp,
}

/// What the chain of an artifact says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct History {
    pub stage: Stage,
    /// The digest that it is about, from the first link on.
    #[cfg_attr(test, schemars(with = "String"))]
    pub subject: Digest,
    /// Of the newest links; two or more where it forked.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    pub heads: Vec<Digest>,
    /// The day that the deprecation announced, as `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sunset: Option<String>,
}

/// An artifact that the subject needs.
#[derive(Debug, Clone)]
pub struct Dependency {
    pub name: String,
    /// `None` where it is not pinned: then nothing can be said about it.
    pub digest: Option<Digest>,
    /// The names on the way to it, the subject's own need first; one for what is needed directly.
    pub via: Vec<String>,
    /// What its own history says; `None` where there is none here.
    pub stage: Option<Stage>,
    /// The newest link of that history.
    pub head: Option<Digest>,
    /// Statements about it: decisions of others.
    pub evidence: Evidence,
}

/// The need of another artifact as gates see it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Need {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub digest: Option<Digest>,
    #[serde(default)]
    pub via: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<Stage>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub head: Option<Digest>,
    #[serde(default)]
    pub statements: Vec<super::input::Said>,
}
