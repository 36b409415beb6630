//! Parameters that ask the model for a secret.

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::Parameter;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::Pattern;

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "secret-parameters",
        title: "a tool asks for a secret as a parameter",
        severity: Severity::Medium,
        confidence: Confidence::Medium,
        threat: Threat::CredentialAccess,
        why: "What a model passes to a tool stands in its context, in logs and in transcripts, and goes wherever the server sends it.",
        fix: "Let the server read secrets from its own configuration, or ask the user with URL elicitation.",
        references: &["https://modelcontextprotocol.io/specification/2025-11-25/client/elicitation"],
        taxonomy: "MCP01, CWE-522",
        ..StaticMeta::BASE
    },
    check,
};

static SECRET: Pattern = Pattern::new(concat!(
    r"(?i)^(?:(?:user|admin|root|db|database|ssh|sudo|master|login|account|wallet|current|my)_?)?(?:password|passwd|passphrase|private_?key|secret_?key|",
    r"seed_?phrase|mnemonic|recovery_?(?:phrase|code|key)|ssh_?key|credentials?|otp|mfa_?code|cvv|card_?number|ssn|session_?cookies?)$",
));

static TOKEN: Pattern = Pattern::new(
    r"(?i)^(?:(?:user|github|gitlab|slack|aws|openai|anthropic|google)_?)?(?:api_?key|access_?token|auth_?token|bearer_?token|refresh_?token|client_?secret|access_?key(?:_?id)?|secret_?access_?key|pat)$",
);

/// Tools whose work it is to make or keep secrets.
const ABOUT_SECRETS: &[&str] =
    &["generate", "create", "reset", "change", "hash", "set", "rotate", "encrypt", "verify", "strength", "vault"];

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for tool in &context.artifact.facts.tools {
        let name = tool.name.to_lowercase();
        let own = ABOUT_SECRETS.iter().any(|word| name.contains(word));
        for parameter in tool.parameters().into_iter().filter(Parameter::is_free_text) {
            let severity = match () {
                () if SECRET.is_match(parameter.name) => {
                    if own {
                        Severity::Low
                    } else {
                        Severity::Medium
                    }
                }
                () if TOKEN.is_match(parameter.name) => Severity::Low,
                () => continue,
            };
            let message = format!("`{}` asks for `{}`", tool.name, parameter.name);
            sink.report(Report::new(parameter.place(), message).severity(severity));
        }
    }
}
