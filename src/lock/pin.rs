//! What a lock says.

use std::collections::BTreeMap;

use camino::Utf8PathBuf;
use serde::{Deserialize, Serialize};

use super::{Head, artifact};
use crate::artifact::{self as artifacts, ArtifactKind};
use crate::digest::Digest;
use crate::finding::{Fingerprint, Gap, GapReason};
use crate::rule::RuleId;
use crate::scan::Outcome;
use crate::source::{Capture, Limits, SourceKind};
use crate::text::Span;

/// The name of the format; its last part changes when readers have to.
pub const SCHEMA: &str = "https://proofmark.dev/lock/v1";

/// Stack of the thread that reads: parsers recurse as deep as their limits let them.
const STACK: usize = 16 << 20;

/// What was agreed to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Lock {
    /// `https://proofmark.dev/lock/v1`
    pub schema: String,
    /// The digest of the rules that the findings are of.
    pub rules: String,
    /// What was fetched; files of this machine are not listed. Sorted by reference.
    #[serde(default, rename = "source")]
    pub origins: Vec<Origin>,
    /// Sorted by path and kind.
    #[serde(default, rename = "artifact")]
    pub artifacts: Vec<Pinned>,
    /// The newest links of promotions that were seen: what is missing of them later was taken away. Sorted.
    #[serde(default, rename = "head")]
    pub heads: Vec<Head>,
}

/// A source that was fetched, and what its reference stood for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Origin {
    /// As it was asked for, without credentials.
    pub reference: String,
    pub kind: SourceKind,
    /// The commit, version or digest that the reference stood for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<String>,
    /// `sha256:<hex>` of the bytes that came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
}

/// An artifact as it was agreed to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Pinned {
    pub kind: ArtifactKind,
    pub name: String,
    /// The folder, or the file where it is one; relative to where the lock was made.
    #[cfg_attr(test, schemars(with = "String"))]
    pub path: Utf8PathBuf,
    /// As it declares it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Of the canonical form of the one document that it is, of its items, or of its folder.
    pub digest: String,
    /// What it says about itself, without secrets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What was found in it when the lock was made. Sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Known>,
    /// Sorted by kind and name.
    #[serde(default, rename = "item", skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<Item>,
    /// The path below the source, which a lock does not keep.
    #[serde(skip)]
    pub inner: Option<Utf8PathBuf>,
}

/// A finding of the day on which the lock was made.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Known {
    pub rule: RuleId,
    pub fingerprint: Fingerprint,
}

/// A part of an artifact that has a name of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Item {
    pub kind: ItemKind,
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Of the canonical form of the whole definition, or of the bytes of a file.
    pub digest: String,
    /// What it tells a model or a user, without secrets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The JSON Schema of what it takes, as canonical JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input: Option<String>,
    /// The JSON Schema of what it gives, as canonical JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output: Option<String>,
    /// What it says of its effects, as canonical JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub annotations: Option<String>,
    /// The text of a file, which a lock does not keep.
    #[serde(skip)]
    pub body: Option<String>,
    #[serde(skip)]
    pub spot: Option<Spot>,
}

/// Where an item stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    pub path: Utf8PathBuf,
    /// In the decoded text of the file.
    pub span: Span,
    /// 1-based.
    pub line: usize,
}

/// What a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ItemKind {
    /// What a server tells the model of itself.
    Instructions,
    Tool,
    Prompt,
    Resource,
    ResourceTemplate,
    /// An agent card; there may be several in a file.
    Card,
    /// A skill that an agent card lists.
    CardSkill,
    /// A server of a configuration or of a registry.
    Server,
    /// A package that a server is started from.
    Package,
    File,
}

impl ItemKind {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Instructions => "instructions",
            Self::Tool => "tool",
            Self::Prompt => "prompt",
            Self::Resource => "resource",
            Self::ResourceTemplate => "resource-template",
            Self::Card => "card",
            Self::CardSkill => "card-skill",
            Self::Server => "server",
            Self::Package => "package",
            Self::File => "file",
        }
    }
}

impl Item {
    /// An item of which no more than its digest is known.
    pub(super) fn new(kind: ItemKind, name: impl Into<String>, digest: String) -> Self {
        let (version, description, input, output) = (None, None, None, None);
        let (annotations, body, spot) = (None, None, None);
        Self { kind, name: name.into(), version, digest, description, input, output, annotations, body, spot }
    }
}

impl Pinned {
    /// The id of the artifact, as findings name it.
    pub(super) fn id(&self) -> String {
        format!("{}:{}", self.kind.name(), if self.path.as_str().is_empty() { "." } else { self.path.as_str() })
    }
}

impl Lock {
    /// How many items there are.
    pub fn items(&self) -> usize {
        self.artifacts.iter().map(|artifact| artifact.items.len()).sum()
    }
}

/// Pins everything in captures. `outcome` is what a scan of the same captures found; gaps are added to it.
pub fn pin(captures: &[Capture], outcome: &mut Outcome, rules: Digest, limits: &Limits) -> Lock {
    let (mut artifacts, gaps) = std::thread::scope(|scope| {
        let builder = std::thread::Builder::new().stack_size(STACK);
        let read = || all(captures, limits);
        match builder.spawn_scoped(scope, read).map(std::thread::ScopedJoinHandle::join) {
            Ok(Ok(pinned)) => pinned,
            // No thread to be had: the caller's own stack has to do.
            Err(_) => all(captures, limits),
            Ok(Err(_)) => (Vec::new(), vec![Gap::new("", GapReason::Internal, "")]),
        }
    });
    outcome.gaps.extend(gaps);
    outcome.gaps.sort();
    outcome.gaps.dedup();
    let mut known: BTreeMap<&str, Vec<Known>> = BTreeMap::new();
    for finding in &outcome.findings {
        let entry = Known { rule: finding.rule.clone(), fingerprint: finding.fingerprint.clone() };
        known.entry(finding.artifact.as_str()).or_default().push(entry);
    }
    for artifact in &mut artifacts {
        artifact.findings = known.get(artifact.id().as_str()).cloned().unwrap_or_default();
        artifact.findings.sort();
        artifact.findings.dedup();
    }
    artifacts.sort_by(|a, b| (&a.path, a.kind, &a.digest).cmp(&(&b.path, b.kind, &b.digest)));
    artifacts.dedup();
    Lock {
        schema: SCHEMA.to_owned(),
        rules: rules.to_string(),
        origins: origins(captures),
        artifacts,
        heads: Vec::new(),
    }
}

fn origins(captures: &[Capture]) -> Vec<Origin> {
    let fetched = captures.iter().map(|capture| &capture.provenance).filter(|from| from.kind != SourceKind::Path);
    let mut origins: Vec<Origin> = fetched
        .map(|from| Origin {
            reference: from.reference.clone(),
            kind: from.kind,
            revision: from.revision.clone(),
            digest: from.digest.clone(),
        })
        .collect();
    origins.sort_by(|a, b| a.reference.cmp(&b.reference));
    origins.dedup();
    origins
}

/// Every artifact, and what could not be read.
fn all(captures: &[Capture], limits: &Limits) -> (Vec<Pinned>, Vec<Gap>) {
    let (mut pinned, mut gaps) = (Vec::new(), Vec::new());
    for capture in captures {
        for candidate in artifacts::plan(&capture.tree) {
            let read = || {
                let (found, missing) = artifacts::load(&capture.tree, &candidate, limits);
                let pin = |found: &artifacts::Artifact| artifact::pinned(found, &capture.tree.prefix);
                (found.iter().map(pin).collect::<Vec<_>>(), missing)
            };
            match std::panic::catch_unwind(std::panic::AssertUnwindSafe(read)) {
                Ok((found, missing)) => {
                    pinned.extend(found);
                    gaps.extend(missing);
                }
                Err(_) => gaps.push(Gap::new(candidate.root.clone(), GapReason::Internal, "")),
            }
        }
    }
    (pinned, gaps)
}
