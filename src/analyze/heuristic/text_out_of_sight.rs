//! Text that a long run of blanks pushes out of view.

use std::ops::Range;

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::Place;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::RegionKind;

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "text-out-of-sight",
        title: "a long run of blanks pushes text out of sight",
        severity: Severity::Medium,
        confidence: Confidence::Medium,
        threat: Threat::HiddenContent,
        why: "A person who approves a tool or reviews a file sees the harmless start; the model reads on to the end.",
        fix: "Delete the blanks, or the text behind them.",
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for region in &context.artifact.regions {
        let Some((lines, columns, severity)) = bounds(region.kind) else { continue };
        if let Some(range) = behind(&region.text, lines, columns) {
            let place = Place { file: region.file, span: region.span(range), pointer: region.pointer.clone() };
            sink.report(Report::new(place, RULE.meta.title).severity(severity));
        }
    }
}

/// How many blank lines, and how many blanks in a line, are too many; a tool is approved in a small window.
const fn bounds(kind: RegionKind) -> Option<(usize, usize, Severity)> {
    match kind {
        RegionKind::ToolName
        | RegionKind::ToolDescription
        | RegionKind::ToolParameter
        | RegionKind::ToolMetadata
        | RegionKind::Prompt
        | RegionKind::ServerInstructions
        | RegionKind::SkillDescription
        | RegionKind::CardText => Some((30, 200, Severity::High)),
        RegionKind::Data | RegionKind::Resource | RegionKind::ConfigText => None,
        _ => Some((300, 400, Severity::Medium)),
    }
}

/// The first words behind a long run of blanks.
fn behind(text: &str, max_lines: usize, max_columns: usize) -> Option<Range<usize>> {
    let (mut start, mut lines, mut text_before) = (0, 0, false);
    for line in text.split_inclusive('\n') {
        let mut columns = 0;
        for (at, character) in line.char_indices() {
            if is_blank(character) {
                columns += 1;
                continue;
            }
            let table = matches!(character, '|' | '+' | '-' | '=' | '#' | '\\' | '*');
            if text_before && (lines > max_lines || (columns > max_columns && !table)) {
                let words = line.get(at..line.floor_char_boundary(at + 80)).unwrap_or_default();
                return Some(start + at..start + at + words.trim_end_matches('\n').len());
            }
            (lines, columns, text_before) = (0, 0, true);
            // What is left of most lines has no room for a long run.
            if line.len() - at <= max_columns {
                break;
            }
        }
        lines += 1;
        start += line.len();
    }
    None
}

fn is_blank(character: char) -> bool {
    character.is_whitespace() || character == '\u{2800}'
}
