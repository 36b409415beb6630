//! Where agents and their clients keep configurations, skills and instructions: every client, for the whole machine, a
//! user and a project.

use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::config::Environment;

/// Whom a place is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// Everybody on the machine; a user cannot overrule it.
    Machine,
    User,
    /// Whoever opens the folder.
    Project,
}

impl Scope {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Machine => "machine",
            Self::User => "user",
            Self::Project => "project",
        }
    }
}

/// What a path in the table is relative to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Base {
    Machine,
    Home,
    /// Where the platform keeps settings: `~/.config`, `~/Library/Application Support`, `%APPDATA%`.
    Settings,
    /// `~/.config` on all platforms.
    Dot,
    Project,
}

use Base::{Dot, Home, Machine, Project, Settings};

/// A file or folder that is there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub scope: Scope,
    pub client: &'static str,
    /// The home, the project or the root.
    pub base: PathBuf,
    /// Relative to `base`: what a file is, its folders say as much as its name.
    pub path: PathBuf,
}

/// The folders that places are looked for in.
#[derive(Debug, Clone)]
pub struct Folders {
    machine: PathBuf,
    home: Option<PathBuf>,
    settings: Option<PathBuf>,
    dot: Option<PathBuf>,
    project: PathBuf,
}

impl Folders {
    /// The folders of this machine, as the environment has them. A variable that does not name an absolute path is not
    /// believed.
    pub fn new(environment: &Environment, project: &Path) -> Self {
        let given = |name| environment.get(name).map(PathBuf::from).filter(|path| path.is_absolute());
        let home = given("HOME").or_else(|| given("USERPROFILE"));
        let dot = given("XDG_CONFIG_HOME").or_else(|| Some(home.as_ref()?.join(".config")));
        let settings = if cfg!(target_os = "macos") {
            home.as_ref().map(|home| home.join("Library/Application Support"))
        } else if cfg!(windows) {
            given("APPDATA")
        } else {
            dot.clone()
        };
        let machine = if cfg!(windows) { given("ProgramData").unwrap_or_default() } else { PathBuf::from("/") };
        Self { machine, home, settings, dot, project: project.to_owned() }
    }

    fn base(&self, base: Base) -> Option<&Path> {
        match base {
            Machine => Some(&self.machine),
            Home => self.home.as_deref(),
            Settings => self.settings.as_deref(),
            Dot => self.dot.as_deref(),
            Project => Some(&self.project),
        }
    }

    /// The places of the table that are there, sorted; each path once.
    pub fn present(&self) -> Vec<Place> {
        let mut places = Vec::new();
        for (client, base, paths) in PLACES {
            let scope = match base {
                Machine => Scope::Machine,
                Project => Scope::Project,
                Home | Settings | Dot => Scope::User,
            };
            let Some(base) = self.base(*base) else { continue };
            for path in paths.iter().map(|path| base.join(path)).filter(|path| path.exists()) {
                let home = self.home.as_deref().filter(|home| path.starts_with(home) && scope == Scope::User);
                let base = home.unwrap_or(base).to_owned();
                let path = path.strip_prefix(&base).unwrap_or(&path).to_owned();
                places.push(Place { scope, client, base, path });
            }
        }
        places.sort();
        places.dedup_by(|a, b| (&a.base, &a.path) == (&b.base, &b.path));
        places
    }
}

const PLACES: &[(&str, Base, &[&str])] = &[
    ("agents", Dot, &["agents/skills", "agents/AGENTS.md"]),
    ("agents", Home, &[".agents/skills", ".mcp.json"]),
    ("agents", Project, &["AGENTS.md", ".agents/skills", ".agents/mcp.json"]),
    (
        "amazon-q",
        Home,
        &[".aws/amazonq/mcp.json", ".aws/amazonq/default.json", ".aws/amazonq/agents", ".aws/amazonq/cli-agents"],
    ),
    (
        "amazon-q",
        Project,
        &[".amazonq/mcp.json", ".amazonq/default.json", ".amazonq/cli-agents", ".amazonq/agents", ".amazonq/rules"],
    ),
    ("amp", Dot, &["amp/settings.json", "amp/AGENTS.md", "amp/skills"]),
    ("amp", Project, &[".amp/settings.json", ".amp/skills"]),
    ("antigravity", Home, &[".gemini/antigravity/mcp_config.json", ".gemini/antigravity/skills"]),
    (
        "claude-code",
        Home,
        &[
            ".claude.json",
            ".claude/settings.json",
            ".claude/settings.local.json",
            ".claude/CLAUDE.md",
            ".claude/skills",
            ".claude/agents",
            ".claude/commands",
            ".claude/rules",
            ".claude/plugins",
        ],
    ),
    (
        "claude-code",
        Machine,
        &[
            "etc/claude-code/managed-settings.json",
            "etc/claude-code/managed-mcp.json",
            "etc/claude-code/CLAUDE.md",
            "Library/Application Support/ClaudeCode/managed-settings.json",
            "Library/Application Support/ClaudeCode/managed-mcp.json",
            "ClaudeCode/managed-settings.json",
            "ClaudeCode/managed-mcp.json",
        ],
    ),
    (
        "claude-code",
        Project,
        &[
            ".mcp.json",
            ".claude/settings.json",
            ".claude/settings.local.json",
            "CLAUDE.md",
            "CLAUDE.local.md",
            ".claude/CLAUDE.md",
            ".claude/skills",
            ".claude/agents",
            ".claude/commands",
            ".claude/rules",
            ".claude-plugin",
        ],
    ),
    ("claude-desktop", Settings, &["Claude/claude_desktop_config.json", "Claude/Claude Extensions"]),
    ("cline", Settings, &["Code/User/globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json"]),
    ("cline", Project, &[".clinerules"]),
    (
        "codex",
        Home,
        &[
            ".codex/config.toml",
            ".codex/hooks.json",
            ".codex/AGENTS.md",
            ".codex/skills",
            ".codex/prompts",
            ".codex/agents",
        ],
    ),
    ("codex", Machine, &["etc/codex/config.toml", "etc/codex/managed_config.toml"]),
    ("codex", Project, &[".codex/config.toml", ".codex/hooks.json", ".codex/skills", ".codex/agents"]),
    ("continue", Home, &[".continue/config.yaml", ".continue/config.json", ".continue/mcpServers"]),
    ("continue", Project, &[".continue/config.yaml", ".continue/mcpServers", ".continue/rules"]),
    ("copilot", Home, &[".copilot/mcp-config.json", ".copilot/skills", ".copilot/agents"]),
    (
        "copilot",
        Project,
        &[
            ".github/copilot-instructions.md",
            ".github/instructions",
            ".github/prompts",
            ".github/agents",
            ".github/skills",
            ".github/hooks",
        ],
    ),
    ("crush", Dot, &["crush/crush.json"]),
    ("crush", Project, &["crush.json", ".crush.json"]),
    (
        "cursor",
        Home,
        &[".cursor/mcp.json", ".cursor/hooks.json", ".cursor/skills", ".cursor/agents", ".cursor/commands"],
    ),
    (
        "cursor",
        Project,
        &[
            ".cursor/mcp.json",
            ".cursor/hooks.json",
            ".cursor/environment.json",
            ".cursor/rules",
            ".cursorrules",
            ".cursor/skills",
            ".cursor/agents",
            ".cursor/commands",
        ],
    ),
    ("docker-mcp", Home, &[".docker/mcp/registry.yaml", ".docker/mcp/config.yaml", ".docker/mcp/catalogs"]),
    ("factory", Home, &[".factory/mcp.json", ".factory/skills"]),
    ("factory", Project, &[".factory/mcp.json", ".factory/skills"]),
    (
        "gemini",
        Home,
        &[".gemini/settings.json", ".gemini/GEMINI.md", ".gemini/skills", ".gemini/extensions", ".gemini/commands"],
    ),
    (
        "gemini",
        Machine,
        &[
            "etc/gemini-cli/settings.json",
            "Library/Application Support/GeminiCli/settings.json",
            "gemini-cli/settings.json",
        ],
    ),
    ("gemini", Project, &[".gemini/settings.json", "GEMINI.md", ".gemini/skills", ".gemini/commands"]),
    ("goose", Dot, &["goose/config.yaml", "goose/recipes"]),
    ("goose", Project, &[".goosehints", ".goose/config.yaml"]),
    ("junie", Home, &[".junie/mcp/mcp.json"]),
    ("junie", Project, &[".junie/mcp/mcp.json", ".junie/guidelines.md"]),
    ("kiro", Home, &[".kiro/settings/mcp.json", ".kiro/steering", ".kiro/agents", ".kiro/skills"]),
    ("kiro", Project, &[".kiro/settings/mcp.json", ".kiro/steering", ".kiro/hooks", ".kiro/agents", ".kiro/skills"]),
    ("lm-studio", Home, &[".lmstudio/mcp.json", ".cache/lm-studio/mcp.json"]),
    ("mcphub", Dot, &["mcphub/servers.json"]),
    (
        "openclaw",
        Home,
        &[
            ".openclaw/openclaw.json",
            ".openclaw/skills",
            ".openclaw/workspace/skills",
            ".clawdbot/clawdbot.json",
            ".clawdbot/skills",
        ],
    ),
    (
        "opencode",
        Dot,
        &[
            "opencode/opencode.json",
            "opencode/opencode.jsonc",
            "opencode/AGENTS.md",
            "opencode/skills",
            "opencode/skill",
            "opencode/agent",
            "opencode/command",
        ],
    ),
    (
        "opencode",
        Project,
        &[
            "opencode.json",
            "opencode.jsonc",
            ".opencode/opencode.json",
            ".opencode/skills",
            ".opencode/skill",
            ".opencode/agent",
            ".opencode/command",
        ],
    ),
    ("qwen", Home, &[".qwen/settings.json", ".qwen/skills"]),
    ("qwen", Project, &[".qwen/settings.json", ".qwen/skills"]),
    ("roo", Settings, &["Code/User/globalStorage/rooveterinaryinc.roo-cline/settings/mcp_settings.json"]),
    ("roo", Project, &[".roo/mcp.json", ".roo/rules"]),
    ("trae", Settings, &["Trae/User/mcp.json"]),
    ("trae", Project, &[".trae/mcp.json", ".trae/rules"]),
    ("vscode", Home, &[".vscode/mcp.json"]),
    (
        "vscode",
        Settings,
        &[
            "Code/User/mcp.json",
            "Code/User/settings.json",
            "Code/User/prompts",
            "Code - Insiders/User/mcp.json",
            "Code - Insiders/User/settings.json",
            "VSCodium/User/mcp.json",
            "VSCodium/User/settings.json",
        ],
    ),
    (
        "vscode",
        Project,
        &[
            ".vscode/mcp.json",
            ".vscode/settings.json",
            ".vscode/tasks.json",
            ".devcontainer/devcontainer.json",
            ".devcontainer.json",
        ],
    ),
    (
        "windsurf",
        Home,
        &[
            ".codeium/windsurf/mcp_config.json",
            ".codeium/mcp_config.json",
            ".codeium/windsurf/skills",
            ".codeium/windsurf/memories/global_rules.md",
        ],
    ),
    (
        "windsurf",
        Project,
        &[".windsurfrules", ".windsurf/rules", ".windsurf/workflows", ".windsurf/skills", ".windsurf/mcp.json"],
    ),
    ("zed", Dot, &["zed/settings.json"]),
    ("zed", Settings, &["Zed/settings.json"]),
    ("zed", Project, &[".zed/settings.json", ".rules"]),
];
