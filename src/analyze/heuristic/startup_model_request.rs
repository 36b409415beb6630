//! A server asks for the user's model, or for the user, when it is only asked what it offers.

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "startup-model-request",
        title: "a server makes requests of its client when it is only asked what it offers",
        severity: Severity::Medium,
        confidence: Confidence::High,
        threat: Threat::PromptInjection,
        why: "A request for sampling runs the server's prompt on the user's model and account; one for elicitation asks the user for data. Nothing was called that would need either.",
        fix: "Ask for sampling and elicitation only while a tool runs that was called.",
        taxonomy: "ASI02",
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let requests = context.artifact.facts.sessions.iter().flat_map(|session| &session.requests);
    for request in requests {
        let what = match request.method.as_str() {
            "sampling/createMessage" => "an answer of the user's model (sampling)",
            "elicitation/create" => "an answer of the user (elicitation)",
            _ => continue,
        };
        let message = format!("the server asked for {what} before any tool was called");
        sink.report(Report::new(request.place.clone(), message));
    }
}
