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
    /// The id of the extraction rule, such as `py.langchain.openai`, or that of a [`Reader`].
    pub rule: String,
    /// `high` where a name was resolved through imports or stands in a known format, `medium` where one step was
    /// inferred, `low` where only a name speaks for it.
    pub confidence: Confidence,
}

/// What reads files that are no source code: the rules that are no row of a table.
///
/// Each has samples in `fixtures/extraction/<id>/{yes,no}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reader(&'static str);

macro_rules! readers {
    ($($name:ident = $id:literal,)*) => {
        #[expect(missing_docs, reason = "a reader is what its samples show")]
        impl Reader {
            $(pub const $name: Self = Self($id);)*

            /// All of them, by their ids.
            pub const ALL: &[Self] = &[$(Self::$name),*];
        }
    };
}

readers! {
    A2A_CARD = "a2a.card",
    CODE_ABILITY = "code.ability",
    CONFIG_MCP_SERVER = "config.mcp-server",
    CONFIG_SECRET = "config.secret",
    CREWAI_AGENTS_YAML = "crewai.agents-yaml",
    DEPLOY_COMMAND = "deploy.command",
    DEPLOY_ENVIRONMENT = "deploy.environment",
    DEPLOY_SECRET = "deploy.secret",
    ENV_VARIABLE = "env.variable",
    GO_MCP_SERVER = "go.mcp.server",
    GOOGLE_ADK_AGENT_YAML = "google-adk.agent-yaml",
    HELM_VALUE = "helm.value",
    INSTRUCTIONS_FILE = "instructions.file",
    INSTRUCTIONS_SUBAGENT = "instructions.subagent",
    LANGGRAPH_JSON = "langgraph.json",
    LOCK_CARGO = "lock.cargo",
    LOCK_GO = "lock.go",
    LOCK_GO_SUM = "lock.go-sum",
    LOCK_NPM = "lock.npm",
    LOCK_PNPM = "lock.pnpm",
    LOCK_PYTHON = "lock.python",
    LOCK_YARN = "lock.yarn",
    MANIFEST_DEPENDENCY = "manifest.dependency",
    MANIFEST_REQUIREMENTS = "manifest.requirements",
    MCP_LISTING = "mcp.listing",
    MCP_SERVER_JSON = "mcp.server-json",
    PROMPT_FILE = "prompt.file",
    REGISTRY_MANIFEST = "registry.manifest",
    SKILL_ALLOWED_TOOLS = "skill.allowed-tools",
    SKILL_FOLDER = "skill.folder",
}

impl Reader {
    /// The id that evidence names it by.
    pub const fn id(self) -> &'static str {
        self.0
    }
}

impl Evidence {
    /// Evidence by a row of a table, or by `code.ability`.
    pub(in crate::inventory) fn by_rule(location: Location, symbol: &str, rule: &str, confidence: Confidence) -> Self {
        Self { location, symbol: symbol.to_owned(), rule: rule.to_owned(), confidence }
    }

    /// Evidence by what reads a known format.
    pub(in crate::inventory) fn by_reader(location: Location, symbol: impl Into<String>, reader: Reader) -> Self {
        Self { location, symbol: symbol.into(), rule: reader.id().to_owned(), confidence: Confidence::High }
    }
}
