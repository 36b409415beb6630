//! JSON as tools of Python and JavaScript write it, read in one way only.

use std::borrow::Cow;

use serde_json::Value;

use crate::text::strict::{self, JsonError, Names};

/// Numbers that Python writes and JSON does not know. They are read as `null`: there is no such score.
const NOT_NUMBERS: [&str; 3] = ["-Infinity", "Infinity", "NaN"];

/// Reads a document. A name that an object gives twice is an error, since two readers would see two documents; nesting
/// beyond 128 levels is one, too.
pub(super) fn parse(text: &str) -> Result<Value, String> {
    let text = without_odd_numbers(text.trim_start_matches('\u{feff}'));
    // How large a file may be is decided where it is read.
    strict::parse(text.as_bytes(), Names::Exact, usize::MAX).map_err(|error| match error {
        JsonError::Malformed(error) => error.to_string(),
        error => error.to_string(),
    })
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn python_is_understood_and_ambiguity_is_not() {
        let text = r#"{"a": NaN, "b": [-Infinity, Infinity, -1.5], "NaN \" I": "NaN, \\"}"#;
        assert_eq!(parse(text), Ok(json!({"a": null, "b": [null, null, -1.5], "NaN \" I": "NaN, \\"})));
        assert!(parse(r#"{"a": {"b": 1, "b": 2}}"#).unwrap_err().contains("the member `/a/b` is there twice"));
        assert!(parse(&"[".repeat(100_000)).is_err());
        assert!(parse("NaN \"").is_err());
    }
}
