//! A script that no instruction and no other script mentions.

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::{ArtifactKind, Place};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::{RegionKind, Span};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "orphan-script",
        title: "a script is bundled that nothing mentions",
        severity: Severity::Info,
        confidence: Confidence::Low,
        threat: Threat::Obfuscation,
        why: "A payload waits where no reader of the instructions would look for it.",
        fix: "Mention the script in the instructions, or leave it out.",
        references: &["https://agentskills.io/specification"],
        ..StaticMeta::BASE
    },
    check,
};

/// Scripts in one artifact that are looked at, at most: each is searched for in all others.
const MAX_SCRIPTS: usize = 64;
/// Regions that they are searched for in, at most.
const MAX_REGIONS: usize = 400;

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    if context.artifact.kind != ArtifactKind::Skill || context.artifact.regions.len() > MAX_REGIONS {
        return;
    }
    for region in context.regions(RegionKind::Script).take(MAX_SCRIPTS) {
        let Some(file) = context.artifact.file(region.file) else { continue };
        let stem = file.path.file_stem().unwrap_or_default();
        let relative = context.artifact.relative(&file.path);
        // Runners and packages find these by their names.
        let found_by_name = stem.starts_with("__")
            || relative.contains("test")
            || matches!(stem, "setup" | "conftest" | "index" | "main" | "mod");
        if stem.len() < 3 || found_by_name {
            continue;
        }
        let folder = file.folder().file_name().unwrap_or_default();
        let mentioned = |other: &crate::text::Region| {
            other.file != region.file
                && (other.text.contains(stem) || (folder.len() > 3 && other.text.contains(&format!("{folder}/"))))
        };
        if !context.artifact.regions.iter().any(mentioned) {
            let message = format!("nothing mentions `{relative}`");
            sink.report(Report::new(Place::new(region.file, Span::default()), message));
        }
    }
}
