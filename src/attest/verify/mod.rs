//! The only door: evidence goes in, and what comes out was signed by somebody whom the policy trusts, about the artifact
//! that was asked for.

pub(super) mod authority;
mod failure;
mod policy;
mod promised;
mod verified;

use jiff::Timestamp;
use serde::Deserialize as _;
use serde_json::Value;

pub use failure::Failure;
pub(super) use policy::Claims;
pub use policy::{Claim, Pattern, Policy, Signer};
pub use verified::{Content, Proof, SignedBy, Verified, Warning};

use super::bundle::{Bundle, Material};
use super::envelope::Envelope;
use super::evidence::{Evidence, oms};
use super::sigstore::{self, TrustedRoot};
use super::statement::{PAYLOAD_TYPE, STATEMENT_V01, STATEMENT_V1, Statement};
use super::{MAX_DOCUMENT, PublicKey, Subject};
use crate::text::strict::{self, Names};

/// Verifies one piece of evidence: first who signed, then what is said, then about what.
///
/// Without a subject, what is said is not compared with anything: the proof names the subjects.
pub fn verify(
    evidence: &Evidence,
    subject: Option<&Subject>,
    policy: &Policy,
    root: &TrustedRoot,
    now: Timestamp,
) -> Result<Proof, Failure> {
    match evidence {
        Evidence::Bundle(bundle) => of_bundle(bundle, subject, policy, root, now),
        Evidence::Envelope(envelope) => of_envelope(envelope, subject, policy),
        Evidence::Attestation(attestation) => promised::verify(attestation, subject, policy, root, now),
        Evidence::Card(card) => card.verify(policy, subject),
        Evidence::Mcpb(mcpb) => mcpb.verify(policy, subject, now),
    }
}

fn of_bundle(
    bundle: &Bundle,
    subject: Option<&Subject>,
    policy: &Policy,
    root: &TrustedRoot,
    now: Timestamp,
) -> Result<Proof, Failure> {
    // What the payload is has to be settled before anybody reads it.
    if let Some(envelope) = bundle.envelope() {
        payload_type(envelope)?;
    }
    let (by, times) = match &bundle.material {
        Material::Key { hint } => by_key(bundle, hint, subject, policy, root)?,
        Material::Certificate => {
            if !policy.signers.iter().any(|signer| matches!(signer, Signer::Identity { .. })) {
                return Err(Failure::Material { found: "a certificate of Sigstore's", expected: policy.trusts() });
            }
            sigstore::by_identity(bundle, subject, policy, root)?
        }
        Material::Chain(chain) => {
            let envelope = bundle.envelope().ok_or(Failure::Unsupported { detail: "no statement".to_owned() })?;
            let signature = only_signature(envelope)?;
            (authority::verify(chain, &envelope.signed_bytes(), signature, policy, now)?, Vec::new())
        }
    };
    fresh(policy, &times, now)?;
    if let Some(envelope) = bundle.envelope() {
        return said(envelope, subject, policy, by, times);
    }
    // The library has compared the signature with the bytes or the digest of the subject.
    let subject = subject.ok_or(Failure::NoArtifact)?;
    Ok(Proof::new(Content::File { name: subject.name.clone(), form: "a signed file" }, by, times))
}

/// A bare envelope has no certificate: only keys can verify it, any of which may have signed.
fn of_envelope(envelope: &Envelope, subject: Option<&Subject>, policy: &Policy) -> Result<Proof, Failure> {
    payload_type(envelope)?;
    if envelope.signatures.is_empty() {
        return Err(Failure::NoSignature);
    }
    if policy.keys().next().is_none() {
        return Err(Failure::Material { found: "a key", expected: policy.trusts() });
    }
    if policy.require_log {
        return Err(Failure::NotLogged);
    }
    let message = envelope.signed_bytes();
    let signed = |key: &&PublicKey| envelope.signatures.iter().any(|signature| key.verifies(&message, &signature.sig));
    let key = policy.keys().find(signed).ok_or(Failure::Signature)?;
    fresh(policy, &[], Timestamp::UNIX_EPOCH)?;
    said(envelope, subject, policy, SignedBy::Key { id: key.id() }, Vec::new())
}

fn payload_type(envelope: &Envelope) -> Result<(), Failure> {
    if envelope.payload_type == PAYLOAD_TYPE {
        return Ok(());
    }
    Err(Failure::PayloadType { found: envelope.payload_type.clone() })
}

fn only_signature(envelope: &Envelope) -> Result<&[u8], Failure> {
    match envelope.signatures.as_slice() {
        [] => Err(Failure::NoSignature),
        [only] => Ok(&only.sig),
        _ => Err(Failure::Unsupported { detail: "a bundle has one signature".to_owned() }),
    }
}

/// Verifies a signature by a key that the policy holds. The hint is not signed, but where it looks like a digest it has
/// to be that of the key.
fn by_key(
    bundle: &Bundle,
    hint: &str,
    subject: Option<&Subject>,
    policy: &Policy,
    root: &TrustedRoot,
) -> Result<(SignedBy, Vec<Timestamp>), Failure> {
    /// Shorter than any spelling of a SHA-256; some signers write names of their own.
    const SHORT: usize = 40;
    if policy.keys().next().is_none() {
        return Err(Failure::Material { found: "a key", expected: policy.trusts() });
    }
    let candidates: Vec<&PublicKey> = policy.keys().filter(|key| hint.len() < SHORT || key.is_named(hint)).collect();
    if candidates.is_empty() {
        return Err(Failure::Key { found: hint.to_owned() });
    }
    let keyid = bundle.envelope().and_then(|envelope| envelope.signatures.first()).map(|signature| &signature.keyid);
    if let Some(keyid) = keyid.filter(|keyid| !keyid.is_empty() && *keyid != hint) {
        return Err(Failure::Key { found: keyid.clone() });
    }
    let evident = sigstore::has_evidence(bundle);
    if policy.require_log && !sigstore::is_logged(bundle) {
        return Err(Failure::NotLogged);
    }
    let mut failure = Failure::Signature;
    for key in candidates {
        let result = match bundle.envelope() {
            // Without a log entry or a timestamp there is nothing for the library to verify.
            Some(envelope) if !evident => {
                let signature = only_signature(envelope)?;
                let holds = key.verifies(&envelope.signed_bytes(), signature);
                if holds { Ok(Vec::new()) } else { Err(Failure::Signature) }
            }
            _ => sigstore::by_key(bundle, key, subject, root),
        };
        match result {
            Ok(times) => return Ok((SignedBy::Key { id: key.id() }, times)),
            Err(reason) => failure = reason,
        }
    }
    Err(failure)
}

fn fresh(policy: &Policy, times: &[Timestamp], now: Timestamp) -> Result<(), Failure> {
    let Some(max_age) = policy.max_age else { return Ok(()) };
    // The earliest: a later one may have been added by anybody.
    let signed = *times.iter().min().ok_or(Failure::NoTime)?;
    if now.duration_since(signed) > max_age {
        return Err(Failure::TooOld { signed });
    }
    Ok(())
}

/// Reads what was signed, now that it is known by whom.
fn said(
    envelope: &Envelope,
    subject: Option<&Subject>,
    policy: &Policy,
    by: SignedBy,
    times: Vec<Timestamp>,
) -> Result<Proof, Failure> {
    let statement = read_statement(envelope)?;
    if !policy.predicate_types.is_empty() && !policy.predicate_types.contains(&statement.predicate_type) {
        return Err(Failure::PredicateType { found: statement.predicate_type });
    }
    let (mut about, mut warnings) = (None, Vec::new());
    if let Some(subject) = subject {
        about = if statement.predicate_type == oms::PREDICATE_TYPE {
            warnings = oms::compare(&statement, subject)?;
            Some(subject.name.clone())
        } else {
            let named = statement.subject.iter().find(|named| subject.is(&named.digest));
            let named = named.ok_or_else(|| Failure::SubjectMismatch { name: subject.name.clone() })?;
            Some(named.name.clone())
        };
    }
    let content = Content::Statement { statement: Box::new(statement), about };
    Ok(Proof::new(content, by, times).with_warnings(warnings))
}

/// Reads the statement in an envelope, strictly.
pub(super) fn read_statement(envelope: &Envelope) -> Result<Statement, Failure> {
    payload_type(envelope)?;
    let document: Value = strict::parse(&envelope.payload, Names::FoldOutermost, MAX_DOCUMENT)?;
    // Our reader would take a list for the members of an object in their order; others do not.
    let subjects = document.get("subject").and_then(Value::as_array);
    if !document.is_object() || !subjects.is_some_and(|all| all.iter().all(Value::is_object)) {
        return Err(Failure::Malformed { detail: "it has not the form of a statement".to_owned() });
    }
    let statement =
        Statement::deserialize(document).map_err(|error| Failure::Malformed { detail: error.to_string() })?;
    if ![STATEMENT_V1, STATEMENT_V01].contains(&statement.statement_type.as_str()) {
        return Err(Failure::StatementType { found: statement.statement_type });
    }
    if statement.subject.iter().all(|subject| subject.digest.is_empty()) {
        return Err(Failure::NoSubject);
    }
    Ok(statement)
}
