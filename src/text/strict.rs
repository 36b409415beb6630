//! JSON that every reader understands alike: bounded, not deep, and no member twice.
//!
//! Readers differ in which of two equal members they take, and Go's reader takes `DSSEEnvelope` for `dsseEnvelope`:
//! a bundle with both says one thing to the verifier and another to the gate behind it.

use std::collections::BTreeSet;
use std::fmt;

use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};

/// Why a document is not read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JsonError {
    #[error("{size} bytes; the limit is {limit}")]
    TooLarge { size: usize, limit: usize },
    /// `line` and `column` count from 1, and say where the second one ends.
    #[error("the member `{pointer}` is there twice, at line {line} column {column}")]
    Duplicate { pointer: String, line: usize, column: usize },
    #[error("no JSON of the expected form")]
    Malformed(#[source] serde_json::Error),
}

/// Which members count as equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Names {
    /// Those that are spelled the same.
    Exact,
    /// In the outermost object, also those that differ only by case.
    FoldOutermost,
    /// Everywhere, also those that differ only by case.
    Fold,
}

/// Reads a document of at most `limit` bytes, once it is known to be unambiguous.
pub fn parse<T: DeserializeOwned>(bytes: &[u8], names: Names, limit: usize) -> Result<T, JsonError> {
    check(bytes, names, limit)?;
    serde_json::from_slice(bytes).map_err(JsonError::Malformed)
}

/// Refuses a document that two readers could understand differently, and one of more than `limit` bytes.
pub fn check(bytes: &[u8], names: Names, limit: usize) -> Result<(), JsonError> {
    if bytes.len() > limit {
        return Err(JsonError::TooLarge { size: bytes.len(), limit });
    }
    let mut walk = Walk { names, depth: 0, pointer: String::new(), duplicate: None };
    // serde_json stops at 128 levels, so neither this walk nor a later reader can exhaust the stack.
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let result = Step(&mut walk).deserialize(&mut reader).and_then(|()| reader.end());
    match (result, walk.duplicate) {
        (Ok(()), _) => Ok(()),
        (Err(error), Some(pointer)) => {
            Err(JsonError::Duplicate { pointer, line: error.line(), column: error.column() })
        }
        (Err(error), None) => Err(JsonError::Malformed(error)),
    }
}

struct Walk {
    names: Names,
    depth: usize,
    pointer: String,
    duplicate: Option<String>,
}

impl Walk {
    fn folds(&self) -> bool {
        match self.names {
            Names::Exact => false,
            Names::FoldOutermost => self.depth == 0,
            Names::Fold => true,
        }
    }
}

struct Step<'w>(&'w mut Walk);

impl<'de> DeserializeSeed<'de> for Step<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Step<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let walk = self.0;
        walk.depth += 1;
        while items.next_element_seed(Step(walk))?.is_some() {}
        walk.depth -= 1;
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let walk = self.0;
        let (folds, before) = (walk.folds(), walk.pointer.len());
        let mut seen = BTreeSet::new();
        while let Some(name) = members.next_key::<String>()? {
            walk.pointer.push('/');
            walk.pointer.push_str(&name);
            if !seen.insert(if folds { name.to_ascii_lowercase() } else { name }) {
                walk.duplicate = Some(walk.pointer.clone());
                return Err(A::Error::custom("duplicate member"));
            }
            walk.depth += 1;
            members.next_value_seed(Step(walk))?;
            walk.depth -= 1;
            walk.pointer.truncate(before);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: usize = 1 << 20;

    #[test]
    fn what_two_readers_could_read_differently_is_refused() {
        let cases = [
            (r#"{"a":1,"b":{"a":1}}"#, Names::Fold, None),
            (r#"{"a":1,"a":1}"#, Names::Exact, Some("/a")),
            (r#"{"a":[{"b":{"c":1,"c":2}}]}"#, Names::Exact, Some("/a/b/c")),
            (r#"{"a":1,"\u0061":2}"#, Names::Exact, Some("/a")),
            (r#"{"a":1,"A":2}"#, Names::Exact, None),
            (r#"{"a":1,"A":2}"#, Names::FoldOutermost, Some("/A")),
            (r#"{"x":{"a":1,"A":2}}"#, Names::FoldOutermost, None),
            (r#"{"x":{"a":1,"A":2}}"#, Names::Fold, Some("/x/A")),
        ];
        for (text, names, expected) in cases {
            match (check(text.as_bytes(), names, LIMIT), expected) {
                (Ok(()), None) => {}
                (Err(JsonError::Duplicate { pointer, .. }), Some(expected)) => assert_eq!(pointer, expected, "{text}"),
                (result, _) => panic!("{text}: {result:?}"),
            }
        }
    }

    #[test]
    fn size_depth_and_trailing_text_have_limits() {
        assert!(matches!(check(&vec![b' '; LIMIT + 1], Names::Exact, LIMIT), Err(JsonError::TooLarge { .. })));
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert!(matches!(check(deep.as_bytes(), Names::Exact, LIMIT), Err(JsonError::Malformed(_))));
        assert!(matches!(check(b"{} {}", Names::Exact, LIMIT), Err(JsonError::Malformed(_))));
    }
}
