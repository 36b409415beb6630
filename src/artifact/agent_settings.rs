//! Settings and hooks of a coding agent or editor: what runs by itself, and what may run without asking.

use camino::Utf8Path;

use super::format::Format;
use super::{Artifact, ArtifactKind, configuration};
use crate::text::Document;

/// See the module.
pub(super) struct AgentSettings;

/// Names that are settings in one folder, given first; an empty folder matches any.
const FILES: &[(&str, &str)] = &[
    (".claude", "settings.json"),
    (".claude", "settings.local.json"),
    ("", "managed-settings.json"),
    ("hooks", "hooks.json"),
    (".cursor", "hooks.json"),
    (".cursor", "environment.json"),
    (".cursor", "cli.json"),
    (".codex", "hooks.json"),
    (".vscode", "tasks.json"),
    ("", "devcontainer.json"),
    ("", ".devcontainer.json"),
    ("cortex", "hooks.json"),
    ("cortex", "permissions.json"),
];

impl Format for AgentSettings {
    fn kind(&self) -> ArtifactKind {
        ArtifactKind::AgentSettings
    }

    fn named(&self, path: &Utf8Path) -> bool {
        let name = path.file_name().unwrap_or_default();
        let folder = path.parent();
        let parent = folder.and_then(Utf8Path::file_name).unwrap_or_default();
        let above = folder.and_then(Utf8Path::parent).and_then(Utf8Path::file_name).unwrap_or_default();
        FILES.iter().any(|(folder, file)| *file == name && (folder.is_empty() || *folder == parent))
            || (above == ".github" && parent == "hooks" && path.extension() == Some("json"))
    }

    fn recognises(&self, document: &Document) -> bool {
        let root = &document.root;
        configuration::has_hooks(root) || configuration::has_permissions(root) || configuration::runs_on_open(root)
    }

    fn read(&self, artifact: &mut Artifact, file: usize, document: &Document) {
        configuration::read(artifact, file, document);
    }
}
