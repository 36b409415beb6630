//! What of an artifact is pinned: its one document, or its files, and what has a name in them.

use camino::Utf8Path;
use serde_json::json;

use super::pin::{Item, ItemKind, Pinned, Spot};
use super::{canonical, listing};
use crate::analyze::command::CommandLine;
use crate::artifact::{Artifact, ArtifactKind, Launch, agent_card, server_json};
use crate::finding::redact;
use crate::text::{Node, SourceFile, Span};

/// Bytes of a file that are kept to compare it with another.
const MAX_BODY: usize = 64 << 10;
/// Characters of a description that a lock keeps; the digest covers all of it.
const MAX_DESCRIPTION: usize = 8_000;

/// Pins an artifact of a source whose paths start with `prefix`.
pub(super) fn pinned(artifact: &Artifact, prefix: &Utf8Path) -> Pinned {
    let (mut items, mut version) = (Vec::new(), None);
    match artifact.kind {
        ArtifactKind::McpListing => version = listing::items(artifact, &mut items),
        ArtifactKind::AgentCard => cards(artifact, &mut items),
        ArtifactKind::ServerJson => entries(artifact, &mut items),
        ArtifactKind::Package => package(artifact, &mut items),
        ArtifactKind::ClientConfig | ArtifactKind::AgentSettings | ArtifactKind::Plugin => {
            launches(artifact, &mut items);
        }
        ArtifactKind::McpServer => {
            files(artifact, &mut items);
            tools(artifact, &mut items);
        }
        _ => files(artifact, &mut items),
    }
    items.sort_by(|a, b| (a.kind, &a.name, &a.digest).cmp(&(b.kind, &b.name, &b.digest)));
    let own = |item: &&Item| matches!(item.kind, ItemKind::Card | ItemKind::Server);
    let only = match items.iter().filter(own).collect::<Vec<_>>().as_slice() {
        [only] if artifact.kind != ArtifactKind::ClientConfig => Some((only.version.clone(), only.description.clone())),
        _ => None,
    };
    let (own_version, own_description) = only.unwrap_or_default();
    let front = front(artifact);
    let text = |name: &str| front.and_then(|front| front.get(name)).and_then(Node::as_str);
    let declared = || {
        let nested = front.and_then(|front| front.at(&["metadata", "version"])).and_then(Node::as_str);
        text("version").or(nested).map(str::to_owned)
    };
    Pinned {
        kind: artifact.kind,
        name: artifact.name.clone(),
        version: version.or(own_version).or_else(declared),
        digest: digest(artifact, &items),
        description: text("description").map(kept).or(own_description),
        findings: Vec::new(),
        items,
        inner: Some(artifact.path.strip_prefix(prefix).unwrap_or(&artifact.path).to_owned()),
        path: artifact.path.clone(),
    }
}

/// The front matter of a skill, or the document of a manifest.
fn front(artifact: &Artifact) -> Option<&Node> {
    let known = matches!(artifact.kind, ArtifactKind::Skill | ArtifactKind::Plugin | ArtifactKind::Marketplace);
    artifact.parsed_as(artifact.kind).next().filter(|_| known).map(|parsed| &parsed.document.root)
}

/// A listing is what it lists; a document is its canonical form; everything else is its files.
fn digest(artifact: &Artifact, items: &[Item]) -> String {
    if artifact.kind == ArtifactKind::McpListing {
        let rows = items.iter().map(|item| json!([item.kind.name(), item.name, item.digest]));
        return canonical::digest_of(&rows.collect());
    }
    match (artifact.files.as_slice(), artifact.parsed.as_slice()) {
        ([file], [parsed]) if artifact.kind != ArtifactKind::Skill => {
            canonical::digest(&parsed.document.root, Some(file))
        }
        _ => artifact.digest.to_string(),
    }
}

/// A text as a lock keeps it.
pub(super) fn kept(text: &str) -> String {
    redact(text).chars().take(MAX_DESCRIPTION).collect()
}

/// Where a value stands.
pub(super) fn spot(artifact: &Artifact, file: usize, span: Span) -> Option<Spot> {
    let file = artifact.file(file)?;
    Some(Spot { path: file.path.clone(), span, line: file.line_column(span.start).line })
}

fn files(artifact: &Artifact, items: &mut Vec<Item>) {
    for file in artifact.files.iter().filter(|file| !file.packed) {
        let mut item = Item::new(ItemKind::File, artifact.relative(&file.path), file.digest.to_string());
        item.body = body(file);
        item.spot = Some(Spot { path: file.path.clone(), span: Span::new(0, file.text().len()), line: 1 });
        items.push(item);
    }
}

fn body(file: &SourceFile) -> Option<String> {
    let text = file.text();
    (file.binary().is_none() && !text.is_empty() && text.len() <= MAX_BODY).then(|| redact(text).into_owned())
}

/// Tools that source code declares.
fn tools(artifact: &Artifact, items: &mut Vec<Item>) {
    for tool in &artifact.facts.tools {
        let schema = tool.schema.as_ref().and_then(Node::to_json);
        let told = json!({ "name": tool.name, "description": tool.description, "inputSchema": schema });
        let mut item = Item::new(ItemKind::Tool, kept(&tool.name), canonical::digest_of(&told));
        item.description = (!tool.description.is_empty()).then(|| kept(&tool.description));
        item.input = schema.as_ref().and_then(canonical::text).map(|text| redact(&text).into_owned());
        item.spot = spot(artifact, tool.place.file, tool.place.span);
        items.push(item);
    }
}

fn cards(artifact: &Artifact, items: &mut Vec<Item>) {
    for card in agent_card::cards(artifact) {
        let digest = canonical::digest(card.node, artifact.file(card.file));
        let mut item = Item::new(ItemKind::Card, kept(card.text("name")), digest);
        item.version = Some(card.text("version")).filter(|version| !version.is_empty()).map(str::to_owned);
        item.description = Some(card.text("description")).filter(|text| !text.is_empty()).map(kept);
        item.spot = spot(artifact, card.file, card.node.span);
        items.push(item);
        for skill in card.get("skills").map(Node::items).unwrap_or_default() {
            let text = |name: &str| skill.get(name).and_then(Node::as_str);
            let Some(name) = text("id").or_else(|| text("name")) else { continue };
            let mut item =
                Item::new(ItemKind::CardSkill, kept(name), canonical::digest(skill, artifact.file(card.file)));
            item.description = text("description").map(kept);
            item.spot = spot(artifact, card.file, skill.span);
            items.push(item);
        }
    }
}

/// Servers of a registry and the packages that they are started from.
fn entries(artifact: &Artifact, items: &mut Vec<Item>) {
    for entry in server_json::entries(artifact) {
        let digest = canonical::digest(entry.node, artifact.file(entry.file));
        let mut item = Item::new(ItemKind::Server, kept(entry.text("name").unwrap_or_default()), digest);
        item.version = entry.text("version").map(str::to_owned);
        item.description = entry.text("description").map(kept);
        item.spot = spot(artifact, entry.file, entry.node.span);
        items.push(item);
        for package in entry.packages() {
            let Some(identifier) = package.identifier() else { continue };
            let name = kept(&format!("{}:{}", package.registry_type(), identifier.text));
            let mut item =
                Item::new(ItemKind::Package, name, canonical::digest(package.node, artifact.file(package.file)));
            item.version = package.text("version").map(str::to_owned);
            item.spot = spot(artifact, package.file, package.node.span);
            items.push(item);
        }
    }
}

/// What a package registry says of one.
fn package(artifact: &Artifact, items: &mut Vec<Item>) {
    for parsed in artifact.parsed_as(ArtifactKind::Package) {
        let root = &parsed.document.root;
        let text = |name: &str| root.get(name).and_then(Node::as_str);
        // `pkg:npm/left-pad@1.3.0` without the version.
        let purl = text("purl").unwrap_or(&artifact.name);
        let name = purl.rsplit_once('@').map_or(purl, |(name, _)| name);
        let mut item = Item::new(ItemKind::Package, kept(name), canonical::digest(root, artifact.file(parsed.file)));
        item.version = text("version").map(str::to_owned);
        item.spot = spot(artifact, parsed.file, root.span);
        items.push(item);
    }
}

/// Servers of a configuration and the packages that they are started from. Values of variables and headers are
/// secrets often enough to be left out.
fn launches(artifact: &Artifact, items: &mut Vec<Item>) {
    for launch in &artifact.facts.launches {
        let names = |list: &[crate::artifact::Variable]| list.iter().map(|v| v.name.clone()).collect::<Vec<_>>();
        let args: Vec<&str> = launch.args.iter().map(|arg| arg.value.as_str()).collect();
        let started = json!({
            "command": launch.command,
            "args": args,
            "url": launch.url.as_ref().map(|url| url.value.as_str()),
            "env": names(&launch.env),
            "headers": names(&launch.headers),
        });
        let mut item = Item::new(ItemKind::Server, kept(&launch.name), canonical::digest_of(&started));
        item.description = Some(kept(&line(launch)));
        item.spot = spot(artifact, launch.place.file, launch.place.span);
        let package = CommandLine::of(launch).package().and_then(|package| {
            let (name, version) = package.split()?;
            let digest = canonical::digest_of(&json!(package.word.text));
            let mut item = Item::new(ItemKind::Package, kept(name), digest);
            item.version = version.map(str::to_owned);
            item.spot = spot(artifact, package.word.place.file, package.word.place.span);
            Some(item)
        });
        items.push(item);
        items.extend(package);
    }
}

/// What a launch runs or calls, on one line.
fn line(launch: &Launch) -> String {
    if let Some(url) = &launch.url {
        return crate::source::without_credentials(&url.value);
    }
    let words = std::iter::once(launch.command.as_str()).chain(launch.args.iter().map(|arg| arg.value.as_str()));
    words.collect::<Vec<_>>().join(" ")
}
