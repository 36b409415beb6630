//! A tool uses up the machine: loops without a bound, functions that call themselves for ever.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::Heuristic;
use crate::analyze::flow::SinkKind;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::Place;
use crate::artifact::code::{ExprId, ExprKind, Function, Program, Statement, StatementKind};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "resource-exhaustion",
        title: "code uses up the machine",
        severity: Severity::Medium,
        confidence: Confidence::Medium,
        threat: Threat::Destruction,
        why: "Whoever steers the model stops the server, or the machine that it runs on.",
        fix: "Bound loops, threads and recursion, and refuse arguments above the bound.",
        taxonomy: "CWE-770",
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let artifact = context.artifact;
    for event in context.flows.events.iter().filter(|e| e.kind == SinkKind::Exhaust && e.handler && !e.checked) {
        let many = event.texts.iter().any(|text| text.parse::<usize>().is_ok_and(|rounds| rounds >= 1000));
        let severity = if many { Severity::High } else { Severity::Medium };
        let message = format!("`{}` is called in a loop without a sensible bound", event.sink);
        sink.report(event.report(artifact, event.origins.first(), message).severity(severity));
    }
    if artifact.facts.tools.is_empty() {
        return;
    }
    for program in artifact.programs.iter().filter(|program| !program.in_document) {
        for function in endless(program) {
            let place = Place::new(program.file, function.name_span);
            let message = format!("`{}` calls itself whatever happens", function.name);
            sink.report(Report::new(place, message).severity(Severity::High));
        }
    }
}

/// Functions that come back to themselves without a condition on the way.
fn endless(program: &Program) -> Vec<&Function> {
    let mut calls: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    // A name that is used twice, or is imported, may mean another function.
    let mut uses: HashMap<&str, usize> = HashMap::new();
    let imported = program.imports.iter().map(|import| import.name.as_str());
    for name in program.functions.iter().map(|function| function.name.as_str()).chain(imported) {
        *uses.entry(name).or_default() += 1;
    }
    let plain = |function: &&Function| !function.name.is_empty() && uses.get(function.name.as_str()) == Some(&1);
    for function in program.functions.iter().filter(plain) {
        let mut called = BTreeSet::new();
        unconditional(program, &function.body, function.class.as_deref(), &mut called, 8);
        calls.insert(&function.name, called);
    }
    let returns = |start: &str| {
        let (mut seen, mut stack) = (BTreeSet::new(), vec![start]);
        while let Some(name) = stack.pop() {
            for next in calls.get(name).into_iter().flatten() {
                if *next == start {
                    return true;
                }
                if seen.len() < 64 && seen.insert(*next) {
                    stack.push(next);
                }
            }
        }
        false
    };
    program.functions.iter().filter(plain).filter(|function| returns(&function.name)).collect()
}

/// Collects what the statements call before any of them may leave.
fn unconditional<'p>(
    program: &'p Program,
    body: &'p [Statement],
    class: Option<&str>,
    called: &mut BTreeSet<&'p str>,
    depth: usize,
) {
    for statement in body {
        match &statement.kind {
            StatementKind::Expression(id)
            | StatementKind::Assign { value: id, .. }
            | StatementKind::Yield(id)
            | StatementKind::Return(Some(id)) => {
                expression(program, *id, class, called, 16);
            }
            StatementKind::Block(inner) if depth > 0 => unconditional(program, inner, class, called, depth - 1),
            _ => {}
        }
        let leaves = !matches!(
            statement.kind,
            StatementKind::Expression(_)
                | StatementKind::Yield(_)
                | StatementKind::Assign { .. }
                | StatementKind::Block(_)
        );
        if leaves {
            return;
        }
    }
}

fn expression<'p>(program: &'p Program, id: ExprId, class: Option<&str>, called: &mut BTreeSet<&'p str>, depth: usize) {
    let Some(depth) = depth.checked_sub(1) else { return };
    match program.kind(id) {
        ExprKind::Call { callee, arguments } => {
            match program.kind(*callee) {
                ExprKind::Name(name) if class.is_none() => {
                    called.insert(name);
                }
                ExprKind::Member(object, name) => {
                    let own = matches!(program.kind(*object), ExprKind::Name(n) if matches!(n.as_str(), "self" | "cls" | "this") || Some(n.as_str()) == class);
                    if own {
                        called.insert(name);
                    }
                }
                _ => {}
            }
            let starts = matches!(
                program.dotted(*callee).as_str(),
                "threading.Thread" | "Thread" | "multiprocessing.Process" | "Process"
            );
            for argument in arguments {
                match program.kind(argument.value) {
                    ExprKind::Name(name) if starts && argument.name.as_deref() == Some("target") => {
                        called.insert(name);
                    }
                    ExprKind::Function(_) => {}
                    _ => expression(program, argument.value, class, called, depth),
                }
            }
        }
        ExprKind::Join(parts) | ExprKind::List(parts) => {
            parts.iter().take(64).for_each(|part| expression(program, *part, class, called, depth));
        }
        // `x * f(x - 1)`; but `a and f()` may never get there.
        ExprKind::Compare(operator, sides) if !matches!(operator.as_str(), "and" | "or" | "&&" | "||") => {
            sides.iter().take(64).for_each(|side| expression(program, *side, class, called, depth));
        }
        _ => {}
    }
}
