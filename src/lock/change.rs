//! What is not as it was agreed to.

use camino::Utf8PathBuf;
use serde::Serialize;

use super::{Bump, Line, SchemaChange};
use crate::artifact::ArtifactKind;
use crate::finding::Finding;
use crate::rule::Severity;

/// The changes between two locks.
#[derive(Debug, Default)]
pub struct Comparison {
    /// Sorted by path, artifact, and name.
    pub changes: Vec<Change>,
    /// The rules are not those of the lock: a finding may be new because they are.
    pub other_rules: bool,
}

/// A change and what it means.
#[derive(Debug)]
pub struct Change {
    pub class: ChangeClass,
    pub subject: Subject,
    /// A clause about the subject.
    pub message: String,
    /// What its words were and are.
    pub text: Vec<Line>,
    pub schema: Vec<SchemaChange>,
    pub bump: Option<Bump>,
    /// What is found in it now and was not when it was agreed to.
    pub findings: Vec<Finding>,
}

/// What a change is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "ChangeSubject"))]
pub struct Subject {
    /// `tool`, `prompt` and so on; the kind of the artifact, where it is about all of it.
    pub kind: String,
    pub name: String,
    pub artifact_kind: Option<ArtifactKind>,
    /// The name of the artifact.
    pub artifact: String,
    /// The file, or the folder of the artifact.
    #[cfg_attr(test, schemars(with = "String"))]
    pub path: Utf8PathBuf,
    /// 1-based, where it is known.
    pub line: Option<usize>,
}

/// What a change means. The gravest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ChangeClass {
    /// Something that was agreed to says or does something harmful now.
    RugPull,
    /// Who calls it as before may fail.
    Breaking,
    /// The version does not say what has changed.
    UnderstatedVersion,
    /// It is not what it was.
    Changed,
    /// Nobody has agreed to it.
    Added,
    Removed,
    /// It lies elsewhere.
    Moved,
}

impl ChangeClass {
    pub const ALL: [Self; 7] = [
        Self::RugPull,
        Self::Breaking,
        Self::UnderstatedVersion,
        Self::Changed,
        Self::Added,
        Self::Removed,
        Self::Moved,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::RugPull => "rug-pull",
            Self::Breaking => "breaking",
            Self::UnderstatedVersion => "understated-version",
            Self::Changed => "changed",
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Moved => "moved",
        }
    }

    /// The harm, if what it says is true.
    pub const fn severity(self) -> Severity {
        match self {
            Self::RugPull => Severity::High,
            Self::Breaking | Self::UnderstatedVersion => Severity::Medium,
            Self::Changed | Self::Added => Severity::Low,
            Self::Removed | Self::Moved => Severity::Info,
        }
    }
}

impl Comparison {
    /// How many changes are of a class.
    pub fn count(&self, class: ChangeClass) -> usize {
        self.changes.iter().filter(|change| change.class == class).count()
    }
}
