//! Manifests of agentoperations/agent-registry: an agent, skill or server and what its bill of materials names.
//!
//! The examples and the schemas of that project disagree about names; both shapes are read. What a manifest only refers
//! to becomes a component without a version, and the range that was asked for stands on the edge.

use super::{Facts, card, entry, listing};
use crate::artifact::{ArtifactKind, agent_card, server_json};
use crate::digest::Digest;
use crate::inventory::{
    Agent, Component, Detail, Ecosystem, Edge, Hash, HashAlgorithm, Id, Kind, McpServer, Memory, Model, ModelApi,
    ModelRole, Package, Pin, Prompt, PromptRole, Reader, Relation, Resource, Skill, Tool, purl,
};
use crate::text::{Node, pointer};

const RULE: Reader = Reader::REGISTRY_MANIFEST;

/// Lists of a bill of materials that refer to other artifacts, and what their items are unless they say so.
const REFERENCES: &[(&str, Kind, Relation)] = &[
    ("tools", Kind::McpServer, Relation::DependsOn),
    ("toolRequirements", Kind::McpServer, Relation::DependsOn),
    ("skills", Kind::Skill, Relation::UsesSkill),
    ("dependencies", Kind::Skill, Relation::DependsOn),
    ("externalServices", Kind::ModelApi, Relation::DependsOn),
];

const MODELS: &[&str] = &["models", "modelRequirements", "modelDependencies"];

pub(super) fn read(facts: &mut Facts<'_, '_>) {
    let artifact = facts.artifact;
    for parsed in artifact.parsed_as(ArtifactKind::RegistryManifest) {
        let root = &parsed.document.root;
        let Some(owner) = owner(facts, parsed.file, root) else { continue };
        if let Some(bom) = root.get("bom") {
            Bom { facts, file: parsed.file, owner: owner.clone() }.read(bom);
        }
        offered(facts, parsed.file, root, &owner);
    }
    for card in agent_card::cards(artifact) {
        let component = card::component(facts, &card);
        facts.add(component);
    }
    for inner in server_json::entries(artifact) {
        entry::server(facts, &inner);
    }
}

fn text<'n>(node: &'n Node, name: &str) -> Option<&'n str> {
    node.get(name).and_then(Node::as_str)
}

/// What the manifest is about.
fn owner(facts: &mut Facts<'_, '_>, file: usize, root: &Node) -> Option<Id> {
    let identity = root.get("identity")?;
    let full = text(identity, "name")?;
    let (group, name) = full.rsplit_once('/').map_or((None, full), |(group, name)| (Some(group), name));
    let version = text(identity, "version");
    let orchestration =
        |name: &str| root.at(&["bom", "orchestration"]).and_then(|node| text(node, name)).map(str::to_owned);
    let detail = match text(root, "kind")? {
        "agent" => Detail::Agent(Agent { framework: orchestration("framework"), pattern: orchestration("pattern") }),
        "skill" => Detail::Skill(Skill::default()),
        _ => Detail::McpServer(McpServer::default()),
    };
    let evidence = facts.value(file, identity, "/identity", RULE);
    let mut component = Component::global(group, name, version, detail).seen(evidence);
    component.description = text(identity, "description").and_then(super::description);
    component.license = root.get("metadata").and_then(|node| text(node, "license")).map(str::to_owned);
    component.pin = if version.is_some() { Pin::Exact } else { Pin::Unknown };
    for image in root.get("artifacts").map(Node::items).unwrap_or_default() {
        if let Some(hex) = text(image, "digest").and_then(|digest| digest.strip_prefix("sha256:")) {
            component.hashes.push(Hash { algorithm: HashAlgorithm::Sha256, hex: hex.to_lowercase() });
        }
    }
    Some(facts.add(component))
}

/// Tools and resources that a server's manifest lists.
fn offered(facts: &mut Facts<'_, '_>, file: usize, root: &Node, owner: &Id) {
    for list in ["tools", "resources"] {
        for (index, item) in root.get(list).map(Node::items).unwrap_or_default().iter().enumerate() {
            let Some(name) = text(item, "name").or_else(|| text(item, "uri")) else { continue };
            let detail = if list == "tools" {
                let properties = item.at(&["inputSchema", "properties"]).map(Node::members).unwrap_or_default();
                let parameters = properties.iter().take(100).map(|member| member.name.text.clone()).collect();
                Detail::Tool(Tool { definition: listing::definition(item), parameters, ..Tool::default() })
            } else {
                let own = |name: &str| text(item, name).map(str::to_owned);
                Detail::Resource(Resource { uri: own("uri"), media_type: own("mimeType") })
            };
            let evidence = facts.value(file, item, &pointer(&pointer("", list), &index.to_string()), RULE);
            let mut component = Component::local(facts.path(file), name, detail).seen(evidence.clone());
            component.description = text(item, "description").and_then(super::description);
            let id = facts.add(component);
            facts.builder.link(Edge::new(owner.clone(), Relation::Provides, id).seen(evidence));
        }
    }
}

/// The bill of materials of a manifest.
struct Bom<'f, 'a, 'b> {
    facts: &'f mut Facts<'a, 'b>,
    file: usize,
    owner: Id,
}

impl Bom<'_, '_, '_> {
    fn read(&mut self, bom: &Node) {
        for (list, kind, relation) in REFERENCES {
            self.each(bom, list, |bom, item, at| bom.reference(item, at, *kind, *relation));
        }
        for list in MODELS {
            self.each(bom, list, Self::model);
        }
        self.each(bom, "prompts", Self::prompt);
        self.each(bom, "runtimeDependencies", Self::package);
        if let Some(memory) = bom.get("memory").filter(|node| node.is_object()) {
            let engine = ["backend", "type", "provider"].iter().find_map(|name| text(memory, name));
            let name = engine.unwrap_or("memory");
            let detail = Detail::Memory(Memory { engine: engine.map(str::to_owned) });
            let component = Component::local(self.facts.path(self.file), name, detail);
            self.add(component, memory, "/bom/memory", Relation::Reads, None, true);
        }
    }

    fn each(&mut self, bom: &Node, list: &str, mut read: impl FnMut(&mut Self, &Node, &str)) {
        let at = pointer("/bom", list);
        for (index, item) in bom.get(list).map(Node::items).unwrap_or_default().iter().enumerate() {
            read(self, item, &pointer(&at, &index.to_string()));
        }
    }

    fn add(
        &mut self,
        component: Component,
        node: &Node,
        at: &str,
        relation: Relation,
        range: Option<&str>,
        required: bool,
    ) {
        let evidence = self.facts.value(self.file, node, at, RULE);
        let id = self.facts.add(component.seen(evidence.clone()));
        let mut edge = Edge::new(self.owner.clone(), relation, id).seen(evidence);
        edge.constraint = range.map(str::to_owned);
        edge.required = required;
        self.facts.builder.link(edge);
    }

    /// Another artifact of a registry, by name and range.
    fn reference(&mut self, item: &Node, at: &str, kind: Kind, relation: Relation) {
        let Some(full) = item.as_str().or_else(|| text(item, "name")) else { return };
        let (group, name) = full.rsplit_once('/').map_or((None, full), |(group, name)| (Some(group), name));
        let detail = match text(item, "type").unwrap_or(kind.name()) {
            "skill" => Detail::Skill(Skill::default()),
            "agent" => Detail::Agent(Agent::default()),
            "mcp-server" => Detail::McpServer(McpServer::default()),
            _ if kind == Kind::ModelApi => Detail::ModelApi(ModelApi::default()),
            _ if kind == Kind::Skill => Detail::Skill(Skill::default()),
            _ => Detail::McpServer(McpServer::default()),
        };
        let range = text(item, "version").or_else(|| text(item, "versionConstraint"));
        let mut component = Component::global(group, name, None, detail);
        component.constraint = range.map(str::to_owned);
        component.pin = match range {
            None => Pin::Floating,
            Some(range) if range.starts_with(|c: char| c.is_ascii_digit()) && !range.contains([' ', 'x', '*', '|']) => {
                Pin::Exact
            }
            Some(_) => Pin::Range,
        };
        // Beyond the specification, which has no way to pin: a digest, or an image that has one.
        let source = text(item, "source").filter(|source| source.contains('/'));
        let (image, pinned) = source.map_or((None, None), |source| match source.split_once('@') {
            Some((image, digest)) => (Some(image), Some(digest)),
            None => (Some(source), None),
        });
        if let Some(digest) = text(item, "digest").or(pinned).filter(|digest| digest.parse::<Digest>().is_ok()) {
            let hex = digest.trim_start_matches("sha256:").to_owned();
            component.hashes.push(Hash { algorithm: HashAlgorithm::Sha256, hex });
            component.pin = Pin::Digest;
            component.purl = image.map(|image| purl(Ecosystem::Oci, image, Some(digest), &[]));
        }
        let optional = item.get("required").and_then(Node::as_bool) == Some(false);
        self.add(component, item, at, relation, range, !optional);
    }

    fn model(&mut self, item: &Node, at: &str) {
        let Some(name) = text(item, "name").filter(|name| *name != "any") else { return };
        let provider = text(item, "provider").filter(|provider| *provider != "any");
        let role =
            text(item, "role").and_then(|role| ModelRole::ALL.iter().copied().find(|known| known.name() == role));
        let detail =
            Model { provider: provider.map(str::to_owned), role, api_id: Some(name.to_owned()), ..Model::default() };
        let version = text(item, "version");
        let mut component = Component::model(provider, name, version, detail);
        component.pin = match text(item, "pinning") {
            Some("digest" | "exact") => Pin::Exact,
            Some("minor" | "major" | "range") => Pin::Range,
            _ if version.is_some() => Pin::Exact,
            _ => Pin::Floating,
        };
        self.add(component, item, at, Relation::UsesModel, None, true);
    }

    fn prompt(&mut self, item: &Node, at: &str) {
        let templates = item.get("templates").map(Node::items).unwrap_or_default();
        for (index, part) in templates.iter().enumerate() {
            let at = pointer(&pointer(at, "templates"), &index.to_string());
            self.one_prompt(part, &at, text(item, "contentHash"));
        }
        if templates.is_empty() {
            self.one_prompt(item, at, text(item, "hash").or_else(|| text(item, "contentHash")));
        }
    }

    fn one_prompt(&mut self, item: &Node, at: &str, declared: Option<&str>) {
        let content = text(item, "content").or_else(|| text(item, "template"));
        let role = match text(item, "role") {
            Some("system") => PromptRole::System,
            Some("user") => PromptRole::User,
            Some("assistant") => PromptRole::Assistant,
            _ => PromptRole::Template,
        };
        let bytes = content.map_or(0, str::len) as u64;
        let detail = Detail::Prompt(Prompt { role: Some(role), bytes, template: role == PromptRole::Template });
        let mut component =
            Component::local(self.facts.path(self.file), text(item, "name").unwrap_or("prompt"), detail);
        let own = content.map(|content| Digest::of(content).hex());
        let hex = own.or_else(|| declared?.strip_prefix("sha256:").map(str::to_lowercase));
        component.pin = if hex.is_some() { Pin::Digest } else { Pin::Unknown };
        component.hashes.extend(hex.map(|hex| Hash { algorithm: HashAlgorithm::Sha256, hex }));
        if let Some(declared) = declared {
            component.properties.insert("prompt:declared-hash".to_owned(), declared.to_owned());
        }
        self.add(component, item, at, Relation::Instructs, None, true);
    }

    fn package(&mut self, item: &Node, at: &str) {
        let Some(name) = text(item, "name") else { return };
        let range = text(item, "version");
        let ecosystem = match text(item, "source").unwrap_or_default() {
            "npm" => Ecosystem::Npm,
            "pypi" | "pip" => Ecosystem::PyPi,
            "go-modules" | "go" => Ecosystem::Golang,
            "cargo" | "crates.io" => Ecosystem::Cargo,
            "maven" => Ecosystem::Maven,
            _ => Ecosystem::Generic,
        };
        let name = if ecosystem == Ecosystem::Golang && !name.contains('.') {
            format!("github.com/{name}")
        } else {
            name.to_owned()
        };
        let exact = range.filter(|range| range.starts_with(|c: char| c.is_ascii_digit() || c == 'v'));
        let detail = Package { direct: true, ..Package::default() };
        let mut component = Component::package(ecosystem, &name, exact, detail);
        component.constraint = range.filter(|_| exact.is_none()).map(str::to_owned);
        component.pin = if exact.is_some() { Pin::Exact } else { Pin::Range };
        self.add(component, item, at, Relation::DependsOn, range, true);
    }
}
