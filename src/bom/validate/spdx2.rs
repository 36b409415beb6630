//! SPDX 2.2 and 2.3 in JSON, by the prose of the specification (<https://spdx.github.io/spdx-spec/v2.3/>): what the schema
//! of 2.3 leaves open, and all of 2.2.

use std::collections::BTreeSet;

use serde_json::Value;

use super::value;
use super::{Check, Found};

/// Lists whose entries are elements, and the fields that each entry needs.
const ELEMENTS: [(&str, &[&str]); 3] = [
    ("packages", &["name", "downloadLocation"]),
    ("files", &["fileName", "checksums"]),
    ("snippets", &["snippetFromFile", "ranges"]),
];

pub(super) fn check(document: &Value, found: &mut Found) {
    head(document, found);
    let mut ids = BTreeSet::from(["SPDXRef-DOCUMENT"]);
    for (list, needed) in ELEMENTS {
        for (index, element) in items(document, list).enumerate() {
            let at = format!("/{list}/{index}");
            for name in needed {
                if element.get(name).is_none() {
                    found.add(&at, Check::Schema, format!("\"{name}\" is missing"));
                }
            }
            id(element, &at, &mut ids, found);
            content(element, &at, found);
        }
    }
    for (index, relationship) in items(document, "relationships").enumerate() {
        let at = format!("/relationships/{index}");
        for name in ["spdxElementId", "relationshipType", "relatedSpdxElement"] {
            let Some(text) = relationship.get(name).and_then(Value::as_str) else {
                found.add(&at, Check::Schema, format!("\"{name}\" is missing"));
                continue;
            };
            let elsewhere = text.starts_with("DocumentRef-") || matches!(text, "NONE" | "NOASSERTION");
            if name != "relationshipType" && !elsewhere && !ids.contains(text) {
                let message = format!("`{text}` is the `SPDXID` of nothing here");
                found.add(format!("{at}/{name}"), Check::Reference, message);
            }
        }
    }
    for (index, described) in items(document, "documentDescribes").enumerate() {
        if let Some(text) = described.as_str().filter(|text| !ids.contains(text)) {
            let message = format!("`{text}` is the `SPDXID` of nothing here");
            found.add(format!("/documentDescribes/{index}"), Check::Reference, message);
        }
    }
}

fn items<'v>(value: &'v Value, name: &str) -> impl Iterator<Item = &'v Value> + use<'v> {
    value.get(name).and_then(Value::as_array).into_iter().flatten()
}

fn head(document: &Value, found: &mut Found) {
    let text = |name: &str| document.get(name).and_then(Value::as_str);
    for (name, wanted) in [("dataLicense", "CC0-1.0"), ("SPDXID", "SPDXRef-DOCUMENT")] {
        if text(name) != Some(wanted) {
            found.add(format!("/{name}"), Check::Schema, format!("is not \"{wanted}\""));
        }
    }
    if text("name").is_none() {
        found.add("", Check::Schema, "\"name\" is missing");
    }
    if !text("documentNamespace").is_some_and(|uri| uri.contains(':') && !uri.contains('#')) {
        found.add("/documentNamespace", Check::Schema, "is not a URI without a fragment");
    }
    let creation = document.get("creationInfo");
    let created = creation.and_then(|info| info.get("created")).and_then(Value::as_str);
    if !created.is_some_and(|time| time.parse::<jiff::Timestamp>().is_ok() && time.ends_with('Z')) {
        found.explain("/creationInfo/created", "is not a time in UTC");
    }
    let creators: Vec<&Value> = creation.into_iter().flat_map(|info| items(info, "creators")).collect();
    if creators.is_empty() {
        found.add("/creationInfo", Check::Schema, "\"creators\" is missing");
    }
    for (index, creator) in creators.iter().enumerate() {
        let known = ["Person: ", "Organization: ", "Tool: "];
        if !creator.as_str().is_some_and(|text| known.iter().any(|prefix| text.starts_with(prefix))) {
            let message = "begins with none of `Person: `, `Organization: ` and `Tool: `";
            found.add(format!("/creationInfo/creators/{index}"), Check::Schema, message);
        }
    }
}

fn id<'v>(element: &'v Value, at: &str, ids: &mut BTreeSet<&'v str>, found: &mut Found) {
    let pointer = format!("{at}/SPDXID");
    let Some(id) = element.get("SPDXID").and_then(Value::as_str) else {
        found.add(at, Check::Schema, "\"SPDXID\" is missing");
        return;
    };
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    if !id.strip_prefix("SPDXRef-").is_some_and(|rest| !rest.is_empty() && rest.chars().all(allowed)) {
        found.add(pointer, Check::Schema, "is not `SPDXRef-` and letters, digits, dots or hyphens");
    } else if !ids.insert(id) {
        found.add(pointer, Check::DuplicateId, format!("`{id}` has another element"));
    }
}

fn content(element: &Value, at: &str, found: &mut Found) {
    for (index, checksum) in items(element, "checksums").enumerate() {
        let text = |name: &str| checksum.get(name).and_then(Value::as_str);
        if let (Some(algorithm), Some(content)) = (text("algorithm"), text("checksumValue")) {
            value::hash(algorithm, content, &format!("{at}/checksums/{index}/checksumValue"), found);
        }
    }
    for (index, reference) in items(element, "externalRefs").enumerate() {
        let text = |name: &str| reference.get(name).and_then(Value::as_str);
        if let (Some("purl"), Some(locator)) = (text("referenceType"), text("referenceLocator")) {
            value::purl(locator, &format!("{at}/externalRefs/{index}/referenceLocator"), found);
        }
    }
    for name in ["licenseConcluded", "licenseDeclared"] {
        if let Some(text) = element.get(name).and_then(Value::as_str) {
            value::expression(text, &format!("{at}/{name}"), found);
        }
    }
}
