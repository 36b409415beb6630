//! Security schemes that leak what they protect.

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::Place;
use crate::artifact::address::{Address, HostKind};
use crate::artifact::agent_card::cards;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::{Node, pointer};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "weak-agent-authentication",
        title: "a security scheme gives away what it protects",
        severity: Severity::Medium,
        confidence: Confidence::High,
        threat: Threat::NetworkExposure,
        why: "Keys in URLs end up in logs, passwords in the hands of every client, and tokens over HTTP with whoever listens.",
        fix: "Use the authorization code flow with PKCE, client credentials or mutual TLS, all over HTTPS.",
        references: &["https://datatracker.ietf.org/doc/html/rfc9700"],
        taxonomy: "CWE-522, AISubtech-14.1.1",
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for card in cards(context.artifact) {
        for (name, scheme) in card.schemes() {
            let at = pointer(&pointer(&card.at, "securitySchemes"), name);
            // 1.0 wraps the scheme in a member that names its type.
            let inner = match scheme.members() {
                [only] if only.value.is_object() => &only.value,
                _ => scheme,
            };
            for (node, severity, message) in defects(inner) {
                let place = Place::new(card.file, node.span).at(at.clone());
                sink.report(Report::new(place, message).severity(severity));
            }
        }
    }
}

fn defects(scheme: &Node) -> Vec<(&Node, Severity, String)> {
    let mut found = Vec::new();
    let word = |name: &str, word: &str| {
        scheme.get(name).filter(|node| node.as_str().is_some_and(|text| text.eq_ignore_ascii_case(word)))
    };
    if let Some(node) = word("in", "query").or_else(|| word("location", "query")) {
        found.push((node, Severity::Medium, "the key travels in the URL, and stays in logs".to_owned()));
    }
    if let Some(node) = word("scheme", "basic") {
        found.push((node, Severity::Low, "every request carries the password".to_owned()));
    }
    for flow in scheme.get("flows").map(Node::members).unwrap_or_default() {
        let message = match flow.name.text.as_str() {
            "implicit" => "the implicit flow puts tokens into URLs",
            "password" => "the password flow hands the user's password to the client",
            _ => continue,
        };
        if !matches!(flow.value.value, crate::text::Value::Null) {
            found.push((&flow.value, Severity::Medium, message.to_owned()));
        }
    }
    let mut cleartext = Vec::new();
    scheme.walk("", &mut |_, node| {
        if let Some(address) = node.as_str().and_then(Address::parse)
            && address.is_cleartext()
            && !matches!(address.kind(), HostKind::Loopback)
        {
            cleartext.push((node, Severity::Medium, format!("tokens of `{}` travel unencrypted", address.host)));
        }
    });
    found.extend(cleartext);
    found
}
