//! Attestations of cosign's that are in the log by their digest.

use jiff::Timestamp;

use super::{Failure, Policy, Proof, SignedBy, Signer, fresh, only_signature, payload_type, said};
use crate::attest::evidence::Attestation;
use crate::attest::sigstore::{self, Leaf, TrustedRoot};
use crate::attest::{PublicKey, Subject};

/// Verifies that somebody signed, that it was logged while they could, and that the log means this envelope by them.
pub(super) fn verify(
    attestation: &Attestation,
    subject: Option<&Subject>,
    policy: &Policy,
    root: &TrustedRoot,
    now: Timestamp,
) -> Result<Proof, Failure> {
    let envelope = &attestation.envelope;
    payload_type(envelope)?;
    let signature = only_signature(envelope)?;
    let message = envelope.signed_bytes();
    let (signers, found) = match attestation.certificate {
        Some(_) => {
            let identities = policy.signers.iter().any(|signer| matches!(signer, Signer::Identity { .. }));
            (identities, "a certificate of Sigstore's")
        }
        None => (policy.keys().next().is_some(), "a key"),
    };
    if !signers {
        return Err(Failure::Material { found, expected: policy.trusts() });
    }
    let mut times = vec![attestation.entry.verify(root, now)?];
    if let Some(token) = &attestation.timestamp {
        times.push(sigstore::timestamp(token, signature, root)?);
    }
    let by = if let Some(certificate) = &attestation.certificate {
        let leaf = Leaf::verify(certificate, &times, root)?;
        if !leaf.key()?.verifies(&message, signature) {
            return Err(Failure::Signature);
        }
        attestation.logged_for_certificate(certificate)?;
        leaf.identified(policy)?
    } else {
        let signed = |key: &&PublicKey| key.verifies(&message, signature);
        let key = policy.keys().find(signed).ok_or(Failure::Signature)?;
        attestation.logged_for_key(key)?;
        SignedBy::Key { id: key.id() }
    };
    fresh(policy, &times, now)?;
    said(envelope, subject, policy, by, times)
}
