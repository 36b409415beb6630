//! Why a result is not taken for a measurement.

use std::borrow::Cow;

use camino::Utf8PathBuf;

use super::{Flaw, MAX_FILE};
use crate::finding::redact;

/// A file that cannot be imported.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{path}`: {}", brief(.reason))]
pub struct Error {
    pub path: Utf8PathBuf,
    pub reason: Reason,
}

/// Why it cannot.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Reason {
    #[error("larger than {MAX_FILE} bytes")]
    TooLarge,
    #[error("cannot be read: {0}")]
    Unreadable(String),
    #[error("not {format}: {message}")]
    Malformed { format: &'static str, message: String },
    #[error("no result of a known tool")]
    Unknown,
    #[error("{what} of {format}, which states no score")]
    Evidence { format: &'static str, what: &'static str },
    #[error("{format} of a version that is not supported: {version}")]
    Version { format: &'static str, version: String },
    #[error("the run was cut off: {0}")]
    Truncated(String),
    #[error("the run was declared invalid")]
    Invalidated,
    #[error("the run did not succeed: its status is `{0}`")]
    Failed(String),
    #[error("several runs in one: {0}")]
    Mixed(String),
    #[error("several models were evaluated: {}", .0.join(", "))]
    Models(Vec<String>),
    #[error("no result is about the model `{0}`")]
    NoModel(String),
    #[error("a run over a part of the benchmark: {0}")]
    Partial(String),
    #[error("a trial of the tool and no evaluation: {0}")]
    TestTarget(String),
    #[error("contradicts itself: {0}")]
    Inconsistent(String),
    #[error("ended at {0}, which is yet to come")]
    Future(String),
    #[error("is about `{0}`, which is not the subject")]
    OtherSubject(String),
    #[error("holds no measurement: {0}")]
    Empty(String),
    #[error("not a record of `proofmark eval`: {0}")]
    NoRecord(String),
}

/// Characters of a reason, which may quote the file.
const MAX_REASON: usize = 400;

fn brief(reason: &Reason) -> String {
    redact(&reason.to_string()).chars().take(MAX_REASON).collect()
}

impl Reason {
    pub(super) fn malformed(format: &'static str, message: impl Into<String>) -> Self {
        Self::Malformed { format, message: message.into() }
    }

    /// The flaw that can be accepted by name, if this is one.
    pub const fn flaw(&self) -> Option<Flaw> {
        match self {
            Self::Partial(_) => Some(Flaw::Partial),
            Self::TestTarget(_) => Some(Flaw::TestTarget),
            _ => None,
        }
    }
}

impl Error {
    pub fn new(path: impl Into<Utf8PathBuf>, reason: Reason) -> Self {
        Self { path: path.into(), reason }
    }

    /// What the user can do about it, when there is something.
    pub fn help(&self) -> Option<Cow<'static, str>> {
        let help = match &self.reason {
            Reason::TooLarge => "import the tool's summary without its transcripts",
            Reason::Unreadable(_) | Reason::Malformed { .. } => return None,
            Reason::Unknown => "name its format with `--format`, or write `https://proofmark.dev/eval-results/v1`",
            Reason::Evidence { .. } => "import the report that the tool wrote beside it",
            Reason::Version { .. } => "export it again with a current version of the tool",
            Reason::Truncated(_) => "let the run come to its end, and import that",
            Reason::Invalidated | Reason::Failed(_) => "run it again: nobody vouches for this result",
            Reason::Mixed(_) => "import each run by itself",
            Reason::Models(_) => "say which one the subject uses: `--model NAME`",
            Reason::NoModel(_) => "leave `--model` out to see which there are",
            Reason::Partial(_) => "run all of it, or take it with `--accept partial`, which the record says",
            Reason::TestTarget(_) => {
                "evaluate the artifact with its model, or take it with `--accept test-target`, which the record says"
            }
            Reason::Inconsistent(_) => "export it again; do not edit results",
            Reason::Future(_) => "check the clock of the machine that ran it",
            Reason::OtherSubject(_) => "name the subject that was evaluated",
            Reason::NoRecord(_) => "make records of a tool's result with `proofmark eval import`",
            Reason::Empty(_) => "check that the run did evaluate something",
        };
        Some(help.into())
    }
}
