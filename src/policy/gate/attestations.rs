//! Statements that have to be there: of a kind, by somebody, not too old.

use serde::{Deserialize, Serialize};

use super::super::{Age, Glob};

/// A statement that has to be there.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(in crate::policy) struct Attestation {
    /// What the gate is called in answers: `PMG-ATT-SCAN` for `scan`.
    #[cfg_attr(test, schemars(regex(pattern = "^[a-z][a-z0-9-]{0,31}$")))]
    pub(in crate::policy) id: String,
    /// `scan`, `bom`, `provenance`, `eval`, `approval`, `vsa`, or the URI of any other predicate.
    #[cfg_attr(test, schemars(with = "crate::policy::form::Predicate"))]
    pub(in crate::policy) predicate: String,
    /// Any of these may have signed it.
    #[cfg_attr(test, schemars(length(min = 1), with = "Vec<crate::policy::form::IdentityName>"))]
    pub(in crate::policy) signer: Vec<String>,
    /// How old it may be.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Option<crate::policy::form::Age>"))]
    pub(in crate::policy) max_age: Option<Age>,
    /// Of a scan: the least version of proofmark, whose rules are those that it brings.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Option<crate::policy::form::Version>"))]
    pub(in crate::policy) min_rules: Option<String>,
    /// Of provenance: the least SLSA build level.
    #[serde(default)]
    #[cfg_attr(test, schemars(range(min = 1, max = 3)))]
    pub(in crate::policy) slsa_build: Option<u8>,
    /// Of provenance: where the source has to be from, such as `git+https://github.com/acme/*`.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Option<crate::policy::form::Pattern>"))]
    pub(in crate::policy) source: Option<Glob>,
    /// Of provenance: which builder has to have built it.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Option<crate::policy::form::Pattern>"))]
    pub(in crate::policy) builder: Option<Glob>,
}
