//! A tool's argument becomes part of a query.

use super::Heuristic;
use crate::analyze::flow::{Claim, SinkKind, Source};
use crate::analyze::{Context, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "tool-argument-to-sql",
        title: "a tool builds a query from an argument",
        severity: Severity::High,
        confidence: Confidence::High,
        threat: Threat::Injection,
        why: "Whoever steers the model reads or changes all of the database.",
        fix: "Bind the argument as a parameter of the query; take names of tables and columns from a list.",
        taxonomy: "CWE-89",
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let artifact = context.artifact;
    for event in context.flows.events.iter().filter(|event| event.handler && !event.checked) {
        let Some(origin) = event.from(&[Source::Argument, Source::Password]) else { continue };
        let severity = match event.kind {
            SinkKind::Sql if event.is_whole() && Claim::Queries.is_made(artifact, event) => continue,
            SinkKind::Query | SinkKind::Sql if event.is_whole() => Severity::Medium,
            SinkKind::Query | SinkKind::Sql => Severity::High,
            _ => continue,
        };
        let message = format!("{} is part of the query that `{}` runs", origin.describe(), event.sink);
        sink.report(event.report(artifact, Some(origin), message).severity(severity));
    }
}
