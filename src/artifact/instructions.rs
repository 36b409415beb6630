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
    (".cursor", "agents"),
    (".gemini", "agents"),
    (".qwen", "agents"),
    (".factory", "droids"),
    (".kiro", "steering"),
    (".windsurf", "rules"),
    (".windsurf", "workflows"),
    (".clinerules", ""),
    (".roo", "rules"),
    (".gemini", "commands"),
    (".codex", "prompts"),
    (".opencode", "agent"),
    (".opencode", "agents"),
    (".opencode", "command"),
    (".opencode", "commands"),
    (".amazonq", "rules"),
    (".continue", "rules"),
    (".augment", "rules"),
    (".trae", "rules"),
    (".junie", ""),
];

/// Whether a path leaves no doubt that a file is instructions: the folder `agents` alone says little, and `agents.md` may
/// be a page about agents where `AGENTS.md` is none.
pub fn is_by_name(path: &Utf8Path) -> bool {
    let bare =
        path.parent().and_then(Utf8Path::file_name).is_some_and(|folder| matches!(folder, "commands" | "agents"));
    let word = path.file_stem().is_some_and(|stem| stem.bytes().all(|byte| byte.is_ascii_lowercase()));
    named(path) && (in_known_folder(path) || !(bare || word))
}

/// Whether a path names an instruction file.
pub(super) fn named(path: &Utf8Path) -> bool {
    let Some(name) = path.file_name() else { return false };
    let lower = name.to_ascii_lowercase();
    if NAMES.contains(&lower.as_str())
        || path.extension() == Some("mdc")
        || lower
            .strip_suffix(".md")
            .is_some_and(|stem| [".instructions", ".agent", ".chatmode"].iter().any(|suffix| stem.ends_with(suffix)))
    {
        return true;
    }
    let markdown = matches!(path.extension(), Some("md" | "mdx" | "markdown" | "txt" | "toml"));
    let plugin =
        path.parent().and_then(Utf8Path::file_name).is_some_and(|folder| matches!(folder, "commands" | "agents"));
    markdown && (in_known_folder(path) || (plugin && path.extension() == Some("md")))
}

/// Whether a file lies in a folder that a coding agent reads instructions from.
fn in_known_folder(path: &Utf8Path) -> bool {
    let parts: Vec<&str> = path.components().map(|part| part.as_str()).collect();
    let inside = |(outer, inner): &(&str, &str)| {
        parts.iter().enumerate().any(|(at, part)| {
            part == outer && (inner.is_empty() || parts.get(at + 1).is_some_and(|next| next == inner))
        })
    };
    FOLDERS.iter().any(inside)
}

/// The agent whose definition a file is, by its folder: the name of the client that runs it, `plugin` for an `agents`
/// folder that no client is known by.
pub fn subagent_of(path: &Utf8Path) -> Option<&'static str> {
    let folder = path.parent()?;
    let outer = folder.parent().and_then(Utf8Path::file_name).unwrap_or_default();
    let file = path.file_name().unwrap_or_default();
    match (outer, folder.file_name()?) {
        (".claude", "agents") => Some("claude-code"),
        (".github", "agents" | "chatmodes") => Some("github-copilot"),
        (".cursor", "agents") => Some("cursor"),
        (".opencode" | "opencode", "agent" | "agents") => Some("opencode"),
        (".gemini", "agents") => Some("gemini-cli"),
        (".qwen", "agents") => Some("qwen-code"),
        (".factory", "droids") => Some("factory"),
        (_, "agents") => Some("plugin"),
        _ if file.ends_with(".agent.md") || file.ends_with(".chatmode.md") => Some("github-copilot"),
        _ => None,
    }
    .filter(|_| path.extension() == Some("md"))
}

/// Reads an instruction file: its front matter and its Markdown.
pub(super) fn read(artifact: &mut Artifact, file: usize) {
    artifact.kind = ArtifactKind::Instructions;
    skill::markdown(artifact, file, RegionKind::Instructions);
}
