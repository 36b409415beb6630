//! Inventories written down: one file per format.

mod text;

use std::io::{self, Write};

use crate::inventory::Inventory;

/// How an inventory is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people: a table of components by kind.
    Text,
    /// The graph itself, `https://proofmark.dev/inventory/v1`.
    InventoryJson,
}

impl Format {
    pub const ALL: &[Self] = &[Self::Text, Self::InventoryJson];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::InventoryJson => "inventory-json",
        }
    }
}

/// The name of the JSON format; its last part changes when readers have to.
const SCHEMA: &str = "https://proofmark.dev/inventory/v1";

/// The graph with the name of its format.
#[derive(Debug, serde::Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Inventory"))]
struct Tagged<'a> {
    schema: &'static str,
    #[serde(flatten)]
    inventory: &'a Inventory,
}

/// Writes an inventory. The same inventory gives the same bytes.
pub fn write(format: Format, inventory: &Inventory, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Text => text::write(inventory, out),
        Format::InventoryJson => {
            serde_json::to_writer_pretty(&mut *out, &Tagged { schema: SCHEMA, inventory })?;
            writeln!(out)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{SCHEMA, Tagged};

    #[test]
    #[expect(clippy::disallowed_methods, reason = "a test reads the published schema")]
    fn the_published_schema_is_current() {
        let settings = schemars::generate::SchemaSettings::draft2020_12().for_serialize();
        let mut schema = settings.into_generator().into_root_schema_for::<Tagged<'static>>();
        schema.insert("$id".to_owned(), SCHEMA.into());
        let expected = serde_json::to_string_pretty(&schema).unwrap() + "\n";
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/schemas/inventory-v1.schema.json");
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(path, &expected).unwrap();
        }
        let current = std::fs::read_to_string(path).unwrap_or_default();
        assert!(current == expected, "run `BLESS=1 cargo test --lib`");
    }
}
