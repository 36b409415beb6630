//! Why a lock cannot be used.

use std::borrow::Cow;

/// A lock that says nothing.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    #[error("`{path}` is no lock: {message}")]
    Syntax { path: String, message: String },
    #[error("`{path}` is a lock of another format: `{schema}`")]
    Schema { path: String, schema: String },
}

impl Error {
    /// What the user can do about it, when there is something.
    pub fn help(&self) -> Option<Cow<'static, str>> {
        match self {
            Self::Syntax { .. } => {
                Some("restore it from version control, or make a new one with `proofmark lock`".into())
            }
            Self::Schema { .. } => Some("use the version of proofmark that wrote it, or make a new one".into()),
        }
    }
}
