//! A tool keeps data in a hidden file of a folder that everybody shares.

use super::Heuristic;
use crate::analyze::{Context, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "hidden-temporary-file",
        title: "a tool keeps data in a hidden file of a shared folder",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::Persistence,
        why: "The file waits for a second stage, or feeds what it holds to the next session, and nobody lists it.",
        fix: "Keep state in the folder that the system has for the application, under its name.",
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let artifact = context.artifact;
    for event in context.flows.events.iter().filter(|event| event.handler && event.is_stored_in_file()) {
        if let Some(file) = event.targets.iter().find(|target| is_hidden(target)) {
            let message = format!("`{}` writes to `{file}`", event.sink);
            sink.report(event.report(artifact, None, message));
        }
    }
}

fn is_hidden(path: &str) -> bool {
    ["/tmp/.", "/var/tmp/.", "/dev/shm/."].iter().any(|start| path.starts_with(start))
}
