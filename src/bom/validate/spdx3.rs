//! What the SPDX 3 schema cannot say: that every element is there once, and that what elements name is there.

use std::collections::BTreeSet;

use serde_json::Value;

use super::value;
use super::{Check, Found};
use crate::text;

/// Members that name elements by their IRI.
const REFERENCES: [&str; 13] = [
    "creationInfo",
    "createdBy",
    "createdUsing",
    "from",
    "to",
    "element",
    "rootElement",
    "subject",
    "suppliedBy",
    "originatedBy",
    "dataLicense",
    "software_snippetFromFile",
    "security_assessedElement",
];

pub(super) fn check(document: &Value, found: &mut Found) {
    let graph: Vec<&Value> = document.get("@graph").and_then(Value::as_array).into_iter().flatten().collect();
    let mut ids = BTreeSet::new();
    for (index, element) in graph.iter().enumerate() {
        let id = ["spdxId", "@id"].into_iter().find_map(|name| Some((name, element.get(name)?.as_str()?)));
        let Some((name, id)) = id else { continue };
        if !ids.insert(id) {
            found.add(format!("/@graph/{index}/{name}"), Check::DuplicateId, format!("`{id}` has another element"));
        }
    }
    // What an SPDX document imports stands elsewhere.
    let imports = graph.iter().filter_map(|element| element.get("import")?.as_array()).flatten();
    ids.extend(imports.filter_map(|import| import.get("externalSpdxId")?.as_str()));
    for (index, element) in graph.iter().enumerate() {
        walk(element, &format!("/@graph/{index}"), "", &ids, found);
    }
}

fn walk(value: &Value, at: &str, name: &str, ids: &BTreeSet<&str>, found: &mut Found) {
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                walk(item, &text::pointer(at, &index.to_string()), name, ids, found);
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                walk(member, &text::pointer(at, name), name, ids, found);
            }
            let text = |name: &str| value.get(name).and_then(Value::as_str);
            if let (Some(algorithm), Some(content)) = (text("algorithm"), text("hashValue")) {
                value::hash(algorithm, content, &text::pointer(at, "hashValue"), found);
            }
        }
        Value::String(text) => match name {
            "software_packageUrl" => value::purl(text, at, found),
            "simplelicensing_licenseExpression" => value::expression(text, at, found),
            _ if REFERENCES.contains(&name) && !ids.contains(text.as_str()) && !is_individual(text) => {
                found.add(at, Check::Reference, format!("`{text}` is neither in the graph nor imported"));
            }
            _ => {}
        },
        _ => {}
    }
}

/// Elements that SPDX itself defines, such as `NoAssertionElement`, by IRI or by their short name.
fn is_individual(text: &str) -> bool {
    text.starts_with("https://spdx.org/rdf/3.0.1/terms/")
        || text.starts_with("https://spdx.org/licenses/")
        || !text.contains(':')
}
