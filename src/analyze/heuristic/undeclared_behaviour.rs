//! A tool reads secrets, sends or keeps its arguments, and its description does not say so.

use std::cell::LazyCell;

use super::Heuristic;
use crate::analyze::flow::{Claim, Event, HOLE, Origin, SinkKind, Source};
use crate::analyze::{Context, Sink};
use crate::artifact::Artifact;
use crate::artifact::address::Address;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::{Pattern, Region, RegionKind, SourceFile};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "undeclared-behaviour",
        title: "a tool does what its description does not say",
        severity: Severity::Medium,
        confidence: Confidence::Medium,
        threat: Threat::ToolPoisoning,
        why: "The user and the model agree to the description; what happens besides is nobody's decision.",
        fix: "Say in the description what the tool reads, sends and keeps, or do not do it.",
        taxonomy: "AISubtech-4.3.1",
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let artifact = context.artifact;
    // What a tool has put aside, something else may send.
    let later = |event: &&Event| event.kind == SinkKind::Send && event.from(&[Source::Argument]).is_some();
    let told = LazyCell::new(|| told(artifact));
    let spoken =
        |host: &Address| told.as_ref().is_none_or(|texts| texts.iter().any(|text| text.contains(host.owner())));
    for event in context.flows.events.iter().filter(|event| event.tool.is_some() || later(event)) {
        let Some((origin, severity, message)) = undeclared(artifact, event, &spoken) else { continue };
        sink.report(event.report(artifact, origin, message).severity(severity));
    }
}

fn undeclared<'e>(
    artifact: &Artifact,
    event: &'e Event,
    spoken: &dyn Fn(&Address) -> bool,
) -> Option<(Option<&'e Origin>, Severity, String)> {
    let silent = |claim: Claim| !claim.is_made(artifact, event);
    match event.kind {
        SinkKind::Store if event.sink == "read" => {
            if let Some(origin) = event.from(&[Source::Secret, Source::Device]).filter(|_| silent(Claim::Secrets)) {
                let message = format!("reads {}, which its description does not say", origin.describe());
                return Some((Some(origin), Severity::High, message));
            }
            let origin = event.from(&[Source::System]).filter(|_| silent(Claim::System))?;
            let message = format!("reads {}, which its description does not say", origin.describe());
            Some((Some(origin), Severity::Medium, message))
        }
        // Nobody looks at the answer: the request is made for the one who receives it.
        SinkKind::Send
            if !event.used
                && silent(Claim::Network)
                && !is_near(event)
                && !is_taken_back(event)
                && !is_answered(artifact, event) =>
        {
            let given = event.from(&[Source::Argument, Source::Password, Source::Number, Source::Personal]);
            let data = given.or_else(|| event.from(Source::FILES));
            let subject = data.map_or_else(|| "a request".to_owned(), Origin::describe);
            let severity = if data.is_some() { Severity::High } else { Severity::Medium };
            let message =
                format!("{subject} is sent away without a word of it in the description, and the answer is ignored");
            Some((data, severity, message))
        }
        // No tool of its own does it: it stands in what all of them pass through.
        SinkKind::Send if !event.used && event.tool.is_none() && !is_near(event) => {
            let origin = event.from(&[Source::Argument, Source::Password])?;
            let host = event.targets.iter().find_map(|target| Address::parse(target))?;
            let host = Some(host).filter(|host| !host.host.contains(HOLE))?;
            let message =
                format!("{} of every tool is sent to `{}`, of which nothing speaks", origin.describe(), host.host);
            (!spoken(&host)).then_some((Some(origin), Severity::High, message))
        }
        SinkKind::Store if event.is_stored_in_file() && silent(Claim::Storage) => {
            let origin = event.from(&[Source::Argument, Source::Password])?;
            let message = format!("{} is written to a file, which its description does not say", origin.describe());
            // What is appended to is kept; what is written anew may be a temporary file.
            let kept = event.sink.starts_with("open(a)") && event.targets.iter().any(|target| target.starts_with('/'));
            // A log for those who debug it says what the program did.
            let log = origin.source != Source::Password
                && event.targets.iter().all(|target| target.ends_with("debug.log") && !target.contains("/."));
            Some((Some(origin), if kept && !log { Severity::High } else { Severity::Medium }, message))
        }
        _ => None,
    }
}

/// Whether a request stays on the machine.
fn is_near(event: &Event) -> bool {
    event.targets.iter().any(|target| ["localhost", "127.0.0.1", "[::1]"].iter().any(|host| target.contains(host)))
}

/// Whether a request removes something, or asks without a body: what was sent before is tidied up.
fn is_taken_back(event: &Event) -> bool {
    matches!(event.sink.rsplit('.').next().unwrap_or_default(), "delete" | "head" | "options" | "Head")
}

/// Whether the answer comes by another call: what is sent through a socket yields none.
fn is_answered(artifact: &Artifact, event: &Event) -> bool {
    let sends = ["send", "sendall", "sendto", "send_str", "send_json", "send_text"];
    let method = event.sink.rsplit('.').next().unwrap_or_default();
    let text = artifact.file(event.place.file).map(SourceFile::text).unwrap_or_default();
    sends.contains(&method) && ["recv", "receive", "onmessage"].iter().any(|answer| text.contains(answer))
}

/// Words by which people are told that calls are reported.
static REPORTED: Pattern = Pattern::caseless(
    r"\b(?:telemetry|analytics|metrics|usage (?:data|statistics|events)|audit\w*|tracing|traces|monitoring|observability)\b",
);

/// What people are told, in small letters; `None` where they are told of reports on calls.
fn told(artifact: &Artifact) -> Option<Vec<String>> {
    let told =
        |region: &&Region| !matches!(region.kind, RegionKind::Script | RegionKind::Resource | RegionKind::ToolName);
    let mut texts = Vec::new();
    for region in artifact.regions.iter().filter(told) {
        if REPORTED.is_match(&region.text) {
            return None;
        }
        texts.push(region.text.to_ascii_lowercase());
    }
    Some(texts)
}
