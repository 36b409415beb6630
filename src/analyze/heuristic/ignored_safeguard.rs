//! A tool takes a safeguard as an argument and goes on without looking at it.

use super::Heuristic;
use crate::analyze::flow::{Event, SinkKind};
use crate::analyze::{Context, Sink};
use crate::artifact::code::{ExprKind, Function, Program, Statement, StatementKind};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::Span;

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "ignored-safeguard",
        title: "a tool takes a safeguard as an argument and ignores it",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::Impersonation,
        why: "A model that asks for a dry run, or holds back its confirmation, loses the data all the same.",
        fix: "Return before anything is changed unless the argument allows it, or take it out of the signature.",
        taxonomy: "CWE-693",
        ..StaticMeta::BASE
    },
    check,
};

/// Arguments that keep a tool from doing something.
const SAFEGUARDS: &[&str] = &[
    "dry_run",
    "dryrun",
    "dryRun",
    "preview",
    "preview_only",
    "simulate",
    "confirm",
    "confirmed",
    "read_only",
    "readOnly",
];

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let artifact = context.artifact;
    for program in artifact.programs.iter().filter(|program| !program.handlers.is_empty()) {
        for function in &program.functions {
            let Some(safeguard) = unused(program, function) else { continue };
            let inside = |event: &&Event| {
                event.place.file == program.file
                    && event.handler
                    && event.place.span.start >= function.span.start
                    && event.place.span.end <= function.span.end
                    && matters(event)
            };
            if let Some(event) = context.flows.events.iter().find(inside) {
                let message = format!("`{}` runs whatever `{safeguard}` says: no condition looks at it", event.sink);
                sink.report(event.report(artifact, None, message));
            }
        }
    }
}

/// The first safeguard among the parameters that the function neither tests nor passes on.
fn unused<'p>(program: &'p Program, function: &'p Function) -> Option<&'p str> {
    let mut safeguards = function.parameters.iter().filter(|parameter| SAFEGUARDS.contains(&parameter.name.as_str()));
    // Most functions have none, and the rest asks all of the file.
    safeguards.clone().next()?;
    let within = |outer: Span, inner: Span| outer.start <= inner.start && inner.end <= outer.end;
    let mut heeded: Vec<Span> = Vec::new();
    tests(program, &function.body, &mut heeded, 16);
    for expr in program.exprs.iter().filter(|expr| within(function.span, expr.span)) {
        match &expr.kind {
            ExprKind::Either(_) | ExprKind::Compare(..) => heeded.push(expr.span),
            ExprKind::Call { arguments, .. } => heeded.extend(arguments.iter().map(|given| program.span(given.value))),
            _ => {}
        }
    }
    let used = |name: &str| {
        let names = program.exprs.iter().filter(|expr| matches!(&expr.kind, ExprKind::Name(other) if other == name));
        names.filter(|expr| within(function.span, expr.span)).any(|at| heeded.iter().any(|span| within(*span, at.span)))
    };
    safeguards.find(|parameter| !used(&parameter.name)).map(|parameter| parameter.name.as_str())
}

/// Where the tests of conditions and loops stand.
fn tests(program: &Program, body: &[Statement], out: &mut Vec<Span>, depth: usize) {
    for statement in body.iter().filter(|_| depth > 0) {
        match &statement.kind {
            StatementKind::If { test, then, otherwise } => {
                out.push(program.span(*test));
                tests(program, then, out, depth - 1);
                tests(program, otherwise, out, depth - 1);
            }
            StatementKind::While { test, body } => {
                out.extend(test.map(|test| program.span(test)));
                tests(program, body, out, depth - 1);
            }
            StatementKind::For { body, .. } | StatementKind::Block(body) => tests(program, body, out, depth - 1),
            _ => {}
        }
    }
}

/// Whether an event changes something.
const fn matters(event: &Event) -> bool {
    matches!(
        event.kind,
        SinkKind::Shell | SinkKind::Process | SinkKind::Write | SinkKind::Delete | SinkKind::Change | SinkKind::Sql
    )
}
