//! What a text is that comes without a name: the name that its readers know it by.

use crate::source::File;

/// A kind of text that can be scanned by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Skill,
    McpListing,
    AgentCard,
    ServerJson,
    ClientConfig,
    AgentSettings,
    Instructions,
    Python,
    JavaScript,
    TypeScript,
    Shell,
    Text,
}

impl Form {
    pub const ALL: &[Self] = &[
        Self::Skill,
        Self::McpListing,
        Self::AgentCard,
        Self::ServerJson,
        Self::ClientConfig,
        Self::AgentSettings,
        Self::Instructions,
        Self::Python,
        Self::JavaScript,
        Self::TypeScript,
        Self::Shell,
        Self::Text,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Skill => "skill",
            Self::McpListing => "mcp-listing",
            Self::AgentCard => "agent-card",
            Self::ServerJson => "server-json",
            Self::ClientConfig => "client-config",
            Self::AgentSettings => "agent-settings",
            Self::Instructions => "instructions",
            Self::Python => "python",
            Self::JavaScript => "javascript",
            Self::TypeScript => "typescript",
            Self::Shell => "shell",
            Self::Text => "text",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|form| form.name() == name)
    }

    /// The path that findings in such a text are reported at.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Skill => "SKILL.md",
            Self::McpListing => "tools.json",
            Self::AgentCard => "agent-card.json",
            Self::ServerJson => "server.json",
            Self::ClientConfig => ".mcp.json",
            Self::AgentSettings => ".claude/settings.json",
            Self::Instructions => "AGENTS.md",
            Self::Python => "script.py",
            Self::JavaScript => "script.js",
            Self::TypeScript => "script.ts",
            Self::Shell => "script.sh",
            Self::Text => "text.md",
        }
    }

    /// The text as a file.
    pub fn file(self, text: &str) -> File {
        File::new(self.path(), text.as_bytes().to_vec())
    }
}
