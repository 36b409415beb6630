//! A card lacks what its version of A2A requires.

use std::collections::BTreeSet;

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::Place;
use crate::artifact::agent_card::{Card, cards};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::{Node, pointer};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "incomplete-agent-card",
        title: "a card lacks what A2A requires",
        severity: Severity::Low,
        confidence: Confidence::High,
        threat: Threat::Specification,
        why: "Clients refuse the card, or fill the gaps with guesses.",
        fix: "Give every required member; the protocol version decides which they are.",
        references: &["https://a2a-protocol.org/latest/specification/"],
        taxonomy: "ASI07",
        ..StaticMeta::BASE
    },
    check,
};

/// Required of every version.
const ALWAYS: &[&str] =
    &["name", "description", "version", "capabilities", "skills", "defaultInputModes", "defaultOutputModes"];

/// Protocol versions that there are.
const VERSIONS: &[&str] = &["0.1", "0.2", "0.3", "1.0"];

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for card in cards(context.artifact) {
        let mut missing: Vec<&str> = ALWAYS.iter().copied().filter(|name| is_missing(card.get(name))).collect();
        if !card.is_current() && is_missing(card.get("url")) {
            missing.push("url");
        }
        if !missing.is_empty() {
            let message = format!("the card lacks {}", missing.join(", "));
            sink.report(Report::new(card.place(), message));
        }
        parts(&card, sink);
        versions(&card, sink);
    }
}

fn is_missing(node: Option<&Node>) -> bool {
    node.is_none_or(|node| node.as_str().is_some_and(|text| text.trim().is_empty()))
}

/// The members of card skills and interfaces.
fn parts(card: &Card<'_>, sink: &mut Sink<'_>) {
    let skill: &[&str] = &["id", "name", "description", "tags"];
    let interface: &[&str] = &["url", "protocolBinding", "protocolVersion"];
    for (list, required) in [("skills", skill), ("supportedInterfaces", interface)] {
        let mut seen = BTreeSet::new();
        let Some(items) = card.get(list) else { continue };
        for (index, item) in items.items().iter().enumerate() {
            let at = pointer(&pointer(&card.at, list), &index.to_string());
            let place = Place::new(card.file, item.span).at(at);
            let get = |name: &str| crate::artifact::agent_card::member(item, name);
            let missing: Vec<&str> = required.iter().copied().filter(|name| is_missing(get(name))).collect();
            if !missing.is_empty() {
                sink.report(Report::new(place, format!("an element of `{list}` lacks {}", missing.join(", "))));
            } else if let Some(id) = item.get("id").and_then(Node::as_str)
                && list == "skills"
                && !seen.insert(id)
            {
                sink.report(Report::new(place, format!("the id `{id}` is another card skill's, too")));
            }
        }
    }
}

fn versions(card: &Card<'_>, sink: &mut Sink<'_>) {
    let interfaces = card.get("supportedInterfaces").map(Node::items).unwrap_or_default();
    let stated = std::iter::once(card.get("protocolVersion"))
        .chain(interfaces.iter().map(|interface| crate::artifact::agent_card::member(interface, "protocolVersion")));
    for node in stated.flatten() {
        let Some(text) = node.as_str() else { continue };
        let minor: Vec<&str> = text.trim_start_matches('v').split('.').take(2).collect();
        if !VERSIONS.contains(&minor.join(".").as_str()) {
            let place = Place::new(card.file, node.span);
            sink.report(Report::new(place, format!("A2A has no version `{text}`")));
        }
    }
}
