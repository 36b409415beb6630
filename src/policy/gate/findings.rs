//! What a scan may have found, and what somebody answers for.

use serde::{Deserialize, Serialize};

use super::super::Age;
use crate::rule::Severity;

/// What a scan may have found.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(in crate::policy) struct Findings {
    /// Findings up to this severity pass; those above it need a waiver.
    pub(in crate::policy) max_severity: Severity,
    /// Whose scans count; all that the policy trusts where it is empty.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Vec<crate::policy::form::IdentityName>"))]
    pub(in crate::policy) signer: Vec<String>,
    /// Rules that the scan may have left out, and gaps that it may have accepted, are none unless this says so.
    #[serde(default)]
    pub(in crate::policy) weakened: Weakened,
    #[serde(default)]
    pub(in crate::policy) waivers: Option<WaiverRules>,
}

/// What is made of a scan that was told to look away.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub(in crate::policy) enum Weakened {
    /// Disabled rules, suppressed findings above the severity, and accepted gaps fail.
    #[default]
    Deny,
    /// They are listed, and pass.
    Allow,
}

/// Findings that somebody answers for until a day.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(in crate::policy) struct WaiverRules {
    /// The list of waivers, relative to the policy.
    #[cfg_attr(test, schemars(with = "crate::policy::form::RelativePath"))]
    pub(in crate::policy) file: String,
    /// How far ahead a waiver may end.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Option<crate::policy::form::Age>"))]
    pub(in crate::policy) max_lifetime: Option<Age>,
    /// Who may approve of a waiver: persons of the people file that are this identity.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Option<crate::policy::form::IdentityName>"))]
    pub(in crate::policy) approved_by: Option<String>,
    #[serde(default)]
    pub(in crate::policy) reason: Presence,
}

/// Whether something has to be said.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub(in crate::policy) enum Presence {
    #[default]
    Required,
    Optional,
}
