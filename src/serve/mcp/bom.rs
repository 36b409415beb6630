//! `read_bom`: what is an agent made of?

use std::collections::BTreeMap;

use rmcp::schemars::{self, JsonSchema};
use serde::{Deserialize, Serialize};

use super::quote::{CAUTION, first, quote};
use super::roots::Roots;
use crate::bom::{BomFile, Element, View};
use crate::source::read_bytes;
use crate::text::SourceFile;

/// Elements of one answer, at most.
const MOST: usize = 100;
/// Characters of one quotation.
const LENGTH: usize = 200;
/// Bytes of a BOM.
const MAX_BOM: u64 = 16 << 20;

#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(crate = "schemars")]
pub(super) struct Arguments {
    /// A CycloneDX or SPDX document, absolute or relative to the first folder that may be read.
    path: String,
    /// Only elements of this kind: agent, model, tool, mcp-server, library, …
    kind: Option<String>,
}

/// A bill of materials.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(crate = "schemars")]
pub(super) struct Answer {
    /// Format and version.
    format: String,
    caution: &'static str,
    /// How many elements there are of each kind.
    kinds: BTreeMap<String, usize>,
    elements: Vec<ElementAnswer>,
    /// How many elements are not listed here.
    not_listed: usize,
    /// Whether the document says that it lacks something.
    incomplete: bool,
}

#[derive(Debug, Serialize, JsonSchema)]
#[schemars(crate = "schemars")]
struct ElementAnswer {
    kind: String,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    purl: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    supplier: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    licenses: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    endpoints: Vec<String>,
}

pub(super) fn read(roots: &Roots, arguments: &Arguments) -> Result<Answer, String> {
    let told = |error: &dyn std::fmt::Display| quote(&error.to_string(), LENGTH);
    let place = roots.find(&arguments.path)?;
    let full = place.root.join(&place.path);
    if !full.is_file() {
        return Err("it is no file".to_owned());
    }
    let bytes = read_bytes(&full, MAX_BOM).map_err(|error| told(&error))?;
    let document = BomFile::parse(SourceFile::new(place.path, bytes)).map_err(|error| told(&error))?;
    let view = View::of(&document).map_err(|error| told(&error))?;
    let mut kinds = BTreeMap::new();
    for element in view.elements.values() {
        *kinds.entry(quote(&element.kind, LENGTH)).or_default() += 1;
    }
    let wanted = |element: &&Element| arguments.kind.as_ref().is_none_or(|kind| *kind == element.kind);
    let (elements, not_listed) = first(view.elements.values().filter(wanted), MOST, element);
    Ok(Answer {
        format: document.dialect.to_string(),
        caution: CAUTION,
        kinds,
        elements,
        not_listed,
        incomplete: !view.incomplete.is_empty(),
    })
}

fn element(element: &Element) -> ElementAnswer {
    let short = |text: &String| quote(text, LENGTH);
    ElementAnswer {
        kind: short(&element.kind),
        name: quote(&element.full_name(), LENGTH),
        version: element.version.as_ref().map(short),
        purl: element.purl.as_ref().map(short),
        supplier: element.supplier.as_ref().map(short),
        licenses: element.licenses.iter().take(8).map(short).collect(),
        endpoints: element.endpoints.iter().take(8).map(short).collect(),
    }
}
