//! What an inventory says is called, as services.

use std::fmt::Write as _;

use super::Source;
use super::properties::properties;
use crate::bom::cyclonedx::{DataFlow, ExternalReference, Hash, Organization, Property, Service};
use crate::inventory::{Authentication, Component, Detail, TrustZone};

pub(super) fn service(listed: &Component, source: &Source<'_>) -> Service {
    let mut service = Service {
        bom_ref: Some(source.reference(&listed.id)),
        provider: listed.supplier.clone().map(|name| Organization { name: Some(name), ..Organization::default() }),
        group: listed.group.clone(),
        name: listed.name.clone(),
        version: listed.version.clone(),
        description: listed.description.clone(),
        ..Service::default()
    };
    let mut listed_properties = properties(listed, source);
    // Services have no evidence of their own in CycloneDX.
    listed_properties.extend(listed.evidence.iter().map(|evidence| {
        let at = &evidence.location;
        let value = format!("{}:{} symbol: {} rule: {}", at.path, at.start.line, evidence.symbol, evidence.rule);
        Property::new("proofmark:occurrence", value)
    }));
    let mut classification = "unknown";
    match &listed.detail {
        Detail::Connection(connection) => {
            service.group = service.group.or_else(|| Some("mcp".to_owned()));
            service.endpoints = endpoints(connection.endpoint.as_deref());
            service.authenticated = authenticated(connection.authentication.as_ref());
            service.trust_zone =
                connection.zone.filter(|zone| *zone != TrustZone::Unknown).map(|zone| zone.name().to_owned());
            service.trust_boundary = service.trust_zone.is_some().then_some(true);
        }
        Detail::ModelApi(api) => {
            service.endpoints = endpoints(api.endpoint.as_deref());
            service.trust_boundary = Some(true);
            classification = "prompts-and-completions";
        }
        Detail::VectorStore(store) => service.endpoints = endpoints(store.endpoint.as_deref()),
        Detail::A2aPeer(peer) => {
            service.endpoints = endpoints(peer.endpoint.as_deref());
            service.authenticated = authenticated(peer.authentication.as_ref());
            service.trust_boundary = Some(true);
            service.external_references = peer.card.as_deref().map(|card| vec![agent_card(card, listed)]);
        }
        _ => {}
    }
    service.data = Some(vec![DataFlow {
        flow: "bi-directional".to_owned(),
        classification: classification.to_owned(),
        ..DataFlow::default()
    }]);
    service.properties = Some(listed_properties);
    service
}

/// Where the card of a peer lies, and its digest.
fn agent_card(path: &str, listed: &Component) -> ExternalReference {
    let hash = |hash: &crate::inventory::Hash| Hash {
        alg: hash.algorithm.name().to_owned(),
        content: hash.hex.clone(),
        ..Hash::default()
    };
    ExternalReference {
        kind: "configuration".to_owned(),
        url: iri(path),
        hashes: Some(listed.hashes.iter().map(hash).collect()).filter(|hashes: &Vec<Hash>| !hashes.is_empty()),
        comment: Some("A2A agent card".to_owned()),
        ..ExternalReference::default()
    }
}

/// `None` where nothing says whether callers have to show who they are.
fn authenticated(authentication: Option<&Authentication>) -> Option<bool> {
    authentication?.scheme.as_deref().map(|scheme| scheme != "none")
}

/// Addresses in the form that a schema accepts: what an IRI may not hold is percent-encoded.
fn endpoints(endpoint: Option<&str>) -> Option<Vec<String>> {
    endpoint.map(|endpoint| vec![iri(endpoint)])
}

fn iri(text: &str) -> String {
    let mut iri = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_control() || character.is_whitespace() || "\"<>\\^`{|}".contains(character) {
            for byte in character.encode_utf8(&mut [0; 4]).bytes() {
                let _ = write!(iri, "%{byte:02X}");
            }
        } else {
            iri.push(character);
        }
    }
    iri
}
