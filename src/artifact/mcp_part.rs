//! Finds what a recorded answer of an MCP server holds, whatever it is wrapped in.

use crate::text::{Node, Value, pointer};

/// What a part of a listing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Tools,
    Prompts,
    /// Resources, resource templates, contents of resources and results of tools.
    Resources,
    Instructions,
    /// A member that belongs to none of the others.
    Rest,
}

/// Wrappers within wrappers that are opened, at most.
const MAX_WRAPPERS: usize = 5;

/// Members whose name says what they hold.
const PARTS: &[(&str, Part)] = &[
    ("tools", Part::Tools),
    ("functions", Part::Tools),
    ("prompts", Part::Prompts),
    ("resources", Part::Resources),
    ("resourceTemplates", Part::Resources),
    ("resource_templates", Part::Resources),
    ("contents", Part::Resources),
];

/// Members that a tool may have, in the specification and in the tool formats of model vendors.
const TOOL_MEMBERS: &[&str] = &[
    "name",
    "title",
    "description",
    "inputSchema",
    "input_schema",
    "outputSchema",
    "output_schema",
    "parameters",
    "annotations",
    "icons",
    "_meta",
    "execution",
    "type",
    "function",
    "strict",
    "cache_control",
    "defer_loading",
];

const PROMPT_MEMBERS: &[&str] = &["name", "title", "description", "arguments", "messages", "icons", "_meta"];

/// Calls `found` for every part below `root`, in file order, with its JSON pointer.
pub fn parts<'n>(root: &'n Node, found: &mut dyn FnMut(Part, &str, &'n Node)) {
    open(root, "", MAX_WRAPPERS, found);
}

/// Whether there is any part besides [`Part::Rest`].
pub(super) fn is_listing(root: &Node) -> bool {
    if is_foreign(root) {
        return false;
    }
    let mut any = false;
    parts(root, &mut |part, _, _| any |= part != Part::Rest);
    any
}

/// Documents that hold lists of tools and are known by other names: agent cards, bundles, registry manifests, configurations.
fn is_foreign(root: &Node) -> bool {
    let has = |name: &str| root.get(name).is_some();
    let card =
        has("skills") && (has("url") || has("supportedInterfaces") || has("capabilities") || has("schema_version"));
    let manifest = has("manifest_version") || has("dxt_version") || (has("apiVersion") && has("kind"));
    let registry = has("locators") || (has("version") && (has("packages") || has("remotes")));
    card || manifest || registry || has("mcpServers") || has("openapi")
}

fn open<'n>(node: &'n Node, at: &str, depth: usize, found: &mut dyn FnMut(Part, &str, &'n Node)) {
    if is_tools(node) {
        return found(Part::Tools, at, node);
    }
    if depth == 0 || !(node.is_object() || node.is_array()) {
        return found(Part::Rest, at, node);
    }
    for (index, item) in node.items().iter().enumerate() {
        open(item, &pointer(at, &index.to_string()), depth - 1, found);
    }
    let rpc = node.get("jsonrpc").is_some();
    let initialized = node.get("protocolVersion").is_some() && node.get("serverInfo").is_some();
    let listed = PARTS.iter().any(|(name, part)| node.get(name).is_some_and(|list| is_part(*part, list)));
    for member in node.members() {
        let (name, value) = (member.name.text.as_str(), &member.value);
        let below = pointer(at, name);
        let known = PARTS.iter().find(|(part, _)| *part == name).map(|(_, part)| *part);
        match known {
            Some(part) if is_part(part, value) => found(part, &below, value),
            _ if name == "instructions" && value.as_str().is_some() && (listed || initialized) => {
                found(Part::Instructions, &below, value);
            }
            _ if rpc && name == "result" => result(value, &below, depth - 1, found),
            _ if rpc && name == "params" && node.get("method").and_then(Node::as_str).is_some_and(asks_model) => {
                found(Part::Prompts, &below, value);
            }
            _ => open(value, &below, depth - 1, found),
        }
    }
}

/// The result of a JSON-RPC call, where members are known by the protocol that would be ambiguous elsewhere.
fn result<'n>(node: &'n Node, at: &str, depth: usize, found: &mut dyn FnMut(Part, &str, &'n Node)) {
    if node.get("content").is_some_and(Node::is_array) {
        found(Part::Resources, at, node);
    } else if node.get("messages").is_some_and(Node::is_array) {
        found(Part::Prompts, at, node);
    } else {
        open(node, at, depth, found);
    }
}

/// Requests of a server whose text reaches the client's model or user.
fn asks_model(method: &str) -> bool {
    matches!(method, "sampling/createMessage" | "elicitation/create" | "notifications/message")
}

/// The schema of a tool's parameters, under any of its names.
pub fn schema(tool: &Node) -> Option<&Node> {
    ["inputSchema", "input_schema", "parameters"]
        .iter()
        .find_map(|name| tool.get(name).or_else(|| tool.at(&["function", name])))
        .filter(|schema| schema.is_object())
}

/// The member that names a tool.
pub fn name(tool: &Node) -> Option<&Node> {
    tool.get("name").or_else(|| tool.at(&["function", "name"])).filter(|name| name.as_str().is_some())
}

/// An array of objects of which most are named and at least one has a schema.
fn is_tools(node: &Node) -> bool {
    let items = node.items();
    let looks = |item: &Node| {
        schema(item).is_some_and(|schema| {
            ["type", "properties", "$schema", "$ref"].iter().any(|n| schema.get(n).is_some())
                || schema.members().is_empty()
        })
    };
    !items.is_empty()
        && items.iter().all(Node::is_object)
        && items.iter().filter(|item| name(item).is_some()).count() * 2 > items.len()
        && items.iter().any(looks)
}

fn is_part(part: Part, list: &Node) -> bool {
    let items = list.items();
    if items.is_empty() || !items.iter().all(Node::is_object) {
        return false;
    }
    let only = |known: &[&str]| {
        items.iter().all(|item| item.members().iter().all(|member| known.contains(&member.name.text.as_str())))
    };
    match part {
        Part::Tools => is_tools(list) || (items.iter().all(|item| name(item).is_some()) && only(TOOL_MEMBERS)),
        Part::Prompts => items.iter().all(|item| item.get("name").is_some()) && only(PROMPT_MEMBERS),
        Part::Resources => items.iter().all(|item| {
            ["uri", "uriTemplate"]
                .iter()
                .any(|name| item.get(name).is_some_and(|uri| matches!(uri.value, Value::String(_))))
        }),
        Part::Instructions | Part::Rest => false,
    }
}
