//! What a head statement says: which links are the newest, and until when that may be believed.
//!
//! Whoever serves a chain can leave its end away. A link that a head statement names and nobody can show was taken
//! away; and a policy that asks for a fresh one bounds how long that can go unnoticed.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::chain::Claim;
use super::link::Named;
use crate::attest::Predicate;
use crate::digest::Digest;
use crate::policy::Stage;

/// The URI of the predicate. Schema: `schemas/predicate-head-v1.schema.json`.
pub(super) const TYPE: &str = "https://proofmark.dev/head/v1";

/// Somebody's word on how far a chain goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Head {
    /// The links that no other follows, by the digest of their statements. Sorted.
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    pub heads: Vec<Digest>,
    /// What they come to.
    pub stage: Stage,
    /// Where the artifact is pulled from.
    pub resource_uri: String,
    /// The policy that the chain was read by.
    pub policy: Named,
    /// RFC 3339, as the signer's clock says.
    #[cfg_attr(test, schemars(with = "String"))]
    pub time: Timestamp,
    /// RFC 3339: from then on, it says nothing of what came since.
    #[cfg_attr(test, schemars(with = "String"))]
    pub expires: Timestamp,
}

impl Head {
    /// What of it a chain is compared with.
    pub(super) fn claim(&self) -> Claim {
        Claim { heads: self.heads.clone(), time: self.time, expires: self.expires }
    }
}

impl Predicate for Head {
    fn predicate_type(&self) -> &str {
        TYPE
    }
}
