//! Structured files that proofmark knows: how each is recognised, and what it yields.

use camino::Utf8Path;

use super::{
    Artifact, ArtifactKind, agent_card, agent_settings, client_config, marketplace, mcp_listing, package_entry, plugin,
    registry_manifest, server_json,
};
use crate::text::{
    Document, MappedText, OffsetMap, ParseError, Region, RegionKind, SourceFile, Value, json, toml, yaml,
};

/// A structured file format. Each is one file of this module.
pub trait Format: Sync {
    fn kind(&self) -> ArtifactKind;

    /// Whether a path (relative to the scan root) names a file of this format, whatever is in it.
    fn named(&self, path: &Utf8Path) -> bool;

    /// Whether a document of unknown name is of this format.
    fn recognises(&self, document: &Document) -> bool;

    /// Adds regions and facts of the document to the artifact. `file` is its index.
    fn read(&self, artifact: &mut Artifact, file: usize, document: &Document);

    /// What the document calls itself.
    fn name(&self, _document: &Document) -> Option<String> {
        None
    }
}

/// A structured file of a known format.
#[derive(Debug)]
pub struct Parsed {
    pub kind: ArtifactKind,
    /// Index into [`Artifact::files`].
    pub file: usize,
    pub document: Document,
}

/// Every format, the more specific before the more general.
pub const FORMATS: &[&dyn Format] = &[
    &registry_manifest::RegistryManifest,
    &package_entry::PackageEntry,
    &server_json::ServerJson,
    &agent_card::AgentCard,
    // A bundle lists tools, a marketplace lists servers: before the formats of what they list.
    &plugin::Plugin,
    &marketplace::Marketplace,
    &mcp_listing::McpListing,
    &client_config::ClientConfig,
    &agent_settings::AgentSettings,
];

/// The format whose name a path has.
pub(super) fn named(path: &Utf8Path) -> Option<&'static dyn Format> {
    FORMATS.iter().copied().find(|format| format.named(path))
}

/// Whether the extension is one that [`parse`] reads.
pub(super) fn is_structured(path: &Utf8Path) -> bool {
    matches!(path.extension(), Some("json" | "jsonc" | "json5" | "yaml" | "yml" | "toml"))
}

/// Parses a file by its extension; files without one that this knows are tried as JSON.
pub(super) fn parse(file: &SourceFile) -> Result<Document, ParseError> {
    match file.extension().as_str() {
        "yaml" | "yml" => yaml::parse(file.text()),
        "toml" => toml::parse(file.text()),
        _ => json::parse(file.text()),
    }
}

/// Adds every string below `node` as a region of `kind`, keys excluded.
pub(super) fn strings(artifact: &mut Artifact, file: usize, kind: RegionKind, at: &str, node: &crate::text::Node) {
    let mut regions = Vec::new();
    node.walk(at, &mut |pointer, node| {
        if let Value::String(text) = &node.value
            && !text.text.trim().is_empty()
        {
            regions.push(Region::new(file, kind, text.clone()).at(pointer));
        }
    });
    artifact.regions.extend(regions);
}

/// Joins texts that stand apart, such as a command and its arguments, with blanks into one region.
pub(super) fn joined<'t>(parts: impl IntoIterator<Item = &'t MappedText>) -> MappedText {
    let mut builder = crate::text::TextBuilder::new();
    for part in parts {
        if !builder.is_empty() {
            builder.decoded(" ", part.span());
        }
        let whole: &OffsetMap = &part.map;
        // Word by word, so that a match points at the word and not at the whole command.
        let mut at = 0;
        for word in part.text.split_inclusive(' ') {
            builder.decoded(word, whole.span(at..at + word.len()));
            at += word.len();
        }
    }
    builder.finish()
}
