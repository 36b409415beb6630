//! Signatures that artifacts carry in themselves.

use serde::{Deserialize, Serialize};

/// Signatures in the artifact itself.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(in crate::policy) struct SignatureRules {
    /// Those of an A2A agent card.
    #[serde(default)]
    pub(in crate::policy) a2a_card: Demand,
    /// That of an MCP bundle.
    #[serde(default)]
    pub(in crate::policy) mcpb: Demand,
    /// Who may have signed; all that the policy trusts where it is empty.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Vec<crate::policy::form::IdentityName>"))]
    pub(in crate::policy) signer: Vec<String>,
}

/// Whether a signature has to be there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(in crate::policy) enum Demand {
    /// One has to be there, and hold.
    Required,
    /// Where one is there, it has to hold.
    #[default]
    VerifyIfPresent,
    Ignore,
}
