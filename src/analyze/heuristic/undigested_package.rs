//! A registry entry or manifest names an artifact without saying what its bytes are.

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::server_json::entries;
use crate::artifact::{ArtifactKind, Place};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::{Node, pointer};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "undigested-package",
        title: "a registry entry does not say what the bytes of an artifact are",
        severity: Severity::Low,
        confidence: Confidence::High,
        threat: Threat::SupplyChain,
        why: "Tags and release files can be replaced, and no client can tell.",
        fix: "Give `fileSha256` for a bundle, and the digest of an image.",
        references: &["https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json"],
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for package in entries(context.artifact).iter().flat_map(crate::artifact::server_json::Entry::packages) {
        let Some(identifier) = package.identifier() else { continue };
        let hash = package.text("fileSha256").unwrap_or_default();
        let valid = hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        let (severity, message) = match package.registry_type() {
            "mcpb" if !valid => (Severity::Medium, "the bundle has no valid `fileSha256`"),
            "oci" | "docker" if !identifier.text.contains("@sha256:") => (Severity::Low, "the image has no digest"),
            _ => continue,
        };
        let place = Place::new(package.file, identifier.span()).at(pointer(&package.at, "identifier"));
        sink.report(Report::new(place, message).severity(severity));
    }
    for parsed in context.artifact.parsed_as(ArtifactKind::RegistryManifest) {
        let list = parsed.document.root.get("artifacts").map(Node::items).unwrap_or_default();
        for (index, reference) in list.iter().enumerate() {
            let inline = reference.get("oci").and_then(Node::as_str).is_some_and(|oci| oci.contains("@sha256:"));
            let digest = reference.get("digest").and_then(Node::as_str).is_some_and(|text| text.starts_with("sha256:"));
            if !inline && !digest {
                let place = Place::new(parsed.file, reference.span).at(pointer("/artifacts", &index.to_string()));
                sink.report(Report::new(place, "the artifact has no digest"));
            }
        }
    }
}
