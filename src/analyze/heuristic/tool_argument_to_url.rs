//! A tool's argument says which host a request goes to.

use super::Heuristic;
use crate::analyze::flow::{HOLE, SinkKind, Source};
use crate::analyze::{Context, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "tool-argument-to-url",
        title: "a tool requests an address that an argument gives",
        severity: Severity::Medium,
        confidence: Confidence::Medium,
        threat: Threat::Injection,
        why: "Whoever steers the model reaches services of the internal network through the server.",
        fix: "Allow named hosts only, and refuse private and link-local addresses after resolving them.",
        taxonomy: "CWE-918",
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let artifact = context.artifact;
    let requests = context.flows.events.iter().filter(|event| event.handler && event.kind == SinkKind::Url);
    for event in requests.filter(|event| !event.checked) {
        let Some(origin) = event.from(&[Source::Argument]) else { continue };
        if !event.texts.is_empty() && event.texts.iter().all(|text| has_fixed_host(text)) {
            continue;
        }
        let message = format!("{} says which host `{}` reaches", origin.describe(), event.sink);
        sink.report(event.report(artifact, Some(origin), message));
    }
}

/// Whether the host of an address is known before the first unknown part.
fn has_fixed_host(address: &str) -> bool {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let known = rest.split(HOLE).next().unwrap_or_default();
    // What stands before a slash, port or query is the whole host; `api.` alone is not.
    address.contains("://") && (known.contains('/') || known.contains('?') || rest == known)
}
