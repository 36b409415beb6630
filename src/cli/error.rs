//! The sum of what can go wrong in a command.

use std::borrow::Cow;

use crate::{analyze, attest, config, source};

/// Why a command could not answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    #[error(transparent)]
    Source(#[from] source::Error),
    #[error(transparent)]
    Rules(#[from] analyze::Error),
    #[error(transparent)]
    Config(#[from] config::Mistakes),
    #[error(transparent)]
    Attest(#[from] attest::Error),
    #[error("cannot write the answer")]
    Output(#[from] std::io::Error),
    #[error("there is no artifact in {sources}")]
    Empty { sources: String },
    #[error("`{option}` is needed: {why}")]
    Missing { option: &'static str, why: &'static str },
    #[error("`{value}` is no {expected}")]
    Value { value: String, expected: &'static str },
    #[error("`{}` is no evidence: {failure}", path.display())]
    Evidence { path: std::path::PathBuf, failure: attest::Failure },
    #[error("the passphrases differ")]
    Passphrases,
}

impl Error {
    /// What the user can do about it, when there is something.
    pub fn help(&self) -> Option<Cow<'static, str>> {
        match self {
            Self::Source(error) => error.help(),
            Self::Rules(error) => error.help(),
            Self::Attest(error) => error.help(),
            // Each mistake brings its own.
            Self::Config(_) | Self::Output(_) | Self::Missing { .. } | Self::Value { .. } | Self::Passphrases => None,
            Self::Evidence { failure, .. } => failure.help(),
            Self::Empty { .. } => {
                Some("name a file to scan it whatever it is, or allow it with `--allow-empty`".into())
            }
        }
    }
}
