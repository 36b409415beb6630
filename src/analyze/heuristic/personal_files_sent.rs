//! Documents, pictures or downloads of the user leave the machine.

use super::Heuristic;
use super::secret_to_network::{is_local, named_host};
use crate::analyze::flow::{HOLE, SinkKind, Source};
use crate::analyze::{Context, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "personal-files-sent",
        title: "files of the user are sent to another machine",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::DataExfiltration,
        why: "Nobody has named these files: the code takes what it finds where people keep their own.",
        fix: "Send the files that the user names, to where the user wants them.",
        taxonomy: "LLM02, CWE-200",
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let sends = context.flows.events.iter().filter(|event| event.kind == SinkKind::Send);
    for event in sends.filter(|event| !event.targets.iter().any(|target| is_local(target))) {
        let (Some(origin), Some(host)) = (event.from(&[Source::Personal]), named_host(event)) else { continue };
        let message = format!("{} is sent to `{}` by `{}`", origin.describe(), host.replace(HOLE, "…"), event.sink);
        sink.report(event.report(context.artifact, Some(origin), message));
    }
}
