//! Waivers of a policy: findings that somebody answers for, each for a reason and until a day.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Glob;
use crate::finding::Fingerprint;

/// A list of waivers.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct WaiverFile {
    pub(super) waivers: Vec<Waiver>,
}

/// A finding that somebody answers for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Waiver {
    #[cfg_attr(test, schemars(with = "crate::policy::form::Fingerprint"))]
    pub(super) fingerprint: Fingerprint,
    /// The rule that found it: a waiver is for one finding of one rule.
    pub(super) rule: String,
    /// The artifacts it is for, by the name of the subject or where it is served from; any where it is left out.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Option<crate::policy::form::Pattern>"))]
    pub(super) subject: Option<Glob>,
    /// The last day on which it holds.
    #[cfg_attr(test, schemars(with = "crate::policy::form::Day"))]
    pub(super) expires: Date,
    /// Who approves: a person of the people file, or their address.
    pub(super) approved_by: String,
    #[serde(default)]
    pub(super) reason: Option<String>,
    /// The VEX status and justification, such as `not_affected/vulnerable_code_not_in_execute_path`.
    #[serde(default)]
    pub(super) vex: Option<String>,
}

impl Waiver {
    pub(super) fn is_expired(&self, today: Date) -> bool {
        today > self.expires
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_schema_is_current() {
        crate::text::published::assert_authored::<WaiverFile>(
            "policy-waivers-v1",
            "https://proofmark.dev/policy-waivers/v1",
        );
    }
}
