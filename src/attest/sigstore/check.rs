//! Verification by the library, and its errors as ours.

use jiff::Timestamp;
use sigstore_verify::crypto::CertificateInfo;
use sigstore_verify::types::{Artifact, ArtifactDigest, Sha256Hash, Sha512Hash};
use sigstore_verify::{
    CertificateError, Error, PublicKeyVerificationPolicy, TimestampError, TransparencyLogError, VerificationPolicy,
    VerificationResult, Verifier, bundle as library,
};

use super::TrustedRoot;
use crate::attest::statement::DigestSet;
use crate::attest::verify::{Claims, Failure, Policy, SignedBy, read_statement};
use crate::attest::{Bundle, PublicKey, Subject};

/// Whether there is a log entry or a timestamp.
pub(in crate::attest) fn has_evidence(bundle: &Bundle) -> bool {
    let material = &bundle.parsed.verification_material;
    is_logged(bundle) || !material.timestamp_verification_data.rfc3161_timestamps.is_empty()
}

/// Whether there is a log entry.
pub(in crate::attest) fn is_logged(bundle: &Bundle) -> bool {
    !bundle.parsed.verification_material.tlog_entries.is_empty()
}

/// Verifies a signature by a key that comes with log entries or timestamps, or that is over a file.
pub(in crate::attest) fn by_key(
    bundle: &Bundle,
    key: &PublicKey,
    subject: Option<&Subject>,
    root: &TrustedRoot,
) -> Result<Vec<Timestamp>, Failure> {
    let mut policy = PublicKeyVerificationPolicy::new(key.spki().clone());
    if !is_logged(bundle) {
        policy = policy.skip_tlog_unsafe();
    }
    Ok(run(bundle, subject, root, &policy)?.verified_timestamps().to_vec())
}

/// Verifies a signature by an identity, and that the policy trusts it.
pub(in crate::attest) fn by_identity(
    bundle: &Bundle,
    subject: Option<&Subject>,
    policy: &Policy,
    root: &TrustedRoot,
) -> Result<(SignedBy, Vec<Timestamp>), Failure> {
    // Who may sign is decided below: the library knows no patterns and no claims.
    let mut rules = VerificationPolicy::any_identity();
    if !root.has_log() {
        rules = rules.skip_tlog_unsafe();
    }
    if !root.has_certificate_log() {
        rules = rules.skip_sct();
    }
    let result = run(bundle, subject, root, &rules)?;
    if !result.certificate_verified() || (root.has_log() && !result.tlog_verified()) {
        return Err(Failure::NotLogged);
    }
    let certificate = result.certificate().ok_or(Failure::NotLogged)?;
    Ok((identified(certificate, policy)?, result.verified_timestamps().to_vec()))
}

/// Whose certificate it is, if the policy trusts them. The certificate was verified before.
pub(super) fn identified(certificate: &CertificateInfo, policy: &Policy) -> Result<SignedBy, Failure> {
    let claims = Claims {
        identity: certificate.identity.as_ref().map(sigstore_verify::SubjectAltName::as_str),
        issuer: certificate.issuer.as_deref(),
        job: job(certificate),
    };
    policy.identified(&claims)?;
    Ok(SignedBy::Identity {
        identity: claims.identity.unwrap_or_default().to_owned(),
        issuer: claims.issuer.map(str::to_owned),
        claims: claims.job.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
    })
}

fn run(
    bundle: &Bundle,
    subject: Option<&Subject>,
    root: &TrustedRoot,
    policy: &dyn sigstore_verify::Policy,
) -> Result<VerificationResult, Failure> {
    let verifier = Verifier::new(&root.0).map_err(|error| Failure::TrustedRoot { detail: error.to_string() })?;
    // The library compares any one digest; that it is the right artifact is decided on the whole digest set later.
    let artifact = match (bundle.envelope(), subject) {
        (Some(envelope), _) => {
            let statement = read_statement(envelope)?;
            let digest = statement.subject.iter().find_map(|named| digest(&named.digest));
            Artifact::Digest(
                digest.ok_or(Failure::Unsupported { detail: "no subject has a SHA-256 or SHA-512".to_owned() })?,
            )
        }
        (None, Some(Subject { bytes: Some(bytes), .. })) => Artifact::Blob(bytes),
        (None, Some(subject)) => Artifact::Digest(digest(&subject.digest).ok_or(Failure::NoArtifact)?),
        (None, None) => return Err(Failure::NoArtifact),
    };
    verifier.verify(artifact, &bundle.parsed, policy).map_err(|error| failure(error, subject))
}

fn digest(set: &DigestSet) -> Option<ArtifactDigest> {
    let sha256 = set.get("sha256").and_then(|hex| Sha256Hash::from_hex(hex).ok()).map(ArtifactDigest::from);
    let sha512 = || {
        let hash = set.get("sha512").and_then(|hex| Sha512Hash::from_hex(hex).ok())?;
        ArtifactDigest::new(sigstore_verify::types::HashAlgorithm::Sha2512, hash.as_slice()).ok()
    };
    sha256.or_else(sha512)
}

/// The claims about a CI job, by the names of [`crate::attest::Claim::NAMES`].
fn job(certificate: &CertificateInfo) -> Vec<(&'static str, &str)> {
    let claims = &certificate.ci_claims;
    let all = [
        ("build-signer-uri", &claims.build_signer_uri),
        ("build-signer-digest", &claims.build_signer_digest),
        ("runner-environment", &claims.runner_environment),
        ("source-repository-uri", &claims.source_repository_uri),
        ("source-repository-digest", &claims.source_repository_digest),
        ("source-repository-ref", &claims.source_repository_ref),
        ("source-repository-identifier", &claims.source_repository_identifier),
        ("source-repository-owner-uri", &claims.source_repository_owner_uri),
        ("source-repository-owner-identifier", &claims.source_repository_owner_identifier),
        ("build-config-uri", &claims.build_config_uri),
        ("build-config-digest", &claims.build_config_digest),
        ("build-trigger", &claims.build_trigger),
        ("run-invocation-uri", &claims.run_invocation_uri),
        ("source-repository-visibility", &claims.source_repository_visibility_at_signing),
        ("deployment-environment", &claims.deployment_environment),
    ];
    all.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?))).collect()
}

fn failure(error: Error, subject: Option<&Subject>) -> Failure {
    match error {
        Error::SignatureInvalid(_) => Failure::Signature,
        Error::ArtifactMismatch(_) => {
            Failure::SubjectMismatch { name: subject.map_or_else(String::new, |subject| subject.name.clone()) }
        }
        Error::Certificate(error) => certificate(error),
        Error::TransparencyLog(error) => log(error),
        Error::Timestamp(TimestampError::Invalid(detail)) => Failure::Timestamp { detail },
        Error::Timestamp(TimestampError::OutsideAuthorityValidity { time }) => {
            Failure::TimestampOutsideAuthority { time }
        }
        Error::Bundle(library::Error::MissingInclusionProof(_) | library::Error::MissingInclusionPromise(_)) => {
            Failure::NotLogged
        }
        Error::Timestamp(TimestampError::NoVerifiedTimestamp(_))
        | Error::Bundle(library::Error::MissingSigningTimeEvidence | library::Error::MissingTimestamp) => {
            Failure::NoTime
        }
        Error::Bundle(error @ (library::Error::MissingCheckpoint | library::Error::CheckpointRootMismatch)) => {
            Failure::Checkpoint { detail: error.to_string() }
        }
        Error::Bundle(error @ library::Error::LogIndexOutOfRange { .. }) => {
            Failure::InclusionProof { detail: error.to_string() }
        }
        Error::InvalidTrustRoot(detail) => Failure::TrustedRoot { detail },
        Error::TrustRoot(error) => Failure::TrustedRoot { detail: error.to_string() },
        Error::UnsupportedBundle(detail) | Error::UnsupportedArtifact(detail) => Failure::Unsupported { detail },
        other => Failure::Malformed { detail: other.to_string() },
    }
}

fn certificate(error: CertificateError) -> Failure {
    match error {
        CertificateError::Malformed(detail) => Failure::CertificateMalformed { detail },
        CertificateError::ChainInvalid(detail) => Failure::CertificateUntrusted { detail },
        CertificateError::NoValidAuthority { time } => Failure::AuthorityNotValid { time },
        CertificateError::NotYetValid { time, .. } => Failure::CertificateNotYetValid { time },
        CertificateError::Expired { time, .. } => Failure::CertificateExpired { time },
        CertificateError::Sct(detail) => Failure::CertificateNotLogged { detail },
        other => Failure::CertificateUntrusted { detail: other.to_string() },
    }
}

fn log(error: TransparencyLogError) -> Failure {
    match error {
        TransparencyLogError::UnknownLog { log_id } => Failure::UnknownLog { log: log_id },
        TransparencyLogError::InclusionProof(detail) => Failure::InclusionProof { detail },
        TransparencyLogError::Checkpoint(detail) => Failure::Checkpoint { detail },
        TransparencyLogError::InclusionPromise(detail) => Failure::InclusionPromise { detail },
        TransparencyLogError::EntryMismatch(detail) => Failure::LogEntryMismatch { detail },
        TransparencyLogError::IntegratedTime(detail) => Failure::IntegratedTime { detail },
        TransparencyLogError::MalformedEntry(detail) => Failure::LogEntryMalformed { detail },
        other => Failure::InclusionProof { detail: other.to_string() },
    }
}
