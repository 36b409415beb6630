//! Canonical JSON (RFC 8785) of what was read, and digests over it.

use serde_json::{Map, Value as Json};

use crate::digest::Digest;
use crate::text::{Node, SourceFile, Value};

/// Values within values that have a canonical form.
const MAX_DEPTH: usize = 200;

/// The value as JSON; nothing where JSON has no one meaning for it: a name given twice, an alias, bottomless nesting.
pub(super) fn json(node: &Node) -> Option<Json> {
    convert(node, MAX_DEPTH)
}

fn convert(node: &Node, depth: usize) -> Option<Json> {
    let below = depth.checked_sub(1)?;
    Some(match &node.value {
        Value::Null => Json::Null,
        Value::Bool(value) => Json::Bool(*value),
        // YAML and TOML know numbers that JSON does not; their spelling is what there is.
        Value::Number(text) => serde_json::from_str(text).unwrap_or_else(|_| Json::String(text.clone())),
        Value::String(text) => Json::String(text.text.clone()),
        Value::Array(items) => Json::Array(items.iter().map(|item| convert(item, below)).collect::<Option<_>>()?),
        Value::Object(members) => {
            let mut object = Map::new();
            for member in members {
                if object.insert(member.name.text.clone(), convert(&member.value, below)?).is_some() {
                    return None;
                }
            }
            Json::Object(object)
        }
        Value::Alias => return None,
    })
}

/// The digest of a value that stands in a file: of its canonical form, or of its bytes where it has none.
pub(super) fn digest(node: &Node, file: Option<&SourceFile>) -> String {
    let canonical = json(node).and_then(|json| serde_json_canonicalizer::to_vec(&json).ok());
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
