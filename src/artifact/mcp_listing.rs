//! Recorded answers of MCP servers: `tools/list`, `prompts/list`, `resources/list`, `resources/read`, `tools/call`,
//! `initialize`, and the tool lists of model vendors, which say the same in other words.
//!
//! Read as a bare array of tools, as a result object, wrapped in a JSON-RPC envelope, or as several of these in one
//! array or under server names. Specification: <https://modelcontextprotocol.io/specification/2025-11-25/schema>.

use camino::Utf8Path;

use super::format::{Format, strings};
use super::mcp_part::{self, Part};
use super::mcp_session;
use super::{Artifact, ArtifactKind, Place, Tool};
use crate::finding::{Gap, GapReason};
use crate::text::{Document, MappedText, Node, Region, RegionKind, Value, pointer};

/// See the module.
pub(super) struct McpListing;

/// Strings of one listing that become regions of their own, at most.
const MAX_STRINGS: usize = 50_000;

/// Files that a capture of a server consists of.
const CAPTURED: &[&str] = &[
    "tools.json",
    "tools-list.json",
    "tools_list.json",
    "prompts.json",
    "resources.json",
    "resource-templates.json",
    "initialize.json",
    "session.json",
    "tools-second.json",
    "prompts-second.json",
    "resources-second.json",
    "resource-templates-second.json",
];

impl Format for McpListing {
    fn kind(&self) -> ArtifactKind {
        ArtifactKind::McpListing
    }

    fn named(&self, path: &Utf8Path) -> bool {
        path.file_name().is_some_and(|name| CAPTURED.contains(&name))
            && path.parent().and_then(|folder| folder.parent()).and_then(|p| p.file_name()) == Some("mcp")
    }

    fn recognises(&self, document: &Document) -> bool {
        mcp_part::is_listing(&document.root)
    }

    fn read(&self, artifact: &mut Artifact, file: usize, document: &Document) {
        if mcp_session::is_session(document) {
            return mcp_session::read(artifact, file, document);
        }
        let mut count = 0;
        document.root.walk("", &mut |_, node| count += usize::from(matches!(node.value, Value::String(_))));
        if count > MAX_STRINGS {
            return too_large(artifact, file, count);
        }
        let known = artifact.facts.tools.len();
        let name = artifact.files.get(file).and_then(|source| source.path.file_name());
        let again = name.is_some_and(|name| name.ends_with("-second.json"));
        mcp_part::parts(&document.root, &mut |part, at, node| match part {
            Part::Tools => {
                for (index, item) in node.items().iter().enumerate() {
                    tool(artifact, file, item, &pointer(at, &index.to_string()));
                }
                // What was listed the second time is read like all else, but is no further tool.
                if again {
                    artifact.facts.tools.truncate(known);
                }
            }
            Part::Prompts => named(artifact, file, RegionKind::Prompt, at, node),
            Part::Resources => named(artifact, file, RegionKind::Resource, at, node),
            Part::Instructions => strings(artifact, file, RegionKind::ServerInstructions, at, node),
            Part::Rest => strings(artifact, file, RegionKind::ServerText, at, node),
        });
    }

    fn name(&self, document: &Document) -> Option<String> {
        let places: [&[&str]; 3] =
            [&["serverInfo"], &["result", "serverInfo"], &["_meta", "io.modelcontextprotocol/serverInfo"]];
        let info = places.iter().find_map(|place| document.root.at(place))?;
        info.get("name")?.as_str().map(str::to_owned)
    }
}

/// Reads the file as one text: rules about prose still apply, those about tools do not, and the gap says so.
fn too_large(artifact: &mut Artifact, file: usize, count: usize) {
    let Some(source) = artifact.files.get(file) else { return };
    let gap = Gap::new(source.path.clone(), GapReason::TooComplex, format!("{count} strings in one listing"));
    let text = MappedText::verbatim(source.text(), 0);
    artifact.gaps.push(gap);
    artifact.regions.push(Region::new(file, RegionKind::ServerText, text));
}

/// Strings of a list, or of one answer; each item's name or address is the owner.
fn named(artifact: &mut Artifact, file: usize, kind: RegionKind, at: &str, node: &Node) {
    if !node.is_array() {
        return strings(artifact, file, kind, at, node);
    }
    for (index, item) in node.items().iter().enumerate() {
        let before = artifact.regions.len();
        strings(artifact, file, kind, &pointer(at, &index.to_string()), item);
        let owner = ["name", "uri", "uriTemplate"].iter().find_map(|name| item.get(name)).and_then(Node::as_str);
        own(artifact, before, owner);
    }
}

fn own(artifact: &mut Artifact, from: usize, owner: Option<&str>) {
    for region in artifact.regions.iter_mut().skip(from) {
        region.owner = owner.map(str::to_owned);
    }
}

/// Adds a tool's texts and the fact of it.
pub(super) fn tool(artifact: &mut Artifact, file: usize, item: &Node, at: &str) {
    let before = artifact.regions.len();
    members(artifact, file, item, at);
    let name = mcp_part::name(item).and_then(Node::as_text);
    own(artifact, before, name.map(|name| name.text.as_str()));
    let Some(name) = name else { return };
    let described = item.get("description").or_else(|| item.at(&["function", "description"]));
    artifact.facts.tools.push(Tool {
        name: name.text.clone(),
        description: described.and_then(Node::as_str).unwrap_or_default().to_owned(),
        schema: mcp_part::schema(item).cloned(),
        annotations: item.get("annotations").cloned(),
        place: Place::new(file, name.span()).at(pointer(at, "name")),
        handler: None,
    });
}

fn members(artifact: &mut Artifact, file: usize, item: &Node, at: &str) {
    for member in item.members() {
        let below = pointer(at, &member.name.text);
        let kind = match member.name.text.as_str() {
            // The wrapper that some vendors put around a tool; a second one is no wrapper.
            "function" if member.value.get("function").is_none() => {
                members(artifact, file, &member.value, &below);
                continue;
            }
            "name" => RegionKind::ToolName,
            "description" => RegionKind::ToolDescription,
            "inputSchema" | "input_schema" | "outputSchema" | "output_schema" | "parameters" => {
                spelled_names(artifact, file, &below, &member.value);
                RegionKind::ToolParameter
            }
            _ => RegionKind::ToolMetadata,
        };
        strings(artifact, file, kind, &below, &member.value);
    }
}

/// Names within a schema that hold more than a name: a model reads them as it reads descriptions.
fn spelled_names(artifact: &mut Artifact, file: usize, at: &str, schema: &Node) {
    let mut regions = Vec::new();
    schema.walk(at, &mut |at, node| {
        for member in node.members() {
            let name = &member.name;
            if name.text.len() > 64 || !name.text.is_ascii() || name.text.contains(|c: char| c == ' ' || c.is_control())
            {
                let at = pointer(at, &name.text);
                regions.push(Region::new(file, RegionKind::ToolParameter, name.clone()).at(at));
            }
        }
    });
    artifact.regions.extend(regions);
}
