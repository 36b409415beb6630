//! How components belong together.

use serde::{Deserialize, Serialize};

use super::{Evidence, Id};

/// What the first component of an edge has to do with the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Relation {
    /// Agent → model that it thinks with.
    UsesModel,
    /// Agent → tool that its model may call.
    UsesTool,
    /// Agent → agent that it hands the conversation to, or calls as a tool.
    HandsOffTo,
    /// Agent → connection to an MCP server.
    Connects,
    /// Agent → prompt that it is given.
    Instructs,
    /// Agent → skill.
    UsesSkill,
    /// Agent, tool or connection → vector store, memory or dataset.
    Reads,
    /// Agent → A2A peer that it talks to.
    Calls,
    /// Server → tool, resource or prompt that it offers. `provides` in `CycloneDX`.
    Provides,
    /// Model → API that it is reached by.
    ServedBy,
    /// Connection → server that it starts or reaches.
    Starts,
    /// Model → model that stands in for it.
    FallsBackTo,
    /// Anything → secret that it is given.
    Needs,
    /// Skill → file; agent or crew → member.
    Contains,
    /// Package → package; agent, server or skill → package it cannot run without.
    DependsOn,
    /// Model → dataset.
    TrainedOn,
}

impl Relation {
    pub const fn name(self) -> &'static str {
        match self {
            Self::UsesModel => "uses-model",
            Self::UsesTool => "uses-tool",
            Self::HandsOffTo => "hands-off-to",
            Self::Connects => "connects",
            Self::Instructs => "instructs",
            Self::UsesSkill => "uses-skill",
            Self::Reads => "reads",
            Self::Calls => "calls",
            Self::Provides => "provides",
            Self::ServedBy => "served-by",
            Self::Starts => "starts",
            Self::FallsBackTo => "falls-back-to",
            Self::Needs => "needs",
            Self::Contains => "contains",
            Self::DependsOn => "depends-on",
            Self::TrainedOn => "trained-on",
        }
    }
}

/// A directed edge; both ends are components of the same inventory.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Edge {
    pub from: Id,
    pub relation: Relation,
    pub to: Id,
    /// The version range that `from` asks for, as written; `None` where it names none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub constraint: Option<String>,
    /// `false` where `from` says that it can do without.
    pub required: bool,
    /// Where the edge was read, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
}

impl Edge {
    /// A required edge without constraint or evidence.
    pub const fn new(from: Id, relation: Relation, to: Id) -> Self {
        Self { from, relation, to, constraint: None, required: true, evidence: Vec::new() }
    }

    #[must_use]
    pub fn seen(mut self, evidence: Evidence) -> Self {
        self.evidence.push(evidence);
        self
    }

    #[must_use]
    pub fn within(mut self, constraint: impl Into<String>) -> Self {
        self.constraint = Some(constraint.into());
        self
    }
}
