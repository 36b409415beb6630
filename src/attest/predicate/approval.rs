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
    /// What the decision rests on, such as reports, by digest.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<ResourceDescriptor>,
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
