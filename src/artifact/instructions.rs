//! Instruction files: Markdown that coding agents load by its name.

use camino::Utf8Path;

use super::{Artifact, ArtifactKind, skill};
use crate::text::RegionKind;

/// Names that are instructions wherever they lie.
const NAMES: &[&str] = &[
    "agents.md",
    "agent.md",
    "claude.md",
    "claude.local.md",
    "gemini.md",
    "qwen.md",
    "warp.md",
    "conventions.md",
    "soul.md",
    "memory.md",
    "identity.md",
    "copilot-instructions.md",
    ".cursorrules",
    ".windsurfrules",
    ".clinerules",
    ".roorules",
    ".goosehints",
    ".rules",
    "llms-install.md",
];

/// Folders whose Markdown is instructions, as pairs of a folder and its parent; an empty parent matches any.
const FOLDERS: &[(&str, &str)] = &[
    (".claude", "commands"),
    (".claude", "agents"),
    (".claude", "rules"),
    (".claude", "output-styles"),
    (".cursor", "rules"),
    (".cursor", "commands"),
    (".github", "instructions"),
    (".github", "prompts"),
    (".github", "chatmodes"),
    (".github", "agents"),
    (".kiro", "steering"),
    (".windsurf", "rules"),
    (".windsurf", "workflows"),
    (".clinerules", ""),
    (".roo", "rules"),
    (".gemini", "commands"),
    (".codex", "prompts"),
    (".opencode", "agent"),
    (".opencode", "command"),
    (".amazonq", "rules"),
    (".continue", "rules"),
    (".augment", "rules"),
    (".trae", "rules"),
    (".junie", ""),
];

/// Whether a path names an instruction file.
pub(super) fn named(path: &Utf8Path) -> bool {
    let Some(name) = path.file_name() else { return false };
    let lower = name.to_ascii_lowercase();
    if NAMES.contains(&lower.as_str())
        || path.extension() == Some("mdc")
        || lower.strip_suffix(".md").is_some_and(|stem| stem.ends_with(".instructions"))
    {
        return true;
    }
    let markdown = matches!(path.extension(), Some("md" | "mdx" | "markdown" | "txt" | "toml"));
    let parts: Vec<&str> = path.components().map(|part| part.as_str()).collect();
    let inside = |(outer, inner): &(&str, &str)| {
        parts.iter().enumerate().any(|(at, part)| {
            part == outer && (inner.is_empty() || parts.get(at + 1).is_some_and(|next| next == inner))
        })
    };
    let plugin =
        path.parent().and_then(Utf8Path::file_name).is_some_and(|folder| matches!(folder, "commands" | "agents"));
    markdown && (FOLDERS.iter().any(inside) || (plugin && path.extension() == Some("md")))
}

/// Reads an instruction file: its front matter and its Markdown.
pub(super) fn read(artifact: &mut Artifact, file: usize) {
    artifact.kind = ArtifactKind::Instructions;
    skill::markdown(artifact, file, RegionKind::Instructions);
}
