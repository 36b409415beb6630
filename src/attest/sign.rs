//! Signing with a key of one's own.

use serde::Serialize;
use serde_json::json;

use super::envelope::{Envelope, EnvelopeSignature};
use super::key::SigningKey;
use super::statement::{PAYLOAD_TYPE, Statement};
use super::{Bundle, Error, Predicate};

/// Signs a statement: a bundle of version 0.3 that names the key by its digest, on one line.
pub fn sign<P: Predicate + Serialize>(statement: &Statement<P>, key: &SigningKey) -> Result<Bundle, Error> {
    let payload = statement.to_bytes()?;
    let mut envelope = Envelope { payload_type: PAYLOAD_TYPE.to_owned(), payload, signatures: Vec::new() };
    let sig = key.sign(&envelope.signed_bytes())?;
    envelope.signatures.push(EnvelopeSignature { sig, keyid: String::new() });
    let bundle = json!({
        "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
        "verificationMaterial": { "publicKey": { "hint": key.public().id() } },
        "dsseEnvelope": envelope,
    });
    let bytes = serde_json::to_vec(&bundle).map_err(Error::Encode)?;
    // What is written has to be what is read.
    Bundle::parse(&bytes).map_err(Error::Predicate)
}
