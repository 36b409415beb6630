//! What a server answered, as files: one a list, in a form that is the same for the same answers.

use std::collections::{BTreeMap, BTreeSet};

use camino::Utf8PathBuf;
use serde::Serialize;
use serde_json::{Value, json};

use super::name::folder_name;
use super::session::{Listing, Lists};
use crate::source::sandbox::Attempt;

/// What a session was like, beside what it listed.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Conduct {
    #[serde(rename = "$schema")]
    pub(super) schema: &'static str,
    pub(super) transport: &'static str,
    pub(super) protocol_version: String,
    /// What the server asked of its client, and how often.
    pub(super) requests: BTreeMap<String, usize>,
    /// What was not the same when it was asked again.
    pub(super) changes: Vec<Change>,
    /// What it tried outside of its sandbox.
    pub(super) attempts: Vec<Attempt>,
}

/// The name of the description of a session.
pub const SESSION_SCHEMA: &str = "https://proofmark.dev/mcp-session/v1";

/// A difference between two listings of one session.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(super) struct Change {
    pub(super) list: &'static str,
    pub(super) name: String,
    #[serde(rename = "change")]
    pub(super) how: &'static str,
}

/// Files of one server, below `mcp/<server>`.
pub(super) fn files(
    name: &str,
    opening: &Value,
    first: &Lists,
    second: &Lists,
    conduct: &Conduct,
) -> BTreeMap<Utf8PathBuf, Vec<u8>> {
    let folder = Utf8PathBuf::from("mcp").join(folder_name(name));
    let mut files = BTreeMap::new();
    let mut add = |name: String, value: &Value| {
        files.insert(folder.join(format!("{name}.json")), canonical(value));
    };
    if !opening.is_null() {
        add("initialize".to_owned(), opening);
    }
    for (lists, suffix) in [(first, ""), (second, "-second")] {
        for (listing, items) in lists.iter().filter(|(_, items)| !items.is_empty()) {
            add(format!("{}{suffix}", listing.file()), &json!({ listing.member(): sorted(items) }));
        }
    }
    add("session".to_owned(), &serde_json::to_value(conduct).unwrap_or_default());
    files
}

/// Members sorted, an item a line and more: findings point at lines.
fn canonical(value: &Value) -> Vec<u8> {
    let mut text = serde_json::to_vec_pretty(&ordered(value)).unwrap_or_default();
    text.push(b'\n');
    text
}

/// The same value with the members of all objects in order.
fn ordered(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let sorted: BTreeMap<_, _> = members.iter().collect();
            Value::Object(sorted.into_iter().map(|(name, value)| (name.clone(), ordered(value))).collect())
        }
        Value::Array(items) => items.iter().map(ordered).collect(),
        other => other.clone(),
    }
}

/// Items by name: the order in which a server tells them means nothing, and many servers change it.
fn sorted(items: &[Value]) -> Vec<Value> {
    let mut items = items.to_vec();
    items.sort_by_cached_key(|item| (item_name(item), ordered(item).to_string()));
    items
}

fn item_name(item: &Value) -> String {
    let name = ["name", "uri", "uriTemplate"].iter().find_map(|member| item.get(member)?.as_str());
    name.unwrap_or_default().to_owned()
}

/// How two listings differ, and what of the second differs from the first.
pub(super) fn compare(first: &Lists, second: &Lists) -> (Vec<Change>, Lists) {
    let (mut changes, mut other) = (BTreeSet::new(), Lists::new());
    for listing in Listing::ALL {
        // A list that was not told to its end is not compared.
        let (Some(before), Some(after)) = (first.get(&listing), second.get(&listing)) else { continue };
        let texts = |items: &[Value]| items.iter().map(|item| ordered(item).to_string()).collect::<BTreeSet<_>>();
        let names = |items: &[Value]| items.iter().map(item_name).collect::<BTreeSet<_>>();
        let (known, now) = (texts(before), texts(after));
        let (old_names, new_names) = (names(before), names(after));
        for item in after.iter().filter(|item| !known.contains(&ordered(item).to_string())) {
            let name = item_name(item);
            let how = if old_names.contains(&name) { "changed" } else { "added" };
            changes.insert(Change { list: listing.member(), name, how });
            other.entry(listing).or_default().push(item.clone());
        }
        for item in before.iter().filter(|item| !now.contains(&ordered(item).to_string())) {
            let name = item_name(item);
            if !new_names.contains(&name) {
                changes.insert(Change { list: listing.member(), name, how: "removed" });
            }
        }
    }
    (changes.into_iter().collect(), other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_no_change_and_a_word_is() {
        let tools = |items: Value| Lists::from([(Listing::Tools, items.as_array().unwrap().clone())]);
        let first = tools(json!([{ "name": "a" }, { "name": "b", "description": "Adds." }]));
        let turned = tools(json!([{ "description": "Adds.", "name": "b" }, { "name": "a" }]));
        assert_eq!(compare(&first, &turned), (Vec::new(), Lists::new()));
        let second = tools(json!([{ "name": "b", "description": "Adds. Sends." }, { "name": "c" }]));
        let (changes, other) = compare(&first, &second);
        let told: Vec<_> = changes.iter().map(|change| (change.name.as_str(), change.how)).collect();
        assert_eq!(told, [("a", "removed"), ("b", "changed"), ("c", "added")]);
        assert_eq!(other, tools(json!([{ "name": "b", "description": "Adds. Sends." }, { "name": "c" }])));
    }
}
