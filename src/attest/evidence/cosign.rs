//! Attestations as cosign kept them before there were bundles: an envelope in a layer, and what it is to be verified with
//! in annotations of the layer.
//! <https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md>

use std::collections::BTreeMap;

use data_encoding::{BASE64, HEXLOWER};
use serde::Deserialize;
use serde_json::{Value, json};

use super::Evidence;
use crate::attest::sigstore::Promised;
use crate::attest::{Bundle, Envelope, Failure, MAX_DOCUMENT, PublicKey, certificates};
use crate::digest::Digest;
use crate::text::strict::{self, Names};

const CERTIFICATE: &str = "dev.sigstore.cosign/certificate";
const LOGGED: &str = "dev.sigstore.cosign/bundle";
const TIMESTAMP: &str = "dev.sigstore.cosign/rfc3161timestamp";

/// The entries that name the signature that they are about.
const NAMING: &[&str] = &["dsse 0.0.1", "intoto 0.0.2"];

/// The last version that a log's promise is enough for.
const V01: &str = "application/vnd.dev.sigstore.bundle+json;version=0.1";
const V03: &str = "application/vnd.dev.sigstore.bundle.v0.3+json";

/// An attestation whose entry in the log names digests, and not the signature that it is about: what cosign wrote for
/// years. <https://github.com/sigstore/rekor/blob/main/pkg/types/intoto/v0.0.1/intoto_v0_0_1_schema.json>
#[derive(Debug, Clone)]
pub struct Attestation {
    pub(in crate::attest) envelope: Envelope,
    /// Of the layer. What was sent to the log was the same bytes, so another spelling of the envelope is not what was
    /// logged; cosign sees it that way, too.
    layer: Digest,
    /// Of the signer, DER; where there is none, a key is needed.
    pub(in crate::attest) certificate: Option<Vec<u8>>,
    pub(in crate::attest) entry: Promised,
    /// RFC 3161, DER.
    pub(in crate::attest) timestamp: Option<Vec<u8>>,
}

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

/// An entry that names digests.
#[derive(Deserialize)]
struct Digested {
    spec: Spec,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Spec {
    content: Content,
    /// PEM of a certificate or key, in base64.
    public_key: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Content {
    /// Of the envelope as it was sent.
    hash: Hash,
    /// Of what is in the envelope.
    payload_hash: Hash,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Hash {
    algorithm: String,
    value: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Timestamped {
    #[serde(rename = "SignedRFC3161Timestamp")]
    signed: String,
}

/// The evidence in a layer: a bundle of version 0.1, which has the same members under other names; where the library cannot
/// read the log entry, what we can; or the envelope alone where there is nothing but a key to verify it with.
pub(super) fn evidence(layer: &[u8], annotations: &BTreeMap<String, String>) -> Result<Evidence, Failure> {
    let envelope = Envelope::parse(layer)?;
    let named = |name: &str| annotations.get(name).map(String::as_str).filter(|text| !text.is_empty());
    let certificate =
        named(CERTIFICATE).map(|pem| only(pem.as_bytes()).map_err(|detail| untrusted(&detail))).transpose()?;
    let timestamp = named(TIMESTAMP).map(|text| read::<Timestamped>(TIMESTAMP, text)).transpose()?;
    let logged = named(LOGGED).map(|text| read::<Logged>(LOGGED, text)).transpose()?;
    let kind = logged.as_ref().map(|logged| kind(&logged.payload)).transpose()?;
    let (media_type, material) = match (&certificate, kind.as_ref().map(Entry::name).as_deref()) {
        (_, Some("intoto 0.0.1")) => {
            let timestamp = timestamp.map(|timestamp| base64("the timestamp", &timestamp.signed)).transpose()?;
            let entry = logged.map(promised).transpose()?.ok_or(Failure::NotLogged)?;
            let layer = Digest::of(layer);
            let attestation = Attestation { envelope, layer, certificate, entry, timestamp };
            return Ok(Evidence::Attestation(Box::new(attestation)));
        }
        // Nothing is lost where a key is asked for: it needs no log.
        (None, None) => return Ok(Evidence::Envelope(envelope)),
        (None, Some(name)) if !NAMING.contains(&name) => return Ok(Evidence::Envelope(envelope)),
        (None, Some(_)) => (V01, json!({ "publicKey": { "hint": "" } })),
        // The chain to the root is in the trusted root; the one that comes along proves nothing.
        (Some(leaf), Some(name)) if NAMING.contains(&name) => {
            (V01, json!({ "x509CertificateChain": { "certificates": [{ "rawBytes": BASE64.encode(leaf) }] } }))
        }
        (Some(_), Some(name)) => {
            let detail = format!("an entry of the kind `{name}` does not name the signature that it is about");
            return Err(Failure::Unsupported { detail });
        }
        (Some(leaf), None) => (V03, json!({ "certificate": { "rawBytes": BASE64.encode(leaf) } })),
    };
    let entry = logged.zip(kind).map(|(logged, kind)| entry(&logged, &kind)).transpose()?;
    bundle(media_type, material, entry, timestamp, &envelope)
}

impl Attestation {
    /// That the entry is about this envelope, signed by who has this certificate.
    pub(in crate::attest) fn logged_for_certificate(&self, certificate: &[u8]) -> Result<(), Failure> {
        let logged = self.logged()?;
        let same = only(&logged).is_ok_and(|logged| logged == certificate);
        if same { Ok(()) } else { Err(mismatch("it is of another certificate")) }
    }

    /// That the entry is about this envelope, signed by who has this key.
    pub(in crate::attest) fn logged_for_key(&self, key: &PublicKey) -> Result<(), Failure> {
        let logged = String::from_utf8(self.logged()?).ok().and_then(|pem| PublicKey::from_pem(&pem).ok());
        if logged.as_ref() == Some(key) { Ok(()) } else { Err(mismatch("it is of another key")) }
    }

    /// Whose signature the log has seen on this envelope: PEM.
    fn logged(&self) -> Result<Vec<u8>, Failure> {
        let malformed = |detail: String| Failure::LogEntryMalformed { detail };
        let body = BASE64.decode(self.entry.body.as_bytes()).map_err(|error| malformed(error.to_string()))?;
        let Digested { spec } = strict::parse(&body, Names::Fold, MAX_DOCUMENT)
            .map_err(|error| malformed(Failure::from(error).to_string()))?;
        let is = |hash: &Hash, digest: Digest| hash.algorithm == "sha256" && hash.value == digest.hex();
        if !is(&spec.content.payload_hash, Digest::of(&self.envelope.payload)) {
            return Err(mismatch("it is of another statement"));
        }
        if !is(&spec.content.hash, self.layer) {
            return Err(mismatch("it is of another envelope, or of another spelling of this one"));
        }
        BASE64.decode(spec.public_key.as_bytes()).map_err(|error| malformed(error.to_string()))
    }
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

/// What kind of entry the log has promised.
fn kind(payload: &Payload) -> Result<Entry, Failure> {
    // Its other members are of the kind.
    Ok(strict::parse(&base64("the entry", &payload.body)?, Names::Fold, MAX_DOCUMENT)?)
}

impl Entry {
    fn name(&self) -> String {
        format!("{} {}", self.kind, self.api_version)
    }
}

/// The log entry, as bundles spell it.
fn entry(logged: &Logged, Entry { kind, api_version }: &Entry) -> Result<Value, Failure> {
    let log = log(&logged.payload)?;
    Ok(json!({
        "logIndex": logged.payload.log_index.to_string(),
        "logId": { "keyId": BASE64.encode(&log) },
        "kindVersion": { "kind": kind, "version": api_version },
        "integratedTime": logged.payload.integrated_time.to_string(),
        "inclusionPromise": { "signedEntryTimestamp": logged.signed_entry_timestamp },
        "canonicalizedBody": logged.payload.body,
    }))
}

/// The log entry, as it is signed.
fn promised(logged: Logged) -> Result<Promised, Failure> {
    Ok(Promised {
        log_id: log(&logged.payload)?,
        signature: base64("the promise", &logged.signed_entry_timestamp)?,
        integrated_time: logged.payload.integrated_time,
        log_index: logged.payload.log_index,
        body: logged.payload.body,
    })
}

fn log(payload: &Payload) -> Result<Vec<u8>, Failure> {
    HEXLOWER.decode(payload.log_id.as_bytes()).map_err(|error| malformed(format!("the name of the log: {error}")))
}

fn read<T: serde::de::DeserializeOwned>(name: &str, text: &str) -> Result<T, Failure> {
    strict::parse(text.as_bytes(), Names::Fold, MAX_DOCUMENT).map_err(|error| match Failure::from(error) {
        Failure::Malformed { detail } => malformed(format!("`{name}`: {detail}")),
        other => other,
    })
}

fn base64(what: &str, text: &str) -> Result<Vec<u8>, Failure> {
    BASE64.decode(text.as_bytes()).map_err(|error| malformed(format!("{what}: {error}")))
}

/// The only certificate in some PEM: DER.
fn only(pem: &[u8]) -> Result<Vec<u8>, String> {
    let mut all = certificates(pem)?;
    let (Some(leaf), true) = (all.pop(), all.is_empty()) else {
        return Err("there are several certificates".to_owned());
    };
    Ok(leaf)
}

fn untrusted(detail: &str) -> Failure {
    Failure::CertificateMalformed { detail: format!("`{CERTIFICATE}`: {detail}") }
}

fn mismatch(detail: &str) -> Failure {
    Failure::LogEntryMismatch { detail: detail.to_owned() }
}

const fn malformed(detail: String) -> Failure {
    Failure::Malformed { detail }
}
