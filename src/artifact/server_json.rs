//! Entries of the MCP Registry: `server.json` in its current camelCase and the older `snake_case`.
//!
//! Specification: <https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json>. Recognised by content
//! alone, as many other programs call a file `server.json`. The registry's API wraps entries in `server`.

use camino::Utf8Path;

use super::address::Address;
use super::agent_card::{member, owner};
use super::format::{Format, joined, strings};
use super::{Artifact, ArtifactKind, Endpoint, Launch, Place, Variable};
use crate::text::{Document, MappedText, Node, Region, RegionKind, pointer};

/// See the module.
pub(super) struct ServerJson;

/// An entry in a file, alone or among others.
#[derive(Debug, Clone)]
pub struct Entry<'a> {
    /// Index into [`Artifact::files`].
    pub file: usize,
    /// JSON pointer of the entry.
    pub at: String,
    pub node: &'a Node,
}

/// A part of an entry and where it stands.
#[derive(Debug, Clone)]
pub struct Part<'a> {
    pub file: usize,
    pub at: String,
    pub node: &'a Node,
}

/// Wrappers within wrappers that are opened, at most.
const MAX_WRAPPERS: usize = 3;

impl Format for ServerJson {
    fn kind(&self) -> ArtifactKind {
        ArtifactKind::ServerJson
    }

    fn named(&self, _path: &Utf8Path) -> bool {
        false
    }

    fn recognises(&self, document: &Document) -> bool {
        !find(0, &document.root).is_empty()
    }

    fn read(&self, artifact: &mut Artifact, file: usize, document: &Document) {
        for entry in find(file, &document.root) {
            read(artifact, &entry);
        }
    }

    fn name(&self, document: &Document) -> Option<String> {
        match find(0, &document.root).as_slice() {
            [only] => only.text("name").map(str::to_owned),
            _ => None,
        }
    }
}

/// Every entry of an artifact, those inside registry manifests included.
pub fn entries(artifact: &Artifact) -> Vec<Entry<'_>> {
    let mut entries = Vec::new();
    for parsed in &artifact.parsed {
        match parsed.kind {
            ArtifactKind::ServerJson => entries.extend(find(parsed.file, &parsed.document.root)),
            ArtifactKind::RegistryManifest => entries.extend(embedded(parsed.file, &parsed.document.root)),
            _ => {}
        }
    }
    entries
}

/// The entry that a registry manifest carries.
pub(super) fn embedded(file: usize, manifest: &Node) -> Option<Entry<'_>> {
    let node = manifest.get("serverJson").filter(|node| node.is_object())?;
    Some(Entry { file, at: "/serverJson".to_owned(), node })
}

fn find(file: usize, root: &Node) -> Vec<Entry<'_>> {
    let mut entries = Vec::new();
    unwrap(root, "", MAX_WRAPPERS, &mut |at, node| entries.push(Entry { file, at: at.to_owned(), node }));
    entries
}

fn unwrap<'n>(node: &'n Node, at: &str, depth: usize, found: &mut dyn FnMut(&str, &'n Node)) {
    if is_entry(node) {
        return found(at, node);
    }
    if depth == 0 {
        return;
    }
    for name in ["server", "servers"] {
        if let Some(inner) = node.get(name) {
            unwrap(inner, &pointer(at, name), depth - 1, found);
        }
    }
    for (index, item) in node.items().iter().enumerate() {
        unwrap(item, &pointer(at, &index.to_string()), depth - 1, found);
    }
}

fn is_entry(node: &Node) -> bool {
    let every = |list: &str, names: &[&str]| {
        let items = node.get(list).map(Node::items).unwrap_or_default();
        !items.is_empty() && items.iter().all(|item| names.iter().any(|name| member(item, name).is_some()))
    };
    let schema = node.get("$schema").and_then(Node::as_str);
    let declared = schema.is_some_and(|url| url.contains("modelcontextprotocol") && url.contains("server"));
    node.get("name").and_then(Node::as_str).is_some()
        && (declared
            || every("packages", &["registryType", "registryName"])
            || (every("remotes", &["url"]) && every("remotes", &["type", "transportType"])))
}

/// Adds the entry's texts, what it starts and where it connects.
pub(super) fn read(artifact: &mut Artifact, entry: &Entry<'_>) {
    let before = artifact.regions.len();
    strings(artifact, entry.file, RegionKind::ServerText, &entry.at, entry.node);
    let name = owner(entry.text("name").unwrap_or_default());
    for package in entry.packages() {
        launch(artifact, &name, &package);
    }
    for remote in entry.remotes() {
        let Some(url) = remote.node.get("url").and_then(Node::as_text) else { continue };
        let url = remote.variable("url", "", url);
        artifact.facts.launches.push(Launch {
            name: name.clone(),
            command: String::new(),
            args: Vec::new(),
            env: Vec::new(),
            headers: remote.inputs("headers"),
            place: url.place.clone(),
            url: Some(url),
        });
    }
    for region in artifact.regions.iter_mut().skip(before) {
        region.owner = Some(name.clone());
    }
    let addresses: Vec<Endpoint> = artifact
        .regions
        .iter()
        .skip(before)
        .filter(|region| region.kind == RegionKind::ServerText && Address::parse(&region.text).is_some())
        .filter(|region| !region.pointer.as_deref().is_some_and(|at| at.ends_with("/$schema")))
        .map(|region| {
            let place =
                Place { file: region.file, span: region.span(0..region.text.len()), pointer: region.pointer.clone() };
            Endpoint { url: region.text.clone(), place }
        })
        .collect();
    artifact.facts.endpoints.extend(addresses);
}

/// What a client runs for a package: the runtime, its arguments, the package, the package's arguments.
fn launch(artifact: &mut Artifact, server: &str, package: &Part<'_>) {
    let Some(identifier) = package.identifier() else { return };
    let hint = package.member("runtimeHint").and_then(Node::as_text);
    let command = hint.map_or_else(|| package.runtime().to_owned(), |hint| hint.text.clone());
    let at = Place::new(package.file, identifier.span()).at(package.pointer_of("identifier"));
    let version = package.text("version").unwrap_or_default();
    let value = match package.registry_type() {
        "npm" if !version.is_empty() => format!("{}@{version}", identifier.text),
        "pypi" if !version.is_empty() => format!("{}=={version}", identifier.text),
        _ => identifier.text.clone(),
    };
    let mut args = package.arguments("runtimeArguments");
    args.push(Variable { name: String::new(), value, place: at.clone() });
    args.extend(package.arguments("packageArguments"));
    let texts = ["runtimeArguments", "packageArguments"].map(|list| package.argument_texts(list));
    let [before, after] = texts;
    let line = joined(hint.into_iter().chain(before).chain(std::iter::once(identifier)).chain(after));
    artifact.regions.push(Region::new(package.file, RegionKind::ConfigCommand, line).at(package.at.clone()));
    artifact.facts.launches.push(Launch {
        name: server.to_owned(),
        command,
        args,
        env: package.inputs("environmentVariables"),
        headers: Vec::new(),
        url: None,
        place: hint.map_or(at, |hint| Place::new(package.file, hint.span()).at(package.pointer_of("runtimeHint"))),
    });
}

impl<'a> Entry<'a> {
    pub fn text(&self, name: &str) -> Option<&'a str> {
        member(self.node, name).and_then(Node::as_str)
    }

    /// Its name, or all of it where it has none.
    pub fn place(&self) -> Place {
        let (span, at) = match self.node.get("name") {
            Some(name) => (name.span, pointer(&self.at, "name")),
            None => (self.node.span, self.at.clone()),
        };
        Place::new(self.file, span).at(at)
    }

    pub fn packages(&self) -> Vec<Part<'a>> {
        self.parts("packages")
    }

    pub fn remotes(&self) -> Vec<Part<'a>> {
        self.parts("remotes")
    }

    fn parts(&self, list: &str) -> Vec<Part<'a>> {
        parts(self.file, &self.at, self.node, list)
    }
}

fn parts<'a>(file: usize, at: &str, node: &'a Node, list: &str) -> Vec<Part<'a>> {
    let Some((name, items)) = node.members().iter().rev().find_map(|m| {
        let wanted = member(node, list)?;
        std::ptr::eq(&raw const m.value, wanted).then(|| (m.name.text.as_str(), m.value.items()))
    }) else {
        return Vec::new();
    };
    let below = pointer(at, name);
    let part = |(index, node)| Part { file, at: pointer(&below, &usize::to_string(&index)), node };
    items.iter().enumerate().map(part).collect()
}

impl<'a> Part<'a> {
    /// A member by its current name or in the older `snake_case`.
    pub fn member(&self, name: &str) -> Option<&'a Node> {
        member(self.node, name)
    }

    pub fn text(&self, name: &str) -> Option<&'a str> {
        self.member(name).and_then(Node::as_str)
    }

    /// The members of a list of inputs.
    pub fn parts(&self, list: &str) -> Vec<Self> {
        parts(self.file, &self.at, self.node, list)
    }

    /// `npm`, `pypi`, `oci`, `nuget`, `mcpb` and what else there may be.
    pub fn registry_type(&self) -> &'a str {
        self.text("registryType").or_else(|| self.text("registryName")).unwrap_or_default()
    }

    /// The package's name; the oldest entries call it `name`.
    pub fn identifier(&self) -> Option<&'a MappedText> {
        self.node.get("identifier").or_else(|| self.node.get("name")).and_then(Node::as_text)
    }

    /// The value of a member, or all of the part where it has none of the name.
    pub fn place_of(&self, name: &str) -> Place {
        let span = self.member(name).map_or(self.node.span, |node| node.span);
        Place::new(self.file, span).at(self.pointer_of(name))
    }

    fn pointer_of(&self, name: &str) -> String {
        if self.member(name).is_some() { pointer(&self.at, name) } else { self.at.clone() }
    }

    /// What clients start a package of this type with.
    fn runtime(&self) -> &'static str {
        match self.registry_type() {
            "npm" => "npx",
            "pypi" => "uvx",
            "oci" | "docker" => "docker",
            "nuget" => "dnx",
            _ => "",
        }
    }

    fn variable(&self, member: &str, name: &str, text: &MappedText) -> Variable {
        let place = Place::new(self.file, text.span()).at(pointer(&self.at, member));
        Variable { name: name.to_owned(), value: text.text.clone(), place }
    }

    /// The texts of a list of arguments, in the order of a command line.
    fn argument_texts(&self, list: &str) -> Vec<&'a MappedText> {
        let texts = |part: &Self| ["name", "value", "default"].map(|name| part.node.get(name).and_then(Node::as_text));
        self.parts(list).iter().flat_map(texts).flatten().collect()
    }

    /// A list of arguments as a client would pass them.
    pub fn arguments(&self, list: &str) -> Vec<Variable> {
        let mut arguments = Vec::new();
        for part in self.parts(list) {
            for name in ["name", "value"] {
                let given =
                    part.node.get(name).or_else(|| if name == "value" { part.node.get("default") } else { None });
                if let Some(text) = given.and_then(Node::as_text) {
                    arguments.push(part.variable(name, "", text));
                }
            }
        }
        arguments
    }

    /// A list of named inputs, each with its value or default.
    pub fn inputs(&self, list: &str) -> Vec<Variable> {
        let mut inputs = Vec::new();
        for part in self.parts(list) {
            let Some(name) = part.node.get("name").and_then(Node::as_text) else { continue };
            let (member, text) = ["value", "default"]
                .into_iter()
                .find_map(|member| Some((member, part.node.get(member)?.as_text()?)))
                .unwrap_or(("name", name));
            let mut variable = part.variable(member, &name.text, text);
            if member == "name" {
                variable.value.clear();
            }
            inputs.push(variable);
        }
        inputs
    }
}
