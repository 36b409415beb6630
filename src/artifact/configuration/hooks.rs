//! Commands that a host runs by itself: hooks, helpers, status lines, tasks, container life cycle.

use super::{Reader, scalar};
use crate::artifact::format::joined;
use crate::artifact::skill;
use crate::text::{MappedText, Node, pointer};

/// Settings whose value is a command, or an object with one.
const HELPERS: &[&str] = &[
    "apiKeyHelper",
    "awsAuthRefresh",
    "awsCredentialExport",
    "gcpAuthRefresh",
    "otelHeadersHelper",
    "statusLine",
    "subagentStatusLine",
    "fileSuggestion",
    "processWrapper",
    "policyHelper",
    "proxyAuthHelper",
    "toolDiscoveryCommand",
    "toolCallCommand",
    "notify",
];

/// Commands of a development container; the first runs on the host itself.
const CONTAINER: &[&str] = &[
    "initializeCommand",
    "onCreateCommand",
    "updateContentCommand",
    "postCreateCommand",
    "postStartCommand",
    "postAttachCommand",
];

/// Commands of a cloud environment (`.cursor/environment.json`).
const ENVIRONMENT: &[&str] = &["install", "start"];

/// Whether an object has hooks with commands.
pub(in crate::artifact) fn has_hooks(root: &Node) -> bool {
    let mut found = false;
    if let Some(hooks) = root.get("hooks").filter(|hooks| hooks.is_object()) {
        hooks.walk("", &mut |_, node| {
            let handler = node.get("command").or_else(|| node.get("bash"));
            found |= handler.is_some_and(|text| text.as_str().is_some());
        });
    }
    found
}

/// Whether the file has tasks, container commands or helpers of a host.
pub(in crate::artifact) fn runs_on_open(root: &Node) -> bool {
    let helper = |name: &&&str| root.get(name).is_some_and(|value| command(value).is_some());
    let task = |task: &Node| task.at(&["runOptions", "runOn"]).is_some();
    let tasks = root.get("tasks").is_some_and(|tasks| tasks.items().iter().any(task));
    tasks
        || CONTAINER.iter().any(|name| root.get(name).is_some())
        || HELPERS.iter().filter(|name| **name != "notify").any(|name| helper(&name))
}

/// Adds every command below `root` that runs without being asked for.
pub(super) fn read(reader: &mut Reader<'_>, root: &Node) {
    nested(reader, root, "", 3);
    for name in HELPERS.iter().chain(CONTAINER) {
        if let Some(value) = root.get(name) {
            one(reader, name, value, &pointer("", name));
        }
    }
    tasks(reader, root);
    if root.get("terminals").is_some() || root.get("snapshot").is_some() {
        for name in ENVIRONMENT {
            if let Some(value) = root.get(name) {
                one(reader, name, value, &pointer("", name));
            }
        }
    }
    monitors(reader, root);
}

/// `hooks` members: of the file, of a plugin in a marketplace, of an agent in a list.
fn nested(reader: &mut Reader<'_>, node: &Node, at: &str, depth: usize) {
    for member in node.members() {
        let below = pointer(at, &member.name.text);
        if member.name.text == "hooks" {
            let known = reader.artifact.facts.hooks.len();
            skill::hooks(reader.artifact, reader.file, &below, "", &member.value);
            let pointers = reader.artifact.facts.hooks.iter().skip(known).filter_map(|hook| hook.place.pointer.clone());
            reader.taken.extend(pointers);
        } else if depth > 0 {
            nested(reader, &member.value, &below, depth - 1);
        }
    }
    for (index, item) in node.items().iter().enumerate().filter(|_| depth > 0) {
        nested(reader, item, &pointer(at, &index.to_string()), depth - 1);
    }
}

/// A command: a string, a list of words, an object with one, or an object of named ones.
fn one(reader: &mut Reader<'_>, event: &str, node: &Node, at: &str) {
    if let Some(text) = node.as_text() {
        reader.hook(event, text.clone(), at);
    } else if let Some((text, words)) = command(node) {
        reader.taken.extend(words.into_iter().map(|word| format!("{at}{word}")));
        reader.hook(event, text, at);
    } else {
        for member in node.members() {
            if let Some((text, words)) = command(&member.value) {
                let below = pointer(at, &member.name.text);
                reader.taken.extend(words.into_iter().map(|word| format!("{below}{word}")));
                reader.hook(event, text, &below);
            }
        }
    }
}

/// The words of a command joined, and their pointers below the node.
fn command(node: &Node) -> Option<(MappedText, Vec<String>)> {
    let mut words: Vec<(String, MappedText)> = Vec::new();
    let mut add = |node: &Node, at: &str| {
        if let Some(text) = scalar(node) {
            words.push((at.to_owned(), text));
        }
        for (index, item) in node.items().iter().enumerate() {
            if let Some(text) = scalar(item) {
                words.push((pointer(at, &index.to_string()), text));
            }
        }
    };
    if node.as_str().is_some() || node.is_array() {
        add(node, "");
    } else {
        add(node.get("command")?, "/command");
        if let Some(args) = node.get("args") {
            add(args, "/args");
        }
    }
    let text = joined(words.iter().map(|(_, word)| word));
    (!text.text.is_empty()).then(|| (text, words.into_iter().map(|(at, _)| at).collect()))
}

/// Tasks that an editor runs when the folder is opened.
fn tasks(reader: &mut Reader<'_>, root: &Node) {
    for (index, task) in root.get("tasks").map(Node::items).unwrap_or_default().iter().enumerate() {
        if task.at(&["runOptions", "runOn"]).and_then(Node::as_str) != Some("folderOpen") {
            continue;
        }
        let at = pointer("/tasks", &index.to_string());
        let systems = ["windows", "linux", "osx"].iter().filter_map(|name| Some((pointer(&at, name), task.get(name)?)));
        for (at, part) in std::iter::once((at.clone(), task)).chain(systems) {
            if let Some((text, words)) = command(part) {
                reader.taken.extend(words.into_iter().map(|word| format!("{at}{word}")));
                reader.hook("folderOpen", text, &at);
            }
        }
    }
}

/// Background commands of a plugin.
fn monitors(reader: &mut Reader<'_>, root: &Node) {
    for list in ["monitors", "terminals"] {
        let at = pointer("", list);
        for (index, item) in root.get(list).map(Node::items).unwrap_or_default().iter().enumerate() {
            if item.is_object() {
                one(reader, list, item, &pointer(&at, &index.to_string()));
            }
        }
    }
}
