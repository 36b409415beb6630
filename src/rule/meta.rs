//! A rule's metadata: written once where the rule is, and everything said about the rule is made from it.

use std::borrow::{Borrow, Cow};
use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Confidence, Scope, Severity, Taxonomy, Threat};

/// A rule's name in kebab-case. It completes the sentence "allow ⟨rule⟩".
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct RuleId(Cow<'static, str>);

impl RuleId {
    pub const fn new(id: &'static str) -> Self {
        Self(Cow::Borrowed(id))
    }

    /// The id of a YARA rule: its identifier with `-` for `_`.
    pub fn from_identifier(identifier: &str) -> Self {
        Self(Cow::Owned(identifier.replace('_', "-")))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl Borrow<str> for RuleId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// Everything that is known about a rule apart from how it decides.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RuleMeta {
    pub id: RuleId,
    /// A clause without a full stop: the first line of a finding.
    pub title: String,
    pub severity: Severity,
    pub confidence: Confidence,
    pub threat: Threat,
    pub scope: Scope,
    /// What an attacker gains.
    pub why: String,
    /// What the artifact's author should do; an imperative.
    pub fix: String,
    /// The version of proofmark that brought the rule.
    pub since: String,
    pub references: Vec<String>,
    pub taxonomy: Taxonomy,
}

/// Why metadata was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("rule `{rule}`: metadata `{field}` {problem}")]
pub struct MetaError {
    pub rule: String,
    pub field: &'static str,
    pub problem: String,
}

/// Metadata as a heuristic writes it beside its code.
#[derive(Debug, Clone, Copy)]
pub struct StaticMeta {
    pub id: &'static str,
    pub title: &'static str,
    pub severity: Severity,
    pub confidence: Confidence,
    pub threat: Threat,
    pub why: &'static str,
    pub fix: &'static str,
    pub since: &'static str,
    pub references: &'static [&'static str],
    /// Codes beyond those of the threat class.
    pub taxonomy: &'static str,
}

impl StaticMeta {
    /// A starting point for `..` in a heuristic's metadata.
    pub const BASE: Self = Self {
        id: "",
        title: "",
        severity: Severity::Medium,
        confidence: Confidence::Medium,
        threat: Threat::Specification,
        why: "",
        fix: "",
        since: "0.1.0",
        references: &[],
        taxonomy: "",
    };

    pub fn to_meta(self) -> Result<RuleMeta, MetaError> {
        RuleMeta {
            id: RuleId::new(self.id),
            title: self.title.to_owned(),
            severity: self.severity,
            confidence: self.confidence,
            threat: self.threat,
            scope: Scope::ANY,
            why: self.why.to_owned(),
            fix: self.fix.to_owned(),
            since: self.since.to_owned(),
            references: self.references.iter().map(|&reference| reference.to_owned()).collect(),
            taxonomy: Taxonomy::new(self.threat, self.taxonomy).map_err(|problem| MetaError {
                rule: self.id.to_owned(),
                field: "taxonomy",
                problem,
            })?,
        }
        .checked()
    }
}

impl RuleMeta {
    /// Reads the metadata of a YARA rule; `meta` yields names and string values.
    pub fn from_yara<'a>(identifier: &str, meta: impl Iterator<Item = (&'a str, &'a str)>) -> Result<Self, MetaError> {
        let fields: Vec<(&str, &str)> = meta.collect();
        let fail = |field, problem: String| MetaError { rule: identifier.replace('_', "-"), field, problem };
        let find = |name: &str| fields.iter().find(|(field, _)| *field == name).map(|(_, value)| *value);
        let need = |field: &'static str| find(field).ok_or_else(|| fail(field, "is missing".to_owned()));
        let threat = need("threat")?.parse().map_err(|problem| fail("threat", problem))?;
        Self {
            id: RuleId::from_identifier(identifier),
            title: need("title")?.to_owned(),
            severity: need("severity")?.parse().map_err(|problem| fail("severity", problem))?,
            confidence: need("confidence")?.parse().map_err(|problem| fail("confidence", problem))?,
            threat,
            scope: Scope::parse(need("scope")?).map_err(|problem| fail("scope", problem))?,
            why: need("why")?.to_owned(),
            fix: need("fix")?.to_owned(),
            since: find("since").unwrap_or("0.1.0").to_owned(),
            references: fields.iter().filter(|(f, _)| *f == "reference").map(|(_, v)| (*v).to_owned()).collect(),
            taxonomy: Taxonomy::new(threat, find("taxonomy").unwrap_or_default()).map_err(|p| fail("taxonomy", p))?,
        }
        .checked()
    }

    /// Holds what the prose of every rule must hold.
    fn checked(self) -> Result<Self, MetaError> {
        let fail =
            |field, problem: &str| Err(MetaError { rule: self.id.to_string(), field, problem: problem.to_owned() });
        match () {
            () if self.title.is_empty() || self.title.ends_with('.') => {
                fail("title", "must be a clause without a full stop")
            }
            () if !self.why.ends_with('.') => fail("why", "must be a sentence"),
            () if !self.fix.ends_with('.') => fail("fix", "must be a sentence"),
            () if self.threat == Threat::Specification && self.severity > Severity::Medium => {
                fail("severity", "of a specification defect may not be above medium")
            }
            () => Ok(self),
        }
    }
}
