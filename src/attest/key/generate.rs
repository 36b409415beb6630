//! New keys.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, Ed25519KeyPair};
use pkcs8::der::Decode as _;
use pkcs8::der::pem::LineEnding;
use pkcs8::pkcs5::pbes2;
use pkcs8::{EncryptedPrivateKeyInfo, PrivateKeyInfo, SecretDocument};
use zeroize::Zeroizing;

use super::{Algorithm, KeyError, PublicKey, SigningKey};

/// OWASP's number for PBKDF2-HMAC-SHA256 (2023). Not scrypt: OpenSSL cannot read strong ones.
const ROUNDS: u32 = 600_000;

/// A pair that was just made, as the files that hold it.
pub struct NewKey {
    /// PKCS#8 in PEM, encrypted where there was a passphrase.
    pub private: Zeroizing<String>,
    pub public: PublicKey,
}

impl NewKey {
    /// Makes a pair; PBES2 (PBKDF2-HMAC-SHA256, AES-256-CBC) encrypts it where there is a passphrase.
    pub fn generate(algorithm: Algorithm, passphrase: Option<&str>) -> Result<Self, KeyError> {
        let random = SystemRandom::new();
        let plain = match algorithm {
            Algorithm::EcdsaP256 => EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random),
            Algorithm::Ed25519 => Ed25519KeyPair::generate_pkcs8v1(&random),
        };
        let plain = plain.map_err(|_| KeyError::Random)?;
        let public = SigningKey::from_pkcs8(plain.as_ref())?.public;
        let private = match passphrase {
            None => {
                let document = SecretDocument::try_from(plain.as_ref()).map_err(|_| KeyError::Malformed)?;
                document.to_pem("PRIVATE KEY", LineEnding::LF)
            }
            Some(passphrase) => {
                let (mut salt, mut iv) = ([0_u8; 16], [0_u8; 16]);
                aws_lc_rs::rand::fill(&mut salt).map_err(|_| KeyError::Random)?;
                aws_lc_rs::rand::fill(&mut iv).map_err(|_| KeyError::Random)?;
                let parameters = pbes2::Parameters::pbkdf2_sha256_aes256cbc(ROUNDS, &salt, &iv);
                let parameters = parameters.map_err(|_| KeyError::Malformed)?;
                let info = PrivateKeyInfo::from_der(plain.as_ref()).map_err(|_| KeyError::Malformed)?;
                let sealed = info.encrypt_with_params(parameters, passphrase).map_err(|_| KeyError::Malformed)?;
                EncryptedPrivateKeyInfo::from_der(sealed.as_bytes()).map_err(|_| KeyError::Malformed)?;
                sealed.to_pem("ENCRYPTED PRIVATE KEY", LineEnding::LF)
            }
        };
        Ok(Self { private: private.map_err(|_| KeyError::Malformed)?, public })
    }
}
