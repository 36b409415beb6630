//! A2A agent cards, 0.2 to 1.0 (<https://a2a-protocol.org/latest/specification/>), and what registries make of them.
//!
//! A file may hold one card, a list of cards, or cards wrapped by a registry. Members are read by their JSON name or in
//! the `snake_case` that some registries write.

use camino::Utf8Path;

use super::address::Address;
use super::format::Format;
use super::{Artifact, ArtifactKind, Endpoint, Place};
use crate::text::{Document, MappedText, Node, Region, RegionKind, Value, pointer};

/// See the module.
pub(super) struct AgentCard;

/// A card in a file, alone or among others.
#[derive(Debug, Clone)]
pub struct Card<'a> {
    /// Index into [`Artifact::files`].
    pub file: usize,
    /// JSON pointer of the card.
    pub at: String,
    pub node: &'a Node,
}

/// Wrappers within wrappers that are opened, at most.
const MAX_WRAPPERS: usize = 4;

/// Characters of an owner's name, at most.
const MAX_OWNER: usize = 200;

/// Members that only A2A gives a card.
const DISTINCT: &[&str] = &["supportedInterfaces", "additionalInterfaces", "preferredTransport", "defaultInputModes"];

/// The members of the barest cards, as registries list them.
const BARE: &[&str] = &[
    "id",
    "agentId",
    "name",
    "url",
    "endpoint",
    "description",
    "version",
    "priority",
    "sla",
    "rank",
    "weight",
    "provider",
    "author",
    "tags",
    "metadata",
    "status",
    "type",
    "skills",
    "capabilities",
    "homepage",
];

impl Format for AgentCard {
    fn kind(&self) -> ArtifactKind {
        ArtifactKind::AgentCard
    }

    fn named(&self, path: &Utf8Path) -> bool {
        let name = path.file_name().unwrap_or_default().to_ascii_lowercase();
        let known = name
            .strip_suffix(".json")
            .is_some_and(|stem| stem.contains("agent-card") || stem.contains("agent_card") || stem == "agentcard");
        known || (name == "agent.json" && path.parent().and_then(Utf8Path::file_name) == Some(".well-known"))
    }

    fn recognises(&self, document: &Document) -> bool {
        !find(0, &document.root).is_empty()
    }

    fn read(&self, artifact: &mut Artifact, file: usize, document: &Document) {
        for card in of_document(file, document) {
            read(artifact, &card);
        }
    }

    fn name(&self, document: &Document) -> Option<String> {
        match of_document(0, document).as_slice() {
            [only] => only.get("name").and_then(Node::as_str).map(str::to_owned),
            _ => None,
        }
    }
}

/// Every card of an artifact, those inside registry manifests included.
pub fn cards(artifact: &Artifact) -> Vec<Card<'_>> {
    let mut cards = Vec::new();
    for parsed in &artifact.parsed {
        match parsed.kind {
            ArtifactKind::AgentCard => cards.extend(of_document(parsed.file, &parsed.document)),
            ArtifactKind::RegistryManifest => cards.extend(embedded(parsed.file, &parsed.document.root)),
            _ => {}
        }
    }
    cards
}

/// The card that a registry manifest carries.
pub(super) fn embedded(file: usize, manifest: &Node) -> Option<Card<'_>> {
    let node = manifest.get("agentCard").filter(|node| node.is_object())?;
    Some(Card { file, at: "/agentCard".to_owned(), node })
}

/// The cards of a document that is known to hold some: the root itself where nothing looks like one.
fn of_document(file: usize, document: &Document) -> Vec<Card<'_>> {
    let mut cards = find(file, &document.root);
    if cards.is_empty() {
        cards.push(Card { file, at: String::new(), node: &document.root });
    }
    cards
}

fn find(file: usize, root: &Node) -> Vec<Card<'_>> {
    let mut cards = Vec::new();
    unwrap(root, "", MAX_WRAPPERS, &mut |at, node| cards.push(Card { file, at: at.to_owned(), node }));
    cards
}

/// Finds cards below `node`, through lists and wrappers.
fn unwrap<'n>(node: &'n Node, at: &str, depth: usize, found: &mut dyn FnMut(&str, &'n Node)) {
    if is_card(node) {
        return found(at, node);
    }
    if depth == 0 {
        return;
    }
    let few = node.members().len() <= 3;
    for member in node.members() {
        let wraps = matches!(
            member.name.text.as_str(),
            "agentCard"
                | "agent_card"
                | "card"
                | "cards"
                | "agent"
                | "agents"
                | "agentCards"
                | "result"
                | "data"
                | "items"
        );
        if wraps || (few && member.value.is_object()) {
            unwrap(&member.value, &pointer(at, &member.name.text), depth - 1, found);
        }
    }
    for (index, item) in node.items().iter().enumerate() {
        unwrap(item, &pointer(at, &index.to_string()), depth - 1, found);
    }
}

fn is_card(node: &Node) -> bool {
    let has = |name: &str| member(node, name).is_some();
    let text = |name: &str| member(node, name).and_then(Node::as_str);
    if text("name").is_none() || has("jsonrpc") || has("packages") || has("inputSchema") {
        return false;
    }
    let objects =
        |name: &str| member(node, name).is_some_and(|list| list.is_array() && list.items().iter().all(Node::is_object));
    let skilled = objects("skills")
        && (["url", "capabilities", "protocolVersion", "securitySchemes"].iter().any(|name| has(name))
            || DISTINCT.iter().any(|name| has(name)));
    let described = text("description").is_some();
    skilled
        || objects("supportedInterfaces")
        || (text("url").is_some() && DISTINCT.iter().any(|name| has(name)))
        || (text("url").is_some() && described && has("protocolVersion"))
        || (described && has("capabilities") && has("authentication") && (has("endpoints") || has("url")))
        || is_bare(node)
}

/// A card of a registry's list: a name, an address, a description, and it calls itself an agent.
fn is_bare(node: &Node) -> bool {
    let text = |name: &str| member(node, name).and_then(Node::as_str);
    let calls_itself = ["id", "name", "description"].iter().filter_map(|name| text(name));
    let address = text("url").or_else(|| text("endpoint")).and_then(Address::parse);
    address.is_some()
        && text("description").is_some()
        && node.members().iter().all(|member| BARE.contains(&member.name.text.as_str()))
        && calls_itself.into_iter().any(|text| text.to_lowercase().contains("agent"))
}

/// A member by its JSON name, or that name in `snake_case`.
pub fn member<'n>(node: &'n Node, name: &str) -> Option<&'n Node> {
    node.get(name).or_else(|| {
        let mut snake = String::with_capacity(name.len() + 4);
        for character in name.chars() {
            if character.is_ascii_uppercase() {
                snake.push('_');
            }
            snake.push(character.to_ascii_lowercase());
        }
        (snake != name).then(|| node.get(&snake)).flatten()
    })
}

/// Adds the card's texts as regions, owned by the card skill they describe, and its addresses as facts.
pub(super) fn read(artifact: &mut Artifact, card: &Card<'_>) {
    let name = owner(card.text("name"));
    let mut texts: Vec<(String, Option<String>, &MappedText)> = Vec::new();
    for member in card.node.members() {
        let at = pointer(&card.at, &member.name.text);
        if member.name.text == "signatures" {
            continue;
        }
        if member.name.text == "skills" {
            for (index, skill) in member.value.items().iter().enumerate() {
                let owner = skill.get("name").or_else(|| skill.get("id")).and_then(Node::as_str).map(owner);
                collect(&pointer(&at, &index.to_string()), skill, owner.as_deref(), &mut texts);
            }
            if member.value.is_array() {
                continue;
            }
        }
        collect(&at, &member.value, None, &mut texts);
    }
    if !card.node.is_object() {
        collect(&card.at, card.node, None, &mut texts);
    }
    for (at, owner, text) in texts {
        let leaf = at.rsplit('/').next().unwrap_or_default().to_lowercase();
        if Address::parse(&text.text).is_some() && !text.text.trim().contains(char::is_whitespace)
            || (leaf.ends_with("url") && !text.text.contains(char::is_whitespace) && text.text.contains('.'))
        {
            let place = Place::new(card.file, text.span()).at(at.clone());
            artifact.facts.endpoints.push(Endpoint { url: text.text.clone(), place });
        }
        let region = Region::new(card.file, RegionKind::CardText, text.clone()).at(at);
        artifact.regions.push(region.owned_by(owner.unwrap_or_else(|| name.clone())));
    }
}

/// Every text carries its owner, so a name of megabytes must not be one.
pub(super) fn owner(name: &str) -> String {
    name.chars().take(MAX_OWNER).collect()
}

fn collect<'n>(
    at: &str,
    node: &'n Node,
    owner: Option<&str>,
    texts: &mut Vec<(String, Option<String>, &'n MappedText)>,
) {
    node.walk(at, &mut |pointer, node| {
        if let Value::String(text) = &node.value
            && !text.text.trim().is_empty()
        {
            texts.push((pointer.to_owned(), owner.map(str::to_owned), text));
        }
    });
}

impl<'a> Card<'a> {
    /// A member by its JSON name, or that name in `snake_case`.
    pub fn get(&self, name: &str) -> Option<&'a Node> {
        member(self.node, name)
    }

    /// A text of the card; empty where there is none.
    pub fn text(&self, name: &str) -> &'a str {
        self.get(name).and_then(Node::as_str).unwrap_or_default()
    }

    /// Whether it is written for A2A 1.0, where interfaces are listed and no member of 0.x names one.
    pub fn is_current(&self) -> bool {
        self.get("supportedInterfaces").is_some()
    }

    /// Its name, or all of it where it has none.
    pub fn place(&self) -> Place {
        self.place_of("name").unwrap_or_else(|| Place::new(self.file, self.node.span).at(self.at.clone()))
    }

    /// A member's value.
    pub fn place_of(&self, name: &str) -> Option<Place> {
        let node = self.get(name)?;
        let spelt = self.node.members().iter().find(|member| std::ptr::eq(&raw const member.value, node));
        Some(Place::new(self.file, node.span).at(pointer(&self.at, spelt.map_or(name, |m| m.name.text.as_str()))))
    }

    /// The security schemes by name, each with what is known about it: 1.0 wraps each in a member that names its type.
    pub fn schemes(&self) -> Vec<(&'a str, &'a Node)> {
        let declared = self.get("securitySchemes").map(Node::members).unwrap_or_default();
        declared.iter().map(|member| (member.name.text.as_str(), &member.value)).collect()
    }

    /// What callers must present: alternatives, of which an empty one means nothing is needed.
    pub fn requirements(&self) -> &'a [Node] {
        let list = self.get("securityRequirements").or_else(|| self.get("security"));
        list.map(Node::items).unwrap_or_default()
    }
}
