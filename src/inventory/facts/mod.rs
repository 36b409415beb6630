//! What the readers of artifacts know already: configurations, listings, cards, skills, registry entries.

mod card;
mod connection;
mod entry;
mod instructions;
mod listing;
mod manifest;
pub(super) mod secret;
mod skill;

use super::{Builder, Component, Evidence, Id, Scope, Unseen, UnseenReason};
use crate::artifact::{Artifact, ArtifactKind, Place};
use crate::inventory::Reader;
use crate::text::{Document, Node, Span};

pub(super) use connection::{Program, endpoint, package, program_of};

/// Adds what an artifact is made of.
pub(super) fn read(builder: &mut Builder, artifact: &Artifact, scope: Scope) {
    let mut facts = Facts { builder, artifact, scope };
    match artifact.kind {
        ArtifactKind::Skill => skill::read(&mut facts),
        ArtifactKind::McpListing | ArtifactKind::McpServer => listing::read(&mut facts),
        ArtifactKind::AgentCard => card::read(&mut facts),
        ArtifactKind::ServerJson => entry::read(&mut facts),
        ArtifactKind::RegistryManifest => manifest::read(&mut facts),
        ArtifactKind::Instructions => instructions::read(&mut facts),
        _ => {}
    }
    if !matches!(artifact.kind, ArtifactKind::ServerJson | ArtifactKind::RegistryManifest) {
        connection::read(&mut facts);
    }
}

/// An artifact that is being read into the graph.
struct Facts<'a, 'b> {
    builder: &'b mut Builder,
    artifact: &'a Artifact,
    scope: Scope,
}

impl<'a> Facts<'a, '_> {
    fn path(&self, file: usize) -> &'a str {
        self.artifact.file(file).map_or("", |file| file.path.as_str())
    }

    fn evidence(&self, place: &Place, symbol: &str, rule: Reader) -> Evidence {
        let location = self.artifact.file(place.file).map(|file| file.locate(place.span, place.pointer.clone()));
        // A place of an artifact always names one of its files.
        let location = location.unwrap_or_else(|| unknown_location(self.artifact));
        Evidence::by_reader(location, symbol, rule)
    }

    /// Evidence for a value of a structured file.
    fn value(&self, file: usize, node: &Node, at: &str, rule: Reader) -> Evidence {
        self.evidence(&Place::new(file, node.span).at(at), at, rule)
    }

    fn add(&mut self, component: Component) -> Id {
        self.builder.add(component.scoped(self.scope))
    }

    fn unseen(&mut self, about: &Id, reason: UnseenReason, what: &str, evidence: &Evidence) {
        let location = Some(evidence.location.clone());
        self.builder.unseen(Unseen { about: Some(about.clone()), reason, what: what.to_owned(), location });
    }

    /// The document of a file that a format recognised.
    fn document(&self, file: usize) -> Option<&'a Document> {
        self.artifact.parsed.iter().find(|parsed| parsed.file == file).map(|parsed| &parsed.document)
    }
}

fn unknown_location(artifact: &Artifact) -> crate::text::Location {
    let empty = crate::text::LineColumn { line: 1, column: 1, byte: 0 };
    crate::text::Location { path: artifact.path.clone(), start: empty, end: empty, pointer: None }
}

/// The value at a JSON pointer (RFC 6901).
fn at_pointer<'n>(root: &'n Node, pointer: &str) -> Option<&'n Node> {
    pointer.split('/').skip(1).try_fold(root, |node, step| {
        let step = step.replace("~1", "/").replace("~0", "~");
        match step.parse::<usize>() {
            Ok(index) if node.is_array() => node.items().get(index),
            _ => node.get(&step),
        }
    })
}

/// What a component says about itself: one line of visible text without secrets.
pub(super) fn description(text: &str) -> Option<String> {
    let short: String = text.chars().take(1000).collect();
    let words: Vec<&str> = short.split_whitespace().collect();
    let line = words.join(" ");
    (!line.is_empty()).then(|| crate::finding::redact(&line).into_owned())
}

/// A span that stands for nothing in particular.
const NOWHERE: Span = Span::new(0, 0);
