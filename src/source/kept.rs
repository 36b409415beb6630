//! A folder of results of earlier runs, each under the digest of everything that it depends on.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::{Error, read_small};
use crate::digest::Digest;

/// Texts by digest. One that is cut short, was written for something else, or is of another format is not there.
///
/// Whoever can write to the folder decides what is read from it.
#[derive(Debug)]
pub struct Kept {
    folder: PathBuf,
    /// The name of the format; its last part changes with what an entry holds.
    format: &'static str,
    /// Bytes of an entry, at most.
    limit: u64,
}

impl Kept {
    /// Opens a folder, which is made where it is not there.
    pub fn open(folder: &Path, format: &'static str, limit: u64) -> Result<Self, Error> {
        let failed = |source| Error::Write { path: folder.to_owned(), source };
        std::fs::create_dir_all(folder).map_err(failed)?;
        Ok(Self { folder: folder.to_owned(), format, limit })
    }

    /// What was kept for a digest.
    pub fn get(&self, key: Digest) -> Option<String> {
        let text = read_small(&self.path(key), self.limit).ok()?;
        let (head, rest) = text.split_once('\n')?;
        (head == self.header(key, rest)).then(|| rest.to_owned())
    }

    /// Keeps a text, whole or not at all. A folder that cannot be written is slow, not wrong.
    pub fn put(&self, key: Digest, text: &str) {
        let path = self.path(key);
        let Some(folder) = path.parent() else { return };
        let _ = std::fs::create_dir_all(folder).and_then(|()| {
            // Other machines may write to the same folder.
            let mut file = tempfile::NamedTempFile::new_in(folder)?;
            write!(file, "{}\n{text}", self.header(key, text))?;
            file.persist(&path).map_err(|error| error.error)
        });
    }

    fn path(&self, key: Digest) -> PathBuf {
        let hex = key.hex();
        self.folder.join(hex.get(..2).unwrap_or_default()).join(hex)
    }

    fn header(&self, key: Digest, text: &str) -> String {
        format!("{} {key} {}", self.format, Digest::of(text))
    }
}
