//! A server that asks the client's model for an answer with the context of all other servers.

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::{ArtifactKind, Place};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::Node;

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "foreign-context-requested",
        title: "a server asks for an answer made from what other servers said",
        severity: Severity::Medium,
        confidence: Confidence::Medium,
        threat: Threat::DataExfiltration,
        why: "The answer that the server gets may hold what the user's other servers put into the conversation.",
        fix: "Ask with `includeContext` set to `none`, and put into the request what the server itself knows.",
        references: &[
            "https://modelcontextprotocol.io/specification/2025-11-25/client/sampling",
            "https://unit42.paloaltonetworks.com/model-context-protocol-attack-vectors/",
        ],
        taxonomy: "MCP02, MCP10",
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for parsed in context.artifact.parsed_as(ArtifactKind::McpListing) {
        parsed.document.root.walk("", &mut |at, node| {
            let asked = node.get("method").and_then(Node::as_str) == Some("sampling/createMessage");
            let Some(wanted) = node.at(&["params", "includeContext"]).filter(|_| asked) else { return };
            if wanted.as_str() == Some("allServers") {
                let place = Place::new(parsed.file, wanted.span).at(format!("{at}/params/includeContext"));
                sink.report(Report::new(place, RULE.meta.title));
            }
        });
    }
}
