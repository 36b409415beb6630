//! JSON as YAML that people edit. Strings are always quoted, so none is read as something else.

use std::fmt::Write as _;

use serde_json::Value;

/// Writes an object as a YAML document.
pub(super) fn write(value: &Value) -> String {
    let mut text = String::new();
    node(value, 0, &mut text);
    text
}

/// Writes a value that starts on a line of its own, indented by `depth` levels.
fn node(value: &Value, depth: usize, text: &mut String) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                indent(depth, text);
                let _ = write!(text, "{}:", key(name));
                below(value, depth + 1, text);
            }
        }
        Value::Array(items) => {
            for item in items {
                let mut inner = String::new();
                if is_nested(item) {
                    node(item, depth + 1, &mut inner);
                } else {
                    let _ = writeln!(inner, "{}", scalar(item));
                }
                indent(depth, text);
                let _ = write!(text, "- {}", inner.trim_start());
            }
        }
        leaf => {
            let _ = writeln!(text, "{}", scalar(leaf));
        }
    }
}

fn below(value: &Value, depth: usize, text: &mut String) {
    if is_nested(value) {
        text.push('\n');
        node(value, depth, text);
    } else {
        let _ = writeln!(text, " {}", scalar(value));
    }
}

/// What has no member, as JSON writes it: JSON's escapes are YAML's. YAML wants more characters escaped.
fn scalar(value: &Value) -> String {
    let mut text = String::new();
    for c in value.to_string().chars() {
        if matches!(c, '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}') {
            let _ = write!(text, "\\u{:04x}", u32::from(c));
        } else {
            text.push(c);
        }
    }
    text
}

fn is_nested(value: &Value) -> bool {
    match value {
        Value::Object(members) => !members.is_empty(),
        Value::Array(items) => !items.is_empty(),
        _ => false,
    }
}

fn indent(depth: usize, text: &mut String) {
    text.extend(std::iter::repeat_n("  ", depth));
}

/// A name, quoted unless it is a plain word.
fn key(name: &str) -> String {
    let plain = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric())
        && !matches!(
            name.to_ascii_lowercase().as_str(),
            "y" | "n" | "yes" | "no" | "on" | "off" | "true" | "false" | "null"
        );
    if plain { name.to_owned() } else { scalar(&Value::from(name)) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::text::{Node, Value as Yaml, yaml};

    /// A document as its reader here understands it.
    fn read(node: &Node) -> Value {
        match &node.value {
            Yaml::Object(_) => node.members().iter().map(|m| (m.name.text.clone(), read(&m.value))).collect(),
            Yaml::Array(_) => node.items().iter().map(read).collect(),
            Yaml::String(text) => Value::from(text.text.clone()),
            Yaml::Bool(flag) => Value::from(*flag),
            _ => Value::Null,
        }
    }

    #[test]
    fn a_document_is_laid_out_as_people_write_it() {
        let value =
            json!({"kind": "agent", "bom": {"models": [{"name": "a", "on": true}, {"name": "b"}], "tools": []}});
        insta::assert_snapshot!(write(&value), @r#"
        kind: "agent"
        bom:
          models:
            - name: "a"
              "on": true
            - name: "b"
          tools: []
        "#);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(name in "[ -~]{1,8}", text in "\\PC{0,20}", flag: bool) {
            let value = json!({"list": [[{name.clone(): text.clone()}, flag], text.clone()], "one": {name: [text]}});
            let written = write(&value);
            let document = yaml::parse(&written).map_err(|error| TestCaseError::fail(format!("{error}\n{written}")))?;
            prop_assert_eq!(read(&document.root), value, "{}", written);
        }
    }
}
