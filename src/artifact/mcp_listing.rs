//! Recorded answers of MCP servers: `tools/list`, `prompts/list`, `resources/list`, `resources/read`, `initialize`.
//!
//! Read as a bare array of tools, as a result object, wrapped in a JSON-RPC envelope, or as several of these in one
//! array or under server names. Specification: <https://modelcontextprotocol.io/specification/2025-11-25/schema>.

use camino::Utf8Path;

use super::format::{Format, strings};
use super::{Artifact, ArtifactKind, Place, Tool};
use crate::text::{Document, Node, Region, RegionKind, pointer};

/// See the module.
pub(super) struct McpListing;

/// Envelopes within envelopes that are opened, at most.
const MAX_WRAPPERS: usize = 4;

impl Format for McpListing {
    fn kind(&self) -> ArtifactKind {
        ArtifactKind::McpListing
    }

    fn named(&self, path: &Utf8Path) -> bool {
        matches!(path.file_name(), Some("tools.json" | "tools-list.json" | "tools_list.json"))
            && path.parent().and_then(|folder| folder.parent()).and_then(|p| p.file_name()) == Some("mcp")
    }

    fn recognises(&self, document: &Document) -> bool {
        let mut found = false;
        unwrap(&document.root, "", MAX_WRAPPERS, &mut |_, _, _| found = true);
        found
    }

    fn read(&self, artifact: &mut Artifact, file: usize, document: &Document) {
        let mut parts = Vec::new();
        unwrap(&document.root, "", MAX_WRAPPERS, &mut |part, at, node| parts.push((part, at.to_owned(), node.clone())));
        for (part, at, node) in parts {
            match part {
                Part::Tools => {
                    for (index, item) in node.items().iter().enumerate() {
                        tool(artifact, file, item, &pointer(&at, &index.to_string()));
                    }
                }
                Part::Prompts => strings(artifact, file, RegionKind::Prompt, &at, &node),
                Part::Resources => strings(artifact, file, RegionKind::Resource, &at, &node),
                Part::Instructions => strings(artifact, file, RegionKind::ServerInstructions, &at, &node),
            }
        }
    }

    fn name(&self, document: &Document) -> Option<String> {
        let info = document.root.get("serverInfo").or_else(|| document.root.at(&["result", "serverInfo"]))?;
        info.get("name")?.as_str().map(str::to_owned)
    }
}

/// What a part of a listing holds.
#[derive(Debug, Clone, Copy)]
enum Part {
    Tools,
    Prompts,
    Resources,
    Instructions,
}

/// Finds the parts of a listing below `node`, through envelopes.
fn unwrap<'n>(node: &'n Node, at: &str, depth: usize, found: &mut dyn FnMut(Part, &str, &'n Node)) {
    if is_tools(node) {
        return found(Part::Tools, at, node);
    }
    let mut direct = false;
    for (name, part) in [
        ("tools", Part::Tools),
        ("prompts", Part::Prompts),
        ("resources", Part::Resources),
        ("resourceTemplates", Part::Resources),
        ("contents", Part::Resources),
    ] {
        if let Some(list) = node.get(name)
            && is_part(part, list)
        {
            direct = true;
            found(part, &pointer(at, name), list);
        }
    }
    let initialized = node.get("protocolVersion").is_some() && node.get("serverInfo").is_some();
    if let Some(text) = node.get("instructions")
        && text.as_str().is_some()
        && (direct || initialized)
    {
        direct = true;
        found(Part::Instructions, &pointer(at, "instructions"), text);
    }
    if direct || depth == 0 {
        return;
    }
    let envelope = node.get("jsonrpc").is_some() || node.members().len() <= 3;
    for member in node.members() {
        let wraps = matches!(member.name.text.as_str(), "result" | "listing" | "capture" | "data" | "response")
            || (envelope && member.value.is_object());
        if wraps {
            unwrap(&member.value, &pointer(at, &member.name.text), depth - 1, found);
        }
    }
    for (index, item) in node.items().iter().enumerate().filter(|(_, item)| item.get("jsonrpc").is_some()) {
        unwrap(item, &pointer(at, &index.to_string()), depth - 1, found);
    }
}

/// An array whose every element is named and at least one has a schema or a description.
fn is_tools(node: &Node) -> bool {
    let items = node.items();
    !items.is_empty()
        && items.iter().all(|item| item.get("name").is_some())
        && items
            .iter()
            .any(|item| item.get("inputSchema").or_else(|| item.get("input_schema")).is_some_and(Node::is_object))
}

fn is_part(part: Part, list: &Node) -> bool {
    let every = |names: &[&str]| {
        !list.items().is_empty() && list.items().iter().all(|item| names.iter().any(|name| item.get(name).is_some()))
    };
    match part {
        Part::Tools => {
            is_tools(list)
                || (every(&["name"])
                    && list.items().iter().all(|t| t.get("description").is_some() && t.get("id").is_none()))
        }
        Part::Prompts => every(&["arguments", "messages"]) || (every(&["name"]) && every(&["description"])),
        Part::Resources => every(&["uri", "uriTemplate"]),
        Part::Instructions => false,
    }
}

/// Adds a tool's texts and the fact of it.
pub(super) fn tool(artifact: &mut Artifact, file: usize, item: &Node, at: &str) {
    let Some(name) = item.get("name").and_then(Node::as_text) else { return };
    let owner = name.text.clone();
    let before = artifact.regions.len();
    artifact.regions.push(Region::new(file, RegionKind::ToolName, name.clone()).at(pointer(at, "name")));
    for member in item.members() {
        let kind = match member.name.text.as_str() {
            "name" => continue,
            "description" => RegionKind::ToolDescription,
            "inputSchema" | "input_schema" | "outputSchema" | "parameters" => RegionKind::ToolParameter,
            _ => RegionKind::ToolMetadata,
        };
        strings(artifact, file, kind, &pointer(at, &member.name.text), &member.value);
    }
    for region in artifact.regions.iter_mut().skip(before) {
        region.owner = Some(owner.clone());
    }
    artifact.facts.tools.push(Tool {
        name: owner,
        description: item.get("description").and_then(Node::as_str).unwrap_or_default().to_owned(),
        schema: item.get("inputSchema").or_else(|| item.get("input_schema")).cloned(),
        annotations: item.get("annotations").cloned(),
        place: Place::new(file, name.span()).at(pointer(at, "name")),
        handler: None,
    });
}
