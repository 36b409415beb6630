//! cosign's encrypted keys: PKCS#8 in a NaCl secret box under scrypt, as JSON in PEM.
//! <https://github.com/sigstore/sigstore/blob/main/pkg/cryptoutils/privatekey.go>

use crypto_secretbox::aead::Aead as _;
use crypto_secretbox::{KeyInit as _, XSalsa20Poly1305};
use data_encoding::BASE64;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::{KeyError, MAX_SCRYPT};

/// The PEM labels of cosign 1 and 2.
pub(super) const LABELS: &[&str] = &["ENCRYPTED SIGSTORE PRIVATE KEY", "ENCRYPTED COSIGN PRIVATE KEY"];

#[derive(Deserialize)]
struct Sealed {
    kdf: Kdf,
    cipher: Cipher,
    ciphertext: String,
}

#[derive(Deserialize)]
struct Kdf {
    name: String,
    params: Costs,
    salt: String,
}

#[derive(Deserialize)]
struct Costs {
    #[serde(rename = "N")]
    n: u64,
    r: u32,
    p: u32,
}

#[derive(Deserialize)]
struct Cipher {
    name: String,
    nonce: String,
}

/// The PKCS#8 key in a sealed one.
pub(super) fn open(json: &[u8], passphrase: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let sealed: Sealed = serde_json::from_slice(json).map_err(|_| KeyError::Malformed)?;
    if sealed.kdf.name != "scrypt" || sealed.cipher.name != "nacl/secretbox" {
        return Err(KeyError::Unsupported);
    }
    let Costs { n, r, p } = sealed.kdf.params;
    if n.saturating_mul(r.into()).saturating_mul(p.into()) > MAX_SCRYPT {
        return Err(KeyError::Costly);
    }
    let decode = |text: &str| BASE64.decode(text.as_bytes()).map_err(|_| KeyError::Malformed);
    let (salt, nonce, ciphertext) =
        (decode(&sealed.kdf.salt)?, decode(&sealed.cipher.nonce)?, decode(&sealed.ciphertext)?);
    let log_n = u8::try_from(n.checked_ilog2().ok_or(KeyError::Malformed)?).map_err(|_| KeyError::Malformed)?;
    if 1 << log_n != n {
        return Err(KeyError::Malformed);
    }
    let costs = scrypt::Params::new(log_n, r, p, 32).map_err(|_| KeyError::Malformed)?;
    let mut key = Zeroizing::new([0_u8; 32]);
    scrypt::scrypt(passphrase, &salt, &costs, key.as_mut()).map_err(|_| KeyError::Malformed)?;
    let nonce: [u8; 24] = nonce.try_into().map_err(|_| KeyError::Malformed)?;
    let boxed = XSalsa20Poly1305::new((&*key).into());
    boxed.decrypt(&nonce.into(), ciphertext.as_slice()).map(Zeroizing::new).map_err(|_| KeyError::WrongPassphrase)
}
