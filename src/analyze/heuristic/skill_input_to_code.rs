//! A skill's script makes code, a command line, a query or a path of what it is given.

use std::cell::LazyCell;

use super::Heuristic;
use super::contradicted_promise::says;
use crate::analyze::flow::{Claim, Event, HOLE, SinkKind, Source};
use crate::analyze::{Context, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::Pattern;

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "skill-input-to-code",
        title: "a skill's script makes code, a command or a query of its input",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::Injection,
        why: "The agent passes on what users, web pages and files say; whoever writes those runs code on the machine.",
        fix: "Parse input instead of running it; pass arguments as a list, and values as parameters of the query.",
        taxonomy: "CWE-94, CWE-78, CWE-89",
        ..StaticMeta::BASE
    },
    check,
};

static SAFE: Pattern = Pattern::new(
    r"(?i)(?:^|[^-\w])(?:safely|securely|safe[ -](?:file|path|calculator|eval\w*|quer\w+)|with (?:path |input )?validation|(?:paths?|inputs?) (?:is|are) (?:validated|saniti[sz]ed)|parameteri[sz]ed (?:statements?|quer\w+))\b",
);

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let artifact = context.artifact;
    // Most skills have no such event.
    let said = LazyCell::new(|| says(context));
    let is_safe = LazyCell::new(|| SAFE.is_match(&said));
    for event in context.flows.events.iter().filter(|event| !event.checked && !event.handler) {
        let read = || event.from(Source::OUTSIDE).filter(|_| matches!(event.kind, SinkKind::Eval | SinkKind::Shell));
        let Some(origin) = event.from(&[Source::Parameter]).or_else(read) else { continue };
        let safe = *is_safe;
        let Some((severity, what)) = judge(event, &said, safe) else { continue };
        let mut message = format!("{} {what} (`{}`)", origin.describe(), event.sink);
        if safe {
            message.push_str(", and the skill says that it is safe");
        }
        sink.report(event.report(artifact, Some(origin), message).severity(severity));
    }
}

fn judge(event: &Event, said: &str, safe: bool) -> Option<(Severity, &'static str)> {
    let confined = || event.texts.iter().any(|text| text.contains(&format!("/{HOLE}")));
    // Who says that code is run says what the input is.
    let announced = !safe && event.is_whole();
    Some(match event.kind {
        SinkKind::Eval if announced && Claim::Code.is_in(said) => (Severity::Medium, "is run as code"),
        SinkKind::Eval => (Severity::High, "is run as code"),
        // A function that runs the command it is given is what it looks like.
        SinkKind::Shell if event.is_whole() => (Severity::Medium, "is run by a shell"),
        SinkKind::Shell => (Severity::High, "becomes part of a command line"),
        SinkKind::Sql | SinkKind::Query if event.is_whole() => return None,
        SinkKind::Sql | SinkKind::Query => (Severity::High, "becomes part of a query"),
        SinkKind::Read | SinkKind::Write | SinkKind::Delete if safe && confined() => {
            (Severity::High, "becomes part of a path, `..` included")
        }
        _ => return None,
    })
}
