//! PyPI's attestations (PEP 740): a Sigstore bundle with other names.
//! <https://peps.python.org/pep-0740/>

use serde::Deserialize;
use serde_json::{Value, json};

use crate::attest::{Bundle, Failure, PAYLOAD_TYPE, shape};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Attestation {
    version: u64,
    verification_material: Material,
    envelope: Envelope,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Material {
    certificate: String,
    transparency_entries: Vec<Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Envelope {
    statement: String,
    signature: String,
}

/// The same as a bundle of version 0.3.
pub(super) fn bundle(value: &Value) -> Result<Bundle, Failure> {
    let malformed = |detail: String| Failure::Malformed { detail };
    shape::check_lists(value).map_err(|error| malformed(error.to_string()))?;
    let attestation: Attestation =
        serde_json::from_value(value.clone()).map_err(|error| malformed(error.to_string()))?;
    if attestation.version != 1 {
        return Err(malformed(format!("version {} of PEP 740", attestation.version)));
    }
    let bundle = json!({
        "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
        "verificationMaterial": {
            "certificate": { "rawBytes": attestation.verification_material.certificate },
            "tlogEntries": attestation.verification_material.transparency_entries,
        },
        "dsseEnvelope": {
            "payload": attestation.envelope.statement,
            "payloadType": PAYLOAD_TYPE,
            "signatures": [{ "sig": attestation.envelope.signature }],
        },
    });
    Ok(Bundle::parse(bundle.to_string().as_bytes())?)
}
