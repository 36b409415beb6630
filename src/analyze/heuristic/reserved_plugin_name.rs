//! A plugin or marketplace has a name that its host keeps for itself, or calls itself official.

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::{ArtifactKind, Place};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::Node;

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "reserved-plugin-name",
        title: "a plugin or marketplace borrows the name of a vendor",
        severity: Severity::Medium,
        confidence: Confidence::Medium,
        threat: Threat::Impersonation,
        why: "Users install by name, and take it for the vendor's own.",
        fix: "Use a name of your own, and name the vendor in the description.",
        references: &["https://code.claude.com/docs/en/plugin-marketplaces"],
        ..StaticMeta::BASE
    },
    check,
};

/// Names that hosts keep for their own marketplaces, and whose they are.
const RESERVED: &[(&str, &str)] = &[
    ("claude-code-marketplace", "anthropic"),
    ("claude-code-plugins", "anthropic"),
    ("claude-plugins-official", "anthropic"),
    ("anthropic-marketplace", "anthropic"),
    ("anthropic-plugins", "anthropic"),
    ("agent-skills", "anthropic"),
    ("life-sciences", "anthropic"),
];
/// Words in names that claim a vendor, and whose they are.
const CLAIMS: &[(&str, &str)] = &[
    ("anthropic", "anthropic"),
    ("claude", "anthropic"),
    ("openai", "openai"),
    ("codex", "openai"),
    ("github", "github"),
    ("microsoft", "microsoft"),
    ("google", "google"),
    ("gemini", "google"),
    ("cursor", "cursor"),
];

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for parsed in &context.artifact.parsed {
        let marketplace = parsed.kind == ArtifactKind::Marketplace;
        if !marketplace && parsed.kind != ArtifactKind::Plugin {
            continue;
        }
        let root = &parsed.document.root;
        let Some(name) = root.get("name").and_then(Node::as_text) else { continue };
        let lower = name.text.to_lowercase();
        let owner = owner(root);
        let reserved = RESERVED.iter().find(|(reserved, _)| marketplace && lower == *reserved);
        let official =
            lower.contains("official").then(|| CLAIMS.iter().find(|(word, _)| lower.contains(word))).flatten();
        let Some((_, vendor)) = reserved.or(official).filter(|(_, vendor)| !owner.contains(vendor)) else { continue };
        let place = Place::new(parsed.file, name.span()).at("/name");
        sink.report(Report::new(place, format!("`{}` is a name of {vendor}'s, and its owner is another", name.text)));
    }
}

/// What the manifest says of its owner, in lower case.
fn owner(root: &Node) -> String {
    let mut text = String::new();
    for name in ["owner", "author", "homepage", "repository"] {
        if let Some(node) = root.get(name) {
            node.walk("", &mut |_, node| text.push_str(&node.as_str().unwrap_or_default().to_lowercase()));
        }
    }
    text
}
