//! Licences of SPDX 2: expressions once each, and the texts that they name.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::Open;
use crate::bom::spdx3::Graph;

#[derive(Default)]
pub(super) struct Licenses {
    /// IRIs of expressions.
    expressions: BTreeMap<String, String>,
    /// IRIs of texts by their `LicenseRef-…`.
    texts: BTreeMap<String, String>,
}

impl Licenses {
    /// The texts of licences that are on no list.
    pub(super) fn texts(&mut self, listed: Vec<Value>, graph: &mut Graph) {
        for value in listed {
            let mut text = Open::of(&value);
            let Some(id) = text.text("licenseId") else { continue };
            let see = text.list("seeAlsos");
            let also = |url: &Value| json!({ "type": "ExternalRef", "externalRefType": "license", "locator": [url] });
            let members = json!({
                "name": text.text("name"),
                "comment": text.text("comment"),
                "simplelicensing_licenseText": text.take("extractedText").unwrap_or_else(|| "".into()),
                "externalRef": (!see.is_empty()).then(|| see.iter().map(also).collect::<Vec<_>>()),
                "extension": text.rest(),
            });
            let iri = graph.push("simplelicensing_SimpleLicensingText", &id, members);
            self.texts.insert(id, iri);
        }
    }

    /// The IRI of an expression.
    pub(super) fn expression(&mut self, expression: &str, graph: &mut Graph) -> String {
        if let Some(known) = self.expressions.get(expression) {
            return known.clone();
        }
        let names = expression.split(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '.'));
        let entry = |name: &str| {
            let iri = self.texts.get(name)?;
            Some(json!({ "type": "DictionaryEntry", "key": name, "value": iri }))
        };
        let named: Vec<Value> = names.filter_map(entry).collect();
        let members = json!({
            "simplelicensing_licenseExpression": expression,
            "simplelicensing_customIdToUri": (!named.is_empty()).then_some(named),
        });
        let id = format!("license-{}", self.expressions.len());
        let iri = graph.push("simplelicensing_LicenseExpression", &id, members);
        self.expressions.insert(expression.to_owned(), iri.clone());
        iri
    }
}
