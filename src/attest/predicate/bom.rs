//! Bills of materials: the document itself is the predicate, and its format names the type.

use serde::Serialize;
use serde_json::Value;

use super::Predicate;

/// A CycloneDX or SPDX document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Bom {
    document: Value,
    #[serde(skip)]
    predicate_type: &'static str,
}

impl Bom {
    /// Recognises the format, as cosign and GitHub name it.
    pub fn new(document: Value) -> Option<Self> {
        let text = |name: &str| document.get(name).and_then(Value::as_str);
        let predicate_type = match (text("bomFormat"), text("spdxVersion"), text("@context")) {
            (Some("CycloneDX"), ..) => "https://cyclonedx.org/bom",
            (_, Some("SPDX-2.3"), _) => "https://spdx.dev/Document/v2.3",
            (_, Some(version), _) if version.starts_with("SPDX-2.") => "https://spdx.dev/Document",
            (.., Some(context)) if context.starts_with("https://spdx.org/rdf/3.") => "https://spdx.dev/Document/v3",
            _ => return None,
        };
        Some(Self { document, predicate_type })
    }
}

impl Predicate for Bom {
    fn predicate_type(&self) -> &str {
        self.predicate_type
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_format_of_a_bom_names_its_type() {
        let cases = [
            (json!({"bomFormat": "CycloneDX", "specVersion": "1.6"}), Some("https://cyclonedx.org/bom")),
            (json!({"spdxVersion": "SPDX-2.3"}), Some("https://spdx.dev/Document/v2.3")),
            (json!({"spdxVersion": "SPDX-2.2"}), Some("https://spdx.dev/Document")),
            (
                json!({"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld"}),
                Some("https://spdx.dev/Document/v3"),
            ),
            (json!({"bomFormat": "other"}), None),
            (json!([]), None),
        ];
        for (document, expected) in cases {
            assert_eq!(Bom::new(document).map(|bom| bom.predicate_type), expected);
        }
    }
}
