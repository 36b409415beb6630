//! A tool passes a connection on to another machine, or opens the router for one.

use super::Heuristic;
use crate::analyze::flow::{Claim, SinkKind, Source};
use crate::analyze::{Context, Report, Sink};
use crate::artifact::Place;
use crate::artifact::code::ExprKind;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "relay-opened",
        title: "a tool lets others through to the network of the user",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::NetworkExposure,
        why: "Whoever is at the other end reaches what only machines of this network can.",
        fix: "Say in the description that the tool forwards connections, and to where; leave routers alone.",
        taxonomy: "CWE-441",
        ..StaticMeta::BASE
    },
    check,
};

/// Sinks that write to a bare connection.
const WRITES: &[&str] = &[
    "asyncio.open_connection().write",
    "socket.socket().send",
    "socket.socket().sendall",
    "socket.create_connection().sendall",
    "net.connect().write",
    "net.createConnection().write",
    "net.Socket().write",
    "net.Dial().Write",
];
/// What reads from one.
const READS: &[&str] = &[
    "asyncio.open_connection().read",
    "socket.socket().recv",
    "socket.create_connection().recv",
    "a connection",
    "a message",
];

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let artifact = context.artifact;
    for event in context.flows.events.iter().filter(|event| event.kind == SinkKind::Send && event.handler) {
        let read = event.from(&[Source::Network]).filter(|origin| READS.contains(&origin.label.as_str()));
        let passes = WRITES.contains(&event.sink.as_str())
            && event.texts.iter().all(|text| text.starts_with("tcp://") || text.chars().all(|c| !c.is_alphanumeric()));
        let Some(origin) = read.filter(|_| passes) else { continue };
        let severity = if Claim::Relay.is_made(artifact, event) { Severity::Medium } else { Severity::High };
        let message = format!("{} goes into another connection by `{}`", origin.describe(), event.sink);
        sink.report(event.report(artifact, Some(origin), message).severity(severity));
    }
    let announced = artifact.facts.tools.iter().any(|tool| Claim::Relay.is_made_by(tool));
    if artifact.facts.tools.is_empty() || announced {
        return;
    }
    for program in artifact.programs.iter().filter(|program| !program.in_document) {
        for expr in &program.exprs {
            let ExprKind::Call { callee, .. } = &expr.kind else { continue };
            let ExprKind::Member(_, name) = program.kind(*callee) else { continue };
            if matches!(name.as_str(), "addportmapping" | "addanyportmapping" | "portMapping" | "AddPortMapping") {
                let place = Place::new(program.file, expr.span);
                sink.report(Report::new(place, "a port of the router is opened for all of the internet"));
            }
        }
    }
}
