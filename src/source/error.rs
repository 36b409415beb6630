//! Why a source could not be opened at all.

use std::borrow::Cow;
use std::path::PathBuf;

use crate::net;

/// A source that cannot be scanned. What only part of a source lacks is a gap instead.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    #[error("`{}` does not exist", path.display())]
    NotFound { path: PathBuf },
    #[error("cannot read `{}`", path.display())]
    Read { path: PathBuf, source: std::io::Error },
    #[error("cannot write `{}`", path.display())]
    Write { path: PathBuf, source: std::io::Error },
    #[error("`{}` is larger than {limit} bytes", path.display())]
    TooLarge { path: PathBuf, limit: u64 },
    #[error("`{}` is not UTF-8", path.display())]
    NotUtf8 { path: PathBuf },
    #[error("`{}` holds no file that ends in {suffixes}", path.display())]
    Empty { path: PathBuf, suffixes: String },
    #[error("`{reference}` is not a file or folder here")]
    Unsupported { reference: String },
    #[error("`{reference}` is no {expected}")]
    Reference { reference: String, expected: &'static str },
    #[error("the clone at `{}` lacks history", path.display())]
    Shallow { path: PathBuf },
    #[error(transparent)]
    Net(#[from] net::Error),
    #[error("the answer of `{url}` cannot be read: {detail}")]
    Answer { url: String, detail: String },
    #[error("`{url}` is a web page")]
    WebPage { url: String },
    #[error("`{url}` offers no agent card, server or skill under a well-known path")]
    NothingKnown { url: String },
    #[error("cannot fetch from `{url}`: {said}")]
    Git {
        url: String,
        /// What `git` said.
        said: String,
    },
    #[error("`{url}` comes to more than {limit} bytes")]
    Large { url: String, limit: u64, flag: &'static str },
    #[error("git does not read this repository: {said}")]
    Repository {
        /// What `git` said.
        said: String,
    },
    #[error("cannot run `{program}`")]
    Start { program: &'static str, source: std::io::Error },
    #[error("`{reference}` has no version that fits")]
    NoVersion {
        reference: String,
        /// What there is.
        newest: Option<String>,
    },
    #[error("`{what}` is {found}, and {expected} was promised")]
    Integrity { what: String, expected: String, found: String },
    #[error("`{}` is not empty", path.display())]
    Occupied { path: PathBuf },
}

impl Error {
    /// The same, about the path as the user wrote it.
    #[must_use]
    pub fn about(mut self, name: &std::path::Path) -> Self {
        match &mut self {
            Self::NotFound { path }
            | Self::Read { path, .. }
            | Self::Write { path, .. }
            | Self::TooLarge { path, .. }
            | Self::NotUtf8 { path }
            | Self::Occupied { path }
            | Self::Empty { path, .. } => *path = name.to_owned(),
            _ => {}
        }
        self
    }

    /// What the user can do about it, when there is something.
    pub fn help(&self) -> Option<Cow<'static, str>> {
        match self {
            Self::NotFound { path } => Some(match path.to_str().filter(|path| is_repository(path)) {
                Some(path) => format!("for a repository write `git+https://{path}`").into(),
                None => "check the path; it starts at the folder you stand in".into(),
            }),
            Self::Unsupported { .. } => Some("fetch it first and name the folder".into()),
            Self::Net(error) => error.help(),
            Self::NoVersion { newest: Some(newest), .. } => Some(format!("the newest is {newest}").into()),
            Self::WebPage { .. } => {
                Some("name the raw document; for a repository write `git+` before its address".into())
            }
            Self::NothingKnown { .. } => Some("name the document itself".into()),
            Self::Git { said, .. } if said.contains("could not read Username") => {
                Some("it asks who you are: set up a credential helper of git for it, or name it by `git+ssh:`".into())
            }
            Self::Git { .. } => Some("check the address and the revision; `git ls-remote` shows what there is".into()),
            Self::Large { flag, .. } => Some(format!("raise `{flag}`").into()),
            Self::Start { program, .. } => Some(format!("install `{program}`, and have it in `PATH`").into()),
            Self::Integrity { .. } => {
                Some("do not install it: the bytes changed after they were published, or on the way here".into())
            }
            Self::Occupied { .. } => Some("name a folder that does not exist".into()),
            Self::Read { .. } => Some("check the permissions of the path and of its folder".into()),
            Self::Write { .. } => Some("the folder has to exist, and you need permission to write there".into()),
            Self::Repository { .. } => Some("stand in the working tree of a git repository".into()),
            Self::Shallow { .. } => Some("fetch all of it: `git fetch --unshallow`".into()),
            Self::Reference { .. }
            | Self::Answer { .. }
            | Self::NoVersion { newest: None, .. }
            | Self::TooLarge { .. }
            | Self::NotUtf8 { .. }
            | Self::Empty { .. } => None,
        }
    }
}

/// Whether a path looks like the address of a repository without its scheme: `host.example/owner/name`.
fn is_repository(path: &str) -> bool {
    let mut parts = path.split('/');
    let host = parts.next().unwrap_or_default();
    !host.starts_with('.') && host.contains('.') && parts.filter(|part| !part.is_empty()).count() >= 2
}
