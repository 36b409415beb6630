//! Manifests and indexes of the OCI image specification 1.1, as far as a store has to understand them:
//! <https://github.com/opencontainers/image-spec/blob/v1.1.1/manifest.md>.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use super::Error;
use crate::digest::Digest;
use crate::text::strict::{self, JsonError, Names};

pub const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
pub const INDEX: &str = "application/vnd.oci.image.index.v1+json";
/// A blob that stands where the specification wants one and there is none: `{}`.
pub const EMPTY: &str = "application/vnd.oci.empty.v1+json";
pub(super) const EMPTY_BYTES: &[u8] = b"{}";
/// What an entry of an index is called in a layout.
pub(super) const REF_NAME: &str = "org.opencontainers.image.ref.name";

/// Bytes of a manifest; the distribution specification has registries take at least as many.
pub const MAX_MANIFEST: u64 = 4 << 20;

/// Bytes of any document here: those of a layout's index, which lists all that a store has.
const MAX_JSON: usize = 64 << 20;

pub type Annotations = BTreeMap<String, String>;

/// Says what bytes are, and which.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Descriptor {
    pub media_type: String,
    pub digest: Digest,
    /// Bytes.
    pub size: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub artifact_type: Option<String>,
    /// Signed by nobody, unless the descriptor is part of something that is.
    #[serde(default, deserialize_with = "or_empty", skip_serializing_if = "BTreeMap::is_empty")]
    pub annotations: Annotations,
    /// What we have no use for and others may: platforms, URLs.
    #[serde(flatten)]
    pub other: BTreeMap<String, Value>,
}

impl Descriptor {
    pub fn of(media_type: &str, bytes: &[u8]) -> Self {
        Self {
            media_type: media_type.to_owned(),
            digest: Digest::of(bytes),
            size: bytes.len() as u64,
            artifact_type: None,
            annotations: Annotations::new(),
            other: BTreeMap::new(),
        }
    }

    /// Whether these are the bytes that are described.
    pub(super) fn check(&self, bytes: &[u8]) -> Result<(), Error> {
        let found = Digest::of(bytes);
        if found != self.digest {
            return Err(Error::Digest { expected: self.digest, found });
        }
        if self.size != bytes.len() as u64 {
            return Err(Error::Size { digest: self.digest, expected: self.size, found: bytes.len() as u64 });
        }
        Ok(())
    }
}

/// An image manifest, or an index; what one of the two does not have is empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Manifest {
    pub schema_version: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub artifact_type: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub config: Option<Descriptor>,
    #[serde(default, deserialize_with = "or_empty", skip_serializing_if = "Vec::is_empty")]
    pub layers: Vec<Descriptor>,
    /// Of an index.
    #[serde(default, deserialize_with = "or_empty", skip_serializing_if = "Vec::is_empty")]
    pub manifests: Vec<Descriptor>,
    /// What it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<Descriptor>,
    #[serde(default, deserialize_with = "or_empty", skip_serializing_if = "BTreeMap::is_empty")]
    pub annotations: Annotations,
}

/// What is wrong, in one line.
fn told(error: &JsonError) -> String {
    match error {
        JsonError::Malformed(error) => error.to_string(),
        error => error.to_string(),
    }
}

/// `null` is what some writers make of an empty map or list.
fn or_empty<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(deserializer: D) -> Result<T, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

impl Manifest {
    /// A manifest of blobs.
    pub fn new(artifact_type: &str, config: Descriptor, layers: Vec<Descriptor>) -> Self {
        Self {
            schema_version: 2,
            media_type: Some(MANIFEST.to_owned()),
            artifact_type: Some(artifact_type.to_owned()),
            config: Some(config),
            layers,
            manifests: Vec::new(),
            subject: None,
            annotations: Annotations::new(),
        }
    }

    /// Reads a manifest or an index.
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        let malformed = |detail: String| Error::Malformed { digest: Digest::of(bytes), detail };
        // An object: our reader would take a list of its members, too.
        let parsed = strict::parse::<Map<String, Value>>(bytes, Names::Exact, MAX_JSON);
        let members = Value::Object(parsed.map_err(|error| malformed(told(&error)))?);
        let manifest = Self::deserialize(members).map_err(|error| malformed(error.to_string()))?;
        if manifest.schema_version != 2 {
            return Err(malformed(format!("its schema version is {}, not 2", manifest.schema_version)));
        }
        if manifest.config.is_some() && !manifest.manifests.is_empty() {
            return Err(malformed("it is a manifest and an index at once".to_owned()));
        }
        Ok(manifest)
    }

    pub fn to_bytes(&self) -> Result<Vec<u8>, Error> {
        serde_json::to_vec(self).map_err(|error| Error::Encode { source: error })
    }

    /// The media type; older writers leave it out.
    pub fn media_type(&self) -> &str {
        let told = self.media_type.as_deref();
        told.unwrap_or(if self.config.is_some() { MANIFEST } else { INDEX })
    }

    /// What the artifact is: its own type, or that of its configuration where it has none.
    pub fn kind(&self) -> Option<&str> {
        let config = self.config.as_ref().map(|config| config.media_type.as_str());
        self.artifact_type.as_deref().filter(|kind| !kind.is_empty()).or(config)
    }

    /// The blobs that belong to it.
    pub fn blobs(&self) -> impl Iterator<Item = &Descriptor> {
        self.config.iter().chain(&self.layers)
    }
}

/// `index.json` of a layout, and the list of what refers to a subject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Index {
    pub(super) schema_version: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) media_type: Option<String>,
    #[serde(default, deserialize_with = "or_empty")]
    pub(super) manifests: Vec<Descriptor>,
    #[serde(flatten)]
    other: BTreeMap<String, Value>,
}

impl Index {
    pub(super) fn empty() -> Self {
        Self { schema_version: 2, media_type: Some(INDEX.to_owned()), manifests: Vec::new(), other: BTreeMap::new() }
    }

    pub(super) fn parse(bytes: &[u8], name: &str) -> Result<Self, Error> {
        strict::parse(bytes, Names::Exact, MAX_JSON)
            .map_err(|error| Error::Index { name: name.to_owned(), detail: told(&error) })
    }

    /// Sorted, each manifest once a tag, so that the same content has the same bytes.
    pub(super) fn to_bytes(&self) -> Result<Vec<u8>, Error> {
        let mut tidy = self.clone();
        let tagged: BTreeSet<Digest> =
            self.manifests.iter().filter(|entry| tag_of(entry).is_some()).map(|entry| entry.digest).collect();
        tidy.manifests.retain(|entry| tag_of(entry).is_some() || !tagged.contains(&entry.digest));
        tidy.manifests.sort_by(|a, b| (a.digest, tag_of(a)).cmp(&(b.digest, tag_of(b))));
        tidy.manifests.dedup_by(|a, b| (a.digest, tag_of(a)) == (b.digest, tag_of(b)));
        serde_json::to_vec(&tidy).map_err(|error| Error::Encode { source: error })
    }

    pub(super) fn lists(&self, digest: Digest) -> bool {
        self.manifests.iter().any(|entry| entry.digest == digest)
    }
}

/// The tag of an entry of `index.json`.
pub(super) fn tag_of(entry: &Descriptor) -> Option<&str> {
    entry.annotations.get(REF_NAME).map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_of_others_is_read_and_its_type_told_as_the_specification_does() {
        let empty = Digest::of("{}");
        let config = format!(r#"{{"mediaType":"text/x","digest":"{empty}","size":2,"annotations":null}}"#);
        let text = format!(r#"{{"schemaVersion":2,"config":{config},"layers":null,"annotations":null,"x":1}}"#);
        let manifest = Manifest::parse(text.as_bytes()).unwrap();
        assert_eq!((manifest.media_type(), manifest.kind()), (MANIFEST, Some("text/x")));
        for text in [
            r#"{"schemaVersion":1}"#.to_owned(),
            format!(r#"{{"schemaVersion":2,"config":{config},"manifests":[{config}]}}"#),
            r#"{"schemaVersion":2,"config":{"mediaType":"a","digest":"md5:00","size":2}}"#.to_owned(),
            "[]".to_owned(),
            "[2,null,null,null,[],[],null,{}]".to_owned(),
            r#"{"schemaVersion":2,"annotations":{"a":"1","a":"2"}}"#.to_owned(),
        ] {
            assert!(Manifest::parse(text.as_bytes()).is_err(), "{text}");
        }
    }
}
