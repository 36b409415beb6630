//! A server reaches outside of its own package when it is only asked what it offers.

use super::Heuristic;
use super::startup_credential_access::CREDENTIALS;
use crate::analyze::{Context, Report, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::source::sandbox::Act;

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "startup-outside-access",
        title: "a server reaches outside of its own package when it is only asked what it offers",
        severity: Severity::Low,
        confidence: Confidence::Medium,
        threat: Threat::ExcessivePermission,
        why: "No tool was called, so there is nothing yet that it needs other files or programs for.",
        fix: "Read the server's own files only; open others when a tool needs them.",
        taxonomy: "ASI03",
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let attempts = context.artifact.facts.sessions.iter().flat_map(|session| &session.attempts);
    for attempt in attempts.filter(|attempt| !CREDENTIALS.is_match(&attempt.target)) {
        let (what, severity) = match attempt.act {
            Act::Read => ("read", Severity::Low),
            Act::Execute => ("run", Severity::Low),
            Act::Listen => ("wait for connections on", Severity::Low),
            Act::Write => ("write to", Severity::Medium),
            Act::Look | Act::Connect | Act::Socket => continue,
        };
        let message = format!("the server was refused to {what} `{}`", attempt.target);
        sink.report(Report::new(attempt.place.clone(), message).severity(severity));
    }
}
