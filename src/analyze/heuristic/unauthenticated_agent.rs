//! A card that lets everybody in.

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::agent_card::{Card, cards};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::Node;

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "unauthenticated-agent",
        title: "callers need not say who they are",
        severity: Severity::Low,
        confidence: Confidence::Medium,
        threat: Threat::NetworkExposure,
        why: "Anybody who finds the agent can use it, and what it can reach, in its name.",
        fix: "Declare a security scheme and require it.",
        references: &["https://a2a-protocol.org/latest/specification/"],
        taxonomy: "ASI03, CWE-306, AISubtech-14.1.2",
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for card in cards(context.artifact) {
        if let Some((severity, message)) = judge(&card) {
            let place = ["securityRequirements", "security", "securitySchemes", "authentication"];
            let place = place.iter().find_map(|name| card.place_of(name)).unwrap_or_else(|| card.place());
            sink.report(Report::new(place, message).severity(severity));
        }
    }
}

fn judge(card: &Card<'_>) -> Option<(Severity, &'static str)> {
    let schemes = !card.schemes().is_empty();
    let requirements = card.requirements();
    let extended = card.node.at(&["capabilities", "extendedAgentCard"]).and_then(Node::as_bool) == Some(true)
        || card.get("supportsAuthenticatedExtendedCard").and_then(Node::as_bool) == Some(true);
    // Before security schemes, and in the formats of some registries, this member said it.
    let own = card.get("authentication").or_else(|| card.node.at(&["endpoints", "default", "authentication"]));
    let declared = own.is_some_and(|own| {
        let kind = own.get("type").unwrap_or(own).as_str().unwrap_or("given");
        !kind.eq_ignore_ascii_case("none") && own.get("required").and_then(Node::as_bool) != Some(false)
    });
    let pushes = card.node.at(&["capabilities", "pushNotifications"]).and_then(Node::as_bool) == Some(true);
    match () {
        () if !schemes && extended => {
            Some((Severity::Medium, "an extended card is for callers who authenticate, and no scheme is declared"))
        }
        () if schemes && requirements.is_empty() => {
            Some((Severity::Low, "security schemes are declared, and none is required"))
        }
        () if schemes && requirements.iter().any(admits_all) => {
            Some((Severity::Medium, "one of the alternatives requires nothing"))
        }
        () if schemes || declared => None,
        () if own.is_some() => Some((Severity::Low, "the card says that callers need not authenticate")),
        () if pushes => {
            Some((Severity::Medium, "any caller can have notifications pushed to an address of their choice"))
        }
        () => Some((Severity::Low, "no security scheme is declared")),
    }
}

/// Whether a requirement names no scheme; 1.0 puts the names below `schemes`.
fn admits_all(requirement: &Node) -> bool {
    requirement.get("schemes").unwrap_or(requirement).members().is_empty() && requirement.is_object()
}
