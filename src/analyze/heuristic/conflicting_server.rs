//! Two servers of one artifact have the same name and are not the same.

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
    let launches = &context.artifact.facts.launches;
    for (index, later) in launches.iter().enumerate() {
        let conflict = |earlier: &&Launch| {
            earlier.name == later.name && line(earlier) != line(later) && scope(earlier) != scope(later)
        };
        // Two projects may well differ; a project and the user's own list may not.
        let both =
            |earlier: &&Launch| !(scope(earlier).starts_with("/projects") && scope(later).starts_with("/projects"));
        if let Some(earlier) = launches.iter().take(index).filter(conflict).find(both) {
            let report = Report::new(later.place.clone(), format!("`{}` is another server here", later.name));
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
