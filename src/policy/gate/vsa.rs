//! The decision about the stage before.

use serde::{Deserialize, Serialize};

use super::super::{Age, Stage};

/// The decision that has to be there already.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(in crate::policy) struct Before {
    /// The stage that it has to have been about.
    pub(in crate::policy) stage: Stage,
    /// Who may have signed it; those who may sign decisions where it is empty.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Vec<crate::policy::form::IdentityName>"))]
    pub(in crate::policy) signer: Vec<String>,
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Option<crate::policy::form::Age>"))]
    pub(in crate::policy) max_age: Option<Age>,
}
