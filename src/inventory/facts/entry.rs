//! Entries of the MCP Registry: a server, the packages it is delivered as, and the addresses it answers at.

use super::{Facts, secret};
use crate::artifact::server_json::{self, Entry, Part};
use crate::inventory::{
    Component, Connection, Detail, Ecosystem, Edge, Id, McpServer, Package, Pin, Reader, Relation, SecretSource, purl,
};
use crate::text::Node;

const RULE: Reader = Reader::MCP_SERVER_JSON;

pub(super) fn read(facts: &mut Facts<'_, '_>) {
    for entry in server_json::entries(facts.artifact) {
        server(facts, &entry);
    }
}

/// The server that an entry describes.
pub(super) fn server(facts: &mut Facts<'_, '_>, entry: &Entry<'_>) -> Option<Id> {
    let full = entry.text("name")?;
    let (group, name) = full.rsplit_once('/').map_or((None, full), |(group, name)| (Some(group), name));
    let version = entry.text("version");
    let evidence = facts.evidence(&entry.place(), "name", RULE);
    let mut component = Component::global(group, name, version, Detail::McpServer(McpServer::default())).seen(evidence);
    component.description = entry.text("description").and_then(super::description);
    component.pin = if version.is_some() { Pin::Exact } else { Pin::Unknown };
    let id = facts.add(component);
    for part in entry.packages() {
        package(facts, &id, &part);
    }
    for part in entry.remotes() {
        remote(facts, &id, name, &part);
    }
    Some(id)
}

fn package(facts: &mut Facts<'_, '_>, server: &Id, part: &Part<'_>) {
    let Some(identifier) = part.identifier() else { return };
    let version = part.text("version");
    let evidence = facts.evidence(&part.place_of("identifier"), "packages", RULE);
    let detail = Detail::Package(Package { direct: true, ..Package::default() });
    let name = identifier.text.as_str();
    let mut component = match part.registry_type() {
        "npm" => Component::with_purl(Ecosystem::Npm, name, version, detail),
        "pypi" => Component::with_purl(Ecosystem::PyPi, name, version, detail),
        "nuget" => Component::with_purl(Ecosystem::NuGet, name, version, detail),
        "cargo" => Component::with_purl(Ecosystem::Cargo, name, version, detail),
        "oci" | "docker" => {
            let (bare, tag) = match name.split_once('@') {
                Some((bare, digest)) => (bare, Some(digest)),
                None => name
                    .rsplit_once(':')
                    .filter(|(_, tag)| !tag.contains('/'))
                    .map_or((name, version), |(n, t)| (n, Some(t))),
            };
            super::connection::image(bare, tag, detail)
        }
        _ => {
            let last = name.rsplit('/').next().unwrap_or(name);
            let url = purl(
                Ecosystem::Generic,
                last,
                version,
                &[("download_url", if name.contains("://") { name } else { "" })],
            );
            let mut component = Component::new(Id::package(&url), last, detail);
            component.purl = Some(url);
            component.version = version.map(str::to_owned);
            component
        }
    };
    if component.pin == Pin::Unknown {
        component.pin = if version.is_some() { Pin::Exact } else { Pin::Floating };
    }
    if let Some(hex) = part.text("fileSha256") {
        component.hashes.push(crate::inventory::Hash {
            algorithm: crate::inventory::HashAlgorithm::Sha256,
            hex: hex.to_lowercase(),
        });
        component.pin = Pin::Digest;
    }
    let id = facts.add(component.seen(evidence.clone()));
    facts.builder.link(Edge::new(server.clone(), Relation::DependsOn, id.clone()).seen(evidence));
    secrets(facts, &id, part, "environmentVariables");
}

fn remote(facts: &mut Facts<'_, '_>, server: &Id, name: &str, part: &Part<'_>) {
    let kind = part.text("type").or_else(|| part.text("transportType"));
    let end = super::endpoint(part.text("url"), kind);
    let evidence = facts.evidence(&part.place_of("url"), "remotes", RULE);
    let headers = part.inputs("headers");
    let connection = Connection {
        transport: Some(end.transport),
        endpoint: end.url.clone(),
        zone: Some(end.zone),
        headers: headers.iter().map(|header| header.name.clone()).collect(),
        ..Connection::default()
    };
    let place = format!("{}{}", facts.path(part.file), part.at);
    let id = facts.add(Component::local(&place, name, Detail::Connection(connection)).seen(evidence.clone()));
    facts.builder.link(Edge::new(id.clone(), Relation::Starts, server.clone()).seen(evidence));
    secrets(facts, &id, part, "headers");
}

/// Inputs that the entry itself calls secret.
fn secrets(facts: &mut Facts<'_, '_>, owner: &Id, part: &Part<'_>, list: &str) {
    for input in part.parts(list) {
        let Some(name) = input.text("name") else { continue };
        let declared = input.member("isSecret").and_then(Node::as_bool) == Some(true);
        if !declared && !secret::is_secret_name(name) {
            continue;
        }
        let source = if list == "headers" { SecretSource::Input } else { SecretSource::Env };
        let evidence = facts.evidence(&input.place_of("name"), list, RULE);
        let id = facts.add(secret::secret(source, name).seen(evidence.clone()));
        facts.builder.link(Edge::new(owner.clone(), Relation::Needs, id).seen(evidence));
    }
}
