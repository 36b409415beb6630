//! What a confined program may touch.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::Error;

/// The rules of one sandbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// Files and folders that may be read and run, with everything below them.
    pub read: Vec<PathBuf>,
    /// Folders in which anything may be done.
    pub write: Vec<PathBuf>,
    /// The home that the program believes in.
    pub home: PathBuf,
    /// What programs look at by themselves, such as the folders of `PATH`: to be refused it is nothing to tell.
    pub unsaid: Vec<PathBuf>,
    /// Whether the program may connect to the Internet. Sockets of this machine stay closed.
    pub network: bool,
    /// Where what was tried is written, a line each.
    pub report: PathBuf,
}

impl Policy {
    /// Writes the rules for the process that keeps them.
    pub fn store(&self, path: &Path) -> std::io::Result<()> {
        std::fs::write(path, serde_json::to_vec(self)?)
    }

    pub(super) fn load(path: &Path) -> Result<Self, Error> {
        let fail = |detail: String| Error::Policy { detail };
        let text = crate::source::read_small(path, 1 << 20).map_err(|error| fail(error.to_string()))?;
        serde_json::from_str(&text).map_err(|error| fail(error.to_string()))
    }
}
