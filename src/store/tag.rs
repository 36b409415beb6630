//! Tags, as registries take them.

use super::Error;
use crate::digest::Digest;

/// Refuses what is no tag: <https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pulling-manifests>.
pub fn check_tag(name: &str) -> Result<(), Error> {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let sound = name.len() <= 128 && name.starts_with(word) && name.chars().all(|c| word(c) || matches!(c, '.' | '-'));
    if sound { Ok(()) } else { Err(Error::Tag { name: name.chars().take(200).collect() }) }
}

/// What ends the tags under which cosign kept things before manifests had subjects: attestations, BOMs, signatures.
pub(super) const SUFFIXES: [&str; 3] = [ATTESTATIONS, "sbom", "sig"];
pub(super) const ATTESTATIONS: &str = "att";

/// The tag of what cosign keeps beside a manifest.
pub(super) fn beside(subject: Digest, suffix: &str) -> String {
    format!("sha256-{}.{suffix}", subject.hex())
}
