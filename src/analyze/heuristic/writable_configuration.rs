//! A file that decides what an agent starts may be changed by other users of the machine.

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::{ArtifactKind, Place};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::{Span, Writers};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "writable-configuration",
        title: "others may change what an agent starts",
        severity: Severity::Medium,
        confidence: Confidence::High,
        threat: Threat::ExcessivePermission,
        why: "Another user of the machine can add a server or a hook to the file, and it runs with the rights of whoever starts the agent next.",
        fix: "Let only the user write to the file and its folder: `chmod o-w`, and `chown` where it belongs to somebody else.",
        taxonomy: "CWE-732",
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let artifact = context.artifact;
    let starts = match artifact.kind {
        ArtifactKind::ClientConfig | ArtifactKind::AgentSettings => true,
        ArtifactKind::Plugin => !artifact.facts.hooks.is_empty() || !artifact.facts.launches.is_empty(),
        _ => false,
    };
    for (index, file) in artifact.files.iter().enumerate().filter(|_| starts) {
        let message = match file.mode.writers {
            Writers::User => continue,
            Writers::Anyone => "every user of the machine may change this file",
            Writers::ForeignOwner => "this file belongs to another user, who may change it",
        };
        sink.report(Report::new(Place::new(index, Span::default()), message));
    }
}
