//! Reads policies, and the files that they name.

use std::path::Path;

use crate::cli::{Error, Io};
use crate::policy::Policy;
use crate::source::read_bytes;

/// Bytes of a policy, or of a file that it names, at most.
pub(super) const MAX_FILE: u64 = 1 << 20;

/// A policy, by its path relative to where the user stands.
pub(super) fn policy(path: &Path, io: &Io<'_>) -> Result<Policy, Error> {
    let full = io.folder.join(path);
    let bytes = read_bytes(&full, MAX_FILE).map_err(|error| error.about(path))?;
    let beside = full.parent().map(Path::to_owned).unwrap_or_default();
    let mut files = |name: &str| read_bytes(&beside.join(name), MAX_FILE).map_err(|error| error.to_string());
    Ok(Policy::read(&path.to_string_lossy(), &bytes, &mut files)?)
}
