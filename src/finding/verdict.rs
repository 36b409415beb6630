//! The answer of a scan.

use serde::{Deserialize, Serialize};

/// Whether a scan says yes, no, or cannot tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Everything was read, and nothing reaches the threshold.
    Pass,
    /// Something reaches the threshold.
    Fail,
    /// Something could not be read: whatever else was found, the answer is not known.
    Incomplete,
}

impl Verdict {
    /// "Could not tell" beats "no" beats "yes".
    pub const fn of(failed: bool, gaps: bool) -> Self {
        match (gaps, failed) {
            (true, _) => Self::Incomplete,
            (false, true) => Self::Fail,
            (false, false) => Self::Pass,
        }
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Incomplete => "incomplete",
        }
    }
}
