//! Signatures of a card that prove nothing.

use data_encoding::BASE64URL_NOPAD;

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::Place;
use crate::artifact::address::Address;
use crate::artifact::agent_card::{Card, cards};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::{Node, json, pointer};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "weak-card-signature",
        title: "a card's signature proves nothing",
        severity: Severity::Medium,
        confidence: Confidence::High,
        threat: Threat::Impersonation,
        why: "A reader that sees a signature trusts the card, and anybody could have made this one.",
        fix: "Sign with an asymmetric algorithm, name the key, and publish it on the agent's own host.",
        references: &[
            "https://a2a-protocol.org/latest/specification/",
            "https://datatracker.ietf.org/doc/html/rfc8725",
        ],
        taxonomy: "ASI07, CWE-347",
        ..StaticMeta::BASE
    },
    check,
};

/// A protected header of more than this is no header.
const MAX_HEADER: usize = 16 << 10;

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for card in cards(context.artifact) {
        let signatures = card.get("signatures").map(Node::items).unwrap_or_default();
        for (index, signature) in signatures.iter().enumerate() {
            let node = signature.get("protected").unwrap_or(signature);
            let at = pointer(&pointer(&card.at, "signatures"), &index.to_string());
            if let Some((severity, message)) = judge(&card, node.as_str().unwrap_or_default()) {
                sink.report(Report::new(Place::new(card.file, node.span).at(at), message).severity(severity));
            }
        }
    }
}

fn judge(card: &Card<'_>, protected: &str) -> Option<(Severity, String)> {
    let unreadable = || (Severity::Low, "the protected header cannot be read".to_owned());
    if protected.len() > MAX_HEADER {
        return Some(unreadable());
    }
    let Some(header) = BASE64URL_NOPAD
        .decode(protected.trim_end_matches('=').as_bytes())
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .and_then(|text| json::parse(&text).ok())
    else {
        return Some(unreadable());
    };
    let text = |name: &str| header.root.get(name).and_then(Node::as_str);
    let algorithm = text("alg").unwrap_or_default().to_ascii_uppercase();
    if algorithm.is_empty() || algorithm == "NONE" {
        return Some((Severity::High, "the signature has no algorithm, so anybody can make it".to_owned()));
    }
    if algorithm.starts_with("HS") {
        return Some((Severity::Medium, format!("{algorithm} is verified with the key that makes it")));
    }
    if let Some(source) = text("jku").and_then(Address::parse) {
        let own = card.text("url");
        let interfaces = card.get("supportedInterfaces").map(Node::items).unwrap_or_default();
        let mut hosts = interfaces
            .iter()
            .filter_map(|interface| interface.get("url").and_then(Node::as_str))
            .chain(std::iter::once(own))
            .filter_map(Address::parse);
        if source.is_cleartext() {
            return Some((Severity::Medium, "the key is fetched over HTTP".to_owned()));
        }
        if !hosts.any(|host| host.owner() == source.owner()) {
            return Some((
                Severity::Medium,
                format!("the key comes from `{}`, not from the agent's host", source.host),
            ));
        }
    }
    text("kid").is_none().then(|| (Severity::Low, "the signature does not name its key".to_owned()))
}
