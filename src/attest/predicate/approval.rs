//! Somebody answers for an artifact. Who that is, the signature says; the predicate cannot.

use serde::{Deserialize, Serialize};

use super::Predicate;
use crate::attest::statement::ResourceDescriptor;

/// The URI of this predicate. It is ours: no published one says that a person has looked.
const TYPE: &str = "https://proofmark.dev/attestation/approval/v1";

/// A person's decision about an artifact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Approval {
    pub decision: Decision,
    /// What it is approved for, such as a stage; for anything where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Where the decision was discussed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// The last day on which it holds, as `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub expires: Option<jiff::civil::Date>,
    /// When it was decided, by the word of whoever signs; RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_on: Option<String>,
    /// Where the artifact is served from, such as `oci://ghcr.io/acme/notes`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource_uri: Option<String>,
    /// The policy that asks for it, by digest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<ResourceDescriptor>,
    /// The verdict that was looked at, by digest: the bundle of a scan or of a decision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<ResourceDescriptor>,
    /// What the decision rests on, such as reports, by digest.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<ResourceDescriptor>,
}

impl Approval {
    /// The bare decision: for anything, without a reason or an end.
    pub const fn new(decision: Decision) -> Self {
        Self {
            decision,
            scope: None,
            reason: None,
            reference: None,
            expires: None,
            decided_on: None,
            resource_uri: None,
            policy: None,
            verdict: None,
            evidence: Vec::new(),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Decision {
    Approved,
    Rejected,
}

impl Predicate for Approval {
    fn predicate_type(&self) -> &str {
        TYPE
    }
}
