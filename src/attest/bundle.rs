//! Sigstore bundles: the bytes as they were read, and what they hold.

use serde::Deserialize as _;
use sigstore_verify::types;

use super::MAX_DOCUMENT;
use super::envelope::Envelope;
use super::shape::{self, Shape};
use crate::text::strict::{self, JsonError, Names};

/// A bundle that was read, and not yet verified.
#[derive(Debug, Clone)]
pub struct Bundle {
    bytes: Vec<u8>,
    pub(super) parsed: types::Bundle,
    envelope: Option<Envelope>,
    pub(super) material: Material,
}

/// What a bundle says its signature is to be verified with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Material {
    /// A certificate of Fulcio's, and whatever else was sent along.
    Certificate,
    /// Certificates of a private authority, the signer's first, in DER.
    Chain(Vec<Vec<u8>>),
    /// A key that the verifier has; the hint is not signed.
    Key { hint: String },
}

impl Bundle {
    /// Reads a bundle. Refuses what two readers could understand differently before anything is looked at.
    pub fn parse(bytes: &[u8]) -> Result<Self, JsonError> {
        let document: serde_json::Value = strict::parse(bytes, Names::Fold, MAX_DOCUMENT)?;
        shape::check_lists(&document).map_err(JsonError::Malformed)?;
        let shape = Shape::deserialize(document).map_err(JsonError::Malformed)?;
        let parsed: types::Bundle = serde_json::from_slice(bytes).map_err(JsonError::Malformed)?;
        if shape.dsse_envelope.is_some() == shape.message_signature.is_some() {
            return Err(malformed("there has to be one of `dsseEnvelope` and `messageSignature`"));
        }
        let material = shape.verification_material;
        let material = match (material.certificate, material.x509_certificate_chain, material.public_key) {
            (None, Some(chain), None) if parsed.media_type == types::MediaType::Bundle0_3 => {
                Material::Chain(chain.certificates.into_iter().map(|certificate| certificate.raw_bytes.0).collect())
            }
            (Some(_), None, None) | (None, Some(_), None) => Material::Certificate,
            (None, None, Some(key)) => Material::Key { hint: key.hint },
            _ => return Err(malformed("there has to be one of `certificate`, `x509CertificateChain` and `publicKey`")),
        };
        Ok(Self { bytes: bytes.to_vec(), parsed, envelope: shape.dsse_envelope, material })
    }

    /// As they were read or written: what a store keeps.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The envelope; `None` where a file is signed without a statement.
    pub const fn envelope(&self) -> Option<&Envelope> {
        self.envelope.as_ref()
    }
}

fn malformed(text: &str) -> JsonError {
    JsonError::Malformed(serde::de::Error::custom(text))
}
