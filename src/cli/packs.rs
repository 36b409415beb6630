//! Rule packs: folders of the user's own YARA files.

use std::path::{Path, PathBuf};

use crate::source::{Error, read_small};

/// Bytes of one rule file, at most.
const MAX_FILE: u64 = 4 << 20;

/// The rule files of every folder, by name and source, in the order of their names. A folder without any is an error:
/// rules that silently are not there find nothing.
pub(super) fn read(folders: impl Iterator<Item = PathBuf>) -> Result<Vec<(String, String)>, Error> {
    let mut files = Vec::new();
    for folder in folders {
        let paths = rule_files(&folder)?;
        if paths.is_empty() {
            return Err(Error::NotFound { path: folder.join("*.yar") });
        }
        for path in paths {
            files.push((path.to_string_lossy().into_owned(), read_small(&path, MAX_FILE)?));
        }
    }
    Ok(files)
}

fn rule_files(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let fail = |source| Error::Read { path: folder.to_owned(), source };
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(fail)? {
        let path = entry.map_err(fail)?.path();
        if path.extension().is_some_and(|extension| extension == "yar" || extension == "yara") {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}
