//! Why evidence is not believed: one variant per check, so that a person and a policy can tell them apart.

use std::borrow::Cow;

use crate::text::strict::JsonError;

/// A check that failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Failure {
    #[error("it is larger than {limit} bytes")]
    TooLarge { limit: usize },
    #[error("the member `{pointer}` is there twice")]
    DuplicateMember { pointer: String },
    #[error("it is malformed: {detail}")]
    Malformed { detail: String },
    #[error("it cannot be read: {detail}")]
    Unreadable { detail: String },
    #[error("nothing is said about how it is to be verified: {detail}")]
    Unsupported { detail: String },
    #[error("the payload is `{found}`, no in-toto statement")]
    PayloadType { found: String },
    #[error("the statement's type is `{found}`")]
    StatementType { found: String },
    #[error("the predicate is `{found}`")]
    PredicateType { found: String },
    #[error("the statement names no subject")]
    NoSubject,
    #[error("no subject of the statement is `{name}`")]
    SubjectMismatch { name: String },
    #[error("{detail}")]
    ContentMismatch { detail: String },
    #[error("it signs a file, and no file is named")]
    NoArtifact,
    #[error("there is no evidence about `{name}`")]
    NoEvidence { name: String },
    #[error("none of the {all} pieces of evidence about `{name}` holds")]
    NoneHolds { name: String, all: usize },
    #[error("there is no statement of the type `{predicate_type}` about it")]
    MissingPredicate { predicate_type: String },
    #[error("the signature does not fit what is signed")]
    Signature,
    #[error("it has no signature")]
    NoSignature,
    #[error("it is signed by the key `{found}`, which is not among those that are trusted")]
    Key { found: String },
    #[error("it is signed with {found}, and the policy trusts {expected}")]
    Material { found: &'static str, expected: &'static str },
    #[error("it is signed by `{found}`")]
    Identity { found: String },
    #[error("the identity is vouched for by `{found}`")]
    Issuer { found: String },
    #[error("the claim `{name}` is `{found}`")]
    ClaimMismatch { name: String, found: String },
    #[error("the certificate is malformed: {detail}")]
    CertificateMalformed { detail: String },
    #[error("the certificate is by no trusted authority: {detail}")]
    CertificateUntrusted { detail: String },
    #[error("no trusted authority was valid at {time}")]
    AuthorityNotValid { time: jiff::Timestamp },
    #[error("the certificate was not valid yet at {time}")]
    CertificateNotYetValid { time: jiff::Timestamp },
    #[error("the certificate had expired at {time}")]
    CertificateExpired { time: jiff::Timestamp },
    #[error("the certificate is in no certificate log: {detail}")]
    CertificateNotLogged { detail: String },
    #[error("the signature is in no transparency log")]
    NotLogged,
    #[error("the transparency log `{log}` is not trusted")]
    UnknownLog { log: String },
    #[error("the inclusion proof does not hold: {detail}")]
    InclusionProof { detail: String },
    #[error("the log's checkpoint does not hold: {detail}")]
    Checkpoint { detail: String },
    #[error("the log's promise does not hold: {detail}")]
    InclusionPromise { detail: String },
    #[error("the log entry is about something else: {detail}")]
    LogEntryMismatch { detail: String },
    #[error("the log entry is malformed: {detail}")]
    LogEntryMalformed { detail: String },
    #[error("the log's time does not hold: {detail}")]
    IntegratedTime { detail: String },
    #[error("the timestamp does not hold: {detail}")]
    Timestamp { detail: String },
    #[error("the timestamp {time} lies outside of its authority's validity")]
    TimestampOutsideAuthority { time: jiff::Timestamp },
    #[error("no trusted service says when it was signed")]
    NoTime,
    #[error("it was signed on {signed}, too long ago")]
    TooOld { signed: jiff::Timestamp },
    #[error("the trusted root cannot be used: {detail}")]
    TrustedRoot { detail: String },
}

impl Failure {
    /// The name of the check.
    pub const fn check(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "too-large",
            Self::DuplicateMember { .. } => "duplicate-member",
            Self::Malformed { .. } => "malformed",
            Self::Unreadable { .. } => "unreadable",
            Self::Unsupported { .. } => "unsupported",
            Self::PayloadType { .. } => "payload-type",
            Self::StatementType { .. } => "statement-type",
            Self::PredicateType { .. } => "predicate-type",
            Self::NoSubject => "no-subject",
            Self::SubjectMismatch { .. } => "subject-mismatch",
            Self::ContentMismatch { .. } => "content-mismatch",
            Self::NoArtifact => "no-artifact",
            Self::NoEvidence { .. } => "no-evidence",
            Self::NoneHolds { .. } => "none-holds",
            Self::MissingPredicate { .. } => "missing-predicate",
            Self::Signature => "signature",
            Self::NoSignature => "no-signature",
            Self::Key { .. } => "key",
            Self::Material { .. } => "material",
            Self::Identity { .. } => "identity",
            Self::Issuer { .. } => "issuer",
            Self::ClaimMismatch { .. } => "claim",
            Self::CertificateMalformed { .. } => "certificate-malformed",
            Self::CertificateUntrusted { .. } => "certificate-untrusted",
            Self::AuthorityNotValid { .. } => "authority-not-valid",
            Self::CertificateNotYetValid { .. } => "certificate-not-yet-valid",
            Self::CertificateExpired { .. } => "certificate-expired",
            Self::CertificateNotLogged { .. } => "certificate-not-logged",
            Self::NotLogged => "not-logged",
            Self::UnknownLog { .. } => "unknown-log",
            Self::InclusionProof { .. } => "inclusion-proof",
            Self::Checkpoint { .. } => "checkpoint",
            Self::InclusionPromise { .. } => "inclusion-promise",
            Self::LogEntryMismatch { .. } => "log-entry-mismatch",
            Self::LogEntryMalformed { .. } => "log-entry-malformed",
            Self::IntegratedTime { .. } => "integrated-time",
            Self::Timestamp { .. } => "timestamp",
            Self::TimestampOutsideAuthority { .. } => "timestamp-outside-authority",
            Self::NoTime => "no-time",
            Self::TooOld { .. } => "too-old",
            Self::TrustedRoot { .. } => "trusted-root",
        }
    }

    /// What the user can do about it, when there is something.
    pub fn help(&self) -> Option<Cow<'static, str>> {
        Some(match self {
            Self::SubjectMismatch { .. } | Self::ContentMismatch { .. } => {
                "it is not what was signed: get it anew, or have it signed as it is now".into()
            }
            Self::Material { expected: "keys", .. } => {
                "name whom you trust: `--certificate-identity` with `--certificate-oidc-issuer`, or `--certificate-authority`"
                    .into()
            }
            Self::Material { .. } => "name the key that you trust with `--key`".into(),
            Self::Key { .. } => "have it signed by somebody you trust, or add their key with `--key`".into(),
            Self::NoEvidence { .. } => "name bundles with `--evidence`, or put them beside the artifact".into(),
            Self::NoArtifact => "name the file before the evidence".into(),
            Self::UnknownLog { .. } | Self::CertificateUntrusted { .. } | Self::AuthorityNotValid { .. } => {
                "if it is from another Sigstore instance, name that with `--instance` or `--trusted-root`; new keys of \
                 the public one come with `--refresh-root`"
                    .into()
            }
            Self::NoTime => "sign it with a timestamp or in a log, or drop `--max-age`".into(),
            Self::TooLarge { .. } => "it is no evidence that anybody needs".into(),
            _ => return None,
        })
    }
}

impl From<JsonError> for Failure {
    fn from(error: JsonError) -> Self {
        match error {
            JsonError::TooLarge { limit, .. } => Self::TooLarge { limit },
            JsonError::Duplicate { pointer, .. } => Self::DuplicateMember { pointer },
            JsonError::Malformed(error) => Self::Malformed { detail: error.to_string() },
        }
    }
}
