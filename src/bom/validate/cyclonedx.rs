//! What a CycloneDX schema cannot say: that ids are unique, and that references, ranges, URLs and digests mean something.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::value;
use super::{Check, Found};
use crate::text;

/// Members whose strings name elements by `bom-ref`, and the member of which they are a part.
const REFERENCES: [(&str, &str); 17] = [
    ("dependencies", "ref"),
    ("dependencies", "dependsOn"),
    ("dependencies", "provides"),
    ("compositions", "assemblies"),
    ("compositions", "dependencies"),
    ("compositions", "vulnerabilities"),
    ("affects", "ref"),
    ("annotations", "subjects"),
    ("datasets", "ref"),
    ("identity", "tools"),
    ("citations", "attributedTo"),
    ("citations", "process"),
    ("attestations", "assessor"),
    ("map", "requirement"),
    ("map", "claims"),
    ("claims", "target"),
    ("claims", "evidence"),
];

pub(super) fn check(bom: &Value, found: &mut Found) {
    let mut walk = Walk { ids: BTreeMap::new(), references: Vec::new(), found };
    walk.value(bom, "", &[]);
    let Walk { ids, references, found } = walk;
    for (reference, pointer) in references {
        // A BOM-Link leads into another document.
        if !ids.contains_key(reference) && !reference.starts_with("urn:cdx:") {
            found.add(pointer, Check::Reference, format!("`{reference}` is the `bom-ref` of nothing here"));
        }
    }
    dependencies(bom, found);
    for (index, citation) in bom.get("citations").and_then(Value::as_array).into_iter().flatten().enumerate() {
        for (at, pointer) in citation.get("pointers").and_then(Value::as_array).into_iter().flatten().enumerate() {
            if pointer.as_str().is_some_and(|pointer| bom.pointer(pointer).is_none()) {
                found.add(format!("/citations/{index}/pointers/{at}"), Check::Reference, "points at nothing here");
            }
        }
    }
}

/// One entry per element: what stands twice is read differently by different tools.
fn dependencies(bom: &Value, found: &mut Found) {
    let mut seen = BTreeSet::new();
    for (index, entry) in bom.get("dependencies").and_then(Value::as_array).into_iter().flatten().enumerate() {
        let Some(reference) = entry.get("ref").and_then(Value::as_str) else { continue };
        if !seen.insert(reference) {
            let message = format!("`{reference}` has another entry in `dependencies`");
            found.add(format!("/dependencies/{index}/ref"), Check::DuplicateId, message);
        }
    }
}

struct Walk<'b, 'f> {
    /// Where each `bom-ref` was given first.
    ids: BTreeMap<&'b str, String>,
    references: Vec<(&'b str, String)>,
    found: &'f mut Found,
}

impl<'b> Walk<'b, '_> {
    /// Visits a value; `names` are the members that lead to it. JSON that was parsed is not nested deep.
    fn value(&mut self, value: &'b Value, at: &str, names: &[&'b str]) {
        match value {
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.value(item, &text::pointer(at, &index.to_string()), names);
                }
            }
            Value::Object(members) => {
                for (name, member) in members {
                    let pointer = text::pointer(at, name);
                    let mut names = names.to_vec();
                    names.push(name);
                    self.value(member, &pointer, &names);
                }
                self.hash(value, at);
            }
            Value::String(text) => self.string(text, at, names),
            _ => {}
        }
    }

    fn string(&mut self, text: &'b str, at: &str, names: &[&'b str]) {
        let (name, parent) = match names {
            [.., parent, name] => (*name, *parent),
            [name] => (*name, ""),
            [] => return,
        };
        match name {
            "bom-ref" => self.define(text, at, is_inside(names, "formulation")),
            "purl" => value::purl(text, at, self.found),
            "versionRange" | "range" => value::vers(text, at, self.found),
            "expression" if parent == "licenses" => value::expression(text, at, self.found),
            "id" if parent == "license" && spdx::license_id(text).is_none() => {
                self.found.add(at, Check::License, format!("`{text}` is no SPDX licence id"));
            }
            _ => {}
        }
        if REFERENCES.contains(&(parent, name)) && !is_inside(names, "formulation") {
            self.references.push((text, at.to_owned()));
        }
    }

    /// Notes an id. Workflows repeat in each part the ids of what they share.
    fn define(&mut self, id: &'b str, at: &str, shared: bool) {
        match self.ids.get(id) {
            Some(_) if shared => {}
            Some(first) => {
                let message = format!("`{id}` is the `bom-ref` of `{first}`, too");
                self.found.add(at, Check::DuplicateId, message);
            }
            None => {
                self.ids.insert(id, at.to_owned());
            }
        }
    }

    fn hash(&mut self, value: &Value, at: &str) {
        let text = |name: &str| value.get(name).and_then(Value::as_str);
        if let (Some(algorithm), Some(content)) = (text("alg"), text("content")) {
            value::hash(algorithm, content, &text::pointer(at, "content"), self.found);
        }
    }
}

/// Workflows name what other documents hold.
fn is_inside(names: &[&str], name: &str) -> bool {
    names.contains(&name)
}
