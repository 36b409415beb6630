//! What somebody has found out about a vulnerability in a product (VEX): read from CycloneDX and OpenVEX, and written as
//! OpenVEX.

mod cyclonedx;
mod openvex;

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::Value;

use super::advisory::Known;
use crate::inventory::Purl;

pub use cyclonedx::vulnerabilities;
pub use openvex::document;

/// What holds of a vulnerability here, in the words of OpenVEX.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    NotAffected,
    Affected,
    Fixed,
    UnderInvestigation,
}

impl Status {
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotAffected => "not_affected",
            Self::Affected => "affected",
            Self::Fixed => "fixed",
            Self::UnderInvestigation => "under_investigation",
        }
    }

    pub const fn is_harmless(self) -> bool {
        matches!(self, Self::NotAffected | Self::Fixed)
    }
}

/// A statement about one vulnerability.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Statement {
    /// All names of the vulnerability.
    pub vulnerability: BTreeSet<String>,
    /// `bom-ref`s and package URLs; a package URL without a version stands for all of them.
    pub products: BTreeSet<String>,
    pub status: Status,
    /// In the words of OpenVEX.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub justification: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

impl Statement {
    /// Whether it is about a vulnerability of an element. A statement that names no product is about nothing: silence
    /// must not settle anything.
    pub(super) fn is_about(&self, known: &Known) -> bool {
        let named =
            self.vulnerability.contains(&known.id) || known.aliases.iter().any(|id| self.vulnerability.contains(id));
        named && self.products.iter().any(|product| is_product(product, known))
    }
}

fn is_product(product: &str, known: &Known) -> bool {
    // A BOM-Link names the element after `#`.
    let reference =
        product.strip_prefix("urn:cdx:").and_then(|link| link.split_once('#')).map(|(_, reference)| reference);
    if product == known.element || reference == Some(known.element.as_str()) {
        return true;
    }
    let (Ok(product), Some(Ok(own))) = (Purl::parse(product), known.purl.as_deref().map(Purl::parse)) else {
        return false;
    };
    let version = product.version();
    product.identity() == own.identity() && (version.is_none() || version == known.version.as_deref())
}

/// The statements of a document; `None` where it is neither OpenVEX nor CycloneDX.
pub fn statements(document: &Value) -> Option<Vec<Statement>> {
    let context = document.get("@context").and_then(Value::as_str).unwrap_or_default();
    if context.starts_with("https://openvex.dev/ns") {
        return Some(openvex::statements(document));
    }
    (document.get("bomFormat")?.as_str()? == "CycloneDX").then(|| cyclonedx::statements(document))
}

/// A text member of a JSON object.
fn text<'v>(value: &'v Value, name: &str) -> Option<&'v str> {
    value.get(name)?.as_str()
}
