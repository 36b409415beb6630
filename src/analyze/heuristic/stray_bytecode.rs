//! Python bytecode lies in a bundle without the source it was made from.

use camino::Utf8Path;

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::Place;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::Span;

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "stray-bytecode",
        title: "bytecode without source is bundled",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::Obfuscation,
        why: "Python imports the bytecode as if it were the source, and nobody can read it.",
        fix: "Ship the source and leave bytecode out.",
        references: &["https://attack.mitre.org/techniques/T1027/"],
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for (index, file) in context.artifact.files.iter().enumerate() {
        if !matches!(file.extension().as_str(), "pyc" | "pyo") {
            continue;
        }
        let place = Place::new(index, Span::default());
        let stem = file.name().split('.').next().unwrap_or_default();
        let folder = file.folder();
        let home = if folder.file_name() == Some("__pycache__") {
            folder.parent().unwrap_or(Utf8Path::new(""))
        } else {
            folder
        };
        let source = home.join(format!("{stem}.py"));
        if context.artifact.files.iter().any(|other| other.path == source) {
            // It may differ from the source, and Python prefers it when the times agree.
            sink.report(Report::new(place, "bytecode is bundled beside its source").severity(Severity::Low));
        } else {
            sink.report(Report::new(place, "bytecode is bundled without its source"));
        }
    }
}
