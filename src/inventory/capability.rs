//! What a component can do to the world, by its own words or by its code.

use serde::{Deserialize, Serialize};

use super::Evidence;

/// An effect on the world, in the terms of the OWASP Agent Control Standard
/// (<https://github.com/OWASP/www-project-agent-control-standard>) and the `in8:agent:capability` proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum Ability {
    #[serde(rename = "network.egress")]
    NetworkEgress,
    #[serde(rename = "filesystem.read")]
    FilesystemRead,
    #[serde(rename = "filesystem.write")]
    FilesystemWrite,
    #[serde(rename = "process.execute")]
    ProcessExecute,
    #[serde(rename = "code.evaluate")]
    CodeEvaluate,
    #[serde(rename = "database.query")]
    DatabaseQuery,
    #[serde(rename = "environment.read")]
    EnvironmentRead,
}

impl Ability {
    pub const ALL: [Self; 7] = [
        Self::NetworkEgress,
        Self::FilesystemRead,
        Self::FilesystemWrite,
        Self::ProcessExecute,
        Self::CodeEvaluate,
        Self::DatabaseQuery,
        Self::EnvironmentRead,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::NetworkEgress => "network.egress",
            Self::FilesystemRead => "filesystem.read",
            Self::FilesystemWrite => "filesystem.write",
            Self::ProcessExecute => "process.execute",
            Self::CodeEvaluate => "code.evaluate",
            Self::DatabaseQuery => "database.query",
            Self::EnvironmentRead => "environment.read",
        }
    }
}

/// How a capability is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// The component says so: annotations, `allowed-tools`, a manifest.
    Declared,
    /// Its code does so.
    Observed,
}

/// One thing that a component can do, and who says so.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Capability {
    pub ability: Ability,
    pub basis: Basis,
    pub evidence: Evidence,
}
