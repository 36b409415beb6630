//! The kinds of artifacts.

use serde::{Deserialize, Serialize};

/// What an artifact is to its users.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ArtifactKind {
    /// A folder with a SKILL.md (Agent Skills specification).
    Skill,
    /// Recorded answers of an MCP server: tools, prompts, resources, instructions.
    McpListing,
    /// Source code of an MCP server.
    McpServer,
    /// An entry for the MCP Registry.
    ServerJson,
    /// An A2A agent card, 0.x or 1.0.
    AgentCard,
    /// A client's list of MCP servers.
    ClientConfig,
    /// Settings and hooks of a coding agent.
    AgentSettings,
    /// A plugin manifest.
    Plugin,
    /// A plugin marketplace.
    Marketplace,
    /// AGENTS.md and kin, commands, subagents, rule files.
    Instructions,
    /// A manifest of agentoperations/agent-registry.
    RegistryManifest,
    /// What a package registry says of a package.
    Package,
    /// A file that the user named and that is nothing of the above.
    File,
}

impl ArtifactKind {
    pub const ALL: [Self; 13] = [
        Self::Skill,
        Self::McpListing,
        Self::McpServer,
        Self::ServerJson,
        Self::AgentCard,
        Self::ClientConfig,
        Self::AgentSettings,
        Self::Plugin,
        Self::Marketplace,
        Self::Instructions,
        Self::RegistryManifest,
        Self::Package,
        Self::File,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Skill => "skill",
            Self::McpListing => "mcp-listing",
            Self::McpServer => "mcp-server",
            Self::ServerJson => "server-json",
            Self::AgentCard => "agent-card",
            Self::ClientConfig => "client-config",
            Self::AgentSettings => "agent-settings",
            Self::Plugin => "plugin",
            Self::Marketplace => "marketplace",
            Self::Instructions => "instructions",
            Self::RegistryManifest => "registry-manifest",
            Self::Package => "package",
            Self::File => "file",
        }
    }
}
