//! Why evidence could not be kept, found or moved.

use std::borrow::Cow;
use std::path::PathBuf;

use oci_client::errors::OciDistributionError;

use crate::attest;
use crate::digest::Digest;
use crate::net;

/// A store that did not do what was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    #[error("cannot use `{}` of the store", path.display())]
    Disk { path: PathBuf, source: std::io::Error },
    #[error("`{}` is no OCI image layout", path.display())]
    NoLayout { path: PathBuf },
    #[error("`{}` is an image layout of version `{version}`, not 1.0.0", path.display())]
    LayoutVersion { path: PathBuf, version: String },
    #[error("`{name}` is no index: {detail}")]
    Index { name: String, detail: String },
    #[error("{digest} is no manifest: {detail}")]
    Malformed { digest: Digest, detail: String },
    #[error("a manifest cannot be written")]
    Encode { source: serde_json::Error },
    #[error("what should be {expected} is {found}")]
    Digest { expected: Digest, found: Digest },
    #[error("{digest} has {found} bytes, where {expected} are announced")]
    Size { digest: Digest, expected: u64, found: u64 },
    #[error("{digest} has {size} bytes; the limit is {limit}")]
    TooLarge { digest: Digest, size: u64, limit: u64 },
    #[error("`{place}` has no {digest}")]
    Missing { place: String, digest: Digest },
    #[error("{digest} may be evidence and cannot be read: {reason}")]
    Unread { digest: Digest, reason: String },
    #[error("`{place}` has nothing named `{name}`")]
    Unknown { place: String, name: String },
    #[error("`{name}` is no tag")]
    Tag { name: String },
    #[error("`{place}` has something else under `{tag}`, and each has what the other has not")]
    Diverged { place: String, tag: String },
    #[error("`{place}` lists more than {limit} referrers of {digest}")]
    TooMany { place: String, digest: Digest, limit: usize },
    #[error("`{place}` lists more than {limit} names")]
    LongList { place: String, limit: usize },
    #[error("`{place}` took {digest} and does not list it as a referrer")]
    Unlisted { place: String, digest: Digest },
    #[error("`{text}` is no reference: {detail}")]
    Reference { text: String, detail: String },
    #[error("`{place}` refused")]
    Registry { place: String, source: Box<OciDistributionError> },
    #[error("`{place}` did not take it within {seconds} seconds")]
    Timeout { place: String, seconds: u64 },
    #[error("no requests can be made")]
    Runtime { source: std::io::Error },
    #[error("the credentials for `{registry}` cannot be had: {detail}")]
    Credentials { registry: String, detail: String },
    #[error(transparent)]
    Attest(#[from] attest::Error),
    #[error(transparent)]
    Net(#[from] net::Error),
    #[error("`{path}` cannot be packed: {reason}")]
    Incomplete { path: String, reason: String },
    #[error("there is nothing in `{source_name}` to pack")]
    Empty { source_name: String },
    #[error("`{name}` is no name for an artifact")]
    Name { name: String },
    #[error("`{path}` of {digest} is not unpacked: {reason}")]
    Unsafe { path: String, digest: Digest, reason: String },
    #[error("{digest} is an index of several artifacts")]
    Several { digest: Digest },
    #[error("`{}` exists", path.display())]
    Occupied { path: PathBuf },
}

impl Error {
    /// What the user can do about it, when there is something.
    pub fn help(&self) -> Option<Cow<'static, str>> {
        Some(match self {
            Self::Net(error) => return error.help(),
            Self::Attest(error) => return error.help(),
            Self::NoLayout { .. } => "make one with `proofmark pack`, or name another folder".into(),
            Self::Unknown { .. } => "`proofmark store list` names what there is".into(),
            Self::Digest { .. } | Self::Size { .. } => {
                "something changed the bytes: fetch them again, from another place if it happens twice".into()
            }
            Self::Tag { .. } => "use letters, digits, `_`, `.` and `-`, at most 128, and no `.` or `-` first".into(),
            Self::Reference { .. } => "write `registry/repository:tag` or `registry/repository@sha256:…`".into(),
            Self::TooLarge { .. } => "raise `--max-download-size`".into(),
            Self::Credentials { .. } => "sign in with `docker login`, or correct its configuration".into(),
            Self::Incomplete { .. } => {
                "an artifact is packed whole or not at all: correct it, or move it out of the folder".into()
            }
            Self::Name { .. } => "give one with `--name`: lower-case letters, digits, `.`, `_` and `-`".into(),
            Self::Occupied { .. } => "name a folder that does not exist; nothing is overwritten".into(),
            Self::Unsafe { .. } => "do not unpack it with another tool; ask who made it".into(),
            Self::Several { .. } => "name one of them by digest".into(),
            Self::Diverged { .. } => "put them together with the tool that has written them, then try again".into(),
            Self::Unlisted { .. } => "try again; the tag was not moved".into(),
            _ => return None,
        })
    }
}
