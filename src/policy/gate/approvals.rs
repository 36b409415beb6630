//! Who has to agree: distinct persons, none of whom made what they approve of.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::super::Age;

/// Who has to agree.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(in crate::policy) struct Approvals {
    /// How many persons.
    #[cfg_attr(test, schemars(range(min = 1, max = 64)))]
    pub(in crate::policy) count: u64,
    /// Whose approvals count.
    #[cfg_attr(test, schemars(length(min = 1), with = "Vec<crate::policy::form::IdentityName>"))]
    pub(in crate::policy) by: Vec<String>,
    /// What is counted: persons, or signers where one person may have several.
    #[serde(default)]
    pub(in crate::policy) distinct: Distinct,
    /// Whose approvals do not count, whoever they are.
    #[serde(default)]
    pub(in crate::policy) exclude: Vec<Role>,
    /// Of those that count, how many at least have to be each of these identities.
    #[serde(default)]
    pub(in crate::policy) including: BTreeMap<String, u64>,
    /// How old an approval may be.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Option<crate::policy::form::Age>"))]
    pub(in crate::policy) max_age: Option<Age>,
    /// What an approval has to name beside the artifact, so that it cannot be used for anything else.
    #[serde(default = "Approvals::bound")]
    pub(in crate::policy) bind: Vec<Bind>,
}

impl Approvals {
    fn bound() -> Vec<Bind> {
        vec![Bind::To, Bind::Policy]
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub(in crate::policy) enum Distinct {
    #[default]
    Person,
    Signer,
}

/// A part that somebody had in an artifact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(in crate::policy) enum Role {
    /// Who signed its provenance.
    Builder,
    /// Who wrote the source, as far as it is known.
    CommitAuthor,
    /// Who signed its evaluations.
    Evaluator,
}

/// What an approval is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub(in crate::policy) enum Bind {
    /// The digest of the artifact; always.
    Subject,
    /// The stage that it is for.
    To,
    /// The digest of this policy.
    Policy,
    /// The digest of a verdict: a scan or a decision that the approver has seen.
    Verdict,
    /// Where the artifact is served from.
    Resource,
}
