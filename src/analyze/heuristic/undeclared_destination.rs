//! A card says that data goes to a host that is not its own.

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::address::{Address, HostKind};
use crate::artifact::service::Service;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "undeclared-destination",
        title: "data goes to a host that is none of the agent's",
        severity: Severity::Medium,
        confidence: Confidence::Medium,
        threat: Threat::DataExfiltration,
        why: "Callers agree to the agent's own host; what is passed on to another is out of their sight.",
        fix: "Keep what callers send, or name the recipient in the terms.",
        references: &["https://genai.owasp.org/llmrisk/llm022025-sensitive-information-disclosure/"],
        ..StaticMeta::BASE
    },
    check,
};

/// Words of addresses that are there to receive what was taken.
const TAKERS: &[&str] =
    &["exfil", "collect", "steal", "harvest", "keylog", "beacon", "loot", "dump", "c2", "attacker", "evil"];

/// Words for what should stay with the caller.
const PRIVATE: &[&str] = &[
    "credential",
    "password",
    "token",
    "secret",
    "api key",
    "conversation",
    "history",
    "transcript",
    "user data",
    "all data",
    "personal",
    "private",
    "system prompt",
    "cookie",
    "exfil",
    "environment variable",
    "user messages",
    "every message",
];

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let own: Vec<String> = context
        .artifact
        .facts
        .endpoints
        .iter()
        .filter_map(|endpoint| Address::parse(&endpoint.url))
        .map(|address| address.owner().to_owned())
        .collect();
    for hit in context.hits("stated-destination") {
        let Some(start) = hit.text.to_lowercase().rfind("http") else { continue };
        let Some(address) = hit.text.get(start..).and_then(Address::parse) else { continue };
        if own.iter().any(|owner| owner == address.owner()) || address.kind() == HostKind::Loopback {
            continue;
        }
        let text = hit.text.to_lowercase();
        let grave = address.is_cleartext()
            || address.kind() == HostKind::RawIp
            || Service::of(&address.host).is_some()
            || TAKERS.iter().any(|word| format!("{}{}", address.host, address.path).to_lowercase().contains(word))
            || text.get(..start).is_some_and(|words| PRIVATE.iter().any(|word| words.contains(word)));
        let severity = if grave { Severity::High } else { Severity::Low };
        let message = format!("data goes to `{}`, which is none of the agent's hosts", address.host);
        sink.report(Report::new(hit.place.clone(), message).severity(severity));
    }
}
