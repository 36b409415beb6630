//! One picture of a BOM, whatever its format: elements, what each needs, and what nobody looked at.

mod cyclonedx;
mod spdx2;
mod spdx3;

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

pub(super) use cyclonedx::{OPTIONAL, REQUIRES};

use super::cyclonedx::Bom;
use super::{BomFile, Dialect, Error};
use crate::inventory::Purl;
use crate::text::SourceFile;

/// The elements of a BOM, by their ids in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct View {
    /// What the document is about.
    pub subjects: BTreeSet<String>,
    pub elements: BTreeMap<String, Element>,
    /// What an element needs or offers; both ends are elements.
    pub needs: BTreeMap<String, BTreeMap<String, Need>>,
    /// Elements, or the empty id for the document, whose parts or needs are not all listed.
    pub incomplete: BTreeSet<String>,
    /// Elements whose very bytes were found, by their digest.
    pub at_hand: BTreeSet<String>,
    /// What the document says about itself: `timestamp`, `tool`, `author`, … for whoever scores.
    pub facts: BTreeSet<&'static str>,
}

/// Something that a BOM lists.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Element {
    /// `agent`, `model`, `tool`, …; the type that the format gives where the document does not say.
    pub kind: String,
    pub group: Option<String>,
    pub name: String,
    pub version: Option<String>,
    /// The version range that stands in place of a version.
    pub constraint: Option<String>,
    pub purl: Option<String>,
    /// `<algorithm>:<hex>`, both in lower case, such as `sha256:…`.
    pub hashes: BTreeSet<String>,
    /// SPDX ids, expressions or names.
    pub licenses: BTreeSet<String>,
    pub supplier: Option<String>,
    pub description: Option<String>,
    pub endpoints: BTreeSet<String>,
    /// Whether a service asks who calls; `None` where nobody knows.
    pub authenticated: Option<bool>,
    /// Whether it comes from elsewhere and is not part of the product.
    pub external: bool,
    /// All values of each property.
    pub properties: BTreeMap<String, BTreeSet<String>>,
    /// Members that the format gives beside: `modelCard`, `data`, `limitations`, … for whoever scores.
    pub facts: BTreeSet<&'static str>,
    /// Where the source names it: `py/oai.py:11`.
    pub place: Option<String>,
    /// JSON pointer in the document.
    pub pointer: String,
}

/// Why one element is on another's list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Need {
    /// It offers the other rather than needs it.
    pub provides: bool,
    /// The versions that would do, as written.
    pub constraint: Option<String>,
    /// It can do without.
    pub optional: bool,
}

impl Element {
    /// Group and name, as people write them.
    pub fn full_name(&self) -> String {
        match &self.group {
            Some(group) => format!("{group}/{}", self.name),
            None => self.name.clone(),
        }
    }

    /// What stays the same from version to version.
    pub fn identity(&self) -> String {
        match self.purl.as_deref().map(Purl::parse) {
            Some(Ok(purl)) => format!("{} {}", self.kind, purl.identity()),
            _ => format!("{} {}", self.kind, self.full_name()),
        }
    }

    /// The values of a property of ours, named without `proofmark:`.
    pub fn property(&self, name: &str) -> Option<&BTreeSet<String>> {
        self.properties.get(&format!("proofmark:{name}"))
    }

    /// The only value of a property of ours, or the first.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.property(name)?.first().map(String::as_str)
    }
}

impl View {
    /// The picture of a document.
    pub fn of(bom: &BomFile) -> Result<Self, Error> {
        match bom.dialect {
            Dialect::Spdx2(_) => Ok(spdx2::view(&bom.value)),
            Dialect::Spdx3 => Ok(spdx3::view(&bom.value)),
            Dialect::CycloneDx(_) | Dialect::CycloneDxXml(_) => match bom.cyclonedx() {
                Some(document) => Ok(cyclonedx::view(&document?)),
                None => Ok(Self::default()),
            },
        }
    }

    /// The picture of a document that a statement carries.
    pub fn of_predicate(predicate: &Value) -> Result<Self, Error> {
        Self::of(&BomFile::parse(SourceFile::new("bom.json", predicate.to_string().into_bytes()))?)
    }

    /// The picture of a document of ours.
    pub fn of_document(bom: &Bom) -> Self {
        cyclonedx::view(bom)
    }

    /// Says that one element is on another's list, if both are here.
    pub(super) fn need(&mut self, from: &str, to: &str, need: Need) {
        if from != to && self.elements.contains_key(from) && self.elements.contains_key(to) {
            let needs = self.needs.entry(from.to_owned()).or_default();
            needs.entry(to.to_owned()).or_insert(need);
        }
    }

    /// Hangs what another document says of its subjects below an element of this one. `known` names the element here
    /// that one of the other's is. Returns the ids of what is new.
    pub fn graft(&mut self, at: &str, other: Self, known: impl Fn(&Element) -> Option<String>) -> Vec<String> {
        let new = |id: &String| format!("{at}>{id}");
        let own = self.elements.get(at).map(|element| other.spoken_of(element)).unwrap_or_default();
        let name = |(id, element): (&String, &Element)| {
            let is_here = other.subjects.contains(id) || own.contains(id);
            let here = if is_here { Some(at.to_owned()) } else { known(element) };
            (id.clone(), here.unwrap_or_else(|| new(id)))
        };
        let names: BTreeMap<String, String> = other.elements.iter().map(name).collect();
        let mut added = Vec::new();
        for (id, element) in other.elements {
            let Some(name) = names.get(&id) else { continue };
            match self.elements.entry(name.clone()) {
                Entry::Vacant(place) => {
                    place.insert(element);
                    added.push(name.clone());
                }
                // It knows its own version best.
                Entry::Occupied(mut place) if own.contains(&id) => {
                    let here = place.get_mut();
                    here.version = here.version.take().or(element.version);
                }
                Entry::Occupied(_) => {}
            }
        }
        for (from, needs) in other.needs {
            for (to, need) in needs {
                if let (Some(from), Some(to)) = (names.get(&from), names.get(&to)) {
                    self.need(from, to, need);
                }
            }
        }
        added
    }

    /// What this document says that its subjects are, where it is an element of another document: `element` is what
    /// that calls them.
    fn spoken_of(&self, element: &Element) -> BTreeSet<String> {
        let needed = self.subjects.iter().filter_map(|subject| self.needs.get(subject)).flatten();
        let is = |id: &&String| {
            let own = self.elements.get(*id);
            own.is_some_and(|own| own.kind == element.kind && own.full_name() == element.full_name())
        };
        needed.map(|(id, _)| id).filter(is).cloned().collect()
    }

    /// Who needs or offers each element.
    pub(super) fn owners(&self) -> BTreeMap<&str, Vec<(&str, &Need)>> {
        let mut owners: BTreeMap<&str, Vec<(&str, &Need)>> = BTreeMap::new();
        for (from, needs) in &self.needs {
            for (to, need) in needs {
                owners.entry(to).or_default().push((from, need));
            }
        }
        owners
    }

    /// The elements that nothing needs, and those that the document is about.
    pub fn roots(&self) -> Vec<&str> {
        let subjects: Vec<&str> =
            self.subjects.iter().map(String::as_str).filter(|id| self.elements.contains_key(*id)).collect();
        if subjects.iter().any(|id| self.needs.contains_key(*id)) {
            return subjects;
        }
        let needed: BTreeSet<&String> = self.needs.values().flat_map(BTreeMap::keys).collect();
        let roots = self.needs.keys().filter(|id| !needed.contains(id)).map(String::as_str);
        subjects.iter().copied().chain(roots.filter(|id| !subjects.contains(id))).collect()
    }
}

/// A text member of a JSON object.
fn text<'v>(value: &'v Value, name: &str) -> Option<&'v str> {
    value.get(name)?.as_str()
}

/// A digest as a view writes it.
fn digest(algorithm: &str, content: &str) -> String {
    let algorithm = algorithm.to_ascii_lowercase().replace(['-', '_'], "");
    format!("{algorithm}:{}", content.to_ascii_lowercase())
}
