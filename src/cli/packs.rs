//! `--rules DIR`: rules of the user beside those built in.

use std::path::{Path, PathBuf};

use clap::Args;

use super::Error;
use crate::source;

/// Bytes of a rule file at most.
const MAX_SIZE: u64 = 16 << 20;

/// Where the user's rules are.
#[derive(Debug, Clone, Args)]
pub(super) struct PackArgs {
    /// Add the YARA rules in a folder (or a file); may be repeated.
    #[arg(long, value_name = "DIR", help_heading = "Rules")]
    rules: Vec<PathBuf>,
}

impl PackArgs {
    /// The folders, as they were named.
    pub(super) fn folders(&self) -> impl Iterator<Item = PathBuf> {
        self.rules.iter().cloned()
    }

    /// The names and sources of all rule files.
    pub(super) fn read(&self, base: &Path) -> Result<Vec<(String, String)>, Error> {
        read(base, self.folders())
    }
}

/// The rule files of every folder below `base`, by name and source. A folder without any is an error: rules that
/// silently are not there find nothing.
pub(super) fn read(base: &Path, folders: impl Iterator<Item = PathBuf>) -> Result<Vec<(String, String)>, Error> {
    let mut files = Vec::new();
    for folder in folders {
        files.extend(source::read_folder(base, &folder, &[".yar", ".yara"], MAX_SIZE)?);
    }
    Ok(files)
}
