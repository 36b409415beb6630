//! Constraints against versions.

use std::collections::{BTreeMap, BTreeSet};

use super::{Conflict, Options, Status};
use crate::bom::View;
use crate::bom::range::{self, Scheme};
use crate::bom::{Element, Need};

/// What holds of one need: its status, and why, where it is not simply met. What is `at_hand` is what its digest says,
/// whatever it calls itself.
pub(super) fn status(
    element: &Element,
    constraint: Option<&str>,
    at_hand: bool,
    options: Options,
) -> (Status, Option<String>) {
    let version = version(element);
    if element.value("resolution") == Some("unresolved") && !at_hand {
        return (Status::Unresolved, Some("it stands nowhere in what was read".to_owned()));
    }
    match (constraint, version) {
        (Some(constraint), Some(version)) => {
            match range::satisfies(Scheme::of(element.purl.as_deref()), version, constraint) {
                Some(true) => {}
                Some(false) => return (Status::Mismatch, Some(format!("{version} is not in {constraint}"))),
                None => {
                    let reason = format!("{version} and {constraint} are not of one versioning scheme");
                    return (Status::Unchecked, Some(reason));
                }
            }
        }
        (Some(_), None) if at_hand => {}
        (Some(constraint), None) => {
            return (Status::Unresolved, Some(format!("no version says whether it is in {constraint}")));
        }
        (None, _) => {}
    }
    match element.value("pinning") {
        Some(pin @ ("unknown" | "env" | "floating" | "range")) if options.strict => {
            (Status::Unpinned, Some(format!("its version is pinned by {pin}")))
        }
        _ => (Status::Resolved, None),
    }
}

/// The version that is there, whether the document lists it as one or as what a constraint led to.
pub(super) fn version(element: &Element) -> Option<&str> {
    element.version.as_deref().or_else(|| element.value("resolved-version"))
}

/// What a need asks for: its own constraint, or the one that stands in place of the element's version.
pub(super) fn constraint<'v>(need: &'v Need, element: &'v Element) -> Option<&'v str> {
    need.constraint.as_deref().or(element.constraint.as_deref())
}

pub(super) fn conflicts(view: &View) -> Vec<Conflict> {
    let mut found = BTreeSet::new();
    let mut asked: BTreeMap<&str, BTreeMap<&str, &str>> = BTreeMap::new();
    for (from, needs) in &view.needs {
        for (to, need) in needs {
            if let Some(constraint) = need.constraint.as_deref() {
                asked.entry(to).or_default().entry(constraint).or_insert(from);
            }
        }
    }
    for (id, constraints) in &asked {
        let Some(element) = view.elements.get(*id) else { continue };
        let ranges: Vec<&str> = constraints.keys().copied().collect();
        if Scheme::of(element.purl.as_deref()) == Scheme::Npm && range::exclude_each_other(&ranges) == Some(true) {
            let one = |(range, from): (&&str, &&str)| format!("{range} for {}", name(view, from));
            let list = constraints.iter().map(one).collect::<Vec<_>>().join(", ");
            found.insert(conflict(element, format!("no version is in all that is asked for: {list}")));
        }
    }
    let mut versions: BTreeMap<String, BTreeMap<&str, &Element>> = BTreeMap::new();
    for element in view.elements.values().filter(|element| has_one_version(element)) {
        if let Some(version) = version(element) {
            versions.entry(element.identity()).or_default().insert(version, element);
        }
    }
    for several in versions.values().filter(|several| several.len() > 1) {
        let list = several.keys().copied().collect::<Vec<_>>().join(", ");
        if let Some(element) = several.values().next() {
            found.insert(conflict(element, format!("is there in {} versions: {list}", several.len())));
        }
    }
    found.into_iter().collect()
}

/// Two versions of a package or of a model are ordinary; two of an agent, a skill or a server answer to one name.
fn has_one_version(element: &Element) -> bool {
    matches!(element.kind.as_str(), "agent" | "skill" | "mcp-server" | "connection" | "tool")
}

fn conflict(element: &Element, message: String) -> Conflict {
    Conflict { kind: element.kind.clone(), name: element.full_name(), message }
}

fn name(view: &View, id: &str) -> String {
    view.elements.get(id).map_or_else(|| id.to_owned(), Element::full_name)
}
