//! Artifacts as OCI artifacts, and back: the same files have the same digest, whoever packs them, where and when.
//!
//! What is written is an image with one layer, whose manifest says what it is. So container tools copy it and Kubernetes
//! mounts it (an image volume needs an image's configuration); `oras pull` unpacks it by the annotations of the layer;
//! and what looks for skills finds them by the artifact type.

mod archive;
mod content;
mod unpack;

use serde_json::json;

pub use content::Content;
pub use unpack::{Unpacked, unpack, write};

use super::{Descriptor, Error, Manifest, Store};
use crate::digest::Digest;
use crate::source::{Capture, File, Limits, Tree};

const CONFIG: &str = "application/vnd.oci.image.config.v1+json";
const LAYER: &str = "application/vnd.oci.image.layer.v1.tar+gzip";
/// What a file or an artifact is called.
pub const TITLE: &str = "org.opencontainers.image.title";
/// ORAS unpacks a layer that says so, and compares what comes out with the digest.
const ORAS_UNPACK: &str = "io.deis.oras.content.unpack";
const ORAS_DIGEST: &str = "io.deis.oras.content.digest";
/// As skills are labelled by most tools that carry them through registries.
const SKILL_NAME: &str = "io.agentskills.skill.name";

/// What an artifact is, to whoever finds it in a registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Skill,
    AgentCard,
    ServerJson,
    /// An MCPB or DXT bundle, as it is.
    Bundle,
    Folder,
    File,
}

impl Kind {
    const ALL: &[Self] = &[Self::Skill, Self::AgentCard, Self::ServerJson, Self::Bundle, Self::Folder, Self::File];

    fn of_artifact_type(artifact_type: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.artifact_type() == artifact_type)
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::Skill => "skill",
            Self::AgentCard => "agent card",
            Self::ServerJson => "server.json",
            Self::Bundle => "bundle",
            Self::Folder => "folder",
            Self::File => "file",
        }
    }

    /// Whether it is a folder of files, rather than one.
    pub const fn is_folder(self) -> bool {
        matches!(self, Self::Skill | Self::Folder)
    }

    /// The artifact type. Those of others go first: the one of skill packagers, and those by which catalogues name cards
    /// and servers (<https://github.com/Agent-Card/ai-catalog>).
    pub const fn artifact_type(self) -> &'static str {
        match self {
            Self::Skill => "application/vnd.agentskills.skill.v1",
            Self::AgentCard => "application/a2a-agent-card+json",
            Self::ServerJson => "application/mcp-server+json",
            Self::Bundle => "application/vnd.proofmark.mcpb.v1",
            Self::Folder => "application/vnd.proofmark.folder.v1",
            Self::File => "application/vnd.proofmark.file.v1",
        }
    }
}

/// An artifact that is in a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packed {
    /// Of the manifest: what evidence is about.
    pub digest: Digest,
    pub kind: Kind,
    pub name: String,
    pub files: usize,
    /// Bytes of the layer.
    pub size: u64,
}

/// The files of an artifact as a source, so that what looks at sources looks at the very bytes that are shipped.
pub fn capture(digest: Digest, files: Vec<File>) -> Capture {
    let single = matches!(files.as_slice(), [only] if only.path.components().count() == 1);
    let mut tree = Tree::of_files(camino::Utf8PathBuf::new(), files);
    tree.single = single;
    Capture::local(digest.to_string(), tree)
}

/// What an artifact is made of, each as the bytes that are stored.
struct Parts {
    layer: Vec<u8>,
    config: Vec<u8>,
    manifest: Vec<u8>,
}

fn parts(content: &Content, limits: &Limits) -> Result<Parts, Error> {
    let (layer, unpacked) = archive::layer(content, limits)?;
    let config = json!({
        // Content is for every machine; tools that insist on one take what is most common.
        "architecture": "amd64",
        "os": "linux",
        "config": {},
        "rootfs": { "type": "layers", "diff_ids": [unpacked] },
    });
    let config = serde_json::to_vec(&config).map_err(|source| Error::Encode { source })?;
    let mut blob = Descriptor::of(LAYER, &layer);
    let annotation = |name: &str, value: String| (name.to_owned(), value);
    if content.kind.is_folder() {
        blob.annotations.extend([
            annotation(TITLE, content.name.clone()),
            annotation(ORAS_UNPACK, "true".to_owned()),
            annotation(ORAS_DIGEST, unpacked.to_string()),
        ]);
    } else {
        blob.annotations.extend([annotation(TITLE, format!("{}.tar.gz", content.name))]);
    }
    let mut manifest = Manifest::new(content.kind.artifact_type(), Descriptor::of(CONFIG, &config), vec![blob]);
    manifest.annotations.extend([annotation(TITLE, content.name.clone())]);
    if content.kind == Kind::Skill {
        manifest.annotations.extend([annotation(SKILL_NAME, content.name.clone())]);
    }
    Ok(Parts { layer, config, manifest: manifest.to_bytes()? })
}

/// Packs an artifact into a store. It has no tag yet.
pub fn pack(content: &Content, store: &dyn Store, limits: &Limits) -> Result<Packed, Error> {
    let Parts { layer, config, manifest } = parts(content, limits)?;
    store.put_blob(&config)?;
    store.put_blob(&layer)?;
    let digest = store.put_manifest(&manifest)?;
    let (kind, name) = (content.kind, content.name.clone());
    Ok(Packed { digest, kind, name, files: content.files.len(), size: layer.len() as u64 })
}

/// Whether a manifest says that it is an artifact of those that [`pack`] makes.
pub fn is_packed(store: &dyn Store, digest: Digest) -> Result<bool, Error> {
    let bytes = store.manifest(digest)?.ok_or_else(|| Error::Missing { place: store.place(), digest })?;
    Ok(Manifest::parse(&bytes)?.kind().and_then(Kind::of_artifact_type).is_some())
}

/// The content of an artifact that [`pack`] has made; `None` where packing it again makes something else, so that nobody
/// knows how it was made.
pub fn again(store: &dyn Store, digest: Digest, limits: &Limits) -> Result<Option<Content>, Error> {
    let unpacked = unpack(store, digest, limits)?;
    let bytes = store.manifest(digest)?.ok_or_else(|| Error::Missing { place: store.place(), digest })?;
    let manifest = Manifest::parse(&bytes)?;
    let kind = unpacked.kind.as_deref().and_then(Kind::of_artifact_type);
    let (Some(kind), Some(name)) = (kind, manifest.annotations.get(TITLE)) else { return Ok(None) };
    let content = Content { kind, name: name.clone(), files: unpacked.files, skipped: Vec::new() };
    let same = parts(&content, limits).is_ok_and(|parts| Digest::of(&parts.manifest) == digest);
    Ok(same.then_some(content))
}
