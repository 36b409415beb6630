//! Whether who calls a tool by its old schema still can, and who reads its answers still understands them.
//!
//! What a tool takes may become wider, what it gives may become narrower; both is judged by one comparison, of which
//! sets of values a schema admits. What is not followed (`anyOf`, `not`, foreign references) counts as breaking where
//! it changed: nobody has looked.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::{Map, Value};

/// Which way values go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    Input,
    Output,
}

/// Something in a schema that is not as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SchemaChange {
    /// JSON pointer in the schema.
    pub pointer: String,
    pub breaking: bool,
    /// A clause about what stands there.
    pub message: String,
}

/// Schemas within schemas that are followed.
const MAX_DEPTH: usize = 24;
/// Schemas of one tool that are compared: definitions that refer to each other twice are a tree without end.
const MAX_SCHEMAS: usize = 10_000;
/// Changes of one schema that are listed.
const MAX_CHANGES: usize = 200;

/// Members that say something to people and models, and nothing about what is admitted.
const WORDS: &[&str] = &["description", "title", "examples", "default", "$comment", "deprecated", "$schema", "$id"];
/// Bounds from below: a larger one admits less.
const LOWER: &[&str] = &["minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"];
/// Bounds from above: a smaller one admits less.
const UPPER: &[&str] = &["maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"];
/// What is looked into or judged by a rule of its own.
const FOLLOWED: &[&str] = &[
    "type",
    "enum",
    "const",
    "properties",
    "required",
    "items",
    "additionalProperties",
    "$defs",
    "definitions",
    "$ref",
];

/// What changed from one schema to the other, in the order of pointers.
pub(super) fn compare(old: &Value, new: &Value, direction: Direction) -> Vec<SchemaChange> {
    if old == new {
        return Vec::new();
    }
    let mut judge = Judge { old, new, direction, left: MAX_SCHEMAS, changes: Vec::new() };
    judge.schemas(old, new, "", MAX_DEPTH);
    judge.changes.sort_by(|a, b| (&a.pointer, &a.message).cmp(&(&b.pointer, &b.message)));
    judge.changes.dedup();
    judge.changes
}

/// A schema that cannot be read may admit anything.
pub(super) fn unreadable() -> SchemaChange {
    SchemaChange { pointer: String::new(), breaking: true, message: "cannot be read".to_owned() }
}

struct Judge<'v> {
    old: &'v Value,
    new: &'v Value,
    direction: Direction,
    /// Schemas that may still be looked at.
    left: usize,
    changes: Vec<SchemaChange>,
}

impl<'v> Judge<'v> {
    fn say(&mut self, pointer: impl Into<String>, breaking: bool, message: impl Into<String>) {
        if self.changes.len() < MAX_CHANGES {
            self.changes.push(SchemaChange { pointer: pointer.into(), breaking, message: message.into() });
        } else if let Some(last) = self.changes.last_mut() {
            // What is no longer listed may be worse than what is.
            last.breaking = true;
        }
    }

    /// A difference in what is admitted: `less` and `more` are what the new schema lost and gained.
    fn sets(&mut self, pointer: &str, less: bool, more: bool, message: &str) {
        let breaking = match self.direction {
            Direction::Input => less,
            Direction::Output => more,
        };
        if less || more {
            self.say(pointer, breaking, message);
        }
    }

    fn schemas(&mut self, old: &'v Value, new: &'v Value, at: &str, depth: usize) {
        if old == new && !refers(old) {
            return;
        }
        self.left = self.left.saturating_sub(1);
        if depth == 0 || self.left == 0 {
            return self.say(at, true, "lies deeper than is looked");
        }
        let (Some(before), Some(after)) = (resolved(self.old, old), resolved(self.new, new)) else {
            if old != new {
                self.say(at, true, "refers to something else");
            }
            return;
        };
        let (Value::Object(before), Value::Object(after)) = (before, after) else {
            if before != after {
                let none = |schema: &Value| *schema == Value::Bool(false);
                self.sets(at, !none(before) || none(after), !none(after), "is another schema");
            }
            return;
        };
        self.words(before, after, at);
        self.types(before, after, at);
        self.values(before, after, at);
        self.bounds(before, after, at);
        self.members(before, after, at, depth);
        self.rest(before, after, at);
        match (before.get("items"), after.get("items")) {
            (Some(before), Some(after)) => self.schemas(before, after, &format!("{at}/items"), depth - 1),
            (None, Some(_)) => self.sets(&format!("{at}/items"), true, false, "holds items to a schema now"),
            (Some(_), None) => self.sets(&format!("{at}/items"), false, true, "admits any item now"),
            (None, None) => {}
        }
    }

    fn words(&mut self, old: &Map<String, Value>, new: &Map<String, Value>, at: &str) {
        for name in ["description", "title", "default", "examples"] {
            if old.get(name) != new.get(name) {
                let shown = |value: Option<&Value>| match value {
                    Some(Value::String(text)) => format!("\"{}\"", text.chars().take(300).collect::<String>()),
                    Some(value) => value.to_string().chars().take(300).collect(),
                    None => "nothing".to_owned(),
                };
                let message = format!("was {}, is {}", shown(old.get(name)), shown(new.get(name)));
                self.say(format!("{at}/{name}"), false, message);
            }
        }
    }

    fn types(&mut self, old: &Map<String, Value>, new: &Map<String, Value>, at: &str) {
        let (before, after) = (types(old), types(new));
        let less = before.iter().any(|kind| !admits(&after, kind));
        let more = after.iter().any(|kind| !admits(&before, kind));
        let named = |schema: &Map<String, Value>| schema.get("type").map_or("anything".to_owned(), Value::to_string);
        let message = format!("was {}, is {}", named(old), named(new)).replace('"', "");
        self.sets(&format!("{at}/type"), less, more, &message);
    }

    fn values(&mut self, old: &Map<String, Value>, new: &Map<String, Value>, at: &str) {
        let pointer = format!("{at}/enum");
        match (listed(old), listed(new)) {
            (Some(before), Some(after)) => {
                let lost: Vec<_> = before.difference(&after).cloned().collect();
                let gained: Vec<_> = after.difference(&before).cloned().collect();
                let lost_some = !lost.is_empty();
                let part = |what: &str, values: Vec<String>| match values.len() {
                    0 => None,
                    _ => Some(format!("{what} {}", values.join(", ").chars().take(300).collect::<String>())),
                };
                let more = !gained.is_empty();
                let parts: Vec<_> = [part("lost", lost), part("gained", gained)].into_iter().flatten().collect();
                self.sets(&pointer, lost_some, more, &parts.join("; "));
            }
            (None, Some(_)) => self.sets(&pointer, true, false, "admits listed values only"),
            (Some(_), None) => self.sets(&pointer, false, true, "admits any value now"),
            (None, None) => {}
        }
    }

    fn bounds(&mut self, old: &Map<String, Value>, new: &Map<String, Value>, at: &str) {
        for (names, sign) in [(LOWER, 1.0), (UPPER, -1.0)] {
            for name in names {
                let bound = |schema: &Map<String, Value>| schema.get(*name).and_then(Value::as_f64);
                if old.get(*name) == new.get(*name) {
                    continue;
                }
                let shown = |bound: Option<f64>| bound.map_or("unbounded".to_owned(), |bound| bound.to_string());
                let (before, after) = (bound(old), bound(new));
                let (less, more) = match (before, after) {
                    (Some(before), Some(after)) => (after * sign > before * sign, after * sign < before * sign),
                    (before, after) => (after.is_some() || before.is_none(), before.is_some()),
                };
                let message = format!("was {}, is {}", shown(before), shown(after));
                self.sets(&format!("{at}/{name}"), less, more, &message);
            }
        }
    }

    fn members(&mut self, old: &'v Map<String, Value>, new: &'v Map<String, Value>, at: &str, depth: usize) {
        static NONE: std::sync::LazyLock<Map<String, Value>> = std::sync::LazyLock::new(Map::new);
        let of = |schema: &'v Map<String, Value>| schema.get("properties").and_then(Value::as_object).unwrap_or(&NONE);
        let (before, after) = (of(old), of(new));
        let (needed, needs) = (required(old), required(new));
        for (name, schema) in before {
            let pointer = format!("{at}/properties/{}", escaped(name));
            match after.get(name) {
                Some(other) => self.schemas(schema, other, &pointer, depth - 1),
                None => self.say(pointer, true, "is gone"),
            }
        }
        for name in after.keys().filter(|name| !before.contains_key(*name)) {
            let pointer = format!("{at}/properties/{}", escaped(name));
            let demanded = needs.contains(name) && self.direction == Direction::Input;
            self.say(pointer, demanded, if demanded { "is new and required" } else { "is new" });
        }
        for name in needs.difference(&needed).filter(|name| before.contains_key(**name) || !after.contains_key(**name))
        {
            self.sets(&format!("{at}/properties/{}", escaped(name)), true, false, "is required now");
        }
        for name in needed.difference(&needs).filter(|name| after.contains_key(**name)) {
            self.sets(&format!("{at}/properties/{}", escaped(name)), false, true, "is no longer required");
        }
        let (before, after) = (old.get("additionalProperties"), new.get("additionalProperties"));
        if before != after {
            let open = |value: Option<&Value>| value.is_none_or(|value| *value == Value::Bool(true));
            let closed = |value: Option<&Value>| value == Some(&Value::Bool(false));
            let (less, more) = (!open(after) && !closed(before), !open(before) && !closed(after));
            let message =
                if closed(after) { "admits no other members now" } else { "admits other members than it did" };
            self.sets(&format!("{at}/additionalProperties"), less, more, message);
        }
    }

    /// Keywords that nobody here follows, and that are not what they were.
    fn rest(&mut self, old: &Map<String, Value>, new: &Map<String, Value>, at: &str) {
        let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
        for name in names {
            let known = [WORDS, LOWER, UPPER, FOLLOWED].iter().any(|list| list.contains(&name.as_str()));
            if !known && old.get(name) != new.get(name) {
                self.say(format!("{at}/{}", escaped(name)), true, "changed, and is not followed");
            }
        }
    }
}

/// The types that a schema admits; all of them where it names none.
fn types(schema: &Map<String, Value>) -> BTreeSet<&str> {
    match schema.get("type") {
        Some(Value::String(kind)) => BTreeSet::from([kind.as_str()]),
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).collect(),
        _ => ["array", "boolean", "null", "number", "object", "string"].into(),
    }
}

/// Whether a set of types admits one more; a whole number is a number.
fn admits(types: &BTreeSet<&str>, kind: &str) -> bool {
    types.contains(kind) || (kind == "integer" && types.contains("number"))
}

/// The values that a schema lists, as JSON.
fn listed(schema: &Map<String, Value>) -> Option<BTreeSet<String>> {
    match (schema.get("enum"), schema.get("const")) {
        (Some(Value::Array(values)), _) => Some(values.iter().map(Value::to_string).collect()),
        (_, Some(value)) => Some(BTreeSet::from([value.to_string()])),
        _ => None,
    }
}

fn required(schema: &Map<String, Value>) -> BTreeSet<&String> {
    let names = schema.get("required").and_then(Value::as_array).into_iter().flatten();
    names.filter_map(|name| if let Value::String(name) = name { Some(name) } else { None }).collect()
}

/// Whether anything in a schema is defined elsewhere, so that equal text need not mean the same.
fn refers(schema: &Value) -> bool {
    match schema {
        Value::Object(members) => members.contains_key("$ref") || members.values().any(refers),
        Value::Array(items) => items.iter().any(refers),
        _ => false,
    }
}

/// What a schema refers to within its own document; itself where it refers to nothing, nothing where it leads out.
fn resolved<'v>(root: &'v Value, schema: &'v Value) -> Option<&'v Value> {
    let mut schema = schema;
    for _ in 0..MAX_DEPTH {
        let Some(reference) = schema.get("$ref") else { return Some(schema) };
        schema = root.pointer(reference.as_str()?.strip_prefix('#')?)?;
    }
    None
}

/// One step of a JSON pointer (RFC 6901).
fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn judged(old: &Value, new: &Value, direction: Direction) -> Vec<(String, bool)> {
        compare(old, new, direction).into_iter().map(|change| (change.pointer, change.breaking)).collect()
    }

    #[test]
    fn what_a_tool_takes_may_widen_and_what_it_gives_may_narrow() {
        let object = |properties: Value, required: Value| json!({ "type": "object", "properties": properties, "required": required });
        let a = |schema: Value| object(json!({ "a": schema }), json!([]));
        let text = json!({ "type": "string" });
        for (old, new, pointer, input, output) in [
            (object(json!({}), json!([])), a(text.clone()), "/properties/a", false, false),
            (object(json!({}), json!([])), object(json!({ "a": text }), json!(["a"])), "/properties/a", true, false),
            (a(text.clone()), object(json!({}), json!([])), "/properties/a", true, true),
            (a(text.clone()), object(json!({ "a": text }), json!(["a"])), "/properties/a", true, false),
            (object(json!({ "a": text }), json!(["a"])), a(text.clone()), "/properties/a", false, true),
            (a(json!({ "type": "number" })), a(json!({ "type": "integer" })), "/properties/a/type", true, false),
            (a(text.clone()), a(json!({ "type": ["string", "null"] })), "/properties/a/type", false, true),
            (a(json!({})), a(text.clone()), "/properties/a/type", true, false),
            (a(json!({ "enum": [1, 2] })), a(json!({ "enum": [1] })), "/properties/a/enum", true, false),
            (a(json!({ "enum": [1] })), a(json!({ "enum": [1, 2] })), "/properties/a/enum", false, true),
            (a(json!({ "maxLength": 9 })), a(json!({ "maxLength": 5 })), "/properties/a/maxLength", true, false),
            (a(json!({ "minimum": 1 })), a(json!({})), "/properties/a/minimum", false, true),
            (a(json!({ "anyOf": [text] })), a(json!({ "anyOf": [] })), "/properties/a/anyOf", true, true),
            (
                json!({ "additionalProperties": true }),
                json!({ "additionalProperties": false }),
                "/additionalProperties",
                true,
                false,
            ),
            (
                a(json!({ "description": "x" })),
                a(json!({ "description": "y" })),
                "/properties/a/description",
                false,
                false,
            ),
            (
                a(json!({ "items": text })),
                a(json!({ "items": { "type": "null" } })),
                "/properties/a/items/type",
                true,
                true,
            ),
        ] {
            assert_eq!(judged(&old, &new, Direction::Input), [(pointer.to_owned(), input)], "{old} to {new}");
            assert_eq!(judged(&old, &new, Direction::Output), [(pointer.to_owned(), output)], "{old} to {new}");
        }
    }

    #[test]
    fn definitions_are_followed_and_circles_end() {
        let schema =
            |kind: &str| json!({ "properties": { "a": { "$ref": "#/$defs/A" } }, "$defs": { "A": { "type": kind } } });
        assert_eq!(
            judged(&schema("string"), &schema("null"), Direction::Input),
            [("/properties/a/type".to_owned(), true)]
        );
        assert_eq!(judged(&schema("string"), &schema("string"), Direction::Input), []);
        let refer = json!({ "$ref": "#" });
        let circle = |title: &str| json!({ "title": title, "properties": { "a": refer, "b": refer, "c": refer } });
        assert!(compare(&circle("x"), &circle("y"), Direction::Input).iter().any(|change| change.breaking));
        assert!(!compare(&refer, &json!({ "$ref": "#", "title": "x" }), Direction::Input).is_empty());
    }
}
