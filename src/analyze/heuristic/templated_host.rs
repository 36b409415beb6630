//! A registry entry lets its user, or a default, decide which host gets the secrets.

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::address::Address;
use crate::artifact::server_json::entries;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "templated-host",
        title: "an input decides which host is connected to",
        severity: Severity::Medium,
        confidence: Confidence::Medium,
        threat: Threat::NetworkExposure,
        why: "Whoever fills in the input sends the user's headers and data to a host of their choice, inside ones included.",
        fix: "Fix the domain, and leave only a path or a name below it open.",
        references: &["https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json"],
        taxonomy: "CWE-918, AISubtech-9.1.3",
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for remote in entries(context.artifact).iter().flat_map(crate::artifact::server_json::Entry::remotes) {
        let Some(url) = remote.text("url") else { continue };
        let message = match Address::parse(url) {
            None if url.trim_start().starts_with('{') => "an input decides where the server is".to_owned(),
            // A name below a fixed domain stays with the domain's owner.
            Some(address) if address.owner().contains('{') => format!("an input decides on `{}`", address.host),
            _ => continue,
        };
        sink.report(Report::new(remote.place_of("url"), message));
    }
}
