//! Components: what a thing is made of.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Evidence, Extra, ModelCard, Property};

/// A part of what the document is about.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Component {
    /// `application`, `library`, `machine-learning-model`, `data`, `file`, …
    #[serde(rename = "type")]
    pub kind: String,
    #[serde(rename = "mime-type", skip_serializing_if = "Option::is_none")]
    pub mime_type: Option<String>,
    #[serde(rename = "bom-ref", skip_serializing_if = "Option::is_none")]
    pub bom_ref: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supplier: Option<Organization>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// A `vers:` range; since 1.7, and only where `is_external`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version_range: Option<String>,
    /// Since 1.7.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_external: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hashes: Option<Vec<Hash>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub licenses: Option<Vec<LicenseChoice>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purl: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_references: Option<Vec<ExternalReference>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub components: Option<Vec<Self>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Evidence>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model_card: Option<ModelCard>,
    /// Of a `data` component: what kind of data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<Value>,
    /// Since 1.6.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub crypto_properties: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub properties: Option<Vec<Property>>,
    /// What this module has no name for, kept as it was read.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Component {
    /// This component, then those nested in it, depth first.
    pub(super) fn walk<'c>(&'c self, found: &mut Vec<&'c Self>) {
        found.push(self);
        for nested in self.components.iter().flatten() {
            nested.walk(found);
        }
    }
}

/// A digest of what a component is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Hash {
    /// Such as `SHA-256`.
    pub alg: String,
    /// Hexadecimal.
    pub content: String,
    /// What this module has no name for, kept as it was read.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Who supplies something.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Organization {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What this module has no name for, kept as it was read.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Where more about something stands.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExternalReference {
    #[serde(rename = "type")]
    pub kind: String,
    pub url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hashes: Option<Vec<Hash>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// What this module has no name for, kept as it was read.
    #[serde(flatten)]
    pub extra: Extra,
}

/// One licence, or an expression of several.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LicenseChoice {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub license: Option<License>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expression: Option<String>,
    /// What this module has no name for, kept as it was read.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A licence by its SPDX id or by its name.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct License {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What this module has no name for, kept as it was read.
    #[serde(flatten)]
    pub extra: Extra,
}
