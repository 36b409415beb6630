//! in-toto statements: what is said (the predicate) about what (the subjects).
//!
//! <https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md>

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The `_type` that is written.
pub const STATEMENT_V1: &str = "https://in-toto.io/Statement/v1";
/// The `_type` of the version before, which cosign still writes. It has the same members.
pub const STATEMENT_V01: &str = "https://in-toto.io/Statement/v0.1";
/// The payload type of an envelope around a statement.
pub const PAYLOAD_TYPE: &str = "application/vnd.in-toto+json";

/// Digests of one thing by algorithm, in lower-case hexadecimal unless the algorithm says otherwise.
///
/// <https://github.com/in-toto/attestation/blob/main/spec/v1/digest_set.md>
pub type DigestSet = BTreeMap<String, String>;

/// What a statement is about, or refers to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ResourceDescriptor {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uri: Option<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub digest: DigestSet,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
}

/// A statement that is not yet known to come from anybody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Statement<P = serde_json::Value> {
    /// [`STATEMENT_V1`] in what is written; what is read may be [`STATEMENT_V01`].
    #[serde(rename = "_type")]
    pub statement_type: String,
    pub subject: Vec<ResourceDescriptor>,
    /// The URI that says how to read the predicate.
    pub predicate_type: String,
    /// Some signers leave it out: then it is `null`.
    #[serde(default)]
    pub predicate: P,
}

impl<P: super::Predicate> Statement<P> {
    pub fn new(subject: Vec<ResourceDescriptor>, predicate: P) -> Self {
        let (statement_type, predicate_type) = (STATEMENT_V1.to_owned(), predicate.predicate_type().to_owned());
        Self { statement_type, subject, predicate_type, predicate }
    }

    /// The bytes that are signed: canonical JSON (RFC 8785), so that the same statement has the same signature input on
    /// every machine.
    pub fn to_bytes(&self) -> Result<Vec<u8>, super::Error> {
        serde_json_canonicalizer::to_vec(self).map_err(super::Error::Encode)
    }
}
