//! The JSON Schemas in `schemas/`, which are made from the types.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde::Serialize;

/// Compares the schema of what is written with the published one; under `BLESS=1`, publishes it.
pub(crate) fn assert_written<T: JsonSchema>(name: &str, id: &str) {
    assert_current(name, &with_id(of::<T>(SchemaSettings::draft2020_12().for_serialize()), id));
}

/// The same for what is read.
pub(crate) fn assert_read<T: JsonSchema>(name: &str, id: &str) {
    assert_current(name, &with_id(of::<T>(SchemaSettings::draft2020_12()), id));
}

/// The same for what is written within something else, which has no address of its own.
pub(crate) fn assert_part<T: JsonSchema>(name: &str) {
    // Members in the order of their names: there is no `$id` to lead them.
    assert_current(name, &serde_json::Value::from(of::<T>(SchemaSettings::draft2020_12().for_serialize())));
}

/// The same for what people write: an optional member may be left out, and never be `null`, which would ask for
/// something and say nothing.
pub(crate) fn assert_authored<T: JsonSchema>(name: &str, id: &str) {
    let mut schema = serde_json::to_value(with_id(of::<T>(SchemaSettings::draft2020_12()), id)).unwrap();
    drop_null(&mut schema);
    assert_current(name, &schema);
}

fn drop_null(schema: &mut serde_json::Value) {
    use serde_json::Value;
    let null = |kind: &Value| kind == "null" || kind.get("type").is_some_and(|kind| kind == "null");
    match schema {
        Value::Object(members) => {
            members.retain(|name, value| !(name == "default" && value.is_null()));
            for name in ["type", "anyOf"] {
                let Some(Value::Array(kinds)) = members.get_mut(name) else { continue };
                kinds.retain(|kind| !null(kind));
                if let [only] = kinds.as_slice() {
                    let only = only.clone();
                    members.remove(name);
                    match only {
                        Value::Object(inner) => members.extend(inner),
                        kind => _ = members.insert(name.to_owned(), kind),
                    }
                }
            }
            members.values_mut().for_each(drop_null);
        }
        Value::Array(items) => items.iter_mut().for_each(drop_null),
        _ => {}
    }
}

fn of<T: JsonSchema>(settings: SchemaSettings) -> Schema {
    settings.into_generator().into_root_schema_for::<T>()
}

fn with_id(mut schema: Schema, id: &str) -> Schema {
    schema.insert("$id".to_owned(), id.into());
    schema
}

#[expect(clippy::disallowed_methods, reason = "a test reads what it compares")]
fn assert_current(name: &str, schema: &impl Serialize) {
    let path = format!("{}/schemas/{name}.schema.json", env!("CARGO_MANIFEST_DIR"));
    let expected = serde_json::to_string_pretty(schema).unwrap() + "\n";
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, &expected).unwrap();
    }
    let current = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(current == expected, "{path} is stale; run `BLESS=1 cargo test --lib schema`");
}
