//! Licences as elements: each expression once, related to all that is under it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::Graph;
use super::element::Elements;

/// What a manifest says is declared; nobody has concluded anything.
pub(super) fn add(listed: &Elements, graph: &mut Graph) {
    let mut under: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (id, license) in listed.licenses() {
        under.entry(license).or_default().insert(id);
    }
    for (number, (license, elements)) in under.into_iter().enumerate() {
        let id = format!("license-{number}");
        if spdx::Expression::parse(license).is_ok() {
            let members = json!({ "simplelicensing_licenseExpression": license });
            graph.push("simplelicensing_LicenseExpression", &id, members);
        } else {
            // What is no expression is a text.
            let members = json!({ "simplelicensing_licenseText": license });
            graph.push("simplelicensing_SimpleLicensingText", &id, members);
        }
        for element in elements {
            graph.relate(element, "hasDeclaredLicense", &BTreeSet::from([id.clone()]), false);
        }
    }
}
