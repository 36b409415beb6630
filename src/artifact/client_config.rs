//! A client's list of MCP servers: `.mcp.json`, `claude_desktop_config.json`, `.codex/config.toml` and kin.

use camino::Utf8Path;

use super::format::Format;
use super::mcp_listing::McpListing;
use super::{Artifact, ArtifactKind, configuration};
use crate::text::Document;

/// See the module.
pub(super) struct ClientConfig;

/// Names that are client configurations wherever they lie.
const NAMES: &[&str] = &[
    ".mcp.json",
    "mcp.json",
    "mcp_config.json",
    "mcp-config.json",
    "mcp_settings.json",
    "mcp_servers.json",
    "mcp-servers.json",
    "managed-mcp.json",
    "claude_desktop_config.json",
    ".claude.json",
    "cline_mcp_settings.json",
    "opencode.json",
    "opencode.jsonc",
    "crush.json",
    ".crush.json",
    "openclaw.json",
    "clawdbot.json",
    "docker-mcp.yaml",
    ".lsp.json",
];

/// Names that are client configurations in one folder, given first.
const FILES: &[(&str, &str)] = &[
    (".codex", "config.toml"),
    (".gemini", "settings.json"),
    (".qwen", "settings.json"),
    (".zed", "settings.json"),
    ("zed", "settings.json"),
    ("goose", "config.yaml"),
    (".goose", "config.yaml"),
    (".continue", "config.json"),
    (".continue", "config.yaml"),
    (".amazonq", "default.json"),
];

impl Format for ClientConfig {
    fn kind(&self) -> ArtifactKind {
        ArtifactKind::ClientConfig
    }

    fn named(&self, path: &Utf8Path) -> bool {
        let name = path.file_name().unwrap_or_default();
        let folder = path.parent();
        let parent = folder.and_then(Utf8Path::file_name).unwrap_or_default();
        let above = folder.and_then(Utf8Path::parent).and_then(Utf8Path::file_name).unwrap_or_default();
        NAMES.contains(&name)
            || FILES.contains(&(parent, name))
            || (matches!(above, ".amazonq" | "amazonq") && parent == "agents" && path.extension() == Some("json"))
            || (above == ".continue" && parent == "mcpServers" && super::format::is_structured(path))
    }

    fn recognises(&self, document: &Document) -> bool {
        configuration::has_server(&document.root)
    }

    fn read(&self, artifact: &mut Artifact, file: usize, document: &Document) {
        // Recorded answers of a server are saved as `mcp.json` too.
        if !configuration::has_server(&document.root) && McpListing.recognises(document) {
            return McpListing.read(artifact, file, document);
        }
        configuration::read(artifact, file, document);
    }
}
