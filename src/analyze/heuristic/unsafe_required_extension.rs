//! Extensions that every caller must follow.

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::Place;
use crate::artifact::address::Address;
use crate::artifact::agent_card::cards;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::{Node, pointer};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "unsafe-required-extension",
        title: "callers must follow an extension that others can change",
        severity: Severity::Low,
        confidence: Confidence::Medium,
        threat: Threat::NetworkExposure,
        why: "A client that looks the extension up follows rules that whoever owns the address writes.",
        fix: "Name extensions by an HTTPS address of your own, and require none that callers cannot know.",
        references: &["https://a2a-protocol.org/latest/topics/extensions/"],
        taxonomy: "ASI07",
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for card in cards(context.artifact) {
        let list = card.node.at(&["capabilities", "extensions"]).map(Node::items).unwrap_or_default();
        for (index, extension) in list.iter().enumerate() {
            let Some(uri) = extension.get("uri").filter(|uri| uri.as_str().is_some()) else { continue };
            let required = extension.get("required").and_then(Node::as_bool) == Some(true);
            let address = uri.as_str().and_then(Address::parse);
            let message = match address {
                Some(address) if address.is_cleartext() => format!("`{}` is not served over HTTPS", address.host),
                None if required && !uri.as_str().is_some_and(|uri| uri.starts_with("urn:")) => {
                    "a required extension is named by no address".to_owned()
                }
                _ => continue,
            };
            let severity = if required { Severity::Medium } else { Severity::Low };
            let at = pointer(&pointer(&card.at, "capabilities/extensions").replace("~1", "/"), &index.to_string());
            let place = Place::new(card.file, uri.span).at(pointer(&at, "uri"));
            sink.report(Report::new(place, message).severity(severity));
        }
    }
}
