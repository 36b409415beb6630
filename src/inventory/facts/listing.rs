//! Tools, prompts and resources as recorded answers of a server list them, or as its source declares them.

use std::collections::BTreeMap;

use super::{Facts, at_pointer};
use crate::artifact::code::{ExprKind, Language};
use crate::artifact::{self, ArtifactKind, Place};
use crate::digest::Digest;
use crate::inventory::data::is_agent;
use crate::inventory::{
    Component, Detail, Edge, Evidence, Hash, HashAlgorithm, Id, McpServer, Prompt, PromptRole, Reader, Relation,
    Resource, Tool,
};
use crate::text::{Node, pointer};

const RULE: Reader = Reader::MCP_LISTING;

/// Members of a tool that its definition is made of.
const DEFINITION: &[&str] = &["name", "title", "description", "inputSchema", "outputSchema", "annotations"];

pub(super) fn read(facts: &mut Facts<'_, '_>) {
    let source = facts.artifact.kind == ArtifactKind::McpServer;
    let mut servers: BTreeMap<usize, (Id, Vec<String>)> = BTreeMap::new();
    let artifact = facts.artifact;
    for tool in &artifact.facts.tools {
        // Python and JavaScript are read by the rules of frameworks, which know more.
        let file = artifact.file(tool.place.file);
        if source
            && file
                .and_then(Language::of)
                .is_some_and(|language| language != Language::Go && language != Language::Shell)
        {
            continue;
        }
        if facts.document(tool.place.file).is_some_and(|document| is_agent(&document.root)) {
            continue;
        }
        let evidence = facts.evidence(&tool.place, tool.place.pointer.as_deref().unwrap_or(&tool.name), RULE);
        let server = server(facts, tool.place.file, &mut servers, &evidence);
        let component = tool_component(facts, tool).seen(evidence.clone());
        let definition = definition_of(&component);
        let id = facts.add(component);
        if let Some((_, definitions)) = servers.get_mut(&tool.place.file) {
            definitions.extend(definition);
        }
        facts.builder.link(Edge::new(server, Relation::Provides, id).seen(evidence));
    }
    for parsed in artifact.parsed_as(ArtifactKind::McpListing) {
        others(facts, parsed.file, &parsed.document.root, "", 4, &mut servers);
    }
    for (id, definitions) in servers.into_values() {
        if let Some(Detail::McpServer(server)) = facts.builder.get_mut(&id).map(|component| &mut component.detail)
            && !definitions.is_empty()
        {
            let mut sorted = definitions;
            sorted.sort();
            server.tool_set = Some(Digest::of(sorted.join("\n")).to_string());
        }
    }
}

/// The server that a file's tools belong to.
fn server(
    facts: &mut Facts<'_, '_>,
    file: usize,
    servers: &mut BTreeMap<usize, (Id, Vec<String>)>,
    evidence: &Evidence,
) -> Id {
    if let Some((id, _)) = servers.get(&file) {
        return id.clone();
    }
    let path = facts.path(file);
    let document = facts.document(file);
    let info = document.and_then(|document| {
        let root = &document.root;
        root.get("serverInfo").or_else(|| root.at(&["result", "serverInfo"]))
    });
    let text = |name: &str| info.and_then(|info| info.get(name)).and_then(Node::as_str).map(str::to_owned);
    if let Some((name, version, evidence)) = declared(facts, file) {
        let mut component = Component::local(path, name, Detail::McpServer(McpServer::default())).seen(evidence);
        component.version = version;
        let id = facts.add(component);
        servers.insert(file, (id.clone(), Vec::new()));
        return id;
    }
    // A capture keeps each server in a folder of its own: `mcp/<server>/tools.json`.
    let folder = camino::Utf8Path::new(path).parent().and_then(camino::Utf8Path::file_name);
    let name = text("name").or_else(|| folder.map(str::to_owned)).unwrap_or_else(|| facts.artifact.name.clone());
    let place = camino::Utf8Path::new(path).parent().map_or(path, camino::Utf8Path::as_str);
    let mut component = Component::local(place, &name, Detail::McpServer(McpServer::default())).seen(evidence.clone());
    component.version = text("version");
    let id = facts.add(component);
    servers.insert(file, (id.clone(), Vec::new()));
    id
}

/// Name and version that source in Go gives its server: `server.NewMCPServer("name", "1.0.0")` of mcp-go,
/// `mcp.NewServer(&mcp.Implementation{Name: "name", Version: "1.0.0"}, nil)` of the official SDK.
fn declared(facts: &Facts<'_, '_>, file: usize) -> Option<(String, Option<String>, Evidence)> {
    let program = facts.artifact.programs.iter().find(|program| program.file == file)?;
    let inner = |id: usize| match program.kind(id) {
        ExprKind::Join(parts) => parts.first().copied().unwrap_or(id),
        _ => id,
    };
    program.exprs.iter().find_map(|expr| {
        let ExprKind::Call { callee, arguments } = &expr.kind else { return None };
        let called = program.dotted(*callee);
        let value = |index: usize| arguments.get(index).map(|argument| inner(argument.value));
        let (name, version) = match called.rsplit('.').next()? {
            "NewMCPServer" => (value(0), value(1)),
            "NewServer" => (program.member(value(0)?, "Name"), program.member(value(0)?, "Version")),
            _ => return None,
        };
        let name = program.literal(name?)?.text;
        let version = version.and_then(|version| program.literal(version)).map(|text| text.text);
        let place = Place::new(file, expr.span);
        Some((name, version, facts.evidence(&place, &called, Reader::GO_MCP_SERVER)))
    })
}

fn tool_component(facts: &Facts<'_, '_>, tool: &artifact::Tool) -> Component {
    let item = tool.place.pointer.as_deref().and_then(|at| {
        let root = &facts.document(tool.place.file)?.root;
        let item = at_pointer(root, at.strip_suffix("/name")?)?;
        Some(item.get("function").unwrap_or(item))
    });
    let hint = |name: &str| tool.annotations.as_ref().and_then(|notes| notes.get(name)).and_then(Node::as_bool);
    let top = |parameter: &artifact::Parameter<'_>| parameter.name.to_owned();
    let detail = Tool {
        function: None,
        definition: item.and_then(definition),
        parameters: tool.parameters().iter().take(100).map(top).collect(),
        read_only: hint("readOnlyHint"),
        destructive: hint("destructiveHint"),
        idempotent: hint("idempotentHint"),
        open_world: hint("openWorldHint"),
        ..Tool::default()
    };
    let path = camino::Utf8Path::new(facts.path(tool.place.file));
    let place = path.parent().filter(|_| item.is_some()).unwrap_or(path);
    let mut component = Component::local(place.as_str(), &tool.name, Detail::Tool(detail));
    component.description = super::description(&tool.description);
    if let Some(hex) = definition_of(&component).as_deref().and_then(|digest| digest.strip_prefix("sha256:")) {
        component.hashes.push(Hash { algorithm: HashAlgorithm::Sha256, hex: hex.to_owned() });
    }
    component
}

fn definition_of(component: &Component) -> Option<String> {
    match &component.detail {
        Detail::Tool(tool) => tool.definition.clone(),
        _ => None,
    }
}

/// SHA-256 over the canonical JSON of what a model is told of a tool.
pub(super) fn definition(item: &Node) -> Option<String> {
    let mut members = serde_json::Map::new();
    for name in DEFINITION {
        if let Some(value) = item.get(name) {
            members.insert((*name).to_owned(), value.to_json()?);
        }
    }
    let canonical = serde_json_canonicalizer::to_vec(&serde_json::Value::Object(members)).ok()?;
    Some(Digest::of(canonical).to_string())
}

/// Prompts and resources of a listing, through the envelopes that it may have.
fn others(
    facts: &mut Facts<'_, '_>,
    file: usize,
    node: &Node,
    at: &str,
    depth: usize,
    servers: &mut BTreeMap<usize, (Id, Vec<String>)>,
) {
    for member in node.members() {
        let below = pointer(at, &member.name.text);
        let listed =
            matches!(member.name.text.as_str(), "prompts" | "resources" | "resourceTemplates" | "resource_templates");
        if !listed {
            if depth > 0 && member.value.is_object() {
                others(facts, file, &member.value, &below, depth - 1, servers);
            }
            continue;
        }
        for (index, item) in member.value.items().iter().enumerate() {
            let Some(name) = item.get("name").or_else(|| item.get("uri")).and_then(Node::as_str) else { continue };
            let uri = ["uri", "uriTemplate"].iter().find_map(|key| item.get(key)).and_then(Node::as_str);
            let media = item.get("mimeType").and_then(Node::as_str).map(str::to_owned);
            let detail = if member.name.text == "prompts" {
                Detail::Prompt(Prompt { role: Some(PromptRole::Template), template: true, ..Prompt::default() })
            } else {
                Detail::Resource(Resource { uri: uri.map(str::to_owned), media_type: media })
            };
            let evidence = facts.value(file, item, &pointer(&below, &index.to_string()), RULE);
            let server = server(facts, file, servers, &evidence);
            let mut component = Component::local(facts.path(file), name, detail).seen(evidence.clone());
            component.description = item.get("description").and_then(Node::as_str).and_then(super::description);
            let id = facts.add(component);
            facts.builder.link(Edge::new(server, Relation::Provides, id).seen(evidence));
        }
    }
}
