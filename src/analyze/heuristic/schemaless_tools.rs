//! A tool whose parameters nothing describes.

use std::collections::BTreeSet;

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::Node;

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "schemaless-tools",
        title: "a tool has no schema, or one that is not about an object",
        severity: Severity::Low,
        confidence: Confidence::High,
        threat: Threat::Specification,
        why: "Nothing bounds what is passed to the tool, and clients disagree on whether to offer it.",
        fix: "Give `inputSchema` the type `object`, with all parameters under `properties`.",
        references: &["https://modelcontextprotocol.io/specification/2025-11-25/server/tools"],
        taxonomy: "CWE-20",
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let tools = &context.artifact.facts.tools;
    // Catalogues list names and descriptions only; a listing is one where some tool has a schema.
    let listings: BTreeSet<_> =
        tools.iter().filter(|tool| tool.schema.is_some()).map(crate::artifact::Tool::list).collect();
    for tool in tools.iter().filter(|tool| tool.handler.is_none() && listings.contains(&tool.list())) {
        let message = match tool.schema.as_ref().map(|schema| schema.get("type").and_then(Node::as_str)) {
            None => format!("`{}` has no schema", tool.name),
            Some(Some(kind)) if kind != "object" => format!("the schema of `{}` is about `{kind}`", tool.name),
            Some(_) => continue,
        };
        sink.report(Report::new(tool.place.clone(), message));
    }
}
