//! A function of a skill never comes back: a loop without an end, a wait or a way out.

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::code::{Program, Statement, StatementKind};
use crate::artifact::{ArtifactKind, Place};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::{Pattern, Span};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "endless-loop",
        title: "a loop of a skill's script has no end and no way out",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::Destruction,
        why: "The agent waits for ever while the machine runs hot.",
        fix: "Bound the loop, or let it wait for something and end.",
        taxonomy: "CWE-835",
        ..StaticMeta::BASE
    },
    check,
};

static WAY_OUT: Pattern = Pattern::new(
    r"(?i)break|return|raise|throw|exit|yield|await|sleep|wait|input|recv|accept|read|poll|select|queue|\.get\(|next|listen|serve|pause|prompt|except|catch|abort|kill|timeout|tick|pop|loop",
);

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let artifact = context.artifact;
    if artifact.kind != ArtifactKind::Skill {
        return;
    }
    for program in artifact.programs.iter().filter(|program| !program.in_document) {
        let Some(file) = artifact.file(program.file) else { continue };
        let mut found = Vec::new();
        for function in &program.functions {
            loops(program, &function.body, &mut found, 16);
        }
        for (span, test) in found {
            let text = file.slice(span);
            let (first, body) = text.split_once('\n').unwrap_or(("", text));
            let always = test.is_none_or(|test| {
                matches!(file.slice(test).trim(), "True" | "true" | "1" | "(true)" | "(1)" | ";" | "")
            });
            if always
                && !is_ended(file.text(), span)
                && !WAY_OUT.is_match(first.trim_start_matches("loop"))
                && !WAY_OUT.is_match(body)
            {
                sink.report(Report::new(Place::new(program.file, span), "the loop never ends"));
            }
        }
    }
}

/// Whether a named exception, which the next clause handles, ends a loop: `except EOFError:`.
fn is_ended(text: &str, span: Span) -> bool {
    static HANDLED: Pattern =
        Pattern::new(r"^\s*except\s+\(?(?:\w+\.)*(?:EOFError|StopIteration|IndexError|\w+\.\w*(?:EOF|Empty|End)\w*)\b");
    text.get(span.end..)
        .is_some_and(|rest| HANDLED.is_match(rest.get(..rest.floor_char_boundary(200)).unwrap_or_default()))
}

/// The loops of a body with the spans of their tests.
fn loops(program: &Program, body: &[Statement], found: &mut Vec<(Span, Option<Span>)>, depth: usize) {
    let Some(depth) = depth.checked_sub(1) else { return };
    for statement in body {
        match &statement.kind {
            StatementKind::While { test, body } => {
                found.push((statement.span, test.map(|test| program.span(test))));
                loops(program, body, found, depth);
            }
            StatementKind::If { then, otherwise, .. } => {
                loops(program, then, found, depth);
                loops(program, otherwise, found, depth);
            }
            StatementKind::For { body, .. } | StatementKind::Block(body) => loops(program, body, found, depth),
            _ => {}
        }
    }
}
