//! Certificates of Fulcio's at a time that is known otherwise: the library verifies them with entries that it can read
//! only.

use der::{Decode as _, Encode as _};
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use sigstore_verify::crypto::{CertificateInfo, SigningScheme, parse_certificate_info};
use sigstore_verify::types::{DerCertificate, Sha256Hash, SignatureBytes};
use webpki::KeyUsage;
use x509_cert::ext::pkix::sct::{HashAlgorithm, SignatureAlgorithm, SignatureAndHashAlgorithm};
use x509_cert::ext::pkix::{SignedCertificateTimestamp, SignedCertificateTimestampList};
use x509_cert::{Certificate, TbsCertificate};

use super::{TrustedRoot, check};
use crate::attest::verify::authority::{self, CODE_SIGNING};
use crate::attest::verify::{Policy, SignedBy};
use crate::attest::{Failure, PublicKey};

/// The extension that a certificate log's promise is in.
const TIMESTAMPS: der::oid::ObjectIdentifier = der::oid::ObjectIdentifier::new_unwrap("1.3.6.1.4.1.11129.2.4.2");

/// The certificate of a signer that an authority of the root's has vouched for.
pub(in crate::attest) struct Leaf(CertificateInfo);

impl Leaf {
    /// Verifies a certificate: a path to an authority at every one of `times`, and that a certificate log has it.
    pub(in crate::attest) fn verify(der: &[u8], times: &[Timestamp], root: &TrustedRoot) -> Result<Self, Failure> {
        let info = parse_certificate_info(&DerCertificate::from_bytes(der))
            .map_err(|error| Failure::CertificateMalformed { detail: error.to_string() })?;
        let mut issuer = None;
        for &time in times {
            if time < info.not_before {
                return Err(Failure::CertificateNotYetValid { time });
            }
            if time > info.not_after {
                return Err(Failure::CertificateExpired { time });
            }
            issuer = Some(path(der, time, root)?);
        }
        let issuer = issuer.ok_or(Failure::NoTime)?;
        if root.has_certificate_log() {
            logged(der, &issuer, root)?;
        }
        Ok(Self(info))
    }

    /// Whose it is, if the policy trusts them.
    pub(in crate::attest) fn identified(&self, policy: &Policy) -> Result<SignedBy, Failure> {
        check::identified(&self.0, policy)
    }

    pub(in crate::attest) fn key(&self) -> Result<PublicKey, Failure> {
        PublicKey::from_spki(self.0.public_key.as_bytes().to_vec())
            .map_err(|error| Failure::CertificateMalformed { detail: error.to_string() })
    }
}

/// The key of the authority that has issued a certificate, of those that were valid then.
fn path(leaf: &[u8], time: Timestamp, root: &TrustedRoot) -> Result<Vec<u8>, Failure> {
    let authorities = root.0.certificate_authorities.iter();
    let valid = authorities.filter(|authority| authority.valid_for.is_none_or(|period| period.contains(time)));
    // An intermediate authority is in the root, too, and no less trusted: no other certificate can be on the path.
    let trusted: Vec<&[u8]> =
        valid.flat_map(|authority| &authority.cert_chain.certificates).map(|one| one.raw_bytes.as_bytes()).collect();
    if trusted.is_empty() {
        return Err(Failure::AuthorityNotValid { time });
    }
    authority::path(leaf, &[], &trusted, KeyUsage::required(CODE_SIGNING), time)
}

/// Verifies the promise of a certificate log in a certificate, of which there is one.
/// <https://www.rfc-editor.org/rfc/rfc6962#section-3.2>
fn logged(leaf: &[u8], issuer: &[u8], root: &TrustedRoot) -> Result<(), Failure> {
    let failed = |detail: &str| Failure::CertificateNotLogged { detail: detail.to_owned() };
    let certificate = Certificate::from_der(leaf)
        .map_err(|error| Failure::CertificateMalformed { detail: error.to_string() })?
        .tbs_certificate;
    let list =
        certificate.get::<SignedCertificateTimestampList>().ok().flatten().ok_or_else(|| failed("no promise"))?;
    let list = list.1.parse_timestamps().map_err(|_| failed("the list of promises is malformed"))?;
    let [only] = list.as_slice() else { return Err(failed("there has to be one promise")) };
    let promise = only.parse_timestamp().map_err(|_| failed("the promise is malformed"))?;
    let scheme = scheme(&promise.signature.algorithm).ok_or_else(|| failed("an unknown algorithm"))?;
    let time = i64::try_from(promise.timestamp).ok().and_then(|time| Timestamp::from_millisecond(time).ok());
    let time = time.ok_or_else(|| failed("no date has that number"))?;
    let keys = root.0.ctfe_keys(scheme).map_err(|error| Failure::TrustedRoot { detail: error.to_string() })?;
    let id = Sha256Hash::new(promise.log_id.key_id);
    let signature = SignatureBytes::from_bytes(promise.signature.signature.as_slice());
    let signed = promised(certificate, &promise, issuer).ok_or_else(|| failed("it cannot be encoded"))?;
    keys.verify_with_key_id_at(&id, time, &signed, &signature).map_err(|error| failed(&error.to_string()))
}

/// What a certificate log signs: the certificate without its promise, and who issued it.
fn promised(mut certificate: TbsCertificate, promise: &SignedCertificateTimestamp, issuer: &[u8]) -> Option<Vec<u8>> {
    certificate.extensions.as_mut()?.retain(|extension| extension.extn_id != TIMESTAMPS);
    let certificate = certificate.to_der().ok()?;
    let extensions = promise.extensions.as_slice();
    // Version 1, a certificate's timestamp.
    let mut signed = vec![0, 0];
    signed.extend(promise.timestamp.to_be_bytes());
    // An entry before the certificate was issued.
    signed.extend(1_u16.to_be_bytes());
    signed.extend(Sha256::digest(issuer));
    let [0, length @ ..] = u32::try_from(certificate.len()).ok()?.to_be_bytes() else { return None };
    signed.extend(length);
    signed.extend(certificate);
    signed.extend(u16::try_from(extensions.len()).ok()?.to_be_bytes());
    signed.extend(extensions);
    Some(signed)
}

const fn scheme(algorithm: &SignatureAndHashAlgorithm) -> Option<SigningScheme> {
    match (&algorithm.hash, &algorithm.signature) {
        (HashAlgorithm::Sha256, SignatureAlgorithm::Ecdsa) => Some(SigningScheme::EcdsaP256Sha256),
        (HashAlgorithm::Sha384, SignatureAlgorithm::Ecdsa) => Some(SigningScheme::EcdsaP384Sha384),
        (HashAlgorithm::Sha256, SignatureAlgorithm::Rsa) => Some(SigningScheme::RsaPkcs1Sha256),
        (HashAlgorithm::Sha384, SignatureAlgorithm::Rsa) => Some(SigningScheme::RsaPkcs1Sha384),
        (HashAlgorithm::Sha512, SignatureAlgorithm::Rsa) => Some(SigningScheme::RsaPkcs1Sha512),
        _ => None,
    }
}
