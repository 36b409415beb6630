//! A package was withdrawn: deprecated on npm, yanked from a Python index.

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::{ArtifactKind, Place};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "withdrawn-package",
        title: "the publisher has withdrawn this version of the package",
        severity: Severity::Medium,
        confidence: Confidence::High,
        threat: Threat::SupplyChain,
        why: "A version is withdrawn because it is broken, abandoned or compromised; nobody mends it.",
        fix: "Move to the version or the package that the publisher recommends.",
        references: &["https://peps.python.org/pep-0592/", "https://docs.npmjs.com/cli/commands/npm-deprecate"],
        taxonomy: "CWE-1104",
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for parsed in context.artifact.parsed_as(ArtifactKind::Package) {
        let Some(reason) = parsed.document.root.get("withdrawn") else { continue };
        let text = reason.as_str().map(str::trim).unwrap_or_default();
        let message = match text {
            "" => "this version is withdrawn, and no reason is given".to_owned(),
            _ => format!("this version is withdrawn: {text}"),
        };
        sink.report(Report::new(Place::new(parsed.file, reason.span).at("/withdrawn"), message));
    }
}
