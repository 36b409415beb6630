//! Why a judge cannot be asked, or gave no answer that counts.

use std::borrow::Cow;

use crate::net;
use crate::source;
use crate::text::strict::JsonError;

/// Why there is no judge.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    #[error(transparent)]
    Net(#[from] net::Error),
    #[error("the URL of the judge holds a password")]
    Password,
    #[error("`{host}` would be sent a key over plain HTTP")]
    PlainKey { host: String },
    #[error("`{host}` would be asked over plain HTTP")]
    Plain { host: String },
    #[error("what earlier answers are kept in cannot be used")]
    Cache(#[source] source::Error),
    #[error("requests cannot be made")]
    Runtime(#[source] std::io::Error),
    #[error("the judge did not describe it")]
    Undescribed(#[source] Failure),
}

impl Error {
    /// What the user can do about it, when there is something.
    pub fn help(&self) -> Option<Cow<'static, str>> {
        match self {
            Self::Net(net::Error::Offline { .. }) => {
                Some("drop `--offline`, or name a model on this machine: it is asked with `--offline`, too".into())
            }
            Self::Net(error) => error.help(),
            Self::Password => Some("set `PROOFMARK_JUDGE_KEY` instead".into()),
            Self::PlainKey { .. } => Some("use `https`, or unset `PROOFMARK_JUDGE_KEY`".into()),
            Self::Plain { .. } => {
                Some("use `https`, or allow it within your own network with `--judge-plain-http`".into())
            }
            Self::Cache(error) => error.help(),
            Self::Undescribed(_) => Some("ask again, or leave `--judge` out and describe it yourself".into()),
            Self::Runtime(_) => None,
        }
    }
}

/// Why one question was not answered.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Failure {
    #[error(transparent)]
    Net(#[from] net::Error),
    #[error("{what} would be exceeded")]
    Cap { what: &'static str },
    #[error("the answer is not of the form that was asked for: {0}")]
    Form(#[from] JsonError),
    #[error("the answer is not of the form that was asked for: {0}")]
    Content(&'static str),
    #[error("the answer was cut off")]
    Cut,
    #[error("the model refused to answer")]
    Refused,
}
