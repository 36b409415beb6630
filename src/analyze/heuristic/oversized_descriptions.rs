//! Descriptions of a length that no person reads.

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::Place;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::RegionKind;

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "oversized-descriptions",
        title: "a tool's description is too long to be reviewed",
        severity: Severity::Low,
        confidence: Confidence::High,
        threat: Threat::ToolPoisoning,
        why: "What a reviewer does not read to the end is where instructions are put; and every session pays for it in context.",
        fix: "Describe the tool in a few sentences, and move manuals into a resource.",
        ..StaticMeta::BASE
    },
    check,
};

/// Characters of a description that a person may still read.
const MAX_CHARACTERS: usize = 8_000;

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let kinds = [RegionKind::ToolDescription, RegionKind::ToolParameter, RegionKind::ToolMetadata];
    for region in context.artifact.regions.iter().filter(|region| kinds.contains(&region.kind)) {
        let data = region.text.starts_with("data:");
        if !data && region.text.len() > MAX_CHARACTERS {
            let end = region.text.floor_char_boundary(80);
            let place = Place { file: region.file, span: region.span(0..end), pointer: region.pointer.clone() };
            sink.report(Report::new(place, format!("{} bytes in one description", region.text.len())));
        }
    }
}
