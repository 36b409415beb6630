//! A secret of a known form stands in the artifact.

use super::Heuristic;
use crate::analyze::secret::{is_placeholder, is_random};
use crate::analyze::{Context, Hit, Report, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::RegionKind;

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "exposed-secret",
        title: "a provider's key or token stands in the artifact",
        severity: Severity::High,
        confidence: Confidence::High,
        threat: Threat::SecretExposure,
        why: "Everybody who gets the artifact gets the account; agents repeat what they read.",
        fix: "Revoke it, take it out of the history, and read it from the environment.",
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for hit in context.hits("provider-token").filter(|hit| is_live(&hit.text)) {
        let report = Report::new(hit.place.clone(), RULE.meta.title).severity(severity(context, hit)).secret();
        sink.report(report);
    }
    for hit in context.hits("private-key-block") {
        let body: String = context
            .region(hit)
            .filter(|_| hit.coding.is_none())
            .and_then(|region| region.text.get(hit.range.start..))
            .map_or_else(|| hit.text.clone(), |text| text.chars().take(400).collect());
        let key = body.split_once("KEY-----").map_or("", |(_, body)| body).replace("\\n", "\n");
        let line = key.lines().map(str::trim).find(|line| line.len() >= 40 && !line.contains(':')).unwrap_or_default();
        if !is_placeholder(line) && is_random(line, 40) {
            sink.report(
                Report::new(hit.place.clone(), "a private key stands in the artifact")
                    .severity(severity(context, hit))
                    .secret(),
            );
        }
    }
    for hit in context.hits("address-password") {
        let password = hit
            .text
            .split_once("://")
            .and_then(|(_, rest)| rest.rsplit_once('@'))
            .and_then(|(user, _)| user.split_once(':'));
        let Some((user, password)) = password else { continue };
        let host = context.region(hit).and_then(|region| region.text.get(hit.range.end..)).unwrap_or_default();
        let local = ["localhost", "127.0.0.1", "db", "postgres", "mysql", "redis", "mongo", "host", "example"]
            .iter()
            .any(|name| host.starts_with(name))
            || host.contains("example.");
        if !local && user != password && !is_placeholder(password) && is_random(password, 12) {
            sink.report(
                Report::new(hit.place.clone(), "an address holds a password").severity(Severity::Medium).secret(),
            );
        }
    }
}

/// In tests, documents and their examples a key is more often a specimen.
fn severity(context: &Context<'_>, hit: &Hit<'_>) -> Severity {
    match hit.kind {
        _ if context.artifact.is_test(hit.place.file) => Severity::Medium,
        RegionKind::Document | RegionKind::Readme | RegionKind::CodeBlock | RegionKind::Comment | RegionKind::Data => {
            Severity::Medium
        }
        // Keys of maps and web applications are meant to be seen.
        _ if hit.text.starts_with("AIza") => Severity::Medium,
        _ => Severity::High,
    }
}

/// Whether a token is as random as tokens are.
fn is_live(token: &str) -> bool {
    // A public key of a database service says so, in base64.
    let public = ["InJvbGUiOiJhbm9uI", "yb2xlIjoiYW5vbi", "cm9sZSI6ImFub24i", "eyJzdWIiOiIxMjM0NTY3ODkwIi"];
    // Of the address of a webhook only the last part is secret.
    let token = if token.starts_with("https://") { token.rsplit('/').next().unwrap_or(token) } else { token };
    let prefix = token.find(['_', '-', ':', '.']).map_or(4, |at| at + 1).min(8);
    let body = token.get(prefix..).unwrap_or(token);
    !is_placeholder(token) && is_random(body, 12) && !public.iter().any(|part| token.contains(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn specimens_are_told_from_live_tokens() {
        for (token, live) in [
            ("ghp_q7Zt3Lw0Vb5Ny7Rk2Md9Xc4Hs8Pf6Jg1Ta", true),
            ("https://hooks.chat.example/services/T1/B1/q7Zt3Lw0Vb5Ny7Rk2Md9Xc4H", true),
            ("https://hooks.chat.example/services/T1/B1/XXXXXXXXXXXXXXXXXXXXXXXX", false),
            ("AKIAIOSFODNN7EXAMPLE", false),
            ("sk-ant-api03-your-key-goes-here-and-nowhere-else", false),
            ("ghp_abcdefghijklmnopqrstuvwxyz0123456789", false),
        ] {
            assert_eq!(is_live(token), live, "{token}");
        }
    }
}
