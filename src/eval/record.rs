//! What an evaluation measured, in one form for all tools.

use serde::{Deserialize, Serialize};

use super::{Interval, Reason, Time, json};

/// The schema of [`Evaluation`], and the type of the predicate that it is.
pub const SCHEMA: &str = "https://proofmark.dev/eval/v1";

/// What was measured of one artifact.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Evaluation {
    /// Always `https://proofmark.dev/eval/v1`.
    pub schema: String,
    pub subject: Subject,
    /// Sorted by category, benchmark and metric.
    pub records: Vec<Record>,
}

/// The artifact that was evaluated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Subject {
    /// As it was named.
    pub name: String,
    /// `sha256:` and 64 hexadecimal digits: of the artifact as `proofmark scan` reports it, or of an OCI manifest.
    pub digest: String,
}

/// One measurement: one metric of one benchmark.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Record {
    pub category: Category,
    /// Who measured.
    pub provider: Provider,
    pub benchmark: Benchmark,
    pub metric: Metric,
    /// In the metric's own unit and direction.
    pub score: f64,
    /// From 0 to 1, where higher is better; absent for what is no rate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub normalized: Option<f64>,
    pub samples: Samples,
    /// Where there are several, a gate takes the least favourable bound.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub intervals: Vec<Interval>,
    /// What the tool itself took for a pass.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub threshold: Option<Threshold>,
    /// The model under test, as the tool names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    pub method: Method,
    /// The model that judged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub judge: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started: Option<Time>,
    /// When the run ended; without it nobody can tell how fresh the record is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finished: Option<Time>,
    /// What it was read from; absent for what a person states.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// No tool's output stands behind it: somebody says so.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub self_asserted: bool,
    /// Members that who imported it has stated, since the tool does not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub asserted: Vec<String>,
    /// Why it would have been refused, had it not been accepted by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flaws: Vec<Flaw>,
    /// What a person says about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// What an evaluation is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Category {
    /// Does it do harm by itself?
    Safety,
    /// Can it be made to?
    RedTeam,
    /// Does it do what it is for?
    Functional,
    /// How fast, how dear?
    Performance,
    Custom,
}

/// A tool or a person.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Provider {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// What was asked.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Default)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Benchmark {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// A part of it, or a condition: an attack, a split, a strategy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suite: Option<String>,
    /// The tool's own digest of the task.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task_hash: Option<String>,
}

/// What was counted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Metric {
    pub name: String,
    /// Who decided on each sample: a detector, a scorer, a filter. Two of them may call one answer good and bad.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scorer: Option<String>,
    pub direction: Direction,
    /// `rate` for a share from 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
}

/// Which scores are better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    Higher,
    Lower,
}

/// How many were asked. `total` is the sum of the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Samples {
    pub total: u64,
    /// Those that the score is made of.
    pub scored: u64,
    /// Those that nobody could judge.
    #[serde(default)]
    pub undetermined: u64,
    /// Those at which the tool or the model failed.
    #[serde(default)]
    pub errors: u64,
}

/// A bound that the tool applied.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Threshold {
    pub value: f64,
    /// The member of the tool's output that says so.
    pub source: String,
}

/// How samples were judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    Automated,
    Human,
    Hybrid,
    LlmAsJudge,
}

/// The file that a record was made of, so that it can be made again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The file, or the folder of a run that is many files; relative, with `/`.
    pub file: String,
    /// Of the file, or of the folder's result files as a tree; 64 hexadecimal digits.
    pub sha256: String,
    pub format: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format_version: Option<String>,
    /// Whether the file itself names the digest of the subject.
    pub names_subject: bool,
}

/// Why a run does not count unless somebody says that it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Flaw {
    /// What was asked is a stub of the tool, or who judged it.
    TestTarget,
    /// Not all of the benchmark was asked, on purpose.
    Partial,
}

impl Evaluation {
    pub fn new(subject: Subject, mut records: Vec<Record>) -> Self {
        records.sort_by(|a, b| a.order().cmp(&b.order()));
        Self { schema: SCHEMA.to_owned(), subject, records }
    }

    /// Reads records that were written before, and checks what their form cannot say.
    pub fn parse(text: &str) -> Result<Self, Reason> {
        let value = json::parse(text).map_err(Reason::NoRecord)?;
        if value.get("schema").is_none_or(|schema| schema != SCHEMA) {
            return Err(Reason::NoRecord(format!("its schema is not `{SCHEMA}`")));
        }
        let evaluation = Self::deserialize(&value).map_err(|error| Reason::NoRecord(error.to_string()))?;
        evaluation.check().map_err(Reason::NoRecord)?;
        Ok(evaluation)
    }

    fn check(&self) -> Result<(), String> {
        if !self.subject.is_sound() {
            return Err(format!("`{}` is no digest of a subject", self.subject.digest));
        }
        let unsound = self.records.iter().find(|record| !record.is_sound());
        unsound
            .map_or(Ok(()), |record| Err(format!("the numbers of `{}` contradict each other", record.benchmark.name)))
    }
}

impl Subject {
    /// A subject by its digest, `sha256:` and 64 lower-case hexadecimal digits; nothing for anything else.
    pub fn new(name: impl Into<String>, digest: impl Into<String>) -> Option<Self> {
        Some(Self { name: name.into(), digest: digest.into() }).filter(Self::is_sound)
    }

    fn is_sound(&self) -> bool {
        let digits = self.digest.strip_prefix("sha256:").unwrap_or_default();
        digits.len() == 64 && digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    }
}

impl Record {
    fn is_sound(&self) -> bool {
        let Samples { total, scored, undetermined, errors } = self.samples;
        let within = |number: f64| (0.0..=1.0).contains(&number);
        let around = |interval: &Interval| interval.lower <= interval.upper && within(interval.level);
        Samples::new(scored, undetermined, errors).total == total
            && (self.metric.unit.as_deref() != Some("rate") || within(self.score))
            && self.normalized.is_none_or(within)
            && self.intervals.iter().all(around)
    }

    fn order(&self) -> impl Ord + '_ {
        let source = self.source.as_ref().map(|source| (&source.file, &source.sha256));
        (self.category, &self.provider, &self.benchmark, &self.metric, &self.model, self.finished, source)
    }

    /// The least that the score may be: over all intervals, the lowest bound.
    pub fn lower_bound(&self) -> Option<f64> {
        self.intervals.iter().map(|interval| interval.lower).reduce(f64::min)
    }

    /// The most that the score may be.
    pub fn upper_bound(&self) -> Option<f64> {
        self.intervals.iter().map(|interval| interval.upper).reduce(f64::max)
    }
}

impl Category {
    pub const ALL: &[Self] = &[Self::Safety, Self::RedTeam, Self::Functional, Self::Performance, Self::Custom];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Safety => "safety",
            Self::RedTeam => "red-team",
            Self::Functional => "functional",
            Self::Performance => "performance",
            Self::Custom => "custom",
        }
    }

    /// The category of a name, as tools spell it.
    pub fn named(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase().replace([' ', '_'], "-");
        Self::ALL.iter().copied().find(|category| category.name() == name)
    }
}

impl Direction {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Higher => "higher",
            Self::Lower => "lower",
        }
    }
}

impl Flaw {
    pub const ALL: &[Self] = &[Self::TestTarget, Self::Partial];

    pub const fn name(self) -> &'static str {
        match self {
            Self::TestTarget => "test-target",
            Self::Partial => "partial",
        }
    }
}

impl Method {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Automated => "automated",
            Self::Human => "human",
            Self::Hybrid => "hybrid",
            Self::LlmAsJudge => "llm-as-judge",
        }
    }
}

impl Samples {
    /// Of `scored` samples and those that say nothing.
    pub const fn new(scored: u64, undetermined: u64, errors: u64) -> Self {
        let total = scored.saturating_add(undetermined).saturating_add(errors);
        Self { total, scored, undetermined, errors }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_schema_is_current() {
        crate::text::published::assert_read::<Evaluation>("eval-v1", SCHEMA);
    }
}
