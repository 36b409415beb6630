//! The whole environment is searched for secrets, or written down.

use super::Heuristic;
use crate::analyze::flow::{SinkKind, Source};
use crate::analyze::{Context, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "environment-dump",
        title: "all environment variables are searched or kept",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::CredentialAccess,
        why: "The environment holds the keys of every service that the user works with.",
        fix: "Read the variables that are needed, by name.",
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let artifact = context.artifact;
    for event in context.flows.events.iter().filter(|event| event.kind == SinkKind::Store && !event.shell) {
        let Some(origin) = event.from(&[Source::Environment]) else { continue };
        let message = match event.sink.as_str() {
            "harvest" => "the environment is searched for names of secrets".to_owned(),
            "read" => continue,
            sink => format!("the whole environment is written to a file by `{sink}`"),
        };
        sink.report(event.report(artifact, Some(origin), message));
    }
}
