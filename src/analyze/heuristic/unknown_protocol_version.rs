//! A server that speaks a version of the protocol which does not exist.

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::{ArtifactKind, Place};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::pointer;

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "unknown-protocol-version",
        title: "a server speaks an unknown version of the protocol",
        severity: Severity::Info,
        confidence: Confidence::High,
        threat: Threat::Specification,
        why: "What the server means, and what a client makes of it, is not what any specification says.",
        fix: "Answer `initialize` with a version that has been released.",
        references: &["https://modelcontextprotocol.io/specification/versioning"],
        ..StaticMeta::BASE
    },
    check,
};

const RELEASED: &[&str] = &["2024-10-07", "2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25", "2026-07-28"];

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for parsed in context.artifact.parsed_as(ArtifactKind::McpListing) {
        parsed.document.root.walk("", &mut |at, node| {
            let Some(version) = node.get("protocolVersion").filter(|_| node.get("serverInfo").is_some()) else {
                return;
            };
            let Some(text) = version.as_str().filter(|text| !RELEASED.contains(text)) else { return };
            let place = Place::new(parsed.file, version.span).at(pointer(at, "protocolVersion"));
            sink.report(Report::new(place, format!("there is no version `{text}`")));
        });
    }
}
