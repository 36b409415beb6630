//! Canonical JSON (RFC 8785) of what was read, and digests over it.

use serde_json::Value as Json;

use crate::digest::Digest;
use crate::text::{Node, SourceFile};

/// The digest of a value that stands in a file: of its canonical form, or of its bytes where it has none.
pub(super) fn digest(node: &Node, file: Option<&SourceFile>) -> String {
    let canonical = node.to_json().and_then(|json| serde_json_canonicalizer::to_vec(&json).ok());
    let digest = match (canonical, file) {
        (Some(bytes), _) => Digest::of(bytes),
        (None, Some(file)) => Digest::of(file.slice(node.span)),
        (None, None) => Digest::of(""),
    };
    digest.to_string()
}

/// The digest of a value that was put together.
pub(super) fn digest_of(json: &Json) -> String {
    Digest::of(serde_json_canonicalizer::to_vec(json).unwrap_or_default()).to_string()
}

/// The canonical form as text.
pub(super) fn text(json: &Json) -> Option<String> {
    serde_json_canonicalizer::to_string(json).ok()
}
