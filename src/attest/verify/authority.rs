//! Signatures under a private authority: a chain of X.509 certificates up to a root that the user names.

use der::{Decode as _, Encode as _};
use jiff::Timestamp;
use rustls_pki_types::{CertificateDer, UnixTime};
use webpki::{EndEntityCert, KeyUsage, anchor_from_trusted_cert};
use x509_cert::Certificate;

use super::{Failure, Policy, SignedBy, Signer};
use crate::attest::PublicKey;

/// id-kp-codeSigning, 1.3.6.1.5.5.7.3.3, as webpki wants it.
pub(in crate::attest) const CODE_SIGNING: &[u8] = &[43, 6, 1, 5, 5, 7, 3, 3];
/// Certificates of one signature, at most.
const MAX_CHAIN: usize = 16;

/// Verifies a signature by the first certificate of a chain. There is no trusted time, so all has to be valid now.
pub(in crate::attest) fn verify(
    chain: &[Vec<u8>],
    message: &[u8],
    signature: &[u8],
    policy: &Policy,
    now: Timestamp,
) -> Result<SignedBy, Failure> {
    let (by, key) = trusted(chain, policy, now)?;
    if key.verifies(message, signature) { Ok(by) } else { Err(Failure::Signature) }
}

/// Whose certificate it is, and its key, once an authority of the policy vouches for it.
pub(in crate::attest) fn trusted(
    chain: &[Vec<u8>],
    policy: &Policy,
    now: Timestamp,
) -> Result<(SignedBy, PublicKey), Failure> {
    let (leaf, others) = chain
        .split_first()
        .filter(|_| chain.len() <= MAX_CHAIN)
        .ok_or_else(|| Failure::CertificateMalformed { detail: format!("there are {} certificates", chain.len()) })?;
    let malformed = |error: der::Error| Failure::CertificateMalformed { detail: error.to_string() };
    let parsed = Certificate::from_der(leaf).map_err(malformed)?;
    let spki = parsed.tbs_certificate.subject_public_key_info.to_der().map_err(malformed)?;
    let key =
        PublicKey::from_spki(spki).map_err(|error| Failure::CertificateMalformed { detail: error.to_string() })?;
    let subject = parsed.tbs_certificate.subject.to_string();
    let others: Vec<CertificateDer<'_>> = others.iter().map(|der| CertificateDer::from(der.as_slice())).collect();
    let mut failure = Failure::Material { found: "a certificate of a private authority", expected: policy.trusts() };
    for signer in &policy.signers {
        let Signer::Authority { roots, identity } = signer else { continue };
        match path(leaf, &others, roots, KeyUsage::required_if_present(CODE_SIGNING), now) {
            Err(reason) => failure = reason,
            Ok(_) if identity.as_ref().is_some_and(|pattern| !pattern.matches(&subject)) => {
                failure = Failure::Identity { found: subject.clone() };
            }
            Ok(_) => return Ok((SignedBy::Authority { subject }, key)),
        }
    }
    Err(failure)
}

/// The certificates in some PEM, of which there is at least one: DER.
pub fn certificates(pem: &[u8]) -> Result<Vec<Vec<u8>>, String> {
    // The library panics where there is nothing to read, and finds nothing in a single byte.
    let pem = pem.trim_ascii();
    let all = if pem.is_empty() { Ok(Vec::new()) } else { Certificate::load_pem_chain(pem) };
    let all = all.map_err(|error| error.to_string())?;
    if all.is_empty() {
        return Err("there is no certificate".to_owned());
    }
    all.iter().map(|certificate| certificate.to_der().map_err(|error| error.to_string())).collect()
}

/// Finds a path from a certificate to one of the roots at a time, and returns the key of that root:
/// SubjectPublicKeyInfo, DER.
pub(in crate::attest) fn path(
    leaf: &[u8],
    others: &[CertificateDer<'_>],
    roots: &[impl AsRef<[u8]>],
    usage: KeyUsage,
    now: Timestamp,
) -> Result<Vec<u8>, Failure> {
    let untrusted = |error: webpki::Error| match error {
        webpki::Error::CertExpired { .. } => Failure::CertificateExpired { time: now },
        webpki::Error::CertNotValidYet { .. } => Failure::CertificateNotYetValid { time: now },
        other => Failure::CertificateUntrusted { detail: other.to_string() },
    };
    let roots: Vec<CertificateDer<'_>> = roots.iter().map(|der| CertificateDer::from(der.as_ref())).collect();
    // A certificate that is a root itself is trusted as it is, such as a self-signed one.
    let anchors = roots.iter().map(anchor_from_trusted_cert).collect::<Result<Vec<_>, _>>().map_err(untrusted)?;
    let leaf = CertificateDer::from(leaf);
    let end = EndEntityCert::try_from(&leaf).map_err(untrusted)?;
    let time =
        UnixTime::since_unix_epoch(std::time::Duration::from_secs(now.as_second().try_into().unwrap_or_default()));
    let path = end
        .verify_for_usage(webpki::ALL_VERIFICATION_ALGS, &anchors, others, time, usage, None, None)
        .map_err(untrusted)?;
    // The library keeps what is in the sequence only.
    der::Any::new(der::Tag::Sequence, path.anchor().subject_public_key_info.as_ref())
        .and_then(|key| key.to_der())
        .map_err(|error| Failure::CertificateMalformed { detail: error.to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_certificate_is_none() {
        for text in ["", "\n", " ", "\r\n\n", "-", "-----END CERTIFICATE-----", "-----BEGIN CERTIFICATE-----\n"] {
            assert!(certificates(text.as_bytes()).is_err(), "{text:?}");
        }
    }
}
