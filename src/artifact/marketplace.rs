//! Plugin marketplaces: lists of plugins and where each comes from.

use camino::Utf8Path;

use super::format::Format;
use super::{Artifact, ArtifactKind, configuration};
use crate::text::{Document, Node};

/// See the module.
pub(super) struct Marketplace;

impl Format for Marketplace {
    fn kind(&self) -> ArtifactKind {
        ArtifactKind::Marketplace
    }

    fn named(&self, path: &Utf8Path) -> bool {
        let parent = path.parent().and_then(Utf8Path::file_name).unwrap_or_default();
        path.file_name() == Some("marketplace.json")
            && matches!(parent, ".claude-plugin" | ".cursor-plugin" | ".codex-plugin" | ".agents" | "plugins")
    }

    fn recognises(&self, document: &Document) -> bool {
        let plugins = document.root.get("plugins").map(Node::items).unwrap_or_default();
        let listed = |plugin: &Node| plugin.get("name").is_some() && plugin.get("source").is_some();
        document.root.get("owner").is_some() && !plugins.is_empty() && plugins.iter().all(listed)
    }

    fn read(&self, artifact: &mut Artifact, file: usize, document: &Document) {
        configuration::read(artifact, file, document);
    }

    fn name(&self, document: &Document) -> Option<String> {
        document.root.get("name")?.as_str().map(str::to_owned)
    }
}
