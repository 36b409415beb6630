//! Plugin manifests of coding agents, MCP bundles (MCPB, formerly DXT) and extensions.
//!
//! Bundles: <https://github.com/modelcontextprotocol/mcpb/blob/main/MANIFEST.md>.

use camino::Utf8Path;

use super::format::{Format, strings};
use super::{Artifact, ArtifactKind, configuration};
use crate::text::{Document, Node, Region, RegionKind, pointer};

/// See the module.
pub(super) struct Plugin;

/// Folders that hold a `plugin.json`.
const FOLDERS: &[&str] = &[".claude-plugin", ".codex-plugin", ".cursor-plugin", ".github-plugin", ".plugin"];

impl Format for Plugin {
    fn kind(&self) -> ArtifactKind {
        ArtifactKind::Plugin
    }

    fn named(&self, path: &Utf8Path) -> bool {
        let parent = path.parent().and_then(Utf8Path::file_name).unwrap_or_default();
        match path.file_name() {
            Some("plugin.json") => FOLDERS.contains(&parent),
            Some("gemini-extension.json") => true,
            _ => false,
        }
    }

    fn recognises(&self, document: &Document) -> bool {
        let root = &document.root;
        let bundle = root.get("manifest_version").is_some() || root.get("dxt_version").is_some();
        bundle && root.get("server").is_some_and(|server| server.get("mcp_config").or(server.get("type")).is_some())
    }

    fn read(&self, artifact: &mut Artifact, file: usize, document: &Document) {
        configuration::read(artifact, file, document);
        tools(artifact, file, &document.root);
        if let Some(prompts) = document.root.get("prompts").filter(|prompts| prompts.is_array()) {
            strings(artifact, file, RegionKind::Prompt, "/prompts", prompts);
        }
    }

    fn name(&self, document: &Document) -> Option<String> {
        document.root.get("name")?.as_str().map(str::to_owned)
    }
}

/// Tools that a bundle announces; clients show them before its server has started.
fn tools(artifact: &mut Artifact, file: usize, root: &Node) {
    for (index, tool) in root.get("tools").map(Node::items).unwrap_or_default().iter().enumerate() {
        let Some(name) = tool.get("name").and_then(Node::as_text) else { continue };
        let at = pointer("/tools", &index.to_string());
        let own = |kind, text, member| Region::new(file, kind, text).owned_by(&*name.text).at(pointer(&at, member));
        artifact.regions.push(own(RegionKind::ToolName, name.clone(), "name"));
        if let Some(text) = tool.get("description").and_then(Node::as_text) {
            artifact.regions.push(own(RegionKind::ToolDescription, text.clone(), "description"));
        }
    }
}
