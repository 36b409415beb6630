//! A marketplace or settings fetch plugins without saying which revision.

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::{ArtifactKind, Place};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::{Node, Span, pointer};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "unpinned-plugin",
        title: "a plugin is fetched from elsewhere without a pinned revision",
        severity: Severity::Low,
        confidence: Confidence::High,
        threat: Threat::SupplyChain,
        why: "Whoever can push to that repository, or takes the name over, changes what runs on every machine.",
        fix: "Pin the source to a commit with `sha`, or to an exact package version.",
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for parsed in &context.artifact.parsed {
        let root = &parsed.document.root;
        let mut sources = Vec::new();
        if parsed.kind == ArtifactKind::Marketplace {
            for (index, plugin) in root.get("plugins").map(Node::items).unwrap_or_default().iter().enumerate() {
                let at = pointer(&pointer("/plugins", &index.to_string()), "source");
                sources.extend(plugin.get("source").map(|source| (source, at)));
            }
        }
        for member in root.get("extraKnownMarketplaces").map(Node::members).unwrap_or_default() {
            let at = pointer(&pointer("/extraKnownMarketplaces", &member.name.text), "source");
            sources.extend(member.value.get("source").map(|source| (source, at)));
        }
        for (source, at) in sources {
            if let Some((span, message, severity)) = judge(source) {
                sink.report(Report::new(Place::new(parsed.file, span).at(at), message).severity(severity));
            }
        }
    }
}

fn judge(source: &Node) -> Option<(Span, String, Severity)> {
    let text = |name: &str| source.get(name).and_then(Node::as_text);
    if let Some(address) = source.as_text() {
        let plain = address.text.starts_with("http://");
        return plain
            .then(|| (address.span(), format!("`{}` is fetched over plain HTTP", address.text), Severity::Medium));
    }
    if let Some(package) = text("package") {
        let exact =
            |version: &str| version.starts_with(|c: char| c.is_ascii_digit()) && version.split('.').count() >= 3;
        let pinned = text("version").is_some_and(|version| exact(&version.text));
        return (!pinned)
            .then(|| (package.span(), format!("`{}` has no exact version", package.text), Severity::Medium));
    }
    let place = text("repo").or_else(|| text("url"))?;
    if place.text.starts_with("http://") || place.text.starts_with("git://") {
        return Some((place.span(), format!("`{}` is fetched over an open connection", place.text), Severity::Medium));
    }
    let commit = |name: &str| {
        text(name).is_some_and(|text| text.text.len() == 40 && text.text.bytes().all(|byte| byte.is_ascii_hexdigit()))
    };
    let pinned = ["sha", "ref", "commit"].into_iter().any(commit);
    (!pinned).then(|| (place.span(), format!("`{}` has no commit", place.text), Severity::Low))
}
