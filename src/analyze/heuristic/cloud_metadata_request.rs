//! A request goes to the metadata service of a cloud.

use super::Heuristic;
use crate::analyze::flow::{Event, HOLE, SinkKind};
use crate::analyze::{Context, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "cloud-metadata-request",
        title: "code asks the cloud's metadata service",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::CredentialAccess,
        why: "The service hands out the credentials of the machine to whoever asks from it.",
        fix: "Use the provider's library, and say that the tool needs the role of the machine.",
        taxonomy: "CWE-918",
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let requests = context.flows.events.iter().filter(|event| event.kind == SinkKind::Url);
    for event in requests.filter(|event| !is_tried(context, event)) {
        let Some(address) = event.texts.iter().find(|text| is_metadata(text)) else { continue };
        let severity = if event.texts.iter().any(|text| hands_out(text)) { Severity::High } else { Severity::Medium };
        let message = format!("`{}` reaches `{}`", event.sink, address.replace(HOLE, "…"));
        sink.report(event.report(context.artifact, None, message).severity(severity));
    }
}

/// Whether a test gives the address to what it tests, to see that it is refused.
fn is_tried(context: &Context<'_>, event: &Event) -> bool {
    let outermost = event.calls.first().map(|call| call.file);
    outermost.is_some_and(|file| file != event.place.file && context.artifact.is_test(file))
}

fn is_metadata(address: &str) -> bool {
    ["169.254.169.254", "metadata.google.internal", "169.254.170.2", "100.100.100.200"]
        .iter()
        .any(|host| address.contains(host))
}

/// Whether the address yields credentials.
fn hands_out(address: &str) -> bool {
    is_metadata(address)
        && ["credentials", "/token", "user-data", "identity", "meta-data"].iter().any(|part| address.contains(part))
}
