//! Public keys, and what they verify.

use data_encoding::{BASE64, BASE64_NOPAD, HEXLOWER};
use der::Encode as _;
use sha2::{Digest as _, Sha256};
use sigstore_verify::crypto::{KeyAlgorithm, verify_signature};
use sigstore_verify::types::{DerPublicKey, SignatureBytes};

use super::{Algorithm, KeyError};

/// A key to verify with: ECDSA on P-256 and P-384, Ed25519, RSA, ML-DSA.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey {
    /// SubjectPublicKeyInfo, DER.
    spki: DerPublicKey,
}

impl std::fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PublicKey({})", self.id())
    }
}

impl PublicKey {
    /// Reads SubjectPublicKeyInfo in PEM.
    pub fn from_pem(text: &str) -> Result<Self, KeyError> {
        let spki = DerPublicKey::from_pem(text).map_err(|_| KeyError::NotPem)?;
        Self::from_spki(spki.into_bytes())
    }

    /// Reads SubjectPublicKeyInfo in DER.
    pub fn from_spki(der: Vec<u8>) -> Result<Self, KeyError> {
        let spki = DerPublicKey::new(der);
        KeyAlgorithm::from_spki(&spki).map_err(|_| KeyError::Unsupported)?;
        Ok(Self { spki })
    }

    /// From the bytes of a point, as libraries hand them out.
    pub fn from_point(algorithm: Algorithm, point: &[u8]) -> Result<Self, KeyError> {
        use spki_parts::{EC_PUBLIC_KEY, ED25519, P256};
        let parameters = match algorithm {
            Algorithm::EcdsaP256 => Some(der::Any::from(P256)),
            Algorithm::Ed25519 => None,
        };
        let oid = if parameters.is_some() { EC_PUBLIC_KEY } else { ED25519 };
        let key = der::asn1::BitString::from_bytes(point).map_err(|_| KeyError::Malformed)?;
        let info = x509_cert::spki::SubjectPublicKeyInfoOwned {
            algorithm: x509_cert::spki::AlgorithmIdentifierOwned { oid, parameters },
            subject_public_key: key,
        };
        Self::from_spki(info.to_der().map_err(|_| KeyError::Malformed)?)
    }

    /// The base64 of the SHA-256 of the key: what bundles name it by, as cosign does.
    pub fn id(&self) -> String {
        BASE64.encode(&Sha256::digest(self.spki.as_bytes()))
    }

    /// Whether `name` is a digest of this key, as cosign, npm, or model signing (over the PEM) spell it.
    pub(in crate::attest) fn is_named(&self, name: &str) -> bool {
        let digest = Sha256::digest(self.spki.as_bytes());
        let base64 = BASE64_NOPAD.encode(&digest);
        name == self.id()
            || name.strip_prefix("SHA256:") == Some(&base64)
            || name == HEXLOWER.encode(&digest)
            || name == HEXLOWER.encode(&Sha256::digest(self.to_pem()))
    }

    /// SubjectPublicKeyInfo in PEM, with line feeds, as OpenSSL writes it.
    pub fn to_pem(&self) -> String {
        self.spki.to_pem().replace("\r\n", "\n")
    }

    /// SubjectPublicKeyInfo, DER.
    pub(in crate::attest) const fn spki(&self) -> &DerPublicKey {
        &self.spki
    }

    /// Whether `signature` over `message` is by this key.
    pub(in crate::attest) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        let Ok(algorithm) = KeyAlgorithm::from_spki(&self.spki) else { return false };
        let signature = SignatureBytes::from_bytes(signature);
        verify_signature(&self.spki, message, &signature, algorithm.default_signing_scheme()).is_ok()
    }
}

/// Object identifiers of RFC 5480 and RFC 8410.
mod spki_parts {
    use der::asn1::ObjectIdentifier;

    pub(super) const EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
    pub(super) const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
    pub(super) const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");
}
