//! Two servers of one artifact have the same name and are not the same.

use std::collections::BTreeMap;

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::Launch;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "conflicting-server",
        title: "two servers of the same name start different commands",
        severity: Severity::Medium,
        confidence: Confidence::Medium,
        threat: Threat::Impersonation,
        why: "Consent was given to a name; the nearer definition takes it over.",
        fix: "Give them different names.",
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    // The first of a name, among the user's own servers and among those of projects: two projects may well differ.
    let mut first: BTreeMap<(&str, bool), &Launch> = BTreeMap::new();
    for launch in &context.artifact.facts.launches {
        let project = scope(launch).starts_with("/projects");
        let known = first.entry((&launch.name, project)).or_insert(launch);
        let (name, known) = (&launch.name, *known);
        let other = if project { first.get(&(name, false)).copied() } else { Some(known) };
        if let Some(earlier) = other.filter(|earlier| line(earlier) != line(launch) && scope(earlier) != scope(launch))
        {
            let report = Report::new(launch.place.clone(), format!("`{name}` is another server here"));
            sink.report(report.related(earlier.place.clone(), "first defined here"));
        }
    }
}

fn line(launch: &Launch) -> (&str, Vec<&str>, Option<&str>) {
    let args = launch.args.iter().map(|arg| arg.value.as_str()).collect();
    (&launch.command, args, launch.url.as_ref().map(|url| url.value.as_str()))
}

/// The list that a server stands in: the pointer up to it; the platforms of a bundle are one.
fn scope(launch: &Launch) -> String {
    let pointer = launch.place.pointer.as_deref().unwrap_or_default();
    let end = ["/mcpServers", "/mcp_servers", "/servers", "/context_servers", "/mcp_config"]
        .iter()
        .find_map(|list| pointer.find(list).map(|at| at + list.len()))
        .unwrap_or(0);
    format!("{}:{}", pointer.get(..end).unwrap_or_default(), launch.place.file)
}
