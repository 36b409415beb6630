//! Where a result stands, in SARIF's words.

use std::fmt::Write as _;

use camino::Utf8Path;

use super::model::{ArtifactLocation, LocationObject, LogicalLocation, Message, PhysicalLocation, Region};
use crate::scan::ArtifactSummary;
use crate::text::{Location, visible_line};

/// What relative paths are relative to. It has no URI: GitHub takes the root of the repository.
pub(super) const BASE: &str = "%SRCROOT%";

pub(super) fn located(location: &Location, snippet: Option<&str>) -> LocationObject {
    let (start, end) = (location.start, location.end);
    let region = Region {
        start_line: start.line,
        start_column: start.column,
        end_line: end.line,
        end_column: end.column,
        byte_offset: start.byte,
        byte_length: end.byte.saturating_sub(start.byte),
        snippet: snippet.map(Message::new),
    };
    let mut place = file(&location.path);
    place.physical_location.region = Some(region);
    place
}

/// A file as a whole.
pub(super) fn file(path: &Utf8Path) -> LocationObject {
    let uri = uri(path.as_str());
    let uri_base_id = (!uri.starts_with("file:")).then_some(BASE);
    LocationObject {
        id: None,
        message: None,
        physical_location: PhysicalLocation { artifact_location: ArtifactLocation { uri, uri_base_id }, region: None },
        logical_locations: Vec::new(),
    }
}

/// The artifact as what holds the place.
pub(super) fn logical(artifact: &ArtifactSummary) -> LogicalLocation {
    LogicalLocation {
        name: visible_line(&artifact.name).into_owned(),
        fully_qualified_name: artifact.id.clone(),
        kind: artifact.kind.name(),
    }
}

/// A path as a relative URI reference; an absolute one as a `file:` URI.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len() + 8);
    if path.starts_with('/') {
        uri.push_str("file://");
    } else if path.is_empty() {
        uri.push('.');
    }
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'/') {
            uri.push(char::from(byte));
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn paths_become_uris_that_stay_below_the_root() {
        for (path, expected) in [
            ("skills/notes/SKILL.md", "skills/notes/SKILL.md"),
            (".mcp.json", ".mcp.json"),
            ("a b#c?d%.md", "a%20b%23c%3Fd%25.md"),
            ("c:x.md", "c%3Ax.md"),
            ("é.md", "%C3%A9.md"),
            ("/tmp/x", "file:///tmp/x"),
            ("", "."),
        ] {
            assert_eq!(uri(path), expected);
        }
    }
}
