//! Prompts that are files, and those that stand in other files as text.

use camino::Utf8Path;

use super::Data;
use crate::digest::Digest;
use crate::inventory::{Component, Detail, Edge, Hash, HashAlgorithm, Id, Pin, Prompt, PromptRole, Reader, Relation};
use crate::text::{Node, Span};

/// Whether a path says that a text is a prompt.
pub(in crate::inventory) fn is_prompt(path: &Utf8Path) -> bool {
    let inner = path.parent().and_then(Utf8Path::file_name).unwrap_or_default();
    let stem = path.file_stem().unwrap_or_default().to_ascii_lowercase();
    let named = stem.ends_with("prompt") || stem.ends_with("_prompts") || stem.ends_with(".prompt");
    let readme = stem == "readme" || stem == "license" || stem == "changelog";
    (matches!(inner, "prompts" | "prompt" | "prompt_templates" | "system_prompts")
        || named
        || path.extension() == Some("prompt"))
        && !readme
}

pub(super) fn file(data: &mut Data<'_>) {
    let stem = data.file.path.file_stem().unwrap_or("prompt").to_owned();
    let lower = stem.to_ascii_lowercase();
    let template = data.file.text().contains("{{") || data.file.text().contains("{%");
    let role = if lower.contains("user") {
        PromptRole::User
    } else if lower.contains("system") {
        PromptRole::System
    } else {
        PromptRole::Template
    };
    let detail = Prompt { role: Some(role), bytes: data.file.text().len() as u64, template };
    let evidence = data.evidence(Span::new(0, 0), &stem, Reader::PROMPT_FILE);
    let mut component = Component::local(data.path(), stem, Detail::Prompt(detail)).pinned(Pin::Digest).seen(evidence);
    component.hashes.push(Hash { algorithm: HashAlgorithm::Sha256, hex: data.file.digest.hex() });
    data.add(component);
}

/// A prompt that is the value of a member.
pub(super) fn text_prompt(
    data: &mut Data<'_>,
    name: &str,
    node: &Node,
    role: PromptRole,
    agent: Option<&Id>,
    rule: Reader,
) {
    let Some(text) = node.as_str().filter(|text| text.trim().len() >= 8) else { return };
    let detail = Prompt { role: Some(role), bytes: text.len() as u64, template: text.contains('{') };
    let evidence = data.evidence(node.span, name, rule);
    let mut component =
        Component::local(data.path(), name, Detail::Prompt(detail)).pinned(Pin::Digest).seen(evidence.clone());
    component.hashes.push(Hash { algorithm: HashAlgorithm::Sha256, hex: Digest::of(text).hex() });
    let id = data.add(component);
    if let Some(agent) = agent {
        data.builder.link(Edge::new(agent.clone(), Relation::Instructs, id).seen(evidence));
    }
}
