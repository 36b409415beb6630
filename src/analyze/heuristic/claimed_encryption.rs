//! A tool says that it encrypts, and nothing in its source does.

use super::Heuristic;
use crate::analyze::flow::SinkKind;
use crate::analyze::{Context, Report, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "claimed-encryption",
        title: "a tool says that it encrypts, and does not",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::Impersonation,
        why: "Whoever trusts the claim hands over in the clear what was to be kept secret.",
        fix: "Use a library for encryption, or say what the tool does instead.",
        ..StaticMeta::BASE
    },
    check,
};

/// Words without which source code encrypts nothing.
const LIBRARIES: &[&str] = &[
    "cryptography",
    "Crypto.",
    "Cryptodome",
    "nacl",
    "Fernet",
    "AESGCM",
    "createCipher",
    "subtle",
    "publicEncrypt",
    "sodium",
    "crypto-js",
    "CryptoJS",
    "forge",
    "openpgp",
    "gnupg",
    "pyAesCrypt",
    "crypto/",
    "openssl",
    "age.",
    "kms",
    "vault",
];

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let artifact = context.artifact;
    let claims = |text: &str| {
        let text = text.to_ascii_lowercase();
        text.contains("encrypt")
            && ["aes", "rsa", "chacha", "256", "securely", "military"].iter().any(|word| text.contains(word))
    };
    for (index, tool) in artifact.facts.tools.iter().enumerate().filter(|(_, tool)| tool.handler.is_some()) {
        // The work may be done elsewhere.
        let elsewhere = context.flows.events.iter().any(|event| {
            event.tool == Some(index) && matches!(event.kind, SinkKind::Send | SinkKind::Process | SinkKind::Shell)
        });
        let encrypts = || artifact.files.iter().any(|file| LIBRARIES.iter().any(|word| file.text().contains(word)));
        if claims(&tool.description) && !elsewhere && !encrypts() {
            let message = format!("tool `{}` says that it encrypts, and nothing in the source does", tool.name);
            sink.report(Report::new(tool.place.clone(), message));
        }
    }
}
