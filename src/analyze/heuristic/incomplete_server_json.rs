//! An entry breaks the schema of the MCP Registry.

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::server_json::{Entry, entries};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "incomplete-server-json",
        title: "an entry breaks the schema of the MCP Registry",
        severity: Severity::Low,
        confidence: Confidence::High,
        threat: Threat::Specification,
        why: "The registry refuses the entry, and clients that do not fill the gaps with guesses.",
        fix: "Follow the schema that `$schema` names.",
        references: &["https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json"],
        ..StaticMeta::BASE
    },
    check,
};

/// Characters of a description, at most.
const MAX_DESCRIPTION: usize = 100;

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for entry in entries(context.artifact) {
        let problems = problems(&entry);
        if !problems.is_empty() {
            sink.report(Report::new(entry.place(), problems.join("; ")));
        }
    }
}

fn problems(entry: &Entry<'_>) -> Vec<String> {
    let mut problems = Vec::new();
    let name = entry.text("name").unwrap_or_default();
    if !is_name(name) {
        problems.push(format!("`{name}` is no reverse-DNS name with one slash"));
    }
    match entry.text("description") {
        None | Some("") => problems.push("there is no description".to_owned()),
        Some(text) if text.chars().count() > MAX_DESCRIPTION => {
            problems.push(format!("the description is longer than {MAX_DESCRIPTION} characters"));
        }
        Some(_) => {}
    }
    // Before 2025-09 the version stood below `version_detail`.
    let version = entry.text("version").or_else(|| entry.node.at(&["version_detail", "version"])?.as_str());
    match version {
        None | Some("") => problems.push("there is no version".to_owned()),
        Some(version) if is_range(version) => problems.push(format!("`{version}` is no exact version")),
        Some(_) => {}
    }
    for package in entry.packages() {
        if package.identifier().is_none() {
            problems.push("a package has no identifier".to_owned());
        }
    }
    problems
}

fn is_name(name: &str) -> bool {
    let Some((space, server)) = name.split_once('/') else { return false };
    let plain = |text: &str, more: &str| {
        !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || more.contains(c))
    };
    (3..=200).contains(&name.len()) && plain(space, ".-") && plain(server, "._-")
}

/// Whether a version names more than one.
pub(super) fn is_range(version: &str) -> bool {
    version.eq_ignore_ascii_case("latest")
        || version.starts_with(['^', '~', '>', '<', '=', '*'])
        || version.contains(" - ")
        || version.contains("||")
        || version.split('.').any(|part| matches!(part, "x" | "X" | "*"))
}
