//! JSON as tools of Python and JavaScript write it, read in one way only.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// Numbers that Python writes and JSON does not know. They are read as `null`: there is no such score.
const NOT_NUMBERS: [&str; 3] = ["-Infinity", "Infinity", "NaN"];

/// Reads a document. A name that an object gives twice is an error, since two readers would see two documents; nesting
/// beyond 128 levels is one, too.
pub(super) fn parse(text: &str) -> Result<Value, String> {
    let text = without_odd_numbers(text.trim_start_matches('\u{feff}'));
    serde_json::from_str::<Strict>(&text).map(|strict| strict.0).map_err(|error| error.to_string())
}

/// The text with `null` for every number that is none; outside of strings only.
fn without_odd_numbers(text: &str) -> Cow<'_, str> {
    if !text.contains("NaN") && !text.contains("Infinity") {
        return Cow::Borrowed(text);
    }
    let mut fixed = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['"', 'N', 'I', '-']) {
        let (before, here) = rest.split_at(at);
        fixed.push_str(before);
        let len = if here.starts_with('"') {
            string_len(here)
        } else if let Some(odd) = NOT_NUMBERS.iter().find(|odd| here.starts_with(**odd)) {
            fixed.push_str("null");
            rest = here.get(odd.len()..).unwrap_or_default();
            continue;
        } else {
            1
        };
        let (same, after) = here.split_at(len);
        fixed.push_str(same);
        rest = after;
    }
    fixed.push_str(rest);
    Cow::Owned(fixed)
}

/// Bytes of the string that a text starts with, quotes included.
fn string_len(text: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// A value in which every name stands once.
struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StrictVisitor)
    }
}

struct StrictVisitor;

impl<'de> Visitor<'de> for StrictVisitor {
    type Value = Strict;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Strict, E> {
        Ok(Strict(Value::Bool(value)))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Strict, E> {
        Ok(Strict(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Strict, E> {
        Ok(Strict(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Strict, E> {
        Ok(Strict(Number::from_f64(value).map_or(Value::Null, Value::Number)))
    }

    fn visit_str<E>(self, value: &str) -> Result<Strict, E> {
        Ok(Strict(value.into()))
    }

    fn visit_string<E>(self, value: String) -> Result<Strict, E> {
        Ok(Strict(value.into()))
    }

    fn visit_unit<E>(self) -> Result<Strict, E> {
        Ok(Strict(Value::Null))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Strict, A::Error> {
        let mut values = Vec::new();
        while let Some(Strict(item)) = items.next_element()? {
            values.push(item);
        }
        Ok(Strict(Value::Array(values)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Strict, A::Error> {
        let mut map = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            let Strict(value) = members.next_value()?;
            if map.contains_key(&name) {
                return Err(A::Error::custom(format_args!("the name `{name}` stands twice in one object")));
            }
            map.insert(name, value);
        }
        Ok(Strict(Value::Object(map)))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn python_is_understood_and_ambiguity_is_not() {
        let text = r#"{"a": NaN, "b": [-Infinity, Infinity, -1.5], "NaN \" I": "NaN, \\"}"#;
        assert_eq!(parse(text), Ok(json!({"a": null, "b": [null, null, -1.5], "NaN \" I": "NaN, \\"})));
        assert!(parse(r#"{"a": {"b": 1, "b": 2}}"#).unwrap_err().contains("the name `b` stands twice"));
        assert!(parse(&"[".repeat(100_000)).is_err());
        assert!(parse("NaN \"").is_err());
    }
}
