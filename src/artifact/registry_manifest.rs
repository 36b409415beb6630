//! Manifests of agentoperations/agent-registry: agents, skills and MCP servers as a registry lists them.
//!
//! Two shapes are in use: what its examples and server write (`apiVersion`, `transport`, flat OCI references), and what
//! its schemas say (`oci`, an embedded `agentCard` or `serverJson`). Both are read.

use camino::Utf8Path;

use super::format::{Format, joined, strings};
use super::{Artifact, ArtifactKind, Endpoint, Launch, Place, Variable, agent_card, mcp_listing, server_json};
use crate::text::{Document, Node, Region, RegionKind, Value, pointer};

/// See the module.
pub(super) struct RegistryManifest;

impl Format for RegistryManifest {
    fn kind(&self) -> ArtifactKind {
        ArtifactKind::RegistryManifest
    }

    fn named(&self, _path: &Utf8Path) -> bool {
        false
    }

    fn recognises(&self, document: &Document) -> bool {
        let root = &document.root;
        let kind = root.get("kind").and_then(Node::as_str);
        matches!(kind, Some("agent" | "skill" | "mcp-server"))
            && (root.at(&["identity", "name"]).is_some() || references(root))
    }

    fn read(&self, artifact: &mut Artifact, file: usize, document: &Document) {
        for member in document.root.members() {
            read(artifact, file, document, &member.name.text, &member.value);
        }
    }

    fn name(&self, document: &Document) -> Option<String> {
        document.root.at(&["identity", "name"])?.as_str().map(str::to_owned)
    }
}

/// Whether there is a list of OCI references.
fn references(root: &Node) -> bool {
    let items = root.get("artifacts").map(Node::items).unwrap_or_default();
    !items.is_empty() && items.iter().all(|item| item.get("oci").or_else(|| item.get("repository")).is_some())
}

fn read(artifact: &mut Artifact, file: usize, document: &Document, name: &str, node: &Node) {
    let at = pointer("", name);
    match name {
        "agentCard" if node.is_object() => {
            if let Some(card) = agent_card::embedded(file, &document.root) {
                agent_card::read(artifact, &card);
            }
        }
        "serverJson" if node.is_object() => {
            if let Some(entry) = server_json::embedded(file, &document.root) {
                server_json::read(artifact, &entry);
            }
        }
        "tools" => {
            for (index, tool) in node.items().iter().enumerate() {
                mcp_listing::tool(artifact, file, tool, &pointer(&at, &index.to_string()));
            }
        }
        "resources" => strings(artifact, file, RegionKind::Resource, &at, node),
        "prompts" => strings(artifact, file, RegionKind::Prompt, &at, node),
        "skillMd" => strings(artifact, file, RegionKind::SkillBody, &at, node),
        "bom" => bom(artifact, file, &at, node),
        "transport" | "runtime" => {
            strings(artifact, file, RegionKind::ConfigText, &at, node);
            launch(artifact, file, &at, node, document.root.at(&["identity", "name"]));
        }
        _ => strings(artifact, file, RegionKind::ConfigText, &at, node),
    }
}

/// System prompts are text for a model; the rest of a bill of materials is data.
fn bom(artifact: &mut Artifact, file: usize, at: &str, node: &Node) {
    for member in node.members() {
        let kind = if member.name.text == "prompts" { RegionKind::Prompt } else { RegionKind::ConfigText };
        strings(artifact, file, kind, &pointer(at, &member.name.text), &member.value);
    }
}

/// What a `transport` or `runtime` starts or connects to.
fn launch(artifact: &mut Artifact, file: usize, at: &str, node: &Node, name: Option<&Node>) {
    let variable = |name: &str, at: String, node: &Node| match &node.value {
        Value::String(text) => {
            let place = Place::new(file, text.span()).at(at);
            Some(Variable { name: name.to_owned(), value: text.text.clone(), place })
        }
        _ => None,
    };
    let url = node.get("url").and_then(|url| variable("", pointer(at, "url"), url));
    // A container's command is a list; the first word is the program.
    let words: Vec<_> = ["command", "args"]
        .into_iter()
        .filter_map(|name| Some((pointer(at, name), node.get(name)?)))
        .flat_map(|(at, node)| {
            let items = node.items().iter().enumerate().map(|(index, item)| (pointer(&at, &index.to_string()), item));
            let one = node.as_text().map(|_| (at.clone(), node));
            one.into_iter().chain(items.collect::<Vec<_>>())
        })
        .collect();
    let mut args: Vec<Variable> = words.iter().filter_map(|(at, node)| variable("", at.clone(), node)).collect();
    let place = match (args.first(), &url) {
        (Some(first), _) | (None, Some(first)) => first.place.clone(),
        (None, None) => return,
    };
    if !words.is_empty() {
        let line = joined(words.iter().filter_map(|(_, node)| node.as_text()));
        artifact.regions.push(Region::new(file, RegionKind::ConfigCommand, line).at(at));
    }
    let command = if args.is_empty() { String::new() } else { args.remove(0).value };
    let mut env = Vec::new();
    for (index, item) in node.get("env").map(Node::items).unwrap_or_default().iter().enumerate() {
        let at = pointer(&pointer(at, "env"), &index.to_string());
        let name = item.get("name").and_then(Node::as_str).unwrap_or_default();
        let given = ["value", "default"].into_iter().find_map(|key| Some((pointer(&at, key), item.get(key)?)));
        env.extend(given.and_then(|(at, value)| variable(name, at, value)));
    }
    if let Some(url) = &url {
        artifact.facts.endpoints.push(Endpoint { url: url.value.clone(), place: url.place.clone() });
    }
    let name = name.and_then(Node::as_str).unwrap_or_default().to_owned();
    artifact.facts.launches.push(Launch { name, command, args, env, headers: Vec::new(), url, place });
}
