//! Attestations as cosign kept them before there were bundles: an envelope in a layer, and what it is to be verified with
//! in annotations of the layer.
//! <https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md>

use std::collections::BTreeMap;

use data_encoding::{BASE64, HEXLOWER};
use der::Encode as _;
use serde::Deserialize;
use serde_json::{Value, json};
use x509_cert::Certificate;

use super::Evidence;
use crate::attest::{Bundle, Envelope, Failure, MAX_DOCUMENT};
use crate::text::strict::{self, Names};

const CERTIFICATE: &str = "dev.sigstore.cosign/certificate";
const LOGGED: &str = "dev.sigstore.cosign/bundle";
const TIMESTAMP: &str = "dev.sigstore.cosign/rfc3161timestamp";

/// The last version that a log's promise is enough for.
const V01: &str = "application/vnd.dev.sigstore.bundle+json;version=0.1";
const V03: &str = "application/vnd.dev.sigstore.bundle.v0.3+json";

/// Rekor's promise to log an entry, as its first version signs it.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Logged {
    signed_entry_timestamp: String,
    payload: Payload,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Payload {
    body: String,
    integrated_time: u64,
    log_index: u64,
    #[serde(rename = "logID")]
    log_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    kind: String,
    api_version: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Timestamped {
    #[serde(rename = "SignedRFC3161Timestamp")]
    signed: String,
}

/// The evidence in a layer: a bundle of version 0.1, which has the same members under other names, or the envelope alone
/// where there is nothing but a key to verify it with.
pub(super) fn evidence(layer: &[u8], annotations: &BTreeMap<String, String>) -> Result<Evidence, Failure> {
    let envelope = Envelope::parse(layer)?;
    let named = |name: &str| annotations.get(name).map(String::as_str).filter(|text| !text.is_empty());
    let certificate = named(CERTIFICATE).map(certificate).transpose()?;
    let entry = match (named(LOGGED).map(entry).transpose(), &certificate) {
        // Nothing is lost where a key is asked for: it needs no log.
        (Err(Failure::Unsupported { .. }), None) => None,
        (entry, _) => entry?,
    };
    let (media_type, material) = match (&certificate, &entry) {
        (None, None) => return Ok(Evidence::Envelope(envelope)),
        (None, Some(_)) => (V01, json!({ "publicKey": { "hint": "" } })),
        // The chain to the root is in the trusted root; the one that comes along proves nothing.
        (Some(leaf), Some(_)) => (V01, json!({ "x509CertificateChain": { "certificates": [{ "rawBytes": leaf }] } })),
        (Some(leaf), None) => (V03, json!({ "certificate": { "rawBytes": leaf } })),
    };
    let timestamp = named(TIMESTAMP).map(|text| read::<Timestamped>(TIMESTAMP, text)).transpose()?;
    bundle(media_type, material, entry, timestamp, &envelope)
}

fn bundle(
    media_type: &str,
    mut material: Value,
    entry: Option<Value>,
    timestamp: Option<Timestamped>,
    envelope: &Envelope,
) -> Result<Evidence, Failure> {
    let timestamps = timestamp.map(|timestamp| json!({ "signedTimestamp": timestamp.signed }));
    if let Some(members) = material.as_object_mut() {
        members.insert("tlogEntries".to_owned(), entry.into_iter().collect());
        let timestamps = json!({ "rfc3161Timestamps": timestamps.into_iter().collect::<Value>() });
        members.insert("timestampVerificationData".to_owned(), timestamps);
    }
    let bundle = json!({ "mediaType": media_type, "verificationMaterial": material, "dsseEnvelope": envelope });
    Ok(Evidence::Bundle(Box::new(Bundle::parse(bundle.to_string().as_bytes())?)))
}

/// The log entry, as bundles spell it.
fn entry(text: &str) -> Result<Value, Failure> {
    let Logged { signed_entry_timestamp, payload } = read(LOGGED, text)?;
    let body = BASE64.decode(payload.body.as_bytes()).map_err(|error| malformed(format!("the entry: {error}")))?;
    // Its other members are of the kind, which the verifier knows.
    let Entry { kind, api_version } = strict::parse(&body, Names::Fold, MAX_DOCUMENT)?;
    let log = HEXLOWER
        .decode(payload.log_id.as_bytes())
        .map_err(|error| malformed(format!("the name of the log: {error}")))?;
    if !["dsse 0.0.1", "intoto 0.0.2"].contains(&format!("{kind} {api_version}").as_str()) {
        let detail =
            format!("an entry of the kind `{kind}` {api_version} does not name the signature that it is about");
        return Err(Failure::Unsupported { detail });
    }
    Ok(json!({
        "logIndex": payload.log_index.to_string(),
        "logId": { "keyId": BASE64.encode(&log) },
        "kindVersion": { "kind": kind, "version": api_version },
        "integratedTime": payload.integrated_time.to_string(),
        "inclusionPromise": { "signedEntryTimestamp": signed_entry_timestamp },
        "canonicalizedBody": payload.body,
    }))
}

fn read<T: serde::de::DeserializeOwned>(name: &str, text: &str) -> Result<T, Failure> {
    strict::parse(text.as_bytes(), Names::Fold, MAX_DOCUMENT).map_err(|error| match Failure::from(error) {
        Failure::Malformed { detail } => malformed(format!("`{name}`: {detail}")),
        other => other,
    })
}

/// The certificate of the signer, in base64 of its DER.
fn certificate(pem: &str) -> Result<String, Failure> {
    let wrong = |detail: String| Failure::CertificateMalformed { detail: format!("`{CERTIFICATE}`: {detail}") };
    let all = Certificate::load_pem_chain(pem.as_bytes()).map_err(|error| wrong(error.to_string()))?;
    let [leaf] = all.as_slice() else { return Err(wrong(format!("there are {} certificates", all.len()))) };
    Ok(BASE64.encode(&leaf.to_der().map_err(|error| wrong(error.to_string()))?))
}

const fn malformed(detail: String) -> Failure {
    Failure::Malformed { detail }
}
