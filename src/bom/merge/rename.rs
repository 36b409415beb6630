//! New names for elements whose names are taken.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// Members that name elements, in CycloneDX.
const NAMES: [&str; 17] = [
    "bom-ref",
    "ref",
    "dependsOn",
    "provides",
    "assemblies",
    "dependencies",
    "vulnerabilities",
    "subjects",
    "tools",
    "attributedTo",
    "process",
    "assessor",
    "requirement",
    "claims",
    "counterClaims",
    "target",
    "evidence",
];

/// Old names and what they become.
pub(super) type Renames = BTreeMap<String, String>;

/// Gives every element that is named its new name, wherever it is named.
pub(super) fn rename(value: &mut Value, renames: &Renames) {
    if !renames.is_empty() {
        walk(value, false, renames);
    }
}

fn walk(value: &mut Value, named: bool, renames: &Renames) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let names = NAMES.contains(&name.as_str());
                // Constraints of ours name what they constrain in their value.
                if name == "value" && member.as_str().is_some_and(|text| renames.contains_key(first(text))) {
                    let text = member.as_str().unwrap_or_default();
                    if let Some(new) = renames.get(first(text)) {
                        *member = text.replacen(first(text), new, 1).into();
                    }
                } else {
                    walk(member, names, renames);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| walk(item, named, renames)),
        Value::String(text) if named => {
            if let Some(new) = renames.get(text.as_str()) {
                *text = new.clone();
            }
        }
        _ => {}
    }
}

fn first(text: &str) -> &str {
    text.split(' ').next().unwrap_or_default()
}

/// Every `bom-ref` below a value.
pub(super) fn ids(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match member.as_str() {
                    Some(id) if name == "bom-ref" => drop(found.insert(id.to_owned())),
                    _ => ids(member, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| ids(item, found)),
        _ => {}
    }
}

/// A name that nobody has: the old one with a number, after a character that names of the format may have.
pub(super) fn fresh(id: &str, mark: char, taken: &BTreeSet<String>) -> String {
    let numbered = |number: usize| format!("{id}{mark}{number}");
    let mut number = 2;
    while taken.contains(&numbered(number)) {
        number += 1;
    }
    numbered(number)
}
