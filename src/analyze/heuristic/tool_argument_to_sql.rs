//! A tool's argument becomes part of a query.

use super::Heuristic;
use crate::analyze::flow::{Claim, Event, FIXED, SinkKind, Source};
use crate::analyze::{Context, Sink};
use crate::artifact::Artifact;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::Pattern;

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
            SinkKind::Filter => {
                let Some(severity) = of_filter(artifact, event) else { continue };
                let message = format!(
                    "{} may be an object, whose operators widen what `{}` finds",
                    origin.describe(),
                    event.sink
                );
                sink.report(event.report(artifact, Some(origin), message).severity(severity));
                continue;
            }
            _ => continue,
        };
        let message = format!("{} is part of the query that `{}` runs", origin.describe(), event.sink);
        sink.report(event.report(artifact, Some(origin), message).severity(severity));
    }
}

/// Words by which a tool says that it takes filters as the database knows them.
static FILTERS: Pattern = Pattern::caseless(r"\b(?:filters?|pipelines?|aggregat\w+|mongo\w*)\b");
/// Fields that are compared with what only one person knows.
static CREDENTIAL: Pattern = Pattern::caseless(r"pass(?:word|wd|code|phrase)|\bpin\b|secret|token|otp|api_?key");

/// How bad it is that a filter may bring operators; `None` where that is what the tool is for.
fn of_filter(artifact: &Artifact, event: &Event) -> Option<Severity> {
    let fields = event.targets.iter().filter(|field| *field != FIXED).count();
    if fields > 1 && event.targets.iter().any(|field| CREDENTIAL.is_match(field)) {
        return Some(Severity::High);
    }
    let tools = artifact.facts.tools.iter().enumerate();
    let mut tools = tools.filter(|(index, _)| event.tool.is_none_or(|tool| tool == *index)).map(|(_, tool)| tool);
    let announced = Claim::Queries.is_made(artifact, event) || tools.any(|tool| FILTERS.is_match(&tool.description));
    (fields > 0 || event.targets.iter().any(|field| field == FIXED) || !announced).then_some(Severity::Medium)
}
