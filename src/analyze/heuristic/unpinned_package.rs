//! A configuration starts a package without saying which version.

use super::Heuristic;
use crate::analyze::command::CommandLine;
use crate::analyze::{Context, Report, Sink};
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
        let Some(package) = CommandLine::of(launch).package().filter(|package| !package.is_pinned()) else { continue };
        let what = if package.is_remote() { "no commit" } else { "no exact version" };
        sink.report(Report::new(package.word.place.clone(), format!("`{}` has {what}", package.word.text)));
    }
}
