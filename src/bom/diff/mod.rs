//! What changed between two BOMs, by what a change means: whether a tool says something else than before is one thing,
//! that a package has a new version another.

mod class;
mod element;
mod pair;

use std::collections::BTreeMap;

use serde::Serialize;

pub use class::Class;

use super::View;

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Change {
    pub class: Class,
    /// What kind of thing changed: `tool`, `model`, …
    pub kind: String,
    /// Its name, with the group.
    pub name: String,
    /// A clause about it.
    pub message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// Where the changed thing stands in the new document; of what was removed, in the old one.
    pub pointer: String,
    /// Where the source names it, as the document says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// The pointer leads into the old document.
    pub removed: bool,
}

/// All changes from `old` to `new`, the gravest class first, then by name.
pub fn diff(old: &View, new: &View) -> Vec<Change> {
    let pairs = pair::pair(old, new);
    let mut changes = Vec::new();
    for (before, after) in &pairs.matched {
        if let (Some(before), Some(after)) = (old.elements.get(*before), new.elements.get(*after)) {
            element::compare(before, after, &mut changes);
        }
    }
    for (before, after) in &pairs.swapped {
        if let (Some(before), Some(after)) = (old.elements.get(*before), new.elements.get(*after)) {
            changes.push(element::swapped(before, after));
            element::terms(before, after, &mut changes);
        }
    }
    for id in &pairs.removed {
        changes.extend(old.elements.get(*id).map(element::removed));
    }
    for id in &pairs.added {
        changes.extend(new.elements.get(*id).map(element::added));
    }
    reach(old, new, &pairs, &mut changes);
    changes.sort();
    changes.dedup();
    changes
}

/// What an element may use now that was there before and that it did not use.
fn reach(old: &View, new: &View, pairs: &pair::Pairs<'_>, changes: &mut Vec<Change>) {
    let earlier: BTreeMap<&str, &str> = pairs.matched.iter().map(|(before, after)| (*after, *before)).collect();
    for (from, needs) in &new.needs {
        let (Some(was), Some(element)) = (earlier.get(from.as_str()), new.elements.get(from)) else { continue };
        let before = old.needs.get(*was);
        for (to, need) in needs {
            let (Some(was), Some(target)) = (earlier.get(to.as_str()), new.elements.get(to)) else { continue };
            let power =
                matches!(target.kind.as_str(), "tool" | "skill" | "agent" | "connection" | "a2a-peer" | "mcp-server");
            if need.provides || !power || before.is_some_and(|needs| needs.contains_key(*was)) {
                continue;
            }
            let message = format!("now uses the {} `{}`", target.kind, target.full_name());
            let after = Some(target.full_name());
            changes.push(element::change(Class::ScopeWidened, element, message, None, after));
        }
    }
}
