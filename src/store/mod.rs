//! Where artifacts and the evidence about them lie: an OCI image layout here, or any OCI registry, through one trait.
//!
//! Evidence is a manifest whose subject is the artifact's manifest. What refers to what is computed from the manifests,
//! each read by digest; annotations and lists say where to look, and nothing more.

mod catalog;
mod copy;
mod credentials;
mod disk;
mod error;
mod evidence;
mod garbage;
mod indexed;
mod layout;
mod manifest;
pub mod pack;
#[cfg(test)]
mod power;
mod registry;
mod statements;
mod tag;
mod upload;

pub use copy::{Copied, copy};
pub use disk::{Disk, Folder};
pub use error::Error;
pub use evidence::{Evidence, Found, Unread, attach, evidence};
pub use garbage::{Collected, collect_garbage};
pub use indexed::Indexed;
pub use layout::{Layout, Listed};
pub use manifest::{Annotations, Descriptor, EMPTY, INDEX, MANIFEST, MAX_MANIFEST, Manifest};
pub use oci_client::Reference;
pub use registry::Registry;
pub use statements::{BUNDLE, Kept, Piece, keep, newest, state, statements, subject};
pub use tag::check_tag;

use crate::digest::Digest;

/// Manifests and blobs by digest, and tags that name manifests.
///
/// Every read compares the bytes with their digest. A write that returned is there after a power cut.
pub trait Store {
    /// Where it is, as messages name it.
    fn place(&self) -> String;

    /// The digest that a tag stands for.
    fn resolve(&self, tag: &str) -> Result<Option<Digest>, Error>;

    /// A manifest or an index.
    fn manifest(&self, digest: Digest) -> Result<Option<Vec<u8>>, Error>;

    /// A blob, of no more bytes than `limit`.
    fn blob(&self, blob: &Descriptor, limit: u64) -> Result<Vec<u8>, Error>;

    /// Whether a blob is there whole.
    fn has_blob(&self, blob: &Descriptor) -> Result<bool, Error>;

    fn put_blob(&self, bytes: &[u8]) -> Result<Digest, Error>;

    /// Keeps a manifest or an index whose blobs are there. With a subject, it can be found by it from then on.
    fn put_manifest(&self, bytes: &[u8]) -> Result<Digest, Error>;

    /// Has a tag stand for a manifest that is there.
    fn tag(&self, name: &str, digest: Digest) -> Result<(), Error>;

    /// Manifests that may refer to `subject`: every one that does, and perhaps others.
    fn candidates(&self, subject: Digest) -> Result<Vec<Digest>, Error>;
}
