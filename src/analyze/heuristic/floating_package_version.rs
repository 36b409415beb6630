//! A registry entry names a package that may change under the same name.

use super::Heuristic;
use super::incomplete_server_json::is_range;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::server_json::{Part, entries};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "floating-package-version",
        title: "a registry entry does not say which version of a package it means",
        severity: Severity::Medium,
        confidence: Confidence::High,
        threat: Threat::SupplyChain,
        why: "What was reviewed is not what is installed next week.",
        fix: "Name an exact version; for an image, name its digest.",
        references: &["https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json"],
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for entry in entries(context.artifact) {
        for package in entry.packages() {
            if let Some(message) = judge(&package) {
                let member = if package.text("version").is_some() { "version" } else { "identifier" };
                sink.report(Report::new(package.place_of(member), message));
            }
        }
    }
}

fn judge(package: &Part<'_>) -> Option<String> {
    let identifier = package.identifier()?.text.as_str();
    let version = package.text("version").unwrap_or_default();
    match package.registry_type() {
        // What `unpinned-package` says about the command line.
        // And a bundle is named by its file.
        "npm" | "pypi" | "mcpb" => None,
        "oci" | "docker" => {
            let tail = identifier.rsplit('/').next().unwrap_or(identifier);
            let tag = tail.split_once(':').map_or(version, |(_, tag)| tag);
            let floats =
                tag.is_empty() || matches!(tag, "latest" | "main" | "master" | "edge" | "nightly" | "stable" | "dev");
            (floats && !identifier.contains("@sha256:")).then(|| format!("`{identifier}` names no fixed image"))
        }
        _ if version.is_empty() => Some(format!("`{identifier}` has no version")),
        _ => is_range(version).then(|| format!("`{version}` may mean several versions")),
    }
}
