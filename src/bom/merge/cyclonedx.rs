//! CycloneDX documents as one.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::rename::{self, Renames};
use super::{BomFile, Disagreement, Notes, canonical, other_digest, union};
use crate::bom::Dialect;

/// Lists of elements that have a `bom-ref` and an identity.
const ELEMENTS: [&str; 2] = ["components", "services"];
/// Lists of which every distinct item is kept.
const LISTS: [&str; 6] =
    ["externalReferences", "compositions", "properties", "annotations", "formulation", "vulnerabilities"];

pub(super) fn merge(files: &[BomFile], conflicts: &mut Vec<Disagreement>) -> Value {
    let minor = |file: &BomFile| match file.dialect {
        Dialect::CycloneDx(minor) | Dialect::CycloneDxXml(minor) => minor,
        _ => 0,
    };
    let newest = files.iter().map(minor).max().unwrap_or(7);
    let mut files = files.iter();
    let mut merged = match files.next() {
        Some(first) => object(&first.value),
        None => Map::new(),
    };
    for file in files {
        let mut notes = Notes { document: file.file.path.as_str(), conflicts };
        add(&mut merged, object(&file.value), &mut notes);
    }
    // A merged document is a new one: it has no number yet, and nobody has signed it.
    for name in ["serialNumber", "signature", "citations"] {
        merged.remove(name);
    }
    merged.insert("specVersion".to_owned(), format!("1.{newest}").into());
    merged.insert("version".to_owned(), 1.into());
    if merged.contains_key("$schema") {
        merged.insert("$schema".to_owned(), format!("http://cyclonedx.org/schema/bom-1.{newest}.schema.json").into());
    }
    Value::Object(merged)
}

fn object(value: &Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap_or_default()
}

fn list<'m>(merged: &'m mut Map<String, Value>, name: &str) -> Option<&'m mut Vec<Value>> {
    merged.entry(name).or_insert_with(|| json!([])).as_array_mut()
}

/// Adds one document to those before.
fn add(merged: &mut Map<String, Value>, document: Map<String, Value>, notes: &mut Notes<'_>) {
    let mut document = Value::Object(document);
    if document.get("citations").is_some() {
        notes.add("citations", "are dropped: they name places of a document, and those have moved");
    }
    adopt_subject(&mut document, merged);
    let (renames, same) = names(merged, &document, notes);
    rename::rename(&mut document, &renames);
    for name in ELEMENTS {
        let items = document.get_mut(name).map(Value::take);
        let Some(Value::Array(items)) = items else { continue };
        let Some(list) = list(merged, name) else { continue };
        elements(list, items, &same, notes);
    }
    dependencies(merged, &document);
    for name in LISTS {
        if let (Some(more), Some(list)) = (document.get(name).and_then(Value::as_array), list(merged, name)) {
            union(list, more);
        }
        if merged.get(name).and_then(Value::as_array).is_some_and(Vec::is_empty) {
            merged.remove(name);
        }
    }
    for name in ["declarations", "definitions"] {
        match (merged.contains_key(name), document.get(name)) {
            (false, Some(value)) => drop(merged.insert(name.to_owned(), value.clone())),
            (true, Some(value)) if merged.get(name) != Some(value) => {
                notes.add(name, "differ: those of the first document are kept");
            }
            _ => {}
        }
    }
}

/// Adds elements to those that are there; what is the same is combined.
fn elements(list: &mut Vec<Value>, items: Vec<Value>, same: &BTreeSet<String>, notes: &mut Notes<'_>) {
    let places = list.iter().enumerate();
    let places: BTreeMap<String, usize> = places.filter_map(|(at, item)| Some((id(item)?.to_owned(), at))).collect();
    let mut known: BTreeSet<String> = list.iter().map(canonical).collect();
    for item in items {
        let place = id(&item).filter(|id| same.contains(*id)).and_then(|id| places.get(id));
        if let Some(twin) = place.and_then(|at| list.get_mut(*at)) {
            combine(twin, &item, notes);
        } else if known.insert(canonical(&item)) {
            list.push(item);
        }
    }
}

/// What a later document is about becomes a component: one document is about one thing.
fn adopt_subject(document: &mut Value, merged: &Map<String, Value>) {
    let subject = document.pointer("/metadata/component").cloned();
    let first = merged.get("metadata").and_then(|metadata| metadata.get("component"));
    if let Some(subject) = subject.filter(|subject| first.is_none_or(|first| id(first) != id(subject)))
        && let Some(document) = document.as_object_mut()
        && let Some(list) = list(document, "components")
    {
        list.insert(0, subject);
    }
}

/// How the elements of a document have to be called among those that are there, and which of them are there already.
fn names(merged: &Map<String, Value>, document: &Value, notes: &mut Notes<'_>) -> (Renames, BTreeSet<String>) {
    let mut taken = BTreeSet::new();
    merged.values().for_each(|value| rename::ids(value, &mut taken));
    let known = |name: &str| merged.get(name).and_then(Value::as_array).into_iter().flatten();
    let subject = merged.get("metadata").and_then(|metadata| metadata.get("component"));
    let everything: Vec<&Value> = subject.into_iter().chain(ELEMENTS.iter().flat_map(|name| known(name))).collect();
    let by_id: BTreeMap<&str, &Value> = everything.iter().filter_map(|item| Some((id(item)?, *item))).collect();
    let by_purl: BTreeMap<&str, &Value> =
        everything.iter().filter_map(|item| Some((text(item, "purl")?, *item))).collect();
    let (mut renames, mut same) = (Renames::new(), BTreeSet::new());
    let items = ELEMENTS.iter().filter_map(|name| document.get(*name)?.as_array()).flatten();
    for item in items {
        let Some(own) = id(item) else { continue };
        let twin = by_id.get(own).or_else(|| by_purl.get(text(item, "purl")?));
        match twin.map(|twin| (*twin, difference(twin, item))) {
            Some((twin, None)) => {
                let name = id(twin).unwrap_or(own);
                same.insert(name.to_owned());
                if name != own {
                    renames.insert(own.to_owned(), name.to_owned());
                }
            }
            Some((_, Some(why))) => {
                notes.add(own, format!("is kept beside its namesake: {why}"));
                part(item, &taken, &mut renames);
            }
            None => part(item, &taken, &mut renames),
        }
    }
    (renames, same)
}

/// New names for an element and what is nested in it, where theirs are taken.
fn part(item: &Value, taken: &BTreeSet<String>, renames: &mut Renames) {
    let mut own = BTreeSet::new();
    rename::ids(item, &mut own);
    for id in own.intersection(taken) {
        renames.insert(id.clone(), rename::fresh(id, '~', taken));
    }
}

fn text<'v>(value: &'v Value, name: &str) -> Option<&'v str> {
    value.get(name)?.as_str()
}

fn id(value: &Value) -> Option<&str> {
    text(value, "bom-ref")
}

/// Why two elements are not the same, if they are not.
fn difference(a: &Value, b: &Value) -> Option<String> {
    for name in ["type", "group", "name", "version", "purl"] {
        if let (Some(one), Some(other)) = (text(a, name), text(b, name))
            && one != other
        {
            return Some(format!("its {name} is `{other}`, not `{one}`"));
        }
    }
    other_digest(a, b, ["hashes", "alg", "content"])
}

/// Adds to a known element what another document knows of it.
fn combine(known: &mut Value, item: &Value, notes: &mut Notes<'_>) {
    let about = id(item).unwrap_or_default().to_owned();
    let (Some(known), Some(item)) = (known.as_object_mut(), item.as_object()) else { return };
    for (name, value) in item {
        match (known.get_mut(name), value) {
            (None, _) => drop(known.insert(name.clone(), value.clone())),
            (Some(Value::Array(list)), Value::Array(more)) => union(list, more),
            (Some(Value::Object(ours)), Value::Object(theirs)) => fill(ours, theirs, name, &about, notes),
            (Some(ours), _) if ours != value => notes.add(&about, format!("its `{name}` differs: the first is kept")),
            _ => {}
        }
    }
}

/// One level further down, which is as deep as documents about one thing differ in practice.
fn fill(ours: &mut Map<String, Value>, theirs: &Map<String, Value>, within: &str, about: &str, notes: &mut Notes<'_>) {
    for (name, value) in theirs {
        match (ours.get_mut(name), value) {
            (None, _) => drop(ours.insert(name.clone(), value.clone())),
            (Some(Value::Array(list)), Value::Array(more)) => union(list, more),
            (Some(ours), _) if ours != value => {
                notes.add(about, format!("its `{within}.{name}` differs: the first is kept"));
            }
            _ => {}
        }
    }
}

/// One entry for each element, with what any document says that it needs.
fn dependencies(merged: &mut Map<String, Value>, document: &Value) {
    let Some(more) = document.get("dependencies").and_then(Value::as_array) else { return };
    let Some(known) = list(merged, "dependencies") else { return };
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for (at, entry) in known.iter().enumerate() {
        places.extend(text(entry, "ref").map(|reference| (reference.to_owned(), at)));
    }
    for entry in more {
        let same = text(entry, "ref").and_then(|reference| places.get(reference)).and_then(|at| known.get_mut(*at));
        let Some(Value::Object(same)) = same else {
            places.extend(text(entry, "ref").map(|reference| (reference.to_owned(), known.len())));
            known.push(entry.clone());
            continue;
        };
        for name in ["dependsOn", "provides"] {
            let theirs = entry.get(name).and_then(Value::as_array);
            if let (Some(theirs), Some(ours)) = (theirs, list(same, name)) {
                union(ours, theirs);
            }
        }
    }
}
