//! A server opens credentials of the user when it is only asked what it offers.

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::source::sandbox::Act;
use crate::text::Pattern;

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "startup-credential-access",
        title: "a server opens credentials when it is only asked what it offers",
        severity: Severity::High,
        confidence: Confidence::High,
        threat: Threat::CredentialAccess,
        why: "No tool was called: the server takes keys of the user as soon as it runs.",
        fix: "Take credentials from the server's own configuration, and only when a tool needs them.",
        taxonomy: "ASI03",
        ..StaticMeta::BASE
    },
    check,
};

/// Files that hold credentials of people and of other programs. Runners read `.npmrc` by themselves.
pub(super) static CREDENTIALS: Pattern = Pattern::new(
    r"(?i)/\.(?:ssh|gnupg|aws|azure|kube|docker|password-store|mozilla|electrum|ethereum|openclaw)(?:/|$)|/\.config/(?:gh|gcloud|solana|google-chrome|chromium|op)/|/\.(?:netrc|git-credentials|pypirc|pgpass|vault-token|claude\.json|env)$|/\.(?:claude|codex|cursor|gemini)/[^/]*(?:credential|auth|mcp)[^/]*$|/id_(?:rsa|dsa|ecdsa|ed25519)$|/etc/(?:shadow|gshadow|sudoers)|/keychains?/|/keyrings/|wallet\.dat$|/(?:secrets?|credentials?)(?:[./]|$)",
);

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let attempts = context.artifact.facts.sessions.iter().flat_map(|session| &session.attempts);
    for attempt in attempts.filter(|attempt| CREDENTIALS.is_match(&attempt.target)) {
        let (how, severity) = match attempt.act {
            Act::Read => ("was refused", Severity::High),
            Act::Write => ("was refused to write to", Severity::High),
            // Libraries of clouds look in the home for their own configuration.
            Act::Look => ("looked for", Severity::Medium),
            Act::Execute | Act::Connect | Act::Listen | Act::Socket => continue,
        };
        let message = format!("the server {how} `{}` while it was only asked what it offers", attempt.target);
        sink.report(Report::new(attempt.place.clone(), message).severity(severity));
    }
}
