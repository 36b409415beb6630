//! A configuration starts a package without saying which version.

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::Launch;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "unpinned-package",
        title: "a server is started from a package without a version",
        severity: Severity::Medium,
        confidence: Confidence::High,
        threat: Threat::SupplyChain,
        why: "Whoever takes over the package, or its name, runs code on every machine at the next start.",
        fix: "Name an exact version, such as `pkg@1.2.3` or `image@sha256:…`.",
        references: &["https://modelcontextprotocol.io/specification/draft/basic/security_best_practices"],
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for launch in &context.artifact.facts.launches {
        if let Some(package) = unpinned(launch) {
            sink.report(Report::new(package.place.clone(), format!("`{}` has no exact version", package.value)));
        }
    }
}

/// The argument that names a package without a version.
fn unpinned(launch: &Launch) -> Option<&crate::artifact::Variable> {
    let program = launch.command.rsplit(['/', '\\']).next().unwrap_or_default();
    let runner =
        matches!(program.trim_end_matches(".cmd").trim_end_matches(".exe"), "npx" | "bunx" | "pnpx" | "uvx" | "pipx");
    if !runner {
        return None;
    }
    let package =
        launch.args.iter().find(|arg| !arg.value.starts_with('-') && !matches!(arg.value.as_str(), "run" | "exec"))?;
    let name = package.value.strip_prefix('@').unwrap_or(&package.value);
    let version = name.split_once('@').map(|(_, version)| version).or_else(|| name.split_once("==").map(|(_, v)| v));
    let exact =
        version.is_some_and(|v| v.starts_with(|c: char| c.is_ascii_digit()) && !v.contains(['*', 'x', '^', '~']));
    (!exact && !package.value.starts_with(['.', '/'])).then_some(package)
}
