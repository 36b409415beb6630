//! Why nothing can be confined here.

use std::borrow::Cow;

/// A sandbox that cannot be closed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    #[error("there is no sandbox on this platform")]
    Platform,
    #[error("this kernel does not enforce Landlock")]
    Landlock,
    #[error("this kernel does not let a filter of system calls in")]
    Filter { detail: String },
    #[error("this kernel, or the container around us, does not let us watch a program")]
    Trace { detail: String },
    #[error("the rules of the sandbox cannot be read: {detail}")]
    Policy { detail: String },
    #[error("cannot start `{program}`")]
    Start { program: String, source: std::io::Error },
}

impl Error {
    /// What the user can do about it.
    pub fn help(&self) -> Option<Cow<'static, str>> {
        match self {
            Self::Platform | Self::Landlock | Self::Filter { .. } | Self::Trace { .. } => {
                Some("start the server on Linux 5.13 or newer, or with `--no-sandbox` where nothing can be lost".into())
            }
            Self::Policy { .. } | Self::Start { .. } => None,
        }
    }
}
