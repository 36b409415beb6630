//! How firmly a version is chosen.

use serde::{Deserialize, Serialize};

/// Whether tomorrow's run gets what today's got. From weakest to strongest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Pin {
    /// Nothing that was read says anything about it.
    #[default]
    Unknown,
    /// The environment decides, perhaps with a default in the code.
    Env,
    /// A name that its owner moves: no version, `latest`, an alias such as `gpt-4o`.
    Floating,
    /// A range of versions.
    Range,
    /// A dated snapshot that a provider promises to keep.
    Snapshot,
    /// One version.
    Exact,
    /// Bytes, by their digest or commit.
    Digest,
}

impl Pin {
    /// Every state, the weakest first.
    pub const ALL: [Self; 7] =
        [Self::Unknown, Self::Env, Self::Floating, Self::Range, Self::Snapshot, Self::Exact, Self::Digest];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Env => "env",
            Self::Floating => "floating",
            Self::Range => "range",
            Self::Snapshot => "snapshot",
            Self::Exact => "exact",
            Self::Digest => "digest",
        }
    }
}
