//! What a registry asks: may this be registered?

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::Denial;

/// A request of MCP Gateway & Registry, with the members that it documents. Credentials were taken out before it came.
#[derive(Debug, Clone, Deserialize)]
pub struct Registration {
    pub asset_type: AssetType,
    /// `register` or `update`.
    pub operation: String,
    /// The path of the registry's API that was called.
    #[serde(default)]
    pub source_api: String,
    pub registration_payload: Map<String, Value>,
    #[serde(default)]
    pub request_headers: BTreeMap<String, String>,
}

/// What is to be registered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AssetType {
    Server,
    Agent,
    Skill,
}

impl AssetType {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Server => "server",
            Self::Agent => "agent",
            Self::Skill => "skill",
        }
    }
}

/// Where the payload says its evidence is: the member `metadata.proofmark`, which registries pass on untouched.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pointer {
    /// What was verified: `oci://registry/repository@sha256:HEX`, or a digest alone.
    #[serde(default)]
    pub subject: Option<String>,
    /// The digest of the verification summary: of its manifest in the store, or of its bundle.
    #[serde(default)]
    pub vsa: Option<String>,
    /// The summary itself, as a Sigstore bundle: an object, or a text that holds one.
    #[serde(default)]
    pub bundle: Option<Value>,
}

impl Registration {
    /// Reads the body of a request.
    pub fn read(body: &[u8]) -> Result<Self, Denial> {
        serde_json::from_slice(body).map_err(|error| Denial::malformed(&error.to_string()))
    }

    /// The name of what is to be registered; empty without one.
    pub fn name(&self) -> &str {
        let name = ["server_name", "name"].iter().find_map(|member| self.registration_payload.get(*member)?.as_str());
        name.unwrap_or_default()
    }

    /// Where its evidence is; nothing where none is named.
    ///
    /// Some forms send `metadata` as a text that holds JSON.
    pub fn pointer(&self) -> Result<Option<Pointer>, Denial> {
        let Some(metadata) = self.registration_payload.get("metadata") else { return Ok(None) };
        let parsed = metadata.as_str().and_then(|text| serde_json::from_str::<Value>(text).ok());
        let Some(pointer) = parsed.as_ref().unwrap_or(metadata).get("proofmark") else { return Ok(None) };
        let pointer = Pointer::deserialize(pointer).map_err(|error| Denial::pointer(&error.to_string()))?;
        Ok(Some(pointer))
    }
}
