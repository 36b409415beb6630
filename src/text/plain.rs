//! Parsed values as plain JSON.

use serde_json::{Map, Value as Json};

use super::{Node, Value};

/// Values within values that have a plain form.
const MAX_DEPTH: usize = 200;

impl Node {
    /// The value as JSON; nothing where JSON has no one meaning for it: a name given twice, an alias, bottomless nesting.
    pub fn to_json(&self) -> Option<Json> {
        convert(self, MAX_DEPTH)
    }
}

fn convert(node: &Node, depth: usize) -> Option<Json> {
    let below = depth.checked_sub(1)?;
    Some(match &node.value {
        Value::Null => Json::Null,
        Value::Bool(value) => Json::Bool(*value),
        // YAML and TOML know numbers that JSON does not; their spelling is what there is.
        Value::Number(text) => serde_json::from_str(text).unwrap_or_else(|_| Json::String(text.clone())),
        Value::String(text) => Json::String(text.text.clone()),
        Value::Array(items) => Json::Array(items.iter().map(|item| convert(item, below)).collect::<Option<_>>()?),
        Value::Object(members) => {
            let mut object = Map::new();
            for member in members {
                if object.insert(member.name.text.clone(), convert(&member.value, below)?).is_some() {
                    return None;
                }
            }
            Json::Object(object)
        }
        Value::Alias => return None,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::{json, yaml};

    #[test]
    fn only_what_has_one_meaning_is_plain() {
        let of = |text: &str| json::parse(text).unwrap().root.to_json();
        assert_eq!(of(r#"{"a": [1, 2.5, "\u0062", null, true]}"#), Some(json!({"a": [1, 2.5, "b", null, true]})));
        assert_eq!(of(r#"{"a": {"b": 1, "b": 2}}"#), None);
        assert_eq!(yaml::parse("a: &x 1\nb: *x\n").unwrap().root.to_json(), None);
        assert_eq!(yaml::parse("a: .inf\n").unwrap().root.to_json(), Some(json!({"a": ".inf"})));
    }
}
