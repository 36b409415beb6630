//! What the inventory does not know, so that nobody takes its silence for absence.

use serde::{Deserialize, Serialize};

use super::Id;
use crate::text::Location;

/// Why something was not seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum UnseenReason {
    /// The program decides it when it runs.
    Dynamic,
    /// A server that nobody asked: its tools, resources and prompts are not known.
    NotContacted,
    /// A folder that was left out on purpose, such as installed dependencies.
    Skipped,
    /// A file that could not be read whole; the same as a gap of the scan.
    Gap,
    /// A dependency without a lock file: which version is installed is not known.
    NotLocked,
    /// Something that is named and stands nowhere in what was read.
    NotFound,
}

impl UnseenReason {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Dynamic => "dynamic",
            Self::NotContacted => "not-contacted",
            Self::Skipped => "skipped",
            Self::Gap => "gap",
            Self::NotLocked => "not-locked",
            Self::NotFound => "not-found",
        }
    }
}

/// Something that was not seen. An inventory with any of these is incomplete.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Unseen {
    /// The component that is incomplete; `None` where the inventory as a whole is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<Id>,
    pub reason: UnseenReason,
    /// What is missing, as a clause: "the model is chosen at run time".
    pub what: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
}
