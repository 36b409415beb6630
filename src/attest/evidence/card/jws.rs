//! The signature part of JSON web signatures (RFC 7515, RFC 7518, RFC 8037), by keys that the verifier holds.

use der::asn1::UintRef;
use der::{Encode as _, Sequence};
use sigstore_verify::crypto::{KeyAlgorithm, SigningScheme, verify_signature};
use sigstore_verify::types::SignatureBytes;

use crate::attest::PublicKey;

/// What is verified: no `none`, and nothing where the public key would be a secret.
pub(super) const ALGORITHMS: &[&str] = &["ES256", "ES384", "EdDSA", "Ed25519", "RS256", "PS256"];

#[derive(Sequence)]
struct Ecdsa<'a> {
    r: UintRef<'a>,
    s: UintRef<'a>,
}

/// Whether the signature is by `key`. The key decides which algorithms it may be used with.
pub(super) fn verifies(key: &PublicKey, algorithm: &str, message: &[u8], signature: &[u8]) -> bool {
    let Ok(kind) = KeyAlgorithm::from_spki(key.spki()) else { return false };
    let (scheme, signature) = match (algorithm, kind) {
        ("ES256", KeyAlgorithm::EcdsaP256) => (SigningScheme::EcdsaP256Sha256, fixed(signature, 32)),
        ("ES384", KeyAlgorithm::EcdsaP384) => (SigningScheme::EcdsaP384Sha384, fixed(signature, 48)),
        ("EdDSA" | "Ed25519", KeyAlgorithm::Ed25519) => (SigningScheme::Ed25519, Some(signature.to_vec())),
        ("RS256", KeyAlgorithm::Rsa) => (SigningScheme::RsaPkcs1Sha256, Some(signature.to_vec())),
        ("PS256", KeyAlgorithm::Rsa) => (SigningScheme::RsaPssSha256, Some(signature.to_vec())),
        _ => return false,
    };
    let Some(signature) = signature else { return false };
    verify_signature(key.spki(), message, &SignatureBytes::new(signature), scheme).is_ok()
}

/// The two halves of a fixed-length signature, as DER.
fn fixed(signature: &[u8], half: usize) -> Option<Vec<u8>> {
    let (r, s) = signature.split_at_checked(half).filter(|(_, s)| s.len() == half)?;
    Ecdsa { r: UintRef::new(r).ok()?, s: UintRef::new(s).ok()? }.to_der().ok()
}
