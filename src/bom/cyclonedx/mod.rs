//! CycloneDX 1.3 to 1.7 in JSON: types for what we write and read, and everything else kept as it was read.
//!
//! Specification: ECMA-424, <https://cyclonedx.org/docs/1.7/json/>. Unions and objects that we only carry along stay JSON
//! values, so that no document loses a field on its way through us.

mod component;
mod downgrade;
mod emit;
mod evidence;
mod model_card;
mod service;
mod vulnerability;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub use component::{Component, ExternalReference, Hash, License, LicenseChoice, Organization};
pub use downgrade::{SpecVersion, downgrade};
pub use emit::{Options, SUBJECT, emit};
pub use evidence::{Evidence, Occurrence};
pub use model_card::{Format, ModelCard, ModelParameters};
pub use service::{DataFlow, Service};
pub use vulnerability::{Affect, AffectedVersion, Analysis, Rating, Reference, Vulnerability, VulnerabilitySource};

/// Fields that this module does not name, in the order of the file.
pub type Extra = Map<String, Value>;

/// A CycloneDX document.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Bom {
    #[serde(rename = "$schema", skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// Always `CycloneDX`.
    pub bom_format: String,
    /// Such as `1.7`.
    pub spec_version: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub serial_number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<serde_json::Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Metadata>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub components: Option<Vec<Component>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub services: Option<Vec<Service>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_references: Option<Vec<ExternalReference>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dependencies: Option<Vec<Dependency>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compositions: Option<Vec<Composition>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vulnerabilities: Option<Vec<Vulnerability>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub properties: Option<Vec<Property>>,
    /// What this module has no name for, kept as it was read.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What a document says about itself.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Metadata {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lifecycles: Option<Value>,
    /// An array of tools until 1.4, an object of components and services since 1.5.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tools: Option<Value>,
    /// What the document is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub component: Option<Component>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub properties: Option<Vec<Property>>,
    /// What this module has no name for, kept as it was read.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What one element needs and offers, by `bom-ref`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Dependency {
    #[serde(rename = "ref")]
    pub reference: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub depends_on: Option<Vec<String>>,
    /// Since 1.6.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provides: Option<Vec<String>>,
    /// What this module has no name for, kept as it was read.
    #[serde(flatten)]
    pub extra: Extra,
}

/// How much of something the document lists.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Composition {
    /// `complete`, `incomplete`, `unknown`, …
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aggregate: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assemblies: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dependencies: Option<Vec<String>>,
    /// What this module has no name for, kept as it was read.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A name and a value outside of the schema.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Property {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// What this module has no name for, kept as it was read.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Property {
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { name: Some(name.into()), value: Some(value.into()), extra: Extra::new() }
    }
}

impl Bom {
    /// The component that the document is about, then all others, each before those nested in it.
    pub fn all_components(&self) -> Vec<&Component> {
        let mut found = Vec::new();
        let subject = self.metadata.as_ref().and_then(|metadata| metadata.component.as_ref());
        for component in subject.into_iter().chain(self.components.iter().flatten()) {
            component.walk(&mut found);
        }
        found
    }
}
