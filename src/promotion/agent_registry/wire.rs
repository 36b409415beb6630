//! What goes over the wire, as the server of agentoperations/agent-registry has it, whatever its schemas say.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The member of `metadata.labels` that says where the evidence is: labels survive a round trip.
pub const BUNDLE_LABEL: &str = "dev.proofmark/bundle";

/// What is registered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Agent,
    Skill,
    McpServer,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Agent, Self::McpServer, Self::Skill];

    /// As documents name it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Skill => "skill",
            Self::McpServer => "mcp-server",
        }
    }

    /// As paths name it.
    pub(super) const fn segment(self) -> &'static str {
        match self {
            Self::Agent => "agents",
            Self::Skill => "skills",
            Self::McpServer => "mcp-servers",
        }
    }
}

/// An artifact as a registry lists it. Nothing of it is signed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Entry {
    pub identity: Identity,
    pub kind: String,
    #[serde(default)]
    pub status: Option<String>,
    #[serde(default)]
    pub artifacts: Vec<OciReference>,
    #[serde(default)]
    pub metadata: Metadata,
    /// What else there is: documents, a BOM, provenance.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Identity {
    /// `namespace/name`; the server loses names without a namespace.
    pub name: String,
    pub version: String,
    #[serde(default)]
    pub title: String,
    #[serde(default)]
    pub description: String,
}

/// Where the bytes are. The digest is not mandatory there; without one nothing is said about any bytes.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct OciReference {
    #[serde(default)]
    pub oci: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Metadata {
    #[serde(default)]
    pub labels: BTreeMap<String, String>,
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// What every answer is wrapped in.
#[derive(Debug, Deserialize)]
pub(super) struct Envelope<T> {
    pub(super) data: T,
    #[serde(default)]
    pub(super) pagination: Option<Pagination>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Pagination {
    #[serde(default)]
    pub(super) total: u64,
}

/// The body of a promotion. The comment is the only free text that the server keeps.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Promotion<'a> {
    pub(super) target_status: &'a str,
    pub(super) comment: &'a str,
}

impl Entry {
    /// The digest and the repository (`oci://host/repository`) of the bytes that are meant: `None` where only a tag says.
    pub fn pinned(&self) -> Option<(String, String)> {
        let reference = self.artifacts.first()?;
        let text = |name: &str| reference.other.get(name).and_then(Value::as_str);
        // Its schema has one string, its examples have parts.
        let oci = match reference.oci.as_str() {
            "" => format!("{}/{}", text("registry")?, text("repository")?),
            oci => oci.strip_prefix("oci://").unwrap_or(oci).to_owned(),
        };
        let (place, within) = oci.split_once('@').map_or((oci.as_str(), None), |(place, digest)| (place, Some(digest)));
        let digest = reference.digest.as_deref().or(within)?;
        if within.is_some_and(|within| within != digest) {
            return None;
        }
        let name = place.rfind('/').map_or(0, |slash| slash + 1);
        let end = place.get(name..).and_then(|name| name.find(':')).map_or(place.len(), |colon| name + colon);
        Some((digest.to_owned(), format!("oci://{}", place.get(..end)?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_digest_says_which_bytes_are_meant() {
        let digest = format!("sha256:{}", "a".repeat(64));
        let pinned = |reference: Value| {
            let entry = serde_json::json!({
                "identity": { "name": "acme/notes", "version": "1.0.0" }, "kind": "skill", "artifacts": [reference],
            });
            serde_json::from_value::<Entry>(entry).unwrap().pinned()
        };
        let found = Some((digest.clone(), "oci://r.example:5000/kits/notes".to_owned()));
        assert_eq!(pinned(serde_json::json!({ "oci": format!("r.example:5000/kits/notes@{digest}") })), found);
        assert_eq!(pinned(serde_json::json!({ "oci": "r.example:5000/kits/notes:1.0", "digest": digest })), found);
        let parts = serde_json::json!({ "registry": "r.example:5000", "repository": "kits/notes", "digest": digest });
        assert_eq!(pinned(parts), found);
        assert_eq!(pinned(serde_json::json!({ "oci": "r.example:5000/kits/notes:1.0" })), None);
        let other = format!("sha256:{}", "b".repeat(64));
        assert_eq!(pinned(serde_json::json!({ "oci": format!("r.example/notes@{other}"), "digest": digest })), None);
    }
}
