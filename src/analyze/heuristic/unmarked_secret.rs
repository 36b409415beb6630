//! Inputs of a registry entry that are secrets and not treated as such.

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::server_json::{Part, entries};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::Node;

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "unmarked-secret",
        title: "an input that takes a secret is not marked as one",
        severity: Severity::Low,
        confidence: Confidence::Medium,
        threat: Threat::SecretExposure,
        why: "Clients show and store such an input in the open; one that is given in the entry is everybody's.",
        fix: "Set `isSecret`, and give no value or default.",
        references: &["https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json"],
        ..StaticMeta::BASE
    },
    check,
};

/// Parts of names that are secrets, and of those that only sound so.
const SECRET: &[&str] =
    &["token", "secret", "password", "passwd", "apikey", "privatekey", "credential", "authorization"];
const HARMLESS: &[&str] = &[
    "path", "file", "url", "uri", "max", "limit", "count", "tokens", "header", "name", "ttl", "type", "endpoint",
    "provider", "mode", "backend", "region", "expiry", "prefix",
];

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for entry in entries(context.artifact) {
        let inputs = entry.packages().into_iter().map(|part| part.parts("environmentVariables"));
        let headers = entry.remotes().into_iter().map(|part| part.parts("headers"));
        for input in inputs.chain(headers).flatten() {
            judge(&input, sink);
        }
    }
}

fn judge(input: &Part<'_>, sink: &mut Sink<'_>) {
    let name = input.text("name").unwrap_or_default();
    let plain = name.to_lowercase().replace(['_', '-'], "");
    if !SECRET.iter().any(|word| plain.contains(word)) || HARMLESS.iter().any(|word| plain.ends_with(word)) {
        return;
    }
    for member in ["value", "default"] {
        if let Some(value) = input.text(member)
            && is_literal(value)
        {
            let message = format!("`{name}` is given in the entry");
            return sink.report(Report::new(input.place_of(member), message).severity(Severity::High).secret());
        }
    }
    // A template asks for its variables, and these say whether they are secret.
    let mut marked = false;
    input.node.walk("", &mut |_, node| {
        marked |= ["isSecret", "is_secret"].iter().any(|flag| node.get(flag).and_then(Node::as_bool) == Some(true));
    });
    if !marked {
        sink.report(Report::new(input.place_of("name"), format!("`{name}` is not marked as secret")));
    }
}

/// Whether a value is a secret itself, neither a template nor a placeholder.
fn is_literal(value: &str) -> bool {
    let value = value.rsplit(' ').next().unwrap_or(value);
    let lower = value.to_lowercase();
    let filler = ["your", "xxx", "example", "changeme", "placeholder", "todo", "<", "{", "$", "***", "...", "://"];
    value.len() >= 12
        && value.chars().any(|c| c.is_ascii_digit())
        && value.chars().any(|c| c.is_ascii_alphabetic())
        && !filler.iter().any(|word| lower.contains(word))
}
