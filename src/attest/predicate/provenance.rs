//! SLSA provenance v1: how something was built. <https://slsa.dev/spec/v1.0/provenance>

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Predicate;
use crate::attest::CiJob;
use crate::attest::statement::ResourceDescriptor;
use crate::digest::Digest;

const TYPE: &str = "https://slsa.dev/provenance/v1";

/// How an artifact was built.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Provenance {
    pub build_definition: BuildDefinition,
    pub run_details: RunDetails,
}

/// What went in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct BuildDefinition {
    /// The URI that says how to read the parameters.
    pub build_type: String,
    /// Under the control of whoever asked for the build.
    pub external_parameters: Map<String, Value>,
    /// Under the control of the builder.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub internal_parameters: Map<String, Value>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resolved_dependencies: Vec<ResourceDescriptor>,
}

/// Who built it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RunDetails {
    pub builder: Builder,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<BuildMetadata>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub byproducts: Vec<ResourceDescriptor>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Builder {
    /// A URI.
    pub id: String,
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub version: Map<String, Value>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub builder_dependencies: Vec<ResourceDescriptor>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct BuildMetadata {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invocation_id: Option<String>,
    /// RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started_on: Option<String>,
    /// RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finished_on: Option<String>,
}

/// The internal parameter that lists who wrote the source.
const AUTHORS: &str = "authors";
/// How to read the parameters of what `pack` makes: the files are its inputs, and nothing else goes in.
const PACK: &str = "https://proofmark.dev/build/pack/v1";

impl Provenance {
    /// How `pack` made an artifact of files, each by its path in the artifact and its bytes.
    pub fn of_pack<'a>(
        name: &str,
        artifact_type: &str,
        files: impl IntoIterator<Item = (&'a str, &'a [u8])>,
        builder: &str,
        job: Option<&CiJob>,
    ) -> Self {
        let file = |(path, bytes): (&str, &[u8])| ResourceDescriptor {
            name: path.to_owned(),
            digest: [("sha256".to_owned(), Digest::of(bytes).hex())].into(),
            ..ResourceDescriptor::default()
        };
        let text = |name: &str, value: &str| (name.to_owned(), Value::from(value));
        Self {
            build_definition: BuildDefinition {
                build_type: PACK.to_owned(),
                external_parameters: [text("name", name), text("artifactType", artifact_type)].into_iter().collect(),
                internal_parameters: Map::new(),
                resolved_dependencies: job
                    .map(|job| job.source.clone())
                    .into_iter()
                    .chain(files.into_iter().map(file))
                    .collect(),
            },
            run_details: RunDetails {
                builder: Builder {
                    id: builder.to_owned(),
                    version: std::iter::once(text("proofmark", env!("CARGO_PKG_VERSION"))).collect(),
                    builder_dependencies: Vec::new(),
                },
                metadata: job.map(|job| BuildMetadata {
                    invocation_id: Some(job.invocation.clone()),
                    ..BuildMetadata::default()
                }),
                byproducts: Vec::new(),
            },
        }
    }
}

impl Provenance {
    /// Says who wrote the source, by e-mail address: whoever builds has looked it up.
    pub fn written_by(&mut self, authors: &BTreeSet<String>) {
        let authors = authors.iter().map(String::as_str).collect::<Value>();
        self.build_definition.internal_parameters.insert(AUTHORS.to_owned(), authors);
    }

    /// Who wrote the source, by the word of a builder.
    pub fn authors(predicate: &Value) -> Vec<String> {
        let list =
            predicate.pointer("/buildDefinition/internalParameters").and_then(|parameters| parameters.get(AUTHORS));
        let names = list.and_then(Value::as_array).into_iter().flatten();
        names.filter_map(Value::as_str).map(str::to_owned).collect()
    }
}

impl Predicate for Provenance {
    fn predicate_type(&self) -> &str {
        TYPE
    }
}
