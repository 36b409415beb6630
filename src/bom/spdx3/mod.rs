//! CycloneDX and SPDX 2 documents as SPDX 3.0.1 in JSON-LD.
//!
//! Specification: <https://spdx.github.io/spdx-spec/v3.0.1/>. Models whose weights can be had are `ai_AIPackage`, datasets
//! `dataset_DatasetPackage`; what is called is a package, too, as SPDX 3.0 knows no services. Conformance to the AI and
//! dataset profiles is not claimed: they demand times of release and of building that source code does not tell, and
//! nothing here invents a date. Properties travel as `extension_CdxPropertiesExtension`.

mod element;
mod licenses;
mod older;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::cyclonedx::{Bom, SUBJECT};
use crate::digest::Digest;
use element::Elements;

pub use older::upgrade;

const CONTEXT: &str = "https://spdx.org/rdf/3.0.1/spdx-context.jsonld";
/// SPDX demands a time. Without one that the user asked for it is this, and a comment says so.
const NO_TIME: &str = "1970-01-01T00:00:00Z";
const CREATION: &str = "_:creation";
const DOCUMENT: &str = "document";

/// A JSON-LD document with everything that the BOM says and SPDX can.
pub fn document(bom: &Bom) -> Value {
    let written = serde_json::to_vec(bom).unwrap_or_default();
    let mut graph =
        Graph { namespace: format!("https://proofmark.dev/spdx/{}", Digest::of(written).hex()), elements: Vec::new() };
    let timestamp = bom.metadata.as_ref().and_then(|metadata| metadata.timestamp.as_deref());
    graph.creation(timestamp);
    let mut listed = Elements::default();
    listed.add_all(bom, &mut graph);
    licenses::add(&listed, &mut graph);
    relationships(bom, &listed, &mut graph);
    let subject = bom.metadata.as_ref().and_then(|metadata| metadata.component.as_ref());
    let name = subject.map_or("bill of materials", |subject| subject.name.as_str());
    let id = subject.and_then(|subject| subject.bom_ref.as_deref()).unwrap_or(SUBJECT);
    let roots = if listed.contains(id) { vec![graph.iri(id)] } else { listed.iris(&graph) };
    let of_list = json!({ "software_sbomType": ["source"] });
    graph.finish(&format!("{name} AI-BOM"), &roots, "CC0-1.0", [of_list, Value::Null])
}

/// The elements so far.
struct Graph {
    namespace: String,
    elements: Vec<Map<String, Value>>,
}

impl Graph {
    /// The IRI of an element: its id as a fragment, in which `#` may not stand.
    fn iri(&self, id: &str) -> String {
        format!("{}#{}", self.namespace, id.replace('#', "%23").replace(' ', "%20"))
    }

    fn push(&mut self, kind: &str, id: &str, members: Value) -> String {
        let iri = self.iri(id);
        let mut element = Map::new();
        element.insert("type".to_owned(), kind.into());
        element.insert("spdxId".to_owned(), iri.clone().into());
        element.insert("creationInfo".to_owned(), CREATION.into());
        if let Value::Object(members) = members {
            element.extend(members.into_iter().filter(|(_, value)| !value.is_null()));
        }
        self.elements.push(element);
        iri
    }

    /// Who made the document, with what, and when.
    fn creation(&mut self, timestamp: Option<&str>) {
        let (agent, tool) = (self.iri("creator"), self.iri("tool"));
        let comment =
            timestamp.is_none().then_some("The time was not recorded, so that the document can be made again.");
        let mut info = Map::new();
        for (name, value) in [
            ("type", json!("CreationInfo")),
            ("@id", json!(CREATION)),
            ("specVersion", json!("3.0.1")),
            ("created", json!(timestamp.unwrap_or(NO_TIME))),
            ("createdBy", json!([agent])),
            ("createdUsing", json!([tool])),
            ("comment", json!(comment)),
        ] {
            if !value.is_null() {
                info.insert(name.to_owned(), value);
            }
        }
        self.elements.push(info);
        let name = concat!("proofmark ", env!("CARGO_PKG_VERSION"));
        self.push("SoftwareAgent", "creator", json!({ "name": name }));
        self.push("Tool", "tool", json!({ "name": name }));
    }

    fn relate(&mut self, from: &str, kind: &str, to: &BTreeSet<String>, incomplete: bool) {
        let number = self.elements.len();
        let to: Vec<String> = to.iter().map(|id| self.iri(id)).collect();
        let members = json!({
            "from": self.iri(from),
            "relationshipType": kind,
            "to": to,
            "completeness": incomplete.then_some("incomplete"),
        });
        self.push("Relationship", &format!("relationship-{number}"), members);
    }

    /// The document itself, which lists everything and is about `roots`. `more` is what else the list and the document
    /// say.
    fn finish(mut self, name: &str, roots: &[String], data_license: &str, more: [Value; 2]) -> Value {
        let license = self.push(
            "simplelicensing_LicenseExpression",
            "license-of-data",
            json!({ "simplelicensing_licenseExpression": data_license }),
        );
        let mut everything: Vec<Value> =
            self.elements.iter().filter_map(|element| element.get("spdxId")).cloned().collect();
        let [of_list, of_document] = more;
        let list = joined(json!({ "rootElement": roots, "element": everything }), of_list);
        let sbom = self.push("software_Sbom", "sbom", list);
        everything.push(sbom.clone().into());
        let document = json!({
            "name": name,
            "dataLicense": license,
            "profileConformance": ["core", "software", "simpleLicensing", "extension"],
            "rootElement": [sbom],
            "element": everything,
        });
        self.push("SpdxDocument", DOCUMENT, joined(document, of_document));
        let graph: Vec<Value> = self.elements.into_iter().map(Value::Object).collect();
        json!({ "@context": CONTEXT, "@graph": graph })
    }
}

fn joined(mut members: Value, more: Value) -> Value {
    if let (Value::Object(members), Value::Object(more)) = (&mut members, more) {
        members.extend(more);
    }
    members
}

fn relationships(bom: &Bom, listed: &Elements, graph: &mut Graph) {
    let incomplete: BTreeSet<&String> = bom
        .compositions
        .iter()
        .flatten()
        .filter(|composition| composition.aggregate.as_deref() != Some("complete"))
        .flat_map(|composition| composition.assemblies.iter().flatten())
        .collect();
    let mut parts: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for component in bom.all_components() {
        let nested = component.components.iter().flatten().filter_map(|nested| nested.bom_ref.clone());
        let nested: BTreeSet<String> = nested.collect();
        if let (Some(id), false) = (&component.bom_ref, nested.is_empty()) {
            parts.insert(id.clone(), nested);
        }
    }
    for dependency in bom.dependencies.iter().flatten().filter(|entry| listed.contains(&entry.reference)) {
        let is_incomplete = incomplete.contains(&dependency.reference);
        let known = |list: &Option<Vec<String>>| -> BTreeSet<String> {
            list.iter().flatten().filter(|id| listed.contains(id)).cloned().collect()
        };
        let (trained, needs): (BTreeSet<String>, BTreeSet<String>) = known(&dependency.depends_on)
            .into_iter()
            .partition(|id| listed.is_model(&dependency.reference) && listed.is_dataset(id));
        for (kind, to) in [("dependsOn", needs), ("trainedOn", trained)] {
            if !to.is_empty() {
                graph.relate(&dependency.reference, kind, &to, is_incomplete);
            }
        }
        parts.entry(dependency.reference.clone()).or_default().extend(known(&dependency.provides));
    }
    for (from, to) in parts.into_iter().filter(|(_, to)| !to.is_empty()) {
        let is_incomplete = incomplete.contains(&from);
        graph.relate(&from, "contains", &to, is_incomplete);
    }
}
