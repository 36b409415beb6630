//! An object of SPDX 2 on its way to SPDX 3: what nobody takes out of it becomes properties, so that nothing is lost.

use serde_json::{Map, Value, json};

/// What the names of properties begin with that hold members as SPDX 2 has them.
const PREFIX: &str = "proofmark:spdx2:";

pub(super) struct Open(Map<String, Value>);

impl Open {
    pub(super) fn of(value: &Value) -> Self {
        Self(value.as_object().cloned().unwrap_or_default())
    }

    pub(super) fn take(&mut self, name: &str) -> Option<Value> {
        self.0.remove(name)
    }

    /// A member that is text, and not SPDX 2's way of saying that nobody says anything: SPDX 3 leaves it out.
    pub(super) fn text(&mut self, name: &str) -> Option<String> {
        match self.0.remove(name)? {
            Value::String(text) if text == "NOASSERTION" => None,
            Value::String(text) if text != "NONE" => Some(text),
            other => {
                self.0.insert(name.to_owned(), other);
                None
            }
        }
    }

    /// A member that is a list; none where it is absent.
    pub(super) fn list(&mut self, name: &str) -> Vec<Value> {
        match self.0.remove(name) {
            Some(Value::Array(items)) => items,
            Some(other) => {
                self.0.insert(name.to_owned(), other);
                Vec::new()
            }
            None => Vec::new(),
        }
    }

    /// Puts back what SPDX 3 has no place for.
    pub(super) fn keep(&mut self, name: &str, items: Vec<Value>) {
        if !items.is_empty() {
            self.0.insert(name.to_owned(), items.into());
        }
    }

    /// What is left, as an extension.
    pub(super) fn rest(self) -> Option<Value> {
        let entry = |(name, value): (String, Value)| {
            let value = match value {
                Value::String(text) => text,
                other => crate::bom::merge::canonical(&other),
            };
            json!({
                "type": "extension_CdxPropertyEntry",
                "extension_cdxPropName": format!("{PREFIX}{name}"),
                "extension_cdxPropValue": value,
            })
        };
        let list: Vec<Value> = self.0.into_iter().map(entry).collect();
        (!list.is_empty())
            .then(|| json!([{ "type": "extension_CdxPropertiesExtension", "extension_cdxProperty": list }]))
    }
}
