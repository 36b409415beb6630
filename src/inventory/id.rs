//! Ids of components: readable, deterministic, and fit for a `bom-ref` or the fragment of an IRI.

use std::fmt::{self, Write as _};

use serde::{Deserialize, Serialize};

use super::detail::Kind;

/// Names one component of an inventory.
///
/// - a thing of the scanned files: `<kind>:<path>#<name>`, such as `agent:py/crew.py#Researcher`;
/// - a thing that has an identity of its own: `<kind>:<group>/<name>@<version>`, such as
///   `model:openai/gpt-4o@2024-08-06`, or `secret:env:GITHUB_TOKEN`;
/// - a thing with a package URL: that URL, such as `pkg:npm/%40modelcontextprotocol/server-github@2025.4.8`.
///
/// What would need escaping in an IRI is percent-encoded.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Id(String);

impl Id {
    /// The id of something that stands in a file and is known by a name there.
    pub fn local(kind: Kind, path: &str, name: &str) -> Self {
        Self(format!("{}:{}#{}", kind.name(), escape(path, "/"), escape(name, "/:")))
    }

    /// The id of something that is the same wherever it is named.
    pub fn global(kind: Kind, group: Option<&str>, name: &str, version: Option<&str>) -> Self {
        let mut id = format!("{}:", kind.name());
        if let Some(group) = group.filter(|group| !group.is_empty()) {
            id.push_str(&escape(group, "/:"));
            id.push('/');
        }
        id.push_str(&escape(name, "/:"));
        if let Some(version) = version.filter(|version| !version.is_empty()) {
            id.push('@');
            id.push_str(&escape(version, ":+"));
        }
        Self(id)
    }

    /// The id of something that a package URL names.
    pub fn package(purl: &str) -> Self {
        Self(purl.to_owned())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// Percent-encodes all but the unreserved characters of RFC 3986 and those in `kept`.
pub(super) fn escape(text: &str, kept: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || kept.as_bytes().contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            let _ = write!(escaped, "%{byte:02X}");
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_fit_for_an_iri() {
        let ids = [
            Id::local(Kind::Agent, "py/my app.py", "Billing Agent"),
            Id::local(Kind::Resource, "a.py", "billing://{id}#1"),
            Id::global(Kind::Model, Some("openai"), "gpt-4o", Some("2024-08-06")),
            Id::global(Kind::Model, None, "llama3:8b", None),
        ];
        let expected = [
            "agent:py/my%20app.py#Billing%20Agent",
            "resource:a.py#billing://%7Bid%7D%231",
            "model:openai/gpt-4o@2024-08-06",
            "model:llama3:8b",
        ];
        assert_eq!(ids.map(|id| id.to_string()), expected);
    }
}
