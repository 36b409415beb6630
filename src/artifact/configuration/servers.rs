//! Servers that a configuration starts or connects to, in the spellings of every client.

use super::{Reader, scalar};
use crate::artifact::format::joined;
use crate::artifact::{Grant, GrantKind, Launch, Place, Variable};
use crate::text::{MappedText, Member, Node, Region, RegionKind, Value, pointer};

/// Members that hold servers whatever stands in them.
const CERTAIN: &[&str] = &[
    "mcpServers",
    "mcp_servers",
    "mcp-servers",
    "mcp.servers",
    "amp.mcpServers",
    "context_servers",
    "modelContextProtocolServers",
    "lspServers",
];
/// Members that hold servers where their values look like some.
const POSSIBLE: &[&str] = &["servers", "mcp", "extensions", "registry"];

const COMMANDS: &[&str] = &["command", "cmd", "executable"];
const ARGUMENTS: &[&str] = &["args", "arguments"];
const VARIABLES: &[&str] = &["env", "envs", "environment"];
const HEADERS: &[&str] = &["headers", "http_headers"];
const URLS: &[&str] = &["url", "serverUrl", "serverURL", "httpUrl", "uri", "endpoint", "sseUrl"];
const APPROVALS: &[&str] = &["alwaysAllow", "autoApprove", "autoApproved", "autoAllow"];

/// Whether a document holds at least one server, at the top or one or two levels below it.
pub(in crate::artifact) fn has_server(root: &Node) -> bool {
    fn below(node: &Node, depth: usize) -> bool {
        node.members().iter().any(|member| {
            let name = member.name.text.as_str();
            (is_list(name, &member.value) && entries(&member.value).any(|(_, entry)| looks_like_server(entry)))
                || (depth > 0 && below(&member.value, depth - 1))
        })
    }
    below(root, 2)
}

/// Whether an object starts or names a server.
fn looks_like_server(node: &Node) -> bool {
    let text = |name: &&str| node.get(name).is_some_and(|value| value.as_str().is_some());
    let command = COMMANDS.iter().filter_map(|name| node.get(name)).any(|value| {
        value.as_str().is_some() || value.items().iter().any(|item| item.as_str().is_some()) || value.is_object()
    });
    let kind = node.get("type").and_then(Node::as_str);
    let remote = URLS.iter().any(text)
        && kind.is_none_or(|kind| matches!(kind, "http" | "sse" | "remote" | "streamable-http" | "streamable_http"));
    command || remote || node.get("transport").is_some_and(looks_like_server) || text(&"image")
}

/// Whether a member is a list of servers. A list of URLs under `servers` is an API's, so possible ones are objects.
fn is_list(name: &str, value: &Node) -> bool {
    if CERTAIN.contains(&name) {
        return value.is_object() || value.is_array();
    }
    let known = |entry: &Node| {
        let kind = entry.get("type").and_then(Node::as_str);
        let typed =
            kind.is_some_and(|kind| matches!(kind, "stdio" | "http" | "sse" | "local" | "remote" | "streamable_http"));
        looks_like_server(entry)
            && (typed || COMMANDS.iter().any(|name| entry.get(name).is_some()) || name != "servers")
    };
    let entry = |member: &Member| match name {
        "registry" => member.value.get("image").is_some(),
        _ => known(&member.value),
    };
    POSSIBLE.contains(&name) && value.members().iter().any(entry)
}

/// The entries of a list of servers, and their names where they have some.
fn entries(list: &Node) -> impl Iterator<Item = (Option<&MappedText>, &Node)> {
    let members = list.members().iter().map(|member| (Some(&member.name), &member.value));
    let items = list.items().iter().map(|item| (item.get("name").and_then(Node::as_text), item));
    members.chain(items).filter(|(_, entry)| entry.is_object())
}

/// Adds every server below `root`.
pub(super) fn read(reader: &mut Reader<'_>, root: &Node) {
    find(reader, root, "");
}

fn find(reader: &mut Reader<'_>, node: &Node, at: &str) {
    for member in node.members() {
        let name = member.name.text.as_str();
        let below = pointer(at, name);
        if is_list(name, &member.value) {
            list(reader, &member.value, &below);
        } else if name == "mcp_config" {
            bundle(reader, node, &member.value, &below);
        } else {
            find(reader, &member.value, &below);
        }
    }
    for (index, item) in node.items().iter().enumerate() {
        find(reader, item, &pointer(at, &index.to_string()));
    }
}

fn list(reader: &mut Reader<'_>, list: &Node, at: &str) {
    for member in list.members() {
        server(reader, &member.name.text, member.name.span(), &member.value, &pointer(at, &member.name.text));
    }
    for (index, item) in list.items().iter().enumerate() {
        let below = pointer(at, &index.to_string());
        match item.get("name").and_then(Node::as_text) {
            Some(name) => server(reader, &name.text, name.span(), item, &below),
            None => server(reader, &index.to_string(), item.span, item, &below),
        }
    }
}

/// `mcp_config` of a bundle: one server, with other commands for other platforms.
fn bundle(reader: &mut Reader<'_>, parent: &Node, node: &Node, at: &str) {
    let name = parent.get("entry_point").and_then(Node::as_str).unwrap_or("server");
    server(reader, name, node.span, node, at);
    let below = pointer(at, "platform_overrides");
    for member in node.get("platform_overrides").map(Node::members).unwrap_or_default() {
        server(reader, name, member.name.span(), &member.value, &pointer(&below, &member.name.text));
    }
}

/// One server: what it runs, with what, and what is approved of it in advance.
fn server(reader: &mut Reader<'_>, name: &str, span: crate::text::Span, node: &Node, at: &str) {
    if !node.is_object() {
        return;
    }
    let mut line = CommandLine::default();
    for (part, at) in [(Some(node), at.to_owned()), (node.get("transport"), pointer(at, "transport"))] {
        if let Some(part) = part {
            line.read(part, &at);
        }
    }
    if line.words.is_empty()
        && let Some(image) = node.get("image").and_then(Node::as_text)
    {
        line.command = Some("docker".to_owned());
        line.words.push((pointer(at, "image"), image.clone()));
    }
    let mut launch = Launch {
        name: name.to_owned(),
        command: line.command.clone().unwrap_or_default(),
        args: Vec::new(),
        env: Vec::new(),
        headers: Vec::new(),
        url: None,
        place: Place::new(reader.file, span).at(at),
    };
    if let Some((at, command)) = line.words.first().filter(|(_, word)| word.text == launch.command) {
        launch.place = reader.place(command, at);
    }
    let own = usize::from(line.words.first().is_some_and(|(_, word)| word.text == launch.command));
    launch.args = line.words.iter().skip(own).map(|(at, word)| reader.variable("", word, at)).collect();
    members(reader, &mut launch, node, at);
    if let Some(transport) = node.get("transport") {
        members(reader, &mut launch, transport, &pointer(at, "transport"));
    }
    if !line.words.is_empty() {
        let text = joined(line.words.iter().map(|(_, word)| word));
        let region = Region::new(reader.file, RegionKind::ConfigCommand, text).owned_by(name);
        let first = line.words.first().map(|(at, _)| at.clone()).unwrap_or_default();
        reader.artifact.regions.push(region.at(first));
        reader.taken.extend(line.words.into_iter().map(|(at, _)| at));
    }
    // A built-in of the client has neither; it starts nothing of its own.
    if !launch.command.is_empty() || !launch.args.is_empty() || launch.url.is_some() {
        reader.artifact.facts.launches.push(launch);
    }
    approvals(reader, node, at);
}

/// A command and its arguments, with their pointers.
#[derive(Default)]
struct CommandLine {
    command: Option<String>,
    words: Vec<(String, MappedText)>,
}

impl CommandLine {
    fn read(&mut self, node: &Node, at: &str) {
        let command = COMMANDS.iter().find_map(|name| node.get(name).map(|value| (pointer(at, name), value)));
        if let Some((at, value)) = command {
            match &value.value {
                Value::String(text) => self.push(&at, text),
                Value::Array(items) => self.all(items, &at),
                Value::Object(_) => {
                    if let Some(path) = value.get("path").and_then(Node::as_text) {
                        self.push(&pointer(&at, "path"), path);
                    }
                    self.arguments(value, &at);
                }
                _ => {}
            }
        }
        self.arguments(node, at);
    }

    fn arguments(&mut self, node: &Node, at: &str) {
        for name in ARGUMENTS {
            match node.get(name).map(|value| &value.value) {
                Some(Value::Array(items)) => self.all(items, &pointer(at, name)),
                Some(Value::String(text)) => self.push(&pointer(at, name), text),
                _ => {}
            }
        }
    }

    fn all(&mut self, items: &[Node], at: &str) {
        for (index, item) in items.iter().enumerate() {
            if let Some(text) = scalar(item) {
                self.push(&pointer(at, &index.to_string()), &text);
            }
        }
    }

    fn push(&mut self, at: &str, text: &MappedText) {
        if self.words.is_empty() && !at.contains("/args") {
            self.command = Some(text.text.clone());
        }
        self.words.push((at.to_owned(), text.clone()));
    }
}

/// Variables, headers and the URL.
fn members(reader: &Reader<'_>, launch: &mut Launch, node: &Node, at: &str) {
    let collect = |names: &[&str], node: &Node, at: &str, separator: char| -> Vec<Variable> {
        let present = names.iter().filter_map(|name| node.get(name).map(|value| (pointer(at, name), value)));
        present.flat_map(|(at, value)| reader.named_values(value, &at, &[separator])).collect()
    };
    launch.env.extend(collect(VARIABLES, node, at, '='));
    if let Some(command) = node.get("command").filter(|command| command.is_object()) {
        launch.env.extend(collect(VARIABLES, command, &pointer(at, "command"), '='));
    }
    launch.headers.extend(collect(HEADERS, node, at, ':'));
    for name in ["requestOptions", "requestInit"] {
        if let Some(options) = node.get(name) {
            launch.headers.extend(collect(HEADERS, options, &pointer(at, name), ':'));
        }
    }
    let url = URLS.iter().find_map(|name| Some((pointer(at, name), node.get(name)?.as_text()?)));
    if let Some((at, url)) = url {
        launch.url = Some(reader.variable("", url, &at));
    }
}

/// Tools of a server that are approved in advance.
fn approvals(reader: &mut Reader<'_>, node: &Node, at: &str) {
    let mut grant = |place: Place, text: &str| {
        reader.artifact.facts.grants.push(Grant { kind: GrantKind::AutoApprove, text: text.to_owned(), place });
    };
    let file = reader.file;
    for name in APPROVALS {
        let Some(value) = node.get(name) else { continue };
        let at = pointer(at, name);
        for (index, item) in value.items().iter().enumerate() {
            if let Some(text) = item.as_text() {
                grant(Place::new(file, text.span()).at(pointer(&at, &index.to_string())), &text.text);
            }
        }
        if value.as_bool() == Some(true) {
            grant(Place::new(file, value.span).at(at), "*");
        }
    }
    if let Some(trust) = node.get("trust").filter(|trust| trust.as_bool() == Some(true)) {
        grant(Place::new(file, trust.span).at(pointer(at, "trust")), "*");
    }
}
