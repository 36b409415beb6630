//! Model cards.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Extra;

/// What a model was made for and from.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ModelCard {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model_parameters: Option<ModelParameters>,
    /// What this module has no name for, kept as it was read.
    #[serde(flatten)]
    pub extra: Extra,
}

/// How a model was built.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ModelParameters {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub architecture_family: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model_architecture: Option<String>,
    /// Each a `ref` to a component, or described in place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub datasets: Option<Vec<Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inputs: Option<Vec<Format>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outputs: Option<Vec<Format>>,
    /// What this module has no name for, kept as it was read.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What goes into a model or comes out of it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Format {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// What this module has no name for, kept as it was read.
    #[serde(flatten)]
    pub extra: Extra,
}
