//! A log's promise to keep an entry: what says when something was signed, where the library cannot read the entry.

use jiff::Timestamp;
use serde::Serialize;
use sigstore_verify::tsa::verify_timestamp_for_authority;
use sigstore_verify::types::{Sha256Hash, SignatureBytes, TimestampToken};

use super::TrustedRoot;
use crate::attest::Failure;

/// An entry of Rekor's first version, and the signature that promises it: the *signed entry timestamp*.
#[derive(Debug, Clone)]
pub(in crate::attest) struct Promised {
    /// Canonical JSON, in base64 as it is signed.
    pub(in crate::attest) body: String,
    /// When the log took it, in seconds since 1970.
    pub(in crate::attest) integrated_time: u64,
    pub(in crate::attest) log_index: u64,
    /// The SHA-256 of the log's key.
    pub(in crate::attest) log_id: Vec<u8>,
    pub(in crate::attest) signature: Vec<u8>,
}

/// What the log signs, as canonical JSON.
/// <https://github.com/sigstore/rekor/blob/main/openapi.yaml>
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Signed<'a> {
    body: &'a str,
    integrated_time: u64,
    log_index: u64,
    #[serde(rename = "logID")]
    log_id: String,
}

impl Promised {
    /// When the log took the entry, if it is a log of the root's that promises it.
    pub(in crate::attest) fn verify(&self, root: &TrustedRoot, now: Timestamp) -> Result<Timestamp, Failure> {
        let broken = |detail: String| Failure::InclusionPromise { detail };
        let time = i64::try_from(self.integrated_time).ok().and_then(|seconds| Timestamp::from_second(seconds).ok());
        let time = time.ok_or_else(|| Failure::IntegratedTime { detail: "no date has that number".to_owned() })?;
        let log_id = data_encoding::HEXLOWER.encode(&self.log_id);
        let keys = root.0.rekor_keys().map_err(|error| Failure::TrustedRoot { detail: error.to_string() })?;
        let id = Sha256Hash::try_from(self.log_id.as_slice()).ok().filter(|id| keys.key(id).is_some());
        let id = id.ok_or_else(|| Failure::UnknownLog { log: log_id.clone() })?;
        let key = keys.key_at(&id, time).ok_or_else(|| broken(format!("the log's key was not in use on {time}")))?;
        let signed =
            Signed { body: &self.body, integrated_time: self.integrated_time, log_index: self.log_index, log_id };
        let signed = serde_json_canonicalizer::to_vec(&signed).map_err(|error| broken(error.to_string()))?;
        key.verify(&signed, &SignatureBytes::from_bytes(&self.signature)).map_err(|error| broken(error.to_string()))?;
        if time > now {
            return Err(Failure::IntegratedTime { detail: format!("{time} is still to come") });
        }
        Ok(time)
    }
}

/// When a service of the root's saw a signature, by an RFC 3161 timestamp.
pub(in crate::attest) fn timestamp(token: &[u8], signature: &[u8], root: &TrustedRoot) -> Result<Timestamp, Failure> {
    let (token, signature) = (TimestampToken::new(token.to_vec()), SignatureBytes::from_bytes(signature));
    let mut failure = Failure::Timestamp { detail: "the trusted root has no timestamp service".to_owned() };
    for authority in root.0.tsa_authorities() {
        match verify_timestamp_for_authority(&token, &signature, &authority) {
            Ok(time) => return Ok(time),
            Err(sigstore_verify::tsa::Error::TimestampOutsideValidity { time }) => {
                return Err(Failure::TimestampOutsideAuthority { time });
            }
            Err(error) => failure = Failure::Timestamp { detail: error.to_string() },
        }
    }
    Err(failure)
}
