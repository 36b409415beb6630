//! Signatures of MCP bundles: a PKCS#7 block behind the ZIP file.
//!
//! `MCPB_SIG_V1`, a length (32 bits, little endian), DER, `MCPB_SIG_END`. What is signed is everything before it.
//! <https://github.com/anthropics/mcpb>. The official tool says "not signed" of everything that it signs.

use cms::cert::CertificateChoices;
use cms::content_info::{CmsVersion, ContentInfo};
use cms::signed_data::{SignedAttributes, SignedData, SignerIdentifier, SignerInfo};
use der::asn1::OctetStringRef;
use der::oid::ObjectIdentifier;
use der::{Decode as _, Encode as _};
use jiff::Timestamp;
use sha2::{Digest as _, Sha256, Sha384, Sha512};
use sigstore_verify::crypto::{KeyAlgorithm, SigningScheme, verify_signature};
use sigstore_verify::types::SignatureBytes;
use x509_cert::Certificate;
use x509_cert::spki::AlgorithmIdentifierOwned;

use crate::attest::verify::{Content, Policy, Proof, authority};
use crate::attest::{Failure, PublicKey, Subject};

const START: &[u8] = b"MCPB_SIG_V1";
const END: &[u8] = b"MCPB_SIG_END";
/// Bytes of the PKCS#7 block, at most.
const MAX_BLOCK: usize = 1 << 20;
const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
const CONTENT_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.3");
const DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.1");
const SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
const SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2");
const SHA512: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3");

const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const RSA_SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.11");
const RSA_SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.12");
const RSA_SHA512: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.13");
const ECDSA_SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2");
const ECDSA_SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.3");

/// An MCP bundle with a signature behind it.
#[derive(Debug, Clone)]
pub struct Mcpb {
    /// All bytes before the signature.
    content: Vec<u8>,
    /// The signature, DER.
    block: Vec<u8>,
    signed: SignedData,
}

impl Mcpb {
    /// The signature at the end of a file, if there is one.
    pub fn find(bytes: &[u8]) -> Result<Option<Self>, Failure> {
        let Some(before) = bytes.strip_suffix(END) else { return Ok(None) };
        let malformed = |detail: &str| Failure::Malformed { detail: detail.to_owned() };
        // The block is found from its end: the ZIP before it could hold the marker, too.
        let from = before.len().saturating_sub(MAX_BLOCK);
        let tail = before.get(from..).unwrap_or_default();
        let mut found = None;
        for (at, window) in tail.windows(START.len()).enumerate() {
            let Some((length, block)) =
                tail.get(at + START.len()..).filter(|_| window == START).and_then(<[u8]>::split_first_chunk::<4>)
            else {
                continue;
            };
            if usize::try_from(u32::from_le_bytes(*length)) == Ok(block.len()) {
                found = Some((from + at, block));
            }
        }
        let (at, block) = found.ok_or_else(|| malformed("the signature has an end and no start"))?;
        let content = bytes.get(..at).unwrap_or_default().to_vec();
        let info = ContentInfo::from_der(block).map_err(|error| malformed(&error.to_string()))?;
        if info.content_type != SIGNED_DATA {
            return Err(malformed("the PKCS#7 block is not signed data"));
        }
        let signed = info.content.decode_as::<SignedData>().map_err(|error| malformed(&error.to_string()))?;
        Ok(Some(Self { content, block: block.to_vec(), signed }))
    }

    /// Verifies that the signer's certificate is by an authority of the policy, and that everything is signed.
    pub(in crate::attest) fn verify(
        &self,
        policy: &Policy,
        subject: Option<&Subject>,
        now: Timestamp,
    ) -> Result<Proof, Failure> {
        if policy.require_log {
            return Err(Failure::NotLogged);
        }
        if policy.max_age.is_some() {
            return Err(Failure::NoTime);
        }
        let malformed = |error: der::Error| Failure::Malformed { detail: error.to_string() };
        let signer = match self.signed.signer_infos.0.as_slice() {
            [] => return Err(Failure::NoSignature),
            [only] => only,
            _ => return Err(Failure::Unsupported { detail: "more than one signer".to_owned() }),
        };
        self.plain(signer)?;
        let (leaf, others) = self.chain(signer)?;
        let chain = std::iter::once(&leaf).chain(&others).map(der::Encode::to_der);
        let chain = chain.collect::<Result<Vec<_>, _>>().map_err(malformed)?;
        let (by, key) = authority::trusted(&chain, policy, now)?;
        let message = self.signed_bytes(signer)?;
        if !verifies(&key, signer, &message) {
            return Err(Failure::Signature);
        }
        let name = subject.map_or("MCP bundle", |subject| subject.name.as_str()).to_owned();
        Ok(Proof::new(Content::File { name, form: "an MCP bundle" }, by, Vec::new()))
    }

    /// Refuses what is not signed and not needed: a detached signature has no content, no revocation lists, no unsigned
    /// attributes, and says once what its digest is.
    fn plain(&self, signer: &SignerInfo) -> Result<(), Failure> {
        let SignedData { version, digest_algorithms, encap_content_info, certificates: _, crls, signer_infos: _ } =
            &self.signed;
        let plain = *version == CmsVersion::V1
            && signer.version == CmsVersion::V1
            && digest_algorithms.as_slice() == [signer.digest_alg.clone()]
            && is_null(&signer.digest_alg)
            && encap_content_info.econtent_type == DATA
            && encap_content_info.econtent.is_none()
            && crls.is_none()
            && signer.unsigned_attrs.is_none();
        if plain { Ok(()) } else { Err(Failure::Unsupported { detail: "PKCS#7 of another form".to_owned() }) }
    }

    /// What the signature is over: the content, or attributes that hold its digest (RFC 5652, 5.4).
    fn signed_bytes(&self, signer: &SignerInfo) -> Result<Vec<u8>, Failure> {
        let Some(attributes) = &signer.signed_attrs else { return Ok(self.content.clone()) };
        let digest = match signer.digest_alg.oid {
            SHA256 => Sha256::digest(&self.content).to_vec(),
            SHA384 => Sha384::digest(&self.content).to_vec(),
            SHA512 => Sha512::digest(&self.content).to_vec(),
            other => return Err(Failure::Unsupported { detail: format!("the digest algorithm {other}") }),
        };
        let value = |oid| {
            let mut values = attributes.iter().filter(|attribute| attribute.oid == oid).flat_map(|a| a.values.iter());
            values.next().filter(|_| values.next().is_none())
        };
        let named = value(MESSAGE_DIGEST).and_then(|value| value.decode_as::<OctetStringRef<'_>>().ok());
        if named.is_none_or(|named| named.as_bytes() != digest) {
            return Err(Failure::ContentMismatch { detail: "the bundle has changed since it was signed".to_owned() });
        }
        let content_type = value(CONTENT_TYPE).and_then(|value| value.decode_as::<ObjectIdentifier>().ok());
        if content_type != Some(DATA) {
            return Err(Failure::Unsupported { detail: "signed attributes about something else".to_owned() });
        }
        self.as_written(attributes)
    }

    /// Attributes in the order of the file. DER wants them sorted, and so does the reader; node-forge, which the official
    /// tool signs with, does not sort them. OpenSSL takes them as they are, too.
    fn as_written(&self, attributes: &SignedAttributes) -> Result<Vec<u8>, Failure> {
        let malformed = |error: der::Error| Failure::Malformed { detail: error.to_string() };
        let mut parts = Vec::new();
        for attribute in attributes.iter() {
            let part = attribute.to_der().map_err(malformed)?;
            let at = self.block.windows(part.len()).rposition(|window| window == part);
            parts.push((at.ok_or(Failure::Signature)?, part));
        }
        parts.sort();
        let value = parts.into_iter().flat_map(|(_, part)| part).collect::<Vec<u8>>();
        der::Any::new(der::Tag::Set, value).and_then(|set| set.to_der()).map_err(malformed)
    }

    /// The certificate of the signer, and all others.
    fn chain(&self, signer: &SignerInfo) -> Result<(Certificate, Vec<Certificate>), Failure> {
        let certificates = self.signed.certificates.iter().flat_map(|set| set.0.iter());
        let certificate = |choice: &CertificateChoices| match choice {
            CertificateChoices::Certificate(certificate) => Some(certificate.clone()),
            CertificateChoices::Other(_) => None,
        };
        let (mut leaf, mut others) = (None, Vec::new());
        for certificate in certificates.filter_map(certificate) {
            let own = match &signer.sid {
                SignerIdentifier::IssuerAndSerialNumber(id) => {
                    id.issuer == certificate.tbs_certificate.issuer
                        && id.serial_number == certificate.tbs_certificate.serial_number
                }
                SignerIdentifier::SubjectKeyIdentifier(_) => false,
            };
            if own && leaf.is_none() {
                leaf = Some(certificate);
            } else {
                others.push(certificate);
            }
        }
        let leaf =
            leaf.ok_or_else(|| Failure::CertificateMalformed { detail: "the signer's is not there".to_owned() })?;
        Ok((leaf, others))
    }
}

/// Whether an algorithm has no parameters, or the empty ones that RSA wants.
fn is_null(algorithm: &AlgorithmIdentifierOwned) -> bool {
    algorithm.parameters.as_ref().is_none_or(der::Any::is_null)
}

/// Whether the signature is by `key`, with the algorithms that the signer names.
fn verifies(key: &PublicKey, signer: &SignerInfo, message: &[u8]) -> bool {
    let named = &signer.signature_algorithm;
    let scheme = match (KeyAlgorithm::from_spki(key.spki()), signer.digest_alg.oid, named.oid) {
        (Ok(KeyAlgorithm::Rsa), SHA256, RSA | RSA_SHA256) => SigningScheme::RsaPkcs1Sha256,
        (Ok(KeyAlgorithm::Rsa), SHA384, RSA | RSA_SHA384) => SigningScheme::RsaPkcs1Sha384,
        (Ok(KeyAlgorithm::Rsa), SHA512, RSA | RSA_SHA512) => SigningScheme::RsaPkcs1Sha512,
        (Ok(KeyAlgorithm::EcdsaP256), SHA256, ECDSA_SHA256) => SigningScheme::EcdsaP256Sha256,
        (Ok(KeyAlgorithm::EcdsaP384), SHA384, ECDSA_SHA384) => SigningScheme::EcdsaP384Sha384,
        _ => return false,
    };
    let signature = SignatureBytes::from_bytes(signer.signature.as_bytes());
    is_null(named) && verify_signature(key.spki(), message, &signature, scheme).is_ok()
}
