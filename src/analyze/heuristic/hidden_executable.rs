//! Something that can be started lies where nobody looks.

use super::Heuristic;
use crate::analyze::magic::Magic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::Place;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::{SourceFile, Span};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "hidden-executable",
        title: "a hidden file can be started",
        severity: Severity::Medium,
        confidence: Confidence::Medium,
        threat: Threat::Obfuscation,
        why: "File lists leave hidden files out, so the code in them is not reviewed.",
        fix: "Move the code to where the other scripts are.",
        references: &["https://attack.mitre.org/techniques/T1564/001/"],
        ..StaticMeta::BASE
    },
    check,
};

/// Hidden folders in which tools keep scripts by convention.
const FOLDERS: &[&str] = &[
    ".agent",
    ".agents",
    ".claude",
    ".claude-plugin",
    ".circleci",
    ".ci",
    ".codex",
    ".codex-plugin",
    ".cursor",
    ".devcontainer",
    ".gemini",
    ".gitea",
    ".github",
    ".githooks",
    ".gitlab",
    ".husky",
    ".kiro",
    ".opencode",
    ".openclaw",
    ".storybook",
    ".vscode",
    ".windsurf",
    ".yarn",
    ".plugin",
    ".skills",
    ".specify",
    ".roo",
    ".cline",
    ".factory",
    ".vitepress",
];

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for (index, file) in context.artifact.files.iter().enumerate() {
        let relative = context.artifact.relative(&file.path);
        if let Some((_, hook)) = relative.split_once(".git/hooks/") {
            if !hook.ends_with(".sample") {
                let message = "a hook of a repository is bundled, which git runs by itself";
                sink.report(Report::new(Place::new(index, Span::default()), message).severity(Severity::High));
            }
            continue;
        }
        let hidden = |part: &str| part.starts_with('.') && part.len() > 1 && part != ".." && !FOLDERS.contains(&part);
        if relative.split('/').any(hidden) && can_be_started(file) {
            let message = format!("`{}` is hidden and can be started", file.name());
            sink.report(Report::new(Place::new(index, Span::default()), message));
        }
    }
}

fn can_be_started(file: &SourceFile) -> bool {
    if matches!(Magic::of(file), Some(Magic::Program | Magic::Script)) {
        return true;
    }
    let stem = file.path.file_stem().unwrap_or_default();
    // `.eslintrc.js` and its kind configure a tool.
    let configures = stem.ends_with("rc") || stem.contains("config") || stem.starts_with(".pnp");
    let code = matches!(
        file.extension().as_str(),
        "sh" | "bash" | "py" | "js" | "mjs" | "cjs" | "ts" | "ps1" | "rb" | "pl" | "php" | "bat" | "cmd"
    );
    code && !configures && !file.is_apple_double()
}
