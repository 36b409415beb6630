//! The user's own files: configuration, baselines, rule packs, reports.

use std::io::{Read as _, Write as _};
use std::path::Path;

use super::Error;

/// Reads a file of the user's that is small by nature. A named pipe is read to its end.
pub fn read_small(path: &Path, limit: u64) -> Result<String, Error> {
    String::from_utf8(read_bytes(path, limit)?).map_err(|_| Error::NotUtf8 { path: path.to_owned() })
}

/// Reads a file of the user's that need not be text.
pub fn read_bytes(path: &Path, limit: u64) -> Result<Vec<u8>, Error> {
    let fail = |source| Error::Read { path: path.to_owned(), source };
    let file = std::fs::File::open(path).map_err(|source| match source.kind() {
        std::io::ErrorKind::NotFound => Error::NotFound { path: path.to_owned() },
        _ => fail(source),
    })?;
    let mut bytes = Vec::new();
    file.take(limit + 1).read_to_end(&mut bytes).map_err(fail)?;
    if bytes.len() as u64 > limit {
        return Err(Error::TooLarge { path: path.to_owned(), limit });
    }
    Ok(bytes)
}

/// Reads the files of the folder `path` below `base` (not of those in it) whose names end in one of `suffixes`, sorted by
/// name; or the one file that `path` is. That there is none is an error.
pub fn read_folder(base: &Path, path: &Path, suffixes: &[&str], limit: u64) -> Result<Vec<(String, String)>, Error> {
    let full = base.join(path);
    if !full.is_dir() {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        return Ok(vec![(name, read_small(&full, limit).map_err(|error| error.about(path))?)]);
    }
    let fail = |source| Error::Read { path: path.to_owned(), source };
    let mut names = Vec::new();
    for entry in std::fs::read_dir(&full).map_err(fail)? {
        let name = entry.map_err(fail)?.file_name().to_string_lossy().into_owned();
        if suffixes.iter().any(|suffix| name.ends_with(suffix)) {
            names.push(name);
        }
    }
    if names.is_empty() {
        return Err(Error::Empty { path: path.to_owned(), suffixes: suffixes.join(" or ") });
    }
    names.sort();
    let read = |name: String| {
        let source = read_small(&full.join(&name), limit).map_err(|error| error.about(&path.join(&name)))?;
        Ok((name, source))
    };
    names.into_iter().map(read).collect()
}

/// Writes a file whole or not at all: to a temporary name in the same folder, then renamed.
pub fn write_atomic(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let fail = |source| Error::Write { path: path.to_owned(), source };
    // A device or a pipe is written to; a file in its place would be there for good.
    if std::fs::metadata(path).is_ok_and(|there| !there.is_file() && !there.is_dir()) {
        return std::fs::write(path, bytes).map_err(fail);
    }
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.tmp", std::process::id()));
    let temporary = path.with_file_name(name);
    let written = std::fs::File::create(&temporary)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .and_then(|()| std::fs::rename(&temporary, path));
    if written.is_err() {
        // The error that matters is the first.
        let _ = std::fs::remove_file(&temporary);
    }
    written.map_err(fail)
}
