//! SPDX 3 documents as one: one graph, one `SpdxDocument`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::{BomFile, Disagreement, Notes, union};

pub(super) fn merge(files: &[BomFile], conflicts: &mut Vec<Disagreement>) -> Value {
    let mut graph: Vec<Value> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut head: Option<usize> = None;
    let context = files.first().and_then(|file| file.value.get("@context")).cloned().unwrap_or_default();
    for (number, file) in files.iter().enumerate() {
        let mut notes = Notes { document: file.file.path.as_str(), conflicts };
        let elements = || file.value.get("@graph").and_then(Value::as_array).into_iter().flatten();
        let shared: BTreeSet<String> = elements()
            .filter(|element| element.get("@id").is_some() && graph.contains(element))
            .filter_map(|element| element.get("@id")?.as_str().map(str::to_owned))
            .collect();
        for element in elements() {
            let mut element = element.clone();
            if number > 0 {
                blank(&mut element, number, &shared);
            }
            let is_document = element.get("type").and_then(Value::as_str) == Some("SpdxDocument");
            if let Some(first) = head.filter(|_| is_document).and_then(|at| graph.get_mut(at)) {
                absorb(first, &element);
                continue;
            }
            let id = ["spdxId", "@id"].iter().find_map(|name| element.get(*name)?.as_str()).map(str::to_owned);
            let known = id.as_ref().and_then(|id| places.get(id)).and_then(|at| graph.get(*at));
            match (known, id) {
                (Some(known), Some(id)) if *known != element => {
                    notes.add(&id, "differs: the element of the first document is kept");
                }
                (Some(_), _) => {}
                (None, id) => {
                    places.extend(id.map(|id| (id, graph.len())));
                    if is_document {
                        head = Some(graph.len());
                    }
                    graph.push(element);
                }
            }
        }
    }
    json!({ "@context": context, "@graph": graph })
}

/// Blank nodes have names of their own in each document, but for those that both have.
fn blank(value: &mut Value, number: usize, shared: &BTreeSet<String>) {
    match value {
        Value::String(text) if text.starts_with("_:") && !shared.contains(text) => {
            *text = format!("{text}~{}", number + 1);
        }
        Value::Array(items) => items.iter_mut().for_each(|item| blank(item, number, shared)),
        Value::Object(members) => members.values_mut().for_each(|member| blank(member, number, shared)),
        _ => {}
    }
}

/// Adds what another document says about itself to the first.
fn absorb(first: &mut Value, other: &Value) {
    let (Some(first), Some(other)) = (first.as_object_mut(), other.as_object()) else { return };
    for name in ["element", "rootElement", "profileConformance", "import", "namespaceMap"] {
        extend(first, other, name);
    }
}

fn extend(first: &mut Map<String, Value>, other: &Map<String, Value>, name: &str) {
    let Some(more) = other.get(name).and_then(Value::as_array) else { return };
    if let Some(list) = first.entry(name).or_insert_with(|| json!([])).as_array_mut() {
        union(list, more);
    }
}
