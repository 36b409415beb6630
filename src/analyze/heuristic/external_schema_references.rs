//! Schemas that refer to what lies outside of them.

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::Place;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "external-schema-references",
        title: "a tool's schema refers to a document elsewhere",
        severity: Severity::Medium,
        confidence: Confidence::High,
        threat: Threat::ToolPoisoning,
        why: "Whoever serves the document changes the tool after its approval, and a client that resolves it sends a request to a place of the server's choice.",
        fix: "Put the definition into `$defs` and refer to it with `#/$defs/…`.",
        taxonomy: "MCP04, CWE-829",
        ..StaticMeta::BASE
    },
    check,
};

/// Hosts of the meta-schemas that `$schema` may name.
const META_SCHEMAS: &[&str] = &["http://json-schema.org/", "https://json-schema.org/", "https://spec.openapis.org/"];

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for tool in &context.artifact.facts.tools {
        let (Some(schema), Some(at)) = (&tool.schema, &tool.place.pointer) else { continue };
        schema.walk(at, &mut |_, node| {
            for member in node.members() {
                let Some(target) = member.value.as_text() else { continue };
                let text = target.text.as_str();
                let outside = match member.name.text.as_str() {
                    "$ref" | "$dynamicRef" => !text.starts_with('#'),
                    "$schema" => text.contains("://") && !META_SCHEMAS.iter().any(|meta| text.starts_with(meta)),
                    _ => false,
                };
                if outside {
                    // Plain HTTP, files and bare addresses are where requests are forged to.
                    let risky = !text.starts_with("https://") && text.contains(':') || literal_address(text);
                    let severity = if risky { Severity::High } else { Severity::Medium };
                    let place = Place::new(tool.place.file, target.span()).at(at.clone());
                    sink.report(Report::new(place, RULE.meta.title).severity(severity));
                }
            }
        });
    }
}

/// Whether the host of a URL is a number.
fn literal_address(url: &str) -> bool {
    url.split_once("://").is_some_and(|(_, rest)| rest.starts_with(|c: char| c.is_ascii_digit() || c == '['))
}
