//! What has to have been measured: by whom, on how many samples, how well, and how lately.

use serde::{Deserialize, Serialize};

use super::super::Age;
use crate::eval::Category;

/// A measurement that has to be there, and the bounds it has to keep.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(in crate::policy) struct EvalRule {
    pub(in crate::policy) category: Category,
    /// Tools that may have measured, such as `garak`; any where it is empty.
    #[serde(default)]
    pub(in crate::policy) provider: Vec<String>,
    /// The benchmark that is meant; any where it is left out.
    #[serde(default)]
    pub(in crate::policy) benchmark: Option<String>,
    /// The metric that is meant, such as `pass_rate`.
    pub(in crate::policy) metric: String,
    /// Who decided on each sample, where a tool has several scorers.
    #[serde(default)]
    pub(in crate::policy) scorer: Option<String>,
    /// The least score. The metric has to be one where higher is better.
    #[serde(default)]
    pub(in crate::policy) min: Option<f64>,
    /// The highest score. The metric has to be one where lower is better.
    #[serde(default)]
    pub(in crate::policy) max: Option<f64>,
    /// What the lower end of the 95 % interval may not be below. Where it is left out, that is `min`: few samples do not
    /// pass.
    #[serde(default, rename = "ci95-lower")]
    pub(in crate::policy) ci95_lower: Option<f64>,
    /// What the upper end of the 95 % interval may not be above. Where it is left out, that is `max`.
    #[serde(default, rename = "ci95-upper")]
    pub(in crate::policy) ci95_upper: Option<f64>,
    /// How many samples have to have been judged.
    #[serde(default)]
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub(in crate::policy) min_samples: Option<u64>,
    /// The share of samples that nobody could judge or that failed, at most.
    #[serde(default)]
    #[cfg_attr(test, schemars(range(min = 0.0, max = 1.0)))]
    pub(in crate::policy) max_undetermined: Option<f64>,
    /// How long ago the run may have ended.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Option<crate::policy::form::Age>"))]
    pub(in crate::policy) max_age: Option<Age>,
    /// Any of these may have signed it.
    #[cfg_attr(test, schemars(length(min = 1), with = "Vec<crate::policy::form::IdentityName>"))]
    pub(in crate::policy) signer: Vec<String>,
    /// Whether a record counts that no tool's output stands behind.
    #[serde(default)]
    pub(in crate::policy) self_asserted: SelfAsserted,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub(in crate::policy) enum SelfAsserted {
    #[default]
    Deny,
    Allow,
}

/// What measurements have to be about, beside the digest of the artifact.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(in crate::policy) struct EvalBinding {
    /// Always the digest: a statement about another artifact never counts.
    #[serde(default)]
    pub(in crate::policy) subject: SubjectBinding,
    /// Whether the model under test has to be one that the BOM lists.
    #[serde(default)]
    pub(in crate::policy) model: Binding,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(in crate::policy) enum SubjectBinding {
    #[default]
    Digest,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(in crate::policy) enum Binding {
    #[default]
    Any,
    MustMatchBom,
}
