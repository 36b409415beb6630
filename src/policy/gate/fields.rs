//! What whoever promotes has to say, and days that have to have come.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::findings::Presence;

/// Whether each of these has to be said.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(transparent)]
pub(in crate::policy) struct Fields(pub(in crate::policy) BTreeMap<Field, Presence>);

/// What can be said about a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    /// Why.
    Reason,
    /// What to use instead.
    Alternative,
    /// The day on which it ends, as `YYYY-MM-DD`.
    Sunset,
    /// The advisory that says what is wrong.
    Advisory,
}

impl Field {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Reason => "reason",
            Self::Alternative => "alternative",
            Self::Sunset => "sunset",
            Self::Advisory => "advisory",
        }
    }
}

/// A day that has to have come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub(in crate::policy) enum After {
    /// The sunset that the deprecation announced.
    Sunset,
}
