//! Inventories written down.

use std::io;

use serde_json::Value;

use super::cyclonedx::{self, SpecVersion};
use super::{spdx3, text};
use crate::inventory::Inventory;

/// How an inventory is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people: a table of components by kind.
    Text,
    /// CycloneDX in JSON.
    CycloneDxJson,
    /// SPDX 3.0.1 in JSON-LD.
    SpdxJson,
    /// The graph itself, `https://proofmark.dev/inventory/v1`.
    InventoryJson,
}

impl Format {
    pub const ALL: &[Self] = &[Self::Text, Self::CycloneDxJson, Self::SpdxJson, Self::InventoryJson];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::CycloneDxJson => "cyclonedx-json",
            Self::SpdxJson => "spdx-json",
            Self::InventoryJson => "inventory-json",
        }
    }
}

/// What a format leaves open.
#[derive(Debug, Clone)]
pub struct Options {
    /// The version of CycloneDX.
    pub spec_version: SpecVersion,
    /// The time to record, in RFC 3339; without it a document can be made again byte for byte.
    pub timestamp: Option<String>,
}

/// An inventory that was written.
#[derive(Debug, Clone, PartialEq)]
pub enum Written {
    Text(Vec<u8>),
    Json(Value),
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

/// Writes an inventory. The same inventory gives the same document.
pub fn write(format: Format, inventory: &Inventory, options: &Options) -> io::Result<Written> {
    let bom = || cyclonedx::emit(inventory, &cyclonedx::Options { timestamp: options.timestamp.clone() });
    Ok(match format {
        Format::Text => {
            let mut table = Vec::new();
            text::write(inventory, &mut table)?;
            Written::Text(table)
        }
        Format::CycloneDxJson => {
            let mut bom = bom();
            cyclonedx::downgrade(&mut bom, options.spec_version);
            Written::Json(serde_json::to_value(bom)?)
        }
        Format::SpdxJson => Written::Json(spdx3::document(&bom())),
        Format::InventoryJson => Written::Json(serde_json::to_value(Tagged { schema: SCHEMA, inventory })?),
    })
}

#[cfg(test)]
mod tests {
    use super::{SCHEMA, Tagged};

    #[test]
    fn the_published_schema_is_current() {
        crate::text::published::assert_written::<Tagged<'static>>("inventory-v1", SCHEMA);
    }
}
