//! Kinds of statements by the short names that policies give them.

use super::Stage;
use crate::config::nearest;

/// A kind of statement that policies name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The verdict of a scan.
    Scan,
    /// A bill of materials.
    Bom,
    /// SLSA provenance.
    Provenance,
    /// Evaluation records.
    Eval,
    /// That somebody answers for it.
    Approval,
    /// A decision of a policy.
    Vsa,
    /// Any other, by its URI.
    Other(String),
}

const TEST_RESULT: &str = "https://in-toto.io/attestation/test-result/v0.1";

/// Short names and the types that they stand for.
const NAMES: &[(&str, Kind, &[&str])] = &[
    ("scan", Kind::Scan, &["https://proofmark.dev/scan/v1"]),
    (
        "bom",
        Kind::Bom,
        &[
            "https://cyclonedx.org/bom",
            "https://spdx.dev/Document",
            "https://spdx.dev/Document/v2.3",
            "https://spdx.dev/Document/v3",
        ],
    ),
    ("provenance", Kind::Provenance, &["https://slsa.dev/provenance/v1"]),
    ("eval", Kind::Eval, &[crate::eval::SCHEMA]),
    (
        "approval",
        Kind::Approval,
        &["https://proofmark.dev/attestation/approval/v1", "https://proofmark.dev/approval/v1"],
    ),
    ("vsa", Kind::Vsa, &["https://slsa.dev/verification_summary/v1"]),
];

/// What a policy means by a predicate: a short name, or a URI.
pub(super) fn resolve(text: &str) -> Result<Kind, (String, Option<String>)> {
    if let Some((_, kind, _)) = NAMES.iter().find(|(name, _, types)| *name == text || types.contains(&text)) {
        return Ok(kind.clone());
    }
    if text.contains("://") {
        return Ok(Kind::Other(text.to_owned()));
    }
    let names = || NAMES.iter().map(|(name, ..)| *name);
    let help = nearest(text, names())
        .map_or_else(|| "or write the URI of the predicate".to_owned(), |near| format!("is `{near}` meant?"));
    let known = names().collect::<Vec<_>>().join(", ");
    Err((format!("`{text}` is no predicate: there are {known}"), Some(help)))
}

impl Kind {
    /// The kind of a statement. A test result is a scan where it says what was scanned.
    pub fn of(predicate_type: &str, predicate: &serde_json::Value) -> Self {
        if predicate_type == TEST_RESULT {
            let scan = predicate.get("proofmark_scan").is_some();
            return if scan { Self::Scan } else { Self::Other(predicate_type.to_owned()) };
        }
        let found = NAMES.iter().find(|(_, _, types)| types.contains(&predicate_type));
        found.map_or_else(|| Self::Other(predicate_type.to_owned()), |(_, kind, _)| kind.clone())
    }

    /// The short name; the URI where there is none.
    pub fn name(&self) -> &str {
        match self {
            Self::Other(uri) => uri,
            known => NAMES.iter().find(|(_, kind, _)| kind == known).map_or("", |(name, ..)| *name),
        }
    }

    /// The command that makes a statement of this kind about an artifact.
    pub(super) fn command(&self, reference: &str, to: Stage, policy: &str) -> String {
        let attest = format!("proofmark attest {reference} --key KEY --type");
        match self {
            Self::Scan | Self::Bom | Self::Provenance => format!("{attest} {}", self.name()),
            Self::Eval => format!("{attest} eval --records EVAL.json"),
            Self::Approval => format!("proofmark approve {reference} --to {to} --policy {policy} --key KEY"),
            Self::Vsa => format!("proofmark promote {reference} --to {to} --policy {policy} --key KEY"),
            Self::Other(uri) => format!("{attest} custom --predicate-type {uri} --predicate FILE"),
        }
    }
}
