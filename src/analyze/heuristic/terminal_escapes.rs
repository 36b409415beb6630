//! Control sequences in text that ends up on a terminal.

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::Place;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::RegionKind;

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "terminal-escapes",
        title: "text holds terminal control sequences",
        severity: Severity::High,
        confidence: Confidence::High,
        threat: Threat::HiddenContent,
        why: "A terminal obeys them: text turns invisible, links lead elsewhere, the clipboard is written; a model still reads all of it.",
        fix: "Delete the control characters.",
        references: &["https://blog.trailofbits.com/2025/04/29/deceiving-users-with-ansi-terminal-codes-in-mcp/"],
        taxonomy: "CWE-150",
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for region in &context.artifact.regions {
        let severity = match region.kind {
            // Programs that draw on terminals hold such bytes, and so do records of what they drew.
            RegionKind::Script | RegionKind::Data => continue,
            RegionKind::Document | RegionKind::Readme => Severity::Medium,
            _ => Severity::High,
        };
        let name = matches!(region.kind, RegionKind::ToolName | RegionKind::SkillName);
        if !name && !region.holds(|character| matches!(character, '\u{1b}' | '\u{9b}' | '\u{9d}' | '\u{8}')) {
            continue;
        }
        let found = region.text.char_indices().find(|(at, character)| match character {
            '\u{1b}' => {
                region.text.get(at + 1..).is_some_and(|rest| rest.starts_with(['[', ']', 'P', 'X', '^', '_', 'c']))
            }
            '\u{9b}' | '\u{9d}' | '\u{8}' => true,
            other => name && other.is_control(),
        });
        if let Some((at, character)) = found {
            let span = region.span(at..at + character.len_utf8());
            let place = Place { file: region.file, span, pointer: region.pointer.clone() };
            sink.report(Report::new(place, RULE.meta.title).severity(severity));
        }
    }
}
