//! Why a source could not be opened at all.

use std::borrow::Cow;
use std::path::PathBuf;

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
    #[error("`{reference}` needs the network")]
    Offline { reference: String },
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
            Self::Unsupported { .. } | Self::Offline { .. } => {}
        }
        self
    }

    /// What the user can do about it, when there is something.
    pub fn help(&self) -> Option<Cow<'static, str>> {
        match self {
            Self::NotFound { .. } => Some("name a file or folder; the default is the current folder".into()),
            Self::Unsupported { .. } => Some("fetch it first and name the folder".into()),
            Self::Offline { .. } => Some("drop `--offline`, or scan what `--save-capture` wrote before".into()),
            Self::Occupied { .. } => Some("name a folder that does not exist".into()),
            Self::Read { .. } => Some("check the permissions of the path and of its folder".into()),
            Self::Write { .. } => Some("the folder has to exist, and you need permission to write there".into()),
            Self::TooLarge { .. } | Self::NotUtf8 { .. } | Self::Empty { .. } => None,
        }
    }
}
