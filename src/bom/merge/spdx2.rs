//! SPDX 2 documents as one, in their newest version.
//!
//! An `SPDXID` means something within its document only. So an element is what its package URL says, or its id with its
//! name, or its name, version and digests; then both are one, and every field of either is kept. What is another element
//! under a name that is taken gets a new one, and so do texts of licences and references to other documents.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::rename::{Renames, fresh};
use super::{Disagreement, Document, Notes, canonical, digest, other_digest, union};

/// Lists of elements; those that speak of others come after them.
const ELEMENTS: [&str; 3] = ["packages", "files", "snippets"];
/// Lists of things with a name of their own, the member that holds it, and the one that says what it is.
const NAMED: [(&str, &str, &str); 2] = [
    ("hasExtractedLicensingInfos", "licenseId", "extractedText"),
    ("externalDocumentRefs", "externalDocumentId", "spdxDocument"),
];
/// Members that name elements, licences or documents, alone or in an expression.
const NAMES: [&str; 16] = [
    "SPDXID",
    "spdxElementId",
    "relatedSpdxElement",
    "documentDescribes",
    "hasFiles",
    "snippetFromFile",
    "reference",
    "licenseId",
    "externalDocumentId",
    "licenseConcluded",
    "licenseDeclared",
    "licenseInfoFromFiles",
    "licenseInfoInFiles",
    "licenseInfoInSnippets",
    "licenseInfoFromSnippet",
    "licenseInfoInFile",
];

pub(super) fn merge(documents: &[Document<'_>], conflicts: &mut Vec<Disagreement>) -> Value {
    let mut all = documents.iter();
    let mut merged = all.next().map(|first| object(&first.value)).unwrap_or_default();
    let first = merged.clone();
    for document in all {
        let mut notes = Notes { document: document.path, conflicts };
        add(&mut merged, object(&document.value), &mut notes);
    }
    if merged != first {
        name_anew(&mut merged, documents);
    }
    Value::Object(merged)
}

fn object(value: &Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap_or_default()
}

fn list<'v>(value: &'v Value, name: &str) -> impl Iterator<Item = &'v Value> + use<'v> {
    value.get(name).and_then(Value::as_array).into_iter().flatten()
}

fn text<'v>(value: &'v Value, name: &str) -> Option<&'v str> {
    value.get(name)?.as_str()
}

/// A merged document is a new one: its namespace says of what, and so does its comment.
fn name_anew(merged: &mut Map<String, Value>, documents: &[Document<'_>]) {
    let old = merged.get("documentNamespace").and_then(Value::as_str).unwrap_or("https://proofmark.dev/spdx/2");
    let namespace = format!("{old}-merged-{}", digest(documents));
    let mut parts: Vec<String> = Vec::with_capacity(documents.len());
    for document in documents {
        let own = |name| text(&document.value, name).unwrap_or_default();
        let part = format!("`{}` ({})", own("name"), own("documentNamespace"));
        if !parts.contains(&part) {
            parts.push(part);
        }
    }
    let before = merged.get("comment").and_then(Value::as_str).map(|text| format!("{text} ")).unwrap_or_default();
    merged.insert("comment".to_owned(), format!("{before}Merged of {}.", parts.join(" and ")).into());
    merged.insert("documentNamespace".to_owned(), namespace.into());
}

/// Adds one document to those before.
fn add(merged: &mut Map<String, Value>, document: Map<String, Value>, notes: &mut Notes<'_>) {
    let before = Value::Object(std::mem::take(merged));
    let mut document = Value::Object(document);
    let mut renames = Renames::new();
    for (name, id, content) in NAMED {
        let known: BTreeMap<&str, &Value> =
            list(&before, name).filter_map(|item| Some((text(item, id)?, item))).collect();
        let mut taken: BTreeSet<String> = known.keys().map(|id| (*id).to_owned()).collect();
        taken.extend(list(&document, name).filter_map(|item| text(item, id).map(str::to_owned)));
        for item in list(&document, name) {
            let Some(own) = text(item, id) else { continue };
            if known.get(own).is_some_and(|known| text(known, content) != text(item, content)) {
                let new = fresh(own, '-', &taken);
                taken.insert(new.clone());
                renames.insert(own.to_owned(), new);
            }
        }
    }
    // Before elements are compared, what they name has its new name.
    rename(&mut document, false, &renames);
    let known = Known::of(&before);
    let (mut renames, mut same) = (Renames::new(), BTreeSet::new());
    for name in ELEMENTS {
        known.settle(name, &document, &mut renames, &mut same, notes);
    }
    rename(&mut document, false, &renames);
    let places = known.places();
    let mut answer = object(&before);
    for (name, value) in object(&document) {
        let is_element = ELEMENTS.contains(&name.as_str());
        match (answer.get_mut(&name), value) {
            (None, value) => drop(answer.insert(name, value)),
            (Some(Value::Array(ours)), Value::Array(theirs)) if is_element => {
                elements(ours, theirs, &places, &same, notes);
            }
            (Some(Value::Array(ours)), Value::Array(theirs)) => union(ours, &theirs),
            (Some(Value::Object(ours)), Value::Object(theirs)) if name == "creationInfo" => {
                creation(ours, theirs, notes);
            }
            // The names of the documents stand in the comment of the one that they become.
            (Some(_), _) if matches!(name.as_str(), "name" | "documentNamespace") => {}
            (Some(ours), theirs) if name == "spdxVersion" => newest(ours, theirs),
            (Some(ours), theirs) if name == "comment" && *ours != theirs => append(ours, &theirs),
            (Some(ours), theirs) if *ours != theirs => notes.add(&name, "differs: the first is kept"),
            _ => {}
        }
    }
    *merged = answer;
}

fn append(ours: &mut Value, theirs: &Value) {
    let both = [ours.as_str().unwrap_or_default(), theirs.as_str().unwrap_or_default()].join(" ");
    *ours = both.into();
}

fn newest(ours: &mut Value, theirs: Value) {
    if ours.as_str() < theirs.as_str() {
        *ours = theirs;
    }
}

/// All who made either; it is as old as the newest.
fn creation(ours: &mut Map<String, Value>, theirs: Map<String, Value>, notes: &mut Notes<'_>) {
    for (name, value) in theirs {
        match (ours.get_mut(&name), value) {
            (None, value) => drop(ours.insert(name, value)),
            (Some(Value::Array(list)), Value::Array(more)) => union(list, &more),
            (Some(known), value) if matches!(name.as_str(), "created" | "licenseListVersion") => newest(known, value),
            (Some(known), value) if name == "comment" && *known != value => append(known, &value),
            (Some(known), value) if *known != value => {
                notes.add(&format!("creationInfo.{name}"), "differs: the first is kept");
            }
            _ => {}
        }
    }
}

/// Adds elements to those that are there; what is the same is combined.
fn elements(
    ours: &mut Vec<Value>,
    theirs: Vec<Value>,
    places: &BTreeMap<String, usize>,
    same: &BTreeSet<String>,
    notes: &mut Notes<'_>,
) {
    for element in theirs {
        let own = text(&element, "SPDXID").map(str::to_owned);
        let twin = own.as_ref().filter(|own| same.contains(*own)).and_then(|own| places.get(own));
        match twin.and_then(|at| ours.get_mut(*at)) {
            Some(twin) => combine(twin, element, notes),
            None => ours.push(element),
        }
    }
}

/// Adds to a known element what another document knows of it.
fn combine(known: &mut Value, element: Value, notes: &mut Notes<'_>) {
    let about = text(known, "SPDXID").unwrap_or_default().to_owned();
    let (Some(known), Value::Object(element)) = (known.as_object_mut(), element) else { return };
    for (name, value) in element {
        // `NOASSERTION` asserts nothing, so that whoever asserts something does not contradict it.
        let says = |value: &Value| value.as_str() != Some("NOASSERTION");
        match (known.get_mut(&name), value) {
            (None, value) => drop(known.insert(name, value)),
            (Some(Value::Array(list)), Value::Array(more)) => union(list, &more),
            (Some(ours), value) if !says(ours) => *ours = value,
            (Some(ours), value) if *ours != value && says(&value) => {
                notes.add(&about, format!("its `{name}` differs: the first is kept"));
            }
            _ => {}
        }
    }
}

/// The elements of the documents before.
struct Known<'v> {
    document: &'v Value,
    /// By the name of the list and the `SPDXID`.
    by_id: BTreeMap<&'v str, (&'static str, &'v Value)>,
    /// By what tells what an element is, whatever it is called.
    by_identity: BTreeMap<String, &'v str>,
}

impl<'v> Known<'v> {
    fn of(document: &'v Value) -> Self {
        let mut known = Self { document, by_id: BTreeMap::new(), by_identity: BTreeMap::new() };
        for name in ELEMENTS {
            for element in list(document, name) {
                let Some(id) = text(element, "SPDXID") else { continue };
                known.by_id.entry(id).or_insert((name, element));
                if let Some(identity) = identity(name, element) {
                    known.by_identity.entry(identity).or_insert(id);
                }
            }
        }
        known
    }

    /// Where the element of an id stands in its list.
    fn places(&self) -> BTreeMap<String, usize> {
        let mut places = BTreeMap::new();
        for name in ELEMENTS {
            for (at, element) in list(self.document, name).enumerate() {
                places.extend(text(element, "SPDXID").map(|id| (id.to_owned(), at)));
            }
        }
        places
    }

    /// How the elements of a list are called among those that are there, and in `same` those that are there already.
    fn settle(
        &self,
        name: &'static str,
        document: &Value,
        renames: &mut Renames,
        same: &mut BTreeSet<String>,
        notes: &mut Notes<'_>,
    ) {
        let mut taken: BTreeSet<String> = self.by_id.keys().map(|id| (*id).to_owned()).collect();
        for name in ELEMENTS {
            taken.extend(list(document, name).filter_map(|element| text(element, "SPDXID").map(str::to_owned)));
        }
        for element in list(document, name) {
            // What names others is compared by what they are called now.
            let mut element = Cow::Borrowed(element);
            if name == "snippets" {
                rename(element.to_mut(), false, renames);
            }
            let element = element.as_ref();
            // An id that a document gives twice gets one new name: nothing tells whom it means.
            let Some(own) = text(element, "SPDXID").filter(|own| !renames.contains_key(*own)) else { continue };
            let named = self.by_id.get(own);
            let namesake = named.filter(|(list, known)| *list == name && is_named_alike(known, element));
            let other = namesake.and_then(|(_, known)| difference(known, element));
            let twin = match namesake {
                Some(_) => other.is_none().then_some(own),
                None => identity(name, element).and_then(|identity| self.by_identity.get(&identity).copied()),
            };
            let clash = twin.and_then(|twin| difference(self.by_id.get(twin)?.1, element));
            if let Some(twin) = twin.filter(|twin| clash.is_none() && !same.contains(*twin)) {
                same.insert(twin.to_owned());
                if twin != own {
                    renames.insert(own.to_owned(), twin.to_owned());
                }
                continue;
            }
            if let Some(why) = other.or(clash) {
                notes.add(own, format!("is kept beside its namesake: {why}"));
            }
            if named.is_some() {
                let new = fresh(own, '-', &taken);
                taken.insert(new.clone());
                renames.insert(own.to_owned(), new);
            }
        }
    }
}

/// What tells what an element is, whatever it is called: a package URL, or name, version and digests.
fn identity(list_name: &str, element: &Value) -> Option<String> {
    if let Some(purl) = purl(element) {
        return Some(purl.to_owned());
    }
    let mut checksums: Vec<String> = list(element, "checksums").map(canonical).collect();
    checksums.sort();
    let name = text(element, "name").or_else(|| text(element, "fileName"))?;
    let what = json!([list_name, name, text(element, "versionInfo"), checksums]);
    (!checksums.is_empty()).then(|| canonical(&what))
}

fn purl(element: &Value) -> Option<&str> {
    let purl = list(element, "externalRefs").find(|reference| text(reference, "referenceType") == Some("purl"));
    purl.and_then(|reference| text(reference, "referenceLocator"))
}

/// Whether two elements of one `SPDXID` mean one thing, perhaps in two versions.
fn is_named_alike(a: &Value, b: &Value) -> bool {
    ["name", "fileName", "snippetFromFile", "ranges"].iter().all(|name| a.get(*name) == b.get(*name))
}

/// Why two elements are not the same, if they are not.
fn difference(a: &Value, b: &Value) -> Option<String> {
    for name in ["name", "fileName", "versionInfo"] {
        if let (Some(one), Some(other)) = (text(a, name), text(b, name))
            && one != other
        {
            return Some(format!("its {name} is `{other}`, not `{one}`"));
        }
    }
    if let (Some(one), Some(other)) = (purl(a), purl(b))
        && one != other
    {
        return Some(format!("its purl is `{other}`, not `{one}`"));
    }
    other_digest(a, b, ["checksums", "algorithm", "checksumValue"])
}

/// Gives everything that is named its new name, wherever a document names it.
fn rename(value: &mut Value, named: bool, renames: &Renames) {
    if renames.is_empty() {
        return;
    }
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                rename(member, NAMES.contains(&name.as_str()), renames);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| rename(item, named, renames)),
        Value::String(text) if named => *text = renamed(text, renames),
        _ => {}
    }
}

/// A name, or an expression of names. What comes after a colon is named by another document.
fn renamed(text: &str, renames: &Renames) -> String {
    let mut answer = String::with_capacity(text.len());
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let end = rest.find(|c: char| !is_part(c)).unwrap_or(rest.len());
        let (word, after) = if end == 0 { rest.split_at(c.len_utf8()) } else { rest.split_at(end) };
        let new = renames.get(word).filter(|_| !answer.ends_with(':'));
        answer.push_str(new.map_or(word, String::as_str));
        rest = after;
    }
    answer
}
