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
    // Behind anything but a scheme, the host is somebody else's choice.
    let open = |text: &String| text.split_once("://").is_some_and(|(_, rest)| rest.starts_with(HOLE));
    for event in requests.filter(|event| !event.checked && (event.led || event.texts.iter().any(open))) {
        let Some(origin) = event.from(&[Source::Argument]) else { continue };
        if !event.texts.is_empty() && event.texts.iter().all(|text| has_fixed_host(text)) {
            continue;
        }
        let message = format!("{} says which host `{}` reaches", origin.describe(), event.sink);
        // A key that goes along is given to whoever is named. Where two parts are unknown, the first is the client's own.
        let named = |text: &String| text.contains("://") && host(text).chars().all(|c| c == HOLE);
        let key = event.targets.first().filter(|_| event.texts.iter().all(named));
        let report = match key {
            Some(key) => {
                let message = format!("{message}, and environment variable `{key}` goes along as the key");
                event.report(artifact, Some(origin), message).severity(Severity::High)
            }
            None => event.report(artifact, Some(origin), message),
        };
        sink.report(report);
    }
}

/// The host of an address.
fn host(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.split('/').next().unwrap_or_default()
}

/// Whether the host of an address is known before the first unknown part.
fn has_fixed_host(address: &str) -> bool {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let known = rest.split(HOLE).next().unwrap_or_default();
    // A path without a host is one at the client's own.
    let relative = !address.contains("://") && !known.starts_with("//") && known.contains('/');
    // What stands before a slash, port or query is the whole host; `api.` alone is not.
    relative || address.contains("://") && (known.contains('/') || known.contains('?') || rest == known)
}
