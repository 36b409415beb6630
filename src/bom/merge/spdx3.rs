//! SPDX 3 documents as one: one graph, one `SpdxDocument`.
//!
//! An element is what its IRI says, or its package URL, unless name, version or digest speak against it: then both are
//! kept, the later under a new IRI. Of the same element every field of either document is kept; where the IRI of a package
//! goes, it becomes an external identifier of what it was. Each element keeps the creation information of the document
//! that had it first.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::rename::{Renames, fresh};
use super::{Disagreement, Document, Notes, canonical, digest, other_digest, union};

/// Members that differ without saying anything about the element: where it was written down, and by whom.
const ABOUT_WRITING: [&str; 2] = ["spdxId", "creationInfo"];

pub(super) fn merge(documents: &[Document<'_>], conflicts: &mut Vec<Disagreement>) -> Value {
    let mut merged = Graph::default();
    let mut contexts: Vec<Value> = Vec::new();
    for (number, document) in documents.iter().enumerate() {
        let context = document.value.get("@context").cloned().unwrap_or_default();
        union(&mut contexts, context.as_array().unwrap_or(&vec![context.clone()]));
        let mut notes = Notes { document: document.path, conflicts };
        merged.add(elements(&document.value), number, &mut notes);
    }
    merged.name_anew(documents);
    let context = if let [only] = contexts.as_slice() { only.clone() } else { contexts.into() };
    json!({ "@context": context, "@graph": merged.elements })
}

/// The elements of a document; one that is a single element stands at its top.
fn elements(document: &Value) -> Vec<Value> {
    if let Some(graph) = document.get("@graph").and_then(Value::as_array) {
        return graph.clone();
    }
    let mut only = document.clone();
    if let Some(only) = only.as_object_mut() {
        only.remove("@context");
    }
    vec![only]
}

#[derive(Default)]
struct Graph {
    elements: Vec<Value>,
    /// Where the element of an IRI stands.
    places: BTreeMap<String, usize>,
    /// IRIs of packages by their URLs.
    packages: BTreeMap<String, String>,
    /// IRIs of relationships and licences by what they say.
    sayings: BTreeMap<String, String>,
    /// The `SpdxDocument`s, the first of which stays.
    documents: Vec<(String, String)>,
}

impl Graph {
    fn get(&self, id: &str) -> Option<&Value> {
        self.elements.get(*self.places.get(id)?)
    }

    fn add(&mut self, mut elements: Vec<Value>, number: usize, notes: &mut Notes<'_>) {
        let shared: BTreeSet<String> = elements
            .iter()
            .filter(|element| element.get("@id").is_some() && self.elements.contains(element))
            .filter_map(|element| text(element, "@id").map(str::to_owned))
            .collect();
        if number > 0 {
            for element in &mut elements {
                blank(element, number, &shared);
            }
        }
        // Relationships speak of other elements, so those get their names first.
        let placed = elements.into_iter().enumerate();
        let (mut sayings, things): (Vec<Placed>, Vec<Placed>) =
            placed.partition(|(_, element)| is_relationship(element));
        let things = self.settle(things, notes);
        for (_, element) in &mut sayings {
            rename(element, &things.renames);
        }
        let said = self.settle(sayings, notes);
        let mut all: Vec<(Placed, bool)> = things.elements.into_iter().chain(said.elements).collect();
        all.sort_by_key(|((place, _), _)| *place);
        for ((_, mut element), same) in all {
            rename(&mut element, &things.renames);
            rename(&mut element, &said.renames);
            self.put(element, same, notes);
        }
    }

    /// How the elements of a document are called among those that are there, and which of them are there.
    fn settle(&self, elements: Vec<Placed>, notes: &mut Notes<'_>) -> Settled {
        let mut settled = Vec::with_capacity(elements.len());
        let mut taken: BTreeSet<String> = self.places.keys().cloned().collect();
        taken.extend(elements.iter().filter_map(|(_, element)| id(element).map(str::to_owned)));
        let mut renames = Renames::new();
        for (place, element) in elements {
            let same = match id(&element).map(str::to_owned) {
                Some(own) => match self.twin(&own, &element) {
                    Twin::Same(known) => {
                        if known != own {
                            renames.insert(own, known);
                        }
                        true
                    }
                    Twin::Other(why) => {
                        let new = renames.get(&own).cloned().unwrap_or_else(|| fresh(&own, '~', &taken));
                        notes.add(&own, format!("is kept beside its namesake: {why}"));
                        taken.insert(new.clone());
                        renames.insert(own, new);
                        false
                    }
                    Twin::None => false,
                },
                None => self.elements.contains(&element),
            };
            settled.push(((place, element), same));
        }
        Settled { elements: settled, renames }
    }

    fn twin(&self, own: &str, element: &Value) -> Twin {
        if is_document(element)
            && let Some((first, _)) = self.documents.first()
        {
            return Twin::Same(first.clone());
        }
        if let Some(known) = self.get(own) {
            return match difference(known, element) {
                None => Twin::Same(own.to_owned()),
                Some(why) => Twin::Other(why),
            };
        }
        if let Some(known) = saying(element).and_then(|saying| self.sayings.get(&saying)) {
            return Twin::Same(known.clone());
        }
        let package = text(element, "software_packageUrl").and_then(|url| self.packages.get(url));
        match package.and_then(|known| Some((known, difference(self.get(known)?, element)))) {
            Some((known, None)) => Twin::Same(known.clone()),
            // Another IRI says already that it is another element.
            Some((_, Some(_))) | None => Twin::None,
        }
    }

    fn put(&mut self, element: Value, same: bool, notes: &mut Notes<'_>) {
        let own = id(&element).map(str::to_owned);
        if is_document(&element) {
            let name = text(&element, "name").unwrap_or_default().to_owned();
            self.documents.extend(own.clone().map(|own| (own, name)));
        }
        let place = own.as_ref().filter(|_| same).and_then(|own| self.places.get(own).copied());
        if let Some(place) = place {
            self.combine(place, &element, notes);
        } else if !same {
            let at = self.elements.len();
            if let Some(own) = own {
                self.packages.extend(text(&element, "software_packageUrl").map(|url| (url.to_owned(), own.clone())));
                self.sayings.extend(saying(&element).map(|saying| (saying, own.clone())));
                self.places.insert(own, at);
            }
            self.elements.push(element);
        }
    }

    /// Adds to a known element what another document knows of it.
    fn combine(&mut self, place: usize, element: &Value, notes: &mut Notes<'_>) {
        let licence = |graph: &Self, element: &Value| {
            text(graph.get(text(element, "dataLicense")?)?, "simplelicensing_licenseExpression").map(str::to_owned)
        };
        let differs = is_document(element)
            && self.elements.get(place).and_then(|known| licence(self, known)) != licence(self, element);
        let (Some(known), Some(element)) =
            (self.elements.get_mut(place).and_then(Value::as_object_mut), element.as_object())
        else {
            return;
        };
        let about = known.get("spdxId").and_then(Value::as_str).unwrap_or_default().to_owned();
        let of_document = known.get("type").and_then(Value::as_str) == Some("SpdxDocument");
        for (name, value) in element {
            match (known.get_mut(name), value) {
                (None, _) => drop(known.insert(name.clone(), value.clone())),
                (Some(Value::Array(list)), Value::Array(more)) => union(list, more),
                _ if ABOUT_WRITING.contains(&name.as_str()) => {}
                // The names of the documents stand in the comment of the one that they become.
                _ if of_document && name == "name" => {}
                (Some(ours), _) if ours != value && (name != "dataLicense" || differs) => {
                    notes.add(&about, format!("its `{name}` differs: the first is kept"));
                }
                _ => {}
            }
        }
    }

    /// A merged document is a new one: its IRI says of what, and so does its comment.
    fn name_anew(&mut self, documents: &[Document<'_>]) {
        let Some(first) = documents.first() else { return };
        let Some((old, _)) = self.documents.first().cloned() else { return };
        if self.elements == elements(&first.value) {
            return;
        }
        let new = format!("{old}-merged-{}", digest(documents));
        let renames = Renames::from([(old.clone(), new.clone())]);
        for element in &mut self.elements {
            rename(element, &renames);
        }
        let parts: Vec<String> = documents
            .iter()
            .flat_map(|document| elements(&document.value))
            .filter(is_document)
            .map(|part| format!("`{}` ({})", text(&part, "name").unwrap_or_default(), id(&part).unwrap_or_default()))
            .collect();
        let mut parts_once = parts;
        parts_once.dedup();
        let merged = self.places.get(&old).copied().and_then(|at| self.elements.get_mut(at));
        if let Some(merged) = merged.and_then(Value::as_object_mut) {
            let before =
                merged.get("comment").and_then(Value::as_str).map(|text| format!("{text} ")).unwrap_or_default();
            merged.insert("comment".to_owned(), format!("{before}Merged of {}.", parts_once.join(" and ")).into());
        }
    }
}

/// An element after its place in the document.
type Placed = (usize, Value);

struct Settled {
    /// Each with whether it is there already.
    elements: Vec<(Placed, bool)>,
    renames: Renames,
}

enum Twin {
    /// It is there, under this IRI.
    Same(String),
    /// Another element has its IRI, and why it is another.
    Other(String),
    None,
}

fn text<'v>(value: &'v Value, name: &str) -> Option<&'v str> {
    value.get(name)?.as_str()
}

fn id(element: &Value) -> Option<&str> {
    text(element, "spdxId").or_else(|| text(element, "@id"))
}

fn is_document(element: &Value) -> bool {
    text(element, "type") == Some("SpdxDocument")
}

fn is_relationship(element: &Value) -> bool {
    text(element, "type").is_some_and(|kind| kind.ends_with("Relationship"))
}

/// What an element says, where that is all that it is: a relationship, or a licence.
fn saying(element: &Value) -> Option<String> {
    let kind = text(element, "type")?;
    if !kind.ends_with("Relationship") && !kind.starts_with("simplelicensing_") {
        return None;
    }
    let mut bare = element.as_object()?.clone();
    for name in ABOUT_WRITING {
        bare.remove(name);
    }
    Some(canonical(&Value::Object(bare)))
}

/// Why two elements of one IRI or package URL are not the same, if they are not.
fn difference(a: &Value, b: &Value) -> Option<String> {
    if saying(a) != saying(b) {
        return Some("it says something else".to_owned());
    }
    for name in ["type", "name", "software_packageVersion", "software_packageUrl"] {
        if let (Some(one), Some(other)) = (text(a, name), text(b, name))
            && one != other
            && !is_document(a)
        {
            return Some(format!("its {name} is `{other}`, not `{one}`"));
        }
    }
    other_digest(a, b, ["verifiedUsing", "algorithm", "hashValue"])
}

/// Gives elements their new names wherever a document names them. An element that takes the name of another keeps its own
/// as an external identifier.
fn rename(element: &mut Value, renames: &Renames) {
    if renames.is_empty() {
        return;
    }
    let old = id(element).filter(|id| renames.contains_key(*id)).map(str::to_owned);
    walk(element, renames);
    let packaged = text(element, "software_packageUrl").is_some();
    if let (Some(old), Some(element)) = (old.filter(|_| packaged), element.as_object_mut())
        && let Some(list) = element.entry("externalIdentifier").or_insert_with(|| json!([])).as_array_mut()
    {
        list.push(external(&old));
    }
}

fn external(iri: &str) -> Value {
    json!({
        "type": "ExternalIdentifier",
        "externalIdentifierType": "other",
        "identifier": iri,
        "comment": "spdxId before documents were merged",
    })
}

fn walk(value: &mut Value, renames: &Renames) {
    match value {
        Value::String(text) => {
            if let Some(new) = renames.get(text.as_str()) {
                *text = new.clone();
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| walk(item, renames)),
        Value::Object(members) => {
            for (name, member) in members {
                // Constraints of ours name what they constrain in their value.
                let constrained = member.as_str().and_then(|text| text.split_once(' '));
                let constrained = constrained.filter(|_| name == "extension_cdxPropValue");
                match constrained.and_then(|(id, rest)| Some(format!("{} {rest}", renames.get(id)?))) {
                    Some(text) => *member = text.into(),
                    None => walk(member, renames),
                }
            }
        }
        _ => {}
    }
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
