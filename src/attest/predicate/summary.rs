//! SLSA verification summary v1: a decision over an artifact and its evidence.
//! <https://slsa.dev/spec/v1.0/verification_summary>

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Predicate;
use crate::attest::statement::{DigestSet, ResourceDescriptor};

/// Whether an artifact passed a policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    pub verifier: Verifier,
    /// RFC 3339.
    pub time_verified: String,
    /// What is verified, as its users name it.
    pub resource_uri: String,
    pub policy: Policy,
    /// The statements that the decision rests on, by digest.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub input_attestations: Vec<ResourceDescriptor>,
    pub verification_result: SummaryResult,
    /// SLSA levels, and levels of the policy's own that do not start with `SLSA_`.
    pub verified_levels: Vec<String>,
    /// How many dependencies have each level. Empty says that there are none; absent says nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dependency_levels: Option<BTreeMap<String, u64>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slsa_version: Option<String>,
    /// Members by the URIs that name them: those of proofmark's below, and whatever others have added.
    #[serde(flatten)]
    pub extensions: BTreeMap<String, Value>,
}

impl Summary {
    /// The predicate type.
    pub const TYPE: &str = "https://slsa.dev/verification_summary/v1";
    /// What each gate said: `[{id, status, message, evidence, remedy}]`.
    pub const GATES: &str = "https://proofmark.dev/vsa/gates";
    /// `enforce` or `audit`.
    pub const MODE: &str = "https://proofmark.dev/vsa/mode";
    /// The last moment at which the decision holds, RFC 3339.
    pub const EXPIRES: &str = "https://proofmark.dev/vsa/expires";
    /// The step that was decided on: `{from, to, previous}`.
    pub const PROMOTION: &str = "https://proofmark.dev/vsa/promotion";
}

/// Who verified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Verifier {
    /// A URI.
    pub id: String,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub version: BTreeMap<String, String>,
}

/// What was asked of the artifact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Policy {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uri: Option<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub digest: DigestSet,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "UPPERCASE")]
pub enum SummaryResult {
    Passed,
    Failed,
}

impl Predicate for Summary {
    fn predicate_type(&self) -> &str {
        Self::TYPE
    }
}
