//! Prompt templates that speak as the system.

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::Place;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::RegionKind;

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "system-role-prompts",
        title: "a server's prompt speaks as the system",
        severity: Severity::Medium,
        confidence: Confidence::High,
        threat: Threat::PromptInjection,
        why: "The protocol knows user and assistant only; a client that passes another role on gives the server the host's voice.",
        fix: "Use the roles `user` and `assistant`.",
        references: &["https://modelcontextprotocol.io/specification/2025-11-25/server/prompts"],
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for region in context.regions(RegionKind::Prompt) {
        let role = region.pointer.as_deref().is_some_and(|pointer| pointer.ends_with("/role"));
        if role && matches!(region.text.trim().to_lowercase().as_str(), "system" | "developer" | "tool") {
            let place =
                Place { file: region.file, span: region.span(0..region.text.len()), pointer: region.pointer.clone() };
            sink.report(Report::new(place, RULE.meta.title));
        }
    }
}
