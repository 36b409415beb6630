//! Schemas that a client cannot expand.

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::Place;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::Node;

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "bottomless-schemas",
        title: "a tool's schema refers to itself without end, or nests too deep",
        severity: Severity::Medium,
        confidence: Confidence::High,
        threat: Threat::Destruction,
        why: "A client that expands the schema for its model hangs, runs out of memory, or pays for the tokens.",
        fix: "Break the cycle with a property, and keep schemas flat.",
        taxonomy: "CWE-674",
        ..StaticMeta::BASE
    },
    check,
};

/// Levels of nesting that no honest schema needs.
const MAX_DEPTH: usize = 64;
/// References that are followed from one schema, at most.
const MAX_STEPS: usize = 64;

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for tool in &context.artifact.facts.tools {
        let Some(schema) = &tool.schema else { continue };
        let mut endless = None;
        schema.walk("", &mut |_, node| {
            if endless.is_none() && node.get("$ref").is_some() && is_endless(schema, node) {
                endless = Some(node.span);
            }
        });
        let span = endless.or((depth(schema) > MAX_DEPTH).then_some(schema.span));
        if let Some(span) = span {
            let place = Place { file: tool.place.file, span, pointer: tool.place.pointer.clone() };
            sink.report(Report::new(place, RULE.meta.title));
        }
    }
}

/// Levels below a value and its own. The parsers bound it; pointers cannot tell, as they are cut.
fn depth(node: &Node) -> usize {
    let members = node.members().iter().map(|member| depth(&member.value));
    1 + members.chain(node.items().iter().map(depth)).max().unwrap_or(0)
}

/// Whether a reference leads back to itself with nothing but references on the way. Through a property it may.
fn is_endless<'n>(schema: &'n Node, node: &'n Node) -> bool {
    let mut at = node;
    for _ in 0..MAX_STEPS {
        let Some(target) = at.get("$ref").and_then(Node::as_str) else { return false };
        let Some(path) = target.strip_prefix('#') else { return false };
        let step = |node: &'n Node, name: &str| node.get(&name.replace("~1", "/").replace("~0", "~"));
        match path.split('/').skip(1).take(MAX_STEPS).try_fold(schema, step) {
            Some(next) => at = next,
            None => return false,
        }
    }
    true
}
