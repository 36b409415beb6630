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
    /// The names and sources of all rule files.
    pub(super) fn read(&self, folder: &Path) -> Result<Vec<(String, String)>, Error> {
        let mut files = Vec::new();
        for path in &self.rules {
            files.extend(read(folder, path)?);
        }
        Ok(files)
    }
}

/// The rule files of one pack, a path below `folder`.
pub(super) fn read(folder: &Path, path: &Path) -> Result<Vec<(String, String)>, Error> {
    Ok(source::read_folder(folder, path, &[".yar", ".yara"], MAX_SIZE)?)
}
