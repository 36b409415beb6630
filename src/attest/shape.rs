//! The exact shape of a Sigstore bundle: every member that the format knows, and no other.
//!
//! The library reads past members it does not know and takes loose base64; a second reader may not. So a bundle has to
//! pass here first. <https://github.com/sigstore/protobuf-specs/blob/main/protos/sigstore_bundle.proto>

#![expect(dead_code, reason = "only the shape of most members is checked here; the library verifies what they say")]

use data_encoding::BASE64;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::envelope::Envelope;

/// The only forms of 0.1 to 0.3 in circulation.
const MEDIA_TYPES: &[&str] = &[
    "application/vnd.dev.sigstore.bundle.v0.3+json",
    "application/vnd.dev.sigstore.bundle+json;version=0.3",
    "application/vnd.dev.sigstore.bundle+json;version=0.2",
    "application/vnd.dev.sigstore.bundle+json;version=0.1",
];

/// The members that are lists, in bundles, envelopes and what PyPI makes of them.
const LISTS: &[&str] =
    &["certificates", "hashes", "rfc3161Timestamps", "signatures", "tlogEntries", "transparency_entries"];

/// Refuses lists where objects belong: our reader takes one for the members of the other in their order, others do not.
pub(super) fn check_lists(document: &Value) -> Result<(), serde_json::Error> {
    let malformed = |text: String| Err(serde::de::Error::custom(text));
    match document {
        Value::Object(members) => members.iter().try_for_each(|(name, value)| match value {
            Value::Array(items) if LISTS.contains(&name.as_str()) => items.iter().try_for_each(check_lists),
            Value::Array(_) => malformed(format!("`{name}` is no list")),
            value => check_lists(value),
        }),
        Value::Array(_) => malformed("a list stands where an object belongs".to_owned()),
        _ => Ok(()),
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Shape {
    media_type: MediaType,
    pub(super) verification_material: Material,
    #[serde(default)]
    pub(super) dsse_envelope: Option<Envelope>,
    #[serde(default)]
    pub(super) message_signature: Option<MessageSignature>,
}

#[derive(Debug)]
pub(super) struct MediaType;

impl<'de> Deserialize<'de> for MediaType {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        let text = String::deserialize(reader)?;
        if MEDIA_TYPES.contains(&text.as_str()) {
            return Ok(Self);
        }
        Err(serde::de::Error::custom(format!("`{text}` is no bundle of version 0.1 to 0.3")))
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Material {
    #[serde(default)]
    pub(super) certificate: Option<Certificate>,
    #[serde(default)]
    pub(super) x509_certificate_chain: Option<Chain>,
    #[serde(default)]
    pub(super) public_key: Option<KeyHint>,
    #[serde(default)]
    pub(super) tlog_entries: Option<Vec<LogEntry>>,
    #[serde(default)]
    pub(super) timestamp_verification_data: Option<Timestamps>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Certificate {
    pub(super) raw_bytes: Bytes,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Chain {
    pub(super) certificates: Vec<Certificate>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KeyHint {
    #[serde(default)]
    pub(super) hint: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Timestamps {
    #[serde(default)]
    pub(super) rfc3161_timestamps: Option<Vec<Timestamp>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Timestamp {
    signed_timestamp: Bytes,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct LogEntry {
    #[serde(default)]
    log_index: Option<Count>,
    log_id: LogId,
    kind_version: KindVersion,
    #[serde(default)]
    integrated_time: Option<Count>,
    #[serde(default)]
    inclusion_promise: Option<Promise>,
    #[serde(default)]
    inclusion_proof: Option<Proof>,
    canonicalized_body: Bytes,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct LogId {
    key_id: Bytes,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct KindVersion {
    kind: String,
    version: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Promise {
    signed_entry_timestamp: Bytes,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Proof {
    #[serde(default)]
    log_index: Option<Count>,
    root_hash: Bytes,
    tree_size: Count,
    #[serde(default)]
    hashes: Option<Vec<Bytes>>,
    #[serde(default)]
    checkpoint: Option<Checkpoint>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Checkpoint {
    envelope: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct MessageSignature {
    #[serde(default)]
    pub(super) message_digest: Option<MessageDigest>,
    pub(super) signature: Bytes,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MessageDigest {
    algorithm: String,
    digest: Bytes,
}

/// Padded, canonical base64 in the standard alphabet.
#[derive(Debug)]
pub(super) struct Bytes(pub(super) Vec<u8>);

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        let text = String::deserialize(reader)?;
        BASE64
            .decode(text.as_bytes())
            .map(Self)
            .map_err(|error| serde::de::Error::custom(format!("no canonical base64: {error}")))
    }
}

/// A 64-bit number as protobuf's JSON writes it: digits in a string, or a plain number.
#[derive(Debug)]
struct Count;

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Form {
            Number(u64),
            Text(String),
        }
        match Form::deserialize(reader)? {
            Form::Number(number) if i64::try_from(number).is_ok() => Ok(Self),
            // One spelling a number: no sign, no leading zero.
            Form::Text(text) if text.parse::<i64>().is_ok_and(|number| number >= 0 && number.to_string() == text) => {
                Ok(Self)
            }
            _ => Err(serde::de::Error::custom("no number from 0 to 2^63-1")),
        }
    }
}
