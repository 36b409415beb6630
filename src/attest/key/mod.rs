//! Keys: made, kept encrypted, read, and used. No byte of a private key leaves this module.

mod cosign;
mod file;
mod generate;
mod public;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _};
use pkcs8::der::Decode as _;
use pkcs8::der::pem::PemLabel as _;
use pkcs8::{EncryptedPrivateKeyInfo, PrivateKeyInfo};
use zeroize::Zeroizing;

use super::{Error, KeyError};

pub use generate::NewKey;
pub use public::PublicKey;

/// Rounds of PBKDF2, or the product of scrypt's costs, at most: a key file must not stop the machine.
const MAX_ROUNDS: u32 = 10_000_000;
const MAX_SCRYPT: u64 = 1 << 26;

/// What a new key is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// ECDSA on P-256 with SHA-256: what every client verifies.
    EcdsaP256,
    /// Ed25519. Rekor v2 does not log it.
    Ed25519,
}

/// A key that signs.
pub struct SigningKey {
    pair: Pair,
    public: PublicKey,
}

enum Pair {
    P256(EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SigningKey").field("public", &self.public).finish_non_exhaustive()
    }
}

impl SigningKey {
    /// Reads a private key in PEM: PKCS#8, encrypted or not, or cosign's. `passphrase` is asked only where one is needed.
    pub fn from_pem(text: &str, passphrase: impl FnOnce() -> Option<Zeroizing<String>>) -> Result<Self, KeyError> {
        // cosign's are JSON in PEM, so nothing but the armour is read here.
        let decoded = der::pem::decode_vec(text.trim_start().as_bytes());
        let (label, document) = decoded.map_err(|_| KeyError::NotPem)?;
        let document = Zeroizing::new(document);
        let need = || passphrase().ok_or(KeyError::NoPassphrase);
        match label {
            PrivateKeyInfo::PEM_LABEL => Self::from_pkcs8(&document),
            EncryptedPrivateKeyInfo::PEM_LABEL => {
                let sealed = EncryptedPrivateKeyInfo::from_der(&document).map_err(|_| KeyError::Malformed)?;
                affordable(&sealed)?;
                let opened = sealed.decrypt(need()?.as_bytes()).map_err(|_| KeyError::WrongPassphrase)?;
                Self::from_pkcs8(opened.as_bytes())
            }
            label if cosign::LABELS.contains(&label) => {
                let opened = cosign::open(&document, need()?.as_bytes())?;
                Self::from_pkcs8(&opened)
            }
            label => Err(KeyError::Label { label: label.to_owned() }),
        }
    }

    /// Reads an unencrypted key in PKCS#8, DER.
    fn from_pkcs8(der: &[u8]) -> Result<Self, KeyError> {
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, der).map(Pair::P256);
        let pair = pair.or_else(|_| Ed25519KeyPair::from_pkcs8_maybe_unchecked(der).map(Pair::Ed25519));
        let pair = pair.map_err(|_| KeyError::Unsupported)?;
        let public = match &pair {
            Pair::P256(pair) => PublicKey::from_point(Algorithm::EcdsaP256, pair.public_key().as_ref()),
            Pair::Ed25519(pair) => PublicKey::from_point(Algorithm::Ed25519, pair.public_key().as_ref()),
        };
        Ok(Self { pair, public: public? })
    }

    pub const fn public(&self) -> &PublicKey {
        &self.public
    }

    /// Signs a message: DER for ECDSA, 64 bytes for Ed25519.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        match &self.pair {
            Pair::P256(pair) => {
                pair.sign(&SystemRandom::new(), message).map(|sig| sig.as_ref().to_vec()).map_err(|_| Error::Sign)
            }
            Pair::Ed25519(pair) => pair.try_sign(message).map(|sig| sig.as_ref().to_vec()).map_err(|_| Error::Sign),
        }
    }
}

/// Refuses a key whose decryption would take minutes or gigabytes.
fn affordable(sealed: &EncryptedPrivateKeyInfo<'_>) -> Result<(), KeyError> {
    use pkcs8::pkcs5::EncryptionScheme;
    use pkcs8::pkcs5::pbes2::Kdf;
    let EncryptionScheme::Pbes2(parameters) = &sealed.encryption_algorithm else { return Err(KeyError::Unsupported) };
    let fits = match &parameters.kdf {
        Kdf::Pbkdf2(pbkdf2) => pbkdf2.iteration_count <= MAX_ROUNDS,
        Kdf::Scrypt(scrypt) => {
            let cost = scrypt.cost_parameter.saturating_mul(scrypt.block_size.into());
            cost.saturating_mul(scrypt.parallelization.into()) <= MAX_SCRYPT
        }
        _ => return Err(KeyError::Unsupported),
    };
    if fits { Ok(()) } else { Err(KeyError::Costly) }
}
