//! The whole environment is searched for secrets, or written down.

use super::Heuristic;
use crate::analyze::flow::{Origin, SinkKind, Source};
use crate::analyze::{Context, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::Pattern;

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

/// The value of a dictionary of variables that is a mark, but for names on a list.
static MASKED: Pattern = Pattern::new(
    r#"\{\s{0,2}\w{1,30}\s{0,2}:\s{0,2}(?:["'][^"'\n]{0,20}["']\s{1,2}for\b|\(?\s{0,2}\w{1,30} if \w{1,30} in \w{1,30} else ["'][^"'\n]{0,20}["'])"#,
);

/// Whether the line that reads the environment keeps names, and marks in the place of values.
fn is_masked(context: &Context<'_>, origin: &Origin) -> bool {
    let Some(file) = context.artifact.file(origin.place.file) else { return false };
    let text = file.text();
    let start = text.get(..origin.place.span.start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    text.get(start..).and_then(|rest| rest.lines().next()).is_some_and(|line| MASKED.is_match(line))
}

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let artifact = context.artifact;
    for event in context.flows.events.iter().filter(|event| event.kind == SinkKind::Store && !event.shell) {
        let Some(origin) = event.from(&[Source::Environment]) else { continue };
        if is_masked(context, origin) {
            continue;
        }
        let message = match event.sink.as_str() {
            "harvest" => "the environment is searched for names of secrets".to_owned(),
            "read" => continue,
            sink => format!("the whole environment is written to a file by `{sink}`"),
        };
        sink.report(event.report(artifact, Some(origin), message));
    }
}
