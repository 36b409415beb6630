//! What a server lists: its tools, prompts, resources and instructions.

use serde_json::{Map, Value as Json, json};

use super::artifact::{kept, spot};
use super::canonical;
use super::pin::{Item, ItemKind};
use crate::artifact::mcp_part::{self, Part};
use crate::artifact::{Artifact, ArtifactKind};
use crate::finding::redact;
use crate::text::Node;

/// Adds every item of a listing; the version of the server, where it says one.
pub(super) fn items(artifact: &Artifact, items: &mut Vec<Item>) -> Option<String> {
    let mut version = None;
    for parsed in artifact.parsed_as(ArtifactKind::McpListing) {
        let name = artifact.file(parsed.file).and_then(|file| file.path.file_name()).unwrap_or_default();
        // The second answers of a session are compared with the first elsewhere, and its description is ours.
        if name.ends_with("-second.json") || name == "session.json" {
            continue;
        }
        let root = &parsed.document.root;
        version = version.or_else(|| declared(root));
        mcp_part::parts(root, &mut |part, at, node| match part {
            Part::Tools => list(artifact, parsed.file, node, ItemKind::Tool, items),
            Part::Prompts => list(artifact, parsed.file, node, ItemKind::Prompt, items),
            Part::Resources if at.to_ascii_lowercase().contains("template") => {
                list(artifact, parsed.file, node, ItemKind::ResourceTemplate, items);
            }
            Part::Resources => list(artifact, parsed.file, node, ItemKind::Resource, items),
            Part::Instructions => {
                let digest = canonical::digest(node, artifact.file(parsed.file));
                let mut item = Item::new(ItemKind::Instructions, "instructions", digest);
                item.description = node.as_str().map(kept);
                item.spot = spot(artifact, parsed.file, node.span);
                items.push(item);
            }
            Part::Rest => {}
        });
    }
    version
}

fn declared(root: &Node) -> Option<String> {
    let info = root.get("serverInfo").or_else(|| root.at(&["result", "serverInfo"]))?;
    info.get("version").and_then(Node::as_str).map(str::to_owned)
}

/// The items of a list, or the one answer that stands in its place.
fn list(artifact: &Artifact, file: usize, node: &Node, kind: ItemKind, items: &mut Vec<Item>) {
    let answer = std::slice::from_ref(node);
    for entry in if node.is_array() { node.items() } else { answer } {
        let text = |name: &str| entry.get(name).and_then(Node::as_str);
        let name = match kind {
            ItemKind::Tool => mcp_part::name(entry).and_then(Node::as_str),
            ItemKind::Prompt => text("name"),
            _ => text("uri").or_else(|| text("uriTemplate")).or_else(|| text("name")),
        };
        let mut item = Item::new(kind, kept(name.unwrap_or_default()), canonical::digest(entry, artifact.file(file)));
        item.description =
            text("description").or_else(|| entry.at(&["function", "description"]).and_then(Node::as_str)).map(kept);
        let member = |names: [&str; 2]| names.iter().find_map(|name| entry.get(name)).and_then(Node::to_json);
        let input = match kind {
            ItemKind::Tool => mcp_part::schema(entry).and_then(Node::to_json),
            ItemKind::Prompt => member(["arguments", "arguments"]).map(|arguments| arguments_schema(&arguments)),
            _ => None,
        };
        item.input = input.as_ref().and_then(shown);
        item.output = member(["outputSchema", "output_schema"]).as_ref().and_then(shown);
        item.annotations = member(["annotations", "annotations"]).as_ref().and_then(shown);
        item.spot = spot(artifact, file, entry.span);
        items.push(item);
    }
}

/// Canonical JSON without secrets, which schemas have in defaults and examples.
fn shown(json: &Json) -> Option<String> {
    fn clean(json: &mut Json) {
        match json {
            Json::String(text) => *text = redact(text).into_owned(),
            Json::Array(items) => items.iter_mut().for_each(clean),
            Json::Object(members) => members.values_mut().for_each(clean),
            _ => {}
        }
    }
    let mut json = json.clone();
    clean(&mut json);
    canonical::text(&json)
}

/// The arguments of a prompt as the schema of an object, so that one judge knows both.
fn arguments_schema(arguments: &Json) -> Json {
    let (mut properties, mut required) = (Map::new(), Vec::new());
    for argument in arguments.as_array().into_iter().flatten() {
        let Some(name) = argument.get("name").and_then(Json::as_str) else { continue };
        if argument.get("required").and_then(Json::as_bool) == Some(true) {
            required.push(name.to_owned());
        }
        let description = argument.get("description").cloned().unwrap_or(Json::Null);
        properties.insert(name.to_owned(), json!({ "type": "string", "description": description }));
    }
    json!({ "type": "object", "properties": properties, "required": required })
}
