//! A tool keeps a password, key or credential in a file.

use super::Heuristic;
use crate::analyze::flow::{Claim, Source};
use crate::analyze::{Context, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "secret-to-file",
        title: "a password or key is written to a file",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::CredentialAccess,
        why: "Whoever reads the file later has the password, and the one who gave it does not know that it was kept.",
        fix: "Keep no passwords; if there is no other way, use the key store of the system and say so.",
        taxonomy: "CWE-312",
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let artifact = context.artifact;
    for event in context.flows.events.iter().filter(|event| event.handler && event.is_stored_in_file()) {
        let hidden = event.targets.iter().any(|target| target.contains("/.") || target.starts_with("/tmp/"));
        let Some(origin) = event.from(&[Source::Password, Source::Secret, Source::Device]) else { continue };
        // A file that is read, changed and written again goes nowhere.
        if event.targets.iter().all(|target| *target == origin.label) {
            continue;
        }
        let severity =
            if hidden || !Claim::Storage.is_made(artifact, event) { Severity::High } else { Severity::Medium };
        let message = format!("{} is written to a file by `{}`", origin.describe(), event.sink);
        sink.report(event.report(artifact, Some(origin), message).severity(severity));
    }
}
