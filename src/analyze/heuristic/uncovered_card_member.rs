//! A signed card carries text that its signature says nothing about.

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::Place;
use crate::artifact::agent_card::cards;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::{Node, pointer};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "uncovered-card-member",
        title: "a signed card carries a member that the signature does not cover",
        severity: Severity::Medium,
        confidence: Confidence::High,
        threat: Threat::HiddenContent,
        why: "A signature covers what A2A defines; whoever passes the card on can add other members, and it still verifies.",
        fix: "Move the content into an extension's `params`, and sign again.",
        references: &["https://a2a-protocol.org/latest/specification/"],
        taxonomy: "ASI07, CWE-347",
        ..StaticMeta::BASE
    },
    check,
};

/// What A2A 1.0 defines for a card.
const CARD: &[&str] = &[
    "name",
    "description",
    "supportedInterfaces",
    "provider",
    "version",
    "documentationUrl",
    "capabilities",
    "securitySchemes",
    "securityRequirements",
    "defaultInputModes",
    "defaultOutputModes",
    "skills",
    "signatures",
    "iconUrl",
];

/// And for a skill of a card.
const SKILL: &[&str] =
    &["id", "name", "description", "tags", "examples", "inputModes", "outputModes", "securityRequirements"];

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for card in cards(context.artifact) {
        let signed = card.get("signatures").is_some_and(|list| !list.items().is_empty());
        if !signed || !card.is_current() {
            continue;
        }
        report(card.file, &card.at, card.node, CARD, sink);
        let skills = card.get("skills").map(Node::items).unwrap_or_default();
        for (index, skill) in skills.iter().enumerate() {
            let at = pointer(&pointer(&card.at, "skills"), &index.to_string());
            report(card.file, &at, skill, SKILL, sink);
        }
    }
}

fn report(file: usize, at: &str, node: &Node, defined: &[&str], sink: &mut Sink<'_>) {
    for member in node.members() {
        let name = member.name.text.as_str();
        if !defined.contains(&name) {
            let place = Place::new(file, member.name.span().cover(member.value.span)).at(pointer(at, name));
            sink.report(Report::new(place, format!("`{name}` is not covered by the signature")));
        }
    }
}
