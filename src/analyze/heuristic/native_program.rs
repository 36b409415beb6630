//! A compiled program lies in a bundle of text.

use super::Heuristic;
use crate::analyze::magic::Magic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::Place;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::Span;

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "native-program",
        title: "a compiled program is bundled",
        severity: Severity::Medium,
        confidence: Confidence::High,
        threat: Threat::CodeExecution,
        why: "Nobody who reviews the artifact can read what the program does.",
        fix: "Ship the source, or name a package that builds it in the open.",
        references: &["https://attack.mitre.org/techniques/T1204/002/"],
        taxonomy: "ASI04, MCP04",
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for (index, file) in context.artifact.files.iter().enumerate() {
        let severity = match Magic::of(file) {
            Some(Magic::Program) => Severity::Medium,
            Some(Magic::Wasm) => Severity::Low,
            _ => continue,
        };
        let name = file.name();
        let place = Place::new(index, Span::default());
        let relative = context.artifact.relative(&file.path);
        // The path, or the name at the end of a longer path: a word of prose alone is no reference.
        let started = name.len() > 3
            && context
                .artifact
                .regions
                .iter()
                .any(|region| region.text.contains(relative) || region.text.contains(&format!("/{name}")));
        if severity == Severity::Medium && (started || name.starts_with('.')) {
            let message = if started {
                "the artifact starts a compiled program that it brings along"
            } else {
                "a compiled program is hidden"
            };
            sink.report(Report::new(place, message).severity(Severity::High));
        } else {
            sink.report(Report::new(place, "a compiled program is bundled").severity(severity));
        }
    }
}
