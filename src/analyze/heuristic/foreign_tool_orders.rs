//! A tool that orders the model to call a tool of another server.

use std::collections::HashSet;

use super::Heuristic;
use super::discouraged_tools::{named, plain};
use crate::analyze::{Context, Report, Sink};
use crate::artifact::Tool;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "foreign-tool-orders",
        title: "a tool orders the model to call a tool of another server",
        severity: Severity::Medium,
        confidence: Confidence::Medium,
        threat: Threat::ToolPoisoning,
        why: "The server acts with tools that were never given to it, and takes in what they answer.",
        fix: "Speak of the tools of this server only.",
        taxonomy: "MCP09",
        ..StaticMeta::BASE
    },
    check,
};

/// Words in names of tools whose call nobody else should order.
const DANGEROUS: &[&str] = &[
    "admin",
    "credential",
    "delete",
    "deploy",
    "email",
    "exec",
    "key",
    "mail",
    "password",
    "pay",
    "post",
    "private",
    "publish",
    "secret",
    "send",
    "shell",
    "token",
    "transfer",
    "upload",
    "wallet",
];

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let tools = &context.artifact.facts.tools;
    let mut known: HashSet<String> = tools.iter().map(|tool| plain(&tool.name)).collect();
    known.extend(tools.iter().flat_map(Tool::parameters).map(|parameter| plain(parameter.name)));
    for hit in context.hits("tool-ordered") {
        let Some(name) = named(&hit.text).filter(|name| !known.contains(&plain(name))) else { continue };
        let dangerous = name.split('_').any(|word| DANGEROUS.contains(&word.trim_end_matches('s')));
        let handed = context.hits("result-handed-over").any(|other| other.region == hit.region);
        let severity = if dangerous || handed { Severity::High } else { Severity::Medium };
        let message = format!("the model is told to call `{name}`, which is none of this server's");
        sink.report(Report::new(hit.place.clone(), message).severity(severity));
    }
}
