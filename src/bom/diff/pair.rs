//! Which element of one BOM is which of the other: by id, then by what stays the same from version to version, then,
//! for models, by what they are used for.

use std::collections::{BTreeMap, BTreeSet};

use crate::bom::Element;
use crate::bom::View;

/// Ids of the old document and of the new one.
#[derive(Debug, Default)]
pub(super) struct Pairs<'v> {
    pub(super) matched: Vec<(&'v str, &'v str)>,
    /// A model in the place of another.
    pub(super) swapped: Vec<(&'v str, &'v str)>,
    pub(super) removed: Vec<&'v str>,
    pub(super) added: Vec<&'v str>,
}

pub(super) fn pair<'v>(old: &'v View, new: &'v View) -> Pairs<'v> {
    let mut pairs = Pairs::default();
    let mut left: BTreeSet<&str> = old.elements.keys().map(String::as_str).collect();
    let mut right: BTreeSet<&str> = new.elements.keys().map(String::as_str).collect();
    let kind = |view: &'v View, id: &str| view.elements.get(id).map(|element| element.kind.as_str());
    for id in left.clone() {
        if right.contains(id) && kind(old, id) == kind(new, id) {
            pairs.matched.push((id, id));
            left.remove(id);
            right.remove(id);
        }
    }
    let (old, new) = (Side::of(old), Side::of(new));
    pair_by(&old, &new, &mut left, &mut right, &mut pairs.matched, |side, id, element| {
        Some((element.identity(), side.owners(id)))
    });
    pair_by(&old, &new, &mut left, &mut right, &mut pairs.matched, |_, _, element| {
        Some((element.identity(), Vec::new()))
    });
    pair_by(&old, &new, &mut left, &mut right, &mut pairs.swapped, |side, id, element| {
        let role = element.value("role").unwrap_or_default().to_owned();
        (element.kind == "model").then(|| (role, side.owners(id)))
    });
    pairs.removed = left.into_iter().collect();
    pairs.added = right.into_iter().collect();
    pairs
}

/// One of the documents, and who needs what in it.
struct Side<'v> {
    view: &'v View,
    owners: BTreeMap<&'v str, Vec<String>>,
}

impl<'v> Side<'v> {
    fn of(view: &'v View) -> Self {
        let identity = |id: &str| view.elements.get(id).map(Element::identity);
        let owners = view.owners().into_iter().map(|(id, from)| {
            let mut owners: Vec<String> = from.into_iter().filter_map(|(from, _)| identity(from)).collect();
            owners.sort();
            (id, owners)
        });
        Self { view, owners: owners.collect() }
    }

    /// The identities of those that need or offer an element.
    fn owners(&self, id: &str) -> Vec<String> {
        self.owners.get(id).cloned().unwrap_or_default()
    }
}

/// Matches what has the same key on both sides, in order where several have it.
fn pair_by<'v>(
    old: &Side<'v>,
    new: &Side<'v>,
    left: &mut BTreeSet<&'v str>,
    right: &mut BTreeSet<&'v str>,
    pairs: &mut Vec<(&'v str, &'v str)>,
    key: impl Fn(&Side<'v>, &str, &Element) -> Option<(String, Vec<String>)>,
) {
    let mut candidates: BTreeMap<(String, Vec<String>), Vec<&'v str>> = BTreeMap::new();
    for id in right.iter().rev() {
        if let Some(key) = new.view.elements.get(*id).and_then(|element| key(new, id, element)) {
            candidates.entry(key).or_default().push(id);
        }
    }
    for id in left.clone() {
        let key = old.view.elements.get(id).and_then(|element| key(old, id, element));
        if let Some(other) = key.and_then(|key| candidates.get_mut(&key)?.pop()) {
            pairs.push((id, other));
            left.remove(id);
            right.remove(other);
        }
    }
}
