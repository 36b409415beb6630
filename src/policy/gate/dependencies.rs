//! How far what an artifact needs has to be.

use serde::{Deserialize, Serialize};

use super::super::{Age, Stage};

/// What other artifacts that it needs have to have reached.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(in crate::policy) struct DependencyRules {
    /// The least stage, and none beyond `published`.
    pub(in crate::policy) stage: Stage,
    /// Whether what they need counts, too.
    #[serde(default)]
    pub(in crate::policy) depth: Depth,
    /// What is made of dependencies that have no history here.
    #[serde(default)]
    pub(in crate::policy) external: External,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub(in crate::policy) enum Depth {
    #[default]
    All,
    Direct,
}

/// Dependencies of others.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(in crate::policy) struct External {
    /// Decisions of others that count; any of them does.
    #[serde(default)]
    pub(in crate::policy) vsa: Vec<ForeignVsa>,
    /// What is made of those without such a decision.
    #[serde(default)]
    pub(in crate::policy) otherwise: Otherwise,
}

/// A verification summary by somebody else.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(in crate::policy) struct ForeignVsa {
    /// The whole `verifier.id`.
    #[cfg_attr(test, schemars(with = "crate::policy::form::AbsoluteUri"))]
    pub(in crate::policy) verifier: String,
    #[cfg_attr(test, schemars(with = "crate::policy::form::IdentityName"))]
    pub(in crate::policy) signer: String,
    /// A level that it has to give, such as `PROOFMARK_STAGE_PUBLISHED`.
    pub(in crate::policy) level: String,
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Option<crate::policy::form::Age>"))]
    pub(in crate::policy) max_age: Option<Age>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub(in crate::policy) enum Otherwise {
    #[default]
    Deny,
    Allow,
}
