//! A2A agent cards: an agent that others reach, its card skills and what it asks of callers.

use super::Facts;
use crate::artifact::agent_card::{self, Card};
use crate::inventory::{A2aPeer, Authentication, Component, Detail, Hash, HashAlgorithm, Pin, Reader};
use crate::text::Node;

const RULE: Reader = Reader::A2A_CARD;

pub(super) fn read(facts: &mut Facts<'_, '_>) {
    for card in agent_card::cards(facts.artifact) {
        let component = component(facts, &card);
        facts.add(component);
    }
}

/// The peer that a card describes.
pub(super) fn component(facts: &Facts<'_, '_>, card: &Card<'_>) -> Component {
    let path = facts.path(card.file);
    let name = Some(card.text("name")).filter(|name| !name.is_empty()).unwrap_or("agent");
    let interface = card.get("supportedInterfaces").and_then(|list| list.items().first());
    let text = |node: Option<&Node>, name: &str| node?.get(name)?.as_str().map(str::to_owned);
    let own = |name: &str| Some(card.text(name).to_owned()).filter(|text| !text.is_empty());
    let skills = card.get("skills").map(Node::items).unwrap_or_default().iter();
    let skills = skills.filter_map(|skill| skill.get("id").or_else(|| skill.get("name"))?.as_str());
    let peer = A2aPeer {
        endpoint: text(interface, "url").or_else(|| own("url")).map(|url| super::secret::bare(&url)),
        protocol_version: own("protocolVersion").or_else(|| text(interface, "protocolVersion")),
        authentication: authentication(card),
        skills: skills.take(500).map(str::to_owned).collect(),
        card: Some(path.to_owned()),
    };
    let evidence = facts.evidence(&card.place(), &card.at, RULE);
    let mut component = Component::local(path, name, Detail::A2aPeer(peer)).seen(evidence);
    component.version = own("version");
    component.pin = if component.version.is_some() { Pin::Exact } else { Pin::Unknown };
    component.description = super::description(card.text("description"));
    component.supplier =
        card.get("provider").and_then(|node| node.get("organization")).and_then(Node::as_str).map(str::to_owned);
    if let Some(file) = facts.artifact.file(card.file) {
        component.hashes.push(Hash { algorithm: HashAlgorithm::Sha256, hex: file.digest.hex() });
    }
    component
}

/// The first scheme that callers may use, and every scope that is named anywhere in it.
fn authentication(card: &Card<'_>) -> Option<Authentication> {
    let schemes = card.schemes();
    let (_, first) = schemes.first()?;
    // 1.0 wraps a scheme in a member that names its type.
    let wrapped = first.members().first().filter(|member| member.name.text.ends_with("SecurityScheme"));
    let kind = match wrapped {
        Some(member) => member.name.text.trim_end_matches("SecurityScheme").to_owned(),
        None => first.get("type").and_then(Node::as_str).unwrap_or_default().to_owned(),
    };
    let http = wrapped.map_or(*first, |member| &member.value).get("scheme").and_then(Node::as_str);
    let scheme = match kind.as_str() {
        "apiKey" => "api-key".to_owned(),
        "openIdConnect" => "openid-connect".to_owned(),
        "mutualTLS" | "mtls" => "mutual-tls".to_owned(),
        "http" | "httpAuth" => http.unwrap_or("http").to_ascii_lowercase(),
        other => other.to_owned(),
    };
    let mut authentication = Authentication { scheme: Some(scheme), ..Authentication::default() };
    for (_, scheme) in &schemes {
        scheme.walk("", &mut |_, node| {
            let scopes = node.get("scopes").map(Node::members).unwrap_or_default();
            authentication.scopes.extend(scopes.iter().map(|member| member.name.text.clone()));
        });
    }
    Some(authentication)
}
