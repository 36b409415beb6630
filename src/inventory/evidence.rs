//! Why a component is in the inventory.

use serde::{Deserialize, Serialize};

use crate::rule::Confidence;
use crate::text::Location;

/// One place that a component or an edge was read from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Evidence {
    /// The file, and the lines and columns of what names the component.
    pub location: Location,
    /// What stands there: the fully qualified name of a function or class, or the JSON pointer of a value.
    pub symbol: String,
    /// The id of the extraction rule, such as `py.langchain.openai`, or one of [`READERS`].
    pub rule: String,
    /// `high` where a name was resolved through imports or stands in a known format, `medium` where one step was
    /// inferred, `low` where only a name speaks for it.
    pub confidence: Confidence,
}

/// The rules that are no row of a table: what reads files that are no source code. Sorted.
///
/// Each has samples in `fixtures/extraction/<rule>/{yes,no}`.
pub const READERS: &[&str] = &[
    "a2a.card",
    "code.ability",
    "config.mcp-server",
    "config.secret",
    "crewai.agents-yaml",
    "deploy.command",
    "deploy.environment",
    "deploy.secret",
    "env.variable",
    "go.mcp.server",
    "google-adk.agent-yaml",
    "helm.value",
    "instructions.file",
    "instructions.subagent",
    "langgraph.json",
    "lock.cargo",
    "lock.go",
    "lock.go-sum",
    "lock.npm",
    "lock.pnpm",
    "lock.python",
    "lock.yarn",
    "manifest.dependency",
    "manifest.requirements",
    "mcp.listing",
    "mcp.server-json",
    "prompt.file",
    "registry.manifest",
    "skill.allowed-tools",
    "skill.folder",
];

impl Evidence {
    pub fn new(location: Location, symbol: impl Into<String>, rule: impl Into<String>, confidence: Confidence) -> Self {
        let rule = rule.into();
        // Rows of tables begin with the language that they are for.
        debug_assert!(
            rule.starts_with("py.") || rule.starts_with("ts.") || READERS.contains(&rule.as_str()),
            "`{rule}` is missing among the readers"
        );
        Self { location, symbol: symbol.into(), rule, confidence }
    }
}
