//! A tool's argument is run as code, or names the code that is.

use super::Heuristic;
use crate::analyze::flow::{Claim, SinkKind, Source};
use crate::analyze::{Context, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "tool-argument-to-eval",
        title: "a tool runs an argument as code",
        severity: Severity::High,
        confidence: Confidence::High,
        threat: Threat::Injection,
        why: "Whoever steers the model runs code with the rights of the server.",
        fix: "Parse the argument instead of running it, or run it in a sandbox of its own and say so.",
        taxonomy: "CWE-95",
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let artifact = context.artifact;
    for event in context.flows.events.iter().filter(|event| event.handler) {
        let given = event.from(&[Source::Argument, Source::Password]);
        let kept = || event.from(Source::OUTSIDE).filter(|_| event.kind == SinkKind::Eval);
        let Some(origin) = given.or_else(kept) else { continue };
        let announced = Claim::Code.is_made(artifact, event);
        let severity = match event.kind {
            SinkKind::Eval if event.checked || announced => Severity::Medium,
            SinkKind::Load if event.checked => continue,
            SinkKind::Eval | SinkKind::Load => Severity::High,
            _ => continue,
        };
        let what = if event.kind == SinkKind::Eval { "is run as code" } else { "says which code is loaded" };
        let message = format!("{} {what} by `{}`", origin.describe(), event.sink);
        sink.report(event.report(artifact, Some(origin), message).severity(severity));
    }
}
