//! What a package registry says of a package, captured beside the package's files.

use camino::Utf8Path;

use super::format::Format;
use super::{Artifact, ArtifactKind, Hook, Place};
use crate::text::{Document, Node, Region, RegionKind, pointer};

/// See the module.
pub(super) struct PackageEntry;

/// The name of the format, which captures write.
const SCHEMA: &str = "https://proofmark.dev/package/v1";

impl Format for PackageEntry {
    fn kind(&self) -> ArtifactKind {
        ArtifactKind::Package
    }

    fn named(&self, _path: &Utf8Path) -> bool {
        false
    }

    fn recognises(&self, document: &Document) -> bool {
        document.root.get("schema").and_then(Node::as_str) == Some(SCHEMA)
    }

    fn read(&self, artifact: &mut Artifact, file: usize, document: &Document) {
        let scripts = document.root.get("installScripts").map(Node::members).unwrap_or_default();
        for member in scripts {
            let Some(command) = member.value.as_text() else { continue };
            let at = pointer("/installScripts", &member.name.text);
            let place = Place::new(file, command.span()).at(at.clone());
            // The names of the scripts mean something else in other files.
            let event = format!("npm {}", member.name.text);
            artifact.facts.hooks.push(Hook { event, command: command.text.clone(), place });
            artifact.regions.push(Region::new(file, RegionKind::HookCommand, command.clone()).at(at));
        }
    }

    fn name(&self, document: &Document) -> Option<String> {
        document.root.get("name")?.as_str().map(str::to_owned)
    }
}
