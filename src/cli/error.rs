//! The sum of what can go wrong in a command.

use std::borrow::Cow;

use crate::{analyze, config, net, source};

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
    #[error("cannot write the answer")]
    Output(#[from] std::io::Error),
    #[error(transparent)]
    Sandbox(#[from] source::sandbox::Error),
    #[error("`{command}` was not started")]
    Consent { command: String },
    #[error(transparent)]
    Net(#[from] net::Error),
    #[error(transparent)]
    SignIn(#[from] source::mcp::SignInError),
    #[error("`{text}` does not name two variables")]
    Client { text: String },
    #[error("`{text}` is no header")]
    Header { text: String },
    #[error("the variable `{name}` is not set")]
    Variable { name: String },
    #[error("there is no artifact in {sources}")]
    Empty { sources: String },
}

impl Error {
    /// What the user can do about it, when there is something.
    pub fn help(&self) -> Option<Cow<'static, str>> {
        match self {
            Self::Source(error) => error.help(),
            Self::Rules(error) => error.help(),
            Self::Sandbox(error) => error.help(),
            Self::Consent { .. } => {
                Some("a server runs with what you grant it: add `--run-servers` once you have read the command".into())
            }
            Self::Net(error) | Self::SignIn(source::mcp::SignInError::Net(error)) => error.help(),
            Self::Client { .. } => Some("write them as `NOTES_CLIENT:NOTES_SECRET`".into()),
            Self::Header { .. } => {
                Some("write its name and the variable that holds its value, as `X-Key:NOTES_KEY`".into())
            }
            Self::Variable { .. } => Some("set it, or leave the flag out; values never stand on a command line".into()),
            // Each mistake brings its own.
            Self::Config(_) | Self::Output(_) | Self::SignIn(_) => None,
            Self::Empty { .. } => {
                Some("name a file to scan it whatever it is, or allow it with `--allow-empty`".into())
            }
        }
    }
}
