//! What a promotion link says: one step of one artifact, bound to everything that it must not be carried over to.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::attest::Predicate;
use crate::digest::Digest;
use crate::policy::{Field, Stage};

/// The URI of the predicate. Schema: `schemas/predicate-promotion-v1.schema.json`.
pub(super) const TYPE: &str = "https://proofmark.dev/promotion/v1";

/// A step from one stage to the next. Its subject is the manifest of the artifact; its name, the digest of the signed
/// statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Link {
    /// Nothing, where the chain starts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Stage>,
    pub to: Stage,
    /// 0 where the chain starts; one more than the highest of `previous` elsewhere.
    pub seq: u64,
    /// The links that this one follows, by the digest of their statements: all heads that the promoter saw. Sorted.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    pub previous: Vec<Digest>,
    /// Where consumers pull the artifact from; a link does not count anywhere else.
    pub resource_uri: String,
    /// The policy that the step was decided by.
    pub policy: Named,
    /// The verification summary that says so, by the digest of its bundle. The start of a chain and a revocation
    /// have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Named>,
    /// RFC 3339, as the signer's clock says.
    #[cfg_attr(test, schemars(with = "String"))]
    pub time: Timestamp,
    /// Approvals that the decision counted, by the digests of their bundles. Sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    pub approvals: Vec<Digest>,
    /// What else the policy wants to have said: `reason`, `advisory`, `alternative`, `sunset`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<Field, String>,
}

/// Something that is meant by its digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Named {
    #[cfg_attr(test, schemars(with = "String"))]
    pub digest: Digest,
}

impl Predicate for Link {
    fn predicate_type(&self) -> &str {
        TYPE
    }
}
