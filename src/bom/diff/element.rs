//! What changed in one element.

use std::collections::BTreeSet;

use super::{Change, Class};
use crate::bom::Element;

/// Properties whose new values widen what something may do.
const SCOPES: [(&str, &str); 6] = [
    ("mcp:approved-tool", "tool that nobody is asked about"),
    ("mcp:allowed-tool", "tool that the client lets through"),
    ("auth:scope", "scope"),
    ("capability", "capability"),
    ("capability:observed", "capability"),
    ("skill:allowed-tools", "allowed tool"),
];

/// Properties that say how a service is reached or started.
const REACH: [(&str, &str); 5] = [
    ("mcp:transport", "transport"),
    ("mcp:command", "command"),
    ("mcp:arg", "arguments"),
    ("mcp:args", "arguments"),
    ("provider", "provider"),
];

/// How firmly each state pins, the weakest first.
const PINS: [&str; 7] = ["unknown", "env", "floating", "range", "snapshot", "exact", "digest"];

/// What changed in what is the same thing.
pub(super) fn compare(old: &Element, new: &Element, changes: &mut Vec<Change>) {
    content(old, new, changes);
    terms(old, new, changes);
}

/// What changed beside the thing itself: what it may do, how it is reached, how firmly it is chosen.
pub(super) fn terms(old: &Element, new: &Element, changes: &mut Vec<Change>) {
    scope(old, new, changes);
    reach(old, new, changes);
    let rank = |element: &Element| PINS.iter().position(|pin| Some(*pin) == element.value("pinning"));
    if let (Some(before), Some(after)) = (rank(old), rank(new))
        && after < before
    {
        let (before, after) = (old.value("pinning"), new.value("pinning"));
        let message = format!("is pinned by {} and was by {}", after.unwrap_or_default(), before.unwrap_or_default());
        changes.push(change(Class::PinWeakened, new, message, before, after.map(str::to_owned)));
    }
    for secret in fresh(old.property("secret-ref"), new.property("secret-ref")) {
        let message = format!("is given the secret `{secret}`");
        changes.push(change(Class::SecretAdded, new, message, None, Some(secret.clone())));
    }
    if !old.licenses.is_empty() && old.licenses != new.licenses {
        let (before, after) = (list(&old.licenses), list(&new.licenses));
        let message = format!("is licensed under {}, and was under {before}", or_nothing(&after));
        changes.push(change(Class::LicenseChanged, new, message, Some(&before), Some(after)));
    }
}

/// Versions, digests and definitions.
fn content(old: &Element, new: &Element, changes: &mut Vec<Change>) {
    let version = |element: &Element| element.version.clone().or_else(|| element.constraint.clone());
    let (before, after) = (version(old), version(new));
    if before != after {
        let class = if new.kind == "model" { Class::ModelSwapped } else { Class::VersionChanged };
        let shown = |version: &Option<String>| version.clone().unwrap_or_else(|| "no version".to_owned());
        let message = format!("is {} and was {}", shown(&after), shown(&before));
        changes.push(change(class, new, message, before.as_deref(), after.clone()));
    }
    let digests = digests(old, new);
    if let Some((was, is)) = digests {
        let (class, what) = match new.kind.as_str() {
            "tool" | "resource" | "mcp-prompt" => (Class::ToolChanged, "its definition is another"),
            "prompt" | "skill" => (Class::PromptChanged, "its text is another"),
            "a2a-peer" => (Class::ContentChanged, "its agent card is another"),
            // What has a new version has new bytes.
            _ if before != after => return,
            _ => (Class::ContentChanged, "its bytes are others, its version is the same"),
        };
        changes.push(change(class, new, what.to_owned(), Some(was), Some(is.to_owned())));
    }
    let (was, is) = (old.value("mcp:toolset-digest"), new.value("mcp:toolset-digest"));
    if let (Some(was), Some(is)) = (was, is)
        && was != is
    {
        let message = "its list of tools is another".to_owned();
        changes.push(change(Class::ToolChanged, new, message, Some(was), Some(is.to_owned())));
    }
}

/// Two digests by the same algorithm that differ, the strongest first. Services have one for each document about them.
fn digests<'e>(old: &'e Element, new: &'e Element) -> Option<(&'e str, &'e str)> {
    old.hashes.difference(&new.hashes).collect::<Vec<_>>().into_iter().rev().find_map(|was| {
        let algorithm = was.split(':').next()?;
        let is = new.hashes.difference(&old.hashes).find(|is| is.split(':').next() == Some(algorithm))?;
        Some((was.as_str(), is.as_str()))
    })
}

fn scope(old: &Element, new: &Element, changes: &mut Vec<Change>) {
    for (name, what) in SCOPES {
        for value in fresh(old.property(name), new.property(name)) {
            let message = format!("has the {what} `{value}`, which it had not");
            changes.push(change(Class::ScopeWidened, new, message, None, Some(value.clone())));
        }
    }
    if old.authenticated == Some(true) && new.authenticated != Some(true) {
        let message = "asks nobody who calls, and did".to_owned();
        changes.push(change(Class::ScopeWidened, new, message, Some("authenticated"), None));
    }
    for (name, dangerous) in [("read-only-hint", "false"), ("destructive-hint", "true"), ("open-world-hint", "true")] {
        let name = format!("tool:annotations:{name}");
        let (was, is) = (old.value(&name), new.value(&name));
        if is != was && is == Some(dangerous) && was.is_some() {
            let message = format!("says {name} {dangerous}, and said otherwise");
            changes.push(change(Class::ScopeWidened, new, message, was, is.map(str::to_owned)));
        }
    }
}

fn reach(old: &Element, new: &Element, changes: &mut Vec<Change>) {
    if old.endpoints != new.endpoints {
        let (before, after) = (list(&old.endpoints), list(&new.endpoints));
        let message = format!("is reached at {}, and was at {}", or_nothing(&after), or_nothing(&before));
        changes.push(change(Class::EndpointChanged, new, message, Some(&before), Some(after)));
    }
    for (name, what) in REACH {
        let (was, is) = (old.property(name), new.property(name));
        if was != is {
            let shown = |values: Option<&BTreeSet<String>>| values.map(list).unwrap_or_default();
            let (before, after) = (shown(was), shown(is));
            let message = format!("its {what}: {}, before: {}", or_nothing(&after), or_nothing(&before));
            changes.push(change(Class::EndpointChanged, new, message, Some(&before), Some(after)));
        }
    }
}

/// Values that are there now and were not.
fn fresh<'e>(old: Option<&'e BTreeSet<String>>, new: Option<&'e BTreeSet<String>>) -> impl Iterator<Item = &'e String> {
    new.into_iter().flatten().filter(move |value| !old.is_some_and(|old| old.contains(*value)))
}

fn list(values: &BTreeSet<String>) -> String {
    values.iter().map(String::as_str).collect::<Vec<_>>().join(" ")
}

fn or_nothing(text: &str) -> &str {
    if text.is_empty() { "nothing" } else { text }
}

pub(super) fn change(
    class: Class,
    element: &Element,
    message: String,
    before: Option<&str>,
    after: Option<String>,
) -> Change {
    Change {
        class,
        kind: element.kind.clone(),
        name: element.full_name(),
        message,
        before: before.map(str::to_owned),
        after,
        pointer: element.pointer.clone(),
        place: element.place.clone(),
        removed: false,
    }
}

pub(super) fn swapped(old: &Element, new: &Element) -> Change {
    let shown = |element: &Element| match &element.version {
        Some(version) => format!("{}@{version}", element.full_name()),
        None => element.full_name(),
    };
    let message = format!("stands in the place of `{}`", shown(old));
    change(Class::ModelSwapped, new, message, Some(&shown(old)), Some(shown(new)))
}

pub(super) fn added(new: &Element) -> Change {
    let class =
        if new.kind == "secret" || new.kind == "secret-ref" { Class::SecretAdded } else { Class::ComponentAdded };
    change(class, new, "is new".to_owned(), None, new.version.clone())
}

pub(super) fn removed(old: &Element) -> Change {
    let mut change = change(Class::ComponentRemoved, old, "is gone".to_owned(), old.version.as_deref(), None);
    change.removed = true;
    change
}
